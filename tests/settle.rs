//! Random lives of random envelopes under random books, against a reference that knows no events: what
//! is taken in all has to be what the signatures that count cost, however they are heard of and booked.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    reason = "plain arithmetic on small numbers is what makes this a reference, and of the prices only a part is used"
)]

#[path = "reference/prices.rs"]
mod prices;
#[path = "reference/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use prices::Book;
use proptest::prelude::*;
use random::Random;
use sealquote::settle::{DraftType, History, Settlement, TransactionDraft, settle};
use sealquote::{Code, Error, PriceBook, json};
use serde_json::{Value, json};

/// What happens to an envelope, and when: in minutes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Created,
    Sent,
    /// Who, and by which method of the version in force at send; whether it is said.
    Signed(usize, usize, bool),
    Ended(&'static str),
}

/// Two versions, an envelope, and all that happens to it, in order.
#[derive(Debug)]
struct Case {
    versions: Vec<Book>,
    /// What each version says of refunds: after what, and of which rates.
    refunds: Vec<(Vec<&'static str>, Vec<usize>)>,
    envelope: prices::Envelope,
    acts: Vec<(u64, Act)>,
    book: PriceBook,
}

/// When the second version begins.
const SECOND_BEGINS: u64 = 50;

impl Case {
    /// The case with this number; `None` when a sum is out of range on the way.
    fn new(seed: u64) -> Option<Self> {
        let case = Self::random(seed);
        let in_range = |end: usize| case.reference(&case.acts[..end]).is_some();
        // Of those who are charged together at send each is charged by what came before, which may be out of range
        // even where all of them together are not.
        let refused =
            case.settle(&case.acts, &[]).is_err_and(|error| error.code == Code::AmountOutOfRange);
        (!refused && (0..=case.acts.len()).all(in_range)).then_some(case)
    }

    fn random(seed: u64) -> Self {
        let mut random = Random(seed);
        let versions = vec![random.book(), random.book()];
        let refunds = versions.iter().map(|book| {
            let on = ["failed", "cancelled"];
            let on = on.into_iter().filter(|_| !random.one_in(4)).collect();
            (on, (0..book.rates.len()).filter(|_| !random.one_in(4)).collect())
        });
        let refunds: Vec<_> = refunds.collect();
        let book = price_book(&versions, &refunds);
        let mut now = random.below(2 * SECOND_BEGINS);
        let mut acts = Vec::new();
        if !random.one_in(3) {
            acts.push((now, Act::Created));
            now += random.below(3) * 10;
        }
        let sent = &versions[usize::from(now >= SECOND_BEGINS)];
        let mut envelope = random.envelope(sent.order().len());
        envelope.documents %= 5;
        if !random.one_in(12) {
            acts.push((now, Act::Sent));
            let mut left: Vec<usize> =
                (0..envelope.signers.len()).filter(|at| envelope.signers[*at] != 0).collect();
            while !left.is_empty() && !random.one_in(8) {
                let place = usize::try_from(random.below(left.len() as u64)).unwrap();
                let signer = left.swap_remove(place);
                let open: Vec<usize> =
                    (0..8).filter(|method| envelope.signers[signer] >> method & 1 == 1).collect();
                let method = open[usize::try_from(random.below(open.len() as u64)).unwrap()];
                now += random.below(3);
                acts.push((now, Act::Signed(signer, method, open.len() > 1 || random.one_in(2))));
            }
            let ends = ["cancelled", "failed", "declined", "expired"];
            let complete =
                left.is_empty() && acts.iter().any(|(_, act)| matches!(act, Act::Signed(..)));
            if !complete && !random.one_in(3) {
                now += random.below(3);
                acts.push((now, Act::Ended(ends[usize::try_from(random.below(4)).unwrap()])));
            }
        }
        // Of one instant the order is the signers'.
        acts.sort();
        Self { versions, refunds, envelope, acts, book }
    }

    fn version_at(&self, act: &Act) -> Option<usize> {
        let at = self.acts.iter().find(|(_, other)| other == act).map(|(at, _)| *at)?;
        Some(usize::from(at >= SECOND_BEGINS))
    }

    fn sent(&self) -> Option<usize> {
        self.version_at(&Act::Sent)
    }

    fn created(&self) -> Option<usize> {
        self.version_at(&Act::Created).or(self.sent())
    }

    fn methods(&self) -> Vec<u64> {
        self.sent().map(|version| self.versions[version].order()).unwrap_or_default()
    }

    fn event(&self, (at, act): &(u64, Act)) -> Value {
        let methods = self.methods();
        let mut event = json!({ "at": instant(*at) });
        let kind = match act {
            Act::Created => "created",
            Act::Sent => "sent",
            Act::Ended(kind) => kind,
            Act::Signed(signer, method, said) => {
                event["signer"] = json!(name(*signer));
                if *said {
                    event["method"] = json!(format!("m{}", methods[*method]));
                }
                "signed"
            }
        };
        event["type"] = json!(kind);
        event
    }

