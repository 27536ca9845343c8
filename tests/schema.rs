//! The published JSON Schema is the one that the loader's tables make.

#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::{env, fs};

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_code_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/price-book.json");
    let made = sealquote::book::json_schema();
    if env::var_os("WRITE_SCHEMA").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        made == published,
        "schema/price-book.json is out of date; run `WRITE_SCHEMA=1 cargo test --test schema`"
    );
}
