//! The fold over a ledger: rows in, findings out.

use super::activity::Expected;
use super::breaks::{Break, Step};
use super::chain::Chain;
use super::charges::{Envelope, Prices, Seat};
use super::conventions::{Chains, Conventions, Signs};
use super::finding::{Cause, FindingCode, Place};
use super::fingerprint::{ByText, Ids, Seen};
use super::kept::{About, Findings};
use super::pages::Pages;
use super::transaction::{Kind, Row};
use super::wording;
use crate::book::PriceBook;
use crate::error::Error;
use crate::message::message;
use crate::settle::History;

/// A running check of a ledger: each wallet's balances chain, each envelope is charged its price, and
/// no id stands twice.
///
/// It is not a reader: rows come from the caller, in the order in which they are listed. Memory grows
/// with wallets, envelopes and (16 bytes each) ids, not with what is in the rows.
///
/// ```
/// use sealquote::{PriceBook, json, ledger::{Transaction, Verifier, FindingCode}};
/// let book = PriceBook::builtin("signsecure")?;
/// let mut verifier = Verifier::new(&book)?;
/// let listing = verifier.begin("march.json");
/// for (number, text) in [
///     r#"{"id":"t1","type":"consume","amount":1,"balanceAfter":99,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#,
///     r#"{"id":"t2","type":"consume","amount":12,"balanceAfter":87,"documentId":"d","signatureMethod":"electronic","createdAt":"2026-03-02T09:01:00Z"}"#,
/// ].into_iter().enumerate() {
///     let transaction = Transaction::from_value(&json::parse(text)?)?;
///     verifier.push(listing, number as u64 + 1, &transaction.row());
/// }
/// let report = verifier.finish()?;
/// assert_eq!(report.findings[0].code, FindingCode::Overcharged);
/// assert_eq!(report.findings[0].expected.unwrap().get(), 10);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub struct Verifier<'a> {
    pub(super) prices: Prices<'a>,
    pub(super) listings: Vec<Box<str>>,
    pub(super) chains: Vec<(Option<Box<str>>, Chain)>,
    /// The chain of each wallet, counted from 1.
    wallets: ByText<u32>,
    /// The chain of the present listing's rows that name no wallet.
    unnamed: Option<u32>,
    pub(super) envelopes: ByText<Envelope>,
    /// Room for what is known of the rows at hand, used again.
    seen: Vec<Seen>,
    envelopes_of: Vec<Option<u32>>,
    wallets_of: Vec<Option<u32>>,
    ids: Ids,
    pages: Pages,
    pub(super) sums: Sums,
    pub(super) breaks: Vec<Break>,
    pub(super) findings: Findings,
    /// The wallets are members' allocations.
    allocations: bool,
    pub(super) conventions: Conventions,
    /// It is known what happened.
    pub(super) has_activity: bool,
}

#[derive(Default)]
pub(super) struct Sums {
    pub(super) rows: u64,
    pub(super) consumed: i128,
    pub(super) added: i128,
    pub(super) refunded: i128,
}

impl<'a> Verifier<'a> {
    /// A check against one price book.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when the book has more rates than can be told apart in what was paid.
    pub fn new(book: &'a PriceBook) -> Result<Self, Error> {
        Ok(Self {
            prices: Prices::new(book)?,
            listings: Vec::new(),
            chains: Vec::new(),
            wallets: ByText::default(),
            unnamed: None,
            envelopes: ByText::default(),
            seen: Vec::new(),
            envelopes_of: Vec::new(),
            wallets_of: Vec::new(),
            ids: Ids::default(),
            pages: Pages::default(),
            sums: Sums::default(),
            breaks: Vec::new(),
            findings: Findings::default(),
            allocations: false,
            conventions: Conventions::default(),
            has_activity: false,
        })
    }

