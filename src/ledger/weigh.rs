//! Rows of an envelope of which one may not be what changed the balance: they are judged by the amounts that are recorded
//! and by the one that the balances say, and what leaves the fewest faults is what happened.

use super::breaks::Direction;
use super::conventions::Refunds;
use super::doubt::{Doubt, Gap, Held};
use super::envelope::Envelope;
use super::envelopes::Envelopes;
use super::finding::{FindingCode, Place};
use super::kept::{Awaiting, Findings};
use super::later::Later;
use super::rules::Rules;
use super::seat::Based;
use super::transaction::{Kind, Row};
use crate::error::Error;

/// What came of the rows of an envelope as they were taken once.
struct Trial {
    envelope: Envelope,
    based: Option<Based>,
    charged: u64,
    findings: Findings,
    awaiting: Vec<Awaiting>,
    mispriced: Vec<Place>,
}

impl Envelope {
    /// Whether a row at a place has to wait for what balances say.
    pub(super) fn is_held(&self, place: impl FnOnce() -> Place) -> bool {
        let held = self.aside.as_ref().and_then(|aside| aside.held);
        held.is_some_and(|held| held.from <= place())
    }

    /// Notes a row that waits.
    pub(super) fn hold_row(&mut self, place: Place, falls: bool) {
        let held = self.aside.as_mut().and_then(|aside| aside.held.as_mut());
        if let Some(held) = held {
            held.waits |= held.from <= place;
            held.falls |= falls;
        }
    }

    /// Whether rows of it wait for what balances say.
    pub(super) fn holds_rows(&self) -> bool {
        let held = self.aside.as_ref().and_then(|aside| aside.held);
        held.is_some_and(|held| held.waits)
    }
}

impl Envelopes {
    /// Lets an envelope wait of which a row is doubted.
    pub(super) fn doubt(&mut self, doubt: Doubt) -> Result<(), Error> {
        let number = self.number_of(doubt.envelope)?;
        if let Some(envelope) = self.table.get_mut(number) {
            let new = Held { from: doubt.from, waits: false, falls: false };
            let held = envelope.aside_mut().held.get_or_insert(new);
            held.from = held.from.min(doubt.from);
        }
        Ok(())
    }

    /// Judges the rows that wait of an envelope, which has no more.
    pub(super) fn judge_last(&mut self, rules: &Rules<'_>, number: u32) {
        let aside = self.table.get_mut(number).and_then(|envelope| envelope.aside.as_mut());
        let held = aside.and_then(|aside| aside.held.take()).filter(|held| held.waits);
        let known = self.table.key(number).and_then(|key| self.gaps.find(key));
        let gaps = known.and_then(|known| self.gaps.get(known)).cloned().unwrap_or_default();
        self.judge_with(rules, number, |this, rows| {
            let at = |row: Option<&Later<'_>>| row.map(|later| later.row.created_at);
            let falls = gaps.first().map(|gap| gap.direction == Direction::NewestFirst);
            let is_turned = held.is_none_or(|held| {
                held.falls || falls.unwrap_or_else(|| at(rows.first()) > at(rows.last()))
            });
            if gaps.is_empty() {
                this.book_waiting(rules, number, rows, is_turned);
            } else {
                this.weigh(rules, (number, is_turned), rows, &gaps);
            }
        });
    }

