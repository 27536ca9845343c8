//! Lint across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Desk, answers};
use crate::book::PriceBook;

#[wasm_bindgen]
impl Desk {
    /// Every finding in a document that is meant to be a price book, or why there is none.
    pub fn lint(&mut self) -> i32 {
        let findings = self.document().map(|book| PriceBook::lint_place(book.root()));
        self.put(findings.map(|findings| answers::findings(&findings)))
    }
}
