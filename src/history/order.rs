//! Which row is newer: by instant, and within one instant by whichever order chains.
//!
//! A history may be listed oldest first or newest first. The listing runs newest first when its first row
//! is of the newest instant, and another is older. `createdAt` is to the second, so several rows of one instant are normal: there
//! the order is the one in which each row's balance follows from the one before, beginning at the balance
//! that the instant before left; where several orders chain, or none does, it is that of the listing. Rows whose changes
//! cancel out may begin at any of their balances: at which, the instants beside them say.

use core::cmp::Reverse;

use super::Transaction;
use crate::ledger::{MAX_ROWS_OF_INSTANT, Row, order_within_instant, starts_within_instant};
use crate::sorted::{sort, sorted};
use crate::time::Instant;

/// A balance that no row has: it is beyond what an amount can be.
const NOWHERE: i64 = i64::MIN;
/// The most instants that are kept to say where those after them begin.
const MAX_OLDER: usize = 64;

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
    /// Whether it is known at which balance they begin; `None` while nobody asked.
    is_settled: Option<bool>,
    /// There are too many to be arranged: they are as they are listed, or the other way round. The first and the last of
    /// them are kept, and a step that stands for those between.
    crowded: bool,
}

/// The newest rows of one wallet, in constant memory, from rows in any order.
///
/// Two parts of a listing, folded apart, merge to what the whole gives: places tell the parts apart. What a part of an
/// instant seems to say by itself may let one go that the whole instant would need: where a part ends among several
/// instants that lead round, it may be another of their balances.
#[derive(Clone, Debug, Default)]
pub(super) struct Newest {
    first_listed: Option<(u64, Instant)>,
    newest: Option<Group>,
    before: Option<Group>,
    /// The instants before that one, the newest first, when it alone does not say where it begins.
    older: Vec<Group>,
}

impl Newest {
    /// Takes the row at a place of the listing.
    pub(super) fn push(&mut self, place: u64, row: &Row<'_>) {
        let (from, to) = step(row);
        self.take_first(Some((place, row.created_at)));
        self.take(Group { at: row.created_at, first: Step { place, from, to }, more: None });
    }

    /// Takes the rows of another part of the listing.
    pub(super) fn merge(&mut self, mut other: Self) {
        self.take_first(other.first_listed);
        // All of both before any is left out: of an instant that was cut, each has a part.
        let mut all: Vec<Group> = self.take_groups();
        for group in other.take_groups() {
            match all.iter_mut().find(|same| same.at == group.at) {
                Some(same) => same.join(group),
                None => all.push(group),
            }
        }
        all.sort_unstable_by_key(|group| Reverse(group.at));
        let mut groups = all.into_iter();
        (self.newest, self.before) = (groups.next(), groups.next());
        self.older = groups.collect();
        self.trim();
    }

    /// The balance after the newest row; 0 when there is no row.
    pub(super) fn balance(&self) -> i64 {
        let Some(newest) = &self.newest else { return 0 };
        let is_one = self.before.is_none();
        let newest_first = !is_one && self.first_listed.is_some_and(|(_, at)| at == newest.at);
        let groups = self.older.iter().rev().chain(&self.before).chain(&self.newest);
        let instants: Vec<Steps> = groups.map(|group| group.listed(newest_first)).collect();
        let closing = |start, steps: &Steps| Some(last_of(steps, &arrange(steps, start)));
        instants.iter().fold(opening(&instants), closing).unwrap_or(0)
    }

    fn take_groups(&mut self) -> Vec<Group> {
        let newest = self.newest.take().into_iter().chain(self.before.take());
        newest.chain(core::mem::take(&mut self.older)).collect()
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
            let before = core::mem::replace(&mut self.before, self.newest.replace(group));
            self.push_older(before);
        } else if let Some(same) = self.newest.as_mut().filter(|same| same.at == group.at) {
            same.join(group);
        } else if second {
            let before = self.before.replace(group);
            self.push_older(before);
        } else if let Some(same) = self.before.as_mut().filter(|same| same.at == group.at) {
            same.join(group);
        } else if self.before.as_mut().is_some_and(|before| !before.is_settled()) {
            let place = self.older.partition_point(|older| older.at > group.at);
            match self.older.get_mut(place).filter(|same| same.at == group.at) {
                Some(same) => same.join(group),
                None => self.older.insert(place, group),
            }
            self.trim();
        }
    }

    /// Keeps what was the instant before, unless that which is so now needs none.
    fn push_older(&mut self, before: Option<Group>) {
        if self.before.as_mut().is_none_or(Group::is_settled) {
            self.older.clear();
        } else if let Some(before) = before {
            self.older.insert(0, before);
            self.trim();
        }
    }

    /// Lets instants go that no other one needs.
    fn trim(&mut self) {
        let Some(before) = &mut self.before else { return };
        let needed = if before.is_settled() {
            0
        } else {
            let settled = self.older.iter_mut().position(Group::is_settled);
            settled.map_or(MAX_OLDER, |place| place.saturating_add(1))
        };
        self.older.truncate(needed);
    }
}

