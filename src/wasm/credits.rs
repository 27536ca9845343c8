//! Who pays, what a balance means, and what is due, across the boundary.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::Book;
use super::answers;
use super::encode::{Number, decode, from_number, refuse};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::funds::{self, Funds};
use crate::payer;
use crate::settle::{History, settle};

/// Whose credits are spent in a context.
///
/// # Errors
/// The first mistake in the context, or why nobody may pay in it.
#[wasm_bindgen(js_name = resolvePayer)]
pub fn resolve_payer(context: &JsValue) -> Result<String, JsValue> {
    let context = payer::Context::from_value(&decode(context)).map_err(refuse)?;
    Ok(answers::payer(&payer::resolve(&context).map_err(refuse)?))
}

#[wasm_bindgen]
impl Book {
    /// What funds mean for a total, under the offers of the version with this label.
    ///
    /// # Errors
    /// `NO_VERSION` when the book has no such version, `AMOUNT_OUT_OF_RANGE` when what would be left
    /// is out of range; the first mistake in the funds.
    pub fn afford(&self, version: &str, total: Number, funds: &JsValue) -> Result<String, JsValue> {
        let version = self.book.version(version).ok_or_else(|| {
            let id = self.book.id();
            let message = format!("`{id}` has no version `{version}`; give the book of the quote");
            refuse(Error::new(Code::NoVersion, "/version", message))
        })?;
        let total = from_number(total).and_then(Amount::new).unwrap_or_default();
        let funds = Funds::from_value(&decode(funds)).map_err(refuse)?;
        Ok(answers::affordability(&funds::afford(version, total, &funds).map_err(refuse)?))
    }

    /// What is due for an envelope by what happened to it so far.
    ///
    /// # Errors
    /// The first mistake in the history, or what cannot have happened.
    pub fn settle(&self, history: &JsValue) -> Result<String, JsValue> {
        let history = History::from_value(&decode(history)).map_err(refuse)?;
        Ok(answers::settlement(&settle(&self.book, history).map_err(refuse)?))
    }
}
