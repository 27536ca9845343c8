//! The vectors of simulation and detection, through the core.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a vector that cannot be read is a failed test"
)]

use std::fs;
use std::path::Path;

use sealquote::ledger::Transaction;
use sealquote::reprice::{Detection, Simulation, SimulationOptions};
use sealquote::settle::History;
use sealquote::{PriceBook, UtcOffset, json};
use serde_json::Value;

fn vectors(kind: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(kind);
    let read = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    read.map(|path| {
        let case = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_name().unwrap().display().to_string(), case)
    })
    .collect()
}

fn book(choice: &Value) -> PriceBook {
    match choice {
        Value::Null => PriceBook::builtin("signsecure").unwrap(),
        Value::String(id) => PriceBook::builtin(id).unwrap(),
        book => PriceBook::from_json(&book.to_string()).unwrap(),
    }
}

fn rows(case: &Value) -> Vec<Transaction> {
    let row =
        |row: &Value| Transaction::from_value(&json::parse(&row.to_string()).unwrap()).unwrap();
    case["rows"].as_array().unwrap().iter().map(row).collect()
}

/// Whether the answer has what a vector expects of it, whichever way its rows are listed.
fn check(kind: &str, least: usize, answer: impl Fn(&Value, &[Transaction]) -> Value) {
    let mut failures = Vec::new();
    let mut ran = 0;
    for (name, case) in vectors(kind) {
        let mut rows = rows(&case);
        for turned in [false, true] {
            if turned {
                rows.reverse();
            }
            let got = answer(&case, &rows);
            for (key, expected) in case["expect"].as_object().unwrap() {
                // Envelopes are in the order in which they came.
                if &got[key] != expected && !(turned && key == "envelopes") {
                    failures.push(format!("{name}: {key}: expected {expected}, got {}", got[key]));
                }
            }
        }
        ran += 1;
    }
    assert!(ran >= least, "only {ran} vectors ran");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn simulations_are_what_the_vectors_say() {
    check("simulate", 18, |case, rows| {
        let (old, new) = (book(&case["fromBook"]), book(&case["book"]));
        let offset = case["utcOffset"].as_str().map_or(Some(UtcOffset::UTC), UtcOffset::parse);
        let options =
            SimulationOptions { a_row_each: case["aRowEach"] == true, utc_offset: offset.unwrap() };
        let mut simulation = Simulation::new(&old, &new, options).unwrap();
        for history in case["activity"].as_array().into_iter().flatten() {
            let history = json::parse(&history.to_string()).unwrap();
            simulation.expect(History::from_value(&history).unwrap()).unwrap();
        }
        rows.iter().for_each(|row| simulation.push(0, &row.row()));
        serde_json::to_value(simulation.finish()).unwrap()
    });
}

#[test]
fn detections_are_what_the_vectors_say() {
    check("detect", 6, |case, rows| {
        let books: Vec<PriceBook> = case["books"].as_array().unwrap().iter().map(book).collect();
        let mut detection = Detection::new(&books.iter().collect::<Vec<_>>()).unwrap();
        rows.iter().for_each(|row| detection.push(&row.row()));
        serde_json::to_value(detection.finish()).unwrap()
    });
}

#[test]
fn a_history_under_its_own_book_costs_what_it_cost() {
    // Every envelope of the samples, whatever came back of it.
    let book = book(&Value::Null);
    let mut simulation = Simulation::new(&book, &book, SimulationOptions::default()).unwrap();
    for page in 1..=4 {
        let path = format!("{}/samples/ledger/page-{page}.json", env!("CARGO_MANIFEST_DIR"));
        let page: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for row in page["items"].as_array().unwrap() {
            let row = Transaction::from_value(&json::parse(&row.to_string()).unwrap()).unwrap();
            simulation.push(0, &row.row());
        }
    }
    let simulated = simulation.finish();
    assert_eq!((simulated.total.envelopes, simulated.total.difference), (95, 0));
    assert_eq!(simulated.same.envelopes, 95);
    // The statement of the samples: 2,010 consumed, 89 refunded.
    assert_eq!(simulated.total.charged, 2_010 - 89);
}

#[test]
fn books_that_cannot_be_read_back_are_refused() {
    let per_document = r#"{"priceBook":"b","unit":"credit","versions":[{"version":"1","effectiveFrom":null,
        "chargeOn":"signature","rates":[{"code":"document","label":"Document","per":"document",
        "price":{"model":"unit","unitPrice":1}}],"refunds":{"refundable":[]},
        "topUp":{"presets":[500],"customMinimum":1,"bonuses":[]},"signupGrant":0}]}"#;
    let (own, other) = (book(&Value::Null), PriceBook::from_json(per_document).unwrap());
    let refused = Simulation::new(&other, &own, SimulationOptions::default()).err().unwrap();
    assert_eq!(refused.code.as_str(), "LIMIT_EXCEEDED");
    assert_eq!(Detection::new(&[&other]).err().unwrap().code.as_str(), "LIMIT_EXCEEDED");
    assert_eq!(Detection::new(&[&own, &own]).err().unwrap().code.as_str(), "INVALID_VALUE");
}
