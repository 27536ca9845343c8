//! The rules of a version, read backwards: from what was charged to what was signed.

use std::collections::BTreeSet;

use super::bundles::Booked;
use crate::amount::Amount;
use crate::book::{Methods, Per, Price, Rate, Version};
use crate::error::{Code, Error};
use crate::message::message;

/// The most readings that are looked at for one envelope.
const MAX_READINGS: usize = 2_000;
/// How many units of a tiered rate one row may pay for.
const MAX_UNITS: u64 = 1_000;

/// A version whose charges can be read back.
#[derive(Clone, Debug)]
pub(super) struct Rules<'a> {
    pub(super) version: &'a Version,
    base: i64,
    flats: Vec<(Methods, i64)>,
    counted: Vec<(Methods, &'a Price)>,
    /// The price of a unit depends on the units before it, so the order of rows matters.
    uneven: bool,
}

/// One way to account for all charges of an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reading {
    pub(super) base: bool,
    /// The flat rates that were charged, one bit each.
    flats: u64,
    /// The units of each counted rate.
    units: Vec<u64>,
    /// Those of them that were charged by rows which name no method.
    unnamed: Vec<u64>,
    /// How many signatures rows tell of, by method.
    by_method: Vec<u64>,
}

/// Why charges cannot be read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    Unexplained,
    TooMany,
}

/// Some signers, by what they may have signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signers {
    pub(super) methods: Methods,
    pub(super) count: u64,
    /// There may have been more.
    pub(super) open: bool,
}

impl<'a> Rules<'a> {
    /// # Errors
    /// `LIMIT_EXCEEDED` for a version with rates that no row of a ledger tells apart.
    pub(super) fn new(version: &'a Version) -> Result<Self, Error> {
        let mut rules =
            Self { version, base: 0, flats: Vec::new(), counted: Vec::new(), uneven: false };
        for rate in version.rates() {
            let amount = || rate.price.amount(1).map_or(0, Amount::get);
            match (rate.per, rate.methods) {
                (Per::Envelope, None) => rules.base = rules.base.saturating_add(amount()),
                (Per::Envelope, Some(methods)) => rules.flats.push((methods, amount())),
                (Per::Signer, Some(methods)) => {
                    rules.uneven |= rate.price.even_price().is_none();
                    rules.counted.push((methods, &rate.price));
                }
                (Per::Signer, None) | (Per::Document | Per::Megabyte, _) => {
                    return Err(cannot_be_read(version, rate));
                }
            }
        }
        match rules.flats.len() {
            0..=16 => Ok(rules),
            _ => Err(Error::new(
                Code::LimitExceeded,
                "/versions",
                message![
                    "the version `",
                    version.label(),
                    "` has over 16 flat rates; charges by it cannot be read back"
                ],
            )),
        }
    }

    /// All ways to account for some charges; those that lack the base only when all do.
    pub(super) fn read(&self, charges: &[(&Booked, u32)]) -> Result<Vec<Reading>, Unread> {
        let start = Reading {
            units: vec![0; self.counted.len()],
            unnamed: vec![0; self.counted.len()],
            by_method: vec![0; self.version.methods().len()],
            ..Reading::default()
        };
        let counts: Vec<u32> = charges.iter().map(|(_, count)| *count).collect();
        let mut frontier = BTreeSet::from([(counts, start)]);
        let rows: u64 = charges.iter().map(|(_, count)| u64::from(*count)).sum();
        for _ in 0..rows {
            let mut next = BTreeSet::new();
            for (left, reading) in &frontier {
                let mut due = left.iter().enumerate().filter(|(_, count)| **count > 0);
                let due: Vec<usize> = if self.uneven {
                    due.map(|(place, _)| place).collect()
                } else {
                    due.next().map(|(place, _)| place).into_iter().collect()
                };
                for place in due {
                    let mut left = left.clone();
                    if let Some(count) = left.get_mut(place) {
                        *count = count.saturating_sub(1);
                    }
                    let Some((booked, _)) = charges.get(place) else { continue };
                    self.take(booked, reading, &mut |reading| {
                        next.insert((left.clone(), reading));
                    });
                    if next.len() > MAX_READINGS {
                        return Err(Unread::TooMany);
                    }
                }
            }
            frontier = next;
        }
        let readings: BTreeSet<Reading> = frontier
            .into_iter()
            .map(|(_, reading)| reading)
            .filter(|reading| !self.lacks_flat(reading))
            .collect();
        // A base is due for every envelope, so one that lacks it was cut off; that is believed only when nothing else is left.
        let lacks = |reading: &Reading| self.lacks_base(reading);
        let whole = readings.iter().any(|reading| !lacks(reading));
        let readings: Vec<Reading> =
            readings.into_iter().filter(|reading| !whole || !lacks(reading)).collect();
        if readings.is_empty() { Err(Unread::Unexplained) } else { Ok(readings) }
    }

