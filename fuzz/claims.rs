//! What holds for any bytes at all: nothing panics, and answers agree with each other.
//!
//! `cargo +nightly fuzz run book` looks for bytes for which it does not; `tests/corpus.rs` goes through those that were
//! found, and through what is made of them, on every run of the tests.

#![allow(dead_code, reason = "each target makes one of the claims")]

use sealquote::book::Severity;
use sealquote::consumption::{self, AddonSubscription, AddonsQuery, DetailQuery, Events, Theirs};
use sealquote::funds::Funds;
use sealquote::history::{self, AllocationQuery, ListQuery, RunOutQuery, UsageQuery};
use sealquote::json::{self, Value};
use sealquote::ledger::{self, Verifier};
use sealquote::proof::WalletTrees;
use sealquote::settle::{self, History};
use sealquote::{Envelope, PriceBook, payer};

/// How many rows of a document are looked at: a fuzzer likes many small inputs.
const MAX_ROWS: usize = 1_000;

fn document(bytes: &[u8]) -> Option<Value> {
    json::parse(str::from_utf8(bytes).ok()?).ok()
}

fn builtins() -> impl Iterator<Item = PriceBook> {
    ["signsecure", "signsecure-staging"].into_iter().filter_map(|id| PriceBook::builtin(id).ok())
}

