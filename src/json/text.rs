//! JSON text (RFC 8259) to documents. It never makes a float: of a number only its digits matter, so that what is
//! written decides, and not what a float can hold of it.

use super::document::{Document, Kind};
use super::{MAX_DEPTH, MAX_KEYS};
use crate::amount;
use crate::error::{Code, Error};
#[cfg(not(target_arch = "wasm32"))]
use crate::message::message;

impl<'t> Document<'t> {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// `INVALID_JSON` with line and column; `TOO_DEEP` beyond [`MAX_DEPTH`] levels; `LIMIT_EXCEEDED` for an
    /// object of over a thousand keys; `INVALID_VALUE` with the way to a text that has half a character.
    ///
    /// Source: RFC 8259.
    ///
    /// ```
    /// use sealquote::json::Document;
    /// assert_eq!(Document::read("[1,]").unwrap_err().code.as_str(), "INVALID_JSON");
    /// ```
    pub fn read(text: &'t str) -> Result<Self, Error> {
        let mut reader = Reader::new(text);
        match reader.all() {
            Ok(()) => reader.whole(),
            Err(stop) => Err(reader.told(stop)),
        }
    }
}

/// The byte at which a text stops being JSON, and [`Document::read`] says the line and the column of; or, of one that is
/// JSON all the same, where half a character is written.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn broken_at(text: &str) -> Option<usize> {
    let mut reader = Reader::new(text);
    match reader.all() {
        Ok(()) => reader.halved.map(|(_, at)| at),
        Err(_) => Some(reader.at),
    }
}

