//! Charges and refunds, each booked on its envelope.

use super::conventions::{Payers, ZeroRows};
use super::envelopes::Envelopes;
use super::finding::{FindingCode, Place};
use super::kept::{About, Awaiting, Kept};
use super::key::Key;
use super::shard::Rules;
use super::transaction::{Kind, Row};
use super::wording;

/// A row that changes an envelope, with what is known of both.
#[derive(Clone, Copy)]
pub(super) struct Booking<'r> {
    pub(super) place: Place,
    pub(super) wallet: u64,
    pub(super) row: Row<'r>,
    pub(super) document: &'r str,
    pub(super) envelope: u32,
}

impl Envelopes {
    /// Books a charge or a refund, and answers whether its price is right.
    pub(super) fn book(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
        self.check_wallet(rules, booking);
        if booking.row.kind == Kind::Consume {
            return self.charge(rules, booking);
        }
        if let Some(envelope) = self.table.get_mut(booking.envelope) {
            envelope.refund(booking.place, &booking.row, booking.wallet);
        }
        true
    }

    fn charge(&mut self, rules: &Rules<'_>, booking: &Booking<'_>) -> bool {
        let Booking { place, wallet, row, document, envelope: number } = *booking;
        let about = About::of(place, &row, wallet);
        let Some(envelope) = self.table.get_mut(number) else { return true };
        let recorded = row.size().get();
        if recorded > 0 && envelope.is_over_by(row.created_at) {
            envelope.net = envelope.net.saturating_add(recorded);
            envelope.excuse(recorded);
            let message = wording::charge_after_refund(document, recorded);
            let about = about.amounts(0, recorded);
            self.findings.add(FindingCode::ChargeAfterCancel, &about, message);
            return true;
        }
        let is_known = envelope.note_row(&row);
        if recorded == 0 && rules.conventions.zero_rows == ZeroRows::Refused {
            self.findings.add(FindingCode::BadRow, &about, wording::ZERO_ROW.to_owned());
            return true;
        }
        let is_first = !envelope.is_charged();
        self.charged = self.charged.saturating_add(u64::from(is_first));
        let mischarge = rules.prices.charge(envelope, &row);
        let lacking = rules.prices.lacks_base(envelope);
        if lacking || envelope.aside.is_some() {
            envelope.note_base(lacking, place, row.id, wallet);
        }
        if let Some(mischarge) = mischarge {
            envelope.excuse(recorded.saturating_sub(mischarge.expected.unwrap_or(0)));
            let about = About { expected: mischarge.expected, recorded: Some(recorded), ..about };
            let message = wording::mischarge(&row, document, &rules.prices, mischarge);
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
            let message = wording::unknown_envelope(document);
            let about = about.amounts(0, recorded);
            self.findings.add(FindingCode::UnexplainedCharge, &about, message);
        } else if let Some(found) = envelope.account(&rules.prices, &row) {
            let about = About { cause: found.cause, ..about.amounts(found.expected, recorded) };
            let message = wording::unaccounted(&row, document, &found);
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
            let about = About::of(booking.place, &booking.row, booking.wallet);
            let elsewhere = Some((envelope.wallet, Box::from(booking.document)));
            let kept = Kept::new(FindingCode::WrongWallet, &about, String::new());
            self.findings.keep(Kept { elsewhere, ..kept });
        }
    }
}
