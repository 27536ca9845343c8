//! Finding a row's fields in a line of JSON without building a document from it.
//!
//! A ledger's rows nearly all look alike: a flat object, plain strings, whole numbers. Such a line is
//! scanned where it lies. Anything else (an escape, a fraction, a nested value) is left to the general
//! reader, which owns every rule and every message.

use memchr::memchr2;
use sealquote::Instant;
use sealquote::amount::Amount;
use sealquote::ledger::{Kind, Row};

use crate::formats::{self, Holds, Value};
use crate::shape::{Shape, is_plain};

/// The fields that can be checked; every other one is passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Kind,
    Amount,
    BalanceAfter,
    CreatedAt,
    DocumentId,
    EnvelopeId,
    SignatureMethod,
    Source,
    WalletId,
    Other,
}

impl formats::Field for Field {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("id", Self::Id),
        ("type", Self::Kind),
        ("amount", Self::Amount),
        ("balanceAfter", Self::BalanceAfter),
        ("createdAt", Self::CreatedAt),
        ("documentId", Self::DocumentId),
        ("envelopeId", Self::EnvelopeId),
        ("signatureMethod", Self::SignatureMethod),
        ("source", Self::Source),
        ("walletId", Self::WalletId),
    ];
    const REQUIRED: usize = 5;

    fn holds(self) -> Holds {
        match self {
            Self::Amount | Self::BalanceAfter => Holds::Numbers,
            Self::CreatedAt => Holds::Instants,
            _ => Holds::Texts,
        }
    }

    fn has_few_texts(self) -> bool {
        matches!(self, Self::Kind | Self::SignatureMethod | Self::Source)
    }
}

/// The keys of lines. One export writes its keys in one order, so each line is first held against the keys of
/// the line before it.
pub(crate) struct Keys<F: 'static> {
    /// Those that mean something, and what every other one does.
    known: &'static [(&'static str, F)],
    other: F,
    /// `"key":` of each field of the line before.
    before: Vec<(Vec<u8>, F)>,
}

impl<F: Copy> Keys<F> {
    pub(crate) const fn new(known: &'static [(&'static str, F)], other: F) -> Self {
        Self { known, other, before: Vec::new() }
    }

    /// Takes a key and its colon.
    pub(crate) fn take(&mut self, place: usize, rest: &mut Rest<'_>) -> Option<F> {
        if let Some((key, field)) = self.before.get(place)
            && let Some(after) = rest.bytes.strip_prefix(key.as_slice())
        {
            rest.bytes = after;
            return Some(*field);
        }
        let before = rest.bytes;
        let name = rest.string()?;
        rest.expect(b':')?;
        let length = before.len().checked_sub(rest.bytes.len())?;
        let known = self.known.iter().find(|(known, _)| *known == name);
        let field = known.map_or(self.other, |(_, field)| *field);
        self.before.truncate(place);
        if self.before.len() == place {
            self.before.push((before.get(..length)?.to_vec(), field));
        }
        Some(field)
    }
}

/// Gives every field of a flat object to `take`; `None` for a line that has to be read the general way.
pub(crate) fn each_field<'a, F: Copy>(
    line: &'a str,
    keys: &mut Keys<F>,
    mut take: impl FnMut(F, Value<'a>) -> Option<()>,
) -> Option<()> {
    // Without an early way out this is sixteen bytes at a time.
    if line.bytes().fold(false, |control, byte| control | (byte < b' ')) {
        return None;
    }
    let mut rest = Rest { bytes: line.as_bytes(), line };
    rest.expect(b'{')?;
    for place in 0.. {
        let field = keys.take(place, &mut rest)?;
        let value = rest.value()?;
        take(field, value)?;
        match rest.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    rest.bytes.iter().all(u8::is_ascii_whitespace).then_some(())
}

/// A scanner of lines.
pub(crate) struct Scanner {
    keys: Keys<Field>,
    /// How the line before looked.
    shape: Shape<Field>,
    /// The text at hand holds nothing that means more than itself.
    is_plain: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        let keys = Keys::new(<Field as formats::Field>::NAMED, Field::Other);
        Self { keys, shape: Shape::default(), is_plain: false }
    }
}

impl Scanner {
    /// Begins a text of many lines.
    pub(crate) fn begin(&mut self, text: &str) {
        self.is_plain = is_plain(text.as_bytes(), b'\n');
    }

    /// The row in a line of the text, and where it was caused; `None` when it has to be read the general way.
    #[inline(always)]
    pub(crate) fn scan<'a>(
        &mut self,
        text: &'a str,
        from: usize,
        end: usize,
    ) -> Option<(Row<'a>, Option<&'a str>)> {
        let mut values = Values::default();
        let is_plain = || is_plain(text.as_bytes().get(from..end).unwrap_or_default(), b' ');
        if (self.is_plain || is_plain())
            && self
                .shape
                .each_field(text, from, end, |field, value| values.take(field, value))
                .is_some()
        {
            return values.finish();
        }
        self.scan_slowly(text.get(from..end)?)
    }

    /// Finds the fields of a line that looks unlike the one before, and notes how it looks.
    #[inline(never)]
    fn scan_slowly<'a>(&mut self, line: &'a str) -> Option<(Row<'a>, Option<&'a str>)> {
        let (mut values, mut count) = (Values::default(), 0_usize);
        each_field(line, &mut self.keys, |field, value| {
            count = count.saturating_add(1);
            values.take(field, value)
        })?;
        let keys = self.keys.before.iter().take(count);
        let keys = keys.map(|(key, field)| (key.as_slice(), *field));
        self.shape = Shape::of(keys, Field::Other);
        values.finish()
    }
}