/// A book is refused for the first error that lint finds, and for nothing else; one that is taken prices envelopes, or
/// says why not; and a document is what its canonical text says.
pub fn book(bytes: &[u8]) {
    let Some(value) = document(bytes) else { return };
    assert_eq!(
        json::parse(&value.canonical()).map(|again| again.canonical()),
        Ok(value.canonical())
    );
    let errors: Vec<_> =
        PriceBook::lint(&value).into_iter().filter(|one| one.severity == Severity::Error).collect();
    match PriceBook::from_value(&value) {
        Err(error) => {
            let first = errors.first().map(|one| (one.code, one.path.as_str()));
            assert_eq!(first, Some((error.code, error.path.as_str())));
        }
        Ok(book) => {
            assert_eq!(errors, []);
            assert!(book.versions().all(|version| version.digest().len() == 64));
            for signers in
                [r#"[]"#, r#"[{ "method": "any" }]"#, r#"[{ "method": "any" }, { "role": "cc" }]"#]
            {
                let envelope =
                    format!(r#"{{ "signers": {signers}, "documents": 3, "megabytes": 7 }}"#);
                check_quote(&book, &envelope);
            }
        }
    }
}

/// An envelope is priced or refused, and a price is the sum of its lines.
pub fn envelope(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for book in builtins() {
        check_quote(&book, text);
    }
}

fn check_quote(book: &PriceBook, text: &str) {
    let Ok(quote) = book.quote_json(text) else { return };
    assert!(quote.minimum <= quote.total);
    assert_eq!(quote.exact, quote.minimum == quote.total);
    let total: i64 = quote.lines.iter().map(|line| line.amount.get()).sum();
    let minimum: i64 = quote.lines.iter().map(|line| line.minimum.get()).sum();
    assert_eq!((total, minimum), (quote.total.get(), quote.minimum.get()));
    let Ok(value) = json::parse(text) else { return };
    let Ok(envelope) = Envelope::from_value(&value) else { return };
    if let Ok(receipt) = book.receipt(&envelope, None) {
        assert_eq!(book.verify_receipt(&receipt, &envelope, None), Ok(()));
    }
}

/// What is due is due once: with everything booked nothing is left.
pub fn history(bytes: &[u8]) {
    let Some(value) = document(bytes) else { return };
    let Ok(history) = History::from_value(&value) else { return };
    for book in builtins() {
        let Ok(settlement) = settle::settle(&book, history.clone()) else { continue };
        let booked = History { charged: settlement.charged.clone(), ..history.clone() };
        let again = settle::settle(&book, booked).map(|again| again.drafts().len());
        assert_eq!(again, Ok(0));
        let mut turned = history.clone();
        turned.events.reverse();
        let other = settle::settle(&book, turned).map(|other| other.status);
        assert_eq!(other, Ok(settlement.status));
    }
}

/// Lines are rows or findings, and every one of them is counted.
pub fn rows(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for book in builtins() {
        let Ok(mut verifier) = Verifier::new(&book) else { continue };
        let listing = verifier.begin("rows");
        let mut count = 0;
        for line in text.lines().take(MAX_ROWS) {
            count += 1;
            let row = json::parse(line).and_then(|row| ledger::Transaction::from_value(&row));
            match row {
                Ok(row) => verifier.push(listing, count, &row.row()),
                Err(error) => verifier.push_bad(listing, count, None, &error.to_string()),
            }
        }
        if let Ok(report) = verifier.finish() {
            assert_eq!(report.summary.rows, count);
        }
    }
    grow(&text);
}

/// Every row that can be read is a leaf of a tree, and what a check left is read as it was left.
fn grow(text: &str) {
    let read = |line| ledger::Transaction::from_value(&json::parse(line)?);
    let (mut part, mut trees) = (ledger::Part::default(), WalletTrees::default());
    let rows = text.lines().take(MAX_ROWS).filter_map(|line| read(line).ok());
    rows.for_each(|row| part.push(&row.row()));
    let (leaves, parts) = (part.count(), [part]);
    if trees.absorb(&parts, &ledger::Alone).is_err() {
        return;
    }
    let (mut records, mut again) = (Vec::new(), WalletTrees::new(3, ledger::RowOrder::default()));
    let mut write = |record: &[u8]| {
        records.push(record.to_vec());
        Ok(())
    };
    assert!(trees.close(ledger::Chains::Ledger, &mut write).is_ok());
    assert!(records.iter().all(|record| again.resume(record).is_ok()));
    let roots = trees.finish();
    assert_eq!(roots.iter().map(|root| root.head.size).sum::<u64>(), leaves);
    assert_eq!(again.finish(), roots);
}

/// What is asked is answered or refused: `rows`, `events`, and everything that is asked of them by name.
pub fn query(bytes: &[u8]) {
    let Some(value) = document(bytes) else { return };
    let part = |key: &str| value.get(key).unwrap_or(&Value::Null);
    let rows = history::Transaction::list_from_value(part("rows")).unwrap_or_default();
    let listing = ListQuery::from_value(part("listing"))
        .map(|asked| history::list_transactions(&rows, &asked));
    if let Ok(Ok(listing)) = listing {
        assert!(listing.items.len() <= rows.len());
    }
    if let Ok(asked) = UsageQuery::from_value(part("usage")) {
        let _ = history::usage(&rows, &asked);
    }
    if let Ok(asked) = RunOutQuery::from_value(part("runOut")) {
        let _ = history::run_out(&rows, &asked);
    }
    if let Ok(asked) = AllocationQuery::from_value(part("allocations")) {
        let _ = history::allocation_overview(&asked);
    }
    let _ = history::to_csv(&rows);
    let _ = payer::Context::from_value(part("payer"));
    let _ = payer::Allocation::from_value(part("allocation"));
    let _ = Funds::from_value(part("funds"));
    let events = Events::from_value(part("events")).unwrap_or_default().events;
    if let Ok(asked) = DetailQuery::from_value(part("detail")) {
        let _ = consumption::consumption_detail(&events, asked.clone());
        if let Ok(theirs) = Theirs::from_value(part("theirs"), &asked) {
            let _ = consumption::reconcile(&events, &theirs, &asked);
        }
    }
    if let (Ok(subscriptions), Ok(asked)) = (
        AddonSubscription::list_from_value(part("addons")),
        AddonsQuery::from_value(part("addonsQuery")),
    ) {
        let _ = consumption::consumption_addons(&subscriptions, &events, &asked);
    }
}
