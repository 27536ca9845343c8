//! Which way a wallet's rows run, as far as their clocks and balances tell.

use super::breaks::{Breaks, Direction, Step};
use super::chain::{Aside, Chain};
use super::same_instant::Lean;

/// How many rows are looked at, at most, before it is settled which way a listing runs.
pub(crate) const MAX_UNDIRECTED: usize = 4_096;
/// By how many votes one way has to win: two pairs of rows that agree in everything.
const LEAD: usize = 4;

impl Chain {
    /// Takes a row that does not just follow, or of which the direction is not known yet.
    pub(super) fn push_aside(&mut self, aside: &mut Aside, step: Step, breaks: &mut Breaks) {
        if aside.direction.is_some() {
            self.gather(aside, step, breaks);
            return;
        }
        aside.vote(&step);
        if let Some(last) = aside.undirected.last()
            && last.balance != step.before()
            && step.balance != last.before()
        {
            breaks.doubtful.extend([last.document, step.document]);
        }
        aside.undirected.push(step);
        let clear = aside.oldest_first_votes.abs_diff(aside.newest_first_votes) >= LEAD;
        if clear || aside.undirected.len() >= MAX_UNDIRECTED {
            self.direct(aside, breaks);
        }
    }

    /// Settles which way the listing runs, and goes on with the rows that waited for that.
    pub(super) fn direct(&mut self, aside: &mut Aside, breaks: &mut Breaks) {
        let falls = aside.falls().unwrap_or_else(|| {
            let [rising, falling] = [Direction::OldestFirst, Direction::NewestFirst]
                .map(|direction| self.try_out(&aside.undirected, direction));
            falling < rising
        });
        let direction = if falls { Direction::NewestFirst } else { Direction::OldestFirst };
        aside.direction = Some(direction);
        aside.walk.direction = direction;
        for step in core::mem::take(&mut aside.undirected) {
            self.gather(aside, step, breaks);
        }
    }

    /// How many rows would not follow if the listing ran this way or, where all do, how often the time would turn.
    fn try_out(&mut self, steps: &[Step], direction: Direction) -> usize {
        let (at, begin) = (self.at, self.begin);
        let mut aside = Aside { direction: Some(direction), ..Aside::default() };
        aside.walk.direction = direction;
        let (mut breaks, mut turns) = (Breaks::default(), 0_usize);
        let mut last = self.instant;
        for step in steps {
            let is_later = last.replace(step.created_at) < Some(step.created_at);
            let is_same = self.instant == Some(step.created_at);
            let turned = !is_same && is_later != (direction == Direction::OldestFirst);
            turns = turns.saturating_add((turned && self.instant.is_some()).into());
            self.gather(&mut aside, step.clone(), &mut breaks);
        }
        self.end_instant(&mut aside, None, &mut breaks);
        aside.walk.finish(self.at, &mut breaks);
        // As it was: nothing has come of it.
        (self.at, self.begin, self.instant, self.has_past) = (at, begin, None, false);
        if breaks.list.is_empty() { turns } else { breaks.list.len() }
    }
}

impl Aside {
    /// Whether the rows that wait run newest first, unless as much speaks for either way. Where all of them are of one
    /// instant, and more are to come, only their balances can say so.
    fn falls(&self) -> Option<bool> {
        let (rising, falling) = (self.oldest_first_votes, self.newest_first_votes);
        if falling != rising {
            return Some(falling > rising);
        }
        if falling > 0 {
            return None;
        }
        let mut lean = Lean::default();
        if self.undirected.len() >= MAX_UNDIRECTED {
            lean.extend(self.undirected.iter().map(|step| (step.before(), step.balance)));
        }
        Some(lean.falls())
    }

    /// Counts what a pair of rows says of the way the listing runs, by its clock and by its balances.
    /// Within one instant the order of a listing means nothing.
    fn vote(&mut self, next: &Step) {
        let Some(last) = self.undirected.last() else { return };
        if last.created_at == next.created_at {
            return;
        }
        let for_oldest = [last.created_at < next.created_at, last.balance == next.before()];
        let for_newest = [last.created_at > next.created_at, next.balance == last.before()];
        let votes = |votes: [bool; 2]| votes.into_iter().filter(|vote| *vote).count();
        self.oldest_first_votes = self.oldest_first_votes.saturating_add(votes(for_oldest));
        self.newest_first_votes = self.newest_first_votes.saturating_add(votes(for_newest));
    }
}
