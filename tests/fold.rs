//! The check is a fold: however a history is cut into parts, however these are put together, on however many shards
//! and with however little at hand, the report is the same to the byte.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a ledger that cannot be made is a failed test"
)]

#[path = "made/entry.rs"]
mod entry;
#[path = "made/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use entry::{Entry, MARCH};
use random::Random;
use sealquote::json;
use sealquote::ledger::{
    Alone, Archive, Cause, Chains, Conventions, Finding, Kind, Limits, Part, PricedAt, Report,
    RowOrder, Verifier,
};
use sealquote::proof::{TreeHead, WalletTree, WalletTrees, Wanted};
use sealquote::settle::History;
use sealquote::{Error, PriceBook};

const LEDGERS: u64 = 1_000;
const CUTS_EACH: u64 = 10;

const BOOK: &str = r#"{ "priceBook": "of-two-versions", "unit": "credit", "versions": [
    { "version": "old", "effectiveFrom": null, "chargeOn": "send", "rates": [
        { "code": "envelope", "label": "Envelope", "per": "envelope", "price": { "model": "unit", "unitPrice": 1 } },
        { "code": "electronic", "label": "Electronic", "per": "envelope", "methods": ["electronic"],
          "price": { "model": "unit", "unitPrice": 10 } },
        { "code": "aadhaar", "label": "Aadhaar", "per": "signer", "methods": ["aadhaar_esign"],
          "price": { "model": "unit", "unitPrice": 15 } }],
      "refunds": { "on": ["failed", "cancelled"], "refundable": ["envelope", "electronic", "aadhaar"] },
      "topUp": { "presets": [500], "customMinimum": 1, "bonuses": [] }, "signupGrant": 0 },
    { "version": "new", "effectiveFrom": "2026-03-01T00:30:00Z", "chargeOn": "send", "rates": [
        { "code": "envelope", "label": "Envelope", "per": "envelope", "price": { "model": "unit", "unitPrice": 2 } },
        { "code": "electronic", "label": "Electronic", "per": "envelope", "methods": ["electronic"],
          "price": { "model": "unit", "unitPrice": 12 } },
        { "code": "aadhaar", "label": "Aadhaar", "per": "signer", "methods": ["aadhaar_esign"],
          "price": { "model": "graduated", "tiers": [{ "upTo": 1, "unitPrice": 15 }, { "upTo": null, "unitPrice": 5 }] } }],
      "refunds": { "on": ["failed", "cancelled"], "refundable": ["envelope", "electronic", "aadhaar"] },
      "topUp": { "presets": [500], "customMinimum": 1, "bonuses": [] }, "signupGrant": 0 }] }"#;

/// An entry in its listing.
#[derive(Clone)]
struct Listed {
    entry: Entry,
    /// A page begins here, in the file at hand or in one that goes on.
    begins: Option<bool>,
    /// It cannot be read.
    bad: bool,
}

