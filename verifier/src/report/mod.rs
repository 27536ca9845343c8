//! What a verification found, in the forms that people and programs read.

mod course;
mod csv;
mod curve;
mod html;
mod junit;
mod lines;
mod sarif;
mod text;

use std::path::Path;

use anstream::adapter::strip_str;
use clap::ValueEnum;
use sealquote::PriceBook;
use sealquote::ledger::{Finding, FindingCode, Report, Severity, Summary};
use serde::Serialize;

pub(crate) use course::{Course, draw as draw_courses};
pub(crate) use text::Most;

use crate::Unreadable;
use crate::answer::pretty;
use crate::proof::NamedRoot;
use crate::watch::Watch;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// JSON Lines: the summary, then with `--merkle` a root a line, then a finding a line
    Jsonl,
    /// JUnit XML, for what shows the results of tests
    Junit,
    /// SARIF 2.1.0, for what shows findings beside code
    Sarif,
    /// A finding a line, for spreadsheets
    Csv,
    /// A page with charts that needs nothing else
    Html,
}

/// A report, and what else its forms say.
pub(crate) struct Told<'a> {
    pub(crate) report: &'a Report,
    /// The root of each wallet, if they were wanted.
    pub(crate) roots: Option<&'a [NamedRoot]>,
    pub(crate) book: &'a PriceBook,
    pub(crate) watch: &'a Watch,
    /// Of each kind of finding, and of roots, this many are written out for people, if it is said.
    pub(crate) most: Option<Most>,
    /// What the page draws.
    pub(crate) courses: Vec<Course>,
}

/// A report as one document.
#[derive(Serialize)]
struct Whole<'a> {
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    roots: Option<&'a [NamedRoot]>,
    findings: &'a [Finding],
}

impl<'a> Whole<'a> {
    fn of(told: &'a Told<'_>) -> Self {
        let Report { summary, findings } = told.report;
        Self { summary, roots: told.roots, findings }
    }
}

impl Form {
    /// The form that a file's name asks for.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Self::Text,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::Jsonl,
            "xml" => Self::Junit,
            "sarif" => Self::Sarif,
            "csv" => Self::Csv,
            "html" | "htm" => Self::Html,
            _ => return None,
        })
    }
}

impl Told<'_> {
    /// The report in a form, as text with the colours of a terminal or without.
    pub(crate) fn write(&self, form: Form, coloured: bool) -> Result<String, Unreadable> {
        match form {
            Form::Text if coloured => Ok(text::text(self)),
            Form::Text => Ok(strip_str(&text::text(self)).to_string()),
            Form::Json => pretty(&Whole::of(self)),
            Form::Jsonl => lines::lines(self),
            Form::Junit => junit::junit(self.report),
            Form::Sarif => sarif::sarif(self),
            Form::Csv => csv::csv(self.report),
            Form::Html => html::page(self),
        }
    }

    /// How many findings there are in all.
    pub(crate) fn found(&self) -> u64 {
        found(self.report)
    }

    /// The findings by their codes: what is wrong before what is odd, and the many before the few. Of each code how
    /// many there are, and those that were kept.
    fn groups(&self) -> Vec<(FindingCode, u64, Vec<&Finding>)> {
        let of =
            |code: FindingCode| self.report.findings.iter().filter(move |one| one.code == code);
        let counts = self.report.summary.findings.iter();
        let mut groups: Vec<_> =
            counts.map(|(code, count)| (*code, *count, of(*code).collect::<Vec<_>>())).collect();
        groups.sort_by_key(|(_, count, kept)| {
            (
                !kept.iter().any(|one| one.severity == Severity::Error),
                u64::MAX.saturating_sub(*count),
            )
        });
        groups
    }
}

/// How many findings there are in all.
fn found(report: &Report) -> u64 {
    report.summary.findings.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

/// A place as it is written everywhere: `file:row`.
fn place(finding: &Finding) -> String {
    format!("{}:{}", finding.file, finding.row)
}

const fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
