//! Records on disk, in runs that are sorted by their keys.
//!
//! A run is a file without a name, so that nothing is left of it however the process ends. Of each run a key every
//! few thousand bytes is at hand, so that to look for a record reads one piece. Eight runs become one of eight times
//! the size, so that there are never many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use sealquote::ledger::Archive;
use sealquote::{Code, Error};

/// About how far apart the keys at hand stand in a file.
const PIECE_BYTES: u64 = 16 << 10;
/// How many runs of one size there are before they become one.
const FAN_IN: usize = 8;
/// How much is written, and read while runs are merged, at once.
const BUFFER_BYTES: usize = 256 << 10;
/// A record with its key, at most.
const MAX_RECORD_BYTES: usize = 18 + u16::MAX as usize;

/// The runs of an archive, the oldest first.
#[derive(Default)]
pub(crate) struct Runs {
    runs: Vec<Run>,
    open: Option<Writing>,
    piece: Vec<u8>,
}

struct Run {
    file: File,
    /// The upper half of the first key of each piece, and where it begins.
    pieces: Vec<(u64, u64)>,
    bytes: u64,
    /// How often it was merged.
    level: u32,
}

struct Writing {
    file: File,
    /// What is to be written next.
    buffer: Vec<u8>,
    pieces: Vec<(u64, u64)>,
    bytes: u64,
}

impl Writing {
    fn begin() -> io::Result<Self> {
        let buffer = Vec::with_capacity(BUFFER_BYTES);
        Ok(Self { file: tempfile::tempfile()?, buffer, pieces: Vec::new(), bytes: 0 })
    }

    fn put(&mut self, key: u128, record: &[u8]) -> io::Result<()> {
        let last = self.pieces.last().map(|(_, from)| *from);
        if last.is_none_or(|from| self.bytes.saturating_sub(from) >= PIECE_BYTES) {
            self.pieces.push((upper(key), self.bytes));
        }
        let length = u16::try_from(record.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        self.buffer.extend_from_slice(&key.to_le_bytes());
        self.buffer.extend_from_slice(&length.to_le_bytes());
        self.buffer.extend_from_slice(record);
        if self.buffer.len() >= BUFFER_BYTES.saturating_sub(MAX_RECORD_BYTES) {
            self.flush()?;
        }
        self.bytes = self.bytes.saturating_add(18).saturating_add(length.into());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(mut self, level: u32) -> io::Result<Run> {
        self.flush()?;
        let Self { file, mut pieces, bytes, .. } = self;
        pieces.shrink_to_fit();
        Ok(Run { file, pieces, bytes, level })
    }
}

fn upper(key: u128) -> u64 {
    (key >> 64) as u64
}

/// The next record of a file, or `None` at its end.
fn read_record(file: &mut impl BufRead, record: &mut Vec<u8>) -> io::Result<Option<u128>> {
    if file.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let (mut key, mut length) = ([0; 16], [0; 2]);
    file.read_exact(&mut key)?;
    file.read_exact(&mut length)?;
    record.clear();
    record.resize(u16::from_le_bytes(length).into(), 0);
    file.read_exact(record)?;
    Ok(Some(u128::from_le_bytes(key)))
}

impl Run {
    /// The first record with a key within.
    fn find(
        &mut self,
        first: u128,
        last: u128,
        piece: &mut Vec<u8>,
    ) -> io::Result<Option<(u128, Vec<u8>)>> {
        // Where upper halves are equal, the first of them is in the piece before or begins one.
        let before = |(half, _): &(u64, u64)| *half < upper(first);
        let mut number = self.pieces.partition_point(before).saturating_sub(1);
        while let Some((half, from)) = self.pieces.get(number).copied() {
            if half > upper(last) {
                break;
            }
            number = number.saturating_add(1);
            let end = self.pieces.get(number).map_or(self.bytes, |(_, from)| *from);
            piece.clear();
            piece.resize(usize::try_from(end.saturating_sub(from)).unwrap_or(0), 0);
            self.file.seek(SeekFrom::Start(from))?;
            self.file.read_exact(piece)?;
            let (mut rest, mut record) = (piece.as_slice(), Vec::new());
            while let Some(key) = read_record(&mut rest, &mut record)? {
                if key > last {
                    return Ok(None);
                }
                if key >= first {
                    return Ok(Some((key, record)));
                }
            }
        }
        Ok(None)
    }
}

impl Runs {
    fn merge_last(&mut self) -> io::Result<()> {
        while let Some(level) = self.runs.last().map(|run| run.level)
            && self.runs.iter().rev().take_while(|run| run.level == level).count() >= FAN_IN
        {
            let from = self.runs.len().saturating_sub(FAN_IN);
            let merged = merge(self.runs.split_off(from), level.saturating_add(1))?;
            self.runs.push(merged);
        }
        Ok(())
    }
}

/// Puts runs together; of records with one key that of the last run stays.
fn merge(runs: Vec<Run>, level: u32) -> io::Result<Run> {
    let mut merged = Writing::begin()?;
    let mut next = BinaryHeap::new();
    let mut sources = Vec::with_capacity(runs.len());
    for (number, mut run) in runs.into_iter().enumerate() {
        run.file.rewind()?;
        let mut source = BufReader::with_capacity(BUFFER_BYTES, run.file);
        let mut record = Vec::new();
        if let Some(key) = read_record(&mut source, &mut record)? {
            next.push(Reverse((key, Reverse(number))));
        }
        sources.push((source, record));
    }
    let mut before = None;
    while let Some(Reverse((key, Reverse(number)))) = next.pop() {
        let Some((source, record)) = sources.get_mut(number) else { continue };
        if before != Some(key) {
            merged.put(key, record)?;
        }
        before = Some(key);
        if let Some(key) = read_record(source, record)? {
            next.push(Reverse((key, Reverse(number))));
        }
    }
    merged.end(level)
}

impl Archive for Runs {
    fn put(&mut self, key: u128, record: &[u8]) -> Result<(), Error> {
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Writing::begin().map_err(failed)?),
        };
        open.put(key, record).map_err(failed)
    }

