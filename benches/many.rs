//! The native loop beside `benches/many.mjs`: nanoseconds for each of as many envelopes, on standard output.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "small numbers, and a clock, which is what a benchmark is about"
)]

use std::time::Instant;

use sealquote::PriceBook;
use sealquote::book::Methods;
use sealquote::quote::many::{Columns, Counts, totals};

fn main() {
    let rows: usize = std::env::args().filter_map(|text| text.parse().ok()).next().unwrap_or(1);
    let book = PriceBook::builtin("signsecure").expect("a built-in book");
    let column = |number: usize| -> Vec<u32> {
        (0..rows).map(|row| ((row * 7 + number * 13 + row * row / 11) % 4) as u32).collect()
    };
    let columns = [column(0), column(1), column(2)];
    let signers: Vec<(Methods, &[u32])> = columns
        .iter()
        .enumerate()
        .filter_map(|(number, column)| Some((Methods::single(number)?, column.as_slice())))
        .collect();
    let columns =
        Columns { signers: &signers, documents: Counts::All(1), megabytes: Counts::All(0), rows };
    let (mut total, mut minimum) = (vec![0; rows], vec![0; rows]);
    let mut times = Vec::new();
    for _ in 0..11 {
        let began = Instant::now();
        totals(book.newest(), &columns, &mut total, &mut minimum).expect("small sums");
        times.push(began.elapsed().as_nanos());
    }
    times.sort_unstable();
    println!("{} {}", times.get(5).unwrap(), total.iter().sum::<i64>());
}