    /// Books rows by the amounts that leave the fewest faults: those that they say, or those that balances say.
    fn weigh(&mut self, rules: &Rules<'_>, how: (u32, bool), rows: &mut [Later<'_>], gaps: &[Gap]) {
        let Some(before) = self.table.get(how.0).cloned() else { return };
        let before = (before, self.based.take(), self.charged);
        let mut best = self.try_out(rules, how, rows, &before);
        for gap in gaps {
            let Some(at) = rows.iter().position(|later| later.place == gap.place) else { continue };
            let Some(later) = rows.get_mut(at) else { continue };
            let recorded = later.row;
            let is_price = |row: &Row<'_>| {
                let size = row.size().get();
                size == 0 || may_be_charged(rules, size)
            };
            let Some(honest) = gap.honest(&recorded).filter(is_price) else { continue };
            later.row = honest;
            let mut trial = self.try_out(rules, how, rows, &before);
            if trial.is_likelier(&best, rules, gap.place, [&recorded, &honest]) {
                if honest.kind == recorded.kind {
                    trial.mispriced.push(gap.place);
                }
                best = trial;
            } else if let Some(later) = rows.get_mut(at) {
                later.row = recorded;
            }
        }
        self.settle(how.0, best);
    }

    /// Books rows on an envelope as it was before, and takes back what came of it.
    fn try_out(
        &mut self,
        rules: &Rules<'_>,
        (number, is_turned): (u32, bool),
        rows: &[Later<'_>],
        before: &(Envelope, Option<Based>, u64),
    ) -> Trial {
        if let Some(envelope) = self.table.get_mut(number) {
            *envelope = before.0.clone();
        }
        (self.based, self.charged) = (before.1.clone(), before.2);
        let findings = core::mem::take(&mut self.findings);
        let awaiting = core::mem::take(&mut self.awaiting);
        let mispriced = core::mem::take(&mut self.mispriced);
        self.book_waiting(rules, number, rows, is_turned);
        Trial {
            envelope: self.table.get_mut(number).map(core::mem::take).unwrap_or_default(),
            based: self.based.take(),
            charged: self.charged,
            findings: core::mem::replace(&mut self.findings, findings),
            awaiting: core::mem::replace(&mut self.awaiting, awaiting),
            mispriced: core::mem::replace(&mut self.mispriced, mispriced),
        }
    }

    /// Takes over what came of rows.
    fn settle(&mut self, number: u32, trial: Trial) {
        if let Some(envelope) = self.table.get_mut(number) {
            *envelope = trial.envelope;
        }
        (self.based, self.charged) = (trial.based, trial.charged);
        self.findings.append(trial.findings);
        self.awaiting.extend(trial.awaiting);
        self.mispriced.extend(trial.mispriced);
    }
}

impl Trial {
    /// How much is wrong with the envelope, what is said at the end too.
    fn faults(&self, rules: &Rules<'_>) -> usize {
        let envelope = &self.envelope;
        let lacks = |(code, ..): &(FindingCode, i64, i64)| {
            *code != FindingCode::MissingRefund || rules.conventions.refunds != Refunds::Optional
        };
        let mut faults = self.findings.len().saturating_add(self.awaiting.len());
        faults = faults.saturating_add(envelope.lacking().into_iter().filter(lacks).count());
        if let Some(aside) = &envelope.aside {
            let is_unpaid = aside.unpaid.is_some() && aside.expected.is_none();
            let is_over = aside.uncharged.is_some() || envelope.refund_fault().is_some();
            let is_unbased = aside.unbased.is_some();
            let ends = [is_unpaid, is_over, is_unbased].into_iter().filter(|fault| *fault);
            faults = faults.saturating_add(ends.count());
        }
        faults
    }

    fn finds_at(&self, place: Place) -> bool {
        self.findings.has_at(place)
            || self.awaiting.iter().any(|awaiting| awaiting.kept.place == place)
            || self.mispriced.contains(&place)
    }

    /// Whether a row was what balances say, rather than what is recorded and another row is missing.
    fn is_likelier(
        &self,
        other: &Self,
        rules: &Rules<'_>,
        place: Place,
        [recorded, honest]: [&Row<'_>; 2],
    ) -> bool {
        let (faults, others) = (self.faults(rules), other.faults(rules));
        if self.finds_at(place) || faults > others {
            return false;
        }
        let (size, was) = (recorded.size().get(), honest.size().get());
        // Only a later signer of a flat method may have a row of nothing.
        let is_charge = recorded.kind == Kind::Consume;
        let is_odd = match size {
            0 => !is_charge || recorded.signature_method.is_none(),
            _ => !is_charge && !may_be_charged(rules, size),
        };
        if is_odd {
            return true;
        }
        let is_flipped = recorded.kind != honest.kind;
        // A charge of less, which is right by itself, is one row, and what is missing another one. So is a refund of more,
        // where what is missing is the charge.
        let is_raised = is_charge && was < size;
        let may_be_two =
            !is_raised && may_be_charged(rules, was.saturating_sub(size).saturating_abs());
        let is_right = !other.finds_at(place) && (size == 0 || may_be_charged(rules, size));
        faults < others && (is_flipped || !may_be_two || !is_right)
    }
}

/// Whether one row may charge this much.
fn may_be_charged(rules: &Rules<'_>, amount: i64) -> bool {
    rules.prices.is_plausible(amount.saturating_neg())
}
