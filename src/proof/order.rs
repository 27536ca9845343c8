//! The order in which a wallet's rows happened, whatever the order in which they are listed.

use super::Hash;
use crate::ledger::{Lean, MAX_UNDIRECTED, Row, RowOrder, comes_after, order_within_instant};
use crate::time::Instant;

/// By how many votes one way has to win: two pairs of rows that agree in everything.
const LEAD: u64 = 4;

/// A row as a tree sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) hash: Hash,
    pub(super) before: i64,
    pub(super) after: i64,
    pub(super) at: Instant,
    /// It is to be shown.
    pub(super) wanted: bool,
}

impl Leaf {
    pub(super) fn new(row: &Row<'_>, hash: Hash) -> Self {
        let after = row.balance_after.get();
        let before = after.wrapping_sub(row.change());
        Self { hash, before, after, at: row.created_at, wanted: false }
    }
}

/// Rows of one wallet on their way from a listing to a tree: oldest first, whichever way the listing runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// Which way all listings run, if that is said.
    said: RowOrder,
    newest_first: Option<bool>,
    oldest_first_votes: u64,
    newest_first_votes: u64,
    /// Rows in the order of the listing, until it is settled which way that runs, or to its end when it runs newest first.
    waiting: Vec<Leaf>,
    /// The rows of the present instant.
    present: Vec<Leaf>,
    /// The balance that the instant before left.
    before: Option<i64>,
    /// A listing has begun and none of its rows has come.
    begins: bool,
}

/// What is left of an order when a listing has ended, for the one that goes on from there.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    /// It was clear that the listing runs oldest first.
    pub(super) oldest_first: bool,
    pub(super) before: Option<i64>,
    pub(super) present: Vec<Leaf>,
}

impl Order {
    /// The order of listings that run this way.
    pub(super) const fn of(said: RowOrder) -> Self {
        Self {
            said,
            newest_first: direction(said),
            oldest_first_votes: 0,
            newest_first_votes: 0,
            waiting: Vec::new(),
            present: Vec::new(),
            before: None,
            begins: false,
        }
    }

    /// The order that goes on from what another one left.
    pub(super) fn going_on(said: RowOrder, left: Left) -> Self {
        let detected = left.oldest_first.then_some(false);
        Self {
            newest_first: direction(said).or(detected),
            present: left.present,
            before: left.before,
            ..Self::of(said)
        }
    }

    /// Says that the next row is of another listing.
    pub(super) const fn begin_listing(&mut self) {
        self.begins = true;
    }

    /// Whether the rows that wait are a listing of their own, which runs newest first, to one that is newer.
    fn ends_before(&self, at: Instant) -> bool {
        let last = self.waiting.last().map(|leaf| leaf.at);
        comes_after(self.waiting.iter().map(|leaf| leaf.at).max(), last, at)
    }

    /// Whether a listing that begins with this row may not run oldest first, as all did so far: the row is newer, and others
    /// may come between.
    fn may_turn(&self, leaf: &Leaf) -> bool {
        let is_newer = self.present.last().is_some_and(|last| last.at < leaf.at);
        self.said == RowOrder::Detected && self.newest_first == Some(false) && is_newer
    }

    /// Takes the next row of the listing, and gives what is known to come next in the history to `grow`.
    pub(super) fn push(&mut self, leaf: Leaf, grow: &mut impl FnMut(Leaf)) {
        if core::mem::take(&mut self.begins) {
            if self.ends_before(leaf.at) {
                self.end_listing(grow);
            } else if self.may_turn(&leaf) {
                self.newest_first = None;
                (self.oldest_first_votes, self.newest_first_votes) = (0, 0);
            }
        }
        match self.newest_first {
            Some(false) => self.take(leaf, grow),
            Some(true) => self.waiting.push(leaf),
            None => {
                self.vote(&leaf);
                self.waiting.push(leaf);
                let lead = self.oldest_first_votes.abs_diff(self.newest_first_votes);
                if lead >= LEAD || self.waiting.len() >= MAX_UNDIRECTED {
                    self.direct(grow);
                }
            }
        }
    }

    /// How many rows wait because the listing runs newest first.
    pub(super) fn waiting(&self) -> usize {
        if self.newest_first == Some(true) { self.waiting.len() } else { 0 }
    }

