//! What the fuzz targets claim, of what they found before, of all vectors, and of what is made of both by damage.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "../fuzz/claims.rs"]
mod claims;
#[path = "made/random.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod random;

use std::fs;
use std::path::{Path, PathBuf};

use random::Random;
use sealquote::json::{self, Value};

/// How often each document is damaged.
const DAMAGES: usize = 12;
/// What numbers and texts are written over with.
const UNLIKELY: [&str; 12] = [
    "0",
    "-1",
    "9007199254740991",
    "9007199254740992",
    "1e21",
    "0.1",
    "null",
    "{}",
    "[]",
    "\"\"",
    "\"any\"",
    "true",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// What was found or written down for a target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    files(&root().join("fuzz/corpus").join(target))
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect()
}

/// What vectors hold for a target.
fn of_vectors(make: impl Fn(&Value) -> Option<String>) -> Vec<Vec<u8>> {
    let vectors = files(&root().join("tests/vectors"));
    let vectors = vectors.iter().filter(|path| path.extension().is_some_and(|end| end == "json"));
    let parsed = vectors.filter_map(|path| json::parse(&fs::read_to_string(path).unwrap()).ok());
    let made: Vec<Vec<u8>> =
        parsed.filter_map(|vector| make(&vector)).map(String::into_bytes).collect();
    assert!(made.len() >= 20, "only {}", made.len());
    made
}

/// A document with one thing wrong: cut short, a byte changed, a piece doubled or left out, a value written over.
fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    let at = random.below(bytes.len());
    let end = at + random.below((bytes.len() - at).min(40));
    match random.below(5) {
        0 => damaged.truncate(at),
        1 => damaged[at] ^= 1 << random.below(7),
        2 => damaged.splice(at..at, bytes[at..end].iter().copied()).for_each(drop),
        3 => damaged.drain(at..end).for_each(drop),
        _ => {
            // From a colon or a comma on, over the value that follows.
            let from = bytes[at..]
                .iter()
                .position(|byte| matches!(byte, b':' | b',' | b'['))
                .map_or(at, |more| at + more + 1);
            let to = bytes[from..]
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b']'))
                .map_or(from, |more| from + more);
            let value = UNLIKELY[random.below(UNLIKELY.len())];
            damaged.splice(from..to, value.bytes()).for_each(drop);
        }
    }
    damaged
}

fn hold(claim: fn(&[u8]), documents: Vec<Vec<u8>>) {
    let mut random = Random(88_172_645_463_325_252);
    for document in documents.iter().filter(|document| !document.is_empty()) {
        claim(document);
        for _ in 0..DAMAGES {
            let once = damaged(document, &mut random);
            claim(&once);
            if !once.is_empty() {
                claim(&damaged(&once, &mut random));
            }
        }
    }
}

fn text(vector: &Value, key: &str) -> Option<String> {
    vector.get(key).map(Value::canonical)
}

#[test]
fn books() {
    hold(claims::book, corpus("book"));
    hold(claims::book, of_vectors(|vector| text(vector, "book")));
}

#[test]
fn envelopes() {
    hold(claims::envelope, corpus("envelope"));
    hold(claims::envelope, of_vectors(|vector| text(vector, "envelope")));
}

#[test]
fn histories() {
    let history = |vector: &Value| {
        let (envelope, events) = (text(vector, "envelope")?, text(vector, "events")?);
        Some(format!(r#"{{"envelope":{envelope},"events":{events}}}"#))
    };
    hold(claims::history, corpus("history"));
    hold(claims::history, of_vectors(history));
}

#[test]
fn rows() {
    let lines = |vector: &Value| {
        let Some(Value::Array(rows)) = vector.get("rows") else { return None };
        Some(rows.iter().map(|row| row.canonical() + "\n").collect())
    };
    hold(claims::rows, corpus("rows"));
    hold(claims::rows, of_vectors(lines));
}

#[test]
fn queries() {
    let asked = |vector: &Value| {
        let Value::Object(entries) = vector else { return None };
        let kind = text(vector, "kind")?;
        let query = text(vector, "query").unwrap_or_default();
        if query.is_empty() {
            return None;
        }
        let name = match kind.trim_matches('"') {
            "listing" => "listing",
            "usage" => "usage",
            "run-out" => "runOut",
            "allocation" => "allocations",
            "consumption-detail" | "reconcile" => "detail",
            "consumption-addons" => "addonsQuery",
            _ => return None,
        };
        let others =
            entries.iter().filter(|(key, _)| ["rows", "events", "theirs"].contains(&key.as_str()));
        let others: String =
            others.map(|(key, value)| format!(r#","{key}":{}"#, value.canonical())).collect();
        let addons = text(vector, "subscriptions").unwrap_or_else(|| String::from("[]"));
        Some(format!(r#"{{"{name}":{query},"addons":{addons}{others}}}"#))
    };
    hold(claims::query, corpus("query"));
    hold(claims::query, of_vectors(asked));
}

#[test]
#[should_panic(expected = "found")]
fn a_claim_that_does_not_hold_would_be_found() {
    hold(|bytes| assert!(!bytes.ends_with(b"\x7b"), "found"), vec![b"{}".to_vec(); 40]);
}
