//! Cursors: where a listing goes on, while new rows arrive at its front.
//!
//! A cursor names the last row that was listed, not its number, so rows that come before it change
//! nothing. It is opaque: hexadecimal digits that need no escaping in an address, with a check so that an
//! altered one is noticed.

use crate::digest::{from_hex, hex, sha256_hex};
use crate::message::message;

/// How many digits show that a cursor was not altered by accident: 32 bits.
const CHECK_DIGITS: usize = 8;

/// A row in a listing that runs newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) id: String,
    /// How many rows after it have the same id: none, unless the history has a row twice.
    pub(super) repeats: usize,
}

impl Cursor {
    pub(super) fn write(&self) -> String {
        let body = message![self.repeats, "/", self.id];
        message![check(&body), hex(body.as_bytes())]
    }

    /// The cursor that a text is, or `None` when it is none, or not as it was written.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (own_check, digits) = text.split_at_checked(CHECK_DIGITS)?;
        let body = String::from_utf8(from_hex(digits)?).ok()?;
        let (repeats, id) = body.split_once('/')?;
        let repeats: i64 = repeats.parse().ok()?;
        let cursor = Self { id: id.to_owned(), repeats: usize::try_from(repeats).ok()? };
        (own_check == check(&body)).then_some(cursor)
    }
}

fn check(body: &str) -> String {
    let mut digest = sha256_hex(body);
    digest.truncate(CHECK_DIGITS);
    digest
}
