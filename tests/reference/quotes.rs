//! The core's quotes, case by case, against the reference.

use sealquote::{Code, PriceBook};
use serde_json::{Map, Value, json};

use super::prices::{Book, Envelope, MAX};
use super::random::Random;

const CASES: u64 = 100_000;
const CROWDS: u64 = 5_000;
const STRANGERS: u64 = 2_000;

/// What is different between the core's answer and the reference's.
fn difference(book: &Book, envelope: &Envelope) -> Option<String> {
    let core = PriceBook::from_json(&book.to_json().to_string()).unwrap();
    let got = core.quote_json(&envelope.to_json(&book.order()).to_string());
    let Some(expected) = book.quote(envelope) else {
        let refused = got.as_ref().err().map(|error| error.code);
        return (refused != Some(Code::AmountOutOfRange)).then(|| format!("not refused: {got:?}"));
    };
    let in_range = expected.marginal.iter().all(|(_, added)| added.abs() <= MAX);
    let quote = match got {
        Ok(quote) => quote,
        // One more signer may cost more than can be said.
        Err(error) if error.code == Code::AmountOutOfRange && !in_range => return None,
        Err(error) => return Some(format!("refused: {error:?}")),
    };
    let marginal = expected.marginal.iter().map(|(method, added)| {
        (format!("m{method}"), i64::try_from(*added).map_or(Value::Null, Value::from))
    });
    let expected = json!({
        "total": i64::try_from(expected.total).unwrap(),
        "minimum": i64::try_from(expected.minimum).unwrap(),
        "exact": expected.total == expected.minimum,
        "lines": expected.lines,
        "marginal": marginal.collect::<Map<_, _>>(),
    });
    let got = serde_json::to_value(quote).unwrap();
    let differs = |(key, value): (&String, &Value)| {
        (got[key] != *value).then(|| format!("{key}: expected {value}, got {}", got[key]))
    };
    expected.as_object().unwrap().iter().find_map(differs)
}

#[test]
fn every_choice_is_tried() {
    let (mut undecided, mut refused) = (0, 0);
    for seed in 0..CASES {
        let mut random = Random(seed);
        let book = random.book();
        let envelope = random.envelope(book.order().len());
        let different = difference(&book, &envelope);
        assert_eq!(different, None, "case {seed}\n{book:?}\n{envelope:?}");
        undecided += u64::from(envelope.signers.iter().any(|methods| methods.count_ones() > 1));
        refused += u64::from(book.quote(&envelope).is_none());
    }
    assert!(undecided > CASES / 4, "only {undecided} cases left a choice open");
    assert!(refused > 100, "only {refused} cases went beyond 2^53 - 1");
    assert!(refused < CASES / 4, "{refused} cases went beyond 2^53 - 1, too many to test the rest");
}

/// Many signers who may use the same methods, under prices that are packages, tiers and shared.
#[test]
fn every_choice_of_a_crowd_is_tried() {
    let from: u64 = std::env::var("FROM").map_or(0, |s| s.parse().unwrap());
    let crowds: u64 = std::env::var("CROWDS").map_or(CROWDS, |s| s.parse().unwrap());
    for seed in from..from + crowds {
        let mut random = Random(seed);
        let methods = 2 + seed % 4;
        let book = random.uneven_book(methods);
        let envelope = random.crowd(book.order().len());
        let different = difference(&book, &envelope);
        assert_eq!(different, None, "case {seed}\n{book:?}\n{envelope:?}");
    }
}

/// More sets of methods to choose among than can be looked at method by method.
#[test]
fn every_choice_of_strangers_is_tried() {
    for seed in 0..STRANGERS {
        let mut random = Random(seed);
        let methods = 5 + seed % 8;
        let book = random.uneven_book(methods);
        let envelope = random.strangers(book.order().len());
        let different = difference(&book, &envelope);
        assert_eq!(different, None, "case {seed}\n{book:?}\n{envelope:?}");
    }
}

/// A quote and its lines agree with each other whatever the book is.
#[test]
fn lines_add_up() {
    for seed in 0..CASES / 10 {
        let mut random = Random(seed);
        let book = random.book();
        let envelope = random.envelope(book.order().len());
        let core = PriceBook::from_json(&book.to_json().to_string()).unwrap();
        let Ok(quote) = core.quote_json(&envelope.to_json(&book.order()).to_string()) else {
            continue;
        };
        let amounts: i64 = quote.lines.iter().map(|line| line.amount.get()).sum();
        let minima: i64 = quote.lines.iter().map(|line| line.minimum.get()).sum();
        assert_eq!((amounts, minima), (quote.total.get(), quote.minimum.get()), "case {seed}");
        assert!(quote.minimum <= quote.total, "case {seed}");
    }
}

/// The comparison is worth something: a reference that is off by one credit is told apart.
#[test]
fn a_wrong_price_is_noticed() {
    let noticed = (0..200).filter(|seed| {
        let mut random = Random(*seed);
        let book = random.book();
        let envelope = random.envelope(book.order().len());
        let mut wrong = Random(*seed).book();
        let Some(rate) = wrong.rates.first_mut() else { return false };
        rate.price.model = super::prices::Model::Flat(77_777);
        let core = PriceBook::from_json(&book.to_json().to_string()).unwrap();
        let got = core.quote_json(&envelope.to_json(&book.order()).to_string());
        let expected = wrong.quote(&envelope);
        matches!((got, expected), (Ok(got), Some(expected)) if i128::from(got.total.get()) != expected.total)
    });
    assert!(noticed.count() > 50);
}
