//! Reading JSON documents: the API's pages, or arrays of rows.

use sealquote::json::Value;
use sealquote::ledger::Transaction;

use crate::Unreadable;
use crate::chunks::source_of;

/// What the rows of documents are given to, in the order of their listing.
pub(crate) trait Rows {
    /// Begins a file that stands by itself, or goes on where the one before it ended.
    fn begin(&mut self, name: &str, goes_on: bool) -> u32;

    /// Says that what follows in the same file is its next page.
    fn next_page(&mut self) {}

    /// Takes a row of a file, counted from 1, and where it was caused.
    fn push(&mut self, listing: u32, number: u64, row: &Transaction, source: Option<&str>);

    /// Takes a row that could not be read.
    fn push_bad(&mut self, listing: u32, number: u64, id: Option<&str>, reason: &str);
}

/// The documents of one file.
pub(crate) struct Documents {
    name: String,
    parts: Vec<Part>,
}

/// One document: its rows, and its number when it is a page.
struct Part {
    page: Option<i64>,
    rows: Vec<Value>,
}

impl Documents {
    /// Reads every document of a file.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut parts = Vec::new();
        for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
            let document = document.map_err(|error| {
                let reason = if error.is_eof() {
                    format!("`{name}` ends in the middle of a JSON document; fetch it again")
                } else {
                    format!("`{name}` is not JSON: {error}; give pages, arrays or lines of it, CSV, Parquet or Arrow")
                };
                Unreadable::new(reason)
            })?;
            parts.push(Part::of(name, document)?);
        }
        Ok(Self { name: name.to_owned(), parts })
    }

    /// The number of the page, when the file is exactly one page.
    fn page(&self) -> Option<i64> {
        match self.parts.as_slice() {
            [part] => part.page,
            _ => None,
        }
    }

    /// Gives every row of the file to `rows`.
    fn give(&self, goes_on: bool, rows: &mut impl Rows) {
        let mut listing = rows.begin(&self.name, goes_on);
        let mut before: Option<i64> = None;
        let mut number = 0_u64;
        for (index, part) in self.parts.iter().enumerate() {
            let follows = part.page.zip(before).is_some_and(|(page, before)| page > before);
            if follows {
                rows.next_page();
            } else if index > 0 {
                listing = rows.begin(&self.name, false);
            }
            before = part.page;
            for row in &part.rows {
                number = number.saturating_add(1);
                match Transaction::from_value(row) {
                    Ok(transaction) => rows.push(listing, number, &transaction, source_of(row)),
                    Err(error) => {
                        let id = match row.get("id") {
                            Some(Value::String(id)) => Some(id.as_str()),
                            _ => None,
                        };
                        rows.push_bad(listing, number, id, &error.to_string());
                    }
                }
            }
        }
    }
}

impl Part {
    fn of(name: &str, document: Value) -> Result<Self, Unreadable> {
        let page = match document.get("pageInfo").and_then(|info| info.get("page")) {
            Some(Value::Integer(page)) => Some(*page),
            _ => None,
        };
        let rows = match document {
            Value::Array(rows) => rows,
            Value::Object(entries) => match entries.into_iter().find(|(key, _)| key == "items") {
                Some((_, Value::Array(rows))) => rows,
                _ => return Err(no_ledger(name)),
            },
            _ => return Err(no_ledger(name)),
        };
        Ok(Self { page, rows })
    }
}

fn no_ledger(name: &str) -> Unreadable {
    Unreadable::new(format!(
        "`{name}` is JSON, but no ledger; give pages with `items`, an array of rows, or one row a line"
    ))
}

/// Gives out files of documents that stand next to each other: the pages of one listing are one chain, in
/// the order of their numbers, whatever the order of their names.
pub(crate) fn give(mut files: Vec<Documents>, rows: &mut impl Rows) {
    let pages: Option<Vec<i64>> = files.iter().map(Documents::page).collect();
    let one_listing = pages.is_some_and(|mut pages| {
        let all = pages.len();
        pages.sort_unstable();
        pages.dedup();
        pages.len() == all
    });
    if one_listing {
        files.sort_by_key(Documents::page);
    }
    let mut before: Option<i64> = None;
    for file in &files {
        let goes_on = file.page().zip(before).is_some_and(|(page, before)| page > before);
        file.give(goes_on, rows);
        before = file.page();
    }
}