impl Group {
    fn steps(&self) -> impl Iterator<Item = Step> {
        let more = self.more.iter().flat_map(|more| &more.steps);
        core::iter::once(self.first).chain(more.copied())
    }

    fn join(&mut self, other: Self) {
        let more = self.more.get_or_insert_default();
        more.is_settled = None;
        more.steps.extend(other.steps());
        more.crowded |= other.more.is_some_and(|other| other.crowded)
            || more.steps.len() >= MAX_ROWS_OF_INSTANT;
        if more.crowded {
            self.thin();
        }
    }

    /// Lets one step stand for all between the first and the last one listed.
    fn thin(&mut self) {
        let (mut first, mut last) = (self.first, self.first);
        let mut change = 0_i64;
        for step in self.steps() {
            change = change.wrapping_add(step.to.wrapping_sub(step.from));
            if step.from == NOWHERE {
                continue;
            }
            if step.place < first.place {
                first = step;
            }
            if step.place > last.place {
                last = step;
            }
        }
        for end in [first, last] {
            change = change.wrapping_sub(end.to.wrapping_sub(end.from));
        }
        let between = Step { from: NOWHERE, to: NOWHERE.wrapping_add(change), ..first };
        self.first = first;
        if let Some(more) = &mut self.more {
            more.steps = Vec::from([between, last]);
        }
    }

    /// Whether it is known by itself at which balance the group begins, if at any.
    fn is_settled(&mut self) -> bool {
        let known = self.more.as_ref().map_or(Some(true), |more| more.is_settled);
        known.unwrap_or_else(|| {
            let is_settled = starts_within_instant(&self.listed(false)).len() < 2;
            if let Some(more) = &mut self.more {
                more.is_settled = Some(is_settled);
            }
            is_settled
        })
    }

    /// The group's steps as they are listed, in the order of time.
    fn listed(&self, newest_first: bool) -> Steps {
        let steps: Vec<Step> = self.steps().collect();
        let place = |at: usize| steps.get(at).map(|step| step.place);
        let is_before = |one, other| (place(one) < place(other)) != newest_first;
        let order = sorted(steps.len(), &is_before);
        let steps = order.iter().filter_map(|at| steps.get(*at));
        steps.map(|step| (step.from, step.to)).collect()
    }
}

/// Steps of one instant, from balance to balance.
type Steps = Vec<(i64, i64)>;

/// The balance at which the first of some instants begins, the oldest first, as far as it leads round and the others say it.
fn opening(instants: &[Steps]) -> Option<i64> {
    let (first, rest) = instants.split_first()?;
    let mut all = starts_within_instant(first);
    for steps in rest {
        if all.len() < 2 {
            break;
        }
        let starts = starts_within_instant(steps);
        if all.iter().any(|start| starts.contains(start)) {
            all.retain(|start| starts.contains(start));
        } else {
            break;
        }
    }
    all.first().copied()
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
        let mut instants: Vec<Steps> = Vec::new();
        for group in numbers.chunk_by(|a, b| instant(a) == instant(b)) {
            instants.push(group.iter().filter_map(|number| rows.get(*number)).map(step).collect());
        }
        let mut start = opening(&instants);
        let groups = numbers.chunk_by_mut(|a, b| instant(a) == instant(b));
        for (group, steps) in groups.zip(&instants) {
            let (listed, order) = (group.to_vec(), arrange(steps, start));
            start = Some(last_of(steps, &order));
            for (number, place) in group.iter_mut().zip(order) {
                *number = listed.get(place).copied().unwrap_or(*number);
            }
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
        let places = 0..steps.len();
        if falls(steps) { places.rev().collect() } else { places.collect() }
    })
}

/// Whether steps that no order chains are listed newest first, since only so they lead from the first balance to the last.
fn falls(steps: &[(i64, i64)]) -> bool {
    let Some((first, last)) = steps.first().zip(steps.last()) else { return false };
    let change =
        steps.iter().fold(0_i64, |sum, (from, to)| sum.wrapping_add(to.wrapping_sub(*from)));
    first.1.wrapping_sub(last.0) == change && last.1.wrapping_sub(first.0) != change
}

/// The balance after the last step of an order.
fn last_of(steps: &[(i64, i64)], order: &[usize]) -> i64 {
    order.last().and_then(|place| steps.get(*place)).map_or(0, |(_, to)| *to)
}
