//! Columns of envelopes give what each envelope gives by itself.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "small numbers made for the test"
)]

use sealquote::PriceBook;
use sealquote::book::{Methods, Version};
use sealquote::quote::many::{Columns, Counts, totals};
use sealquote::quote::{Order, PricedOrder};

const ROWS: usize = 1_500;

/// A number from 0 to 4 for each row and column, the same on every run.
fn count(row: usize, column: usize) -> u32 {
    ((row * 7 + column * 13 + row * row / 11) % 5) as u32
}

fn by_itself(version: &Version, sets: &[Methods], row: usize) -> (i64, i64) {
    let signers: Vec<Methods> = sets
        .iter()
        .enumerate()
        .flat_map(|(column, set)| (0..count(row, column)).map(|_| *set))
        .collect();
    let mut priced = PricedOrder::default();
    let order = Order { signers: &signers, documents: u64::from(count(row, 9)), megabytes: 3 };
    priced.price(version, &order).unwrap();
    (priced.total.get(), priced.minimum.get())
}

fn check(book: &PriceBook, sets: &[Methods]) {
    let columns: Vec<Vec<u32>> =
        (0..sets.len()).map(|column| (0..ROWS).map(|row| count(row, column)).collect()).collect();
    let documents: Vec<u32> = (0..ROWS).map(|row| count(row, 9)).collect();
    let signers: Vec<(Methods, &[u32])> =
        sets.iter().copied().zip(columns.iter().map(Vec::as_slice)).collect();
    let columns = Columns {
        signers: &signers,
        documents: Counts::Each(&documents),
        megabytes: Counts::All(3),
        rows: ROWS,
    };
    let (mut total, mut minimum) = (vec![0; ROWS], vec![0; ROWS]);
    totals(book.newest(), &columns, &mut total, &mut minimum).unwrap();
    for row in 0..ROWS {
        assert_eq!((total[row], minimum[row]), by_itself(book.newest(), sets, row), "row {row}");
    }
}

const RICH: &str = r#"{ "priceBook": "rich", "unit": "credit", "versions": [{ "version": "1", "rates": [
    { "code": "base", "per": "envelope", "price": { "model": "unit", "unitPrice": 1 } },
    { "code": "shared", "per": "envelope", "methods": ["a", "b"], "price": { "model": "flat", "amount": 10 } },
    { "code": "ab", "per": "signer", "methods": ["a", "b"], "price": { "model": "package", "size": 3, "price": 7 } },
    { "code": "c", "per": "signer", "methods": ["c"], "price": { "model": "volume", "included": 1, "tiers": [
        { "upTo": 2, "unitPrice": 9 }, { "upTo": null, "unitPrice": 4, "flatFee": 1 }] } },
    { "code": "every", "per": "signer", "price": { "model": "unit", "unitPrice": 2 } },
    { "code": "page", "per": "document", "methods": ["c"], "price": { "model": "unit", "unitPrice": 5 } },
    { "code": "size", "per": "megabyte", "price": { "model": "graduated", "tiers": [
        { "upTo": 2, "unitPrice": 3 }, { "upTo": null, "unitPrice": 1 }] } }
] }] }"#;

#[test]
fn decided_columns_are_priced_as_each_row_is() {
    for id in sealquote::book::BUILTIN_IDS {
        let book = PriceBook::builtin(id).unwrap();
        check(&book, &[1, 2, 4].map(Methods::from_bits));
    }
    check(&PriceBook::from_json(RICH).unwrap(), &[1, 2, 4].map(Methods::from_bits));
}

#[test]
fn undecided_columns_are_priced_as_each_row_is() {
    let book = PriceBook::builtin("signsecure").unwrap();
    check(&book, &[1, 7, 6].map(Methods::from_bits));
    check(&PriceBook::from_json(RICH).unwrap(), &[4, 7].map(Methods::from_bits));
}

#[test]
fn the_row_that_is_out_of_range_is_named() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let mut documents = vec![1_u32; 700];
    documents[600] = u32::MAX;
    let text = r#"{ "priceBook": "b", "unit": "credit", "versions": [{ "version": "1", "rates": [
        { "code": "page", "per": "document", "price": { "model": "unit", "unitPrice": 9007199254740991 } }] }] }"#;
    let dear = PriceBook::from_json(text).unwrap();
    let columns = Columns {
        signers: &[],
        documents: Counts::Each(&documents),
        megabytes: Counts::All(0),
        rows: 700,
    };
    let (mut total, mut minimum) = (vec![0; 700], vec![0; 700]);
    assert!(totals(book.newest(), &columns, &mut total, &mut minimum).is_ok());
    let error = totals(dear.newest(), &columns, &mut total, &mut minimum).unwrap_err();
    assert_eq!((error.code.as_str(), error.path.as_str()), ("AMOUNT_OUT_OF_RANGE", "/600"));
    let line = "with line `page` the total is beyond 2^53 - 1; charge less at once";
    assert_eq!(error.message, line);
}

#[test]
fn the_line_by_which_a_total_goes_out_of_range_is_named() {
    let text = r#"{ "priceBook": "b", "unit": "credit", "versions": [{ "version": "1", "rates": [
        { "code": "page", "per": "document", "price": { "model": "unit", "unitPrice": 9007199254740991 } },
        { "code": "free", "per": "envelope", "price": { "model": "unit", "unitPrice": 0 } },
        { "code": "storage", "per": "megabyte", "price": { "model": "unit", "unitPrice": 1 } }] }] }"#;
    let dear = PriceBook::from_json(text).unwrap();
    let line = "with line `storage` the total is beyond 2^53 - 1; charge less at once";
    let columns = Columns {
        signers: &[],
        documents: Counts::All(1),
        megabytes: Counts::Each(&[0, 1]),
        rows: 2,
    };
    let error = totals(dear.newest(), &columns, &mut [0; 2], &mut [0; 2]).unwrap_err();
    assert_eq!((error.path.as_str(), error.message.as_str()), ("/1", line));
    let error = dear.quote_json(r#"{ "megabytes": 1, "signers": [] }"#).unwrap_err();
    assert_eq!((error.path.as_str(), error.message.as_str()), ("/megabytes", line));
}
