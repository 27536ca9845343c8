//! The fold over a ledger: rows in, findings out.

use super::archive::Archive;
use super::charges::Prices;
use super::conventions::{Chains, Conventions};
use super::crew::{Alone, Crew};
use super::deferred::Running;
use super::envelope::{Envelope, Expected};
use super::envelopes::Envelopes;
use super::finding::Place;
use super::ids::Ids;
use super::kept::Findings;
use super::key::Key;
use super::lacking::{Lack, Lacking};
use super::pages::Pages;
use super::part::{Part, Stored};
use super::rules::Rules;
use super::shard::Shard;
use super::transaction::Row;
#[cfg(not(target_arch = "wasm32"))]
use super::{finding::FindingCode, kept::About, wording};
use crate::book::PriceBook;
use crate::error::Error;
use crate::message::message;
use crate::settle::History;

/// How many rows that come one by one are judged together.
const ROWS_TOGETHER: usize = 4_096;

/// How much of a check is kept at hand; what is beyond goes to archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The memory for ids, in bytes.
    pub ids_bytes: usize,
    /// How many envelopes, beside those of which something is left to say.
    pub envelopes: usize,
}

/// A running check of a ledger: each wallet's balances chain, each envelope is charged its price, and
/// no id stands twice.
///
/// It is not a reader: rows come from the caller, in the order in which they are listed, one by one or as
/// [`Part`]s. Memory grows with wallets, envelopes and (16 bytes each) ids, not with what is in the rows; with
/// [`within`](Self::within) the latter two have a limit.
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
    pub(super) rules: Rules<'a>,
    pub(super) listings: Vec<Box<str>>,
    pub(super) shards: Vec<Shard>,
    pub(super) pages: Pages,
    pub(super) running: Running,
    /// The row that the rows so far end with.
    pub(super) run: Option<Stored>,
    pub(super) rows: u64,
    pub(super) findings: Findings,
    /// The number of the chain of the present listing's rows that name no wallet.
    unnamed: u32,
    /// A page or a file has begun and none of its rows has come.
    begins: bool,
    /// So has a listing of its own.
    begins_listing: bool,
    /// The number of the first file of the present listing.
    chained: u32,
    /// How many listings have begun, with one for what a check went on from.
    pub(super) begun: u32,
    /// Rows that came one by one.
    pending: Vec<Part>,
    waiting: usize,
    /// Why the check could not go on.
    pub(super) fault: Option<Error>,
}

impl<'a> Verifier<'a> {
    /// A check against one price book.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when the book has more rates than can be told apart in what was paid.
    pub fn new(book: &'a PriceBook) -> Result<Self, Error> {
        let rules = Rules {
            prices: Prices::new(book)?,
            conventions: Conventions::default(),
            allocations: false,
            has_activity: false,
        };
        Ok(Self {
            rules,
            listings: Vec::new(),
            shards: vec![Shard { of: 1, ..Shard::default() }],
            pages: Pages::default(),
            running: Running::default(),
            run: None,
            rows: 0,
            findings: Findings::default(),
            unnamed: 1,
            begins: false,
            begins_listing: false,
            chained: 0,
            begun: 0,
            pending: Vec::new(),
            waiting: 0,
            fault: None,
        })
    }

    /// Splits the check into shards, of which each can be worked on by itself, and limits what is at hand; before
    /// anything else is said or given. Each shard has two archives. Neither changes the report.
    #[must_use]
    pub fn within(
        mut self,
        shards: u32,
        limits: Limits,
        mut archive: impl FnMut() -> Box<dyn Archive>,
    ) -> Self {
        let of = shards.max(1);
        let shares = usize::try_from(of).unwrap_or(usize::MAX);
        let each = |all: usize| all.checked_div(shares).unwrap_or(all);
        let shard = |number| Shard {
            number,
            of,
            ids: Ids::within(each(limits.ids_bytes), archive()),
            envelopes: Envelopes::within(each(limits.envelopes), archive()),
            ..Shard::default()
        };
        self.shards = (0..of).map(shard).collect();
        self
    }

