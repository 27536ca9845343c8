//! The ledger vectors, through the fold of the core.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a vector that cannot be read is a failed test"
)]

use std::fs;
use std::path::Path;

use sealquote::PriceBook;
use sealquote::json;
use sealquote::ledger::{
    Alone, Chains, Conventions, Notes, Page, Part, Report, Transaction, Verifier, When,
};
use sealquote::proof::WalletTrees;
use sealquote::settle::History;
use serde_json::Value;

/// Every difference between what a vector expects and what a report says.
fn differences(expected: &Value, report: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    if let Some(summary) = expected["summary"].as_object() {
        for (key, value) in summary {
            if &report["summary"][key] != value {
                let actual = &report["summary"][key];
                differences.push(format!("summary.{key}: expected {value}, got {actual}"));
            }
        }
    }
    let (wanted, found) = (expected["findings"].as_array(), report["findings"].as_array());
    let (Some(wanted), Some(found)) = (wanted, found) else {
        differences.push(String::from("no findings to compare"));
        return differences;
    };
    if wanted.len() != found.len() {
        differences.push(format!("{} findings expected, got {found:#?}", wanted.len()));
    }
    for (wanted, found) in wanted.iter().zip(found) {
        for (key, value) in wanted.as_object().into_iter().flatten() {
            if &found[key] != value {
                differences.push(format!("finding.{key}: expected {value}, got {found}"));
            }
        }
    }
    differences
}

fn verify(case: &Value) -> Report {
    let book = match &case["book"] {
        Value::Null => PriceBook::builtin("signsecure"),
        Value::String(id) => PriceBook::builtin(id),
        book => PriceBook::from_json(&book.to_string()),
    };
    let book = book.expect("a vector's book is valid");
    let mut verifier = Verifier::new(&book).expect("a vector's book is small");
    let said = json::parse(&case["conventions"].to_string()).expect("conventions are JSON");
    let conventions = Conventions::from_value(&said).expect("conventions have these names");
    verifier = verifier.with_conventions(conventions);
    if case["allocations"] == true {
        verifier = verifier.of_allocations();
    }
    if let Some(histories) = case["activity"].as_array() {
        let list = verifier.begin_activity("activity");
        for (number, history) in (1..).zip(histories) {
            let history = json::parse(&history.to_string()).expect("an activity is JSON");
            let history = History::from_value(&history).expect("an activity is a history");
            verifier.expect(list, number, history).expect("an activity can be settled");
        }
    }
    let listing = verifier.begin("vector");
    let pages = pages_of(case);
    let mut notes = Notes::default();
    notes.take(&pages.iter().map(|(page, _)| *page).collect::<Vec<Page>>(), None);
    let mut number = 0;
    for (place, (_, rows)) in pages.iter().enumerate() {
        if place > 0 {
            verifier.next_page();
        }
        for row in rows {
            number += 1;
            match Transaction::from_value(row) {
                Ok(transaction) => verifier.push(listing, number, &transaction.row()),
                Err(error) => verifier.push_bad(listing, number, id_of(row), &error.to_string()),
            }
            notes.tell(When::FirstRow, &mut |lack| verifier.lacks(*lack));
        }
        notes.tell(When::LastRow, &mut |lack| verifier.lacks(*lack));
    }
    verifier.finish().expect("a vector's sums are in range")
}

/// The rows of a vector by their pages, of which a ledger that says nothing of any is one.
fn pages_of(case: &Value) -> Vec<(Page, Vec<json::Value>)> {
    let rows = case["rows"].as_array().expect("a ledger vector has rows");
    let of_all = vec![Value::from(rows.len())];
    let mut rows = rows.iter();
    let mut pages: Vec<(Page, Vec<json::Value>)> = Vec::new();
    for listed in case["pages"].as_array().unwrap_or(&of_all) {
        let length = listed["rows"].as_u64().or(listed.as_u64()).expect("a page has a length");
        let length = usize::try_from(length).expect("a page is short");
        let parsed = |value: &Value| json::parse(&value.to_string()).expect("a vector is JSON");
        let rows: Vec<json::Value> = rows.by_ref().take(length).map(parsed).collect();
        let mut page = Page::of(listed.get("pageInfo").map(parsed).as_ref());
        page.rows = u64::try_from(rows.len()).unwrap();
        let before = pages.last().filter(|(_, before)| *before == rows);
        page.again = before.is_some_and(|(before, _)| before.number == page.number);
        pages.push((page, rows));
    }
    pages
}

