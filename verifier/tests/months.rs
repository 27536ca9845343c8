//! Months that are checked one after the other tell of each fault once, as one check of all of them does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a command that cannot be run is a failed test"
)]

#[path = "made/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

/// What was found, as code and id.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (_, out, _) = command::run(folder, &[&["verify", "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_str(&out).unwrap();
    let name = |finding: &Value| {
        format!("{} {}", finding["code"].as_str().unwrap(), finding["id"].as_str().unwrap())
    };
    report["findings"].as_array().unwrap().iter().map(name).collect()
}

/// A row of March 2026: its id, type, amount, balance, envelope, method and day.
fn row(text: &str) -> String {
    let parts: Vec<&str> = text.split(' ').collect();
    let [id, kind, amount, balance, document, method, day] = parts.try_into().unwrap();
    let some = |text: &str| Some(text.to_owned()).filter(|text| text != "-");
    json!({
        "id": id, "type": kind, "amount": amount.parse::<i64>().unwrap(),
        "balanceAfter": balance.parse::<i64>().unwrap(), "documentId": some(document),
        "signatureMethod": some(method), "createdAt": format!("2026-03-{day:0>2}T09:00:00Z"),
    })
    .to_string()
}

/// What two months have that are checked one after the other, and what both have at once.
fn months(one: &[&str], other: &[&str], more: &[&str]) -> [Vec<String>; 3] {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    for (name, rows) in [("one", one), ("other", other)] {
        let lines: Vec<String> = rows.iter().map(|text| row(text)).collect();
        fs::write(path.join(format!("{name}.ndjson")), lines.join("\n")).unwrap();
    }
    let signed = |signer: &str, day: &str| json!({ "type": "signed", "at": format!("2026-03-{day}T08:00:00Z"), "signer": signer });
    let sent = json!({ "type": "sent", "at": "2026-03-02T08:00:00Z" });
    let signers = json!([{ "id": "asha", "method": "aadhaar_esign" }]);
    let history = json!({ "envelope": { "id": "a", "signers": signers }, "events": [sent, signed("asha", "03")] });
    fs::write(path.join("activity.ndjson"), history.to_string()).unwrap();
    let of = |arguments: &[&str]| found(path, &[arguments, more].concat());
    [
        of(&["one.ndjson", "--checkpoint-out", "at"]),
        of(&["other.ndjson", "--checkpoint", "at"]),
        of(&["one.ndjson", "other.ndjson", "--chains", "ledger"]),
    ]
}

#[test]
fn a_month_that_ends_with_a_row_twice() {
    let one = [
        "t1 add 100 100 - - 1",
        "t2 consume 1 99 a - 2",
        "t3 consume 10 89 a electronic 3",
        "t2 consume 1 99 a - 2",
    ];
    let other = ["t4 consume 1 88 b - 4", "t5 add 50 138 - - 5"];
    let told = vec![String::from("CHAIN_BREAK t2"), String::from("DUPLICATE_ID t2")];
    assert_eq!(months(&one, &other, &[]), [told.clone(), vec![], told]);
}

/// Neither the month after a wrong balance nor the one before it has a fault of its own, whichever way they run.
#[test]
fn wrong_balances_where_months_meet() {
    let one = [
        "t0 add 50 50 - - 1",
        "t1 add 50 100 - - 1",
        "t2 consume 1 99 a - 2",
        "t3 consume 10 89 a electronic 3",
    ];
    let other = ["t4 consume 1 88 b - 4", "t5 consume 10 78 b electronic 5", "t6 add 50 128 - - 6"];
    let mut ends_wrong = one;
    ends_wrong[3] = "t3 consume 10 82 a electronic 3";
    let mut begins_wrong = other;
    begins_wrong[0] = "t4 consume 1 81 b - 4";
    let mut is_twice = one;
    is_twice[3] = "t2 consume 1 99 a - 2";
    let goes_on = ["t4 consume 1 98 b - 4", "t5 consume 10 88 b electronic 5"];
    let broken = |row: &str| vec![format!("CHAIN_BREAK {row}")];
    for (falls, next_falls) in [(false, false), (false, true), (true, false), (true, true)] {
        let listed = |rows: &[&'static str], falls: bool| {
            let mut rows = rows.to_vec();
            if falls {
                rows.reverse();
            }
            rows
        };
        let check = |one: &[&'static str], other: &[&'static str]| {
            months(&listed(one, falls), &listed(other, next_falls), &[])
        };
        let way = format!("{falls} {next_falls}");
        assert_eq!(check(&ends_wrong, &other), [broken("t3"), vec![], broken("t3")], "{way}");
        assert_eq!(check(&one, &begins_wrong), [vec![], broken("t4"), broken("t4")], "{way}");
        let [first, second, _] = check(&is_twice, &goes_on);
        let twice = [broken("t2"), vec![String::from("DUPLICATE_ID t2")]].concat();
        assert_eq!((first, second), (twice, vec![]), "{way}");
    }
}

#[test]
fn an_envelope_without_a_base_in_both_months() {
    let one = ["t1 add 100 100 - - 1", "t3 consume 10 90 a electronic 3"];
    let other = ["t5 consume 1 74 b - 5", "t4 consume 15 75 a aadhaar_esign 4"];
    let told = vec![String::from("MISSING_BASE t3")];
    assert_eq!(months(&one, &other, &[]), [told.clone(), vec![], told]);
}

#[test]
fn what_was_told_to_be_wrong_is_no_longer_owed() {
    let activity = ["--activity", "activity.ndjson"];
    let one =
        ["t1 add 100 100 - - 1", "t2 consume 1 99 a - 2", "t3 consume 12 87 a aadhaar_esign 3"];
    let told = vec![String::from("UNDERCHARGED t3")];
    assert_eq!(months(&one, &["t4 add 50 137 - - 4"], &activity), [told.clone(), vec![], told]);
    let one = ["t1 add 100 100 - - 1", "t2 consume 1 99 a - 2", "t3 consume 1 98 a - 2"];
    let other = ["t4 consume 15 83 a aadhaar_esign 4"];
    let [first, second, whole] = months(&one, &other, &activity);
    let told = vec![String::from("DOUBLE_BASE t3")];
    assert_eq!(first, [vec![String::from("UNCHARGED a")], told.clone()].concat());
    assert_eq!((second, whole), (vec![], told));
}

#[test]
fn files_of_single_rows_that_run_newest_first() {
    let folder = TempDir::new().unwrap();
    let rows = [
        "t6 consume 15 135 f - 9",
        "t5 consume 15 150 a aadhaar_esign 6",
        "t4 consume 15 165 a aadhaar_esign 5",
        "t3 consume 5 180 a aadhaar_esign 4",
        "t2 consume 15 185 a - 3",
        "t1 add 200 200 - - 1",
    ];
    for cuts in [[1, 2], [2, 4], [1, 5], [3, 4]] {
        let parts = [&rows[..cuts[0]], &rows[cuts[0]..cuts[1]], &rows[cuts[1]..]];
        for (number, part) in parts.iter().enumerate() {
            let lines: Vec<String> = part.iter().map(|text| row(text)).collect();
            fs::write(folder.path().join(format!("{number}.ndjson")), lines.join("\n")).unwrap();
        }
        let files = ["0.ndjson", "1.ndjson", "2.ndjson", "--chains", "ledger"];
        let of_book = ["--book", "signsecure-staging"];
        let found = found(folder.path(), &[&files[..], &of_book].concat());
        assert_eq!(found, Vec::<String>::new(), "{cuts:?}");
    }
}