    /// Says that the wallets are members' allocations. No transaction tells of credits that an owner allots
    /// or takes back, so a balance that jumps is then `UNEXPLAINED` unless a charge of that size is missing,
    /// and one below zero is `ALLOCATION_OVERDRAWN`.
    ///
    /// Source: SignSecure documentation, Credits page (“Members use the credits allocated to them by the
    /// owner”).
    #[must_use]
    pub fn of_allocations(mut self) -> Self {
        self.rules.allocations = true;
        self
    }

    /// Says how this ledger is kept, where the sources leave it open.
    #[must_use]
    pub fn with_conventions(mut self, conventions: Conventions) -> Self {
        self.rules.prices.priced_at = conventions.priced_at;
        self.rules.conventions = conventions;
        self
    }

    /// Begins a list of what really happened, by its name, and answers its number. From then on every charge
    /// has to be accounted for.
    pub fn begin_activity(&mut self, name: &str) -> u32 {
        self.rules.has_activity = true;
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
        let expected = Expected::new(&self.rules.prices, place, &history)?;
        let Some(envelope) = self.envelope_mut(&id)? else { return Ok(()) };
        if envelope.aside.as_ref().is_some_and(|aside| aside.expected.is_some()) {
            let message =
                message!["what happened to `", id, "` was said before; say all of it in one place"];
            return Err(Error::new(crate::Code::DuplicateId, "/envelope/id", message));
        }
        envelope.aside_mut().expected = Some(Box::new(expected));
        Ok(())
    }

    /// Takes what happened to an envelope, by its id, if it cannot have been so, with the reason: a bad row of its list. No
    /// charge for the envelope is held against it.
    ///
    /// # Errors
    /// When an archive cannot be written or read.
    ///
    /// ```
    /// use sealquote::{PriceBook, ledger::{FindingCode, Verifier}};
    /// let book = PriceBook::builtin("signsecure")?;
    /// let mut verifier = Verifier::new(&book)?;
    /// let list = verifier.begin_activity("events.ndjson");
    /// verifier.expect_anything(list, 1, "d", "it was sent twice")?;
    /// assert_eq!(verifier.finish()?.findings[0].code, FindingCode::BadRow);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    #[cfg(not(target_arch = "wasm32"))]
    pub fn expect_anything(
        &mut self,
        list: u32,
        number: u64,
        id: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let place = Place { listing: list, row: number };
        let about = About::at(place, Some(id), None);
        self.findings.add(FindingCode::BadRow, &about, wording::unsettled(reason));
        if let Some(envelope) = self.envelope_mut(id)? {
            envelope.aside_mut().expected = Some(Box::new(Expected::anything(place, id)));
        }
        Ok(())
    }

    /// An envelope by its id, of which nothing may be known yet.
    fn envelope_mut(&mut self, id: &str) -> Result<Option<&mut Envelope>, Error> {
        let key = Key::of(id);
        let Some(shard) = self.shard_mut(key) else { return Ok(None) };
        let number = shard.envelopes.number_of(key)?;
        Ok(shard.envelopes.table.get_mut(number))
    }

    pub(super) fn shard_mut(&mut self, key: Key) -> Option<&mut Shard> {
        let of = u32::try_from(self.shards.len()).unwrap_or(u32::MAX);
        self.shards.get_mut(usize::try_from(key.shard(of)).ok()?)
    }

    pub(super) const fn unnamed(&self) -> u32 {
        self.unnamed
    }

    /// Goes on from a check that had these listings.
    pub(super) fn go_on_from(&mut self, unnamed: u32, listings: Vec<Box<str>>) {
        (self.unnamed, self.listings) = (unnamed, listings);
        self.begun = self.begun.saturating_add(1);
    }

    /// Begins a listing of its own: rows that name no wallet do not chain with those before, unless conventions say so.
    pub fn begin(&mut self, name: &str) -> u32 {
        if self.rules.conventions.chains == Chains::Listing {
            self.unnamed = self.unnamed.saturating_add(1);
        }
        self.begins_listing = true;
        self.begun = self.begun.saturating_add(1);
        self.go_on(name)
    }

