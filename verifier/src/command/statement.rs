//! `sealquote statement`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sealquote::history::Context;

use super::{Answer, Format, pretty, tell_rows, watched};
use crate::conventions::Chained;
use crate::{Reading, statement};

/// Say what wallets hold, and what was ever used, added and refunded
///
/// Exit code 0 when every row was read, 2 when any could not be: then the sums lack it.
#[derive(Args)]
#[command(after_help = super::examples::STATEMENT)]
pub(super) struct Statement {
    /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
    /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Whose credits these are
    #[arg(long, value_enum, default_value_t = Whose::Personal)]
    context: Whose,
    /// How the statement is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    chained: Chained,
}

#[derive(Clone, Copy, ValueEnum)]
enum Whose {
    /// A person's
    Personal,
    /// An organization's
    Organization,
}

impl Statement {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self { ledger, reading, chained, context, format } = self;
        let context = match context {
            Whose::Personal => Context::Personal,
            Whose::Organization => Context::Organization,
        };
        let (statements, told) =
            statement::state(&ledger, &watched(reading, quiet), chained.chains, context)?;
        let text = match format {
            Format::Text => statement::text(&statements),
            Format::Json => pretty(&statements)?,
        };
        Ok((text, tell_rows(&told)))
    }
}
