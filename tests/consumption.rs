//! The vectors of consumption: classes, periods, add-ons, and the vendor's count against ours.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod answers;

use std::fs;

use answers::{Answer, Schema, files, named, one, remove, run, value};
use sealquote::Error;
use sealquote::consumption::{
    AddonSubscription, AddonsQuery, ConsumptionEvent, ConsumptionRows, DetailQuery, Events,
    Problem, Theirs, classify, consumption_addons, consumption_detail, reconcile, to_csv,
};
use sealquote::json::{self, Value};

#[test]
fn classes() {
    run("classify", 40, |case| {
        let event = ConsumptionEvent::from_value(case.get("event").unwrap())?;
        Ok(named("readings", &classify(&event.event())))
    });
}

#[test]
fn details() {
    run("consumption-detail", 60, |case| told(detail(case)));
}

fn detail(case: &Value) -> Answer {
    let query = DetailQuery::from_value(case.get("query").unwrap())?;
    let skip = query.skip_invalid;
    let events = events(case, skip)?;
    let mut detail = consumption_detail(&events.events, query).map_err(one)?;
    detail.errors = skip.then_some(events.errors);
    let mut body = value(&detail);
    remove(&mut body, "message");
    let count = i64::try_from(detail.data.len()).unwrap();
    Ok(Value::Object(vec![
        (String::from("detail"), body.clone()),
        (String::from("body"), body),
        (String::from("count"), Value::Integer(count)),
    ]))
}

#[test]
fn addons() {
    run("consumption-addons", 40, |case| told(addon(case)));
}

fn addon(case: &Value) -> Answer {
    let subscriptions = AddonSubscription::list_from_value(case.get("subscriptions").unwrap())?;
    let query = AddonsQuery::from_value(case.get("query").unwrap())?;
    let events = events(case, query.skip_invalid)?;
    let answer = consumption_addons(&subscriptions, &events.events, &query).map_err(one)?;
    let Value::Object(mut body) = value(&answer) else { panic!("an answer is an object") };
    // The keys that the vendor has.
    let vendor = ["name", "start_at", "end_at", "quota", "consumed"];
    let Value::Array(rows) = &body[0].1 else { panic!("data come first") };
    let mut vendors = rows.clone();
    for row in &mut vendors {
        let Value::Object(keys) = row else { panic!("a row is an object") };
        keys.retain(|(key, _)| vendor.contains(&key.as_str()));
    }
    let data = Value::Object(vec![(String::from("data"), Value::Array(vendors))]);
    body.push((String::from("vendor"), data));
    let mut skipped = value(&events.errors);
    remove(&mut skipped, "message");
    body.push((String::from("skipped"), skipped));
    Ok(Value::Object(body))
}

#[test]
fn reconciliations() {
    run("reconcile", 20, |case| {
        let query = DetailQuery::of_all_rows(case.get("query").unwrap())?;
        let events = events(case, false)?.events;
        let theirs = Theirs::from_value(case.get("theirs").unwrap(), &query)?;
        Ok(named("discrepancies", &reconcile(&events, &theirs, &query).map_err(one)?))
    });
}

fn events(case: &Value, skip_invalid: bool) -> Result<Events, Vec<Error>> {
    Events::from_value(case.get("events").unwrap()).map_err(one)?.accept(skip_invalid)
}

/// An answer, or the mistakes and the vendor's body for them, which names parameters without our reasons.
fn told(answer: Answer) -> Answer {
    let Err(errors) = answer else { return answer };
    let Value::Object(mut body) = value(&Problem::from_errors(&errors)) else {
        panic!("a body is an object")
    };
    for (_, parameters) in body.iter_mut().filter(|(key, _)| key == "invalid_params") {
        let Value::Array(parameters) = parameters else { panic!("parameters are a list") };
        for parameter in parameters {
            assert!(matches!(parameter.get("reason"), Some(Value::String(why)) if !why.is_empty()));
            *parameter = parameter.get("name").unwrap().clone();
        }
    }
    let mut errors = value(&errors);
    remove(&mut errors, "message");
    Ok(Value::Object(vec![
        (String::from("errors"), errors),
        (String::from("problem"), Value::Object(body)),
    ]))
}

