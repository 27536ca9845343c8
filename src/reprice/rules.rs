//! The rules of a version, as far as the rows of a ledger tell of them.

use crate::amount::Amount;
use crate::book::{MAX_SIGNERS, Methods, Model, Per, Price, PriceBook, Rate, Version};
use crate::error::{Code, Error};
use crate::message::message;

/// The most rates that are charged once by a version whose charges are read back.
const MAX_ONCE: usize = 16;

/// A version whose charges can be read back.
#[derive(Clone, Debug)]
pub(super) struct Rules<'a> {
    pub(super) version: &'a Version,
    /// The version whose rates that are due at creation were charged.
    created: &'a Version,
    /// The rates that are charged once and cost something.
    pub(super) once: Vec<Once>,
    /// The rates per signer, by their methods.
    pub(super) counted: Vec<(Methods, &'a Price)>,
    /// The price of a unit depends on the units before it, so the order of rows matters.
    pub(super) uneven: bool,
    /// The methods that have a rate per envelope, also one that costs nothing.
    flat: Methods,
}

/// A rate that is charged once for an envelope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Once {
    /// The methods that make it due; `None` for a base, which always is.
    pub(super) methods: Option<Methods>,
    pub(super) amount: i64,
}

/// One way to account for all charges of an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reading {
    /// The rates that are charged once and were, one bit each.
    pub(super) paid: u64,
    /// The units of each counted rate.
    pub(super) units: Vec<u64>,
    /// Those of them of which no row says who they are.
    pub(super) unnamed: Vec<u64>,
    /// How many signatures rows tell of, by method.
    pub(super) by_method: Vec<u64>,
    /// The methods of which a row says that somebody signed by them, and not how many.
    pub(super) seen: Methods,
}

impl Reading {
    pub(super) fn has_paid(&self, place: usize) -> bool {
        self.paid & bit(place) != 0
    }

    /// The methods by which somebody signed, as rows say.
    pub(super) fn named(&self) -> Methods {
        let counted = self.by_method.iter().enumerate().filter(|(_, count)| **count > 0);
        let counted = counted.filter_map(|(number, _)| Methods::single(number));
        counted.fold(self.seen, Methods::union)
    }
}

/// Some signers, by what they may have signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signers {
    pub(super) methods: Methods,
    pub(super) count: u64,
}

/// Who signed, by a reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Signed {
    /// Those whom rows tell of.
    pub(super) known: Vec<Signers>,
    /// Those who may have signed beside them and left no row, by method and at most so many of each.
    pub(super) hidden: Vec<Signers>,
}

impl<'a> Rules<'a> {
    /// The rules of each version of a book.
    pub(super) fn all(book: &'a PriceBook) -> impl Iterator<Item = Result<Self, Error>> {
        book.versions().enumerate().map(|(number, version)| {
            Self::new(version, version).map_err(|error| {
                let path = message!["/versions/", number, error.path];
                Error::new(error.code, path, error.message)
            })
        })
    }

    /// The rules of the version in force at send, for what one that was in force at creation had charged by then.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED`, with the way to it in the version, for rates that no row of a ledger tells apart.
    pub(super) fn new(created: &'a Version, version: &'a Version) -> Result<Self, Error> {
        let mut rules = Self {
            version,
            created,
            once: Vec::new(),
            counted: Vec::new(),
            uneven: false,
            flat: Methods::NONE,
        };
        for (_, place, rate) in rules.rates() {
            match (rate.per, rate.methods) {
                (Per::Envelope, methods) => {
                    let amount = rate.price.amount(1).map_or(0, Amount::get);
                    rules.flat = rules.flat.union(methods.unwrap_or(Methods::NONE));
                    if amount > 0 {
                        rules.once.push(Once { methods, amount });
                    }
                }
                (Per::Signer, Some(methods)) => {
                    rules.uneven |= rate.price.even_price().is_none();
                    rules.counted.push((methods, &rate.price));
                }
                (Per::Signer, None) | (Per::Document | Per::Megabyte, _) => {
                    return Err(cannot_be_read(version, place, rate));
                }
            }
        }
        match rules.once.len() {
            0..=MAX_ONCE => Ok(rules),
            _ => Err(Error::new(
                Code::LimitExceeded,
                "/rates",
                message![
                    "the version `",
                    version.label(),
                    "` has over ",
                    MAX_ONCE,
                    " rates per envelope: charges by it cannot be read back; leave some out of a copy of the book"
                ],
            )),
        }
    }

