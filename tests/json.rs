//! JSON texts against `serde_json`, which reads them by other code.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    clippy::float_arithmetic,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use proptest::prelude::*;
use sealquote::json::{MAX_DEPTH, Value, parse};

/// What `serde_json` makes of a text; of a number that is no count only that it is none.
fn theirs(text: &str) -> Option<Value> {
    serde_json::from_str::<Value>(text).ok().map(without_texts)
}

fn ours(text: &str) -> Option<Value> {
    parse(text).ok().map(without_texts)
}

fn without_texts(value: Value) -> Value {
    match value {
        Value::Number(mut number) => {
            number.text.clear();
            Value::Number(number)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_texts).collect()),
        Value::Object(entries) => Value::Object(
            entries.into_iter().map(|(key, value)| (key, without_texts(value))).collect(),
        ),
        other => other,
    }
}

/// Numbers of few enough digits for a float to hold them exactly.
fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?"
}

fn string() -> impl Strategy<Value = String> {
    let escape = r#"(\\["\\/bfnrt]|\\u[0-9a-f]{4}|\\ud83d\\ude0[0-9])"#;
    proptest::string::string_regex(&format!("\"([a-z é🖋~/]|{escape}){{0,6}}\"")).unwrap()
}

fn blank() -> impl Strategy<Value = String> {
    "[ \t\r\n]{0,2}"
}

fn document() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        number(),
        string(),
        prop::sample::select(vec!["null", "true", "false"]).prop_map(String::from)
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let spaced =
            (blank(), inner, blank()).prop_map(|(a, inner, b)| format!("{a}{inner}{b}")).boxed();
        prop_oneof![
            prop::collection::vec(spaced.clone(), 0..5)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((string(), blank(), spaced), 0..5).prop_map(|entries| {
                let entries =
                    entries.iter().map(|(key, blank, value)| format!("{key}{blank}:{value}"));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_are_read_alike(text in document()) {
        prop_assert_eq!(ours(&text), theirs(&text), "{}", text);
    }

    #[test]
    fn changed_documents_are_read_alike(
        text in document(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[\\]\\[{}:,\"\\\\0-9eE.+a-z \\-]?"), 1..4),
    ) {
        let mut text: Vec<char> = text.chars().collect();
        for (place, with) in edits {
            let place = place.index(text.len().saturating_add(1));
            let end = place.saturating_add(usize::from(with.is_empty())).min(text.len());
            text.splice(place..end, with.chars());
        }
        let text: String = text.into_iter().collect();
        // A number that no float can hold is an error there, and merely no count here; halves of characters
        // are passed over by a look at the grammar alone.
        let grammar = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert!(grammar || ours(&text).is_none(), "{}", text);
        prop_assert!(theirs(&text).is_none() || ours(&text).is_some(), "{}", text);
    }
}

#[test]
fn numbers_are_what_their_digits_say() {
    let integer = |text: &str| match parse(text).unwrap() {
        Value::Integer(number) => number,
        other => panic!("{text} is {other:?}"),
    };
    assert_eq!(integer("1e2"), 100);
    assert_eq!(integer("1.50e1"), 15);
    assert_eq!(integer("-0"), 0);
    assert_eq!(integer("0e99999999999999999999"), 0);
    assert_eq!(integer("-12000e-3"), -12);
    assert_eq!(integer("9007199254740991"), 9_007_199_254_740_991);
    assert_eq!(integer(&format!("1{}e-400", "0".repeat(400))), 1);
    for (text, whole) in [
        ("9007199254740992", true),
        ("1e400", true),
        ("123456789012345678901", true),
        ("1.5", false),
        ("1e-1", false),
        ("12345678901234567890e-10", false),
        ("0.00000000000000000000000001", false),
    ] {
        match parse(text).unwrap() {
            Value::Number(number) => {
                assert_eq!((number.text.as_str(), number.whole), (text, whole))
            }
            other => panic!("{text} is {other:?}"),
        }
    }
}

#[test]
fn depth_and_keys_have_limits() {
    let nested = |depth: usize| format!("{}0{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(parse(&nested(MAX_DEPTH + 1)).unwrap_err().code.as_str(), "TOO_DEEP");
    assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err().code.as_str(), "TOO_DEEP");
    let keys = |count: usize| {
        let entries: Vec<String> = (0..count).map(|key| format!("\"k{key}\":0")).collect();
        format!("{{{}}}", entries.join(","))
    };
    assert!(parse(&keys(1_000)).is_ok());
    assert_eq!(parse(&keys(1_001)).unwrap_err().code.as_str(), "LIMIT_EXCEEDED");
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (text, message) in [
        ("", "expected a value at line 1, column 1"),
        ("{\n  \"a\": 1,\n}", "expected a key in quotes at line 3, column 1"),
        ("[1 2]", "expected `,` or `]` at line 1, column 4"),
        ("[\"\\ud800\",]", "expected a value at line 1, column 11"),
        ("01", "expected a number without zeros before it at line 1, column 1"),
        ("{\"é🖋\":01}", "expected a number without zeros before it at line 1, column 7"),
        ("1 x", "expected nothing more at line 1, column 3"),
        ("\"a", "expected the end of a string at line 1, column 3"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.message, format!("not JSON: {message}; give a whole JSON document"));
    }
}

#[test]
fn half_a_character_is_told_with_the_way_to_it() {
    for (text, path) in [
        ("\"\\ud800\"", ""),
        (r#"{ "unit": "\ud800" }"#, "/unit"),
        (r#"{ "a/b": [1, { "c": "x\udc00y" }], "d": "\ud800" }"#, "/a~1b/1/c"),
        // A key is no value: what has it is named.
        (r#"{ "a": { "\ud800": "\ud800" } }"#, "/a"),
        (r#"["\ud800\n"]"#, "/0"),
        (r#"["\ud800\ud800\udc00"]"#, "/0"),
        (r#"["\ud800\u0041"]"#, "/0"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!((error.code.as_str(), error.path.as_str()), ("INVALID_VALUE", path), "{text}");
        assert_eq!(error.message, "text with half a character (a lone surrogate); remove it");
    }
    for broken in [r#""\ud800\u00x0""#, r#""\ud800\x""#, r#"["\ud800""#] {
        assert_eq!(parse(broken).unwrap_err().code.as_str(), "INVALID_JSON", "{broken}");
    }
}

#[test]
fn floats_are_told_by_the_digits_that_they_hold() {
    let told = [
        (0.5, "0.5"),
        (-1.25, "-1.25"),
        (1.000_000_5, "1.0000005"),
        (12_345_678.000_001, "12345678.000001"),
        (0.1 + 0.2, "0.3"),
        (5e-324, "0"),
        (f64::NAN, "NaN"),
        (1e300, "a number beyond 1e18"),
        (9_007_199_254_740_992.0, "9007199254740992"),
    ];
    for (number, text) in told {
        let Value::Number(number) = Value::from_float(number) else { panic!("{text} is whole") };
        assert_eq!(number.text, text);
    }
    assert_eq!(Value::from_float(-0.0), Value::Integer(0));
}
