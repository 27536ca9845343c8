//! What is due as a draft with a key that no other one shares, and what such a draft was due for.

use super::clerk::Clerk;
use super::draft::{DraftType, TransactionDraft, escape};
use super::due::{Cause, Due, Kind, Line};
use crate::book::DueOn;

/// What stands behind a key that is not for a plain charge, by kind; and for a line whose code is also
/// that of a line at creation, in the version that was in force then.
const MARKS: [&str; 6] =
    ["charge", "reduction", "refund", "later", "later-reduction", "later-refund"];
const KINDS: [Kind; 3] = [Kind::Charge, Kind::Reduction, Kind::Refund];

impl Clerk<'_> {
    /// Which line of the version in force at creation, or at send, has this code and is due at
    /// creation, or later.
    fn line(&self, at_creation: bool, early: bool, code: &str) -> Option<Line> {
        let rules = self.life.rules(self.book, at_creation)?;
        let rate = rules
            .rates()
            .iter()
            .position(|rate| rate.code == code && (rules.due_on(rate) == DueOn::Creation) == early);
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
        if !due.line.at_creation && self.line(true, true, code).is_some() {
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
            kind: due.draft_type(),
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
        let code = &draft.line;
        // What is due at creation was priced by the version at send if creation was not heard of yet.
        let early = || self.line(true, true, code).or_else(|| self.line(false, true, code));
        let early = if later.is_none() { early() } else { None };
        Some(Due {
            line: early.or_else(|| self.line(false, false, code))?,
            signer,
            number: number.into(),
            kind: *KINDS.get(later.unwrap_or(mark))?,
            method,
            amount: draft.amount,
            cause: Cause::Corrected,
        })
    }
}