impl Deref for Listed {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

impl DerefMut for Listed {
    fn deref_mut(&mut self) -> &mut Entry {
        &mut self.entry
    }
}

/// A ledger of a few wallets: many charges right, some not, some rows combined or of one second.
fn ledger(random: &mut Random) -> Vec<Listed> {
    let (wallets, documents) = (1 + random.below(4), 2 + random.below(12));
    let named = !random.one_in(4);
    let faults = [0, 0, 40, 12][random.below(4)];
    let mut balances = vec![0_i64; wallets];
    let (mut entries, mut second) = (Vec::new(), 0);
    let mut paid: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..4 + random.below(60) {
        second += random.below(3);
        let wallet = random.below(wallets);
        let kind = match random.below(12) {
            10 => Kind::Consume,
            _ if balances[wallet] < 30 => Kind::Add,
            0 => Kind::Add,
            1 => Kind::Refund,
            _ => Kind::Consume,
        };
        let document = format!("doc_{wallet}_{}", random.below(documents));
        let times = paid.entry(document.clone()).or_default();
        let base = if second < 20 { 1 } else { 2 };
        let (amount, method) = match (kind, *times) {
            (Kind::Add, _) => ([500, 45][random.below(2)], None),
            (Kind::Refund, _) => (1, None),
            (_, 0) if random.one_in(4) => (base + [10, 25, 45][random.below(3)], None),
            (_, 0) => (base, None),
            (_, 1) if random.one_in(2) => (if second < 20 { 10 } else { 12 }, Some("electronic")),
            _ => (15, Some("aadhaar_esign")),
        };
        *times += usize::from(kind == Kind::Consume);
        balances[wallet] += if kind == Kind::Consume { -amount } else { amount };
        let entry = Entry {
            id: format!("t{number}"),
            balance: balances[wallet],
            document: (kind != Kind::Add).then_some(document),
            method,
            wallet: named.then(|| format!("w{wallet}")),
            // A minute and a half each, so that a ledger straddles two versions.
            ..Entry::new(kind, amount, MARCH + second * 90)
        };
        entries.push(Listed { entry, begins: None, bad: false });
    }
    if faults > 0 {
        damage(random, &mut entries, faults);
    }
    if random.one_in(3) {
        entries.reverse();
    }
    page(random, &mut entries);
    entries
}

/// Puts about one fault into so many rows.
fn damage(random: &mut Random, entries: &mut Vec<Listed>, faults: usize) {
    let mut at = 0;
    while at < entries.len() {
        if random.one_in(faults) {
            match random.below(10) {
                0 => entries[at].amount = (entries[at].amount + [1, -2][at % 2]).max(0),
                1 => entries[at].balance -= 7,
                2 => drop(entries.remove(at)),
                3 => entries.insert(at, entries[random.below(at + 1)].clone()),
                4 if at > 0 => entries.swap(at - 1, at),
                5 => entries[at].kind = [Kind::Add, Kind::Consume, Kind::Refund][random.below(3)],
                6 => entries[at].id = entries[random.below(at + 1)].id.clone(),
                7 => entries[at].at -= 5 * 90,
                8 => entries[at].method = Some("fax"),
                _ => {
                    let other = &entries[random.below(at + 1)];
                    let (document, method, bad) =
                        (other.document.clone(), other.method, random.one_in(3));
                    (entries[at].document, entries[at].method) = (document, method);
                    entries[at].bad = bad;
                }
            }
        }
        at += 1;
    }
}

/// Lets pages begin, some of them with rows of the one before.
fn page(random: &mut Random, entries: &mut Vec<Listed>) {
    if random.one_in(2) {
        return;
    }
    let mut at = 1;
    while at < entries.len() {
        if random.one_in(8) {
            let again = random.below(at.min(4));
            let rows: Vec<Listed> = entries[at - again..at].to_vec();
            entries.splice(at..at, rows);
            entries[at].begins = Some(random.one_in(2));
            at += again;
        }
        at += 1;
    }
}

/// Records that are not at hand.
#[derive(Default)]
struct Elsewhere(BTreeMap<u128, Vec<u8>>);

impl Archive for Elsewhere {
    fn put(&mut self, key: u128, record: &[u8]) -> Result<(), Error> {
        self.0.insert(key, record.to_vec());
        Ok(())
    }

