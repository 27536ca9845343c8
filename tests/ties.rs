//! Rows of one instant whose changes cancel out: pages of histories that begin anywhere, listed either way, and within an
//! instant in any order.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a history that cannot be made is a failed test"
)]

#[path = "made/listed.rs"]
mod listed;
#[path = "made/entry.rs"]
mod made;
#[path = "made/random.rs"]
mod random;

use listed::listed;
use made::{Entry, MARCH};
use random::Random;
use sealquote::PriceBook;
use sealquote::history::{
    Context, ListQuery, StatementFold, Transaction, list_transactions, statement,
};
use sealquote::json;
use sealquote::ledger::{Cause, Finding, FindingCode, Kind, Verifier};

const HISTORIES: u64 = 20_000;

/// Some rows of a few seconds, and the balance before them.
fn page(random: &mut Random) -> (i64, Vec<Entry>) {
    let opening = [0, 50][random.below(2)];
    let (mut balance, mut second) = (opening, 0);
    let ties = 1 + random.below(4);
    let rows = (0..2 + random.below(14)).map(|number| {
        second += i64::from(random.one_in(ties));
        let kind = [Kind::Consume, Kind::Refund, Kind::Add][random.below(3)];
        let amount = [1, 1, 10][random.below(3)];
        let mut entry = Entry::new(kind, amount, MARCH + second);
        balance += entry.change();
        (entry.id, entry.balance) = (format!("t{number}"), balance);
        entry
    });
    (opening, rows.collect())
}

/// Whether nothing says at which balance the page begins: all its instants lead round.
fn is_open(rows: &[Entry]) -> bool {
    rows.chunk_by(|one, other| one.at == other.at)
        .all(|rows| rows.iter().map(Entry::change).sum::<i64>() == 0)
}

fn transactions(rows: &[Entry]) -> Vec<Transaction> {
    let written: Vec<String> = rows
        .iter()
        .map(|row| {
            let kind = match row.kind {
                Kind::Consume => "consume",
                Kind::Refund => "refund",
                Kind::Add => "add",
            };
            format!(
                r#"{{"id":"{}","type":"{kind}","amount":{},"balanceAfter":{},"createdAt":"{}"}}"#,
                row.id,
                row.amount,
                row.balance,
                row.row().created_at
            )
        })
        .collect();
    let list = json::parse(&format!("[{}]", written.join(","))).unwrap();
    Transaction::list_from_value(&list).unwrap()
}

/// The balance by three parts of a listing, folded apart and merged in any order.
fn folded_apart(random: &mut Random, list: &[Transaction]) -> i64 {
    let one = random.below(list.len() + 1);
    let other = one + random.below(list.len() - one + 1);
    let places = [0..one, one..other, other..list.len()];
    let mut folds = places.map(|places| {
        let mut fold = StatementFold::default();
        for place in places {
            fold.push(u64::try_from(place).unwrap(), &list[place].row());
        }
        fold
    });
    folds.swap(random.below(3), 2);
    let [mut all, second, third] = folds;
    all.merge(second);
    all.merge(third);
    all.finish(Context::Personal).unwrap().balance.get()
}

#[test]
fn instants_that_lead_round_are_settled_by_those_beside_them() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let (mut led_round, mut open) = (0, 0);
    for seed in 0..HISTORIES {
        let mut random = Random(seed);
        let (_, rows) = page(&mut random);
        let list = listed(&mut random, &rows);
        let mut verifier = Verifier::new(&book).unwrap();
        let listing = verifier.begin("page");
        for (number, row) in (1..).zip(&list) {
            verifier.push(listing, number, &row.row());
        }
        let report = verifier.finish().unwrap();
        let breaks: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| {
                matches!(finding.code, FindingCode::ChainBreak | FindingCode::OutOfOrder)
            })
            .collect();
        assert!(breaks.is_empty(), "seed {seed}: {breaks:#?} in {list:#?}");
        let list = transactions(&list);
        let items = list_transactions(&list, &ListQuery::default()).unwrap().items;
        for pair in items.windows(2) {
            let (later, earlier) = (pair[0].row(), pair[1].row());
            let before = later.balance_after.get() - later.change();
            assert_eq!(before, earlier.balance_after.get(), "seed {seed}: {items:#?}");
        }
        if is_open(&rows) {
            open += 1;
            continue;
        }
        let closing = rows.last().unwrap().balance;
        assert_eq!(report.summary.closing.get(), closing, "seed {seed}: {list:#?}");
        let balance = statement(&list, Context::Personal).unwrap().balance.get();
        assert_eq!(balance, closing, "seed {seed}: {list:#?}");
        assert_eq!(folded_apart(&mut random, &list), closing, "seed {seed}: {list:#?}");
        let first = rows.partition_point(|row| row.at == rows[0].at);
        led_round += u32::from(first > 1 && is_open(&rows[..first]));
    }
    assert!(led_round > 500 && open > 100, "{led_round} lead round, {open} open");
}

/// Five rows, of which the second and the third are of one second, with one fault in one of these two.
fn faulty(fault: &str, at: usize) -> (Vec<Entry>, Cause) {
    let mut balance = 500;
    let mut rows = vec![Entry::new(Kind::Add, 500, MARCH)];
    for second in [60, 60, 120, 180] {
        rows.push(Entry::new(Kind::Consume, 1, MARCH + second));
    }
    for (number, row) in rows.iter_mut().enumerate() {
        balance += if number == 0 { 0 } else { -1 };
        (row.id, row.balance) = (format!("t{number}"), balance);
        row.document = (number > 0).then(|| format!("d{number}"));
    }
    let cause = match fault {
        "balance" => {
            rows[at].balance = 577;
            Cause::EditedBalance
        }
        "amount" => {
            rows[at].amount = 7;
            Cause::EditedAmount
        }
        _ => {
            rows[at].kind = Kind::Refund;
            Cause::EditedType
        }
    };
    (rows, cause)
}

#[test]
fn one_fault_among_rows_of_one_second_is_one_break_whatever_their_order() {
    let book = PriceBook::builtin("signsecure").unwrap();
    for (fault, at) in [("balance", 1), ("balance", 2), ("amount", 2), ("type", 2)] {
        let (rows, cause) = faulty(fault, at);
        for order in [[0, 1, 2, 3, 4], [0, 2, 1, 3, 4], [4, 3, 2, 1, 0], [4, 3, 1, 2, 0]] {
            let mut verifier = Verifier::new(&book).unwrap();
            let listing = verifier.begin("page");
            for (number, place) in (1..).zip(order) {
                verifier.push(listing, number, &rows[place].row());
            }
            let report = verifier.finish().unwrap();
            let is_break = |finding: &&Finding| finding.code == FindingCode::ChainBreak;
            let breaks: Vec<_> = report.findings.iter().filter(is_break).collect();
            let [found] = breaks.as_slice() else {
                panic!("{fault} of {at}, {order:?}: {breaks:#?}");
            };
            assert_eq!(found.id, Some(rows[at].id.clone()), "{fault} of {at}, {order:?}");
            assert_eq!(found.cause, Some(cause), "{fault} of {at}, {order:?}");
            assert_eq!(report.summary.closing.get(), 496, "{fault} of {at}, {order:?}");
        }
    }
}
