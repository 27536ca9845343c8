//! What a listing says of itself that it has, and that did not come.
//!
//! Source: SignSecure API reference, List Credit Transactions (`pageInfo`).

use super::finding::{Cause, FindingCode, Place};
use super::kept::{About, Findings};
use super::seat::Seat;
use crate::message::message;

/// What a listing lacks by what its pages say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    /// How many rows it says that it has; while it grew, the least of what it said.
    pub total: Option<u64>,
    /// How many came.
    pub rows: u64,
    /// Where the others are.
    pub missing: Missing,
}

impl Lack {
    fn told(&self) -> String {
        let rows = self.rows;
        match self.total.map(|total| (total, total.saturating_sub(rows))) {
            Some((total, lacks @ 1..)) => message![
                "the listing says that it has ",
                total,
                " rows, and ",
                rows,
                " are there: ",
                lacks,
                " missing"
            ],
            _ => String::from(MORE),
        }
    }
}

/// What is said where it is not known how many rows there are.
const MORE: &str = "the listing says that it has more rows than are there";

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
        let more = lacking.lack.told();
        let place = lacking.seat.place;
        let says_so = |cause| matches!(cause, Some(Cause::MissingRow | Cause::SkippedPage));
        let listing = lacking.first..=place.listing;
        let (cause, message) = match lacking.lack.missing {
            Missing::AtAnEnd
                if self.has_break(|at, cause| listing.contains(&at.listing) && says_so(cause)) =>
            {
                return;
            }
            Missing::AtAnEnd => {
                let message =
                    message![more, " at one of its ends, since each follows; fetch it again"];
                (Cause::MissingRow, message)
            }
            Missing::Between(..)
                if self.has_break(|at, cause| {
                    (at == place || Some(at) == lacking.before) && says_so(cause)
                }) =>
            {
                return;
            }
            Missing::Between(one, other) => (Cause::SkippedPage, told_between(&more, one, other)),
            Missing::Beyond(beyond) => match beyond.told(is_alone) {
                // Some of the rows may be elsewhere.
                Some(told) if told != beyond => (Cause::MissingRow, told_beyond(MORE, told)),
                Some(told) => (Cause::MissingRow, told_beyond(&more, told)),
                None => return,
            },
        };
        let about = About { cause: Some(cause), ..About::seat(&lacking.seat) };
        self.add(FindingCode::ChainBreak, &about, message);
    }
}

fn told_between(more: &str, one: i64, other: i64) -> String {
    let (first, last) = (one.saturating_add(1), other.saturating_sub(1));
    let them = if first == last { "it" } else { "them" };
    let pages = told_pages(first, last);
    message![more, ", with ", pages, ", whose rows come to nothing; fetch ", them]
}

fn told_beyond(more: &str, beyond: Beyond) -> String {
    let side = match (beyond.before, beyond.after) {
        (true, true) => "before and after",
        (true, false) => "before",
        _ => "after",
    };
    let (first, last) = beyond.came;
    message![more, ", ", side, " ", told_pages(first, last), "; fetch the other pages too"]
}

fn told_pages(first: i64, last: i64) -> String {
    match first == last {
        true => message!["page ", first],
        false => message!["pages ", first, " to ", last],
    }
}
