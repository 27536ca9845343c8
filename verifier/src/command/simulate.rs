//! `sealquote simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sealquote::UtcOffset;
use sealquote::reprice::SimulationOptions;

use super::{Answer, pretty, tell_rows, watched};
use crate::inputs::{fixed_at, read_book};
use crate::simulate::By;
use crate::{Reading, simulate};

/// Say what a ledger would have cost under another book: in total, by month, wallet and envelope
///
/// From what was charged it is read back who signed how, and that is priced anew, with what came back taken off. An
/// envelope of which that cannot be said for sure is counted apart, with the reason. The version of the new book in
/// force when an envelope began prices it, and one of which `--activity` tells as `settle` does: its base by the version
/// in force at creation, all else by that at send; give a book of one version to price all by that. Exit code 0 when
/// every row was read, 2 when any could not be: then the sums lack it.
#[derive(Args)]
#[command(after_help = super::examples::SIMULATE)]
pub(super) struct Simulate {
    /// The ledger, as `verify` takes it
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The other price book: its file, or the id of a built-in one
    #[arg(long, value_name = "BOOK")]
    book: String,
    /// The version of the other book that prices everything, whenever it was; else each envelope is priced by the one
    /// that was in force
    #[arg(long, value_name = "LABEL")]
    book_version: Option<String>,
    /// The price book that the ledger was charged by
    ///
    /// Charges per document or megabyte, or per signer whatever the method, cannot be read back: leave such rates out of a
    /// copy of the book, and tell by `--activity` what happened to the envelopes that were charged by them.
    #[arg(long, value_name = "BOOK", default_value = "signsecure")]
    from_book: String,
    /// What really happened, as `verify` takes it: its envelopes are priced by that, and not by their rows
    #[arg(long, value_name = "FILE")]
    activity: Option<PathBuf>,
    /// The ledger has a row for each signature, also where it costs nothing more, and a row that names a method is one;
    /// without that, it may be several, and anybody may have signed
    /// by a method that is free or was charged once
    #[arg(long)]
    a_row_each: bool,
    /// Where months begin, such as +05:30; UTC when not given
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true, value_parser = parse_offset, default_value = "Z")]
    utc_offset: UtcOffset,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Table::Text)]
    format: Table,
    /// What `--format csv` has a line for
    #[arg(long, value_enum, default_value_t = By::Envelope)]
    by: By,
}

#[derive(Clone, Copy, ValueEnum)]
enum Table {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// A table for spreadsheets
    Csv,
}

impl Simulate {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self {
            ledger,
            reading,
            book,
            book_version,
            from_book,
            activity,
            a_row_each,
            utc_offset,
            format,
            by,
        } = self;
        let (old, new) = (read_book(&from_book)?, read_book(&book)?);
        let new = match book_version {
            Some(label) => fixed_at(&new, &label)?,
            None => new,
        };
        let options = SimulationOptions { a_row_each, utc_offset };
        let (repriced, told) = simulate::simulate(
            &ledger,
            &watched(reading, quiet),
            [&old, &new],
            activity.as_deref(),
            options,
        )?;
        let text = match format {
            Table::Text => simulate::text(&repriced),
            Table::Json => pretty(&repriced)?,
            Table::Csv => simulate::csv(&repriced, by)?,
        };
        Ok((text, tell_rows(&told)))
    }
}

fn parse_offset(text: &str) -> Result<UtcOffset, String> {
    UtcOffset::parse(text).ok_or_else(|| String::from("write it like `+05:30`, or `Z` for UTC"))
}
