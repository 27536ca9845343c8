//! The larger module's part of the boundary: what is consumed. Inputs come as tapes, which the wrapper has
//! written from plain copies; answers go out as plain objects.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::ledger::{plain, read, refuse};
use super::tape;
use crate::consumption::{
    self, ConsumptionEvent, ConsumptionRows, DetailQuery, Events, Problem, Theirs,
};
use crate::error::Error;
use crate::json::Value;
use crate::message::message;

/// What an event counts as.
///
/// # Errors
/// The first mistake in it, with all in `details`.
#[wasm_bindgen]
pub fn classify(event: &[u8]) -> Result<JsValue, JsValue> {
    let event = ConsumptionEvent::from_value(&tape::read(event)).map_err(refuse_all)?;
    plain(&consumption::classify(&event.event()))
}

/// Our count against the vendor's.
///
/// # Errors
/// The first mistake in the query, then in the events, then in the vendor's answer, with all in `details`.
#[wasm_bindgen(js_name = reconcileConsumption)]
pub fn reconcile_consumption(
    events: &Array,
    theirs: &[u8],
    query: &[u8],
) -> Result<JsValue, JsValue> {
    let query = DetailQuery::of_all_rows(&tape::read(query)).map_err(refuse_all)?;
    let events = read_events(events, query.skip_invalid)?;
    let theirs = Theirs::from_value(&tape::read(theirs), &query).map_err(refuse_all)?;
    plain(&consumption::reconcile(&events, &theirs, &query).map_err(refuse)?)
}

/// Rows of consumption, or of add-ons, as CSV.
///
/// # Errors
/// The first mistake in the rows.
#[wasm_bindgen(js_name = consumptionToCsv)]
pub fn to_csv(rows: &[u8]) -> Result<String, JsValue> {
    Ok(consumption::to_csv(&read(rows, ConsumptionRows::from_value)?))
}

/// The body of an error as the API words it.
///
/// # Errors
/// The first mistake in the list of errors.
#[wasm_bindgen(js_name = consumptionError)]
pub fn consumption_error(errors: &[u8]) -> Result<JsValue, JsValue> {
    plain(&read(errors, Problem::from_value)?)
}

/// All events of a list of tapes.
fn read_events(tapes: &Array, skip_invalid: bool) -> Result<Vec<ConsumptionEvent>, JsValue> {
    let mut all = Events::default();
    let mut first = 0_usize;
    for tape in tapes.iter() {
        let list = tape::read(&Uint8Array::new(&tape).to_vec());
        let Events { events, errors } = Events::from_value(&list).map_err(refuse)?;
        all.events.extend(events);
        all.errors.extend(errors.into_iter().map(|error| moved(error, first)));
        if let Value::Array(items) = list {
            first = first.saturating_add(items.len());
        }
    }
    Ok(all.accept(skip_invalid).map_err(refuse_all)?.events)
}

/// An error of a list, as of the whole of which the list is a part from `first` on.
pub(super) fn moved(mut error: Error, first: usize) -> Error {
    let after = error.path.trim_start_matches('/');
    let (place, rest) = after.split_at(after.find('/').unwrap_or(after.len()));
    // One kind of number is read everywhere: each would take its own three hundred bytes.
    if let Ok(place) = place.parse::<i64>() {
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        error.path = message!["/", first.saturating_add(place), rest];
    }
    error
}

/// Mistakes as they are thrown: the first, and all of them as `details.errors`.
pub(super) fn refuse_all(errors: Vec<Error>) -> JsValue {
    let object = |error: &Error| {
        let text = |key: &str, text: &str| (key.to_owned(), Value::String(text.to_owned()));
        Vec::from([
            text("code", error.code.as_str()),
            text("message", &error.message),
            text("path", &error.path),
        ])
    };
    let Some(mut thrown) = errors.first().map(object) else { return JsValue::NULL };
    let all = errors.iter().map(|error| Value::Object(object(error))).collect();
    let details = Value::Object(Vec::from([(String::from("errors"), Value::Array(all))]));
    thrown.push((String::from("details"), details));
    plain(&Value::Object(thrown)).unwrap_or_else(|error| error)
}
