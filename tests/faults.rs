//! Every fault that a ledger can have, put at random into ledgers that have none: each is found and named, and
//! ledgers without one give no finding.

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
use sealquote::json;
use sealquote::ledger::{Cause, Finding, FindingCode, Kind, Verifier};
use sealquote::settle::History;

const PLACEMENTS: u64 = 300;
const METHODS: [&str; 3] = ["electronic", "dsc_usb_token", "aadhaar_esign"];

/// An entry so many seconds after March 2026 began.
fn entry(kind: Kind, amount: i64, second: i64) -> Entry {
    Entry::new(kind, amount, MARCH + second)
}

/// Some envelopes of one wallet, each charged what it costs, and a few refunded; oldest first.
fn envelopes(random: &mut Random) -> Vec<Entry> {
    let mut entries = vec![entry(Kind::Add, 2_000, 0)];
    for number in 0..4 + random.below(8) {
        let mut second = 60 + random.below(20 * 86_400);
        let mut charges: Vec<(i64, Option<&'static str>)> = vec![(1, None)];
        let mut used = Vec::new();
        for _ in 0..random.below(5) {
            let method = METHODS[random.below(3)];
            let amount = match (method, used.contains(&method)) {
                ("aadhaar_esign", _) => 15,
                (_, true) => 0,
                _ => 10,
            };
            used.push(method);
            // Later signers of a flat method leave a row of nothing, or none.
            if amount > 0 || random.one_in(2) {
                charges.push((amount, Some(method)));
            }
        }
        if random.one_in(4) {
            charges = vec![(charges.iter().map(|(amount, _)| amount).sum(), None)];
        }
        let taken: i64 = charges.iter().map(|(amount, _)| amount).sum();
        let refund = random.one_in(5);
        let all = charges.into_iter().map(|(amount, method)| (Kind::Consume, amount, method));
        for (kind, amount, method) in all.chain(refund.then_some((Kind::Refund, taken, None))) {
            let document = Some(format!("doc_{number}"));
            entries.push(Entry { document, method, ..entry(kind, amount, second) });
            // Some rows of an envelope are of one second.
            second += random.below(6) * random.below(20_000);
        }
    }
    if random.one_in(2) {
        entries.push(entry(Kind::Add, 500, 12 * 86_400));
    }
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// Gives entries their ids and balances.
fn book(entries: &mut [Entry], opening: i64) {
    let mut balances = [opening; 2];
    for (number, entry) in entries.iter_mut().enumerate() {
        entry.id = format!("txn_{number}");
        let balance = &mut balances[usize::from(entry.wallet.as_deref() == Some("w2"))];
        *balance += entry.change();
        entry.balance = *balance;
    }
}

fn clean(random: &mut Random) -> Vec<Entry> {
    let mut entries = envelopes(random);
    book(&mut entries, 0);
    entries
}

/// What is found; `pages` are the numbers of rows at which another page begins.
fn check_with(verifier: Verifier<'_>, entries: &[Entry], pages: &[usize]) -> Vec<Finding> {
    let mut verifier = verifier;
    let listing = verifier.begin("ledger");
    for (number, entry) in entries.iter().enumerate() {
        if pages.contains(&number) {
            verifier.next_page();
        }
        verifier.push(listing, u64::try_from(number + 1).unwrap(), &entry.row());
    }
    verifier.finish().unwrap().findings
}

fn check(entries: &[Entry]) -> Vec<Finding> {
    let book = PriceBook::builtin("signsecure").unwrap();
    check_with(Verifier::new(&book).unwrap(), entries, &[])
}

/// A place of the entries, from `from` on, that fits; with what is alone in its second.
fn place(
    random: &mut Random,
    entries: &[Entry],
    fits: impl Fn(usize, &Entry) -> bool,
) -> Option<usize> {
    let alone = |at: usize| {
        let same = |other: Option<&Entry>| other.is_some_and(|o| o.at == entries[at].at);
        !same(at.checked_sub(1).and_then(|at| entries.get(at))) && !same(entries.get(at + 1))
    };
    let places: Vec<usize> =
        (0..entries.len()).filter(|at| alone(*at) && fits(*at, &entries[*at])).collect();
    (!places.is_empty()).then(|| places[random.below(places.len())])
}

type Named = (FindingCode, usize, Option<Cause>);

/// Puts a fault into many ledgers; each time what it is called must be among what is found.
fn each(name: &str, fault: impl Fn(&mut Random) -> Option<(Vec<Finding>, Named, Vec<Entry>)>) {
    let mut placed = 0;
    for seed in 0..PLACEMENTS * 2 {
        let mut random = Random(seed);
        let Some((findings, (code, at, cause), entries)) = fault(&mut random) else { continue };
        placed += 1;
        let row = u64::try_from(at + 1).unwrap();
        let named = findings.iter().any(|finding| {
            (finding.code, finding.row) == (code, row)
                && (cause.is_none() || finding.cause == cause)
        });
        assert!(
            named,
            "{name}, seed {seed}: no {code:?} {cause:?} at {row}: {findings:#?} in {entries:#?}"
        );
        if placed == PLACEMENTS {
            return;
        }
    }
    assert!(placed >= PLACEMENTS / 2, "{name}: only {placed} placements");
}

#[test]
fn clean_ledgers_give_no_finding() {
    for seed in 0..2_000 {
        let mut random = Random(seed);
        let mut entries = clean(&mut random);
        let pages: Vec<usize> = (1..entries.len()).filter(|_| random.one_in(5)).collect();
        let book = PriceBook::builtin("signsecure").unwrap();
        let findings = check_with(Verifier::new(&book).unwrap(), &entries, &pages);
        assert!(findings.is_empty(), "seed {seed}: {findings:#?} in {entries:#?}");
        entries.reverse();
        let findings = check(&entries);
        assert!(findings.is_empty(), "seed {seed}, newest first: {findings:#?} in {entries:#?}");
    }
}

#[test]
fn months_after_each_other_may_each_run_either_way() {
    let book = PriceBook::builtin("signsecure").unwrap();
    for seed in 0..2_000 {
        let random = &mut Random(seed);
        let mut entries = clean(random);
        entries.iter_mut().for_each(|entry| entry.wallet = Some(String::from("w1")));
        let one = 1 + random.below(entries.len() - 1);
        let other = one + random.below(entries.len() - one);
        let months = [&entries[..one], &entries[one..other], &entries[other..]];
        let push = |verifier: &mut Verifier<'_>, month: &[Entry], falls: bool| {
            let listing = verifier.begin("month");
            let rows: Vec<&Entry> =
                if falls { month.iter().rev().collect() } else { month.iter().collect() };
            for (number, entry) in (1..).zip(rows) {
                verifier.push(listing, number, &entry.row());
            }
        };
        let mut verifier = Verifier::new(&book).unwrap();
        months.iter().for_each(|month| push(&mut verifier, month, !random.one_in(3)));
        let report = verifier.finish().unwrap();
        assert!(report.findings.is_empty(), "seed {seed}: {:#?} in {entries:#?}", report.findings);
        let last = entries.last().unwrap().balance;
        let ends = (report.summary.opening.get(), report.summary.closing.get());
        assert_eq!(ends, (0, last), "seed {seed}");

        // What an earlier check has seen stands before no ledger, and is no cause of what is wrong in the next one.
        let mut records: Vec<Vec<u8>> = Vec::new();
        let mut verifier = Verifier::new(&book).unwrap();
        push(&mut verifier, &entries, true);
        verifier
            .close(&mut |record| {
                records.push(record.to_vec());
                Ok(())
            })
            .unwrap();
        let mut verifier = Verifier::new(&book).unwrap();
        records.iter().for_each(|record| verifier.resume(record).unwrap());
        let mut refund = entry(Kind::Refund, 11, 40 * 86_400);
        (refund.wallet, refund.document) = (Some(String::from("w1")), Some(String::from("no")));
        (refund.id, refund.balance) = (String::from("refund"), last + 11);
        push(&mut verifier, &[refund], true);
        let findings = verifier.finish().unwrap().findings;
        assert_eq!(findings.len(), 1, "seed {seed}: {findings:#?} in {entries:#?}");
        let found = (findings[0].code, findings[0].cause);
        assert_eq!(found, (FindingCode::RefundWithoutCharge, None), "seed {seed}");
    }
}

#[test]
fn rows_that_were_edited() {
    each("wrong amount", |random| {
        let mut entries = clean(random);
        let at = place(random, &entries, |at, entry| at > 0 && entry.kind == Kind::Consume)?;
        entries[at].amount += 2;
        let cause = Some(Cause::EditedAmount);
        Some((check(&entries), (FindingCode::ChainBreak, at, cause), entries))
    });
    each("wrong balance", |random| {
        let mut entries = clean(random);
        let last = entries.len() - 1;
        let at = place(random, &entries, |at, _| at > 0 && at < last)?;
        entries[at].balance += 1 + random.below(60);
        let cause = Some(Cause::EditedBalance);
        Some((check(&entries), (FindingCode::ChainBreak, at, cause), entries))
    });
    each("type turned", |random| {
        let mut entries = clean(random);
        let fits =
            |at: usize, entry: &Entry| at > 0 && entry.kind == Kind::Consume && entry.amount > 0;
        let at = place(random, &entries, fits)?;
        entries[at].kind = Kind::Add;
        let cause = Some(Cause::EditedType);
        Some((check(&entries), (FindingCode::ChainBreak, at, cause), entries))
    });
    each("clock skew", |random| {
        let mut entries = clean(random);
        let at = place(random, &entries, |at, _| at > 1)?;
        entries[at].at = entries[at - 1].at - 1 - random.below(50);
        Some((check(&entries), (FindingCode::OutOfOrder, at, None), entries))
    });
}

#[test]
fn rows_that_are_missing_or_too_many() {
    each("missing row", |random| {
        let mut entries = clean(random);
        let last = entries.len() - 1;
        let next_is_alone =
            |at: usize| entries.get(at + 2).is_none_or(|other| other.at != entries[at + 1].at);
        let fits = |at: usize, entry: &Entry| {
            at > 0 && at < last && entry.amount > 0 && next_is_alone(at)
                // A gap of twice the next amount may as well be a turned type.
                && entry.change() != -2 * entries[at + 1].change()
        };
        let at = place(random, &entries, fits)?;
        entries.remove(at);
        let cause = Some(Cause::MissingRow);
        Some((check(&entries), (FindingCode::ChainBreak, at, cause), entries))
    });
    each("duplicate row", |random| {
        let mut entries = clean(random);
        let at = random.below(entries.len());
        let to = at + 1 + random.below(entries.len() - at);
        entries.insert(to, entries[at].clone());
        let cause = Some(Cause::DuplicateRow);
        Some((check(&entries), (FindingCode::DuplicateId, to, cause), entries))
    });
    each("id collision", |random| {
        let mut entries = clean(random);
        let at = 1 + random.below(entries.len() - 1);
        entries[at].id = entries[random.below(at)].id.clone();
        Some((check(&entries), (FindingCode::DuplicateId, at, None), entries))
    });
    each("neighbours swapped", |random| {
        let mut entries = clean(random);
        let last = entries.len() - 1;
        let fits = |at: usize, entry: &Entry| {
            at > 0
                && at < last
                && entry.amount > 0
                && entries[at + 1].amount > 0
                && entries.get(at + 2).is_none_or(|other| other.at != entries[at + 1].at)
        };
        let at = place(random, &entries, fits)?;
        entries.swap(at, at + 1);
        let cause = Some(Cause::SwappedRows);
        Some((check(&entries), (FindingCode::ChainBreak, at, cause), entries))
    });
}

#[test]
fn pages_that_overlap_or_skip() {
    let book = PriceBook::builtin("signsecure").unwrap();
    each("page overlap", |random| {
        let mut entries = clean(random);
        let at = 1 + random.below(entries.len() - 1);
        let rows = 1 + random.below(at.min(5));
        let again: Vec<Entry> = entries[at - rows..at].to_vec();
        entries.splice(at..at, again);
        let findings = check_with(Verifier::new(&book).unwrap(), &entries, &[at]);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        Some((findings, (FindingCode::PageOverlap, at, None), entries))
    });
    each("page skip", |random| {
        let mut entries = clean(random);
        let at = place(random, &entries, |at, _| at > 2)?;
        let rows = 1 + random.below(at - 2);
        let gap: i64 = entries[at - rows..at].iter().map(Entry::change).sum();
        if gap == 0 || gap == -2 * entries[at].change() {
            return None;
        }
        entries.drain(at - rows..at);
        let at = at - rows;
        let findings = check_with(Verifier::new(&book).unwrap(), &entries, &[at]);
        let cause = Some(Cause::SkippedPage);
        Some((findings, (FindingCode::ChainBreak, at, cause), entries))
    });
}

/// Puts another row in after a place, at its time and a second, and books all anew.
fn insert(entries: &mut Vec<Entry>, at: usize, new: Entry) {
    let booked = entries[at].at + 1;
    let document = new.document.or_else(|| entries[at].document.clone());
    entries.insert(at + 1, Entry { at: booked, document, ..new });
    book(entries, 0);
}

/// Checks a ledger as it is or newest first, of which nothing but its fault is told.
fn either_way(
    random: &mut Random,
    mut entries: Vec<Entry>,
    (code, at, cause): Named,
) -> Option<(Vec<Finding>, Named, Vec<Entry>)> {
    let newest_first = random.one_in(2);
    if newest_first {
        entries.reverse();
    }
    let at = if newest_first { entries.len() - 1 - at } else { at };
    let findings = check(&entries);
    assert_eq!(findings.len(), 1, "newest first {newest_first}: {findings:#?} in {entries:#?}");
    Some((findings, (code, at, cause), entries))
}

#[test]
fn refunds_that_are_wrong() {
    each("refund without charge", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, _| true)?;
        let document = Some(String::from("doc_nobody_knows"));
        insert(&mut entries, at, Entry { document, ..entry(Kind::Refund, 11, 0) });
        either_way(random, entries, (FindingCode::RefundWithoutCharge, at + 1, None))
    });
    each("refund above the charge", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, entry| entry.kind == Kind::Refund)?;
        entries[at].amount += 1 + random.below(40);
        book(&mut entries, 0);
        either_way(random, entries, (FindingCode::RefundExceedsCharge, at, None))
    });
    each("refunded twice", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, entry| entry.kind == Kind::Refund)?;
        let amount = entries[at].amount;
        insert(&mut entries, at, entry(Kind::Refund, amount, 0));
        let cause = Some(Cause::RefundedTwice);
        either_way(random, entries, (FindingCode::RefundExceedsCharge, at + 1, cause))
    });
    each("charge after a refund of all", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, entry| entry.kind == Kind::Refund)?;
        let method = Some("aadhaar_esign");
        insert(&mut entries, at, Entry { method, ..entry(Kind::Consume, 15, 0) });
        either_way(random, entries, (FindingCode::ChargeAfterCancel, at + 1, None))
    });
}

