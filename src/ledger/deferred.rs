//! Charges and refunds of listings that run newest first: they wait for the first row of their envelope, since what is
//! due depends on what was charged before.
//!
//! So do the first rows of any listing, until its clocks tell which way it runs. A listing that runs oldest first
//! needs no room.

use super::bookings::{Booking, Source};
use super::chain::MAX_UNDIRECTED;
use super::conventions::RowOrder;
use super::envelope::{Deferred, Envelope, Later};
use super::envelopes::Envelopes;
use super::key::Key;
use super::part::{Heading, Part};
use super::rules::Rules;
use super::seat::Based;
use super::transaction::{Kind, Row};
use crate::sorted::sorted;
use crate::time::Instant;

/// By how many pairs of rows one way has to win.
const LEAD: usize = 4;
/// How many envelopes with rows that wait are noted before those are looked for that do not any more.
const FIRST_WAITING: usize = 1_024;

/// Which way the rows of a listing run, as far as their clocks tell.
#[derive(Debug, Default)]
pub(super) struct Running {
    /// The number of its first file.
    first: u32,
    last: Option<Instant>,
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
            next = next.saturating_add(1);
            self.rows = self.rows.saturating_add(1);
            if let Some(last) = self.last.replace(row.created_at) {
                self.rising = self.rising.saturating_add((last < row.created_at).into());
                self.falling = self.falling.saturating_add((last > row.created_at).into());
            }
            if self.rising.abs_diff(self.falling) >= LEAD || self.rows >= MAX_UNDIRECTED {
                self.falls = Some(self.falling > self.rising);
            }
        }
        match self.falls {
            Some(true) => heading.falls_from = next,
            Some(false) => {
                heading.judged_from = next;
                heading.rose_within = Some(self.first).filter(|_| known.is_none());
            }
            None => {}
        }
        heading
    }

    /// The first file of a listing that ended before it was clear which way it runs, if that is oldest first.
    pub(super) fn rising_end(&self) -> Option<u32> {
        let rises = self.falls.is_none() && self.rows > 0 && self.rising >= self.falling;
        rises.then_some(self.first)
    }
}

impl Later {
    /// The row; the key of its wallet is kept instead of its name.
    pub(super) fn row<'r>(&'r self, document: &'r str) -> Row<'r> {
        Row {
            id: &self.id,
            kind: self.kind,
            amount: self.amount,
            balance_after: self.balance_after,
            document_id: Some(document),
            signature_method: self.method.as_deref(),
            wallet_id: None,
            created_at: self.created_at,
        }
    }

    /// What comes first in the life of an envelope: of one instant charges before refunds, and of these what leaves
    /// the higher balance.
    fn order(&self) -> impl Ord + use<> {
        let is_refund = self.kind == Kind::Refund;
        let falling = |amount: i64| amount.checked_neg();
        let size = self.row("").size().get();
        let balance = self.balance_after.get();
        (self.created_at, is_refund, falling(balance), falling(size), self.place)
    }
}

impl Envelope {
    /// Whether rows of it wait, so that those to come wait as well.
    pub(super) fn is_deferred(&self) -> bool {
        self.aside.as_ref().is_some_and(|aside| aside.deferred.is_some())
    }

    fn deferred(&self) -> Option<&Deferred> {
        self.aside.as_ref()?.deferred.as_deref()
    }

    /// The row with its base that was booked before one of this instant, and comes after it in time.
    pub(super) fn later_base(&self, at: Instant) -> Option<&Based> {
        self.aside.as_ref()?.based.as_ref().filter(|based| based.at > at)
    }
}

impl Envelopes {
    /// Lets a row wait; with the first one of an envelope all of its rows are judged. Answers whether the row's price
    /// is right as far as is known.
    pub(super) fn defer(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
        let row = booking.whole_row();
        self.note_waiting(booking.envelope);
        let Some(envelope) = self.table.get_mut(booking.envelope) else { return true };
        let deferred = envelope.aside_mut().deferred.get_or_insert_with(|| {
            let document = row.document_id.unwrap_or_default().into();
            Box::new(Deferred { document, rows: Vec::new() })
        });
        let place = booking.place();
        deferred.rows.push(Later {
            place,
            id: row.id.into(),
            method: row.signature_method.map(Box::from),
            wallet: booking.wallet,
            kind: row.kind,
            amount: row.amount,
            balance_after: row.balance_after,
            created_at: row.created_at,
        });
        if !booking.falls() || row.kind != Kind::Consume || !rules.prices.has_base(&row) {
            return true;
        }
        let before = self.mispriced.len();
        self.judge(rules, booking.envelope, true);
        !self.mispriced.iter().skip(before).any(|mispriced| *mispriced == place)
    }

    /// Notes that an envelope has rows that wait, from its first one on.
    fn note_waiting(&mut self, number: u32) {
        let is_deferred = |envelope: Option<&Envelope>| envelope.is_some_and(Envelope::is_deferred);
        if is_deferred(self.table.get(number)) {
            return;
        }
        if self.waiting.len() >= self.most_waiting {
            // Those that were judged in the meantime need no place.
            let table = &self.table;
            let known = |key: &Key| table.find(*key).and_then(|number| table.get(number));
            self.waiting.retain(|key| is_deferred(known(key)));
            self.most_waiting = self.waiting.len().saturating_mul(2).max(FIRST_WAITING);
        }
        self.waiting.extend(self.table.key(number));
    }

    /// Judges all rows that wait: those of a listing that turned out to run oldest first in its order, the others
    /// in that of time.
    pub(super) fn judge_deferred(&mut self, rules: &Rules<'_>, rose: Option<u32>) {
        if let Some(first) = rose {
            self.judge_risen(rules, first);
        }
        for key in core::mem::take(&mut self.waiting) {
            if let Some(number) = self.table.find(key) {
                self.judge(rules, number, true);
            }
        }
    }

    /// Judges the rows that wait of a listing that turned out to run oldest first, and began in the file of this
    /// number.
    pub(super) fn judge_risen(&mut self, rules: &Rules<'_>, first: u32) {
        let mut waiting = core::mem::take(&mut self.waiting);
        waiting.retain(|key| {
            let Some(number) = self.table.find(*key) else { return false };
            let Some(deferred) = self.table.get(number).and_then(Envelope::deferred) else {
                return false;
            };
            let is_before = |row: &Later| row.place.listing < first;
            if deferred.rows.iter().any(is_before) {
                return true;
            }
            self.judge(rules, number, false);
            false
        });
        self.waiting = waiting;
    }

    fn judge(&mut self, rules: &Rules<'_>, envelope: u32, is_turned: bool) {
        let aside = self.table.get_mut(envelope).and_then(|known| known.aside.as_mut());
        let Some(deferred) = aside.and_then(|aside| aside.deferred.take()) else { return };
        let Deferred { document, rows } = *deferred;
        let order = |at: usize| rows.get(at).map(Later::order);
        let order = sorted(rows.len(), &|one, other| is_turned && order(one) < order(other));
        for at in order {
            let Some(later) = rows.get(at) else { continue };
            let row = later.row(&document);
            let source = Source::Deferred { later, document: &document, is_turned };
            let booking = Booking { source, wallet: later.wallet, row, envelope };
            if !self.book(rules, &booking) {
                self.mispriced.push(later.place);
            }
        }
    }
}
