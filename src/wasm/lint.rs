//! Lint across the boundary.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::encode::{decode, encode, finding};
use crate::book::PriceBook;
use crate::json::Value;

/// Every finding in a document that is meant to be a price book.
///
/// # Errors
/// None in practice: it is all text.
#[wasm_bindgen(js_name = lintBook)]
pub fn lint_book(source: &JsValue) -> Result<JsValue, JsValue> {
    let findings = PriceBook::lint(&decode(source));
    encode(&Value::Array(findings.into_iter().map(finding).collect()))
}
