//! Columns that are read abreast: each by readers of its own, so that several threads read at once.
//!
//! While one thread reads a column of some rows, the next one reads a column before it of the rows that follow. Whoever
//! comes to where another reader takes over has to wait until that has unpacked its first page, so this is done before
//! somebody comes there. Nobody reads further ahead, so that no more is in memory than two pages of each column and what
//! each thread has asked for.

use core::iter::Peekable;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use super::arrow::Batches;

/// Columns, and the rows that they have left.
pub(crate) struct Abreast {
    schema: SchemaRef,
    columns: Vec<Column>,
}

/// One column, in stretches of rows that can be read apart.
pub(super) struct Column {
    stretches: usize,
    open: Box<dyn Fn(usize) -> Batches + Send + Sync>,
    /// What is left of the stretch at hand.
    rest: Mutex<Option<Peekable<Batches>>>,
    following: Mutex<Following>,
}

/// The stretch after the one at hand.
#[derive(Default)]
struct Following {
    number: usize,
    /// The same, when its first page is unpacked.
    opened: Option<Peekable<Batches>>,
}

impl Column {
    /// A column of so many stretches, and who opens one by its number.
    pub(super) fn new(
        stretches: usize,
        open: impl Fn(usize) -> Batches + Send + Sync + 'static,
    ) -> Self {
        let (rest, following) = (Mutex::default(), Mutex::default());
        Self { stretches, open: Box::new(open), rest, following }
    }

    /// The next rows of the column, of which the stretch at hand has this left.
    fn next(
        &self,
        rest: &mut Option<Peekable<Batches>>,
    ) -> Option<Result<RecordBatch, ArrowError>> {
        loop {
            if let Some(batch) = rest.as_mut().and_then(Iterator::next) {
                return Some(batch);
            }
            let mut following = lock(&self.following);
            let number = following.number;
            if number >= self.stretches {
                return None;
            }
            following.number = number.saturating_add(1);
            let opened = following.opened.take();
            *rest = Some(opened.unwrap_or_else(|| (self.open)(number).peekable()));
        }
    }

    /// Opens the stretch after the one at hand, unless that is done; answers whether it did.
    fn open_following(&self) -> bool {
        let Ok(mut following) = self.following.try_lock() else { return false };
        let is_last = following.number >= self.stretches;
        if is_last || following.opened.is_some() {
            return false;
        }
        let mut opened = (self.open)(following.number).peekable();
        opened.peek();
        following.opened = Some(opened);
        true
    }
}

impl Abreast {
    pub(super) const fn new(schema: SchemaRef, columns: Vec<Column>) -> Self {
        Self { schema, columns }
    }

    /// Waits until those before have read the first column. Whoever has this has the rows that come next.
    pub(super) fn begin(&self) -> Option<Turn<'_>> {
        let (column, after) = self.columns.split_first()?;
        Some(Turn { schema: &self.schema, column, rest: lock(&column.rest), after })
    }

    /// Does something for who comes after: of one column, so that it takes no longer than the reading of some rows.
    pub(super) fn read_ahead(&self) {
        self.columns.iter().any(Column::open_following);
    }
}

/// The turn of who reads the next rows.
pub(super) struct Turn<'r> {
    schema: &'r SchemaRef,
    column: &'r Column,
    rest: MutexGuard<'r, Option<Peekable<Batches>>>,
    /// The columns after it.
    after: &'r [Column],
}

impl Turn<'_> {
    /// Reads the rows, or `None` after the last.
    pub(super) fn read(mut self) -> Option<Result<RecordBatch, ArrowError>> {
        let mut arrays = Vec::with_capacity(self.schema.fields().len());
        loop {
            match self.column.next(&mut self.rest) {
                Some(Ok(batch)) => arrays.extend_from_slice(batch.columns()),
                Some(Err(error)) => return Some(Err(error)),
                None => {}
            }
            let Some((next, after)) = self.after.split_first() else { break };
            // The next column is held before this one is let go: so nobody overtakes.
            self.rest = lock(&next.rest);
            (self.column, self.after) = (next, after);
        }
        // Columns that end apart are of different lengths.
        let ended = arrays.is_empty();
        (!ended).then(|| RecordBatch::try_new(Arc::clone(self.schema), arrays))
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use arrow_array::cast::AsArray;
    use arrow_array::types::UInt32Type;
    use arrow_array::{RecordBatch, UInt32Array};
    use arrow_schema::{DataType, Field, Schema, SchemaRef};

    use super::{Abreast, Column, lock};

    const STRETCHES: usize = 60;
    const BATCHES_EACH: usize = 5;

    /// A column whose batches hold their numbers, and take a while to read.
    fn column(schema: &SchemaRef, pause: Duration) -> Column {
        let schema = Arc::clone(schema);
        Column::new(STRETCHES, move |stretch| {
            let schema = Arc::clone(&schema);
            let numbers = (0..).skip(stretch.saturating_mul(BATCHES_EACH)).take(BATCHES_EACH);
            Box::new(numbers.map(move |number: u32| {
                thread::sleep(pause);
                RecordBatch::try_new(
                    Arc::clone(&schema),
                    vec![Arc::new(UInt32Array::from(vec![number]))],
                )
            }))
        })
    }

    /// Threads that wait for the same column get it in the order in which they began: the rows of each turn are those of
    /// one place in every column, and of the next one in the order of turns.
    #[test]
    fn nobody_overtakes() {
        let field = |name: &str| Field::new(name, DataType::UInt32, false);
        let one = Arc::new(Schema::new(vec![field("")]));
        let three = Arc::new(Schema::new(vec![field("a"), field("b"), field("c")]));
        let pauses = [0, 20, 60].map(Duration::from_micros);
        let columns = pauses.map(|pause| column(&one, pause)).into();
        let (abreast, begun) = (Abreast::new(three, columns), std::sync::Mutex::new(0_u32));
        let read = || loop {
            let mut next = lock(&begun);
            let turn = abreast.begin().unwrap();
            let number = *next;
            *next += 1;
            drop(next);
            let Some(rows) = turn.read() else { return };
            let rows = rows.unwrap();
            let numbers = rows.columns().iter().map(|column| column.as_primitive::<UInt32Type>());
            let numbers: Vec<u32> = numbers.map(|column| column.value(0)).collect();
            assert_eq!(numbers, [number; 3]);
            abreast.read_ahead();
        };
        thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(read))));
        assert!(*lock(&begun) as usize >= STRETCHES * BATCHES_EACH);
    }
}