    /// The rates that an envelope is charged by, each with its version and its place there.
    fn rates(&self) -> impl Iterator<Item = (&'a Version, usize, &'a Rate)> + use<'a> {
        let early = |rate: &Rate| rate.per == Per::Envelope && rate.methods.is_none();
        let of = |version: &'a Version| {
            version.rates().iter().enumerate().map(move |(place, rate)| (version, place, rate))
        };
        let at_creation = of(self.created).filter(move |(.., rate)| early(rate));
        at_creation.chain(of(self.version).filter(move |(.., rate)| !early(rate)))
    }

    /// Whether a method has a rate per envelope.
    pub(super) const fn is_flat(&self, method: Methods) -> bool {
        self.flat.meets(method)
    }

    /// Whether a reading lacks what is due for every envelope.
    pub(super) fn lacks_base(&self, reading: &Reading) -> bool {
        let mut once = self.once.iter().enumerate();
        once.any(|(place, once)| once.methods.is_none() && !reading.has_paid(place))
    }

    /// Whether an envelope can have come to be charged so: for whoever signed everything was charged that was due once,
    /// and whatever was charged once somebody signed for.
    pub(super) fn allows(&self, reading: &Reading) -> bool {
        let all: u64 = reading.units.iter().fold(0, |sum, units| sum.saturating_add(*units));
        let possible = self.possible(reading);
        let unnamed = || self.counted.iter().zip(&reading.unnamed).filter(|(_, units)| **units > 0);
        let may_have_signed = |method: Methods| {
            reading.named().meets(method)
                || unnamed().any(|((methods, _), _)| methods.meets(method))
                || self.more_of(method, reading) > 0
        };
        let somebody = |methods: Methods| {
            let mut each = methods.intersection(possible).numbers().filter_map(Methods::single);
            each.any(may_have_signed)
        };
        let mut once = self.once.iter().enumerate();
        possible.contains(reading.named())
            && unnamed().all(|((methods, _), _)| methods.meets(possible))
            && once
                .all(|(place, once)| !reading.has_paid(place) || once.methods.is_none_or(somebody))
            && usize::try_from(all).is_ok_and(|all| all <= MAX_SIGNERS)
    }

    /// The methods by which somebody can have signed: everything was charged that is due once for them.
    fn possible(&self, reading: &Reading) -> Methods {
        let due = self.once.iter().enumerate().filter(|(place, _)| !reading.has_paid(*place));
        let unpaid = due
            .fold(Methods::NONE, |all, (_, once)| all.union(once.methods.unwrap_or(Methods::NONE)));
        let methods = self.version.all_methods().numbers().filter_map(Methods::single);
        methods.filter(|method| !unpaid.meets(*method)).fold(Methods::NONE, Methods::union)
    }

    /// How many more may have signed by a method for nothing, if anybody can have.
    fn more_of(&self, method: Methods, reading: &Reading) -> u64 {
        let counted = self.counted.iter().zip(&reading.units);
        let own = counted.filter(|((methods, _), _)| methods.meets(method));
        own.map(|((_, price), units)| free_units(price, *units)).min().unwrap_or(u64::MAX)
    }

    /// Who signed, by a reading; `None` when it leaves open who of several that is. When the ledger has a row for each
    /// signature, nobody is hidden behind what was charged for another.
    pub(super) fn signed(&self, reading: &Reading, a_row_each: bool) -> Option<Signed> {
        let possible = self.possible(reading);
        let mut signed = Signed::default();
        let methods = |set: Methods| set.numbers().filter_map(Methods::single);
        for (number, count) in reading.by_method.iter().enumerate() {
            let Some(methods) = Methods::single(number) else { continue };
            let seen = u64::from(reading.seen.meets(methods));
            match (*count).max(seen) {
                0 => {}
                count => signed.known.push(Signers { methods, count }),
            }
        }
        for ((methods, _), count) in self.counted.iter().zip(&reading.unnamed) {
            if *count > 0 {
                let methods = methods.intersection(possible);
                signed.known.push(Signers { methods, count: *count });
            }
        }
        let mut hidden = if a_row_each { Methods::NONE } else { possible };
        for (place, once) in self.once.iter().enumerate() {
            let Some(due_for) = once.methods.filter(|_| reading.has_paid(place)) else { continue };
            if signed.known.iter().any(|signers| due_for.contains(signers.methods)) {
                continue;
            }
            if signed.known.iter().any(|signers| due_for.meets(signers.methods)) {
                return None;
            }
            let payers = methods(due_for.intersection(possible));
            let payers = payers.filter(|method| self.more_of(*method, reading) > 0);
            let methods = payers.fold(Methods::NONE, Methods::union);
            signed.known.push(Signers { methods, count: 1 });
            // No row names them, so that it may be for several.
            hidden = hidden.union(methods);
        }
        signed.hidden = methods(hidden)
            .map(|methods| Signers { methods, count: self.more_of(methods, reading) })
            .filter(|signers| signers.count > 0)
            .collect();
        Some(signed)
    }

    /// What of the charges comes back when an envelope fails or is cancelled.
    pub(super) fn refundable(&self, reading: &Reading) -> i64 {
        let (mut once, mut counted) = (0_usize, 0_usize);
        let mut sum = 0_i64;
        for (version, _, rate) in self.rates() {
            let quantity = match rate.per {
                Per::Envelope
                    if rate.price.amount(1).is_none_or(|amount| amount > Amount::ZERO) =>
                {
                    let place = once;
                    once = once.saturating_add(1);
                    u64::from(reading.has_paid(place))
                }
                Per::Envelope => 0,
                _ => {
                    let units = reading.units.get(counted).copied().unwrap_or(0);
                    counted = counted.saturating_add(1);
                    units
                }
            };
            if version.refunds().refundable.contains(&rate.code) {
                let amount = rate.price.amount(quantity);
                sum = sum.saturating_add(amount.map_or(0, Amount::get));
            }
        }
        sum
    }
}

