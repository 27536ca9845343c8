//! Where pages and files begin: rows that were listed before, and rows that were not listed at all.
//!
//! A listing that grows while its pages are fetched pushes rows from one page to the next, so that they come
//! twice; one that shrinks, or another limit, leaves rows out (SignSecure API reference, List Credit
//! Transactions).

use super::breaks::Direction;
use super::finding::Place;
use super::seat::Seat;

/// The borders of pages.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The first row of each page or file.
    firsts: Vec<Place>,
    /// The last row before each of them.
    lasts: Vec<Place>,
    /// The row that came last.
    pub(super) last: Place,
    /// The same with its id and wallet.
    pub(super) last_seat: Option<Seat>,
    /// Listings that say of themselves that they have more rows than came.
    pub(super) lacking: Vec<Lacking>,
    /// A page has begun and its next row is its first.
    begins: bool,
    /// All rows of this page so far were listed before.
    pub(super) repeats: bool,
    overlap: Option<(Seat, u64)>,
}

/// A listing that lacks rows.
#[derive(Debug)]
pub(super) struct Lacking {
    /// The number of its first file.
    pub(super) first: u32,
    pub(super) last: Seat,
    /// How many rows it says that it has.
    pub(super) total: u64,
    /// How many came.
    pub(super) rows: u64,
}

impl Pages {
    pub(super) fn begin(&mut self) {
        self.lasts.push(self.last);
        (self.begins, self.repeats) = (true, true);
    }

    /// Takes a row of a page of which all rows so far were listed before; answers whether this one was too.
    pub(super) fn take(&mut self, seat: impl FnOnce() -> Seat, place: Place, again: bool) -> bool {
        if self.begins {
            self.firsts.push(place);
            self.begins = false;
        }
        self.repeats = again;
        if again {
            let (_, rows) = self.overlap.get_or_insert_with(|| (seat(), 0));
            *rows = rows.saturating_add(1);
        }
        again
    }

    /// The first of the repeated rows and how many there are, once their run is over.
    pub(super) fn overlap(&mut self) -> Option<(Seat, u64)> {
        self.overlap.take()
    }

    /// Whether a page begins between a row and the one that came before it in time.
    pub(super) fn is_border(&self, place: Place, direction: Direction) -> bool {
        let borders = match direction {
            Direction::OldestFirst => &self.firsts,
            Direction::NewestFirst => &self.lasts,
        };
        borders.binary_search(&place).is_ok()
    }
}
