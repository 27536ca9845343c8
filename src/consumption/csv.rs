//! Exports for spreadsheets.

use super::addons::ConsumptionAddons;
use super::detail::{ConsumptionDetail, ConsumptionRow};
use super::event::{Level, Source, name_of};
use super::meter::{Addon, ConsumptionType};
use crate::error::{Code, Error};
use crate::history::push_text;
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Kind, Value};
use crate::message::{Piece, message};

const ROW_COLUMNS: &str = "source,workspace_id,type,level,identification_mode,value\r\n";
const ADDON_COLUMNS: &str =
    "name,start_at,end_at,quota,consumed,remaining,thresholds,projected,exhaustedOn\r\n";
/// The most rows that are written at once.
const MAX_ROWS: usize = 1_000_000;

/// Rows that can be written: of consumption, or of add-ons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumptionRows {
    columns: &'static str,
    lines: String,
}

/// A line that is written, field by field.
struct Line<'c> {
    lines: &'c mut String,
    is_begun: bool,
}

impl<'c> Line<'c> {
    const fn begin(lines: &'c mut String) -> Self {
        Self { lines, is_begun: false }
    }

    fn next(&mut self) -> &mut String {
        if core::mem::replace(&mut self.is_begun, true) {
            self.lines.push(',');
        }
        self.lines
    }

    fn text(&mut self, text: &str) {
        push_text(text, self.next());
    }

    /// Amounts are numbers and stay numbers, negative ones too.
    fn number(&mut self, number: i64) {
        number.add_to(self.next());
    }

    fn end(self) {
        self.lines.push_str("\r\n");
    }
}

impl From<&ConsumptionDetail> for ConsumptionRows {
    fn from(detail: &ConsumptionDetail) -> Self {
        Self::from(detail.data.as_slice())
    }
}

impl From<&[ConsumptionRow]> for ConsumptionRows {
    fn from(rows: &[ConsumptionRow]) -> Self {
        let mut lines = String::new();
        for row in rows {
            let mut line = Line::begin(&mut lines);
            line.text(row.source.as_str());
            line.text(row.workspace_id.as_deref().unwrap_or_default());
            line.text(row.consumption_type.as_str());
            line.text(row.level.map_or("", |level| name_of(&Level::NAMED, level)));
            line.text(row.identification_mode.unwrap_or_default());
            line.number(row.value.get());
            line.end();
        }
        Self { columns: ROW_COLUMNS, lines }
    }
}

impl From<&ConsumptionAddons> for ConsumptionRows {
    fn from(addons: &ConsumptionAddons) -> Self {
        let mut lines = String::new();
        for addon in &addons.data {
            let mut line = Line::begin(&mut lines);
            line.text(addon.name.as_str());
            line.text(&addon.start_at);
            line.text(&addon.end_at);
            for amount in [addon.quota, addon.consumed, addon.remaining] {
                line.number(amount.get());
            }
            line.text(&parted(addon.thresholds.iter().map(|number| message![*number])));
            line.number(addon.projected.get());
            line.text(&addon.exhausted_on.map_or(String::new(), |date| message![date]));
            line.end();
        }
        Self { columns: ADDON_COLUMNS, lines }
    }
}

/// Texts with spaces between.
fn parted(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<String>>().join(" ")
}

impl ConsumptionRows {
    /// The rows of an answer, or of its `data`: those with a `quota` are of add-ons, and so is an answer without rows and
    /// `meta`. The vendor's own answers are read too; what they lack stays empty.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let whole = match source {
            Value::Object(_) => node.open_object(&mut problems),
            _ => None,
        };
        let rows = match whole {
            Some(body) => {
                let data = body.required("data", &mut problems);
                let of_addons = body.optional("meta").is_none();
                data.and_then(|node| read_all(&node, of_addons, &mut problems))
            }
            None => read_all(&node, false, &mut problems),
        };
        problems.finish(rows)
    }
}

