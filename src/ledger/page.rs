//! A page of a listing: its number, and what it says of the pages around it.
//!
//! Source: SignSecure API reference, List Credit Transactions (`pageInfo`).

use crate::json::Value;

/// What a page says of its listing, and of its rows what bears on that.
///
/// It does not hold the rows, and believes what it is told: whether it is so, the rows of all pages show.
///
/// Source: SignSecure API reference, List Credit Transactions (`pageInfo`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its number; without one nothing can be said of where it stands.
    pub number: Option<i64>,
    /// It is the page before it once more.
    pub again: bool,
    /// How many rows it has.
    pub rows: u64,
    /// How many rows fit on it; 0 where it does not say.
    pub(super) limit: i64,
    /// How many rows its listing has; 0 where it does not say.
    pub(super) total: u64,
    pub(super) has_previous: Option<bool>,
    pub(super) has_next: Option<bool>,
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
            limit: said("limit").unwrap_or_default(),
            total: total.unwrap_or_default(),
            has_previous: has("hasPrevious").or(comes_later),
            has_next: has("hasNext").or(goes_on),
            ..Self::default()
        }
    }

    /// Whether it comes after another page of its listing, or is that one once more.
    #[must_use]
    pub fn follows(&self, before: &Self) -> bool {
        let numbers = self.number.zip(before.number);
        numbers.is_some_and(|(number, before)| number > before || self.again)
    }
}
