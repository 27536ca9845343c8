//! Exports that overlap: what two of them have counts once, whichever way they are listed and in whichever order they come.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a ledger that cannot be made is a failed test"
)]

#[path = "made/entry.rs"]
mod made;
#[path = "made/random.rs"]
mod random;

use made::{Entry, MARCH};
use random::Random;
use sealquote::PriceBook;
use sealquote::ledger::{Alone, FindingCode, Kind, Part, Report, Verifier};

const LEDGERS: u64 = 3_000;

/// A ledger of up to three wallets, in which some rows are of one second.
fn ledger(random: &mut Random) -> Vec<Entry> {
    let wallets = 1 + random.below(3);
    let mut balances = vec![0; wallets];
    let (mut rows, mut open, mut second) = (Vec::new(), vec![Vec::new(); wallets], 0);
    for number in 0..20 + random.below(60) {
        second += i64::from(!random.one_in(4)) * 60;
        let wallet = random.below(wallets);
        let at = MARCH + second;
        let mut entry = if balances[wallet] < 20 || random.one_in(12) {
            Entry::new(Kind::Add, 500, at)
        } else if let Some(document) = open[wallet].pop().filter(|_| random.one_in(2)) {
            let (document, method) = (Some(document), Some("electronic"));
            Entry { document, method, ..Entry::new(Kind::Consume, 10, at) }
        } else {
            open[wallet].push(format!("doc_{number}"));
            let document = Some(format!("doc_{number}"));
            Entry { document, ..Entry::new(Kind::Consume, 1, at) }
        };
        balances[wallet] += entry.change();
        entry.balance = balances[wallet];
        entry.wallet = Some(format!("wallet_{wallet}"));
        entry.id = format!("t{number}");
        rows.push(entry);
    }
    rows
}

/// The ledger as exports of which each goes on from somewhere in the one before it, the oldest first.
fn exports(random: &mut Random, rows: &[Entry]) -> Vec<Vec<Entry>> {
    let (mut from, mut all) = (0, Vec::new());
    let mut end = 0;
    while end < rows.len() {
        end = (end + 1 + random.below(30)).min(rows.len());
        all.push(rows[from..end].to_vec());
        from = if random.one_in(4) { end } else { from + random.below(end - from + 1) };
    }
    all
}

fn check(random: &mut Random, exports: &[Vec<Entry>]) -> Report {
    let book = PriceBook::builtin("signsecure").unwrap();
    let mut verifier = Verifier::new(&book).unwrap();
    for export in exports {
        let listing = verifier.begin("export");
        let (mut rest, mut number) = (export.as_slice(), 1);
        while !rest.is_empty() {
            let (some, more) = rest.split_at(1 + random.below(rest.len()));
            let mut part = Part::default();
            some.iter().for_each(|entry| part.push(&entry.row()));
            number = verifier.absorb(listing, number, &mut [part], &Alone).unwrap();
            rest = more;
        }
    }
    verifier.finish().unwrap()
}

fn each(mut look: impl FnMut(&mut Random, &[Entry], Vec<Vec<Entry>>)) {
    for seed in 0..LEDGERS {
        let random = &mut Random(seed);
        let rows = ledger(random);
        let exports = exports(random, &rows);
        look(random, &rows, exports);
    }
}

/// The same with a file for each wallet of every export.
fn by_wallets(exports: &[Vec<Entry>]) -> Vec<Vec<Entry>> {
    let mut files = Vec::new();
    for export in exports {
        for wallet in ["wallet_0", "wallet_1", "wallet_2"] {
            let own = export.iter().filter(|entry| entry.wallet.as_deref() == Some(wallet));
            files.push(own.cloned().collect::<Vec<_>>());
        }
    }
    files.retain(|file| !file.is_empty());
    files
}

/// How many exports have rows that stood in exports before.
fn repeating(exports: &[Vec<Entry>]) -> usize {
    let stood = |number: usize| {
        let before = exports[..number].iter().flatten();
        before.into_iter().any(|entry| exports[number].iter().any(|other| other.id == entry.id))
    };
    (0..exports.len()).filter(|number| stood(*number)).count()
}

#[test]
fn what_exports_have_twice_counts_once() {
    let (mut overlaps, mut left_out) = (0, 0);
    each(|random, rows, mut exports| {
        let whole = check(random, &[rows.to_vec()]);
        assert_eq!(whole.findings.len(), 0, "{:#?}", whole.findings);
        if random.one_in(2) {
            exports = by_wallets(&exports);
        }
        let falls = random.one_in(2);
        if falls {
            exports.iter_mut().for_each(|export| export.reverse());
            if random.one_in(2) {
                exports.reverse();
            }
        }
        let report = check(random, &exports);
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        let shown = || format!("falls: {falls}, {exports:#?}\n{:#?}", report.findings);
        assert_eq!(codes, vec![FindingCode::PageOverlap; repeating(&exports)], "{}", shown());
        let (summary, expected) = (&report.summary, &whole.summary);
        assert_eq!(
            (summary.consumed, summary.added, summary.closing, summary.opening),
            (expected.consumed, expected.added, expected.closing, expected.opening),
            "{}",
            shown()
        );
        overlaps += codes.len();
        left_out += summary.rows - expected.rows;
    });
    assert!(overlaps > 5_000 && left_out > 20_000, "{overlaps} overlaps, {left_out} rows");
}

/// A row that stands twice in one of them is told as that.
#[test]
fn a_copy_of_a_row_of_an_export_is_no_overlap() {
    let mut copies = 0;
    each(|random, _, mut exports| {
        exports.iter_mut().for_each(|export| export.reverse());
        let (last, before) = exports.split_last_mut().unwrap();
        let newest = before.iter().flatten().map(|entry| entry.at).max();
        let copy = last[random.below(last.len())].clone();
        if newest >= Some(copy.at) {
            return;
        }
        last.insert(random.below(last.len() + 1), copy.clone());
        let report = check(random, &exports);
        let twice = |code| code == FindingCode::DuplicateId;
        let told: Vec<_> = report.findings.iter().filter(|finding| twice(finding.code)).collect();
        let ids: Vec<_> = told.iter().map(|finding| finding.id.as_deref().unwrap()).collect();
        assert_eq!(ids, [&copy.id], "{exports:#?}\n{:#?}", report.findings);
        copies += 1;
    });
    assert!(copies > 1_000, "{copies}");
}
