//! The life of one envelope in numbers: what each thing that happens makes due.

use super::due::{Cause, Due, Kind, Line};
use super::step::{Refusal, Status, Step};
use crate::amount::Amount;
use crate::book::{ChargeOn, DueOn, Methods, Per, PriceBook, Rate, Version};
use crate::quote::Order;

/// An envelope on its way, in numbers. Once it has room for all that becomes due it allocates nothing.
///
/// It is not a record of what happened: it has no instants and no names.
///
/// ```
/// use sealquote::{PriceBook, book::Methods, settle::{Life, Status, Step}};
/// let book = PriceBook::builtin("signsecure")?;
/// let mut life = Life::new(1, 0);
/// let amounts = |dues: &[sealquote::settle::Due]| -> Vec<i64> {
///     dues.iter().map(|due| due.amount.get()).collect()
/// };
/// let signers = [Methods::from_bits(0b100), Methods::from_bits(0b111)];
/// assert_eq!(amounts(life.apply(&book, Step::Sent { version: 0, signers: &signers }).unwrap()), [1]);
/// assert_eq!(amounts(life.apply(&book, Step::Signed { signer: 0, method: 2 }).unwrap()), [15]);
/// assert_eq!(amounts(life.apply(&book, Step::Signed { signer: 1, method: 0 }).unwrap()), [10]);
/// assert_eq!(life.status(), Status::Completed);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Life {
    documents: u64,
    megabytes: u64,
    status: Status,
    created: Option<usize>,
    sent: Option<usize>,
    recipients: Vec<Recipient>,
    unsigned: usize,
    /// Where the accounts of the version in force at send begin, behind those of another one that was
    /// in force at creation.
    first_later: usize,
    /// What is known of each line.
    pub(super) lines: Vec<Account>,
    /// All that was due so far, what was booked before it first.
    pub(super) dues: Vec<Due>,
    pub(super) chains: Chains,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account {
    pub(super) quantity: u64,
    /// What was taken and not given back.
    pub(super) net: i64,
    /// By how much more was due than booked.
    pub(super) owed: i64,
}

/// Booked drafts in chains: one for each line, of what is for no signer, and one for each signer.
#[derive(Clone, Debug, Default)]
pub(super) struct Chains {
    pub(super) heads: Vec<usize>,
    pub(super) next: Vec<usize>,
}

impl Chains {
    fn clear(&mut self) {
        self.heads.clear();
        self.next.clear();
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Recipient {
    open: Methods,
    /// The method that was charged for.
    charged: Option<usize>,
    signed: bool,
}

impl Life {
    /// An envelope of so many documents and megabytes, before it is created.
    #[must_use]
    pub fn new(documents: u64, megabytes: u64) -> Self {
        Self { documents, megabytes, ..Self::default() }
    }

    /// Begins anew, for another envelope, in the room of the one before.
    pub fn begin(&mut self, documents: u64, megabytes: u64) {
        let Self { recipients, lines, dues, chains, .. } = core::mem::take(self);
        *self = Self { documents, megabytes, recipients, lines, dues, chains, ..Self::default() };
        self.recipients.clear();
        self.lines.clear();
        self.dues.clear();
        self.chains.clear();
    }

    /// How far the envelope has come.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// All that was due so far.
    #[must_use]
    pub fn dues(&self) -> &[Due] {
        &self.dues
    }

    /// The number of the version in force at creation.
    #[must_use]
    pub const fn created(&self) -> Option<usize> {
        self.created
    }

    /// The number of the version in force at send.
    #[must_use]
    pub const fn sent(&self) -> Option<usize> {
        self.sent
    }

    /// The method that a recipient was charged for, whether it has signed or is charged at send.
    #[must_use]
    pub fn charged_method(&self, signer: usize) -> Option<usize> {
        self.recipients.get(signer).and_then(|recipient| recipient.charged)
    }

    /// The methods that a recipient may use, once the envelope is sent.
    #[must_use]
    pub fn open(&self, signer: usize) -> Methods {
        self.recipients.get(signer).map_or(Methods::NONE, |recipient| recipient.open)
    }

    /// The lines that were counted so far, each with its quantity, in the order of a quote.
    pub fn counted(&self) -> impl Iterator<Item = (Line, u64)> {
        let counted = self.lines.iter().enumerate().filter(|(_, account)| account.quantity > 0);
        counted.map(|(place, account)| {
            let later = place.checked_sub(self.first_later);
            let line = Line { at_creation: later.is_none(), rate: later.unwrap_or(place) };
            (line, account.quantity)
        })
    }

    /// The order that was charged so far, with `signers` as the room for its sets of one method each.
    pub fn order<'s>(&self, signers: &'s mut Vec<Methods>) -> Order<'s> {
        signers.clear();
        let charged = self.recipients.iter().filter_map(|recipient| recipient.charged);
        signers.extend(charged.filter_map(Methods::single));
        Order { signers, documents: self.documents, megabytes: self.megabytes }
    }