fn read_all(node: &Node<'_>, of_addons: bool, problems: &mut Problems) -> Option<ConsumptionRows> {
    let first = Some(node.value).filter(|list| list.kind() == Kind::Array);
    let first = first.and_then(|list| list.places().next());
    let of_addons = first.map_or(of_addons, |row| row.get("quota").is_some());
    let mut lines = String::new();
    for node in node.array(MAX_ROWS, problems)? {
        let Some(fields) = node.open_object(problems) else { continue };
        // What cannot be read is a problem, and then none of the lines is shown.
        let line = Line::begin(&mut lines);
        if of_addons {
            addon_line(&fields, line, problems);
        } else {
            row_line(&fields, line, problems);
        }
    }
    Some(ConsumptionRows { columns: if of_addons { ADDON_COLUMNS } else { ROW_COLUMNS }, lines })
}

fn row_line(fields: &Fields<'_>, mut line: Line<'_>, problems: &mut Problems) {
    let source = fields.required("source", problems);
    let source = source.and_then(|node| node.choice(&Source::NAMED, problems));
    line.text(source.map_or("", |source| source.as_str()));
    text(fields, "workspace_id", &mut line, problems);
    let kind = fields.required("type", problems);
    let kind = kind.and_then(|node| node.choice(&ConsumptionType::NAMED, problems));
    line.text(kind.map_or("", |kind| kind.as_str()));
    let level = fields.optional("level").filter(|node| !node.value.is_null());
    let level = level.and_then(|node| node.choice(&Level::NAMED, problems));
    line.text(level.map_or("", |level| name_of(&Level::NAMED, level)));
    text(fields, "identification_mode", &mut line, problems);
    line.number(fields.whole("value", 0, "units", problems).unwrap_or(0));
    line.end();
}

fn addon_line(fields: &Fields<'_>, mut line: Line<'_>, problems: &mut Problems) {
    let name = fields.required("name", problems);
    let name = name.and_then(|node| node.choice(&Addon::NAMED, problems));
    line.text(name.map_or("", |name| name.as_str()));
    for key in ["start_at", "end_at"] {
        let node = fields.required(key, problems);
        line.text(node.and_then(|node| node.string(problems)).unwrap_or_default());
    }
    for key in ["quota", "consumed"] {
        line.number(fields.whole(key, 0, "units", problems).unwrap_or(0));
    }
    number(fields, "remaining", &mut line, problems);
    thresholds(fields, &mut line, problems);
    number(fields, "projected", &mut line, problems);
    text(fields, "exhaustedOn", &mut line, problems);
    line.end();
}

/// A text that may be left out, or `null`.
fn text(fields: &Fields<'_>, key: &str, line: &mut Line<'_>, problems: &mut Problems) {
    let node = fields.optional(key).filter(|node| !node.value.is_null());
    line.text(node.and_then(|node| node.string(problems)).unwrap_or_default());
}

/// A number that may be left out.
fn number(fields: &Fields<'_>, key: &str, line: &mut Line<'_>, problems: &mut Problems) {
    let Some(node) = fields.optional(key) else { return line.text("") };
    if let Some(number) = node.value.integer() {
        return line.number(number);
    }
    let message = message!["expected a whole number, got ", node.kind(), "; give a whole number"];
    node.problem(Code::InvalidType, message, problems);
}

fn thresholds(fields: &Fields<'_>, line: &mut Line<'_>, problems: &mut Problems) {
    let nodes = fields.optional("thresholds").and_then(|node| node.array(MAX_ROWS, problems));
    let mut numbers = Vec::new();
    for node in nodes.into_iter().flatten() {
        numbers.extend(node.count("hundredths", problems).map(|number| message![number]));
    }
    line.text(&parted(numbers.into_iter()));
}

/// The rows as CSV (RFC 4180), as [`history::to_csv`](crate::history::to_csv) writes them: a header, lines ended by CRLF,
/// texts quoted where they must be, and none that a spreadsheet would take for a formula.
///
/// Columns are the keys of the answer; what a row does not have is empty. Thresholds are parted by spaces.
///
/// ```
/// use sealquote::{consumption::{self, ConsumptionRows}, json};
/// let rows = r#"[{ "source": "api", "type": "archiving", "value": 3 }]"#;
/// let rows = ConsumptionRows::from_value(&json::parse(rows)?).unwrap();
/// let csv = consumption::to_csv(&rows);
/// assert_eq!(csv.lines().nth(1), Some("api,,archiving,,,3"));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[must_use]
pub fn to_csv(rows: &ConsumptionRows) -> String {
    message![rows.columns, rows.lines]
}
