//! `sealquote explain`.

use clap::Args;

use super::{Answer, CLEAN, Format, pretty};
use crate::explain;

/// Say what a finding means, where it comes from, and what to do; without a code, list all
#[derive(Args)]
#[command(after_help = super::examples::EXPLAIN)]
pub(super) struct Explain {
    /// The code, such as CHAIN_BREAK
    code: Option<String>,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Explain {
    pub(super) fn perform(self) -> Answer {
        let Self { code, format } = self;
        let explanations = explain::explain(code.as_deref())?;
        let text = match format {
            Format::Text => explain::text(&explanations),
            Format::Json => pretty(&explanations)?,
        };
        Ok((text, CLEAN))
    }
}
