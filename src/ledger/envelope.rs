//! What is known of one envelope.

use super::blocks::Kept;
use super::conventions::PricedAt;
use super::doubt::Held;
use super::finding::{FindingCode, Place};
use super::paid::Paid;
use super::seat::Seat;
use crate::time::Instant;

/// What is known of an envelope.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope {
    pub(super) paid: Paid,
    /// What was charged, less what came back.
    pub(super) net: i64,
    /// The wallet of its first row; 0 before that.
    pub(super) wallet: u64,
    /// The earliest version of its rows: it was created under that one or one before.
    pub(super) version: u16,
    pub(super) charged: bool,
    /// It came up since those that did not were put away.
    pub(super) is_recent: bool,
    /// Rows that wait for the rest of its rows, and the row with its base where rows come newest first.
    pub(super) kept: Kept,
    /// What only some envelopes need.
    pub(super) aside: Option<Box<Aside>>,
}

/// What was paid for an envelope and under which version, net of what came back, and whether anything was.
pub(super) type Bill = (Paid, i64, u16, bool);

/// What only some envelopes need, and those mostly for a while.
#[derive(Clone, Debug, Default)]
pub(super) struct Aside {
    /// Its first charge, kept while the base was not charged.
    pub(super) unbased: Option<Seat>,
    pub(super) refunded: Option<Box<Refunded>>,
    /// A row of nothing for a flat price that no row has paid.
    pub(super) unpaid: Option<Box<Unpaid>>,
    /// The latest refund from before the first charge, and what had come back by then.
    pub(super) uncharged: Option<Box<(Seat, i64)>>,
    pub(super) expected: Option<Box<Expected>>,
    /// What of the charges was told to be wrong, and does not count.
    pub(super) wrong: i64,
    /// A finding waits for what becomes of it.
    pub(super) is_awaited: bool,
    /// Its rows wait until the balances have said what one of them was.
    pub(super) held: Option<Held>,
    /// Where an earlier check has told that the base is missing, or that too much came back.
    pub(super) told: Vec<(FindingCode, Place)>,
}

impl Aside {
    /// Whether an earlier check has told what is wrong at a place. That the base is missing is told once, wherever.
    pub(super) fn has_told(&self, code: FindingCode, place: Place) -> bool {
        let is_it =
            |told: &(FindingCode, Place)| told.1 == place || code == FindingCode::MissingBase;
        self.told.iter().any(|told| told.0 == code && is_it(told))
    }

    /// Whether nothing is in it.
    pub(super) fn is_idle(&self) -> bool {
        let has_told = self.wrong != 0 || !self.told.is_empty();
        let has_told = has_told || self.is_awaited || self.held.is_some();
        let waits = self.unpaid.is_some() || self.uncharged.is_some() || self.expected.is_some();
        self.refunded.is_none() && !waits && !has_told
    }
}

impl Envelope {
    /// Whether anything was charged for it yet.
    pub(super) const fn is_charged(&self) -> bool {
        self.charged
    }

    /// What charges change.
    pub(super) const fn bill(&self) -> Bill {
        (self.paid, self.net, self.version, self.charged)
    }

    pub(super) const fn set_bill(&mut self, bill: Bill) {
        (self.paid, self.net, self.version, self.charged) = bill;
    }

    pub(super) fn aside_mut(&mut self) -> &mut Aside {
        self.aside.get_or_insert_default()
    }

    /// Whether this version may be the one that prices the envelope, which was sent some time after its
    /// first row.
    pub(super) fn may_be_priced_by(&self, version: u16, priced_at: PricedAt) -> bool {
        match priced_at {
            PricedAt::Send => self.version <= version,
            PricedAt::Creation => self.version == version,
            PricedAt::Booking => false,
        }
    }

    /// Notes that a row lacks its base, or that none does any more. It is told at the first of them in time, in which order
    /// those of a listing that runs newest first are judged.
    pub(super) fn note_base(
        &mut self,
        lacking: bool,
        is_turned: bool,
        seat: impl FnOnce() -> Seat,
    ) {
        if lacking {
            let seat = seat();
            let unbased = &mut self.aside_mut().unbased;
            if unbased.as_ref().is_none_or(|first| !is_turned && seat.place < first.place) {
                *unbased = Some(seat);
            }
        } else if let Some(aside) = &mut self.aside {
            aside.unbased = None;
            if aside.is_idle() {
                self.aside = None;
            }
        }
    }
}

/// A row of nothing by the first signer of a method, of which one row has to pay a flat price.
#[derive(Clone, Debug)]
pub(super) struct Unpaid {
    pub(super) seat: Seat,
    pub(super) method: Box<str>,
    /// The rates, by their bits, and what they come to.
    pub(super) once: u64,
    pub(super) amount: i64,
}

/// What came back for an envelope.
#[derive(Clone, Debug)]
pub(super) struct Refunded {
    /// The latest refund in time.
    pub(super) seat: Seat,
    pub(super) at: Instant,
    pub(super) last: i64,
    /// All refunds together.
    pub(super) total: i64,
    /// When nothing was left of what had been charged.
    pub(super) full_at: Option<Instant>,
}

/// What was due for an envelope by what happened to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// Where its activity stands.
    pub(super) place: Place,
    pub(super) id: Box<str>,
    /// What was due in all.
    pub(super) due: i64,
    /// What of that is left to book for which method, or for none; nothing where a rate is for several methods.
    pub(super) shares: Vec<Share>,
    /// What should have come back.
    pub(super) back: i64,
    pub(super) ended: Option<Instant>,
    /// When more than the base was due first, in seconds since 1970.
    pub(super) charged_from: Option<i64>,
    /// The version in force when it was created.
    pub(super) version: u16,
    /// The methods by which it was or may have been signed.
    pub(super) methods: u64,
    /// When it was signed by which method, in seconds since 1970.
    pub(super) signed: Vec<(i64, u64)>,
    /// The first row for more signers than had signed by then.
    pub(super) ahead: Option<Box<Ahead>>,
    /// What came back before the end.
    pub(super) reduced: i64,
    /// The first row for several signers, each of whom may have one.
    pub(super) several: Option<Box<Ahead>>,
    /// The methods that charges name, by their bits.
    pub(super) rows: Vec<u64>,
    /// The row of base and signatures from well before anybody signed: unless something is charged for those later too, when
    /// it turns out to have been the base at a wrong price.
    pub(super) early: Option<Box<Ahead>>,
}

/// A row of more than was due when it was booked: if all in all too much is charged, it is the one.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    pub(super) seat: Seat,
    /// The bit of the method that it names.
    pub(super) method: u64,
    pub(super) amount: i64,
    /// By how much it was more.
    pub(super) over: i64,
}

/// What was due for a method and is not booked; below 0 where more was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// The bit of the method; 0 for none.
    pub(super) method: u64,
    pub(super) left: i64,
}
