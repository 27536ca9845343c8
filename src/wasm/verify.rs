//! The larger module's check of a history, which comes as rows by themselves or as pages.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::ledger::{list, plain, refuse};
use super::tape;
use crate::book::PriceBook;
use crate::error::{Code, Error};
use crate::json::Value;
use crate::ledger::{Conventions, Notes, Page, Transaction, Verifier, When};
use crate::message::message;
use crate::settle::History;

/// Whether a history adds up, and whether each charge was the right one under a book, and accounted for by what
/// is known besides. The pages are those of one listing and in order: of each come its rows as tapes and, among `heads`,
/// what it says of itself.
///
/// # Errors
/// The first mistake in the book, or in what is known; `INVALID_TYPE` when the rows are no list.
#[wasm_bindgen(js_name = verifyLedger)]
pub fn verify_ledger(
    pages: &Array,
    heads: &[u8],
    book: &[u8],
    known: &[u8],
) -> Result<JsValue, JsValue> {
    let book = PriceBook::from_value(&tape::read(book)).map_err(refuse)?;
    let verifier = Verifier::new(&book).map_err(refuse)?;
    let mut verifier = knowing(verifier, &tape::read(known)).map_err(refuse)?;
    let Value::Array(heads) = tape::read(heads) else { return Ok(JsValue::NULL) };
    let mut notes = Notes::default();
    notes.take(&heads.iter().map(page_of).collect::<Vec<Page>>(), None);
    let mut goes_on = false;
    for (head, tapes) in heads.iter().zip(pages.iter()) {
        let path = match head.get("path") {
            Some(Value::String(path)) => path,
            _ => "",
        };
        let listing = if goes_on { verifier.go_on(path) } else { verifier.begin(path) };
        goes_on = true;
        let mut number = 0_u64;
        for tape in tapes.unchecked_into::<Array>().iter() {
            for row in &list(&tape)? {
                number = number.saturating_add(1);
                push(&mut verifier, listing, number, row);
                notes.tell(When::FirstRow, &mut |lack| verifier.lacks(*lack));
            }
        }
        notes.tell(When::LastRow, &mut |lack| verifier.lacks(*lack));
    }
    plain(&verifier.finish().map_err(refuse)?)
}

fn push(verifier: &mut Verifier<'_>, listing: u32, number: u64, row: &Value) {
    match Transaction::from_value(row) {
        Ok(transaction) => verifier.push(listing, number, &transaction.row()),
        Err(error) => {
            let id = match row.get("id") {
                Some(Value::String(id)) => Some(id.as_str()),
                _ => None,
            };
            verifier.push_bad(listing, number, id, &error.to_string());
        }
    }
}

/// What a page says of its listing, as the wrapper hands it over.
fn page_of(head: &Value) -> Page {
    let mut page = Page::of(head.get("pageInfo"));
    page.again = matches!(head.get("again"), Some(Value::Bool(true)));
    if let Some(Value::Integer(rows)) = head.get("rows") {
        page.rows = rows.unsigned_abs();
    }
    page
}

/// A verifier that knows what conventions, `activity` and `allocations` say.
fn knowing<'a>(verifier: Verifier<'a>, known: &Value) -> Result<Verifier<'a>, Error> {
    let mut verifier = verifier.with_conventions(Conventions::from_value(known)?);
    let wrong = |path: &str, message: &str| Error::new(Code::InvalidType, path, message);
    match known.get("allocations") {
        None | Some(Value::Null | Value::Bool(false)) => {}
        Some(Value::Bool(true)) => verifier = verifier.of_allocations(),
        Some(_) => return Err(wrong("/allocations", "not a truth value; give `true` or `false`")),
    }
    let histories = match known.get("activity") {
        None | Some(Value::Null) => return Ok(verifier),
        Some(Value::Array(histories)) => histories,
        Some(_) => {
            return Err(wrong("/activity", "not a list; give `{ envelope, events }` of each"));
        }
    };
    let list = verifier.begin_activity("activity");
    for (number, history) in (1_u64..).zip(histories) {
        let taken =
            History::from_value(history).and_then(|history| verifier.expect(list, number, history));
        taken.map_err(|mut error| {
            error.path.insert_str(0, &message!["/activity/", number.saturating_sub(1)]);
            error
        })?;
    }
    Ok(verifier)
}
