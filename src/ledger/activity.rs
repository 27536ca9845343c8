//! What really happened to envelopes, set against what was charged for them.

use super::charges::Prices;
use super::due::{Mischarge, off};
use super::envelope::{Ahead, Envelope, Expected, Share};
use super::finding::{Cause, FindingCode, Place};
use super::paid::Paid;
use super::seat::Seat;
use super::transaction::Row;
use crate::error::Error;
use crate::quote::Choice;
use crate::settle::{DraftType, Event, EventType, History, due as due_for};
use crate::time::Instant;

/// What is due where it is not known what happened.
const ANYTHING: i64 = i64::MAX;
/// By how much the clock of the ledger may be behind that of what happened.
const CLOCKS_SECONDS: i64 = 60;

impl Expected {
    /// Settles a history that has no booked drafts in it.
    pub(super) fn new(prices: &Prices<'_>, place: Place, history: &History) -> Result<Self, Error> {
        let ends = history.events.iter().filter(|event| event.kind > EventType::Signed);
        let ended = ends.map(|event| event.at).min();
        let begun = history.events.iter().map(|event| event.at).min();
        let first = if prices.charges_at_send() { EventType::Sent } else { EventType::Signed };
        let steps = history.events.iter();
        let steps = steps.filter(|event| (first..=EventType::Signed).contains(&event.kind));
        let charged_from = steps.map(|event| event.at.seconds()).min();
        let version = begun.map_or(u16::MAX, |at| prices.version_at(at));
        let signed = history.events.iter().filter(|event| event.kind == EventType::Signed);
        let by = |event: &Event| {
            let mut signers = history.envelope.signers.iter();
            let signer = signers.find(|signer| signer.id.is_some() && signer.id == event.signer);
            let method = match signer.and_then(|signer| signer.method.as_ref()) {
                Some(Choice::One(only)) => Some(only.as_str()),
                _ => event.method.as_deref(),
            };
            method.map_or(0, |method| prices.method_bit(method))
        };
        let signed: Vec<(i64, u64)> = signed.map(|event| (event.at.seconds(), by(event))).collect();
        let mut methods = 0;
        for signer in &history.envelope.signers {
            if let Some(Choice::One(method)) = &signer.method {
                methods |= prices.method_bit(method);
            }
        }
        for event in &history.events {
            methods |= event.method.as_deref().map_or(0, |method| prices.method_bit(method));
        }
        let id = history.envelope.id.as_deref().unwrap_or_default().into();
        let (mut due, mut back) = (0_i64, 0_i64);
        let mut shares: Vec<Share> = Vec::new();
        for (kind, amount, method) in due_for(prices.book(), history)? {
            let amount = amount.get();
            match kind {
                DraftType::Consume => {
                    due = due.saturating_add(amount);
                    let method = method.map_or(0, |method| prices.method_bit(&method));
                    // Of a signer with one method to choose no event has to say it.
                    methods |= method;
                    add(&mut shares, method, amount);
                }
                DraftType::Refund => back = back.saturating_add(amount),
            }
        }
        // Whose method a charge names that is for several is a matter of who came first.
        if prices.shares_methods {
            shares.clear();
        }
        Ok(Self {
            place,
            id,
            due,
            shares,
            back,
            ended,
            charged_from,
            version,
            methods,
            signed,
            ahead: None,
            reduced: 0,
            several: None,
            rows: Vec::new(),
            early: None,
        })
    }

    /// In place of a history that cannot be: whatever is charged was due.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn anything(place: Place, id: &str) -> Self {
        let (due, version, methods) = (ANYTHING, u16::MAX, u64::MAX);
        Self { place, id: id.into(), due, version, methods, ..Self::default() }
    }

    /// Whether a row was booked well before anything but the base was due: clocks differ.
    pub(super) fn comes_too_early(&self, row: &Row<'_>) -> bool {
        let at = row.created_at.seconds().saturating_add(CLOCKS_SECONDS);
        self.charged_from.is_some_and(|from| at < from)
    }

    /// What is left to charge for a method, with what is left for none, as far as it is told apart.
    fn left_for(&self, method: u64) -> i64 {
        if method == 0 || self.shares.is_empty() {
            return i64::MAX;
        }
        let left = self.shares.iter().filter(|share| share.method == 0 || share.method == method);
        left.fold(0_i64, |left, share| left.saturating_add(share.left.max(0)))
    }

    /// By how much what was charged for a method is above what was due by then, where each signer by it costs this much.
    fn ahead(&self, row: &Row<'_>, method: u64, (named, each): (i64, i64)) -> i64 {
        let till = row.created_at.seconds().saturating_add(CLOCKS_SECONDS);
        let cost = |signed: usize| i64::try_from(signed).unwrap_or(0).saturating_mul(each);
        let by_it = || self.signed.iter().filter(|(_, by)| *by == method);
        let open = cost(by_it().filter(|(at, _)| *at > till).count());
        let left = self.shares.iter().filter(|share| share.method == method);
        let left = left.fold(0_i64, |sum, share| sum.saturating_add(share.left));
        open.saturating_sub(left.saturating_sub(named)).min(named)
    }

    /// Notes a charge, of which so much is for its method and so much for what it does not name.
    fn spend(&mut self, method: u64, named: i64, unnamed: i64) {
        if !self.shares.is_empty() {
            add(&mut self.shares, method, named.saturating_neg());
            add(&mut self.shares, 0, unnamed.saturating_neg());
        }
    }

    /// Whether some signature has no row that names a method.
    pub(super) fn lacks_rows(&self) -> bool {
        self.rows.len() < self.signed.len()
    }

    /// Whether every signer by a method has a row, so that none is for two.
    fn has_rows_for(&self, method: u64) -> bool {
        let signed = self.signed.iter().filter(|(_, by)| *by == method).count();
        self.rows.iter().filter(|by| **by == method).count() == signed
    }
}

