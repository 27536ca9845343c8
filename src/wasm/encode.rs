//! Values on their way in and out.

use js_sys::{Array, Object};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::amount::Amount;
use crate::book::{LintFinding, PriceBook, Rate, Version};
use crate::error::Error;
use crate::funds::{Affordability, TopUpAdvice};
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

/// A value as plain JavaScript objects, arrays and numbers. There is one way out for all answers: a serializer
/// for each of their types would be a kilobyte more of the module.
pub(super) fn encode(value: &Value) -> Result<JsValue, JsValue> {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&plain).map_err(JsValue::from)
}

/// An error as it is thrown: `code`, `message`, `path`.
pub(super) fn refuse(refused: Error) -> JsValue {
    encode(&error(refused)).unwrap_or_else(|error| error)
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

/// An object, or what else an entry of one may be.
fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn amount(amount: Option<Amount>) -> Value {
    amount.map_or(Value::Null, |amount| Value::Integer(amount.get()))
}

/// `code`, `message`, `path`.
pub(super) fn error(error: Error) -> Value {
    object([
        ("code", text(error.code.as_str())),
        ("message", Value::String(error.message)),
        ("path", Value::String(error.path)),
    ])
}

/// What lint found.
pub(super) fn finding(finding: LintFinding) -> Value {
    object([
        ("code", text(finding.code.as_str())),
        ("severity", text(finding.severity.as_str())),
        ("message", Value::String(finding.message)),
        ("path", Value::String(finding.path)),
        ("remedy", Value::String(finding.remedy)),
    ])
}

/// What the wrapper needs to know of a book before it prices anything.
pub(super) fn book_head(book: &PriceBook) -> Value {
    let version = |version: &Version| {
        let from = version.effective_from().map_or(Value::Null, text);
        object([("version", text(version.label())), ("effectiveFrom", from)])
    };
    object([
        ("id", text(book.id())),
        ("unit", text(book.unit())),
        ("versions", Value::Array(book.versions().map(version).collect())),
    ])
}

/// What the wrapper needs to know of a version to write out its quotes.
pub(super) fn version_head(version: &Version) -> Value {
    let rate = |rate: &Rate| {
        object([
            ("code", text(&rate.code)),
            ("label", text(&rate.label)),
            ("unitPrice", amount(rate.price.unit_price())),
            ("dueOn", text(version.due_on(rate).as_str())),
            ("per", text(rate.per.as_str())),
            (
                "methods",
                rate.methods.map_or(Value::Null, |set| Value::Integer(i64::from(set.bits()))),
            ),
        ])
    };
    object([
        ("digest", text(version.digest())),
        ("methods", Value::Array(version.methods().iter().map(|name| text(name)).collect())),
        ("rates", Value::Array(version.rates().iter().map(rate).collect())),
    ])
}

/// What a balance means.
pub(super) fn affordability(answer: &Affordability) -> Value {
    let count = |count: u64| i64::try_from(count).map_or(Value::Null, Value::Integer);
    let top_up = |advice: &TopUpAdvice| {
        object([
            ("preset", amount(advice.preset)),
            ("bonus", amount(Some(advice.bonus))),
            ("custom", amount(Some(advice.custom))),
        ])
    };
    object([
        ("sufficient", Value::Bool(answer.sufficient)),
        ("balance", amount(Some(answer.balance))),
        ("after", amount(Some(answer.after))),
        ("shortfall", amount(Some(answer.shortfall))),
        ("envelopesAffordable", answer.envelopes_affordable.map_or(Value::Null, count)),
        ("topUp", answer.top_up.as_ref().map_or(Value::Null, top_up)),
    ])
}
