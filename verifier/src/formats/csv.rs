//! Reading CSV (RFC 4180), some records at a time.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memrchr};

use super::records::{Extent, Records, short};
use super::skipped::Skipped;
use super::{Columns, Field};
use crate::Unreadable;
use crate::chunks::{Fault, MAX_LINE_BYTES};

/// How much is read, and about how much is handed out, at once.
const CHUNK_BYTES: usize = 256 << 10;
/// The room that a record is given before it is known how long it is.
const ROOM_BYTES: usize = 64 << 10;
/// The most columns that a header may have.
const MAX_COLUMNS: usize = 10_000;
/// What parts fields, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What is left of a CSV file.
pub(crate) struct Csv {
    rest: Box<dyn Read + Send>,
    /// What was read, of which `from` bytes have been parsed.
    input: Vec<u8>,
    from: usize,
    ended: bool,
    /// There is nothing more to read.
    is_drained: bool,
    last_byte: u8,
    /// Whether the last record ended only because the file did.
    unended: bool,
    delimiter: u8,
    parser: Reader,
    /// Where the fields of the record at hand end.
    ends: Vec<usize>,
    columns: usize,
    skipped: Skipped,
}

impl Csv {
    /// Reads the header of a file whose first bytes are `head`, which hold the first line.
    pub(crate) fn open<F: Field>(
        file: &str,
        head: Vec<u8>,
        rest: Box<dyn Read + Send>,
        given: &[(String, String)],
    ) -> Result<(Self, Columns<F>), Unreadable> {
        if head.iter().all(u8::is_ascii_whitespace) {
            let reason = format!("`{file}` is empty; fetch it again, or leave it out");
            return Err(Unreadable::new(reason));
        }
        let delimiter = delimiter::<F>(&head, given);
        let columns = Columns::find(file, header(&head, delimiter), given)?;
        let width = columns.header.len();
        let (said, head) = (hint(&head).is_some(), after_hint(&head).to_vec());
        let mut csv = Self {
            rest,
            last_byte: head.last().copied().unwrap_or(b'\n'),
            input: head,
            from: 0,
            ended: false,
            is_drained: false,
            unended: false,
            delimiter,
            parser: parser(delimiter),
            ends: vec![0; width.saturating_add(1)],
            columns: width,
            skipped: Skipped::default(),
        };
        if said {
            csv.skipped.take(b"\n");
        }
        let mut skipped = Vec::from([0; ROOM_BYTES]);
        csv.record(&mut skipped, 0).map_err(|fault| fault.told(file, 1))?;
        csv.skipped.end_header();
        Ok((csv, columns))
    }

    /// Whether the first line of a text is the header of a CSV file: several names, and no JSON.
    pub(crate) fn is_header<F: Field>(head: &[u8], given: &[(String, String)]) -> bool {
        if head.trim_ascii_start().starts_with(b"{") || head.trim_ascii_start().starts_with(b"[") {
            return false;
        }
        let names = header(head, delimiter::<F>(head, given));
        names.len() > 1 && !names.iter().any(|name| name.contains(char::is_control))
    }

