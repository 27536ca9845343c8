//! How columns are found, and what they may hold.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, NullArray,
    RecordBatch, StringArray, TimestampSecondArray, UInt64Array,
};
use serde_json::{Value, json};

use crate::run;
use crate::written::{arrow_stream, codecs, coded_by_bytes, parquet};

const PLAIN: &str = "\
id,type,amount,balanceAfter,createdAt,documentId
t1,add,500,500,2026-03-02T09:00:00Z,
t2,consume,1,499,2026-03-02T09:01:00Z,d
";

fn verify(arguments: &str, file: &[u8]) -> (i32, String, String) {
    run(format!("verify ledger {arguments}").trim_end(), &[("ledger", file)])
}

#[test]
fn names_are_equal_without_case_spaces_and_signs() {
    let plain = verify("", PLAIN.as_bytes());
    assert_eq!(
        (plain.0, plain.1.starts_with("2 rows, 1 wallet, 1 envelope\n")),
        (0, true),
        "{plain:?}"
    );
    for header in [
        "ID,Type,Amount,Balance After,Created At,Document ID",
        "id,type,amount,balance_after,created_at,envelope_id",
        "\"Id\",\"TYPE\",\"amount\",\"balance-after\",\"createdat\",\"documentid\"",
    ] {
        let file = PLAIN.replacen(PLAIN.lines().next().unwrap(), header, 1);
        assert_eq!(verify("", file.as_bytes()), plain, "{header}");
    }
}

/// Excel writes a line before the header that says what parts the fields; a tab may be said as well.
#[test]
fn a_first_line_may_say_what_parts_the_fields() {
    for (delimiter, end) in [(';', "\r\n"), (',', "\n"), ('\t', "\n"), ('^', "\n")] {
        let line = |fields: [&str; 5]| fields.join(&String::from(delimiter)) + end;
        let rows = [
            line(["id", "type", "amount", "balanceAfter", "createdAt"]),
            line(["t1", "add", "5", "5", "2026-03-02T09:00:00Z"]),
            line(["t2", "add", "five", "10", "2026-03-02T09:01:00Z"]),
        ];
        let file = format!("sep={delimiter}{end}{}", rows.concat());
        let (code, report, err) = verify("--format json", file.as_bytes());
        assert_eq!((code, err.as_str()), (1, ""), "{report}");
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["summary"]["rows"], 2);
        assert_eq!(
            (&report["findings"][0]["code"], &report["findings"][0]["row"]),
            (&json!("BAD_ROW"), &json!(2))
        );
        let (_, sarif, _) = verify("--format sarif", file.as_bytes());
        let sarif: Value = serde_json::from_str(&sarif).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], 4);
    }
}