    /// Begins a listing that goes on where the one before it ended, as the next page of an API does.
    pub fn go_on(&mut self, name: &str) -> u32 {
        self.next_page();
        self.name_listing(name)
    }

    /// Says that what follows in the same listing is its next page.
    pub fn next_page(&mut self) {
        self.begins = true;
    }

    /// Says what the listing whose row came last lacks by what its pages say.
    ///
    /// ```
    /// use sealquote::{PriceBook, json, ledger::{Cause, Lack, Missing, Transaction, Verifier}};
    /// let book = PriceBook::builtin("signsecure")?;
    /// let row = json::parse(
    ///     r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
    /// )?;
    /// let mut verifier = Verifier::new(&book)?;
    /// let listing = verifier.begin("page.json");
    /// verifier.push(listing, 1, &Transaction::from_value(&row)?.row());
    /// verifier.lacks(Lack { total: 2, rows: 1, missing: Missing::AtAnEnd });
    /// assert_eq!(verifier.finish()?.findings[0].cause, Some(Cause::MissingRow));
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn lacks(&mut self, lack: Lack) {
        self.flush();
        if let Some(seat) = self.pages.last_seat.clone() {
            let before = self.pages.before_page();
            self.pages.lacking.push(Lacking::new(self.chained, seat, before, lack));
        }
    }

    /// The name of a listing, by its number.
    #[must_use]
    pub fn listing(&self, number: u32) -> Option<&str> {
        self.listings.get(usize::try_from(number).ok()?).map(|name| &**name)
    }

    fn name_listing(&mut self, name: &str) -> u32 {
        self.listings.push(name.into());
        u32::try_from(self.listings.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Takes a row that could not be read, with the reason.
    pub fn push_bad(&mut self, listing: u32, row: u64, id: Option<&str>, reason: &str) {
        self.add(listing, row, |part| part.push_bad(id, reason));
    }

    /// Takes the next row of a listing, counted from 1.
    pub fn push(&mut self, listing: u32, number: u64, row: &Row<'_>) {
        self.add(listing, number, |part| part.push(row));
    }

    /// Gives the part that a row which comes by itself belongs in.
    fn add(&mut self, listing: u32, number: u64, add: impl FnOnce(&mut Part)) {
        let fits = |part: &&mut Part| {
            part.listing == listing && part.first.checked_add(part.count()) == Some(number)
        };
        match self.pending.last_mut().filter(fits).filter(|_| !self.begins) {
            Some(part) => add(part),
            None => {
                let mut part = Part::default();
                self.put_in_place(&mut part, listing, number);
                add(&mut part);
                self.pending.push(part);
            }
        }
        self.waiting = self.waiting.saturating_add(1);
        if self.waiting >= ROWS_TOGETHER {
            self.flush();
        }
    }

    /// Judges the rows that came one by one.
    pub(super) fn flush(&mut self) {
        self.waiting = 0;
        let mut pending = core::mem::take(&mut self.pending);
        self.judge(&mut pending, &Alone);
    }

    fn put_in_place(&mut self, part: &mut Part, listing: u32, first: u64) {
        (part.listing, part.first) = (listing, first);
        part.unnamed = Key::of_number(self.unnamed);
        part.begins = core::mem::take(&mut self.begins);
        part.begins_listing = core::mem::take(&mut self.begins_listing);
        if part.begins_listing {
            self.chained = listing;
        }
        part.chained = self.chained;
    }

    /// Takes parts of a listing that follow each other, of which the first row has this number, and answers the
    /// number of the row after them.
    ///
    /// # Errors
    /// When an archive cannot be written or read.
    pub fn absorb(
        &mut self,
        listing: u32,
        first: u64,
        parts: &mut [Part],
        crew: &impl Crew,
    ) -> Result<u64, Error> {
        self.flush();
        let mut next = first;
        for part in parts.iter_mut() {
            self.put_in_place(part, listing, next);
            next = next.saturating_add(part.count());
        }
        self.judge(parts, crew);
        self.fault.take().map_or(Ok(next), Err)
    }
}
