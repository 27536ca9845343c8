//! The fold over a ledger: rows in, findings out.

use std::collections::BTreeMap;

use super::breaks::{Break, Step};
use super::chain::Chain;
use super::charges::{Envelope, FirstCharge, Mischarge, Prices};
use super::finding::{Cause, Finding, FindingCode, Place, Report, Severity, Summary};
use super::fingerprint::{ByText, Ids, Seen};
use super::transaction::{Kind, Row};
use super::wording;
use crate::amount::Amount;
use crate::book::PriceBook;
use crate::error::{Code, Error};

/// The most findings that are kept; all are counted.
const MAX_FINDINGS: usize = 100_000;

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
    prices: Prices<'a>,
    listings: Vec<Box<str>>,
    chains: Vec<(Option<Box<str>>, Chain)>,
    /// The chain of each wallet, counted from 1.
    wallets: ByText<u32>,
    /// The chain of the present listing's rows that name no wallet.
    unnamed: Option<u32>,
    envelopes: ByText<Envelope>,
    /// Room for what is known of the rows at hand, used again.
    seen: Vec<Seen>,
    envelopes_of: Vec<Option<u32>>,
    wallets_of: Vec<Option<u32>>,
    ids: Ids,
    sums: Sums,
    breaks: Vec<Break>,
    findings: Vec<(Place, Finding)>,
    counts: BTreeMap<FindingCode, u64>,
}

#[derive(Default)]
struct Sums {
    rows: u64,
    consumed: i128,
    added: i128,
    refunded: i128,
}

