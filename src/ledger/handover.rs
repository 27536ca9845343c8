//! Where one listing of a wallet's rows ends and the next one begins, whichever way either runs.

use super::breaks::{Break, Breaks, Direction};
use super::chain::{Carried, Chain, LISTINGS};
use super::conventions::RowOrder;
use crate::time::Instant;

impl Chain {
    /// Whether a row of another listing is newer than all so far, which do not run oldest first: a month after
    /// another one, each of them newest first.
    fn ends_before(&self, created_at: Instant) -> bool {
        self.aside.as_ref().is_some_and(|aside| {
            let last = aside.undirected.last().map(|step| step.created_at).or(self.instant);
            aside.direction != Some(Direction::OldestFirst)
                && comes_after(aside.newest, last, created_at)
        })
    }

    /// Whether a listing that begins with this row may not run oldest first, as all did so far: the row is newer, and others
    /// may come between.
    fn may_turn(&self, order: RowOrder, created_at: Instant) -> bool {
        let is_done = self
            .aside
            .as_ref()
            .map_or(self.follows, |aside| aside.direction == Some(Direction::OldestFirst));
        let is_newer = self.instant.is_some_and(|last| last < created_at);
        is_done && is_newer && order != RowOrder::OldestFirst
    }

    /// Whether all rows so far come before those of a listing that begins with this row, which may run either way.
    pub(super) fn gives_way(&self, order: RowOrder, created_at: Instant, before: i64) -> bool {
        let is_next = self.ends_before(created_at) || self.may_turn(order, created_at);
        is_next && !self.explains(before)
    }

    /// Whether a row of another listing that begins at this balance says what is wrong with the last rows so far: it goes
    /// on from the balance that is recorded, or from the one that should be.
    fn explains(&self, before: i64) -> bool {
        let Some(aside) = self.aside.as_ref() else { return false };
        let walk = &aside.walk;
        let from = match (aside.undirected.first(), walk.is_waiting()) {
            (Some(first), _) => first.before(),
            (None, true) => walk.waiting_from,
            (None, false) => self.at,
        };
        let rises = match aside.direction {
            None => aside.oldest_first_votes > aside.newest_first_votes,
            Some(direction) => direction == Direction::OldestFirst,
        };
        let steps = || walk.waiting.iter().chain(&aside.held).chain(&aside.undirected);
        let changes = steps().filter(|step| !step.repeated).map(|step| step.change);
        let honest = changes.fold(from, i64::wrapping_add);
        let recorded = steps().last().map_or(honest, |step| step.balance);
        rises && recorded != honest && (before == recorded || before == honest)
    }

    /// Ends a listing: the next one goes on from its last balance, whichever way it runs.
    pub(super) fn end_listing(&mut self, order: RowOrder, breaks: &mut Breaks) {
        let earlier = breaks.list.len();
        let (opening, balance) = self.finish(breaks);
        let honest = self.honest_end(breaks.list.get(earlier..).unwrap_or_default(), balance);
        let is_whole = self.is_whole(opening);
        let told = self.carried.take().map(|carried| carried.told).unwrap_or_default();
        let (is_all, opening) = (true, Some(opening));
        let carried = Carried { balance, honest, is_all, told, is_whole, opening };
        let (kinds, broken, doubts) = (self.kinds, self.broken.take(), self.doubts);
        *self =
            Self { kinds, broken, doubts, carried: Some(Box::new(carried)), ..Self::new(order) };
    }

    /// What the balance at the end of a listing that has ended should have been, by what was told of the row that has it.
    pub(super) fn honest_end(&self, breaks: &[Break], balance: i64) -> i64 {
        let told = breaks.iter().map(|broken| (broken.recorded, broken.honest()));
        let wrong = self.told.into_iter().chain(told).find(|(recorded, _)| *recorded == balance);
        wrong.map_or(balance, |(_, honest)| honest)
    }

    /// The balance at which the chain is to begin, when that is all that is left of it, where it begins at this one.
    pub(super) fn left_behind(&self, at: i64) -> Option<i64> {
        let carried = self.carried.as_ref().filter(|carried| LISTINGS && carried.is_all)?;
        Some(if carried.honest == at { at } else { carried.balance })
    }
}

/// Whether a row of another listing comes after all rows of one that does not run oldest first, by its newest row and
/// the one it ends with.
pub(crate) fn comes_after(newest: Option<Instant>, last: Option<Instant>, at: Instant) -> bool {
    // What is as new as the newest one comes after it, unless all are of one instant.
    newest.is_some_and(|newest| newest < at || (newest == at && last < Some(newest)))
}