/// What a reader stopped for, where it is.
#[derive(Clone, Copy)]
enum Stop {
    NoValue,
    NoKey,
    NoColon,
    NoEndOfArray,
    NoEndOfObject,
    NoEndOfString,
    NoEscape,
    NoHexadecimal,
    #[cfg(target_arch = "wasm32")]
    HalfACharacter,
    NoDigit,
    ZerosBefore,
    More,
    Deep,
    Keys,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    document: Document<'t>,
    /// The number of the first value that has half a character, be it in one of its keys, and where that is written.
    #[cfg(not(target_arch = "wasm32"))]
    halved: Option<(usize, usize)>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            document: Document { text, ..Document::default() },
            #[cfg(not(target_arch = "wasm32"))]
            halved: None,
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn whole(self) -> Result<Document<'t>, Error> {
        Ok(self.document)
    }

    /// The document, if all of its characters are whole. As in the package, JSON has to be JSON before that is asked for.
    #[cfg(not(target_arch = "wasm32"))]
    fn whole(self) -> Result<Document<'t>, Error> {
        let Some((number, _)) = self.halved else { return Ok(self.document) };
        let message = "text with half a character (a lone surrogate); remove it";
        Err(Error::new(Code::InvalidValue, self.document.path_of(number), message))
    }

    /// JavaScript's reader says where the half is.
    #[cfg(target_arch = "wasm32")]
    fn halve(&mut self, _: usize) -> Result<char, Stop> {
        Err(Stop::HalfACharacter)
    }

    /// Notes half a character that ends at a place, and goes on there.
    #[cfg(not(target_arch = "wasm32"))]
    fn halve(&mut self, end: usize) -> Result<char, Stop> {
        self.at = end;
        // A text is added to the document when it ends.
        self.halved.get_or_insert((self.document.items.len(), end.saturating_sub(r"\ud800".len())));
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// What stands here, white space or not; 0, which stands nowhere in JSON, at the end.
    #[inline(always)]
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// What stands behind white space.
    fn next_byte(&mut self) -> u8 {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.byte() {
            self.step();
        }
        self.byte()
    }

    /// Steps over this byte, if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.next_byte() == byte;
        if found {
            self.step();
        }
        found
    }

    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn all(&mut self) -> Result<(), Stop> {
        // As many as a book has that is written without spaces.
        self.document.items.reserve(self.text.len().min(1 << 20) / 6);
        self.value(0)?;
        self.next_byte();
        if self.at < self.text.len() { Err(Stop::More) } else { Ok(()) }
    }

    /// In the module, JavaScript's own reader says what is wrong with a text that cannot be read.
    #[cfg(target_arch = "wasm32")]
    fn told(&self, _: Stop) -> Error {
        Error::new(Code::InvalidJson, "", "not JSON; give a whole JSON document")
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn told(&self, stop: Stop) -> Error {
        let wanted = match stop {
            Stop::Deep => {
                let message = message!["nested deeper than ", MAX_DEPTH, " levels; flatten it"];
                return Error::new(Code::TooDeep, "", message);
            }
            Stop::Keys => {
                let message = message!["an object of over ", MAX_KEYS, " keys; leave some out"];
                return Error::new(Code::LimitExceeded, "", message);
            }
            Stop::NoValue => "a value",
            Stop::NoKey => "a key in quotes",
            Stop::NoColon => "`:`",
            Stop::NoEndOfArray => "`,` or `]`",
            Stop::NoEndOfObject => "`,` or `}`",
            Stop::NoEndOfString => "the end of a string",
            Stop::NoEscape => "an escape",
            Stop::NoHexadecimal => "four hexadecimal digits",
            Stop::NoDigit => "a digit",
            Stop::ZerosBefore => "a number without zeros before it",
            Stop::More => "nothing more",
        };
        let before = self.since(0);
        let line = before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
        let own = before.chars().rev().take_while(|character| *character != '\n').count();
        let column = own.saturating_add(1);
        let place = message!["at line ", line, ", column ", column, "; give a whole JSON document"];
        Error::new(Code::InvalidJson, "", message!["not JSON: expected ", wanted, " ", place])
    }

    fn value(&mut self, depth: usize) -> Result<(), Stop> {
        let first = self.next_byte();
        let (kind, length) = match first {
            b'{' | b'[' => return self.held(first == b'{', depth),
            b'"' => return self.string(),
            b'-' | b'0'..=b'9' => return self.number(),
            b'n' => (Kind::Null, 4_usize),
            b't' => (Kind::True, 4),
            _ => (Kind::False, 5),
        };
        let start = self.at;
        self.at = start.saturating_add(length);
        if !matches!(self.since(start), "null" | "true" | "false") {
            self.at = start;
            return Err(Stop::NoValue);
        }
        self.document.add(kind, 0, 0);
        Ok(())
    }

    /// What an array or an object holds.
    fn held(&mut self, is_object: bool, depth: usize) -> Result<(), Stop> {
        if depth >= MAX_DEPTH {
            return Err(Stop::Deep);
        }
        let (kind, end, no_end) = if is_object {
            (Kind::Object, b'}', Stop::NoEndOfObject)
        } else {
            (Kind::Array, b']', Stop::NoEndOfArray)
        };
        let number = self.document.add(kind, self.at, 0);
        self.step();
        let mut keys = 0_usize;
        let mut ended = self.take(end);
        while !ended {
            if is_object {
                if self.next_byte() != b'"' {
                    return Err(Stop::NoKey);
                }
                self.string()?;
                // A key is no value: what has it is told.
                #[cfg(not(target_arch = "wasm32"))]
                if let Some((half, _)) = &mut self.halved
                    && half.saturating_add(1) == self.document.items.len()
                {
                    *half = number;
                }
                if !self.take(b':') {
                    return Err(Stop::NoColon);
                }
                keys = keys.saturating_add(1);
                if keys > MAX_KEYS {
                    return Err(Stop::Keys);
                }
            }
            self.value(depth.saturating_add(1))?;
            ended = self.take(end);
            if !ended && !self.take(b',') {
                return Err(no_end);
            }
        }
        self.document.close(number, self.at);
        Ok(())
    }

    fn string(&mut self) -> Result<(), Stop> {
        self.step();
        let (mut start, decoded) = (self.at, self.document.decoded.len());
        let mut as_written = true;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let plain = rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f));
            self.at = self.at.saturating_add(plain.count());
            let found = self.byte();
            match found {
                b'"' | b'\\' => {
                    if found == b'"' && as_written {
                        self.document.add(Kind::String, start, self.at);
                        self.step();
                        return Ok(());
                    }
                    let part = self.since(start);
                    self.document.decoded.push_str(part);
                    self.step();
                    if found == b'"' {
                        self.document.add_decoded(Kind::String, decoded);
                        return Ok(());
                    }
                    as_written = false;
                    let character = self.escape()?;
                    self.document.decoded.push(character);
                    start = self.at;
                }
                _ => return Err(Stop::NoEndOfString),
            }
        }
    }

    /// The character that stands behind a backslash.
    fn escape(&mut self) -> Result<char, Stop> {
        let plain = match self.byte() {
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'u' => {
                let mut unit = self.unit()?;
                let end = self.at;
                // Two halves of a character beyond the first 65,536; half of one is none.
                if unit & 0xfc00 == 0xd800 && self.byte() == b'\\' {
                    self.step();
                    let low = self.unit().unwrap_or(0);
                    if low & 0xfc00 == 0xdc00 {
                        unit = ((unit & 0x3ff) << 10 | low & 0x3ff).saturating_add(0x1_0000);
                    }
                }
                return char::from_u32(unit).map_or_else(|| self.halve(end), Ok);
            }
            _ => return Err(Stop::NoEscape),
        };
        self.step();
        Ok(plain)
    }

    /// The unit of UTF-16 that four hexadecimal digits say, behind their letter.
    fn unit(&mut self) -> Result<u32, Stop> {
        let mut unit = 0;
        for place in 0..5 {
            let digit = match self.byte() {
                b'u' if place == 0 => Some(0),
                _ if place == 0 => None,
                byte => char::from(byte).to_digit(16),
            };
            unit = unit << 4 | digit.ok_or(Stop::NoHexadecimal)?;
            self.step();
        }
        Ok(unit)
    }

    /// Steps over this sign, if it stands here, and over the digits behind.
    fn digits(&mut self) -> Result<usize, Stop> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.step();
        }
        let count = self.at.saturating_sub(start);
        if count == 0 { Err(Stop::NoDigit) } else { Ok(count) }
    }

    fn number(&mut self) -> Result<(), Stop> {
        let start = self.at;
        if self.byte() == b'-' {
            self.step();
        }
        let leading = self.byte() == b'0';
        if self.digits()? > 1 && leading {
            self.at = start;
            return Err(Stop::ZerosBefore);
        }
        if self.byte() == b'.' {
            self.step();
            self.digits()?;
        }
        if self.byte() | 0x20 == b'e' {
            self.step();
            if let b'+' | b'-' = self.byte() {
                self.step();
            }
            self.digits()?;
        }
        match whole_number(self.since(start)) {
            Ok(number) => self.document.add_integer(number),
            Err(kind) => {
                self.document.add(kind, start, self.at);
            }
        }
        Ok(())
    }
}

