//! The vectors, through the command.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a vector that cannot be read is a failed test"
)]

#[path = "made/vectors.rs"]
mod cases;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use cases::vectors;
use serde_json::{Value, json};
use tempfile::TempDir;

fn sealquote(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealquote"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A book that is refused is refused before standard input is read.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// What `--book` is given: an id, or a file with the vector's own book in it.
fn book_argument(book: &Value, folder: &TempDir) -> String {
    match book {
        Value::Null => String::from("signsecure"),
        Value::String(id) => id.clone(),
        book => write(folder, "book.json", &book.to_string()),
    }
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Every key of `expected` that `actual` says something else of.
fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let keys = expected.as_object().into_iter().flatten();
    keys.filter(|(key, value)| &&actual[key.as_str()] != value)
        .map(|(key, value)| format!("{key}: expected {value}, got {}", actual[key.as_str()]))
        .collect()
}

/// What is wrong with the way an error was told, if anything.
fn error_differences(expected: &Value, output: &Output) -> Vec<String> {
    let told = String::from_utf8_lossy(&output.stderr);
    let (code, path) = (expected["code"].as_str().unwrap(), expected["path"].as_str().unwrap());
    let place = if path.is_empty() { String::from("`: ") } else { format!("` at {path}: ") };
    let right = output.status.code() == Some(2)
        && output.stdout.is_empty()
        && told.starts_with(&format!("sealquote: {code} in `"))
        && told.contains(&place);
    if right { Vec::new() } else { vec![format!("expected {code} at `{path}`, got {told}")] }
}

fn check(kind: &str, least: usize, run: impl Fn(&Value) -> Vec<String>) {
    let vectors = vectors(kind);
    assert!(vectors.len() >= least, "only {} vectors of kind {kind}", vectors.len());
    let failures: Vec<String> = vectors
        .iter()
        .flat_map(|(name, vector)| {
            run(vector).into_iter().map(move |failure| format!("{name}: {failure}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn quotes_are_what_the_vectors_say() {
    check("quote", 60, |vector| {
        let folder = TempDir::new().unwrap();
        let book = book_argument(&vector["book"], &folder);
        let envelope = vector["envelope"].to_string();
        let output = sealquote(&["quote", "-", "--book", &book], envelope.as_bytes());
        match vector["expect"].get("error") {
            Some(error) => error_differences(error, &output),
            None => match serde_json::from_slice(&output.stdout) {
                Ok(quote) => differences(&vector["expect"]["quote"], &quote),
                Err(_) => vec![String::from_utf8_lossy(&output.stderr).into_owned()],
            },
        }
    });
}

#[test]
fn settlements_are_what_the_vectors_say() {
    check("settle", 140, |vector| {
        let folder = TempDir::new().unwrap();
        let book = book_argument(&vector["book"], &folder);
        let mut history = vector.clone();
        let fields = history.as_object_mut().unwrap();
        fields.retain(|key, _| ["envelope", "events", "charged"].contains(&key.as_str()));
        let output = sealquote(&["settle", "-", "--book", &book], history.to_string().as_bytes());
        if let Some(error) = vector["expect"].get("error") {
            return error_differences(error, &output);
        }
        let Ok(settlement) = serde_json::from_slice::<Value>(&output.stdout) else {
            return vec![String::from_utf8_lossy(&output.stderr).into_owned()];
        };
        let expected = &vector["expect"]["settlement"];
        let mut wrong = Vec::new();
        for (key, expected) in expected.as_object().unwrap() {
            let lists = expected.as_array().zip(settlement[key].as_array());
            match lists {
                Some((expected, found)) if expected.len() == found.len() => {
                    let pairs = expected.iter().zip(found);
                    wrong.extend(pairs.flat_map(|(expected, found)| differences(expected, found)));
                }
                _ if expected.is_object() => wrong.extend(differences(expected, &settlement[key])),
                _ => wrong.extend(differences(&json!({ key: expected }), &settlement)),
            }
        }
        wrong
    });
}

#[test]
fn books_are_read_or_refused_as_the_vectors_say() {
    check("book", 30, |vector| {
        let folder = TempDir::new().unwrap();
        let text = vector["text"].as_str().map(str::to_owned);
        let text = text.unwrap_or_else(|| vector["book"].to_string());
        let book = write(&folder, "book.json", &text);
        let output = sealquote(&["quote", "-", "--book", &book], br#"{ "signers": [] }"#);
        match vector["expect"].get("error") {
            Some(error) => error_differences(error, &output),
            None => {
                let newest = vector["expect"]["versions"].as_array().unwrap().last().unwrap();
                let quote: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
                differences(&json!({ "version": newest["version"] }), &quote)
            }
        }
    });
}

/// What is said of a ledger, as options: `zeroRows` by `--zero-rows`.
fn convention_arguments(conventions: &Value) -> Vec<String> {
    let said = conventions.as_object().into_iter().flatten();
    said.flat_map(|(key, name)| {
        let mut dashed = String::new();
        for letter in key.chars() {
            dashed.extend(letter.is_ascii_uppercase().then_some('-'));
            dashed.push(letter.to_ascii_lowercase());
        }
        [format!("--{dashed}"), name.as_str().unwrap().to_owned()]
    })
    .collect()
}

/// What is wrong with the roots of a report, if anything; there are to be none where none are expected.
fn root_differences(expected: &Value, roots: &Value) -> Vec<String> {
    match (expected.as_array(), roots.as_array()) {
        (Some(expected), Some(roots)) if expected.len() == roots.len() => {
            let pairs = expected.iter().zip(roots);
            pairs.flat_map(|(expected, root)| differences(expected, root)).collect()
        }
        (None, None) => Vec::new(),
        _ => vec![format!("roots: expected {expected}, got {roots}")],
    }
}

fn ledger_differences(vector: &Value, input: &[u8]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let book = book_argument(&vector["book"], &folder);
    let mut arguments = vec!["verify", "-", "--book", &book, "--format", "json"];
    let conventions = convention_arguments(&vector["conventions"]);
    arguments.extend(conventions.iter().map(String::as_str));
    let roots = &vector["expect"]["roots"];
    arguments.extend(roots.as_array().map(|_| "--merkle"));
    let output = sealquote(&arguments, input);
    let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else {
        return vec![String::from_utf8_lossy(&output.stderr).into_owned()];
    };
    let expected = &vector["expect"];
    let mut wrong = differences(&expected["summary"], &report["summary"]);
    let (wanted, found) =
        (expected["findings"].as_array().unwrap(), report["findings"].as_array().unwrap());
    if wanted.len() != found.len() {
        wrong.push(format!("{} findings expected, got {found:?}", wanted.len()));
    }
    for (wanted, found) in wanted.iter().zip(found) {
        wrong.extend(differences(wanted, found));
    }
    wrong.extend(root_differences(roots, &report["roots"]));
    let exit = if wanted.is_empty() { 0 } else { 1 };
    if output.status.code() != Some(exit) {
        wrong.push(format!("exit code {exit} expected, got {:?}", output.status.code()));
    }
    wrong
}

#[test]
fn ledgers_of_lines_give_the_findings_of_the_vectors() {
    check("ledger", 30, |vector| {
        let rows = vector["rows"].as_array().unwrap();
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        ledger_differences(vector, lines.as_bytes())
    });
}

#[test]
fn ledgers_of_pages_give_the_findings_of_the_vectors() {
    check("ledger", 30, |vector| {
        let rows = vector["rows"].as_array().unwrap();
        let page = json!({ "items": rows, "pageInfo": { "page": 1, "limit": 100 } });
        ledger_differences(vector, serde_json::to_string_pretty(&page).unwrap().as_bytes())
    });
}