    fn settle(
        &self,
        acts: &[(u64, Act)],
        charged: &[TransactionDraft],
    ) -> Result<Settlement, Error> {
        let mut envelope = self.envelope.to_json(&self.methods());
        envelope["id"] = json!("env/1");
        for (place, signer) in envelope["signers"].as_array_mut().unwrap().iter_mut().enumerate() {
            if place % 2 == 1 {
                signer["id"] = json!(name(place));
            }
        }
        let events: Vec<Value> = acts.iter().map(|act| self.event(act)).collect();
        let history = json!({ "envelope": envelope, "events": events, "charged": charged });
        let history = json::parse(&history.to_string()).unwrap();
        settle(&self.book, History::from_value(&history).unwrap())
    }

    /// What each rate costs by what happened, and what of it is left after what ended the envelope.
    /// `None` when a sum is beyond 2^53 - 1.
    fn reference(&self, acts: &[(u64, Act)]) -> Option<(i64, BTreeMap<String, i64>)> {
        let (mut total, mut net) = (0, BTreeMap::new());
        let ended = acts.iter().find_map(|(_, act)| match act {
            Act::Ended(kind) => Some(*kind),
            _ => None,
        });
        let mut add = |version: usize, at_creation: bool, signers: Vec<u64>| {
            let prices::Envelope { documents, megabytes, .. } = self.envelope;
            let order = prices::Envelope { signers, documents, megabytes };
            let (on, refundable) = &self.refunds[version];
            let quote = self.versions[version].quote(&order)?;
            // The quote that is answered says what one more signer would add.
            if quote.marginal.iter().any(|(_, added)| added.abs() > prices::MAX) {
                return None;
            }
            for line in quote.lines {
                if (line["dueOn"] == "creation") == at_creation {
                    let code = line["code"].as_str().unwrap().to_owned();
                    let amount = line["amount"].as_i64().unwrap();
                    let comes_back = ended.is_some_and(|kind| on.contains(&kind))
                        && refundable.iter().any(|rate| format!("r{rate}") == code);
                    total += amount;
                    *net.entry(code).or_insert(0) += if comes_back { 0 } else { amount };
                }
            }
            Some(())
        };
        // Before anything happened the newest version is quoted, though nothing is due by it.
        add(if acts.is_empty() { 1 } else { self.created()? }, true, Vec::new())?;
        if acts.is_empty() {
            return Some((0, BTreeMap::new()));
        }
        if acts.iter().any(|(_, act)| *act == Act::Sent) {
            let sent = self.sent()?;
            let at_send = self.versions[sent].charge_on_send;
            let mut counted = self.envelope.signers.clone();
            counted.iter_mut().filter(|open| open.count_ones() > 1 || !at_send).for_each(|open| {
                *open = 0;
            });
            for (_, act) in acts {
                if let Act::Signed(signer, method, _) = act {
                    counted[*signer] = 1 << method;
                }
            }
            add(sent, false, counted)?;
        }
        net.retain(|_, amount| *amount != 0);
        (i128::from(total) <= prices::MAX).then_some((total, net))
    }

    fn status(&self, acts: &[(u64, Act)]) -> &'static str {
        let mut status = "draft";
        let mut left = self.envelope.signers.iter().filter(|open| **open != 0).count();
        for (_, act) in acts {
            match act {
                Act::Created => {}
                Act::Sent => status = "sent",
                Act::Ended(kind) => status = kind,
                Act::Signed(..) => {
                    left -= 1;
                    status = if left == 0 { "completed" } else { "sent" };
                }
            }
        }
        status
    }
}

fn price_book(versions: &[Book], refunds: &[(Vec<&str>, Vec<usize>)]) -> PriceBook {
    let versions = versions.iter().zip(refunds).enumerate();
    let versions = versions.map(|(number, (book, (on, rates)))| {
        let mut version = book.to_json()["versions"][0].clone();
        version["version"] = json!(format!("v{number}"));
        if number == 1 {
            version["effectiveFrom"] = json!(instant(SECOND_BEGINS));
        }
        let codes: Vec<String> = rates.iter().map(|rate| format!("r{rate}")).collect();
        version["refunds"] = json!({ "on": on, "refundable": codes });
        version
    });
    let versions: Vec<Value> = versions.collect();
    let book = json!({ "priceBook": "random", "unit": "credit", "versions": versions });
    PriceBook::from_json(&book.to_string()).unwrap()
}

fn instant(minute: u64) -> String {
    format!("2026-03-11T{:02}:{:02}:00Z", minute / 60, minute % 60)
}