    fn seal(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn find(&mut self, first: u128, last: u128) -> Result<Option<(u128, Vec<u8>)>, Error> {
        Ok(self.0.range(first..=last).next().map(|(key, record)| (*key, record.clone())))
    }

    fn each(
        &mut self,
        visit: &mut dyn FnMut(u128, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.0.iter().try_for_each(|(key, record)| visit(*key, record))
    }
}

/// Which way the listings of a ledger of this seed are said to run.
fn row_order(random: &mut Random) -> RowOrder {
    [RowOrder::Detected, RowOrder::Detected, RowOrder::OldestFirst][random.below(3)]
}

/// A verifier for a ledger of this seed, which may know what happened.
fn verifier(book: &PriceBook, seed: u64, shards: Option<u32>) -> Verifier<'_> {
    let mut random = Random(seed ^ 0xabcd);
    let mut verifier = Verifier::new(book).unwrap();
    if let Some(shards) = shards {
        let limits = Limits { ids_bytes: 0, envelopes: 3 };
        verifier = verifier.within(shards, limits, || Box::new(Elsewhere::default()));
    }
    let conventions = Conventions {
        row_order: row_order(&mut random),
        priced_at: [PricedAt::Send, PricedAt::Creation][random.below(2)],
        ..Conventions::default()
    };
    verifier = verifier.with_conventions(conventions);
    if random.one_in(5) {
        verifier = verifier.of_allocations();
    }
    if random.one_in(4) {
        let list = verifier.begin_activity("activity");
        for number in 0..random.below(8) {
            let end = [r#",{"type":"failed","at":"2026-03-01T00:40:00Z"}"#, ""][random.below(2)];
            let history = format!(
                r#"{{"envelope":{{"id":"doc_0_{number}","signers":[{{"id":"s","method":"electronic"}}]}},
                "events":[{{"type":"sent","at":"2026-03-01T00:00:{number:02}Z"}}{end}]}}"#
            );
            let history = History::from_value(&json::parse(&history).unwrap()).unwrap();
            verifier.expect(list, u64::try_from(number).unwrap() + 1, history).unwrap();
        }
    }
    verifier
}

fn text(verifier: Verifier<'_>) -> String {
    serde_json::to_string_pretty(&verifier.finish().unwrap()).unwrap()
}

/// The whole ledger, row by row.
fn whole(mut verifier: Verifier<'_>, entries: &[Listed]) -> String {
    let (mut listing, mut number) = (verifier.begin("file"), 0);
    for entry in entries {
        number += 1;
        match entry.begins {
            None => {}
            Some(false) => verifier.next_page(),
            Some(true) => (listing, number) = (verifier.go_on("next"), 1),
        }
        if entry.bad {
            verifier.push_bad(listing, number, Some(&entry.id), "it is bad");
        } else {
            verifier.push(listing, number, &entry.row());
        }
    }
    text(verifier)
}

/// Roots by wallets, in the order in which these come up.
type Roots = Vec<(Option<String>, TreeHead)>;

/// The roots of wallets whose trees grow one by one, without the rows that pages repeat.
fn roots(order: RowOrder, entries: &[Listed]) -> Roots {
    let mut trees: Vec<(Option<String>, WalletTree)> = Vec::new();
    let (mut known, mut repeats) = (BTreeMap::new(), false);
    for entry in entries {
        repeats |= entry.begins.is_some();
        if entry.bad {
            continue;
        }
        let says = (entry.amount, entry.balance, entry.at);
        repeats &= known.get(&entry.id) == Some(&says);
        known.entry(entry.id.clone()).or_insert(says);
        if repeats {
            continue;
        }
        let known = trees.iter().position(|(wallet, _)| *wallet == entry.wallet);
        let at = known.unwrap_or(trees.len());
        if known.is_none() {
            let tree = WalletTree::new(Wanted::Nothing).in_order(order);
            trees.push((entry.wallet.clone(), tree));
        }
        trees[at].1.push(&entry.row());
    }
    trees.into_iter().map(|(wallet, tree)| (wallet, tree.finish().head)).collect()
}

fn heads(trees: WalletTrees) -> Roots {
    trees.finish().into_iter().map(|root| (root.wallet, root.head)).collect()
}

/// The same in parts that are cut at random, of which neighbours are put together in a random order.
fn cut(
    mut verifier: Verifier<'_>,
    mut trees: WalletTrees,
    entries: &[Listed],
    random: &mut Random,
) -> (String, Roots) {
    let (mut listing, mut next) = (verifier.begin("file"), 1);
    let mut rest = entries;
    let mut is_first = true;
    while let Some(head) = rest.first() {
        let length = 1 + rest[1..].iter().take_while(|entry| entry.begins.is_none()).count();
        let (page, after) = rest.split_at(length);
        match head.begins.filter(|_| !is_first) {
            None => {}
            Some(false) => verifier.next_page(),
            Some(true) => (listing, next) = (verifier.go_on("next"), 1),
        }
        (rest, is_first) = (after, false);
        let mut parts = parts(page, random);
        while parts.len() > 1 && !random.one_in(4) {
            let at = random.below(parts.len() - 1);
            let right = parts.remove(at + 1);
            parts[at].append(&right);
        }
        while !parts.is_empty() {
            let mut some: Vec<Part> = parts.drain(..1 + random.below(parts.len())).collect();
            next = verifier.absorb(listing, next, &mut some, &Alone).unwrap();
            trees.absorb(&some, &Alone).unwrap();
        }
    }
    (text(verifier), heads(trees))
}

/// A page's rows in parts, each made by itself.
fn parts(page: &[Listed], random: &mut Random) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    for entry in page {
        if random.one_in(3) {
            parts.push(Part::default());
        }
        let part = parts.last_mut().unwrap();
        if entry.bad {
            part.push_bad(Some(&entry.id), "it is bad");
        } else {
            part.push(&entry.row());
        }
    }
    parts
}

