//! Rows whose amount may not be what changed the balance.
//!
//! Balances say what a row changed, and prices what it may have been: each by itself, and neither alone can tell an edited
//! amount from a row that is missing. So from a doubtful row on its envelope waits for what the balances say in the end.

use super::breaks::{Break, Direction};
use super::finding::{FindingCode, Place};
use super::key::Key;
use super::transaction::{Kind, Row, change};
use crate::amount::Amount;

/// How many rows of a wallet are doubted at most: where nothing follows, as in a filtered listing, little can be learnt.
pub(super) const MAX_DOUBTS: u8 = 64;

/// An envelope whose rows are to wait from some row of the ledger on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt {
    pub(super) envelope: Key,
    pub(super) from: Place,
}

/// What balances say that a row changed, where it says something else itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) envelope: Key,
    pub(super) place: Place,
    change: i64,
    pub(super) direction: Direction,
}

/// Since when the rows of an envelope wait for what balances say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) from: Place,
    /// One does.
    pub(super) waits: bool,
    /// It is of a listing that runs newest first.
    pub(super) falls: bool,
}

impl Gap {
    pub(super) fn of(broken: &Break) -> Option<Self> {
        let (code, step) = (broken.code, &broken.step);
        let is_open = code == FindingCode::ChainBreak && broken.cause.is_none();
        (is_open && step.document != Key::NONE).then(|| Self {
            envelope: step.document,
            place: step.place,
            change: step.change.wrapping_add(broken.gap),
            direction: broken.direction,
        })
    }

    /// The row as the balances have it, if its type or its amount can be that.
    pub(super) fn honest<'r>(&self, row: &Row<'r>) -> Option<Row<'r>> {
        let recorded = change(row.kind, row.amount);
        let amount = Amount::new(self.change.checked_abs()?)?;
        let is_charge = row.kind == Kind::Consume;
        // Only a later signer of a flat method may have a row of nothing.
        let is_own = match self.change {
            0 => is_charge && row.signature_method.is_some(),
            change => is_charge == (change < 0),
        };
        let is_turned = recorded != 0 && recorded.checked_neg() == Some(self.change);
        let turned = if is_charge { Kind::Refund } else { Kind::Consume };
        let kind = if is_own { Some(row.kind) } else { is_turned.then_some(turned) }?;
        Some(Row { kind, amount, ..*row })
    }
}
