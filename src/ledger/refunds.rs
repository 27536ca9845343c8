//! What came back for an envelope, set against what was charged for it.
//!
//! "If an envelope fails or is cancelled, credits may be refunded" (SignSecure documentation, Credits page): a
//! refund that is not there is no fault, one of more than was charged is. A listing may run newest first, so
//! most of this is said at the end.

use super::envelope::{Envelope, Refunded};
use super::finding::{Cause, FindingCode, Place};
use super::seat::Seat;
use super::transaction::Row;
use crate::time::Instant;

impl Envelope {
    /// Books a refund.
    pub(super) fn refund(&mut self, place: Place, row: &Row<'_>, wallet: u64) {
        let amount = row.size().get();
        if amount == 0 {
            return;
        }
        self.note_refund(row.created_at, amount);
        self.net = self.net.saturating_sub(amount);
        let used_up = self.is_charged() && self.net <= 0;
        let seat = || Seat { place, id: row.id.into(), wallet };
        let refunded = &mut self.aside_mut().refunded;
        let refunded = refunded.get_or_insert_with(|| {
            Box::new(Refunded {
                seat: seat(),
                at: row.created_at,
                last: amount,
                total: 0,
                full_at: None,
            })
        });
        refunded.total = refunded.total.saturating_add(amount);
        if row.created_at >= refunded.at {
            (refunded.seat, refunded.at, refunded.last) = (seat(), row.created_at, amount);
        }
        if used_up && refunded.full_at.is_none() {
            refunded.full_at = Some(row.created_at);
        }
    }

    /// Notes that something came back before this row, which is the first charge. Of another file or wallet nothing is known.
    pub(super) fn note_uncharged(&mut self, place: Place, row: &Row<'_>, wallet: u64) {
        let Some(aside) = &mut self.aside else { return };
        aside.uncharged = aside.refunded.as_ref().and_then(|refunded| {
            let Refunded { seat, at, total, .. } = &**refunded;
            let is_near = seat.wallet == wallet && seat.place.listing == place.listing;
            (is_near && *at < row.created_at).then(|| Box::new((seat.clone(), *total)))
        });
    }

    /// What came back so far.
    pub(super) fn refunded(&self) -> i64 {
        let refunded = self.aside.as_ref().and_then(|aside| aside.refunded.as_ref());
        refunded.map_or(0, |refunded| refunded.total)
    }

    /// What was charged so far.
    pub(super) fn charges(&self) -> i64 {
        self.net.saturating_add(self.refunded())
    }

    /// Whether a row was booked after all charges had come back.
    pub(super) fn is_over_by(&self, at: Instant) -> bool {
        let refunded = self.aside.as_ref().and_then(|aside| aside.refunded.as_ref());
        refunded.and_then(|refunded| refunded.full_at).is_some_and(|full| full < at)
    }

    /// What is wrong with its refunds, in the end.
    pub(super) fn refund_fault(&self) -> Option<(FindingCode, &Refunded, Option<Cause>)> {
        let refunded = self.aside.as_ref()?.refunded.as_ref()?;
        if !self.is_charged() {
            return Some((FindingCode::RefundWithoutCharge, refunded, None));
        }
        let before = refunded.total.saturating_sub(refunded.last);
        let twice = before > 0 && before >= self.charges();
        let cause = twice.then_some(Cause::RefundedTwice);
        (self.net < 0).then_some((FindingCode::RefundExceedsCharge, refunded, cause))
    }
}
