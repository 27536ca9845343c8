//! The general search for the best way to choose: right for every book, and slow for large ones.
//!
//! Beyond *which* methods are used at all and *how many* units each uneven rate gets, only a sum of unit
//! prices matters. So groups of like signers are added one after the other, and of all ways that lead
//! to the same state only the best is kept.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use super::{End, Groups, TooInvolved};
use crate::book::{MAX_METHODS, Methods, Per, Version};
use crate::quote::tally::{Order, Tally};

/// How many states are looked at before a book is refused as too involved to search.
const MAX_STATES: usize = 200_000;

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

/// Who uses what in the best way to choose. Of equal ways it is the one that uses earlier methods.
pub(super) fn best(
    version: &Version,
    order: &Order<'_>,
    groups: &Groups,
    end: End,
) -> Result<Tally, TooInvolved> {
    let search = Search::new(version, end);
    let decided = groups.decided_tally();
    let start = search.state(&decided);
    let mut ways = BTreeMap::from([(start, Way { sum: 0, tally: decided })]);
    for (methods, count) in groups.undecided() {
        ways = search.add_group(&ways, methods, count)?;
    }
    Ok(search.finish(ways.into_values(), order))
}

impl<'a> Search<'a> {
    fn new(version: &'a Version, end: End) -> Self {
        let mut search = Self { version, end, unit_prices: [0; MAX_METHODS], uneven: Vec::new() };
        for rate in version.rates().iter().filter(|rate| rate.per == Per::Signer) {
            let Some(methods) = rate.methods else { continue };
            match (rate.price.even_price(), rate.price.depends_on_use_alone()) {
                (Some(unit_price), _) => {
                    for number in methods.numbers() {
                        if let Some(sum) = search.unit_prices.get_mut(number) {
                            *sum = sum.saturating_add(i128::from(unit_price.get()));
                        }
                    }
                }
                // Known from the methods used.
                (None, true) => {}
                (None, false) => search.uneven.push(methods),
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
