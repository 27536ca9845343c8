//! Sizes of documents.

use crate::amount;
use crate::error::Code;
use crate::input::{Fields, Node, Problems};
use crate::json::{self, Kind, Unusable, Value};
use crate::message::message;

/// How many bytes make a megabyte (SI, and not 2^20).
pub const BYTES_A_MEGABYTE: u64 = 1_000_000;

/// The size of a document in bytes, given as `bytes` or as `megabytes`.
pub(super) fn read(fields: &Fields<'_>, problems: &mut Problems) -> Option<u64> {
    match (fields.optional("bytes"), fields.optional("megabytes")) {
        (Some(bytes), None) => bytes.count("bytes", problems),
        (None, Some(megabytes)) => read_megabytes(&megabytes, problems),
        (None, None) => fields.required("bytes", problems).and(None),
        (Some(_), Some(megabytes)) => {
            let message = String::from("`bytes` is given too; give one of the two");
            megabytes.problem(Code::UnknownKey, message, problems);
            None
        }
    }
}

/// A number of megabytes as bytes, of which there are whole ones.
fn read_megabytes(node: &Node<'_>, problems: &mut Problems) -> Option<u64> {
    let text = node.value.text();
    let bytes = match (node.value.integer(), node.value.kind()) {
        (Some(whole), _) => {
            let whole = u64::try_from(whole).ok();
            let Some(whole) = whole else { return node.count("megabytes", problems) };
            whole.checked_mul(BYTES_A_MEGABYTE)
        }
        (_, Kind::Fraction) if !text.starts_with('-') => match millionfold(text) {
            Some(Value::Integer(bytes)) => u64::try_from(bytes).ok(),
            Some(Value::Number(Unusable { whole: true, .. })) => None,
            _ => {
                let message =
                    message!["`", text, "` megabytes are no whole number of bytes; give `bytes`"];
                node.problem(Code::InvalidNumber, message, problems);
                return None;
            }
        },
        // No number at all, a negative one, or one that is too large: as with every count.
        _ => return node.count("megabytes", problems),
    };
    let most = u64::try_from(amount::MAX).unwrap_or(u64::MAX);
    if bytes.is_none_or(|bytes| bytes > most) {
        let message = String::from("more than 2^53 - 1 bytes; give a smaller size");
        node.problem(Code::AmountOutOfRange, message, problems);
        return None;
    }
    bytes
}

/// The number that a text says, taken a million times: its point moved by six places.
fn millionfold(text: &str) -> Option<Value> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    json::parse(&message![digits, "e", exponent.checked_add(6)?]).ok()
}
