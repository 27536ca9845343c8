//! A version of a price book, turned around: which charges an amount can be made of.

use super::counted::{Counted, MAX_UNITS, Sums, concerns};
use super::paid::{MAX_UNEVEN, Paid, UNNAMED};
use crate::amount::Amount;
use crate::book::{Methods, Per, Version};

/// How many signers, documents and megabytes an envelope may have of which the row is missing: more are not likely.
pub(super) const MANY_UNITS: u16 = 40;
/// What custom purchases are a multiple of, mostly.
const ROUND_AMOUNT: i64 = 100;
/// Of more flat rates than this, no row is taken to pay for several at once.
const MAX_COMBINED: usize = 10;

/// A rate that is charged once for an envelope.
#[derive(Clone, Debug)]
pub(super) struct Once {
    pub(super) bit: u64,
    pub(super) methods: Option<Methods>,
    pub(super) amount: i64,
}

/// A version as the check of charges sees it.
#[derive(Clone, Debug)]
pub(super) struct Tariff {
    pub(super) base: u64,
    pub(super) base_amount: i64,
    /// With those of the base where it is several, since each of them may have a row of its own.
    pub(super) once: Vec<Once>,
    pub(super) counted: Vec<Counted>,
    pub(super) methods: Vec<String>,
    pub(super) presets: Vec<i64>,
    /// What an envelope with many signers by each method costs.
    most: i64,
}

/// The charges that a row is allowed to be made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    /// The method that the row names.
    pub(super) method: Option<Methods>,
    /// Whether the base may be among them, and whether it must.
    pub(super) base: Option<bool>,
}

impl Tariff {
    /// `None` when the version has more rates than can be told apart in what was paid.
    pub(super) fn new(
        version: &Version,
        bit_of: &mut impl FnMut(&str) -> Option<u64>,
    ) -> Option<Self> {
        let mut tariff = Self {
            base: 0,
            base_amount: 0,
            once: Vec::new(),
            counted: Vec::new(),
            methods: version.methods().to_vec(),
            presets: version.top_up().presets.iter().map(|preset| preset.get()).collect(),
            most: 0,
        };
        let (mut slots, mut bases) = (0..MAX_UNEVEN, Vec::new());
        let nameless = Some(version.all_methods()).filter(|_| version.methods().is_empty());
        for rate in version.rates() {
            let uneven = rate.price.even_price().is_none();
            let units = if rate.per == Per::Envelope { 1 } else { MANY_UNITS.into() };
            let cost = rate.price.amount(units).map_or(0, Amount::get);
            tariff.most = tariff.most.saturating_add(cost);
            match (rate.per, rate.methods) {
                (Per::Envelope, methods) => {
                    let once = Once {
                        bit: bit_of(&rate.code)?,
                        methods,
                        amount: rate.price.amount(1).map_or(0, Amount::get),
                    };
                    if methods.is_none() {
                        tariff.base |= once.bit;
                        tariff.base_amount = tariff.base_amount.checked_add(once.amount)?;
                        bases.push(once);
                    } else {
                        tariff.once.push(once);
                    }
                }
                (per, methods) => tariff.counted.push(Counted {
                    methods: methods.or(nameless).filter(|_| per == Per::Signer),
                    price: rate.price.clone(),
                    slot: if uneven { Some(slots.next()?) } else { None },
                }),
            }
        }
        if bases.len() > 1 {
            tariff.once.extend(bases);
        }
        Some(tariff)
    }

    /// The flat rates that are still due of what was paid, and may be in a row that names this method, or none; those of the
    /// base where that is not meant as a whole.
    fn due(
        &self,
        once: u64,
        method: Option<Methods>,
        with_base: bool,
    ) -> impl Iterator<Item = &Once> {
        self.once.iter().filter(move |rate| {
            let is_base = rate.methods.is_none();
            once & rate.bit == 0 && concerns(rate.methods, method) && (with_base || !is_base)
        })
    }

    pub(super) fn method(&self, name: &str) -> Option<Methods> {
        self.methods.iter().position(|method| method == name).and_then(Methods::single)
    }

