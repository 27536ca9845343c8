//! Lint across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Desk, answers};
use crate::book::PriceBook;

#[wasm_bindgen]
impl Desk {
    /// Every finding in a document that is meant to be a price book.
    pub fn lint(&mut self) -> i32 {
        let findings = PriceBook::lint(&self.document());
        self.put(Ok(answers::findings(&findings)))
    }
}
