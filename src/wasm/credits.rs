//! Who pays, and what a balance means, across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::encode::{Number, from_number};
use super::{Book, Desk, answers};
use crate::amount::Amount;
use crate::funds::{self, Funds};
use crate::payer;

#[wasm_bindgen]
impl Desk {
    /// Whose credits are spent in a context, or the first mistake in that.
    pub fn payer(&mut self) -> i32 {
        let context = self.document().and_then(|context| payer::Context::of(context.root()));
        let payer = context.and_then(|context| payer::resolve(&context));
        self.put(payer.map(|payer| answers::payer(&payer)))
    }
}

#[wasm_bindgen]
impl Book {
    /// What funds mean for a total, under the offers of the version with this number; `NO_VERSION` when
    /// there is none, `AMOUNT_OUT_OF_RANGE` when what would be left is out of range, or the first mistake
    /// in the funds.
    pub fn afford(&self, desk: &mut Desk, version: usize, total: Number) -> i32 {
        let answer = self.numbered(version).and_then(|version| {
            let total = from_number(total).and_then(Amount::new).unwrap_or_default();
            let funds = Funds::of(desk.document()?.root())?;
            funds::afford(version, total, &funds)
        });
        desk.put(answer.map(|answer| answers::affordability(&answer)))
    }
}
