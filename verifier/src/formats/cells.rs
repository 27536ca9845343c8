//! The rows of formats that have columns, cell by cell.

use std::sync::Arc;

use arrow_array::RecordBatch;
use sealquote::history::unguarded;
use sealquote::json;

use super::batch::{Column, written};
use super::csv::Records;
use super::texts::{instant, whole, written_instant, written_number};
use super::{Columns, Field, Holds};
use crate::chunks::{Fault, TOO_LONG};
use crate::scan::Value;

/// Some rows that were read together.
pub(crate) struct Cells<F> {
    pub(super) columns: Arc<Columns<F>>,
    pub(super) rows: Rows,
}

pub(super) enum Rows {
    Csv(Records),
    Batch(RecordBatch),
}

/// The same, with the columns of each field at hand.
pub(crate) struct Fields<'a, F> {
    columns: &'a Columns<F>,
    rows: At<'a, F>,
    count: usize,
}

enum At<'a, F> {
    Csv(&'a Records),
    Batch(Vec<(F, &'static str, Column<'a>)>),
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct RowCells<'a, F> {
    fields: &'a Fields<'a, F>,
    row: usize,
}

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
}

impl<F: Field> Cells<F> {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Csv(records) => records.len(),
            Rows::Batch(batch) => batch.num_rows(),
        }
    }

    /// The text that all their texts are pieces of, to be kept; only where [`Fields::text`] is one.
    pub(crate) fn into_text(self) -> Option<String> {
        match self.rows {
            Rows::Csv(records) => records.into_text(),
            Rows::Batch(_) => None,
        }
    }

    pub(crate) fn fields(&mut self) -> Fields<'_, F> {
        if let Rows::Csv(records) = &mut self.rows {
            records.split();
        }
        let (columns, count) = (&*self.columns, self.len());
        match &self.rows {
            Rows::Csv(records) => Fields { columns, rows: At::Csv(records), count },
            Rows::Batch(batch) => {
                let column = |(field, ours, place): &(F, &'static str, usize)| {
                    let array = batch.columns().get(*place);
                    let column = array.map(|array| Column::new(array.as_ref(), field.holds()));
                    (*field, *ours, column.unwrap_or(Column::Nothing))
                };
                let found = columns.found.iter().map(column).collect();
                Fields { columns, rows: At::Batch(found), count }
            }
        }
    }
}

impl<'a, F: Field> Fields<'a, F> {
    /// The text that all their texts are pieces of, if there is one.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.rows {
            At::Csv(records) => records.text(),
            At::Batch(_) => None,
        }
    }

    /// The rows before which lines were skipped that are no rows, and how many; none when that is not known.
    pub(crate) fn skips(&self) -> Option<&'a [(usize, u64)]> {
        match self.rows {
            At::Csv(records) => records.skips(),
            At::Batch(_) => Some(&[]),
        }
    }

    pub(crate) fn rows(&'a self) -> impl Iterator<Item = RowCells<'a, F>> {
        (0..self.count).map(|row| RowCells { fields: self, row })
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
            At::Batch(columns) => {
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
                        Holds::Numbers => written_number(text),
                        Holds::Instants => written_instant(text),
                        Holds::Texts => written(Value::Text(text)),
                    };
                    entries.push(((*ours).to_owned(), value));
                }
            }
            At::Batch(columns) => {
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
