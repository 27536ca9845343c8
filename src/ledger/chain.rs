//! One wallet's balances: whether each follows from the one before it, and if not, why.

use super::finding::{Cause, Place};
use super::same_instant;
use crate::time::Instant;

/// How many rows are looked at, at most, before it is settled which way a listing runs.
const MAX_UNDIRECTED: usize = 4_096;
/// By how many votes one way has to win: two pairs of rows that agree in everything.
const LEAD: usize = 4;

/// A row as the chain sees it: a step from one balance to another.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) place: Place,
    pub(super) id: Id,
    pub(super) change: i64,
    pub(super) balance: i64,
    pub(super) created_at: Instant,
    /// The whole row stood somewhere before.
    pub(super) repeated: bool,
    /// The amount is one that the price book explains.
    pub(super) priced: bool,
}

impl Step {
    fn before(&self) -> i64 {
        self.balance.wrapping_sub(self.change)
    }
}

/// An id, kept in place when it is short: a chain holds a row only until the next instant.
#[derive(Clone, Debug)]
pub(super) enum Id {
    Short(u8, [u8; 38]),
    Long(Box<str>),
}

impl Id {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; 38];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(room), Ok(length)) => {
                room.copy_from_slice(text.as_bytes());
                Self::Short(length, bytes)
            }
            _ => Self::Long(text.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Short(length, bytes) => bytes
                .get(..usize::from(*length))
                .and_then(|bytes| core::str::from_utf8(bytes).ok())
                .unwrap_or_default(),
            Self::Long(text) => text,
        }
    }
}

/// A balance that does not follow.
#[derive(Clone, Debug)]
pub(super) struct Break {
    pub(super) step: Step,
    pub(super) expected: i64,
    pub(super) recorded: i64,
    /// By how much the row begins off the balance before it.
    pub(super) gap: i64,
    /// `None` when one gap is all there is: what it means depends on the price book.
    pub(super) cause: Option<Cause>,
}

/// Which way a listing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    OldestFirst,
    NewestFirst,
}

/// The balances of one wallet, row by row in the order of the listing.
#[derive(Debug, Default)]
pub(super) struct Chain {
    direction: Option<Direction>,
    undirected: Vec<Step>,
    oldest_first_votes: usize,
    newest_first_votes: usize,
    same_instant: Vec<Step>,
    /// Where the walk stands: the balance at the near end of the next row.
    at: Option<i64>,
    begin: Option<i64>,
    /// Rows that do not follow and wait for what comes next, with the balance before them.
    waiting: Vec<Step>,
    waiting_from: i64,
    /// In a listing that runs newest first, the row walked last, and the one before those that wait: a
    /// gap is laid to the later row, which is the one that should have gone on from the earlier.
    last: Option<Step>,
    waiting_after: Option<Step>,
}

impl Chain {
    /// Takes the next row; what turns out to be broken goes to `breaks`.
    pub(super) fn push(&mut self, step: Step, breaks: &mut Vec<Break>) {
        if self.direction.is_none() {
            self.vote(&step);
            self.undirected.push(step);
            if let Some(direction) = self.settled(self.undirected.len() >= MAX_UNDIRECTED) {
                self.direct(direction, breaks);
            }
            return;
        }
        self.gather(step, breaks);
    }

    /// Ends the listing, and answers the balances before the first and after the last row in time.
    pub(super) fn finish(&mut self, breaks: &mut Vec<Break>) -> (i64, i64) {
        if let Some(direction) = self.settled(true).filter(|_| self.direction.is_none()) {
            self.direct(direction, breaks);
        }
        self.end_instant(breaks);
        while !self.waiting.is_empty() {
            self.explain(None, breaks);
        }
        let (begin, end) = (self.begin.unwrap_or_default(), self.at.unwrap_or_default());
        if self.newest_first() { (end, begin) } else { (begin, end) }
    }

