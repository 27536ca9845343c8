//! Finding a row's fields in a line of JSON without building a document from it.
//!
//! A ledger's rows nearly all look alike: a flat object, plain strings, whole numbers. Such a line is
//! scanned where it lies. Anything else (an escape, a fraction, a nested value) is left to the general
//! reader, which owns every rule and every message.

use memchr::memchr2;
use sealquote::Instant;
use sealquote::amount::Amount;
use sealquote::ledger::{Kind, Row};

/// The row that a line holds, or `None` when it has to be read the general way.
pub(crate) fn scan(line: &str) -> Option<Row<'_>> {
    let mut rest = Rest(line.as_bytes(), line);
    let mut fields = Fields::default();
    rest.expect(b'{')?;
    loop {
        let key = rest.string()?;
        rest.expect(b':')?;
        match rest.value()? {
            Value::Text(text) => fields.text(key, text),
            Value::Number(number) => fields.number(key, number)?,
            Value::Null => fields.null(key)?,
        }
        match rest.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    if !rest.0.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    fields.row()
}

/// What is left of a line.
struct Rest<'a>(&'a [u8], &'a str);

enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Null,
}

impl<'a> Rest<'a> {
    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
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
        let end = memchr2(b'"', b'\\', self.0)?;
        let from = self.1.len().checked_sub(self.0.len())?;
        let text = self.1.get(from..from.checked_add(end)?)?;
        if *self.0.get(end)? == b'\\' || text.bytes().any(|byte| byte < b' ') {
            return None;
        }
        self.0 = self.0.get(end.checked_add(1)?..)?;
        Some(text)
    }

    fn value(&mut self) -> Option<Value<'a>> {
        match self.next()? {
            b'"' => self.string_body().map(Value::Text),
            b'n' => {
                self.0 = self.0.strip_prefix(b"ull")?;
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
        let leading_zero = count == 1 && number == 0;
        while let Some((digit @ b'0'..=b'9', rest)) = self.0.split_first() {
            number = number.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))?;
            count = count.checked_add(1)?;
            self.0 = rest;
        }
        let plain = count == 1 || (count > 1 && !leading_zero);
        let ends = !matches!(self.0.first(), Some(b'.' | b'e' | b'E'));
        (plain && ends).then_some(number)
    }
}

#[derive(Default)]
struct Fields<'a> {
    id: Option<&'a str>,
    kind: Option<&'a str>,
    created_at: Option<&'a str>,
    document_id: Option<&'a str>,
    envelope_id: Option<&'a str>,
    signature_method: Option<&'a str>,
    wallet_id: Option<&'a str>,
    amount: Option<i64>,
    balance_after: Option<i64>,
    wrong: bool,
}

impl<'a> Fields<'a> {
    fn text(&mut self, key: &str, text: &'a str) {
        match key {
            "id" => self.id = Some(text),
            "type" => self.kind = Some(text),
            "createdAt" => self.created_at = Some(text),
            "documentId" => self.document_id = Some(text),
            "envelopeId" => self.envelope_id = Some(text),
            "signatureMethod" => self.signature_method = Some(text),
            "walletId" => self.wallet_id = Some(text),
            "amount" | "balanceAfter" => self.wrong = true,
            _ => {}
        }
    }

    fn number(&mut self, key: &str, number: i64) -> Option<()> {
        match key {
            "amount" => self.amount = Some(number),
            "balanceAfter" => self.balance_after = Some(number),
            "id" | "type" | "createdAt" | "documentId" | "envelopeId" | "signatureMethod"
            | "walletId" => return None,
            _ => {}
        }
        Some(())
    }

    fn null(&mut self, key: &str) -> Option<()> {
        match key {
            "documentId" => self.document_id = None,
            "envelopeId" => self.envelope_id = None,
            "signatureMethod" => self.signature_method = None,
            "walletId" => self.wallet_id = None,
            "id" | "type" | "createdAt" | "amount" | "balanceAfter" => return None,
            _ => {}
        }
        Some(())
    }

    fn row(self) -> Option<Row<'a>> {
        let some = |text: Option<&'a str>| text.filter(|text| !text.is_empty());
        let kind = match self.kind? {
            "consume" => Kind::Consume,
            "add" => Kind::Add,
            "refund" => Kind::Refund,
            _ => return None,
        };
        if self.wrong {
            return None;
        }
        Some(Row {
            id: some(self.id)?,
            kind,
            amount: Amount::new(self.amount?)?,
            balance_after: Amount::new(self.balance_after?)?,
            document_id: some(self.document_id).or(some(self.envelope_id)),
            signature_method: some(self.signature_method),
            wallet_id: some(self.wallet_id),
            created_at: Instant::parse(self.created_at?)?,
        })
    }
}