#[test]
fn charges_that_are_wrong() {
    let is_base = |entry: &Entry| entry.kind == Kind::Consume && entry.method.is_none();
    each("base charged twice", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, entry| is_base(entry))?;
        insert(&mut entries, at, entry(Kind::Consume, 1, 0));
        either_way(random, entries, (FindingCode::DoubleBase, at + 1, None))
    });
    each("flat price charged twice", |random| {
        let mut entries = envelopes(random);
        let fits = |_: usize, entry: &Entry| entry.amount == 10 && entry.method.is_some();
        let at = place(random, &entries, fits)?;
        let method = entries[at].method;
        insert(&mut entries, at, Entry { method, ..entry(Kind::Consume, 10, 0) });
        either_way(random, entries, (FindingCode::DoubleFlat, at + 1, None))
    });
    each("base never charged", |random| {
        let mut entries = envelopes(random);
        let second = 25 * 86_400;
        let document = Some(String::from("doc_without_base"));
        let method = Some("aadhaar_esign");
        entries.push(Entry { document, method, ..entry(Kind::Consume, 15, second) });
        book(&mut entries, 0);
        let at = entries.len() - 1;
        either_way(random, entries, (FindingCode::MissingBase, at, None))
    });
    for (name, change, code) in [
        ("charged above the price", 2, FindingCode::Overcharged),
        ("charged below the price", -2, FindingCode::Undercharged),
    ] {
        each(name, |random| {
            let mut entries = envelopes(random);
            let fits = |_: usize, entry: &Entry| entry.amount >= 10 && entry.method.is_some();
            let at = place(random, &entries, fits)?;
            // What came back would be more than was charged then.
            let document = entries[at].document.clone();
            entries.retain(|entry| entry.kind != Kind::Refund || entry.document != document);
            entries[at].amount += change;
            book(&mut entries, 0);
            either_way(random, entries, (code, at, None))
        });
    }
    each("unknown method", |random| {
        let mut entries = envelopes(random);
        let at = place(random, &entries, |_, entry| entry.method.is_some())?;
        entries[at].method = Some("smoke_signal");
        book(&mut entries, 0);
        either_way(random, entries, (FindingCode::UnknownMethod, at, None))
    });
}

