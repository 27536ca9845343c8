//! What is due set against what was booked before, in numbers.

use super::life::{Cause, Due, Kind, Life, Line};
use crate::book::{Methods, Per, PriceBook};

/// Booked drafts by signer: a chain for each, and one for those that are for no signer.
#[derive(Clone, Debug, Default)]
pub(super) struct Chains {
    heads: Vec<usize>,
    next: Vec<usize>,
}

impl Life {
    /// Sets all that was due so far against what was booked, and answers what is left to book. What was
    /// booked then counts as what was due, so that it is what comes back when the envelope fails. To be
    /// called once, before the step that ends the envelope, if there is one.
    ///
    /// What is answered for a line is always what is due for it in total, less what was booked for it.
    /// When signatures were booked in another order than they turn out to have happened in, a tiered
    /// rate shares that out over the signers not booked yet, and else over a correction.
    ///
    /// # Errors
    /// The place of a draft that nothing which happened accounts for. The life cannot go on then.
    pub fn reconcile(&mut self, book: &PriceBook, booked: &[Due]) -> Result<&[Due], usize> {
        if !booked.is_empty() {
            let dues = core::mem::take(&mut self.dues);
            self.load(book, booked)?;
            self.add_unbooked(&dues, booked);
        }
        Ok(self.dues.get(booked.len()..).unwrap_or_default())
    }

    /// Puts what was booked in the place of what was due.
    fn load(&mut self, book: &PriceBook, booked: &[Due]) -> Result<(), usize> {
        self.lines.iter_mut().for_each(|account| account.net = 0);
        self.chains.heads.resize(self.recipients().saturating_add(1), usize::MAX);
        for (place, draft) in booked.iter().enumerate() {
            let twice = self.booked(draft.signer).any(|other| other.identity() == draft.identity());
            if twice || !self.accounts_for(book, draft) {
                return Err(place);
            }
            let signer = draft.signer.map_or(0, |signer| signer.saturating_add(1));
            let head = self.chains.heads.get_mut(signer).ok_or(place)?;
            self.chains.next.push(core::mem::replace(head, place));
            self.push(*draft, draft.change()).map_err(|_| place)?;
            if draft.kind != Kind::Refund {
                self.owe(draft.line, draft.change().saturating_neg());
            }
        }
        let wrong = booked.iter().rposition(|draft| {
            let of_nothing = draft.kind == Kind::Refund && !self.has(draft, Kind::Charge);
            of_nothing || self.net(draft.line) < 0
        });
        wrong.map_or(Ok(()), Err)
    }

    fn add_unbooked(&mut self, dues: &[Due], booked: &[Due]) {
        for due in dues {
            if self.is_booked(due) {
                self.owe(due.line, due.change());
            }
        }
        for due in dues {
            if !self.is_booked(due) {
                self.make_up(*due, due.change());
            }
        }
        let number = booked.len().saturating_add(1);
        for draft in booked.iter().rev() {
            self.make_up(Due { number, cause: Cause::Corrected, ..*draft }, 0);
        }
    }

    /// Notes by how much more was due for a line than booked, where both are known.
    fn owe(&mut self, line: Line, change: i64) {
        let place = self.place(line);
        if let Some(account) = self.lines.get_mut(place) {
            account.owed = account.owed.saturating_add(change);
        }
    }

    /// Makes this much due, and with it what else is owed for its line. Nothing comes back that came
    /// back before.
    fn make_up(&mut self, due: Due, change: i64) {
        let place = self.place(due.line);
        let Some(account) = self.lines.get_mut(place) else { return };
        let owed = core::mem::take(&mut account.owed);
        let change = change.saturating_add(owed).max(account.net.saturating_neg());
        // What was due is within the range, and so is what was booked.
        let _ = self.push(Due { kind: Kind::Charge, ..due }, change);
    }

    fn net(&self, line: Line) -> i64 {
        self.lines.get(self.place(line)).map_or(0, |account| account.net)
    }

    /// What was booked for a signer, or for none.
    fn booked(&self, signer: Option<usize>) -> impl Iterator<Item = &Due> {
        let head = signer.map_or(0, |signer| signer.saturating_add(1));
        let mut place = self.chains.heads.get(head).copied().unwrap_or(usize::MAX);
        core::iter::from_fn(move || {
            let due = self.dues.get(place)?;
            place = self.chains.next.get(place).copied().unwrap_or(usize::MAX);
            Some(due)
        })
    }

    /// Whether anything was booked for the same line and signer, other than that it came back.
    fn is_booked(&self, due: &Due) -> bool {
        self.booked(due.signer).any(|draft| draft.line == due.line && draft.kind != Kind::Refund)
    }

    /// Whether a draft of this kind was booked to go with another one.
    pub(super) fn has(&self, due: &Due, kind: Kind) -> bool {
        let wanted = Due { kind, ..*due }.identity();
        self.booked(due.signer).any(|draft| draft.identity() == wanted)
    }

    /// Whether something that happened makes a draft like this one due.
    fn accounts_for(&self, book: &PriceBook, draft: &Due) -> bool {
        let Some((_, rate)) = self.rate(book, draft.line) else { return false };
        let counted = self.lines.get(self.place(draft.line)).is_some_and(|line| line.quantity > 0);
        let by_method = draft.line.at_creation
            || draft
                .method
                .and_then(Methods::single)
                .is_some_and(|method| rate.methods.is_none_or(|methods| methods.meets(method)));
        let by_signer = match draft.signer {
            None => rate.per != Per::Signer,
            Some(signer) => rate.per == Per::Signer && self.charged_method(signer) == draft.method,
        };
        counted && by_method && by_signer
    }
}
