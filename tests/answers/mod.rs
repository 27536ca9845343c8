//! Running vectors through the core, and holding answers against what they expect. Keys are compared with
//! their order, which `serde_json` would lose.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]
#![allow(dead_code, reason = "each runner uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use sealquote::Error;
use sealquote::json::{self, Value};
use serde::Serialize;

/// An answer, or all mistakes.
pub type Answer = Result<Value, Vec<Error>>;

pub fn one(error: Error) -> Vec<Error> {
    vec![error]
}

pub fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        other => panic!("{other:?} is no text"),
    }
}

/// What a value serializes to, keys in order.
pub fn value(of: &impl Serialize) -> Value {
    json::parse(&serde_json::to_string(of).unwrap()).unwrap()
}

pub fn named(key: &str, of: &impl Serialize) -> Value {
    Value::Object(vec![(key.to_owned(), value(of))])
}

/// Takes a key off every object.
pub fn remove(value: &mut Value, key: &str) {
    match value {
        Value::Object(entries) => {
            entries.retain(|(other, _)| other != key);
            entries.iter_mut().for_each(|(_, value)| remove(value, key));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, key)),
        _ => {}
    }
}

pub fn files(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(kind);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Gives every vector of a kind to `answer`, and reports all that differ at once.
pub fn run(kind: &str, least: usize, answer: impl Fn(&Value) -> Answer) {
    let files = files(kind);
    assert!(files.len() >= least, "only {} vectors of kind {kind}", files.len());
    let mut failures = Vec::new();
    for file in files {
        let case = json::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        let got = answer(&case).unwrap_or_else(|errors| {
            let mut errors = named("errors", &errors);
            remove(&mut errors, "message");
            errors
        });
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for difference in differences(case.get("expect").unwrap(), &got) {
            failures.push(format!("{kind}/{name}: {difference}"));
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

/// Of these the keys given are compared, of all else the whole value.
const PARTS: [&str; 3] = ["usage", "overview", "detail"];

/// Where an answer is not what is expected: of some parts the keys given, of all else the
/// whole value of each key given.
pub fn differences(expected: &Value, got: &Value) -> Vec<String> {
    let Value::Object(entries) = expected else { panic!("an expectation is an object") };
    let mut differences = Vec::new();
    for (key, expected) in entries {
        let got = got.get(key);
        match got {
            Some(part @ Value::Object(_)) if PARTS.contains(&key.as_str()) => {
                differences.extend(self::differences(expected, part));
            }
            _ if got == Some(expected) => {}
            _ => {
                let got = got.map_or(String::from("nothing"), Value::canonical);
                differences.push(format!("{key}: expected {}, got {got}", expected.canonical()));
            }
        }
    }
    differences
}

/// A JSON Schema of the repository, by a validator that shares nothing with this crate.
pub struct Schema {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Schema {
    pub fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let schema: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource("https://sealquote.invalid/schema", schema).unwrap();
        let index = compiler.compile("https://sealquote.invalid/schema", &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// What is wrong with a document, if anything.
    pub fn refuses(&self, text: &str) -> Option<String> {
        let document = serde_json::from_str(text).unwrap();
        self.schemas.validate(&document, self.index).err().map(|error| format!("{error:#}"))
    }
}
