//! A report for people at a terminal: the sums first, then what is wrong, kind by kind, and where.

use std::fmt::Write;
use std::str::FromStr;

use annotate_snippets::normalize_untrusted_str as harmless;
use anstyle::{AnsiColor, Style};
use sealquote::ledger::{Finding, FindingCode, Report, Severity};

use super::{Told, found, place};
use crate::explain::{Explanation, wrapped};
use crate::figures::{counted, figures, grouped_count};
use crate::proof::NamedRoot;

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const WRONG: Style = AnsiColor::Red.on_default().bold();
const ODD: Style = AnsiColor::Yellow.on_default().bold();
const RIGHT: Style = AnsiColor::Green.on_default().bold();

/// How many findings of a kind are written out when nothing is said.
const MOST_LISTED: usize = 10;

/// How many balances that do not follow are taken for faults, and not for a lack of order.
const MOST_BREAKS: u64 = 10;

/// How many findings of a kind are written out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Most {
    All,
    Of(usize),
}

impl FromStr for Most {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("all", _) => Ok(Self::All),
            (_, Ok(count)) => Ok(Self::Of(count)),
            _ => Err(String::from("give a whole number, or `all`")),
        }
    }
}

impl Most {
    pub(super) const fn count(self) -> usize {
        match self {
            Self::All => usize::MAX,
            Self::Of(count) => count,
        }
    }
}

/// The report as text, with the colours of a terminal.
pub(super) fn text(told: &Told<'_>) -> String {
    let summary = &told.report.summary;
    let mut text = format!(
        "{STRONG}{}, {}, {}{STRONG:#}\n",
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
        told.book.unit(),
    ));
    let most = told.most.unwrap_or(Most::Of(MOST_LISTED));
    if let Some(roots) = told.roots.filter(|roots| !roots.is_empty()) {
        write_roots(roots, most, &mut text);
    }
    let count = found(told.report);
    if count == 0 {
        // To say of nothing that nothing is wrong with it would be no help.
        let verdict = match summary.rows {
            0 => format!("{ODD}No row was there to check; was it the right file?{ODD:#}"),
            _ => format!("{RIGHT}Nothing is wrong.{RIGHT:#}"),
        };
        let _ = writeln!(text, "\n{verdict}");
        return text;
    }
    let groups = told.groups();
    let _ = writeln!(text, "\n{STRONG}{}{STRONG:#}", counted(count, "finding"));
    let counts = groups.iter().map(|(_, count, _)| grouped_count(*count).len());
    let width = counts.max().unwrap_or(0);
    let codes = groups.iter().map(|(code, ..)| code.as_str().len()).max().unwrap_or(0);
    for (code, count, kept) in &groups {
        let (style, count) = (style(kept), grouped_count(*count));
        let name = code.as_str();
        let gap = " ".repeat(codes.saturating_sub(name.len()));
        let meaning = Explanation::of(*code).meaning;
        let _ = writeln!(text, "  {style}{name}{style:#}{gap}  {count:>width$}  {meaning}");
    }
    if is_disordered(told.report) {
        let hint = "Most balances do not follow. Are these rows in the order in which they were booked? Give them as the \
                    vendor lists them, or sort them by `createdAt`, before anything below is believed.";
        let _ = writeln!(text, "\n{}", wrapped("", hint).trim_end());
    }
    for (code, count, kept) in &groups {
        write_group(*code, *count, kept, most, &mut text);
    }
    text.push_str(
        "\n`sealquote explain CODE` says where a finding comes from and how it is recognised.\n",
    );
    text
}

/// The roots, each first on its line, so that it can be cut out.
fn write_roots(roots: &[NamedRoot], most: Most, text: &mut String) {
    let _ = writeln!(text, "\n{STRONG}Merkle roots to write down{STRONG:#}");
    for root in roots.iter().take(most.count()) {
        let _ = writeln!(text, "  {}  {}", root.head, harmless(&root.name()));
    }
    let more = roots.len().saturating_sub(most.count());
    if more > 0 {
        let more = grouped_count(u64::try_from(more).unwrap_or(u64::MAX));
        let _ = writeln!(text, "  {FAINT}and {more} more; `--limit all` shows them{FAINT:#}");
    }
}

fn style(findings: &[&Finding]) -> Style {
    let wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
    if wrong { WRONG } else { ODD }
}

fn write_group(code: FindingCode, count: u64, kept: &[&Finding], most: Most, text: &mut String) {
    text.push('\n');
    for finding in kept.iter().take(most.count()) {
        write_finding(finding, text);
    }
    let shown = kept.len().min(most.count());
    let more = count.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if shown < kept.len() {
        let more = grouped_count(more);
        let code = code.as_str();
        let _ =
            writeln!(text, "  {FAINT}and {more} more {code}; `--limit all` shows them{FAINT:#}");
    } else if more > 0 {
        let more = grouped_count(more);
        let _ = writeln!(
            text,
            "  {FAINT}and {more} more, of which no more is known than that{FAINT:#}"
        );
    }
    let _ = writeln!(
        text,
        "  {FAINT}What to do{FAINT:#}\n{}",
        wrapped("    ", Explanation::of(code).remedy)
    );
}

fn write_finding(finding: &Finding, text: &mut String) {
    let style = style(&[finding]);
    let _ =
        write!(text, "{}: {style}{}{style:#}", harmless(&place(finding)), finding.code.as_str());
    if let Some(id) = &finding.id {
        let _ = write!(text, " `{}`", harmless(id));
    }
    if let Some(wallet) = &finding.wallet {
        let _ = write!(text, " in `{}`", harmless(wallet));
    }
    if let Some(cause) = finding.cause {
        let _ = write!(text, ": {}", cause.as_str());
    }
    let _ = writeln!(text, "\n  {}", harmless(&finding.message));
}

/// Whether so many balances do not follow that rows are hardly in any order of theirs.
fn is_disordered(report: &Report) -> bool {
    let breaks = report.summary.findings.iter().find(|(code, _)| *code == FindingCode::ChainBreak);
    breaks.is_some_and(|(_, breaks)| {
        *breaks >= MOST_BREAKS && breaks.saturating_mul(2) > report.summary.rows
    })
}
