//! Charges and refunds of listings that run newest first: they wait for the first row of their envelope, since what is
//! due depends on what was charged before.
//!
//! So do the first rows of any listing, until its clocks tell which way it runs. A listing that runs oldest first
//! needs no room.

use super::blocks::Kept;
use super::bookings::{Booking, Source};
use super::conventions::RowOrder;
use super::direction::MAX_UNDIRECTED;
use super::envelope::Envelope;
use super::envelopes::Envelopes;
use super::key::Key;
use super::later::{self, Later, Read};
use super::part::{Heading, Part, Stored};
use super::rules::Rules;
use super::same_instant::Lean;
use super::transaction::Kind;
use crate::sorted::{sort, sorted};
use crate::time::Instant;

/// By how many pairs of rows one way has to win.
const LEAD: usize = 4;
/// How many envelopes with rows that wait are noted before those are looked for that do not any more: at first, and for
/// each that did then.
const FIRST_WAITING: usize = 1_024;
const WAITING_FOR_EACH: usize = 8;

/// Which way the rows of a listing run, as far as their clocks tell, or their balances where all are of one instant.
#[derive(Debug, Default)]
pub(super) struct Running {
    /// The number of its first file.
    first: u32,
    last: Option<(Instant, Key)>,
    lean: Lean,
    rising: usize,
    falling: usize,
    rows: usize,
    falls: Option<bool>,
}

impl Running {
    /// Takes the next part, and says what is known of its rows.
    pub(super) fn take(&mut self, order: RowOrder, part: &mut Part) {
        part.heading = match order {
            RowOrder::OldestFirst => Heading { falls_from: u32::MAX, ..Heading::default() },
            RowOrder::NewestFirst => Heading { judged_from: u32::MAX, ..Heading::default() },
            RowOrder::Detected => self.detect(part),
        };
    }

    fn detect(&mut self, part: &Part) -> Heading {
        let mut heading =
            Heading { judged_from: u32::MAX, falls_from: u32::MAX, ..Heading::default() };
        if part.begins_listing {
            heading.rose_before = self.rising_end();
            *self = Self { first: part.listing, ..Self::default() };
        }
        let mut next = 0_u32;
        let known = self.falls;
        while self.falls.is_none()
            && let Some(row) = part.stored(next)
        {
            self.count(row, part.wallet(next));
            next = next.saturating_add(1);
        }
        match self.falls {
            Some(true) => heading.falls_from = next,
            Some(false) => {
                // The row that told begins what is taken together.
                heading.judged_from = next.saturating_sub(1);
                heading.rose_within = Some(self.first).filter(|_| known.is_none());
            }
            None => {}
        }
        heading
    }

    fn count(&mut self, row: &Stored, wallet: Key) {
        self.rows = self.rows.saturating_add(1);
        if let Some((last, of)) = self.last.replace((row.created_at, wallet)) {
            self.rising = self.rising.saturating_add((last < row.created_at).into());
            self.falling = self.falling.saturating_add((last > row.created_at).into());
            if of != wallet {
                self.lean.change_wallet();
            }
        }
        self.lean.push((row.balance_before(), row.balance_after.get()));
        // What is taken together waits together.
        let is_clear = self.rising.abs_diff(self.falling) >= LEAD || self.rows >= MAX_UNDIRECTED;
        if is_clear && row.run == 0 {
            let leans = self.falling == self.rising && self.lean.falls();
            self.falls = Some(self.falling > self.rising || leans);
        }
    }

    /// The first file of a listing that ended before it was clear which way it runs, if that is oldest first.
    pub(super) fn rising_end(&self) -> Option<u32> {
        let rises = self.falls.is_none() && self.rising > self.falling;
        rises.then_some(self.first)
    }
}

impl Envelope {
    /// Whether rows of it wait, so that those to come wait as well.
    pub(super) const fn is_deferred(&self) -> bool {
        self.kept.waits()
    }
}

impl Envelopes {
    /// Lets a row wait; with the first one of an envelope all of its rows are judged.
    pub(super) fn defer(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) {
        let (row, place) = (booking.whole_row(), booking.place());
        let Some(envelope) = self.table.get_mut(booking.envelope) else { return };
        let is_first = !envelope.is_deferred();
        envelope.hold_row(place, booking.falls());
        self.room.clear();
        if is_first {
            later::write_document(row.document_id.unwrap_or_default(), &mut self.room);
        }
        let later = Later { place, wallet: booking.wallet, row };
        later::write_row(&later, rules.prices.methods(), &mut self.room);
        let last = self.blocks.append(envelope.kept.last(), &self.room);
        envelope.kept = Kept::with_rows(last);
        if is_first {
            self.note_waiting(booking.envelope);
        }
        if booking.falls() && row.kind == Kind::Consume && rules.prices.begins(&row) {
            self.note_ripe(booking.envelope, true);
        }
    }