    /// Says that the wallets are members' allocations. No transaction tells of credits that an owner allots
    /// or takes back, so a balance that jumps is then `UNEXPLAINED` unless a charge of that size is missing,
    /// and one below zero is `ALLOCATION_OVERDRAWN`.
    ///
    /// Source: SignSecure documentation, Credits page (“Members use the credits allocated to them by the
    /// owner”).
    #[must_use]
    pub fn of_allocations(mut self) -> Self {
        self.allocations = true;
        self
    }

    /// Begins a list of what really happened, by its name, and answers its number. From then on every charge
    /// has to be accounted for.
    pub fn begin_activity(&mut self, name: &str) -> u32 {
        self.has_activity = true;
        self.name_listing(name)
    }

    /// Takes what happened to one envelope, before any row of the ledger: an entry of a list, counted from 1.
    /// An envelope is to come once, with all that happened to it.
    ///
    /// # Errors
    /// What [`settle`](crate::settle::settle) finds wrong with it; `DUPLICATE_ID` for one that came before.
    ///
    /// Source: SignSecure documentation, Credits page (“Credits are deducted when signers sign the envelope”).
    ///
    /// ```
    /// use sealquote::{PriceBook, json, ledger::{FindingCode, Verifier}, settle::History};
    /// let book = PriceBook::builtin("signsecure")?;
    /// let mut verifier = Verifier::new(&book)?;
    /// let list = verifier.begin_activity("events.ndjson");
    /// let created = json::parse(
    ///     r#"{"envelope":{"id":"d","signers":[]},"events":[{"type":"created","at":"2026-03-02T09:00:00Z"}]}"#,
    /// )?;
    /// verifier.expect(list, 1, History::from_value(&created)?)?;
    /// let report = verifier.finish()?;
    /// assert_eq!(report.findings[0].code, FindingCode::Uncharged);
    /// assert_eq!(report.findings[0].expected.unwrap().get(), 1);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn expect(&mut self, list: u32, number: u64, history: History) -> Result<(), Error> {
        let place = Place { listing: list, row: number };
        let id = history.envelope.id.clone().unwrap_or_default();
        let expected = Expected::new(&self.prices, place, history)?;
        let mut numbers = core::mem::take(&mut self.envelopes_of);
        self.envelopes.numbers(core::iter::once(Some(id.as_str())), &mut numbers);
        let envelope = numbers.first().copied().flatten();
        self.envelopes_of = numbers;
        let Some(envelope) = envelope.and_then(|number| self.envelopes.get_mut(number)) else {
            return Ok(());
        };
        if envelope.aside.as_ref().is_some_and(|aside| aside.expected.is_some()) {
            let message =
                message!["what happened to `", id, "` was said before; say all of it in one place"];
            return Err(Error::new(crate::Code::DuplicateId, "/envelope/id", message));
        }
        envelope.aside_mut().expected = Some(expected);
        Ok(())
    }

    /// Begins a listing of its own: rows that name no wallet do not chain with those before, unless conventions say so.
    pub fn begin(&mut self, name: &str) -> u32 {
        if self.conventions.chains == Chains::Listing {
            self.unnamed = None;
        }
        self.go_on(name)
    }

    /// Begins a listing that goes on where the one before it ended, as the next page of an API does.
    pub fn go_on(&mut self, name: &str) -> u32 {
        self.next_page();
        self.name_listing(name)
    }

    /// Says that what follows in the same listing is its next page.
    pub fn next_page(&mut self) {
        self.tell_overlap();
        self.pages.begin();
    }

    fn name_listing(&mut self, name: &str) -> u32 {
        self.listings.push(name.into());
        u32::try_from(self.listings.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Takes a row that could not be read, with the reason.
    pub fn push_bad(&mut self, listing: u32, row: u64, id: Option<&str>, reason: &str) {
        self.sums.rows = self.sums.rows.saturating_add(1);
        let place = Place { listing, row };
        let message =
            message!["the row could not be read: ", reason, "; it is left out of every check"];
        self.findings.add(FindingCode::BadRow, &About::at(place, id, None), message);
    }

    /// Takes the next row of a listing, counted from 1.
    pub fn push(&mut self, listing: u32, number: u64, row: &Row<'_>) {
        self.push_all(listing, &[(number, *row)]);
    }

    /// Takes the next rows of a listing. The tables that outgrow every cache are gone through one at a
    /// time, so that the waiting for one row's memory overlaps with that for the next ones'.
    pub fn push_all(&mut self, listing: u32, rows: &[(u64, Row<'_>)]) {
        let mut seen = core::mem::take(&mut self.seen);
        let mut envelopes = core::mem::take(&mut self.envelopes_of);
        self.ids.see_all(rows.iter().map(|(_, row)| row), &mut seen);
        let charged = rows.iter().zip(&seen).map(|((_, row), seen)| {
            row.document_id.filter(|_| row.kind != Kind::Add && *seen != Seen::SameRow)
        });
        self.envelopes.numbers(charged, &mut envelopes);
        let mut wallets = core::mem::take(&mut self.wallets_of);
        self.find_chains(rows, &mut wallets);
        let known = wallets.iter().zip(seen.iter().zip(&envelopes));
        for ((number, row), (wallet, (seen, envelope))) in rows.iter().zip(known) {
            let place = Place { listing, row: *number };
            self.take(place, row, wallet.unwrap_or_default(), *seen, *envelope);
        }
        if let Some((row, _)) = rows.last() {
            self.pages.last = Place { listing, row: *row };
        }
        (self.seen, self.envelopes_of, self.wallets_of) = (seen, envelopes, wallets);
    }

    /// The number of the chain that each row belongs to.
    fn find_chains(&mut self, rows: &[(u64, Row<'_>)], chains: &mut Vec<Option<u32>>) {
        self.wallets.numbers(rows.iter().map(|(_, row)| row.wallet_id), chains);
        for ((_, row), number) in rows.iter().zip(chains.iter_mut()) {
            *number = Some(self.chain_of(row, *number));
        }
        let chain = |number: &Option<u32>| self.chains.get(usize::try_from((*number)?).ok()?);
        let warm = chains.iter().filter_map(chain).fold(0, |warm, (_, chain)| warm ^ chain.at());
        core::hint::black_box(warm);
    }

    fn take(
        &mut self,
        place: Place,
        row: &Row<'_>,
        wallet: u32,
        seen: Seen,
        envelope: Option<u32>,
    ) {
        let repeated = seen == Seen::SameRow;
        if self.pages.repeats {
            if self.pages.take(|| Seat::of(place, row, wallet), place, repeated) {
                self.sums.rows = self.sums.rows.saturating_add(1);
                return;
            }
            self.tell_overlap();
        }
        self.add_up(row);
        if self.conventions.signs != Signs::Any {
            self.check_sign(place, wallet, row);
        }
        if seen != Seen::New {
            self.find_duplicate(place, wallet, row, repeated);
        }
        let priced = match row.kind {
            _ if repeated => true,
            Kind::Add => true,
            Kind::Consume => self.charge(place, wallet, row, envelope),
            Kind::Refund => self.refund(place, wallet, row, envelope),
        };
        let change = row.change();
        let balance = row.balance_after.get();
        if balance < 0 && balance.wrapping_sub(change) >= 0 {
            self.find_overdraft(place, wallet, row);
        }
        let step = || Step {
            place,
            id: row.id.into(),
            change,
            balance,
            created_at: row.created_at,
            repeated,
            priced,
            turnable: row.kind != Kind::Add || row.document_id.is_some(),
        };
        if let Some((_, chain)) =
            usize::try_from(wallet).ok().and_then(|at| self.chains.get_mut(at))
        {
            let balances = (balance.wrapping_sub(change), balance);
            chain.push(balances, (row.kind, row.created_at), step, &mut self.breaks);
        }
        if !self.breaks.is_empty() {
            self.tell_breaks(wallet);
        }
    }

    fn add_up(&mut self, row: &Row<'_>) {
        self.sums.rows = self.sums.rows.saturating_add(1);
        let sum = match row.kind {
            Kind::Consume => &mut self.sums.consumed,
            Kind::Add => &mut self.sums.added,
            Kind::Refund => &mut self.sums.refunded,
        };
        *sum = sum.saturating_add(i128::from(row.size().get()));
    }

    /// The number of the chain of a row, whose wallet has this number.
    fn chain_of(&mut self, row: &Row<'_>, wallet: Option<u32>) -> u32 {
        let next = u32::try_from(self.chains.len()).unwrap_or(u32::MAX);
        let chain = match wallet {
            None => self.unnamed.get_or_insert(next).to_owned(),
            Some(wallet) => {
                let Some(chain) = self.wallets.get_mut(wallet) else { return next };
                if *chain == 0 {
                    *chain = next.saturating_add(1);
                }
                chain.saturating_sub(1)
            }
        };
        if chain == next {
            self.chains
                .push((row.wallet_id.map(Box::from), Chain::new(self.conventions.row_order)));
        }
        chain
    }

    fn find_duplicate(&mut self, place: Place, wallet: u32, row: &Row<'_>, repeated: bool) {
        let cause = repeated.then_some(Cause::DuplicateRow);
        let about = About { cause, ..About::of(place, row, wallet) };
        let message = wording::duplicate(row.id, repeated);
        self.findings.add(FindingCode::DuplicateId, &about, message);
    }

    fn find_overdraft(&mut self, place: Place, wallet: u32, row: &Row<'_>) {
        let balance = row.balance_after.get();
        let (code, what) = if self.allocations {
            (FindingCode::AllocationOverdrawn, "the allocation")
        } else {
            (FindingCode::NegativeBalance, "the balance")
        };
        let message =
            message![what, " falls to ", balance, "; credits were spent that were not there"];
        self.findings.add(code, &About::of(place, row, wallet).amounts(0, balance), message);
    }

    pub(super) fn tell_overlap(&mut self) {
        if let Some((seat, rows)) = self.pages.overlap() {
            let about = About { cause: Some(Cause::DuplicateRow), ..About::seat(&seat) };
            self.findings.add(FindingCode::PageOverlap, &about, wording::overlap(rows));
        }
    }

    pub(super) fn tell_breaks(&mut self, wallet: u32) {
        for broken in core::mem::take(&mut self.breaks) {
            let about = About::at(broken.step.place, Some(&broken.step.id), Some(wallet));
            if broken.code == FindingCode::OutOfOrder {
                self.findings.add(broken.code, &about, wording::OUT_OF_ORDER.to_owned());
                continue;
            }
            let about = about.amounts(broken.expected, broken.recorded);
            let cause = broken.cause.unwrap_or_else(|| self.cause(&broken));
            let jumps = cause == Cause::EditedAmount && broken.step.priced
                || cause == Cause::MissingRow && broken.gap > 0;
            if self.allocations && jumps {
                let message = wording::jump(broken.gap);
                self.findings.add(FindingCode::Unexplained, &about, message);
                continue;
            }
            let gap = broken.gap.unsigned_abs();
            let message = wording::chain_break(cause, broken.expected, broken.recorded, gap);
            let about = About { cause: Some(cause), ..about };
            self.findings.add(FindingCode::ChainBreak, &about, message);
        }
    }

    /// Why a row does not follow, when one gap is all there is.
    fn cause(&self, broken: &Break) -> Cause {
        let step = &broken.step;
        let turned = step.change.checked_mul(-2) == Some(broken.gap);
        if turned && step.turnable && broken.gap != 0 {
            Cause::EditedType
        } else if !step.priced {
            Cause::EditedAmount
        } else if self.pages.is_border(step.place) {
            Cause::SkippedPage
        } else if self.prices.is_plausible(broken.gap) {
            Cause::MissingRow
        } else {
            Cause::EditedAmount
        }
    }
}
