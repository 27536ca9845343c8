//! Charges of one envelope and one second: what is due for each depends on those before it, and a listing may have them
//! in any order.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a ledger that cannot be made is a failed test"
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
use sealquote::ledger::{Alone, FindingCode, Kind, Part, Report, Verifier};

const LEDGERS: u64 = 4_000;

/// Every amount is even, so that an odd one is wrong whatever it is taken for.
const STAGED: &str = r#"{ "priceBook": "staged", "unit": "credit", "versions": [
    { "version": "one", "effectiveFrom": null, "chargeOn": "send", "rates": [
        { "code": "envelope", "label": "Envelope", "per": "envelope", "price": { "model": "unit", "unitPrice": 2 } },
        { "code": "electronic", "label": "Electronic", "per": "envelope", "methods": ["electronic"],
          "price": { "model": "unit", "unitPrice": 10 } },
        { "code": "aadhaar", "label": "Aadhaar", "per": "signer", "methods": ["aadhaar_esign"],
          "price": { "model": "graduated", "tiers": [{ "upTo": 2, "unitPrice": 16 }, { "upTo": null, "unitPrice": 6 }] } },
        { "code": "dsc", "label": "DSC", "per": "signer", "methods": ["dsc"],
          "price": { "model": "graduated", "tiers": [{ "upTo": 1, "unitPrice": 4 }, { "upTo": null, "unitPrice": 8 }] } }],
      "refunds": { "on": ["failed", "cancelled"], "refundable": ["envelope", "electronic", "aadhaar", "dsc"] },
      "topUp": { "presets": [500], "customMinimum": 1, "bonuses": [] }, "signupGrant": 0 }] }"#;

/// What is left to charge for an envelope, its next charge last.
struct Envelope {
    document: String,
    charges: Vec<(i64, Option<&'static str>)>,
    charged: Vec<i64>,
}

impl Envelope {
    fn new(random: &mut Random, number: usize) -> Self {
        let mut charges = vec![(2, None)];
        let (mut aadhaar, mut dsc, mut electronic) = (0, 0, 0);
        for _ in 0..1 + random.below(5) {
            match random.below(3) {
                0 => {
                    charges.push((if aadhaar < 2 { 16 } else { 6 }, Some("aadhaar_esign")));
                    aadhaar += 1;
                }
                1 => {
                    charges.push((if dsc < 1 { 4 } else { 8 }, Some("dsc")));
                    dsc += 1;
                }
                _ if electronic == 0 => {
                    charges.push((10, Some("electronic")));
                    electronic += 1;
                }
                _ => {}
            }
        }
        charges.reverse();
        Self { document: format!("doc_{number}"), charges, charged: Vec::new() }
    }