/// Every other signer has an id, and one that needs escaping.
fn name(signer: usize) -> String {
    if signer % 2 == 1 { format!("a/{signer}%") } else { format!("{}", signer + 1) }
}

/// What was taken for each rate; with it what has to hold of any drafts whatever.
fn taken(drafts: &[TransactionDraft]) -> BTreeMap<String, i64> {
    let keys: BTreeSet<&str> = drafts.iter().map(|draft| draft.idempotency_key.as_str()).collect();
    assert_eq!(keys.len(), drafts.len(), "a key is there twice: {drafts:#?}");
    let mut net = BTreeMap::new();
    for draft in drafts {
        let amount = draft.amount.get();
        assert!(amount > 0, "{draft:?}");
        let change = if draft.kind == DraftType::Consume { amount } else { -amount };
        *net.entry(draft.line.clone()).or_insert(0) += change;
    }
    assert!(net.values().all(|amount| *amount >= 0), "more came back than was taken: {drafts:#?}");
    net.retain(|_, amount| *amount != 0);
    net
}

fn by_key(drafts: &[TransactionDraft]) -> BTreeMap<String, TransactionDraft> {
    drafts.iter().map(|draft| (draft.idempotency_key.clone(), draft.clone())).collect()
}

/// The settlement of a history, after it was found to be what it has to be.
fn settled(case: &Case, acts: &[(u64, Act)], charged: &[TransactionDraft]) -> Settlement {
    let settlement =
        case.settle(acts, charged).unwrap_or_else(|error| panic!("{error} {acts:?}\n{case:?}"));
    let (total, net) = case.reference(acts).unwrap();
    assert_eq!(taken(&settlement.charged), net, "{case:#?}\n{:#?}", settlement.charged);
    let quote = &settlement.quote;
    assert_eq!((quote.total.get(), quote.minimum.get()), (total, total), "{case:#?}");
    assert_eq!(quote.lines.iter().map(|line| line.amount.get()).sum::<i64>(), total);
    if case.created() == case.sent() {
        let rates: Vec<u32> =
            quote.lines.iter().map(|line| line.code[1..].parse().unwrap()).collect();
        assert!(rates.is_sorted(), "lines in another order than the book's: {rates:?}");
    }
    let status = serde_json::to_value(settlement.status).unwrap();
    assert_eq!(status, json!(case.status(acts)), "{case:#?}");
    settlement
}

fn many() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) }
}