#[test]
fn vectors_are_as_their_schema_says() {
    let schema = Schema::read("tests/vectors/schema.json");
    let mut wrong = Vec::new();
    let kinds = ["classify", "consumption-detail", "consumption-addons", "reconcile"];
    for file in kinds.iter().flat_map(|kind| files(kind)) {
        let text = fs::read_to_string(&file).unwrap();
        wrong.extend(schema.refuses(&text).map(|why| format!("{}: {why}", file.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(schema.refuses(r#"{ "kind": "reconcile" }"#).is_some());
}

/// The lines of an export of a JSON text.
fn lines(rows: &str) -> Vec<String> {
    let rows = ConsumptionRows::from_value(&json::parse(rows).unwrap()).unwrap();
    to_csv(&rows).strip_suffix("\r\n").unwrap().split("\r\n").map(str::to_owned).collect()
}

#[test]
fn rows_are_exported_with_their_keys() {
    let rows = r#"{ "meta": {}, "data": [
        { "source": "api", "workspace_id": "=1+1", "type": "invited_signers", "level": "simple", "value": 150 },
        { "source": "app", "type": "identification_attempts", "level": "qualified",
          "identification_mode": "saved_identity", "value": 2 },
        { "source": "app", "workspace_id": "a, \"b\"", "type": "archiving", "value": 1 }] }"#;
    let expected = [
        "source,workspace_id,type,level,identification_mode,value",
        "api,'=1+1,invited_signers,simple,,150",
        "app,,identification_attempts,qualified,saved_identity,2",
        r#"app,"a, ""b""",archiving,,,1"#,
    ];
    assert_eq!(lines(rows), expected);
    assert_eq!(lines("[]"), expected[..1]);
}

#[test]
fn addons_are_exported_with_ours_and_without() {
    let rows = r#"[
        { "name": "archiving", "start_at": "2024-01-01T00:00:00Z", "end_at": "2025-01-01T00:00:00Z",
          "quota": 10, "consumed": 12, "remaining": -2, "thresholds": [50, 80, 100], "projected": 20,
          "exhaustedOn": "2024-07-01" },
        { "name": "electronic_seal", "start_at": "2024-01-01T00:00:00Z", "end_at": "2025-01-01T00:00:00Z",
          "quota": 10, "consumed": 1 }]"#;
    let expected = [
        "name,start_at,end_at,quota,consumed,remaining,thresholds,projected,exhaustedOn",
        "archiving,2024-01-01T00:00:00Z,2025-01-01T00:00:00Z,10,12,-2,50 80 100,20,2024-07-01",
        "electronic_seal,2024-01-01T00:00:00Z,2025-01-01T00:00:00Z,10,1,,,,",
    ];
    assert_eq!(lines(rows), expected);
}

#[test]
fn answers_are_exported_as_they_are_when_read_again() {
    for (kind, key) in [("consumption-detail", "detail"), ("consumption-addons", "data")] {
        for file in files(kind) {
            let case = json::parse(&fs::read_to_string(file).unwrap()).unwrap();
            let expected = case.get("expect").unwrap().get(key);
            if key == "detail" {
                let Ok(query) = DetailQuery::from_value(case.get("query").unwrap()) else {
                    continue;
                };
                let Ok(events) = events(&case, query.skip_invalid) else { continue };
                let Ok(detail) = consumption_detail(&events.events, query) else { continue };
                let again = ConsumptionRows::from_value(&value(&detail)).unwrap();
                assert_eq!(to_csv(&again), to_csv(&ConsumptionRows::from(&detail)));
            } else if let Some(rows) = expected {
                let query = AddonsQuery::from_value(case.get("query").unwrap()).unwrap();
                let subscriptions = case.get("subscriptions").unwrap();
                let subscriptions = AddonSubscription::list_from_value(subscriptions).unwrap();
                let events = events(&case, query.skip_invalid).unwrap();
                let addons = consumption_addons(&subscriptions, &events.events, &query).unwrap();
                let again = ConsumptionRows::from_value(rows).unwrap();
                if !addons.data.is_empty() {
                    assert_eq!(to_csv(&again), to_csv(&ConsumptionRows::from(&addons)));
                }
            }
        }
    }
}

#[test]
fn rows_that_are_none_are_refused() {
    let paths = |rows: &str| {
        let errors = ConsumptionRows::from_value(&json::parse(rows).unwrap()).unwrap_err();
        errors.into_iter().map(|error| error.path).collect::<Vec<String>>()
    };
    assert_eq!(paths("7"), [""]);
    assert_eq!(paths("{}"), ["/data"]);
    assert_eq!(paths(r#"[{ "source": "fax", "type": "archiving", "value": 1 }]"#), ["/0/source"]);
    assert_eq!(paths(r#"[{ "source": "api", "type": "archiving", "value": 0.5 }]"#), ["/0/value"]);
}