    fn newest_first(&self) -> bool {
        self.direction == Some(Direction::NewestFirst)
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

    /// Which way the listing runs, once that is clear or there is nothing more to come.
    fn settled(&self, at_last: bool) -> Option<Direction> {
        let (oldest, newest) = (self.oldest_first_votes, self.newest_first_votes);
        if oldest >= newest.saturating_add(LEAD) || (at_last && oldest >= newest) {
            Some(Direction::OldestFirst)
        } else if newest >= oldest.saturating_add(LEAD) || at_last {
            Some(Direction::NewestFirst)
        } else {
            None
        }
    }

    fn direct(&mut self, direction: Direction, breaks: &mut Vec<Break>) {
        self.direction = Some(direction);
        for step in core::mem::take(&mut self.undirected) {
            self.gather(step, breaks);
        }
    }

    fn gather(&mut self, step: Step, breaks: &mut Vec<Break>) {
        if self.same_instant.last().is_some_and(|last| last.created_at != step.created_at) {
            self.end_instant(breaks);
        }
        self.same_instant.push(step);
    }

    /// The balance at which the walk meets a row, and the one at which it leaves it.
    fn ends(&self, step: &Step) -> (i64, i64) {
        if self.newest_first() {
            (step.balance, step.before())
        } else {
            (step.before(), step.balance)
        }
    }

    fn end_instant(&mut self, breaks: &mut Vec<Break>) {
        let mut steps = core::mem::take(&mut self.same_instant);
        let mut at = self.at;
        let chains = steps.iter().all(|step| {
            let (near, far) = self.ends(step);
            let follows = at.is_none_or(|at| at == near);
            at = Some(far);
            follows
        });
        if !chains && steps.len() > 1 {
            let pairs: Vec<(i64, i64)> = steps.iter().map(|step| self.ends(step)).collect();
            // A balance before this instant that is wrong itself must not spoil the order within it.
            let order =
                same_instant::order(&pairs, self.at).or_else(|| same_instant::order(&pairs, None));
            if let Some(order) = order {
                steps = order.iter().filter_map(|place| steps.get(*place).cloned()).collect();
            }
        }
        for step in steps.drain(..) {
            self.walk(step, breaks);
        }
        // The room is used again.
        self.same_instant = steps;
    }

    fn walk(&mut self, step: Step, breaks: &mut Vec<Break>) {
        let (near, far) = self.ends(&step);
        let at = *self.at.get_or_insert(near);
        self.begin.get_or_insert(near);
        if self.waiting.is_empty() {
            self.at = Some(far);
            let last = if self.newest_first() { self.last.replace(step.clone()) } else { None };
            if at != near {
                self.waiting_from = at;
                self.waiting_after = last;
                self.waiting.push(step);
            }
            return;
        }
        self.explain(Some(step), breaks);
    }

    /// Says why the first waiting row does not follow, now that the next row is known.
    fn explain(&mut self, next: Option<Step>, breaks: &mut Vec<Break>) {
        let Some(first) = self.waiting.first().cloned() else {
            if let Some(step) = next {
                self.walk(step, breaks);
            }
            return;
        };
        let from = self.waiting_from;
        let (near, far) = self.ends(&first);
        let honest_far = from.wrapping_add(far.wrapping_sub(near));
        let second = self.waiting.get(1).or(next.as_ref()).map(|step| self.ends(step));
        let skipped = second.is_some_and(|(near, _)| near == from);
        let swapped = second.is_some_and(|(_, second_far)| skipped && second_far == near);
        if self.waiting.len() == 1
            && swapped
            && let Some(next) = next
        {
            // What comes after the two decides between a swap and a row in the wrong place.
            self.waiting.push(next);
            return;
        }
        let mut broken = Break {
            expected: if self.newest_first() { from } else { honest_far },
            recorded: first.balance,
            gap: if self.newest_first() {
                from.wrapping_sub(near)
            } else {
                near.wrapping_sub(from)
            },
            cause: None,
            step: first.clone(),
        };
        if self.waiting.len() == 2 && swapped {
            let goes_on = next.as_ref().is_none_or(|next| self.ends(next).0 == far);
            if goes_on {
                broken.cause = Some(Cause::SwappedRows);
                breaks.push(broken);
                self.waiting.clear();
                self.at = Some(far);
                if let Some(next) = next {
                    self.walk(next, breaks);
                }
                return;
            }
        }
        if first.repeated {
            broken.cause = Some(Cause::DuplicateRow);
        } else if second.is_some_and(|(near, _)| near == honest_far) && honest_far != far {
            broken.cause = Some(Cause::EditedBalance);
        }
        let later = self.waiting_after.take().filter(|_| broken.cause.is_none());
        if let Some(later) = later {
            broken.expected = first.balance.wrapping_add(later.change);
            broken.recorded = later.balance;
            broken.step = later;
        }
        // After an edited balance, or a row that does not belong here, the walk goes on as if it were
        // not so; else from where this row leads.
        self.at = Some(match broken.cause {
            Some(Cause::EditedBalance) => honest_far,
            Some(Cause::DuplicateRow) if skipped => from,
            _ => far,
        });
        breaks.push(broken);
        let rest: Vec<Step> = self.waiting.drain(..).skip(1).chain(next).collect();
        for step in rest {
            self.walk(step, breaks);
        }
    }
}
