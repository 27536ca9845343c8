//! Values on their way in and out.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::answers;
use crate::amount::Amount;
use crate::error::Error;
use crate::json::Value;
use crate::quote::PricedOrder;

/// JavaScript's number. Within ±(2^53 - 1) it holds every whole number exactly.
#[expect(clippy::disallowed_types, reason = "JavaScript has no other number to hand over")]
pub(super) type Number = f64;

/// A JavaScript value as a JSON document. The caller has made a plain copy of it before: no getter and
/// no proxy is left that could throw half-way, and nothing is nested deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH).
pub(super) fn decode(value: &JsValue) -> Value {
    if let Some(number) = value.as_f64() {
        Value::from_float(number)
    } else if let Some(text) = value.as_string() {
        Value::String(text)
    } else if let Some(truth) = value.as_bool() {
        Value::Bool(truth)
    } else if let Some(items) = value.dyn_ref::<Array>() {
        Value::Array(items.iter().map(|item| decode(&item)).collect())
    } else if value.is_object() {
        let object: &Object = value.unchecked_ref();
        let entry = |entry: JsValue| {
            let entry: Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), decode(&entry.get(1)))
        };
        Value::Object(Object::entries(object).iter().map(entry).collect())
    } else {
        Value::Null
    }
}

/// An error as it is thrown: the JSON text of `code`, `message`, `path`.
pub(super) fn refuse(error: Error) -> JsValue {
    JsValue::from_str(&answers::error(&error))
}

/// A whole number, in whatever integer type is wanted.
#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "the round trip is the check that nothing was lost"
)]
pub(super) fn from_number<T: TryFrom<i64>>(number: Number) -> Option<T> {
    let whole = number as i64;
    Amount::new(whole).filter(|_| whole as Number == number).and_then(|_| T::try_from(whole).ok())
}

#[expect(clippy::cast_precision_loss, reason = "amounts and counts stay within 2^53 - 1")]
fn to_number(whole: i64) -> Number {
    whole as Number
}

/// An amount; infinity for one that is out of range.
pub(super) fn reach(amount: Option<Amount>) -> Number {
    amount.map_or(Number::INFINITY, |amount| to_number(amount.get()))
}

/// The numbers of a quote in the order that the wrapper reads them in.
#[expect(clippy::cast_precision_loss, reason = "amounts and counts stay within 2^53 - 1")]
pub(super) fn numbers(priced: &PricedOrder, numbers: &mut Vec<Number>) {
    numbers.clear();
    numbers.extend([
        to_number(priced.total.get()),
        to_number(priced.minimum.get()),
        priced.lines.len() as Number,
    ]);
    for line in &priced.lines {
        numbers.extend([
            line.rate as Number,
            line.quantity as Number,
            to_number(line.amount.get()),
            to_number(line.minimum.get()),
        ]);
    }
    numbers.extend(priced.marginal.iter().map(|amount| to_number(amount.get())));
}