    /// Whether somebody signed by a flat method that nothing was charged for.
    fn lacks_flat(&self, reading: &Reading) -> bool {
        let signed = |methods: &Methods| {
            let mut numbers = methods.numbers();
            numbers.any(|number| reading.by_method.get(number).is_some_and(|count| *count > 0))
        };
        let mut flats = self.flats.iter().enumerate();
        flats.any(|(place, (methods, _))| reading.flats & bit(place) == 0 && signed(methods))
    }

    /// Gives every reading that has one row more.
    fn take(&self, booked: &Booked, reading: &Reading, give: &mut impl FnMut(Reading)) {
        let bases: &[bool] = if reading.base { &[false] } else { &[false, true] };
        for base in bases {
            // A base that costs nothing has no row.
            if *base && self.base == 0 {
                continue;
            }
            let left = booked.amount.saturating_sub(if *base { self.base } else { 0 });
            let reading = Reading { base: reading.base || *base, ..reading.clone() };
            match &booked.method {
                None => self.take_unnamed(left, &reading, 0, give),
                Some(name) => self.take_named(name, left, *base, &reading, give),
            }
        }
    }

    fn take_named(
        &self,
        name: &str,
        amount: i64,
        base: bool,
        reading: &Reading,
        give: &mut impl FnMut(Reading),
    ) {
        let Some(number) = self.version.methods().iter().position(|method| method == name) else {
            return;
        };
        let Some(method) = Methods::single(number) else { return };
        let flat = self.flats.iter().position(|(methods, _)| methods.meets(method));
        let counted = self.counted.iter().position(|(methods, _)| methods.meets(method));
        if base && amount == 0 {
            give(reading.clone());
        }
        let due = flat.filter(|flat| reading.flats & bit(*flat) == 0);
        // The first signature by a flat method is the one that pays, but rows of one instant come in any order.
        for pays in [true, false] {
            let Some(flat) = due.filter(|_| pays) else {
                if pays {
                    continue;
                }
                self.take_units(number, amount, counted, flat.is_some(), reading, give);
                continue;
            };
            let price = self.flats.get(flat).map_or(0, |(_, price)| *price);
            let paid = Reading { flats: reading.flats | bit(flat), ..reading.clone() };
            self.take_units(number, amount.saturating_sub(price), counted, true, &paid, give);
            if price == 0 {
                break;
            }
        }
    }

    /// What is left of a row that names a method pays for signers.
    fn take_units(
        &self,
        method: usize,
        amount: i64,
        counted: Option<usize>,
        flat: bool,
        reading: &Reading,
        give: &mut impl FnMut(Reading),
    ) {
        let mut with = |units: u64| {
            let mut reading = reading.clone();
            add(&mut reading.by_method, method, units);
            if let Some(counted) = counted {
                add(&mut reading.units, counted, units);
            }
            give(reading);
        };
        match counted.and_then(|place| Some((self.counted.get(place)?, reading.units.get(place)?)))
        {
            None if amount == 0 && flat => with(1),
            None => {}
            Some(((_, price), before)) => {
                units_of(price, *before, amount).filter(|units| *units > 0).for_each(with);
            }
        }
    }

    /// A row that names no method pays for any flat rates that are due, and any signers.
    fn take_unnamed(
        &self,
        amount: i64,
        reading: &Reading,
        from: usize,
        give: &mut impl FnMut(Reading),
    ) {
        if amount < 0 {
            return;
        }
        let Some((_, price)) = self.flats.get(from) else {
            return self.take_unnamed_units(amount, reading, 0, give);
        };
        let next = from.saturating_add(1);
        self.take_unnamed(amount, reading, next, give);
        if reading.flats & bit(from) == 0 && *price > 0 {
            let paid = Reading { flats: reading.flats | bit(from), ..reading.clone() };
            self.take_unnamed(amount.saturating_sub(*price), &paid, next, give);
        }
    }

