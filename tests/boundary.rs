//! The boundary to JavaScript, called as the package calls it, in Node or in a browser.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    reason = "JavaScript's numbers are the subject, and a test that cannot go on has failed"
)]

use js_sys::{
    Array, Float64Array, Function, JSON, Object, Reflect, Uint8Array, Uint32Array, WebAssembly,
};
use sealquote::PriceBook;
use sealquote::book::MAX_SIGNERS;
use sealquote::book::Methods;
use sealquote::json::Value;
use sealquote::quote::{Order, PricedOrder};
use sealquote::wasm::{Book, Desk};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const SIGNSECURE: &str = include_str!("../src/book/builtin/signsecure.json");
const STAGING: &str = include_str!("../src/book/builtin/signsecure-staging.json");
const BEYOND: f64 = 9_007_199_254_740_992.0;

fn js(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

fn run(script: &str) -> JsValue {
    Function::new_no_args(&format!("return {script}")).call0(&JsValue::NULL).unwrap()
}

fn text(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

/// A desk with a text on it.
fn desk_of(text: &[u8]) -> Desk {
    let mut desk = Desk::new();
    let at = u32::try_from(desk.lay(text.len()).addr()).unwrap();
    let length = u32::try_from(text.len()).unwrap();
    Uint8Array::new_with_byte_offset_and_length(&memory(), at, length).copy_from(text);
    desk
}

/// A desk with a value on it, as the wrapper writes it.
fn desk(value: &JsValue) -> Desk {
    let written = JSON::stringify(value).ok().and_then(|text| text.as_string());
    desk_of(written.as_deref().unwrap_or("null").as_bytes())
}

/// The answer on a desk, by its length; an error's text for one that is below 0.
fn answer(desk: &Desk, length: i32) -> Result<String, String> {
    assert_eq!(length, desk.length());
    let at = u32::try_from(desk.answer().addr()).unwrap();
    let bytes = u32::try_from(if length < 0 { !length } else { length }).unwrap();
    let bytes = Uint8Array::new_with_byte_offset_and_length(&memory(), at, bytes).to_vec();
    let text = String::from_utf8(bytes).unwrap();
    if length < 0 { Err(text) } else { Ok(text) }
}

/// What a question is answered by that is put to a desk with a value on it.
fn ask(value: &JsValue, question: impl FnOnce(&mut Desk) -> i32) -> Result<String, String> {
    let mut desk = desk(value);
    let length = question(&mut desk);
    answer(&desk, length)
}

fn book(source: &str) -> Book {
    Book::load(&mut desk(&js(source)), 0).unwrap()
}

/// Why a value is no price book.
fn no_book(value: &JsValue) -> (String, String) {
    let mut desk = desk(value);
    assert!(Book::load(&mut desk, 0).is_none());
    told(&answer(&desk, desk.length()).unwrap_err())
}

/// Why the last answer was none.
fn failure(book: &mut Book) -> Result<String, String> {
    ask(&JsValue::NULL, |desk| book.failure(desk))
}

fn is_failure(book: &mut Book, code: &str, path: &str) {
    is(told(&failure(book).unwrap_err()), code, path);
}

/// The same book by another way into the core, which shares no code with the boundary's reader.
fn core_book(source: &str) -> PriceBook {
    let value: Value = serde_wasm_bindgen::from_value(js(source)).unwrap();
    PriceBook::from_value(&value).unwrap()
}

fn memory() -> JsValue {
    wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>().buffer()
}

/// Prices sets of methods as the package does: written into the room, read from the address.
fn price(book: &mut Book, signers: &[u32], documents: f64, megabytes: f64) -> Option<Vec<f64>> {
    let room = book.reserve(signers.len().max(1)).addr();
    assert_ne!(room, 0);
    Uint32Array::new_with_byte_offset(&memory(), u32::try_from(room).unwrap())
        .subarray(0, u32::try_from(signers.len()).unwrap())
        .copy_from(signers);
    read(book.price(0, signers.len(), documents, megabytes).addr())
}

/// The numbers at an address, as far as the first three say that there are some, and seven more.
fn read(address: usize) -> Option<Vec<f64>> {
    let numbers = Float64Array::new(&memory());
    let first = u32::try_from(address / 8).unwrap();
    (address != 0).then(|| {
        let lines = numbers.get_index(first + 2);
        (0..3 + 4 * lines as u32 + 3).map(|offset| numbers.get_index(first + offset)).collect()
    })
}

/// The numbers that the core itself has for an order, in the order of the boundary.
fn core_price(book: &PriceBook, signers: &[u32], documents: u64, megabytes: u64) -> Vec<f64> {
    let signers: Vec<Methods> = signers.iter().copied().map(Methods::from_bits).collect();
    let mut priced = PricedOrder::default();
    priced.price(book.newest(), &Order { signers: &signers, documents, megabytes }).unwrap();
    let mut numbers = vec![priced.total.get(), priced.minimum.get()];
    numbers.push(i64::try_from(priced.lines.len()).unwrap());
    for line in &priced.lines {
        numbers.push(i64::try_from(line.rate).unwrap());
        numbers.push(i64::try_from(line.quantity).unwrap());
        numbers.extend([line.amount.get(), line.minimum.get()]);
    }
    numbers.extend(priced.marginal.iter().map(|amount| amount.get()));
    numbers.into_iter().map(|number| number as f64).collect()
}

/// Code and path of an error's text.
fn told(error: &str) -> (String, String) {
    let error = js(error);
    let object: &Object = error.dyn_ref().unwrap();
    assert_eq!(text(&Object::keys(object)), r#"["code","message","path"]"#);
    assert!(!get(&error, "message").as_string().unwrap().is_empty());
    (get(&error, "code").as_string().unwrap(), get(&error, "path").as_string().unwrap())
}

fn head(book: &Book) -> String {
    ask(&JsValue::NULL, |desk| book.head(desk)).unwrap()
}

fn version(book: &Book, number: usize) -> Result<String, String> {
    ask(&JsValue::NULL, |desk| book.version(desk, number))
}

fn funds(balance: f64) -> JsValue {
    let funds = Object::new();
    Reflect::set(&funds, &"balance".into(), &balance.into()).unwrap();
    funds.into()
}

fn is(error: (String, String), code: &str, path: &str) {
    assert_eq!((error.0.as_str(), error.1.as_str()), (code, path));
}

#[wasm_bindgen_test]
fn heads_are_plain_json() {
    let book = book(SIGNSECURE);
    let expected = r#"{"id":"signsecure","unit":"credit","versions":[{"version":"2026-03","effectiveFrom":null}]}"#;
    assert_eq!(text(&js(&head(&book))), expected);
    let first = js(&version(&book, 0).unwrap());
    assert_eq!(text(&get(&first, "methods")), r#"["electronic","dsc_usb_token","aadhaar_esign"]"#);
    let rates: Array = get(&first, "rates").unchecked_into();
    let first = r#"{"code":"envelope","label":"Envelope creation","unitPrice":1,"dueOn":"creation","per":"envelope","methods":null}"#;
    assert_eq!(text(&rates.get(0)), first);
    let last = r#"{"code":"aadhaar","label":"Aadhaar eSign","unitPrice":15,"dueOn":"signature","per":"signer","methods":4}"#;
    assert_eq!(text(&rates.get(3)), last);
    is(told(&version(&book, 1).unwrap_err()), "NO_VERSION", "");
}

#[wasm_bindgen_test]
fn amounts_are_those_of_the_rate() {
    let mut book = book(SIGNSECURE);
    let mut amounts = |rate: usize, from: f64, count: usize| -> Vec<f64> {
        let address = book.amounts(0, rate, from, count).addr();
        let first = u32::try_from(address / 8).unwrap();
        let numbers = Float64Array::new(&memory());
        let count = if address == 0 { 0 } else { u32::try_from(count).unwrap() };
        (0..count).map(|offset| numbers.get_index(first + offset)).collect()
    };
    assert_eq!(amounts(3, 0.0, 4), [0.0, 15.0, 30.0, 45.0]);
    assert_eq!(amounts(3, 600_479_950_316_066.0, 2), [9_007_199_254_740_990.0, f64::INFINITY]);
    assert_eq!(amounts(0, 7.0, 1), [7.0]);
    for (rate, from, count) in
        [(4, 0.0, 1), (0, -1.0, 1), (0, 0.5, 1), (0, BEYOND, 1), (0, 0.0, 1 << 20)]
    {
        assert!(amounts(rate, from, count).is_empty(), "{rate} {from} {count}");
    }
}

#[wasm_bindgen_test]
fn documents_are_read_as_they_are_written() {
    let odd = r#"{ "unit": "क्रेडिट 🖋", "priceBook": "a\"b\\c\u0001", "versions": [{ "version": "é",
        "rates": [{ "code": "a", "label": "\u2028", "per": "document", "price": { "unitPrice": 9007199254740991, "model": "unit" } }],
        "topUp": { "presets": [1, 100] } }] }"#;
    for source in [SIGNSECURE, STAGING, odd] {
        let digest = get(&js(&version(&book(source), 0).unwrap()), "digest").as_string().unwrap();
        assert_eq!(digest, core_book(source).newest().digest());
        assert_eq!(digest.len(), 64);
    }
    let about = js(&head(&book(odd)));
    assert_eq!(get(&about, "id").as_string().unwrap(), "a\"b\\c\u{1}");
    assert_eq!(get(&about, "unit").as_string().unwrap(), "क्रेडिट 🖋");
}

#[wasm_bindgen_test]
fn packed_prices_are_those_of_the_core() {
    for source in [SIGNSECURE, STAGING] {
        let (mut book, core) = (book(source), core_book(source));
        for bits in 0_u32..512 {
            let signers = [bits & 7, bits >> 3 & 7, bits >> 6];
            let signers = &signers[..1 + bits as usize % 3];
            let got = price(&mut book, signers, 2.0, 0.0).unwrap();
            assert_eq!(got, core_price(&core, signers, 2, 0), "{signers:?}");
        }
    }
}

#[wasm_bindgen_test]
fn read_envelopes_are_priced_like_packed_ones() {
    let (mut book, core) = (book(SIGNSECURE), core_book(SIGNSECURE));
    let envelope = r#"{ "at": "2026-03-11T10:30:00Z", "documents": 3, "signers":
        [{ "method": "any" }, { "method": ["dsc_usb_token", "aadhaar_esign"] }, { "role": "cc" }] }"#;
    let number = book.read(&desk(&js(envelope))).unwrap();
    assert_eq!(number, 0);
    let got = read(book.price_read(number).addr()).unwrap();
    assert_eq!(got, core_price(&core, &[7, 6, 0], 3, 0));
    assert_eq!(price(&mut book, &[7, 6, 0], 3.0, 0.0).unwrap(), got);

    assert_eq!(book.price_read(number).addr(), 0, "an envelope is priced once");
    is_failure(&mut book, "INVALID_TYPE", "");
    assert_eq!(failure(&mut book), Ok(String::new()), "a failure is told once");
}