/// The id of a row that is none.
fn id_of(row: &json::Value) -> Option<&str> {
    match row.get("id") {
        Some(json::Value::String(id)) => Some(id),
        _ => None,
    }
}

fn run(kind: &str, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(kind);
    let mut failures = Vec::new();
    let mut ran = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let report = serde_json::to_value(verify(&case)).unwrap();
        for difference in differences(&case["expect"], &report) {
            failures.push(format!("{}: {difference}", path.file_name().unwrap().display()));
        }
        ran += 1;
    }
    assert!(ran >= least, "only {ran} vectors ran");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_ledger_vector_gives_the_findings_it_names() {
    run("ledger", 80);
}

#[test]
fn ledger_vectors_give_the_roots_they_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/ledger");
    let book = PriceBook::builtin("signsecure").unwrap();
    let mut ran = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let Some(expected) = case["expect"]["roots"].as_array() else { continue };
        let mut part = Part::default();
        for row in case["rows"].as_array().unwrap() {
            match Transaction::from_value(&json::parse(&row.to_string()).unwrap()) {
                Ok(transaction) => part.push(&transaction.row()),
                Err(error) => part.push_bad(None, &error.to_string()),
            }
        }
        let (mut verifier, mut trees) = (Verifier::new(&book).unwrap(), WalletTrees::default());
        let (listing, mut parts) = (verifier.begin("vector"), [part]);
        verifier.absorb(listing, 1, &mut parts, &Alone).unwrap();
        trees.absorb(&parts, &Alone).unwrap();
        let roots = trees.finish().into_iter().map(|root| {
            let (size, hash) = (root.head.size, root.head.root.to_string());
            serde_json::json!({ "wallet": root.wallet, "size": size, "root": hash })
        });
        assert_eq!(roots.collect::<Vec<_>>(), *expected, "{}", path.display());
        ran += 1;
    }
    assert!(ran >= 4, "only {ran} vectors ran");
}

#[test]
fn allocations_and_activities_give_the_findings_they_name() {
    run("audit", 15);
}

#[test]
fn pages_give_the_findings_they_name() {
    run("pages", 14);
}

#[test]
fn rows_without_a_wallet_follow_each_other_in_their_listing_or_in_all() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let row = |number: u32, balance: i64| {
        let row = serde_json::json!({
            "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": balance,
            "createdAt": format!("2026-03-02T09:{number:02}:00Z"),
        });
        Transaction::from_value(&json::parse(&row.to_string()).unwrap()).unwrap()
    };
    // 5 and 10 follow each other, and so would 15; it is 17 that does not.
    let verify = |chains: Chains| {
        let conventions = Conventions { chains, ..Conventions::default() };
        let mut verifier = Verifier::new(&book).unwrap().with_conventions(conventions);
        let one = verifier.begin("one");
        verifier.push(one, 1, &row(1, 5).row());
        verifier.push(one, 2, &row(2, 10).row());
        let other = verifier.begin("other");
        verifier.push(other, 1, &row(3, 17).row());
        verifier.finish().unwrap()
    };
    let apart = verify(Chains::Listing);
    assert_eq!((apart.summary.wallets, apart.findings.len()), (2, 0));
    let together = verify(Chains::Ledger);
    assert_eq!((together.summary.wallets, together.findings.len()), (1, 1));
    let finding = &together.findings[0];
    assert_eq!((finding.file.as_str(), finding.row), ("other", 1));
    assert_eq!(finding.expected.unwrap().get(), 15);
}
