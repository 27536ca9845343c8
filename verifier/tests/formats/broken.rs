//! Files that are cut short, damaged or something else: named, and never a panic.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use arrow_ipc::CompressionType;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ledgers::{batch, rows};
use crate::run;
use crate::written::{self, Types};

const HEADER: &str = "id,type,amount,balanceAfter,createdAt\n";

fn refused(file: &[u8], reason: &str) {
    for command in ["verify ledger", "statement ledger", "usage ledger"] {
        let (code, out, err) = run(command, &[("ledger", file)]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{command}: {err}");
        assert!(err.starts_with("sealquote: `ledger` "), "{command}: {err}");
        assert!(err.contains(reason), "{command}: expected `{reason}`, got {err}");
    }
}

/// The messages of rows that could not be read, by their numbers.
fn bad_rows(file: &[u8]) -> Vec<(u64, String)> {
    let (code, out, err) = run("verify ledger --format json", &[("ledger", file)]);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let bad = report["findings"].as_array().unwrap().iter().filter(|of| of["code"] == "BAD_ROW");
    bad.map(|of| (of["row"].as_u64().unwrap(), of["message"].as_str().unwrap().to_owned()))
        .collect()
}

fn row(number: usize) -> String {
    format!("t{number},add,5,{},2026-03-02T09:00:00Z\n", 5 * number)
}

fn line(number: usize) -> String {
    let row = json!({ "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": 5 * number,
                      "createdAt": "2026-03-02T09:00:00Z" });
    format!("{row}\n")
}

#[test]
fn parquet_by_a_codec_that_is_not_read_says_what_to_do() {
    let plain = written::parquet(&batch(&rows(), Types::Plain), written::codecs()[0]);
    // In the footer (Thrift compact) a column's path is a list of one text, `19 18`, and its codec the field after, `15`.
    for (codec, name) in [(4, "BROTLI"), (3, "LZO")] {
        let mut file = plain.clone();
        let field = b"\x19\x18\x02id\x15\x00";
        let at: Vec<usize> = (0..file.len()).filter(|at| file[*at..].starts_with(field)).collect();
        assert!(!at.is_empty());
        at.iter().for_each(|at| file[at + field.len() - 1] = codec * 2);
        refused(
            &file,
            &format!(
                "is packed by {name}, which is not read here; write it with zstd, snappy or gzip"
            ),
        );
    }
}

#[test]
fn packed_data_that_ends_too_soon() {
    let lines: String = (1..20_000).map(line).collect();
    for (pack, kind) in [(written::gzip as fn(&[u8]) -> Vec<u8>, "gzip"), (written::zstd, "zstd")] {
        let reason = format!("its {kind} data ends too soon; fetch it again, it was cut short");
        for text in [lines.as_bytes(), format!("[{}]", lines.trim().replace('\n', ",")).as_bytes()]
        {
            let packed = pack(text);
            for cut in [5, packed.len() / 2, packed.len() - 3] {
                refused(&packed[..cut], &reason);
            }
        }
        // What could be read is counted, so that the place is known.
        let packed = pack(lines.as_bytes());
        refused(&packed[..packed.len() - 3], "could not be read at row 1");
        let mut damaged = packed.clone();
        let middle = damaged.len() / 2;
        damaged[middle..middle + 64].fill(0xff);
        refused(&damaged, &format!("its {kind} data is damaged"));
    }
    let twice = written::gzip(&written::zstd(lines.as_bytes()));
    refused(&twice, "is packed twice; unpack it once");
}

#[test]
fn tables_that_end_too_soon() {
    let batch = batch(&rows(), Types::Plain);
    let parquet = written::parquet(&batch, written::codecs()[1]);
    let arrow = written::arrow_file(&batch, None);
    let stream = written::arrow_stream(&batch, None);
    for part in [8, 12, 100, 1_000, parquet.len() / 2, parquet.len() - 1] {
        refused(&parquet[..part], "could not be read as Parquet");
    }
    for part in [8, 12, 100, 1_000, arrow.len() / 2, arrow.len() - 1] {
        refused(&arrow[..part], "could not be read as Arrow");
    }
    refused(&stream[..100], "could not be read as Arrow");
    refused(&stream[..stream.len() / 2], "could not be read at row ");
    // A pipe says no less than a file.
    let (code, out, err) = run("verify -", &[("ledger", &parquet[..parquet.len() / 2])]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("`standard input` could not be read as Parquet"), "{err}");
}

/// One byte of a length, found by trying many; the command as it is released has a test of the same.
#[test]
fn a_decoder_that_panics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/foreign");
    let mut file = fs::read(folder.join("pyarrow.feather")).unwrap();
    file[1374] = 0;
    refused(&file, "its columns are damaged; fetch it again");
}

