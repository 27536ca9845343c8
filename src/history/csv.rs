//! Exports for spreadsheets.

use super::Transaction;
use super::transaction::name_of;
use crate::message::message;

/// The keys of an item, which head the columns.
const COLUMNS: &str = "id,type,amount,balanceAfter,reason,description,documentId,signatureMethod,source,\
                       createdAt";

/// The rows as CSV (RFC 4180): a header, lines ended by CRLF, texts quoted where they must be.
///
/// Columns are the keys of an item, with `walletId` when a row has one; what a row does not have is
/// empty. A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP
/// advises (CSV Injection): one that begins with `=`, `+`, `-`, `@`, a tab, CR or LF, or with the full-width form
/// of one of the four. One that begins so after apostrophes gets one more, so that dropping one gives
/// every text back. Amounts are numbers and stay numbers, negative ones too.
///
/// ```
/// use sealquote::{history::{self, Transaction}, json};
/// let rows = r#"[{"id":"t1","type":"consume","amount":-1,"balanceAfter":499,"description":"=1+1, \"x\"","createdAt":"2026-03-11T10:30:00Z"}]"#;
/// let rows = Transaction::list_from_value(&json::parse(rows)?).unwrap();
/// let csv = history::to_csv(&rows);
/// assert_eq!(csv.lines().nth(1), Some(r#"t1,consume,-1,499,,"'=1+1, ""x""",,,,2026-03-11T10:30:00Z"#));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[must_use]
pub fn to_csv(rows: &[Transaction]) -> String {
    let wallets = rows.iter().any(|row| row.row().wallet_id.is_some());
    let mut csv = String::from(COLUMNS);
    csv.push_str(if wallets { ",walletId\r\n" } else { "\r\n" });
    for transaction in rows {
        let row = transaction.row();
        push_text(row.id, &mut csv);
        csv.push(',');
        csv.push_str(name_of(row.kind));
        for amount in [row.amount, row.balance_after] {
            csv.push(',');
            csv.push_str(&message![amount]);
        }
        for text in transaction.texts().into_iter().chain(wallets.then_some(row.wallet_id)) {
            csv.push(',');
            push_text(text.unwrap_or_default(), &mut csv);
        }
        csv.push_str("\r\n");
    }
    csv
}

/// What a spreadsheet would take for the beginning of a formula.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet would take a text for a formula, were it not for apostrophes before it.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text that a field of [`to_csv`] holds: without the one apostrophe that keeps a spreadsheet from taking it for
/// a formula. Any other text is what it is.
///
/// ```
/// use sealquote::history::unguarded;
/// assert_eq!(unguarded("'=1+1"), "=1+1");
/// assert_eq!(unguarded("''-x"), "'-x");
/// assert_eq!(unguarded("'tis"), "'tis");
/// ```
#[must_use]
pub fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(field)
}

/// A text with an apostrophe before it if a spreadsheet would take it for a formula, as [`to_csv`] writes it; it is not
/// quoted.
///
/// ```
/// use sealquote::history::guarded;
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(guarded("'tis"), "'tis");
/// ```
#[must_use]
pub fn guarded(text: &str) -> String {
    let mark = if is_formula(text) { "'" } else { "" };
    message![mark, text]
}

/// Adds a text as a field: quoted where it must be, and no formula.
pub(crate) fn push_text(text: &str, csv: &mut String) {
    // A semicolon or a tab parts the fields where spreadsheets are set so.
    let quoted = text.contains([',', '"', '\r', '\n', ';', '\t']);
    if quoted {
        csv.push('"');
    }
    if is_formula(text) {
        csv.push('\'');
    }
    if quoted {
        csv.push_str(&text.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(text);
    }
}
