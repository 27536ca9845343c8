//! What rows are held against: prices, and how a ledger is kept.

use super::charges::Prices;
use super::conventions::{Conventions, Signs};
use super::finding::FindingCode;
use super::kept::{About, Findings};
use super::transaction::{Kind, Row};
use super::wording;

/// How many rows are looked up at once.
pub(super) const ROWS_AT_ONCE: usize = 128;

/// What rows are held against.
pub(super) struct Rules<'a> {
    pub(super) prices: Prices<'a>,
    pub(super) conventions: Conventions,
    /// The wallets are members' allocations.
    pub(super) allocations: bool,
    /// It is known what happened.
    pub(super) has_activity: bool,
}

impl Rules<'_> {
    /// Tells of an amount whose sign is not the ledger's.
    pub(super) fn check_sign(&self, about: &About<'_>, row: &Row<'_>, findings: &mut Findings) {
        let amount = row.amount.get();
        let takes = self.conventions.signs == Signs::Change && row.kind == Kind::Consume;
        let wrong = if takes { amount > 0 } else { amount < 0 };
        if wrong && self.conventions.signs != Signs::Any {
            let message = wording::wrong_sign(amount, takes);
            let about = about.amounts(amount.wrapping_neg(), amount);
            findings.add(FindingCode::BadRow, &about, message);
        }
    }
}
