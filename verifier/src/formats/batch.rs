//! The columns of a batch of Arrow rows.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Decimal32Type, Decimal64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, BinaryArray, LargeBinaryArray, LargeStringArray, StringArray, StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};
use sealquote::Instant;
use sealquote::json::{self, Unusable};

use super::Holds;
use super::cells::{whole, written_number};
use crate::scan::Value;

/// Whether a field can be read from a column of a type.
pub(super) fn fits(holds: Holds, column: &DataType) -> bool {
    let is_text = matches!(
        column,
        DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
    );
    let is_whole = column.is_integer();
    match column {
        DataType::Dictionary(_, values) => fits(holds, values),
        DataType::Null => true,
        _ if is_text => true,
        DataType::Timestamp(..) => holds == Holds::Instants,
        DataType::Float32 | DataType::Float64 => holds == Holds::Numbers,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) => {
            holds == Holds::Numbers
        }
        _ => is_whole && holds != Holds::Instants,
    }
}

/// What to give where a column does not fit.
pub(super) fn wanted(holds: Holds) -> &'static str {
    match holds {
        Holds::Texts => "give texts or whole numbers",
        Holds::Numbers => "give whole numbers, decimals or texts of them",
        Holds::Instants => "give timestamps, or texts like `2026-03-11T10:30:00Z`",
    }
}

