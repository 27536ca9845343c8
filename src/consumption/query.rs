//! What is asked of the consumption of a period.

use super::cursor::{self, RowKey};
use super::event::Source;
use crate::digest::sha256_hex;
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::message::message;
use crate::sorted::sort;
use crate::time::{Date, Instant, UtcOffset};

/// How many rows a page has at most, and when nothing is said.
const MAX_LIMIT: i64 = 100;
/// The most workspaces that are asked for by name.
const MAX_WORKSPACE_IDS: usize = 1_000;
const SECONDS_A_DAY: i64 = 86_400;
const KEYS: [&str; 8] =
    ["from", "to", "breakdownType", "workspaceIds", "source", "after", "limit", "skipInvalid"];

/// Whether rows are of the whole organization or of each workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breakdown {
    /// One row for all workspaces.
    #[default]
    Organization,
    /// One row for each.
    Workspace,
}

const BREAKDOWNS: [(&str, Breakdown); 2] =
    [("organization", Breakdown::Organization), ("workspace", Breakdown::Workspace)];

/// Which consumption is asked for.
///
/// `from` and `to` are dates in UTC, both included, `to` at most a year after `from` (the same day of the next
/// year, or the last of February). Beyond the API, `source` filters too, and `skipInvalid` passes over
/// events that cannot be read.
///
/// Source: Yousign API reference, Get detailed Consumption data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailQuery {
    from: Date,
    to: Date,
    /// The period in seconds since 1970, half-open.
    pub(super) begin_seconds: i64,
    pub(super) end_seconds: i64,
    pub(super) breakdown: Breakdown,
    /// Sorted, each once.
    workspace_ids: Option<Vec<Box<str>>>,
    source: Option<Source>,
    pub(super) after: Option<RowKey>,
    pub(super) limit: usize,
    /// Whether events with mistakes are passed over.
    pub skip_invalid: bool,
}

impl DetailQuery {
    /// The query that an object makes: `from`, `to`, and what may be left out: `breakdownType`
    /// (`organization`, or `workspace`), `workspaceIds`, `source`, `after` (a cursor; `null` for the
    /// beginning), `limit` (1 to 100; 100), `skipInvalid`.
    ///
    /// # Errors
    /// All mistakes in it, among them `INVALID_INSTANT` for a date that does not exist, `INVALID_VALUE` at
    /// `/to` when it is before `from`, `LIMIT_EXCEEDED` there when it is over a year after,
    /// `INVALID_CURSOR` for one that was altered or belongs to another query.
    ///
    /// ```
    /// use sealquote::{consumption::DetailQuery, json};
    /// let query = r#"{ "from": "2025-03-01", "to": "2026-03-02", "limit": 0 }"#;
    /// let errors = DetailQuery::from_value(&json::parse(query)?).unwrap_err();
    /// assert_eq!((errors[0].path.as_str(), errors[1].path.as_str()), ("/limit", "/to"));
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        Self::of(source, true)
    }

    /// The query of a [comparison](super::reconcile), for which `after` and `limit` have no meaning: all rows are
    /// compared.
    ///
    /// # Errors
    /// As [`from_value`](Self::from_value).
    pub fn of_all_rows(source: &Value) -> Result<Self, Vec<Error>> {
        Self::of(source, false)
    }

    fn of(source: &Value, paged: bool) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let fields = node.object(&KEYS, &mut problems);
        let query = fields.and_then(|fields| read(&fields, paged, &mut problems));
        problems.finish(query)
    }

    /// Whether an event is of the period, the source and the workspaces asked for.
    pub(super) fn contains(&self, at: Instant, source: Source, workspace_id: &str) -> bool {
        let Self { begin_seconds, end_seconds, .. } = *self;
        (begin_seconds..end_seconds).contains(&at.seconds())
            && self.is_of(source, Some(workspace_id))
    }

    /// Whether what is of a source and a workspace is asked for; what names no workspace is of any.
    pub(super) fn is_of(&self, source: Source, workspace_id: Option<&str>) -> bool {
        let wanted =
            |id: &str, ids: &Vec<Box<str>>| ids.binary_search_by(|other| (**other).cmp(id)).is_ok();
        self.source.is_none_or(|wanted| wanted == source)
            && workspace_id.zip(self.workspace_ids.as_ref()).is_none_or(|(id, ids)| wanted(id, ids))
    }

    /// What tells this query's cursors from those of others: all of it but page size and place.
    pub(super) fn fingerprint(&self) -> String {
        let ids = self.workspace_ids.iter().flatten().map(|id| Value::String(String::from(&**id)));
        let asked = Value::Array(Vec::from([
            Value::String(message![self.from]),
            Value::String(message![self.to]),
            Value::Bool(self.breakdown == Breakdown::Workspace),
            self.source.map_or(Value::Null, |source| Value::String(source.as_str().to_owned())),
            Value::Array(ids.collect()),
        ]));
        let mut digest = sha256_hex(&asked.canonical());
        digest.truncate(cursor::FINGERPRINT_DIGITS);
        digest
    }
}

