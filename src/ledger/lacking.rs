//! What a listing says of itself that it has, and that did not come.
//!
//! Source: SignSecure API reference, List Credit Transactions (`pageInfo`).

use super::chain::LISTINGS;
use super::finding::{Cause, FindingCode, Place};
use super::kept::{About, Findings};
use super::seat::Seat;
use crate::message::message;

/// What a listing lacks by what its pages say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    /// How many rows it says that it has; while it grew, the least of what it said; 0 where it does not say.
    pub total: u64,
    /// How many came.
    pub rows: u64,
    /// Where the others are.
    pub missing: Missing,
}

impl Lack {
    fn told(&self, is_all: bool) -> String {
        let (total, rows) = (self.total, self.rows);
        match total.saturating_sub(rows) {
            lacks @ 1.. if is_all => message![
                "the listing says that it has ",
                total,
                " rows, and ",
                rows,
                " are there: ",
                lacks,
                " missing"
            ],
            _ => String::from("the listing says that it has more rows than are there"),
        }
    }
}

/// Where the rows are that a listing lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No page is missing.
    AtAnEnd,
    /// On pages between these two; the row that came last is the first of the later one.
    Between(i64, i64),
    /// On pages before the first or after the last of those that came.
    Beyond(Beyond),
}

/// Pages that a listing says it has before or after those that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// The first and the last page that came.
    pub came: (i64, i64),
    /// There are pages before them.
    pub before: bool,
    /// There are pages after them.
    pub after: bool,
    /// Whether the pages before them have newer rows, where that is known.
    pub newest_first: Option<bool>,
}

impl Beyond {
    /// What is to be told of it, if anything is.
    ///
    /// Who gives one page of many may mean just that page, unless it is the first and all there is. Older rows may be in
    /// another listing, or in the checkpoint that this one goes on from.
    const fn told(self, is_alone: bool) -> Option<Self> {
        let is_one = self.came.0 == self.came.1;
        if is_one && (self.before || !is_alone) {
            return None;
        }
        let before = self.before && (is_alone || matches!(self.newest_first, Some(true)));
        let after = self.after && (is_alone || matches!(self.newest_first, Some(false)));
        if before || after { Some(Self { before, after, ..self }) } else { None }
    }
}

/// A listing that lacks rows.
#[derive(Debug)]
pub(super) struct Lacking {
    /// The number of its first file.
    first: u32,
    /// The row that came last.
    seat: Seat,
    /// The one before its page.
    before: Option<Place>,
    lack: Lack,
}

impl Lacking {
    /// What a listing that began in this file lacks, of which this row came last.
    pub(super) const fn new(first: u32, seat: Seat, before: Option<Place>, lack: Lack) -> Self {
        Self { first, seat, before, lack }
    }

    pub(super) const fn wallet(&self) -> u64 {
        self.seat.wallet
    }
}

impl Findings {
    /// Says that a listing lacks rows, unless a break where they are missing has said so.
    pub(super) fn tell_lacking(&mut self, lacking: &Lacking, is_alone: bool) {
        let place = lacking.seat.place;
        let missing = lacking.lack.missing;
        // Where a break says so too.
        let is_there = |at: Place| match missing {
            Missing::AtAnEnd => !LISTINGS || (lacking.first..=place.listing).contains(&at.listing),
            Missing::Between(..) => at == place || Some(at) == lacking.before,
            Missing::Beyond(_) => false,
        };
        let says_so = |cause| matches!(cause, Some(Cause::MissingRow | Cause::SkippedPage));
        if self.has_break(|at, cause| says_so(cause) && is_there(at)) {
            return;
        }
        let mut is_all = true;
        let (cause, side, pages, what_to_do) = match missing {
            Missing::AtAnEnd => {
                let side = " at one of its ends, since each follows; fetch it again";
                (Cause::MissingRow, side, None, "")
            }
            Missing::Between(one, other) => {
                let (first, last) = (one.saturating_add(1), other.saturating_sub(1));
                let fetch = match first == last {
                    true => ", whose rows come to nothing; fetch it",
                    false => ", whose rows come to nothing; fetch them",
                };
                (Cause::SkippedPage, ", with ", Some((first, last)), fetch)
            }
            Missing::Beyond(beyond) => {
                let Some(told) = beyond.told(!LISTINGS || is_alone) else { return };
                let side = match (told.before, told.after) {
                    (true, true) => ", before and after ",
                    (true, false) => ", before ",
                    _ => ", after ",
                };
                // Else some of the rows may be elsewhere.
                is_all = !LISTINGS || told == beyond;
                (Cause::MissingRow, side, Some(told.came), "; fetch the other pages too")
            }
        };
        let pages = pages.map(told_pages).unwrap_or_default();
        let message = message![lacking.lack.told(is_all), side, pages, what_to_do];
        let about = About { cause: Some(cause), ..About::seat(&lacking.seat) };
        self.add(FindingCode::ChainBreak, &about, message);
    }
}

fn told_pages((first, last): (i64, i64)) -> String {
    match first == last {
        true => message!["page ", first],
        false => message!["pages ", first, " to ", last],
    }
}