/// The cells of one field.
pub(super) enum Column<'a> {
    Texts(&'a StringArray),
    LargeTexts(&'a LargeStringArray),
    TextViews(&'a StringViewArray),
    Bytes(&'a BinaryArray),
    LargeBytes(&'a LargeBinaryArray),
    /// Whole numbers where there is one; the others are looked up again.
    Numbers(Vec<Option<i64>>, &'a dyn Array),
    /// Numbers that stand for texts, such as ids.
    Written(Vec<Option<String>>),
    /// Instants as far as the calendar goes.
    Instants(Vec<Option<Instant>>, &'a dyn Array),
    /// Each row is one of a few values.
    Coded(Vec<Option<usize>>, Box<Self>),
    Nothing,
}

impl<'a> Column<'a> {
    /// The cells of an array; `Nothing` for one of a type that does not fit, which was refused before.
    pub(super) fn new(array: &'a dyn Array, holds: Holds) -> Self {
        if let Some(coded) = array.as_any_dictionary_opt() {
            let keys = coded.keys();
            let key = |(row, key)| keys.is_valid(row).then_some(key);
            let keys = coded.normalized_keys().into_iter().enumerate().map(key).collect();
            return Self::Coded(keys, Box::new(Self::new(coded.values().as_ref(), holds)));
        }
        match array.data_type() {
            DataType::Utf8 => Self::Texts(array.as_string()),
            DataType::LargeUtf8 => Self::LargeTexts(array.as_string()),
            DataType::Utf8View => Self::TextViews(array.as_string_view()),
            DataType::Binary => Self::Bytes(array.as_binary()),
            DataType::LargeBinary => Self::LargeBytes(array.as_binary()),
            DataType::Timestamp(unit, _) => Self::Instants(instants(array, *unit), array),
            _ => match numbers(array) {
                None => Self::Nothing,
                Some(numbers) if holds == Holds::Numbers => Self::Numbers(numbers, array),
                Some(numbers) => {
                    let written = |number: Option<i64>| number.map(|number| number.to_string());
                    Self::Written(numbers.into_iter().map(written).collect())
                }
            },
        }
    }

    /// The value of a row; `None` for one that has to be read the general way.
    pub(super) fn value(&self, row: usize, holds: Holds) -> Option<Value<'_>> {
        let found = match self {
            Self::Numbers(numbers, array) => match numbers.get(row)? {
                Some(number) => return Some(Value::Number(*number)),
                None => return array.is_null(row).then_some(Value::Null),
            },
            Self::Instants(instants, array) => match instants.get(row)? {
                Some(at) => return Some(Value::Instant(*at)),
                None => return array.is_null(row).then_some(Value::Null),
            },
            Self::Coded(keys, values) => match keys.get(row)? {
                Some(key) => return values.value(*key, holds),
                None => None,
            },
            Self::Bytes(bytes) => match bytes.is_valid(row) {
                true => Some(str::from_utf8(bytes.value(row)).ok()?),
                false => None,
            },
            Self::LargeBytes(bytes) => match bytes.is_valid(row) {
                true => Some(str::from_utf8(bytes.value(row)).ok()?),
                false => None,
            },
            Self::Texts(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::LargeTexts(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::TextViews(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Written(texts) => texts.get(row)?.as_deref(),
            Self::Nothing => None,
        };
        match found.filter(|text| !text.is_empty()) {
            None => Some(Value::Null),
            Some(text) if holds == Holds::Numbers => whole(text).map(Value::Number),
            Some(text) => Some(Value::Text(text)),
        }
    }

    /// The value of a row as JSON has it, for the general way.
    pub(super) fn json(&self, row: usize, holds: Holds) -> json::Value {
        match (self.value(row, holds), self) {
            (Some(value), _) => written(value),
            (None, Self::Coded(keys, values)) => keys
                .get(row)
                .copied()
                .flatten()
                .map_or(json::Value::Null, |key| values.json(key, holds)),
            (None, Self::Numbers(_, array)) => odd_number(*array, row),
            (None, Self::Texts(texts)) => written_number(texts.value(row)),
            (None, Self::LargeTexts(texts)) => written_number(texts.value(row)),
            (None, Self::TextViews(texts)) => written_number(texts.value(row)),
            (None, Self::Bytes(bytes)) => bytes_number(bytes.value(row)),
            (None, Self::LargeBytes(bytes)) => bytes_number(bytes.value(row)),
            (None, _) => {
                json::Value::String(String::from("a moment outside of the years 0 to 9999"))
            }
        }
    }
}

fn bytes_number(bytes: &[u8]) -> json::Value {
    written_number(&String::from_utf8_lossy(bytes))
}

/// A value that was read from a column, as JSON has it.
pub(super) fn written(value: Value<'_>) -> json::Value {
    match value {
        Value::Null => json::Value::Null,
        Value::Text(text) => json::Value::String(text.to_owned()),
        Value::Instant(at) => json::Value::String(at.to_string()),
        Value::Number(number) => written_number(&number.to_string()),
    }
}

/// The whole numbers of an array; `None` for an array of other things.
fn numbers(array: &dyn Array) -> Option<Vec<Option<i64>>> {
    fn of<T: ArrowPrimitiveType>(
        array: &dyn Array,
        whole: impl Fn(T::Native) -> Option<i64>,
    ) -> Vec<Option<i64>> {
        array.as_primitive::<T>().iter().map(|number| whole(number?)).collect()
    }
    Some(match array.data_type() {
        DataType::Int64 => of::<Int64Type>(array, Some),
        DataType::Int32 => of::<Int32Type>(array, |number| Some(number.into())),
        DataType::Int16 => of::<Int16Type>(array, |number| Some(number.into())),
        DataType::Int8 => of::<Int8Type>(array, |number| Some(number.into())),
        DataType::UInt64 => of::<UInt64Type>(array, |number| number.try_into().ok()),
        DataType::UInt32 => of::<UInt32Type>(array, |number| Some(number.into())),
        DataType::UInt16 => of::<UInt16Type>(array, |number| Some(number.into())),
        DataType::UInt8 => of::<UInt8Type>(array, |number| Some(number.into())),
        DataType::Float64 => {
            of::<Float64Type>(array, |number| held_whole(json::Value::from_float(number)))
        }
        DataType::Float32 => {
            of::<Float32Type>(array, |number| held_whole(json::Value::from_float(number.into())))
        }
        DataType::Decimal32(_, scale) => {
            of::<Decimal32Type>(array, |digits| unscaled(digits.into(), *scale))
        }
        DataType::Decimal64(_, scale) => {
            of::<Decimal64Type>(array, |digits| unscaled(digits.into(), *scale))
        }
        DataType::Decimal128(_, scale) => {
            of::<Decimal128Type>(array, |digits| unscaled(digits, *scale))
        }
        _ => return None,
    })
}

fn held_whole(number: json::Value) -> Option<i64> {
    match number {
        json::Value::Integer(number) => Some(number),
        _ => None,
    }
}

/// The whole number that a decimal is, if it is one.
fn unscaled(digits: i128, scale: i8) -> Option<i64> {
    let power = 10_i128.checked_pow(scale.unsigned_abs().into())?;
    let number = if scale < 0 {
        digits.checked_mul(power)?
    } else {
        (digits.checked_rem(power)? == 0).then(|| digits.checked_div(power))??
    };
    i64::try_from(number).ok()
}

/// A number that is no whole one or too large.
fn odd_number(array: &dyn Array, row: usize) -> json::Value {
    let decimal = match array.data_type() {
        DataType::Float64 => {
            return json::Value::from_float(array.as_primitive::<Float64Type>().value(row));
        }
        DataType::Float32 => {
            return json::Value::from_float(array.as_primitive::<Float32Type>().value(row).into());
        }
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        _ => array
            .as_primitive_opt::<UInt64Type>()
            .map_or(String::new(), |all| all.value(row).to_string()),
    };
    let whole = match decimal.split_once('.') {
        Some((_, fraction)) => fraction.bytes().all(|digit| digit == b'0'),
        None => true,
    };
    json::Value::Number(Unusable { text: decimal, whole })
}

/// The instants of an array of timestamps; one without a zone is in UTC.
fn instants(array: &dyn Array, unit: TimeUnit) -> Vec<Option<Instant>> {
    fn of<T: ArrowTimestampType>(array: &dyn Array, a_second: i64) -> Vec<Option<Instant>> {
        let instant = |count: i64| {
            let seconds = count.div_euclid(a_second);
            let within = count.rem_euclid(a_second);
            let nanoseconds = within.checked_mul(1_000_000_000_i64.checked_div(a_second)?)?;
            Instant::from_seconds(seconds, u32::try_from(nanoseconds).ok()?)
        };
        array.as_primitive::<T>().iter().map(|count| instant(count?)).collect()
    }
    match unit {
        TimeUnit::Second => of::<TimestampSecondType>(array, 1),
        TimeUnit::Millisecond => of::<TimestampMillisecondType>(array, 1_000),
        TimeUnit::Microsecond => of::<TimestampMicrosecondType>(array, 1_000_000),
        TimeUnit::Nanosecond => of::<TimestampNanosecondType>(array, 1_000_000_000),
    }
}
