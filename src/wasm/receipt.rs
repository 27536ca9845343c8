//! Receipts across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Book, Desk};
use crate::error::Error;
use crate::json::Value;
use crate::quote::Envelope;

#[wasm_bindgen]
impl Book {
    /// A receipt for the quote of an envelope, or the first mistake in that.
    pub fn receipt(&self, desk: &mut Desk) -> i32 {
        let envelope = Envelope::from_value(&desk.document());
        desk.put(envelope.and_then(|envelope| self.book.receipt(&envelope, None)))
    }

    /// Why a receipt does not hold, and nothing when it does; or the first mistake in the envelope. On the
    /// desk lies an array of both, the envelope first.
    #[wasm_bindgen(js_name = verifyReceipt)]
    pub fn verify_receipt(&self, desk: &mut Desk) -> i32 {
        let verified = self.verify(&desk.document());
        desk.put(verified.map(str::to_owned))
    }
}

impl Book {
    fn verify(&self, both: &Value) -> Result<&'static str, Error> {
        let (envelope, receipt) = match both {
            Value::Array(both) => (both.first(), both.get(1)),
            _ => (None, None),
        };
        let envelope = Envelope::from_value(envelope.unwrap_or(&Value::Null))?;
        let Some(Value::String(receipt)) = receipt else { return Ok("") };
        let refusal = self.book.verify_receipt(receipt, &envelope, None).err();
        Ok(refusal.map_or("", |refusal| refusal.as_str()))
    }
}
