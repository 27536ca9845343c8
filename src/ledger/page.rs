//! A page of a listing: its number, and what it says of the pages around it.
//!
//! Source: SignSecure API reference, List Credit Transactions (`pageInfo`).

use super::transaction::Transaction;
use crate::json::Value;
use crate::sorted::sorted;
use crate::time::Instant;

/// What a page says of its listing, and of its rows what bears on that.
///
/// It does not hold the rows, and believes what it is told: whether it is so, the rows of all pages show.
///
/// Source: SignSecure API reference, List Credit Transactions (`pageInfo`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its number; without one nothing can be said of where it stands.
    pub number: Option<i64>,
    pub(super) limit: Option<i64>,
    pub(super) total: Option<u64>,
    pub(super) has_previous: Option<bool>,
    pub(super) has_next: Option<bool>,
    pub(super) rows: u64,
    /// When its first and its last row were booked, where that can be read.
    pub(super) ends: Option<(Option<Instant>, Option<Instant>)>,
}

impl Page {
    /// A page without rows, by its `pageInfo`. What is no such thing says nothing.
    #[must_use]
    pub fn of(info: Option<&Value>) -> Self {
        let said = |key: &str| match info.and_then(|info| info.get(key)) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let has = |key: &str| match info.and_then(|info| info.get(key)) {
            Some(Value::Bool(has)) => Some(*has),
            _ => None,
        };
        let number = said("page");
        let total = said("total").and_then(|total| u64::try_from(total).ok());
        let comes_later = match number {
            Some(..=1) => Some(false),
            Some(_) => total.map(|_| true),
            None => None,
        };
        let goes_on = number.zip(said("totalPages")).map(|(page, pages)| page < pages);
        Self {
            number,
            limit: said("limit"),
            total,
            has_previous: has("hasPrevious").or(comes_later),
            has_next: has("hasNext").or(goes_on),
            ..Self::default()
        }
    }

    /// Takes its next rows.
    pub fn take(&mut self, rows: &[Value]) {
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let first = self.ends.map_or_else(|| instant(first), |(first, _)| first);
            self.ends = Some((first, instant(last)));
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        self.rows = self.rows.saturating_add(count);
    }
}

fn instant(row: &Value) -> Option<Instant> {
    Transaction::from_value(row).ok().map(|row| row.row().created_at)
}

/// A page together with its rows, however those are kept.
pub trait Paged {
    /// What is known of the page without them.
    fn page(&self) -> &Page;

    /// Whether its rows are those of another page.
    fn has_rows_of(&self, other: &Self) -> bool;

    /// Whether it is another page once more.
    fn is(&self, other: &Self) -> bool {
        self.page().number == other.page().number && self.has_rows_of(other)
    }

    /// Whether it is a page after another one of its listing, or the same once more.
    fn follows(&self, before: &Self) -> bool {
        let numbers = self.page().number.zip(before.page().number);
        numbers.is_some_and(|(number, before_it)| number > before_it || self.is(before))
    }
}

/// The order of pages by their numbers, if they are pages of one listing in it.
#[must_use]
pub fn order_of<P: Paged>(pages: &[Option<&P>]) -> Option<Vec<usize>> {
    let page = |place: usize| pages.get(place).copied().flatten();
    let number = |place| page(place).and_then(|page| page.page().number);
    let order = sorted(pages.len(), &|one, other| number(one) < number(other));
    let pairs = order.iter().zip(order.iter().skip(1));
    let follows = |one: &usize, other: &usize| {
        page(*one).zip(page(*other)).is_some_and(|(before, page)| page.follows(before))
    };
    pairs.clone().all(|(one, other)| follows(one, other)).then_some(order)
}