/// Adds to what is left for a method.
fn add(shares: &mut Vec<Share>, method: u64, more: i64) {
    match shares.iter_mut().find(|share| share.method == method) {
        Some(share) => share.left = share.left.saturating_add(more),
        None => shares.push(Share { method, left: more }),
    }
}

/// A charge that what happened does not account for.
#[derive(Clone, Debug)]
pub(super) struct Unaccounted {
    pub(super) code: FindingCode,
    pub(super) expected: i64,
    pub(super) cause: Option<Cause>,
    /// The row that is it, when that is one before.
    pub(super) ahead: Option<Box<Ahead>>,
}

impl Envelope {
    /// What was charged so far and not told to be wrong.
    fn right(&self) -> i64 {
        self.charges().saturating_sub(self.aside.as_ref().map_or(0, |aside| aside.wrong))
    }

    fn expected_mut(&mut self) -> Option<&mut Expected> {
        self.aside.as_mut()?.expected.as_deref_mut()
    }

    /// Whether a charge of it may come back as it is known what happened, and another one take its place.
    pub(super) fn may_be_reduced(&self) -> bool {
        self.is_charged() && self.aside.as_ref().is_some_and(|aside| aside.expected.is_some())
    }

    /// Notes a charge, and answers whether it is known what happened.
    pub(super) fn note_row(&mut self, prices: &Prices<'_>, row: &Row<'_>) -> bool {
        let Some(expected) = self.expected_mut() else { return false };
        expected.rows.extend(row.signature_method.map(|method| prices.method_bit(method)));
        true
    }

    /// Notes what came back: before the end it was a charge too many, as late news may show, and another takes its place.
    pub(super) fn note_refund(&mut self, at: Instant, amount: i64) {
        if let Some(expected) = self.expected_mut()
            && expected.ended.is_none_or(|ended| at < ended)
        {
            expected.reduced = expected.reduced.saturating_add(amount);
        }
    }

    /// Whether a row names a method by which nobody signed, as far as is known.
    pub(super) fn is_by_other(&self, prices: &Prices<'_>, row: &Row<'_>) -> bool {
        let expected = self.aside.as_ref().and_then(|aside| aside.expected.as_ref());
        let method = row.signature_method.map_or(0, |method| prices.method_bit(method));
        expected.is_some_and(|expected| method != 0 && expected.methods & method == 0)
    }

    /// Notes how much of a charge was told to be wrong, so that it is told only once.
    pub(super) fn excuse(&mut self, wrong: i64) {
        if wrong != 0 {
            let aside = self.aside_mut();
            aside.wrong = aside.wrong.saturating_add(wrong);
        }
    }

    /// Whether what happened leaves so much to charge, whatever came back in the meantime: news may come late.
    pub(super) fn is_owed(&self, amount: i64) -> bool {
        let expected = self.aside.as_ref().and_then(|aside| aside.expected.as_ref());
        expected.is_some_and(|expected| self.right().saturating_add(amount) <= expected.due)
    }

    /// Whether a row that was just noted is all that is left to charge, or all but the base: it may be booked as soon as the
    /// envelope is made, whenever it is signed.
    pub(super) fn is_all_of(&self, expected: &Expected, base: i64) -> bool {
        let rest = expected.due.saturating_sub(self.right());
        rest == 0 || rest == base
    }

    /// Notes a row that was just booked as all that is due, if it is one from before anybody signed.
    pub(super) fn note_early(
        &mut self,
        prices: &Prices<'_>,
        row: &Row<'_>,
        before: &Paid,
        seat: impl FnOnce() -> Seat,
    ) {
        // Mostly nothing is known of what happened, and every charge comes by here.
        if row.signature_method.is_some() || self.expected_mut().is_none() {
            return;
        }
        let (amount, base) = (row.size().get(), prices.base_left(self, before));
        if amount > base
            && base > 0
            && let Some(expected) = self.expected_mut()
            && expected.comes_too_early(row)
        {
            let over = amount.saturating_sub(base);
            expected.early = Some(Box::new(Ahead { seat: seat(), method: 0, amount, over }));
        }
    }

    /// The row that was taken for all that is due, once more was charged than that.
    pub(super) fn take_early(&mut self) -> Option<Box<Ahead>> {
        let right = self.right();
        let expected = self.expected_mut()?;
        let is_over = right.saturating_sub(expected.reduced) > expected.due;
        let early = expected.early.take_if(|_| is_over)?;
        self.excuse(early.over);
        Some(early)
    }

