//! A report as JSON Lines: the summary first, then a finding a line.

use sealquote::ledger::{Report, Summary};
use serde::Serialize;

use crate::Unreadable;

#[derive(Serialize)]
struct Head<'a> {
    summary: &'a Summary,
}

pub(super) fn lines(report: &Report) -> Result<String, Unreadable> {
    let mut text = line(&Head { summary: &report.summary })?;
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
