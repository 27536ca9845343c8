//! A report for people: the sums first, then what is wrong and where.

use std::fmt::Write;

use sealquote::ledger::{Finding, FindingCode, Report};

use crate::explain::Explanation;

/// The most findings, or wallets, that are written out; the JSON form has all.
pub(crate) const MAX_LISTED: usize = 200;

/// The report as text.
pub(crate) fn text(report: &Report, unit: &str) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "{}, {}, {}\n",
        counted(summary.rows, "row"),
        counted(summary.wallets, "wallet"),
        counted(summary.envelopes, "envelope"),
    );
    text.push_str(&figures(
        &[
            ("opening", summary.opening.get()),
            ("added", summary.added.get()),
            ("consumed", summary.consumed.get().wrapping_neg()),
            ("refunded", summary.refunded.get()),
            ("closing", summary.closing.get()),
        ],
        unit,
    ));
    let found: u64 = summary.findings.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count));
    if found == 0 {
        // To say of nothing that nothing is wrong with it would be no help.
        let verdict = match summary.rows {
            0 => "No row was there to check; was it the right file?",
            _ => "Nothing is wrong.",
        };
        let _ = writeln!(text, "\n{verdict}");
        return text;
    }
    let _ = writeln!(text, "\n{}", counted(found, "finding"));
    let rows: Vec<(FindingCode, String)> =
        summary.findings.iter().map(|(code, count)| (*code, grouped_count(*count))).collect();
    let width = rows.iter().map(|(_, count)| count.len()).max().unwrap_or(0);
    let codes = rows.iter().map(|(code, _)| code.as_str().len()).max().unwrap_or(0);
    for (code, count) in &rows {
        let meaning = Explanation::of(*code).meaning;
        let _ = writeln!(text, "  {:<codes$}  {count:>width$}  {meaning}", code.as_str());
    }
    text.push('\n');
    for finding in report.findings.iter().take(MAX_LISTED) {
        write_finding(finding, &mut text);
    }
    if report.findings.len() > MAX_LISTED {
        let _ =
            writeln!(text, "Only the first {MAX_LISTED} are listed; `--format json` gives all.");
    }
    text.push_str("\n`sealquote explain CODE` says where a finding comes from and what to do.\n");
    text
}

/// Named sums, one a line, digits below digits.
pub(crate) fn figures(sums: &[(&str, i64)], unit: &str) -> String {
    let figures: Vec<String> = sums.iter().map(|(_, amount)| grouped(*amount)).collect();
    let width = figures.iter().map(String::len).max().unwrap_or(0);
    let lines = sums.iter().zip(&figures);
    lines.map(|((name, _), figure)| format!("  {name:<9}{figure:>width$} {unit}s\n")).collect()
}

/// A table whose first column holds names, and whose others hold sums.
pub(crate) fn table<const SUMS: usize>(
    head: &str,
    heads: [&str; SUMS],
    rows: &[(String, [i64; SUMS])],
) -> String {
    let lines: Vec<(&str, [String; SUMS])> = core::iter::once((head, heads.map(str::to_owned)))
        .chain(rows.iter().map(|(name, sums)| (name.as_str(), sums.map(grouped))))
        .collect();
    let length = |text: &str| text.chars().count();
    let name_width = lines.iter().map(|(name, _)| length(name)).max().unwrap_or(0);
    let sums = || lines.iter().flat_map(|(_, sums)| sums);
    let width = sums().map(|sum| length(sum)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, sums) in &lines {
        let _ = write!(text, "  {name:<name_width$}");
        for sum in sums {
            let _ = write!(text, "  {sum:>width$}");
        }
        text.push('\n');
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
    if let Some(cause) = finding.cause {
        let _ = write!(text, ": {}", cause.as_str());
    }
    let _ = writeln!(text, "\n  {}", finding.message);
}

/// What was read, as the first words of an answer.
pub(crate) fn read(rows: u64, wallets: usize, unreadable: u64) -> String {
    let wallets = u64::try_from(wallets).unwrap_or(u64::MAX);
    let mut text = format!("{}, {}", counted(rows, "row"), counted(wallets, "wallet"));
    if unreadable > 0 {
        let _ = write!(text, ", {} unreadable", grouped_count(unreadable));
    }
    text
}

/// What a wallet is called: its id, or the file whose rows name none.
pub(crate) fn wallet_name(id: &Option<String>, file: &Option<String>) -> String {
    id.as_ref().or(file.as_ref()).cloned().unwrap_or_default()
}

/// That a list of wallets is not whole, if it is not.
pub(crate) fn only_listed(wallets: usize) -> String {
    match wallets {
        0..=MAX_LISTED => String::new(),
        _ => format!("Only the first {MAX_LISTED} are listed; `--format json` gives all.\n"),
    }
}

/// How many there are of a thing.
pub(crate) fn counted(count: u64, noun: &str) -> String {
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
