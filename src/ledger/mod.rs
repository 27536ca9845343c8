//! Ledgers: whether a history of transactions adds up, and whether each charge was the right one.
//!
//! Nothing here reads files. A [`Verifier`] is given rows in the order of their listing, one at a time,
//! and keeps only what the rest of the history can still bear on: a balance for each wallet, what was
//! paid for each envelope, and a fingerprint of each id.

mod activity;
mod archive;
mod blocks;
mod bookings;
mod breaks;
mod by_text;
mod chain;
mod charges;
mod checkpoint;
mod conventions;
mod counted;
mod crew;
mod deferred;
mod direction;
mod doubt;
mod due;
mod envelope;
mod envelopes;
mod finding;
mod gaps;
mod handover;
mod ids;
mod judge;
mod kept;
mod key;
mod lacking;
mod lacks;
mod later;
mod outcome;
mod page;
mod pages;
mod paid;
mod part;
mod reach;
mod record;
mod refunds;
#[cfg(not(target_arch = "wasm32"))]
mod repeats;
mod rules;
mod same_instant;
mod seat;
mod shard;
mod table;
mod tariff;
mod tied;
mod together;
mod transaction;
mod verify;
mod wallets;
mod weigh;
mod wording;

pub use archive::{Archive, Visit};
pub use by_text::ByText;
pub use conventions::{
    Chains, Convention, Conventions, Payers, PricedAt, Refunds, RowOrder, Signs, ZeroRows,
};
pub use crew::{Alone, Crew};
pub(crate) use direction::MAX_UNDIRECTED;
pub use finding::{Cause, Finding, FindingCode, Place, Report, Severity, Summary};
pub(crate) use handover::comes_after;
pub(crate) use key::Key;
pub use lacking::{Beyond, Lack, Missing};
pub use lacks::{Notes, When};
pub use page::Page;
pub use part::Part;
pub(crate) use record::{
    Rest, damaged, put, put_instant, put_key, put_place, put_signed, put_text,
};
#[cfg(not(target_arch = "wasm32"))]
pub use repeats::Repeats;
pub(crate) use same_instant::{
    Lean, MAX_ROWS as MAX_ROWS_OF_INSTANT, order as order_within_instant,
    starts as starts_within_instant,
};
pub(crate) use table::Table;
pub(crate) use transaction::{KINDS, read as read_row};
pub use transaction::{Kind, Row, Transaction};
pub use verify::{Limits, Verifier};
