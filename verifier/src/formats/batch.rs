//! The columns of a batch of Arrow rows.

use core::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, BinaryArray, LargeBinaryArray, LargeStringArray, StringArray, StringViewArray,
};
use arrow_schema::DataType;
use sealquote::Instant;
use sealquote::json;

use super::arrays::{instants, numbers, odd_number};
use super::texts::{instant, whole, written_number};
use super::{Holds, Value};

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

/// The texts of a column, all together as pieces of a longer text.
pub(super) struct Pieces<'a> {
    text: &'a str,
    /// Where the first one begins in it.
    from: usize,
    array: &'a StringArray,
}

impl<'a> Pieces<'a> {
    /// Copies the texts of an array behind a longer text, and answers where they begin; `None` for an array of something
    /// else.
    pub(super) fn lay_out(array: &dyn Array, text: &mut String) -> Option<usize> {
        let array = array.as_string_opt::<i32>()?;
        let (first, last) = (*array.value_offsets().first()?, *array.value_offsets().last()?);
        let bytes =
            array.value_data().get(usize::try_from(first).ok()?..usize::try_from(last).ok()?)?;
        let from = text.len();
        text.push_str(str::from_utf8(bytes).ok()?);
        Some(from)
    }

    /// The texts of an array that was laid out.
    pub(super) fn new(array: &'a dyn Array, text: &'a str, from: usize) -> Option<Self> {
        Some(Self { text, from, array: array.as_string_opt()? })
    }

    /// The text of a row; `None` where there is none.
    #[inline]
    fn get(&self, row: usize) -> Option<&'a str> {
        let offsets = self.array.value_offsets();
        let first = *offsets.first()?;
        let at = |row: usize| {
            let within = usize::try_from(offsets.get(row)?.checked_sub(first)?).ok()?;
            self.from.checked_add(within)
        };
        let piece = self.text.get(at(row)?..at(row.checked_add(1)?)?)?;
        Some(piece).filter(|_| self.array.is_valid(row))
    }
}

/// The cells of one field.
pub(super) enum Column<'a> {
    Pieces(Pieces<'a>),
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

    /// Gives the value of each of some rows to `take`; `None` for one that has to be read the general way.
    // What most columns are is told from the others once for all rows.
    pub(super) fn each<'c>(
        &'c self,
        rows: Range<usize>,
        holds: Holds,
        mut take: impl FnMut(usize, Option<Value<'c>>),
    ) {
        match self {
            Self::Pieces(pieces) if holds == Holds::Texts => {
                for row in rows {
                    let text = pieces.get(row).filter(|text| !text.is_empty());
                    take(row, Some(text.map_or(Value::Null, Value::Text)));
                }
            }
            Self::Numbers(numbers, _) => {
                for row in rows {
                    match numbers.get(row) {
                        Some(Some(number)) => take(row, Some(Value::Number(*number))),
                        _ => take(row, self.value(row, holds)),
                    }
                }
            }
            Self::Instants(instants, _) => {
                for row in rows {
                    match instants.get(row) {
                        Some(Some(at)) => take(row, Some(Value::Instant(*at))),
                        _ => take(row, self.value(row, holds)),
                    }
                }
            }
            Self::Nothing => {}
            _ => rows.for_each(|row| take(row, self.value(row, holds))),
        }
    }

    /// The value of a row; `None` for one that has to be read the general way.
    pub(super) fn value(&self, row: usize, holds: Holds) -> Option<Value<'_>> {
        let found = match self {
            Self::Pieces(pieces) => pieces.get(row),
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
            Some(text) => match holds {
                Holds::Numbers => whole(text).map(Value::Number),
                Holds::Instants => instant(text).map(Value::Instant),
                Holds::Texts => Some(Value::Text(text)),
            },
        }
    }

    /// The value of a row as JSON has it, for the general way; `None` for bytes that are no text.
    pub(super) fn json(&self, row: usize, holds: Holds) -> Option<json::Value> {
        if let Some(value) = self.value(row, holds) {
            return Some(written(value));
        }
        let text = match self {
            Self::Coded(keys, values) => return values.json((*keys.get(row)?)?, holds),
            Self::Numbers(_, array) => return Some(odd_number(*array, row)),
            Self::Pieces(pieces) => pieces.get(row).unwrap_or_default(),
            Self::Texts(texts) => texts.value(row),
            Self::LargeTexts(texts) => texts.value(row),
            Self::TextViews(texts) => texts.value(row),
            Self::Bytes(bytes) => str::from_utf8(bytes.value(row)).ok()?,
            Self::LargeBytes(bytes) => str::from_utf8(bytes.value(row)).ok()?,
            Self::Instants(..) => "a moment outside of the years 0 to 9999",
            Self::Written(_) | Self::Nothing => "",
        };
        Some(match holds {
            Holds::Numbers => written_number(text),
            _ => json::Value::String(text.to_owned()),
        })
    }
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
