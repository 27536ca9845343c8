//! Charges and refunds, each booked on its envelope.

use super::charges::Prices;
use super::conventions::{Payers, ZeroRows};
use super::due::{EARLIER, Mischarge};
use super::envelope::{Envelope, Unpaid};
use super::envelopes::Envelopes;
use super::finding::{FindingCode, Place};
use super::kept::{About, Awaiting, Kept};
use super::key::Key;
use super::later::Later;
use super::part::{Part, mark};
use super::rules::{ROWS_AT_ONCE, Rules};
use super::seat::{Based, Seat};
use super::transaction::{Kind, Row};
use super::wording;
use crate::error::Error;

/// A row that changes an envelope, with what is known of both.
#[derive(Clone, Copy)]
pub(super) struct Booking<'r> {
    pub(super) source: Source<'r>,
    pub(super) wallet: u64,
    /// What its price depends on. Its other texts are in memory that is not at hand, and nearly no row needs them.
    pub(super) row: Row<'r>,
    pub(super) envelope: u32,
}

/// Where a row comes from.
#[derive(Clone, Copy)]
pub(super) enum Source<'r> {
    /// The row of this number in a part.
    Part(&'r Part, u32),
    /// It waited, with others of this envelope, and comes in the order of time or in that of its listing.
    Deferred { later: &'r Later<'r>, is_turned: bool },
}

impl<'r> Booking<'r> {
    /// A row of a part, unless it does not count.
    pub(super) fn of(part: &'r Part, number: u32, envelope: u32) -> Option<Self> {
        let row = part.priced_row(number)?;
        let wallet = part.wallet(number).half();
        let counts = part.mark(number) & (mark::SAME_ROW | mark::LEFT_OUT) == 0;
        counts.then_some(Self { source: Source::Part(part, number), wallet, row, envelope })
    }

    pub(super) fn place(&self) -> Place {
        match self.source {
            Source::Part(part, number) => part.place(number),
            Source::Deferred { later, .. } => later.place,
        }
    }

    /// The row with all its texts.
    pub(super) fn whole_row(&self) -> Row<'r> {
        match self.source {
            Source::Part(part, number) => part.row(number).unwrap_or(self.row),
            Source::Deferred { later, .. } => later.row,
        }
    }

    /// Whether it has to wait for the rest of its envelope's rows.
    pub(super) fn waits(&self, envelope: &Envelope) -> bool {
        match self.source {
            Source::Part(part, number) => {
                let is_early = number < part.heading.judged_from;
                is_early || envelope.is_deferred() || envelope.is_held(|| part.place(number))
            }
            Source::Deferred { .. } => false,
        }
    }

    fn is_turned(&self) -> bool {
        matches!(self.source, Source::Deferred { is_turned: true, .. })
    }

    /// Whether it is known to come before the rows that were listed before it.
    pub(super) fn falls(&self) -> bool {
        match self.source {
            Source::Part(part, number) => number >= part.heading.falls_from,
            Source::Deferred { is_turned, .. } => is_turned,
        }
    }

    fn document(&self) -> &'r str {
        self.whole_row().document_id.unwrap_or_default()
    }

    fn seat(&self) -> Seat {
        Seat { place: self.place(), id: self.whole_row().id.into(), wallet: self.wallet }
    }

    fn about(&self) -> About<'r> {
        About::of(self.place(), &self.whole_row(), self.wallet)
    }
}

impl Envelopes {
    /// Books the rows of a part that are of these envelopes.
    pub(super) fn book_all(
        &mut self,
        rules: &Rules<'_>,
        part: &Part,
        rows: &[u32],
    ) -> Result<(), Error> {
        let (lead, tail) = (part.lead(), part.tail());
        let (first, rest) = rows.split_at(rows.partition_point(|row| *row < lead));
        let (rows, last) = rest.split_at(rest.partition_point(|row| *row < tail));
        if lead == 0 && part.len() > 0 {
            self.end_run(rules);
        }
        self.hold(rules, part, first)?;
        if tail > 0 {
            self.end_run(rules);
        }
        self.book_at_once(rules, part, rows)?;
        if let Some(first) = part.heading.rose_within {
            self.judge_risen(rules, first);
        }
        self.hold(rules, part, last)?;
        self.make_overdue_room()
    }

    /// Books rows of a part, of which all that are to be taken together are among them.
    fn book_at_once(
        &mut self,
        rules: &Rules<'_>,
        part: &Part,
        mut rest: &[u32],
    ) -> Result<(), Error> {
        let mut numbers = core::mem::take(&mut self.numbers);
        while !rest.is_empty() {
            let (rows, later) = rest.split_at(part.end_of_together(rest, ROWS_AT_ONCE));
            rest = later;
            let keys = rows.iter().map(|row| part.document(*row));
            self.guess(keys.clone(), &mut numbers);
            for (key, number) in keys.zip(&mut numbers) {
                *number = self.number_near(key, *number)?;
            }
            self.touch_kept(&numbers);
            let mut numbers = numbers.as_slice();
            for rows in rows.chunk_by(|one, other| part.are_together(*one, *other)) {
                let (of_these, others) = numbers.split_at(rows.len().min(numbers.len()));
                numbers = others;
                self.book_together(rules, part, rows, of_these)?;
            }
        }
        self.numbers = numbers;
        Ok(())
    }