    /// The next records, or `None` after the last; what is in `bytes` gives way, and its room may be used.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Result<Option<Records>, Fault> {
        if self.plain_lines(bytes)? {
            let next = bytes.first();
            let (before, belongs) = self.skipped.end_records(next);
            if belongs {
                bytes.remove(0);
            }
            return Ok(Some(Records {
                text: Err(core::mem::take(bytes)),
                ends: Vec::new(),
                records: Vec::new(),
                delimiter: Some(self.delimiter),
                unended: false,
                skips: Vec::from([(0, before)]),
                is_lost: self.skipped.is_lost,
            }));
        }
        let mut skips = Vec::new();
        let mut text = vec![0; CHUNK_BYTES.saturating_add(ROOM_BYTES)];
        let (mut ends, mut records, mut filled) = (Vec::new(), Vec::new(), 0_usize);
        while filled < CHUNK_BYTES {
            let Some((length, fields)) = self.record(&mut text, filled)? else { break };
            // A line break at the end that ended nothing is in a quote, and so is all that was swallowed with it.
            let open = self.unended && matches!(self.last_byte, b'\n' | b'\r');
            let fields = fields.filter(|_| !open);
            let skipped = self.skipped.end_record();
            if skipped > 0 {
                skips.push((records.len(), skipped));
            }
            records.push(Extent { text: filled, ends: ends.len(), fields });
            let kept = fields.unwrap_or_default().min(self.ends.len());
            let own = self.ends.iter().take(kept);
            ends.extend(own.map(|end| short(filled.saturating_add(*end))));
            filled = filled.saturating_add(length);
        }
        text.truncate(filled);
        let text = String::from_utf8(text).map_err(std::string::FromUtf8Error::into_bytes);
        let unended = self.unended;
        Ok((!records.is_empty()).then_some(Records {
            text,
            ends,
            records,
            delimiter: None,
            unended,
            skips,
            is_lost: self.skipped.is_lost,
        }))
    }

    /// Puts the next whole lines into `bytes` when nothing in them is quoted: then a line is a record, and whoever
    /// reads it can find its fields. Answers whether it did.
    fn plain_lines(&mut self, bytes: &mut Vec<u8>) -> Result<bool, Fault> {
        let left = self.input.len().saturating_sub(self.from);
        if left < ROOM_BYTES && !self.is_drained {
            self.input.drain(..self.from);
            self.from = 0;
            self.is_drained = self.read_more()? == 0;
        }
        let input = self.input.get(self.from..).unwrap_or_default();
        let end = memrchr(b'\n', input).map_or(0, |at| at.saturating_add(1));
        let lines = input.get(..end).unwrap_or_default();
        let mut returns = memchr_iter(b'\r', lines);
        let ends_line = |at: usize| lines.get(at.saturating_add(1)) == Some(&b'\n');
        if lines.is_empty() || memchr(b'"', lines).is_some() || !returns.all(ends_line) {
            return Ok(false);
        }
        bytes.clear();
        bytes.extend_from_slice(lines);
        self.from = self.from.saturating_add(end);
        Ok(true)
    }

    /// Parses one record into `text` from a place on. Answers how long it is and how many fields it has, none when
    /// it is too long to keep.
    fn record(
        &mut self,
        text: &mut Vec<u8>,
        from: usize,
    ) -> Result<Option<(usize, Option<usize>)>, Fault> {
        let (mut length, mut fields, mut kept) = (0_usize, 0_usize, true);
        loop {
            if self.from == self.input.len() && !self.ended {
                self.fill()?;
            }
            if text.len().saturating_sub(from.saturating_add(length)) < ROOM_BYTES {
                text.resize(text.len().saturating_mul(2), 0);
            }
            let input = self.input.get(self.from..).unwrap_or_default();
            let room = text.get_mut(from.saturating_add(length)..).unwrap_or_default();
            // Of a record with too many fields, the rest of the ends is not wanted.
            let ends = self.ends.get_mut(fields.min(self.columns)..).unwrap_or_default();
            let (result, read, written, ended) = self.parser.read_record(input, room, ends);
            self.skipped.take(input.get(..read).unwrap_or_default());
            self.from = self.from.saturating_add(read);
            length = length.saturating_add(written);
            fields = fields.saturating_add(ended);
            if result == ReadRecordResult::Record {
                self.unended = self.ended;
            }
            if length > MAX_LINE_BYTES {
                (kept, length) = (false, 0);
            }
            match result {
                ReadRecordResult::Record if kept => return Ok(Some((length, Some(fields)))),
                ReadRecordResult::Record => return Ok(Some((0, None))),
                ReadRecordResult::End => return Ok(None),
                _ => {}
            }
        }
    }

    fn fill(&mut self) -> Result<(), Fault> {
        self.input.clear();
        self.from = 0;
        // What was read is parsed by now: only then nothing more ends the last record.
        self.ended = self.read_more()? == 0;
        Ok(())
    }

    /// Reads on, and answers how many bytes there were.
    fn read_more(&mut self) -> Result<usize, Fault> {
        let some = self.rest.by_ref().take(CHUNK_BYTES as u64);
        let count = { some }.read_to_end(&mut self.input);
        let count = count.map_err(|error| Fault::Broken(error.to_string()))?;
        if count > 0 {
            self.last_byte = self.input.last().copied().unwrap_or(self.last_byte);
        }
        Ok(count)
    }
}

/// What parts the names of a header: whatever gives most of ours.
fn delimiter<F: Field>(head: &[u8], given: &[(String, String)]) -> u8 {
    if let Some(said) = hint(head) {
        return said;
    }
    let fits = |delimiter: &u8| {
        let names = header(head, *delimiter);
        (Columns::<F>::count(&names, given), names.len())
    };
    // Of equals the last is taken.
    DELIMITERS.into_iter().rev().max_by_key(fits).unwrap_or(b',')
}

fn parser(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// What parts the fields, where a first line such as `sep=;` says it, as Excel reads and writes it.
fn hint(head: &[u8]) -> Option<u8> {
    let (line, _) = head.split_at(memchr(b'\n', head)?);
    match line.strip_suffix(b"\r").unwrap_or(line) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// What follows the line that says so, if there is one.
fn after_hint(head: &[u8]) -> &[u8] {
    let end = hint(head).and(memchr(b'\n', head)).map_or(0, |end| end.saturating_add(1));
    head.get(end..).unwrap_or_default()
}

/// The names in the first line of a file.
fn header(head: &[u8], delimiter: u8) -> Vec<String> {
    let head = after_hint(head);
    let mut text = vec![0; head.len().saturating_add(1)];
    let mut ends = vec![0; MAX_COLUMNS];
    let mut parser = parser(delimiter);
    let (_, read, written, ended) = parser.read_record(head, &mut text, &mut ends);
    let tail = head.get(read..).unwrap_or_default();
    // Nothing more ends a record that the end of the file ended.
    let more = if tail.is_empty() {
        let room = text.get_mut(written..).unwrap_or_default();
        parser.read_record(tail, room, ends.get_mut(ended..).unwrap_or_default()).3
    } else {
        0
    };
    let mut from = 0;
    let ends = ends.into_iter().take(ended.saturating_add(more));
    ends.map(|end| {
        let name = String::from_utf8_lossy(text.get(from..end).unwrap_or_default());
        from = end;
        name.trim().to_owned()
    })
    .collect()
}
