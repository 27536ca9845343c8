//! Reading files of events, on every core where their order does not matter.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use sealquote::consumption::{AddonsFold, ConsumptionEvent, DetailFold, Event};
use sealquote::json::{self, Value};

use super::Files;
use super::scan::{Field, Scanner, Values};
use crate::chunks::Fault;
use crate::figures::counted;
use crate::formats::{self, Cells, Stream, Turns, Unusual};
use crate::listing::Listing;
use crate::rows::{each_text_line, is_cut_short, line_text};
use crate::tally::MAX_TOLD;
use crate::{Unreadable, paths};

/// Beyond this many threads a file cannot be read any faster.
const MAX_THREADS: usize = 4;

/// What events are given to.
pub(super) trait Fold: Send {
    fn push(&mut self, event: &Event<'_>);

    fn merge(&mut self, other: Self);
}

impl Fold for DetailFold {
    fn push(&mut self, event: &Event<'_>) {
        self.push(event);
    }

    fn merge(&mut self, other: Self) {
        Self::merge(self, &other);
    }
}

impl Fold for AddonsFold {
    fn push(&mut self, event: &Event<'_>) {
        self.push(event);
    }

    fn merge(&mut self, other: Self) {
        Self::merge(self, &other);
    }
}

impl Fold for Vec<ConsumptionEvent> {
    fn push(&mut self, event: &Event<'_>) {
        self.push(ConsumptionEvent::from(*event));
    }

    fn merge(&mut self, mut other: Self) {
        self.append(&mut other);
    }
}

/// Files of events, read.
pub(super) struct Read<F> {
    pub(super) fold: F,
    /// How many events there were, unreadable ones too.
    pub(super) events: u64,
    /// The first that could not be read, in words.
    pub(super) told: Vec<String>,
}

/// Gives every event to folds, whose parts are merged.
pub(super) fn read_all<F: Fold>(
    files: Files<'_>,
    fold: impl Fn() -> F,
) -> Result<Read<F>, Unreadable> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    let mut workers: Vec<Worker<F>> = (0..threads).map(|_| Worker::new(fold())).collect();
    let read = read(files, &mut workers)?;
    let mut whole = fold();
    workers.into_iter().for_each(|worker| whole.merge(worker.fold));
    Ok(Read { fold: whole, events: read.events, told: read.told })
}

/// Reads every event, and keeps them in the order of the files.
pub(super) fn read_in_order(files: Files<'_>) -> Result<Read<Vec<ConsumptionEvent>>, Unreadable> {
    let mut workers = Vec::from([Worker::new(Vec::new())]);
    let read = read(files, &mut workers)?;
    let all = workers.into_iter().flat_map(|worker| worker.fold).collect();
    Ok(Read { fold: all, events: read.events, told: read.told })
}

fn read<F: Fold>(files: Files<'_>, workers: &mut [Worker<F>]) -> Result<Read<()>, Unreadable> {
    let (mut events, mut unreadable, mut told) = (0_u64, 0_u64, Vec::new());
    paths::refuse_twice(files.0)?;
    for listing in paths::open_all(files.0, files.1)? {
        let (name, mut parts) = match listing? {
            Listing::Rows(file) => (file.name.clone(), read_rows(file, workers)),
            Listing::Documents(name, bytes) => {
                let Some(worker) = workers.first_mut() else { continue };
                let part = worker.read_documents(&name, &bytes)?;
                (name, Vec::from([part]))
            }
        };
        parts.sort_by_key(|part| part.number);
        let mut before = 0_u64;
        for part in parts {
            for (row, reason) in part.bad {
                unreadable = unreadable.saturating_add(1);
                if told.len() < MAX_TOLD {
                    let row = before.saturating_add(row);
                    told.push(format!("`{name}`, event {row} could not be read: {reason}"));
                }
            }
            // Only the first are kept of each part.
            unreadable = unreadable.saturating_add(part.more_bad);
            if let Some(fault) = part.fault {
                let row = before.saturating_add(part.rows).saturating_add(1);
                return Err(fault.told(&name, row));
            }
            before = before.saturating_add(part.rows);
        }
        events = events.saturating_add(before);
    }
    let more = unreadable.saturating_sub(u64::try_from(told.len()).unwrap_or(0));
    if more > 0 {
        told.push(format!("{} more could not be read", counted(more, "event")));
    }
    Ok(Read { fold: (), events, told })
}

