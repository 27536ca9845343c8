//! Opening Parquet files.

use std::fs::File;

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
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
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(broken)?;
    let mut columns: Columns<F> = find(name, builder.schema(), given)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns.take_out());
    let reader = builder.with_projection(mask).with_batch_size(ROWS_AT_ONCE).build();
    Ok((Box::new(reader.map_err(broken)?), columns))
}