    fn take_unnamed_units(
        &self,
        amount: i64,
        reading: &Reading,
        from: usize,
        give: &mut impl FnMut(Reading),
    ) {
        let next = from.saturating_add(1);
        let Some((_, price)) = self.counted.get(from) else {
            if amount == 0 {
                give(reading.clone());
            }
            return;
        };
        self.take_unnamed_units(amount, reading, next, give);
        let before = reading.units.get(from).copied().unwrap_or(0);
        let cost = |units: u64| cost(price, before, units);
        for units in 1..=MAX_UNITS {
            let Some(cost) = cost(units).filter(|cost| *cost > 0 && *cost <= amount) else { break };
            let mut more = reading.clone();
            add(&mut more.units, from, units);
            add(&mut more.unnamed, from, units);
            self.take_unnamed_units(amount.saturating_sub(cost), &more, next, give);
        }
    }

    /// Whether a reading lacks what is due for every envelope.
    pub(super) const fn lacks_base(&self, reading: &Reading) -> bool {
        self.base > 0 && !reading.base
    }

    /// Who signed, by a reading. When the ledger has a row for each signature, their number is known for flat rates too.
    pub(super) fn signers(&self, reading: &Reading, a_row_each: bool) -> Vec<Signers> {
        let mut signers = Vec::new();
        let counted = |methods: Methods| self.counted.iter().any(|(own, _)| own.meets(methods));
        for (number, count) in reading.by_method.iter().enumerate() {
            if let (Some(methods), 1..) = (Methods::single(number), *count) {
                let open = !counted(methods) && !a_row_each;
                signers.push(Signers { methods, count: *count, open });
            }
        }
        for ((methods, _), count) in self.counted.iter().zip(&reading.unnamed) {
            if *count > 0 {
                signers.push(Signers { methods: *methods, count: *count, open: false });
            }
        }
        for (place, (methods, _)) in self.flats.iter().enumerate() {
            let known = signers.iter().any(|signers| methods.contains(signers.methods));
            if reading.flats & bit(place) != 0 && !known {
                signers.push(Signers { methods: *methods, count: 1, open: true });
            }
        }
        signers
    }

    /// What of the charges comes back when an envelope fails or is cancelled.
    pub(super) fn refundable(&self, reading: &Reading) -> i64 {
        let refundable = |rate: &&Rate| self.version.refunds().refundable.contains(&rate.code);
        let (mut flat, mut counted) = (0, 0);
        let mut sum = 0_i64;
        for rate in self.version.rates() {
            let quantity = match (rate.per, rate.methods) {
                (Per::Envelope, None) => u64::from(reading.base),
                (Per::Envelope, Some(_)) => {
                    let charged = reading.flats & bit(flat) != 0;
                    flat = flat.saturating_add(1);
                    u64::from(charged)
                }
                _ => {
                    let units = reading.units.get(counted).copied().unwrap_or(0);
                    counted = counted.saturating_add(1);
                    units
                }
            };
            let amount = Some(rate).filter(refundable).and_then(|rate| rate.price.amount(quantity));
            sum = sum.saturating_add(amount.map_or(0, Amount::get));
        }
        sum
    }
}

/// How many units more come to exactly this amount: those that are the least, and one where units are free.
fn units_of(price: &Price, before: u64, amount: i64) -> impl Iterator<Item = u64> {
    let even = price.even_price().map(Amount::get).filter(|price| *price > 0);
    let exact = even.map(|price| {
        let units = amount.checked_div(price).filter(|_| amount.checked_rem(price) == Some(0));
        units.and_then(|units| u64::try_from(units).ok())
    });
    let most = if exact.is_some() { 0 } else { MAX_UNITS };
    let searched = (1..=most).find(|units| cost(price, before, *units) == Some(amount));
    exact.flatten().or(searched).into_iter()
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

fn bit(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0)
}

fn cannot_be_read(version: &Version, rate: &Rate) -> Error {
    let message = message![
        "the rate `",
        rate.code,
        "` of the version `",
        version.label(),
        "` is charged per ",
        rate.per.as_str(),
        ", whatever the method, and a ledger does not tell how many there were; charges by it cannot be read back"
    ];
    Error::new(Code::LimitExceeded, "/versions", message)
}
