//! A JSON document as it is read: one list of what stands where in a text, and nothing that can be pointed to is copied.
//!
//! What is asked of every value is compiled to where it is asked: in the package, where size counts elsewhere, a large
//! book loads in a sixth less time so, and none of its bytes more.

use super::{Unusable, Value, by_utf16_key, write_string};
use crate::message::Piece;

/// A JSON document.
///
/// It is not a [`Value`], which can be put together and changed: a key that the text repeats is here as often
/// as it was written, for whoever reads the document to say so.
///
/// ```
/// use sealquote::json::Document;
/// let document = Document::read(r#"{ "b": 1, "a": 1e2 }"#)?;
/// assert_eq!(document.root().canonical(), r#"{"a":100,"b":1}"#);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Document<'t> {
    pub(super) text: &'t str,
    /// Texts that are written in another way than they say.
    pub(super) decoded: String,
    pub(super) items: Vec<Item>,
}

/// A value or a key, before all that it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Where its text begins and ends, from the end of the text on in `decoded`; of a whole number its two halves.
    pub(super) from: u32,
    pub(super) to: u32,
    /// The number of the first item behind all that it holds.
    pub(super) end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    False,
    True,
    Integer,
    /// A number that is whole and too large.
    Large,
    /// A number that is not whole.
    Fraction,
    String,
    Array,
    Object,
}

static NONE: Item = Item { kind: Kind::Null, from: 0, to: 0, end: 0 };

/// A value in a document.
#[derive(Clone, Copy, Debug)]
pub struct Place<'d> {
    document: &'d Document<'d>,
    number: u32,
}

/// The elements of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<'d> {
    next: Place<'d>,
    end: u32,
}

/// The keys of an object with their values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entries<'d>(Places<'d>);

