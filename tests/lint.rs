//! What the lint says of a book, against what the loader says.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use sealquote::book::{LintFinding, MAX_BYTES, MAX_RATES, MAX_TIERS, MAX_VERSIONS, Severity};
use sealquote::{Code, PriceBook, json};

/// A price for documents, in a book that has nothing else to find fault with.
fn book_with(price: &str) -> String {
    let rate = format!(r#"{{ "code": "page", "per": "document", "price": {price} }}"#);
    book_of(&format!(r#"[{{ "version": "1", "rates": [{rate}] }}]"#))
}

fn book_of(versions: &str) -> String {
    format!(r#"{{ "priceBook": "example", "unit": "credit", "versions": {versions} }}"#)
}

fn listed(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// A book with this many of something.
type Many<'a> = &'a dyn Fn(usize) -> String;

fn told(text: &str) -> Vec<(Code, Severity, String)> {
    let findings = PriceBook::lint_json(text).into_iter();
    findings.map(|finding| (finding.code, finding.severity, finding.path)).collect()
}

/// The loader's error is the first one of the lint, in one text; a book with none loads.
fn agrees(text: &str) {
    let findings = PriceBook::lint_json(text);
    let first = findings.first().filter(|first| first.severity == Severity::Error);
    match (PriceBook::from_json(text), first) {
        (Ok(_), None) => {}
        (Err(error), Some(first)) => {
            assert_eq!((error.code, &error.path), (first.code, &first.path));
            assert_eq!(error.message, format!("{}; {}", first.message, first.remedy));
        }
        (loaded, first) => panic!("{loaded:?} against {first:?} for {text}"),
    }
    for LintFinding { message, remedy, .. } in &findings {
        for words in [message, remedy] {
            assert!(!words.is_empty() && !words.ends_with('.'), "{words}");
            assert!(!words.starts_with(|first: char| first.is_uppercase()), "{words}");
        }
    }
}

#[test]
fn the_loader_refuses_what_the_lint_calls_an_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/book");
    let mut ran = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let vector: serde_json::Value = serde_json::from_str(&text).unwrap();
        match vector["text"].as_str() {
            Some(text) => agrees(text),
            None => agrees(&vector["book"].to_string()),
        }
        ran += 1;
    }
    assert!(ran >= 80, "only {ran} vectors ran");
}

#[test]
fn every_mistake_is_found_at_once() {
    let text = book_of(
        r#"[{
            "version": "1",
            "colour": "red",
            "rates": [
                { "code": "a", "per": "page", "methods": "fax", "price": { "model": "unit" } },
                { "code": "a", "per": "document", "price": { "model": "unit", "unitPrice": -1 } }
            ],
            "refunds": { "on": ["lost"], "refundable": ["a", "b"] },
            "signupGrant": 1.5
        }, { "version": "1", "rates": {}, "topUp": { "presets": [0] } }]"#,
    );
    let expected = [
        (Code::UnknownKey, "/versions/0/colour"),
        (Code::InvalidValue, "/versions/0/rates/0/per"),
        (Code::InvalidType, "/versions/0/rates/0/methods"),
        (Code::MissingKey, "/versions/0/rates/0/price/unitPrice"),
        (Code::InvalidNumber, "/versions/0/rates/1/price/unitPrice"),
        (Code::DuplicateCode, "/versions/0/rates/1/code"),
        (Code::InvalidValue, "/versions/0/refunds/on/0"),
        (Code::InvalidValue, "/versions/0/refunds/refundable/1"),
        (Code::InvalidNumber, "/versions/0/signupGrant"),
        (Code::InvalidType, "/versions/1/rates"),
        (Code::InvalidNumber, "/versions/1/topUp/presets/0"),
    ];
    let expected = expected.map(|(code, path)| (code, Severity::Error, path.to_owned()));
    assert_eq!(told(&text), expected);
}

#[test]
fn a_book_at_a_limit_is_read_and_one_over_it_is_refused_by_name() {
    let versions = |count| {
        let version = |number| {
            let start = if number == 0 {
                String::from("null")
            } else {
                format!(r#""2026-01-01T{:02}:{:02}:00Z""#, number / 60, number % 60)
            };
            format!(r#"{{ "version": "{number}", "effectiveFrom": {start}, "rates": [] }}"#)
        };
        book_of(&format!("[{}]", listed(count, version)))
    };
    let rates = |count| {
        let price = r#"{ "model": "flat", "amount": 1 }"#;
        let rate =
            |number| format!(r#"{{ "code": "{number}", "per": "document", "price": {price} }}"#);
        book_of(&format!(r#"[{{ "version": "1", "rates": [{}] }}]"#, listed(count, rate)))
    };
    let tiers = |count: usize| {
        let tier = |number: usize| {
            let end =
                if number + 1 == count { String::from("null") } else { (number + 1).to_string() };
            format!(r#"{{ "upTo": {end}, "unitPrice": 1 }}"#)
        };
        book_with(&format!(r#"{{ "model": "graduated", "tiers": [{}] }}"#, listed(count, tier)))
    };
    let sized = |bytes: usize| versions(1) + &" ".repeat(bytes - versions(1).len());
    let limits: [(Many<'_>, usize, &str); 4] = [
        (&versions, MAX_VERSIONS, "/versions"),
        (&rates, MAX_RATES, "/versions/0/rates"),
        (&tiers, MAX_TIERS, "/versions/0/rates/0/price/tiers"),
        (&sized, MAX_BYTES, ""),
    ];
    for (book, limit, path) in limits {
        assert_eq!(told(&book(limit)), [], "{path}");
        let over = book(limit + 1);
        assert_eq!(told(&over), [(Code::LimitExceeded, Severity::Error, path.to_owned())]);
        assert!(PriceBook::lint_json(&over)[0].message.contains(&limit.to_string()));
        agrees(&over);
    }
}

#[test]
fn a_start_is_not_looked_for_in_a_book_with_errors() {
    let start = "2026-01-01T00:00:00Z";
    let version = format!(r#"{{ "version": "1", "effectiveFrom": "{start}", "rates": [] }}"#);
    let gap = (Code::Gap, Severity::Warning, String::from("/versions/0/effectiveFrom"));
    assert_eq!(told(&book_of(&format!("[{version}]"))), [gap]);
    let typo = version.replace("rates", "prices");
    assert!(told(&book_of(&format!("[{typo}]"))).iter().all(|found| found.1 == Severity::Error));
}

#[test]
fn built_in_books_are_clean() {
    for id in sealquote::book::BUILTIN_IDS {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/book/builtin/{id}.json"));
        assert_eq!(told(&fs::read_to_string(path).unwrap()), []);
    }
}

proptest! {
    /// Against every total up to far beyond the last tier's beginning.
    #[test]
    fn a_falling_price_is_found_exactly_where_totals_fall(
        ends in prop::collection::btree_set(1_u64..40, 0..4),
        prices in prop::collection::vec((0_u64..20, 0_u64..60), 5),
        included in 0_u64..4,
        clamp in prop::option::of((0_u64..100, 0_u64..200)),
    ) {
        let mut ends: Vec<String> = ends.iter().map(u64::to_string).collect();
        ends.push(String::from("null"));
        let tiers = ends.iter().zip(&prices).map(|(end, (unit, fee))| {
            format!(r#"{{ "upTo": {end}, "unitPrice": {unit}, "flatFee": {fee} }}"#)
        });
        let tiers = tiers.collect::<Vec<_>>().join(",");
        let clamp = clamp.map_or(String::new(), |(least, more)| {
            format!(r#""minimum": {least}, "maximum": {},"#, least + more)
        });
        let text = book_with(&format!(
            r#"{{ "model": "volume", "included": {included}, {clamp} "tiers": [{tiers}] }}"#
        ));
        let book = PriceBook::from_value(&json::parse(&text).unwrap()).unwrap();
        let price = &book.newest().rates()[0].price;
        let falls = (0..60).filter(|count| price.amount(*count) > price.amount(count + 1)).count();
        prop_assert_eq!(told(&text).len(), falls, "{}", text);
    }

    /// A purchase of any size, against all smaller ones.
    #[test]
    fn a_worse_bonus_is_found_when_more_earns_less(
        offers in prop::collection::btree_map(1_u64..30, 0_u64..8, 0..5),
    ) {
        let listed = offers.iter().map(|(purchase, bonus)| {
            format!(r#"{{ "purchase": {purchase}, "bonus": {bonus} }}"#)
        });
        let listed = listed.collect::<Vec<_>>().join(",");
        let text = book_of(&format!(
            r#"[{{ "version": "1", "rates": [], "topUp": {{ "bonuses": [{listed}] }} }}]"#
        ));
        let bonus = |purchase: u64| offers.range(..=purchase).next_back().map_or(0, |offer| *offer.1);
        let worse = (1..40).any(|purchase| bonus(purchase + 1) < bonus(purchase));
        prop_assert_eq!(!told(&text).is_empty(), worse, "{}", text);
    }
}
