//! The native fold beside `benches/statement.mjs`: nanoseconds for each of as many rows in memory, on standard output.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "small numbers, and a clock, which is what a benchmark is about"
)]

use std::fmt::Write;
use std::time::Instant;

use sealquote::history::{Context, StatementFold, Transaction};
use sealquote::json;
use sealquote::ledger::Row;

/// As many rows as `benches/statement.mjs` makes, and the same ones.
fn rows(count: usize) -> Vec<Transaction> {
    let mut rows = Vec::with_capacity(count);
    let (mut balance, mut seconds) = (0_i64, 1_704_067_200_000_i64);
    for number in 0..count {
        let added = number % 64 == 0;
        let amount = if added { 1_000 } else { [1, 10, 15][number % 3] };
        balance += if added { amount } else { -amount };
        seconds += i64::try_from(number * 7_919 % 40).unwrap() * 1_000;
        let at = sealquote::Instant::from_milliseconds(seconds);
        let kind = if added { "add" } else { "consume" };
        let mut text = String::new();
        write!(text, r#"{{"id":"txn_{number:07}","type":"{kind}","amount":{amount},"balanceAfter":{balance},"reason":"document_signing","#).unwrap();
        write!(
            text,
            r#""description":"Envelope {number}","documentId":"doc_{:06}","signatureMethod":null,"#,
            number / 4
        )
        .unwrap();
        write!(text, r#""source":"api","createdAt":"{at}"}}"#).unwrap();
        rows.push(Transaction::from_value(&json::parse(&text).unwrap()).unwrap());
    }
    rows
}

fn main() {
    let count: usize = std::env::args().filter_map(|text| text.parse().ok()).next().unwrap_or(1);
    let transactions = rows(count);
    let rows: Vec<Row<'_>> = transactions.iter().map(Transaction::row).collect();
    let mut times = Vec::new();
    let mut balance = 0;
    for _ in 0..11 {
        let began = Instant::now();
        let mut fold = StatementFold::default();
        for (place, row) in (0..).zip(&rows) {
            fold.push(place, row);
        }
        let statement = fold.finish(Context::Personal).unwrap();
        times.push(began.elapsed().as_nanos());
        balance = statement.balance.get();
    }
    times.sort_unstable();
    println!("{} {balance}", times[5]);
}