    /// Takes a step, and answers what it makes due.
    ///
    /// # Errors
    /// The reason why it cannot be taken.
    pub fn apply(&mut self, book: &PriceBook, step: Step<'_>) -> Result<&[Due], Refusal> {
        let before = self.dues.len();
        let again = match step {
            Step::Created { .. } => self.created.is_some(),
            Step::Sent { .. } => self.sent.is_some(),
            Step::Signed { signer, .. } => {
                self.recipients.get(signer).is_some_and(|recipient| recipient.signed)
            }
            _ => false,
        };
        if again {
            return Err(Refusal::Again);
        }
        if self.status.is_final() {
            return Err(Refusal::Final);
        }
        match step {
            Step::Created { version } => self.create(book, version)?,
            Step::Sent { version, signers } => self.send(book, version, signers)?,
            Step::Signed { signer, method } => self.sign(book, signer, method)?,
            Step::Declined if self.sent.is_none() => return Err(Refusal::TooEarly),
            _ if self.created.is_none() => return Err(Refusal::TooEarly),
            Step::Declined => self.status = Status::Declined,
            Step::Expired => self.status = Status::Expired,
            Step::Failed => {
                self.status = Status::Failed;
                self.refund(book, Cause::Failed);
            }
            Step::Cancelled => {
                self.status = Status::Cancelled;
                self.refund(book, Cause::Cancelled);
            }
        }
        Ok(self.dues.get(before..).unwrap_or_default())
    }

    fn create(&mut self, book: &PriceBook, version: usize) -> Result<(), Refusal> {
        let rules = book.versions().nth(version).ok_or(Refusal::Unknown)?;
        self.created = Some(version);
        self.first_later = rules.rates().len();
        self.lines.resize(self.first_later, Account::default());
        for (number, rate) in rules.rates().iter().enumerate() {
            if rules.due_on(rate) == DueOn::Creation {
                let line = Line { at_creation: true, rate: number };
                self.count(rate, line, None, None, Cause::Created)?;
            }
        }
        Ok(())
    }

    fn send(
        &mut self,
        book: &PriceBook,
        version: usize,
        signers: &[Methods],
    ) -> Result<(), Refusal> {
        let rules = book.versions().nth(version).ok_or(Refusal::Unknown)?;
        if self.created.is_none() {
            self.create(book, version)?;
        }
        self.sent = Some(version);
        self.status = Status::Sent;
        if self.created == self.sent {
            // A rate is due at creation or later, so the same version needs no second account.
            self.first_later = 0;
        } else {
            let lines = self.first_later.saturating_add(rules.rates().len());
            self.lines.resize(lines, Account::default());
        }
        let recipient = |open: &Methods| Recipient { open: *open, charged: None, signed: false };
        self.recipients.extend(signers.iter().map(recipient));
        self.unsigned = signers.iter().filter(|open| !open.is_empty()).count();
        if rules.charge_on() == ChargeOn::Send {
            for (signer, open) in signers.iter().enumerate().filter(|(_, open)| open.len() == 1) {
                for method in open.numbers() {
                    self.charge(rules, signer, method, Cause::Sent)?;
                }
            }
        }
        Ok(())
    }

    fn sign(&mut self, book: &PriceBook, signer: usize, method: usize) -> Result<(), Refusal> {
        let rules = self.rules(book, false).ok_or(Refusal::TooEarly)?;
        let recipient = self.recipients.get_mut(signer).ok_or(Refusal::Unknown)?;
        if recipient.open.is_empty() {
            return Err(Refusal::DoesNotSign);
        }
        if !Methods::single(method).is_some_and(|method| recipient.open.meets(method)) {
            return Err(Refusal::MethodNotOpen);
        }
        recipient.signed = true;
        if recipient.charged.is_none() {
            self.charge(rules, signer, method, Cause::Signed)?;
        }
        self.unsigned = self.unsigned.saturating_sub(1);
        if self.unsigned == 0 {
            self.status = Status::Completed;
        }
        Ok(())
    }

