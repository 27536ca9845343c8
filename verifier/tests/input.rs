//! What the command does with inputs that are cut, split, turned or no ledger at all.
#![allow(clippy::unwrap_used, reason = "a folder that cannot be written to is a failed test")]

use std::fs::{self, File};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

fn row(number: u32, amount: i64, balance: i64) -> Value {
    json!({
        "id": format!("t{number}"), "type": "add", "amount": amount, "balanceAfter": balance,
        "reason": "", "description": "", "documentId": null, "signatureMethod": null,
        "source": "api", "createdAt": format!("2026-03-02T09:{number:02}:00Z"),
    })
}

fn page(number: u32, rows: &[Value]) -> String {
    json!({ "items": rows, "pageInfo": { "page": number } }).to_string()
}

fn sealquote() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sealquote"))
}

/// Runs `verify` on files, and answers exit code, standard output and standard error.
fn verify(files: &[(&str, &[u8])], more: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let names = files.iter().map(|(name, _)| *name);
    let output = sealquote().current_dir(&folder).arg("verify").args(names).args(more).output();
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn pages_chain_in_the_order_of_their_numbers() {
    let first = page(1, &[row(1, 5, 5), row(2, 5, 10)]);
    let second = page(2, &[row(3, 5, 15)]);
    let tenth = page(10, &[row(4, 5, 20)]);
    let files: [(&str, &[u8]); 3] = [
        ("page-1.json", first.as_bytes()),
        ("page-10.json", tenth.as_bytes()),
        ("page-2.json", second.as_bytes()),
    ];
    let (code, out, _) = verify(&files, &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("4 rows, 1 wallet, "), "{out}");
    let (code, out, _) = verify(&[("a", first.as_bytes()), ("b", tenth.as_bytes())], &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("b:1: CHAIN_BREAK `t4`"), "{out}");
}

#[test]
fn pages_may_be_put_together_in_an_array() {
    let first = page(1, &[row(1, 5, 5), row(2, 5, 10)]);
    let second = page(2, &[row(2, 5, 10), row(3, 5, 15)]);
    let all = format!("[{first},\n{second}]");
    let (code, out, _) = verify(&[("all", all.as_bytes())], &[]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.starts_with("4 rows, 1 wallet, ") && out.contains("all:3: PAGE_OVERLAP `t2`"),
        "{out}"
    );
    let mixed = format!("[{first},{}]", row(3, 5, 15));
    let (_, out, _) = verify(&[("mixed", mixed.as_bytes())], &[]);
    assert!(out.contains("mixed:1: BAD_ROW"), "{out}");
}

#[test]
fn what_was_saved_instead_of_a_ledger_is_named() {
    let error = json!({ "code": "UNAUTHORIZED", "message": "Invalid or missing API key", "requestId": "r" });
    let pretty = serde_json::to_string_pretty(&error).unwrap();
    let title = "Credits export\n\nid,type,amount,balanceAfter,createdAt\n";
    for (text, reason) in [
        (
            error.to_string().as_str(),
            "an error that the API answered (UNAUTHORIZED: Invalid or missing API key)",
        ),
        (
            pretty.as_str(),
            "an error that the API answered (UNAUTHORIZED: Invalid or missing API key)",
        ),
        (title, "is not JSON; give pages, arrays or lines of it, CSV that begins with its header"),
        ("<!doctype html><html></html>", "is not JSON; give"),
    ] {
        let (code, out, err) = verify(&[("ledger", text.as_bytes())], &[]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains(reason), "expected `{reason}`, got {err}");
    }
}

#[test]
fn two_listings_do_not_chain_with_each_other() {
    let (one, other) = (page(1, &[row(1, 5, 5)]), page(1, &[row(2, 7, 70)]));
    let (code, out, _) = verify(&[("a.json", one.as_bytes()), ("b.json", other.as_bytes())], &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("2 rows, 2 wallets, "), "{out}");
}

#[test]
fn lines_and_arrays_and_crlf_are_read_alike() {
    let rows = [row(1, 5, 5), row(2, 5, 10)];
    let lines = format!("{}\r\n\n{}", rows[0], rows[1]);
    let array = serde_json::to_string_pretty(&rows).unwrap();
    for input in [lines, array] {
        let (code, out, _) = verify(&[("ledger", input.as_bytes())], &[]);
        assert_eq!((code, out.starts_with("2 rows, 1 wallet, ")), (0, true), "{out}");
    }
}

#[test]
fn a_bad_line_costs_one_row() {
    let mut input = format!("{}\n", row(1, 5, 5)).into_bytes();
    input.extend(b"{\"id\":\"\xff\"}\n");
    input.extend(format!("{}\n", row(3, 5, 10)).into_bytes());
    let (code, out, _) = verify(&[("ledger", &input)], &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 1);
    assert_eq!(report["summary"]["rows"], 3);
    assert_eq!(report["summary"]["findings"], json!({ "BAD_ROW": 1 }));
    assert_eq!(report["findings"][0]["row"], 2);
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("not UTF-8 after byte 7"));
}

