//! JSON text (RFC 8259) to values. It never makes a float: of a number only its digits matter, so that what is
//! written decides, and not what a float can hold of it.

use super::{MAX_DEPTH, MAX_KEYS, Unusable, Value};
use crate::amount;
use crate::error::{Code, Error};

/// Reads a JSON text.
///
/// Of a repeated key the last value counts, in the place of the first.
///
/// # Errors
/// `INVALID_JSON` with line and column; `TOO_DEEP` beyond [`MAX_DEPTH`] levels; `LIMIT_EXCEEDED` for an
/// object of over a thousand keys.
///
/// Source: RFC 8259.
///
/// ```
/// use sealquote::json::{Value, parse};
/// assert_eq!(parse("[1e2]")?, Value::Array(vec![Value::Integer(100)]));
/// assert_eq!(parse("[1,]").unwrap_err().code.as_str(), "INVALID_JSON");
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn parse(text: &str) -> Result<Value, Error> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    match reader.next_byte() {
        None => Ok(value),
        Some(_) => Err(reader.expected("nothing more")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// What stands here, white space or not; nothing at the end.
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// What stands behind white space.
    fn next_byte(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.step();
        }
        self.byte()
    }

    /// Steps over this byte, if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.next_byte() == Some(byte);
        if found {
            self.step();
        }
        found
    }

    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn expected(&self, wanted: &str) -> Error {
        let before = self.since(0);
        let line = before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
        let own = before.bytes().rev().take_while(|byte| *byte != b'\n').count();
        let column = own.saturating_add(1);
        let message = format!(
            "not JSON: expected {wanted} at line {line}, column {column}; give a whole JSON document"
        );
        Error::new(Code::InvalidJson, "", message)
    }

    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        match self.next_byte() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                let message = format!("nested deeper than {MAX_DEPTH} levels; flatten it");
                Err(Error::new(Code::TooDeep, "", message))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words = [
                    ("null", Value::Null),
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                ];
                let rest = self.text.get(self.at..).unwrap_or_default();
                match words.into_iter().find(|(word, _)| rest.starts_with(word)) {
                    Some((word, value)) => {
                        self.at = self.at.saturating_add(word.len());
                        Ok(value)
                    }
                    None => Err(self.expected("a value")),
                }
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Error> {
        let mut items = Vec::new();
        self.step();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth.saturating_add(1))?);
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        self.step();
        if self.take(b'}') {
            return Ok(Value::Object(entries));
        }
        loop {
            if self.next_byte() != Some(b'"') {
                return Err(self.expected("a key in quotes"));
            }
            let key = self.string()?;
            if !self.take(b':') {
                return Err(self.expected("`:`"));
            }
            let value = self.value(depth.saturating_add(1))?;
            if let Some(entry) = entries.iter_mut().find(|(known, _)| *known == key) {
                entry.1 = value;
            } else if entries.len() < MAX_KEYS {
                entries.push((key, value));
            } else {
                let message = format!("an object of over {MAX_KEYS} keys; leave some out");
                return Err(Error::new(Code::LimitExceeded, "", message));
            }
            if self.take(b'}') {
                return Ok(Value::Object(entries));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Error> {
        self.step();
        let mut start = self.at;
        let mut string = String::new();
        loop {
            match self.byte() {
                Some(b'"') => {
                    string.push_str(self.since(start));
                    self.step();
                    return Ok(string);
                }
                Some(b'\\') => {
                    string.push_str(self.since(start));
                    self.step();
                    string.push(self.escape()?);
                    start = self.at;
                }
                None | Some(0..=0x1f) => return Err(self.expected("the end of a string")),
                Some(_) => self.step(),
            }
        }
    }

    /// The character that stands behind a backslash.
    fn escape(&mut self) -> Result<char, Error> {
        let plain = match self.byte() {
            Some(b'b') => '\u{8}',
            Some(b't') => '\t',
            Some(b'n') => '\n',
            Some(b'f') => '\u{c}',
            Some(b'r') => '\r',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'u') => {
                self.step();
                let mut unit = self.hexadecimal()?;
                // Two halves of a character beyond the first 65,536; half of one is none.
                if unit & 0xfc00 == 0xd800 && self.since_has_escape() {
                    self.at = self.at.saturating_add(2);
                    let low = self.hexadecimal()?;
                    unit = if low & 0xfc00 == 0xdc00 {
                        ((unit & 0x3ff) << 10 | low & 0x3ff).saturating_add(0x1_0000)
                    } else {
                        unit
                    };
                }
                return char::from_u32(unit)
                    .ok_or_else(|| self.expected("both halves of a character"));
            }
            _ => return Err(self.expected("an escape")),
        };
        self.step();
        Ok(plain)
    }

    fn since_has_escape(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"))
    }

    fn hexadecimal(&mut self) -> Result<u32, Error> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.ok_or_else(|| self.expected("four hexadecimal digits"))?;
            unit = unit << 4 | digit;
            self.step();
        }
        Ok(unit)
    }

    fn digits(&mut self) -> Result<&'t str, Error> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.step();
        }
        if start == self.at { Err(self.expected("a digit")) } else { Ok(self.since(start)) }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        if negative {
            self.step();
        }
        let leading = self.byte() == Some(b'0');
        let whole = self.digits()?;
        if leading && whole.len() > 1 {
            return Err(self.expected("a number without zeros before it"));
        }
        let mut fraction = "";
        if self.byte() == Some(b'.') {
            self.step();
            fraction = self.digits()?;
        }
        let mut exponent = 0_i64;
        if let Some(b'e' | b'E') = self.byte() {
            self.step();
            let down = self.byte() == Some(b'-');
            if let Some(b'+' | b'-') = self.byte() {
                self.step();
            }
            exponent = self
                .digits()?
                .bytes()
                .fold(0, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit & 15)));
            exponent = if down { exponent.saturating_neg() } else { exponent };
        }
        Ok(whole_number(negative, whole, fraction, exponent).unwrap_or_else(|whole| {
            Value::Number(Unusable { text: self.since(start).to_owned(), whole })
        }))
    }
}

/// The whole number that some digits and an exponent say; of any other number, whether it is whole.
fn whole_number(negative: bool, whole: &str, fraction: &str, exponent: i64) -> Result<Value, bool> {
    let mut number = 0_i64;
    // How many zeros stand behind the digits so far, and how far the point is behind the first of them.
    let mut zeros = 0_i64;
    let mut places = exponent;
    for digit in whole.bytes().chain(fraction.bytes()).map(|byte| i64::from(byte & 15)) {
        if digit == 0 {
            zeros = zeros.saturating_add(1);
            continue;
        }
        number = shifted(number, zeros.saturating_add(1)).saturating_add(digit);
        zeros = 0;
    }
    places = places.saturating_add(zeros);
    places = places.saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX));
    if number == 0 {
        return Ok(Value::Integer(0));
    }
    if places < 0 {
        return Err(false);
    }
    number = shifted(number, places);
    if number > amount::MAX {
        return Err(true);
    }
    Ok(Value::Integer(if negative { number.saturating_neg() } else { number }))
}

/// A number with some zeros behind it; the largest there is when it does not fit.
fn shifted(number: i64, zeros: i64) -> i64 {
    (0..zeros.min(20)).fold(number, |number, _| number.saturating_mul(10))
}
