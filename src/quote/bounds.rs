//! The dearest and the cheapest way in which undecided signers may choose.
//!
//! Choices are not independent: a flat rate is shared, and a graduated one grows. But signers who may
//! use the same methods are interchangeable, and beyond *which* methods are used at all and *how many*
//! units each uneven rate gets, only a sum of unit prices matters. So groups of like signers are added
//! one after the other, and of all ways that lead to the same state only the best is kept.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use super::tally::{Order, Tally};
use crate::book::{MAX_METHODS, Methods, Per, Price, Version};

/// How many states are looked at before a book is refused as too involved to search.
const MAX_STATES: usize = 200_000;

/// How many methods a signer may choose among, of those that differ in more than a price for each
/// signer: every set of them is looked at.
const MAX_CHOICES: u32 = 16;

/// Which end is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Dearest,
    Cheapest,
}

/// There are more ways to look at than [`MAX_STATES`].
#[derive(Debug)]
pub(super) struct TooInvolved;

/// What tells two ways of choosing apart: the methods used, and the units of every uneven rate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    used: Methods,
    units: Vec<u32>,
}

/// The best way to a state: its sum of unit prices and who uses what.
#[derive(Clone)]
struct Way {
    sum: i128,
    tally: Tally,
}

/// A version as the search sees it.
struct Search<'a> {
    version: &'a Version,
    end: End,
    /// The sum of unit prices that one signer of each method adds.
    unit_prices: [i128; MAX_METHODS],
    /// The method sets of the rates that count signers at no even price.
    uneven: Vec<Methods>,
}

/// How many signers may use each set of methods, by set; recipients who do not sign are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups(Vec<(Methods, u32)>);

impl Groups {
    pub(super) fn of(order: &Order<'_>) -> Self {
        let mut groups = Self::default();
        for methods in order.signers.iter().filter(|methods| !methods.is_empty()) {
            groups.add(*methods);
        }
        groups
    }

    /// Counts one signer more.
    pub(super) fn add(&mut self, methods: Methods) {
        self.add_many(methods, 1);
    }

    fn add_many(&mut self, methods: Methods, more: u32) {
        match self.0.binary_search_by_key(&methods, |(methods, _)| *methods) {
            Ok(place) => {
                if let Some((_, count)) = self.0.get_mut(place) {
                    *count = count.saturating_add(more);
                }
            }
            Err(place) => self.0.insert(place, (methods, more)),
        }
    }

    fn decided(&self) -> impl Iterator<Item = (Methods, u32)> {
        self.0.iter().copied().filter(|(methods, _)| methods.len() == 1)
    }

    fn undecided(&self) -> impl Iterator<Item = (Methods, u32)> {
        self.0.iter().copied().filter(|(methods, _)| methods.len() > 1)
    }
}

/// Who uses what in the best way to choose. Of equal ways it is the one that uses earlier methods.
pub(super) fn best(
    version: &Version,
    order: &Order<'_>,
    groups: &Groups,
    end: End,
) -> Result<Tally, TooInvolved> {
    let groups = &worth_choosing(version, groups, end)?;
    let search = Search::new(version, end);
    let mut decided = Tally::EMPTY;
    for (methods, count) in groups.decided() {
        methods.numbers().for_each(|number| decided.add(number, count));
    }
    let start = search.state(&decided);
    let mut ways = BTreeMap::from([(start, Way { sum: 0, tally: decided })]);
    for (methods, count) in groups.undecided() {
        ways = search.add_group(&ways, methods, count)?;
    }
    Ok(search.finish(ways.into_values(), order))
}

/// The same signers with only those choices that one could be the best by. Of the methods that cost so
/// much for each signer and nothing else, that is one: the best price, and of equals the earliest.
fn worth_choosing(version: &Version, groups: &Groups, end: End) -> Result<Groups, TooInvolved> {
    let search = Search::new(version, end);
    let price = |number: &usize| search.unit_prices.get(*number).copied().unwrap_or(0);
    let involved = version
        .rates()
        .iter()
        .filter(|rate| rate.per != Per::Signer || !matches!(rate.price, Price::Unit { .. }));
    let involved = involved
        .filter_map(|rate| rate.methods)
        .fold(Methods::NONE, |all, methods| all.union(methods));
    let mut worth = Groups::default();
    for (methods, count) in &groups.0 {
        let plain = Methods::from_bits(methods.bits() & !involved.bits());
        let best = match end {
            End::Dearest => plain.numbers().min_by_key(|number| Reverse(price(number))),
            End::Cheapest => plain.numbers().min_by_key(price),
        };
        let best = best.and_then(Methods::single).unwrap_or(Methods::NONE);
        let methods = methods.intersection(involved).union(best);
        if methods.len() > MAX_CHOICES {
            return Err(TooInvolved);
        }
        worth.add_many(methods, *count);
    }
    Ok(worth)
}