proptest! {
    #![proptest_config(many())]

    /// At every point of a life the charges are what the signatures so far cost, whether they are
    /// settled at once or step by step.
    #[test]
    fn charges_are_what_signatures_cost(seed in any::<u64>()) {
        let Some(case) = Case::new(seed) else { return Ok(()) };
        let mut charged = Vec::new();
        for end in 0..=case.acts.len() {
            let at_once = settled(&case, &case.acts[..end], &[]);
            let step = settled(&case, &case.acts[..end], &charged);
            prop_assert_eq!(&step.charged, &at_once.charged);
            prop_assert_eq!(step.charged.len(), charged.len() + step.drafts().len());
            charged = step.charged;
        }
    }

    /// Whatever part of the drafts was booked when something broke off, the rest comes to the same.
    #[test]
    fn a_crash_changes_nothing(seed in any::<u64>(), lost in any::<u64>()) {
        let Some(case) = Case::new(seed) else { return Ok(()) };
        let whole = settled(&case, &case.acts, &[]);
        for end in 0..=whole.charged.len() {
            let again = settled(&case, &case.acts, &whole.charged[..end]);
            prop_assert_eq!(&again.charged, &whole.charged);
        }
        // A refund was not booked without its charge; all else may be missing.
        let mut random = Random(lost);
        let mut kept = whole.charged.clone();
        kept.retain(|draft| !draft.idempotency_key.ends_with("refund") && !random.one_in(3));
        let charged: BTreeSet<&str> =
            kept.iter().map(|draft| draft.idempotency_key.as_str()).collect();
        let refunds = whole.charged.iter().filter(|draft| {
            let of = draft.idempotency_key.strip_suffix("refund");
            let of = of.map(|key| key.trim_end_matches(['/', '-']));
            of.is_some_and(|of| charged.contains(of)) && !random.one_in(3)
        });
        let refunds: Vec<TransactionDraft> = refunds.cloned().collect();
        let kept: Vec<TransactionDraft> = kept.into_iter().chain(refunds).collect();
        // More may have come back than the charges that are left, where one of them was lowered.
        if case.settle(&case.acts, &kept).is_err_and(|error| error.code == Code::Contradiction) {
            return Ok(());
        }
        let again = settled(&case, &case.acts, &kept);
        prop_assert_eq!(settled(&case, &case.acts, &again.charged).drafts().len(), 0);
    }

    /// Neither repetitions nor the order in which events and drafts are handed over matter.
    #[test]
    fn order_and_repetition_change_nothing(seed in any::<u64>(), shuffle in any::<u64>()) {
        let Some(case) = Case::new(seed) else { return Ok(()) };
        let whole = settled(&case, &case.acts, &[]);
        let mut random = Random(shuffle);
        let mut mixed = |list: usize| {
            let mut places: Vec<usize> = (0..list).collect();
            for place in (1..list).rev() {
                places.swap(place, usize::try_from(random.below(place as u64 + 1)).unwrap());
            }
            places
        };
        let twice: Vec<_> = case.acts.iter().chain(&case.acts).cloned().collect();
        let acts: Vec<_> = mixed(twice.len()).into_iter().map(|at| twice[at].clone()).collect();
        let again = case.settle(&acts, &[]).unwrap();
        prop_assert_eq!(&again, &whole);
        let drafts: Vec<_> =
            mixed(whole.charged.len()).into_iter().map(|at| whole.charged[at].clone()).collect();
        prop_assert_eq!(case.settle(&acts, &drafts).unwrap().drafts().len(), 0);
    }

    /// Signatures that are heard of only after later ones were booked come to the same sums.
    #[test]
    fn late_news_comes_to_the_same_sums(seed in any::<u64>(), late in any::<u64>()) {
        let Some(case) = Case::new(seed) else { return Ok(()) };
        let mut random = Random(late);
        let mut charged: Vec<TransactionDraft> = Vec::new();
        for missing in [2, 4] {
            let mut heard = case.acts.clone();
            heard.retain(|(_, act)| {
                let waits = matches!(act, Act::Signed(..) | Act::Ended(_));
                let known = match act {
                    Act::Signed(signer, ..) => {
                        let name = name(*signer).replace('%', "%25").replace('/', "%2F");
                        charged.iter().any(|draft| draft.idempotency_key.contains(&name))
                    }
                    Act::Ended(_) => charged.iter().any(|draft| draft.reason == "cancelled" || draft.reason == "failed"),
                    _ => true,
                };
                !waits || known || !random.one_in(missing)
            });
            // What was booked has to stay accounted for; some flat charge may have no signer left.
            match case.settle(&heard, &charged) {
                Ok(settlement) => charged = settlement.charged,
                Err(error) => {
                    let expected = [Code::Contradiction, Code::AmountOutOfRange];
                    prop_assert!(expected.contains(&error.code), "{}", error);
                }
            }
        }
        let whole = settled(&case, &case.acts, &charged);
        prop_assert_eq!(settled(&case, &case.acts, &whole.charged).drafts().len(), 0);
    }
}

/// The cases are worth something: they have what could go wrong in them.
#[test]
fn cases_are_varied() {
    let cases: Vec<Case> = (0..4_000).filter_map(Case::new).collect();
    let whole: Vec<(&Case, Settlement)> =
        cases.iter().map(|case| (case, settled(case, &case.acts, &[]))).collect();
    let count = |holds: &dyn Fn(&Case, &Settlement) -> bool| {
        whole.iter().filter(|(case, settlement)| holds(case, settlement)).count()
    };
    let marked = |mark: &str| {
        count(&|_, settlement| {
            settlement.charged.iter().any(|draft| draft.idempotency_key.contains(mark))
        })
    };
    assert!(whole.len() > 3_500);
    assert!(marked("/reduction") > 40);
    assert!(marked("/refund") > 150);
    assert!(marked("/later") > 40);
    assert!(count(&|case, _| case.created() != case.sent()) > 300);
    assert!(count(&|case, _| case.acts.len() > 6) > 150);
    assert!(count(&|_, settlement| settlement.charged.len() > 6) > 300);
}

#[test]
fn a_message_about_a_name_goes_on_from_it() {
    let book = PriceBook::builtin("signsecure").unwrap();
    let refused = |signed: &str| {
        let history = format!(
            r#"{{ "envelope": {{ "id": "d", "signers": [{{ "id": "a", "method": "any" }}] }}, "events": [
            {{ "type": "sent", "at": "2026-03-02T09:00:00Z" }},
            {{ "type": "signed", "at": "2026-03-02T09:01:00Z", "signer": "a"{signed} }}] }}"#
        );
        let history = History::from_value(&json::parse(&history).unwrap()).unwrap();
        settle(&book, history).unwrap_err().message
    };
    assert_eq!(
        refused(r#", "method": "fax""#),
        "`fax` is no method of the version in force at send; name one that is"
    );
    assert_eq!(refused(""), "`method` is missing, and the signer had a choice; add it");
}
