//! Re-pricing: whether each row of an envelope charges what was due, and whether all of it was.

use super::conventions::PricedAt;
use super::due::{EARLIER, Mischarge};
use super::envelope::Envelope;
use super::finding::FindingCode;
use super::paid::{MAX_ONCE, Paid};
use super::tariff::{Allowed, MANY_UNITS, Tariff};
use super::transaction::Row;
use crate::amount::Amount;
use crate::book::{DueOn, Methods, PriceBook, Version};
use crate::error::{Code, Error};
use crate::message::message;
use crate::time::Instant;

/// The versions of a book, ready to explain charges.
#[derive(Debug)]
pub(super) struct Prices<'a> {
    book: &'a PriceBook,
    tariffs: Vec<Tariff>,
    /// The methods of all versions.
    methods: Vec<&'a str>,
    /// A rate of some version is for several methods.
    pub(super) shares_methods: bool,
    /// When the version of an envelope is settled.
    pub(super) priced_at: PricedAt,
}

impl<'a> Prices<'a> {
    pub(super) fn new(book: &'a PriceBook) -> Result<Self, Error> {
        // A rate keeps its bit from version to version, so that an envelope may straddle two.
        let mut codes: Vec<String> = Vec::new();
        let mut bit_of = |code: &str| {
            let known = codes.iter().position(|known| known == code).unwrap_or_else(|| {
                codes.push(code.to_owned());
                codes.len().saturating_sub(1)
            });
            u32::try_from(known).ok().and_then(|bit| 1_u64.checked_shl(bit))
        };
        let tariff = |version: &Version| Tariff::new(version, &mut bit_of);
        let tariffs: Option<Vec<Tariff>> = book.versions().map(tariff).collect();
        let too_many = || {
            let message = message![
                "`",
                book.id(),
                "` has more than ",
                MAX_ONCE,
                " rates per envelope, or several that are tiered per unit; such a book cannot be checked against a \
                 ledger",
            ];
            Error::new(Code::LimitExceeded, "/versions", message)
        };
        let mut methods: Vec<&str> = Vec::new();
        for method in book.versions().flat_map(Version::methods) {
            if !methods.contains(&method.as_str()) {
                methods.push(method);
            }
        }
        let rates = book.versions().flat_map(Version::rates);
        let shares_methods = rates.filter_map(|rate| rate.methods).any(|methods| methods.len() > 1);
        Ok(Self {
            book,
            shares_methods,
            tariffs: tariffs.ok_or_else(too_many)?,
            methods,
            priced_at: PricedAt::default(),
        })
    }

