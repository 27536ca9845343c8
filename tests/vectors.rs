//! Every file of `tests/vectors`, priced by the core as it is built natively.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use sealquote::{Error, PriceBook};
use serde::de::{Deserialize, IgnoredAny};
use serde_json::{Value, json};

#[test]
fn quotes() {
    let ran = run("quote", |case| {
        let source = case.raw("book").unwrap();
        let book = match serde_json::from_str(source).unwrap() {
            Value::String(id) => PriceBook::builtin(&id)?,
            _ => PriceBook::from_json(source)?,
        };
        let quote = book.quote_json(case.raw("envelope").unwrap())?;
        Ok(json!({ "quote": serde_json::to_value(quote).unwrap() }))
    });
    assert!(ran >= 60, "only {ran} quote vectors ran");
}

#[test]
fn books() {
    let ran = run("book", |case| {
        let text = match &case.document["text"] {
            Value::String(text) => text,
            _ => case.raw("book").unwrap(),
        };
        let findings = serde_json::to_value(PriceBook::lint_json(text)).unwrap();
        let findings = findings.as_array().unwrap().iter().map(|found| {
            json!({ "code": found["code"], "severity": found["severity"], "path": found["path"] })
        });
        let findings: Vec<Value> = findings.collect();
        let book = match PriceBook::from_json(text) {
            Ok(book) => book,
            Err(error) => return Ok(json!({ "error": error, "findings": findings })),
        };
        let versions = book.versions().map(|version| {
            json!({ "version": version.label(), "effectiveFrom": version.effective_from() })
        });
        let versions: Vec<Value> = versions.collect();
        let methods = book.newest().methods();
        Ok(json!({ "versions": versions, "methods": methods, "findings": findings }))
    });
    assert!(ran >= 30, "only {ran} book vectors ran");
}

/// A vector, with its text: keys have an order there, and numbers the form they were written in.
struct Case {
    text: String,
    document: Value,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let document = serde_json::from_str(&text).unwrap();
        Self { text, document }
    }

    /// The text of the value that a top-level key has.
    fn raw(&self, wanted: &str) -> Option<&str> {
        let mut rest = self.text.trim_start().strip_prefix('{')?;
        loop {
            let key = rest.get(..value_length::<String>(rest)).unwrap();
            rest = rest.get(key.len()..)?.trim_start().strip_prefix(':')?;
            let value = rest.get(..value_length::<IgnoredAny>(rest)).unwrap();
            if serde_json::from_str::<String>(key).unwrap() == wanted {
                return Some(value);
            }
            rest = rest.get(value.len()..)?.trim_start().strip_prefix(',')?;
        }
    }
}

/// How far the JSON value at the beginning of a text reaches.
fn value_length<T: for<'de> Deserialize<'de>>(text: &str) -> usize {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    values.next().unwrap().unwrap();
    values.byte_offset()
}

/// Gives every vector of a folder to `answer`, compares, and reports all that differ at once.
fn run(folder: &str, answer: impl Fn(&Case) -> Result<Value, Error>) -> usize {
    let paths = files(folder);
    let failures: Vec<String> = paths
        .iter()
        .flat_map(|path| {
            let case = Case::read(path);
            let got = answer(&case)
                .unwrap_or_else(|error| json!({ "error": serde_json::to_value(error).unwrap() }));
            let mut differences = Vec::new();
            compare(&case.document["expect"], &got, "", &mut differences);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            differences.into_iter().map(move |difference| format!("{folder}/{name}: {difference}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
    paths.len()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// An expectation names a part of the answer: `quote` and `error` by the keys given, all else whole.
fn compare(expected: &Value, got: &Value, path: &str, differences: &mut Vec<String>) {
    for (key, expected) in expected.as_object().unwrap() {
        let got = &got[key];
        let path = format!("{path}/{key}");
        if ["/quote", "/error"].contains(&path.as_str()) && got.is_object() {
            compare(expected, got, &path, differences);
        } else if expected != got {
            differences.push(format!("{path}: expected {expected}, got {got}"));
        }
    }
}

#[test]
fn a_difference_is_noticed() {
    let mut differences = Vec::new();
    let expected = json!({ "quote": { "total": 11, "exact": true, "marginal": {} } });
    let got = json!({ "quote": { "total": 12, "exact": true, "unit": "credit" } });
    compare(&expected, &got, "", &mut differences);
    let expected = ["/quote/marginal: expected {}, got null", "/quote/total: expected 11, got 12"];
    differences.sort();
    assert_eq!(differences, expected);
}
