//! From what was charged for an envelope to what was signed: all ways to account for its rows.

use std::collections::BTreeSet;

use super::bundles::Booked;
use super::rules::{Reading, Rules, bit, free_units};
use crate::amount::Amount;
use crate::book::{Methods, Model, Price};

/// The most readings of one envelope that are kept beside each other.
const MAX_READINGS: usize = 2_000;
/// How many units of a tiered rate one row may pay for.
const MAX_UNITS: u64 = 1_000;
/// How much is tried for one envelope before it is said that too much would have to be.
const MAX_STEPS: u64 = 50_000;

/// The readings that were found.
#[derive(Debug)]
pub(super) struct Readings {
    /// Those that have the base or, when none has it, those that lack it.
    pub(super) list: Vec<Reading>,
    /// There may be more.
    pub(super) cut_off: bool,
}

/// The readings of some charges, each with how often it was made. When there is a row for each signature, one that names a
/// method is for no more than one.
pub(super) fn read(rules: &Rules<'_>, charges: &[(&Booked, u32)], a_row_each: bool) -> Readings {
    let mut search = Search::new(rules, charges, a_row_each);
    let rows: u64 = charges.iter().map(|(_, count)| u64::from(*count)).sum();
    for _ in 0..rows {
        search.take_one_more(charges);
    }
    let cut_off = search.cut_off || search.steps >= MAX_STEPS;
    let found = search.found.into_iter().map(|(_, reading)| reading).collect::<BTreeSet<_>>();
    let sound = found.into_iter().filter(|reading| rules.allows(reading));
    let (cut, whole): (Vec<_>, Vec<_>) = sound.partition(|reading| rules.lacks_base(reading));
    // A base is due for every envelope, so one that lacks it was cut off; that is believed only when nothing else is left.
    Readings { list: if whole.is_empty() { cut } else { whole }, cut_off }
}

/// How often each charge is left, and how the others were read.
type Half = (Vec<u32>, Reading);

struct Search<'s, 'a> {
    rules: &'s Rules<'a>,
    a_row_each: bool,
    steps: u64,
    cut_off: bool,
    found: BTreeSet<Half>,
    next: BTreeSet<Half>,
}

