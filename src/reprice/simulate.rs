//! What a history would have cost under another book.

use std::collections::BTreeMap;

use super::bundles::{Bundles, Open};
use super::costs::{EnvelopeCost, Reason, Simulated, Unpriced, within_range};
use super::reading::read;
use super::rules::{Reading, Rules, Signed, Signers, free_units};
use crate::amount::Amount;
use crate::book::{MAX_SIGNERS, Methods, Per, Price, PriceBook, Rate, Version};
use crate::error::{Code, Error};
use crate::ledger::{ByText, Kind, Row};
use crate::message::message;
use crate::quote::{Order, PricedOrder};
use crate::settle::{DraftType, History, settle};
use crate::time::{Instant, UtcOffset};

/// What the sources leave open.
#[derive(Clone, Copy, Debug, Default)]
pub struct SimulationOptions {
    /// The ledger has a row for each signature, also where a flat rate makes it nothing: a row that names a method is one
    /// signature. Without it one row of a flat rate stands for any number of signatures.
    pub a_row_each: bool,
    /// Where months begin.
    pub utc_offset: UtcOffset,
}

/// A running simulation: the rows of a ledger that was charged by one book, priced by another.
///
/// It is not a check: that rows follow and ids are unique is for a [`Verifier`](crate::ledger::Verifier). Rows may come in
/// any order; memory grows with envelopes. An envelope is priced by the version in force when its first row was booked,
/// with what came back taken off on both sides.
///
/// ```
/// use sealquote::{PriceBook, json, ledger::Transaction, reprice::{Simulation, SimulationOptions}};
/// let (old, new) = (PriceBook::builtin("signsecure")?, PriceBook::builtin("signsecure-staging")?);
/// let mut simulation = Simulation::new(&old, &new, SimulationOptions::default())?;
/// let row = r#"{"id":"t","type":"consume","amount":31,"balanceAfter":0,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#;
/// simulation.push(0, &Transaction::from_value(&json::parse(row)?)?.row());
/// let simulated = simulation.finish()?;
/// assert_eq!(simulated.total.charged, 1 + 2 * 15);
/// assert_eq!(simulated.total.simulated, 15 + 5 + 15);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub struct Simulation<'a> {
    new: &'a PriceBook,
    versions: Vec<(Rules<'a>, Option<Instant>)>,
    options: SimulationOptions,
    bundles: Bundles,
    envelopes: ByText<Open>,
    ids: Vec<Box<str>>,
    /// What each envelope costs by what happened to it, or why that cannot be said.
    known: BTreeMap<u32, Result<i64, Reason>>,
    numbers: Vec<Option<u32>>,
    unassigned: Unpriced,
}

