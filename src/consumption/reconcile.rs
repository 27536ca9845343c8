//! Our count against the vendor's: which rows differ, by how much, and which events could be why.

use serde::Serialize;

use super::detail::{DetailFold, amount, shown};
use super::event::{ConsumptionEvent, Event, EventKind, Level, Outcome, Source};
use super::meter::{ConsumptionType, Meter};
use super::query::{Breakdown, DetailQuery};
use super::theirs::{Key, Theirs, merged};
use crate::amount::Amount;
use crate::error::Error;
use crate::sorted::sort;

/// The most ids that an explanation lists.
const MAX_IDS: usize = 100;
/// How far from the beginning or the end of a period an event may fall into another one elsewhere: the largest
/// offset from UTC that a place has.
const EDGE_SECONDS: i64 = 14 * 3_600;

/// A row on which the two sides do not agree.
///
/// It is not a verdict: an explanation names events that could be why, and not that they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// Which side has the row.
    pub kind: DiscrepancyKind,
    /// Where it was caused.
    pub source: Source,
    /// The workspace; only when broken down by them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// What was counted.
    #[serde(rename = "type")]
    pub consumption_type: ConsumptionType,
    /// The level; archiving has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The identification mode, where the vendor's rows tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identification_mode: Option<&'static str>,
    /// What our events give; 0 for a row of theirs alone.
    pub ours: Amount,
    /// What the vendor has; 0 for a row of ours alone.
    pub theirs: Amount,
    /// Theirs less ours.
    pub difference: Amount,
    /// What could be why, the likeliest first: one that accounts for the whole difference before those that do
    /// not.
    pub explanations: Vec<Explanation>,
}

/// Which side has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyKind {
    /// Both, with other values.
    Different,
    /// We alone.
    Missing,
    /// The vendor alone.
    Extra,
}

/// Events that could be why two rows differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// In what way.
    pub cause: Cause,
    /// How much they count, in the unit of the row.
    pub value: Amount,
    /// Whether that is the whole difference.
    pub exact: bool,
    /// How many there are.
    pub count: u64,
    /// The ids of the first hundred.
    pub events: Vec<String>,
}

/// In what way an event could be why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// We counted an event that was given before: one with the same id.
    Duplicate,
    /// We counted an event that is newer than the vendor's answer.
    NewerThanTheirs,
    /// We counted an event within 14 hours of the beginning or the end of the period, which elsewhere is
    /// another day.
    InsideEdge,
    /// We left out an event as near to them.
    OutsideEdge,
    /// We left out an identification that was abandoned.
    Abandoned,
    /// The vendor may have counted attempts of the other identification mode here.
    OtherMode,
    /// The vendor may have counted events of another source here.
    OtherSource,
}

/// Events that could be why, as far as they were looked at.
struct Tally {
    cause: Cause,
    sum: u64,
    count: u64,
    ids: Vec<String>,
}

/// A row that differs, and what could be why.
struct Row {
    key: Key,
    discrepancy: Discrepancy,
    /// By cause.
    tallies: Vec<Tally>,
}

impl Row {
    /// Takes an event that could be why, if it points the way of the difference.
    fn add(&mut self, cause: Cause, value: u64, id: &str) {
        let we_have_more = self.discrepancy.difference < Amount::ZERO;
        let we_counted =
            matches!(cause, Cause::Duplicate | Cause::NewerThanTheirs | Cause::InsideEdge);
        if we_counted != we_have_more {
            return;
        }
        let place = self.tallies.binary_search_by_key(&cause, |tally| tally.cause);
        let place = place.unwrap_or_else(|place| {
            self.tallies.insert(place, Tally { cause, sum: 0, count: 0, ids: Vec::new() });
            place
        });
        if let Some(tally) = self.tallies.get_mut(place) {
            tally.sum = tally.sum.saturating_add(value);
            tally.count = tally.count.saturating_add(1);
            if tally.ids.len() < MAX_IDS {
                tally.ids.push(id.to_owned());
            }
        }
    }

    fn explained(self) -> Discrepancy {
        let (meter, difference) = (self.key.meter, self.discrepancy.difference);
        let explanation = |Tally { cause, sum, count, ids }| {
            let value = shown(meter, amount(sum).unwrap_or(Amount::MAX));
            let exact = value.get().unsigned_abs() == difference.get().unsigned_abs();
            Explanation { cause, value, exact, count, events: ids }
        };
        let (mut explanations, others): (Vec<Explanation>, Vec<Explanation>) =
            self.tallies.into_iter().map(explanation).partition(|explanation| explanation.exact);
        explanations.extend(others);
        Discrepancy { explanations, ..self.discrepancy }
    }
}

