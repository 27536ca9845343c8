//! The larger module's part of the boundary: what happened. Inputs come as tapes, which the wrapper has
//! written from plain copies, rows as a list of such tapes with some thousand rows each; answers go out as
//! JSON text that is read there.

use js_sys::{Array, JSON, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::text::Text;
use super::{answers, tape};
use crate::api_error::{ApiError, Issue};
use crate::error::Error;
use crate::history::{
    self, AllocationQuery, Context, ListQuery, RunOutQuery, Transaction, UsageQuery,
};
use crate::json::Value;
use crate::message::message;
use crate::payer::Allocation;

/// What a wallet holds, and the sums of its history.
///
/// # Errors
/// The first mistake in the rows, then in the options.
#[wasm_bindgen]
pub fn statement(rows: &Array, options: &[u8]) -> Result<JsValue, JsValue> {
    let rows = transactions(rows)?;
    let context = read(options, Context::from_value)?;
    plain(&history::statement(&rows, context).map_err(refuse)?)
}

/// What was used in a period.
///
/// # Errors
/// As [`statement`].
#[wasm_bindgen]
pub fn usage(rows: &Array, options: &[u8]) -> Result<JsValue, JsValue> {
    let rows = transactions(rows)?;
    let query = read(options, UsageQuery::from_value)?;
    plain(&history::usage(&rows, &query).map_err(refuse)?)
}

/// When the balance runs out at the present rate of use.
///
/// # Errors
/// As [`statement`].
#[wasm_bindgen(js_name = runOut)]
pub fn run_out(rows: &Array, options: &[u8]) -> Result<JsValue, JsValue> {
    let rows = transactions(rows)?;
    let query = read(options, RunOutQuery::from_value)?;
    plain(&history::run_out(&rows, &query).map_err(refuse)?)
}

/// What an organization's members have of its wallet.
///
/// # Errors
/// The first mistake in the query.
#[wasm_bindgen(js_name = allocationOverview)]
pub fn allocation_overview(query: &[u8]) -> Result<JsValue, JsValue> {
    let query = read(query, AllocationQuery::from_value)?;
    plain(&history::allocation_overview(&query).map_err(refuse)?)
}

/// Whether credits may be allocated to a member.
///
/// # Errors
/// The first mistake in the allocation, or why it may not be made.
#[wasm_bindgen(js_name = checkAllocation)]
pub fn check_allocation(allocation: &[u8]) -> Result<(), JsValue> {
    let allocation = Allocation::from_value(&tape::read(allocation)).map_err(refuse)?;
    allocation.check().map_err(refuse)
}

/// A page of a history.
///
/// # Errors
/// The first mistake in the rows; `VALIDATION_ERROR` with all mistakes in the query as `details`.
#[wasm_bindgen(js_name = listTransactions)]
pub fn list_transactions(rows: &Array, query: &[u8]) -> Result<JsValue, JsValue> {
    let rows = transactions(rows)?;
    let query = ListQuery::from_value(&tape::read(query)).map_err(invalid)?;
    plain(&history::list_transactions(&rows, &query).map_err(invalid)?)
}

/// A history as CSV.
///
/// # Errors
/// The first mistake in the rows.
#[wasm_bindgen(js_name = toCsv)]
pub fn to_csv(rows: &Array) -> Result<String, JsValue> {
    Ok(history::to_csv(&transactions(rows)?))
}

/// The body of an error as the API words it.
///
/// # Errors
/// The first mistake in what it is made of.
#[wasm_bindgen(js_name = apiError)]
pub fn api_error(parts: &[u8]) -> Result<JsValue, JsValue> {
    plain(&read(parts, ApiError::from_value)?)
}

/// All rows of a list of tapes.
fn transactions(tapes: &Array) -> Result<Vec<Transaction>, JsValue> {
    let mut rows = Vec::new();
    for tape in tapes.iter() {
        for row in &list(&tape)? {
            let read = Transaction::from_value(row).map_err(|errors| {
                let first = errors.into_iter().next();
                first.map_or(JsValue::NULL, |mut error| {
                    error.path.insert_str(0, &message!["/", rows.len()]);
                    refuse(error)
                })
            });
            rows.push(read?);
        }
    }
    Ok(rows)
}

/// The rows of one tape.
pub(super) fn list(tape: &JsValue) -> Result<Vec<Value>, JsValue> {
    match tape::read(&Uint8Array::new(tape).to_vec()) {
        Value::Array(rows) => Ok(rows),
        _ => {
            let message = "expected a list of transactions; give the `items` of a listing";
            Err(refuse(Error::new(crate::Code::InvalidType, "", message)))
        }
    }
}

/// An error as it is thrown: the JSON text of `code`, `message`, `path`.
pub(super) fn refuse(error: Error) -> JsValue {
    JsValue::from_str(&answers::error(&error))
}

/// What a tape says, or the first mistake in it.
pub(super) fn read<T>(
    tape: &[u8],
    from: impl Fn(&Value) -> Result<T, Vec<Error>>,
) -> Result<T, JsValue> {
    from(&tape::read(tape))
        .map_err(|errors| errors.into_iter().next().map_or(JsValue::NULL, refuse))
}

/// A query's mistakes, as they are thrown.
fn invalid(issues: Vec<Issue>) -> JsValue {
    plain(&ApiError::validation(issues, "", "")).unwrap_or_else(|error| error)
}

pub(super) fn plain(value: &impl Serialize) -> Result<JsValue, JsValue> {
    JSON::parse(&Text::of(value))
}
