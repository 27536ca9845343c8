//! Presets that are bought together, against a reference that tries them all.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "plain arithmetic on small numbers is what makes this a reference"
)]

use proptest::prelude::*;
use sealquote::funds::{Funds, MAX_PURCHASES, TopUpAdvice, afford};
use sealquote::{Amount, PriceBook};
use serde_json::json;

fn book(presets: &[i64], bonuses: &[(i64, i64)]) -> PriceBook {
    let bonuses =
        bonuses.iter().map(|(purchase, bonus)| json!({ "purchase": purchase, "bonus": bonus }));
    let bonuses: Vec<_> = bonuses.collect();
    let version =
        json!({ "version": "1", "rates": [], "topUp": { "presets": presets, "bonuses": bonuses } });
    let book = json!({ "priceBook": "random", "unit": "credit", "versions": [version] });
    PriceBook::from_json(&book.to_string()).unwrap()
}

fn advice(book: &PriceBook, shortfall: i64) -> TopUpAdvice {
    let funds = Funds { balance: Amount::ZERO, payer: None };
    afford(book.newest(), Amount::new(shortfall).unwrap(), &funds).unwrap().top_up.unwrap()
}

fn combination(book: &PriceBook, shortfall: i64) -> Option<Vec<i64>> {
    let combination = advice(book, shortfall).combination?;
    Some(combination.into_iter().map(Amount::get).collect())
}

/// For every shortfall up to `most` what the best purchases cost, how many they are, and which.
fn reference(book: &PriceBook, presets: &[i64], most: i64) -> Vec<(i64, usize, Vec<i64>)> {
    let top_up = book.newest().top_up();
    let mut best = vec![(0, 0, Vec::new())];
    for shortfall in 1..=most {
        let ways = presets.iter().map(|preset| {
            let got = preset + top_up.bonus(Amount::new(*preset).unwrap()).get();
            let rest: &(i64, usize, Vec<i64>) =
                &best[usize::try_from((shortfall - got).max(0)).unwrap()];
            let mut bought = rest.2.clone();
            bought.push(*preset);
            bought.sort_by(|left, right| right.cmp(left));
            (rest.0 + preset, rest.1 + 1, bought)
        });
        // Of equals the one with the larger presets.
        let better = |left: &(i64, usize, Vec<i64>), right: &(i64, usize, Vec<i64>)| {
            (left.0, left.1).cmp(&(right.0, right.1)).then_with(|| right.2.cmp(&left.2))
        };
        best.push(ways.min_by(better).unwrap());
    }
    best
}

fn many() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) }
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn no_combination_is_better(
        presets in prop::collection::vec(1_i64..40, 1..6),
        bonuses in prop::collection::vec((1_i64..40, 0_i64..20), 0..4),
    ) {
        let book = book(&presets, &bonuses);
        let best = reference(&book, &presets, 300);
        for (shortfall, (_, _, expected)) in (1..=300).zip(best.iter().skip(1)) {
            let advice = advice(&book, shortfall);
            match advice.combination {
                None => prop_assert!(advice.preset.is_some(), "{}", shortfall),
                Some(got) => {
                    let got: Vec<i64> = got.into_iter().map(Amount::get).collect();
                    prop_assert_eq!(&got, expected, "{}", shortfall);
                }
            }
        }
    }
}

/// The books that come along are answered for whatever is missing, up to a thousand purchases.
#[test]
fn built_in_presets_are_always_combined() {
    for id in sealquote::book::BUILTIN_IDS {
        let book = PriceBook::builtin(id).unwrap();
        let top_up = book.newest().top_up();
        let largest = *top_up.presets.last().unwrap();
        let got = largest.get() + top_up.bonus(largest).get();
        let mut shortfall = got + 1;
        while shortfall <= got * MAX_PURCHASES {
            let bought = combination(&book, shortfall).unwrap();
            let credits = bought
                .iter()
                .map(|preset| preset + top_up.bonus(Amount::new(*preset).unwrap()).get());
            assert!(credits.sum::<i64>() >= shortfall, "{id} {shortfall}");
            assert!(bought.len() <= 1_000, "{id} {shortfall}");
            shortfall += 1 + shortfall / 97;
        }
        assert_eq!(combination(&book, got * MAX_PURCHASES + 1), None, "{id}");
    }
}

/// What is hopelessly involved is given up, and soon.
#[test]
fn a_thousand_presets_do_not_hang() {
    let presets: Vec<i64> = (1..=1_000).map(|number| number * 7_919 + number % 13).collect();
    let book = book(&presets, &[(9_000, 50), (500_000, 3_000)]);
    for shortfall in [8_000_000, 123_456_789, 1_000_000_000_000, sealquote::amount::MAX] {
        let advice = advice(&book, shortfall);
        assert!(advice.preset.is_none() && advice.custom.get() <= shortfall);
    }
}
