//! A report for people: the sums first, then what is wrong and where.

use std::fmt::Write;

use sealquote::ledger::{Finding, Report};

/// The most findings that are written out; the JSON form has all.
const MAX_LISTED: usize = 200;

/// The report as text.
pub(crate) fn text(report: &Report, unit: &str) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "{}, {}, {}\n",
        counted(summary.rows, "row"),
        counted(summary.wallets, "wallet"),
        counted(summary.envelopes, "envelope"),
    );
    let rows = [
        ("opening", summary.opening.get()),
        ("added", summary.added.get()),
        ("consumed", summary.consumed.get().wrapping_neg()),
        ("refunded", summary.refunded.get()),
        ("closing", summary.closing.get()),
    ];
    let figures = rows.map(|(name, amount)| (name, grouped(amount)));
    let width = figures.iter().map(|(_, figure)| figure.len()).max().unwrap_or(0);
    for (name, figure) in figures {
        let _ = writeln!(text, "  {name:<9}{figure:>width$} {unit}s");
    }
    let found: u64 = summary.findings.values().fold(0, |sum, count| sum.saturating_add(*count));
    if found == 0 {
        text.push_str("\nNothing is wrong.\n");
        return text;
    }
    let _ = writeln!(text, "\n{}", counted(found, "finding"));
    for (code, count) in &summary.findings {
        let _ = writeln!(text, "  {:<17}{}", code.as_str(), grouped_count(*count));
    }
    text.push('\n');
    for finding in report.findings.iter().take(MAX_LISTED) {
        write_finding(finding, &mut text);
    }
    if report.findings.len() > MAX_LISTED {
        let _ =
            writeln!(text, "Only the first {MAX_LISTED} are listed; `--format json` gives all.");
    }
    text
}

fn write_finding(finding: &Finding, text: &mut String) {
    let _ = write!(text, "{}:{}: {}", finding.file, finding.row, finding.code.as_str());
    if let Some(id) = &finding.id {
        let _ = write!(text, " `{id}`");
    }
    if let Some(wallet) = &finding.wallet {
        let _ = write!(text, " in `{wallet}`");
    }
    let _ = writeln!(text, "\n  {}", finding.message);
}

fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped_count(count), if count == 1 { "" } else { "s" })
}

fn grouped_count(count: u64) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Digits in groups of three, by a comma.
fn grouped(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::from(if amount < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
