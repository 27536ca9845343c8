//! The canonical form of a row: the bytes that its leaf is the hash of.

use super::Hash;
use crate::json::write_string;
use crate::ledger::{KINDS, Row};
use crate::message::Piece;

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
    let mut text = String::with_capacity(256);
    write(row, &mut text);
    text
}

/// The hash of a row's leaf; `text` is room for its canonical form.
pub(super) fn leaf(row: &Row<'_>, text: &mut String) -> Hash {
    text.clear();
    write(row, text);
    Hash::leaf(text.as_bytes())
}

/// Writes the fields in the order of their names, which RFC 8785 wants.
fn write(row: &Row<'_>, text: &mut String) {
    text.push_str(r#"{"amount":"#);
    row.amount.add_to(text);
    text.push_str(r#","balanceAfter":"#);
    row.balance_after.add_to(text);
    text.push_str(r#","createdAt":""#);
    row.created_at.add_to(text);
    text.push('"');
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
            text.push_str(key);
            write_string(value, text);
        }
    }
    text.push('}');
}
