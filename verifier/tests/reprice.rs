//! The commands `simulate`, `detect`, `root`, `prove` and `check-proof`: the vectors, and what people do.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/vectors.rs"]
mod cases;
#[path = "made/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use cases::vectors;
use command::run;
use serde_json::{Value, json};
use tempfile::TempDir;

fn answer(folder: &Path, arguments: &[&str]) -> Value {
    let (_, out, err) = run(folder, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|_| json!({ "error": err }))
}

/// A folder with a ledger of lines and, in `ledger.csv`, the same as a table.
fn ledger(rows: &[Value]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    fs::write(folder.path().join("ledger.ndjson"), lines).unwrap();
    let keys =
        ["id", "type", "amount", "balanceAfter", "documentId", "signatureMethod", "createdAt"];
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        value => value.to_string(),
    };
    let mut table = format!("{}\n", keys.join(","));
    for row in rows {
        table.push_str(&keys.map(|key| cell(&row[key])).join(","));
        table.push('\n');
    }
    fs::write(folder.path().join("ledger.csv"), table).unwrap();
    folder
}

/// The name of a book's file, which is written, or the id of a built-in one.
fn book(folder: &Path, choice: &Value, name: &str) -> String {
    match choice {
        Value::Null => String::from("signsecure"),
        Value::String(id) => id.clone(),
        book => {
            fs::write(folder.join(name), book.to_string()).unwrap();
            name.to_owned()
        }
    }
}

#[test]
fn simulations_are_what_the_vectors_say() {
    let mut ran = 0;
    for (name, case) in vectors("simulate") {
        let folder = ledger(case["rows"].as_array().unwrap());
        let at = folder.path();
        let (old, new) =
            (book(at, &case["fromBook"], "old.json"), book(at, &case["book"], "new.json"));
        let mut options = vec!["--book", &new, "--from-book", &old];
        if let Some(offset) = case["utcOffset"].as_str() {
            options.extend(["--utc-offset", offset]);
        }
        if case["aRowEach"] == true {
            options.push("--a-row-each");
        }
        if let Some(histories) = case["activity"].as_array() {
            let lines: String = histories.iter().map(|history| format!("{history}\n")).collect();
            fs::write(at.join("activity.ndjson"), lines).unwrap();
            options.extend(["--activity", "activity.ndjson"]);
        }
        for file in ["ledger.ndjson", "ledger.csv"] {
            let got = answer(at, &[&["simulate", file], options.as_slice()].concat());
            for (key, expected) in case["expect"].as_object().unwrap() {
                assert_eq!(&got[key], expected, "{name}, {file}: {key} of {got}");
            }
        }
        ran += 1;
    }
    assert!(ran >= 18, "only {ran} vectors ran");
}

#[test]
fn detections_are_what_the_vectors_say() {
    let mut ran = 0;
    for (name, case) in vectors("detect") {
        let folder = ledger(case["rows"].as_array().unwrap());
        let at = folder.path();
        let mut options = Vec::new();
        for (number, choice) in case["books"].as_array().unwrap().iter().enumerate() {
            options.extend([String::from("--book"), book(at, choice, &format!("{number}.json"))]);
        }
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        for file in ["ledger.ndjson", "ledger.csv"] {
            let got = answer(at, &[&["detect", file], options.as_slice()].concat());
            for (key, expected) in case["expect"].as_object().unwrap() {
                assert_eq!(&got[key], expected, "{name}, {file}: {key} of {got}");
            }
        }
        ran += 1;
    }
    assert!(ran >= 6, "only {ran} vectors ran");
}

