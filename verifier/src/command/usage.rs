//! `sealquote usage`.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, Format, pretty, tell_rows, watched};
use crate::conventions::Chained;
use crate::{Reading, usage};

/// Say what was used in a period, by method, source and day
///
/// Exit code 0 when every row was read, 2 when any could not be: then the sums lack it.
#[derive(Args)]
#[command(after_help = super::examples::USAGE)]
pub(super) struct Usage {
    /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
    /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The first day of the period, such as 2026-03-01
    #[arg(long, value_name = "DATE")]
    start: Option<String>,
    /// The last day of the period, which is in it
    #[arg(long, value_name = "DATE")]
    end: Option<String>,
    /// Where days begin, such as +05:30; UTC when not given
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    utc_offset: Option<String>,
    /// How the usage is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    chained: Chained,
}

impl Usage {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self { ledger, reading, chained, start, end, utc_offset, format } = self;
        let query = usage::period(start, end, utc_offset)?;
        let (answer, told) = usage::tell(&ledger, &watched(reading, quiet), chained.chains, query)?;
        let text = match format {
            Format::Text => usage::text(&answer),
            Format::Json => pretty(&answer)?,
        };
        Ok((text, tell_rows(&told)))
    }
}