impl<'a> Simulation<'a> {
    /// A simulation of a history that was charged by one book under another.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when charges by the old book cannot be read back: it has rates per document or megabyte, or per
    /// signer whatever the method.
    pub fn new(
        old: &'a PriceBook,
        new: &'a PriceBook,
        options: SimulationOptions,
    ) -> Result<Self, Error> {
        let begin = |version: &Version| version.effective_from().and_then(Instant::parse);
        let dated = |rules: Rules<'a>| {
            let begin = begin(rules.version);
            (rules, begin)
        };
        let versions = Rules::all(old).map(|rules| rules.map(dated));
        Ok(Self {
            new,
            versions: versions.collect::<Result<_, Error>>()?,
            options,
            bundles: Bundles::default(),
            envelopes: ByText::default(),
            ids: Vec::new(),
            known: BTreeMap::new(),
            numbers: Vec::new(),
            unassigned: Unpriced::default(),
        })
    }

    /// Takes what happened to one envelope, before any row of it: then its rows are not read back.
    ///
    /// # Errors
    /// `DUPLICATE_ID` for an envelope that came before; `MISSING_KEY` for one without an id.
    pub fn expect(&mut self, history: History) -> Result<(), Error> {
        let id = history.envelope.id.clone().unwrap_or_default();
        if id.is_empty() {
            let message = "the envelope has no id, and rows are found by it; add one";
            return Err(Error::new(Code::MissingKey, "/envelope/id", message));
        }
        let number = self.number(&id);
        let cost = settle(self.new, history).map_err(|_| Reason::CannotSettle).map(|settled| {
            settled.charged.iter().fold(0_i64, |sum, draft| match draft.kind {
                DraftType::Consume => sum.saturating_add(draft.amount.get()),
                DraftType::Refund => sum.saturating_sub(draft.amount.get()),
            })
        });
        if self.known.insert(number, cost).is_some() {
            let message =
                message!["what happened to `", id, "` was said before; say all of it in one place"];
            return Err(Error::new(Code::DuplicateId, "/envelope/id", message));
        }
        Ok(())
    }

    fn number(&mut self, id: &str) -> u32 {
        let mut numbers = core::mem::take(&mut self.numbers);
        self.envelopes.numbers(core::iter::once(Some(id)), &mut numbers);
        let number = numbers.first().copied().flatten().unwrap_or(u32::MAX);
        self.numbers = numbers;
        if usize::try_from(number) == Ok(self.ids.len()) {
            self.ids.push(id.into());
        }
        number
    }

    /// Takes a row of a wallet, which has a number.
    pub fn push(&mut self, wallet: usize, row: &Row<'_>) {
        if row.kind == Kind::Add {
            return;
        }
        let Some(id) = row.document_id else {
            self.unassigned.envelopes = self.unassigned.envelopes.saturating_add(1);
            self.unassigned.charged = self.unassigned.charged.saturating_sub(row.change());
            return;
        };
        let number = self.number(id);
        if let Some(open) = self.envelopes.get_mut(number) {
            if open.first.is_none() {
                open.wallet = wallet;
            }
            self.bundles.book(open, row);
        }
    }

    /// Ends the history.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
    pub fn finish(self) -> Result<Simulated, Error> {
        let mut simulated = Simulated::default();
        let mut costs = BTreeMap::new();
        for (number, (open, id)) in (0_u32..).zip(self.envelopes.values().zip(&self.ids)) {
            // What is known only from the activity was charged nothing for, and is no part of this history.
            let Some((first, last)) = open.first.zip(open.last) else { continue };
            let (charged, refunded) = self.bundles.sums(open);
            let cost = match (self.known.get(&number), open.shared()) {
                (Some(known), _) => *known,
                (None, Some(bundle)) => *costs
                    .entry((bundle, self.in_force(first, last), self.new_version(first)))
                    .or_insert_with(|| self.cost(open, first, last)),
                (None, None) => self.cost(open, first, last),
            };
            simulated.add(EnvelopeCost {
                id: id.to_string(),
                wallet: open.wallet,
                month: month(first, self.options.utc_offset),
                charged: charged.saturating_sub(refunded),
                simulated: cost.ok(),
                difference: None,
                reason: cost.err(),
            });
        }
        if self.unassigned.envelopes > 0 {
            simulated.unpriced.insert(Reason::NoEnvelope, self.unassigned);
        }
        within_range(simulated.all_sums())?;
        Ok(simulated)
    }

    /// The versions of the old book that were in force between two instants.
    fn in_force(&self, first: Instant, last: Instant) -> (usize, usize) {
        let at = |at: Instant| {
            let begun = self.versions.iter().filter(|(_, begin)| begin.is_none_or(|b| b <= at));
            begun.count().saturating_sub(1)
        };
        (at(first), at(last))
    }

    fn new_version(&self, at: Instant) -> Option<&'a str> {
        self.new.in_force_at(at).map(Version::label)
    }

    /// What an envelope would cost by its rows.
    fn cost(&self, open: &Open, first: Instant, last: Instant) -> Result<i64, Reason> {
        let (from, to) = self.in_force(first, last);
        let charges = self.bundles.charges(open);
        let versions = self.versions.get(from..=to).unwrap_or_default();
        // The version in force at creation has the base charged, and another one may be in force at send.
        let created = versions.first().map(|(rules, _)| rules.version);
        let later = versions.iter().skip(1).zip(created.into_iter().cycle());
        let across = later.map(|((sent, _), created)| Rules::new(created, sent.version));
        let across = across.collect::<Result<Vec<_>, _>>().map_err(|_| Reason::Ambiguous)?;
        let mut readings = Vec::new();
        for rules in versions.iter().map(|(rules, _)| rules).chain(&across) {
            let found = read(rules, &charges, self.options.a_row_each);
            if found.cut_off {
                return Err(Reason::Ambiguous);
            }
            readings.extend(found.list.into_iter().map(|reading| (rules, reading)));
        }
        let whole = |(rules, reading): &(&Rules<'_>, Reading)| !rules.lacks_base(reading);
        if readings.iter().any(whole) {
            readings.retain(whole);
        }
        let mut agreed = None;
        for (rules, reading) in &readings {
            let cost = self.cost_of(rules, reading, open, first)?;
            if agreed.is_some_and(|agreed| agreed != cost) {
                return Err(Reason::Ambiguous);
            }
            agreed = Some(cost);
        }
        agreed.ok_or(Reason::UnexplainedCharge)
    }

    fn cost_of(
        &self,
        rules: &Rules<'_>,
        reading: &Reading,
        open: &Open,
        at: Instant,
    ) -> Result<i64, Reason> {
        if rules.lacks_base(reading) {
            return Err(Reason::Incomplete);
        }
        let (charged, refunded) = self.bundles.sums(open);
        let came_back = refunded > 0;
        if came_back && refunded != rules.refundable(reading) && refunded != charged {
            return Err(Reason::UnclearRefund);
        }
        let version = self.new.in_force_at(at).ok_or(Reason::NoVersion)?;
        let signed = rules.signed(reading, self.options.a_row_each).ok_or(Reason::Ambiguous)?;
        let (total, back) = price(version, rules.version, &signed)?;
        let refunds = version.refunds();
        match (came_back, refunds.on_failed, refunds.on_cancelled) {
            (false, ..) | (true, false, false) => Ok(total),
            (true, true, true) => Ok(total.saturating_sub(back)),
            // A ledger does not say whether it failed or was cancelled.
            (true, ..) => Err(Reason::UnclearRefund),
        }
    }
}

