//! The commands `statement` and `usage`: the vectors, and ledgers of many files, wallets and chunks.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/vectors.rs"]
mod cases;
#[path = "made/command.rs"]
mod command;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::Command;

use cases::vectors;
use sealquote::history::{Context, Transaction, statement};
use serde_json::{Value, json};
use tempfile::TempDir;

fn row(number: u32, kind: &str, amount: i64, balance: i64) -> Value {
    let (minute, second) = (number / 60 % 60, number % 60);
    json!({
        "id": format!("t{number}"), "type": kind, "amount": amount, "balanceAfter": balance,
        "reason": "", "description": "", "documentId": null, "signatureMethod": null,
        "source": "api", "createdAt": format!("2026-03-02T09:{minute:02}:{second:02}Z"),
    })
}

fn lines(rows: &[Value]) -> Vec<u8> {
    rows.iter().map(|row| format!("{row}\n")).collect::<String>().into_bytes()
}

fn page(number: u32, rows: &[Value]) -> Vec<u8> {
    json!({ "items": rows, "pageInfo": { "page": number } }).to_string().into_bytes()
}

/// Runs a command on files, and answers exit code, standard output and standard error.
fn run(arguments: &[&str], files: &[(&str, &[u8])]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    command::run(folder.path(), &[arguments, &names].concat())
}

fn answer(arguments: &[&str], files: &[(&str, &[u8])]) -> Value {
    let (code, out, err) = run(&[arguments, &["--format", "json"]].concat(), files);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    serde_json::from_str(&out).unwrap()
}

/// Gives the vectors of a kind that expect an answer to a command, as lines and as a page.
fn check(kind: &str, least: usize, options: impl Fn(&Value) -> Vec<String>, at: &str) {
    let mut ran = 0;
    for (name, vector) in vectors(kind) {
        let Some(expected) = vector["expect"].get(kind) else { continue };
        let rows = vector["rows"].as_array().unwrap();
        let options = options(&vector["options"]);
        let arguments: Vec<&str> =
            std::iter::once(kind).chain(options.iter().map(String::as_str)).collect();
        for ledger in [lines(rows), page(1, rows)] {
            let got = answer(&arguments, &[("ledger", &ledger)]);
            let got = got.pointer(at).unwrap();
            for (key, expected) in expected.as_object().unwrap() {
                assert_eq!(&got[key], expected, "{name}: {key}");
            }
        }
        ran += 1;
    }
    assert!(ran >= least, "only {ran} vectors of kind {kind} ran");
}

#[test]
fn statements_are_what_the_vectors_say() {
    let options = |options: &Value| match options["context"].as_str() {
        Some(context) => vec![String::from("--context"), context.to_owned()],
        None => Vec::new(),
    };
    check("statement", 15, options, "/total");
}

#[test]
fn usages_are_what_the_vectors_say() {
    let options = |options: &Value| {
        let names = [("startDate", "--start"), ("endDate", "--end"), ("utcOffset", "--utc-offset")];
        let given =
            names.into_iter().filter_map(|(key, name)| Some((name, options[key].as_str()?)));
        given.flat_map(|(name, value)| [name.to_owned(), value.to_owned()]).collect()
    };
    check("usage", 15, options, "");
}

#[test]
fn wallets_are_kept_apart_and_listed_as_they_come_up() {
    let of = |mut row: Value, wallet: &str| {
        row["walletId"] = json!(wallet);
        row
    };
    let rows = [
        of(row(1, "add", 50, 50), "wal_b"),
        of(row(2, "add", 500, 500), "wal_a"),
        of(row(3, "consume", 10, 40), "wal_b"),
    ];
    let other = [of(row(4, "consume", 1, 499), "wal_a"), row(5, "add", 7, 7)];
    let files: [(&str, &[u8]); 2] = [("one", &lines(&rows)), ("other", &lines(&other))];
    let (code, out, _) = run(&["statement"], &files);
    let expected = "\
5 rows, 3 wallets
  added    557 credits
  used     -11 credits
  refunded   0 credits
  balance  546 credits

  wallet     added      used  refunded   balance
  wal_b         50        10         0        40
  wal_a        500         1         0       499
  other          7         0         0         7
";
    assert_eq!((code, out.as_str()), (0, expected));
    let (code, out, _) = run(&["usage"], &files);
    let expected = "\
5 rows, 3 wallets
  used     11 credits
  refunded  0 credits

  method      used  refunded
  (none)        11         0

  source      used  refunded
  api           11         0

  day             used  refunded
  2026-03-02        11         0

  wallet      used  refunded
  wal_b         10         0
  wal_a          1         0
  other          0         0
";
    assert_eq!((code, out.as_str()), (0, expected));
}

