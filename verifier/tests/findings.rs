//! Findings by the command: pages, allocations and activities of the vectors, and what findings mean.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a vector that cannot be read is a failed test"
)]

#[path = "made/vectors.rs"]
mod cases;
#[path = "made/command.rs"]
mod command;

use std::fs;

use cases::vectors;
use command::run;
use sealquote::ledger::FindingCode;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Writes a vector's rows as pages, each a file of its own or all in one, and answers the arguments that name them.
fn write_pages(folder: &TempDir, vector: &Value, in_one_file: bool) -> Vec<String> {
    let rows = vector["rows"].as_array().unwrap();
    let of_all = vec![json!(rows.len())];
    let pages = vector["pages"].as_array().unwrap_or(&of_all);
    let (mut from, mut names, mut all) = (0, Vec::new(), String::new());
    for (number, page) in (1..).zip(pages) {
        let length = usize::try_from(page["rows"].as_u64().or(page.as_u64()).unwrap()).unwrap();
        let standing = json!({ "page": number });
        let info = page.get("pageInfo").unwrap_or(&standing);
        let page = json!({ "items": rows[from..from + length], "pageInfo": info });
        from += length;
        let name = format!("page-{number}.json");
        fs::write(folder.path().join(&name), page.to_string()).unwrap();
        names.push(name);
        all += &page.to_string();
    }
    if in_one_file {
        fs::write(folder.path().join("all.json"), all).unwrap();
        return vec![String::from("all.json")];
    }
    names
}

#[test]
fn pages_allocations_and_activities_give_the_findings_of_the_vectors() {
    let mut ran = 0;
    for (name, vector) in vectors("audit").into_iter().chain(vectors("pages")) {
        for in_one_file in [false, true] {
            let folder = TempDir::new().unwrap();
            let pages = write_pages(&folder, &vector, in_one_file);
            let mut arguments = vec!["verify", "--format", "json"];
            arguments.extend(pages.iter().map(String::as_str));
            let conventions = vector["conventions"].as_object().into_iter().flatten();
            let conventions: Vec<String> = conventions
                .flat_map(|(key, name)| {
                    let key = key.replace("zeroRows", "zero-rows");
                    [format!("--{key}"), name.as_str().unwrap().to_owned()]
                })
                .collect();
            arguments.extend(conventions.iter().map(String::as_str));
            if vector["allocations"] == true {
                arguments.push("--allocations");
            }
            if vector["book"].is_object() {
                fs::write(folder.path().join("book.json"), vector["book"].to_string()).unwrap();
                arguments.extend(["--book", "book.json"]);
            }
            if let Some(activity) = vector["activity"].as_array() {
                let lines: String = activity.iter().map(|line| format!("{line}\n")).collect();
                fs::write(folder.path().join("activity.ndjson"), lines).unwrap();
                arguments.extend(["--activity", "activity.ndjson"]);
            }
            let (code, out, err) = run(folder.path(), &arguments);
            let wanted = vector["expect"]["findings"].as_array().unwrap();
            assert_eq!(code, i32::from(!wanted.is_empty()), "{}: {out}{err}", name);
            let report: Value = serde_json::from_str(&out).unwrap();
            let found = report["findings"].as_array().unwrap();
            assert_eq!(wanted.len(), found.len(), "{}: {out}", name);
            for (wanted, found) in wanted.iter().zip(found) {
                // Rows are counted in their file.
                let keys = wanted.as_object().unwrap().iter();
                for (key, value) in keys.filter(|(key, _)| in_one_file || *key != "row") {
                    assert_eq!(&found[key], value, "{}: {key} of {found}", name);
                }
            }
        }
        ran += 1;
    }
    assert!(ran >= 20, "only {ran} vectors ran");
}

const ROW: &str = r#"{"id":"t1","type":"consume","amount":1,"balanceAfter":99,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#;

#[test]
fn events_may_come_one_a_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ledger"), format!("{ROW}\n")).unwrap();
    let events = [
        r#"{"envelopeId":"d","type":"signed","at":"2026-03-02T09:05:00Z","signer":"asha"}"#,
        r#"{"envelopeId":"d","type":"created","at":"2026-03-02T09:00:00Z"}"#,
        r#"{"envelopeId":"d","type":"sent","at":"2026-03-02T09:00:00Z","signers":[{"id":"asha","method":"aadhaar_esign"}]}"#,
    ];
    fs::write(folder.path().join("events"), events.join("\n")).unwrap();
    let (code, out, err) = run(folder.path(), &["verify", "ledger", "--activity", "events"]);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("events:1: UNCHARGED `d`"), "{out}");
    assert!(out.contains("16 was due for what happened to `d`, and 1 was charged"), "{out}");
    assert!(out.contains("  UNCHARGED  1  something that happened was not charged\n"), "{out}");
}