/// Why an envelope is none.
fn no_envelope(book: &mut Book, value: &JsValue) -> (String, String) {
    assert_eq!(book.read(&desk(value)), None);
    told(&failure(book).unwrap_err())
}

#[wasm_bindgen_test]
fn mistakes_are_plain_objects() {
    let mut book = book(SIGNSECURE);
    let mut read = |envelope: &str| no_envelope(&mut book, &js(envelope));
    is(read("null"), "INVALID_TYPE", "");
    is(read(r#"{ "signers": [{ "method": "fax" }] }"#), "UNKNOWN_METHOD", "/signers/0/method");
    is(read(r#"{ "signers": [], "a/b~c": 1 }"#), "UNKNOWN_KEY", "/a~1b~0c");
    is(no_book(&JsValue::UNDEFINED), "INVALID_TYPE", "");
    is(no_book(&js("{}")), "MISSING_KEY", "/priceBook");
}

#[wasm_bindgen_test]
fn values_that_are_no_envelope_are_refused() {
    let mut book = book(SIGNSECURE);
    for script in ["null", "NaN", "true", "''", "[]"] {
        is(no_envelope(&mut book, &run(script)), "INVALID_TYPE", "");
    }
    let counts = [
        ("0.5", "INVALID_NUMBER"),
        ("-1", "INVALID_NUMBER"),
        ("2 ** 53", "AMOUNT_OUT_OF_RANGE"),
        ("1e21", "AMOUNT_OUT_OF_RANGE"),
        ("null", "INVALID_TYPE"),
    ];
    for (count, code) in counts {
        let envelope = run(&format!("({{ signers: [], documents: {count} }})"));
        is(no_envelope(&mut book, &envelope), code, "/documents");
    }
    let widest = run("({ signers: [], documents: -0, megabytes: 2 ** 53 - 1 })");
    assert_eq!(book.read(&desk(&widest)), Some(0));
}

#[wasm_bindgen_test]
fn damaged_texts_are_other_documents() {
    let whole = SIGNSECURE.trim_end().as_bytes();
    for length in 0..whole.len() {
        assert!(Book::load(&mut desk_of(&whole[..length]), 0).is_none(), "{length} bytes");
    }
    let mut read = 0;
    for at in 0..whole.len() {
        for byte in b"\0\"\\{}[],:-0e" {
            let mut damaged = whole.to_vec();
            damaged[at] = *byte;
            let mut desk = desk_of(&damaged);
            read += u32::from(Book::load(&mut desk, 0).is_some());
            assert!(desk.length() < 0 || Book::load(&mut desk, 0).is_some());
        }
    }
    // A letter of a label, or a blank, may be another.
    assert!(read > 0 && read < 12 * u32::try_from(whole.len()).unwrap() / 2, "{read}");
}

/// The numbers of a settlement.
fn settle(book: &mut Book, history: &[f64]) -> Vec<f64> {
    let at = u32::try_from(book.room(history.len()).addr()).unwrap();
    let length = u32::try_from(history.len()).unwrap();
    Float64Array::new_with_byte_offset_and_length(&memory(), at, length).copy_from(history);
    let answer = u32::try_from(book.settle().addr() / 8).unwrap();
    let numbers = Float64Array::new(&memory());
    (0..45).map(|offset| numbers.get_index(answer + offset)).collect()
}

#[wasm_bindgen_test]
fn settlements_are_numbers() {
    let mut book = book(SIGNSECURE);
    // One document, version 0 whatever happens, one signer by Aadhaar: sent, then signed.
    let history = [1., 0., 0., 0., 1., 2., 0., 4., 1., 0., 0., 2., 0., 2.];
    let answer = settle(&mut book, &history);
    let due = [[1., 0., -1., 1., 0., -1., 1., 0.], [0., 3., 0., 1., 0., 2., 15., 2.]].concat();
    let lines = [2., 0., 0., 1., 1., 0., 3., 1., 15., 16., 10., 10., 15.];
    assert_eq!(answer[..34], [&[0., 2., 0., 0., 2.], &due[..], &lines[..]].concat());
    // With the first charge booked only the other one is due.
    let booked = [&history[..6], &[1.], &history[7..], &due[..7]].concat();
    assert_eq!(settle(&mut book, &booked)[..13], [&[0., 2., 0., 0., 1.], &due[8..]].concat());
    // The second step is refused by its reason's number; so is a draft of another amount's kind.
    let twice = [1., 0., 0., 0., 1., 2., 0., 4., 1., 0., 0., 1., 0., 0.];
    assert_eq!(settle(&mut book, &twice)[..3], [1., 1., 2.]);
    let refund = [&history[..6], &[1.], &history[7..], &[1., 0., -1., 1., 2., -1., 1.]].concat();
    assert_eq!(settle(&mut book, &refund)[..2], [2., 0.]);
    // What is cut short says nothing of what is due.
    let cut = [&history[..3], &[1.], &history[4..]].concat();
    assert_eq!(settle(&mut book, &cut)[..1], [0.]);
}

#[wasm_bindgen_test]
fn rooms_that_lie_are_no_trap() {
    let mut book = book(SIGNSECURE);
    let history =
        [1., 0., 0., 0., 1., 2., 1., 4., 1., 0., 0., 2., 0., 2., 1., 0., -1., 1., 0., -1., 1.];
    for place in 0..history.len() {
        for number in [-1., 0.5, f64::NAN, f64::INFINITY, 4e9, BEYOND - 1.0, 1e300] {
            // A count that lies reads the rest of the room, where nothing stands.
            let mut changed = history.to_vec();
            changed[place] = number;
            settle(&mut book, &changed);
        }
    }
    assert_eq!(settle(&mut book, &[1., 0., 0., 0., 0., 0., 0.])[..5], [0., 0., -1., -1., 0.]);
}

#[wasm_bindgen_test]
fn instants_are_numbers() {
    let source = SIGNSECURE
        .replace("\"effectiveFrom\": null", "\"effectiveFrom\": \"2026-03-01T00:00:00Z\"");
    assert_ne!(source, SIGNSECURE);
    let mut book = book(&source);
    let mut instant = |text: &str| -> Option<Vec<f64>> {
        let at = book.instant(&desk_of(text.as_bytes())).addr();
        let first = u32::try_from(at / 8).unwrap();
        let numbers = Float64Array::new(&memory());
        (at != 0).then(|| (0..3).map(|offset| numbers.get_index(first + offset)).collect())
    };
    assert_eq!(instant("1970-01-01T00:00:01.5Z"), Some(vec![1., 500_000_000., -1.]));
    assert_eq!(instant("2026-03-01T05:30:00+05:30"), Some(vec![1_772_323_200., 0., 0.]));
    assert_eq!(instant("2026-02-29T00:00:00Z"), None);
}

#[wasm_bindgen_test]
fn packed_counts_are_whole_or_refused() {
    let mut book = book(SIGNSECURE);
    for count in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.5, -1.0, BEYOND, 1e21] {
        for (documents, megabytes) in [(count, 0.0), (0.0, count)] {
            assert_eq!(price(&mut book, &[1], documents, megabytes), None, "{count}");
            is_failure(&mut book, "INVALID_NUMBER", "");
        }
    }
    for count in [0.0, -0.0, 1.0, BEYOND - 1.0] {
        assert_eq!(price(&mut book, &[1], count, count).unwrap().first(), Some(&11.0), "{count}");
    }
}

#[wasm_bindgen_test]
fn sums_out_of_range_are_refused() {
    let source = r#"{ "priceBook": "b", "unit": "credit", "versions": [{ "version": "1", "rates": [
        { "code": "page", "per": "document", "price": { "model": "unit", "unitPrice": 2 } }] }] }"#;
    let mut book = book(source);
    assert_eq!(
        price(&mut book, &[], (BEYOND - 2.0) / 2.0, 0.0).unwrap().first(),
        Some(&(BEYOND - 2.0))
    );
    assert_eq!(price(&mut book, &[], BEYOND / 2.0, 0.0), None);
    is_failure(&mut book, "AMOUNT_OUT_OF_RANGE", "/documents");
}

