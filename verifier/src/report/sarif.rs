//! A report as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format): kinds of findings are rules.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sealquote::ledger::{Finding, FindingCode, Severity};
use serde_json::{Value, json};

use super::{Told, found, place, severity};
use crate::Unreadable;
use crate::answer::pretty;
use crate::explain::Explanation;
use crate::watch::Watch;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What stands for itself in no path of a URI (RFC 3986, section 3.3), and `:`, since no scheme is meant.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

pub(super) fn sarif(told: &Told<'_>) -> Result<String, Unreadable> {
    let Told { report, watch, .. } = told;
    let mut about = json!({ "summary": report.summary });
    if let (Some(roots), Some(about)) = (told.roots, about.as_object_mut()) {
        about.insert(String::from("roots"), json!(roots));
    }
    let rules: Vec<Value> = FindingCode::ALL.into_iter().map(rule).collect();
    let results: Vec<Value> =
        report.findings.iter().map(|finding| result(finding, watch)).collect();
    pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sealquote",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            // What is wrong with a ledger is no failure of the tool.
            "invocations": [{ "executionSuccessful": true, "exitCode": i32::from(found(report) > 0) }],
            "columnKind": "utf16CodeUnits",
            "properties": about,
            "results": results,
        }],
    }))
}

fn rule(code: FindingCode) -> Value {
    let about = Explanation::of(code);
    let causes: String = about.causes.iter().map(|cause| format!("\n- {cause}")).collect();
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": about.meaning },
        "fullDescription": { "text": about.recognised },
        "help": { "text": format!("{}\n\nLikely causes:{causes}\n\nWhat to do: {}", about.recognised, about.remedy) },
    })
}

fn result(finding: &Finding, watch: &Watch) -> Value {
    let number = FindingCode::ALL.into_iter().position(|code| code == finding.code);
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut file = json!({ "artifactLocation": { "uri": uri(&finding.file) } });
    if let (Some(line), Some(file)) = (watch.line(&finding.file, finding.row), file.as_object_mut())
    {
        file.insert(String::from("region"), json!({ "startLine": line }));
    }
    json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": number,
        "level": level,
        "message": { "text": finding.message },
        "locations": [{
            "physicalLocation": file,
            "logicalLocations": [{ "fullyQualifiedName": place(finding), "kind": "row" }],
        }],
        "properties": {
            "severity": severity(finding),
            "wallet": finding.wallet,
            "id": finding.id,
            "row": finding.row,
            "expected": finding.expected,
            "recorded": finding.recorded,
            "cause": finding.cause,
        },
    })
}

fn uri(file: &str) -> String {
    let path = utf8_percent_encode(file, UNSAFE).to_string();
    if Path::new(file).is_absolute() { format!("file://{path}") } else { path }
}
