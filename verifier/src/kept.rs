//! What can be read only once, kept so that it can be read again: standard input, and what a database answers.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A file without a name that takes in what is read, and is read from the next time.
#[derive(Debug)]
pub(crate) struct Kept {
    file: File,
    /// It was read once.
    begun: AtomicBool,
}

impl Kept {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, begun: AtomicBool::new(false) })
    }

    /// What was read the first time, if this is not that.
    pub(crate) fn again(&self) -> io::Result<Option<File>> {
        if !self.begun.swap(true, Ordering::Relaxed) {
            return Ok(None);
        }
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(Some(file))
    }

    /// The same bytes, which are kept as they are read.
    pub(crate) fn keep(self: &Arc<Self>, from: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Keeping { from, kept: Arc::clone(self) })
    }
}

struct Keeping {
    from: Box<dyn Read + Send>,
    kept: Arc<Kept>,
}

impl Read for Keeping {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(room)?;
        let mut file = &self.kept.file;
        file.write_all(room.get(..count).unwrap_or_default())?;
        Ok(count)
    }
}
