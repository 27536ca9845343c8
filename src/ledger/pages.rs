//! Where pages and files begin: rows that were listed before, and rows that were not listed at all.
//!
//! A listing that grows while its pages are fetched pushes rows from one page to the next, so that they come
//! twice; one that shrinks, or another limit, leaves rows out (SignSecure API reference, List Credit
//! Transactions).

use super::breaks::Direction;
use super::finding::Place;
use super::lacking::Lacking;
use super::part::{Part, mark};
use super::reach::Reach;
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
    /// How far listings reach.
    pub(super) reach: Reach,
    overlap: Option<(Seat, u64)>,
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
            self.repeat(seat);
        }
        again
    }

    fn repeat(&mut self, seat: impl FnOnce() -> Seat) {
        let (_, rows) = self.overlap.get_or_insert_with(|| (seat(), 0));
        *rows = rows.saturating_add(1);
    }

    /// Leaves out the rows of a part, but for those that a page begins with, that a listing ends with which runs newest
    /// first and comes down to rows of listings before it.
    pub(super) fn leave_out_end(&mut self, part: &mut Part) {
        if part.begins_listing {
            self.reach.begin();
        }
        if part.is_unmarked() {
            let ends = part.rows.first().zip(part.rows.last()).zip(part.newest);
            if let Some(((first, last), newest)) = ends {
                self.reach.go_on(first.created_at, last.created_at, newest);
            }
            return;
        }
        for row in 0..part.len() {
            let known = part.mark(row);
            let Some(at) = part.stored(row).map(|row| row.created_at) else { return };
            let again = known & (mark::SAME_ROW | mark::OTHER_ROW) != 0;
            let is_common = self.reach.is_common(at, again);
            if is_common && known & (mark::SAME_ROW | mark::LEFT_OUT) == mark::SAME_ROW {
                self.repeat(|| part.seat(row));
                part.set_mark(row, mark::LEFT_OUT);
            }
        }
    }

    /// The first of the repeated rows and how many there are, once their run is over.
    pub(super) fn overlap(&mut self) -> Option<(Seat, u64)> {
        self.overlap.take()
    }

    /// The last row before the present page.
    pub(super) fn before_page(&self) -> Option<Place> {
        self.lasts.last().copied()
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
