//! Lines of JSON that look like the line before them.
//!
//! One export writes the same keys in the same order, without spaces. Where a line does, each key is compared with
//! the one expected there in one go, and each text is searched for its end sixteen bytes at a time.

use memchr::memchr;

use crate::scan::Value;

/// The longest key that is compared, with its quotes, its colon and the comma before it.
const KEY_BYTES: usize = 32;
const HALF_BYTES: usize = KEY_BYTES / 2;
/// Sixteen times a one, a highest bit, and a quote.
const ONES: u128 = u128::MAX / 0xff;
const HIGHS: u128 = ONES << 7;
const QUOTES: u128 = ONES.wrapping_mul(b'"' as u128);

/// The keys of a line, in their order.
pub(crate) struct Shape<F> {
    keys: Vec<Key<F>>,
}

struct Key<F> {
    /// `{"key":` or `,"key":`, and which of its bits count.
    text: [u128; 2],
    mask: [u128; 2],
    length: usize,
    field: F,
}

impl<F> Default for Shape<F> {
    fn default() -> Self {
        Self { keys: Vec::new() }
    }
}

impl<F: Copy> Shape<F> {
    /// The shape of a line with these keys, each as `"key":`; none when one is too long or written with spaces.
    pub(crate) fn of<'k>(keys: impl Iterator<Item = (&'k [u8], F)>) -> Self {
        let mut known = Vec::new();
        for (key, field) in keys {
            let mut text = [0; KEY_BYTES];
            let length = key.len().saturating_add(1);
            let Some(room) = text.get_mut(1..length) else { return Self::default() };
            room.copy_from_slice(key);
            text[0] = if known.is_empty() { b'{' } else { b',' };
            let mut mask = [0; KEY_BYTES];
            mask.iter_mut().take(length).for_each(|byte| *byte = 0xff);
            known.push(Key { text: halves(&text), mask: halves(&mask), length, field });
        }
        Self { keys: known }
    }

    /// Gives every field of the line from `from` to `end` to `take`, which answers whether it can have that value;
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
            let [first, second] = halves(bytes.get(at..)?.first_chunk()?);
            let [wanted, more] = key.text;
            let [mask, more_mask] = key.mask;
            if (first ^ wanted) & mask | (second ^ more) & more_mask != 0 {
                return None;
            }
            at = at.checked_add(key.length)?;
            let value = value(text, &mut at)?;
            take(key.field, value)?;
        }
        (!self.keys.is_empty() && bytes.get(at) == Some(&b'}') && at.checked_add(1)? == end)
            .then_some(())
    }
}

/// The two halves of a key's bytes.
#[inline(always)]
fn halves(bytes: &[u8; KEY_BYTES]) -> [u128; 2] {
    let (first, second) = bytes.split_at(HALF_BYTES);
    let half = |half: &[u8]| half.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
    [half(first), half(second)]
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
        let next = u128::from_le_bytes(*bytes.get(from..)?.first_chunk()?) ^ QUOTES;
        // The lowest bit that is left is that of the first byte which is zero.
        let zeros = next.wrapping_sub(ONES) & !next & HIGHS;
        if zeros != 0 {
            return from.checked_add(usize::try_from(zeros.trailing_zeros() / 8).ok()?);
        }
        from = from.checked_add(16)?;
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
