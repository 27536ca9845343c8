//! `sealquote lint`.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, CLEAN, FINDINGS, Format, UNREADABLE, pretty};
use crate::inputs::{named, read_text};
use crate::lint::{self, Linted};
use crate::{Unreadable, output};

/// Find what is wrong with a price book, and show where
///
/// Exit code 0 when there is nothing to say, 1 when there is, be it only a warning, 2 when a book could not be read.
#[derive(Args)]
#[command(after_help = super::examples::LINT)]
pub(super) struct Lint {
    /// Price books' files; standard input by `-`
    #[arg(required = true, value_name = "BOOK")]
    books: Vec<PathBuf>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Lint {
    pub(super) fn perform(self) -> Answer {
        let Self { books, format } = self;
        let lint = |path: &PathBuf| Ok(Linted::new(named(path), read_text(path)?));
        let books = books.iter().map(lint).collect::<Result<Vec<Linted>, Unreadable>>()?;
        let code = if books.iter().any(Linted::is_unreadable) {
            UNREADABLE
        } else if books.iter().all(Linted::is_clean) {
            CLEAN
        } else {
            FINDINGS
        };
        let text = match format {
            Format::Text => lint::text(&books, output::has_colour()),
            Format::Json => pretty(&lint::list(&books))?,
        };
        Ok((text, code))
    }
}
