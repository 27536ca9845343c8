//! A report as one page, which needs no network and no script: what is wrong, drawn and listed.

use askama::Template;
use sealquote::book::Version;
use sealquote::ledger::{Finding, Severity};

use super::course::{Course, MOST_WALLETS};
use super::{Told, found, place, severity};
use crate::Unreadable;
use crate::explain::Explanation;
use crate::figures::{counted, grouped, grouped_count};
use crate::proof::NamedRoot;

mod chart;

use chart::Chart;

/// How many findings of a kind are listed when nothing is said.
const MOST_LISTED: usize = 1_000;

/// The page of a report.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    rows: u64,
    found: u64,
    figure: String,
    noun: &'a str,
    read: String,
    book: String,
    unit: &'a str,
    sums: Vec<(&'a str, String)>,
    charts: Vec<Chart>,
    /// That not all wallets are drawn.
    undrawn: String,
    roots: &'a [NamedRoot],
    more_roots: String,
    groups: Vec<Group<'a>>,
    /// Both errors and warnings are there to choose from.
    mixed: bool,
    /// The wallets to choose from.
    wallets: Vec<&'a str>,
}

/// The findings of one kind.
struct Group<'a> {
    code: &'static str,
    about: Explanation,
    count: String,
    severity: &'static str,
    findings: Vec<Entry<'a>>,
    more: String,
}

/// A finding on the page.
struct Entry<'a> {
    number: usize,
    severity: &'static str,
    /// The number of its wallet among those to choose from.
    wallet_number: Option<usize>,
    place: String,
    finding: &'a Finding,
    message: Vec<Piece>,
    expected: String,
    recorded: String,
}

/// A piece of a message; what stands between backticks is quoted.
struct Piece {
    quoted: bool,
    text: String,
}

pub(super) fn page(told: &Told<'_>) -> Result<String, Unreadable> {
    let report = told.report;
    let summary = &report.summary;
    let found = found(report);
    let wallets: Vec<&str> = wallets(told);
    let all_roots = told.roots.unwrap_or_default();
    let most = told.most.map_or(MOST_LISTED, super::Most::count);
    let (roots, more) = all_roots.split_at(all_roots.len().min(most));
    let groups = groups(told, &wallets);
    let drawn = told.courses.len();
    let undrawn = usize::try_from(summary.wallets).is_ok_and(|all| all <= drawn);
    let all = counted(summary.wallets, "wallet");
    let labels: Vec<&str> = told.book.versions().map(Version::label).collect();
    let is = |wanted: &str| {
        groups.iter().any(|group| group.findings.iter().any(|one| one.severity == wanted))
    };
    let page = Page {
        rows: summary.rows,
        found,
        figure: grouped_count(found),
        noun: if found == 1 { "finding" } else { "findings" },
        read: format!(
            "{} of {all} and {}",
            counted(summary.rows, "row"),
            counted(summary.envelopes, "envelope")
        ),
        book: format!("{} {}", told.book.id(), labels.join(", ")),
        unit: told.book.unit(),
        sums: vec![
            ("Opening balance", signed(summary.opening.get())),
            ("Added", signed(summary.added.get())),
            ("Consumed", signed(summary.consumed.get().wrapping_neg())),
            ("Refunded", signed(summary.refunded.get())),
            ("Closing balance", signed(summary.closing.get())),
        ],
        charts: told
            .courses
            .iter()
            .map(|course| chart_of(course, &groups, &wallets, told))
            .collect(),
        undrawn: match (undrawn, drawn) {
            (true, _) => String::new(),
            (false, 0) => {
                format!("There are {all}; up to {MOST_WALLETS} with findings would be drawn.")
            }
            _ => format!("There are {all}; the {drawn} with the most findings are drawn."),
        },
        roots,
        more_roots: match u64::try_from(more.len()).unwrap_or(u64::MAX) {
            0 => String::new(),
            more => grouped_count(more),
        },
        mixed: is("error") && is("warning"),
        groups,
        wallets,
    };
    page.render()
        .map(|page| page.replace(is_no_character, "\u{fffd}"))
        .map_err(|error| Unreadable::new(format!("the page could not be written: {error}")))
}

