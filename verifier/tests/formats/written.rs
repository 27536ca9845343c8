//! Rows, written in every format.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int32Type, UInt8Type};
use arrow_array::{
    ArrayRef, BinaryArray, Decimal128Array, Float64Array, Int32Array, Int64Array, LargeStringArray,
    RecordBatch, StringArray, StringViewArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use sealquote::Instant;
use serde_json::Value;

/// Columns by name.
pub type Table = Vec<(String, Vec<Value>)>;

/// The rows, by column; every key of a row is one.
pub fn table(rows: &[Value]) -> Table {
    let mut names: Vec<String> = Vec::new();
    for key in rows.iter().flat_map(|row| row.as_object().unwrap().keys()) {
        if !names.contains(key) {
            names.push(key.clone());
        }
    }
    let column = |name: &String| rows.iter().map(|row| row[name.as_str()].clone()).collect();
    names.iter().map(|name| (name.clone(), column(name))).collect()
}

pub fn lines(rows: &[Value]) -> Vec<u8> {
    rows.iter().map(|row| format!("{row}\n")).collect::<String>().into_bytes()
}

pub fn csv(rows: &[Value], delimiter: &str, end: &str) -> Vec<u8> {
    let field = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) if text.contains([',', ';', '\t', '"', '\n']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let table = table(rows);
    let names: Vec<&str> = table.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = names.join(delimiter) + end;
    for row in 0..rows.len() {
        let fields: Vec<String> = table.iter().map(|(_, values)| field(&values[row])).collect();
        text += &(fields.join(delimiter) + end);
    }
    text.into_bytes()
}

/// How the columns of numbers, texts and instants are typed.
#[derive(Clone, Copy, Debug)]
pub enum Types {
    Plain,
    Large,
    Views,
    Coded,
    Texts,
    Bytes,
    Micros,
    Nanos,
}

pub const TYPES: [Types; 8] = [
    Types::Plain,
    Types::Large,
    Types::Views,
    Types::Coded,
    Types::Texts,
    Types::Bytes,
    Types::Micros,
    Types::Nanos,
];

fn texts<'v>(values: &'v [Value]) -> impl Iterator<Item = Option<String>> + 'v {
    values.iter().map(|value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    })
}

fn text_column(values: &[Value], types: Types) -> ArrayRef {
    match types {
        Types::Large => Arc::new(texts(values).collect::<LargeStringArray>()),
        Types::Views => Arc::new(texts(values).collect::<StringViewArray>()),
        Types::Bytes => {
            let bytes: Vec<Option<Vec<u8>>> =
                texts(values).map(|text| text.map(String::into_bytes)).collect();
            Arc::new(BinaryArray::from_iter(bytes))
        }
        Types::Coded => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            texts(values).for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        _ => Arc::new(texts(values).collect::<StringArray>()),
    }
}

fn number_column(values: &[Value], types: Types) -> ArrayRef {
    let numbers = || values.iter().map(Value::as_i64);
    match types {
        Types::Large => {
            let whole = numbers().map(|number| number.map(i128::from));
            let array = Decimal128Array::from_iter(whole);
            Arc::new(array.with_precision_and_scale(20, 0).unwrap())
        }
        Types::Views => {
            let floats = values.iter().map(Value::as_f64);
            Arc::new(Float64Array::from_iter(floats))
        }
        Types::Texts | Types::Bytes => text_column(values, types),
        Types::Micros => {
            let scaled = numbers().map(|number| number.map(|number| i128::from(number) * 100));
            let array = Decimal128Array::from_iter(scaled);
            Arc::new(array.with_precision_and_scale(38, 2).unwrap())
        }
        Types::Nanos if numbers().flatten().all(|number| number >= 0) => {
            Arc::new(UInt64Array::from_iter(numbers().map(|number| number.map(i64::unsigned_abs))))
        }
        Types::Nanos if numbers().flatten().all(|number| i32::try_from(number).is_ok()) => {
            let small = numbers().map(|number| number.map(|number| number.try_into().unwrap()));
            Arc::new(Int32Array::from_iter(small))
        }
        _ => Arc::new(Int64Array::from_iter(numbers())),
    }
}

fn instant_column(values: &[Value], types: Types) -> ArrayRef {
    let counts = |a_second: i64| -> Vec<Option<i64>> {
        let count = |text: &str| {
            let at = Instant::parse(text).unwrap();
            at.seconds() * a_second + i64::from(at.nanoseconds()) * a_second / 1_000_000_000
        };
        values.iter().map(|value| value.as_str().map(count)).collect()
    };
    match types {
        Types::Plain => {
            Arc::new(TimestampMillisecondArray::from(counts(1_000)).with_timezone("UTC"))
        }
        Types::Micros => Arc::new(TimestampMicrosecondArray::from(counts(1_000_000))),
        Types::Nanos => {
            let nanos = TimestampNanosecondArray::from(counts(1_000_000_000));
            Arc::new(nanos.with_timezone("Europe/Paris"))
        }
        _ => text_column(values, types),
    }
}

/// The columns as arrays: `numbers` and `instants` name those that are no texts.
pub fn batch(table: &Table, numbers: &[&str], instants: &[&str], types: Types) -> RecordBatch {
    let arrays = table.iter().map(|(name, values)| {
        let array = if numbers.contains(&name.as_str()) {
            number_column(values, types)
        } else if instants.contains(&name.as_str()) {
            instant_column(values, types)
        } else {
            text_column(values, types)
        };
        (name.as_str(), array, true)
    });
    RecordBatch::try_from_iter_with_nullable(arrays).unwrap()
}

pub fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    // Several row groups and pages, though the rows are few.
    parquet_in_groups(batch, compression, 100)
}

/// The rows of a batch in row groups of so many, of which each has five pages.
pub fn parquet_in_groups(batch: &RecordBatch, compression: Compression, rows: usize) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(rows))
        .set_data_page_row_count_limit(rows / 5)
        .set_write_batch_size(rows / 5)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

pub fn codecs() -> [Compression; 5] {
    [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4_RAW,
    ]
}

/// An Arrow file in batches of fifty rows.
pub fn arrow_file(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut writer =
        FileWriter::try_new_with_options(&mut bytes, &batch.schema(), options).unwrap();
    slices(batch).for_each(|slice| writer.write(&slice).unwrap());
    writer.finish().unwrap();
    drop(writer);
    bytes
}

/// An Arrow stream in batches of fifty rows.
pub fn arrow_stream(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut writer =
        StreamWriter::try_new_with_options(&mut bytes, &batch.schema(), options).unwrap();
    slices(batch).for_each(|slice| writer.write(&slice).unwrap());
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn slices(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> + '_ {
    (0..batch.num_rows()).step_by(50).map(|from| batch.slice(from, 50.min(batch.num_rows() - from)))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}

/// A column whose values are numbered, by a key of a byte each.
pub fn coded_by_bytes(values: &[&str]) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<UInt8Type>::new();
    values.iter().for_each(|value| builder.append_value(value));
    Arc::new(builder.finish())
}