/// Which rows of ours and of the vendor's differ, in the order of rows.
///
/// Values are compared as they are shown; one that is rounded may hide a difference of less than a megabyte. Every
/// event is looked at twice, since what could explain a difference is known only after it.
///
/// # Errors
/// Those of [`DetailFold::finish`].
///
/// ```
/// use sealquote::{consumption::{self, DetailQuery, Events, Theirs}, json};
/// let events = r#"[{ "id": "e1", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                    "kind": "signature_request.sent", "level": "simple", "signers": 2 },
///                  { "id": "e1", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                    "kind": "signature_request.sent", "level": "simple", "signers": 2 }]"#;
/// let events = Events::from_value(&json::parse(events)?)?.events;
/// let query = r#"{ "from": "2026-03-01", "to": "2026-03-31" }"#;
/// let query = DetailQuery::from_value(&json::parse(query)?).unwrap();
/// let theirs = r#"{ "data": [{ "source": "api", "type": "invited_signers", "level": "simple", "value": 2 }] }"#;
/// let theirs = Theirs::from_value(&json::parse(theirs)?, &query).unwrap();
/// let found = consumption::reconcile(&events, &theirs, &query)?;
/// assert_eq!(found[0].difference.get(), -2);
/// assert_eq!(found[0].explanations[0].cause, consumption::Cause::Duplicate);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn reconcile(
    events: &[ConsumptionEvent],
    theirs: &Theirs,
    query: &DetailQuery,
) -> Result<Vec<Discrepancy>, Error> {
    let mut rows = differing(events, theirs, query)?;
    if !rows.is_empty() {
        explain(events, theirs, query, &mut rows);
    }
    Ok(rows.into_iter().map(Row::explained).collect())
}

/// The rows that differ, yet unexplained.
fn differing(
    events: &[ConsumptionEvent],
    theirs: &Theirs,
    query: &DetailQuery,
) -> Result<Vec<Row>, Error> {
    let ours = ours(events, theirs, query)?;
    let mut keys: Vec<&Key> = ours.iter().chain(&theirs.rows).map(|(key, _)| key).collect();
    sort(&mut keys, &|one, other| one < other);
    keys.dedup();
    let mut differing = Vec::new();
    for key in keys {
        let of = |rows: &[(Key, u64)]| {
            let place = rows.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
            rows.get(place).map(|(_, value)| *value)
        };
        let (our_sum, their_value) = (of(&ours), of(&theirs.rows));
        let our_value = shown(key.meter, amount(our_sum.unwrap_or(0))?);
        let their_amount = amount(their_value.unwrap_or(0))?;
        if our_value == their_amount {
            continue;
        }
        let kind = match (our_sum, their_value) {
            (Some(_), None) => DiscrepancyKind::Missing,
            (None, _) => DiscrepancyKind::Extra,
            _ => DiscrepancyKind::Different,
        };
        let by_workspace = query.breakdown == Breakdown::Workspace;
        let mode = key.meter.row_mode().filter(|_| theirs.by_mode);
        differing.push(Row {
            key: key.clone(),
            tallies: Vec::new(),
            discrepancy: Discrepancy {
                kind,
                source: key.source,
                workspace_id: by_workspace.then(|| String::from(&*key.workspace_id)),
                consumption_type: key.meter.consumption_type(),
                level: key.meter.level(),
                identification_mode: mode,
                ours: our_value,
                theirs: their_amount,
                difference: their_amount.checked_sub(our_value).unwrap_or_default(),
                explanations: Vec::new(),
            },
        });
    }
    Ok(differing)
}

/// Our rows before they are rounded, by key; where theirs are of workspaces and are added up, ours are too, and
/// rounded as each of those was.
fn ours(
    events: &[ConsumptionEvent],
    theirs: &Theirs,
    query: &DetailQuery,
) -> Result<Vec<(Key, u64)>, Error> {
    let mut query = query.clone();
    let added_up = theirs.by_workspace && query.breakdown == Breakdown::Organization;
    if added_up {
        query.breakdown = Breakdown::Workspace;
    }
    let mut fold = DetailFold::new(query);
    events.iter().for_each(|event| fold.push(&event.event()));
    let mut rows: Vec<(Key, u64)> = Vec::new();
    fold.each_row(|row, sum| {
        let meter = merged(row.meter, theirs.by_mode);
        let mut sum = u64::try_from(sum.get()).unwrap_or(0);
        let mut workspace_id = row.workspace_id;
        if added_up {
            sum = meter.rounded(sum);
            workspace_id = "".into();
        }
        let key = Key { meter, source: row.source, workspace_id };
        match rows.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => {
                let same = rows.get_mut(place).into_iter();
                same.for_each(|(_, other)| *other = other.saturating_add(sum));
            }
            Err(place) => rows.insert(place, (key, sum)),
        }
        true
    })?;
    Ok(rows)
}

