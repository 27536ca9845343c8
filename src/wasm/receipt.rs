//! Receipts across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Book, Desk};
use crate::error::Error;
use crate::json::Place;
use crate::quote::Envelope;

#[wasm_bindgen]
impl Book {
    /// A receipt for the quote of an envelope, or the first mistake in that.
    pub fn receipt(&self, desk: &mut Desk) -> i32 {
        let envelope = desk.document().and_then(|envelope| Envelope::of(envelope.root()));
        desk.put(envelope.and_then(|envelope| self.book.receipt(&envelope, None)))
    }

    /// Why a receipt does not hold, and nothing when it does; or the first mistake in the envelope. On the
    /// desk lies an array of both, the envelope first.
    #[wasm_bindgen(js_name = verifyReceipt)]
    pub fn verify_receipt(&self, desk: &mut Desk) -> i32 {
        let verified = desk.document().and_then(|both| self.verify(both.root()));
        desk.put(verified.map(str::to_owned))
    }
}

impl Book {
    fn verify(&self, both: Place<'_>) -> Result<&'static str, Error> {
        let mut both = both.places();
        let Some(envelope) = both.next() else { return Ok("") };
        let envelope = Envelope::of(envelope).map_err(|mut error| {
            error.path = error.path.strip_prefix("/0").unwrap_or_default().to_owned();
            error
        })?;
        let Some(receipt) = both.next().and_then(Place::string) else { return Ok("") };
        let refusal = self.book.verify_receipt(receipt, &envelope, None).err();
        Ok(refusal.map_or("", |refusal| refusal.as_str()))
    }
}