#[test]
fn any_cut_gives_the_report_of_the_whole() {
    let book = PriceBook::from_json(BOOK).unwrap();
    let (mut clean, mut found) = (0, BTreeMap::new());
    for seed in 0..LEDGERS {
        let mut random = Random(seed);
        let mut entries = ledger(&mut random);
        if let Some(first) = entries.first_mut() {
            first.begins = None;
        }
        let report = whole(verifier(&book, seed, None), &entries);
        let order = row_order(&mut Random(seed ^ 0xabcd));
        let roots = roots(order, &entries);
        clean += u64::from(report.contains("\"findings\": []"));
        for code in sealquote::ledger::FindingCode::ALL {
            let count = report.matches(&format!("\"code\": \"{}\"", code.as_str())).count();
            *found.entry(code.as_str()).or_insert(0) += count;
        }
        for cut_seed in 0..CUTS_EACH {
            let shards = [None, Some(1), Some(2), Some(7)][random.below(4)];
            let trees = WalletTrees::new(shards.unwrap_or(1), order);
            let (other, cut) = cut(verifier(&book, seed, shards), trees, &entries, &mut random);
            assert_eq!(report, other, "seed {seed}, cut {cut_seed}, shards {shards:?}");
            assert_eq!(roots, cut, "seed {seed}, cut {cut_seed}, shards {shards:?}");
        }
    }
    // The ledgers are of every kind, or the test would say little.
    assert!(clean > 40 && clean < LEDGERS - 40, "{clean} clean");
    assert!(found.values().all(|count| *count > 4), "rarely found: {found:?}");
}

/// Findings by their kinds and places.
fn places(report: &Report) -> Vec<String> {
    let place =
        |finding: &Finding| format!("{} {} {}", finding.code.as_str(), finding.file, finding.row);
    report.findings.iter().map(place).collect()
}

/// Checks months one after the other; in one run when not apart. `None` where a listing counts as filtered.
fn months(book: &PriceBook, months: &[&[Listed]], apart: bool) -> Option<(Vec<String>, i64)> {
    let new = || {
        let limits = Limits { ids_bytes: 0, envelopes: 3 };
        Verifier::new(book).unwrap().within(2, limits, || Box::new(Elsewhere::default()))
    };
    let (mut verifier, mut found) = (new(), Vec::new());
    let mut closing = 0;
    for (number, month) in months.iter().enumerate() {
        let listing = verifier.begin(&format!("month {number}"));
        for (row, entry) in (1..).zip(*month) {
            verifier.push(listing, row, &entry.row());
        }
        if apart || number + 1 == months.len() {
            let mut records: Vec<Vec<u8>> = Vec::new();
            let mut write = |record: &[u8]| {
                records.push(record.to_vec());
                Ok(())
            };
            verifier.close(&mut write).unwrap();
            let report = verifier.finish().unwrap();
            let is_filtered = |finding: &Finding| finding.cause == Some(Cause::FilteredListing);
            if report.findings.iter().any(is_filtered) {
                return None;
            }
            found.extend(places(&report));
            closing = report.summary.closing.get();
            verifier = new();
            records.iter().for_each(|record| verifier.resume(record).unwrap());
        }
    }
    found.sort_unstable();
    Some((found, closing))
}