#[test]
fn what_cannot_be_read_is_one_sentence_and_exit_code_2() {
    let line = row(1, 5, 5).to_string();
    let cut = format!("{line}\n{}", line.get(..40).unwrap());
    let page = page(1, &[row(1, 5, 5)]);
    let cases: [(&[u8], &str); 7] = [
        (cut.as_bytes(), "ends in the middle of row 2"),
        (&page.as_bytes()[..60], "ends in the middle of a JSON document"),
        (b"\x1f\x8b\x08\0\0\0", "its gzip data ends too soon"),
        (b"PAR1\0\0\0", "could not be read as Parquet"),
        (b"id,type,amount\n1,add,5\n2,add,5\n", "has no column `balanceAfter`, `createdAt`"),
        (b"{ \"balance\": 5 }", "1 finding"),
        (b"17", "is JSON, but no ledger"),
    ];
    for (input, reason) in cases {
        let (code, out, err) = verify(&[("ledger", input)], &[]);
        let told = if reason == "1 finding" { out } else { err.clone() };
        assert!(told.contains(reason), "expected `{reason}`, got {told}");
        assert_eq!(code, if reason == "1 finding" { 1 } else { 2 }, "{told}");
        assert!(err.lines().count() <= 1, "{err}");
    }
}

#[test]
fn missing_files_folders_and_books_are_named() {
    let folder = TempDir::new().unwrap();
    let told = |arguments: &[&str]| {
        let output = sealquote().current_dir(&folder).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (arguments, reason) in [
        (vec!["verify", "nothing.json"], "`nothing.json` could not be read"),
        (vec!["verify", "."], "it is a folder"),
        (vec!["verify", "-", "-"], "standard input can be read only once"),
        (vec!["verify", "--book", "gold"], "`gold` could not be read"),
        (vec!["quote", "nothing.json"], "`nothing.json` could not be read"),
        (vec!["audit"], "unrecognized subcommand"),
    ] {
        let (code, err) = told(&arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(err.contains(reason), "{arguments:?}: {err}");
    }
}

#[test]
fn standard_input_is_read_when_no_file_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ledger");
    fs::write(&path, format!("{}\n{}\n", row(1, 5, 5), row(2, 5, 11))).unwrap();
    let output = sealquote().arg("verify").stdin(File::open(path).unwrap()).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(out.contains("standard input:2: CHAIN_BREAK `t2`"), "{out}");
}

#[test]
fn a_key_that_is_there_twice_prices_nothing() {
    let folder = TempDir::new().unwrap();
    let refused = |command: &str, text: &str| {
        let path = folder.path().join("input.json");
        fs::write(&path, text).unwrap();
        let output =
            sealquote().current_dir(&folder).args([command, "input.json"]).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{command}");
        String::from_utf8(output.stderr).unwrap()
    };
    let twice = r#"{ "signers": [{ "method": "electronic", "method": "aadhaar_esign" }] }"#;
    let told = refused("quote", twice);
    assert!(
        told.contains("/signers/0/method: `method` is here twice; keep one of the two"),
        "{told}"
    );
    let history = r#"{ "envelope": { "id": "e1", "signers": [] }, "events": [], "events": [] }"#;
    let told = refused("settle", history);
    assert!(told.contains("/events: `events` is here twice"), "{told}");
    let told = refused("settle", &format!(r#"{{ "envelope": {twice}, "events": [] }}"#));
    assert!(told.contains("/envelope/signers/0/method: `method` is here twice"), "{told}");
}

#[test]
fn what_is_too_long_to_be_read_is_cut_in_a_message() {
    let long = "é".repeat(100_000);
    let csv =
        format!("id,type,amount,balanceAfter,createdAt\nt1,{long},5,5,2026-03-02T09:00:00Z\n");
    let (code, out, _) = verify(&[("ledger.csv", csv.as_bytes())], &["--format", "json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&out).unwrap();
    let message = report.pointer("/findings/0/message").and_then(Value::as_str).unwrap();
    let cut = format!("`{}…`", "é".repeat(80));
    assert!(message.contains(&cut) && message.len() < 500, "{message}");
}

#[test]
fn an_array_of_events_may_be_one_long_line() {
    // 17 MB, as an export without line breaks is.
    let event = r#"{"type":"created","at":"2026-03-11T10:30:00Z","envelopeId":"d","signers":[]}"#;
    let events = format!("[{event},{}{event}]", " ".repeat(17 << 20));
    let ledger = r#"{"id":"t1","type":"consume","amount":1,"balanceAfter":0,"documentId":"d","createdAt":"2026-03-11T10:30:00Z"}"#;
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ledger"), ledger).unwrap();
    fs::write(folder.path().join("events"), events).unwrap();
    let arguments = ["verify", "ledger", "-q", "--activity", "events"];
    let output = sealquote().current_dir(&folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert_eq!((output.status.code(), text(output.stderr)), (Some(0), String::new()));
}