#[test]
fn events_may_come_as_exports_have_them() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ledger"), format!("{ROW}\n")).unwrap();
    let created = r#"{"envelopeId":"d","type":"created","at":"2026-03-02T09:00:00Z","signer":null,"method":null,"signers":null}"#;
    let whole = r#"{"envelope":{"id":"d","signers":[]},"events":[{"type":"created","at":"2026-03-02T09:00:00Z"}]}"#;
    for text in [
        created.to_owned(),
        created.replace("envelopeId", "documentId"),
        created.replace(r#""type""#, r#""id":"e1","ip":"::1","type""#),
        format!("[{created}]"),
        format!("\n[\n  {whole}\n]\n"),
    ] {
        fs::write(folder.path().join("events"), &text).unwrap();
        let (code, out, err) = run(folder.path(), &["verify", "ledger", "--activity", "events"]);
        assert_eq!(code, 0, "{text}: {out}{err}");
    }
    // What is wrong with one of several events is told where that one stands.
    let sent = r#"{"envelopeId":"d","type":"sent","at":"2026-03-02","signers":[]}"#;
    for (text, place) in [
        (
            format!("{created}\n{created}\n{sent}\n"),
            "line 3 of `events` cannot be settled: INVALID_INSTANT at /at",
        ),
        (
            format!("[{created},{sent}]"),
            "entry 2 of `events` cannot be settled: INVALID_INSTANT at /at",
        ),
        (format!("[{created},7]"), "entry 2 of `events` cannot be settled: INVALID_TYPE"),
        (format!("[{created}"), "`events` cannot be read: not JSON"),
    ] {
        fs::write(folder.path().join("events"), &text).unwrap();
        let (code, out, err) = run(folder.path(), &["verify", "ledger", "--activity", "events"]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains(place), "expected `{place}`, got {err}");
    }
}

/// An envelope to which cannot have happened what is told keeps nobody from checking the others.
#[test]
fn what_cannot_have_happened_is_a_bad_row() {
    let folder = TempDir::new().unwrap();
    let other = ROW.replace("t1", "t2").replace("99", "98").replace("\"d\"", "\"e\"");
    fs::write(folder.path().join("ledger"), format!("{ROW}\n{other}\n")).unwrap();
    let event = |envelope: &str, kind: &str, minute: u32| {
        format!(
            "{{\"envelopeId\":\"{envelope}\",\"type\":\"{kind}\",\"at\":\"2026-03-02T09:0{minute}:00Z\"}}"
        )
    };
    for (kinds, reason) in [
        (["created", "sent", "sent"], "CONTRADICTION"),
        (["created", "cancelled", "sent"], "INVALID_STATUS"),
    ] {
        let mut events: Vec<String> =
            (0..).zip(kinds).map(|(minute, kind)| event("d", kind, minute)).collect();
        events.push(event("e", "sent", 5));
        fs::write(folder.path().join("events"), events.join("\n")).unwrap();
        let arguments = ["verify", "ledger", "--activity", "events", "--format", "json"];
        let (code, out, err) = run(folder.path(), &arguments);
        let report: Value = serde_json::from_str(&out).unwrap();
        let found = &report["findings"];
        assert_eq!((code, found.as_array().unwrap().len()), (1, 1), "{out}{err}");
        assert_eq!((&found[0]["code"], &found[0]["id"]), (&json!("BAD_ROW"), &json!("d")), "{out}");
        assert_eq!((&found[0]["file"], &found[0]["row"]), (&json!("events"), &json!(3)), "{out}");
        assert!(found[0]["message"].as_str().unwrap().contains(reason), "{out}");
    }
}

#[test]
fn an_activity_that_cannot_be_read_is_one_sentence_and_exit_code_2() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ledger"), format!("{ROW}\n")).unwrap();
    let created = r#"{"envelope":{"id":"d","signers":[]},"events":[{"type":"created","at":"2026-03-02T09:00:00Z"}]}"#;
    let cases = [
        (
            format!("{created}\n{created}\n"),
            "line 2 of `events` cannot be settled: DUPLICATE_ID at /envelope/id",
        ),
        (
            format!("{created}\n{{}}\n"),
            "line 2 of `events` cannot be settled: MISSING_KEY at /envelope",
        ),
        (
            created.replace("created", "burnt"),
            "line 1 of `events` cannot be settled: INVALID_VALUE at /events/0/type",
        ),
        (format!("{created}\nnot JSON\n"), "line 2 of `events` cannot be settled"),
        (
            created.replace(r#""id":"d","#, ""),
            "line 1 of `events` cannot be settled: MISSING_KEY at /envelope/id",
        ),
    ];
    for (text, reason) in cases {
        fs::write(folder.path().join("events"), text).unwrap();
        let (code, out, err) = run(folder.path(), &["verify", "ledger", "--activity", "events"]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains(reason), "expected `{reason}`, got {err}");
    }
    let (code, _, err) = run(folder.path(), &["verify", "ledger", "--zero-rows", "required"]);
    assert_eq!(code, 2);
    assert!(err.contains("nothing tells who signed"), "{err}");
    let (code, _, err) = run(folder.path(), &["verify", "--activity", "-"]);
    assert_eq!(code, 2);
    assert!(err.contains("standard input can be read only once"), "{err}");
}