    /// Whether one row could change a balance by this much: a charge for an envelope, or its refund, or a purchase
    /// of a preset or some other round amount.
    pub(super) fn is_plausible(&self, change: i64) -> bool {
        let amount = change.saturating_abs();
        let anything = Allowed { method: None, base: None };
        let bought = change > 0
            && (self.presets.contains(&amount) || amount.checked_rem(ROUND_AMOUNT) == Some(0));
        bought
            || (amount > 0
                && amount <= self.most
                && self.explain(amount, &Paid::default(), anything).is_some())
    }

    /// Whether one row could charge this much, whatever was paid for its envelope before.
    pub(super) fn may_charge(&self, amount: i64, allowed: Allowed) -> bool {
        let uneven = self.counted.iter().any(|rate| rate.slot.is_some());
        (0..=if uneven { MANY_UNITS } else { 0 }).any(|units| {
            let paid = Paid { once: 0, units: [units; MAX_UNEVEN] };
            self.explain(amount, &paid, allowed).is_some()
        })
    }

    /// Whether an envelope is likely to be charged this much by one row.
    pub(super) fn is_likely(&self, amount: i64) -> bool {
        amount <= self.most && self.may_charge(amount, Allowed { method: None, base: None })
    }

    /// Whether charges may come to this much together.
    pub(super) fn may_sum_to(&self, amount: i64) -> bool {
        let once = self.once.iter().map(|once| once.amount).chain([self.base_amount]);
        let counted = self.counted.iter().flat_map(|rate| {
            let cost = |units| rate.next_units(units, &Paid::default());
            (1..=MANY_UNITS.into()).filter_map(cost)
        });
        amount.checked_rem(once.chain(counted).fold(0, divisor)) == Some(0)
    }

    /// What was paid after a row of this amount, when it can be made of charges that are due.
    pub(super) fn explain(&self, amount: i64, paid: &Paid, allowed: Allowed) -> Option<Paid> {
        let base_due = paid.once & self.base == 0 && self.base != 0;
        let with_base: &[bool] = match allowed.base {
            _ if !base_due => &[false],
            // What comes first is more likely to have it.
            None => &[true, false],
            Some(true) => &[true],
            Some(false) => &[false],
        };
        let mut sums = Sums::of(&self.counted, amount, allowed.method);
        let mut nameless =
            allowed.method.is_none().then(|| Sums::of(&self.counted, amount, Some(Methods::NONE)));
        for base in with_base {
            let (left, bits) = if *base {
                (amount.checked_sub(self.base_amount)?, paid.once | self.base)
            } else {
                (amount, paid.once)
            };
            let paid = Paid { once: bits, ..*paid };
            // What a row that names no method may be for is first what has none: documents and megabytes.
            let sums_up = |sums: &mut Sums<'_>| sums.find(0, left, &paid);
            if let Some(paid) = nameless.as_mut().filter(|_| left >= 0).and_then(sums_up) {
                return Some(paid);
            }
            let due = self.due(bits, allowed.method, allowed.base != Some(false));
            let due: Vec<&Once> = due.take(MAX_COMBINED).collect();
            if let Some(paid) = combine(&due, left, &paid, &mut sums) {
                return Some(paid);
            }
        }
        None
    }

    /// What a row for so many signers by this method should be, and what was paid after it.
    pub(super) fn due_for(
        &self,
        signers: u32,
        method: Methods,
        paid: &Paid,
    ) -> Option<(i64, Paid)> {
        let (mut amount, mut after) = (0_i64, *paid);
        for once in self.due(paid.once, Some(method), false) {
            amount = amount.checked_add(once.amount)?;
            after.once |= once.bit;
        }
        for rate in self.counted.iter().filter(|rate| rate.methods.is_some()) {
            if concerns(rate.methods, Some(method)) {
                amount = amount.checked_add(rate.next_units(signers, &after)?)?;
                after = rate.with_units(signers, &after);
            }
        }
        Some((amount, after))
    }

    /// What the base is, where some of it is left to pay.
    pub(super) fn base_left(&self, paid: &Paid) -> Option<i64> {
        (self.base & !paid.once != 0).then_some(self.base_amount)
    }

