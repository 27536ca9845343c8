//! Columns of envelopes across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Book;
use super::encode::{Number, from_number, to_number};
use crate::book::Methods;
use crate::error::{Code, Error};
use crate::quote::many::{self, Columns, Counts};

/// The most rows that are handed over at once: the room for them is kept, so it stays small.
const MAX_ROWS: usize = 1 << 16;

/// The room for columns, used again by every call.
#[derive(Debug, Default)]
pub(super) struct Room {
    counts: Vec<u32>,
    total: Vec<i64>,
    minimum: Vec<i64>,
}

#[wasm_bindgen]
impl Book {
    /// The address of room for columns of 32-bit counts, one after the other; 0 when that is too much.
    #[wasm_bindgen(js_name = reserveColumns)]
    pub fn reserve_columns(&mut self, columns: usize, rows: usize) -> *const u32 {
        match columns.checked_mul(rows) {
            Some(counts) if rows <= MAX_ROWS && columns <= 64 => {
                if self.columns.counts.len() < counts {
                    self.columns.counts.resize(counts, 0);
                }
                self.columns.counts.as_ptr()
            }
            _ => core::ptr::null(),
        }
    }

    /// Prices the columns in that room: one for each of `sets`, then documents and megabytes, unless
    /// they are given as one number for all (below zero stands for a column). Answers where the numbers
    /// are: the most and the least that all rows cost together, then the most of each row, then the
    /// least of each. The address is 0 on failure.
    #[wasm_bindgen(js_name = priceColumns)]
    pub fn price_columns(
        &mut self,
        version: usize,
        rows: usize,
        sets: &[u32],
        documents: Number,
        megabytes: Number,
    ) -> *const Number {
        let mut room = core::mem::take(&mut self.columns);
        let answer = self.price_room(version, rows, sets, [documents, megabytes], &mut room);
        self.columns = room;
        match answer {
            Ok(()) => self.numbers.as_ptr(),
            Err(error) => self.fail(error),
        }
    }
}

impl Book {
    fn price_room(
        &mut self,
        version: usize,
        rows: usize,
        sets: &[u32],
        given: [Number; 2],
        room: &mut Room,
    ) -> Result<(), Error> {
        let mut columns = room.counts.chunks_exact(rows.max(1));
        let mut next = || columns.next().ok_or_else(no_room);
        let mut signers = Vec::with_capacity(sets.len());
        for set in sets {
            signers.push((Methods::from_bits(*set), next()?));
        }
        let mut counts = [Counts::All(0); 2];
        for (counts, given) in counts.iter_mut().zip(given) {
            *counts = match from_number(given) {
                Some(count) => Counts::All(count),
                None => Counts::Each(next()?),
            };
        }
        let [documents, megabytes] = counts;
        let columns = Columns { signers: &signers, documents, megabytes, rows };
        room.total.resize(rows, 0);
        room.minimum.resize(rows, 0);
        many::totals(self.numbered(version)?, &columns, &mut room.total, &mut room.minimum)?;
        let sum = |sums: &[i64]| sums.iter().fold(0_i64, |all, sum| all.saturating_add(*sum));
        self.numbers.clear();
        self.numbers.extend([&room.total, &room.minimum].map(|sums| to_number(sum(sums))));
        for sums in [&room.total, &room.minimum] {
            self.numbers.extend(sums.iter().map(|sum| to_number(*sum)));
        }
        Ok(())
    }
}

fn no_room() -> Error {
    Error::new(Code::LimitExceeded, "", "there is no room for so many columns; reserve it first")
}
