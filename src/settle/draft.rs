//! Transaction drafts: what is due, with the names and keys that it is booked by.

use serde::Serialize;

use super::clerk::Clerk;
use super::due::{Cause, Due, Kind, Line};
use crate::amount::Amount;
use crate::book::DueOn;
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

/// What stands behind a key that is not for a plain charge, by kind; and for a line whose code is also
/// that of a line at creation, in the version that was in force then.
const MARKS: [&str; 6] =
    ["charge", "reduction", "refund", "later", "later-reduction", "later-refund"];
const KINDS: [Kind; 3] = [Kind::Charge, Kind::Reduction, Kind::Refund];

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

impl Clerk<'_> {
    /// Which line of those due at creation, or later, has this code.
    fn line(&self, at_creation: bool, code: &str) -> Option<Line> {
        let rules = self.life.rules(self.book, at_creation)?;
        let rate = rules.rates().iter().position(|rate| {
            rate.code == code && (rules.due_on(rate) == DueOn::Creation) == at_creation
        });
        rate.map(|rate| Line { at_creation, rate })
    }

    fn key(&self, due: &Due, code: &str) -> String {
        let mut key = self.id.clone();
        key.push('/');
        escape(code, &mut key);
        let signer = due.signer.and_then(|signer| self.signers.get(signer));
        if let Some(signer) = signer {
            key.push('/');
            key.push_str(signer);
        }
        let mut mark = KINDS.iter().position(|kind| *kind == due.kind).unwrap_or_default();
        if !due.line.at_creation && self.line(true, code).is_some() {
            mark = mark.saturating_add(KINDS.len());
        }
        if mark > 0 || due.number > 1 {
            key.push_str(if signer.is_some() { "/" } else { "//" });
            key.push_str(MARKS.get(mark).copied().unwrap_or_default());
        }
        if due.number > 1 {
            key.push('/');
            key.push_str(&due.number.to_string());
        }
        key
    }

    /// The draft by which something due is booked.
    pub(super) fn write(&self, due: &Due) -> Option<TransactionDraft> {
        let (_, rate) = self.life.rate(self.book, due.line)?;
        let (reason, beginning) = match due.cause {
            Cause::Created => ("created", ""),
            Cause::Sent => ("sent", ""),
            Cause::Signed => ("signed", ""),
            Cause::Failed => ("failed", "Refund: "),
            Cause::Cancelled => ("cancelled", "Refund: "),
            Cause::Corrected => ("corrected", "Correction: "),
        };
        let mut description = String::from(beginning);
        description.push_str(&rate.label);
        if let Some(signer) = due.signer {
            description.push_str(", ");
            let id = self.envelope.signers.get(signer).and_then(|signer| signer.id.as_ref());
            let id = id.filter(|id| !id.is_empty());
            // A recipient without an id is called by its place, in which nothing is escaped.
            description.push_str(id.or_else(|| self.signers.get(signer))?);
        }
        Some(TransactionDraft {
            kind: if due.kind == Kind::Charge { DraftType::Consume } else { DraftType::Refund },
            amount: due.amount,
            reason: reason.to_owned(),
            description,
            document_id: self.envelope.id.clone().unwrap_or_default(),
            signature_method: due.method.and_then(|method| self.methods().get(method)).cloned(),
            idempotency_key: self.key(due, &rate.code),
            line: rate.code.clone(),
        })
    }

    /// The numbers of a draft that was booked before.
    ///
    /// # Errors
    /// The part of the draft that is not as it would be for this envelope.
    pub(super) fn read(&self, draft: &TransactionDraft) -> Result<Due, &'static str> {
        if self.envelope.id.as_ref() != Some(&draft.document_id) {
            return Err("/documentId");
        }
        let method = match &draft.signature_method {
            None => None,
            Some(name) => Some(self.method(name).ok_or("/signatureMethod")?),
        };
        let due = self.read_key(draft, method);
        // Whatever is written in another way than ours would be booked again.
        let due = due.filter(|due| self.key(due, &draft.line) == draft.idempotency_key);
        let due = due.ok_or("/idempotencyKey")?;
        let taken = draft.kind == DraftType::Consume;
        if taken == (due.kind == Kind::Charge) { Ok(due) } else { Err("/type") }
    }

    fn read_key(&self, draft: &TransactionDraft, method: Option<usize>) -> Option<Due> {
        let mut parts = draft.idempotency_key.split('/').skip(2);
        let name = parts.next().unwrap_or_default();
        let signer = if name.is_empty() { None } else { Some(self.find(name)?) };
        let mark = parts.next().unwrap_or_default();
        let mark = MARKS.iter().position(|other| *other == mark).unwrap_or_default();
        let number: u8 = parts.next().map_or(Ok(1), str::parse).ok()?;
        let later = mark.checked_sub(KINDS.len());
        let own = if later.is_none() { self.line(true, &draft.line) } else { None };
        Some(Due {
            line: own.or_else(|| self.line(false, &draft.line))?,
            signer,
            number: number.into(),
            kind: *KINDS.get(later.unwrap_or(mark))?,
            method,
            amount: draft.amount,
            cause: Cause::Corrected,
        })
    }
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