    /// How many rows there are of the present instant.
    pub(super) fn present(&self) -> usize {
        self.present.len()
    }

    /// Ends the listing. The rows of its last instant may still get company from a listing that goes on there.
    pub(super) fn end_listing(&mut self, grow: &mut impl FnMut(Leaf)) {
        // What is settled by a few rows only is no reason to read the next listing that way.
        let is_clear = self.newest_first == Some(false);
        self.direct(grow);
        for leaf in core::mem::take(&mut self.waiting).into_iter().rev() {
            self.take(leaf, grow);
        }
        if !is_clear {
            self.newest_first = direction(self.said);
            (self.oldest_first_votes, self.newest_first_votes) = (0, 0);
        }
    }

    /// Ends the history.
    pub(super) fn end(&mut self, grow: &mut impl FnMut(Leaf)) {
        self.end_listing(grow);
        self.end_instant(grow);
    }

    /// What is left when a listing has ended.
    pub(super) fn left(&self) -> Left {
        Left {
            oldest_first: self.newest_first == Some(false),
            before: self.before,
            present: self.present.clone(),
        }
    }

    /// Counts what a pair of rows says of the way the listing runs. Within one instant its order means nothing.
    fn vote(&mut self, next: &Leaf) {
        let Some(last) = self.waiting.last().filter(|last| last.at != next.at) else { return };
        let votes =
            |clock: bool, balances: bool| u64::from(clock).saturating_add(u64::from(balances));
        let oldest = votes(last.at < next.at, last.after == next.before);
        let newest = votes(last.at > next.at, next.after == last.before);
        self.oldest_first_votes = self.oldest_first_votes.saturating_add(oldest);
        self.newest_first_votes = self.newest_first_votes.saturating_add(newest);
    }

    /// Whether the rows that wait run newest first: by the clock where as much speaks for either way, and by their balances
    /// where all of them are of one instant, and more are to come.
    fn falls(&self) -> bool {
        let (rising, falling) = (self.oldest_first_votes, self.newest_first_votes);
        if falling != rising {
            return falling > rising;
        }
        let ends = self.waiting.first().zip(self.waiting.last());
        if falling > 0 {
            return ends.is_some_and(|(first, last)| first.at > last.at);
        }
        let mut lean = Lean::default();
        if self.waiting.len() >= MAX_UNDIRECTED {
            lean.extend(self.waiting.iter().map(|leaf| (leaf.before, leaf.after)));
        }
        lean.falls()
    }

    /// Settles which way the listing runs.
    fn direct(&mut self, grow: &mut impl FnMut(Leaf)) {
        if self.newest_first.is_some() {
            return;
        }
        let newest_first = self.falls();
        self.newest_first = Some(newest_first);
        if !newest_first {
            for leaf in core::mem::take(&mut self.waiting) {
                self.take(leaf, grow);
            }
        }
    }

    /// Takes the next row of the history.
    fn take(&mut self, leaf: Leaf, grow: &mut impl FnMut(Leaf)) {
        if self.present.last().is_some_and(|last| last.at != leaf.at) {
            self.end_instant(grow);
        }
        self.present.push(leaf);
    }

    fn end_instant(&mut self, grow: &mut impl FnMut(Leaf)) {
        let mut present = core::mem::take(&mut self.present);
        if present.len() > 1 {
            present.sort_unstable_by_key(|leaf| leaf.hash);
            let steps: Vec<(i64, i64)> =
                present.iter().map(|leaf| (leaf.before, leaf.after)).collect();
            let order = order_within_instant(&steps, self.before)
                .or_else(|| order_within_instant(&steps, None));
            if let Some(order) = order {
                let leaves = order.iter().filter_map(|place| present.get(*place).copied());
                present = leaves.collect();
            }
        }
        self.before = present.last().map(|leaf| leaf.after).or(self.before);
        present.drain(..).for_each(grow);
        self.present = present;
    }
}

const fn direction(said: RowOrder) -> Option<bool> {
    match said {
        RowOrder::Detected => None,
        RowOrder::OldestFirst => Some(false),
        RowOrder::NewestFirst => Some(true),
    }
}
