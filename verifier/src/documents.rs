//! Reading JSON documents: the API's pages, or arrays of rows.

use sealquote::json::Value;
use sealquote::ledger::{Lack, Notes, Page, Transaction, When};

use crate::Unreadable;
use crate::page::{Part, is_page, newest_first};
use crate::rows::{id_of, source_of};

/// What the rows of documents are given to, in the order of their listing.
pub(crate) trait Rows {
    /// Begins a file that stands by itself, or goes on where the one before it ended.
    fn begin(&mut self, name: &str, goes_on: bool) -> u32;

    /// Says that what follows in the same file is its next page.
    fn next_page(&mut self);

    /// Takes a row of a file, counted from 1, and where it was caused.
    fn push(&mut self, listing: u32, number: u64, row: &Transaction, source: Option<&str>);

    /// Says what the listing whose row came last lacks by what its pages say.
    fn lacks(&mut self, _lack: Lack) {}

    /// Takes a row that could not be read.
    fn push_bad(&mut self, listing: u32, number: u64, id: Option<&str>, reason: &str);
}

/// The documents of one file.
pub(crate) struct Documents {
    name: String,
    parts: Vec<Part>,
}

impl Documents {
    /// Reads every document of a file.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut parts = Vec::new();
        for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
            let document = document.map_err(|error| {
                let begins = bytes.trim_ascii_start().first();
                let reason = if !begins.is_some_and(|first| b"{[".contains(first)) {
                    format!(
                        "`{name}` is not JSON; give pages, arrays or lines of it, CSV that begins with its header, Parquet \
                         or Arrow"
                    )
                } else if error.is_eof() {
                    format!("`{name}` ends in the middle of a JSON document; fetch it again")
                } else {
                    format!("`{name}` is not JSON: {error}; give pages, arrays or lines of it, CSV, Parquet or Arrow")
                };
                Unreadable::new(reason)
            })?;
            // As several pages are put together, such as by `jq --slurp`.
            match document {
                Value::Array(pages) if !pages.is_empty() && pages.iter().all(is_page) => {
                    for page in pages {
                        parts.push(Part::of(name, page)?);
                    }
                }
                document => parts.push(Part::of(name, document)?),
            }
        }
        Ok(Self { name: name.to_owned(), parts })
    }

    /// The page, when the file is exactly one.
    fn page(&self) -> Option<&Part> {
        match self.parts.as_slice() {
            [part] => Some(part).filter(|part| part.page.number.is_some()),
            _ => None,
        }
    }

    /// Whether the file is the page after another one.
    fn follows(&self, before: &Self) -> bool {
        self.page().zip(before.page()).is_some_and(|(page, before)| page.follows(before))
    }

    /// Gives every row of the file to `rows`, and what listings lack where it is known by its parts.
    fn give(&self, goes_on: bool, notes: &mut Notes, rows: &mut impl Rows) {
        let mut listing = rows.begin(&self.name, goes_on);
        let mut before: Option<&Part> = None;
        let mut number = 0_u64;
        for part in &self.parts {
            let follows = before.map_or(goes_on, |before| part.follows(before));
            if before.is_some() && follows {
                rows.next_page();
            } else if before.is_some() {
                listing = rows.begin(&self.name, false);
            }
            before = Some(part);
            for row in &part.rows {
                number = number.saturating_add(1);
                match Transaction::from_value(row) {
                    Ok(transaction) => rows.push(listing, number, &transaction, source_of(row)),
                    Err(error) => {
                        rows.push_bad(listing, number, id_of(row), &error.to_string());
                    }
                }
                notes.tell(When::FirstRow, &mut |lack| rows.lacks(*lack));
            }
            notes.tell(When::LastRow, &mut |lack| rows.lacks(*lack));
        }
    }
}

/// Gives out files of documents that stand next to each other: the pages of one listing are one chain, in
/// the order of their numbers, whatever the order of their names.
pub(crate) fn give(files: Vec<Documents>, rows: &mut impl Rows) {
    let mut pages: Vec<&Documents> = files.iter().collect();
    pages.sort_by_key(|file| file.page().and_then(|part| part.page.number));
    let follow = |pair: &[&Documents]| matches!(pair, [before, page] if page.follows(before));
    let in_order = if pages.windows(2).all(follow) { pages } else { files.iter().collect() };
    let mut notes = Notes::default();
    for parts in listings(&in_order) {
        let before = core::iter::once(None).chain(parts.iter().copied().map(Some));
        let pages: Vec<Page> =
            parts.iter().zip(before).map(|(part, before)| part.behind(before)).collect();
        notes.take(&pages, newest_first(&parts));
    }
    let mut before = None;
    for file in in_order {
        let goes_on = before.is_some_and(|before| file.follows(before));
        file.give(goes_on, &mut notes, rows);
        before = Some(file);
    }
}

/// The parts of each listing.
fn listings<'d>(files: &[&'d Documents]) -> Vec<Vec<&'d Part>> {
    let mut listings: Vec<Vec<&Part>> = Vec::new();
    let mut before: Option<&Documents> = None;
    for file in files {
        let mut follows = before.is_some_and(|before| file.follows(before));
        for (number, part) in file.parts.iter().enumerate() {
            let last = listings.last().and_then(|listing| listing.last());
            follows =
                if number > 0 { last.is_some_and(|last| part.follows(last)) } else { follows };
            match listings.last_mut().filter(|_| follows) {
                Some(listing) => listing.push(part),
                None => listings.push(vec![part]),
            }
        }
        before = Some(file);
    }
    listings
}