/// Gives every event to the rows that it could explain.
fn explain(events: &[ConsumptionEvent], theirs: &Theirs, query: &DetailQuery, rows: &mut [Row]) {
    let repeats = repeats(events);
    for (place, event) in events.iter().map(ConsumptionEvent::event).enumerate() {
        let Some((meter, value, abandoned)) = measure(&event) else { continue };
        if !query.is_of(event.source, Some(event.workspace_id)) {
            continue;
        }
        let key = key_of(&event, meter, theirs, query);
        let mut add = |key: &Key, cause: Cause| {
            // Rows come in the order of their keys.
            if let Ok(place) = rows.binary_search_by(|row| row.key.cmp(key)) {
                rows.get_mut(place).into_iter().for_each(|row| row.add(cause, value, event.id));
            }
        };
        let near = |edge: i64| {
            let distance = event.at.seconds().saturating_sub(edge);
            (-EDGE_SECONDS..EDGE_SECONDS).contains(&distance)
        };
        let near_edge = near(query.begin_seconds) || near(query.end_seconds);
        let inside = query.contains(event.at, event.source, event.workspace_id);
        match (inside, abandoned) {
            (false, false) if near_edge => add(&key, Cause::OutsideEdge),
            (false, _) => {}
            (true, true) => add(&key, Cause::Abandoned),
            (true, false) => {
                if repeats.binary_search(&place).is_ok() {
                    add(&key, Cause::Duplicate);
                }
                if theirs.updated_at.is_some_and(|updated| event.at > updated) {
                    add(&key, Cause::NewerThanTheirs);
                }
                if near_edge {
                    add(&key, Cause::InsideEdge);
                }
                others(&key, theirs).for_each(|(other, cause)| add(&other, cause));
            }
        }
    }
}

/// The places of events whose id an earlier one has.
fn repeats(events: &[ConsumptionEvent]) -> Vec<usize> {
    let mut by_id: Vec<(&str, usize)> =
        events.iter().enumerate().map(|(place, event)| (event.event().id, place)).collect();
    sort(&mut by_id, &|one, other| one < other);
    let repeats = by_id.windows(2).filter_map(|pair| match pair {
        [(before, _), (id, place)] if before == id => Some(*place),
        _ => None,
    });
    let mut repeats: Vec<usize> = repeats.collect();
    sort(&mut repeats, &|one, other| one < other);
    repeats
}

/// The rows that an event of this one may have been counted in instead.
fn others(key: &Key, theirs: &Theirs) -> impl Iterator<Item = (Key, Cause)> {
    let other_mode = match key.meter {
        Meter::DoubleVerifications => Some(Meter::SavedIdentities),
        Meter::SavedIdentities => Some(Meter::DoubleVerifications),
        _ => None,
    };
    let other_mode = other_mode.filter(|_| theirs.by_mode);
    let of_mode = other_mode.map(|meter| (Key { meter, ..key.clone() }, Cause::OtherMode));
    let sources = Source::NAMED.into_iter().map(|(_, source)| source);
    let of_sources = sources.filter(|source| *source != key.source);
    of_mode
        .into_iter()
        .chain(of_sources.map(|source| (Key { source, ..key.clone() }, Cause::OtherSource)))
}

/// What an event counts as, or would if it were not abandoned, which the third says; `None` for what counts
/// nothing.
fn measure(event: &Event<'_>) -> Option<(Meter, u64, bool)> {
    match event.kind {
        EventKind::IdentificationAttempted { mode, outcome: Outcome::Abandoned } => {
            Some((mode.meter(), 1, true))
        }
        kind => kind.measure().map(|(meter, value)| (meter, value, false)),
    }
    .filter(|(_, value, _)| *value > 0)
}

fn key_of(event: &Event<'_>, meter: Meter, theirs: &Theirs, query: &DetailQuery) -> Key {
    let workspace_id = match query.breakdown {
        Breakdown::Organization => "",
        Breakdown::Workspace => event.workspace_id,
    };
    let meter = merged(meter, theirs.by_mode);
    Key { meter, source: event.source, workspace_id: workspace_id.into() }
}