#[test]
fn prices_of_another_version() {
    let rate = |code: &str, per: &str, methods: &str, price: i64| {
        format!(
            r#"{{"code":"{code}","per":"{per}"{methods},"price":{{"model":"unit","unitPrice":{price}}}}}"#
        )
    };
    let rates = |aadhaar: i64| {
        let of = |method: &str| format!(r#","methods":["{method}"]"#);
        let rates = [
            rate("envelope", "envelope", "", 1),
            rate("electronic", "envelope", &of("electronic"), 10),
            rate("dsc", "envelope", &of("dsc_usb_token"), 10),
            rate("aadhaar", "signer", &of("aadhaar_esign"), aadhaar),
        ];
        format!("[{}]", rates.join(","))
    };
    let text = format!(
        r#"{{"priceBook":"dated","unit":"credit","versions":[{{"version":"old","rates":{}}},
        {{"version":"new","effectiveFrom":"2026-02-01T00:00:00Z","rates":{}}}]}}"#,
        rates(18),
        rates(15),
    );
    let book_of_two = PriceBook::from_json(&text).unwrap();
    each("an old price", |random| {
        let mut entries = envelopes(random);
        let fits = |_: usize, entry: &Entry| entry.method == Some("aadhaar_esign");
        let at = place(random, &entries, fits)?;
        entries[at].amount = 18;
        book(&mut entries, 0);
        let newest_first = random.one_in(2);
        let mut listed = entries.clone();
        if newest_first {
            listed.reverse();
        }
        let at = if newest_first { entries.len() - 1 - at } else { at };
        let findings = check_with(Verifier::new(&book_of_two).unwrap(), &listed, &[]);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        Some((findings, (FindingCode::VersionMismatch, at, None), listed))
    });
    each("an old price of an envelope created when it was in force", |random| {
        let mut entries = envelopes(random);
        let fits = |_: usize, entry: &Entry| entry.method == Some("aadhaar_esign");
        let at = place(random, &entries, fits)?;
        entries[at].amount = 18;
        let document = entries[at].document.clone();
        for entry in &mut entries {
            let creates = entry.kind == Kind::Consume && entry.method.is_none();
            if entry.kind == Kind::Add || (creates && entry.document == document) {
                entry.at -= 90 * 86_400;
            }
        }
        entries.sort_by_key(|entry| entry.at);
        book(&mut entries, 0);
        for newest_first in [false, true] {
            if newest_first {
                entries.reverse();
            }
            let verifier = Verifier::new(&book_of_two).unwrap();
            let findings = check_with(verifier, &entries, &[]);
            assert!(
                findings.is_empty(),
                "newest first {newest_first}: {findings:#?} in {entries:#?}"
            );
        }
        // A fault all the same, so that there is something to be named.
        entries.reverse();
        let last = entries.last().unwrap().at + 1;
        let bare = Entry::new(Kind::Refund, 1, last);
        entries.push(bare);
        book(&mut entries, 0);
        let at = entries.len() - 1;
        let findings = check_with(Verifier::new(&book_of_two).unwrap(), &entries, &[]);
        Some((findings, (FindingCode::RefundWithoutCharge, at, None), entries))
    });
}

