//! Lines of JSON that look like the line before them.
//!
//! One export writes the same keys in the same order, without spaces. Where a line does, each key is compared with
//! the one expected there in one go, and most texts end within the bytes that are searched in one go.

use memchr::memchr;

use crate::formats::Value;
use crate::lanes::{Lanes, WIDTH};

/// The keys of a line, in their order.
pub(crate) struct Shape<F> {
    keys: Vec<Key<F>>,
}

struct Key<F> {
    /// `{"key":` or `,"key":`, and which of its bits count.
    text: Lanes,
    mask: Lanes,
    length: usize,
    field: F,
    is_wanted: bool,
}

impl<F> Default for Shape<F> {
    fn default() -> Self {
        Self { keys: Vec::new() }
    }
}

impl<F: Copy + PartialEq> Shape<F> {
    /// The shape of a line with these keys, each as `"key":`; none when one is too long or written with spaces. The
    /// values of the `other` field are passed over.
    pub(crate) fn of<'k>(keys: impl Iterator<Item = (&'k [u8], F)>, other: F) -> Self {
        let mut known = Vec::new();
        for (key, field) in keys {
            let mut text = [0; WIDTH];
            let length = key.len().saturating_add(1);
            let Some(room) = text.get_mut(1..length) else { return Self::default() };
            room.copy_from_slice(key);
            text[0] = if known.is_empty() { b'{' } else { b',' };
            let mut mask = [0; WIDTH];
            mask.iter_mut().take(length).for_each(|byte| *byte = 0xff);
            let (text, mask) = (Lanes::of(&text), Lanes::of(&mask));
            known.push(Key { text, mask, length, field, is_wanted: field != other });
        }
        Self { keys: known }
    }

    /// Gives every wanted field of the line from `from` to `end` to `take`, which answers whether it can have that value;
    /// `None` when the line has another shape, or lies too near the end of the text. Neither a backslash nor a
    /// control character may be in it.
    #[inline(always)]
    pub(crate) fn each_field<'a>(
        &self,
        text: &'a str,
        from: usize,
        end: usize,
        mut take: impl FnMut(F, Value<'a>) -> Option<()>,
    ) -> Option<()> {
        let bytes = text.as_bytes();
        let mut at = from;
        for key in &self.keys {
            if !Lanes::of(bytes.get(at..)?.first_chunk()?).agree(key.text, key.mask) {
                return None;
            }
            at = at.checked_add(key.length)?;
            if key.is_wanted {
                take(key.field, value(text, &mut at)?)?;
            } else if bytes.get(at) == Some(&b'"') {
                at = quote(bytes, at.checked_add(1)?)?.checked_add(1)?;
            } else {
                value(text, &mut at)?;
            }
        }
        (!self.keys.is_empty() && bytes.get(at) == Some(&b'}') && at.checked_add(1)? == end)
            .then_some(())
    }
}

/// The value at a place, which is moved behind it.
#[inline(always)]
fn value<'a>(text: &'a str, at: &mut usize) -> Option<Value<'a>> {
    let bytes = text.as_bytes();
    match *bytes.get(*at)? {
        b'"' => {
            let from = at.checked_add(1)?;
            let end = quote(bytes, from)?;
            *at = end.checked_add(1)?;
            text.get(from..end).map(Value::Text)
        }
        b'n' => {
            let end = at.checked_add(4)?;
            let is_null = bytes.get(*at..end)? == b"null";
            *at = end;
            is_null.then_some(Value::Null)
        }
        b'-' => {
            *at = at.checked_add(1)?;
            number(bytes, at).map(|number| Value::Number(number.wrapping_neg()))
        }
        b'0'..=b'9' => number(bytes, at).map(Value::Number),
        _ => None,
    }
}

/// Where the next quote is.
#[inline(always)]
fn quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let rest = bytes.get(from..)?;
        let Some(next) = rest.first_chunk() else {
            return from.checked_add(memchr(b'"', rest)?);
        };
        let quotes = Lanes::of(next).that_are(b'"');
        if quotes != 0 {
            return from.checked_add(usize::try_from(quotes.trailing_zeros()).ok()?);
        }
        from = from.checked_add(WIDTH)?;
    }
}

/// A whole number without its sign. What comes after it is for the next key to find out.
#[inline(always)]
fn number(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let from = *at;
    let mut number = 0_i64;
    while let Some(digit @ b'0'..=b'9') = bytes.get(*at) {
        number = number.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))?;
        *at = at.checked_add(1)?;
    }
    let digits = at.checked_sub(from)?;
    (digits == 1 || digits > 1 && bytes.get(from) != Some(&b'0')).then_some(number)
}

/// Whether nothing is in a text that may mean more than itself: no backslash, and no control character.
pub(crate) fn is_plain(text: &[u8], allowed: u8) -> bool {
    // Without an early way out this is many bytes at a time.
    let is_odd = |byte: &u8| u8::from(*byte < b' ') & u8::from(*byte != allowed);
    text.iter().fold(0, |odd, byte| odd | is_odd(byte)) == 0 && memchr(b'\\', text).is_none()
}
