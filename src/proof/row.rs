//! The canonical form of a row: the bytes that its leaf is the hash of.

use super::Hash;
use crate::json::write_string;
use crate::ledger::{KINDS, Row};
use crate::message::Piece;
use crate::time::Instant;

const SECONDS_A_DAY: i64 = 86_400;
/// How long a date is, with the `T` behind it.
const DATE_BYTES: usize = 11;

/// The canonical form of a row: one JSON text by RFC 8785 (JSON Canonicalization Scheme), whatever the row was
/// read from.
///
/// It has the fields that the check of a ledger is about, by the names of the vendor's API: `amount`, `balanceAfter`,
/// `createdAt`, `documentId`, `id`, `signatureMethod`, `type`, `walletId`. A field that a row does not have (it is missing, null
/// or empty) is left out. `envelopeId` is `documentId`, the amount is as it is recorded, with its sign, and the instant is in
/// UTC, with as many digits of a second as it takes. What else a row says, such as its description, is not in it, so that it
/// may be worded anew.
///
/// ```
/// use sealquote::{json, ledger::Transaction, proof::leaf_text};
/// let row = json::parse(r#"{ "type": "consume", "id": "t\u0031", "amount": 1, "balanceAfter": 499, "envelopeId": "d",
///     "signatureMethod": null, "description": "Envelope", "createdAt": "2026-03-11T16:00:00.50+05:30" }"#)?;
/// let row = Transaction::from_value(&row)?;
/// assert_eq!(leaf_text(&row.row()), concat!(
///     r#"{"amount":1,"balanceAfter":499,"createdAt":"2026-03-11T10:30:00.5Z","#,
///     r#""documentId":"d","id":"t1","type":"consume"}"#,
/// ));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[must_use]
pub fn leaf_text(row: &Row<'_>) -> String {
    let mut room = Room::default();
    room.write(row);
    room.text
}

/// Room for canonical forms, with the day that was written last: rows of one day follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    text: String,
    day: Option<i64>,
    /// That day, up to its time.
    date: String,
}

impl Room {
    /// The hash of a row's leaf.
    pub(super) fn leaf(&mut self, row: &Row<'_>) -> Hash {
        self.text.clear();
        self.write(row);
        Hash::leaf(self.text.as_bytes())
    }

    /// Writes the fields in the order of their names, which RFC 8785 wants.
    fn write(&mut self, row: &Row<'_>) {
        self.text.push_str(r#"{"amount":"#);
        row.amount.add_to(&mut self.text);
        self.text.push_str(r#","balanceAfter":"#);
        row.balance_after.add_to(&mut self.text);
        self.text.push_str(r#","createdAt":""#);
        self.write_instant(row.created_at);
        self.text.push('"');
        let kind = KINDS.iter().find(|(_, kind)| *kind == row.kind).map(|(name, _)| *name);
        let texts = [
            (r#","documentId":"#, row.document_id),
            (r#","id":"#, Some(row.id)),
            (r#","signatureMethod":"#, row.signature_method),
            (r#","type":"#, kind),
            (r#","walletId":"#, row.wallet_id),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                self.text.push_str(key);
                write_string(value, &mut self.text);
            }
        }
        self.text.push('}');
    }

    fn write_instant(&mut self, at: Instant) {
        if at.nanoseconds() > 0 {
            at.add_to(&mut self.text);
            return;
        }
        let (day, second) =
            (at.seconds().div_euclid(SECONDS_A_DAY), at.seconds().rem_euclid(SECONDS_A_DAY));
        if self.day != Some(day) {
            self.date.clear();
            at.add_to(&mut self.date);
            self.date.truncate(DATE_BYTES);
            self.day = Some(day);
        }
        self.text.push_str(&self.date);
        let parts = [(second / 3_600, ':'), (second / 60 % 60, ':'), (second % 60, 'Z')];
        for (number, end) in parts {
            let digits = [number / 10, number % 10].map(|digit| char::from(digit as u8 | b'0'));
            self.text.extend(digits);
            self.text.push(end);
        }
    }
}