/// The roots after each of some months that are checked one after the other, by what each left for the next.
fn roots_of_months(book: &PriceBook, order: RowOrder, months: &[Vec<Listed>]) -> Vec<Roots> {
    let (mut records, mut all): (Vec<Vec<u8>>, Vec<Roots>) = (Vec::new(), Vec::new());
    for (number, month) in months.iter().enumerate() {
        let mut verifier = Verifier::new(book).unwrap();
        verifier =
            verifier.with_conventions(Conventions { row_order: order, ..Conventions::default() });
        // What is left for the next month does not ask on how many shards that one is checked.
        let mut trees = WalletTrees::new(1 + u32::try_from(number).unwrap(), order);
        for record in core::mem::take(&mut records) {
            if WalletTrees::is_record(&record) {
                trees.resume(&record).unwrap();
            } else {
                verifier.resume(&record).unwrap();
            }
        }
        let mut part = Part::default();
        month.iter().for_each(|entry| part.push(&entry.row()));
        let (listing, mut parts) = (verifier.begin("month"), [part]);
        verifier.absorb(listing, 1, &mut parts, &Alone).unwrap();
        trees.absorb(&parts, &Alone).unwrap();
        let mut write = |record: &[u8]| {
            records.push(record.to_vec());
            Ok(())
        };
        verifier.close(&mut write).unwrap();
        trees.close(Chains::Listing, &mut write).unwrap();
        all.push(heads(trees));
    }
    all
}

#[test]
fn months_apart_give_the_roots_of_the_whole_and_each_is_the_beginning_of_the_next() {
    let book = PriceBook::from_json(BOOK).unwrap();
    let (mut borders, mut turned) = (0, 0);
    for seed in 0..2_000 {
        let mut random = Random(seed);
        let mut entries = ledger(&mut random);
        entries.retain(|entry| !entry.bad);
        for entry in &mut entries {
            entry.wallet = entry.wallet.take().or(Some(String::from("w")));
            entry.begins = None;
        }
        let one = 1 + random.below(entries.len() - 1);
        let other = one + random.below(entries.len() - one);
        let cut = |entries: &[Listed]| {
            [&entries[..one], &entries[one..other], &entries[other..]].map(<[Listed]>::to_vec)
        };
        // Whatever is wrong with the rows, as long as it is said that they run oldest first.
        let apart = roots_of_months(&book, RowOrder::OldestFirst, &cut(&entries));
        (entries[one].begins, entries[other].begins) = (Some(true), Some(true));
        assert_eq!(apart[2], roots(RowOrder::OldestFirst, &entries), "seed {seed}");

        // A sound history, of which the months may be listed newest first.
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        if ids.len() < entries.len() {
            continue;
        }
        entries.sort_by_key(|entry| entry.at);
        let mut balances: BTreeMap<Option<String>, i64> = BTreeMap::new();
        for entry in &mut entries {
            let balance = balances.entry(entry.wallet.clone()).or_insert(0);
            *balance += entry.change();
            entry.balance = *balance;
        }
        let (mut months, whole) = (cut(&entries), roots(RowOrder::OldestFirst, &entries));
        for month in months.iter_mut() {
            if random.one_in(2) {
                continue;
            }
            let falls = |pair: &[Listed]| pair[0].at > pair[1].at;
            month.reverse();
            turned += u32::from(month.windows(2).any(falls));
        }
        let apart = roots_of_months(&book, RowOrder::Detected, &months);
        let mut last = apart[2].clone();
        last.sort_by(|one, other| one.0.cmp(&other.0));
        let mut wanted = whole.clone();
        wanted.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(last, wanted, "seed {seed}");
        for (wallet, head) in apart.iter().take(2).flatten() {
            let mut tree = WalletTree::new(Wanted::Tree(head.size));
            let own = entries.iter().filter(|entry| entry.wallet == *wallet);
            own.for_each(|entry| tree.push(&entry.row()));
            assert_eq!(tree.finish().earlier, Some(*head), "seed {seed}, {wallet:?}");
        }
        let is_border = |at: usize| entries.get(at).map(|one| one.at) == Some(entries[at - 1].at);
        borders += u32::from(is_border(one)) + u32::from(is_border(other));
    }
    // Months end within an instant and run either way, or the test would say little.
    assert!(borders > 200 && turned > 500, "{borders} borders, {turned} turned");
}