impl<'a> Search<'a> {
    fn new(version: &'a Version, end: End) -> Self {
        let mut search = Self { version, end, unit_prices: [0; MAX_METHODS], uneven: Vec::new() };
        for rate in version.rates().iter().filter(|rate| rate.per == Per::Signer) {
            let Some(methods) = rate.methods else { continue };
            match &rate.price {
                Price::Unit { unit_price } => {
                    for number in methods.numbers() {
                        if let Some(sum) = search.unit_prices.get_mut(number) {
                            *sum = sum.saturating_add(i128::from(unit_price.get()));
                        }
                    }
                }
                // Known from the methods used alone.
                Price::Flat { .. } => {}
                Price::Graduated { .. } => search.uneven.push(methods),
            }
        }
        search
    }

    fn state(&self, tally: &Tally) -> State {
        let units = self.uneven.iter().map(|methods| {
            let users = methods.numbers().filter_map(|number| tally.by_method.get(number));
            users.fold(0_u32, |sum, users| sum.saturating_add(*users))
        });
        State { used: tally.used, units: units.collect() }
    }

    /// Whether one way beats another that leads to the same state.
    fn beats(&self, new: &Way, old: &Way) -> bool {
        let better = match self.end {
            End::Dearest => new.sum.cmp(&old.sum),
            End::Cheapest => old.sum.cmp(&new.sum),
        };
        better.then_with(|| new.tally.by_method.cmp(&old.tally.by_method)).is_gt()
    }

    /// Every way to let `count` like signers choose, after every way so far.
    fn add_group(
        &self,
        ways: &BTreeMap<State, Way>,
        methods: Methods,
        count: u32,
    ) -> Result<BTreeMap<State, Way>, TooInvolved> {
        let mut next: BTreeMap<State, Way> = BTreeMap::new();
        let mut looked_at = 0_usize;
        for way in ways.values() {
            for used in methods.choices() {
                looked_at = looked_at.saturating_add(1);
                if looked_at > MAX_STATES {
                    return Err(TooInvolved);
                }
                if used.len() > count {
                    continue;
                }
                let mut way = way.clone();
                used.numbers().for_each(|number| self.give(&mut way, number, 1));
                let rest = count.saturating_sub(used.len());
                self.spread(&way, self.favourites(used), rest, &mut |way| {
                    looked_at = looked_at.saturating_add(1);
                    let state = self.state(&way.tally);
                    match next.get_mut(&state) {
                        Some(old) if self.beats(&way, old) => *old = way,
                        Some(_) => {}
                        None => _ = next.insert(state, way),
                    }
                    looked_at <= MAX_STATES
                })?;
            }
        }
        Ok(next)
    }

    /// Lets `count` signers more use a method.
    fn give(&self, way: &mut Way, method: usize, count: u32) {
        way.tally.add(method, count);
        let price = self.unit_prices.get(method).copied().unwrap_or(0);
        way.sum = way.sum.saturating_add(price.saturating_mul(i128::from(count)));
    }

    /// Of the methods that are used anyway, those worth giving further signers to: the best by unit
    /// price among the methods of each uneven rate, and among the rest.
    fn favourites(&self, used: Methods) -> Methods {
        let uneven = self.uneven.iter().fold(Methods::NONE, |all, methods| all.union(*methods));
        let even = Methods::from_bits(used.bits() & !uneven.bits());
        let classes = self.uneven.iter().map(|methods| methods.intersection(used));
        let price = |number: &usize| self.unit_prices.get(*number).copied().unwrap_or(0);
        classes
            .chain(core::iter::once(even))
            .filter_map(|class| match self.end {
                End::Dearest => class.numbers().min_by_key(|number| Reverse(price(number))),
                End::Cheapest => class.numbers().min_by_key(price),
            })
            .filter_map(Methods::single)
            .fold(Methods::NONE, Methods::union)
    }

    /// Every way to spread `count` signers over some methods, given to `take` until it says stop.
    fn spread(
        &self,
        way: &Way,
        methods: Methods,
        count: u32,
        take: &mut impl FnMut(Way) -> bool,
    ) -> Result<(), TooInvolved> {
        let Some(first) = methods.numbers().next() else { return Ok(()) };
        let rest = Methods::from_bits(methods.bits() & methods.bits().wrapping_sub(1));
        let least = if rest.is_empty() { count } else { 0 };
        for share in least..=count {
            let mut way = way.clone();
            self.give(&mut way, first, share);
            if rest.is_empty() {
                if !take(way) {
                    return Err(TooInvolved);
                }
            } else {
                self.spread(&way, rest, count.saturating_sub(share), take)?;
            }
        }
        Ok(())
    }

    /// The best of the ways that are left, by what all rates come to.
    fn finish(&self, ways: impl Iterator<Item = Way>, order: &Order<'_>) -> Tally {
        let rates = self.version.rates();
        let whole_sums = ways.map(|Way { tally, .. }| {
            let amounts = rates.iter().map(|rate| tally.amount_unbounded(rate, order));
            Way { sum: amounts.fold(0, i128::saturating_add), tally }
        });
        let best = whole_sums.reduce(|best, way| if self.beats(&way, &best) { way } else { best });
        best.map_or(Tally::EMPTY, |way| way.tally)
    }
}