/// How many units more than so many cost nothing more; `u64::MAX` when any do.
pub(super) fn free_units(price: &Price, units: u64) -> u64 {
    let amount = price.amount_unbounded(units);
    let is_free = |more: u64| price.amount_unbounded(units.saturating_add(more)) == amount;
    if !is_free(1) {
        return 0;
    }
    if let Model::Volume { tiers } = &price.model {
        // Within a tier more never costs less, but at the end of one it may.
        let ends = tiers
            .iter()
            .filter_map(|tier| tier.up_to?.checked_add(price.included)?.checked_sub(units));
        let mut free = 0;
        for end in ends.chain([MOST]).filter(|end| *end > 0) {
            let within = last(free, end, is_free);
            if within < end {
                return within;
            }
            if !is_free(end.saturating_add(1)) {
                return end;
            }
            free = end.saturating_add(1);
        }
        return u64::MAX;
    }
    match last(1, MOST, is_free) {
        MOST => u64::MAX,
        free => free,
    }
}

/// More than any envelope has of anything.
const MOST: u64 = 1 << 53;

/// The last number up to another one for which something holds that holds for the first, and up to somewhere.
fn last(first: u64, end: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut least, mut most) = (first, end);
    while least < most {
        let middle = most.saturating_sub(most.saturating_sub(least) / 2);
        if holds(middle) { least = middle } else { most = middle.saturating_sub(1) }
    }
    least
}

pub(super) fn bit(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0)
}

fn cannot_be_read(version: &Version, place: usize, rate: &Rate) -> Error {
    let message = message![
        "the rate `",
        rate.code,
        "` of the version `",
        version.label(),
        "` is charged per ",
        rate.per.as_str(),
        ", whatever the method, and a ledger does not tell how many there were: charges by it cannot be read back; \
         leave it out of a copy of the book"
    ];
    Error::new(Code::LimitExceeded, message!["/rates/", place], message)
}
