//! What was due for a row under one version, and whether that is its amount.

use super::finding::FindingCode;
use super::paid::{MAX_UNEVEN, Paid};
use super::tariff::{Allowed, MANY_UNITS, Once, Tariff};
use super::transaction::Row;
use crate::book::Methods;

/// In place of a version: a charge is right if others of its envelope stand before the ledger.
pub(super) const EARLIER: u16 = u16::MAX;

/// What is wrong with a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mischarge {
    pub(super) code: FindingCode,
    pub(super) expected: Option<i64>,
    /// The version under which it is right, or [`EARLIER`].
    pub(super) version: Option<u16>,
    /// It is right for another method than it names.
    pub(super) is_misnamed: bool,
}

impl Mischarge {
    pub(super) const fn new(code: FindingCode, expected: Option<i64>) -> Self {
        Self { code, expected, version: None, is_misnamed: false }
    }

    /// Whether a charge is right but for a base that was paid before, and not one too many.
    pub(super) fn has_base_again(&self) -> bool {
        self.code == FindingCode::DoubleBase && self.expected != Some(0)
    }
}

impl Tariff {
    /// Books a charge. A first row that names no method may be only of what is for these methods, where that is known.
    pub(super) fn charge(
        &self,
        paid: &mut Paid,
        row: &Row<'_>,
        only: Option<Methods>,
    ) -> Option<Mischarge> {
        let amount = row.size().get();
        match row.signature_method {
            None => self.charge_unnamed(amount, paid, only),
            Some(name) => match self.method(name) {
                None => Some(Mischarge::new(FindingCode::UnknownMethod, None)),
                Some(method) => self.charge_method(amount, method, paid),
            },
        }
    }

    /// What was paid after a charge of an envelope whose base was not, if it is right after some other charges.
    pub(super) fn go_on(&self, before: Paid, row: &Row<'_>) -> Option<Paid> {
        (1..=MANY_UNITS).find_map(|units| {
            let mut paid = Paid { units: [units; MAX_UNEVEN], ..before };
            self.charge(&mut paid, row, None).is_none().then_some(paid)
        })
    }

    /// A row that names no method: the base, or several charges in one.
    fn charge_unnamed(
        &self,
        amount: i64,
        paid: &mut Paid,
        only: Option<Methods>,
    ) -> Option<Mischarge> {
        let base_due = self.base != 0 && paid.once & self.base == 0;
        let only = only.filter(|_| base_due);
        if base_due && amount == self.base_amount {
            paid.once |= self.base;
            return None;
        }
        let is_part = |once: &&Once| once.methods.is_none() && once.amount == amount && amount > 0;
        let parts = || self.once.iter().filter(is_part);
        if let Some(part) = parts().find(|part| paid.once & part.bit == 0) {
            paid.once |= part.bit;
            return None;
        }
        let rest = Allowed { method: only, base: None };
        if let Some(after) = self.explain(amount, paid, rest).filter(|_| amount > 0) {
            self.pay_unnamed(paid, *paid, after);
            return None;
        }
        let is_again = amount == self.base_amount || parts().next().is_some();
        if !base_due && is_again && amount > 0 {
            return Some(Mischarge::new(FindingCode::DoubleBase, Some(0)));
        }
        let again = Paid { once: paid.once & self.base, units: paid.units };
        let signatures = Allowed { method: None, base: Some(false) };
        if only.is_none() && self.explain(amount, &again, signatures).is_some() {
            return Some(Mischarge::new(FindingCode::DoubleFlat, Some(0))).filter(|_| amount > 0);
        }
        // All of an envelope again, in one row.
        let anew = Paid { once: 0, units: paid.units };
        let whole = Allowed { method: None, base: Some(true) };
        if !base_due
            && self
                .explain(amount, &anew, whole)
                .is_some_and(|all| all.once & paid.once & !self.base != 0)
        {
            return Some(Mischarge::new(FindingCode::DoubleBase, Some(0)));
        }
        if let Some(found) = self.with_base_again(amount, None, paid) {
            return Some(found);
        }
        let (expected, after) = self.nearest(amount, only, paid, i64::MAX);
        self.pay_unnamed(paid, *paid, after);
        off(amount, expected)
    }

