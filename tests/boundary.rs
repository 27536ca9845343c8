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

use js_sys::{Array, Float64Array, Function, JSON, Object, Reflect, Uint32Array, WebAssembly};
use sealquote::PriceBook;
use sealquote::book::MAX_SIGNERS;
use sealquote::book::Methods;
use sealquote::json::Value;
use sealquote::quote::{Order, PricedOrder};
use sealquote::wasm::Book;
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

fn book(source: &str) -> Book {
    Book::new(&js(source)).unwrap()
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

/// Whether an error is a plain object of exactly code, message and path; answers code and path.
fn plain_error(error: &JsValue) -> (String, String) {
    told(&error.as_string().unwrap())
}

/// Code and path of an error's text.
fn told(error: &str) -> (String, String) {
    let error = js(error);
    let object: &Object = error.dyn_ref().unwrap();
    assert_eq!(text(&Object::keys(object)), r#"["code","message","path"]"#);
    assert!(!get(&error, "message").as_string().unwrap().is_empty());
    (get(&error, "code").as_string().unwrap(), get(&error, "path").as_string().unwrap())
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
    let head = r#"{"id":"signsecure","unit":"credit","versions":[{"version":"2026-03","effectiveFrom":null}]}"#;
    assert_eq!(text(&js(&book.head())), head);
    let version = js(&book.version(0).unwrap());
    assert_eq!(
        text(&get(&version, "methods")),
        r#"["electronic","dsc_usb_token","aadhaar_esign"]"#
    );
    let rates: Array = get(&version, "rates").unchecked_into();
    let first = r#"{"code":"envelope","label":"Envelope creation","unitPrice":1,"dueOn":"creation","per":"envelope","methods":null}"#;
    assert_eq!(text(&rates.get(0)), first);
    let last = r#"{"code":"aadhaar","label":"Aadhaar eSign","unitPrice":15,"dueOn":"signature","per":"signer","methods":4}"#;
    assert_eq!(text(&rates.get(3)), last);
    is(plain_error(&book.version(1).unwrap_err()), "NO_VERSION", "");
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
        let digest = get(&js(&book(source).version(0).unwrap()), "digest").as_string().unwrap();
        assert_eq!(digest, core_book(source).newest().digest());
        assert_eq!(digest.len(), 64);
    }
    let head = js(&book(odd).head());
    assert_eq!(get(&head, "id").as_string().unwrap(), "a\"b\\c\u{1}");
    assert_eq!(get(&head, "unit").as_string().unwrap(), "क्रेडिट 🖋");
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
    let number = book.read(&js(envelope)).unwrap();
    assert_eq!(number, 0);
    let got = read(book.price_read(number).addr()).unwrap();
    assert_eq!(got, core_price(&core, &[7, 6, 0], 3, 0));
    assert_eq!(price(&mut book, &[7, 6, 0], 3.0, 0.0).unwrap(), got);

    assert_eq!(book.price_read(number).addr(), 0, "an envelope is priced once");
    is(told(&book.failure().unwrap()), "INVALID_TYPE", "");
    assert!(book.failure().is_none(), "a failure is told once");
}

#[wasm_bindgen_test]
fn mistakes_are_plain_objects() {
    let mut book = book(SIGNSECURE);
    let mut read = |envelope: &JsValue| plain_error(&book.read(envelope).unwrap_err());
    is(read(&js("null")), "INVALID_TYPE", "");
    is(read(&js(r#"{ "signers": [{ "method": "fax" }] }"#)), "UNKNOWN_METHOD", "/signers/0/method");
    is(read(&js(r#"{ "signers": [], "a/b~c": 1 }"#)), "UNKNOWN_KEY", "/a~1b~0c");
    is(plain_error(&Book::new(&JsValue::UNDEFINED).unwrap_err()), "INVALID_TYPE", "");
    is(plain_error(&Book::new(&js("{}")).unwrap_err()), "MISSING_KEY", "/priceBook");
}

#[wasm_bindgen_test]
fn values_that_are_no_json_are_refused() {
    let mut book = book(SIGNSECURE);
    for script in
        ["undefined", "1n", "Symbol()", "() => 0", "NaN", "true", "''", "[]", "new Date(0)"]
    {
        let (code, path) = plain_error(&book.read(&run(script)).unwrap_err());
        let expected =
            if script == "new Date(0)" { "MISSING_KEY /signers" } else { "INVALID_TYPE " };
        assert_eq!(format!("{code} {path}"), expected, "{script}");
    }
    let counts = [
        ("NaN", "INVALID_NUMBER"),
        ("Infinity", "INVALID_NUMBER"),
        ("0.5", "INVALID_NUMBER"),
        ("-1", "INVALID_NUMBER"),
        ("2 ** 53", "AMOUNT_OUT_OF_RANGE"),
        ("1e21", "AMOUNT_OUT_OF_RANGE"),
        ("1n", "INVALID_TYPE"),
        ("Symbol()", "INVALID_TYPE"),
        ("null", "INVALID_TYPE"),
    ];
    for (count, code) in counts {
        let envelope = run(&format!("({{ signers: [], documents: {count} }})"));
        let (got, path) = plain_error(&book.read(&envelope).unwrap_err());
        assert_eq!((got.as_str(), path.as_str()), (code, "/documents"), "{count}");
    }
    assert!(book.read(&run("({ signers: [], documents: -0, megabytes: 2 ** 53 - 1 })")).is_ok());
}

#[wasm_bindgen_test]
fn packed_counts_are_whole_or_refused() {
    let mut book = book(SIGNSECURE);
    for count in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.5, -1.0, BEYOND, 1e21] {
        for (documents, megabytes) in [(count, 0.0), (0.0, count)] {
            assert_eq!(price(&mut book, &[1], documents, megabytes), None, "{count}");
            is(told(&book.failure().unwrap()), "INVALID_NUMBER", "");
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
    is(told(&book.failure().unwrap()), "AMOUNT_OUT_OF_RANGE", "/documents");
}

#[wasm_bindgen_test]
fn room_ends_where_envelopes_do() {
    let mut book = book(SIGNSECURE);
    let everybody = vec![4; MAX_SIGNERS];
    let total = 1.0 + 15.0 * MAX_SIGNERS as f64;
    assert_eq!(price(&mut book, &everybody, 1.0, 0.0).unwrap().first(), Some(&total));
    assert_eq!(book.reserve(MAX_SIGNERS + 1).addr(), 0);
    assert_eq!(book.price(0, MAX_SIGNERS + 1, 1.0, 0.0).addr(), 0);
    is(told(&book.failure().unwrap()), "LIMIT_EXCEEDED", "/signers");
    assert_eq!(book.price(1, 0, 1.0, 0.0).addr(), 0);
    is(told(&book.failure().unwrap()), "NO_VERSION", "");
    assert_eq!(price(&mut book, &[4], 1.0, 0.0).unwrap().first(), Some(&16.0));
}

#[wasm_bindgen_test]
fn balances_are_whole_or_refused() {
    let book = book(SIGNSECURE);
    let answer = js(&book.afford("2026-03", 41.0, &funds(40.0)).unwrap());
    let expected = r#"{"sufficient":false,"balance":40,"after":-1,"shortfall":1,"envelopesAffordable":0,"topUp":{"preset":500,"bonus":0,"custom":1,"combination":null}}"#;
    assert_eq!(text(&answer), expected);
    for balance in [f64::NAN, 0.5, BEYOND, -BEYOND, 1e21] {
        let error = plain_error(&book.afford("2026-03", 1.0, &funds(balance)).unwrap_err());
        let whole = balance.trunc() == balance;
        is(error, if whole { "AMOUNT_OUT_OF_RANGE" } else { "INVALID_NUMBER" }, "/balance");
    }
    let beyond = book.afford("2026-03", BEYOND - 1.0, &funds(-1.0)).unwrap_err();
    is(plain_error(&beyond), "AMOUNT_OUT_OF_RANGE", "/balance");
    is(plain_error(&book.afford("2", 1.0, &funds(1.0)).unwrap_err()), "NO_VERSION", "/version");
}
