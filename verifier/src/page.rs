//! One page of a listing, or one array of rows.

use sealquote::Instant;
use sealquote::json::Value;
use sealquote::ledger::{Page, Transaction};

use crate::Unreadable;

/// One document: its rows and, when it is a page, what it says of its listing.
pub(crate) struct Part {
    pub(crate) page: Page,
    pub(crate) rows: Vec<Value>,
}

impl Part {
    pub(crate) fn of(name: &str, document: Value) -> Result<Self, Unreadable> {
        let mut page = Page::of(document.get("pageInfo"));
        let rows = match document {
            Value::Array(rows) => rows,
            Value::Object(entries) => match entries.into_iter().find(|(key, _)| key == "items") {
                Some((_, Value::Array(rows))) => rows,
                _ => return Err(no_ledger(name)),
            },
            _ => return Err(no_ledger(name)),
        };
        page.rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Ok(Self { page, rows })
    }

    /// What it says, after another one of its listing or as the first.
    pub(crate) fn behind(&self, before: Option<&Self>) -> Page {
        let mut page = self.page;
        page.again = before.is_some_and(|before| self.is(before));
        page
    }

    /// Whether it is a page after another one of its listing, or the same once more.
    pub(crate) fn follows(&self, before: &Self) -> bool {
        self.behind(Some(before)).follows(&before.page)
    }

    fn is(&self, other: &Self) -> bool {
        let number = self.page.number;
        number.is_some() && number == other.page.number && self.rows == other.rows
    }
}

/// Whether a listing runs newest first, if the first and the last row of its pages say it.
pub(crate) fn newest_first(parts: &[&Part]) -> Option<bool> {
    let mut rows = parts.iter().flat_map(|part| &part.rows);
    let (first, last) = (rows.next()?, rows.next_back()?);
    let (first, last) = (instant(first)?, instant(last)?);
    (first != last).then_some(first > last)
}

fn instant(row: &Value) -> Option<Instant> {
    Transaction::from_value(row).ok().map(|row| row.row().created_at)
}

/// Whether a document is a page of the API.
pub(crate) fn is_page(value: &Value) -> bool {
    matches!(value.get("items"), Some(Value::Array(_)))
}

fn no_ledger(name: &str) -> Unreadable {
    Unreadable::new(format!(
        "`{name}` is JSON, but no ledger; give pages with `items`, an array of rows, or one row a line"
    ))
}
