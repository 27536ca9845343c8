//! The dearest and the cheapest way in which undecided signers may choose.
//!
//! Choices are not independent: a flat rate is shared, a tiered one grows. But signers who may use the
//! same methods are interchangeable, so what matters is how many use each method, and not who.

mod greedy;
mod search;

use core::cmp::Reverse;

use super::tally::{Order, Tally};
use crate::book::{Methods, Per, Rate, Version};

/// How many methods a signer may choose among, of those that differ in more than a price for each
/// signer: every set of them is looked at.
const MAX_CHOICES: u32 = 16;

/// Which end is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Dearest,
    Cheapest,
}

/// There are more ways to look at than is allowed.
#[derive(Debug)]
pub(super) struct TooInvolved;

/// Who uses what in the best way to choose. Of equal ways it is the one that uses earlier methods.
pub(super) fn best(
    version: &Version,
    order: &Order<'_>,
    groups: &Groups,
    end: End,
) -> Result<Tally, TooInvolved> {
    let groups = worth_choosing(version, groups, end)?;
    if groups.undecided().next().is_none() {
        return Ok(groups.decided_tally());
    }
    match greedy::best(version, order, &groups, end) {
        Some(best) => best,
        None => search::best(version, order, &groups, end),
    }
}

/// The same signers with only those choices that one could be the best by. Of the methods that cost so
/// much for each signer and nothing else, that is one: the best price, and of equals the earliest.
fn worth_choosing(version: &Version, groups: &Groups, end: End) -> Result<Groups, TooInvolved> {
    let even_price = |rate: &Rate| rate.price.even_price().filter(|_| rate.per == Per::Signer);
    let price = |number: &usize| {
        let method = Methods::single(*number).unwrap_or(Methods::NONE);
        let of_method = |rate: &&Rate| rate.methods.is_some_and(|methods| methods.meets(method));
        let prices = version.rates().iter().filter(of_method).filter_map(even_price);
        prices.fold(0_i64, |sum, price| sum.saturating_add(price.get()))
    };
    let involved = version.rates().iter().filter(|rate| even_price(rate).is_none());
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

    /// Counts that many signers more.
    pub(super) fn add_many(&mut self, methods: Methods, more: u32) {
        match self.0.binary_search_by_key(&methods, |(methods, _)| *methods) {
            Ok(place) => {
                if let Some((_, count)) = self.0.get_mut(place) {
                    *count = count.saturating_add(more);
                }
            }
            Err(_) if more == 0 => {}
            Err(place) => self.0.insert(place, (methods, more)),
        }
    }

    /// The signers whose method is decided.
    fn decided_tally(&self) -> Tally {
        let mut tally = Tally::EMPTY;
        for (methods, count) in self.0.iter().filter(|(methods, _)| methods.len() == 1) {
            methods.numbers().for_each(|number| tally.add(number, *count));
        }
        tally
    }

    fn undecided(&self) -> impl Iterator<Item = (Methods, u32)> {
        self.0.iter().copied().filter(|(methods, _)| methods.len() > 1)
    }
}