/// What a finding says of its row.
struct About<'r> {
    place: Place,
    id: Option<&'r str>,
    wallet: Option<u32>,
    expected: Option<i64>,
    recorded: Option<i64>,
    cause: Option<Cause>,
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
            sums: Sums::default(),
            breaks: Vec::new(),
            findings: Vec::new(),
            counts: BTreeMap::new(),
        })
    }

    /// Begins a listing of its own: rows that name no wallet do not chain with those before.
    pub fn begin(&mut self, name: &str) -> u32 {
        self.unnamed = None;
        self.go_on(name)
    }

    /// Begins a listing that goes on where the one before it ended, as the next page of an API does.
    pub fn go_on(&mut self, name: &str) -> u32 {
        self.listings.push(name.into());
        u32::try_from(self.listings.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Takes a row that could not be read, with the reason.
    pub fn push_bad(&mut self, listing: u32, row: u64, id: Option<&str>, reason: &str) {
        self.sums.rows = self.sums.rows.saturating_add(1);
        let place = Place { listing, row };
        let about = About { place, id, wallet: None, expected: None, recorded: None, cause: None };
        let message = format!("the row could not be read: {reason}; it is left out of every check");
        self.find(FindingCode::BadRow, &about, message);
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
            row.document_id.filter(|_| row.kind == Kind::Consume && *seen != Seen::SameRow)
        });
        self.envelopes.numbers(charged, &mut envelopes);
        let mut wallets = core::mem::take(&mut self.wallets_of);
        self.find_chains(rows, &mut wallets);
        let known = wallets.iter().zip(seen.iter().zip(&envelopes));
        for ((number, row), (wallet, (seen, envelope))) in rows.iter().zip(known) {
            let place = Place { listing, row: *number };
            self.take(place, row, wallet.unwrap_or_default(), *seen, *envelope);
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
        self.add_up(row);
        let repeated = seen == Seen::SameRow;
        if seen != Seen::New {
            self.find_duplicate(place, wallet, row, repeated);
        }
        let mischarge = if row.kind == Kind::Consume && !repeated {
            self.charge(place, wallet, row, envelope)
        } else {
            None
        };
        let change = row.change();
        let balance = row.balance_after.get();
        if balance < 0 && balance.wrapping_sub(change) >= 0 {
            let about = About {
                expected: Some(0),
                recorded: Some(balance),
                ..About::of(place, row, wallet)
            };
            let message =
                format!("the balance falls to {balance}; credits were spent that were not there");
            self.find(FindingCode::NegativeBalance, &about, message);
        }
        let step = || Step {
            place,
            id: row.id.into(),
            change,
            balance,
            created_at: row.created_at,
            repeated,
            priced: mischarge.is_none(),
        };
        if let Some((_, chain)) =
            usize::try_from(wallet).ok().and_then(|at| self.chains.get_mut(at))
        {
            let balances = (balance.wrapping_sub(change), balance);
            chain.push(balances, row.created_at, step, &mut self.breaks);
        }
        if !self.breaks.is_empty() {
            self.tell_breaks(wallet);
        }
    }

    /// Ends the ledger.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum of the summary is beyond 2^53 - 1.
    pub fn finish(mut self) -> Result<Report, Error> {
        let (mut opening, mut closing) = (0_i128, 0_i128);
        let wallets = self.chains.len();
        for number in 0..wallets {
            if let Some((_, chain)) = self.chains.get_mut(number) {
                let (first, last) = chain.finish(&mut self.breaks);
                opening = opening.saturating_add(i128::from(first));
                closing = closing.saturating_add(i128::from(last));
            }
            self.tell_breaks(u32::try_from(number).unwrap_or(u32::MAX));
        }
        let envelopes = self.envelopes.values().filter(|envelope| envelope.is_charged()).count();
        self.tell_missing_bases();
        self.findings.sort_by(|(a, one), (b, other)| {
            a.cmp(b).then_with(|| one.code.as_str().cmp(other.code.as_str()))
        });
        let summary = Summary {
            rows: self.sums.rows,
            wallets: u64::try_from(wallets).unwrap_or(u64::MAX),
            envelopes: u64::try_from(envelopes).unwrap_or(u64::MAX),
            added: sum("added", self.sums.added)?,
            consumed: sum("consumed", self.sums.consumed)?,
            refunded: sum("refunded", self.sums.refunded)?,
            opening: sum("opening", opening)?,
            closing: sum("closing", closing)?,
            findings: self.counts,
        };
        let findings = self.findings.into_iter().map(|(_, finding)| finding).collect();
        Ok(Report { summary, findings })
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
            self.chains.push((row.wallet_id.map(Box::from), Chain::default()));
        }
        chain
    }

    fn find_duplicate(&mut self, place: Place, wallet: u32, row: &Row<'_>, repeated: bool) {
        let cause = repeated.then_some(Cause::DuplicateRow);
        let about = About { cause, ..About::of(place, row, wallet) };
        let message = wording::duplicate(row.id, repeated);
        self.find(FindingCode::DuplicateId, &about, message);
    }

    fn charge(
        &mut self,
        place: Place,
        wallet: u32,
        row: &Row<'_>,
        envelope: Option<u32>,
    ) -> Option<Mischarge> {
        let (Some(document), Some(envelope)) = (row.document_id, envelope) else {
            let about = About::of(place, row, wallet);
            self.find(FindingCode::BadRow, &about, wording::NO_DOCUMENT.to_owned());
            return None;
        };
        let envelope = self.envelopes.get_mut(envelope)?;
        if !envelope.is_charged() {
            *envelope = Envelope::new(self.prices.version_at(row));
        }
        let mischarge = self.prices.charge(envelope, row);
        if !self.prices.lacks_base(envelope) {
            envelope.unbased = None;
        } else if envelope.unbased.as_ref().is_none_or(|first| place < first.place) {
            let id = row.id.into();
            envelope.unbased = Some(Box::new(FirstCharge { place, id, wallet: Some(wallet) }));
        }
        let Mischarge { code, expected } = mischarge?;
        let recorded = row.size().get();
        let about = About { expected, recorded: Some(recorded), ..About::of(place, row, wallet) };
        let message = wording::mischarge(row, document, code, expected.unwrap_or_default());
        self.find(code, &about, message);
        mischarge
    }

    fn tell_missing_bases(&mut self) {
        let lacking: Vec<(Place, Box<str>, Option<u32>)> = self
            .envelopes
            .values()
            .filter_map(|envelope| envelope.unbased.as_ref())
            .map(|first| (first.place, first.id.clone(), first.wallet))
            .collect();
        for (place, id, wallet) in lacking {
            let about =
                About { place, id: Some(&id), wallet, expected: None, recorded: None, cause: None };
            self.find(FindingCode::MissingBase, &about, wording::MISSING_BASE.to_owned());
        }
    }

    fn tell_breaks(&mut self, wallet: u32) {
        for broken in core::mem::take(&mut self.breaks) {
            let Break { step, expected, recorded, gap, cause } = broken;
            let cause = cause.unwrap_or(if !step.priced || !self.prices.is_plausible(gap) {
                Cause::EditedAmount
            } else {
                Cause::MissingRow
            });
            let message = wording::chain_break(cause, expected, recorded, gap.unsigned_abs());
            let about = About {
                place: step.place,
                id: Some(&step.id),
                wallet: Some(wallet),
                expected: Some(expected),
                recorded: Some(recorded),
                cause: Some(cause),
            };
            self.find(FindingCode::ChainBreak, &about, message);
        }
    }

    fn find(&mut self, code: FindingCode, about: &About<'_>, message: String) {
        let count = self.counts.entry(code).or_default();
        *count = count.saturating_add(1);
        if self.findings.len() >= MAX_FINDINGS {
            return;
        }
        let at = |number: u32| usize::try_from(number).ok();
        let file = at(about.place.listing).and_then(|at| self.listings.get(at));
        let chain = about.wallet.and_then(at).and_then(|at| self.chains.get(at));
        let finding = Finding {
            code,
            severity: Severity::Error,
            wallet: chain.and_then(|(wallet, _)| wallet.as_deref()).map(str::to_owned),
            file: file.map(|file| file.to_string()).unwrap_or_default(),
            row: about.place.row,
            id: about.id.map(str::to_owned),
            expected: about.expected.and_then(Amount::new),
            recorded: about.recorded.and_then(Amount::new),
            cause: about.cause,
            message,
        };
        self.findings.push((about.place, finding));
    }
}

impl<'r> About<'r> {
    fn of(place: Place, row: &Row<'r>, wallet: u32) -> Self {
        Self {
            place,
            id: Some(row.id),
            wallet: Some(wallet),
            expected: None,
            recorded: None,
            cause: None,
        }
    }
}

fn sum(name: &str, sum: i128) -> Result<Amount, Error> {
    let amount = i64::try_from(sum).ok().and_then(Amount::new);
    amount.ok_or_else(|| {
        let message = format!("the sum `{name}` is beyond 2^53 - 1; check fewer wallets at once");
        Error::new(Code::AmountOutOfRange, format!("/summary/{name}"), message)
    })
}
