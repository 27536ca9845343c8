//! A JSON document as the core sees it: whole numbers only, keys in order, and one canonical text.

use core::cmp::Ordering;
use core::fmt;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::amount;
use crate::error::Error;
use crate::message::{message, padded};

mod document;
mod text;

pub use document::{Document, Place};
pub(crate) use document::{Kind, Places};
#[cfg(not(target_arch = "wasm32"))]
pub use text::broken_at;

/// How deep a document may nest; a price book needs seven levels.
pub const MAX_DEPTH: usize = 64;
/// How many keys an object may have, repeated or not; each is looked for among those before it.
const MAX_KEYS: usize = 1_000;

/// Reads a JSON text to a value of its own.
///
/// Of a repeated key the last value counts, in the place of the first; [`Document::read`] keeps both.
///
/// # Errors
/// As [`Document::read`].
///
/// ```
/// use sealquote::json::{Value, parse};
/// assert_eq!(parse("[1e2]")?, Value::Array(vec![Value::Integer(100)]));
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn parse(text: &str) -> Result<Value, Error> {
    Ok(Document::read(text)?.root().to_value())
}

/// A JSON value.
///
/// It is not a general JSON library: a number is either a whole one within ±(2^53 - 1) or kept only
/// as text, to be named in an error message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number within ±(2^53 - 1).
    Integer(i64),
    /// Any other number.
    Number(Unusable),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// Keys and values in the order written; of a repeated key only the last value.
    Object(Vec<(String, Value)>),
}

/// A number that is no count and no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The number as text.
    pub text: String,
    /// Whether it is whole, and so merely too large.
    pub whole: bool,
}

impl Value {
    /// What JSON calls this kind of value, with an article.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The value of a key, when this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// A number that was written, or is held, as a float: JavaScript holds all of them so, and JSON
    /// text may write a hundred as `1e2`.
    #[expect(
        clippy::disallowed_types,
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::float_cmp,
        clippy::float_arithmetic,
        clippy::arithmetic_side_effects,
        reason = "the one door through which a float comes in, to become a whole number or be refused"
    )]
    #[must_use]
    pub fn from_float(value: f64) -> Self {
        let whole = value.trunc() == value && value.is_finite();
        let size = value.abs();
        if whole && size <= amount::MAX as f64 {
            return Self::Integer(value as i64);
        }
        let text = if size < 1e12 {
            // By whole arithmetic: six places, and more where the number says more and a float can.
            let sign = if value < 0.0 { "-" } else { "" };
            let (mut places, mut scale) = (6, 1e6);
            while places < 15 && size * scale < 1e15 && (size * scale).round() / scale != size {
                places += 1;
                scale *= 10.0;
            }
            let (digits, one) = ((size * scale).round() as u64, scale as u64);
            let text = message![sign, digits / one, ".", padded(digits % one, places)];
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else if size < 1e18 {
            message![value as i64]
        } else if value.is_nan() {
            String::from("NaN")
        } else {
            String::from("a number beyond 1e18")
        };
        Self::Number(Unusable { text, whole })
    }

    /// The one text that equal documents share (RFC 8785): no white space, keys sorted by their
    /// UTF-16 code units, the shortest escapes.
    #[must_use]
    pub fn canonical(&self) -> String {
        Document::from(self).root().canonical()
    }
}

/// Entries by key. An object of ours has a handful of keys: taking the least of those left over and
/// over is a tenth of the module's bytes that a sort would be.
fn by_utf16_key<'k, V>(
    entries: impl Iterator<Item = (&'k str, V)>,
) -> impl Iterator<Item = (&'k str, V)> {
    let mut left: Vec<(&str, V)> = entries.collect();
    core::iter::from_fn(move || {
        let least = left.iter().enumerate().min_by(|(_, (a, _)), (_, (b, _))| by_utf16(a, b));
        least.map(|(place, _)| place).map(|place| left.swap_remove(place))
    })
}

fn by_utf16(a: &str, b: &str) -> Ordering {
    // Where the first characters differ, which is nearly always, they decide.
    match (a.as_bytes().first(), b.as_bytes().first()) {
        (Some(a), Some(b)) if a != b && a.is_ascii() && b.is_ascii() => a.cmp(b),
        _ => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// A text in quotes, with the shortest escapes.
pub(crate) fn write_string(string: &str, text: &mut String) {
    text.push('"');
    // Nearly no text has anything to escape, and then it need not be gone through again.
    let is_plain = string.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    let escaped = if is_plain {
        text.push_str(string);
        ""
    } else {
        string
    };
    for character in escaped.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                let digits = "0123456789abcdef".chars();
                let (high, low) = (u32::from(control) / 16, u32::from(control) % 16);
                text.push_str("\\u00");
                text.extend(
                    [high, low].iter().filter_map(|digit| digits.clone().nth(*digit as usize)),
                );
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_str(&number.text),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(if (-amount::MAX..=amount::MAX).contains(&value) {
            Value::Integer(value)
        } else {
            Value::Number(Unusable { text: value.to_string(), whole: true })
        })
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Ok(Value::Number(Unusable { text: value.to_string(), whole: true })),
        }
    }

    #[expect(clippy::disallowed_types, reason = "serde hands over such numbers as floats")]
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from_float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            // As with `JSON.parse` the last one wins, in the place of the first.
            if let Some(entry) = entries.iter_mut().find(|(k, _)| *k == key) {
                entry.1 = value;
            } else if entries.len() < MAX_KEYS {
                entries.push((key, value));
            } else {
                return Err(A::Error::custom(format_args!("an object has over {MAX_KEYS} keys")));
            }
        }
        Ok(Value::Object(entries))
    }
}