#[test]
fn a_file_given_twice_is_one_overlap() {
    let folder = TempDir::new().unwrap();
    let second = ROW
        .replace("t1", "t2")
        .replace("99", "88")
        .replace(":1,", ":11,")
        .replace("\"d\"", "\"e\"");
    fs::write(folder.path().join("ledger"), format!("{ROW}\n{second}\n")).unwrap();
    let (code, out, _) = run(folder.path(), &["verify", "ledger", "ledger", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["summary"]["findings"]), (1, &json!({ "PAGE_OVERLAP": 1 })));
    assert_eq!(report["summary"]["consumed"], 12);
    assert_eq!(report["findings"][0]["severity"], "warning");
}

#[test]
fn every_code_is_explained() {
    let folder = TempDir::new().unwrap();
    let (code, list, _) = run(folder.path(), &["explain"]);
    assert_eq!(code, 0);
    for known in FindingCode::ALL {
        let known = known.as_str();
        assert!(list.contains(&format!("{known} ")), "{list}");
        let (code, out, _) = run(folder.path(), &["explain", known]);
        assert_eq!(code, 0);
        assert!(out.starts_with(&format!("{known}: ")), "{out}");
        for part in ["\nHow it is recognised\n  ", "\nLikely causes\n  - ", "\nWhat to do\n  "] {
            assert!(out.contains(part), "{known}: {out}");
        }
        assert!(out.lines().all(|line| line.len() <= 100), "{out}");
    }
    let (_, out, _) = run(folder.path(), &["explain", "chain-break", "--format", "json"]);
    let explained: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(explained[0]["code"], "CHAIN_BREAK");
}

#[test]
fn an_unknown_code_is_told_the_nearest() {
    let folder = TempDir::new().unwrap();
    for (unknown, nearest) in
        [("CHAIN_BRAKE", "CHAIN_BREAK"), ("double_bas", "DOUBLE_BASE"), ("UNCHARGE", "UNCHARGED")]
    {
        let (code, out, err) = run(folder.path(), &["explain", unknown]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(
            err.contains(&format!(
                "`{unknown}` is no code of a finding; the nearest is `{nearest}`"
            )),
            "{err}"
        );
    }
}

/// A wallet filled by one row, and envelopes of which each is charged and paid back: all of one second, oldest first.
fn one_second(envelopes: u32) -> Vec<String> {
    let row = |id: String, kind: &str, amount: u32, after: u32, document: Option<u32>| {
        json!({ "id": id, "type": kind, "amount": amount, "balanceAfter": after,
            "documentId": document.map(|number| format!("d{number}")), "createdAt": "2026-03-02T09:00:00Z" })
        .to_string()
    };
    let moved = (1..=envelopes).flat_map(|number| {
        let before = 500 + 5 * (number - 1);
        let raised = row(format!("a{number}"), "add", 5, before + 5, None);
        let charged = row(format!("c{number}"), "consume", 1, before + 4, Some(number));
        let returned = row(format!("r{number}"), "refund", 1, before + 5, Some(number));
        [raised, charged, returned]
    });
    core::iter::once(row(String::from("a"), "add", 500, 500, None)).chain(moved).collect()
}

#[test]
fn thousands_of_rows_of_one_second_may_be_listed_newest_first() {
    let oldest_first = one_second(3_000);
    let newest_first: Vec<String> = oldest_first.iter().rev().cloned().collect();
    let answers = [oldest_first, newest_first].map(|rows| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("rows"), rows.join("\n")).unwrap();
        let answer = |command: &str| run(folder.path(), &[command, "rows", "--format", "json"]);
        let (code, out, _) = answer("verify");
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &report["findings"]), (0, &json!([])));
        (report["summary"]["closing"].clone(), answer("statement").1, answer("root").1)
    });
    assert_eq!(answers[0], answers[1]);
}