#[test]
fn files_without_wallets_stand_apart_and_pages_together() {
    let (one, other) = ([row(1, "add", 5, 5)], [row(2, "add", 7, 12)]);
    let apart = answer(&["statement"], &[("a", &lines(&one)), ("b", &lines(&other))]);
    assert_eq!(apart["wallets"].as_array().unwrap().len(), 2);
    assert_eq!(apart["total"]["balance"], 17);
    // The second page is named first, and holds the older rows.
    let pages = answer(&["statement"], &[("b", &page(2, &one)), ("a", &page(1, &other))]);
    assert_eq!(pages["wallets"].as_array().unwrap().len(), 1);
    assert_eq!(pages["total"]["balance"], 12);
}

#[test]
fn files_without_wallets_are_one_history_where_it_is_said() {
    let (one, other) = ([row(1, "add", 5, 5)], [row(2, "consume", 2, 3)]);
    let files: [(&str, &[u8]); 2] = [("a", &lines(&one)), ("b", &lines(&other))];
    let together = answer(&["statement", "--chains", "ledger"], &files);
    assert_eq!(together["wallets"].as_array().unwrap().len(), 1);
    assert_eq!(together["total"]["balance"], 3);
    let usage = answer(&["usage", "--chains", "ledger"], &files);
    assert_eq!(usage["wallets"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_that_is_named_twice_is_not_counted_twice() {
    let rows = lines(&[row(1, "add", 500, 500), row(2, "consume", 1, 499)]);
    for command in [
        &["statement"][..],
        &["usage"],
        &["simulate", "--book", "signsecure-staging"],
        &["detect", "--book", "signsecure"],
        &["consumption", "detail", "--from", "2026-03-01", "--to", "2026-03-31"],
    ] {
        for again in ["ledger", "./ledger", "led*"] {
            let (code, out, err) = run(&[command, &[again]].concat(), &[("ledger", &rows)]);
            assert_eq!((code, out.as_str()), (2, ""), "{command:?} {again}");
            assert_eq!(err, "sealquote: `ledger` is named twice; name it once\n", "{command:?}");
        }
    }
}

/// A listing that grows while its pages are fetched pushes rows to the next page.
#[test]
fn what_pages_have_twice_counts_once() {
    let rows = [row(4, "consume", 1, 96), row(3, "consume", 1, 97), row(2, "consume", 2, 98)];
    let last = [row(2, "consume", 2, 98), row(1, "add", 100, 100)];
    let (one, two, three) = (page(1, &rows[..2]), page(2, &rows[1..]), page(3, &last));
    for files in [
        [("1", &one), ("2", &two), ("3", &three)].as_slice(),
        [("1", &one), ("2", &two), ("2 again", &two), ("3", &three)].as_slice(),
        [("3", &three), ("2", &two), ("2 again", &two), ("1", &one)].as_slice(),
    ] {
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, page)| (*name, page.as_slice())).collect();
        let statement = answer(&["statement"], &files);
        assert_eq!(statement["wallets"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&statement["total"]["balance"], &statement["total"]["totalUsed"]),
            (&json!(96), &json!(4))
        );
        assert_eq!(answer(&["usage"], &files)["totalUsed"], 4);
        let (code, out, _) = run(&["verify", "--format", "json"], &files);
        let report: Value = serde_json::from_str(&out).unwrap();
        let summary = &report["summary"];
        assert_eq!((code, &summary["wallets"]), (1, &json!(1)), "{out}");
        assert_eq!((&summary["opening"], &summary["closing"]), (&json!(0), &json!(96)));
        assert_eq!(summary["findings"]["CHAIN_BREAK"], Value::Null, "{out}");
    }
}

/// Rows of several wallets over many chunks, several of each second, told apart by 64-bit noise.
fn a_long_ledger(count: u32) -> Vec<Value> {
    let mut balances = [0_i64; 5];
    let mut noise = 20_260_311_u64;
    let mut next = |below: u64| {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        noise % below
    };
    (0..count)
        .map(|number| {
            let wallet = usize::try_from(next(5)).unwrap();
            let kind = ["consume", "consume", "add", "refund"][usize::try_from(next(4)).unwrap()];
            let amount = i64::try_from(next(40)).unwrap();
            balances[wallet] += if kind == "consume" { -amount } else { amount };
            let mut row = row(number / 7, kind, amount, balances[wallet]);
            row["id"] = json!(format!("t{number}"));
            row["walletId"] = json!(format!("wal_{wallet}"));
            // One row in fifty has an escape, and is read the general way.
            row["description"] = json!("x".repeat(90) + if next(50) == 0 { "\n" } else { "" });
            row
        })
        .collect()
}

#[test]
fn a_ledger_of_many_chunks_gives_what_its_rows_give() {
    let mut rows = a_long_ledger(24_000);
    for turned in [false, true] {
        let bytes = lines(&rows);
        assert!(bytes.len() > 6 << 20, "{}", bytes.len());
        let got = answer(&["statement"], &[("ledger", &bytes)]);
        let mut wallets: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for row in &rows {
            let wallet = row["walletId"].as_str().unwrap().to_owned();
            wallets.entry(wallet).or_default().push(row.clone());
        }
        assert_eq!(got["wallets"].as_array().unwrap().len(), wallets.len());
        for wallet in got["wallets"].as_array().unwrap() {
            let rows = json!(wallets[wallet["wallet"].as_str().unwrap()]).to_string();
            let rows = sealquote::json::parse(&rows).unwrap();
            let rows = Transaction::list_from_value(&rows).unwrap();
            let expected = statement(&rows, Context::Personal).unwrap();
            for (key, expected) in serde_json::to_value(expected).unwrap().as_object().unwrap() {
                assert_eq!(&wallet[key], expected, "{key} of {wallet}, turned: {turned}");
            }
        }
        rows.reverse();
    }
}

/// Exports that overlap by some chunks, by less than one, by a row, and by all of a file.
#[test]
fn what_files_have_twice_counts_once() {
    let mut rows = a_long_ledger(12_000);
    let period = ["usage", "--start", "2026-03-02"];
    for turned in [false, true] {
        let whole = [("whole", lines(&rows))];
        let cut = [
            ("a", lines(&rows[..5_000])),
            ("b", lines(&rows[2_000..8_000])),
            ("c", lines(&rows[7_990..11_000])),
            ("d", lines(&rows[10_999..])),
            ("e", lines(&rows[11_500..])),
        ];
        let pages = json!({ "items": rows[9_000..], "pageInfo": { "page": 1 } }).to_string();
        let mixed = [("a", lines(&rows[..10_000])), ("b", pages.into_bytes())];
        for command in [["statement"].as_slice(), &period, &["root"]] {
            let said = |files: &[(&str, Vec<u8>)]| {
                let files: Vec<(&str, &[u8])> =
                    files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
                answer(command, &files)
            };
            let expected = said(&whole);
            assert_eq!(said(&cut), expected, "{command:?}, turned: {turned}");
            assert_eq!(said(&mixed), expected, "{command:?}, turned: {turned}");
            if turned {
                // The oldest of them first, so that each ends with what the ones before it have.
                let turned: Vec<_> = cut.iter().rev().cloned().collect();
                // Wallets are in the order in which they come.
                let sorted = |mut said: Value| {
                    let wallets = said["wallets"].as_array_mut().unwrap();
                    wallets.sort_by_key(ToString::to_string);
                    said
                };
                assert_eq!(sorted(said(&turned)), sorted(expected), "{command:?}");
            }
        }
        rows.reverse();
    }
}

#[test]
fn rows_that_cannot_be_read_are_told_counted_and_left_out() {
    let mut rows = a_long_ledger(24_000);
    let whole = answer(&["statement"], &[("ledger", &lines(&rows))]);
    for (place, bad) in [(3, json!({ "id": "x" })), (23_999, json!([1]))] {
        rows.insert(place, bad);
    }
    let (code, out, err) = run(&["statement", "--format", "json"], &[("ledger", &lines(&rows))]);
    let got: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 2);
    assert_eq!((&got["rows"], &got["unreadable"]), (&json!(24_002), &json!(2)));
    assert_eq!((&got["total"], &got["wallets"]), (&whole["total"], &whole["wallets"]));
    let told: Vec<&str> = err.lines().collect();
    assert_eq!(told.len(), 2, "{err}");
    assert!(told[0].starts_with("sealquote: `ledger`, row 4 could not be read: `type` is missing"));
    assert!(told[1].starts_with("sealquote: `ledger`, row 24000 could not be read: expected an"));
}

