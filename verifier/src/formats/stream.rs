//! A file of rows that is read some rows at a time.

use std::sync::Arc;

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
        let opened = decode(&name, || open(&name))
            .map_err(|damage| Unreadable::new(format!("`{name}` could not be read: {damage}")));
        let (batches, columns) = opened??;
        let source = Source::Batches(batches, Arc::new(columns));
        Ok(Self { name, source, watch: Watch::default() })
    }

    /// The same rows, with somebody who looks on.
    pub(crate) fn watched(self, watch: &Watch) -> Self {
        Self { watch: watch.clone(), ..self }
    }

    /// The next rows, or `None` after the last; lines are put into `bytes`, of which cells may take the room.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Result<Option<Part<F>>, Fault> {
        let part = self.read(bytes)?;
        self.watch.read(|| match &part {
            Some(Part::Lines(_)) => memchr::memchr_iter(b'\n', bytes).count(),
            Some(Part::Cells(cells)) => cells.len(),
            None => 0,
        });
        Ok(part)
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<Option<Part<F>>, Fault> {
        bytes.clear();
        match &mut self.source {
            Source::Lines(chunks) => Ok(chunks.next(bytes)?.map(Part::Lines)),
            Source::Csv(csv, columns) => Ok(csv.next(bytes)?.map(|records| {
                Part::Cells(Cells { columns: Arc::clone(columns), rows: Rows::Csv(records) })
            })),
            Source::Batches(batches, columns) => match decode(&self.name, || batches.next()) {
                Ok(None) => Ok(None),
                Ok(Some(Err(error))) => Err(Fault::Broken(error.to_string())),
                Err(damage) => Err(Fault::Broken(damage)),
                Ok(Some(Ok(batch))) => {
                    let room = String::from_utf8(core::mem::take(bytes)).unwrap_or_default();
                    let rows = Rows::Batch(Batch::new(batch, room));
                    Ok(Some(Part::Cells(Cells { columns: Arc::clone(columns), rows })))
                }
            },
        }
    }
}
