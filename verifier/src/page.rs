//! One page of a listing, or one array of rows.

use sealquote::json::Value;

use crate::Unreadable;

/// One document: its rows and, when it is a page, its number and what it says of its listing.
pub(crate) struct Part {
    pub(crate) page: Option<i64>,
    pub(crate) limit: Option<i64>,
    pub(crate) total: Option<u64>,
    pub(crate) has_previous: Option<bool>,
    pub(crate) has_next: Option<bool>,
    pub(crate) rows: Vec<Value>,
}

impl Part {
    pub(crate) fn of(name: &str, document: Value) -> Result<Self, Unreadable> {
        let info = document.get("pageInfo");
        let said = |key: &str| match info.and_then(|info| info.get(key)) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let has = |key: &str| match info.and_then(|info| info.get(key)) {
            Some(Value::Bool(has)) => Some(*has),
            _ => None,
        };
        let (page, limit) = (said("page"), said("limit"));
        let total = said("total").and_then(|total| u64::try_from(total).ok());
        let comes_later = match page {
            Some(..=1) => Some(false),
            Some(_) => total.map(|_| true),
            None => None,
        };
        let goes_on = page.zip(said("totalPages")).map(|(page, pages)| page < pages);
        let has_previous = has("hasPrevious").or(comes_later);
        let has_next = has("hasNext").or(goes_on);
        let rows = match document {
            Value::Array(rows) => rows,
            Value::Object(entries) => match entries.into_iter().find(|(key, _)| key == "items") {
                Some((_, Value::Array(rows))) => rows,
                _ => return Err(no_ledger(name)),
            },
            _ => return Err(no_ledger(name)),
        };
        Ok(Self { page, limit, total, has_previous, has_next, rows })
    }

    /// Whether it is a page after another one of its listing, or the same once more.
    pub(crate) fn follows(&self, before: &Self) -> bool {
        self.page
            .zip(before.page)
            .is_some_and(|(page, before_page)| page > before_page || self.is(before))
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        self.page == other.page && self.rows == other.rows
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
