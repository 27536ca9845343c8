//! Rows that something may have to be said of later, when their parts are gone.

use super::finding::Place;
use crate::time::Instant;

/// A row that something may have to be said of later.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) place: Place,
    pub(super) id: Box<str>,
    pub(super) wallet: u64,
}

/// A row that has the base of an envelope.
#[derive(Clone, Debug)]
pub(super) struct Based {
    pub(super) seat: Seat,
    pub(super) at: Instant,
    pub(super) amount: i64,
}
