//! Opening Parquet files.

use core::iter;
use core::ops::Range;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::RecordBatchReader;
use arrow_schema::{DataType, FieldRef, Fields, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::abreast::{Abreast, Column};
use super::arrow::find;
use super::{Columns, Field};
use crate::Unreadable;

/// How many rows are read at once.
const ROWS_AT_ONCE: usize = 8_192;
/// How many rows are opened at once, at least.
const STRETCH_ROWS: u64 = 65_536;

/// Opens a Parquet file. Only the columns that hold fields are read, each by itself and page by page.
pub(crate) fn open<F: Field>(
    name: &str,
    file: File,
    given: &[(String, String)],
) -> Result<(Abreast, Columns<F>), Unreadable> {
    let broken = |error: ParquetError| {
        Unreadable::new(format!(
            "`{name}` could not be read as Parquet ({error}); fetch it again, it may be cut short"
        ))
    };
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(broken)?;
    let mut columns: Columns<F> = find(name, found.schema(), given)?;
    let coded = coded(&found, &columns).map_err(broken)?;
    let file = Shared(Arc::new(Mutex::new(file)));
    let stretches = stretches(&found);
    let (mut fields, mut read) = (Vec::new(), Vec::new());
    let places = columns.take_out();
    if let Some(codec) = unread(&found, &places) {
        return Err(Unreadable::new(format!(
            "`{name}` is packed by {codec}, which is not read here; write it with zstd, snappy or gzip"
        )));
    }
    for place in places {
        let (file, coded) = (file.clone(), coded.clone());
        let open = move |groups: Range<usize>| {
            let (file, coded) = (file.clone(), coded.clone());
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, coded);
            let mask = ProjectionMask::roots(builder.parquet_schema(), [place]);
            let reader = builder.with_projection(mask).with_row_groups(groups.collect());
            reader.with_batch_size(ROWS_AT_ONCE).build()
        };
        fields.extend_from_slice(open(0..0).map_err(broken)?.schema().fields());
        let stretches = stretches.clone();
        read.push(Column::new(stretches.len(), move |number| {
            match open(stretches.get(number).cloned().unwrap_or_default()) {
                Ok(reader) => Box::new(reader),
                Err(error) => Box::new(iter::once(Err(error.into()))),
            }
        }));
    }
    Ok((Abreast::new(Arc::new(Schema::new(fields)), read), columns))
}

/// What some column is packed by that is read, though that cannot be undone here.
fn unread(found: &ArrowReaderMetadata, places: &[usize]) -> Option<&'static str> {
    let schema = found.parquet_schema();
    let columns =
        found.metadata().row_groups().iter().flat_map(|group| group.columns().iter().enumerate());
    let mut read = columns.filter(|(leaf, _)| places.contains(&schema.get_column_root_idx(*leaf)));
    read.find_map(|(_, column)| match column.compression() {
        Compression::BROTLI(_) => Some("BROTLI"),
        Compression::LZO => Some("LZO"),
        _ => None,
    })
}

/// The row groups of a file, so many together that it is worth to open them.
fn stretches(found: &ArrowReaderMetadata) -> Vec<Range<usize>> {
    let (mut stretches, mut from, mut rows) = (Vec::new(), 0, 0_u64);
    let groups = found.metadata().row_groups();
    for (end, group) in (1..).zip(groups) {
        rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(0));
        if rows >= STRETCH_ROWS || end == groups.len() {
            stretches.push(from..end);
            (from, rows) = (end, 0);
        }
    }
    stretches
}

/// A file that several readers read from: where each of them is in it, they say every time.
#[derive(Clone)]
struct Shared(Arc<Mutex<File>>);

impl Shared {
    fn read_at<A>(&self, at: u64, read: impl FnOnce(&mut File) -> io::Result<A>) -> io::Result<A> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        read(&mut file)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        Length::len(&*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Onward>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(Onward { file: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = Vec::with_capacity(length);
        let most = u64::try_from(length).unwrap_or(u64::MAX);
        let read = self.read_at(start, |file| file.take(most).read_to_end(&mut bytes))?;
        if read < length {
            return Err(ParquetError::EOF(format!("the file has {read} bytes there of {length}")));
        }
        Ok(bytes.into())
    }
}

/// A shared file from some place on.
struct Onward {
    file: Shared,
    at: u64,
}

impl Read for Onward {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(self.at, |file| file.read(bytes))?;
        self.at = self.at.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

/// The same, but for columns of a few texts, which are read as the file has them: each text once, and which row has which.
fn coded<F: Field>(
    found: &ArrowReaderMetadata,
    columns: &Columns<F>,
) -> Result<ArrowReaderMetadata, ParquetError> {
    let file = Arc::clone(found.metadata());
    let is_coded = |place: usize| {
        file.row_groups().iter().all(|group| {
            // Of nested columns there is more than one of a place, and none of those is read.
            let column = group.columns().get(place);
            column.is_some_and(|column| {
                column.encodings().any(|encoding| {
                    matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY)
                })
            })
        })
    };
    let is_flat =
        file.file_metadata().schema_descr().num_columns() == found.schema().fields().len();
    let mut fields: Vec<FieldRef> = found.schema().fields().iter().cloned().collect();
    for (field, _, place) in &columns.found {
        if let Some(column) = fields.get_mut(*place)
            && is_flat
            && field.has_few_texts()
            && *column.data_type() == DataType::Utf8
            && is_coded(*place)
        {
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            *column = Arc::new(column.as_ref().clone().with_data_type(kind));
        }
    }
    let schema = Schema::new_with_metadata(Fields::from(fields), found.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    ArrowReaderMetadata::try_new(file, options)
}
