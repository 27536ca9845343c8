//! A file of rows that is read some rows at a time.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;

use super::abreast::Abreast;
use super::cells::{Batch, Rows};
use super::guard::decode;
use super::{Batches, Cells, Columns, Csv, Field};
use crate::Unreadable;
use crate::chunks::{Chunks, Fault};
use crate::watch::Watch;

/// What is left of a file of rows.
pub(crate) struct Stream<F> {
    pub(crate) name: String,
    source: Source<F>,
    pub(crate) watch: Watch,
}

enum Source<F> {
    Lines(Chunks),
    Csv(Box<Csv>, Arc<Columns<F>>),
    Batches(Batches, Arc<Columns<F>>),
    Abreast(Arc<Abreast>, Arc<Columns<F>>),
}

/// Rows that were read together.
pub(crate) enum Part<F> {
    /// Whole lines, and whether they are the last.
    Lines(bool),
    Cells(Cells<F>),
}

impl<F: Field> Stream<F> {
    pub(crate) fn lines(name: String, chunks: Chunks) -> Self {
        Self { name, source: Source::Lines(chunks), watch: Watch::default() }
    }

    pub(crate) fn csv(name: String, (csv, columns): (Csv, Columns<F>)) -> Self {
        let source = Source::Csv(Box::new(csv), Arc::new(columns));
        Self { name, source, watch: Watch::default() }
    }

    pub(crate) fn batches(
        name: String,
        open: impl FnOnce(&str) -> Result<(Batches, Columns<F>), Unreadable>,
    ) -> Result<Self, Unreadable> {
        let (batches, columns) = opened(&name, open)?;
        let source = Source::Batches(batches, Arc::new(columns));
        Ok(Self { name, source, watch: Watch::default() })
    }

    pub(crate) fn abreast(
        name: String,
        open: impl FnOnce(&str) -> Result<(Abreast, Columns<F>), Unreadable>,
    ) -> Result<Self, Unreadable> {
        let (readers, columns) = opened(&name, open)?;
        let source = Source::Abreast(Arc::new(readers), Arc::new(columns));
        Ok(Self { name, source, watch: Watch::default() })
    }

    /// The same rows, with somebody who looks on.
    pub(crate) fn watched(self, watch: &Watch) -> Self {
        Self { watch: watch.clone(), ..self }
    }

    /// The next rows, or `None` after the last; lines are put into `bytes`, of which cells may take the room.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Result<Option<Part<F>>, Fault> {
        bytes.clear();
        let part = match &mut self.source {
            Source::Lines(chunks) => chunks.next(bytes)?.map(Part::Lines),
            Source::Csv(csv, columns) => csv.next(bytes)?.map(|records| {
                Part::Cells(Cells { columns: Arc::clone(columns), rows: Rows::Csv(records) })
            }),
            Source::Batches(batches, columns) => {
                let batch = decode(&self.name, || batches.next());
                cells(batch, Arc::clone(columns), bytes)?
            }
            Source::Abreast(readers, columns) => {
                let batch = decode(&self.name, || readers.begin()?.read());
                cells(batch, Arc::clone(columns), bytes)?
            }
        };
        seen(&self.watch, part.as_ref(), bytes);
        Ok(part)
    }
}

/// A file of rows that several threads read.
pub(crate) struct Turns<F> {
    /// With the number of the part that was read last.
    stream: Mutex<(Stream<F>, u64)>,
}

impl<F: Field> Turns<F> {
    /// A file of which the parts are numbered from the one after `last`.
    pub(crate) fn new(stream: Stream<F>, last: u64) -> Self {
        Self { stream: Mutex::new((stream, last)) }
    }

    /// The number of the part that was read last.
    pub(crate) fn last(self) -> u64 {
        self.stream.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }

    /// The next rows, as [`Stream::next`] has them, and the number of the part that they are.
    pub(crate) fn next(&self, bytes: &mut Vec<u8>) -> (u64, Result<Option<Part<F>>, Fault>) {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.1 = stream.1.saturating_add(1);
        let number = stream.1;
        let Source::Abreast(readers, columns) = &stream.0.source else {
            return (number, stream.0.next(bytes));
        };
        let (readers, columns) = (Arc::clone(readers), Arc::clone(columns));
        let (name, watch) = (stream.0.name.clone(), stream.0.watch.clone());
        let turn = readers.begin();
        // Others have their turns while this one reads.
        drop(stream);
        bytes.clear();
        let part = cells(decode(&name, || turn?.read()), columns, bytes);
        if let Ok(part) = &part {
            seen(&watch, part.as_ref(), bytes);
        }
        // What is damaged there is told to who comes there.
        let _ = decode(&name, || readers.read_ahead());
        (number, part)
    }
}

fn opened<T>(
    name: &str,
    open: impl FnOnce(&str) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    decode(name, || open(name))
        .map_err(|damage| Unreadable::new(format!("`{name}` could not be read: {damage}")))?
}

/// The cells of a batch, if there is one.
fn cells<F>(
    decoded: Result<Option<Result<RecordBatch, ArrowError>>, String>,
    columns: Arc<Columns<F>>,
    bytes: &mut Vec<u8>,
) -> Result<Option<Part<F>>, Fault> {
    match decoded {
        Ok(None) => Ok(None),
        Ok(Some(Err(ArrowError::IpcError(reason)))) => {
            Err(Fault::Broken(format!("{reason}; fetch it again")))
        }
        Ok(Some(Err(error))) => Err(Fault::Broken(error.to_string())),
        Err(damage) => Err(Fault::Broken(damage)),
        Ok(Some(Ok(batch))) => {
            let room = String::from_utf8(core::mem::take(bytes)).unwrap_or_default();
            Ok(Some(Part::Cells(Cells { columns, rows: Rows::Batch(Batch::new(batch, room)) })))
        }
    }
}

/// Lets who looks on see how many rows were read.
fn seen<F: Field>(watch: &Watch, part: Option<&Part<F>>, bytes: &[u8]) {
    watch.read(|| match part {
        Some(Part::Lines(_)) => memchr::memchr_iter(b'\n', bytes).count(),
        Some(Part::Cells(cells)) => cells.len(),
        None => 0,
    });
}
