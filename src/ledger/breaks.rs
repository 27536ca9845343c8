//! Rows that do not follow: each waits for the rows after it, which say why.

use super::finding::{Cause, FindingCode, Place};
use super::key::Key;
use crate::time::Instant;

/// Which way a listing runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    #[default]
    OldestFirst,
    NewestFirst,
}

/// A row as the chain sees it: a step from one balance to another.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) place: Place,
    pub(super) id: String,
    pub(super) change: i64,
    pub(super) balance: i64,
    pub(super) created_at: Instant,
    /// The whole row stood somewhere before.
    pub(super) repeated: bool,
    /// The envelope that it names.
    pub(super) document: Key,
    /// A row of the other direction would name the same things.
    pub(super) turnable: bool,
}

impl Step {
    pub(super) fn before(&self) -> i64 {
        self.balance.wrapping_sub(self.change)
    }

    /// In place of the row that left a balance before those of a listing that runs newest first.
    pub(super) const fn left(balance: i64) -> Self {
        Self {
            place: Place { listing: 0, row: 0 },
            id: String::new(),
            change: 0,
            balance,
            created_at: Instant::from_milliseconds(0),
            repeated: false,
            document: Key::NONE,
            turnable: false,
        }
    }
}

/// A balance that does not follow, or one that does at the wrong time.
#[derive(Clone, Debug)]
pub(super) struct Break {
    pub(super) code: FindingCode,
    pub(super) step: Step,
    pub(super) expected: i64,
    pub(super) recorded: i64,
    /// By how much the row begins off the balance before it.
    pub(super) gap: i64,
    /// `None` when one gap is all there is: what it means depends on the price book.
    pub(super) cause: Option<Cause>,
    /// Which way its listing runs.
    pub(super) direction: Direction,
}

impl Break {
    /// The balance that should have been after the row. One that stands twice changes nothing.
    pub(super) fn honest(&self) -> i64 {
        let change = if self.step.repeated { self.step.change } else { 0 };
        self.expected.wrapping_sub(change)
    }

    /// A row whose balance follows, and whose time goes back.
    pub(super) fn out_of_order(step: Step) -> Self {
        let balance = step.balance;
        Self {
            code: FindingCode::OutOfOrder,
            step,
            expected: balance,
            recorded: balance,
            gap: 0,
            cause: None,
            direction: Direction::OldestFirst,
        }
    }
}

/// What came of rows: the balances that do not follow, and the envelopes of rows of which the amount may not be what
/// changed the balance.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaks {
    pub(super) list: Vec<Break>,
    pub(super) doubtful: Vec<Key>,
}

impl Breaks {
    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty() && self.doubtful.is_empty()
    }
}

/// The walk along a chain, with the rows that did not follow and are not explained yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    pub(super) direction: Direction,
    pub(super) waiting: Vec<Step>,
    /// The balance before the first of them.
    pub(super) waiting_from: i64,
    /// In a listing that runs newest first, the row walked last, and the one before those that wait: a
    /// gap is laid to the later row, which is the one that should have gone on from the earlier.
    pub(super) last: Option<Step>,
    pub(super) waiting_after: Option<Step>,
    /// The first row of the chain, while it is not known whether it belongs there.
    pub(super) first: Option<Step>,
    /// The balance that the chain turned out to begin at.
    pub(super) begins_at: Option<i64>,
    /// What the balance of the first row that was told should have been: as it is, and as it should be.
    pub(super) told: Option<(i64, i64)>,
}

impl Walk {
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The balance at which the walk meets a row, and the one at which it leaves it.
    pub(super) fn ends(&self, step: &Step) -> (i64, i64) {
        match self.direction {
            Direction::OldestFirst => (step.before(), step.balance),
            Direction::NewestFirst => (step.balance, step.before()),
        }
    }

    /// Goes one row on from the balance `at`, and answers the balance after it.
    pub(super) fn step(&mut self, at: i64, step: Step, breaks: &mut Breaks) -> i64 {
        if self.is_waiting() {
            return self.explain(at, Some(step), breaks);
        }
        let (near, far) = self.ends(&step);
        let last = match self.direction {
            Direction::NewestFirst => self.last.replace(step.clone()),
            Direction::OldestFirst => None,
        };
        if at != near {
            self.waiting_from = at;
            self.waiting_after = last;
            self.waiting.push(step);
        }
        far
    }

