//! Files in which a check leaves what the next one needs.
//!
//! A file has a line that says what it is, records with their lengths before them, a length of 0, and a checksum
//! of all that. It is written aside, and takes its name when it is whole.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sealquote::ledger::Chains;
use sealquote::proof::WalletTrees;
use sealquote::{Code, Error};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use crate::check::Check;
use crate::{Unreadable, output, reason};

const MAGIC: &[u8] = b"sealquote checkpoint 2\n";
/// The longest record that is read. A wallet of which many rows do not follow yet has the longest.
const MAX_RECORD_BYTES: u32 = 64 << 20;

/// Lets a check go on where the one that left a file ended: with trees, if that one had some.
pub(crate) fn read(path: &Path, check: &mut Check<'_>) -> Result<(), Unreadable> {
    let name = path.display();
    let file = File::open(path).map_err(|error| {
        Unreadable::new(format!("`{name}` could not be read: {}", reason(&error)))
    })?;
    let damaged = |reason: &str| {
        Unreadable::new(format!(
            "the checkpoint `{name}` {reason}; take an earlier one, or check from the beginning"
        ))
    };
    let mut file = Checked { file: BufReader::new(file), sum: Xxh3::new() };
    let mut magic = [0; MAGIC.len()];
    if file.read_exact(&mut magic).is_err() || magic != MAGIC {
        return Err(damaged("is none that this version knows"));
    }
    let cut_short = |_: io::Error| damaged("was cut short");
    let mut record = Vec::new();
    loop {
        let mut length = [0; 4];
        file.read_exact(&mut length).map_err(cut_short)?;
        let length = u32::from_le_bytes(length);
        if length == 0 {
            break;
        }
        if length > MAX_RECORD_BYTES {
            return Err(damaged("is damaged"));
        }
        record.clear();
        record.resize(usize::try_from(length).unwrap_or(0), 0);
        file.read_exact(&mut record).map_err(cut_short)?;
        let taken = if WalletTrees::is_record(&record) {
            check.grow_trees().resume(&record)
        } else {
            check.verifier.resume(&record)
        };
        taken.map_err(|error| match error.code {
            Code::InvalidValue => damaged("is damaged"),
            _ => {
                Unreadable::new(format!("the checkpoint `{name}` does not fit: {}", error.message))
            }
        })?;
    }
    let sum = file.sum.digest128();
    let mut rest = Vec::new();
    file.file.read_to_end(&mut rest).map_err(cut_short)?;
    if rest != sum.to_le_bytes() {
        return Err(damaged("is damaged"));
    }
    Ok(())
}

struct Checked {
    file: BufReader<File>,
    sum: Xxh3,
}

impl Read for Checked {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// A file that is written and has not got its name yet.
pub(crate) struct Written {
    file: NamedTempFile,
    path: PathBuf,
}

/// Writes what the next check needs.
pub(crate) fn write(
    path: &Path,
    check: &mut Check<'_>,
    chains: Chains,
) -> Result<Written, Unreadable> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(cannot_write(path, "it is no file; name one"));
    }
    let file = output::beside(path).map_err(|error| cannot_write(path, &reason(&error)))?;
    let failed = |error: &dyn std::fmt::Display| cannot_write(path, &error.to_string());
    let mut out = Summed { file: BufWriter::new(file), sum: Xxh3::new() };
    out.put(MAGIC).map_err(|error| failed(&error))?;
    let mut put = |record: &[u8]| {
        let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
        let written = out.put(&length.to_le_bytes()).and_then(|()| out.put(record));
        written.map_err(|error| Error::new(Code::NotAvailable, "", error.to_string()))
    };
    let mut closed = check.verifier.close(&mut put);
    if let Some(trees) = &mut check.trees {
        closed = closed.and_then(|()| trees.close(chains, &mut put));
    }
    closed.map_err(|error| failed(&error.message))?;
    let end = |mut out: Summed| {
        out.put(&0_u32.to_le_bytes())?;
        let sum = out.sum.digest128();
        out.file.write_all(&sum.to_le_bytes())?;
        out.file.into_inner().map_err(io::IntoInnerError::into_error)
    };
    Ok(Written { file: end(out).map_err(|error| failed(&error))?, path: path.to_owned() })
}

struct Summed {
    file: BufWriter<NamedTempFile>,
    sum: Xxh3,
}

impl Summed {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.file.write_all(bytes)
    }
}

impl Written {
    /// Gives the file its name, in the place of any other.
    pub(crate) fn keep(self) -> Result<(), Unreadable> {
        let Self { file, path } = self;
        output::name(file, &path).map_err(|error| cannot_write(&path, &reason(&error)))
    }
}

fn cannot_write(path: &Path, reason: &str) -> Unreadable {
    Unreadable::new(format!("the checkpoint `{}` could not be written: {reason}", path.display()))
}
