//! Opening Parquet files.

use std::fs::File;
use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Encoding;
use parquet::errors::ParquetError;

use super::arrow::{Batches, find};
use super::{Columns, Field};
use crate::Unreadable;

/// How many rows are read at once.
const ROWS_AT_ONCE: usize = 8_192;

/// Opens a Parquet file. Only the columns that hold fields are read, page by page.
pub(crate) fn open<F: Field>(
    name: &str,
    file: File,
    given: &[(String, String)],
) -> Result<(Batches, Columns<F>), Unreadable> {
    let broken = |error: ParquetError| {
        Unreadable::new(format!(
            "`{name}` could not be read as Parquet ({error}); fetch it again, it may be cut short"
        ))
    };
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(broken)?;
    let mut columns: Columns<F> = find(name, found.schema(), given)?;
    let coded = coded(&found, &columns).map_err(broken)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, coded);
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns.take_out());
    let reader = builder.with_projection(mask).with_batch_size(ROWS_AT_ONCE).build();
    Ok((Box::new(reader.map_err(broken)?), columns))
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
