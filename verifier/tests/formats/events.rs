//! Events of consumption, in every format.

use serde_json::{Value, json};

use crate::written::{self, TYPES, Types};
use crate::{Answer, run};

const NUMBERS: [&str; 4] = ["signers", "documents", "bytes", "megabytes"];
const INSTANTS: [&str; 1] = ["at"];
const PERIOD: &str = "--from 2026-03-01 --to 2026-03-31";

/// Events of every kind, and two that cannot be read.
fn events() -> Vec<Value> {
    (0..300_u32)
        .map(|number| {
            let mut event = json!({
                "id": format!("e{number}"), "at": format!("2026-03-{:02}T09:00:00.25Z", number % 28 + 1),
                "source": (["app", "api", "connector"][number as usize % 3]),
                "workspaceId": format!("w{}", number % 4),
            });
            let own = match number % 6 {
                0 => json!({ "kind": "signature_request.sent", "level": "simple", "signers": 3 }),
                1 => json!({ "kind": "signature_request.cancelled" }),
                2 => json!({ "kind": "identification.attempted", "mode": "saved_identity", "outcome": "failed" }),
                3 => json!({ "kind": "seal.created", "level": "advanced", "documents": number }),
                4 => json!({ "kind": "document.archived", "bytes": 1_234_567 }),
                _ => json!({ "kind": "document.archived", "megabytes": 2 }),
            };
            event.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            match number {
                31 => event["level"] = json!("simple"),
                123 => event["documents"] = json!(-1),
                _ => {}
            }
            event
        })
        .collect()
}

fn answers(file: &[u8]) -> Vec<Answer> {
    let subscriptions = r#"[{ "name": "electronic_seal", "quota": 3000, "start_at": "2026-03-01T00:00:00Z", "end_at": "2026-04-01T00:00:00Z" }]"#;
    let theirs = r#"{ "data": [] }"#;
    let files = [
        ("events", file),
        ("subscriptions", subscriptions.as_bytes()),
        ("theirs", theirs.as_bytes()),
    ];
    [
        format!("consumption detail events {PERIOD} --breakdown workspace --format json"),
        String::from(
            "consumption addons events --subscriptions subscriptions --at 2026-03-20T00:00:00Z",
        ),
        format!("consumption reconcile events --theirs theirs {PERIOD} --format json"),
    ]
    .iter()
    .map(|command| run(command, &files))
    .collect()
}

/// What lines of JSON give: answers in which two events are named as unreadable.
fn expected() -> Vec<Answer> {
    let answers = answers(&written::lines(&events()));
    for (code, _, err) in &answers {
        assert_eq!((*code, err.lines().count()), (2, 2), "{err}");
        assert!(err.contains("event 32 could not be read"), "{err}");
        assert!(err.contains("event 124 could not be read"), "{err}");
    }
    answers
}

#[test]
fn csv_gives_what_lines_give() {
    let (events, expected) = (events(), expected());
    assert_eq!(answers(&written::csv(&events, ",", "\r\n")), expected);
    assert_eq!(answers(&written::zstd(&written::csv(&events, ";", "\n"))), expected);
}

#[test]
fn columns_give_what_lines_give() {
    let (events, expected) = (events(), expected());
    for types in TYPES {
        let batch = written::batch(&written::table(&events), &NUMBERS, &INSTANTS, types);
        assert_eq!(answers(&written::parquet(&batch, written::codecs()[1])), expected, "{types:?}");
        assert_eq!(answers(&written::arrow_stream(&batch, None)), expected, "{types:?}");
        assert_eq!(answers(&written::arrow_file(&batch, None)), expected, "{types:?}");
    }
}

/// A megabyte has six decimals, in texts and in columns.
#[test]
fn parts_of_megabytes_are_read() {
    let event = json!({ "id": "e", "at": "2026-03-02T00:00:00Z", "source": "api", "workspaceId": "w",
                        "kind": "document.archived", "megabytes": 2.5 });
    let table = written::table(std::slice::from_ref(&event));
    let csv = written::csv(&[event], ",", "\n");
    let floats = written::batch(&table, &["megabytes"], &INSTANTS, Types::Views);
    let command = format!("consumption detail events {PERIOD} --format csv");
    for file in [csv, written::parquet(&floats, written::codecs()[1])] {
        let (code, out, err) = run(&command, &[("events", &file)]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert_eq!(out.lines().nth(1), Some("api,,archiving,,,3"), "{out}");
    }
}

#[test]
fn columns_of_events_are_found_and_missed_by_name() {
    let text = "ID;At;Source;Workspace ID;kind;level;DOCUMENTS\ne;2026-03-02T00:00:00Z;api;w;seal.created;simple;4\n";
    let command = format!("consumption detail events {PERIOD} --format csv");
    let (code, out, err) = run(&command, &[("events", text.as_bytes())]);
    assert_eq!(
        (code, err.as_str(), out.lines().nth(1)),
        (0, "", Some("api,,electronic_seals,simple,,4"))
    );
    let without = text.replace("Source", "via");
    let (code, _, err) = run(&command, &[("events", without.as_bytes())]);
    assert_eq!(code, 2);
    assert!(
        err.contains("`events` has no column `source`; its columns are `ID`, `At`, `via`"),
        "{err}"
    );
    let given = format!("{command} --column source=via");
    assert_eq!(run(&given, &[("events", without.as_bytes())]).1, out);
}