    fn seal(&mut self) -> Result<(), Error> {
        if let Some(open) = self.open.take() {
            self.runs.push(open.end(0).map_err(failed)?);
            self.merge_last().map_err(failed)?;
        }
        Ok(())
    }

    fn find(&mut self, first: u128, last: u128) -> Result<Option<(u128, Vec<u8>)>, Error> {
        for run in self.runs.iter_mut().rev() {
            if let Some(found) = run.find(first, last, &mut self.piece).map_err(failed)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn each(
        &mut self,
        visit: &mut dyn FnMut(u128, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for run in &mut self.runs {
            run.file.rewind().map_err(failed)?;
            let mut source = BufReader::with_capacity(BUFFER_BYTES, &mut run.file);
            let mut record = Vec::new();
            while let Some(key) = read_record(&mut source, &mut record).map_err(failed)? {
                visit(key, &record)?;
            }
        }
        Ok(())
    }
}

fn failed(error: io::Error) -> Error {
    let folder = std::env::temp_dir();
    let message = format!(
        "what has no room in memory could not be kept in `{}`: {error}; make room there, name another folder by \
         TMPDIR, or give more memory by `--id-memory`",
        folder.display()
    );
    Error::new(Code::NotAvailable, "", message)
}

#[cfg(test)]
mod tests {
    use sealquote::ledger::Archive;

    use super::Runs;

    /// Whatever was put away is found, the last of it first, through merges of several levels; sixteen keys each have one
    /// upper half.
    #[test]
    fn finds_what_was_put_away_last() {
        let mut runs = Runs::default();
        for run in 0..200_u128 {
            for key in (run % 7..3_000).step_by(7) {
                runs.put(key << 60 | run & 0xffff, &run.to_le_bytes()).unwrap();
            }
            runs.seal().unwrap();
        }
        assert!(runs.runs.len() < 30, "{} runs", runs.runs.len());
        for key in 0..3_000_u128 {
            let (found, record) = runs.find(key << 60, key << 60 | 0xffff).unwrap().unwrap();
            let run = found & 0xffff;
            assert_eq!(run % 7, key % 7);
            assert_eq!(record, run.to_le_bytes());
        }
        assert_eq!(runs.find(3_000 << 60, u128::MAX).unwrap(), None);
    }

    #[test]
    fn of_one_key_the_last_record_stays() {
        let mut runs = Runs::default();
        for run in 0..100_u8 {
            runs.put(1, &[run]).unwrap();
            runs.put(u128::MAX, &[]).unwrap();
            runs.seal().unwrap();
            assert_eq!(runs.find(1, 1).unwrap(), Some((1, vec![run])));
        }
    }
}
