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
    check("simulate", 30, |case, rows| {
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
        serde_json::to_value(simulation.finish().unwrap()).unwrap()
    });
}

#[test]
fn detections_are_what_the_vectors_say() {
    check("detect", 6, |case, rows| {
        let books: Vec<PriceBook> = case["books"].as_array().unwrap().iter().map(book).collect();
        let mut detection = Detection::new(&books.iter().collect::<Vec<_>>()).unwrap();
        rows.iter().for_each(|row| detection.push(&row.row()));
        serde_json::to_value(detection.finish().unwrap()).unwrap()
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
    let simulated = simulation.finish().unwrap();
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
    assert_eq!(
        (refused.code.as_str(), refused.path.as_str()),
        ("LIMIT_EXCEEDED", "/versions/0/rates/0")
    );
    assert_eq!(
        refused.message,
        "the rate `document` of the version `1` is charged per document, whatever the method, and a ledger does not tell how \
         many there were: charges by it cannot be read back; leave it out of a copy of the book"
    );
    assert_eq!(Detection::new(&[&other]).err().unwrap().path, "/versions/0/rates/0");
    assert_eq!(Detection::new(&[&own, &own]).err().unwrap().code.as_str(), "INVALID_VALUE");
}

fn charge(id: usize, amount: i64, method: Option<&str>) -> Transaction {
    let row = serde_json::json!({"id": format!("t{id}"), "type": "consume", "amount": amount, "balanceAfter": 0,
        "documentId": "d", "signatureMethod": method, "createdAt": "2026-03-02T09:00:00Z"});
    Transaction::from_value(&json::parse(&row.to_string()).unwrap()).unwrap()
}

#[test]
fn sums_beyond_what_an_amount_can_be_are_refused() {
    let book = book(&Value::Null);
    let largest = charge(1, 9_007_199_254_740_991, None);
    let mut simulation = Simulation::new(&book, &book, SimulationOptions::default()).unwrap();
    let mut detection = Detection::new(&[&book]).unwrap();
    for _ in 0..2 {
        simulation.push(0, &largest.row());
        detection.push(&largest.row());
    }
    assert_eq!(simulation.finish().unwrap_err().code.as_str(), "AMOUNT_OUT_OF_RANGE");
    assert_eq!(detection.finish().unwrap_err().code.as_str(), "AMOUNT_OUT_OF_RANGE");
}

#[test]
fn an_envelope_with_very_many_kinds_of_rows_is_read_as_any_other() {
    // 1 and 15 × (1 + 2 + … + 99): each row pays for so many signers by Aadhaar.
    let book = book(&Value::Null);
    let mut simulation = Simulation::new(&book, &book, SimulationOptions::default()).unwrap();
    let mut detection = Detection::new(&[&book]).unwrap();
    let base = charge(0, 1, None);
    for row in [base]
        .into_iter()
        .chain((1..100).map(|n| charge(usize::try_from(n).unwrap(), 15 * n, Some("aadhaar_esign"))))
    {
        simulation.push(0, &row.row());
        detection.push(&row.row());
    }
    let simulated = simulation.finish().unwrap();
    assert_eq!((simulated.same.envelopes, simulated.same.charged), (1, 1 + 15 * 4_950));
    let detected = detection.finish().unwrap();
    assert_eq!((detected.groups[0].rows, detected.unexplained.len()), (100, 0));
}

#[test]
fn a_charge_that_could_be_read_in_too_many_ways_is_not_looked_at_for_ever() {
    // Of eight rates at 1 a signer, 900 is paid in more ways than could ever be tried.
    let rate = |number: usize| {
        serde_json::json!({"code": format!("c{number}"), "label": "c", "per": "signer",
            "methods": [format!("m{number}")], "price": {"model": "unit", "unitPrice": 1}})
    };
    let ones = serde_json::json!({"priceBook": "ones", "unit": "credit", "versions": [{"version": "1",
        "effectiveFrom": null, "chargeOn": "signature", "rates": (0..8).map(rate).collect::<Vec<_>>(),
        "refunds": {"refundable": []}, "topUp": {"presets": [500], "customMinimum": 1, "bonuses": []},
        "signupGrant": 0}]});
    let (ones, own) = (book(&ones), book(&Value::Null));
    let mut simulation = Simulation::new(&ones, &own, SimulationOptions::default()).unwrap();
    simulation.push(0, &charge(1, 900, None).row());
    let simulated = simulation.finish().unwrap();
    assert_eq!(simulated.envelopes[0].reason.map(|reason| reason.as_str()), Some("AMBIGUOUS"));
}