/// What signers cost under a version, and how much of that is refundable.
fn price(new: &Version, old: &Version, signed: &Signed) -> Result<(i64, i64), Reason> {
    let renamed = |signers: &Signers| {
        let mut names = signers.methods.numbers().map(|number| old.methods().get(number));
        let methods =
            names.try_fold(Methods::NONE, |all, name| Some(all.union(new.method(name?)?)));
        // Who uses a method without a name does so under any version that names none.
        let methods = methods.or(Some(new.all_methods())
            .filter(|_| old.methods().is_empty() && new.methods().is_empty()))?;
        Some(Signers { methods, ..*signers })
    };
    let known = signed.known.iter().map(renamed).collect::<Option<Vec<_>>>();
    let known = known.ok_or(Reason::UnknownMethod)?;
    let hidden = signed.hidden.iter().map(renamed).collect::<Option<Vec<_>>>();
    let hidden = hidden.ok_or(Reason::SignersUnknown)?;
    if new.rates().iter().any(|rate| depends_on(rate, &known, &hidden)) {
        return Err(Reason::SignersUnknown);
    }
    let mut used = known.iter().chain(&hidden).map(|signers| signers.methods);
    let used = used.by_ref().fold(Methods::NONE, Methods::union);
    let of_documents = |rate: &&Rate| {
        let counts = matches!(rate.per, Per::Document | Per::Megabyte);
        counts && rate.methods.is_none_or(|methods| methods.meets(used))
    };
    if new.rates().iter().filter(of_documents).any(|rate| !costs_nothing(&rate.price)) {
        return Err(Reason::DocumentsUnknown);
    }
    let mut sets = Vec::new();
    for signers in &known {
        let count = usize::try_from(signers.count).unwrap_or(usize::MAX).min(MAX_SIGNERS);
        sets.extend(core::iter::repeat_n(signers.methods, count));
    }
    let mut priced = PricedOrder::default();
    let order = Order { signers: &sets, documents: 1, megabytes: 0 };
    priced.price(new, &order).map_err(|_| Reason::Ambiguous)?;
    if priced.total != priced.minimum {
        return Err(Reason::Ambiguous);
    }
    let refundable = |rate: usize| {
        let code = new.rates().get(rate).map(|rate| &rate.code);
        code.is_some_and(|code| new.refunds().refundable.contains(code))
    };
    let lines = priced.lines.iter().filter(|line| refundable(line.rate));
    let back = lines.fold(0_i64, |sum, line| sum.saturating_add(line.amount.get()));
    Ok((priced.total.get(), back))
}

/// Whether a rate costs more or less by how many signed whom no row tells of.
fn depends_on(rate: &Rate, known: &[Signers], hidden: &[Signers]) -> bool {
    let meets = |signers: &&Signers| rate.methods.is_none_or(|own| own.meets(signers.methods));
    let counts = |signers: &&Signers| rate.methods.is_none_or(|own| own.contains(signers.methods));
    let add = |sum: u64, signers: &Signers| sum.saturating_add(signers.count);
    let more = hidden.iter().filter(meets).fold(0, add);
    let least = known.iter().filter(counts).fold(0, add);
    let most = known.iter().filter(meets).fold(more, add);
    let most = most.min(u64::try_from(MAX_SIGNERS).unwrap_or(u64::MAX));
    match rate.per {
        _ if more == 0 => false,
        Per::Envelope => {
            rate.methods.is_some() && least == 0 && rate.price.amount(1) != Some(Amount::ZERO)
        }
        Per::Signer => least.saturating_add(free_units(&rate.price, least)) < most,
        Per::Document | Per::Megabyte => false,
    }
}

/// Whether any quantity costs nothing.
fn costs_nothing(price: &Price) -> bool {
    free_units(price, 0) > Amount::MAX.get().unsigned_abs()
}

fn month(at: Instant, offset: UtcOffset) -> String {
    let mut date = at.date(offset).to_string();
    date.truncate("2026-03".len());
    date
}