    /// Its next row but for the balance: a charge or, when all are booked, what comes back of it.
    fn next(&mut self, random: &mut Random) -> Option<(Kind, i64, Option<&'static str>)> {
        if let Some((amount, method)) = self.charges.pop() {
            self.charged.push(amount);
            return Some((Kind::Consume, amount, method));
        }
        let line = self.charged.pop()?;
        if random.one_in(2) {
            return Some((Kind::Refund, line, None));
        }
        let whole = self.charged.drain(..).sum::<i64>() + line;
        Some((Kind::Refund, whole, None))
    }
}

/// A ledger in which many rows of an envelope are of one second, with additions and refunds anywhere among them or none.
fn ledger(random: &mut Random, comes_in: bool) -> Vec<Entry> {
    let mut envelopes: Vec<_> =
        (0..1 + random.below(4)).map(|number| Envelope::new(random, number)).collect();
    let ties = 2 + random.below(5);
    let (mut balance, mut second) = (500, 0);
    let mut rows = vec![Entry { balance, ..Entry::new(Kind::Add, 500, MARCH) }];
    for _ in 0..2 + random.below(20) {
        second += i64::from(random.one_in(ties));
        let at = MARCH + second;
        let number = random.below(envelopes.len());
        let is_add = comes_in && random.one_in(12);
        let next = if is_add { None } else { envelopes[number].next(random) };
        let mut entry = match next {
            None if comes_in => Entry::new(Kind::Add, 50, at),
            None => continue,
            Some((Kind::Refund, ..)) if !comes_in => continue,
            Some((kind, amount, method)) => {
                let document = Some(envelopes[number].document.clone());
                Entry { document, method, ..Entry::new(kind, amount, at) }
            }
        };
        balance += entry.change();
        entry.balance = balance;
        rows.push(entry);
    }
    (0..).zip(&mut rows).for_each(|(number, row)| row.id = format!("t{number}"));
    rows
}

/// Rows as a person reads them.
fn shown(rows: &[Entry]) -> String {
    let line = |row: &Entry| {
        let Entry { id, kind, amount, balance, document, method, at, .. } = row;
        format!("{} {id} {kind:?} {amount} to {balance} {document:?} {method:?}", at - MARCH)
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn check(book: &PriceBook, rows: &[Entry]) -> Report {
    let mut verifier = Verifier::new(book).unwrap();
    let listing = verifier.begin("page");
    for (number, row) in (1..).zip(rows) {
        verifier.push(listing, number, &row.row());
    }
    verifier.finish().unwrap()
}

/// The same, of a listing that is cut anywhere.
fn check_cut(book: &PriceBook, random: &mut Random, rows: &[Entry]) -> Report {
    let mut verifier = Verifier::new(book).unwrap();
    let listing = verifier.begin("page");
    let (mut rest, mut number) = (rows, 1);
    while !rest.is_empty() {
        let mut parts = Vec::new();
        for _ in 0..1 + random.below(3) {
            let (now, later) = rest.split_at(random.below(rest.len() + 1));
            let mut part = Part::default();
            now.iter().for_each(|row| part.push(&row.row()));
            parts.push(part);
            rest = later;
        }
        number = verifier.absorb(listing, number, &mut parts, &Alone).unwrap();
    }
    verifier.finish().unwrap()
}

#[test]
fn what_is_right_in_some_order_is_right() {
    let book = PriceBook::from_json(STAGED).unwrap();
    for seed in 0..LEDGERS {
        let mut random = Random(seed);
        let comes_in = random.one_in(2);
        let rows = ledger(&mut random, comes_in);
        let list = listed(&mut random, &rows);
        let findings = check(&book, &list).findings;
        assert!(findings.is_empty(), "seed {seed}: {findings:#?} in\n{}", shown(&list));
    }
}

/// More rows of one second than are taken together.
#[test]
fn where_a_second_is_cut_makes_no_difference() {
    let book = PriceBook::from_json(STAGED).unwrap();
    for seed in 0..20 {
        let mut random = Random(seed);
        let mut rows = Vec::new();
        while rows.len() < 10_000 {
            let number = rows.len();
            for mut row in ledger(&mut random, true) {
                row.at = MARCH + i64::from(rows.len() > 3_000);
                row.document = row.document.map(|document| format!("{document}_{number}"));
                rows.push(row);
            }
        }
        let mut balance = 0;
        for (number, row) in rows.iter_mut().enumerate() {
            row.amount += i64::from(random.one_in(50));
            balance += row.change();
            (row.id, row.balance) = (format!("t{number}"), balance);
        }
        let list = listed(&mut random, &rows);
        let report = check(&book, &list);
        for _ in 0..3 {
            assert_eq!(report, check_cut(&book, &mut random, &list), "seed {seed}");
        }
    }
}

/// A charge that is one too much, and all balances after it. These tell the order, since nothing comes in among them.
#[test]
fn one_wrong_charge_is_one_finding() {
    let book = PriceBook::from_json(STAGED).unwrap();
    for seed in 0..LEDGERS {
        let mut random = Random(seed);
        let mut rows = ledger(&mut random, false);
        let charges: Vec<usize> =
            (0..rows.len()).filter(|at| rows[*at].kind == Kind::Consume).collect();
        let Some(wrong) = charges.get(random.below(charges.len().max(1))).copied() else {
            continue;
        };
        rows[wrong].amount += 1;
        rows[wrong..].iter_mut().for_each(|row| row.balance -= 1);
        let list = listed(&mut random, &rows);
        let report = check(&book, &list);
        let cut = check_cut(&book, &mut random, &list);
        assert_eq!(report, cut, "seed {seed}:\n{}", shown(&list));
        let findings = report.findings;
        let [found] = findings.as_slice() else {
            panic!("seed {seed}: {} is wrong: {findings:#?} in\n{}", rows[wrong].id, shown(&list));
        };
        let is_off = matches!(found.code, FindingCode::Overcharged | FindingCode::Undercharged);
        assert!(is_off, "seed {seed}: {found:#?}");
        assert_eq!(found.id.as_ref(), Some(&rows[wrong].id), "seed {seed}:\n{}", shown(&list));
    }
}
