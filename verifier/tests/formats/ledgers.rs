//! A ledger with faults in it, in every format.

use std::fs;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use serde_json::{Value, json};

use crate::written::{self, TYPES, Types};
use crate::{Answer, run};

pub const NUMBERS: [&str; 2] = ["amount", "balanceAfter"];
pub const INSTANTS: [&str; 1] = ["createdAt"];

/// The rows of the sample with faults, and some that cannot be read.
pub fn rows() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/ledger-with-faults.ndjson");
    let text = fs::read_to_string(path).unwrap();
    let mut rows: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let bad = [("type", json!("spend")), ("id", json!("")), ("amount", Value::Null)];
    for (number, (key, value)) in bad.into_iter().enumerate() {
        let mut row = rows[number * 40].clone();
        row[key] = value;
        rows.insert(number * 40 + 3, row);
    }
    for (number, row) in rows.iter_mut().enumerate() {
        row["walletId"] = if number % 7 == 0 { Value::Null } else { json!("wal_1") };
        if number % 5 == 0 {
            row["description"] = json!("parted; by, \"signs\"\nand lines");
        }
    }
    rows
}

pub fn batch(rows: &[Value], types: Types) -> RecordBatch {
    written::batch(&written::table(rows), &NUMBERS, &INSTANTS, types)
}

const COMMANDS: [&str; 4] = [
    "verify ledger --format json",
    "verify ledger",
    "statement ledger --format json",
    "usage ledger --start 2026-01-10 --utc-offset +05:30 --format json",
];

/// The answers of every command to a file.
fn answers(file: &[u8]) -> Vec<Answer> {
    COMMANDS.iter().map(|command| run(command, &[("ledger", file)])).collect()
}

/// What lines of JSON give. A table has empty cells where JSON has null.
fn expected() -> Vec<Answer> {
    let mut rows = rows();
    for row in &mut rows {
        let keys = row.as_object_mut().unwrap();
        keys.retain(|_, value| !value.is_null() && *value != json!(""));
    }
    let answers = answers(&written::lines(&rows));
    let (code, out, _) = &answers[0];
    let report: Value = serde_json::from_str(out).unwrap();
    assert_eq!((*code, &report["summary"]["findings"]["BAD_ROW"]), (1, &json!(3)), "{out}");
    assert_eq!(report["summary"]["wallets"], 2);
    answers
}

#[test]
fn csv_gives_what_lines_give() {
    let (rows, expected) = (rows(), expected());
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n"] {
            assert_eq!(answers(&written::csv(&rows, delimiter, end)), expected, "`{delimiter}`");
        }
    }
    let marked = [b"\xef\xbb\xbf", written::csv(&rows, ";", "\r\n").as_slice()].concat();
    assert_eq!(answers(&marked), expected);
    let unended = written::csv(&rows, ",", "\n");
    assert_eq!(answers(unended.strip_suffix(b"\n").unwrap()), expected);
}

#[test]
fn parquet_gives_what_lines_give() {
    let (rows, expected) = (rows(), expected());
    for types in TYPES {
        let file = written::parquet(&batch(&rows, types), written::codecs()[1]);
        assert_eq!(answers(&file), expected, "{types:?}");
    }
    let plain = batch(&rows, Types::Plain);
    for codec in written::codecs() {
        assert_eq!(answers(&written::parquet(&plain, codec)), expected, "{codec}");
    }
}

/// Columns are read by several threads, and stretch after stretch.
#[test]
fn long_parquet_gives_what_lines_give_on_any_number_of_threads() {
    let rows: Vec<Value> = (0..150_000)
        .map(|number| {
            let amount = if number == 119_999 { 2 } else { 1 };
            json!({
                "id": format!("t{number}"), "type": "add", "amount": amount,
                "balanceAfter": number / 10 + 1, "walletId": format!("wal_{}", number % 10),
                "createdAt": "2026-03-11T10:30:00Z",
            })
        })
        .collect();
    let batch = batch(&rows, Types::Plain);
    let answer = |threads: u32, file: &[u8]| {
        run(&format!("verify ledger --format json --threads {threads}"), &[("ledger", file)])
    };
    let expected = answer(1, &written::lines(&rows));
    let report: Value = serde_json::from_str(&expected.1).unwrap();
    assert_eq!(report["summary"]["rows"], 150_000);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{}", expected.1);
    for group in [1_000, 25_000, 100_000] {
        let file = written::parquet_in_groups(&batch, written::codecs()[1], group);
        for threads in [1, 2, 5] {
            assert_eq!(answer(threads, &file), expected, "{threads} threads, groups of {group}");
        }
    }
}

#[test]
fn arrow_gives_what_lines_give() {
    let (rows, expected) = (rows(), expected());
    for types in TYPES {
        let batch = batch(&rows, types);
        assert_eq!(answers(&written::arrow_file(&batch, None)), expected, "{types:?}");
        assert_eq!(answers(&written::arrow_stream(&batch, None)), expected, "{types:?}");
    }
    let plain = batch(&rows, Types::Plain);
    for codec in [CompressionType::LZ4_FRAME, CompressionType::ZSTD] {
        assert_eq!(answers(&written::arrow_file(&plain, Some(codec))), expected, "{codec:?}");
    }
}

