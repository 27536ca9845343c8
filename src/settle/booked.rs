//! What is due set against what was booked before, in numbers.

use super::due::{Cause, Due, Kind, Line};
use super::life::Life;
use crate::amount::Amount;
use crate::book::{DueOn, Methods, Per, PriceBook};

impl Life {
    /// Whether what came back of what was booked was refundable in the end.
    ///
    /// # Errors
    /// The place of a draft that was not.
    pub fn check_refunds(&self, book: &PriceBook, booked: &[Due]) -> Result<(), usize> {
        let wrong = booked
            .iter()
            .position(|draft| draft.kind == Kind::Refund && !self.is_refundable(book, draft.line));
        wrong.map_or(Ok(()), Err)
    }

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
    ///
    /// ```
    /// use sealquote::{PriceBook, book::Methods, settle::{Life, Step}};
    /// let book = PriceBook::builtin("signsecure")?;
    /// let mut life = Life::new(1, 0);
    /// let signers = [Methods::from_bits(0b001)];
    /// let booked = life.apply(&book, Step::Sent { version: 0, signers: &signers }).unwrap().to_vec();
    /// life.apply(&book, Step::Signed { signer: 0, method: 0 }).unwrap();
    /// let left = life.reconcile(&book, &booked).unwrap();
    /// assert_eq!(left.iter().map(|due| due.amount.get()).collect::<Vec<i64>>(), [10]);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
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
        let chains = self.lines.len().saturating_add(self.recipients());
        self.chains.heads.resize(chains, usize::MAX);
        for (place, draft) in booked.iter().enumerate() {
            let is_draft = draft.amount > Amount::ZERO && self.accounts_for(book, draft);
            if !is_draft || self.has(draft, draft.kind) {
                return Err(place);
            }
            let chain = self.chain(draft);
            let head = self.chains.heads.get_mut(chain).ok_or(place)?;
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
        let highest = booked.iter().map(|draft| draft.number).max();
        let number = highest.unwrap_or(0).saturating_add(1);
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
        let wanted = change.saturating_add(account.owed);
        let change = wanted.max(account.net.saturating_neg());
        // What cannot come back yet is taken off what comes next.
        account.owed = wanted.saturating_sub(change);
        // What was due is within the range, and so is what was booked.
        let _ = self.push(Due { kind: Kind::Charge, ..due }, change);
    }

    fn net(&self, line: Line) -> i64 {
        self.lines.get(self.place(line)).map_or(0, |account| account.net)
    }

    fn chain(&self, due: &Due) -> usize {
        match due.signer {
            None => self.place(due.line),
            Some(signer) => self.lines.len().saturating_add(signer),
        }
    }

    /// What was booked for the line and the signer, and for other lines of that signer.
    fn booked(&self, due: &Due) -> impl Iterator<Item = &Due> {
        let head = self.chains.heads.get(self.chain(due));
        let mut place = head.copied().unwrap_or(usize::MAX);
        core::iter::from_fn(move || {
            let due = self.dues.get(place)?;
            place = self.chains.next.get(place).copied().unwrap_or(usize::MAX);
            Some(due)
        })
    }

    /// Whether anything was booked for the same line and signer.
    fn is_booked(&self, due: &Due) -> bool {
        self.booked(due).any(|draft| draft.line == due.line)
    }

    /// Whether a draft of this kind was booked to go with another one.
    pub(super) fn has(&self, due: &Due, kind: Kind) -> bool {
        let wanted = Due { kind, ..*due }.identity();
        self.booked(due).any(|draft| draft.identity() == wanted)
    }

    /// Whether something that happened makes a draft like this one due, or did as long as nothing was
    /// known of a creation under another version.
    fn accounts_for(&self, book: &PriceBook, draft: &Due) -> bool {
        let Some((rules, rate)) = self.rate(book, draft.line) else { return false };
        let early = rules.due_on(rate) == DueOn::Creation;
        let counted = self.lines.get(self.place(draft.line)).is_some_and(|line| line.quantity > 0);
        let counted = counted || early && !draft.line.at_creation;
        // Where a version names no methods, there is one without a name.
        let nameless = Some(0).filter(|_| !early && rules.methods().is_empty());
        let used = draft.method.or(nameless);
        let by_method = match used.and_then(Methods::single) {
            None => early,
            Some(method) => !early && rate.methods.is_none_or(|methods| methods.meets(method)),
        };
        let by_signer = match draft.signer {
            None => rate.per != Per::Signer,
            Some(signer) => rate.per == Per::Signer && self.charged_method(signer) == used,
        };
        counted && by_method && by_signer
    }
}
