//! A file of lines, some whole lines at a time.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

use crate::Unreadable;

/// How much is read at once.
const CHUNK_BYTES: usize = 256 << 10;
/// How much is read before it is said what a file holds; a line longer than this is no row.
pub(crate) const MAX_LINE_BYTES: usize = 16 << 20;
/// Why a line or a record is not kept; the limit is [`MAX_LINE_BYTES`].
pub(crate) const TOO_LONG: &str = "it is longer than 16 MB; write texts of that size elsewhere";

/// What is left of a file of lines.
pub(crate) struct Chunks {
    /// What was read and not yet handed out.
    left: Vec<u8>,
    rest: Box<dyn Read + Send>,
    ended: bool,
}

impl Chunks {
    pub(crate) const fn new(head: Vec<u8>, rest: Box<dyn Read + Send>) -> Self {
        Self { left: head, rest, ended: false }
    }

    /// Puts the next whole lines into `bytes`. Answers whether they are the last, or `None` when there are none.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Result<Option<bool>, Fault> {
        bytes.clear();
        while bytes.is_empty() && !self.ended {
            bytes.append(&mut self.left);
            let room = CHUNK_BYTES.max(bytes.len().saturating_mul(2)).saturating_sub(bytes.len());
            bytes.reserve(room);
            let some = self.rest.by_ref().take(u64::try_from(room).unwrap_or(u64::MAX));
            let read = { some }.read_to_end(bytes);
            // Whatever goes wrong, there is nothing after it.
            self.ended = read.as_ref().map_or(true, |count| *count == 0);
            read.map_err(|error| Fault::Broken(error.to_string()))?;
            if !self.ended {
                let cut = memrchr(b'\n', bytes).map_or(0, |at| at.saturating_add(1));
                self.left.extend_from_slice(bytes.get(cut..).unwrap_or_default());
                bytes.truncate(cut);
                if self.left.len() > MAX_LINE_BYTES {
                    self.skip_line().map_err(|error| Fault::Broken(error.to_string()))?;
                }
            }
        }
        Ok((!bytes.is_empty()).then_some(self.ended))
    }

    /// Drops the end of a line that is too long to be kept: what is left of it still is too long for a row.
    fn skip_line(&mut self) -> io::Result<()> {
        self.left.truncate(MAX_LINE_BYTES.saturating_add(1));
        let mut dropped = Vec::with_capacity(CHUNK_BYTES);
        loop {
            dropped.clear();
            let some = self.rest.by_ref().take(u64::try_from(CHUNK_BYTES).unwrap_or(u64::MAX));
            if { some }.read_to_end(&mut dropped)? == 0 {
                break;
            }
            if let Some(end) = memchr(b'\n', &dropped) {
                self.left.extend_from_slice(dropped.get(end..).unwrap_or_default());
                break;
            }
        }
        Ok(())
    }
}

/// Why a file of rows is not read on.
pub(crate) enum Fault {
    CutShort,
    /// Something else, in words.
    Broken(String),
}

impl Fault {
    /// The fault of a file at a row.
    pub(crate) fn told(&self, name: &str, row: u64) -> Unreadable {
        Unreadable::new(match self {
            Self::CutShort => format!(
                "`{name}` ends in the middle of row {row}; fetch it again, it was cut short"
            ),
            Self::Broken(reason) => {
                format!("`{name}` could not be read at row {row}: {reason}")
            }
        })
    }
}
