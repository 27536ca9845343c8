//! Reading files of rows: a thread of its own reads blocks and finds the fields in them, so that the
//! check, which has to go row by row, does nothing else.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use sealquote::ledger::Verifier;

use crate::Unreadable;
use crate::block::Block;
use crate::chunks::{Fault, Line, each_line, read_cells};
use crate::formats::{Cells, Part, Stream};
use crate::scan::{Field, Scanner};

/// How many rows are checked at once.
const ROWS_AT_ONCE: usize = 128;
/// How many blocks may wait to be checked.
const BLOCKS_AHEAD: usize = 2;

type Sender = SyncSender<Result<Block, Unreadable>>;

/// Checks every row of a file.
pub(crate) fn verify(file: Stream<Field>, verifier: &mut Verifier<'_>) -> Result<(), Unreadable> {
    let listing = verifier.begin(&file.name);
    let (send, receive) = sync_channel(BLOCKS_AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || read_blocks(file, &send));
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

fn read_blocks(file: Stream<Field>, send: &Sender) {
    let mut reader = Reader { file, scanner: Scanner::default(), rows: 0 };
    loop {
        let block = reader.next();
        let ended = !matches!(block, Ok(Some(_)));
        // A closed channel means that the check has given up for another reason.
        if block.transpose().is_some_and(|block| send.send(block).is_err()) || ended {
            return;
        }
    }
}

struct Reader {
    file: Stream<Field>,
    scanner: Scanner,
    rows: u64,
}

impl Reader {
    fn next(&mut self) -> Result<Option<Block>, Unreadable> {
        let mut bytes = Vec::new();
        let block = match self.file.next(&mut bytes) {
            Ok(None) => return Ok(None),
            Ok(Some(Part::Lines(last))) => self.read_lines(bytes, last),
            Ok(Some(Part::Cells(cells))) => self.read_cells(&cells),
            Err(fault) => Err(fault),
        };
        block.map(Some).map_err(|fault| fault.told(&self.file.name, self.rows.saturating_add(1)))
    }

    fn read_lines(&mut self, bytes: Vec<u8>, last: bool) -> Result<Block, Fault> {
        let text = String::from_utf8(bytes);
        let (bytes, whole) = match &text {
            Ok(text) => (text.as_bytes(), Some(text.as_str())),
            Err(error) => (error.as_bytes(), None),
        };
        let mut block = Block::with_capacity(bytes.len() / 200);
        let rows = &mut self.rows;
        each_line(bytes, whole, last, &mut self.scanner, |line| {
            *rows = rows.saturating_add(1);
            match line {
                Line::Scanned(row, _) => block.push_row(&row, whole.unwrap_or_default()),
                Line::Read(transaction, _) => block.push_transaction(transaction),
                Line::Bad(reason) => block.push_bad(reason),
            }
        })?;
        block.text = text.unwrap_or_default();
        Ok(block)
    }

    fn read_cells(&mut self, cells: &Cells<Field>) -> Result<Block, Fault> {
        let fields = cells.fields();
        let mut block = Block::with_capacity(cells.len());
        for row in fields.rows() {
            match read_cells(row)? {
                Line::Scanned(row, _) => block.push_copy(&row),
                Line::Read(transaction, _) => block.push_transaction(transaction),
                Line::Bad(reason) => block.push_bad(reason),
            }
            self.rows = self.rows.saturating_add(1);
        }
        Ok(block)
    }
}
