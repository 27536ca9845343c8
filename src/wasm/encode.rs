//! Values on their way in and out.

use js_sys::{Array, Object};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::amount::Amount;
use crate::book::{DueOn, PriceBook, Version};
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

/// A value as plain JavaScript objects, arrays and numbers.
pub(super) fn encode(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&plain).map_err(JsValue::from)
}

/// An error as it is thrown: `code`, `message`, `path`.
pub(super) fn refuse(error: Error) -> JsValue {
    encode(&error).unwrap_or_else(|error| error)
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

/// What the wrapper needs to know of a book before it prices anything.
#[derive(Serialize)]
pub(super) struct BookHead<'a> {
    id: &'a str,
    unit: &'a str,
    versions: Vec<VersionLabel<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionLabel<'a> {
    version: &'a str,
    effective_from: Option<&'a str>,
}

impl<'a> BookHead<'a> {
    pub(super) fn of(book: &'a PriceBook) -> Self {
        let label = |version: &'a Version| VersionLabel {
            version: version.label(),
            effective_from: version.effective_from(),
        };
        Self { id: book.id(), unit: book.unit(), versions: book.versions().map(label).collect() }
    }
}

/// What the wrapper needs to know of a version to write out its quotes.
#[derive(Serialize)]
pub(super) struct VersionHead<'a> {
    digest: &'a str,
    methods: &'a [String],
    rates: Vec<RateHead<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RateHead<'a> {
    code: &'a str,
    label: &'a str,
    unit_price: Option<Amount>,
    due_on: DueOn,
}

impl<'a> VersionHead<'a> {
    pub(super) fn of(version: &'a Version) -> Self {
        let rates = version.rates().iter().map(|rate| RateHead {
            code: &rate.code,
            label: &rate.label,
            unit_price: rate.price.unit_price(),
            due_on: version.due_on(rate),
        });
        Self { digest: version.digest(), methods: version.methods(), rates: rates.collect() }
    }
}
