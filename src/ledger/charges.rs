//! Re-pricing: whether each row of an envelope charges what was due, and whether all of it was.

use super::finding::{FindingCode, Place};
use super::tariff::{Allowed, MAX_ONCE, Paid, Tariff};
use super::transaction::Row;
use crate::book::{PriceBook, Version};
use crate::error::{Code, Error};

/// What is known of an envelope.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    paid: Paid,
    /// The version of its first row, which is the one that holds for all of its life.
    version: u32,
    /// Its first charge, kept while the base was not charged.
    pub(super) unbased: Option<Box<FirstCharge>>,
    charged: bool,
}

impl Envelope {
    pub(super) fn new(version: u32) -> Self {
        Self { version, ..Self::default() }
    }

    /// Whether anything was charged for it yet.
    pub(super) const fn is_charged(&self) -> bool {
        self.charged
    }
}

/// Where an envelope was charged first.
#[derive(Debug)]
pub(super) struct FirstCharge {
    pub(super) place: Place,
    pub(super) id: Box<str>,
    pub(super) wallet: Option<u32>,
}

/// What is wrong with a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mischarge {
    pub(super) code: FindingCode,
    pub(super) expected: Option<i64>,
}

/// The versions of a book, ready to explain charges.
#[derive(Debug)]
pub(super) struct Prices<'a> {
    book: &'a PriceBook,
    tariffs: Vec<Tariff>,
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
            let message = format!(
                "`{}` has more than {MAX_ONCE} rates per envelope, or several that are tiered per \
                 unit; such a book cannot be checked against a ledger",
                book.id()
            );
            Error::new(Code::LimitExceeded, "/versions", message)
        };
        Ok(Self { book, tariffs: tariffs.ok_or_else(too_many)? })
    }

    /// The number of the version in force when a row was booked; the first one for anything earlier.
    pub(super) fn version_at(&self, row: &Row<'_>) -> u32 {
        if self.tariffs.len() == 1 {
            return 0;
        }
        let version = self.book.in_force_at(row.created_at);
        let number = version.and_then(|version| {
            self.book.versions().position(|other| core::ptr::eq(other, version))
        });
        number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
    }

    fn tariff(&self, number: u32) -> Option<&Tariff> {
        usize::try_from(number).ok().and_then(|number| self.tariffs.get(number))
    }

    /// Whether a gap of this size in a balance is what one row would make.
    pub(super) fn is_plausible(&self, change: i64) -> bool {
        let size = change.checked_abs().unwrap_or(i64::MAX);
        self.tariffs.iter().any(|tariff| tariff.is_plausible(size))
    }

    /// Books a charge on its envelope, and says what is wrong with it.
    pub(super) fn charge(&self, envelope: &mut Envelope, row: &Row<'_>) -> Option<Mischarge> {
        envelope.charged = true;
        let own = self.version_at(row);
        let pinned = self.tariff(envelope.version)?;
        let mischarge = pinned.charge(&mut envelope.paid, row)?;
        // A listing may run newest first, and then its first row is not the envelope's.
        match self.tariff(own).filter(|_| own != envelope.version) {
            Some(tariff) if tariff.charge(&mut envelope.paid, row).is_none() => None,
            _ => Some(mischarge),
        }
    }

    /// Whether an envelope still lacks its base.
    pub(super) fn lacks_base(&self, envelope: &Envelope) -> bool {
        let tariff = self.tariff(envelope.version);
        let base = tariff.map_or(0, |tariff| tariff.base);
        envelope.charged && base != 0 && envelope.paid.once & base == 0
    }
}

impl Tariff {
    fn charge(&self, paid: &mut Paid, row: &Row<'_>) -> Option<Mischarge> {
        let amount = row.size().get();
        match row.signature_method {
            None => self.charge_unnamed(amount, paid),
            Some(name) => match self.method(name) {
                None => Some(Mischarge { code: FindingCode::UnknownMethod, expected: None }),
                Some(method) => self.charge_method(amount, method, paid),
            },
        }
    }

    /// A row that names no method: the base, or several charges in one.
    fn charge_unnamed(&self, amount: i64, paid: &mut Paid) -> Option<Mischarge> {
        let base_due = self.base != 0 && paid.once & self.base == 0;
        if base_due && amount == self.base_amount {
            paid.once |= self.base;
            return None;
        }
        let rest = Allowed { method: None, base: None };
        if let Some(after) = self.explain(amount, paid, rest).filter(|_| amount > 0) {
            *paid = after;
            return None;
        }
        if !base_due && amount == self.base_amount && amount > 0 {
            return Some(Mischarge { code: FindingCode::DoubleBase, expected: Some(0) });
        }
        let again = Paid { once: paid.once & self.base, units: paid.units };
        if self.explain(amount, &again, Allowed { method: None, base: Some(false) }).is_some() {
            return Some(Mischarge { code: FindingCode::DoubleFlat, expected: Some(0) })
                .filter(|_| amount > 0);
        }
        let (expected, after) = self.nearest(amount, paid);
        *paid = after;
        off(amount, expected)
    }

    /// A row that names a method: what is due for one or more signers by it, and perhaps the base.
    fn charge_method(
        &self,
        amount: i64,
        method: crate::book::Methods,
        paid: &mut Paid,
    ) -> Option<Mischarge> {
        let (due, after) = self.due_for(method, paid)?;
        let flat = self.once.iter().any(|once| once.methods.is_some_and(|m| m.meets(method)));
        if amount == 0 && (flat || due == 0) {
            // A later signer of a flat method, in a ledger that writes a row for each; or an earlier
            // one of the same second.
            return None;
        }
        if amount == due {
            *paid = after;
            return None;
        }
        let named = Allowed { method: Some(method), base: None };
        let combined = Allowed { method: None, base: Some(true) };
        let base_due = self.base != 0 && paid.once & self.base == 0;
        let explained = self
            .explain(amount, paid, named)
            .filter(|_| amount > 0)
            .or_else(|| self.explain(amount, paid, combined).filter(|_| base_due));
        if let Some(after) = explained {
            *paid = after;
            return None;
        }
        let flats = self.once.iter().filter(|once| once.methods.is_some_and(|m| m.meets(method)));
        let again = Paid { once: flats.fold(paid.once, |once, flat| once & !flat.bit), ..*paid };
        let (once_more, _) = self.due_for(method, &again)?;
        if again.once != paid.once && amount == once_more {
            return Some(Mischarge { code: FindingCode::DoubleFlat, expected: Some(due) });
        }
        *paid = after;
        off(amount, due)
    }
}

fn off(amount: i64, expected: i64) -> Option<Mischarge> {
    let code = match amount.cmp(&expected) {
        core::cmp::Ordering::Greater => FindingCode::Overcharged,
        core::cmp::Ordering::Less => FindingCode::Undercharged,
        core::cmp::Ordering::Equal => return None,
    };
    Some(Mischarge { code, expected: Some(expected) })
}