/// Whether a page may not have a character (HTML, 13.2.3.5): controls and what Unicode calls no characters.
fn is_no_character(one: char) -> bool {
    let number = u32::from(one);
    (one.is_control() && one != '\n')
        || number & 0xfffe == 0xfffe
        || (0xfdd0..=0xfdef).contains(&number)
}

/// The wallets with findings, where there are several and few enough to choose from.
fn wallets<'a>(told: &'a Told<'_>) -> Vec<&'a str> {
    let mut wallets: Vec<&str> = Vec::new();
    for wallet in told.report.findings.iter().filter_map(|finding| finding.wallet.as_deref()) {
        if !wallets.contains(&wallet) {
            wallets.push(wallet);
        }
        if wallets.len() > MOST_WALLETS {
            return Vec::new();
        }
    }
    if told.report.summary.wallets < 2 { Vec::new() } else { wallets }
}

fn groups<'a>(told: &'a Told<'_>, wallets: &[&str]) -> Vec<Group<'a>> {
    let most = told.most.map_or(MOST_LISTED, super::Most::count);
    let mut number = 0_usize;
    let groups = told.groups().into_iter().map(|(code, count, kept)| {
        let wrong = kept.iter().any(|finding| finding.severity == Severity::Error);
        let findings: Vec<Entry<'a>> = kept
            .into_iter()
            .take(most)
            .map(|finding| {
                number = number.saturating_add(1);
                entry(number, finding, wallets)
            })
            .collect();
        let more = count.saturating_sub(u64::try_from(findings.len()).unwrap_or(u64::MAX));
        Group {
            code: code.as_str(),
            about: Explanation::of(code),
            count: grouped_count(count),
            severity: if wrong { "error" } else { "warning" },
            findings,
            more: if more == 0 { String::new() } else { grouped_count(more) },
        }
    });
    groups.collect()
}

fn entry<'a>(number: usize, finding: &'a Finding, wallets: &[&str]) -> Entry<'a> {
    let amount = |amount: Option<sealquote::amount::Amount>| {
        amount.map(|amount| signed(amount.get())).unwrap_or_default()
    };
    let wallet = finding.wallet.as_deref();
    Entry {
        number,
        severity: severity(finding),
        wallet_number: wallets.iter().position(|known| Some(*known) == wallet),
        place: place(finding),
        finding,
        message: pieces(&finding.message),
        expected: amount(finding.expected),
        recorded: amount(finding.recorded),
    }
}

/// A message as a sentence, in pieces.
fn pieces(message: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = message
        .split('`')
        .enumerate()
        .map(|(place, text)| Piece { quoted: place % 2 == 1, text: text.to_owned() })
        .filter(|piece| !piece.text.is_empty())
        .collect();
    if let Some(first) = pieces.first_mut().filter(|first| !first.quoted) {
        let mut letters = first.text.chars();
        let upper: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first.text = upper + letters.as_str();
    }
    pieces
}

/// The chart of a wallet, with the findings that are in its rows.
fn chart_of(course: &Course, groups: &[Group<'_>], wallets: &[&str], told: &Told<'_>) -> Chart {
    let entries = groups.iter().flat_map(|group| &group.findings);
    let mut marks: Vec<chart::Mark> = Vec::new();
    for entry in entries {
        let own = match &entry.finding.wallet {
            Some(wallet) => course.named && *wallet == course.name,
            None => !course.named,
        };
        let id = entry.finding.id.as_ref().filter(|_| own);
        if let Some((at, balance)) = id.and_then(|id| course.marks.get(id)) {
            let label = format!(
                "{} in row {}",
                entry.finding.code.as_str(),
                grouped_count(entry.finding.row)
            );
            marks.push(chart::Mark { at: *at, balance: *balance, entry: entry.number, label });
        }
    }
    let wallet_number = wallets.iter().position(|known| course.named && *known == course.name);
    Chart::new(course, marks, wallet_number, told.book.unit())
}

/// Digits in groups, with a real minus.
fn signed(amount: i64) -> String {
    grouped(amount).replace('-', "\u{2212}")
}
