//! What is due, in numbers.

use super::draft::DraftType;
use crate::amount::Amount;

/// Something that is due, in numbers.
///
/// It is not a draft: it has no names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What it is for.
    pub line: Line,
    /// Whose signature it is for; `None` for a rate that does not count signers.
    pub signer: Option<usize>,
    /// 1, and 2 or more for a correction, so that no two share one.
    pub number: usize,
    /// Which way the credits go, and why.
    pub kind: Kind,
    /// The method it is for; `None` at creation.
    pub method: Option<usize>,
    /// How much, always above 0.
    pub amount: Amount,
    /// What made it due.
    pub cause: Cause,
}

impl Due {
    /// What it is booked as.
    pub(super) fn draft_type(&self) -> DraftType {
        if self.kind == Kind::Charge { DraftType::Consume } else { DraftType::Refund }
    }
}

/// A rate as it is charged in one envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Whether it is due at creation, and so a rate of the version that was in force then.
    pub at_creation: bool,
    /// The rate's number in that version, or else in the one that was in force at send.
    pub rate: usize,
}

/// Which way credits go, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// They are taken.
    Charge,
    /// Some come back, since all of a line became cheaper than it was before.
    Reduction,
    /// They come back, since the envelope failed or was cancelled.
    Refund,
}

/// What makes something due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The envelope was created.
    Created,
    /// It was sent.
    Sent,
    /// Somebody signed.
    Signed,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// What was booked is not what is due.
    Corrected,
}

impl Due {
    /// What no other due of the envelope shares.
    pub(super) const fn identity(&self) -> (Line, Option<usize>, Kind, usize) {
        (self.line, self.signer, self.kind, self.number)
    }

    /// What it adds to what was taken.
    pub(super) fn change(&self) -> i64 {
        let amount = self.amount.get();
        if self.kind == Kind::Charge { amount } else { amount.saturating_neg() }
    }
}
