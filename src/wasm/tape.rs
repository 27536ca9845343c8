//! Documents on their way in: as a tape of bytes, which the wrapper has written from a plain copy.
//!
//! A value is one byte that says what it is, and then what it needs: eight bytes for a whole number, a length and
//! the bytes for a text or for a number that is no amount, a count and the elements for an array. For an object it is a count, and for each
//! entry the number of its key and the value; a key that comes for the first time has the number that is
//! next, and its text follows. All of it has the lowest byte first.

use super::encode::{Number, from_number};
use crate::json::{Unusable, Value};

/// The document on a tape. Of a damaged tape it makes another document: only the wrapper writes any.
pub(super) fn read(tape: &[u8]) -> Value {
    Tape { rest: tape, keys: Vec::new() }.value()
}

struct Tape<'t> {
    rest: &'t [u8],
    keys: Vec<&'t str>,
}

impl<'t> Tape<'t> {
    fn take<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        let Some((taken, rest)) = self.rest.split_first_chunk() else { return [0; LENGTH] };
        self.rest = rest;
        *taken
    }

    fn length(&mut self) -> usize {
        u32::from_le_bytes(self.take()) as usize
    }

    fn text(&mut self) -> &'t str {
        let length = self.length();
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        core::str::from_utf8(text).unwrap_or_default()
    }

    fn key(&mut self) -> &'t str {
        let number = self.length();
        if let Some(key) = self.keys.get(number) {
            return key;
        }
        let key = self.text();
        self.keys.push(key);
        key
    }

    /// As many as are said to follow, and no more than there is tape for.
    fn count(&mut self) -> usize {
        self.length().min(self.rest.len())
    }

    fn value(&mut self) -> Value {
        match self.take() {
            [1] => Value::Bool(false),
            [2] => Value::Bool(true),
            [3] => {
                let number = from_number(Number::from_le_bytes(self.take()));
                number.map_or(Value::Null, Value::Integer)
            }
            [4] => Value::String(self.text().to_owned()),
            [5] => {
                let count = self.count();
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(self.value());
                }
                Value::Array(items)
            }
            [6] => {
                let count = self.count();
                let mut entries = Vec::with_capacity(count);
                for _ in 0..count {
                    let key = self.key();
                    entries.push((key.to_owned(), self.value()));
                }
                Value::Object(entries)
            }
            [kind @ (7 | 8)] => {
                Value::Number(Unusable { text: self.text().to_owned(), whole: kind == 7 })
            }
            _ => Value::Null,
        }
    }
}
