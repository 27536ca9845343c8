//! The commands `consumption detail`, `addons` and `reconcile`: the vectors, and files of many events.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Runs a command on files, and answers exit code, standard output and standard error.
fn run(arguments: &[String], files: &[(&str, String)]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let task = [String::from("consumption")];
    command::run(folder.path(), &[&task, arguments].concat())
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// One event a line, as it was written: numbers keep their form.
fn lines(vector: &str, events: &Value) -> String {
    let count = events.as_array().unwrap().len();
    let of_vector = vector.lines().filter(|line| line.trim_start().starts_with("{ \"id\""));
    let lines: Vec<String> =
        of_vector.take(count).map(|line| line.trim().trim_end_matches(',').to_owned()).collect();
    assert_eq!(lines.len(), count, "{vector}");
    lines.into_iter().map(|line| line + "\n").collect()
}

fn vectors(kind: &str) -> Vec<(String, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(kind);
    let read = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    read.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let vector = serde_json::from_str(&text).unwrap();
        (path.file_name().unwrap().display().to_string(), text, vector)
    })
    .collect()
}

/// The options that a vector's query is.
fn options(query: &Value) -> Vec<String> {
    let names = [
        ("from", "--from"),
        ("to", "--to"),
        ("breakdownType", "--breakdown"),
        ("source", "--source"),
        ("after", "--after"),
        ("at", "--at"),
        ("environment", "--environment"),
    ];
    let mut options = Vec::new();
    for (key, name) in names {
        if let Some(text) = query[key].as_str() {
            options.extend([name.to_owned(), text.to_owned()]);
        }
    }
    if let Some(limit) = query["limit"].as_i64() {
        options.push(format!("--limit={limit}"));
    }
    for (key, name) in [("workspaceIds", "--workspace"), ("addons", "--addon")] {
        for id in query[key].as_array().into_iter().flatten() {
            options.extend([name.to_owned(), id.as_str().unwrap().to_owned()]);
        }
    }
    options
}