    /// Charges for one signer, who uses this method.
    fn charge(
        &mut self,
        rules: &Version,
        signer: usize,
        method: usize,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let used = Methods::single(method).ok_or(Refusal::Unknown)?;
        self.recipients.get_mut(signer).ok_or(Refusal::Unknown)?.charged = Some(method);
        for (number, rate) in rules.rates().iter().enumerate() {
            let concerned = rate.methods.is_none_or(|methods| methods.meets(used));
            if concerned && rules.due_on(rate) != DueOn::Creation {
                let line = Line { at_creation: false, rate: number };
                let signer = Some(signer).filter(|_| rate.per == Per::Signer);
                let named = Some(method).filter(|method| *method < rules.methods().len());
                self.count(rate, line, signer, named, cause)?;
            }
        }
        Ok(())
    }

    /// Counts one more of what a rate counts, and what all of them cost more for it.
    fn count(
        &mut self,
        rate: &Rate,
        line: Line,
        signer: Option<usize>,
        method: Option<usize>,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let order = Order { signers: &[], documents: self.documents, megabytes: self.megabytes };
        let place = self.place(line);
        let account = self.lines.get_mut(place).ok_or(Refusal::Unknown)?;
        let quantity = order.with_one_more(rate, account.quantity);
        if quantity == account.quantity {
            return Ok(());
        }
        account.quantity = quantity;
        let total = rate.price.amount(quantity).ok_or(Refusal::OutOfRange)?;
        let change = total.get().saturating_sub(account.net);
        self.push(
            Due { line, signer, number: 1, kind: Kind::Charge, method, amount: total, cause },
            change,
        )
    }

    /// Adds something due that changes what was taken by this much; nothing when that is 0.
    pub(super) fn push(&mut self, due: Due, change: i64) -> Result<(), Refusal> {
        let place = self.place(due.line);
        let account = self.lines.get_mut(place).ok_or(Refusal::Unknown)?;
        account.net = account.net.saturating_add(change);
        let kind = if change < 0 { due.kind.max(Kind::Reduction) } else { due.kind };
        let amount = change.checked_abs().and_then(Amount::new).ok_or(Refusal::OutOfRange)?;
        if amount > Amount::ZERO {
            self.dues.push(Due { kind, amount, ..due });
        }
        Ok(())
    }

    /// Gives back every charge that is refundable by the version that priced it, and never more than
    /// was taken for its line.
    fn refund(&mut self, book: &PriceBook, cause: Cause) {
        for place in 0..self.dues.len() {
            let Some(due) = self.dues.get(place).copied() else { break };
            if due.kind != Kind::Charge
                || !self.is_refundable(book, due.line)
                || self.has(&due, Kind::Refund)
            {
                continue;
            }
            let left = self.lines.get(self.place(due.line)).map_or(0, |account| account.net);
            let change = due.amount.get().min(left).saturating_neg();
            // What was taken is within the range, and so is what comes back of it.
            let _ = self.push(Due { kind: Kind::Refund, cause, ..due }, change);
        }
    }

    /// Whether a line comes back after what ended the envelope, by the version that priced it.
    pub(super) fn is_refundable(&self, book: &PriceBook, line: Line) -> bool {
        let Some((rules, rate)) = self.rate(book, line) else { return false };
        let refunds = rules.refunds();
        let on = match self.status {
            Status::Failed => refunds.on_failed,
            Status::Cancelled => refunds.on_cancelled,
            _ => false,
        };
        on && refunds.refundable.contains(&rate.code)
    }

    /// The version in force at creation or at send.
    pub(super) fn rules<'b>(&self, book: &'b PriceBook, at_creation: bool) -> Option<&'b Version> {
        let version = if at_creation { self.created } else { self.sent };
        version.and_then(|version| book.versions().nth(version))
    }

    /// How many recipients there are.
    pub(super) fn recipients(&self) -> usize {
        self.recipients.len()
    }

    /// The rate that a line is of, and the version that it is in.
    pub(crate) fn rate<'b>(
        &self,
        book: &'b PriceBook,
        line: Line,
    ) -> Option<(&'b Version, &'b Rate)> {
        let rules = self.rules(book, line.at_creation)?;
        Some((rules, rules.rates().get(line.rate)?))
    }

    /// Where the account of a line is.
    pub(super) const fn place(&self, line: Line) -> usize {
        if line.at_creation { line.rate } else { self.first_later.saturating_add(line.rate) }
    }
}