/// Whatever a byte becomes: a length beyond all memory is an error, and never the end of the process.
#[test]
fn one_byte_of_an_arrow_table() {
    let rows: Vec<Value> = rows().into_iter().take(8).collect();
    let (plain, coded) = (batch(&rows, Types::Plain), batch(&rows, Types::Coded));
    for (number, file) in [
        written::arrow_file(&plain, Some(CompressionType::ZSTD)),
        written::arrow_file(&coded, Some(CompressionType::LZ4_FRAME)),
        written::arrow_file(&coded, None),
        written::arrow_stream(&plain, Some(CompressionType::ZSTD)),
        written::arrow_stream(&coded, Some(CompressionType::LZ4_FRAME)),
        written::arrow_stream(&plain, None),
    ]
    .iter()
    .enumerate()
    {
        // Places that have no divisor in common with eight fall on each byte of a length.
        for place in (number..file.len()).step_by(37) {
            let mut damaged = file.clone();
            damaged[place] ^= 0x55;
            let (code, _, err) = run("verify ledger", &[("ledger", &damaged)]);
            assert!(matches!(code, 0..=2), "{number}, byte {place}: {code} {err}");
            assert_eq!(code == 2, err.lines().count() == 1, "{number}, byte {place}: {err}");
        }
    }
}

/// The length that a packed buffer says it unpacks to stands before it, in eight bytes.
#[test]
fn arrow_buffers_that_say_they_unpack_to_more_than_they_can() {
    let table = batch(&rows(), Types::Plain);
    for (codec, begins) in [
        (CompressionType::ZSTD, b"\x28\xb5\x2f\xfd"),
        (CompressionType::LZ4_FRAME, b"\x04\x22\x4d\x18"),
    ] {
        for file in
            [written::arrow_file(&table, Some(codec)), written::arrow_stream(&table, Some(codec))]
        {
            let mut damaged = file.clone();
            let packed = file.windows(4).position(|bytes| bytes == begins).unwrap();
            damaged[packed - 3] = 9;
            refused(&damaged, "could not be read at row 1: ");
            refused(&damaged, "bytes that say they unpack to 9895604");
        }
    }
}

/// Each damaged copy is read, refused or full of findings; whatever it is, nothing panics.
#[test]
fn damaged_tables_never_panic() {
    let rows: Vec<Value> = rows().into_iter().take(60).collect();
    let plain = batch(&rows, Types::Coded);
    let files = [
        written::parquet(&plain, written::codecs()[0]),
        written::parquet(&batch(&rows, Types::Plain), written::codecs()[1]),
        written::arrow_file(&plain, None),
        written::arrow_stream(&plain, None),
    ];
    let folder = TempDir::new().unwrap();
    let mut noise = 20_260_311_u64;
    for (kind, file) in files.iter().enumerate() {
        for number in 0..80 {
            let mut damaged = file.clone();
            for _ in 0..=number % 4 {
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                // The footer, where lengths and places are, gets half of it.
                let place = match number % 2 {
                    0 => noise % file.len() as u64,
                    _ => file.len() as u64 - 1 - noise % (file.len() as u64 / 4),
                };
                damaged[place as usize] = (noise >> 40) as u8;
            }
            let path = folder.path().join(format!("{kind}-{number}"));
            fs::write(&path, &damaged).unwrap();
            let output = Command::new(env!("CARGO_BIN_EXE_sealquote"))
                .args(["verify", "--format", "json"])
                .arg(&path)
                .output()
                .unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            let code = output.status.code();
            assert!(matches!(code, Some(0..=2)), "{}: {code:?} {err}", path.display());
            assert!(!err.contains("panicked"), "{}: {err}", path.display());
            assert_eq!(code == Some(2), err.lines().count() == 1, "{}: {err}", path.display());
        }
    }
}

