//! Ledgers: whether a history of transactions adds up, and whether each charge was the right one.
//!
//! Nothing here reads files. A [`Verifier`] is given rows in the order of their listing, one at a time,
//! and keeps only what the rest of the history can still bear on: a balance for each wallet, what was
//! paid for each envelope, and a fingerprint of each id.

mod activity;
mod bookings;
mod breaks;
mod chain;
mod charges;
mod conventions;
mod finding;
mod fingerprint;
mod kept;
mod outcome;
mod pages;
mod refunds;
mod same_instant;
mod tariff;
mod transaction;
mod verify;
mod wording;

pub use conventions::{
    Chains, Convention, Conventions, Payers, PricedAt, Refunds, RowOrder, Signs, ZeroRows,
};
pub use finding::{Cause, Finding, FindingCode, Place, Report, Severity, Summary};
pub use fingerprint::ByText;
pub(crate) use same_instant::{MAX_ROWS as MAX_ROWS_OF_INSTANT, order as order_within_instant};
pub(crate) use transaction::{KINDS, read as read_row};
pub use transaction::{Kind, Row, Transaction};
pub use verify::Verifier;
