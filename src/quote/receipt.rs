//! Receipts: a short text that binds a price to the envelope and the rules it came from.
//!
//! A receipt needs no key and claims no more than that: whoever has the envelope and the book can check
//! it, and whoever has them can make it. It is not a signature, unless one is asked for by a key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::envelope::{Choice, Envelope, Role, Signer};
use super::lines::PricedOrder;
use crate::book::{PriceBook, Version};
use crate::digest::{hex, sha256_hex};
use crate::error::{Code, Error};
use crate::json::write_string;
use crate::message::{Piece, message};

/// What a receipt begins with: its kind, and the version of its form.
const KIND: &str = "sq1";
/// How many hexadecimal digits of a SHA-256 name a version or an envelope: 128 bits.
const DIGEST_DIGITS: usize = 32;
/// How many digits show that a receipt was not altered by accident: 32 bits.
const CHECK_DIGITS: usize = 8;
/// The least bytes of a key that are worth signing with.
const MIN_KEY_BYTES: usize = 16;

/// Why a receipt does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The text is no receipt, or not the one that was made.
    Altered,
    /// It was made from another envelope.
    OtherEnvelope,
    /// It was made with rules that this book does not have, or that are not in force for the envelope.
    OtherBook,
    /// A signature was asked for, and there is none, or one by another key.
    NotSigned,
}

impl Refusal {
    /// The reason in words, the same in Rust and in JavaScript.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::OtherEnvelope => "other envelope",
            Self::OtherBook => "other book",
            Self::NotSigned => "not signed",
        }
    }
}

impl PriceBook {
    /// A receipt for the quote of an envelope: 20 to 140 characters that need no escaping in an address.
    ///
    /// With a key (at least 16 bytes) it also carries an HMAC-SHA-256 by that key, cut to 128 bits.
    ///
    /// # Errors
    /// Those of [`PriceBook::quote`], and `INVALID_VALUE` for a key that is too short.
    ///
    /// ```
    /// let book = sealquote::PriceBook::builtin("signsecure")?;
    /// let envelope = sealquote::json::parse(r#"{ "signers": [{ "method": "electronic" }] }"#)?;
    /// let envelope = sealquote::Envelope::from_value(&envelope)?;
    /// let receipt = book.receipt(&envelope, None)?;
    /// assert!(receipt.starts_with("sq1."));
    /// assert_eq!(book.verify_receipt(&receipt, &envelope, None), Ok(()));
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn receipt(&self, envelope: &Envelope, key: Option<&[u8]>) -> Result<String, Error> {
        if key.is_some_and(|key| key.len() < MIN_KEY_BYTES) {
            let message =
                message!["a key of less than ", MIN_KEY_BYTES, " bytes; use a longer one"];
            return Err(Error::new(Code::InvalidValue, "/key", message));
        }
        let version = self.version_for(envelope)?;
        let priced = self.price_by(version, envelope)?;
        Ok(write(version, envelope, &priced, key))
    }

    /// Whether a receipt was made for this envelope with rules of this book; with a key, also whether
    /// it was signed by that key.
    ///
    /// An envelope without an instant is checked against the version that the receipt names, so that a
    /// receipt outlives the versions that come after it.
    ///
    /// # Errors
    /// The reason why it does not hold.
    pub fn verify_receipt(
        &self,
        receipt: &str,
        envelope: &Envelope,
        key: Option<&[u8]>,
    ) -> Result<(), Refusal> {
        let (rules, own_envelope) = read(receipt).ok_or(Refusal::Altered)?;
        let named = |version: &&Version| short(version.digest()) == rules;
        let version = self.versions().find(named).ok_or(Refusal::OtherBook)?;
        if own_envelope != fingerprint(envelope) {
            return Err(Refusal::OtherEnvelope);
        }
        let in_force = match envelope.at {
            Some(_) => self.version_for(envelope).map_err(|_| Refusal::OtherBook)?,
            None => version,
        };
        if !core::ptr::eq(in_force, version) {
            return Err(Refusal::OtherBook);
        }
        let priced = self.price_by(version, envelope).map_err(|_| Refusal::Altered)?;
        let unsigned = write(version, envelope, &priced, None);
        let signature = receipt.strip_prefix(&unsigned).ok_or(Refusal::Altered)?;
        match key {
            None => Ok(()),
            Some(key) => {
                let signature = signature.strip_prefix(".").ok_or(Refusal::NotSigned)?;
                let right = sign(&unsigned, key);
                // Every digit is looked at, so that the time taken says nothing of where they differ.
                let pairs = signature.bytes().zip(right.bytes());
                let differ = pairs.fold(0, |differ, (a, b)| differ | (a ^ b));
                let same = differ == 0 && signature.len() == right.len();
                if same { Ok(()) } else { Err(Refusal::NotSigned) }
            }
        }
    }
}