/// What the rows after the last one may still explain, so that a month which ends there says it for its part; and what a
/// balance that does not follow may: that the row was not the one that is listed.
const TOLD_AT_THE_END: [&str; 6] = [
    "CHAIN_BREAK",
    "MISSING_BASE",
    "OVERCHARGED",
    "REFUND_EXCEEDS_CHARGE",
    "REFUND_WITHOUT_CHARGE",
    "VERSION_MISMATCH",
];

#[test]
fn months_apart_give_the_findings_of_one_run() {
    let book = PriceBook::from_json(BOOK).unwrap();
    let (mut same, mut all) = (0, 0);
    for seed in 0..2_000 {
        let mut random = Random(seed);
        let mut entries = ledger(&mut random);
        entries.retain(|entry| !entry.bad);
        entries
            .iter_mut()
            .for_each(|entry| entry.wallet = entry.wallet.take().or(Some("w".into())));
        let one = 1 + random.below(entries.len() - 1);
        let other = one + random.below(entries.len() - one);
        let cut = [&entries[..one], &entries[one..other], &entries[other..]];
        let newest_first = entries.first().unwrap().at > entries.last().unwrap().at;
        if newest_first {
            continue;
        }
        // That a listing holds rows of one type only is said of what is there to see.
        let runs = [false, true].map(|apart| months(&book, &cut, apart));
        let [Some((whole, closing)), Some((apart, last_closing))] = runs else {
            continue;
        };
        all += 1;
        same += u32::from(whole == apart);
        let lacking: Vec<_> = whole.iter().filter(|place| !apart.contains(place)).collect();
        let is_late = |place: &&String| TOLD_AT_THE_END.iter().any(|code| place.starts_with(code));
        let beside: Vec<_> =
            apart.iter().filter(|place| !whole.contains(place) && !is_late(place)).collect();
        assert!(lacking.is_empty() && beside.is_empty(), "seed {seed}: {lacking:?} {beside:?}");
        if whole.is_empty() && apart.is_empty() {
            assert_eq!(closing, last_closing, "seed {seed}");
        }
    }
    assert!(same * 4 > all * 3, "{same} of {all} are the same");
}

#[test]
fn a_checkpoint_is_not_read_with_another_book_or_half() {
    let book = PriceBook::from_json(BOOK).unwrap();
    let entries = ledger(&mut Random(7));
    let mut verifier = Verifier::new(&book).unwrap();
    let listing = verifier.begin("march");
    for (number, entry) in (1..).zip(&entries) {
        verifier.push(listing, number, &entry.row());
    }
    let mut records: Vec<Vec<u8>> = Vec::new();
    let mut write = |record: &[u8]| {
        records.push(record.to_vec());
        Ok(())
    };
    verifier.close(&mut write).unwrap();
    let other = PriceBook::builtin("signsecure").unwrap();
    let error = Verifier::new(&other).unwrap().resume(&records[0]).unwrap_err();
    assert_eq!(error.code, sealquote::Code::Contradiction);
    let mut part = Part::default();
    entries.iter().for_each(|entry| part.push(&entry.row()));
    let (mut verifier, mut trees) = (Verifier::new(&book).unwrap(), WalletTrees::default());
    let (listing, mut parts) = (verifier.begin("march"), [part]);
    verifier.absorb(listing, 1, &mut parts, &Alone).unwrap();
    trees.absorb(&parts, &Alone).unwrap();
    let mut grown: Vec<Vec<u8>> = Vec::new();
    let mut keep = |record: &[u8]| {
        grown.push(record.to_vec());
        Ok(())
    };
    trees.close(Chains::Ledger, &mut keep).unwrap();
    assert!(grown.len() > 1);
    for record in &grown {
        let _ = WalletTrees::default().resume(&record[..record.len() / 2]);
        let error = WalletTrees::default().resume(&[record, &[0][..]].concat());
        assert_eq!(error.unwrap_err().code, sealquote::Code::InvalidValue);
        assert!(Verifier::new(&book).unwrap().resume(record).is_err());
    }
    for record in &records {
        assert!(!WalletTrees::is_record(record));
        let half = record.len() / 2;
        let _ = Verifier::new(&book).unwrap().resume(&record[..half]);
        let error = Verifier::new(&book).unwrap().resume(&[record, &[0][..]].concat());
        assert_eq!(error.unwrap_err().code, sealquote::Code::InvalidValue);
    }
}
