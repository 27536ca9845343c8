//! Cursors: where a listing goes on while events arrive.
//!
//! A cursor names the last row that was listed by its key, and the query. Rows have one order, so that the next page
//! begins behind that key whatever was counted since: no row comes twice, and none that was there is lost. It
//! is opaque: hexadecimal digits, with a check so that an altered one is noticed.

use super::event::Source;
use super::meter::Meter;
use crate::digest::{from_hex, hex, sha256_hex};
use crate::message::message;

/// How many digits show that a cursor was not altered by accident: 32 bits.
const CHECK_DIGITS: usize = 8;
/// How many digits of a query's digest tell it from others: 64 bits.
pub(super) const FINGERPRINT_DIGITS: usize = 16;

/// What tells a row from the others; rows are listed in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub(super) meter: Meter,
    pub(super) source: Source,
    /// Empty for the whole organization.
    pub(super) workspace_id: Box<str>,
}

impl RowKey {
    /// The cursor that goes on behind this row.
    pub(super) fn write(&self, fingerprint: &str) -> String {
        let (meter, source) = (self.meter as usize, self.source as usize);
        let body = message![fingerprint, meter, source, &*self.workspace_id];
        message![check(&body), hex(body.as_bytes())]
    }

    /// The row that a cursor names, or what is wrong with it.
    pub(super) fn read(cursor: &str, fingerprint: &str) -> Result<Self, &'static str> {
        let altered = "no cursor, or one that was altered; give `next_cursor` as it was answered";
        let body = body(cursor).ok_or(altered)?;
        let key = body.strip_prefix(fingerprint).ok_or(
            "a cursor of another query; give it to the query that it came from, or begin anew",
        )?;
        let mut digits = key.bytes().map(|byte| usize::from(byte.wrapping_sub(b'0')));
        let meter = digits.next().and_then(|number| Meter::ALL.get(number)).ok_or(altered)?;
        let source = digits.next().and_then(|number| Source::NAMED.get(number)).ok_or(altered)?.1;
        let workspace_id = key.get(2..).ok_or(altered)?.into();
        Ok(Self { meter: *meter, source, workspace_id })
    }
}

fn body(cursor: &str) -> Option<String> {
    let (own_check, digits) = cursor.split_at_checked(CHECK_DIGITS)?;
    let body = String::from_utf8(from_hex(digits)?).ok()?;
    (own_check == check(&body)).then_some(body)
}

fn check(body: &str) -> String {
    let mut digest = sha256_hex(body);
    digest.truncate(CHECK_DIGITS);
    digest
}
