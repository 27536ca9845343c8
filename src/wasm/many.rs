//! Amounts across the boundary: what `quoteMany` adds up.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Book;
use super::encode::{Number, from_number, reach};
use crate::error::{Code, Error};

/// The most amounts that are asked for at once.
const MAX_AMOUNTS: usize = 1 << 17;

#[wasm_bindgen]
impl Book {
    /// The address of what `from`, then one more, and so on, units of a rate cost: `count` numbers, infinity
    /// for what is beyond 2^53 - 1. The address is 0 on failure.
    pub fn amounts(
        &mut self,
        version: usize,
        rate: usize,
        from: Number,
        count: usize,
    ) -> *const Number {
        let rates = self.book.versions().nth(version).map(|version| version.rates());
        let rate = rates.and_then(|rates| rates.get(rate)).filter(|_| count <= MAX_AMOUNTS);
        let (Some(rate), Some(from)) = (rate, from_number::<u64>(from)) else {
            return self.fail(Error::new(Code::LimitExceeded, "", "no such column"));
        };
        self.numbers.clear();
        let quantities = (from..).take(count);
        self.numbers.extend(quantities.map(|quantity| reach(rate.price.amount(quantity))));
        self.numbers.as_ptr()
    }
}
