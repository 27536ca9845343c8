//! Opening a ledger's files, and finding out what is in them.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::Unreadable;

/// How much is read before it is said what a file holds; a line longer than this is refused.
pub(crate) const MAX_LINE_BYTES: usize = 16 << 20;
/// The largest JSON document that is taken as a whole.
const MAX_DOCUMENT_BYTES: u64 = 512 << 20;

/// One file of a ledger, opened and looked into.
pub(crate) enum Listing {
    /// One JSON object a line.
    Lines(Lines),
    /// One or more JSON documents: pages, or arrays of rows.
    Documents(String, Vec<u8>),
}

/// A file of lines, with what was read of it already.
pub(crate) struct Lines {
    pub(crate) name: String,
    pub(crate) head: Vec<u8>,
    pub(crate) rest: Box<dyn Read + Send>,
}

impl Listing {
    /// Opens a file, or standard input by `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Unreadable> {
        let (name, mut rest): (String, Box<dyn Read + Send>) = if path == Path::new("-") {
            (String::from("standard input"), Box::new(io::stdin()))
        } else {
            let name = path.display().to_string();
            let opened = File::open(path).and_then(|file| match file.metadata()?.is_dir() {
                true => Err(io::Error::other("it is a folder; name the files in it")),
                false => Ok(file),
            });
            let file = opened.map_err(|error| cannot_read(&name, &error))?;
            (name, Box::new(file))
        };
        let mut head = Vec::new();
        let has_lines =
            read_first_lines(&mut head, &mut rest).map_err(|error| cannot_read(&name, &error))?;
        check_kind(&name, &head)?;
        if holds_lines(&head, has_lines) {
            return Ok(Self::Lines(Lines { name, head, rest }));
        }
        let limit =
            MAX_DOCUMENT_BYTES.saturating_sub(u64::try_from(head.len()).unwrap_or(u64::MAX));
        let read = rest.take(limit.saturating_add(1)).read_to_end(&mut head);
        read.map_err(|error| cannot_read(&name, &error))?;
        if u64::try_from(head.len()).unwrap_or(u64::MAX) > MAX_DOCUMENT_BYTES {
            return Err(Unreadable::new(format!(
                "`{name}` is a JSON document beyond {} MB; give one row a line instead",
                MAX_DOCUMENT_BYTES >> 20
            )));
        }
        Ok(Self::Documents(name, head))
    }

    /// All files of a ledger; standard input when none is named.
    pub(crate) fn open_all(paths: &[PathBuf]) -> Result<Vec<Self>, Unreadable> {
        let stdin = [PathBuf::from("-")];
        let paths = if paths.is_empty() { &stdin } else { paths };
        if paths.iter().filter(|path| path.as_path() == Path::new("-")).count() > 1 {
            return Err(Unreadable::new("standard input can be read only once; name `-` once"));
        }
        paths.iter().map(|path| Self::open(path)).collect()
    }
}

pub(crate) fn cannot_read(name: &str, error: &io::Error) -> Unreadable {
    Unreadable::new(format!("`{name}` could not be read: {error}"))
}

/// Reads until two whole lines are there, or the end. Answers whether there are two.
fn read_first_lines(head: &mut Vec<u8>, rest: &mut impl Read) -> io::Result<bool> {
    let mut chunk = vec![0; 64 << 10];
    loop {
        if memchr::memchr_iter(b'\n', head).nth(1).is_some() {
            return Ok(true);
        }
        if head.len() > MAX_LINE_BYTES {
            return Ok(false);
        }
        let count = rest.read(&mut chunk)?;
        if count == 0 {
            return Ok(false);
        }
        head.extend_from_slice(chunk.get(..count).unwrap_or_default());
    }
}

/// Refuses what is plainly something else, by name.
fn check_kind(name: &str, head: &[u8]) -> Result<(), Unreadable> {
    let kinds: [(&[u8], &str); 4] = [
        (b"\x1f\x8b", "compressed by gzip; unpack it first"),
        (b"\x28\xb5\x2f\xfd", "compressed by zstd; unpack it first"),
        (b"PAR1", "a Parquet file; export it as lines of JSON"),
        (b"PK\x03\x04", "a zip archive or a spreadsheet; export it as lines of JSON"),
    ];
    match kinds.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, kind)) => Err(Unreadable::new(format!("`{name}` is {kind}"))),
        None => Ok(()),
    }
}

/// Whether the beginning of a file is that of one row a line, and not of a document over many lines.
fn holds_lines(head: &[u8], has_lines: bool) -> bool {
    let is_row = |line: &[u8]| {
        let object: Option<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(line).ok();
        object.is_some_and(|object| !object.contains_key("items"))
    };
    let blank = |line: &&[u8]| line.iter().all(u8::is_ascii_whitespace);
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !blank(line));
    let (first, second) = (lines.next(), lines.next());
    match first {
        None => true,
        // One bad line does not make a ledger of lines a document.
        Some(first) => is_row(first) || (has_lines && second.is_some_and(is_row)),
    }
}