#[test]
fn columns_are_what_the_user_says() {
    let plain = verify("", PLAIN.as_bytes());
    let header = "ref,kind,credits,saldo,at,type";
    let file = PLAIN.replacen(PLAIN.lines().next().unwrap(), header, 1);
    let given = "--column id=ref --column type=kind --column amount=credits --column balanceAfter=saldo \
                 --column createdAt=at --column documentId=type";
    assert_eq!(verify(given, file.as_bytes()), plain);
    for (given, reason) in [
        (
            "",
            "has no column `id`, `amount`, `balanceAfter`, `createdAt`; its columns are `ref`, `kind`",
        ),
        ("", "say which one it is with `--column id=THEIRS`"),
        ("--column id=name", "has no column `name` to hold `id`; its columns are `ref`"),
        ("--column key=ref", "`key` in `--column` is no field; name one of `id`, `type`, `amount`"),
        ("--column id", "write it like `amount=credits`"),
    ] {
        let (code, out, err) = verify(given, file.as_bytes());
        assert_eq!((code, out.as_str()), (2, ""), "{given}");
        assert!(err.contains(reason), "{given}: {err}");
    }
    let (code, _, err) = verify("--column id=ref", br#"{"id":"a"}"#);
    assert_eq!(code, 2);
    assert!(err.contains("`ledger` is JSON, which has no columns; leave out `--column`"), "{err}");
}

#[test]
fn two_columns_for_one_field_are_a_clash() {
    for (names, listed) in [("id,id", "`id`, `id`"), ("Id,ID", "`Id`, `ID`")] {
        let file = PLAIN.replacen("id,", &format!("{names},"), 1);
        let (code, _, err) = verify("", file.as_bytes());
        assert_eq!(code, 2);
        let reason = format!("`ledger` has 2 columns for `id`: {listed}; leave one out, or say");
        assert!(err.contains(&reason), "{err}");
    }
    // An equal name comes before one that is merely alike.
    let file = PLAIN.replace("documentId", "ID");
    assert_eq!(verify("", file.as_bytes()).0, 1);
}

/// A table of the sample's first rows, with one column instead.
fn with(name: &str, array: ArrayRef) -> RecordBatch {
    let texts = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
    let numbers = |numbers: [i64; 2]| Arc::new(Int64Array::from(numbers.to_vec())) as ArrayRef;
    let columns = [
        ("id", texts(["t1", "t2"])),
        ("type", coded_by_bytes(&["add", "consume"])),
        ("amount", numbers([500, 1])),
        ("balanceAfter", numbers([500, 499])),
        ("createdAt", texts(["2026-03-02T09:00:00Z", "2026-03-02T09:01:00Z"])),
        ("documentId", texts(["", "d"])),
    ];
    let columns =
        columns.map(|(own, column)| (own, if own == name { array.clone() } else { column }, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn findings(batch: &RecordBatch) -> Vec<Value> {
    let answers = [parquet(batch, codecs()[1]), arrow_stream(batch, None)]
        .map(|file| verify("--format json", &file).1);
    assert_eq!(answers[0], answers[1]);
    let report: Value = serde_json::from_str(&answers[0]).unwrap();
    report["findings"].as_array().unwrap().clone()
}

#[test]
fn numbers_are_whole_or_a_bad_row() {
    let cases: [(ArrayRef, &str); 6] = [
        (Arc::new(Float64Array::from(vec![500.0, 1.5])), "`1.5` is not a whole number"),
        (Arc::new(Float64Array::from(vec![500.0, f64::NAN])), "`NaN` is not a whole number"),
        (Arc::new(UInt64Array::from(vec![500, u64::MAX])), "`18446744073709551615` is beyond"),
        (Arc::new(Int64Array::from(vec![500, 1 << 53])), "`9007199254740992` is beyond"),
        (Arc::new(StringArray::from(vec!["500", "1,5"])), "expected a number of credits"),
        (Arc::new(Int64Array::from(vec![Some(500), None])), "`amount` is missing"),
    ];
    for (array, reason) in cases {
        let kind = array.data_type().clone();
        let findings = findings(&with("amount", array));
        let (finding, message) = (&findings[0], findings[0]["message"].as_str().unwrap());
        assert_eq!((&finding["code"], &finding["row"]), (&"BAD_ROW".into(), &2.into()), "{kind}");
        assert!(message.contains(reason), "{kind}: {message}");
    }
}

#[test]
fn bytes_are_texts_or_a_bad_row() {
    let bytes: [&[u8]; 2] = [b"t1", b"t\xff"];
    let found = findings(&with("id", Arc::new(BinaryArray::from(bytes.to_vec()))));
    let message = found[0]["message"].as_str().unwrap();
    assert_eq!((&found[0]["code"], &found[0]["row"]), (&"BAD_ROW".into(), &2.into()));
    assert!(message.contains("its `id` is not UTF-8; export it as UTF-8"), "{message}");
}

#[test]
fn instants_are_within_the_calendar_or_a_bad_row() {
    let seconds = TimestampSecondArray::from(vec![1_772_442_000, 253_402_300_800]);
    let found = findings(&with("createdAt", Arc::new(seconds)));
    let message = found[0]["message"].as_str().unwrap();
    assert_eq!((&found[0]["code"], &found[0]["row"]), (&"BAD_ROW".into(), &2.into()));
    assert!(message.contains("outside of the years 0 to 9999` is not an instant"), "{message}");
}

#[test]
fn ids_may_be_numbers_and_columns_may_be_all_null() {
    assert!(findings(&with("id", Arc::new(Int64Array::from(vec![1, 2])))).is_empty());
    let nulls: [ArrayRef; 2] =
        [Arc::new(NullArray::new(2)), Arc::new(StringArray::from(vec![None::<&str>, None]))];
    let [untyped, texts] = nulls.map(|array| findings(&with("documentId", array)));
    assert_eq!(untyped, texts);
    let found = findings(&with("id", Arc::new(Int64Array::from(vec![7, 7]))));
    assert_eq!((&found[0]["code"], &found[0]["id"]), (&"DUPLICATE_ID".into(), &"7".into()));
}

#[test]
fn columns_of_other_types_are_named() {
    let cases: [(&str, ArrayRef, &str); 4] = [
        ("createdAt", Arc::new(Int64Array::from(vec![1, 2])), "give timestamps, or texts like"),
        ("createdAt", Arc::new(Date32Array::from(vec![1, 2])), "`createdAt`, which cannot be read"),
        ("amount", Arc::new(BooleanArray::from(vec![true, true])), "give whole numbers, decimals"),
        ("id", Arc::new(Float64Array::from(vec![1.0, 2.0])), "give texts or whole numbers"),
    ];
    for (name, array, reason) in cases {
        let batch = with(name, array);
        for file in [parquet(&batch, codecs()[1]), arrow_stream(&batch, None)] {
            let (code, out, err) = verify("", &file);
            assert_eq!((code, out.as_str()), (2, ""), "{name}");
            assert!(err.contains("`ledger` has ") && err.contains(reason), "{err}");
        }
    }
}

/// Apostrophes that keep a spreadsheet from computing are no part of the text.
#[test]
fn our_own_export_is_read_back() {
    let rows = r#"[{"id":"-1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z","walletId":"=w"},
                   {"id":"'-1","type":"consume","amount":-1,"balanceAfter":5,"createdAt":"2026-03-02T09:01:00Z","walletId":"=w","documentId":"@\n"}]"#;
    let read = sealquote::json::parse(rows).unwrap();
    let read = sealquote::history::Transaction::list_from_value(&read).unwrap();
    let csv = sealquote::history::to_csv(&read);
    assert!(csv.contains("'-1,") && csv.contains("''-1,") && csv.contains("'=w"), "{csv}");
    let expected = verify("--format json", rows.as_bytes());
    assert_eq!(expected.0, 1);
    assert_eq!(verify("--format json", csv.as_bytes()), expected);
}