#[test]
fn wallets_that_are_wrong() {
    each("wrong wallet", |random| {
        let mut entries = envelopes(random);
        for entry in &mut entries {
            entry.wallet = Some(String::from("w1"));
        }
        let top_up = Entry { wallet: Some(String::from("w2")), ..entry(Kind::Add, 500, 0) };
        entries.insert(1, top_up);
        let fits = |_: usize, entry: &Entry| entry.kind == Kind::Consume && entry.method.is_some();
        let at = place(random, &entries, fits)?;
        entries[at].wallet = Some(String::from("w2"));
        book(&mut entries, 0);
        Some((check(&entries), (FindingCode::WrongWallet, at, None), entries))
    });
    each("balance below zero", |random| {
        let mut entries = envelopes(random);
        entries.retain(|entry| entry.kind != Kind::Add);
        book(&mut entries, 0);
        let at = entries.iter().position(|entry| entry.balance < 0)?;
        let alone = entries.get(at + 1).is_none_or(|next| next.at != entries[at].at);
        alone.then(|| (check(&entries), (FindingCode::NegativeBalance, at, None), entries))
    });
    let book_of_one = PriceBook::builtin("signsecure").unwrap();
    each("allocation raised", |random| {
        let mut entries = envelopes(random);
        entries.retain(|entry| entry.kind == Kind::Consume);
        let at = place(random, &entries, |at, _| at > 0)?;
        let raised = 50 + random.below(500_i64);
        book(&mut entries, 1_000);
        for entry in &mut entries[at..] {
            entry.balance += raised;
        }
        let verifier = Verifier::new(&book_of_one).unwrap().of_allocations();
        let findings = check_with(verifier, &entries, &[]);
        Some((findings, (FindingCode::Unexplained, at, None), entries))
    });
}

