//! Numbers and instants in the arrays of Arrow.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Decimal32Type, Decimal64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};
use sealquote::Instant;
use sealquote::json::{self, Unusable};

/// The whole numbers of an array; `None` for an array of other things.
pub(super) fn numbers(array: &dyn Array) -> Option<Vec<Option<i64>>> {
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
pub(super) fn odd_number(array: &dyn Array, row: usize) -> json::Value {
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
pub(super) fn instants(array: &dyn Array, unit: TimeUnit) -> Vec<Option<Instant>> {
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
