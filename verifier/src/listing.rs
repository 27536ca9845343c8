//! Opening a ledger's files, and finding out what is in them.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use crate::chunks::{Chunks, MAX_LINE_BYTES};
use crate::formats::{
    Address, Csv, Field, InputFormat, Reading, Stream, ask, is_packed, open_arrow_file,
    open_arrow_stream, open_parquet, unpack,
};
use crate::watch::Watch;
use crate::{Unreadable, reason};

/// The largest JSON document that is taken as a whole.
const MAX_DOCUMENT_BYTES: u64 = 512 << 20;
/// How Parquet files, Arrow files, and the messages of an Arrow stream begin (Apache Parquet, File Format; Apache
/// Arrow Columnar Format, IPC).
const PARQUET: &[u8] = b"PAR1";
const ARROW_FILE: &[u8] = b"ARROW1";
const ARROW_MESSAGE: &[u8] = b"\xff\xff\xff\xff";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One file of a ledger, opened and looked into.
pub(crate) enum Listing<F> {
    /// Rows, some at a time.
    Rows(Stream<F>),
    /// One or more JSON documents: pages, or arrays of rows.
    Documents(String, Vec<u8>),
}

/// A file of which the beginning has been read.
struct Beginning {
    name: String,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// The file itself, if it is one that can be read from anywhere.
    file: Option<File>,
}

impl<F: Field> Listing<F> {
    /// Opens a file, or standard input by `-`.
    pub(crate) fn open(path: &Path, reading: &Reading) -> Result<Self, Unreadable> {
        let watch = &reading.watch;
        let mut beginning = Beginning::read(path, watch)?;
        let name = beginning.name.clone();
        let given = &reading.columns;
        let format = match reading.input_format {
            Some(format) => format,
            None => beginning.recognise::<F>(given)?,
        };
        if !given.is_empty() && matches!(format, InputFormat::Ndjson | InputFormat::Json) {
            return Err(Unreadable::new(format!(
                "`{name}` is JSON, which has no columns; leave out `--column`"
            )));
        }
        watch.note(&name, format);
        let is_file = beginning.head.starts_with(ARROW_FILE);
        Ok(match format {
            InputFormat::Ndjson => {
                let chunks = Chunks::new(beginning.head, beginning.rest);
                Self::Rows(Stream::lines(name, chunks).watched(watch))
            }
            InputFormat::Json => Self::Documents(name, beginning.read_all("row")?),
            InputFormat::Csv => {
                beginning.read_first_lines()?;
                let Beginning { head, rest, .. } = beginning;
                let csv = Csv::open(&name, head, rest, given)?;
                Self::Rows(Stream::csv(name, csv).watched(watch))
            }
            InputFormat::Parquet => {
                let file = beginning.into_file()?;
                let batches = Stream::abreast(name, |name| open_parquet(name, file, given))?;
                Self::Rows(batches.watched(watch))
            }
            InputFormat::Arrow if is_file => {
                let file = beginning.into_file()?;
                let batches = Stream::batches(name, |name| open_arrow_file(name, file, given))?;
                Self::Rows(batches.watched(watch))
            }
            InputFormat::Arrow => {
                let bytes = beginning.into_bytes();
                let batches = Stream::batches(name, |name| open_arrow_stream(name, bytes, given))?;
                Self::Rows(batches.watched(watch))
            }
        })
    }
}

impl<F: Field> Listing<F> {
    /// Asks a database.
    pub(crate) fn ask(
        address: &Address,
        query: &str,
        reading: &Reading,
    ) -> Result<Self, Unreadable> {
        let name = address.to_string();
        let failed = |error| cannot_read(&name, &error);
        let rest = reading.watch.only_once(|| ask(address, query), failed)?;
        let mut beginning = Beginning { name, head: Vec::new(), rest, file: None };
        beginning.read_first_lines()?;
        let Beginning { name, head, rest, .. } = beginning;
        let csv = Csv::open(&name, head, rest, &reading.columns)?;
        Ok(Self::Rows(Stream::csv(name, csv)))
    }
}

/// Entries that stand in an array, or one a line.
pub(crate) enum Entries {
    /// All of the array, as it is written.
    Array(Vec<u8>),
    Lines(Chunks),
}

/// Opens a file of entries, packed or not, and says what it is called.
pub(crate) fn open_entries(path: &Path) -> Result<(String, Entries), Unreadable> {
    let beginning = Beginning::read(path, &Watch::default())?;
    let name = beginning.name.clone();
    if beginning.head.trim_ascii_start().starts_with(b"[") {
        return Ok((name, Entries::Array(beginning.read_all("entry")?)));
    }
    Ok((name, Entries::Lines(Chunks::new(beginning.head, beginning.rest))))
}

