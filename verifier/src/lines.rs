//! Reading one row a line: a thread of its own reads blocks and finds the fields in them, so that the
//! check, which has to go row by row, does nothing else.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use memchr::{memchr_iter, memrchr};
use sealquote::json;
use sealquote::ledger::{Transaction, Verifier};

use crate::Unreadable;
use crate::block::{Block, Span};
use crate::listing::{Lines, MAX_LINE_BYTES, cannot_read};
use crate::scan::Scanner;

/// How much is read at once.
const BLOCK_BYTES: usize = 1 << 20;
/// How many rows are checked at once.
const ROWS_AT_ONCE: usize = 128;
/// How many blocks may wait to be checked.
const BLOCKS_AHEAD: usize = 2;

type Sender = SyncSender<Result<Block, Unreadable>>;

/// Checks every row of a file of lines.
pub(crate) fn verify(lines: Lines, verifier: &mut Verifier<'_>) -> Result<(), Unreadable> {
    let listing = verifier.begin(&lines.name);
    let (send, receive) = sync_channel(BLOCKS_AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || read_blocks(lines, &send));
        check_blocks(listing, &receive, verifier)
    })
}

fn check_blocks(
    listing: u32,
    receive: &Receiver<Result<Block, Unreadable>>,
    verifier: &mut Verifier<'_>,
) -> Result<(), Unreadable> {
    let mut number = 0_u64;
    for block in receive {
        let block = block?;
        let mut rows = Vec::with_capacity(ROWS_AT_ONCE);
        for line in block.lines() {
            number = number.saturating_add(1);
            match line {
                Ok(row) => rows.push((number, row)),
                Err(reason) => {
                    verifier.push_all(listing, &rows);
                    rows.clear();
                    verifier.push_bad(listing, number, None, reason);
                }
            }
            if rows.len() == ROWS_AT_ONCE {
                verifier.push_all(listing, &rows);
                rows.clear();
            }
        }
        verifier.push_all(listing, &rows);
    }
    Ok(())
}

fn read_blocks(lines: Lines, send: &Sender) {
    let mut reader = Reader { name: lines.name, scanner: Scanner::default(), rows: 0 };
    if let Err(reason) = reader.read(lines.head, lines.rest, send) {
        // A closed channel means that the check has given up for another reason.
        let _ = send.send(Err(reason));
    }
}

struct Reader {
    name: String,
    scanner: Scanner,
    rows: u64,
}

impl Reader {
    fn read(
        &mut self,
        head: Vec<u8>,
        mut rest: Box<dyn Read + Send>,
        send: &Sender,
    ) -> Result<(), Unreadable> {
        let mut bytes = head;
        loop {
            let room = BLOCK_BYTES.max(bytes.len().saturating_mul(2)).saturating_sub(bytes.len());
            bytes.reserve(room);
            let some = rest.by_ref().take(u64::try_from(room).unwrap_or(u64::MAX));
            let read = { some }.read_to_end(&mut bytes);
            let ended = read.map_err(|error| cannot_read(&self.name, &error))? == 0;
            let cut = memrchr(b'\n', &bytes).map_or(0, |at| at.saturating_add(1));
            let left = bytes.split_off(if ended { bytes.len() } else { cut });
            if !bytes.is_empty() && send.send(self.scan(bytes, ended)).is_err() {
                return Ok(());
            }
            if ended {
                return Ok(());
            }
            self.check_length(left.len())?;
            bytes = left;
        }
    }

    fn check_length(&self, line_bytes: usize) -> Result<(), Unreadable> {
        if line_bytes <= MAX_LINE_BYTES {
            return Ok(());
        }
        let (name, limit) = (&self.name, MAX_LINE_BYTES >> 20);
        Err(Unreadable::new(format!(
            "`{name}` has a line beyond {limit} MB; that is no ledger row"
        )))
    }

    fn scan(&mut self, bytes: Vec<u8>, last: bool) -> Result<Block, Unreadable> {
        // Text as a whole, or else line by line, so that one bad byte costs one row.
        let text = String::from_utf8(bytes);
        let (bytes, whole) = match &text {
            Ok(text) => (text.as_bytes(), Some(text.as_str())),
            Err(error) => (error.as_bytes(), None),
        };
        let mut block = Block::with_capacity(bytes.len() / 200);
        let unended = (bytes.last() != Some(&b'\n')).then_some(bytes.len());
        let mut from = 0;
        for end in memchr_iter(b'\n', bytes).chain(unended) {
            let line = Span { from, end };
            from = end.saturating_add(1);
            if line.of(bytes).iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.rows = self.rows.saturating_add(1);
            self.check_length(line.of(bytes).len())?;
            if let Some(row) = whole.and_then(|text| self.scanner.scan(line.of_text(text))) {
                block.push_row(&row, whole.unwrap_or_default());
                continue;
            }
            match read_line(line.of(bytes)) {
                Ok(transaction) => block.push_transaction(transaction),
                Err(_) if last && Some(end) == unended && is_cut_short(line.of(bytes)) => {
                    return Err(Unreadable::new(format!(
                        "`{}` ends in the middle of row {}; fetch it again, it was cut short",
                        self.name, self.rows
                    )));
                }
                Err(reason) => block.push_bad(reason),
            }
        }
        block.text = text.unwrap_or_default();
        Ok(block)
    }
}

/// The general way to read a row.
fn read_line(line: &[u8]) -> Result<Transaction, String> {
    let line = str::from_utf8(line).map_err(|error| {
        format!("it is not UTF-8 after byte {}; export it as UTF-8", error.valid_up_to())
    })?;
    let read = json::parse(line).and_then(|value| Transaction::from_value(&value));
    read.map_err(|error| error.to_string())
}

/// Whether a line without an end is the beginning of a row.
fn is_cut_short(line: &[u8]) -> bool {
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
            let transaction = read_line(line.as_bytes()).unwrap();
            let scanned: Row<'_> = scanner.scan(line).unwrap();
            assert_eq!(scanned, transaction.row(), "{line}");
        }
        for line in refused {
            assert_eq!(scanner.scan(line), None, "{line}");
        }
    }
}
