//! Many events: they cross as numbers, some thousand at a time, and are counted as they come; what is unusual
//! crosses as tapes, each with the place of its first event.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::consumption::{moved, refuse_all};
use super::encode::{Number, from_number};
use super::ledger::{plain, refuse};
use super::tape;
use crate::consumption::{
    AddonSubscription, AddonsFold, AddonsQuery, DetailFold, DetailQuery, Event, EventKind, Events,
    IdentificationMode, Level, Outcome, SealLevel, Source,
};
use crate::error::Error;
use crate::time::Instant;

/// The numbers of an event: what it was, how much of it, where, and milliseconds.
const NUMBERS: usize = 4;
/// What it was is a kind, counted as the wrapper has them, times this, and what the kind says further.
const PARTS: usize = 8;
/// As many mistakes as one list of events tells.
const MAX_ERRORS: usize = 1_000;
const SOURCES: [Source; 3] = [Source::App, Source::Api, Source::Connector];

#[derive(Debug)]
enum Count {
    Detail(DetailFold),
    Addons(AddonsFold),
}

/// A workspace that numbers speak of, and the count's own number of it.
#[derive(Debug)]
struct Workspace {
    id: String,
    counted: Option<usize>,
}

/// A running count, with the room in which events are handed over.
#[wasm_bindgen]
#[derive(Debug)]
pub struct EventRows {
    count: Count,
    room: Vec<Number>,
    workspaces: Vec<Workspace>,
    skip_invalid: bool,
    errors: Vec<Error>,
}

#[wasm_bindgen]
impl EventRows {
    /// The consumption of a period, with room for so many events at a time.
    ///
    /// # Errors
    /// The first mistake in the query, with all in `details`.
    pub fn detail(rows: usize, query: &[u8]) -> Result<Self, JsValue> {
        let query = DetailQuery::from_value(&tape::read(query)).map_err(refuse_all)?;
        let skip_invalid = query.skip_invalid;
        Ok(Self::new(rows, Count::Detail(DetailFold::new(query)), skip_invalid))
    }

    /// What is left of add-ons, with room for so many events at a time.
    ///
    /// # Errors
    /// The first mistake in the subscriptions, then in the query, with all in `details`.
    pub fn addons(rows: usize, subscriptions: &[u8], query: &[u8]) -> Result<Self, JsValue> {
        let subscriptions =
            AddonSubscription::list_from_value(&tape::read(subscriptions)).map_err(refuse_all)?;
        let query = AddonsQuery::from_value(&tape::read(query)).map_err(refuse_all)?;
        let fold = AddonsFold::new(&subscriptions, &query);
        Ok(Self::new(rows, Count::Addons(fold), query.skip_invalid))
    }

    /// The address of the room.
    #[must_use]
    pub fn room(&self) -> *const Number {
        self.room.as_ptr()
    }

    /// Names the next workspace that numbers will speak of.
    pub fn workspace(&mut self, id: &str) {
        self.workspaces.push(Workspace { id: id.to_owned(), counted: None });
    }

    /// Takes the first `rows` events of the room.
    pub fn take(&mut self, rows: usize) {
        let Self { count, room, workspaces, .. } = self;
        for numbers in room.chunks_exact(NUMBERS).take(rows) {
            take(numbers, workspaces, count);
        }
    }

    /// Takes a list of events, of which the first has a place among all.
    ///
    /// # Errors
    /// `INVALID_TYPE` for what is no list.
    pub fn list(&mut self, events: &[u8], first: usize) -> Result<(), JsValue> {
        let Events { events, errors } = Events::from_value(&tape::read(events)).map_err(refuse)?;
        for event in &events {
            self.count.push(&event.event(), &mut None);
        }
        let left = MAX_ERRORS.saturating_sub(self.errors.len());
        self.errors.extend(errors.into_iter().take(left).map(|error| moved(error, first)));
        Ok(())
    }

    /// The answer.
    ///
    /// # Errors
    /// The first mistake in the events, with all in `details`, unless they are passed over; then those of what
    /// was counted.
    pub fn finish(&self) -> Result<JsValue, JsValue> {
        if !self.skip_invalid && !self.errors.is_empty() {
            return Err(refuse_all(self.errors.clone()));
        }
        let errors = self.skip_invalid.then(|| self.errors.clone());
        match &self.count {
            Count::Detail(fold) => {
                let mut detail = fold.finish().map_err(refuse)?;
                detail.errors = errors;
                plain(&detail)
            }
            Count::Addons(fold) => {
                let mut addons = fold.finish().map_err(refuse)?;
                addons.errors = errors;
                plain(&addons)
            }
        }
    }
}

impl EventRows {
    fn new(rows: usize, count: Count, skip_invalid: bool) -> Self {
        let room = vec![0.into(); rows.saturating_mul(NUMBERS)];
        Self { count, room, workspaces: Vec::new(), skip_invalid, errors: Vec::new() }
    }
}

impl Count {
    fn push(&mut self, event: &Event<'_>, workspace: &mut Option<usize>) {
        match self {
            Self::Detail(fold) => fold.push_numbered(event, workspace),
            Self::Addons(fold) => fold.push(event),
        }
    }
}

/// Counts the event that numbers are, if they are one.
fn take(numbers: &[Number], workspaces: &mut [Workspace], count: &mut Count) -> Option<()> {
    let &[what, size, place, at] = numbers else { return None };
    let place = from_number::<usize>(place)?;
    let Workspace { id, counted } = workspaces.get_mut(place.checked_div(SOURCES.len())?)?;
    let event = Event {
        // Nothing that is counted depends on it.
        id: "",
        at: Instant::from_milliseconds(from_number(at)?),
        source: *SOURCES.get(place.checked_rem(SOURCES.len())?)?,
        workspace_id: id,
        kind: kind(from_number(what)?, from_number(size)?)?,
    };
    count.push(&event, counted);
    Some(())
}

fn kind(what: usize, size: u64) -> Option<EventKind> {
    let (kind, part) = (what.checked_div(PARTS)?, what.checked_rem(PARTS)?);
    Some(match kind {
        0 => {
            let level = *[Level::Simple, Level::Advanced, Level::Qualified].get(part)?;
            EventKind::RequestSent { level, signers: size }
        }
        1 => EventKind::RequestCancelled,
        2 => {
            let outcomes = [Outcome::Succeeded, Outcome::Failed, Outcome::Abandoned];
            let modes = [IdentificationMode::DoubleVerification, IdentificationMode::SavedIdentity];
            EventKind::IdentificationAttempted {
                mode: *modes.get(part.checked_div(outcomes.len())?)?,
                outcome: *outcomes.get(part.checked_rem(outcomes.len())?)?,
            }
        }
        3 => {
            let level = *[SealLevel::Simple, SealLevel::Advanced].get(part)?;
            EventKind::SealCreated { level, documents: size }
        }
        4 => EventKind::DocumentArchived { bytes: size },
        _ => return None,
    })
}