    /// What a row is whose amount is right but for a base that was paid before.
    fn with_base_again(
        &self,
        amount: i64,
        method: Option<Methods>,
        paid: &mut Paid,
    ) -> Option<Mischarge> {
        let expected = amount.saturating_sub(self.base_amount);
        if paid.once & self.base == 0 || self.base_amount == 0 || expected <= 0 {
            return None;
        }
        *paid = self.explain(expected, paid, Allowed { method, base: Some(false) })?;
        Some(Mischarge::new(FindingCode::DoubleBase, Some(expected)))
    }

    /// A row that names a method: what is due for one or more signers by it, and perhaps the base.
    fn charge_method(&self, amount: i64, method: Methods, paid: &mut Paid) -> Option<Mischarge> {
        let (due, after) = self.due_for(1, method, paid)?;
        let flat = self.once.iter().any(|once| once.methods.is_some_and(|m| m.meets(method)));
        if amount == 0 && flat && due != 0 {
            // A later signer of a flat method, in a ledger that writes a row for each, in one second with the first.
            return None;
        }
        if amount == due {
            *paid = after;
            return None;
        }
        let base_due = self.base != 0 && paid.once & self.base == 0;
        let combined = Allowed { method: None, base: Some(true) };
        if let Some(after) = self.explain_named(amount, method, paid) {
            *paid = after;
            return None;
        }
        // All of what it names, and more: of what is paid for already nothing but the base has a row.
        let more = self.explain(amount.saturating_sub(due), &after, combined);
        let has_own = due > 0 || amount == self.base_amount;
        if let Some(all) = more.filter(|_| base_due && has_own) {
            self.pay_unnamed(paid, after, all);
            return None;
        }
        if let Some(after) = self.explain(amount, paid, combined).filter(|_| base_due && amount > 0)
        {
            // It is right but for its name.
            let (expected, _) = self.nearest(amount, Some(method), paid, i64::MAX);
            *paid = after;
            return off(amount, expected).map(|found| Mischarge { is_misnamed: true, ..found });
        }
        let flats = self.once.iter().filter(|once| once.methods.is_some_and(|m| m.meets(method)));
        let again = Paid { once: flats.fold(paid.once, |once, flat| once & !flat.bit), ..*paid };
        let (once_more, _) = self.due_for(1, method, &again)?;
        if again.once != paid.once && amount == once_more {
            let renamed = self.rename(paid.once & !again.once, paid);
            let mischarge = Mischarge::new(FindingCode::DoubleFlat, Some(due));
            return Some(mischarge).filter(|_| !renamed);
        }
        if again.once != paid.once
            && !base_due
            && amount == once_more.saturating_add(self.base_amount)
        {
            return Some(Mischarge::new(FindingCode::DoubleBase, Some(due)));
        }
        if let Some(found) = self.with_base_again(amount, Some(method), paid) {
            return Some(found);
        }
        let (expected, after) = self.nearest(amount, Some(method), paid, i64::MAX);
        *paid = after;
        off(amount, expected)
    }

    /// Books what was paid, of which a row does not name what is beyond `named`.
    fn pay_unnamed(&self, paid: &mut Paid, named: Paid, all: Paid) {
        *paid = all;
        paid.note_unnamed(all.once & !named.once & !self.base != 0);
    }

    /// What was paid after a row that names a method, when it is made of charges for that, and perhaps of the base, which
    /// is never all of it.
    fn explain_named(&self, amount: i64, method: Methods, paid: &Paid) -> Option<Paid> {
        let base = if amount > self.base_amount { None } else { Some(false) };
        let named = Allowed { method: Some(method), base };
        self.explain(amount, paid, named).filter(|_| amount > 0)
    }
}

/// What is wrong with a charge of this amount where another one was due.
pub(super) fn off(amount: i64, expected: i64) -> Option<Mischarge> {
    let code = match amount.cmp(&expected) {
        core::cmp::Ordering::Greater => FindingCode::Overcharged,
        core::cmp::Ordering::Less => FindingCode::Undercharged,
        core::cmp::Ordering::Equal => return None,
    };
    Some(Mischarge::new(code, Some(expected)))
}
