//! Charges and refunds, each booked on its envelope.

use super::conventions::{Payers, ZeroRows};
use super::finding::{FindingCode, Place};
use super::kept::About;
use super::transaction::Row;
use super::verify::Verifier;
use super::wording;

impl Verifier<'_> {
    /// Books a charge, and answers whether its price is right.
    pub(super) fn charge(
        &mut self,
        place: Place,
        wallet: u32,
        row: &Row<'_>,
        number: Option<u32>,
    ) -> bool {
        let about = About::of(place, row, wallet);
        let (Some(document), Some(number)) = (row.document_id, number) else {
            self.findings.add(FindingCode::BadRow, &about, wording::NO_DOCUMENT.to_owned());
            return true;
        };
        self.check_wallet(&about, wallet, document, number);
        let Some(envelope) = self.envelopes.get_mut(number) else { return true };
        let recorded = row.size().get();
        if recorded > 0 && envelope.is_over_by(row.created_at) {
            envelope.net = envelope.net.saturating_add(recorded);
            envelope.excuse(recorded);
            let message = wording::charge_after_refund(document, recorded);
            let about = about.amounts(0, recorded);
            self.findings.add(FindingCode::ChargeAfterCancel, &about, message);
            return true;
        }
        let is_known = envelope.note_row(row);
        if recorded == 0 && self.conventions.zero_rows == ZeroRows::Refused {
            self.findings.add(FindingCode::BadRow, &about, wording::ZERO_ROW.to_owned());
            return true;
        }
        let is_first = !envelope.is_charged();
        let mischarge = self.prices.charge(envelope, row);
        let lacking = self.prices.lacks_base(envelope);
        if lacking || envelope.aside.is_some() {
            envelope.note_base(lacking, place, row.id, wallet);
        }
        if let Some(mischarge) = mischarge {
            envelope.excuse(recorded.saturating_sub(mischarge.expected.unwrap_or(0)));
            let about = About { expected: mischarge.expected, recorded: Some(recorded), ..about };
            let message = wording::mischarge(row, document, &self.prices, mischarge);
            self.findings.add(mischarge.code, &about, message);
            // Its first row may be still to come, in a listing that runs newest first.
            let earlier =
                mischarge.version.filter(|version| *version < self.prices.version_at(row));
            if let Some((version, kept)) = earlier.zip(self.findings.list.last_mut()) {
                kept.unless = Some((number, version));
            }
            return false;
        }
        if self.has_activity && is_first && !is_known {
            let message = wording::unknown_envelope(document);
            let about = about.amounts(0, recorded);
            self.findings.add(FindingCode::UnexplainedCharge, &about, message);
        } else if let Some(found) = envelope.account(&self.prices, row) {
            let about = About { cause: found.cause, ..about.amounts(found.expected, recorded) };
            let message = wording::unaccounted(row, document, &found);
            self.findings.add(found.code, &about, message);
        }
        true
    }

    pub(super) fn refund(
        &mut self,
        place: Place,
        wallet: u32,
        row: &Row<'_>,
        number: Option<u32>,
    ) -> bool {
        let about = About::of(place, row, wallet);
        let (Some(document), Some(number)) = (row.document_id, number) else {
            let about = about.amounts(0, row.size().get());
            let message = wording::NO_DOCUMENT_OF_REFUND.to_owned();
            self.findings.add(FindingCode::RefundWithoutCharge, &about, message);
            return true;
        };
        self.check_wallet(&about, wallet, document, number);
        if let Some(envelope) = self.envelopes.get_mut(number) {
            envelope.refund(place, row, wallet);
        }
        true
    }

    /// Whether all rows of an envelope are of one wallet, where wallets are named.
    fn check_wallet(&mut self, about: &About<'_>, wallet: u32, document: &str, number: u32) {
        let Some(envelope) = self.envelopes.get_mut(number) else { return };
        if self.conventions.payers == Payers::Several {
            return;
        }
        let own = wallet.saturating_add(1);
        if envelope.chain == own {
            return;
        }
        let Some(before) = envelope.chain.checked_sub(1) else {
            envelope.chain = own;
            return;
        };
        let name = |chain: u32| {
            let chain = usize::try_from(chain).ok().and_then(|at| self.chains.get(at));
            chain.and_then(|(name, _)| name.as_deref())
        };
        if let (Some(before), Some(_)) = (name(before), name(wallet)) {
            let message = wording::wrong_wallet(document, before);
            self.findings.add(FindingCode::WrongWallet, about, message);
        }
    }
}
