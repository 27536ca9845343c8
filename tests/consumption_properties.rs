//! What holds of any events: pages that lose nothing, parts that merge, sums that agree.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "plain arithmetic on small numbers is what makes these references"
)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};
use proptest::prelude::*;
use sealquote::consumption::{
    AddonSubscription, AddonsFold, AddonsQuery, ConsumptionDetail, ConsumptionEvent,
    ConsumptionRow, DetailFold, DetailQuery, EventKind, Events, Meter, Theirs, consumption_addons,
    consumption_detail, reconcile,
};
use sealquote::json;
use serde_json::{Value, json};

/// 2026-02-15T00:00:00Z: some events are before March, and some after it.
const BEGIN: i64 = 1_771_113_600;

fn an_event() -> impl Strategy<Value = Value> {
    let level = || prop::sample::select(vec!["simple", "advanced", "qualified"]);
    let kind = prop_oneof![
        4 => (level(), 0..4_u32).prop_map(|(level, signers)| json!({ "kind": "signature_request.sent", "level": level, "signers": signers })),
        1 => Just(json!({ "kind": "signature_request.cancelled" })),
        3 => (
            prop::sample::select(vec!["double_verification", "saved_identity"]),
            prop::sample::select(vec!["succeeded", "failed", "abandoned"]),
        ).prop_map(|(mode, outcome)| json!({ "kind": "identification.attempted", "mode": mode, "outcome": outcome })),
        2 => (prop::sample::select(vec!["simple", "advanced"]), 0..4_u32).prop_map(|(level, documents)| json!({ "kind": "seal.created", "level": level, "documents": documents })),
        2 => (0..2_500_000_u32).prop_map(|bytes| json!({ "kind": "document.archived", "bytes": bytes })),
    ];
    let source = prop::sample::select(vec!["app", "api", "connector"]);
    // Half an hour each, over two months.
    (kind, source, 0..5_u32, 0..2_880_i64).prop_map(|(mut event, source, workspace, at)| {
        event["source"] = json!(source);
        event["workspaceId"] = json!(format!("w{workspace}"));
        event["at"] = json!(Timestamp::from_second(BEGIN + at * 1_800).unwrap().to_string());
        event
    })
}

fn some_events(most: usize) -> impl Strategy<Value = Vec<ConsumptionEvent>> {
    prop::collection::vec(an_event(), 0..most).prop_map(|mut events| {
        for (number, event) in events.iter_mut().enumerate() {
            event["id"] = json!(format!("e{number}"));
        }
        read(&events)
    })
}

fn read(events: &[Value]) -> Vec<ConsumptionEvent> {
    let value = json::parse(&Value::from(events).to_string()).unwrap();
    Events::from_value(&value).unwrap().accept(false).unwrap().events
}

fn query(more: &Value) -> DetailQuery {
    let mut query = json!({ "from": "2026-03-01", "to": "2026-03-31" });
    for (key, value) in more.as_object().unwrap() {
        query[key] = value.clone();
    }
    DetailQuery::from_value(&json::parse(&query.to_string()).unwrap()).unwrap()
}

fn detail(events: &[ConsumptionEvent], more: &Value) -> ConsumptionDetail {
    consumption_detail(events, query(more)).unwrap()
}

fn whole(events: &[ConsumptionEvent], more: &Value) -> Vec<ConsumptionRow> {
    let mut fold = DetailFold::new(query(more));
    events.iter().for_each(|event| fold.push(&event.event()));
    fold.finish_whole().unwrap()
}

/// What tells a row from the others.
fn key(row: &ConsumptionRow) -> String {
    let ConsumptionRow {
        source, workspace_id, consumption_type, level, identification_mode, ..
    } = row;
    format!("{consumption_type:?} {level:?} {identification_mode:?} {source:?} {workspace_id:?}")
}