#[test]
fn proofs_are_what_the_vectors_say_and_hold() {
    let mut ran = 0;
    for (name, case) in vectors("proof") {
        let folder = ledger(case["rows"].as_array().unwrap());
        let at = folder.path();
        let expect = &case["expect"];
        let root = expect["root"].as_str().unwrap();
        let head = format!("{}:{root}", expect["leaves"].as_array().unwrap().len());
        let roots = answer(at, &["root", "ledger.ndjson"]);
        match roots["wallets"].as_array().unwrap().as_slice() {
            [] => assert!(head.starts_with("0:"), "{name}"),
            wallets => assert_eq!(wallets[0]["root"], root, "{name}"),
        }
        let size = case["size"].as_u64().map(|size| size.to_string());
        let (wanted, checked): (Vec<&str>, Vec<String>) = match (case["id"].as_str(), &size) {
            (Some(id), _) => (vec!["--id", id], Vec::new()),
            (_, Some(size)) => {
                let (_, proof, _) = run(at, &["prove", "ledger.ndjson", "--size", size]);
                let proof: Value = serde_json::from_str(&proof).unwrap();
                let earlier = format!("{size}:{}", proof["earlierRoot"].as_str().unwrap());
                (vec!["--size", size], vec![String::from("--earlier"), earlier])
            }
            _ => continue,
        };
        let (code, proof, err) =
            run(at, &[&["prove", "ledger.ndjson"], wanted.as_slice()].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{name}");
        fs::write(at.join("proof.json"), &proof).unwrap();
        let checked: Vec<&str> = checked.iter().map(String::as_str).collect();
        let check = |head: &str| {
            run(at, &[&["check-proof", "proof.json", "--root", head], checked.as_slice()].concat())
        };
        let (code, said, _) = check(&head);
        assert_eq!(code, 0, "{name}: {said}");
        let other = format!("{}:{}", 1 + expect["leaves"].as_array().unwrap().len(), root);
        assert_eq!(check(&other).0, 1, "{name}");
        ran += 1;
    }
    assert!(ran >= 8, "only {ran} vectors ran");
}

#[test]
fn a_ledger_that_was_changed_since_has_another_beginning() {
    let rows: Vec<Value> = (1..=9)
        .map(|number| {
            json!({ "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": 5 * number,
                "createdAt": format!("2026-03-02T09:0{number}:00Z") })
        })
        .collect();
    let folder = ledger(&rows[..6]);
    let at = folder.path();
    let head = |file: &str| {
        let roots = answer(at, &["root", file]);
        format!("{}:{}", roots["wallets"][0]["size"], roots["wallets"][0]["root"].as_str().unwrap())
    };
    let earlier = head("ledger.ndjson");
    let mut changed = rows.clone();
    changed[1]["id"] = json!("t2b");
    for (name, rows, expected) in [("grown", &rows, 0), ("changed", &changed, 1)] {
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        fs::write(at.join(name), lines).unwrap();
        let (_, proof, _) = run(at, &["prove", name, "--size", "6"]);
        fs::write(at.join("proof.json"), proof).unwrap();
        let (code, said, _) =
            run(at, &["check-proof", "proof.json", "--root", &head(name), "--earlier", &earlier]);
        assert_eq!(code, expected, "{said}");
    }
}

#[test]
fn what_cannot_be_read_or_proved_ends_in_2() {
    let folder = ledger(&[json!({ "id": "t", "type": "add", "amount": 5, "balanceAfter": 5,
        "createdAt": "2026-03-02T09:00:00Z" })]);
    let at = folder.path();
    fs::write(at.join("broken"), "{\"id\":\"t\",\"type\":\"add\"").unwrap();
    fs::write(at.join("book.json"), "{}").unwrap();
    for arguments in [
        ["simulate", "broken", "--book", "signsecure"].as_slice(),
        &["simulate", "ledger.ndjson", "--book", "book.json"],
        &["detect", "missing", "--book", "signsecure"],
        &["detect", "ledger.ndjson", "--book", "signsecure", "--book", "signsecure"],
        &["prove", "ledger.ndjson", "--id", "other"],
        &["prove", "ledger.ndjson", "--size", "2"],
        &["prove", "ledger.ndjson", "--id", "t", "--wallet", "w"],
        &["check-proof", "book.json", "--root", &format!("1:{}", "0".repeat(64))],
        &["check-proof", "book.json", "--root", "1"],
    ] {
        let (code, out, err) = run(at, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(!err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn one_version_can_price_whatever_was_before_it() {
    let folder = ledger(&[json!({ "id": "t", "type": "consume", "amount": 11, "balanceAfter": 5,
        "documentId": "d", "signatureMethod": "electronic", "createdAt": "2026-03-02T09:00:00Z" })]);
    let rates = |price: u32| {
        json!([
            { "code": "all", "label": "All", "per": "envelope", "methods": ["electronic"], "price": { "model": "unit", "unitPrice": price } },
        ])
    };
    let book = json!({ "priceBook": "b", "unit": "credit", "versions": [
        { "version": "old", "effectiveFrom": null, "rates": rates(20) },
        { "version": "new", "effectiveFrom": "2027-01-01T00:00:00Z", "rates": rates(30) },
    ] });
    fs::write(folder.path().join("book.json"), book.to_string()).unwrap();
    let total = |options: &[&str]| {
        let answered = answer(
            folder.path(),
            &[&["simulate", "ledger.ndjson", "--book", "book.json"], options].concat(),
        );
        answered["total"]["simulated"].clone()
    };
    // One electronic signature: 20 by the version that was in force in March 2026, 30 by the one that began later.
    assert_eq!(total(&[]), 20);
    assert_eq!(total(&["--book-version", "old"]), 20);
    assert_eq!(total(&["--book-version", "new"]), 30);
    let (code, out, err) = run(
        folder.path(),
        &["simulate", "ledger.ndjson", "--book", "book.json", "--book-version", "v3"],
    );
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("`b` has no version `v3`; use `old` or `new`"), "{err}");
}

#[test]
fn tables_are_for_spreadsheets() {
    let folder = ledger(&[json!({ "id": "t", "type": "consume", "amount": 16, "balanceAfter": 5,
        "documentId": "=d", "createdAt": "2026-03-02T09:00:00Z" })]);
    let csv = |by: &str| {
        let options = ["--book", "signsecure-staging", "--format", "csv", "--by", by];
        run(folder.path(), &[&["simulate", "ledger.ndjson"], options.as_slice()].concat()).1
    };
    // 1 + 15 as charged; 15 + 5 under the other book.
    let head = "envelope,month,charged,simulated,difference,reason\r\n";
    assert_eq!(csv("envelope"), format!("{head}'=d,2026-03,16,20,4,\r\n"));
    assert_eq!(csv("month").lines().nth(1), Some("2026-03,1,16,20,4"));
    assert_eq!(csv("wallet").lines().nth(1), Some("ledger.ndjson,1,16,20,4"));
}
