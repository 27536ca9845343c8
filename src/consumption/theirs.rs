//! The consumption that the vendor answered, to be held against one's own.

use super::detail::amount;
use super::event::{Level, Source};
use super::meter::{ConsumptionType, Meter};
use super::query::{Breakdown, DetailQuery};
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Kind, Value};
use crate::time::Instant;

/// The most rows, and pages, that are read.
const MAX_ROWS: usize = 100_000;
/// What the vendor counts and we do not.
const VERIFICATIONS: &str = "verifications";

/// What tells rows of both sides apart: the meter stands for type, level and mode.
///
/// Where the vendor's rows name no identification mode, both modes are counted as the first of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) meter: Meter,
    pub(super) source: Source,
    pub(super) workspace_id: Box<str>,
}

/// The vendor's answer to a query: every page of it.
///
/// Source: Yousign developer guide, Consumption ("Track your overall consumption").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// By key; what a key has twice is added up.
    pub(super) rows: Vec<(Key, u64)>,
    /// Whether identification attempts are told by mode.
    pub(super) by_mode: bool,
    /// Whether any row is of a workspace.
    pub(super) by_workspace: bool,
    pub(super) updated_at: Option<Instant>,
}

/// A row as it was read, which names a mode and a workspace or not.
struct Row {
    key: Key,
    has_mode: bool,
    has_workspace: bool,
    value: u64,
}

impl Theirs {
    /// The answer that a JSON body is, or an array of bodies: the pages of one listing. Rows of
    /// `verifications` are passed over, and so are keys that the guide does not name, and rows of another
    /// source or workspace than the query asks for. For a query by organization, rows of workspaces are
    /// added up.
    ///
    /// # Errors
    /// All mistakes in it, among them `INVALID_VALUE` at `next_cursor` of the last page when more follow.
    pub fn from_value(source: &Value, query: &DetailQuery) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let theirs = read(&node, query, &mut problems);
        problems.finish(theirs)
    }
}

fn read(node: &Node<'_>, query: &DetailQuery, problems: &mut Problems) -> Option<Theirs> {
    let mut rows = Vec::new();
    let mut updated_at = None;
    if node.value.kind() == Kind::Array {
        let pages = node.array(MAX_ROWS, problems)?;
        let last = pages.len().checked_sub(1);
        for (number, page) in pages.enumerate() {
            let at = read_page(&page, query, Some(number) == last, &mut rows, problems)?;
            updated_at = updated_at.max(at);
        }
    } else {
        updated_at = read_page(node, query, true, &mut rows, problems)?;
    }
    let attempts =
        |row: &&Row| row.key.meter.consumption_type() == ConsumptionType::IdentificationAttempts;
    let by_mode = rows.iter().filter(attempts).all(|row| row.has_mode);
    let by_workspace = rows.iter().any(|row| row.has_workspace);
    let mut all: Vec<(Key, u64)> = Vec::new();
    for Row { mut key, value, .. } in rows {
        key.meter = merged(key.meter, by_mode);
        match all.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => {
                let same = all.get_mut(place).into_iter();
                same.for_each(|(_, sum)| *sum = sum.saturating_add(value));
            }
            Err(place) => all.insert(place, (key, value)),
        }
    }
    if all.iter().any(|(_, sum)| amount(*sum).is_err()) {
        let message = String::from("a sum of rows is beyond 2^53 - 1; check the answer");
        node.problem(Code::AmountOutOfRange, message, problems);
        return None;
    }
    Some(Theirs { rows: all, by_mode, by_workspace, updated_at })
}

/// The meter that stands for both modes where they are not told apart.
pub(super) const fn merged(meter: Meter, by_mode: bool) -> Meter {
    match meter {
        Meter::SavedIdentities if !by_mode => Meter::DoubleVerifications,
        other => other,
    }
}

/// Adds the rows of a page; answers how fresh it is.
fn read_page(
    node: &Node<'_>,
    query: &DetailQuery,
    is_last: bool,
    rows: &mut Vec<Row>,
    problems: &mut Problems,
) -> Option<Option<Instant>> {
    let fields = node.open_object(problems)?;
    let mut updated_at = None;
    if let Some(meta) = fields.optional("meta") {
        let meta = meta.open_object(problems)?;
        let present = |key: &str| meta.optional(key).filter(|node| !node.value.is_null());
        if let Some(cursor) = present("next_cursor").filter(|_| is_last) {
            let message =
                String::from("more pages follow; give all of them, as an array of bodies");
            cursor.problem(Code::InvalidValue, message, problems);
        }
        updated_at = match present("updated_at") {
            Some(node) => Some(node.instant(problems)?),
            None => None,
        };
    }
    let data = fields.required("data", problems)?;
    for row in data.array(MAX_ROWS, problems)? {
        let fields = row.open_object(problems)?;
        if fields.optional("type").is_some_and(|node| node.value.string() == Some(VERIFICATIONS)) {
            continue;
        }
        rows.extend(read_row(&fields, query, problems));
    }
    Some(updated_at)
}

fn read_row(fields: &Fields<'_>, query: &DetailQuery, problems: &mut Problems) -> Option<Row> {
    let source = fields.required("source", problems);
    let source = source.and_then(|node| node.choice(&Source::NAMED, problems));
    let kind = fields.required("type", problems);
    let kind = kind.and_then(|node| node.choice(&ConsumptionType::NAMED, problems));
    let meter = kind.and_then(|kind| read_meter(kind, fields, problems));
    let value = fields.required("value", problems).and_then(|node| node.count("it", problems));
    let named = fields.optional("workspace_id").and_then(|node| node.value.string());
    let workspace_id = match query.breakdown {
        Breakdown::Organization => Some(""),
        Breakdown::Workspace => {
            fields.required("workspace_id", problems).and_then(|node| node.name(problems))
        }
    };
    let ((meter, has_mode), source, value) = (meter?, source?, value?);
    let key = Key { meter, source, workspace_id: workspace_id?.into() };
    let asked = query.is_of(source, named);
    asked.then_some(Row { key, has_mode, has_workspace: named.is_some(), value })
}

/// The meter of a row, and whether it names a mode.
fn read_meter(
    kind: ConsumptionType,
    fields: &Fields<'_>,
    problems: &mut Problems,
) -> Option<(Meter, bool)> {
    let present = |key: &str| fields.optional(key).filter(|node| !node.value.is_null());
    let mut level = |levels: &[(&str, Meter)]| {
        let node = fields.required("level", problems)?;
        node.choice(levels, problems)
    };
    match kind {
        ConsumptionType::Archiving => Some((Meter::Archiving, false)),
        ConsumptionType::InvitedSigners => level(&[
            ("simple", Meter::SimpleSigners),
            ("advanced", Meter::AdvancedSigners),
            ("qualified", Meter::QualifiedSigners),
        ])
        .map(|meter| (meter, false)),
        ConsumptionType::ElectronicSeals => {
            level(&[("simple", Meter::SimpleSeals), ("advanced", Meter::AdvancedSeals)])
                .map(|meter| (meter, false))
        }
        ConsumptionType::IdentificationAttempts => {
            if let Some(node) = present("level") {
                node.choice(&[("qualified", Level::Qualified)], problems)?;
            }
            let Some(node) = present("identification_mode") else {
                return Some((Meter::DoubleVerifications, false));
            };
            let modes = [
                ("identity_verification", Meter::DoubleVerifications),
                ("saved_identity", Meter::SavedIdentities),
            ];
            node.choice(&modes, problems).map(|meter| (meter, true))
        }
    }
}
