//! Charges and refunds of one envelope and one instant.
//!
//! `createdAt` is to the second, so such ties are normal and their order in a listing means nothing; but what is due for
//! a charge depends on those before it. So they wait for each other, and are booked in an order that explains most of
//! them.

use super::bookings::Booking;
use super::charges::Prices;
use super::envelope::Envelope;
use super::envelopes::Envelopes;
use super::later::{Later, in_life};
use super::part::Part;
use super::rules::Rules;
use super::transaction::Kind;
use crate::error::Error;
use crate::sorted::sort;

/// How many rows of an envelope and an instant are tried one after the other, at most.
const MAX_TRIED: usize = 64;

/// In which orders rows of an envelope and an instant are looked at, the likeliest first: that of their balances, which
/// what comes into the wallet among them may spoil, and those that a listing of booked rows has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    ByBalance,
    Listed,
    Turned,
}

impl Order {
    fn is_before(self, one: &Later<'_>, other: &Later<'_>) -> bool {
        match self {
            Self::ByBalance => in_life(one) < in_life(other),
            Self::Listed => one.place < other.place,
            Self::Turned => other.place < one.place,
        }
    }
}

impl Envelopes {
    /// Takes rows that others may be taken together with: they wait until the run ends.
    pub(super) fn hold(
        &mut self,
        rules: &Rules<'_>,
        part: &Part,
        rows: &[u32],
    ) -> Result<(), Error> {
        for row in rows {
            let number = self.number_of(part.document(*row))?;
            let booking = Booking::of(part, *row, number);
            let Some((booking, envelope)) = booking.zip(self.table.get_mut(number)) else {
                continue;
            };
            envelope.is_recent = true;
            if !booking.waits(envelope) {
                self.note_ripe(number, false);
            }
            self.defer(rules, &booking);
        }
        Ok(())
    }

    /// Notes that the rows of an envelope that wait are to be judged once the run ends: those of a listing that runs newest
    /// first in the order of time.
    pub(super) fn note_ripe(&mut self, envelope: u32, is_turned: bool) {
        self.ripe.extend(self.table.key(envelope).map(|key| (key, is_turned)));
    }

    /// Judges what has waited for others of its instant: none of them is to come.
    pub(super) fn end_run(&mut self, rules: &Rules<'_>) {
        while let Some((key, is_turned)) = self.ripe.pop() {
            if let Some(number) = self.table.find(key) {
                self.judge(rules, number, is_turned);
            }
        }
    }

    /// Books rows of a part that are taken together.
    pub(super) fn book_together(
        &mut self,
        rules: &Rules<'_>,
        part: &Part,
        rows: &[u32],
        envelopes: &[u32],
    ) -> Result<(), Error> {
        let is_new = |(at, envelope)| !envelopes.iter().take(at).any(|before| before == envelope);
        if envelopes.iter().enumerate().all(is_new) {
            for (row, envelope) in rows.iter().zip(envelopes) {
                if let Some(booking) = Booking::of(part, *row, *envelope) {
                    self.book(rules, &booking);
                }
            }
        } else {
            self.hold(rules, part, rows)?;
        }
        self.end_run(rules);
        Ok(())
    }

    /// Puts the rows of one envelope and instant, which have these places among all, in the order in which the fewest charges
    /// are wrong.
    pub(super) fn arrange(
        &mut self,
        prices: &Prices<'_>,
        envelope: u32,
        rows: &[Later<'_>],
        places: &mut [usize],
    ) {
        let Some(envelope) = self.table.get_mut(envelope).filter(|_| places.len() > 1) else {
            return;
        };
        let mut best: Option<(usize, Vec<usize>)> = None;
        // What may be a base comes first, unless all is right otherwise.
        for (base_first, tried) in [(true, 1), (false, 1), (true, MAX_TRIED)] {
            let names = |later: &Later<'_>| {
                base_first
                    && (later.row.kind != Kind::Consume || later.row.signature_method.is_some())
            };
            for order in [Order::ByBalance, Order::Listed, Order::Turned] {
                sort(places, &|one, other| {
                    let Some((one, other)) = rows.get(one).zip(rows.get(other)) else {
                        return false;
                    };
                    let (named, other_named) = (names(one), names(other));
                    if named == other_named { order.is_before(one, other) } else { other_named }
                });
                let wrong = envelope.try_out(prices, rows, places, tried);
                if wrong == 0 {
                    return;
                }
                // Where no order makes more of them right, they were booked as balances have it.
                let as_booked = !base_first && order == Order::ByBalance;
                let is_better = |least: usize| wrong < least || wrong == least && as_booked;
                if best.as_ref().is_none_or(|(least, _)| is_better(*least)) {
                    best = Some((wrong, places.to_vec()));
                }
            }
        }
        if let Some((_, best)) = best {
            places.copy_from_slice(&best);
        }
    }
}

impl Envelope {
    /// How many charges are wrong if rows are booked in this order, or each time the first of the next so many that is right;
    /// books none of them.
    fn try_out(
        &mut self,
        prices: &Prices<'_>,
        rows: &[Later<'_>],
        mut places: &mut [usize],
        tried: usize,
    ) -> usize {
        let (before, mut wrong) = (self.bill(), 0_usize);
        while !places.is_empty() {
            let mut is_right = |place: &usize| {
                let Some(later) = rows.get(*place) else { return true };
                let before = self.bill();
                let right =
                    later.row.kind != Kind::Consume || prices.charge(self, &later.row).is_none();
                if !right && tried > 1 {
                    self.set_bill(before);
                }
                right
            };
            let next = places.iter().take(tried).position(&mut is_right);
            if next.is_none() {
                wrong = wrong.saturating_add(1);
            }
            let (these, _) = places.split_at_mut(next.unwrap_or(0).saturating_add(1));
            these.rotate_right(1);
            places = places.split_first_mut().map_or(&mut [], |(_, rest)| rest);
        }
        self.set_bill(before);
        wrong
    }
}