    pub(super) const fn book(&self) -> &'a PriceBook {
        self.book
    }

    /// The methods of all versions.
    pub(super) fn methods(&self) -> &[&'a str] {
        &self.methods
    }

    /// Whether something besides the base may be due at send.
    pub(super) fn charges_at_send(&self) -> bool {
        let mut versions = self.book.versions();
        versions
            .any(|version| version.rates().iter().any(|rate| version.due_on(rate) == DueOn::Send))
    }

    /// The bit of a method; none for one that no version has.
    pub(super) fn method_bit(&self, name: &str) -> u64 {
        let number = self.methods.iter().position(|method| *method == name);
        let bit = number.and_then(|number| u32::try_from(number).ok());
        bit.and_then(|bit| 1_u64.checked_shl(bit)).unwrap_or(0)
    }

    /// The number of the version in force at an instant; the first one for anything earlier.
    pub(super) fn version_at(&self, at: Instant) -> u16 {
        if self.tariffs.len() == 1 {
            return 0;
        }
        let version = self.book.in_force_at(at);
        let number = version.and_then(|version| {
            self.book.versions().position(|other| core::ptr::eq(other, version))
        });
        number.and_then(|number| u16::try_from(number).ok()).unwrap_or(0)
    }

    fn tariff(&self, number: u16) -> Option<&Tariff> {
        self.tariffs.get(usize::from(number))
    }

    /// The labels of the version in force when a row was booked, and of another one.
    pub(super) fn labels(&self, row: &Row<'_>, other: u16) -> [&str; 2] {
        [self.version_at(row.created_at), other].map(|number| {
            let version = self.book.versions().nth(usize::from(number));
            version.map_or("", Version::label)
        })
    }

    /// Whether a gap of this size in a balance is what one row would make.
    pub(super) fn is_plausible(&self, change: i64) -> bool {
        self.tariffs.iter().any(|tariff| tariff.is_plausible(change))
    }

    /// Whether no one row is likely to charge this much, and several may come to the rest of it.
    pub(super) fn is_of_several(&self, amount: i64, rest: i64) -> bool {
        let amount = amount.saturating_abs();
        !self.tariffs.iter().any(|tariff| tariff.is_likely(amount))
            && self.tariffs.iter().any(|tariff| tariff.may_sum_to(rest))
    }

    /// Whether signatures alone can cost this much, without the base.
    pub(super) fn is_for_signatures(&self, amount: i64) -> bool {
        let rest = Allowed { method: None, base: Some(false) };
        let explains = |tariff: &Tariff| tariff.explain(amount, &Paid::default(), rest).is_some();
        amount > 0 && self.tariffs.iter().any(explains)
    }

    /// Whether credits are sold by this many.
    pub(super) fn is_preset(&self, amount: i64) -> bool {
        self.tariffs.iter().any(|tariff| tariff.presets.contains(&amount))
    }

    /// Books a charge on its envelope, and says what is wrong with it.
    pub(super) fn charge(&self, envelope: &mut Envelope, row: &Row<'_>) -> Option<Mischarge> {
        let own = self.version_at(row.created_at);
        let known = envelope.aside.as_ref().and_then(|aside| aside.expected.as_ref());
        // What happened may say of an earlier version than its rows do.
        let version = known.map_or(own, |expected| expected.version.min(own));
        envelope.version = if envelope.charged { envelope.version.min(version) } else { version };
        envelope.charged = true;
        envelope.net = envelope.net.saturating_add(row.size().get());
        // It was sent somewhere between its first row and this one, and that is what pins the version.
        let (first, last) = match self.priced_at {
            PricedAt::Send => (envelope.version, own),
            PricedAt::Creation => (envelope.version, envelope.version),
            PricedAt::Booking => (own, own),
        };
        let before = envelope.paid;
        let is_early = known.is_some_and(|known| {
            known.comes_too_early(row)
                && !envelope.is_all_of(known, self.base_left(envelope, &before))
        });
        let only = is_early.then_some(Methods::NONE);
        let mischarge = self.tariff(first)?.charge(&mut envelope.paid, row, only)?;
        let versions = u16::try_from(self.tariffs.len()).unwrap_or(u16::MAX);
        // It may have been created under the first of them.
        let base =
            self.tariff(first).map(|tariff| (tariff.base & !before.once, tariff.base_amount));
        let (base, base_amount) = base.unwrap_or_default();
        let rest = Amount::new(row.size().get().saturating_sub(base_amount));
        let without = rest.filter(|rest| base != 0 && rest.get() > 0);
        let without = without.map(|amount| Row { amount, ..*row });
        let mut is_right_under = |version: &u16| {
            let Some(tariff) = self.tariff(*version) else { return false };
            let began = Paid { once: before.once | base, ..before };
            let readings = [Some((before, *row)), without.map(|row| (began, row))];
            let right = readings.into_iter().flatten().find_map(|(mut paid, row)| {
                tariff.charge(&mut paid, &row, only).is_none().then_some(paid)
            });
            envelope.paid = right.unwrap_or(envelope.paid);
            right.is_some()
        };
        if (first..=last).skip(1).any(|version| is_right_under(&version)) {
            return None;
        }
        match mischarge.code {
            FindingCode::DoubleBase | FindingCode::DoubleFlat if !mischarge.has_base_again() => {
                Some(mischarge)
            }
            _ => {
                let others = (0..first).rev().chain(last.saturating_add(1)..versions);
                let version = { others }.find(is_right_under);
                let code = version.map_or(mischarge.code, |_| FindingCode::VersionMismatch);
                let expected =
                    version.and_then(|version| self.same_for(first, version, row, before));
                let expected = expected.or(mischarge.expected);
                let is_open = version.is_none() && only.is_none() && base != 0;
                let tariff = self.tariff(first).filter(|_| is_open);
                let paid = tariff.and_then(|tariff| tariff.go_on(before, row));
                envelope.paid = paid.unwrap_or(envelope.paid);
                let version = version.or(paid.map(|_| EARLIER));
                Some(Mischarge { code, expected, version, ..mischarge })
            }
        }
    }

    /// What a row that names a method and is right under one version should be under another one, for as many signers.
    fn same_for(&self, version: u16, right: u16, row: &Row<'_>, before: Paid) -> Option<i64> {
        let (tariff, right) = (self.tariff(version)?, self.tariff(right)?);
        let name = row.signature_method?;
        let (method, other) = (tariff.method(name)?, right.method(name)?);
        let amount = |tariff: &Tariff, method, (signers, with_base)| {
            let base = if with_base { tariff.base_left(&before)? } else { 0 };
            tariff.due_for(signers, method, &before)?.0.checked_add(base)
        };
        let signers = 1..=u32::from(MANY_UNITS);
        let mut readings = signers.flat_map(|signers| [(signers, true), (signers, false)]);
        let reading =
            readings.find(|reading| amount(right, other, *reading) == Some(row.size().get()))?;
        amount(tariff, method, reading)
    }

    /// What the base of an envelope is.
    pub(super) fn base_amount(&self, envelope: &Envelope) -> i64 {
        self.tariff(envelope.version).map_or(0, |tariff| tariff.base_amount)
    }

    /// What is left to charge of the base of an envelope after some charges.
    pub(super) fn base_left(&self, envelope: &Envelope, paid: &Paid) -> i64 {
        self.tariff(envelope.version).and_then(|tariff| tariff.base_left(paid)).unwrap_or(0)
    }

    /// Books a charge that was found wrong anew, if it is right but for a base that was booked from a later row; answers
    /// whether it is.
    pub(super) fn charge_with_base(
        &self,
        paid: Paid,
        envelope: &mut Envelope,
        row: &Row<'_>,
    ) -> bool {
        let Some(tariff) = self.tariff(envelope.version) else { return false };
        let mut paid = Paid { once: paid.once & !tariff.base, ..paid };
        let is_right =
            tariff.charge(&mut paid, row, None).is_none() && paid.once & tariff.base != 0;
        if is_right {
            envelope.paid = paid;
        }
        is_right
    }

    /// What was to be charged by a row of which the price is wrong, where no more than this was left; and what was paid after
    /// it. A first row that comes `early` is of the base alone.
    pub(super) fn within(
        &self,
        version: u16,
        (row, early): (&Row<'_>, bool),
        before: Paid,
        left: i64,
    ) -> (i64, Paid) {
        let Some(tariff) = self.tariff(version) else { return (0, before) };
        let named = row.signature_method.and_then(|name| tariff.method(name));
        let is_first = tariff.base & !before.once != 0;
        let method = named.or((early && is_first).then_some(Methods::NONE));
        tariff.nearest(row.size().get(), method, &before, left)
    }

    /// How much of a row that was just booked was for what it names.
    pub(super) fn named_part(&self, envelope: &Envelope, before: Paid, row: &Row<'_>) -> i64 {
        let tariff = self.tariff(envelope.version);
        let method = row.signature_method.and_then(|name| tariff?.method(name));
        let Some((tariff, method)) = tariff.zip(method) else { return 0 };
        let new = envelope.paid.once & !before.once;
        let own = |methods: Option<Methods>| methods.is_some_and(|methods| methods.meets(method));
        let amount = |is_own: bool| {
            let new = tariff.once.iter().filter(|once| new & once.bit & !tariff.base != 0);
            let new = new.filter(|once| own(once.methods) == is_own);
            new.fold(0_i64, |sum, once| sum.saturating_add(once.amount))
        };
        let base = if new & tariff.base == 0 { 0 } else { tariff.base_amount };
        if tariff.counted.iter().any(|rate| own(rate.methods)) {
            return row.size().get().saturating_sub(base).saturating_sub(amount(false));
        }
        // It may have been priced by another version.
        amount(true).min(row.size().get())
    }

    /// The price for each signer by the method of a row, where that is all there is to pay for it.
    pub(super) fn each(&self, envelope: &Envelope, row: &Row<'_>) -> Option<i64> {
        let tariff = self.tariff(envelope.version)?;
        let method = row.signature_method.and_then(|name| tariff.method(name))?;
        let is_own = |methods: Option<Methods>| methods.is_some_and(|own| own.meets(method));
        let mut own = tariff.counted.iter().filter(|rate| is_own(rate.methods));
        let each = own.next().and_then(|rate| rate.price.even_price())?;
        let is_alone = own.next().is_none() && !tariff.once.iter().any(|once| is_own(once.methods));
        is_alone.then_some(each.get())
    }

    /// Whether a row is the base of an envelope, or has it beside other charges.
    pub(super) fn has_base(&self, row: &Row<'_>) -> bool {
        let base = Allowed { method: None, base: Some(true) };
        let tariff = self.tariff(self.version_at(row.created_at)).filter(|tariff| tariff.base != 0);
        row.signature_method.is_none()
            && tariff.is_some_and(|tariff| {
                tariff.explain(row.size().get(), &Paid::default(), base).is_some()
            })
    }

    /// Whether a row has the base of an envelope for certain: no other charges come to as much, whatever came before them.
    pub(super) fn begins(&self, row: &Row<'_>) -> bool {
        let rest = Allowed { method: None, base: Some(false) };
        let may_be_others = |tariff: &Tariff| tariff.may_charge(row.size().get(), rest);
        self.has_base(row) && !self.tariffs.iter().any(may_be_others)
    }

    /// Of a row of nothing: what no row has paid yet of the flat price of its method.
    pub(super) fn unpaid(&self, envelope: &Envelope, row: &Row<'_>) -> Option<(u64, i64)> {
        let tariff = self.tariff(envelope.version)?;
        let method = row.signature_method.and_then(|name| tariff.method(name))?;
        Some(tariff.flat_for(method, &envelope.paid)).filter(|(_, amount)| *amount > 0)
    }

    /// Whether an envelope still lacks its base.
    pub(super) fn lacks_base(&self, envelope: &Envelope) -> bool {
        let tariff = self.tariff(envelope.version);
        // Nobody books a base of nothing.
        let base = tariff.filter(|tariff| tariff.base_amount > 0).map_or(0, |tariff| tariff.base);
        envelope.charged && base != 0 && envelope.paid.once & base == 0
    }
}