    /// Books a charge or a refund, and answers whether its price is right as far as is known.
    pub(super) fn book(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
        let Some(envelope) = self.table.get_mut(booking.envelope) else { return true };
        envelope.is_recent = true;
        if booking.waits(envelope) {
            self.defer(rules, booking);
            return true;
        }
        if booking.row.kind == Kind::Add {
            // It changes no envelope, unless it turns out to be of another type.
            return true;
        }
        self.check_wallet(rules, booking);
        if booking.row.kind == Kind::Consume {
            return self.charge(rules, booking);
        }
        if let Some(envelope) = self.table.get_mut(booking.envelope) {
            envelope.refund(booking.place(), &booking.whole_row(), booking.wallet);
        }
        true
    }

    fn charge(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
        let Booking { row, envelope: number, .. } = *booking;
        let Some(envelope) = self.table.get_mut(number) else { return true };
        let recorded = row.size().get();
        if recorded > 0 && envelope.is_over_by(row.created_at) && !envelope.is_owed(recorded) {
            envelope.net = envelope.net.saturating_add(recorded);
            envelope.excuse(recorded);
            let message = wording::charge_after_refund(booking.document(), recorded);
            let about = booking.about().amounts(0, recorded);
            self.findings.add(FindingCode::ChargeAfterCancel, &about, message);
            return true;
        }
        let is_known = envelope.note_row(&rules.prices, &row);
        if recorded == 0 && rules.conventions.zero_rows == ZeroRows::Refused {
            let message = wording::ZERO_ROW.to_owned();
            self.findings.add(FindingCode::BadRow, &booking.about(), message);
            return true;
        }
        let (is_first, before) = (!envelope.is_charged(), envelope.paid);
        self.charged = self.charged.saturating_add(u64::from(is_first));
        let (mischarge, later) = self.book_charge(rules, booking, is_first);
        let Some(envelope) = self.table.get_mut(number) else { return true };
        let told = mischarge.filter(|_| !envelope.is_by_other(&rules.prices, &row));
        if let Some(mischarge) = told {
            let mischarge = envelope.hold_to(&rules.prices, &row, before, mischarge);
            self.tell_mischarge(rules, booking, mischarge, later.as_ref());
            return later.is_some();
        }
        if rules.has_activity && is_first && !is_known {
            let message = wording::unknown_envelope(booking.document());
            let about = booking.about().amounts(0, recorded);
            self.findings.add(FindingCode::UnexplainedCharge, &about, message);
        } else if let Some(found) = envelope.account(&rules.prices, &row, before, || booking.seat())
        {
            let ahead = found.ahead.as_deref();
            let recorded = ahead.map_or(recorded, |ahead| ahead.amount);
            let about = ahead.map_or_else(|| booking.about(), |ahead| About::seat(&ahead.seat));
            let about = About { cause: found.cause, ..about.amounts(found.expected, recorded) };
            let message = wording::unaccounted(&row, recorded, booking.document(), &found);
            self.findings.add(found.code, &about, message);
            if let Some(ahead) = ahead {
                self.mispriced.push(ahead.seat.place);
                return true;
            }
            return found.cause.is_some();
        }
        true
    }

    /// Books a charge on its envelope, with what it says of rows before it, and answers what is wrong with it; of two bases
    /// also the row of the other one.
    fn book_charge(
        &mut self,
        rules: &Rules<'_>,
        booking: &Booking<'_>,
        is_first: bool,
    ) -> (Option<Mischarge>, Option<Based>) {
        let (row, prices) = (&booking.row, &rules.prices);
        let Some(envelope) = self.table.get_mut(booking.envelope) else { return (None, None) };
        let is_zero = row.size().get() == 0;
        if is_first && !is_zero {
            envelope.note_uncharged(booking.place(), row, booking.wallet);
        }
        let before = envelope.paid;
        let (mut mischarge, later) = envelope.charge(rules, booking, is_first, &mut self.based);
        if let Some(early) = envelope.take_early() {
            let due = early.amount.saturating_sub(early.over);
            let about = About::seat(&early.seat).amounts(due, early.amount);
            let message = wording::early(booking.document(), early.amount, due);
            self.findings.add(FindingCode::Overcharged, &about, message);
            self.mispriced.push(early.seat.place);
            // What this row is for was not in that one.
            mischarge = mischarge.filter(|found| found.code != FindingCode::DoubleFlat);
        }
        if !is_zero {
            envelope.forget_unpaid();
        }
        if mischarge.is_none() {
            envelope.note_early(prices, row, &before, || booking.seat());
            if is_zero {
                envelope.note_unpaid(prices, booking);
            }
        }
        (mischarge, later)
    }

