//! Which row is newer: by instant, and within one instant by whichever order chains.
//!
//! A history may be listed oldest first or newest first. The listing runs newest first when its first row
//! is of the newest instant, and another is older. `createdAt` is to the second, so several rows of one instant are normal: there
//! the order is the one in which each row's balance follows from the one before, beginning at the balance
//! that the instant before left; where several orders chain, or none does, it is that of the listing.

use super::Transaction;
use crate::ledger::{MAX_ROWS_OF_INSTANT, Row, order_within_instant};
use crate::sorted::{sort, sorted};
use crate::time::Instant;

/// A row as a step from one balance to another.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Where it stands in the listing.
    place: u64,
    from: i64,
    to: i64,
}

/// Rows of one instant. Nearly always there is one, and then nothing else is allocated.
#[derive(Clone, Debug)]
struct Group {
    at: Instant,
    first: Step,
    more: Option<Box<More>>,
}

#[derive(Clone, Debug, Default)]
struct More {
    steps: Vec<Step>,
    /// There are too many to be arranged: they are as they are listed, or the other way round, and the first and the
    /// last of them are kept.
    crowded: bool,
    /// What all of them together change.
    change: i64,
}

/// The newest rows of one wallet, in constant memory, from rows in any order.
///
/// Two parts of a listing, folded apart, merge to what the whole gives: places tell the parts apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Newest {
    first_listed: Option<(u64, Instant)>,
    newest: Option<Group>,
    before: Option<Group>,
}

impl Newest {
    /// Takes the row at a place of the listing.
    pub(super) fn push(&mut self, place: u64, row: &Row<'_>) {
        let (from, to) = step(row);
        self.take_first(Some((place, row.created_at)));
        self.take(Group { at: row.created_at, first: Step { place, from, to }, more: None });
    }

    /// Takes the rows of another part of the listing.
    pub(super) fn merge(&mut self, other: Self) {
        self.take_first(other.first_listed);
        other.newest.into_iter().chain(other.before).for_each(|group| self.take(group));
    }

    /// The balance after the newest row; 0 when there is no row.
    pub(super) fn balance(&self) -> i64 {
        let Some(newest) = &self.newest else { return 0 };
        let newest_first = self.first_listed.is_some_and(|(_, at)| at == newest.at);
        let start = self.before.as_ref().map(|group| group.closing(newest_first, None));
        newest.closing(newest_first && start.is_some(), start)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.newest.is_none() && self.before.is_none()
    }

    fn take_first(&mut self, listed: Option<(u64, Instant)>) {
        let place = |listed: &Option<(u64, Instant)>| listed.map_or(u64::MAX, |(place, _)| place);
        if place(&listed) < place(&self.first_listed) {
            self.first_listed = listed;
        }
    }

    fn take(&mut self, group: Group) {
        let newer = |other: &Option<Group>| other.as_ref().is_none_or(|other| group.at > other.at);
        let (newest, second) = (newer(&self.newest), newer(&self.before));
        if newest {
            self.before = self.newest.replace(group);
        } else if let Some(same) = self.newest.as_mut().filter(|same| same.at == group.at) {
            same.join(group);
        } else if second {
            self.before = Some(group);
        } else if let Some(same) = self.before.as_mut().filter(|same| same.at == group.at) {
            same.join(group);
        }
    }
}

impl Step {
    const fn change(self) -> i64 {
        self.to.wrapping_sub(self.from)
    }
}

impl More {
    /// What stands beside the only row of a group.
    fn of(first: Step) -> Self {
        Self { change: first.change(), ..Self::default() }
    }
}

impl Group {
    fn change(&self) -> i64 {
        self.more.as_ref().map_or(self.first.change(), |more| more.change)
    }

    fn steps(&self) -> impl Iterator<Item = Step> {
        let more = self.more.iter().flat_map(|more| &more.steps);
        core::iter::once(self.first).chain(more.copied())
    }