fn read(fields: &Fields<'_>, paged: bool, problems: &mut Problems) -> Option<DetailQuery> {
    let date = |key: &str, problems: &mut Problems| {
        fields.required(key, problems).and_then(|node| read_date(&node, problems))
    };
    let (from, to) = (date("from", problems), date("to", problems));
    let breakdown = fields.optional("breakdownType");
    let breakdown = breakdown.map(|node| node.choice(&BREAKDOWNS, problems));
    let workspace_ids =
        fields.optional("workspaceIds").map(|node| read_workspace_ids(&node, problems));
    let source = fields.optional("source").map(|node| node.choice(&Source::NAMED, problems));
    let limit = fields.optional("limit").filter(|_| paged);
    let limit = limit.map(|node| read_limit(&node, problems));
    let skip_invalid = skip_invalid(fields, problems);
    let (from, to) = (from?, to?);
    check_period(from, to, fields, problems)?;
    let begin =
        |date: Date| date.begin(UtcOffset::UTC).map_or(i64::MAX, |instant| instant.seconds());
    let mut query = DetailQuery {
        from,
        to,
        begin_seconds: begin(from),
        end_seconds: begin(to).saturating_add(SECONDS_A_DAY),
        breakdown: breakdown.unwrap_or(Some(Breakdown::Organization))?,
        workspace_ids: workspace_ids.map_or(Some(None), |ids| ids.map(Some))?,
        source: source.map_or(Some(None), |source| source.map(Some))?,
        after: None,
        limit: limit.unwrap_or(usize::try_from(MAX_LIMIT).ok())?,
        skip_invalid: skip_invalid?,
    };
    if let Some(node) = fields.optional("after").filter(|node| paged && !node.value.is_null()) {
        let text = node.string(problems)?;
        match RowKey::read(text, &query.fingerprint()) {
            Ok(key) => query.after = Some(key),
            Err(message) => {
                node.problem(Code::InvalidCursor, message.to_owned(), problems);
                return None;
            }
        }
    }
    Some(query)
}

/// The field `skipInvalid`; no when it is left out.
pub(super) fn skip_invalid(fields: &Fields<'_>, problems: &mut Problems) -> Option<bool> {
    fields.optional("skipInvalid").map_or(Some(false), |node| node.boolean(problems))
}

fn read_date(node: &Node<'_>, problems: &mut Problems) -> Option<Date> {
    let text = node.string(problems)?;
    let date = Date::parse(text);
    if date.is_none() {
        let message = message!["`", text, "` is not a date; write it like `2026-03-11`"];
        node.problem(Code::InvalidInstant, message, problems);
    }
    date
}

fn read_limit(node: &Node<'_>, problems: &mut Problems) -> Option<usize> {
    let limit = node.whole(1, "rows", problems)?;
    if limit > MAX_LIMIT {
        let message =
            message!["`", limit, "` rows, over the limit of ", MAX_LIMIT, "; ask for fewer a page"];
        node.problem(Code::LimitExceeded, message, problems);
        return None;
    }
    usize::try_from(limit).ok()
}

fn read_workspace_ids(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Box<str>>> {
    let nodes = node.array(MAX_WORKSPACE_IDS, problems)?;
    if nodes.len() == 0 {
        let message =
            String::from("no workspace at all; leave `workspaceIds` out to ask for every one");
        node.problem(Code::InvalidValue, message, problems);
        return None;
    }
    let count = nodes.len();
    let mut ids: Vec<&str> = nodes.filter_map(|node| node.name(problems)).collect();
    if ids.len() < count {
        return None;
    }
    sort(&mut ids, &|one, other| one < other);
    ids.dedup();
    Some(ids.into_iter().map(Box::from).collect())
}

fn check_period(from: Date, to: Date, fields: &Fields<'_>, problems: &mut Problems) -> Option<()> {
    let node = fields.optional("to")?;
    if to < from {
        let message = message!["`", to, "` is before `", from, "`; exchange the dates"];
        node.problem(Code::InvalidValue, message, problems);
        return None;
    }
    // Beyond the last year there is nothing to be over.
    if from.a_year_later().is_some_and(|last| to > last) {
        let message =
            message!["`", to, "` is over a year after `", from, "`; ask for a shorter period"];
        node.problem(Code::LimitExceeded, message, problems);
        return None;
    }
    Some(())
}
