//! Statements of many rows: they cross as numbers, some thousand at a time, and are folded as they come.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::encode::{Number, from_number, reach};
use super::ledger::{plain, read, refuse};
use crate::amount::Amount;
use crate::history::{Context, StatementFold};
use crate::ledger::{KINDS, Row};
use crate::time::Instant;

/// The numbers of a row: its kind, as [`KINDS`] counts them, amount, balance after it, and milliseconds.
const NUMBERS: usize = 4;

/// A running statement, with the room in which rows are handed over.
#[wasm_bindgen]
#[derive(Debug)]
pub struct StatementRows {
    fold: StatementFold,
    room: Vec<Number>,
    place: u64,
}

#[wasm_bindgen]
impl StatementRows {
    /// A statement without rows, and room for so many of them at a time.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let room = vec![0.into(); rows.saturating_mul(NUMBERS)];
        Self { fold: StatementFold::default(), room, place: 0 }
    }

    /// The address of the room.
    #[must_use]
    pub fn room(&self) -> *const Number {
        self.room.as_ptr()
    }

    /// Takes the first `rows` rows of the room, and answers whether all of them were rows.
    pub fn take(&mut self, rows: usize) -> bool {
        for numbers in self.room.chunks_exact(NUMBERS).take(rows) {
            let Some(row) = row(numbers) else { return false };
            self.fold.push(self.place, &row);
            self.place = self.place.saturating_add(1);
        }
        true
    }

    /// The statement of the rows so far.
    ///
    /// # Errors
    /// The first mistake in the options; `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
    pub fn finish(&self, options: &str) -> Result<JsValue, JsValue> {
        let context = read(options, Context::from_value)?;
        plain(&self.fold.finish(context).map_err(refuse)?)
    }
}

/// The milliseconds from 1970 to an instant; infinity for a text that is no instant, or one between two milliseconds.
#[wasm_bindgen]
#[must_use]
pub fn milliseconds(text: &str) -> Number {
    reach(Instant::parse(text).and_then(Instant::milliseconds).and_then(Amount::new))
}

/// What of a row bears on a statement of one wallet.
fn row(numbers: &[Number]) -> Option<Row<'static>> {
    let &[kind, amount, balance_after, at] = numbers else { return None };
    Some(Row {
        id: "",
        kind: KINDS.get(from_number::<usize>(kind)?)?.1,
        amount: from_number(amount).and_then(Amount::new)?,
        balance_after: from_number(balance_after).and_then(Amount::new)?,
        document_id: None,
        signature_method: None,
        wallet_id: None,
        created_at: Instant::from_milliseconds(from_number(at)?),
    })
}