    fn join(&mut self, other: Self) {
        let first = self.first;
        let more = self.more.get_or_insert_with(|| Box::new(More::of(first)));
        more.change = more.change.wrapping_add(other.change());
        more.steps.extend(other.steps());
        more.crowded |= other.more.is_some_and(|other| other.crowded)
            || more.steps.len() >= MAX_ROWS_OF_INSTANT;
        if more.crowded {
            let ends = (
                self.steps().min_by_key(|step| step.place),
                self.steps().max_by_key(|step| step.place),
            );
            if let ((Some(first), Some(last)), Some(more)) = (ends, &mut self.more) {
                self.first = first;
                more.steps.clear();
                more.steps.push(last);
            }
        }
    }

    /// The balance after the group's last row.
    fn closing(&self, newest_first: bool, start: Option<i64>) -> i64 {
        let mut steps: Vec<Step> = self.steps().collect();
        sort(&mut steps, &|one, other| one.place < other.place);
        if newest_first {
            steps.reverse();
        }
        let steps: Vec<(i64, i64)> = steps.iter().map(|step| (step.from, step.to)).collect();
        match self.more.as_ref().filter(|more| more.crowded) {
            Some(more) => last_of(&steps, &as_listed(&steps, more.change)),
            None => last_of(&steps, &arrange(&steps, start)),
        }
    }
}

/// The rows' numbers, oldest first; rows of several wallets chain each among themselves.
pub(super) fn oldest_first(rows: &[Transaction]) -> Vec<usize> {
    let rows: Vec<Row<'_>> = rows.iter().map(Transaction::row).collect();
    let wallet = |number: &usize| rows.get(*number).and_then(|row| row.wallet_id);
    let instant = |number: &usize| rows.get(*number).map(|row| row.created_at);
    let by_instant = |one: usize, other: usize| instant(&one) < instant(&other);
    let mut numbers = sorted(rows.len(), &|one, other| wallet(&one) < wallet(&other));
    for numbers in numbers.chunk_by_mut(|a, b| wallet(a) == wallet(b)) {
        let first = numbers.first().map(instant);
        let newest_first = numbers.iter().map(instant).max() == first;
        if newest_first && numbers.iter().map(instant).min() != first {
            numbers.reverse();
        }
        sort(numbers, &by_instant);
        let mut start = None;
        for group in numbers.chunk_by_mut(|a, b| instant(a) == instant(b)) {
            let steps: Vec<(i64, i64)> =
                group.iter().filter_map(|number| rows.get(*number)).map(step).collect();
            let listed = group.to_vec();
            for (number, place) in group.iter_mut().zip(arrange(&steps, start)) {
                *number = listed.get(place).copied().unwrap_or(*number);
            }
            // As the group alone would have it, which is all that is known where rows are streamed.
            start = Some(last_of(&steps, &arrange(&steps, None)));
        }
    }
    // Stable, so that each wallet's order within an instant is kept.
    sort(&mut numbers, &by_instant);
    numbers
}

/// The balances from which and to which a row leads.
fn step(row: &Row<'_>) -> (i64, i64) {
    let to = row.balance_after.get();
    (to.wrapping_sub(row.change()), to)
}

/// The places of the steps of one instant, in listed order, in the order of time.
fn arrange(steps: &[(i64, i64)], start: Option<i64>) -> Vec<usize> {
    let order = match steps {
        [_, _, ..] => {
            order_within_instant(steps, start).or_else(|| order_within_instant(steps, None))
        }
        _ => None,
    };
    order.unwrap_or_else(|| {
        let changes = steps.iter().map(|(from, to)| to.wrapping_sub(*from));
        as_listed(steps, changes.fold(0, i64::wrapping_add))
    })
}

/// The places of steps that no order chains, of which all together change the balance by so much: as they are listed, or
/// the other way round where only that leads from the first balance to the last.
fn as_listed(steps: &[(i64, i64)], change: i64) -> Vec<usize> {
    let leads = |first: Option<&(i64, i64)>, last: Option<&(i64, i64)>| {
        let ends = first.zip(last);
        ends.is_some_and(|((from, _), (_, to))| to.wrapping_sub(*from) == change)
    };
    let (first, last) = (steps.first(), steps.last());
    let places = 0..steps.len();
    if leads(last, first) && !leads(first, last) {
        places.rev().collect()
    } else {
        places.collect()
    }
}

/// The balance after the last step of an order.
fn last_of(steps: &[(i64, i64)], order: &[usize]) -> i64 {
    order.last().and_then(|place| steps.get(*place)).map_or(0, |(_, to)| *to)
}