/// What happened, as the clean ledger charges it: everything of an envelope is sent, signed, and cancelled when refunded.
fn activity(entries: &[Entry]) -> Vec<String> {
    let mut documents: Vec<&str> = Vec::new();
    for entry in entries {
        let document = entry.document.as_deref();
        documents.extend(document.filter(|document| !documents.contains(document)));
    }
    let lines = documents.into_iter().map(|document| {
        let (mut signers, mut events) = (Vec::new(), Vec::new());
        let of_document =
            || entries.iter().filter(|entry| entry.document.as_deref() == Some(document));
        for entry in of_document() {
            let at = entry.row().created_at.to_string();
            match (entry.kind, entry.method) {
                (Kind::Refund, _) => events.push(format!(r#"{{"type":"cancelled","at":"{at}"}}"#)),
                (_, None) => events.push(format!(r#"{{"type":"sent","at":"{at}"}}"#)),
                (_, Some(method)) => {
                    let name = signers.len() + 1;
                    signers.push(format!(r#"{{"id":"{name}","method":"{method}"}}"#));
                    events.push(format!(r#"{{"type":"signed","at":"{at}","signer":"{name}"}}"#));
                }
            }
        }
        // One more who never signs, so that a cancellation is not one of something complete.
        signers.push(String::from(r#"{"id":"late","method":"any"}"#));
        let (signers, events) = (signers.join(","), events.join(","));
        format!(r#"{{"envelope":{{"id":"{document}","signers":[{signers}]}},"events":[{events}]}}"#)
    });
    lines.collect()
}

fn check_activity(activity: &[String], entries: &[Entry]) -> Vec<Finding> {
    let book = PriceBook::builtin("signsecure").unwrap();
    let mut verifier = Verifier::new(&book).unwrap();
    let list = verifier.begin_activity("activity");
    for (number, line) in (1..).zip(activity) {
        let history = History::from_value(&json::parse(line).unwrap()).unwrap();
        verifier.expect(list, number, history).unwrap();
    }
    check_with(verifier, entries, &[])
}

/// A clean ledger without combined rows, whose signatures the activity could not know.
fn signed(random: &mut Random) -> Option<Vec<Entry>> {
    let entries = clean(random);
    let combined =
        |entry: &Entry| entry.kind == Kind::Consume && entry.method.is_none() && entry.amount > 1;
    (!entries.iter().any(combined)).then_some(entries)
}

#[test]
fn charges_that_nothing_accounts_for() {
    let mut ran = 0;
    for seed in 0..2_000 {
        let Some(entries) = signed(&mut Random(seed)) else { continue };
        ran += 1;
        let findings = check_activity(&activity(&entries), &entries);
        assert!(findings.is_empty(), "seed {seed}: {findings:#?} in {entries:#?}");
    }
    assert!(ran > 100, "only {ran} clean ledgers");
    let found = |seed: u64, code: FindingCode, findings: &[Finding], id: &str| {
        let named = findings
            .iter()
            .any(|finding| finding.code == code && finding.id.as_deref() == Some(id));
        assert!(named, "seed {seed}: no {code:?} of {id}: {findings:#?}");
    };
    let mut placed = [0; 4];
    for seed in 0..4_000 {
        let random = &mut Random(seed);
        let Some(entries) = signed(random) else { continue };
        let happened = activity(&entries);
        let aadhaar = |_: usize, entry: &Entry| entry.method == Some("aadhaar_esign");
        if let Some(at) = place(random, &entries, aadhaar) {
            let mut faulty = entries.clone();
            let document = faulty.remove(at).document.unwrap();
            book(&mut faulty, 0);
            found(seed, FindingCode::Uncharged, &check_activity(&happened, &faulty), &document);
            let mut faulty = entries.clone();
            let method = Some("aadhaar_esign");
            insert(&mut faulty, at, Entry { method, ..entry(Kind::Consume, 15, 0) });
            let findings = check_activity(&happened, &faulty);
            let named = |finding: &Finding| {
                finding.code == FindingCode::UnexplainedCharge
                    || finding.code == FindingCode::ChargeAfterCancel
            };
            assert!(findings.iter().any(named), "seed {seed}: {findings:#?}");
            placed[0] += 1;
            let mut faulty = entries.clone();
            faulty[at].method = Some("dsc_usb_token");
            faulty[at].amount = 10;
            book(&mut faulty, 0);
            let document = faulty[at].document.clone();
            let no_dsc = entries
                .iter()
                .all(|entry| entry.document != document || entry.method != Some("dsc_usb_token"));
            if no_dsc {
                found(
                    seed,
                    FindingCode::UnexplainedCharge,
                    &check_activity(&happened, &faulty),
                    &format!("txn_{at}"),
                );
                placed[1] += 1;
            }
        }
        if let Some(at) = place(random, &entries, |_, entry| entry.kind == Kind::Refund) {
            let mut faulty = entries.clone();
            let document = faulty.remove(at).document.unwrap();
            book(&mut faulty, 0);
            found(seed, FindingCode::MissingRefund, &check_activity(&happened, &faulty), &document);
            placed[2] += 1;
            let mut faulty = entries.clone();
            faulty.remove(at);
            let method = Some("aadhaar_esign");
            let (booked, document) = (entries[at].at + 9, entries[at].document.clone());
            let late = Entry { method, document, ..Entry::new(Kind::Consume, 15, booked) };
            let to = faulty.iter().position(|entry| entry.at > booked).unwrap_or(faulty.len());
            faulty.insert(to, late);
            book(&mut faulty, 0);
            let findings = check_activity(&happened, &faulty);
            let known = ["CHARGE_AFTER_CANCEL", "UNEXPLAINED_CHARGE"];
            let named = findings.iter().any(|finding| known.contains(&finding.code.as_str()));
            assert!(named, "seed {seed}: {findings:#?}");
            placed[3] += 1;
        }
    }
    assert!(placed.iter().all(|placed| *placed >= 200), "{placed:?} placements");
}
