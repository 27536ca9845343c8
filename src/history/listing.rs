//! The history a page at a time, as the vendor's API lists it.

use serde::Serialize;

use super::cursor::Cursor;
use super::order::oldest_first;
use super::query::ListQuery;
use super::transaction::Transaction;
use crate::api_error::Issue;

/// A page of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing<'t> {
    /// The rows, newest first.
    pub items: Vec<&'t Transaction>,
    /// Where they stand among all.
    pub page_info: PageInfo,
    /// Where to go on, `Some(None)` after the last row; `None`, and no key at all, when no cursor was
    /// asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<Option<String>>,
}

/// Where a page stands among all.
///
/// Source: SignSecure API reference, List Credit Transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// The page asked for, from 1; after a cursor, the page on which its first item stands now.
    pub page: i64,
    /// The most items on a page.
    pub limit: i64,
    /// How many rows there are, of the type asked for.
    pub total: i64,
    /// How many pages they fill; 0 without any.
    pub total_pages: i64,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede, or the page asked for is not the first.
    pub has_previous: bool,
}

/// A page of a history, newest first whatever the order of `rows`; within one instant, in the order in
/// which balances chain, turned round. A page beyond the end is empty.
///
/// A listing by cursors neither repeats nor loses a row while newer ones arrive.
///
/// # Errors
/// An issue at `after` when the cursor was altered, or names a row that is not there.
///
/// ```
/// use sealquote::{history::{self, ListQuery, Transaction}, json};
/// let rows = r#"[{"id":"t1","type":"add","amount":500,"balanceAfter":500,"createdAt":"2026-03-11T10:29:00Z"},
///                {"id":"t2","type":"consume","amount":1,"balanceAfter":499,"createdAt":"2026-03-11T10:30:00Z"}]"#;
/// let rows = Transaction::list_from_value(&json::parse(rows)?).unwrap();
/// let query = ListQuery::from_value(&json::parse(r#"{ "limit": 1 }"#)?).unwrap();
/// let listing = history::list_transactions(&rows, &query).unwrap();
/// assert_eq!(listing.items[0].row().id, "t2");
/// assert!(listing.page_info.has_next);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn list_transactions<'t>(
    rows: &'t [Transaction],
    query: &ListQuery,
) -> Result<Listing<'t>, Vec<Issue>> {
    let all: Vec<&Transaction> =
        oldest_first(rows).into_iter().rev().filter_map(|number| rows.get(number)).collect();
    let wanted = |row: &&&Transaction| query.kind.is_none_or(|kind| row.row().kind == kind);
    let count = |rows: &[&Transaction]| {
        i64::try_from(rows.iter().filter(wanted).count()).unwrap_or(i64::MAX)
    };
    let ListQuery { mut page, limit, .. } = *query;
    let total = count(&all);
    let mut skipped = page.saturating_sub(1).saturating_mul(limit);
    if let Some(after) = &query.after {
        let past = place_after(&all, after).and_then(|place| all.get(..place));
        let past =
            past.ok_or_else(|| Vec::from([Issue::new("after", "custom", "Invalid cursor")]))?;
        skipped = count(past);
        page = skipped.checked_div(limit).unwrap_or(0).saturating_add(1);
    }
    let size = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
    let items = all.iter().filter(wanted).skip(size(skipped)).take(size(limit));
    let items: Vec<&Transaction> = items.copied().collect();
    let has_next = skipped.saturating_add(limit) < total;
    let asked = query.cursor || query.after.is_some();
    let next = || items.last().filter(|_| has_next).map(|last| cursor_of(&all, last));
    Ok(Listing {
        next_cursor: asked.then(next),
        page_info: PageInfo {
            page,
            limit,
            total,
            total_pages: total
                .saturating_add(limit)
                .saturating_sub(1)
                .checked_div(limit)
                .unwrap_or(0),
            has_next,
            has_previous: skipped > 0,
        },
        items,
    })
}

/// The cursor of a row.
fn cursor_of(all: &[&Transaction], row: &Transaction) -> String {
    let id = row.row().id;
    let later = all.iter().skip_while(|other| !core::ptr::eq(**other, row)).skip(1);
    let repeats = later.filter(|other| other.row().id == id).count();
    Cursor { id: id.to_owned(), repeats }.write()
}

/// The place after the row that a cursor names.
fn place_after(all: &[&Transaction], cursor: &str) -> Option<usize> {
    let Cursor { id, repeats } = Cursor::read(cursor)?;
    let same = all.iter().enumerate().rev().filter(|(_, row)| row.row().id == id);
    same.map(|(place, _)| place.saturating_add(1)).nth(repeats)
}
