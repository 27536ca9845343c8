//! The consumption of a period, as the vendor's API answers it.

use serde::Serialize;

use super::cursor::RowKey;
use super::event::{ConsumptionEvent, Event, Level, Source};
use super::meter::{ConsumptionType, Meter};
use super::query::{Breakdown, DetailQuery};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::message::message;
use crate::time::Instant;

/// The most workspaces that are told apart.
const MAX_WORKSPACES: usize = 100_000;
/// What is counted of each workspace: every meter from every source.
const SUMS: usize = Meter::ALL.len() * Source::NAMED.len();

/// The consumption of a period. It serializes with the keys of the guide's example in their order.
///
/// Source: Yousign developer guide, Consumption ("Track your overall consumption").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumptionDetail {
    /// Where to go on, and how fresh this is.
    pub meta: DetailMeta,
    /// The rows, by type and level as the guide names them, then by mode, source and workspace.
    pub data: Vec<ConsumptionRow>,
    /// What was wrong with the events that were passed over; there only when they were to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Error>>,
}

/// What is said of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DetailMeta {
    /// The cursor of the next page; `None` on the last.
    pub next_cursor: Option<String>,
    /// The instant of the newest event that was given, whatever it counts as; `None` without any.
    pub updated_at: Option<String>,
}

/// One row: what was counted of one thing, from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumptionRow {
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
    /// `identity_verification` or `saved_identity`; only of identification attempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identification_mode: Option<&'static str>,
    /// Signers, attempts or documents; of archiving, megabytes, of which one that is begun counts whole. At
    /// least 1.
    pub value: Amount,
    /// The sum before it is rounded: of archiving, bytes.
    #[serde(skip)]
    pub sum: Amount,
}

#[derive(Clone, Debug)]
struct Workspace {
    id: Box<str>,
    sums: [u64; SUMS],
}

/// A running count of a period: events in any order; memory grows with workspaces.
///
/// Two parts of a history that were counted apart [merge](Self::merge) to what the whole gives.
#[derive(Clone, Debug)]
pub struct DetailFold {
    query: DetailQuery,
    workspaces: Vec<Workspace>,
    /// The workspaces' numbers, by id.
    order: Vec<u32>,
    /// The workspace of the last event, which the next one often has too.
    last: usize,
    newest: Option<Instant>,
    too_many: bool,
}

impl DetailFold {
    /// An empty count.
    #[must_use]
    pub const fn new(query: DetailQuery) -> Self {
        Self {
            query,
            workspaces: Vec::new(),
            order: Vec::new(),
            last: 0,
            newest: None,
            too_many: false,
        }
    }

    /// Takes an event.
    pub fn push(&mut self, event: &Event<'_>) {
        let id = self.counted_id(event.workspace_id);
        let is_last = |last: &usize| self.workspaces.get(*last).is_some_and(|one| *one.id == *id);
        let mut number = Some(self.last).filter(is_last);
        self.push_numbered(event, &mut number);
        self.last = number.unwrap_or(self.last);
    }

    /// Takes an event of a workspace that the caller knows by number, so that it is not looked for each time. Of
    /// each workspace the caller keeps a `number`, `None` at first.
    pub(crate) fn push_numbered(&mut self, event: &Event<'_>, number: &mut Option<usize>) {
        let Event { at, source, workspace_id, kind, .. } = *event;
        self.newest = self.newest.max(Some(at));
        let Some((meter, value)) = kind.measure() else { return };
        if !self.query.contains(at, source, workspace_id) {
            return;
        }
        if number.is_none() {
            *number = self.number(self.counted_id(workspace_id));
        }
        let workspace = number.and_then(|number| self.workspaces.get_mut(number));
        if let Some(sum) = workspace.and_then(|one| one.sums.get_mut(place(meter, source))) {
            // Sums only rise, so one that stops at the largest number is noticed at the end.
            *sum = sum.saturating_add(value);
        }
    }

    /// Takes all events that another count by the same query has taken.
    pub fn merge(&mut self, other: &Self) {
        self.newest = self.newest.max(other.newest);
        self.too_many |= other.too_many;
        for workspace in &other.workspaces {
            let number = self.number(&workspace.id);
            let Some(mine) = number.and_then(|number| self.workspaces.get_mut(number)) else {
                return;
            };
            for (sum, more) in mine.sums.iter_mut().zip(workspace.sums) {
                *sum = sum.saturating_add(more);
            }
        }
    }

