//! What a file of rows can be: lines or documents of JSON, CSV, Parquet or Arrow, packed or not.
//!
//! Lines of JSON are scanned where they lie (`scan`). The other formats have columns: [`Columns`] says which of them
//! hold what is checked, and the cells of a row ([`RowCells`]) are taken as they are, without JSON in between. A row
//! with anything unusual about it becomes a JSON value, which the core reads by the rules and with the messages that
//! it has for JSON.

mod abreast;
mod arrays;
mod arrow;
mod batch;
mod cells;
mod columns;
mod csv;
mod guard;
mod messages;
mod packed;
mod parquet;
mod postgres;
mod reading;
mod records;
mod skipped;
mod stream;
mod texts;

use sealquote::Instant;

pub(crate) use self::arrow::{
    Batches, open_file as open_arrow_file, open_stream as open_arrow_stream,
};
pub(crate) use self::parquet::open as open_parquet;
pub(crate) use cells::{Cells, Fields, RowCells, Unusual};
pub(crate) use columns::Columns;
pub(crate) use csv::Csv;
pub(crate) use guard::tell_of_damage;
pub(crate) use packed::{is_packed, unpack};
pub use postgres::Address;
pub(crate) use postgres::ask;
pub use reading::{InputFormat, Reading};
pub(crate) use stream::{Part, Stream, Turns};

/// A field of a row, by which columns are found.
pub(crate) trait Field: Copy + PartialEq + Send + Sync + 'static {
    /// The fields by name; those that every row has come first.
    const NAMED: &'static [(&'static str, Self)];
    /// How many fields every row has.
    const REQUIRED: usize;

    /// What the field holds.
    fn holds(self) -> Holds;

    /// Whether rows have one of a few texts in it, which are not looked up again once the row is read.
    fn has_few_texts(self) -> bool {
        false
    }
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Texts,
    Numbers,
    Instants,
}

/// What a field of a row says, where that is as usual.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(i64),
    /// As columns have it; JSON has texts.
    Instant(Instant),
    Null,
}