/// The whole number that a text says; of any other number, what kind it is.
fn whole_number(text: &str) -> Result<i64, Kind> {
    let mut number = 0_i64;
    // How many zeros stand behind the digits so far, and how far the point is behind the last of all.
    let (mut zeros, mut places) = (0_i64, 0_i64);
    let (mut each, mut in_exponent, mut exponent, mut sign) = (0_i64, false, 0_i64, 1_i64);
    for byte in text.bytes() {
        let digit = i64::from(byte & 15);
        match byte {
            b'.' => each = 1,
            b'e' | b'E' => in_exponent = true,
            b'-' if in_exponent => sign = -1,
            b'-' | b'+' => {}
            _ if in_exponent => exponent = exponent.saturating_mul(10).saturating_add(digit),
            _ => {
                places = places.saturating_sub(each);
                zeros = zeros.saturating_add(1);
                if digit > 0 {
                    number = shifted(number, zeros).saturating_add(digit);
                    zeros = 0;
                }
            }
        }
    }
    places = places.saturating_add(exponent.saturating_mul(sign)).saturating_add(zeros);
    if number == 0 {
        return Ok(0);
    }
    if places < 0 {
        return Err(Kind::Fraction);
    }
    number = shifted(number, places);
    if number > amount::MAX {
        return Err(Kind::Large);
    }
    Ok(if text.starts_with('-') { number.saturating_neg() } else { number })
}

/// A number with some zeros behind it; the largest there is when it does not fit.
fn shifted(number: i64, zeros: i64) -> i64 {
    (0..zeros.min(20)).fold(number, |number, _| number.saturating_mul(10))
}
