//! One page of a listing, or one array of rows.

use sealquote::json::Value;
use sealquote::ledger::{Page, Paged};

use crate::Unreadable;

/// One document: its rows and, when it is a page, what it says of its listing.
pub(crate) struct Part {
    page: Page,
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
        page.take(&rows);
        Ok(Self { page, rows })
    }
}

impl Paged for Part {
    fn page(&self) -> &Page {
        &self.page
    }

    fn has_rows_of(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
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
