//! Reading JSON documents: the API's pages, or arrays of rows.

use sealquote::json::Value;
use sealquote::ledger::Transaction;

use crate::Unreadable;
use crate::rows::{id_of, source_of};

/// What the rows of documents are given to, in the order of their listing.
pub(crate) trait Rows {
    /// Begins a file that stands by itself, or goes on where the one before it ended.
    fn begin(&mut self, name: &str, goes_on: bool) -> u32;

    /// Says that what follows in the same file is its next page.
    fn next_page(&mut self);

    /// Takes a row of a file, counted from 1, and where it was caused.
    fn push(&mut self, listing: u32, number: u64, row: &Transaction, source: Option<&str>);

    /// Says that the listing which has ended says of itself that it has so many rows, of which so many came.
    fn lacks(&mut self, _total: u64, _rows: u64) {}

    /// Takes a row that could not be read.
    fn push_bad(&mut self, listing: u32, number: u64, id: Option<&str>, reason: &str);
}

/// The documents of one file.
pub(crate) struct Documents {
    name: String,
    parts: Vec<Part>,
}

/// One document: its rows and, when it is a page, its number and what it says of its listing.
struct Part {
    page: Option<i64>,
    total: Option<u64>,
    is_last: bool,
    rows: Vec<Value>,
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
            [part] => Some(part).filter(|part| part.page.is_some()),
            _ => None,
        }
    }

    /// Whether the file is the page after another one.
    fn follows(&self, before: &Self) -> bool {
        self.page().zip(before.page()).is_some_and(|(page, before)| page.follows(before))
    }

    /// Gives every row of the file to `rows`.
    fn give(&self, goes_on: bool, rows: &mut impl Rows) {
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
            }
        }
    }
}

impl Part {
    fn of(name: &str, document: Value) -> Result<Self, Unreadable> {
        let said = |key: &str| match document.get("pageInfo").and_then(|info| info.get(key)) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let page = said("page");
        let total = said("total").and_then(|total| u64::try_from(total).ok());
        let is_last = page.is_some() && page == said("totalPages");
        let rows = match document {
            Value::Array(rows) => rows,
            Value::Object(entries) => match entries.into_iter().find(|(key, _)| key == "items") {
                Some((_, Value::Array(rows))) => rows,
                _ => return Err(no_ledger(name)),
            },
            _ => return Err(no_ledger(name)),
        };
        Ok(Self { page, total, is_last, rows })
    }
}

impl Part {
    /// Whether it is a page after another one of its listing, or the same once more.
    fn follows(&self, before: &Self) -> bool {
        self.page
            .zip(before.page)
            .is_some_and(|(page, before_page)| page > before_page || self.is(before))
    }

    fn is(&self, other: &Self) -> bool {
        self.page == other.page && self.rows == other.rows
    }
}

fn is_page(value: &Value) -> bool {
    matches!(value.get("items"), Some(Value::Array(_)))
}

fn no_ledger(name: &str) -> Unreadable {
    Unreadable::new(format!(
        "`{name}` is JSON, but no ledger; give pages with `items`, an array of rows, or one row a line"
    ))
}

/// How many rows a listing says that it has, and how many of them are in its pages, when the first and the last of these
/// are there and some rows are not. A listing that grows while it is fetched says more at last than at first.
fn lacking(pages: &[&Part]) -> Option<(u64, u64)> {
    let is_whole = pages.first().is_some_and(|part| part.page == Some(1))
        && pages.last().is_some_and(|part| part.is_last);
    let total = pages.iter().map(|part| part.total).min()??;
    let rows = pages.iter().map(|part| part.rows.len()).sum::<usize>();
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    (is_whole && rows < total).then_some((total, rows))
}

/// Gives out files of documents that stand next to each other: the pages of one listing are one chain, in
/// the order of their numbers, whatever the order of their names.
pub(crate) fn give(files: Vec<Documents>, rows: &mut impl Rows) {
    let mut pages: Vec<&Documents> = files.iter().collect();
    pages.sort_by_key(|file| file.page().and_then(|part| part.page));
    let follow = |pair: &[&Documents]| matches!(pair, [before, page] if page.follows(before));
    let in_order = if pages.windows(2).all(follow) { pages } else { files.iter().collect() };
    let mut before = None;
    for file in &in_order {
        let goes_on = before.is_some_and(|before| file.follows(before));
        file.give(goes_on, rows);
        before = Some(file);
    }
    let mut parts: Vec<&Part> = in_order.iter().flat_map(|file| &file.parts).collect();
    parts.dedup_by(|part, before| part.page.is_some() && part.is(before));
    if let Some((total, count)) = lacking(&parts) {
        rows.lacks(total, count);
    }
}
