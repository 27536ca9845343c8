//! Lint across the boundary.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::answers;
use super::encode::decode;
use crate::book::PriceBook;

/// Every finding in a document that is meant to be a price book, as JSON text.
#[wasm_bindgen(js_name = lintBook)]
#[must_use]
pub fn lint_book(source: &JsValue) -> String {
    answers::findings(&PriceBook::lint(&decode(source)))
}