/// A row, and what it leaves to be read.
struct Row<'r> {
    booked: &'r Booked,
    left: Vec<u32>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(rules: &'s Rules<'a>, charges: &[(&Booked, u32)], a_row_each: bool) -> Self {
        let start = Reading {
            units: vec![0; rules.counted.len()],
            unnamed: vec![0; rules.counted.len()],
            by_method: vec![0; rules.version.methods().len()],
            ..Reading::default()
        };
        let found = BTreeSet::from([(charges.iter().map(|(_, count)| *count).collect(), start)]);
        Self { rules, a_row_each, steps: 0, cut_off: false, found, next: BTreeSet::new() }
    }

    /// Goes from readings of so many rows to readings of one more.
    fn take_one_more(&mut self, charges: &[(&Booked, u32)]) {
        for (left, reading) in core::mem::take(&mut self.found) {
            let due = left.iter().zip(charges).enumerate().filter(|(_, (count, _))| **count > 0);
            // Where a unit costs the same whatever came before it, one order of the rows is as good as any other.
            let orders = if self.rules.uneven { usize::MAX } else { 1 };
            for (place, (_, (booked, _))) in due.take(orders) {
                let mut left = left.clone();
                if let Some(count) = left.get_mut(place) {
                    *count = count.saturating_sub(1);
                }
                self.steps = self.steps.saturating_add(u64::try_from(left.len() / 64).unwrap_or(0));
                self.take(&Row { booked, left }, &reading);
            }
        }
        self.found = core::mem::take(&mut self.next);
    }

    fn is_over(&mut self) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.steps >= MAX_STEPS
    }

    fn keep(&mut self, row: &Row<'_>, reading: Reading) {
        if self.next.len() >= MAX_READINGS || self.is_over() {
            self.cut_off = true;
        } else {
            self.next.insert((row.left.clone(), reading));
        }
    }

    /// Keeps every reading that has one row more.
    fn take(&mut self, row: &Row<'_>, reading: &Reading) {
        match &row.booked.method {
            None => self.pay_once(row, row.booked.amount, reading.clone(), 0, None),
            Some(name) => {
                let number =
                    self.rules.version.methods().iter().position(|method| **method == **name);
                if number.is_some() {
                    self.pay_once(row, row.booked.amount, reading.clone(), 0, number);
                }
            }
        }
    }

    /// Lets a row pay for any rates that are charged once, and are due, from one on.
    fn pay_once(
        &mut self,
        row: &Row<'_>,
        left: i64,
        reading: Reading,
        from: usize,
        method: Option<usize>,
    ) {
        if left < 0 || self.is_over() {
            return;
        }
        let Some(once) = self.rules.once.get(from) else {
            return match method {
                Some(method) => self.pay_units(row, left, reading, method),
                None => self.pay_unnamed_units(row, left, reading, 0),
            };
        };
        let own = method.and_then(Methods::single);
        let concerns = own.is_none_or(|own| once.methods.is_none_or(|methods| methods.meets(own)));
        let next = from.saturating_add(1);
        if concerns && !reading.has_paid(from) {
            let mut paid = Reading { paid: reading.paid | bit(from), ..reading.clone() };
            if once.methods.is_some() {
                paid.seen = own.map_or(paid.seen, |own| paid.seen.union(own));
            }
            self.pay_once(row, left.saturating_sub(once.amount), paid, next, method);
        }
        self.pay_once(row, left, reading, next, method);
    }

    /// Lets what is left of a row that names a method pay for signers.
    fn pay_units(&mut self, row: &Row<'_>, left: i64, reading: Reading, method: usize) {
        let Some(own) = Methods::single(method) else { return };
        let paid_all = left == 0;
        let has_paid = paid_all && row.booked.amount > 0;
        let counted = self.rules.counted.iter().position(|(methods, _)| methods.meets(own));
        let Some((place, (methods, price))) =
            counted.and_then(|place| Some((place, *self.rules.counted.get(place)?)))
        else {
            // A base that names a method says nothing of a signature.
            let signed = !has_paid || reading.seen.contains(own);
            if paid_all {
                let mut reading = reading;
                add(&mut reading.by_method, method, u64::from(signed));
                self.keep(row, reading);
            }
            return;
        };
        let before = reading.units.get(place).copied().unwrap_or(0);
        let free = free_units(price, before);
        let most = if self.a_row_each { 1 } else { u64::MAX };
        for units in self.units_of(price, before, left).into_iter().filter(|units| *units <= most) {
            let mut more = reading.clone();
            // Units that cost nothing may be anybody's whose signature left no row.
            let others = if methods.len() > 1 { free.min(units.saturating_sub(1)) } else { 0 };
            add(&mut more.units, place, units);
            add(&mut more.unnamed, place, others);
            add(&mut more.by_method, method, units.saturating_sub(others));
            self.keep(row, more);
        }
        // The row is that of a rate that is charged once, and another one is for the unit.
        if has_paid || (paid_all && self.rules.is_flat(own)) {
            let mut reading = reading;
            if !has_paid {
                reading.seen = reading.seen.union(own);
            }
            self.keep(row, reading);
        }
    }

    /// Lets what is left of a row that names no method pay for any signers, of one counted rate and those after it.
    fn pay_unnamed_units(&mut self, row: &Row<'_>, left: i64, reading: Reading, from: usize) {
        let next = from.saturating_add(1);
        let Some((_, price)) = self.rules.counted.get(from) else {
            if left == 0 {
                self.keep(row, reading);
            }
            return;
        };
        if self.is_over() {
            return;
        }
        let before = reading.units.get(from).copied().unwrap_or(0);
        let last = next >= self.rules.counted.len();
        self.pay_unnamed_units(row, left, reading.clone(), next);
        let units: Vec<(u64, i64)> = if last {
            self.units_of(price, before, left).into_iter().map(|units| (units, left)).collect()
        } else {
            runs(price, before, left).collect()
        };
        // Those that cost nothing from the start may be behind any row, and are thought of at the end.
        let free = free_units(price, before);
        for (units, cost) in
            units.into_iter().filter(|(units, cost)| *units > free && *cost <= left)
        {
            if self.is_over() {
                return;
            }
            let mut more = reading.clone();
            add(&mut more.units, from, units);
            add(&mut more.unnamed, from, units);
            self.pay_unnamed_units(row, left.saturating_sub(cost), more, next);
        }
    }

    /// How many units more come to exactly this amount, at least one: the least of each run of units that do.
    fn units_of(&mut self, price: &Price, before: u64, amount: i64) -> Vec<u64> {
        if let Some(price) = price.even_price().map(Amount::get).filter(|price| *price > 0) {
            let units = amount.checked_div(price).filter(|_| amount.checked_rem(price) == Some(0));
            let units = units.and_then(|units| u64::try_from(units).ok());
            return units.filter(|units| *units > 0).into_iter().collect();
        }
        let mut found = Vec::new();
        for (units, cost) in runs(price, before, amount) {
            if cost == amount {
                found.push(units);
            }
            if self.is_over() {
                break;
            }
        }
        found
    }
}

/// What units more cost, from one on: each run of units that cost the same by its least, up to those beyond an amount.
fn runs(price: &Price, before: u64, amount: i64) -> impl Iterator<Item = (u64, i64)> {
    let mut next = Some(1_u64);
    core::iter::from_fn(move || {
        let units = next.take().filter(|units| *units <= MAX_UNITS)?;
        let cost = cost(price, before, units)?;
        // Only by volume more can cost less, and not once a price goes on as it is.
        let rises = || price.straight_until(before.saturating_add(units)) == u64::MAX;
        if cost > amount && (!matches!(price.model, Model::Volume { .. }) || rises()) {
            return None;
        }
        next = before.checked_add(units).and_then(|quantity| {
            quantity.checked_add(free_units(price, quantity))?.checked_sub(before)?.checked_add(1)
        });
        Some((units, cost))
    })
}

fn cost(price: &Price, before: u64, units: u64) -> Option<i64> {
    let after = price.amount(before.checked_add(units)?)?;
    after.checked_sub(price.amount(before)?).map(Amount::get)
}

fn add(counts: &mut [u64], place: usize, units: u64) {
    if let Some(count) = counts.get_mut(place) {
        *count = count.saturating_add(units);
    }
}