fn parse(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

#[test]
fn details_are_what_the_vectors_say() {
    let mut ran = 0;
    for (name, text, vector) in vectors("consumption-detail") {
        let expected = vector["expect"].get("detail").or(vector["expect"].get("body"));
        let Some(expected) = expected.filter(|expected| expected.get("errors").is_none()) else {
            continue;
        };
        let query = options(&vector["query"]);
        for events in [lines(&text, &vector["events"]), vector["events"].to_string()] {
            let mut arguments = words("detail events --format json");
            arguments.extend(query.iter().cloned());
            let (code, out, err) = run(&arguments, &[("events", events)]);
            assert_eq!((code, err.as_str()), (0, ""), "{name}");
            for (key, expected) in expected.as_object().unwrap() {
                assert_eq!(&parse(&out)[key], expected, "{name}: {key}");
            }
        }
        ran += 1;
    }
    assert!(ran >= 40, "only {ran} ran");
}

#[test]
fn addons_are_what_the_vectors_say() {
    let mut ran = 0;
    for (name, text, vector) in vectors("consumption-addons") {
        let expect = &vector["expect"];
        let no_addons = vector["query"]["addons"].as_array().is_some_and(Vec::is_empty);
        let (Some(data), None, false) = (expect.get("data"), expect.get("skipped"), no_addons)
        else {
            continue;
        };
        let mut arguments = words("addons events --subscriptions subscriptions --format json");
        arguments.extend(options(&vector["query"]));
        let files = [
            ("events", lines(&text, &vector["events"])),
            ("subscriptions", vector["subscriptions"].to_string()),
        ];
        let (code, out, err) = run(&arguments, &files);
        assert_eq!((code, err.as_str()), (0, ""), "{name}");
        assert_eq!(&parse(&out)["data"], data, "{name}");
        ran += 1;
    }
    assert!(ran >= 25, "only {ran} ran");
}

#[test]
fn differences_are_what_the_vectors_say() {
    let mut ran = 0;
    for (name, text, mut vector) in vectors("reconcile") {
        // The command has no options for what has no meaning there.
        for key in ["after", "limit"] {
            vector["query"].as_object_mut().unwrap().remove(key);
        }
        let Some(expected) = vector["expect"].get("discrepancies") else { continue };
        let mut arguments = words("reconcile events --theirs theirs --format json");
        arguments.extend(options(&vector["query"]));
        let files =
            [("events", lines(&text, &vector["events"])), ("theirs", vector["theirs"].to_string())];
        let (code, out, err) = run(&arguments, &files);
        assert_eq!(err, "", "{name}");
        assert_eq!(code, i32::from(!expected.as_array().unwrap().is_empty()), "{name}");
        assert_eq!(&parse(&out), expected, "{name}");
        ran += 1;
    }
    assert!(ran >= 18, "only {ran} ran");
}

#[test]
fn mistakes_of_queries_name_their_options() {
    for (given, expected) in [
        ("--from 2026-03-02 --to 2026-03-01", "INVALID_VALUE in `--to`"),
        ("--from 2026-02-30 --to 2026-03-01", "INVALID_INSTANT in `--from`"),
        ("--from 2026-03-01 --to 2026-03-02 --breakdown team", "INVALID_VALUE in `--breakdown`"),
        ("--from 2026-03-01 --to 2026-03-02 --after x", "INVALID_CURSOR in `--after`"),
        ("--from 2026-03-01 --to 2026-03-02 --limit 101", "LIMIT_EXCEEDED in `--limit`"),
    ] {
        let (code, out, err) =
            run(&words(&format!("detail events {given}")), &[("events", String::new())]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(expected), "{err}");
    }
    let sandbox =
        words("addons events --subscriptions s --at 2026-03-01T00:00:00Z --environment sandbox");
    let (code, _, err) = run(&sandbox, &[("events", String::new()), ("s", String::from("[]"))]);
    assert_eq!(code, 2);
    assert!(err.contains("not available in the Sandbox environment"), "{err}");
}

fn event(number: u32) -> String {
    let event = json!({
        "id": format!("e{number}"), "at": "2026-03-05T00:00:00Z", "source": "api",
        "workspaceId": format!("w{}", number % 7), "kind": "seal.created", "level": "simple", "documents": 1,
    });
    format!("{event}\n")
}

#[test]
fn many_chunks_in_several_files_and_bad_lines() {
    // Some 150 bytes a line: several chunks of a megabyte.
    let mut many: String = (0..40_000).map(event).collect();
    let bad = event(0).replace("simple", "qualified");
    many.insert_str(0, &bad);
    let rest = many.len() - event(39_999).len();
    many.insert_str(rest, &bad);
    let few: String = (0..10).map(event).collect();
    let arguments = words("detail one other --from 2026-03-01 --to 2026-03-31 --format csv");
    let (code, out, err) = run(&arguments, &[("one", many), ("other", few)]);
    assert_eq!(code, 2);
    assert_eq!(out.lines().nth(1), Some("api,,electronic_seals,simple,,40010"));
    assert_eq!(err.lines().count(), 2, "{err}");
    assert!(
        err.contains("`one`, event 1 could not be read: `qualified` has no meaning here"),
        "{err}"
    );
    assert!(err.contains("`one`, event 40001 could not be read"), "{err}");
}

#[test]
fn a_person_reads_a_table() {
    let arguments =
        words("detail events --from 2026-03-01 --to 2026-03-31 --breakdown workspace --limit 1");
    let events: String = (0..3).map(event).collect();
    let (code, out, _) = run(&arguments, &[("events", events.clone())]);
    assert_eq!(code, 0);
    assert!(out.starts_with("3 events\n\n  consumption "), "{out}");
    assert!(out.contains("  electronic_seals simple api w0  "), "{out}");
    assert!(out.contains("More rows follow: `--after "), "{out}");
    let subscriptions = r#"[{ "name": "electronic_seal", "quota": 3, "start_at": "2026-03-01T00:00:00Z", "end_at": "2026-04-01T00:00:00Z" }]"#;
    let arguments = words("addons events --subscriptions s --at 2026-03-06T00:00:00Z");
    let (_, out, _) =
        run(&arguments, &[("events", events.clone()), ("s", subscriptions.to_owned())]);
    assert!(out.contains("`electronic_seal` was used up on 2026-03-05."), "{out}");
    let arguments = words("reconcile events --theirs t --from 2026-03-01 --to 2026-03-31");
    let theirs = r#"{ "data": [] }"#.to_owned();
    let (code, out, _) = run(&arguments, &[("events", events), ("t", theirs)]);
    assert_eq!(code, 1);
    assert!(out.contains("electronic_seals simple api: ours 3, theirs 0 (-3)"), "{out}");
}

#[test]
fn what_is_cut_short_or_something_else_is_refused() {
    let arguments = words("detail events --from 2026-03-01 --to 2026-03-31");
    let cut = event(1) + event(2).get(..40).unwrap();
    for (events, reason) in [
        (cut, "`events` ends in the middle of row 2"),
        (String::from("17"), "is JSON, but no events"),
        (String::from("[1,"), "is not JSON"),
    ] {
        let (code, out, err) = run(&arguments, &[("events", events)]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(reason), "{err}");
    }
}