    /// Tells of a wrong charge, or of a later row that is one too many beside it.
    fn tell_mischarge(
        &mut self,
        rules: &Rules<'_>,
        booking: &Booking<'_>,
        mischarge: Mischarge,
        later: Option<&Based>,
    ) {
        let row = booking.whole_row();
        let recorded = later.map_or(row.size().get(), |later| later.amount);
        let goes_on = mischarge.version == Some(EARLIER);
        let is_unknown = mischarge.code == FindingCode::UnknownMethod;
        let is_due = goes_on || mischarge.is_misnamed || is_unknown;
        if let Some(envelope) = self.table.get_mut(booking.envelope).filter(|_| !is_due) {
            envelope.excuse(recorded.saturating_sub(mischarge.expected.unwrap_or(0)));
        }
        let about = later.map_or_else(|| booking.about(), |later| About::seat(&later.seat));
        let about = About { expected: mischarge.expected, recorded: Some(recorded), ..about };
        let document = booking.document();
        let message = wording::mischarge(&row, recorded, document, &rules.prices, mischarge);
        let kept = Kept::new(mischarge.code, &about, message);
        self.mispriced.extend(later.map(|later| later.seat.place));
        // Its first row may be still to come, in a listing that runs newest first.
        let own = rules.prices.version_at(row.created_at);
        match mischarge.version.filter(|version| *version < own || goes_on) {
            None => self.findings.keep(kept),
            Some(version) => {
                if let Some(envelope) = self.table.get_mut(booking.envelope) {
                    envelope.aside_mut().is_awaited = true;
                }
                let envelope = self.table.key(booking.envelope).unwrap_or(Key::NONE);
                self.awaiting.push(Awaiting { envelope, version, kept });
            }
        }
    }

    /// Whether all rows of an envelope are of one wallet, where wallets are named.
    fn check_wallet(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) {
        let Some(envelope) = self.table.get_mut(booking.envelope) else { return };
        if rules.conventions.payers == Payers::Several || envelope.wallet == booking.wallet {
            return;
        }
        if envelope.wallet == 0 {
            envelope.wallet = booking.wallet;
            return;
        }
        if Key::is_of_text(envelope.wallet) && Key::is_of_text(booking.wallet) {
            // Where wallets are listed one after the other, the one that paid for the creation may come later.
            let unbased = envelope.aside.as_ref().and_then(|aside| aside.unbased.clone());
            let strayed = unbased.filter(|_| rules.prices.has_base(&booking.row));
            if strayed.is_some() {
                envelope.wallet = booking.wallet;
            }
            let elsewhere = Some((envelope.wallet, Box::from(booking.document())));
            let about = strayed.as_ref().map_or_else(|| booking.about(), About::seat);
            let kept = Kept::new(FindingCode::WrongWallet, &about, String::new());
            self.findings.keep(Kept { elsewhere, ..kept });
        }
    }
}

impl Envelope {
    /// Forgets a row of nothing once another row has paid the flat price.
    fn forget_unpaid(&mut self) {
        let once = self.paid.once;
        if let Some(aside) = &mut self.aside {
            aside.unpaid.take_if(|unpaid| unpaid.once & !once == 0);
        }
    }

    /// Notes a row of nothing where no row has paid the flat price of its method yet.
    fn note_unpaid(&mut self, prices: &Prices<'_>, booking: &Booking<'_>) {
        let Some((once, amount)) = prices.unpaid(self, &booking.row) else { return };
        let method = booking.row.signature_method.unwrap_or_default().into();
        let unpaid = Unpaid { seat: booking.seat(), method, once, amount };
        self.aside_mut().unpaid.get_or_insert(Box::new(unpaid));
    }

    /// Books a charge, and says what is wrong with it. Of two bases the later one is told, which a listing that runs
    /// newest first has before the other; that one is answered then. The row with the base is `based`.
    fn charge(
        &mut self,
        rules: &Rules<'_>,
        booking: &Booking<'_>,
        is_first: bool,
        based: &mut Option<Based>,
    ) -> (Option<Mischarge>, Option<Based>) {
        let (row, prices, before) = (&booking.row, &rules.prices, self.paid);
        let lacked = is_first || prices.lacks_base(self);
        let (mut mischarge, mut later) = (prices.charge(self, row), None);
        if let Some(found) = mischarge.filter(|_| booking.is_turned()) {
            later = based.clone().filter(|later| {
                later.at > row.created_at
                    && (found.code == FindingCode::DoubleBase && later.amount == row.size().get()
                        || prices.charge_with_base(before, self, row))
            });
            if later.is_some() {
                mischarge = Some(Mischarge::new(FindingCode::DoubleBase, Some(0)));
            }
        }
        let lacking = prices.lacks_base(self);
        let seat = || booking.seat();
        if booking.is_turned() && !lacking && (lacked || later.is_some()) {
            *based = Some(Based { seat: seat(), at: row.created_at, amount: row.size().get() });
        }
        // What is charged for a method that no price is known of may have the base in it.
        let is_unknown = mischarge.is_some_and(|found| found.code == FindingCode::UnknownMethod);
        if !is_unknown && (lacking || self.aside.is_some()) {
            self.note_base(lacking, booking.is_turned(), seat);
        }
        (mischarge, later)
    }
}
