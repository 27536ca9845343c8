//! The end of a verification: what could not be said before, and the report.

use super::conventions::{Refunds, ZeroRows};
use super::due::EARLIER;
use super::envelope::{Aside, Envelope, Expected};
use super::envelopes::Envelopes;
use super::finding::{Cause, Finding, FindingCode, Place, Report, Severity, Summary};
use super::kept::{About, Findings, Kept};
use super::key::shard_of;
use super::rules::Rules;
use super::shard::Shard;
use super::verify::Verifier;
use super::wallets::{Sums, Wallet};
use super::wording;
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::message::message;

impl Verifier<'_> {
    /// Ends the ledger.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum of the summary is beyond 2^53 - 1; what kept the check from going on.
    pub fn finish(mut self) -> Result<Report, Error> {
        self.end_rows()?;
        let is_alone = self.begun <= 1;
        let Self { rules, mut shards, pages, mut findings, listings, rows, .. } = self;
        for shard in &mut shards {
            shard.wallets.finish(&rules, &pages);
            findings.append(core::mem::take(&mut shard.wallets.findings));
        }
        let mut mispriced = Vec::new();
        let mut sums = Sums::default();
        shards.iter().for_each(|shard| sums.add(shard.wallets.sums));
        for number in 0..shards.len() {
            let taken = shards.get_mut(number).map(|shard| core::mem::take(&mut shard.envelopes));
            let Some(mut envelopes) = taken else { continue };
            findings.append(core::mem::take(&mut envelopes.findings));
            tell_awaiting(&rules, &shards, &mut envelopes, &mut findings);
            tell_envelopes(&rules, &shards, &mut envelopes, &mut findings);
            mispriced.append(&mut envelopes.mispriced);
            sums.envelopes = sums.envelopes.saturating_add(envelopes.charged);
        }
        findings.tell_edited(&mispriced);
        for lacking in &pages.lacking {
            if !is_filtered(&shards, lacking.wallet()) {
                findings.tell_lacking(lacking, is_alone);
            }
        }
        let wallets: usize = shards.iter().map(|shard| shard.wallets.table.len()).sum();
        let summary = Summary {
            rows,
            wallets: u64::try_from(wallets).unwrap_or(u64::MAX),
            envelopes: sums.envelopes,
            added: sum("added", sums.added)?,
            consumed: sum("consumed", sums.consumed)?,
            refunded: sum("refunded", sums.refunded)?,
            opening: sum("opening", sums.opening)?,
            closing: sum("closing", sums.closing)?,
            findings: findings.counted().collect(),
        };
        let named = findings.in_order().into_iter().map(|kept| name(kept, &shards, &listings));
        Ok(Report { summary, findings: named.collect() })
    }
}

/// A wallet by the half of its key.
fn wallet_of(shards: &[Shard], half: u64) -> Option<&Wallet> {
    let shard = shard_of(half, u32::try_from(shards.len()).ok()?);
    shards.get(usize::try_from(shard).ok()?)?.wallets.table.find_half(half)
}

/// Whether rows of a wallet were not fetched, by their types.
fn is_filtered(shards: &[Shard], wallet: u64) -> bool {
    shards.iter().any(|shard| shard.wallets.filtered.contains(&wallet))
}

/// A finding with the names of its file and its wallets.
fn name(kept: Kept, shards: &[Shard], listings: &[Box<str>]) -> Finding {
    let file = usize::try_from(kept.place.listing).ok().and_then(|at| listings.get(at));
    let name = |half: u64| wallet_of(shards, half).and_then(|wallet| wallet.name.as_deref());
    let message = match kept.elsewhere {
        None => kept.finding.message,
        Some((half, document)) => wording::wrong_wallet(&document, name(half).unwrap_or_default()),
    };
    Finding {
        wallet: kept.wallet.and_then(name).map(str::to_owned),
        file: file.map(|file| String::from(&**file)).unwrap_or_default(),
        message,
        ..kept.finding
    }
}

/// Tells of charges that did not turn out to be priced by the version they are right under, or to go on from what stands
/// before the ledger.
fn tell_awaiting(
    rules: &Rules<'_>,
    shards: &[Shard],
    envelopes: &mut Envelopes,
    findings: &mut Findings,
) {
    for awaiting in core::mem::take(&mut envelopes.awaiting) {
        let number = envelopes.table.find(awaiting.envelope);
        let envelope = number.and_then(|number| envelopes.table.get_mut(number));
        let holds = if awaiting.version == EARLIER {
            let wallet = awaiting.kept.wallet.and_then(|half| wallet_of(shards, half));
            let begins = !wallet.is_some_and(|wallet| wallet.has_earlier);
            // What is due there has the base in it.
            if let Some(aside) = envelope.and_then(|envelope| envelope.aside.as_mut())
                && begins
            {
                aside.unbased = None;
            }
            begins
        } else {
            !envelope.is_some_and(|envelope| {
                envelope.may_be_priced_by(awaiting.version, rules.prices.priced_at)
            })
        };
        if holds {
            findings.keep(awaiting.kept);
        }
    }
}

/// What is left to say of envelopes once all rows are booked.
struct Ending<'e> {
    rules: &'e Rules<'e>,
    shards: &'e [Shard],
    findings: &'e mut Findings,
    mispriced: Vec<Place>,
}

