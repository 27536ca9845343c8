//! Every file of `tests/vectors`, priced by the core as it is built natively.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use sealquote::funds::{self, Funds};
use sealquote::settle::{History, settle};
use sealquote::{Amount, Error, PriceBook, json, payer};
use serde::de::{Deserialize, IgnoredAny};
use serde_json::{Value, json};

#[test]
fn quotes() {
    let ran = run("quote", |case| {
        let quote = case.book()?.quote_json(case.raw("envelope").unwrap())?;
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

#[test]
fn payers() {
    let ran = run("payer", |case| {
        let context = json::parse(case.raw("context").unwrap())?;
        let payer = payer::resolve(&payer::Context::from_value(&context)?)?;
        if let Some(Value::Object(allocation)) = case.document.get("allocation") {
            let credits = |key| allocation[key].as_i64().and_then(Amount::new).unwrap();
            payer.check_allocation(credits("credits"), credits("wallet"))?;
        }
        let reason = payer.reason;
        assert!(!reason.is_empty() && !reason.ends_with('.'), "{reason}");
        Ok(json!({ "payer": payer }))
    });
    assert!(ran >= 25, "only {ran} payer vectors ran");
}

#[test]
fn affordabilities() {
    let ran = run("funds", |case| {
        let book = case.book()?;
        let quote = book.quote_json(case.raw("envelope").unwrap())?;
        let funds = Funds::from_value(&json::parse(case.raw("funds").unwrap())?)?;
        let version = book.version(&quote.version).unwrap();
        Ok(json!({ "affordability": funds::afford(version, quote.total, &funds)? }))
    });
    assert!(ran >= 20, "only {ran} funds vectors ran");
}

#[test]
fn settlements() {
    let ran = run("settle", |case| {
        let key = |key| case.raw(key).map(|value| format!(r#""{key}": {value}"#));
        let parts: Vec<String> =
            ["envelope", "events", "charged"].into_iter().filter_map(key).collect();
        let history = json::parse(&format!("{{ {} }}", parts.join(", ")))?;
        let settlement = settle(&case.book()?, History::from_value(&history)?)?;
        Ok(json!({ "settlement": settlement }))
    });
    assert!(ran >= 60, "only {ran} settle vectors ran");
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

    /// The price book that the vector names or holds.
    fn book(&self) -> Result<PriceBook, Error> {
        match &self.document["book"] {
            Value::String(id) => PriceBook::builtin(id),
            _ => PriceBook::from_json(self.raw("book").unwrap()),
        }
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
            let got = answer(&case).unwrap_or_else(|error| {
                let message = &error.message;
                assert!(
                    !message.ends_with('.') && !message.starts_with(char::is_uppercase),
                    "{message}"
                );
                json!({ "error": error })
            });
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

/// What an expectation names only a part of; all else it names whole.
const PARTS: [&str; 5] = ["/quote", "/error", "/payer", "/settlement", "/settlement/quote"];
/// Lists whose elements it names only a part of.
const LISTS_OF_PARTS: [&str; 2] = ["/settlement/drafts", "/settlement/charged"];

fn compare(expected: &Value, got: &Value, path: &str, differences: &mut Vec<String>) {
    for (key, expected) in expected.as_object().unwrap() {
        let got = &got[key];
        let path = format!("{path}/{key}");
        let lists = (expected.as_array(), got.as_array());
        if PARTS.contains(&path.as_str()) && got.is_object() {
            compare(expected, got, &path, differences);
        } else if let (true, (Some(expected), Some(got))) = (
            LISTS_OF_PARTS.contains(&path.as_str())
                && lists.0.map(Vec::len) == lists.1.map(Vec::len),
            lists,
        ) {
            for (number, (expected, got)) in expected.iter().zip(got).enumerate() {
                compare(expected, got, &format!("{path}/{number}"), differences);
            }
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
