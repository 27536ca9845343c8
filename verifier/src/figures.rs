//! Figures in texts for people: sums and tables, digits in groups.

use std::fmt::Write;

/// The most wallets that are written out; the JSON form has all.
pub(crate) const MAX_LISTED: usize = 200;

/// Named sums, one a line, digits below digits.
pub(crate) fn figures(sums: &[(&str, i64)], unit: &str) -> String {
    let figures: Vec<String> = sums.iter().map(|(_, amount)| grouped(*amount)).collect();
    let width = figures.iter().map(String::len).max().unwrap_or(0);
    let lines = sums.iter().zip(&figures);
    lines
        .map(|((name, amount), figure)| {
            let ends = if amount.unsigned_abs() == 1 { "" } else { "s" };
            format!("  {name:<9}{figure:>width$} {unit}{ends}\n")
        })
        .collect()
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

pub(crate) fn grouped_count(count: u64) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Digits in groups of three, by a comma.
pub(crate) fn grouped(amount: i64) -> String {
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