/// What is left of a line.
pub(crate) struct Rest<'a> {
    bytes: &'a [u8],
    line: &'a str,
}

impl<'a> Rest<'a> {
    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            let (first, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            if !first.is_ascii_whitespace() {
                return Some(*first);
            }
        }
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    fn string(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        self.string_body()
    }

    /// The text up to the closing quote; one with an escape in it is not for here.
    fn string_body(&mut self) -> Option<&'a str> {
        let end = memchr2(b'"', b'\\', self.bytes)?;
        let from = self.line.len().checked_sub(self.bytes.len())?;
        let text = self.line.get(from..from.checked_add(end)?)?;
        let (closing, rest) = self.bytes.get(end..)?.split_first()?;
        self.bytes = rest;
        (*closing == b'"').then_some(text)
    }

    fn value(&mut self) -> Option<Value<'a>> {
        match self.next()? {
            b'"' => self.string_body().map(Value::Text),
            b'n' => {
                self.bytes = self.bytes.strip_prefix(b"ull")?;
                Some(Value::Null)
            }
            b'-' => self.digits(0, 0).map(|number| Value::Number(number.wrapping_neg())),
            first @ b'0'..=b'9' => {
                self.digits(i64::from(first.wrapping_sub(b'0')), 1).map(Value::Number)
            }
            _ => None,
        }
    }

    /// The rest of a whole number of which `count` digits were read.
    fn digits(&mut self, mut number: i64, mut count: u32) -> Option<i64> {
        let mut leading_zero = count == 1 && number == 0;
        while let Some((digit @ b'0'..=b'9', rest)) = self.bytes.split_first() {
            leading_zero |= count == 0 && *digit == b'0';
            number = number.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))?;
            count = count.checked_add(1)?;
            self.bytes = rest;
        }
        let plain = count == 1 || (count > 1 && !leading_zero);
        let ends = !matches!(self.bytes.first(), Some(b'.' | b'e' | b'E'));
        (plain && ends).then_some(number)
    }
}

/// The values of a row's fields.
#[derive(Default)]
pub(crate) struct Values<'a> {
    id: Option<&'a str>,
    kind: Option<&'a str>,
    created_at: Option<At<'a>>,
    document_id: Option<&'a str>,
    envelope_id: Option<&'a str>,
    signature_method: Option<&'a str>,
    source: Option<&'a str>,
    wallet_id: Option<&'a str>,
    amount: Option<i64>,
    balance_after: Option<i64>,
}

#[derive(Clone, Copy)]
enum At<'a> {
    Text(&'a str),
    Read(Instant),
}

impl<'a> Values<'a> {
    /// `None` for a value of a kind that the field cannot have.
    // Left to itself the compiler calls this for each field of each line, which costs a tenth of all time.
    #[inline(always)]
    pub(crate) fn take(&mut self, field: Field, value: Value<'a>) -> Option<()> {
        let (text, number) = match value {
            Value::Text(text) => (Some(text), None),
            Value::Number(number) => (None, Some(number)),
            Value::Instant(at) => {
                self.created_at = (field == Field::CreatedAt).then_some(At::Read(at));
                return self.created_at.map(|_| ());
            }
            Value::Null => (None, None),
        };
        match field {
            Field::Other => {}
            Field::Amount => self.amount = Some(number?),
            Field::BalanceAfter => self.balance_after = Some(number?),
            Field::Id => self.id = Some(text?),
            Field::Kind => self.kind = Some(text?),
            Field::CreatedAt => self.created_at = Some(At::Text(text?)),
            Field::Source => self.source = text,
            _ if number.is_some() => return None,
            Field::DocumentId => self.document_id = text,
            Field::EnvelopeId => self.envelope_id = text,
            Field::SignatureMethod => self.signature_method = text,
            Field::WalletId => self.wallet_id = text,
        }
        Some(())
    }

    /// The row and where it was caused, or `None` when it has to be read the general way.
    #[inline(always)]
    pub(crate) fn finish(self) -> Option<(Row<'a>, Option<&'a str>)> {
        let some = |text: Option<&'a str>| text.filter(|text| !text.is_empty());
        let kind = match self.kind? {
            "consume" => Kind::Consume,
            "add" => Kind::Add,
            "refund" => Kind::Refund,
            _ => return None,
        };
        let row = Row {
            id: some(self.id)?,
            kind,
            amount: Amount::new(self.amount?)?,
            balance_after: Amount::new(self.balance_after?)?,
            document_id: some(self.document_id).or(some(self.envelope_id)),
            signature_method: some(self.signature_method),
            wallet_id: some(self.wallet_id),
            created_at: match self.created_at? {
                At::Text(text) => Instant::parse(text)?,
                At::Read(at) => at,
            },
        };
        Some((row, some(self.source)))
    }
}
