//! Reading one row a line, in blocks, on a thread of its own.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use memchr::{memchr_iter, memrchr};
use sealquote::json;
use sealquote::ledger::{Row, Transaction, Verifier};

use crate::Unreadable;
use crate::listing::{Lines, MAX_LINE_BYTES, cannot_read};
use crate::scan::scan;

/// How much is read at once.
const BLOCK_BYTES: usize = 1 << 20;
/// How many blocks may wait to be checked.
const BLOCKS_AHEAD: usize = 3;

/// Whole lines, in the order of the file.
type Block = Result<Vec<u8>, Unreadable>;

/// Checks every row of a file of lines.
pub(crate) fn verify(lines: Lines, verifier: &mut Verifier<'_>) -> Result<(), Unreadable> {
    let listing = verifier.begin(&lines.name);
    let name = lines.name.clone();
    let (send, receive) = sync_channel::<Block>(BLOCKS_AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || read_blocks(lines, &send));
        check_blocks(&name, listing, &receive, verifier)
    })
}

fn read_blocks(lines: Lines, send: &SyncSender<Block>) {
    let Lines { name, head: mut block, mut rest } = lines;
    loop {
        let from = block.len();
        let room = BLOCK_BYTES.max(from.saturating_mul(2)).saturating_sub(from);
        let read =
            rest.by_ref().take(u64::try_from(room).unwrap_or(u64::MAX)).read_to_end(&mut block);
        let ended = match read {
            Ok(count) => count == 0,
            Err(error) => {
                let _ = send.send(Err(cannot_read(&name, &error)));
                return;
            }
        };
        let cut = if ended {
            block.len()
        } else {
            memrchr(b'\n', &block).map_or(0, |at| at.saturating_add(1))
        };
        let left = block.split_off(cut);
        // A closed channel means that the check has given up; so does the reading.
        if (!block.is_empty() && send.send(Ok(block)).is_err()) || ended {
            return;
        }
        if left.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES >> 20;
            let reason = format!("`{name}` has a line beyond {limit} MB; that is no ledger row");
            let _ = send.send(Err(Unreadable::new(reason)));
            return;
        }
        block = left;
    }
}

fn check_blocks(
    name: &str,
    listing: u32,
    receive: &Receiver<Block>,
    verifier: &mut Verifier<'_>,
) -> Result<(), Unreadable> {
    let mut row = 0_u64;
    let mut cut_short = None;
    for block in receive {
        let block = block?;
        let ends =
            memchr_iter(b'\n', &block).chain((block.last() != Some(&b'\n')).then_some(block.len()));
        let mut from = 0;
        for end in ends {
            let line = block.get(from..end).unwrap_or_default();
            from = end.saturating_add(1);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            row = row.saturating_add(1);
            let last = end == block.len();
            if let Err(reason) = check_line(line, listing, row, verifier) {
                if last && is_cut_short(line) {
                    cut_short = Some(row);
                } else {
                    verifier.push_bad(listing, row, None, &reason);
                }
            }
        }
    }
    match cut_short {
        Some(row) => Err(Unreadable::new(format!(
            "`{name}` ends in the middle of row {row}; fetch it again, it was cut short"
        ))),
        None => Ok(()),
    }
}

fn check_line(
    line: &[u8],
    listing: u32,
    number: u64,
    verifier: &mut Verifier<'_>,
) -> Result<(), String> {
    let line = str::from_utf8(line).map_err(|error| {
        format!("it is not UTF-8 after byte {}; export it as UTF-8", error.valid_up_to())
    })?;
    if let Some(row) = scan(line) {
        verifier.push(listing, number, &row);
        return Ok(());
    }
    let read = json::parse(line).and_then(|value| Transaction::from_value(&value));
    let transaction = read.map_err(|error| error.to_string())?;
    let row: Row<'_> = transaction.row();
    verifier.push(listing, number, &row);
    Ok(())
}

/// Whether a line without an end is the beginning of a row.
fn is_cut_short(line: &[u8]) -> bool {
    let read: Result<serde_json::Value, _> = serde_json::from_slice(line);
    read.is_err_and(|error| error.is_eof())
}
