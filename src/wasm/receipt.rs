//! Receipts across the boundary.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::Book;
use super::encode::{decode, refuse};
use crate::quote::Envelope;

#[wasm_bindgen]
impl Book {
    /// A receipt for the quote of an envelope.
    ///
    /// # Errors
    /// The first mistake in the envelope.
    pub fn receipt(&self, envelope: &JsValue) -> Result<String, JsValue> {
        let envelope = Envelope::from_value(&decode(envelope)).map_err(refuse)?;
        self.book.receipt(&envelope, None).map_err(refuse)
    }

    /// Why a receipt does not hold, or nothing when it does.
    ///
    /// # Errors
    /// The first mistake in the envelope.
    #[wasm_bindgen(js_name = verifyReceipt)]
    pub fn verify_receipt(
        &self,
        receipt: &str,
        envelope: &JsValue,
    ) -> Result<Option<String>, JsValue> {
        let envelope = Envelope::from_value(&decode(envelope)).map_err(refuse)?;
        let refusal = self.book.verify_receipt(receipt, &envelope, None).err();
        Ok(refusal.map(|refusal| refusal.as_str().to_owned()))
    }
}
