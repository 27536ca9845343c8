//! The rows of formats that have columns, cell by cell.

use core::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use sealquote::history::unguarded;
use sealquote::json;

use super::batch::{Column, Pieces, written};
use super::records::Records;
use super::texts::{instant, whole, written_instant, written_number};
use super::{Columns, Field, Holds, Value};
use crate::chunks::{Fault, TOO_LONG};

/// The most text that rows are pieces of; of longer ones each row is copied.
const MAX_TEXT_BYTES: usize = 1 << 30;

/// Some rows that were read together.
pub(crate) struct Cells<F> {
    pub(super) columns: Arc<Columns<F>>,
    pub(super) rows: Rows,
}

pub(super) enum Rows {
    Csv(Records),
    Batch(Batch),
}

/// Some rows of columns.
pub(super) struct Batch {
    rows: RecordBatch,
    /// The texts of columns that have many, one column after the other, and where each begins, by its place.
    text: String,
    laid_out: Vec<Option<usize>>,
    /// Whether these are all such columns, and there is not more than a part may hold.
    is_whole: bool,
}

impl Batch {
    /// A batch, with room for its texts.
    pub(super) fn new(rows: RecordBatch, room: String) -> Self {
        Self { rows, text: room, laid_out: Vec::new(), is_whole: false }
    }

    /// Copies texts of columns, each column in one go.
    fn lay_out<F: Field>(&mut self, columns: &Columns<F>) {
        self.text.clear();
        let many = |field: &F| field.holds() == Holds::Texts && !field.has_few_texts();
        let laid_out = columns.found.iter().map(|(field, _, place)| {
            let array = self.rows.columns().get(*place).filter(|_| many(field))?;
            Pieces::lay_out(array.as_ref(), &mut self.text)
        });
        self.laid_out = laid_out.collect();
        let mut texts = columns.found.iter().zip(&self.laid_out);
        self.is_whole = texts.all(|((field, ..), from)| from.is_some() || !many(field))
            && self.text.len() <= MAX_TEXT_BYTES;
    }
}

/// The same, with the columns of each field at hand.
pub(crate) struct Fields<'a, F> {
    columns: &'a Columns<F>,
    rows: At<'a, F>,
    count: usize,
}

enum At<'a, F> {
    Csv(&'a Records),
    /// With the text that theirs are pieces of.
    Batch(Vec<(F, &'static str, Column<'a>)>, Option<&'a str>),
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct RowCells<'a, F> {
    fields: &'a Fields<'a, F>,
    row: usize,
}

/// How many characters of a text are repeated where it is told.
const MOST_SHOWN: usize = 40;

/// What a row is that has to be read the general way.
pub(crate) enum Unusual {
    /// An object of its cells; empty ones are left out.
    Object(json::Value),
    /// No row, for a reason.
    Bad(String),
}

impl Unusual {
    fn no_text(field: &str) -> Self {
        Self::Bad(format!("its `{field}` is not UTF-8; export it as UTF-8"))
    }

    fn no_number(field: &str, text: &str) -> Self {
        let shown: String = text.chars().take(MOST_SHOWN).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        Self::Bad(format!(
            "its `{field}` is `{shown}{more}`; write a whole number in digits alone, with `-` before it where it is below 0"
        ))
    }
}

impl<F: Field> Cells<F> {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Csv(records) => records.len(),
            Rows::Batch(batch) => batch.rows.num_rows(),
        }
    }

    /// The text that their texts are pieces of, to be kept; only where [`Fields::text`] is one.
    pub(crate) fn into_text(self) -> Option<String> {
        match self.rows {
            Rows::Csv(records) => records.into_text(),
            Rows::Batch(batch) => Some(batch.text),
        }
    }

    pub(crate) fn fields(&mut self) -> Fields<'_, F> {
        match &mut self.rows {
            Rows::Csv(records) => records.split(),
            Rows::Batch(batch) => batch.lay_out(&self.columns),
        }
        let (columns, count) = (&*self.columns, self.len());
        match &self.rows {
            Rows::Csv(records) => Fields { columns, rows: At::Csv(records), count },
            Rows::Batch(batch) => {
                let column =
                    |((field, ours, place), from): (&(F, &'static str, usize), &Option<usize>)| {
                        let array = batch.rows.columns().get(*place);
                        let column = array.map(|array| match from {
                            Some(from) => Pieces::new(array.as_ref(), &batch.text, *from)
                                .map_or(Column::Nothing, Column::Pieces),
                            None => Column::new(array.as_ref(), field.holds()),
                        });
                        (*field, *ours, column.unwrap_or(Column::Nothing))
                    };
                let found = columns.found.iter().zip(&batch.laid_out).map(column).collect();
                let text = Some(batch.text.as_str()).filter(|_| batch.is_whole);
                Fields { columns, rows: At::Batch(found, text), count }
            }
        }
    }
}