fn read_rows<F: Fold>(file: Stream<Field>, workers: &mut [Worker<F>]) -> Vec<Part> {
    let file = Turns::new(file, 0);
    thread::scope(|scope| {
        let file = &file;
        let threads: Vec<_> =
            workers.iter_mut().map(|worker| scope.spawn(move || worker.read(file))).collect();
        let parts = threads.into_iter().map(ScopedJoinHandle::join);
        parts.flat_map(|parts| parts.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// One part of a file, read.
struct Part {
    number: u64,
    rows: u64,
    /// By its number in the part, and why; the first of them.
    bad: Vec<(u64, String)>,
    more_bad: u64,
    fault: Option<Fault>,
}

impl Part {
    const fn new(number: u64) -> Self {
        Self { number, rows: 0, bad: Vec::new(), more_bad: 0, fault: None }
    }

    /// Gives an event to a fold, or counts it as unreadable.
    fn push(&mut self, read: Result<ConsumptionEvent, String>, fold: &mut impl Fold) {
        self.rows = self.rows.saturating_add(1);
        match read {
            Ok(event) => fold.push(&event.event()),
            Err(reason) => self.push_bad(reason),
        }
    }

    fn push_bad(&mut self, reason: String) {
        if self.bad.len() < MAX_TOLD {
            self.bad.push((self.rows, reason));
        } else {
            self.more_bad = self.more_bad.saturating_add(1);
        }
    }
}

struct Worker<F> {
    fold: F,
    scanner: Scanner,
}

impl<F: Fold> Worker<F> {
    fn new(fold: F) -> Self {
        Self { fold, scanner: Scanner::default() }
    }

    /// Reads parts of a file for as long as there are any.
    fn read(&mut self, file: &Turns<Field>) -> Vec<Part> {
        let (mut bytes, mut parts) = (Vec::new(), Vec::new());
        loop {
            let (number, rows) = file.next(&mut bytes);
            let mut part = Part::new(number);
            let read = match rows {
                Ok(None) => return parts,
                Ok(Some(formats::Part::Lines(last))) => self.read_chunk(&bytes, last, &mut part),
                Ok(Some(formats::Part::Cells(cells))) => self.read_cells(cells, &mut part),
                Err(fault) => Err(fault),
            };
            part.fault = read.err();
            let faulty = part.fault.is_some();
            parts.push(part);
            if faulty {
                return parts;
            }
        }
    }

    fn read_cells(&mut self, mut cells: Cells<Field>, part: &mut Part) -> Result<(), Fault> {
        for row in cells.fields().rows() {
            let mut values = Values::default();
            let scanned = row.each(|field, value| values.take(field, value));
            if let Some(event) = scanned.and_then(|()| values.event()) {
                part.rows = part.rows.saturating_add(1);
                self.fold.push(&event);
                continue;
            }
            let read = match row.unusual()? {
                Unusual::Bad(reason) => Err(reason),
                Unusual::Object(value) => {
                    ConsumptionEvent::from_value(&value).map_err(|errors| told(&errors))
                }
            };
            if read.is_err() && row.is_unended() {
                return Err(Fault::CutShort);
            }
            part.push(read, &mut self.fold);
        }
        Ok(())
    }

    fn read_chunk(&mut self, bytes: &[u8], last: bool, part: &mut Part) -> Result<(), Fault> {
        let text = str::from_utf8(bytes).ok();
        each_text_line(bytes, text, last, |line, line_text, unended| {
            if let Some(event) = line_text.and_then(|line| self.scanner.scan(line)) {
                part.rows = part.rows.saturating_add(1);
                self.fold.push(&event);
                return Ok(());
            }
            match read_line(line) {
                Err(_) if unended && is_cut_short(line) => return Err(Fault::CutShort),
                read => part.push(read, &mut self.fold),
            }
            Ok(())
        })
    }

    /// Reads the arrays of events that a file holds.
    fn read_documents(&mut self, name: &str, bytes: &[u8]) -> Result<Part, Unreadable> {
        let mut part = Part::new(0);
        for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
            let document = document.map_err(|error| {
                Unreadable::new(format!(
                    "`{name}` is not JSON: {error}; give arrays or lines of it, CSV, Parquet or Arrow"
                ))
            })?;
            let Value::Array(events) = document else {
                let reason =
                    format!("`{name}` is JSON, but no events; give arrays or lines of them");
                return Err(Unreadable::new(reason));
            };
            for event in &events {
                let read = ConsumptionEvent::from_value(event).map_err(|errors| told(&errors));
                part.push(read, &mut self.fold);
            }
        }
        Ok(part)
    }
}

/// The general way to read an event.
fn read_line(line: &[u8]) -> Result<ConsumptionEvent, String> {
    let value = json::parse(line_text(line)?).map_err(|error| error.to_string())?;
    ConsumptionEvent::from_value(&value).map_err(|errors| told(&errors))
}

/// All mistakes in an event.
fn told(errors: &[sealquote::Error]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<String>>().join("; ")
}