#[test]
fn packed_files_give_what_they_hold() {
    let (rows, expected) = (rows(), expected());
    let array = serde_json::to_vec_pretty(&rows).unwrap();
    let page = json!({ "items": rows, "pageInfo": { "page": 1 } }).to_string().into_bytes();
    let batch = batch(&rows, Types::Plain);
    let parquet = written::parquet(&batch, written::codecs()[1]);
    let tables = [
        written::csv(&rows, ",", "\n"),
        parquet,
        written::arrow_file(&batch, None),
        written::arrow_stream(&batch, None),
    ];
    for file in tables {
        assert_eq!(answers(&written::gzip(&file)), expected);
        assert_eq!(answers(&written::zstd(&file)), expected);
    }
    // Null is told apart from a missing field in JSON.
    for file in [written::lines(&rows), array, page] {
        let unpacked = answers(&file);
        assert_eq!(answers(&[b"\xef\xbb\xbf", file.as_slice()].concat()), unpacked);
        assert_eq!(answers(&written::gzip(&file)), unpacked);
        assert_eq!(answers(&written::zstd(&file)), unpacked);
    }
}

#[test]
fn members_of_packed_files_follow_each_other() {
    let rows = rows();
    let (one, other) = rows.split_at(100);
    let whole = run("verify ledger", &[("ledger", &written::lines(&rows))]);
    for pack in [written::gzip, written::zstd] {
        let parts = [pack(&written::lines(one)), pack(&written::lines(other))].concat();
        assert_eq!(run("verify ledger", &[("ledger", &parts)]), whole);
    }
    // Frames of zstd that are to be skipped, of three bytes each, as parallel writers put them before others.
    let packed = written::zstd(&written::lines(&rows));
    for kind in [0x50, 0x5f] {
        let skipped = [kind, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        let parts = [&skipped, &skipped, packed.as_slice()].concat();
        assert_eq!(run("verify ledger", &[("ledger", &parts)]), whole);
    }
}

#[test]
fn standard_input_is_recognised_by_what_it_holds() {
    let rows = rows();
    let batch = batch(&rows, Types::Plain);
    let csv = written::csv(&rows, ",", "\n");
    let expected = run("verify ledger --format json", &[("ledger", &csv)]).1;
    let expected = expected.replace("\"ledger\"", "\"standard input\"");
    let files = [
        csv.clone(),
        written::zstd(&csv),
        written::parquet(&batch, written::codecs()[2]),
        written::arrow_file(&batch, None),
        written::arrow_stream(&batch, None),
        written::gzip(&written::arrow_stream(&batch, None)),
    ];
    for file in files {
        let (code, out, err) = run("verify - --format json", &[("ledger", &file)]);
        assert_eq!((code, err.as_str(), out.as_str()), (1, "", expected.as_str()));
    }
}

#[test]
fn files_of_several_formats_and_patterns_are_one_ledger() {
    let rows = rows();
    let batch = batch(&rows, Types::Plain);
    let (csv, lines) = (written::csv(&rows, ",", "\n"), written::lines(&rows));
    let parquet = written::parquet(&batch, written::codecs()[1]);
    let files: [(&str, &[u8]); 4] =
        [("b.csv", &csv), ("a.parquet", &parquet), ("c.ndjson", &lines), ("other", b"17")];
    let named = run("verify a.parquet b.csv c.ndjson --format json", &files);
    assert_eq!(run("verify [abc].* --format json", &files), named);
    assert_eq!(run("verify ?.parquet b.* c.ndjson --format json", &files), named);
    let (code, _, err) = run("verify *.orc", &files);
    assert_eq!((code, err.as_str()), (2, "sealquote: no file matches `*.orc`; name others\n"));
    // A name is a name before it is a pattern.
    let file = [("[a].csv", csv.as_slice())];
    let (code, out, _) = run("verify [a].csv", &file);
    assert_eq!((code, out.contains("[a].csv:")), (1, true), "{out}");
}

#[test]
fn the_format_can_be_said() {
    let csv = written::csv(&rows(), ",", "\n");
    let batch = batch(&rows(), Types::Plain);
    let expected = run("verify ledger", &[("ledger", &csv)]);
    let parquet = written::parquet(&batch, written::codecs()[1]);
    for (format, file) in [
        ("csv", csv.clone()),
        ("csv", written::gzip(&csv)),
        ("parquet", parquet),
        ("arrow", written::arrow_file(&batch, None)),
        ("arrow", written::arrow_stream(&batch, None)),
    ] {
        let command = format!("verify ledger --input-format {format}");
        assert_eq!(run(&command, &[("ledger", &file)]), expected, "{format}");
    }
    let lines = written::lines(&rows());
    let said = run("verify ledger --input-format ndjson", &[("ledger", &lines)]);
    assert_eq!(said, run("verify ledger", &[("ledger", &lines)]));
    for (format, reason) in [
        ("parquet", "`ledger` could not be read as Parquet"),
        ("arrow", "`ledger` could not be read as Arrow"),
        ("json", "`ledger` is not JSON"),
    ] {
        let (code, out, err) =
            run(&format!("verify ledger --input-format {format}"), &[("ledger", &csv)]);
        assert_eq!((code, out.as_str()), (2, ""), "{format}");
        assert!(err.contains(reason), "{err}");
    }
}

/// Files that other programs wrote from the sample, by `foreign/write.py`.
#[test]
fn files_of_other_programs_give_what_lines_give() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = fs::read(folder.join("../samples/ledger-with-faults.ndjson")).unwrap();
    let expected = answers(&sample);
    for name in [
        "pyarrow.parquet",
        "pyarrow.feather",
        "pyarrow.arrows",
        "pyarrow.csv",
        "duckdb.parquet",
        "duckdb.csv",
    ] {
        let file = fs::read(folder.join("tests/formats/foreign").join(name)).unwrap();
        assert_eq!(answers(&file), expected, "{name}");
    }
}