#[wasm_bindgen_test]
fn room_ends_where_envelopes_do() {
    let mut book = book(SIGNSECURE);
    let everybody = vec![4; MAX_SIGNERS];
    let total = 1.0 + 15.0 * MAX_SIGNERS as f64;
    assert_eq!(price(&mut book, &everybody, 1.0, 0.0).unwrap().first(), Some(&total));
    assert_eq!(book.reserve(MAX_SIGNERS + 1).addr(), 0);
    assert_eq!(book.price(0, MAX_SIGNERS + 1, 1.0, 0.0).addr(), 0);
    is_failure(&mut book, "LIMIT_EXCEEDED", "/signers");
    assert_eq!(book.price(1, 0, 1.0, 0.0).addr(), 0);
    is_failure(&mut book, "NO_VERSION", "");
    assert_eq!(price(&mut book, &[4], 1.0, 0.0).unwrap().first(), Some(&16.0));
}

#[wasm_bindgen_test]
fn balances_are_whole_or_refused() {
    let book = book(SIGNSECURE);
    let afford = |version: usize, total: f64, balance: f64| {
        ask(&funds(balance), |desk| book.afford(desk, version, total))
    };
    let answer = js(&afford(0, 41.0, 40.0).unwrap());
    let expected = r#"{"sufficient":false,"balance":40,"after":-1,"shortfall":1,"envelopesAffordable":0,"topUp":{"preset":500,"bonus":0,"custom":1,"combination":null}}"#;
    assert_eq!(text(&answer), expected);
    for balance in [0.5, BEYOND, -BEYOND, 1e21] {
        let error = told(&afford(0, 1.0, balance).unwrap_err());
        let whole = balance.trunc() == balance;
        is(error, if whole { "AMOUNT_OUT_OF_RANGE" } else { "INVALID_NUMBER" }, "/balance");
    }
    is(told(&afford(0, BEYOND - 1.0, -1.0).unwrap_err()), "AMOUNT_OUT_OF_RANGE", "/balance");
    is(told(&afford(1, 1.0, 1.0).unwrap_err()), "NO_VERSION", "");
}

#[wasm_bindgen_test]
fn receipts_are_told_from_others() {
    let book = book(SIGNSECURE);
    let envelope = r#"{ "signers": [{ "method": "electronic" }] }"#;
    let receipt = ask(&js(envelope), |desk| book.receipt(desk)).unwrap();
    let verify = |both: &str| ask(&js(both), |desk| book.verify_receipt(desk));
    assert_eq!(verify(&format!(r#"[{envelope}, "{receipt}"]"#)), Ok(String::new()));
    let other = verify(&format!(r#"[{{ "signers": [] }}, "{receipt}"]"#)).unwrap();
    assert_eq!(other, "other envelope");
    is(told(&verify("[null, null]").unwrap_err()), "INVALID_TYPE", "");
}
