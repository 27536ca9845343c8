//! Charges and refunds, each booked on its envelope.

use super::conventions::{Payers, ZeroRows};
use super::envelopes::Envelopes;
use super::finding::{FindingCode, Place};
use super::kept::{About, Awaiting, Kept};
use super::key::Key;
use super::part::Part;
use super::shard::Rules;
use super::transaction::{Kind, Row};
use super::wording;

/// A row that changes an envelope, with what is known of both.
#[derive(Clone, Copy)]
pub(super) struct Booking<'r> {
    pub(super) part: &'r Part,
    pub(super) number: u32,
    pub(super) wallet: u64,
    /// What its price depends on. Its other texts are in memory that is not at hand, and nearly no row needs them.
    pub(super) row: Row<'r>,
    pub(super) envelope: u32,
}

impl<'r> Booking<'r> {
    fn place(&self) -> Place {
        self.part.place(self.number)
    }

    /// The row with all its texts.
    fn whole_row(&self) -> Row<'r> {
        self.part.row(self.number).unwrap_or(self.row)
    }

    fn document(&self) -> &'r str {
        self.whole_row().document_id.unwrap_or_default()
    }

    fn about(&self) -> About<'r> {
        About::of(self.place(), &self.whole_row(), self.wallet)
    }
}

impl Envelopes {
    /// Books a charge or a refund, and answers whether its price is right.
    pub(super) fn book(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
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
        if recorded > 0 && envelope.is_over_by(row.created_at) {
            envelope.net = envelope.net.saturating_add(recorded);
            envelope.excuse(recorded);
            let message = wording::charge_after_refund(booking.document(), recorded);
            let about = booking.about().amounts(0, recorded);
            self.findings.add(FindingCode::ChargeAfterCancel, &about, message);
            return true;
        }
        let is_known = envelope.note_row(&row);
        if recorded == 0 && rules.conventions.zero_rows == ZeroRows::Refused {
            let message = wording::ZERO_ROW.to_owned();
            self.findings.add(FindingCode::BadRow, &booking.about(), message);
            return true;
        }
        let is_first = !envelope.is_charged();
        self.charged = self.charged.saturating_add(u64::from(is_first));
        let mischarge = rules.prices.charge(envelope, &row);
        let lacking = rules.prices.lacks_base(envelope);
        if lacking || envelope.aside.is_some() {
            let id = booking.whole_row().id;
            envelope.note_base(lacking, booking.place(), id, booking.wallet);
        }
        if let Some(mischarge) = mischarge {
            envelope.excuse(recorded.saturating_sub(mischarge.expected.unwrap_or(0)));
            let (about, row) = (booking.about(), booking.whole_row());
            let about = About { expected: mischarge.expected, recorded: Some(recorded), ..about };
            let message = wording::mischarge(&row, booking.document(), &rules.prices, mischarge);
            let kept = Kept::new(mischarge.code, &about, message);
            // Its first row may be still to come, in a listing that runs newest first.
            match mischarge.version.filter(|version| *version < rules.prices.version_at(&row)) {
                None => self.findings.keep(kept),
                Some(version) => {
                    envelope.is_awaited = true;
                    let envelope = self.table.key(number).unwrap_or(Key::NONE);
                    self.awaiting.push(Awaiting { envelope, version, kept });
                }
            }
            return false;
        }
        if rules.has_activity && is_first && !is_known {
            let message = wording::unknown_envelope(booking.document());
            let about = booking.about().amounts(0, recorded);
            self.findings.add(FindingCode::UnexplainedCharge, &about, message);
        } else if let Some(found) = envelope.account(&rules.prices, &row) {
            let about = booking.about().amounts(found.expected, recorded);
            let about = About { cause: found.cause, ..about };
            let message = wording::unaccounted(&booking.whole_row(), booking.document(), &found);
            self.findings.add(found.code, &about, message);
        }
        true
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
            let elsewhere = Some((envelope.wallet, Box::from(booking.document())));
            let kept = Kept::new(FindingCode::WrongWallet, &booking.about(), String::new());
            self.findings.keep(Kept { elsewhere, ..kept });
        }
    }
}
