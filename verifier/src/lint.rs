//! What is wrong with a price book, and where in its file.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use sealquote::book::{LintFinding, Severity};
use sealquote::{Code, PriceBook, json};
use serde::Serialize;

/// The most findings that are written out; the JSON form has all.
const MAX_LISTED: usize = 200;

/// A book's file, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Linted {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    findings: Vec<(LintFinding, Range<usize>)>,
}

/// A finding as the JSON form has it; lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Placed<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    #[serde(flatten)]
    finding: &'a LintFinding,
}

impl Linted {
    pub(crate) fn new(name: String, text: String) -> Self {
        let line_starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(after));
        let mut linted =
            Self { name, line_starts: line_starts.collect(), findings: Vec::new(), text };
        let findings = PriceBook::lint_json(&linted.text);
        // A book without a finding is not read again, nor one that is no JSON.
        let tree = findings.first().filter(|first| !is_unreadable(first)).and_then(|_| {
            jsonc_parser::parse_to_ast(&linted.text, &Default::default(), &Default::default()).ok()
        });
        let tree = tree.and_then(|tree| tree.value);
        let place = |finding: LintFinding| {
            let range = match &tree {
                Some(tree) => range_of(tree, &finding),
                None => linted.broken_at(),
            };
            let range = linted.first_line(range);
            (finding, range)
        };
        linted.findings = findings.into_iter().map(place).collect();
        linted
    }

    /// Whether it is no JSON at all, so that nothing in it was looked at.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.findings.first().is_some_and(|(first, _)| is_unreadable(first))
    }

    pub(crate) const fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Where the text stops being JSON, or has half a character; its beginning when neither is the matter with it.
    fn broken_at(&self) -> Range<usize> {
        let start = json::broken_at(&self.text).unwrap_or_default();
        start..after(start)
    }

    /// As much of a range as is on its first line, and within the text.
    fn first_line(&self, range: Range<usize>) -> Range<usize> {
        let boundary = |at: usize| (0..=at).rev().find(|at| self.text.is_char_boundary(*at));
        let start = boundary(range.start).unwrap_or_default();
        let end = boundary(range.end).unwrap_or_default();
        let covered = self.text.get(start..end).unwrap_or_default();
        let first = covered.lines().next().unwrap_or_default().trim_end();
        start..start.saturating_add(first.len())
    }

    /// The number of the line that holds a byte, from 0, and where it starts.
    fn line_of(&self, byte: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= byte).saturating_sub(1);
        (line, self.line_starts.get(line).copied().unwrap_or_default())
    }

    fn placed(&self) -> impl Iterator<Item = Placed<'_>> {
        self.findings.iter().map(|(finding, range)| {
            let (line, start) = self.line_of(range.start);
            let before = self.text.get(start..range.start).unwrap_or_default();
            let column = after(before.chars().count());
            Placed { file: &self.name, line: after(line), column, finding }
        })
    }

    fn render(&self, finding: &LintFinding, range: &Range<usize>, renderer: &Renderer) -> String {
        let (line, start) = self.line_of(range.start);
        let source = self.text.get(start..).and_then(|rest| rest.lines().next());
        let span = range.start.saturating_sub(start)..range.end.saturating_sub(start);
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let snippet = Snippet::source(source.unwrap_or_default())
            .line_start(after(line))
            .path(normalize_untrusted_str(&self.name))
            .annotation(AnnotationKind::Primary.span(span));
        let help = Level::HELP.message(normalize_untrusted_str(&finding.remedy));
        let title = level.primary_title(finding.message.as_str()).id(finding.code.as_str());
        renderer.render(&[title.element(snippet).element(help)])
    }
}

const fn after(position: usize) -> usize {
    position.saturating_add(1)
}

fn is_unreadable(finding: &LintFinding) -> bool {
    matches!(finding.code, Code::InvalidJson | Code::TooDeep)
}

/// The place that a path points to: a key that should not be there, or not once more, else a value, else, for a value
/// that is missing, what it is missing from.
fn range_of(tree: &Value<'_>, finding: &LintFinding) -> Range<usize> {
    let mut value = tree;
    let mut steps = finding.path.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let below = match value {
            Value::Object(object) => {
                let key = step.replace("~1", "/").replace("~0", "~");
                // Of a key that is repeated, the last one is one too many.
                let found = object.properties.iter().rev().find(|found| found.name.as_str() == key);
                if let Some(found) = found
                    && matches!(finding.code, Code::UnknownKey | Code::DuplicateKey)
                    && steps.peek().is_none()
                {
                    return range(&found.name);
                }
                found.map(|found| &found.value)
            }
            Value::Array(array) => step.parse().ok().and_then(|at: usize| array.elements.get(at)),
            _ => None,
        };
        let Some(below) = below else { break };
        value = below;
    }
    range(value)
}

fn range(ranged: &impl Ranged) -> Range<usize> {
    ranged.start()..ranged.end()
}

/// All findings, each with its line underlined.
pub(crate) fn text(books: &[Linted], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let all = || books.iter().flat_map(|book| book.findings.iter().map(move |found| (book, found)));
    let mut text = String::new();
    for (book, (finding, range)) in all().take(MAX_LISTED) {
        let _ = writeln!(text, "{}\n", book.render(finding, range, &renderer));
    }
    let of = |wanted| all().filter(|(_, (finding, _))| finding.severity == wanted).count();
    match (of(Severity::Error), of(Severity::Warning)) {
        (0, 0) => text.push_str("Nothing is wrong.\n"),
        (errors, warnings) => {
            let _ =
                writeln!(text, "{}, {}", counted(errors, "error"), counted(warnings, "warning"));
        }
    }
    if all().count() > MAX_LISTED {
        let _ =
            writeln!(text, "Only the first {MAX_LISTED} are listed; `--format json` gives all.");
    }
    text
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// All findings as one list.
pub(crate) fn list(books: &[Linted]) -> impl Serialize {
    books.iter().flat_map(Linted::placed).collect::<Vec<_>>()
}