#[test]
fn records_that_are_no_rows_are_counted() {
    let fields =
        format!("{HEADER}{}t2,add\nt3,add,5,5,2026-03-02T09:00:00Z,more\n{}", row(1), row(2));
    let bad = bad_rows(fields.as_bytes());
    assert_eq!(bad.iter().map(|(row, _)| *row).collect::<Vec<u64>>(), [2, 3]);
    assert!(
        bad[0].1.contains("it has 2 fields, but the header 5; quote texts with"),
        "{}",
        bad[0].1
    );
    assert!(bad[1].1.contains("it has 6 fields, but the header 5"), "{}", bad[1].1);
    let zero = format!("{HEADER}{}t2,add,05,10,2026-03-02T09:00:00Z\n", row(1));
    assert_eq!(bad_rows(zero.as_bytes()).len(), 1);
    for amount in ["five", "2.000", "1'500", "+5", "(15)", "15 credits", "05"] {
        let numbers = format!("{HEADER}{}t2,add,{amount},10,2026-03-02T09:00:00Z\n", row(1));
        let bad = bad_rows(numbers.as_bytes());
        let told = format!("its `amount` is `{amount}`; write a whole number in digits alone");
        assert!(bad[0].0 == 2 && bad[0].1.contains(&told), "{}", bad[0].1);
    }
}

#[test]
fn rows_in_what_is_no_row_are_pointed_out() {
    let other = format!("{{\"data\":[{}]}}\n", line(1).trim());
    let bad = bad_rows(other.as_bytes());
    assert!(bad.len() == 1 && bad[0].1.contains("it is no row, but has some in `data`"), "{bad:?}");
}

#[test]
fn text_that_is_not_utf_8_costs_one_row() {
    let mut csv = format!("{HEADER}{}", row(1)).into_bytes();
    csv.extend(b"t\xff,add,5,10,2026-03-02T09:00:00Z\n");
    // Two fields whose bytes would be a character together.
    csv.extend(b"t\xc3,\xa9add,5,10,2026-03-02T09:00:00Z\n");
    csv.extend(row(2).bytes());
    for file in [csv.clone(), written::gzip(&csv)] {
        let bad = bad_rows(&file);
        assert_eq!(bad.iter().map(|(row, _)| *row).collect::<Vec<u64>>(), [2, 3]);
        assert!(bad[0].1.contains("its `id` is not UTF-8; export it as UTF-8"), "{}", bad[0].1);
    }
    // The same where all other bytes are text: the fields together are, each is not.
    let mut straddling = HEADER.as_bytes().to_vec();
    straddling.extend(b"t\xc3,\xa9add,5,5,2026-03-02T09:00:00Z\n");
    straddling.extend(row(1).bytes());
    let bad = bad_rows(&straddling);
    assert!(bad.len() == 1 && bad[0].1.contains("its `id` is not UTF-8"), "{bad:?}");
    let utf_16: Vec<u8> = b"\xff\xfei\0d\0".to_vec();
    refused(&utf_16, "is UTF-16 text; save it as UTF-8");
}

#[test]
fn files_with_another_header_in_them() {
    let again = format!("{HEADER}{}{HEADER}{}", row(1), row(2));
    let bad = bad_rows(again.as_bytes());
    assert!(
        bad.len() == 1 && bad[0].0 == 2 && bad[0].1.contains("it is the header again"),
        "{bad:?}"
    );
    let other = format!("{HEADER}{}type,id,amount,balanceAfter,createdAt\n{}", row(1), row(2));
    refused(
        other.as_bytes(),
        "could not be read at row 2: it is another header, with other columns",
    );
    let (one, other) = (batch(&rows(), Types::Plain), batch(&rows(), Types::Texts));
    let clash = [written::arrow_stream(&one, None), written::arrow_stream(&other, None)].concat();
    refused(&clash, "another stream with other columns follows; give each in a file of its own");
    // Streams of one kind are one.
    let alike = [written::arrow_stream(&one, None), written::arrow_stream(&one, None)].concat();
    let (_, out, _) = run("verify ledger", &[("ledger", &alike)]);
    assert!(out.starts_with(&format!("{} rows, ", 2 * rows().len())), "{out}");
}

#[test]
fn bytes_that_are_no_text_are_no_header() {
    refused(b"PA\x01,id,type\x15,amount\n\x00,\x01\n", "is not JSON");
    refused(b"PK\x03\x04rest", "is a zip archive or a spreadsheet; export it as CSV");
    refused(
        b"<html><body>Sign in</body></html>\n",
        "is not JSON; give pages, arrays or lines of it, CSV that begins with its header",
    );
}