    /// How many rows would not follow if these came next.
    pub(super) fn breaks_of<'s>(
        &self,
        mut at: i64,
        steps: impl Iterator<Item = &'s Step>,
    ) -> usize {
        let (mut walk, mut breaks) = (self.clone(), Breaks::default());
        for step in steps {
            at = walk.step(at, step.clone(), &mut breaks);
        }
        breaks.list.len().saturating_add(walk.waiting.len())
    }

    /// Ends the walk, and answers the balance at its end.
    pub(super) fn finish(&mut self, mut at: i64, breaks: &mut Breaks) -> i64 {
        while self.is_waiting() {
            at = self.explain(at, None, breaks);
        }
        at
    }

    /// Says why the first waiting row does not follow, now that the next row is known.
    fn explain(&mut self, at: i64, next: Option<Step>, breaks: &mut Breaks) -> i64 {
        let Some(first) = self.waiting.first().cloned() else { return at };
        let from = self.waiting_from;
        let (near, far) = self.ends(&first);
        let honest_far = from.wrapping_add(far.wrapping_sub(near));
        let second = self.waiting.get(1).or(next.as_ref()).map(|step| self.ends(step));
        // The next row goes on from where this one should have, as if it were not there.
        let swapped = second == Some((from, near)) && !first.repeated;
        // Nor are balances to go on from a row that stands twice and has none after it.
        let skipped = second.map_or(first.repeated, |(near, _)| near == from) && far != from;
        let rebalanced = second.is_some_and(|(near, _)| near == honest_far) && honest_far != far;
        if self.waiting.len() == 1
            && swapped
            && let Some(next) = next
        {
            // What comes after the two decides between a swap and a row in the wrong place.
            self.waiting.push(next);
            return at;
        }
        let mut broken = Break {
            code: FindingCode::ChainBreak,
            expected: honest_far,
            recorded: first.balance,
            gap: near.wrapping_sub(from),
            cause: None,
            direction: self.direction,
            step: first.clone(),
        };
        if self.direction == Direction::NewestFirst {
            (broken.expected, broken.gap) = (from, from.wrapping_sub(near));
        }
        let goes_on = next.as_ref().is_none_or(|next| self.ends(next).0 == far);
        if self.waiting.len() == 2 && swapped && goes_on {
            broken.cause = Some(Cause::SwappedRows);
            breaks.list.push(broken);
            self.waiting.clear();
            return next.map_or(far, |next| self.step(far, next, breaks));
        }
        // After an edited balance, or a row that does not belong here, the walk goes on as if it were not so; else
        // from where this row leads.
        let mut at = match (skipped, rebalanced && !first.repeated) {
            (true, _) => from,
            (_, true) => honest_far,
            _ => far,
        };
        if first.repeated {
            broken.cause = Some(Cause::DuplicateRow);
        } else if rebalanced {
            broken.cause = Some(Cause::EditedBalance);
        } else if skipped && let Some(head) = self.swapped_with(&first, from) {
            self.begins_at = Some(near);
            broken.expected = match self.direction {
                Direction::OldestFirst => near.wrapping_add(head.change),
                Direction::NewestFirst => near,
            };
            (broken.recorded, broken.step) = (head.balance, head);
            broken.cause = Some(Cause::SwappedRows);
        } else if skipped {
            broken.cause = Some(Cause::MisplacedRow);
        }
        if let Some(later) = self.waiting_after.take().filter(|_| broken.cause.is_none()) {
            broken.expected = first.balance.wrapping_add(later.change);
            broken.recorded = later.balance;
            broken.step = later;
        }
        self.told.get_or_insert((broken.recorded, broken.honest()));
        breaks.list.push(broken);
        let rest: Vec<Step> = self.waiting.drain(..).skip(1).chain(next).collect();
        for step in rest {
            at = self.step(at, step, breaks);
        }
        at
    }

    /// The first row of the chain, when the one after it comes before it: nothing stands before the two that the
    /// first one could break with.
    fn swapped_with(&mut self, second: &Step, from: i64) -> Option<Step> {
        let head = self.first.take()?;
        let ((near, far), (_, second_far)) = (self.ends(&head), self.ends(second));
        (far == from && second_far == near).then_some(head)
    }
}