/// Tells what is left to say of envelopes.
fn tell_envelopes(
    rules: &Rules<'_>,
    shards: &[Shard],
    envelopes: &mut Envelopes,
    findings: &mut Findings,
) {
    let mut ending = Ending { rules, shards, findings, mispriced: Vec::new() };
    for (_, envelope) in envelopes.table.values() {
        let Some(aside) = &envelope.aside else { continue };
        ending.tell_charges(envelope, aside);
        ending.tell_refunds(envelope, aside);
        if let Some(expected) = &aside.expected {
            ending.tell_lacking(envelope, aside, expected);
        }
    }
    envelopes.mispriced.append(&mut ending.mispriced);
}

impl Ending<'_> {
    /// The cause of what may have its reason in rows before the ledger.
    fn earlier(&self, wallet: u64) -> Option<Cause> {
        let has_earlier = wallet_of(self.shards, wallet).is_some_and(|wallet| wallet.has_earlier);
        has_earlier.then_some(Cause::EarlierHistory)
    }

    fn tell_charges(&mut self, envelope: &Envelope, aside: &Aside) {
        if let Some(first) = aside
            .unbased
            .as_ref()
            .filter(|first| !aside.has_told(FindingCode::MissingBase, first.place))
        {
            let cause = self.earlier(first.wallet);
            let about = About { cause, ..About::seat(first) };
            // Where it is known what happened this stands for what is left to charge.
            let is_due = cause.is_none() && aside.expected.is_some();
            let base = self.rules.prices.base_amount(envelope);
            let about = if is_due { about.amounts(base, 0) } else { about };
            let message = wording::MISSING_BASE.to_owned();
            self.findings.add(FindingCode::MissingBase, &about, message);
        }
        // Where it is known what happened, that says what is left to charge. Another row may have paid by another name.
        if let Some(unpaid) = &aside.unpaid
            && aside.expected.is_none()
            && envelope.charges() <= self.rules.prices.base_amount(envelope)
        {
            let about = About::seat(&unpaid.seat).amounts(unpaid.amount, 0);
            self.findings.add(FindingCode::Undercharged, &about, wording::unpaid(unpaid));
        }
    }

    fn tell_refunds(&mut self, envelope: &Envelope, aside: &Aside) {
        if let Some((seat, total)) =
            aside.uncharged.as_deref().filter(|(seat, _)| !is_filtered(self.shards, seat.wallet))
        {
            let about = About { cause: self.earlier(seat.wallet), ..About::seat(seat) };
            let message = wording::refund(0, *total, None);
            self.findings.add(FindingCode::RefundWithoutCharge, &about.amounts(0, *total), message);
            return;
        }
        let Some((code, refunded, cause)) = envelope.refund_fault() else { return };
        let seat = &refunded.seat;
        if is_filtered(self.shards, seat.wallet) || aside.has_told(code, seat.place) {
            return;
        }
        let early = self.earlier(seat.wallet);
        // Whose base stands before the ledger, of that others may stand there too.
        let known = early.filter(|_| self.rules.prices.lacks_base(envelope));
        let cause = known.or(cause).or(early);
        let charges = envelope.charges();
        let about = About { cause, ..About::seat(seat) };
        let message = wording::refund(charges, refunded.total, cause);
        // Else the charge that is lacking may be the row that is missing before it.
        let over = refunded.total.saturating_sub(charges);
        if code == FindingCode::RefundExceedsCharge && !self.rules.prices.is_for_signatures(over) {
            self.mispriced.push(seat.place);
        }
        self.findings.add(code, &about.amounts(charges, refunded.total), message);
    }

    fn tell_lacking(&mut self, envelope: &Envelope, aside: &Aside, expected: &Expected) {
        let Rules { conventions, prices, .. } = self.rules;
        for (code, due, booked) in envelope.lacking() {
            let is_refund = code == FindingCode::MissingRefund;
            // That the base is missing was told, and it is not told again as what is left to charge.
            let is_base = aside.unbased.is_some()
                && due.saturating_sub(booked) == prices.base_amount(envelope);
            let is_told = is_base && !is_refund;
            if is_told || is_refund && conventions.refunds == Refunds::Optional {
                continue;
            }
            let about = About::at(expected.place, Some(&expected.id), None);
            let message = wording::lacking(&expected.id, code, due, booked);
            let mut kept = Kept::new(code, &about.amounts(due, booked), message);
            if is_refund && conventions.refunds == Refunds::Owed {
                kept.finding.severity = Severity::Error;
            }
            self.findings.keep(kept);
        }
        if conventions.zero_rows == ZeroRows::Required && expected.lacks_rows() {
            let about = About::at(expected.place, Some(&expected.id), None);
            let message = wording::lacking_rows(expected);
            self.findings.add(FindingCode::Uncharged, &about, message);
        }
    }
}

fn sum(name: &str, sum: i128) -> Result<Amount, Error> {
    let amount = i64::try_from(sum).ok().and_then(Amount::new);
    amount.ok_or_else(|| {
        let message =
            message!["the sum `", name, "` is beyond 2^53 - 1; check fewer wallets at once"];
        Error::new(Code::AmountOutOfRange, message!["/summary/", name], message)
    })
}
