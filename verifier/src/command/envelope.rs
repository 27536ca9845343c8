//! `sealquote quote` and `settle`: what an envelope costs, and what is due for it.

use std::path::PathBuf;

use clap::Args;
use sealquote::settle::{History, settle};

use super::{Answer, CLEAN, pretty};
use crate::Unreadable;
use crate::inputs::{named, read_book, read_text, told};

/// Price an envelope, as JSON
#[derive(Args)]
#[command(after_help = super::examples::QUOTE)]
pub(super) struct Quote {
    /// The envelope's file; standard input by `-`
    envelope: PathBuf,
    /// A price book's file, or the id of a built-in one
    #[arg(long, value_name = "BOOK", default_value = "signsecure")]
    book: String,
}

impl Quote {
    pub(super) fn perform(self) -> Answer {
        let Self { envelope, book } = self;
        let book = read_book(&book)?;
        let quote = book
            .quote_json(&read_text(&envelope)?)
            .map_err(|error| Unreadable::new(told(&named(&envelope), &error)))?;
        Ok((pretty(&quote)?, CLEAN))
    }
}

/// Say what is due for an envelope by what happened to it, as JSON
#[derive(Args)]
#[command(after_help = super::examples::SETTLE)]
pub(super) struct Settle {
    /// A file with `envelope`, `events`, and `charged` for the drafts that were booked; standard input by `-`
    history: PathBuf,
    /// A price book's file, or the id of a built-in one
    #[arg(long, value_name = "BOOK", default_value = "signsecure")]
    book: String,
}

impl Settle {
    pub(super) fn perform(self) -> Answer {
        let Self { history, book } = self;
        let book = read_book(&book)?;
        let settlement = History::from_json(&read_text(&history)?)
            .and_then(|happened| settle(&book, happened))
            .map_err(|error| Unreadable::new(told(&named(&history), &error)))?;
        Ok((pretty(&settlement)?, CLEAN))
    }
}
