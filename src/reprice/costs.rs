//! What came of a simulation: what was charged, what it would have been, and why that cannot be said.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::amount::Amount;
use crate::error::{Code, Error};

/// Why an envelope cannot be priced anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// The book it was charged by does not explain its charges.
    UnexplainedCharge,
    /// Its charges can be read in several ways, which cost differently.
    Ambiguous,
    /// Others may have signed for nothing more, and the new price depends on how many.
    SignersUnknown,
    /// The new price depends on documents or megabytes, of which a ledger does not tell.
    DocumentsUnknown,
    /// The new book has no price for a method that was used.
    UnknownMethod,
    /// It is not charged for its creation: its history begins before this ledger.
    Incomplete,
    /// What came back is not what the rules say.
    UnclearRefund,
    /// No version of the new book is in force then.
    NoVersion,
    /// What happened to it cannot be settled under the new book.
    CannotSettle,
    /// A row names no envelope.
    NoEnvelope,
}

impl Reason {
    /// The stable name, such as `AMBIGUOUS`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnexplainedCharge => "UNEXPLAINED_CHARGE",
            Self::Ambiguous => "AMBIGUOUS",
            Self::SignersUnknown => "SIGNERS_UNKNOWN",
            Self::DocumentsUnknown => "DOCUMENTS_UNKNOWN",
            Self::UnknownMethod => "UNKNOWN_METHOD",
            Self::Incomplete => "INCOMPLETE",
            Self::UnclearRefund => "UNCLEAR_REFUND",
            Self::NoVersion => "NO_VERSION",
            Self::CannotSettle => "CANNOT_SETTLE",
            Self::NoEnvelope => "NO_ENVELOPE",
        }
    }

    /// What it means, in a sentence without a full stop.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::UnexplainedCharge => "the book it was charged by does not explain its charges",
            Self::Ambiguous => {
                "its charges can be read in several ways that cost differently; give --activity"
            }
            Self::SignersUnknown => {
                "how many signed for nothing more is not known; give --activity or --a-row-each"
            }
            Self::DocumentsUnknown => "how many documents it has is not known; give --activity",
            Self::UnknownMethod => "the new book has no price for a method that was used",
            Self::Incomplete => "its creation was charged before this ledger begins",
            Self::UnclearRefund => "what came back is not what the book says would",
            Self::NoVersion => "no version of the new book is in force then",
            Self::CannotSettle => "what happened to it cannot be settled under the new book",
            Self::NoEnvelope => "the row names no envelope",
        }
    }
}

/// Envelopes of one kind, added up. Sums that stop at the largest number are refused at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// How many envelopes were priced anew.
    pub envelopes: u64,
    /// What they cost, less what came back.
    pub charged: i64,
    /// What they would have cost.
    pub simulated: i64,
    /// By how much that is more.
    pub difference: i64,
}

impl Sums {
    fn add(&mut self, charged: i64, simulated: i64) {
        self.envelopes = self.envelopes.saturating_add(1);
        self.charged = self.charged.saturating_add(charged);
        self.simulated = self.simulated.saturating_add(simulated);
        self.difference = self.simulated.saturating_sub(self.charged);
    }
}

/// Envelopes that could not be priced anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unpriced {
    /// How many; of rows without an envelope, how many rows.
    pub envelopes: u64,
    /// What they cost, less what came back.
    pub charged: i64,
}

/// What one envelope cost, and would have cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvelopeCost {
    /// Its id.
    pub id: String,
    /// The number of its wallet, as it was given.
    #[serde(skip)]
    pub wallet: usize,
    /// The month of its first row, such as `2026-03`.
    pub month: String,
    /// What it cost, less what came back.
    pub charged: i64,
    /// What it would have cost; `None` when that cannot be said.
    pub simulated: Option<i64>,
    /// By how much that is more.
    pub difference: Option<i64>,
    /// Why it cannot be said.
    pub reason: Option<Reason>,
}

/// What a history would have cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Simulated {
    /// All envelopes that were priced anew.
    pub total: Sums,
    /// Those that would have cost less.
    pub cheaper: Sums,
    /// Those that would have cost more.
    pub dearer: Sums,
    /// Those that would have cost the same.
    pub same: Sums,
    /// Those that could not be priced anew, by reason.
    pub unpriced: BTreeMap<Reason, Unpriced>,
    /// By the month of their first row.
    pub months: BTreeMap<String, Sums>,
    /// By the number of their wallet.
    #[serde(skip)]
    pub wallets: BTreeMap<usize, Sums>,
    /// Each, in the order in which they came.
    pub envelopes: Vec<EnvelopeCost>,
}

impl Simulated {
    /// Every sum there is.
    pub(super) fn all_sums(&self) -> impl Iterator<Item = i64> {
        let envelopes = self.envelopes.iter();
        let each = envelopes
            .flat_map(|of| [of.charged, of.simulated.unwrap_or(0), of.difference.unwrap_or(0)]);
        let unpriced = self.unpriced.values().map(|of| of.charged);
        let kinds = [&self.total, &self.cheaper, &self.dearer, &self.same];
        let sums = kinds.into_iter().chain(self.months.values()).chain(self.wallets.values());
        each.chain(unpriced)
            .chain(sums.flat_map(|sums| [sums.charged, sums.simulated, sums.difference]))
    }

    pub(super) fn add(&mut self, mut envelope: EnvelopeCost) {
        match (envelope.simulated, envelope.reason) {
            (Some(simulated), _) => {
                let charged = envelope.charged;
                let kind = match simulated.cmp(&charged) {
                    core::cmp::Ordering::Less => &mut self.cheaper,
                    core::cmp::Ordering::Greater => &mut self.dearer,
                    core::cmp::Ordering::Equal => &mut self.same,
                };
                kind.add(charged, simulated);
                self.total.add(charged, simulated);
                self.months.entry(envelope.month.clone()).or_default().add(charged, simulated);
                self.wallets.entry(envelope.wallet).or_default().add(charged, simulated);
                envelope.difference = Some(simulated.saturating_sub(charged));
            }
            (None, reason) => {
                let reason = reason.unwrap_or(Reason::UnexplainedCharge);
                let unpriced = self.unpriced.entry(reason).or_default();
                unpriced.envelopes = unpriced.envelopes.saturating_add(1);
                unpriced.charged = unpriced.charged.saturating_add(envelope.charged);
            }
        }
        self.envelopes.push(envelope);
    }
}

/// Refuses sums of which one is beyond what an amount can be.
pub(super) fn within_range(sums: impl IntoIterator<Item = i64>) -> Result<(), Error> {
    if sums.into_iter().all(|sum| Amount::new(sum).is_some()) {
        return Ok(());
    }
    let message = "a sum of amounts is beyond 2^53 - 1; take fewer rows at once";
    Err(Error::new(Code::AmountOutOfRange, "", message))
}
