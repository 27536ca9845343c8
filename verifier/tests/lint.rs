//! `sealquote lint`, as a person or a script runs it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const GOOD: &str =
    r#"{ "priceBook": "mine", "unit": "credit", "versions": [{ "version": "1", "rates": [] }] }"#;

fn lint(arguments: &[&str], text: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealquote"))
        .arg("lint")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A file that cannot be read is refused before standard input is.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Line, column, code and path of each finding.
fn places(text: &str) -> Vec<Value> {
    let output = lint(&["-", "--format", "json"], text);
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let place =
        |found: &Value| json!([found["line"], found["column"], found["code"], found["path"]]);
    list.as_array().unwrap().iter().map(place).collect()
}

#[test]
fn the_place_is_underlined_and_the_remedy_named() {
    let book = GOOD.replace("\"rates\"", "\n  \"räte\": 1, \"rates\"").replace("[] }]", "[]\n}]");
    let output = lint(&["-"], &book);
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
error[UNKNOWN_KEY]: unknown key `räte`
 --> standard input:2:3
  |
2 |   \"räte\": 1, \"rates\": []
  |   ^^^^^^
  |
  = help: remove it or use one of `version`, `effectiveFrom`, `chargeOn`, `rates`, `refunds`, `topUp` or `signupGrant`

1 error, 0 warnings
";
    assert_eq!(shown(&output), expected);
}

#[test]
fn places_are_keys_values_or_what_something_is_missing_from() {
    let version = r#"{ "version": "1", "rates": [] }"#;
    let unknown = GOOD.replace("\"version\": \"1\"", "\"version\": \"1\", \"~/\": 0");
    let column = unknown.find("\"~/\"").unwrap() + 1;
    assert_eq!(places(&unknown), [json!([1, column, "UNKNOWN_KEY", "/versions/0/~0~1"])]);
    let empty = GOOD.replace("mine", "");
    assert_eq!(places(&empty), [json!([1, 16, "INVALID_VALUE", "/priceBook"])]);
    let missing = GOOD.replace(version, "{\n}");
    let column = missing.find("{\n").unwrap() + 1;
    let at = [
        json!([1, column, "MISSING_KEY", "/versions/0/version"]),
        json!([1, column, "MISSING_KEY", "/versions/0/rates"]),
    ];
    assert_eq!(places(&missing), at);
    let repeated = GOOD.replace("\"unit\"", "\"priceBook\": 3,\n\"unit\"");
    let column = repeated.rfind("\"priceBook\"").unwrap() + 1;
    assert_eq!(places(&repeated), [json!([1, column, "DUPLICATE_KEY", "/priceBook"])]);
    assert_eq!(places("\n\n  7"), [json!([3, 3, "INVALID_TYPE", ""])]);
}

#[test]
fn a_text_that_is_no_json_is_shown_where_it_breaks() {
    for (text, line, column) in
        [("{\n  \"unit\": é }", 2, 11), ("{\n  \"unit\": 1\n", 3, 1), ("", 1, 1), ("{} x", 1, 4)]
    {
        assert_eq!(places(text), [json!([line, column, "INVALID_JSON", ""])], "{text:?}");
        assert_eq!(lint(&["-"], text).status.code(), Some(2));
    }
    // The place in the message is that of the finding, in characters.
    for (text, column) in [("{\"a\":01}", 6), ("{\"priceBook\":tru}", 14), ("{\"é\":01}", 6)] {
        assert_eq!(places(text), [json!([1, column, "INVALID_JSON", ""])], "{text}");
        let message = shown(&lint(&["-", "--format", "json"], text));
        assert!(message.contains(&format!("at line 1, column {column}\"")), "{message}");
    }
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    assert_eq!(places(&deep), [json!([1, 65, "TOO_DEEP", ""])]);
    assert_eq!(lint(&["-"], &deep).status.code(), Some(2));
    let output = lint(&["-"], "{\n  \"unit\": }");
    assert!(
        shown(&output).contains("\n2 |   \"unit\": }\n  |           ^\n"),
        "{}",
        shown(&output)
    );
}

#[test]
fn half_a_character_is_found_where_it_is() {
    let half = GOOD.replacen("\"credit\"", "\"\\ud800\"", 1);
    let column = half.find("\\ud800").unwrap() + 1;
    assert_eq!(places(&half), [json!([1, column, "INVALID_VALUE", "/unit"])], "{half}");
    assert_eq!(lint(&["-"], &half).status.code(), Some(1));
}

#[test]
fn the_exit_code_tells_clean_from_found_from_unreadable() {
    let clean = lint(&["-"], GOOD);
    assert_eq!((clean.status.code(), shown(&clean).as_str()), (Some(0), "Nothing is wrong.\n"));
    assert_eq!(shown(&lint(&["-", "--format", "json"], GOOD)), "[]\n");
    let doubtful = GOOD.replace("\"rates\"", r#""effectiveFrom": "2026-01-01T00:00:00Z", "rates""#);
    let doubtful = lint(&["-"], &doubtful);
    assert_eq!(doubtful.status.code(), Some(1));
    assert!(shown(&doubtful).ends_with("0 errors, 1 warning\n"));
    let missing = lint(&["no-such-book.json"], "");
    assert_eq!((missing.status.code(), shown(&missing).as_str()), (Some(2), ""));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("`no-such-book.json`"));
}

#[test]
fn several_books_are_linted_in_one_run() {
    let folder = TempDir::new().unwrap();
    let paths =
        ["a.json", "b.json", "c.json"].map(|name| folder.path().join(name).display().to_string());
    for (path, text) in paths.iter().zip([GOOD, "{}", "{"]) {
        fs::write(path, text).unwrap();
    }
    let arguments: Vec<&str> =
        paths.iter().map(String::as_str).chain(["--format", "json"]).collect();
    let output = lint(&arguments, "");
    assert_eq!(output.status.code(), Some(2));
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files: Vec<&Value> = list.as_array().unwrap().iter().map(|found| &found["file"]).collect();
    assert_eq!(files, [&paths[1], &paths[1], &paths[1], &paths[2]]);
}

#[test]
fn nothing_in_a_book_reaches_the_terminal_as_a_command() {
    let book = GOOD.replace("\"unit\"", "\"\\u001b[31m\": 1, \"unit\"");
    let text = shown(&lint(&["-"], &book));
    assert!(text.contains("UNKNOWN_KEY") && !text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn a_listing_ends_and_says_so() {
    let keys: String = (0..300).map(|number| format!("\"k{number}\": 1, ")).collect();
    let text = shown(&lint(&["-"], &GOOD.replace("\"unit\"", &format!("{keys}\"unit\""))));
    assert_eq!(text.matches("error[UNKNOWN_KEY]").count(), 200);
    assert!(text.contains("300 errors, 0 warnings\nOnly the first 200 are listed"));
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_file() {
    let folder = TempDir::new().unwrap();
    let marked = format!("\u{feff}{GOOD}");
    let file = folder.path().join("marked.json");
    fs::write(&file, &marked).unwrap();
    let path = file.to_str().unwrap();
    for (arguments, input) in [([path], ""), (["-"], marked.as_str())] {
        let output = lint(&arguments, input);
        assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    }
    let signer = "\u{feff}{ \"signers\": [{ \"method\": \"electronic\" }] }";
    fs::write(&file, signer).unwrap();
    let mut quote = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    let output = quote.args(["quote", path]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
