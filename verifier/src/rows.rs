//! The rows of a file, from its lines and cells.

use memchr::memchr_iter;
use sealquote::json::{self, Value};
use sealquote::ledger::{Row, Transaction};

use crate::chunks::{Fault, MAX_LINE_BYTES, TOO_LONG};
use crate::formats::{Fields, RowCells, Unusual};
use crate::scan::{Field, Scanner, Values};

/// How many rows of columns are taken together.
const ROWS_AT_ONCE: usize = 64;

/// What a line turned out to be.
pub(crate) enum Line<'a> {
    /// A row, and where it was caused.
    Scanned(Row<'a>, Option<&'a str>),
    /// One that had to be read the general way.
    Read(Transaction, Option<String>),
    /// None, for a reason.
    Bad(Bad),
    /// Nothing, which is no row and counts as none.
    Blank,
}

/// What cannot be read as a row.
#[derive(Debug)]
pub(crate) struct Bad {
    /// The id that it has all the same.
    pub(crate) id: Option<String>,
    pub(crate) reason: String,
}

/// Gives every line to `take`. The chunk is `text` as a whole, or else read line by
/// line, so that one bad byte costs one row.
pub(crate) fn each_line<'a>(
    bytes: &'a [u8],
    text: Option<&'a str>,
    last: bool,
    scanner: &mut Scanner,
    mut take: impl FnMut(Line<'a>),
) -> Result<(), Fault> {
    if let Some(text) = text {
        scanner.begin(text);
    }
    each_line_at(bytes, last, |from, end, unended| {
        take(match text.and_then(|text| scanner.scan(text, from, end)) {
            Some((row, source)) => Line::Scanned(row, source),
            None => {
                let line = bytes.get(from..end).unwrap_or_default();
                match read_line(line) {
                    _ if line.iter().all(u8::is_ascii_whitespace) => Line::Blank,
                    Ok((transaction, source)) => Line::Read(transaction, source),
                    Err(_) if unended && is_cut_short(line) => return Err(Fault::CutShort),
                    Err(bad) => Line::Bad(bad),
                }
            }
        });
        Ok(())
    })
}

/// Gives where each line begins and ends to `take`, and whether it is the last of the file and has no end.
fn each_line_at(
    bytes: &[u8],
    last: bool,
    mut take: impl FnMut(usize, usize, bool) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let unended = (bytes.last() != Some(&b'\n')).then_some(bytes.len());
    let mut from = 0;
    for end in memchr_iter(b'\n', bytes).chain(unended) {
        take(from, end, last && Some(end) == unended)?;
        from = end.saturating_add(1);
    }
    Ok(())
}

/// Gives every line that is not blank to `take`: its bytes, its text as far as the chunk is one, and whether it
/// is the last of the file and has no end.
pub(crate) fn each_text_line<'a>(
    bytes: &'a [u8],
    text: Option<&'a str>,
    last: bool,
    mut take: impl FnMut(&'a [u8], Option<&'a str>, bool) -> Result<(), Fault>,
) -> Result<(), Fault> {
    each_line_at(bytes, last, |from, end, unended| {
        let line = bytes.get(from..end).unwrap_or_default();
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        take(line, text.and_then(|text| text.get(from..end)), unended)
    })
}

/// The general way to read a row.
pub(crate) fn read_line(line: &[u8]) -> Result<(Transaction, Option<String>), Bad> {
    let parse = |text: &str| json::parse(text).map_err(|error| error.to_string());
    let value = line_text(line).and_then(parse).map_err(|reason| Bad { id: None, reason })?;
    let transaction = Transaction::from_value(&value).map_err(|error| Bad {
        id: id_of(&value).map(str::to_owned),
        reason: rows_inside(&value).unwrap_or(error.to_string()),
    })?;
    Ok((transaction, source_of(&value).map(str::to_owned)))
}

/// The id of what may be no row.
pub(crate) fn id_of(row: &Value) -> Option<&str> {
    match row.get("id") {
        Some(Value::String(id)) => Some(id),
        _ => None,
    }
}

/// Where rows are in what was taken for one, if there are any.
fn rows_inside(value: &Value) -> Option<String> {
    let Value::Object(entries) = value else { return None };
    let (key, _) = entries.iter().find(|(_, value)| {
        matches!(value, Value::Array(rows) if matches!(rows.as_slice(), [Value::Object(_), ..]))
    })?;
    let no_row = value.get("id").is_none();
    no_row.then(|| {
        format!("it is no row, but has some in `{key}`; give these by themselves, or as `items` of a page")
    })
}

/// The text of a line that can be a row.
pub(crate) fn line_text(line: &[u8]) -> Result<&str, String> {
    if line.len() > MAX_LINE_BYTES {
        return Err(TOO_LONG.into());
    }
    str::from_utf8(line).map_err(|error| {
        format!("it is not UTF-8 after byte {}; export it as UTF-8", error.valid_up_to())
    })
}

