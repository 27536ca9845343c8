//! Rates that are charged for each unit, turned around: which units an amount can be made of.

use super::key::Key;
use super::paid::Paid;
use super::table::Table;
use crate::amount::Amount;
use crate::book::{Methods, Price};

/// How many units of a rate one row may pay for.
pub(super) const MAX_UNITS: u32 = 10_000;
/// How many units it may pay for when it pays for units of other rates too.
const MAX_MIXED_UNITS: u32 = 100;

/// A rate that is charged for each unit.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// The methods it is for; `None` for documents and megabytes, which a ledger does not name, and for every signer
    /// beside rates that name methods.
    pub(super) methods: Option<Methods>,
    pub(super) price: Price,
    /// Where its units are counted, when the price of the next one depends on them.
    pub(super) slot: Option<usize>,
}

impl Counted {
    fn counted(&self, paid: &Paid) -> u64 {
        self.slot.and_then(|slot| paid.units.get(slot)).map_or(0, |units| u64::from(*units))
    }

    /// What so many units more cost each, from none on. Of units that cost nothing beyond those before, as what is included,
    /// or within a package, below the least or above the most, the first is all that is looked at.
    pub(super) fn costs(&self, paid: &Paid, most: u32) -> impl Iterator<Item = (u32, i64)> {
        let before = self.counted(paid);
        let mut next = Some(0_u32);
        core::iter::from_fn(move || {
            let units = next.filter(|units| *units <= most)?;
            let cost = self.next_units(units, paid)?;
            next = units.checked_add(1);
            if next.and_then(|next| self.next_units(next, paid)) == Some(cost) {
                let end = self.price.straight_until(before.saturating_add(units.into()));
                next = u32::try_from(end.saturating_sub(before))
                    .ok()
                    .and_then(|end| end.checked_add(1));
            }
            Some((units, cost))
        })
    }

    /// What this many units more cost.
    pub(super) fn next_units(&self, units: u32, paid: &Paid) -> Option<i64> {
        let before = self.counted(paid);
        let after = before.checked_add(u64::from(units))?;
        let (less, more) = (self.price.amount(before)?, self.price.amount(after)?);
        more.checked_sub(less).map(Amount::get)
    }

    pub(super) fn with_units(&self, units: u32, paid: &Paid) -> Paid {
        let mut paid = *paid;
        if let Some(count) = self.slot.and_then(|slot| paid.units.get_mut(slot)) {
            *count = count.saturating_add(u16::try_from(units).unwrap_or(u16::MAX));
        }
        paid
    }
}

/// What units of some rates can come to.
///
/// What is left for a rate and those after it does not depend on how it came to be left, so that each is looked for once.
pub(super) struct Sums<'t> {
    /// Those that a row may pay for.
    rates: Vec<&'t Counted>,
    /// What units of each cost; none before anything is looked for.
    costs: Vec<Vec<(u32, i64)>>,
    most: i64,
    /// What cannot be made of the rates from a number on.
    failed: Option<Table<()>>,
}

impl<'t> Sums<'t> {
    /// Up to an amount, of the rates that a row may pay for which names this method, or none.
    pub(super) fn of(rates: &'t [Counted], most: i64, method: Option<Methods>) -> Self {
        let is_own = |rate: &&Counted| rate.methods.is_none() || concerns(rate.methods, method);
        let rates = rates.iter().filter(is_own).collect();
        Self { rates, costs: Vec::new(), most, failed: None }
    }

    /// What was paid after units of the rates from a number on that come to exactly this amount.
    pub(super) fn find(&mut self, from: usize, amount: i64, paid: &Paid) -> Option<Paid> {
        if amount == 0 {
            return Some(*paid);
        }
        let rate = *self.rates.get(from)?;
        let rest = from.saturating_add(1);
        let is_last = rest == self.rates.len();
        if let (Some(unit_price), true) = (rate.price.even_price(), is_last) {
            return (amount.checked_rem(unit_price.get()) == Some(0)).then_some(*paid);
        }
        let key = Key::of_numbers(from, amount);
        if self.failed.as_ref().is_some_and(|failed| failed.find(key).is_some()) {
            return None;
        }
        if self.costs.len() == from {
            let most = if is_last { MAX_UNITS } else { MAX_MIXED_UNITS };
            let costs = rate.costs(paid, most).take_while(|(_, cost)| *cost <= self.most);
            self.costs.push(costs.collect());
        }
        let mut next = 0_usize;
        while let Some((units, cost)) = self.costs.get(from).and_then(|costs| costs.get(next)) {
            let left = amount.saturating_sub(*cost);
            if left < 0 {
                break;
            }
            let paid = rate.with_units(*units, paid);
            let found = self.find(rest, left, &paid);
            if found.is_some() {
                return found;
            }
            next = next.saturating_add(1);
        }
        self.failed.get_or_insert_default().number_of(key, || ());
        None
    }
}

/// Whether a rate for these methods can be in a row that names this one, or none.
pub(super) fn concerns(rate: Option<Methods>, row: Option<Methods>) -> bool {
    match (rate, row) {
        (Some(rate), Some(row)) => rate.meets(row),
        _ => true,
    }
}
