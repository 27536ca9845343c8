//! `sealquote detect`.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, CLEAN, FINDINGS, Format, pretty, tell_rows, watched};
use crate::inputs::read_book;
use crate::{Reading, detect};

/// Say which version of which book explains a ledger's charges, and where one took over from another
///
/// A version explains an envelope when all its charges can be made of the version's prices, whatever the dates. What
/// several versions explain, what none does, and where charges can be read in too many ways to try all, is said. Exit code
/// 0 when every charge is explained, 1 when one is not, 2 when a row could not be read.
#[derive(Args)]
#[command(after_help = super::examples::DETECT)]
pub(super) struct Detect {
    /// The ledger, as `verify` takes it
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// A price book: its file, or the id of a built-in one; can be given again
    #[arg(long = "book", value_name = "BOOK", required = true)]
    books: Vec<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Detect {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self { ledger, reading, books, format } = self;
        let books = books.iter().map(|book| read_book(book)).collect::<Result<Vec<_>, _>>()?;
        let (explained, told) = detect::detect(&ledger, &watched(reading, quiet), &books)?;
        let text = match format {
            Format::Text => detect::text(&explained),
            Format::Json => pretty(&explained)?,
        };
        let code = if explained.is_whole() { CLEAN } else { FINDINGS };
        Ok((text, code.max(tell_rows(&told))))
    }
}