impl Beginning {
    /// Opens a file and unpacks it, and reads its first bytes.
    fn read(path: &Path, watch: &Watch) -> Result<Self, Unreadable> {
        let (name, mut rest, file): (String, Box<dyn Read + Send>, _) = if path == Path::new("-") {
            let name = String::from("standard input");
            let failed = |error| cannot_read(&name, &error);
            let rest = watch.only_once(|| Ok(Box::new(io::stdin())), failed)?;
            (name, rest, None)
        } else {
            let name = path.display().to_string();
            let open = || {
                let file = File::open(path)?;
                let again = if file.metadata()?.is_file() { Some(file.try_clone()?) } else { None };
                Ok((file, again))
            };
            let (file, again) = open().map_err(|error| cannot_read(&name, &error))?;
            watch.begin(again.as_ref());
            (name, Box::new(file), again)
        };
        let failed = |error: io::Error| cannot_read(&name, &error);
        let head = read_head(&mut rest).map_err(failed)?;
        let mut beginning = Self { name: name.clone(), head, rest, file };
        if is_packed(&beginning.head) {
            let packed = beginning.head.clone();
            let mut rest = unpack(&packed, beginning.into_bytes()).map_err(failed)?;
            let head = read_head(&mut rest).map_err(failed)?;
            beginning = Self { name: name.clone(), head, rest, file: None };
        }
        if beginning.head.starts_with(BYTE_ORDER_MARK) {
            beginning.head.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(beginning)
    }

    /// Finds out what the file is: by its first bytes, then as text.
    fn recognise<F: Field>(
        &mut self,
        given: &[(String, String)],
    ) -> Result<InputFormat, Unreadable> {
        refuse(&self.name, &self.head)?;
        if self.head.starts_with(PARQUET) {
            return Ok(InputFormat::Parquet);
        }
        if self.head.starts_with(ARROW_FILE) || self.head.starts_with(ARROW_MESSAGE) {
            return Ok(InputFormat::Arrow);
        }
        let has_lines = self.read_first_lines()?;
        if let Some(error) = api_error(&self.head) {
            let name = &self.name;
            return Err(Unreadable::new(format!(
                "`{name}` is no ledger but an error that the API answered ({error}); fetch it again"
            )));
        }
        Ok(if holds_lines(&self.head, has_lines) {
            InputFormat::Ndjson
        } else if Csv::is_header::<F>(&self.head, given) {
            InputFormat::Csv
        } else {
            InputFormat::Json
        })
    }

    /// Reads until two whole lines are there, of which the first is not blank, or the end, or too much. Answers whether
    /// there are two.
    fn read_first_lines(&mut self) -> Result<bool, Unreadable> {
        let mut chunk = vec![0; 64 << 10];
        loop {
            if memchr::memchr_iter(b'\n', self.head.trim_ascii_start()).nth(1).is_some() {
                return Ok(true);
            }
            if self.head.len() > MAX_LINE_BYTES {
                return Ok(false);
            }
            let count =
                self.rest.read(&mut chunk).map_err(|error| cannot_read(&self.name, &error))?;
            if count == 0 {
                return Ok(false);
            }
            self.head.extend_from_slice(chunk.get(..count).unwrap_or_default());
        }
    }

    /// All bytes of a document.
    fn read_all(self, unit: &str) -> Result<Vec<u8>, Unreadable> {
        let Self { name, head: mut bytes, rest, .. } = self;
        let limit =
            MAX_DOCUMENT_BYTES.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let read = rest.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| cannot_read(&name, &error))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_DOCUMENT_BYTES {
            return Err(Unreadable::new(format!(
                "`{name}` is a JSON document beyond {} MB; give one {unit} a line instead",
                MAX_DOCUMENT_BYTES >> 20
            )));
        }
        Ok(bytes)
    }

    fn into_bytes(self) -> Box<dyn Read + Send> {
        Box::new(io::Cursor::new(self.head).chain(self.rest))
    }

    /// The file, or a nameless one with the same bytes where they come from a pipe or were packed: formats that are
    /// read from their end need one.
    fn into_file(mut self) -> Result<File, Unreadable> {
        let name = self.name.clone();
        let failed = |error: io::Error| cannot_read(&name, &error);
        let mut file = match self.file.take() {
            Some(file) => file,
            None => {
                let mut file = tempfile::tempfile().map_err(failed)?;
                io::copy(&mut self.into_bytes(), &mut file).map_err(failed)?;
                file
            }
        };
        file.rewind().map_err(failed)?;
        Ok(file)
    }
}

pub(crate) fn cannot_read(name: &str, error: &io::Error) -> Unreadable {
    Unreadable::new(format!("`{name}` could not be read: {}", reason(error)))
}

/// Reads enough to tell formats with a signature from text.
fn read_head(bytes: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(16).read_to_end(&mut head)?;
    Ok(head)
}

/// Refuses what is plainly something else, by name.
fn refuse(name: &str, head: &[u8]) -> Result<(), Unreadable> {
    if is_packed(head) {
        return Err(Unreadable::new(format!("`{name}` is packed twice; unpack it once")));
    }
    let kinds: [(&[u8], &str); 5] = [
        (b"PARE", "an encrypted Parquet file; decrypt it first"),
        (b"PK\x03\x04", "a zip archive or a spreadsheet; export it as CSV"),
        (b"BZh", "packed by bzip2; unpack it first"),
        (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
        (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    ];
    match kinds.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, kind)) => Err(Unreadable::new(format!("`{name}` is {kind}"))),
        None => Ok(()),
    }
}

/// The code and message of an error that was saved where rows were asked for (SignSecure API reference, List Credit
/// Transactions).
fn api_error(text: &[u8]) -> Option<String> {
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(text).ok()?;
    let said = |key: &str| body.get(key)?.as_str();
    let (code, message) = (said("code")?, said("message")?);
    let holds_rows = ["id", "items"].iter().any(|key| body.contains_key(*key));
    (!holds_rows).then(|| format!("{code}: {message}"))
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
        Some(first) => {
            is_row(first)
                || (has_lines && second.is_some_and(is_row))
                || (first.len() > MAX_LINE_BYTES && !is_document(first))
        }
    }
}

/// Whether a line that is too long for a row is the beginning of a document.
fn is_document(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let page = line.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let keys: [&[u8]; 2] = [b"\"items\"", b"\"pageInfo\""];
    line.starts_with(b"[") || page.is_some_and(|page| keys.iter().any(|key| page.starts_with(key)))
}
