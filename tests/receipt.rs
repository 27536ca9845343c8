//! Receipts, from the maker's side and from the side of somebody who was handed one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "an envelope that cannot be read is a failed test")]

use sealquote::quote::Refusal;
use sealquote::{Code, Envelope, PriceBook, json};

const KEY: &[u8] = b"sixteen bytes or more";

fn envelope(text: &str) -> Envelope {
    Envelope::from_value(&json::parse(text).unwrap()).unwrap()
}

fn five_signers() -> Envelope {
    envelope(
        r#"{ "id": "env_1", "signers": [
            { "id": "a", "method": "electronic" }, { "id": "b", "method": "any" },
            { "id": "c", "method": ["aadhaar_esign", "electronic"] },
            { "id": "d", "method": "dsc_usb_token" }, { "id": "e", "role": "approver" }
        ] }"#,
    )
}

#[test]
fn a_receipt_holds_for_its_envelope_and_its_book_alone() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let staging = PriceBook::builtin("signsecure-staging").unwrap();
    let receipt = book.receipt(&five_signers(), None).unwrap();
    assert!(receipt.len() <= 200, "{receipt}");
    assert!(receipt.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'), "{receipt}");
    assert_eq!(book.verify_receipt(&receipt, &five_signers(), None), Ok(()));
    let other = envelope(r#"{ "signers": [{ "method": "electronic" }] }"#);
    assert_eq!(book.verify_receipt(&receipt, &other, None), Err(Refusal::OtherEnvelope));
    assert_eq!(staging.verify_receipt(&receipt, &five_signers(), None), Err(Refusal::OtherBook));
}

#[test]
fn every_altered_character_is_noticed() {
    let book = PriceBook::builtin("signsecure").unwrap();
    for key in [None, Some(KEY)] {
        let receipt = book.receipt(&five_signers(), key).unwrap();
        for place in 0..receipt.len() {
            for new in ['0', '1', 'f', '.', 'é'] {
                let mut altered: Vec<char> = receipt.chars().collect();
                if altered[place] == new {
                    continue;
                }
                altered[place] = new;
                let altered: String = altered.into_iter().collect();
                let verdict = book.verify_receipt(&altered, &five_signers(), key);
                assert!(verdict.is_err(), "{altered} holds");
            }
        }
        for cut in 0..receipt.len() {
            let verdict = book.verify_receipt(receipt.get(..cut).unwrap(), &five_signers(), key);
            assert!(verdict.is_err(), "a receipt cut at {cut} holds");
        }
    }
}

#[test]
fn the_same_envelope_in_other_words_is_the_same() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let one = envelope(
        r#"{ "at": "2026-03-11T10:30:00Z", "signers": [{ "method": ["electronic", "dsc_usb_token"] }] }"#,
    );
    let other = envelope(
        r#"{ "signers": [{ "role": "signer", "method": ["dsc_usb_token", "electronic", "electronic"] }],
             "megabytes": 0, "documents": 1, "at": "2026-03-11T16:00:00+05:30" }"#,
    );
    let receipt = book.receipt(&one, None).unwrap();
    assert_eq!(book.verify_receipt(&receipt, &other, None), Ok(()));
}

#[test]
fn a_receipt_outlives_later_versions_unless_the_envelope_says_when() {
    let version = |label: &str, from: &str, price: u32| {
        format!(
            r#"{{ "version": "{label}", "effectiveFrom": {from}, "rates": [{{ "code": "e",
                "per": "envelope", "price": {{ "model": "unit", "unitPrice": {price} }} }}] }}"#
        )
    };
    let book = |versions: &[String]| {
        let versions = versions.join(",");
        let text = format!(r#"{{ "priceBook": "b", "unit": "credit", "versions": [{versions}] }}"#);
        PriceBook::from_json(&text).unwrap()
    };
    let (first, second) = (version("1", "null", 1), version("2", "\"2026-06-01T00:00:00Z\"", 2));
    let undated = envelope(r#"{ "signers": [] }"#);
    let dated = envelope(r#"{ "signers": [], "at": "2026-07-01T00:00:00Z" }"#);
    let (before, after) = (book(std::slice::from_ref(&first)), book(&[first, second]));
    let receipt = before.receipt(&undated, None).unwrap();
    assert_eq!(after.verify_receipt(&receipt, &undated, None), Ok(()));
    let receipt = before.receipt(&dated, None).unwrap();
    assert_eq!(after.verify_receipt(&receipt, &dated, None), Err(Refusal::OtherBook));
}

#[test]
fn a_signature_is_by_one_key_alone() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let signed = book.receipt(&five_signers(), Some(KEY)).unwrap();
    let unsigned = book.receipt(&five_signers(), None).unwrap();
    assert!(signed.starts_with(&unsigned));
    let verify = |receipt: &str, key| book.verify_receipt(receipt, &five_signers(), key);
    assert_eq!(verify(&signed, Some(KEY)), Ok(()));
    assert_eq!(verify(&signed, None), Ok(()));
    assert_eq!(verify(&unsigned, Some(KEY)), Err(Refusal::NotSigned));
    assert_eq!(verify(&signed, Some(b"another key of such length")), Err(Refusal::NotSigned));
    let error = book.receipt(&five_signers(), Some(b"short")).unwrap_err();
    assert_eq!((error.code, error.path.as_str()), (Code::InvalidValue, "/key"));
}