#[test]
fn a_line_that_is_too_long_costs_one_row() {
    let rows = a_long_ledger(12_000);
    let whole = answer(&["statement"], &[("ledger", &lines(&rows))]);
    let (before, after) = rows.split_at(5_000);
    let long = format!("{{\"id\":\"{}\"}}\n", "x".repeat(40 << 20)).into_bytes();
    let ledger = [lines(before), long, lines(after)].concat();
    let (code, out, err) = run(&["statement", "--format", "json"], &[("ledger", &ledger)]);
    let got: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &got["rows"], &got["unreadable"]), (2, &json!(12_001), &json!(1)));
    assert_eq!((&got["total"], &got["wallets"]), (&whole["total"], &whole["wallets"]));
    assert!(
        err.starts_with("sealquote: `ledger`, row 5001 could not be read: it is longer"),
        "{err}"
    );
}

#[test]
fn only_the_first_unreadable_rows_are_told() {
    let bad = vec![json!({ "id": "x" }); 30];
    for ledger in [lines(&bad), page(1, &bad)] {
        let (code, out, err) = run(&["usage"], &[("ledger", &ledger)]);
        assert_eq!(code, 2);
        assert!(out.starts_with("30 rows, 0 wallets, 30 unreadable\n"), "{out}");
        let told: Vec<&str> = err.lines().collect();
        assert_eq!((told.len(), told[20]), (21, "sealquote: 10 rows more could not be read"));
        assert!(told[19].contains("row 20 "), "{err}");
    }
}