impl<'a, F: Field> Fields<'a, F> {
    /// The text that their texts are pieces of, but for those of fields that have few, if there is one.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.rows {
            At::Csv(records) => records.text(),
            At::Batch(_, text) => text,
        }
    }

    /// The rows before which lines were skipped that are no rows, and how many; none when that is not known.
    pub(crate) fn skips(&self) -> Option<&'a [(usize, u64)]> {
        match self.rows {
            At::Csv(records) => records.skips(),
            At::Batch(..) => Some(&[]),
        }
    }

    /// Whether the rows are those of columns, and not records of CSV.
    pub(crate) const fn are_columns(&self) -> bool {
        matches!(self.rows, At::Batch(..))
    }

    /// Gives every cell of some rows of columns to `take`, column by column, and `None` for one that has to be read the
    /// general way.
    pub(crate) fn each_of_columns(
        &'a self,
        rows: Range<usize>,
        mut take: impl FnMut(usize, F, Option<Value<'a>>),
    ) {
        if let At::Batch(columns, _) = &self.rows {
            for (field, _, column) in columns {
                column.each(rows.clone(), field.holds(), |row, value| take(row, *field, value));
            }
        }
    }

    pub(crate) fn row(&'a self, row: usize) -> RowCells<'a, F> {
        RowCells { fields: self, row }
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn rows(&'a self) -> impl Iterator<Item = RowCells<'a, F>> {
        (0..self.count).map(|row| self.row(row))
    }
}

impl<'a, F: Field> RowCells<'a, F> {
    /// Gives every cell that is not empty to `take`; `None` for a row that has to be read the general way.
    pub(crate) fn each(self, mut take: impl FnMut(F, Value<'a>) -> Option<()>) -> Option<()> {
        match &self.fields.rows {
            At::Csv(records) => {
                let texts = records.texts(self.row)?;
                if texts.len() != self.fields.columns.header.len() {
                    return None;
                }
                for (field, _, place) in &self.fields.columns.found {
                    let text = unguarded(texts.field(*place)?);
                    match field.holds() {
                        _ if text.is_empty() => {}
                        Holds::Numbers => take(*field, Value::Number(whole(text)?))?,
                        Holds::Instants => take(*field, Value::Instant(instant(text)?))?,
                        Holds::Texts => take(*field, Value::Text(text))?,
                    }
                }
            }
            At::Batch(columns, _) => {
                for (field, _, column) in columns {
                    match column.value(self.row, field.holds())? {
                        Value::Null => {}
                        value => take(*field, value)?,
                    }
                }
            }
        }
        Some(())
    }

    /// What the row says in a field, if that can be told though the row cannot be read.
    pub(crate) fn text(self, is_wanted: impl Fn(&F) -> bool) -> Option<String> {
        match &self.fields.rows {
            At::Csv(records) => {
                let mut found = self.fields.columns.found.iter();
                let (.., place) = found.find(|(field, ..)| is_wanted(field))?;
                let text = unguarded(records.field(self.row, *place)?);
                (!text.is_empty()).then(|| text.to_owned())
            }
            At::Batch(columns, _) => {
                let (field, _, column) = columns.iter().find(|(field, ..)| is_wanted(field))?;
                match column.json(self.row, field.holds())? {
                    json::Value::String(text) => Some(text),
                    _ => None,
                }
            }
        }
    }

    /// What the row is, to be read the general way.
    ///
    /// # Errors
    /// A fault of the file that shows in this row.
    pub(crate) fn unusual(self) -> Result<Unusual, Fault> {
        let mut entries = Vec::new();
        match &self.fields.rows {
            At::Csv(records) => {
                if let Some(reason) = self.irregular(records)? {
                    return Ok(Unusual::Bad(reason));
                }
                for (field, ours, place) in &self.fields.columns.found {
                    let Some(text) = records.field(self.row, *place) else {
                        return Ok(Unusual::no_text(ours));
                    };
                    let text = unguarded(text);
                    let value = match field.holds() {
                        _ if text.is_empty() => continue,
                        Holds::Numbers => match written_number(text) {
                            json::Value::String(_) => return Ok(Unusual::no_number(ours, text)),
                            number => number,
                        },
                        Holds::Instants => written_instant(text),
                        Holds::Texts => written(Value::Text(text)),
                    };
                    entries.push(((*ours).to_owned(), value));
                }
            }
            At::Batch(columns, _) => {
                for (field, ours, column) in columns {
                    match column.json(self.row, field.holds()) {
                        None => return Ok(Unusual::no_text(ours)),
                        Some(json::Value::Null) => {}
                        Some(value) => entries.push(((*ours).to_owned(), value)),
                    }
                }
            }
        }
        Ok(Unusual::Object(json::Value::Object(entries)))
    }

    /// Whether the row is the last of a file that has no end.
    pub(crate) fn is_unended(self) -> bool {
        let last = self.row.saturating_add(1) == self.fields.count;
        last && matches!(&self.fields.rows, At::Csv(records) if records.unended)
    }

    /// Why a record is no row, if it is none.
    fn irregular(self, records: &Records) -> Result<Option<String>, Fault> {
        let Some(fields) = records.fields(self.row) else { return Ok(Some(TOO_LONG.into())) };
        let columns = self.fields.columns;
        if columns.are_names(|place| records.field(self.row, place)) {
            let same = |(place, name): (usize, &String)| {
                records.field(self.row, place).is_some_and(|text| text.trim() == name)
            };
            if fields == columns.header.len() && columns.header.iter().enumerate().all(same) {
                return Ok(Some(String::from("it is the header again; give each file by itself")));
            }
            return Err(Fault::Broken(String::from(
                "it is another header, with other columns; give each file by itself",
            )));
        }
        Ok((fields != columns.header.len()).then(|| {
            format!(
                "it has {fields} fields, but the header {}; quote texts with line breaks or delimiters in them",
                columns.header.len()
            )
        }))
    }
}