fn write(
    version: &Version,
    envelope: &Envelope,
    priced: &PricedOrder,
    key: Option<&[u8]>,
) -> String {
    let body = message![
        KIND,
        ".",
        short(version.digest()),
        ".",
        fingerprint(envelope),
        ".",
        priced.total,
        ".",
        priced.minimum
    ];
    let unsigned = message![body, ".", check(&body)];
    match key {
        Some(key) => message![unsigned, ".", sign(&unsigned, key)],
        None => unsigned,
    }
}

/// The digits that a receipt gives of its rules and its envelope, when it is whole.
fn read(receipt: &str) -> Option<(&str, &str)> {
    // By bytes: what searches a text for a character would be a kilobyte of the module.
    let mut rest = Some(receipt);
    let mut next = || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b'.').unwrap_or(text.len());
        rest = text.get(end.saturating_add(1)..);
        text.get(..end)
    };
    let (kind, rules, envelope) = (next()?, next()?, next()?);
    let (total, minimum, own_check) = (next()?, next()?, next()?);
    let body = message![kind, ".", rules, ".", envelope, ".", total, ".", minimum];
    let signed = next();
    let whole = kind == KIND && own_check == check(&body) && next().is_none();
    let fits = signed.is_none_or(|signature| signature.len() == DIGEST_DIGITS);
    (whole && fits).then_some((rules, envelope))
}

fn short(digest: &str) -> &str {
    digest.get(..DIGEST_DIGITS).unwrap_or(digest)
}

fn check(body: &str) -> String {
    let mut digest = sha256_hex(body);
    digest.truncate(CHECK_DIGITS);
    digest
}

fn sign(unsigned: &str, key: &[u8]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(unsigned.as_bytes());
    let mut digits = hex(&mac.finalize().into_bytes());
    digits.truncate(DIGEST_DIGITS);
    digits
}

/// What stands for an envelope: the same for two that say the same, in whatever order or words. It is
/// the digest of a canonical JSON text (RFC 8785), with every count as a text.
fn fingerprint(envelope: &Envelope) -> String {
    let mut text = String::from("{");
    if let Some(at) = envelope.at {
        text.push_str("\"at\":\"");
        at.add_to(&mut text);
        text.push_str("\",");
    }
    text.push_str("\"documents\":\"");
    envelope.documents.add_to(&mut text);
    text.push_str("\",");
    if let Some(id) = &envelope.id {
        text.push_str("\"id\":");
        write_string(id, &mut text);
        text.push(',');
    }
    text.push_str("\"megabytes\":\"");
    envelope.megabytes.add_to(&mut text);
    text.push_str("\",\"signers\":[");
    for (index, signer) in envelope.signers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_signer(signer, &mut text);
    }
    text.push_str("]}");
    let mut digest = sha256_hex(&text);
    digest.truncate(DIGEST_DIGITS);
    digest
}

fn write_signer(signer: &Signer, text: &mut String) {
    text.push_str(match signer.role {
        Role::Signer => "[\"signer\",",
        Role::Approver => "[\"approver\",",
        Role::Cc => "[\"cc\",",
    });
    match &signer.method {
        None => text.push_str("null"),
        Some(Choice::Any) => text.push_str("\"any\""),
        Some(Choice::One(name)) => write_names(core::slice::from_ref(name), text),
        Some(Choice::OneOf(names)) => write_names(names, text),
    }
    text.push(',');
    match &signer.id {
        None => text.push_str("null"),
        Some(id) => write_string(id, text),
    }
    text.push(']');
}

/// A list of names, each once, in order.
fn write_names(names: &[String], text: &mut String) {
    text.push('[');
    let mut last: Option<&String> = None;
    while let Some(name) = names.iter().filter(|name| Some(*name) > last).min() {
        if last.is_some() {
            text.push(',');
        }
        write_string(name, text);
        last = Some(name);
    }
    text.push(']');
}