    /// The flat rates for a method that no row has paid, by their bits, and what they come to.
    pub(super) fn flat_for(&self, method: Methods, paid: &Paid) -> (u64, i64) {
        let due = self.due(paid.once, Some(method), false).filter(|once| once.methods.is_some());
        due.fold((0, 0), |(bits, amount), once| {
            (bits | once.bit, amount.saturating_add(once.amount))
        })
    }

    /// Takes a flat rate that a row without a method was taken to pay for as another one of its price, which that may have
    /// been as well: a row names this one now. Answers whether there is one.
    pub(super) fn rename(&self, flat: u64, paid: &mut Paid) -> bool {
        let price = self.once.iter().find(|once| once.bit == flat).map(|once| once.amount);
        let mut others = self.once.iter().filter(|once| paid.once & once.bit == 0);
        let other = others.find(|once| Some(once.amount) == price).map_or(0, |once| once.bit);
        let renamed = paid.once & UNNAMED != 0 && other != 0;
        if renamed {
            paid.once = (paid.once | other) & !UNNAMED;
        }
        renamed
    }

    /// The legal amount for a row that names this method, or none, which is nearest to what it says and not above `most`;
    /// none where that is 0.
    pub(super) fn nearest(
        &self,
        amount: i64,
        method: Option<Methods>,
        paid: &Paid,
        most: i64,
    ) -> (i64, Paid) {
        let none = (0, *paid);
        let first = method.and_then(|method| self.due_for(1, method, paid));
        let (first, paid) = first.unwrap_or((0, *paid));
        let mut sums = Vec::from([(first, paid)]);
        let base = Once { bit: self.base, methods: None, amount: self.base_amount };
        let base = Some(&base).filter(|base| base.bit != 0 && paid.once & base.bit == 0);
        let due = self.due(paid.once, method, base.is_none());
        for once in due.take(MAX_COMBINED).chain(base) {
            for (sum, paid) in sums.clone() {
                let with = Paid { once: paid.once | once.bit, ..paid };
                sums.push((sum.saturating_add(once.amount), with));
            }
        }
        let counted = self.counted.iter().filter(|rate| rate.methods.is_some());
        for rate in counted.filter(|rate| concerns(rate.methods, method)) {
            for (sum, paid) in sums.clone() {
                let mut over = 1;
                for (units, cost) in rate.costs(&paid, MAX_UNITS).skip(1) {
                    over = units;
                    if sum.saturating_add(cost) >= amount {
                        break;
                    }
                }
                for units in [over.saturating_sub(1), over] {
                    let cost = rate.next_units(units, &paid).unwrap_or(0);
                    sums.push((sum.saturating_add(cost), rate.with_units(units, &paid)));
                }
            }
        }
        // Where the base is due it is what is paid for first.
        let base_due = base.map_or(0, |base| base.bit);
        let is_legal =
            |(sum, paid): &(i64, Paid)| (1..=most).contains(sum) && base_due & !paid.once == 0;
        let legal: Vec<(i64, Paid)> = sums.into_iter().filter(is_legal).collect();
        // A row without a method is mostly the base alone: it is taken for more from where there may be more.
        let is_more = |(sum, _): &(i64, Paid)| *sum > self.base_amount && *sum <= amount;
        let is_base = method.is_none()
            && base_due != 0
            && amount >= self.base_amount
            && !legal.iter().any(is_more);
        let distance = |(sum, _): &(i64, Paid)| {
            let is_it = is_base && *sum == self.base_amount;
            (!is_it, sum.abs_diff(amount), *sum)
        };
        legal.into_iter().min_by_key(distance).unwrap_or(none)
    }
}

/// The greatest number that divides both.
fn divisor(mut one: i64, mut other: i64) -> i64 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one
}

/// Every subset of the flat rates that are due, each with what is left for counted rates.
fn combine(due: &[&Once], amount: i64, paid: &Paid, sums: &mut Sums<'_>) -> Option<Paid> {
    if amount < 0 {
        return None;
    }
    match due.split_first() {
        None => sums.find(0, amount, paid),
        Some((first, rest)) => {
            let with = Paid { once: paid.once | first.bit, ..*paid };
            let left = amount.checked_sub(first.amount)?;
            // A row that names a method pays for what is flat in it first.
            combine(rest, left, &with, sums).or_else(|| combine(rest, amount, paid, sums))
        }
    }
}
