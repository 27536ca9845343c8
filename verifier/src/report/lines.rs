//! A report as JSON Lines: the summary first, then each wallet's root if they are wanted, then a finding a line.

use sealquote::ledger::Summary;
use serde::Serialize;

use super::Told;
use crate::Unreadable;
use crate::proof::NamedRoot;

#[derive(Serialize)]
struct Head<'a> {
    summary: &'a Summary,
}

#[derive(Serialize)]
struct Root<'a> {
    root: &'a NamedRoot,
}

pub(super) fn lines(told: &Told<'_>) -> Result<String, Unreadable> {
    let report = told.report;
    let mut text = line(&Head { summary: &report.summary })?;
    for root in told.roots.unwrap_or_default() {
        text.push_str(&line(&Root { root })?);
    }
    for finding in &report.findings {
        text.push_str(&line(finding)?);
    }
    Ok(text)
}

fn line(value: &impl Serialize) -> Result<String, Unreadable> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|error| Unreadable::new(format!("the answer is not JSON: {error}")))?;
    Ok(text + "\n")
}
