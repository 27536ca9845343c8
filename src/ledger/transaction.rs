//! Rows of a ledger, as the vendor's API returns them.

use crate::amount::Amount;
use crate::error::Error;
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::time::Instant;

/// What a transaction does to the balance (SignSecure documentation, Credits page).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Credits spent on an envelope.
    Consume,
    /// Credits bought or given.
    Add,
    /// Credits returned for an envelope.
    Refund,
}

/// The names of the kinds.
pub const KINDS: [(&str, Kind); 3] =
    [("consume", Kind::Consume), ("add", Kind::Add), ("refund", Kind::Refund)];

/// One row of a ledger, borrowed from whatever it was read from.
///
/// It is not a draft: it has a balance, so it was booked. Of the vendor's fields (SignSecure API
/// reference, List Credit Transactions) only those that can be checked are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The row's id, which no other row shares.
    pub id: &'a str,
    /// What it does to the balance.
    pub kind: Kind,
    /// How much. The sign has no meaning: the direction is the kind's.
    pub amount: Amount,
    /// The balance that the row leaves.
    pub balance_after: Amount,
    /// The envelope it is for.
    pub document_id: Option<&'a str>,
    /// The method it is for; a base charge has none.
    pub signature_method: Option<&'a str>,
    /// The wallet it belongs to, in exports that hold several.
    pub wallet_id: Option<&'a str>,
    /// When it was booked.
    pub created_at: Instant,
}

impl Row<'_> {
    /// The amount without its sign.
    #[must_use]
    pub fn size(&self) -> Amount {
        size(self.amount)
    }

    /// What the row adds to the balance.
    #[must_use]
    pub fn change(&self) -> i64 {
        change(self.kind, self.amount)
    }
}

/// An amount without its sign.
pub(super) fn size(amount: Amount) -> Amount {
    Amount::ZERO.checked_sub(amount).map_or(amount, |other| other.max(amount))
}

/// What an amount of a kind adds to the balance.
pub(super) fn change(kind: Kind, amount: Amount) -> i64 {
    let size = size(amount).get();
    if kind == Kind::Consume { size.wrapping_neg() } else { size }
}

/// One row of a ledger that owns its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    id: String,
    kind: Kind,
    amount: Amount,
    balance_after: Amount,
    document_id: Option<String>,
    signature_method: Option<String>,
    wallet_id: Option<String>,
    created_at: Instant,
}

impl Transaction {
    /// The row that a JSON object describes. Keys that cannot be checked are passed over, and
    /// `envelopeId` is read for `documentId`.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let row = node.open_object(&mut problems).and_then(|fields| read(&fields, &mut problems));
        problems.into_first()?;
        let row =
            row.ok_or_else(|| Error::new(crate::Code::InvalidType, "", "not a transaction"))?;
        Ok(Self::of(&row))
    }

    fn of(row: &Row<'_>) -> Self {
        Self {
            id: row.id.to_owned(),
            kind: row.kind,
            amount: row.amount,
            balance_after: row.balance_after,
            document_id: row.document_id.map(str::to_owned),
            signature_method: row.signature_method.map(str::to_owned),
            wallet_id: row.wallet_id.map(str::to_owned),
            created_at: row.created_at,
        }
    }

    /// The row, borrowed.
    #[must_use]
    pub fn row(&self) -> Row<'_> {
        Row {
            id: &self.id,
            kind: self.kind,
            amount: self.amount,
            balance_after: self.balance_after,
            document_id: self.document_id.as_deref(),
            signature_method: self.signature_method.as_deref(),
            wallet_id: self.wallet_id.as_deref(),
            created_at: self.created_at,
        }
    }
}

/// The row that the fields of an object make.
pub(crate) fn read<'n>(fields: &Fields<'n>, problems: &mut Problems) -> Option<Row<'n>> {
    let id = fields.required("id", problems).and_then(|node| node.name(problems));
    let kind = fields.required("type", problems).and_then(|node| node.choice(&KINDS, problems));
    let mut amount = |key: &str| {
        let node = fields.required(key, problems)?;
        node.whole(-crate::amount::MAX, "credits", problems).and_then(Amount::new)
    };
    let (amount, balance_after) = (amount("amount"), amount("balanceAfter"));
    let created_at = fields.required("createdAt", problems).and_then(|node| node.instant(problems));
    // What does not apply to a row is null, empty or left out, depending on the export.
    let mut text = |key: &str| {
        let node = fields.optional(key).filter(|node| !node.value.is_null())?;
        node.string(problems).filter(|text| !text.is_empty())
    };
    Some(Row {
        document_id: text("documentId").or_else(|| text("envelopeId")),
        signature_method: text("signatureMethod"),
        wallet_id: text("walletId"),
        id: id?,
        kind: kind?,
        amount: amount?,
        balance_after: balance_after?,
        created_at: created_at?,
    })
}