#[test]
fn records_that_are_cut_short() {
    let whole = format!("{HEADER}{}{}", row(1), row(2));
    refused(&whole.as_bytes()[..whole.len() - 8], "ends in the middle of row 2; fetch it again");
    refused(&whole.as_bytes()[..whole.len() - 30], "ends in the middle of row 2; fetch it again");
    // A quote that nothing closes swallows all that follows, be it as many fields as the header has.
    for opened in ["t2,add,5,10,\"2026", "t2,\"add"] {
        let swallowed = format!("{HEADER}{}{opened}\n{}", row(1), row(2));
        refused(swallowed.as_bytes(), "ends in the middle of row 2; fetch it again");
    }
    let described = format!(
        "{},note\n{}t2,add,5,10,2026-03-02T09:00:00Z,\"a\n{}",
        HEADER.trim(),
        row(1).trim().to_owned() + ",\n",
        row(2)
    );
    refused(described.as_bytes(), "ends in the middle of row 2; fetch it again");
    refused(&whole.as_bytes()[..20], "has no column `balanceAfter`, `createdAt`; its columns are");
}

#[test]
fn files_with_nothing_in_them() {
    for file in ["", "\n\n"] {
        let (code, out, _) = run("verify ledger", &[("ledger", file.as_bytes())]);
        assert_eq!((code, out.starts_with("0 rows, 0 wallets, ")), (0, true), "{out}");
        assert!(out.ends_with("No row was there to check; was it the right file?\n"), "{out}");
    }
    let empty = batch(&rows(), Types::Plain).slice(0, 0);
    for file in [
        HEADER.as_bytes().to_vec(),
        written::parquet(&empty, written::codecs()[1]),
        written::arrow_file(&empty, None),
        written::gzip(b""),
        written::zstd(b""),
    ] {
        let (code, out, _) = run("verify ledger", &[("ledger", &file)]);
        assert_eq!((code, out.starts_with("0 rows, 0 wallets, ")), (0, true), "{out}");
    }
    for (format, reason) in [
        ("csv", "`ledger` is empty"),
        ("parquet", "`ledger` could not be read as Parquet"),
        ("arrow", "`ledger` could not be read as Arrow"),
    ] {
        let (code, _, err) =
            run(&format!("verify ledger --input-format {format}"), &[("ledger", b"")]);
        assert_eq!(code, 2);
        assert!(err.contains(reason), "{err}");
    }
}

/// Runs `verify` on a text with a long one in between. Answers the exit code, the report and, where the system tells
/// it, the peak of memory in KB.
fn verify_long(before: &str, long_bytes: usize, after: &str) -> (i32, String, Option<u64>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealquote"))
        .args(["verify", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let chunk = "x".repeat(1 << 20);
    input.write_all(before.as_bytes()).unwrap();
    (0..long_bytes >> 20).for_each(|_| input.write_all(chunk.as_bytes()).unwrap());
    input.write_all(after.as_bytes()).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.map(|peak| peak.trim().trim_end_matches(" kB").parse().unwrap());
    drop(input);
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), peak)
}

#[test]
fn a_line_without_an_end_costs_one_row_and_little_memory() {
    let long = 256 << 20;
    let lines = (format!("{}{{\"id\":\"", line(1)), format!("\"}}\n{}", line(2)));
    let first = (String::from("{\"id\":\""), format!("\"}}\n{}{}", line(1), line(2)));
    let csv = (format!("{HEADER}{}t,add,5,10,", row(1)), format!("\n{}", row(2)));
    let quoted = (format!("{HEADER}{}t,add,5,10,\"", row(1)), format!("\"\n{}", row(2)));
    for (number, (before, after)) in [lines, first, csv, quoted].into_iter().enumerate() {
        let (code, out, peak) = verify_long(&before, long, &after);
        assert_eq!(code, 1, "{out}");
        assert!(out.starts_with("3 rows, 1 wallet, "), "{number}: {out}");
        assert!(
            out.contains("BAD_ROW") && out.contains("it is longer than 16 MB"),
            "{number}: {out}"
        );
        assert!(peak.is_none_or(|peak| peak < 128 << 10), "{number}: {peak:?} KB");
    }
}
