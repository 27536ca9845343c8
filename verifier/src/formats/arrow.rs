//! Opening Arrow IPC, as a file (Feather) or a stream.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};

use super::{Columns, Field, batch};
use crate::Unreadable;

/// Rows in columns, some at a time.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// The columns of a schema that hold fields.
pub(crate) fn find<F: Field>(
    name: &str,
    schema: &Schema,
    given: &[(String, String)],
) -> Result<Columns<F>, Unreadable> {
    let header = schema.fields().iter().map(|field| field.name().clone()).collect();
    let columns: Columns<F> = Columns::find(name, header, given)?;
    for (field, ours, place) in &columns.found {
        let Some(column) = schema.fields().get(*place) else { continue };
        if !batch::fits(field.holds(), column.data_type()) {
            return Err(Unreadable::new(format!(
                "`{name}` has {} in its column `{}`, which cannot be read as {ours}; {}",
                column.data_type(),
                column.name(),
                batch::wanted(field.holds())
            )));
        }
    }
    Ok(columns)
}

/// Opens an Arrow IPC file, of which only the columns that hold fields are read.
pub(crate) fn open_file<F: Field>(
    name: &str,
    file: File,
    given: &[(String, String)],
) -> Result<(Batches, Columns<F>), Unreadable> {
    let broken = |error: ArrowError| broken(name, &error);
    let again = file.try_clone().map_err(|error| broken(error.into()))?;
    let whole = FileReader::try_new_buffered(again, None).map_err(broken)?;
    let mut columns: Columns<F> = find(name, &whole.schema(), given)?;
    let places = columns.take_out();
    let reader = FileReader::try_new_buffered(file, Some(places)).map_err(broken)?;
    Ok((Box::new(reader), columns))
}

/// Opens an Arrow IPC stream. Another one that follows it has to have the same columns.
pub(crate) fn open_stream<F: Field>(
    name: &str,
    bytes: Box<dyn Read + Send>,
    given: &[(String, String)],
) -> Result<(Batches, Columns<F>), Unreadable> {
    let reader = StreamReader::try_new(BufReader::new(bytes), None);
    let reader = reader.map_err(|error| broken(name, &error))?;
    let columns: Columns<F> = find(name, &reader.schema(), given)?;
    Ok((Box::new(Streams(reader)), columns))
}

fn broken(name: &str, error: &ArrowError) -> Unreadable {
    Unreadable::new(format!(
        "`{name}` could not be read as Arrow ({error}); fetch it again, it may be cut short"
    ))
}

/// Streams behind each other.
struct Streams(StreamReader<BufReader<Box<dyn Read + Send>>>);

impl Streams {
    /// Goes on with the stream that follows, if one does.
    fn follow(&mut self) -> Result<bool, ArrowError> {
        let rest = self.0.get_mut();
        if rest.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let empty: Box<dyn Read + Send> = Box::new(std::io::empty());
        let rest = core::mem::replace(rest, BufReader::new(empty));
        let schema = self.0.schema();
        self.0 = StreamReader::try_new(rest, None)?;
        if self.0.schema() == schema {
            return Ok(true);
        }
        Err(ArrowError::SchemaError(String::from(
            "another stream with other columns follows; give each in a file of its own",
        )))
    }
}

impl Iterator for Streams {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.0.next() {
                return Some(batch);
            }
            match self.follow() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
