//! The cases that a command is run on.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Every vector of a kind, with its name, in the order of their names.
pub fn vectors(kind: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(kind);
    let mut vectors: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().display().to_string();
            (name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap())
        })
        .collect();
    vectors.sort_by(|(a, _), (b, _)| a.cmp(b));
    vectors
}
