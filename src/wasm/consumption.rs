//! The larger module's part of the boundary: what is consumed. Inputs come as JSON text, which the wrapper has
//! written from plain copies; answers go out as plain objects.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::ledger::{parse, plain, read, refuse};
use crate::consumption::{
    self, AddonSubscription, AddonsQuery, ConsumptionEvent, ConsumptionRows, DetailQuery, Events,
    Problem, Theirs,
};
use crate::error::Error;
use crate::json::Value;

/// What an event counts as.
///
/// # Errors
/// The first mistake in it, with all in `details`.
#[wasm_bindgen]
pub fn classify(event: &str) -> Result<JsValue, JsValue> {
    let event = ConsumptionEvent::from_value(&parse(event)?).map_err(refuse_all)?;
    plain(&consumption::classify(&event.event()))
}

/// The consumption of a period.
///
/// # Errors
/// The first mistake in the query, then in the events, with all in `details`.
#[wasm_bindgen(js_name = consumptionDetail)]
pub fn consumption_detail(events: &str, query: &str) -> Result<JsValue, JsValue> {
    let query = DetailQuery::from_value(&parse(query)?).map_err(refuse_all)?;
    let skip = query.skip_invalid;
    let Events { events, errors } = read_events(events, skip)?;
    let mut detail = consumption::consumption_detail(&events, query).map_err(refuse)?;
    detail.errors = skip.then_some(errors);
    plain(&detail)
}

/// What is left of add-ons.
///
/// # Errors
/// The first mistake in the subscriptions, then in the query, then in the events, with all in `details`.
#[wasm_bindgen(js_name = consumptionAddons)]
pub fn consumption_addons(
    subscriptions: &str,
    events: &str,
    query: &str,
) -> Result<JsValue, JsValue> {
    let subscriptions =
        AddonSubscription::list_from_value(&parse(subscriptions)?).map_err(refuse_all)?;
    let query = AddonsQuery::from_value(&parse(query)?).map_err(refuse_all)?;
    let Events { events, errors } = read_events(events, query.skip_invalid)?;
    let addons = consumption::consumption_addons(&subscriptions, &events, &query);
    let mut addons = addons.map_err(refuse)?;
    addons.errors = query.skip_invalid.then_some(errors);
    plain(&addons)
}

/// Our count against the vendor's.
///
/// # Errors
/// The first mistake in the query, then in the events, then in the vendor's answer, with all in `details`.
#[wasm_bindgen(js_name = reconcileConsumption)]
pub fn reconcile_consumption(events: &str, theirs: &str, query: &str) -> Result<JsValue, JsValue> {
    let query = DetailQuery::from_value(&parse(query)?).map_err(refuse_all)?;
    let events = read_events(events, query.skip_invalid)?.events;
    let theirs = Theirs::from_value(&parse(theirs)?, &query).map_err(refuse_all)?;
    plain(&consumption::reconcile(&events, &theirs, &query).map_err(refuse)?)
}

/// Rows of consumption, or of add-ons, as CSV.
///
/// # Errors
/// The first mistake in the rows.
#[wasm_bindgen(js_name = consumptionToCsv)]
pub fn to_csv(rows: &str) -> Result<String, JsValue> {
    Ok(consumption::to_csv(&read(rows, ConsumptionRows::from_value)?))
}

/// The body of an error as the API words it.
///
/// # Errors
/// The first mistake in the list of errors.
#[wasm_bindgen(js_name = consumptionError)]
pub fn consumption_error(errors: &str) -> Result<JsValue, JsValue> {
    plain(&read(errors, Problem::from_value)?)
}

fn read_events(events: &str, skip_invalid: bool) -> Result<Events, JsValue> {
    let events = Events::from_value(&parse(events)?).map_err(refuse)?;
    events.accept(skip_invalid).map_err(refuse_all)
}

/// Mistakes as they are thrown: the first, and all of them as `details.errors`.
fn refuse_all(errors: Vec<Error>) -> JsValue {
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
