//! Opening Arrow IPC, as a file (Feather) or a stream.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::FileDecoder;
use arrow_ipc::{Block, MessageHeader, root_as_footer};
use arrow_schema::{ArrowError, Schema};

use super::messages::{self, Encapsulated, damaged};
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
    mut file: File,
    given: &[(String, String)],
) -> Result<(Batches, Columns<F>), Unreadable> {
    let broken = |error| broken(name, error);
    let footer = messages::read_footer(&mut file).map_err(broken)?;
    let footer = root_as_footer(&footer).map_err(|_| broken(damaged("its footer is damaged")))?;
    let schema = described(footer.schema()).map_err(broken)?;
    let mut columns: Columns<F> = find(name, &schema, given)?;
    let decoder = FileDecoder::new(Arc::new(schema), footer.version());
    let mut decoder = decoder.with_projection(columns.take_out());
    for block in footer.dictionaries().into_iter().flatten() {
        let message = Encapsulated::read_block(&mut file, block).map_err(broken)?;
        message.decode(&mut decoder).map_err(broken)?;
    }
    let blocks: Vec<Block> = footer.recordBatches().into_iter().flatten().copied().collect();
    let read = move |block| Encapsulated::read_block(&mut file, &block)?.decode(&mut decoder);
    Ok((Box::new(blocks.into_iter().map(read).filter_map(Result::transpose)), columns))
}

/// Opens an Arrow IPC stream, of which only the columns that hold fields are read. Another one that follows it has to
/// have the same columns.
pub(crate) fn open_stream<F: Field>(
    name: &str,
    bytes: Box<dyn Read + Send>,
    given: &[(String, String)],
) -> Result<(Batches, Columns<F>), Unreadable> {
    let broken = |error| broken(name, error);
    let mut bytes = BufReader::new(bytes);
    let first = Encapsulated::read(&mut bytes).map_err(broken)?;
    let first = first.ok_or_else(|| broken(damaged("it begins with the mark at an end")))?;
    let first = first.message().map_err(broken)?;
    let schema = Arc::new(described(first.header_as_schema()).map_err(broken)?);
    let mut columns: Columns<F> = find(name, &schema, given)?;
    let places = columns.take_out();
    let decoder = FileDecoder::new(Arc::clone(&schema), first.version());
    let decoder = decoder.with_projection(places.clone());
    Ok((Box::new(Streams { bytes, schema, places, decoder, is_open: true }), columns))
}

fn broken(name: &str, error: ArrowError) -> Unreadable {
    let reason = match error {
        ArrowError::IpcError(reason) => reason,
        error => error.to_string(),
    };
    Unreadable::new(format!(
        "`{name}` could not be read as Arrow ({reason}); fetch it again, it may be cut short"
    ))
}

/// The schema that a file or a stream says it has.
fn described(schema: Option<arrow_ipc::Schema<'_>>) -> Result<Schema, ArrowError> {
    let schema = schema.ok_or_else(|| damaged("no schema stands where one has to"))?;
    match schema.endianness().equals_to_target_endianness() {
        true => try_fb_to_schema(schema),
        false => Err(damaged("its numbers have their bytes in the other order")),
    }
}

/// Streams behind each other.
struct Streams {
    bytes: BufReader<Box<dyn Read + Send>>,
    schema: Arc<Schema>,
    places: Vec<usize>,
    decoder: FileDecoder,
    /// The mark at its end has not come.
    is_open: bool,
}

impl Streams {
    /// Takes the next message, and answers its rows if it has some.
    fn take(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let Some(next) = Encapsulated::read(&mut self.bytes)? else {
            self.is_open = false;
            return Ok(None);
        };
        let message = next.message()?;
        if self.is_open && message.header_type() != MessageHeader::Schema {
            return next.decode(&mut self.decoder);
        }
        if described(message.header_as_schema())? != *self.schema {
            return Err(ArrowError::SchemaError(String::from(
                "another stream with other columns follows; give each in a file of its own",
            )));
        }
        let decoder = FileDecoder::new(Arc::clone(&self.schema), message.version());
        self.decoder = decoder.with_projection(self.places.clone());
        self.is_open = true;
        Ok(None)
    }
}

impl Iterator for Streams {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.bytes.fill_buf() {
                Ok([]) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error.into())),
            }
            if let Some(batch) = self.take().transpose() {
                return Some(batch);
            }
        }
    }
}
