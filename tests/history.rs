//! The vectors of histories: statements, usage, outlooks, shares, listings, error bodies and exports.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod answers;

use std::fs;

use answers::{Schema, differences, files, named, one, remove, run, text, value};
use sealquote::Error;
use sealquote::api_error::{ApiError, Issue};
use sealquote::history::{
    AllocationQuery, Context, ListQuery, RunOutQuery, Transaction, UsageQuery, allocation_overview,
    list_transactions, run_out, statement, to_csv, usage,
};
use sealquote::json::{self, Value};

#[test]
fn statements() {
    run("statement", 12, |case| {
        let rows = rows(case)?;
        let options = case.get("options").cloned().unwrap_or(Value::Object(Vec::new()));
        let context = Context::from_value(&options)?;
        Ok(named("statement", &statement(&rows, context).map_err(one)?))
    });
}

#[test]
fn usages() {
    run("usage", 16, |case| {
        let query = UsageQuery::from_value(case.get("options").unwrap())?;
        Ok(named("usage", &usage(&rows(case)?, &query).map_err(one)?))
    });
}

#[test]
fn run_outs() {
    run("run-out", 10, |case| {
        let query = RunOutQuery::from_value(case.get("options").unwrap())?;
        Ok(named("runOut", &run_out(&rows(case)?, &query).map_err(one)?))
    });
}

#[test]
fn allocations() {
    run("allocation", 8, |case| {
        let query = AllocationQuery::from_value(case.get("query").unwrap())?;
        let mut overview = allocation_overview(&query).map_err(one)?;
        for finding in &mut overview.findings {
            assert!(!std::mem::take(&mut finding.message).is_empty());
        }
        let mut answer = named("overview", &overview);
        remove(&mut answer, "message");
        Ok(answer)
    });
}

#[test]
fn listings() {
    run("listing", 25, |case| {
        let rows = rows(case)?;
        let page = ListQuery::from_value(case.get("query").unwrap())
            .and_then(|query| list_transactions(&rows, &query).map(|listing| value(&listing)));
        let page = match page {
            Ok(page) => page,
            Err(issues) => {
                let meta = |key| text(case.get("meta").and_then(|meta| meta.get(key)));
                let body = ApiError::validation(issues, &meta("requestId"), &meta("timestamp"));
                return Ok(named("body", &body));
            }
        };
        let Value::Object(mut page) = page else { panic!("a page is an object") };
        let Value::Array(items) = &page[0].1 else { panic!("items come first") };
        let ids = items.iter().map(|item| item.get("id").unwrap().clone()).collect();
        page.push((String::from("ids"), Value::Array(ids)));
        let expected = case.get("expect").unwrap();
        let cursor = |keys: &Value| keys.get("nextCursor").is_some();
        assert_eq!(cursor(expected), cursor(&Value::Object(page.clone())), "{expected:?}");
        Ok(Value::Object(page))
    });
}

#[test]
fn api_errors() {
    run("api-error", 10, |case| {
        Ok(named("body", &ApiError::from_value(case.get("error").unwrap())?))
    });
}

#[test]
fn exports() {
    run("csv", 6, |case| {
        let csv = to_csv(&rows(case)?);
        let lines = csv.strip_suffix("\r\n").unwrap().split("\r\n");
        Ok(named("lines", &lines.collect::<Vec<&str>>()))
    });
}

fn rows(case: &Value) -> Result<Vec<Transaction>, Vec<Error>> {
    Transaction::list_from_value(case.get("rows").unwrap())
}

#[test]
fn a_difference_is_noticed() {
    let value = |text| json::parse(text).unwrap();
    let got = value(r#"{ "usage": { "totalUsed": 1, "period": { "from": null, "to": null } } }"#);
    let same = value(r#"{ "usage": { "period": { "from": null, "to": null } } }"#);
    assert_eq!(differences(&same, &got), [""; 0]);
    let turned =
        value(r#"{ "usage": { "period": { "to": null, "from": null }, "totalUsed": 2 } }"#);
    assert_eq!(differences(&turned, &got).len(), 2);
    assert_eq!(differences(&value(r#"{ "errors": [] }"#), &got).len(), 1);
}

const KINDS: [&str; 7] =
    ["statement", "usage", "run-out", "allocation", "listing", "api-error", "csv"];

#[test]
fn vectors_are_as_their_schema_says() {
    let schema = Schema::read("tests/vectors/schema.json");
    let mut wrong = Vec::new();
    for file in KINDS.iter().flat_map(|kind| files(kind)) {
        let text = fs::read_to_string(&file).unwrap();
        wrong.extend(schema.refuses(&text).map(|why| format!("{}: {why}", file.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(schema.refuses(r#"{ "kind": "statement" }"#).is_some());
}

#[test]
fn every_body_is_as_its_schema_says() {
    let schemas = ["validation-error", "unauthorized", "forbidden", "internal-server-error"]
        .map(|name| Schema::read(&format!("schema/{name}.json")));
    let (id, at) = ("req_abc123", "2026-03-11T10:30:00.000Z");
    let issues = [
        Issue::new("type", "invalid_enum_value", "Invalid enum value"),
        Issue::new("", "unrecognized_keys", "Unrecognized key(s) in object: 'x'"),
        Issue::from(&Error::new(sealquote::Code::UnknownKey, "/a~1b/0", "unknown key `0`")),
    ];
    let mut bodies: Vec<(usize, String)> = (1..=issues.len())
        .map(|count| ApiError::validation(issues[..count].to_vec(), id, at))
        .map(|body| (0, serde_json::to_string(&body).unwrap()))
        .collect();
    let plain = [ApiError::unauthorized, ApiError::forbidden, ApiError::internal];
    bodies.extend((1..).zip(plain.map(|make| serde_json::to_string(&make(id, at)).unwrap())));
    // What the vectors expect is what is made, so these are made bodies too.
    for file in ["listing", "api-error"].iter().flat_map(|kind| files(kind)) {
        let case: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let body = &case["expect"]["body"];
        let codes = ["VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN", "INTERNAL_SERVER_ERROR"];
        let number = codes.iter().position(|code| body["code"] == *code);
        bodies.extend(number.map(|number| (number, body.to_string())));
    }
    assert!(bodies.len() >= 40, "only {} bodies", bodies.len());
    for (own, body) in &bodies {
        for (number, schema) in schemas.iter().enumerate() {
            let refusal = schema.refuses(body);
            assert_eq!(refusal.is_none(), number == *own, "{body} by schema {number}: {refusal:?}");
        }
    }
}

#[test]
fn a_body_without_a_part_is_refused() {
    let schema = Schema::read("schema/validation-error.json");
    let body = ApiError::validation(
        vec![Issue::new("type", "invalid_enum_value", "Invalid enum value")],
        "req_abc123",
        "2026-03-11T10:30:00.000Z",
    );
    let whole = value(&body);
    assert_eq!(schema.refuses(&whole.canonical()), None);
    for key in ["code", "requestId", "details", "validation", "fieldErrors", "issues", "path"] {
        let mut part = whole.clone();
        remove(&mut part, key);
        assert!(schema.refuses(&part.canonical()).is_some(), "without {key}");
    }
    let late = whole.canonical().replace("T10:30", "T25:30");
    assert!(schema.refuses(&late).is_some());
}
