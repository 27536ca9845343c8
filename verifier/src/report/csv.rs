//! A report for spreadsheets: a finding a line, and no formula in it.

use csv::{Terminator, WriterBuilder};
use sealquote::amount::Amount;
use sealquote::history::guarded;
use sealquote::ledger::{Cause, Report};

use super::severity;
use crate::Unreadable;

const COLUMNS: [&str; 10] =
    ["code", "severity", "wallet", "file", "row", "id", "expected", "recorded", "cause", "message"];

pub(super) fn csv(report: &Report) -> Result<String, Unreadable> {
    let failed = |error: &dyn std::fmt::Display| {
        Unreadable::new(format!("the report could not be written: {error}"))
    };
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    csv.write_record(COLUMNS).map_err(|error| failed(&error))?;
    let text = |text: &Option<String>| guarded(text.as_deref().unwrap_or_default());
    let amount =
        |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    for finding in &report.findings {
        let record = [
            finding.code.as_str().to_owned(),
            severity(finding).to_owned(),
            text(&finding.wallet),
            guarded(&finding.file),
            finding.row.to_string(),
            text(&finding.id),
            amount(finding.expected),
            amount(finding.recorded),
            finding.cause.map_or("", Cause::as_str).to_owned(),
            guarded(&finding.message),
        ];
        csv.write_record(record).map_err(|error| failed(&error))?;
    }
    let bytes = csv.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