    /// Notes that an envelope has rows that wait.
    fn note_waiting(&mut self, number: u32) {
        if self.waiting.len() >= self.most_waiting {
            // Those that were judged in the meantime need no place.
            let table = &self.table;
            self.waiting.retain(|number| table.get(*number).is_some_and(Envelope::is_deferred));
            let most = self.waiting.len().saturating_mul(WAITING_FOR_EACH);
            self.most_waiting = most.max(FIRST_WAITING);
        }
        self.waiting.push(number);
    }

    /// Judges all rows that wait: those of a listing that turned out to run oldest first in its order, the others
    /// in that of time.
    pub(super) fn judge_deferred(&mut self, rules: &Rules<'_>, rose: Option<u32>) {
        if let Some(first) = rose {
            self.judge_risen(rules, first);
        }
        for number in core::mem::take(&mut self.waiting) {
            self.judge_last(rules, number);
        }
    }

    /// Judges the rows that wait of a listing that turned out to run oldest first, and began in the file of this
    /// number.
    pub(super) fn judge_risen(&mut self, rules: &Rules<'_>, first: u32) {
        let (mut waiting, mut bytes) = (core::mem::take(&mut self.waiting), Vec::new());
        waiting.retain(|number| {
            let known = self.table.get(*number).filter(|envelope| envelope.is_deferred());
            let Some(envelope) = known else { return false };
            if envelope.holds_rows() {
                return true;
            }
            self.blocks.copy(envelope.kept.last(), &mut bytes);
            let rows = later::read(&bytes, rules.prices.methods()).unwrap_or_default().rows;
            if rows.iter().any(|later| later.place.listing < first) {
                return true;
            }
            self.judge(rules, *number, false);
            false
        });
        self.waiting = waiting;
    }

    /// Judges the rows that wait of an envelope, unless they have to wait for the end.
    pub(super) fn judge(&mut self, rules: &Rules<'_>, envelope: u32, is_turned: bool) {
        let known = self.table.get(envelope).filter(|envelope| !envelope.holds_rows());
        if known.is_some() {
            self.judge_with(rules, envelope, |this, rows| {
                this.book_waiting(rules, envelope, rows, is_turned);
            });
        }
    }

    /// Takes the rows that wait of an envelope and does something with them.
    pub(super) fn judge_with(
        &mut self,
        rules: &Rules<'_>,
        envelope: u32,
        judge: impl FnOnce(&mut Self, &mut [Later<'_>]),
    ) {
        let known = self.table.get_mut(envelope).filter(|envelope| envelope.is_deferred());
        let Some(known) = known else { return };
        let mut bytes = core::mem::take(&mut self.room);
        self.blocks.take(core::mem::take(&mut known.kept).last(), &mut bytes);
        let Read { based, mut rows } =
            later::read(&bytes, rules.prices.methods()).unwrap_or_default();
        self.based = based;
        judge(self, &mut rows);
        drop(rows);
        self.room = bytes;
        let based = self.based.take();
        let kept = self.keep(based.as_ref());
        if let Some(known) = self.table.get_mut(envelope) {
            known.kept = kept;
        }
    }

    /// Books rows that waited.
    pub(super) fn book_waiting(
        &mut self,
        rules: &Rules<'_>,
        envelope: u32,
        rows: &[Later<'_>],
        is_turned: bool,
    ) {
        let at = |place: &usize| rows.get(*place).map(|later| later.row.created_at);
        // In one file the order in which they were booked is that of the listing, and the clock may be wrong.
        let place = |at: usize| rows.get(at).map(|later| later.place);
        let listing = |at: usize| place(at).map(|place| place.listing);
        let is_charge =
            |at: usize| rows.get(at).is_some_and(|later| later.row.kind == Kind::Consume);
        let is_of_one = (0..rows.len()).all(|at| listing(at) == listing(0));
        let mut places = sorted(rows.len(), &|one, other| {
            is_turned && if is_of_one { place(one) > place(other) } else { at(&one) < at(&other) }
        });
        for places in places.chunk_by_mut(|one, other| at(one) == at(other)) {
            self.arrange(&rules.prices, envelope, rows, places);
            if self.table.get(envelope).is_some_and(Envelope::may_be_reduced) {
                // Another charge takes the place of one that came back, and not the other way round.
                sort(places, &|one, other| !is_charge(one) && is_charge(other));
            }
            for later in places.iter().filter_map(|place| rows.get(*place)) {
                let source = Source::Deferred { later, is_turned };
                let booking = Booking { source, wallet: later.wallet, row: later.row, envelope };
                if !self.book(rules, &booking) {
                    self.mispriced.push(later.place);
                }
            }
        }
    }
}
