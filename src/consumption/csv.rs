//! Exports for spreadsheets.

use super::addons::{AddonConsumption, ConsumptionAddons};
use super::detail::{ConsumptionDetail, ConsumptionRow};
use super::event::{Level, Source, name_of};
use super::meter::{Addon, ConsumptionType};
use crate::error::{Code, Error};
use crate::history::push_text;
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Kind, Value};
use crate::message::message;

const ROW_COLUMNS: &str = "source,workspace_id,type,level,identification_mode,value\r\n";
const ADDON_COLUMNS: &str =
    "name,start_at,end_at,quota,consumed,remaining,thresholds,projected,exhaustedOn\r\n";
/// The most rows that are written at once.
const MAX_ROWS: usize = 1_000_000;

/// Rows that can be written: of consumption, or of add-ons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumptionRows {
    columns: &'static str,
    rows: Vec<Vec<String>>,
}

impl From<&ConsumptionDetail> for ConsumptionRows {
    fn from(detail: &ConsumptionDetail) -> Self {
        Self::from(detail.data.as_slice())
    }
}

impl From<&[ConsumptionRow]> for ConsumptionRows {
    fn from(rows: &[ConsumptionRow]) -> Self {
        let row = |row: &ConsumptionRow| {
            Vec::from([
                row.source.as_str().to_owned(),
                row.workspace_id.clone().unwrap_or_default(),
                row.consumption_type.as_str().to_owned(),
                row.level.map_or("", |level| name_of(&Level::NAMED, level)).to_owned(),
                row.identification_mode.unwrap_or_default().to_owned(),
                message![row.value],
            ])
        };
        Self { columns: ROW_COLUMNS, rows: rows.iter().map(row).collect() }
    }
}

impl From<&ConsumptionAddons> for ConsumptionRows {
    fn from(addons: &ConsumptionAddons) -> Self {
        let row = |addon: &AddonConsumption| {
            let thresholds: Vec<String> =
                addon.thresholds.iter().map(|number| message![*number]).collect();
            Vec::from([
                addon.name.as_str().to_owned(),
                addon.start_at.clone(),
                addon.end_at.clone(),
                message![addon.quota],
                message![addon.consumed],
                message![addon.remaining],
                thresholds.join(" "),
                message![addon.projected],
                addon.exhausted_on.map_or(String::new(), |date| message![date]),
            ])
        };
        Self { columns: ADDON_COLUMNS, rows: addons.data.iter().map(row).collect() }
    }
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
    let nodes = node.array(MAX_ROWS, problems)?;
    let rows = nodes.filter_map(|node| {
        let fields = node.open_object(problems)?;
        if of_addons { addon_fields(&fields, problems) } else { row_fields(&fields, problems) }
    });
    let rows = rows.collect();
    Some(ConsumptionRows { columns: if of_addons { ADDON_COLUMNS } else { ROW_COLUMNS }, rows })
}

fn row_fields(fields: &Fields<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let source = fields.required("source", problems);
    let source = source.and_then(|node| node.choice(&Source::NAMED, problems));
    let workspace = text(fields, "workspace_id", problems);
    let kind = fields.required("type", problems);
    let kind = kind.and_then(|node| node.choice(&ConsumptionType::NAMED, problems));
    let level = match fields.optional("level").filter(|node| !node.value.is_null()) {
        Some(node) => {
            node.choice(&Level::NAMED, problems).map(|level| name_of(&Level::NAMED, level))
        }
        None => Some(""),
    };
    let mode = text(fields, "identification_mode", problems);
    let value = fields.whole("value", 0, "units", problems);
    let kind = kind?.as_str().to_owned();
    let (source, level) = (source?.as_str().to_owned(), level?.to_owned());
    Some(Vec::from([source, workspace?, kind, level, mode?, message![value?]]))
}

fn addon_fields(fields: &Fields<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let name = fields.required("name", problems);
    let name = name.and_then(|node| node.choice(&Addon::NAMED, problems));
    let mut row = Vec::from([name.map_or(String::new(), |name| name.as_str().to_owned())]);
    for key in ["start_at", "end_at"] {
        let node = fields.required(key, problems);
        row.push(node.and_then(|node| node.string(problems))?.to_owned());
    }
    for key in ["quota", "consumed"] {
        let node = fields.required(key, problems);
        row.push(message![node.and_then(|node| node.amount(problems))?]);
    }
    row.push(number(fields, "remaining", problems)?);
    row.push(thresholds(fields, problems)?);
    row.push(number(fields, "projected", problems)?);
    row.push(text(fields, "exhaustedOn", problems)?);
    name.map(|_| row)
}

/// A text that may be left out, or `null`.
fn text(fields: &Fields<'_>, key: &str, problems: &mut Problems) -> Option<String> {
    match fields.optional(key).filter(|node| !node.value.is_null()) {
        Some(node) => node.string(problems).map(str::to_owned),
        None => Some(String::new()),
    }
}

/// A number that may be left out.
fn number(fields: &Fields<'_>, key: &str, problems: &mut Problems) -> Option<String> {
    let Some(node) = fields.optional(key) else { return Some(String::new()) };
    if let Some(number) = node.value.integer() {
        return Some(message![number]);
    }
    let message = message!["expected a whole number, got ", node.kind(), "; give a whole number"];
    node.problem(Code::InvalidType, message, problems);
    None
}

fn thresholds(fields: &Fields<'_>, problems: &mut Problems) -> Option<String> {
    let Some(node) = fields.optional("thresholds") else { return Some(String::new()) };
    let nodes = node.array(MAX_ROWS, problems)?;
    let numbers = nodes.filter_map(|node| node.count("hundredths", problems));
    Some(numbers.map(|number| message![number]).collect::<Vec<String>>().join(" "))
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
    let mut csv = String::from(rows.columns);
    for row in &rows.rows {
        for (place, field) in row.iter().enumerate() {
            if place > 0 {
                csv.push(',');
            }
            // Amounts are numbers and stay numbers, negative ones too.
            if field.parse::<i64>().is_ok() {
                csv.push_str(field);
            } else {
                push_text(field, &mut csv);
            }
        }
        csv.push_str("\r\n");
    }
    csv
}