/// Gives every row that cells make to `take`, as lines of JSON with the same values would be read.
pub(crate) fn each_row<'a>(
    fields: &'a Fields<'a, Field>,
    mut take: impl FnMut(Line<'a>),
) -> Result<(), Fault> {
    let told = |row, scanned| match scanned {
        Some((row, source)) => Ok(Line::Scanned(row, source)),
        None => read_cells(row),
    };
    if !fields.are_columns() {
        return fields.rows().try_for_each(|row| told(row, scan_cells(row)).map(&mut take));
    }
    let mut values: Vec<Option<Values<'a>>> = Vec::with_capacity(ROWS_AT_ONCE);
    for from in (0..fields.count()).step_by(ROWS_AT_ONCE) {
        let rows = from..fields.count().min(from.saturating_add(ROWS_AT_ONCE));
        values.resize_with(rows.len(), || Some(Values::default()));
        fields.each_of_columns(rows.clone(), |row, field, value| {
            let Some(known) = values.get_mut(row.wrapping_sub(from)) else { return };
            let both = known.as_mut().zip(value);
            if both.and_then(|(known, value)| known.take(field, value)).is_none() {
                *known = None;
            }
        });
        for (row, values) in rows.zip(values.drain(..)) {
            take(told(fields.row(row), values.and_then(Values::finish))?);
        }
    }
    Ok(())
}

/// The row that cells make, unless it has to be read the general way.
fn scan_cells(cells: RowCells<'_, Field>) -> Option<(Row<'_>, Option<&str>)> {
    let mut values = Values::default();
    cells.each(|field, value| values.take(field, value))?;
    values.finish()
}

/// The row that cells make, read the general way.
fn read_cells(cells: RowCells<'_, Field>) -> Result<Line<'_>, Fault> {
    let read = match cells.unusual()? {
        Unusual::Bad(reason) => Err(reason),
        Unusual::Object(value) => match Transaction::from_value(&value) {
            Ok(row) => return Ok(Line::Read(row, source_of(&value).map(str::to_owned))),
            Err(error) => Err(error.to_string()),
        },
    };
    read.or_else(|reason| {
        if cells.is_unended() {
            return Err(Fault::CutShort);
        }
        Ok(Line::Bad(Bad { id: cells.text(|field| *field == Field::Id), reason }))
    })
}

/// Where a row was caused, if it says so.
pub(crate) fn source_of(row: &Value) -> Option<&str> {
    match row.get("source") {
        Some(Value::String(source)) => Some(source.as_str()).filter(|source| !source.is_empty()),
        _ => None,
    }
}

/// Whether a line without an end is the beginning of a row.
pub(crate) fn is_cut_short(line: &[u8]) -> bool {
    if line.len() > MAX_LINE_BYTES {
        return false;
    }
    let read: Result<serde_json::Value, _> = serde_json::from_slice(line);
    read.is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use sealquote::ledger::Row;

    use super::{Scanner, read_line};

    /// The scanner and the general reader agree on every line that the scanner takes.
    #[test]
    fn scanner_agrees_with_the_general_reader() {
        let lines = [
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#" { "id" : "a" , "type":"consume","amount":-5,"balanceAfter":-5,"documentId":null,"envelopeId":"e","createdAt":"2026-03-02T09:00:00.5+01:00" } "#,
            r#"{"id":"a","type":"refund","amount":0,"balanceAfter":9007199254740991,"documentId":"","walletId":"w","signatureMethod":"dsc","other":17,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"source":"api","createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"source":7,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"source":"","createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"type":"add","id":"z","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
        ];
        let refused = [
            r#"{"id":"\u0061","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5.0,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":05,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":-05,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":9007199254740992,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-02-30T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"tags":[],"createdAt":"2026-03-02T09:00:00Z"}"#,
            r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"} x"#,
            r#"{"id":"a"}"#,
            "{}",
            "",
        ];
        let mut scanner = Scanner::default();
        for line in lines {
            let (transaction, source) = read_line(line.as_bytes()).unwrap();
            let expected = (transaction.row(), source.as_deref());
            // Alone, after a line that looks the same, and with that what comes after it does no harm.
            for (before, after) in [("", ""), (line, line), (line, r#"{"id":"a"}"#)] {
                let text = format!("{before}\n{line}\n{after}");
                let (mid, end) = (before.len() + 1, before.len() + 1 + line.len());
                scanner.begin(&text);
                let _ = scanner.scan(&text, 0, before.len());
                let scanned: (Row<'_>, Option<&str>) = scanner.scan(&text, mid, end).unwrap();
                assert_eq!(scanned, expected, "{text}");
            }
        }
        for line in refused {
            for after in ["", lines[0]] {
                let text = format!("{}\n{line}\n{after}", lines[0]);
                let (mid, end) = (lines[0].len() + 1, lines[0].len() + 1 + line.len());
                scanner.begin(&text);
                assert!(scanner.scan(&text, 0, lines[0].len()).is_some());
                assert_eq!(scanner.scan(&text, mid, end), None, "{text}");
            }
        }
    }
}