impl Document<'_> {
    /// The value that the document is.
    #[must_use]
    pub fn root(&self) -> Place<'_> {
        Place { document: self, number: 0 }
    }

    /// The JSON Pointer of the value with a number.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn path_of(&self, number: usize) -> String {
        Place { document: self, number: place(number) }.path()
    }

    /// Adds a value that holds nothing, or nothing yet, and answers its number.
    pub(super) fn add(&mut self, kind: Kind, from: usize, to: usize) -> usize {
        let number = self.items.len();
        let end = place(number.saturating_add(1));
        self.items.push(Item { kind, from: place(from), to: place(to), end });
        number
    }

    pub(super) fn add_integer(&mut self, number: i64) {
        let bits = number.cast_unsigned();
        let half = |bits: u64| usize::try_from(bits & u64::from(u32::MAX)).unwrap_or(0);
        self.add(Kind::Integer, half(bits >> 32), half(bits));
    }

    /// Adds a text that is what was decoded last, from one place on.
    pub(super) fn add_decoded(&mut self, kind: Kind, from: usize) {
        let place = |at: usize| self.text.len().saturating_add(at);
        self.add(kind, place(from), place(self.decoded.len()));
    }

    /// Ends what an array or an object holds, and its text.
    pub(super) fn close(&mut self, number: usize, to: usize) {
        let end = place(self.items.len());
        if let Some(item) = self.items.get_mut(number) {
            (item.to, item.end) = (place(to), end);
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'d> Place<'d> {
    #[inline(always)]
    fn item(self) -> &'d Item {
        let number = usize::try_from(self.number).unwrap_or(usize::MAX);
        self.document.items.get(number).unwrap_or(&NONE)
    }

    /// The value that its document is.
    pub(crate) fn root(self) -> Self {
        Self { number: 0, ..self }
    }

    /// The number of the value in its document.
    pub(crate) fn number(self) -> u32 {
        self.number
    }

    /// Whether another value is this one, or somewhere in it.
    pub(crate) fn holds(self, other: Self) -> bool {
        other.number < self.item().end
    }

    pub(crate) fn kind(self) -> Kind {
        self.item().kind
    }

    /// What a text says; of a number that is no count its digits, of what holds others all of it as it was written.
    pub(crate) fn text(self) -> &'d str {
        let Item { from, to, .. } = *self.item();
        let Document { text, decoded, .. } = self.document;
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let (from, to) = (place(from), place(to));
        text.get(from..to).unwrap_or_else(|| {
            let behind = |at: usize| at.saturating_sub(text.len());
            decoded.get(behind(from)..behind(to)).unwrap_or_default()
        })
    }

    /// Whether a text says this. Most texts are of another length, and need not be looked at.
    #[inline(always)]
    pub(crate) fn says(self, text: &str) -> bool {
        let Item { from, to, .. } = *self.item();
        usize::try_from(to.saturating_sub(from)) == Ok(text.len()) && self.text() == text
    }

    /// What it says, if it is a text.
    pub(crate) fn string(self) -> Option<&'d str> {
        (self.kind() == Kind::String).then(|| self.text())
    }

    /// The whole number that it is, if it is one within ±(2^53 - 1).
    pub(crate) fn integer(self) -> Option<i64> {
        let Item { kind, from, to, .. } = *self.item();
        let bits = u64::from(from) << 32 | u64::from(to);
        (kind == Kind::Integer).then(|| bits.cast_signed())
    }

    /// What it holds: the elements of an array, or keys and values in turns.
    pub(crate) fn places(self) -> Places<'d> {
        let next = Place { number: self.number.saturating_add(1), ..self };
        Places { next, end: self.item().end }
    }

    /// The keys of an object with their values.
    pub(crate) fn entries(self) -> Entries<'d> {
        Entries(self.places())
    }

    /// The JSON Pointer of this value in its document.
    pub(crate) fn path(self) -> String {
        let mut path = String::new();
        let mut holder = self.root();
        while holder.number() < self.number() {
            let is_object = holder.kind() == Kind::Object;
            let mut key = "";
            let mut index = 0_usize;
            let mut places = holder.places();
            let Some(below) = places.find(|place| {
                if is_object && index.is_multiple_of(2) {
                    key = place.text();
                }
                index = index.saturating_add(1);
                place.holds(self)
            }) else {
                break;
            };
            holder = below;
            path.push('/');
            if !is_object {
                index.saturating_sub(1).add_to(&mut path);
            }
            for character in key.chars() {
                match character {
                    '~' => path.push_str("~0"),
                    '/' => path.push_str("~1"),
                    other => path.push(other),
                }
            }
        }
        path
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The value of a key, when this is an object that has it.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        if self.kind() != Kind::Object {
            return None;
        }
        let mut places = self.places();
        while let Some(name) = places.next() {
            let value = places.next();
            if name.says(key) {
                return value;
            }
        }
        None
    }

    /// The text that equal documents share; see [`Value::canonical`].
    #[must_use]
    pub fn canonical(self) -> String {
        let mut text = String::new();
        self.write_canonical(&mut text);
        text
    }

    /// A JSON text of an array or an object: as it was written, where it was.
    pub(crate) fn json(self) -> String {
        let written = self.text();
        if written.is_empty() { self.canonical() } else { written.to_owned() }
    }

    fn write_canonical(self, text: &mut String) {
        match self.kind() {
            Kind::Null => text.push_str("null"),
            Kind::True => text.push_str("true"),
            Kind::False => text.push_str("false"),
            Kind::Integer => self.integer().unwrap_or(0).add_to(text),
            Kind::Large | Kind::Fraction => text.push_str(self.text()),
            Kind::String => write_string(self.text(), text),
            Kind::Array => {
                text.push('[');
                for (index, item) in self.places().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    item.write_canonical(text);
                }
                text.push(']');
            }
            Kind::Object => {
                text.push('{');
                for (index, (key, value)) in by_utf16_key(self.entries()).enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    write_string(key, text);
                    text.push(':');
                    value.write_canonical(text);
                }
                text.push('}');
            }
        }
    }

    /// The same as a value of its own; of a repeated key the last value, in the place of the first.
    #[must_use]
    pub fn to_value(self) -> Value {
        let number = |whole| Value::Number(Unusable { text: self.text().to_owned(), whole });
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Integer => Value::Integer(self.integer().unwrap_or(0)),
            Kind::Large => number(true),
            Kind::Fraction => number(false),
            Kind::String => Value::String(self.text().to_owned()),
            Kind::Array => Value::Array(self.places().map(Self::to_value).collect()),
            Kind::Object => {
                let mut entries: Vec<(String, Value)> = Vec::new();
                for (key, value) in self.entries() {
                    match entries.iter_mut().find(|(known, _)| known == key) {
                        Some(entry) => entry.1 = value.to_value(),
                        None => entries.push((key.to_owned(), value.to_value())),
                    }
                }
                Value::Object(entries)
            }
        }
    }
}

impl<'d> Iterator for Places<'d> {
    type Item = Place<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Place<'d>> {
        let next = self.next;
        if next.number >= self.end {
            return None;
        }
        self.next.number = next.item().end;
        Some(next)
    }
}

impl<'d> Iterator for Entries<'d> {
    type Item = (&'d str, Place<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        Some((key.text(), self.0.next()?))
    }
}

impl Places<'_> {
    pub(crate) fn is_empty(self) -> bool {
        self.next.number >= self.end
    }
}

impl From<&Value> for Document<'_> {
    fn from(value: &Value) -> Self {
        let mut document = Self::default();
        document.add_value(value);
        document
    }
}

impl Document<'_> {
    fn add_text(&mut self, kind: Kind, text: &str) {
        let from = self.decoded.len();
        self.decoded.push_str(text);
        self.add_decoded(kind, from);
    }

    fn add_value(&mut self, value: &Value) {
        let holds = match value {
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
            Value::Bool(true) => Kind::True,
            Value::Bool(false) => Kind::False,
            Value::Integer(number) => return self.add_integer(*number),
            Value::Number(Unusable { text, whole: true }) => {
                return self.add_text(Kind::Large, text);
            }
            Value::Number(Unusable { text, .. }) => return self.add_text(Kind::Fraction, text),
            Value::String(text) => return self.add_text(Kind::String, text),
            Value::Null => Kind::Null,
        };
        let number = self.add(holds, 0, 0);
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add_value(item)),
            Value::Object(entries) => {
                for (key, value) in entries {
                    self.add_text(Kind::String, key);
                    self.add_value(value);
                }
            }
            _ => {}
        }
        self.close(number, 0);
    }
}