    /// What is wrong with a charge that was just booked and whose price is right, where so much was paid before it.
    pub(super) fn account(
        &mut self,
        prices: &Prices<'_>,
        row: &Row<'_>,
        before: Paid,
        seat: impl Fn() -> Seat,
    ) -> Option<Unaccounted> {
        // Mostly nothing is known of what happened, and every charge comes by here.
        self.expected_mut()?;
        let (right, amount) = (self.right(), row.size().get());
        let named = prices.named_part(self, before, row);
        // A charge by a method that nobody used is for nothing, even if its amount was due for another one.
        let by_other = self.is_by_other(prices, row);
        let each = prices.each(self, row);
        let expected = self.expected_mut()?;
        let method = row.signature_method.map_or(0, |method| prices.method_bit(method));
        let beyond = named.saturating_sub(expected.left_for(method));
        let over = right.saturating_sub(expected.due).max(beyond);
        let over = over.saturating_sub(expected.reduced).min(amount);
        let over = if by_other { amount } else { over };
        let has_rows = expected.has_rows_for(method);
        let is_it = |ahead: &Ahead| ahead.method == method && ahead.over == over;
        let several = expected.several.take_if(|several| has_rows && is_it(several));
        let ahead = several.or_else(|| expected.ahead.take_if(|ahead| is_it(ahead)));
        if let Some(ahead) = ahead.filter(|_| !by_other) {
            add(&mut expected.shares, method, over);
            expected.spend(method, named, amount.saturating_sub(named));
            self.excuse(over);
            let (code, expected) =
                (FindingCode::UnexplainedCharge, ahead.amount.saturating_sub(over));
            return Some(Unaccounted { code, expected, cause: None, ahead: Some(ahead) });
        }
        let early = each.map_or(0, |each| expected.ahead(row, method, (named, each)));
        if early > 0 && over <= 0 {
            let ahead = || Box::new(Ahead { seat: seat(), method, amount, over: early });
            expected.ahead.get_or_insert_with(ahead);
        }
        let over_one = each.map_or(0, |each| named.saturating_sub(each));
        if over_one > 0 && over <= 0 && named == amount {
            let several = || Box::new(Ahead { seat: seat(), method, amount, over: over_one });
            expected.several.get_or_insert_with(several);
        }
        // What is beyond is of what the row names, and of the rest nobody knows for what it is.
        expected.spend(method, named.saturating_sub(over.max(0)), amount.saturating_sub(named));
        if over <= 0 && !by_other {
            return None;
        }
        let after_end = expected.ended.is_some_and(|ended| ended < row.created_at);
        let code = if after_end && over > 0 {
            FindingCode::ChargeAfterCancel
        } else {
            FindingCode::UnexplainedCharge
        };
        let cause = by_other.then_some(Cause::OtherMethod);
        self.excuse(over);
        Some(Unaccounted { code, expected: amount.saturating_sub(over), cause, ahead: None })
    }

    /// What is wrong with the price of a charge that was just booked, of which it is known how much was left to charge.
    pub(super) fn hold_to(
        &mut self,
        prices: &Prices<'_>,
        row: &Row<'_>,
        before: Paid,
        found: Mischarge,
    ) -> Mischarge {
        let is_off = matches!(found.code, FindingCode::Overcharged | FindingCode::Undercharged);
        let by_price =
            (is_off || found.has_base_again()) && found.version.is_none() && !found.is_misnamed;
        let (right, amount, version) = (self.right(), row.size().get(), self.version);
        let Some(expected) = self.expected_mut().filter(|_| by_price) else {
            return found;
        };
        let method = row.signature_method.map_or(0, |method| prices.method_bit(method));
        let left = expected.due.saturating_sub(right.saturating_sub(amount));
        let left = left.min(expected.left_for(method));
        let is_early = expected.comes_too_early(row);
        let (legal, paid) = prices.within(version, (row, is_early), before, left);
        expected.spend(method, legal, 0);
        self.paid = paid;
        match off(amount, legal) {
            _ if found.has_base_again() && found.expected == Some(legal) => found,
            Some(found) if legal > 0 => found,
            _ => Mischarge::new(FindingCode::UnexplainedCharge, Some(0)),
        }
    }

    /// What of its activity the ledger lacks: the code, what was due, and what was booked.
    pub(super) fn lacking(&self) -> Vec<(FindingCode, i64, i64)> {
        let Some(expected) = self.aside.as_ref().and_then(|aside| aside.expected.as_ref()) else {
            return Vec::new();
        };
        let (charges, refunded, right) = (self.charges(), self.refunded(), self.right());
        let mut lacking = Vec::new();
        if right < expected.due && expected.due < ANYTHING {
            lacking.push((FindingCode::Uncharged, expected.due, right));
        }
        let back = expected.back.min(charges);
        if refunded < back {
            lacking.push((FindingCode::MissingRefund, back, refunded));
        }
        lacking
    }
}