#[test]
fn what_cannot_be_read_is_one_sentence_and_exit_code_2() {
    let rows = a_long_ledger(12_000);
    let mut cut = lines(&rows);
    cut.truncate(cut.len() - 40);
    let cases: [(&[u8], &str); 3] = [
        (&cut, "ends in the middle of row 12000"),
        (b"\x1f\x8b\x08\0\0\0", "its gzip data ends too soon"),
        (b"17", "is JSON, but no ledger"),
    ];
    for (input, reason) in cases {
        for command in ["statement", "usage"] {
            let (code, out, err) = run(&[command], &[("ledger", input)]);
            assert!(err.contains(reason), "expected `{reason}`, got {err}");
            assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        }
    }
}

#[test]
fn mistakes_in_the_period_are_told_together() {
    let arguments = ["usage", "--start", "2026-02-29", "--end", "1", "--utc-offset", "-8"];
    let (code, out, err) = run(&arguments, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    let told: Vec<&str> = err.lines().collect();
    assert_eq!(told.len(), 3, "{err}");
    assert!(told[0].starts_with("sealquote: INVALID_INSTANT in `--start`: `2026-02-29` is not a"));
    assert!(told[1].starts_with("sealquote: INVALID_INSTANT in `--end`: `1` is not a date"));
    assert!(told[2].starts_with("sealquote: INVALID_VALUE in `--utc-offset`: `-8` is no offset"));
    let (code, _, err) = run(&["usage", "--start", "2026-03-02", "--end", "2026-03-01"], &[]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("sealquote: INVALID_VALUE in `--end`: the period ends before"),
        "{err}"
    );
}

#[test]
fn sums_of_wallets_beyond_the_largest_are_an_error() {
    let largest = 9_007_199_254_740_991;
    let rows = |number| lines(&[row(number, "add", largest, largest)]);
    let (code, out, err) = run(&["statement"], &[("a", &rows(1)), ("b", &rows(2))]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("beyond 2^53 - 1"), "{err}");
}

#[test]
fn standard_input_is_read_when_no_file_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ledger");
    fs::write(&path, lines(&[row(1, "add", 5, 5), row(2, "consume", 1, 4)])).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sealquote"))
        .arg("statement")
        .stdin(File::open(path).unwrap())
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(out.contains("balance   4 credits"), "{out}");
}
