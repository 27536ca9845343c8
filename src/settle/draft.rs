//! Transaction drafts: what is to be booked, with its names and its key.

use serde::Serialize;

use crate::amount::Amount;
use crate::input::{Node, Problems};

/// A transaction to be booked.
///
/// It is not a ledger row: it has no id, no balance and no time of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionDraft {
    /// Whether credits are taken or come back.
    #[serde(rename = "type")]
    pub kind: DraftType,
    /// How many credits, always above 0.
    pub amount: Amount,
    /// What made it due: `created`, `sent`, `signed`, `failed`, `cancelled` or `corrected`.
    pub reason: String,
    /// What it is for, in words.
    pub description: String,
    /// The envelope's id.
    pub document_id: String,
    /// The method it is for; `None` for what is due at creation.
    pub signature_method: Option<String>,
    /// What no other transaction shares, and what every repetition of this one does: `ENVELOPE/CODE`
    /// or `ENVELOPE/CODE/SIGNER`, for a refund `ENVELOPE/CODE//refund` or
    /// `ENVELOPE/CODE/SIGNER/refund`. In ids and codes `/` and `%` are written `%2F` and `%25`.
    pub idempotency_key: String,
    /// The rate's code.
    pub line: String,
}

/// Which way credits go (SignSecure API reference, List Credit Transactions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DraftType {
    /// They are taken.
    Consume,
    /// They come back.
    Refund,
}

impl DraftType {
    /// The word as it is written: `consume` or `refund`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consume => "consume",
            Self::Refund => "refund",
        }
    }
}

const TYPES: [(&str, DraftType); 2] =
    [("consume", DraftType::Consume), ("refund", DraftType::Refund)];

const KEYS: [&str; 8] = [
    "type",
    "amount",
    "reason",
    "description",
    "documentId",
    "signatureMethod",
    "idempotencyKey",
    "line",
];

impl TransactionDraft {
    /// The draft that a JSON object describes; with mistakes in it, whatever it may be.
    pub(super) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let fields = node.object(&KEYS, problems)?;
        let kind = fields.required("type", problems);
        let kind = kind.and_then(|node| node.choice(&TYPES, problems));
        let amount = fields.required("amount", problems);
        let amount = amount.and_then(|node| node.whole(1, "credits", problems));
        let method = fields.optional("signatureMethod").filter(|node| !node.value.is_null());
        let mut required = |key| text(fields.required(key, problems), problems).unwrap_or_default();
        Some(Self {
            kind: kind.unwrap_or(DraftType::Consume),
            amount: amount.and_then(Amount::new).unwrap_or_default(),
            reason: required("reason"),
            description: required("description"),
            document_id: required("documentId"),
            idempotency_key: required("idempotencyKey"),
            line: required("line"),
            signature_method: text(method, problems),
        })
    }
}

/// The text of a field that is there.
pub(super) fn text(node: Option<Node<'_>>, problems: &mut Problems) -> Option<String> {
    node?.string(problems).map(str::to_owned)
}

/// Writes a name in which nothing stands that separates the parts of a key.
pub(super) fn escape(name: &str, escaped: &mut String) {
    for character in name.chars() {
        match character {
            '/' => escaped.push_str("%2F"),
            '%' => escaped.push_str("%25"),
            other => escaped.push(other),
        }
    }
}