proptest! {
    #[test]
    fn pages_of_any_size_concatenate_to_the_whole(
        events in some_events(120), limits in prop::collection::vec(1..12_u32, 40), by_workspace: bool
    ) {
        let breakdown = if by_workspace { "workspace" } else { "organization" };
        let (mut rows, mut after) = (Vec::new(), Value::Null);
        for limit in limits.iter().cycle().take(1_000) {
            let page = detail(&events, &json!({ "breakdownType": breakdown, "limit": limit, "after": after }));
            prop_assert!(page.data.len() <= *limit as usize);
            rows.extend(page.data);
            match page.meta.next_cursor {
                Some(cursor) => after = json!(cursor),
                None => break,
            }
        }
        prop_assert_eq!(rows, whole(&events, &json!({ "breakdownType": breakdown })));
    }

    #[test]
    fn a_listing_survives_events_that_arrive(
        batches in prop::collection::vec(some_events(25), 1..12), limit in 1..9_u32
    ) {
        let more = json!({ "breakdownType": "workspace" });
        let mut events = batches[0].clone();
        let at_first: BTreeSet<String> = whole(&events, &more).iter().map(key).collect();
        let (mut listed, mut after) = (Vec::new(), Value::Null);
        for number in 1..1_000 {
            let page = detail(&events, &json!({ "breakdownType": "workspace", "limit": limit, "after": after }));
            listed.extend(page.data.iter().map(key));
            match page.meta.next_cursor {
                Some(cursor) => after = json!(cursor),
                None => break,
            }
            events.extend(batches.get(number).cloned().unwrap_or_default());
        }
        let once: BTreeSet<String> = listed.iter().cloned().collect();
        prop_assert_eq!(once.len(), listed.len(), "a row came twice");
        prop_assert!(once.is_superset(&at_first), "a row was lost");
    }

    #[test]
    fn any_split_merges_to_the_whole(events in some_events(120), parts in prop::collection::vec(0..4_usize, 120)) {
        let more = json!({ "breakdownType": "workspace" });
        let mut folds = vec![DetailFold::new(query(&more)); 4];
        for (event, part) in events.iter().zip(&parts) {
            folds[*part].push(&event.event());
        }
        let mut merged = DetailFold::new(query(&more));
        folds.iter().rev().for_each(|fold| merged.merge(fold));
        prop_assert_eq!(merged.finish().unwrap(), detail(&events, &more));
    }

    #[test]
    fn workspaces_sum_to_the_organization(events in some_events(120)) {
        let sums = |rows: Vec<ConsumptionRow>| {
            let mut sums = BTreeMap::new();
            for row in rows {
                let key = key(&ConsumptionRow { workspace_id: None, ..row.clone() });
                let (sum, value) = sums.entry(key).or_insert((0, 0));
                *sum += row.sum.get();
                *value += row.value.get();
            }
            sums
        };
        let organization = sums(whole(&events, &json!({})));
        let workspaces = sums(whole(&events, &json!({ "breakdownType": "workspace" })));
        prop_assert_eq!(organization.keys().collect::<Vec<_>>(), workspaces.keys().collect::<Vec<_>>());
        for (key, (sum, value)) in &organization {
            let (parts, values) = workspaces[key];
            prop_assert_eq!(*sum, parts, "{}", key);
            // Of megabytes, each workspace may have begun one more.
            let rounded = if key.starts_with("Archiving") { 4 } else { 0 };
            prop_assert!((*value..=value + rounded).contains(&values), "{}: {} and {}", key, value, values);
        }
    }

    #[test]
    fn rows_are_what_a_plain_count_gives(events in some_events(120), source in prop::option::of(prop::sample::select(vec!["app", "api"]))) {
        let mut expected = BTreeMap::new();
        for event in events.iter().map(ConsumptionEvent::event) {
            let at = Timestamp::from_second(event.at.seconds()).unwrap();
            let day = at.to_zoned(TimeZone::UTC).date();
            let Some((meter, value)) = event.kind.measure() else { continue };
            if day < civil::date(2026, 3, 1) || day > civil::date(2026, 3, 31) || value == 0 {
                continue;
            }
            if source.is_none_or(|source| source == event.source.as_str()) {
                *expected.entry((meter, event.source, event.workspace_id.to_owned())).or_insert(0) += value;
            }
        }
        let mut more = json!({ "breakdownType": "workspace" });
        if let Some(source) = source {
            more["source"] = json!(source);
        }
        let rows = whole(&events, &more);
        let got: Vec<(u64, i64)> = rows.iter().map(|row| (row.sum.get().unsigned_abs(), row.value.get())).collect();
        let expected: Vec<(u64, i64)> = expected.iter().map(|((meter, ..), sum)| {
            let value = if *meter == Meter::Archiving { sum.div_ceil(1_000_000) } else { *sum };
            (*sum, i64::try_from(value).unwrap())
        }).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn addons_merge_and_agree_with_the_detail(events in some_events(120), parts in prop::collection::vec(0..3_usize, 120)) {
        let names = [
            "electronic_signature", "advanced_electronic_signature",
            "qualified_electronic_signature_identity_verification",
            "qualified_electronic_signature_saved_identity", "electronic_seal", "advanced_electronic_seal",
            "archiving",
        ];
        let subscriptions: Vec<Value> = names.iter().map(|name| json!({
            "name": name, "start_at": "2026-03-01T00:00:00Z", "end_at": "2026-04-01T00:00:00Z", "quota": 7,
        })).collect();
        let subscriptions = json::parse(&Value::from(subscriptions).to_string()).unwrap();
        let subscriptions = AddonSubscription::list_from_value(&subscriptions).unwrap();
        let at = json::parse(r#"{ "at": "2026-03-31T23:59:59Z" }"#).unwrap();
        let at = AddonsQuery::from_value(&at).unwrap();
        let answer = consumption_addons(&subscriptions, &events, &at).unwrap();
        let mut folds = vec![AddonsFold::new(&subscriptions, &at); 3];
        for (event, part) in events.iter().zip(&parts) {
            folds[*part].push(&event.event());
        }
        let mut merged = AddonsFold::new(&subscriptions, &at);
        folds.iter().rev().for_each(|fold| merged.merge(fold));
        prop_assert_eq!(&merged.finish().unwrap(), &answer);
        let mut consumed: BTreeMap<String, i64> = BTreeMap::new();
        for row in whole(&events, &json!({})) {
            let meter = format!("{:?} {:?} {:?}", row.consumption_type, row.level, row.identification_mode);
            *consumed.entry(meter).or_default() += row.sum.get();
        }
        for addon in &answer.data {
            let meter = addon.name.meter();
            let key = format!("{:?} {:?} {:?}", meter.consumption_type(), meter.level(), meter.row_mode());
            let sum = consumed.get(&key).copied().unwrap_or_default();
            prop_assert_eq!(addon.consumed.get().unsigned_abs(), meter.shown(sum.unsigned_abs()));
            prop_assert_eq!(addon.remaining.get(), 7 - addon.consumed.get());
            prop_assert_eq!(addon.projected, addon.consumed, "the last day is nearly over");
            prop_assert_eq!(addon.exhausted_on.is_some(), addon.consumed.get() >= 7);
        }
    }

    #[test]
    fn an_altered_cursor_is_refused(events in some_events(120), place: prop::sample::Index, digit in 0..16_u32) {
        let page = detail(&events, &json!({ "breakdownType": "workspace", "limit": 1 }));
        prop_assume!(page.meta.next_cursor.is_some());
        let cursor = page.meta.next_cursor.unwrap();
        let mut altered: Vec<char> = cursor.chars().collect();
        let place = place.index(altered.len());
        let digit = char::from_digit(digit, 16).unwrap();
        prop_assume!(altered[place] != digit);
        altered[place] = digit;
        let altered: String = altered.into_iter().collect();
        let query = json!({ "from": "2026-03-01", "to": "2026-03-31", "breakdownType": "workspace", "after": altered });
        let errors = DetailQuery::from_value(&json::parse(&query.to_string()).unwrap()).unwrap_err();
        prop_assert_eq!(errors[0].code.as_str(), "INVALID_CURSOR");
    }

    #[test]
    fn megabytes_lose_no_byte(bytes in 0..=9_007_199_254_740_991_u64) {
        let event = format!(
            r#"{{"id":"e","at":"2026-03-01T00:00:00Z","source":"api","workspaceId":"w","kind":"document.archived","megabytes":{}.{:06}}}"#,
            bytes / 1_000_000, bytes % 1_000_000
        );
        let event = ConsumptionEvent::from_value(&json::parse(&event).unwrap()).unwrap();
        prop_assert_eq!(event.event().kind, EventKind::DocumentArchived { bytes });
    }

    #[test]
    fn a_period_is_at_most_a_year(days in 0..3_000_000_i64, length in 364..368_i64) {
        let from = civil::date(1, 1, 1).checked_add(days.days()).unwrap();
        let to = from.checked_add(length.days()).unwrap();
        let query = json!({ "from": from.to_string(), "to": to.to_string() });
        let read = DetailQuery::from_value(&json::parse(&query.to_string()).unwrap());
        let last = from.checked_add(1.year()).unwrap();
        prop_assert_eq!(read.is_ok(), to <= last, "{} to {}", from, to);
    }

    #[test]
    fn our_own_answer_reconciles(events in some_events(120), by_workspace: bool) {
        let more = json!({ "breakdownType": if by_workspace { "workspace" } else { "organization" } });
        let rows = whole(&events, &more);
        let theirs = json::parse(&json!({ "data": rows }).to_string()).unwrap();
        let theirs = Theirs::from_value(&theirs, &query(&more)).unwrap();
        prop_assert_eq!(reconcile(&events, &theirs, &query(&more)).unwrap(), []);
        let other = reconcile(&events[events.len().min(1)..], &theirs, &query(&more)).unwrap();
        let first = events.first().map(|event| event.event());
        let counted = first.is_some_and(|event| event.kind.measure().is_some_and(|(meter, value)| value > 0 && meter != Meter::Archiving));
        let inside = first.is_some_and(|event| (1_772_323_200..1_775_001_600).contains(&event.at.seconds()));
        prop_assert!(!(counted && inside) || other.len() == 1, "{:?}", other);
    }
}

#[test]
fn memory_grows_with_workspaces_and_is_limited() {
    let event = |number: u32| {
        json!({ "id": format!("e{number}"), "at": "2026-03-05T00:00:00Z", "source": "api",
                "workspaceId": format!("w{number}"), "kind": "seal.created", "level": "simple", "documents": 1 })
    };
    let events = read(&(0..100_001).map(event).collect::<Vec<Value>>());
    let more = json!({ "breakdownType": "workspace" });
    assert_eq!(whole(&events[..100_000], &more).len(), 100_000);
    let error = consumption_detail(&events, query(&more)).unwrap_err();
    assert_eq!(error.code.as_str(), "LIMIT_EXCEEDED");
    assert_eq!(whole(&events, &json!({})).len(), 1);
}