    /// What the events of a workspace are counted under.
    const fn counted_id<'e>(&self, workspace_id: &'e str) -> &'e str {
        match self.query.breakdown {
            Breakdown::Organization => "",
            Breakdown::Workspace => workspace_id,
        }
    }

    /// The number of what is counted under an id, which is new here or not.
    fn number(&mut self, id: &str) -> Option<usize> {
        let found = self.order.binary_search_by(|number| self.id(*number).cmp(id));
        match found {
            Ok(place) => self.order.get(place).and_then(|number| usize::try_from(*number).ok()),
            Err(_) if self.workspaces.len() >= MAX_WORKSPACES => {
                self.too_many = true;
                None
            }
            Err(place) => {
                let number = self.workspaces.len();
                self.order.insert(place, u32::try_from(number).ok()?);
                self.workspaces.push(Workspace { id: id.into(), sums: [0; SUMS] });
                Some(number)
            }
        }
    }

    fn id(&self, number: u32) -> &str {
        self.workspace(number).map_or("", |workspace| &workspace.id)
    }

    fn workspace(&self, number: u32) -> Option<&Workspace> {
        self.workspaces.get(usize::try_from(number).ok()?)
    }

    /// The page that the query asks for.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1; `LIMIT_EXCEEDED` for over 100,000 workspaces.
    pub fn finish(&self) -> Result<ConsumptionDetail, Error> {
        let limit = self.query.limit;
        let mut rows = Vec::new();
        // One more than fits shows that there is a next page.
        self.each_row(|key, sum| {
            if self.query.after.as_ref().is_none_or(|after| key > *after) {
                rows.push((key, sum));
            }
            rows.len() <= limit
        })?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|(key, _)| key.write(&self.query.fingerprint()));
        let updated_at = self.newest.map(|at| {
            let text = message![at];
            message![text.trim_end_matches('Z'), "+00:00"]
        });
        let data = rows.into_iter().map(|(key, sum)| self.row(key, sum)).collect();
        Ok(ConsumptionDetail { meta: DetailMeta { next_cursor, updated_at }, data, errors: None })
    }

    /// Every row of the period, on one page of any length.
    ///
    /// # Errors
    /// Those of [`finish`](Self::finish).
    pub fn finish_whole(&self) -> Result<Vec<ConsumptionRow>, Error> {
        let mut rows = Vec::new();
        self.each_row(|key, sum| {
            rows.push(self.row(key, sum));
            true
        })?;
        Ok(rows)
    }

    /// Gives what was counted to `take`, in the order of rows, for as long as it wants more.
    pub(super) fn each_row(
        &self,
        mut take: impl FnMut(RowKey, Amount) -> bool,
    ) -> Result<(), Error> {
        if self.too_many {
            let message = "over 100,000 workspaces; ask for some by `workspaceIds`";
            return Err(Error::new(Code::LimitExceeded, "", message));
        }
        for meter in Meter::ALL {
            for (_, source) in Source::NAMED {
                for workspace in self.order.iter().filter_map(|number| self.workspace(*number)) {
                    let sum = workspace.sums.get(place(meter, source)).copied().unwrap_or(0);
                    if sum == 0 {
                        continue;
                    }
                    let sum = amount(sum)?;
                    let key = RowKey { meter, source, workspace_id: workspace.id.clone() };
                    if !take(key, sum) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn row(&self, key: RowKey, sum: Amount) -> ConsumptionRow {
        let RowKey { meter, source, workspace_id } = key;
        let by_workspace = self.query.breakdown == Breakdown::Workspace;
        ConsumptionRow {
            source,
            workspace_id: by_workspace.then(|| workspace_id.into()),
            consumption_type: meter.consumption_type(),
            level: meter.level(),
            identification_mode: meter.row_mode(),
            value: shown(meter, sum),
            sum,
        }
    }
}

const fn place(meter: Meter, source: Source) -> usize {
    meter.number().wrapping_mul(Source::NAMED.len()).wrapping_add(source as usize)
}

/// What is shown of a sum.
pub(super) fn shown(meter: Meter, sum: Amount) -> Amount {
    let shown = u64::try_from(sum.get()).map_or(0, |sum| meter.shown(sum));
    i64::try_from(shown).ok().and_then(Amount::new).unwrap_or_default()
}

/// A sum as an amount.
pub(super) fn amount(sum: u64) -> Result<Amount, Error> {
    i64::try_from(sum).ok().and_then(Amount::new).ok_or_else(|| {
        let message = "a sum is beyond 2^53 - 1; ask for a shorter period";
        Error::new(Code::AmountOutOfRange, "", message)
    })
}

/// The consumption of a period, from events in any order.
///
/// # Errors
/// Those of [`DetailFold::finish`].
///
/// ```
/// use sealquote::{consumption::{self, DetailQuery, Events}, json};
/// let events = r#"[{ "id": "e1", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                    "kind": "document.archived", "bytes": 1200000 },
///                  { "id": "e2", "at": "2026-03-12T10:30:00Z", "source": "api", "workspaceId": "w1",
///                    "kind": "document.archived", "megabytes": 0.3 }]"#;
/// let events = Events::from_value(&json::parse(events)?)?.events;
/// let query = r#"{ "from": "2026-03-01", "to": "2026-03-31" }"#;
/// let query = DetailQuery::from_value(&json::parse(query)?).unwrap();
/// let detail = consumption::consumption_detail(&events, query)?;
/// assert_eq!(detail.data[0].value.get(), 2); // 1,500,000 bytes are two megabytes, the second begun
/// assert_eq!(detail.meta.updated_at.unwrap(), "2026-03-12T10:30:00+00:00");
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn consumption_detail(
    events: &[ConsumptionEvent],
    query: DetailQuery,
) -> Result<ConsumptionDetail, Error> {
    let mut fold = DetailFold::new(query);
    for event in events {
        fold.push(&event.event());
    }
    fold.finish()
}
