//! Records of CSV (RFC 4180), and where their fields are.

use memchr::memchr_iter;

use crate::lanes::each_of_two;

/// About how long fields and records are, at least.
const FIELD_BYTES: usize = 8;
const RECORD_BYTES: usize = 128;

/// Some records, in the order of the file.
pub(crate) struct Records {
    pub(super) text: Result<String, Vec<u8>>,
    /// Where each field ends in the text.
    pub(super) ends: Vec<u32>,
    pub(super) records: Vec<Extent>,
    /// What parts the fields in the text, where they stand as in the file.
    pub(super) delimiter: Option<u8>,
    /// Whether the last record ended only because the file did: no line break follows it, or its last quote is open.
    pub(super) unended: bool,
    /// The records before which lines were skipped, and how many.
    pub(super) skips: Vec<(usize, u64)>,
    /// It is not known on which lines they are.
    pub(super) is_lost: bool,
}

/// The fields of one record.
#[derive(Clone, Copy)]
pub(super) struct Texts<'r> {
    text: &'r str,
    first: usize,
    ends: &'r [u32],
    gap: usize,
}

impl<'r> Texts<'r> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(super) fn field(&self, place: usize) -> Option<&'r str> {
        let end = |place: usize| usize::try_from(*self.ends.get(place)?).ok();
        let from = match place.checked_sub(1) {
            None => self.first,
            Some(before) => end(before)?.checked_add(self.gap)?,
        };
        self.text.get(from..end(place)?)
    }
}

/// Where a record is.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) text: usize,
    pub(super) ends: usize,
    /// `None` for a record that is not kept: it is too long, or its last quote is open.
    pub(super) fields: Option<usize>,
}

impl Records {
    /// Finds the fields of lines in which nothing is quoted.
    pub(super) fn split(&mut self) {
        let (Some(delimiter), true) = (self.delimiter, self.records.is_empty()) else { return };
        let text = core::mem::replace(&mut self.text, Err(Vec::new()));
        let bytes = text.map_or_else(core::convert::identity, String::into_bytes);
        self.ends.reserve(bytes.len() / FIELD_BYTES);
        self.records.reserve(bytes.len() / RECORD_BYTES);
        let (mut from, mut first, mut blank) = (0, 0, 0_u64);
        each_of_two(&bytes, delimiter, b'\n', |at, is_delimiter| {
            if is_delimiter {
                self.ends.push(short(at));
                return;
            }
            let line = bytes.get(from..at).unwrap_or_default();
            let end = at.saturating_sub(usize::from(line.last() == Some(&b'\r')));
            if end > from {
                if blank > 0 {
                    self.skips.push((self.records.len(), core::mem::take(&mut blank)));
                }
                self.ends.push(short(end));
                let fields = self.ends.len().saturating_sub(first);
                self.records.push(Extent { text: from, ends: first, fields: Some(fields) });
                first = self.ends.len();
            } else {
                blank = blank.saturating_add(1);
            }
            from = at.saturating_add(1);
        });
        if blank > 0 {
            self.skips.push((self.records.len(), blank));
        }
        self.text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes);
    }

    /// The text that the fields are pieces of, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref().ok()
    }

    /// The same, to be kept.
    pub(super) fn into_text(self) -> Option<String> {
        self.text.ok()
    }

    /// The records before which lines were skipped, and how many; none when that is not known.
    pub(super) fn skips(&self) -> Option<&[(usize, u64)]> {
        (!self.is_lost).then_some(&self.skips)
    }

    pub(crate) fn len(&self) -> usize {
        match &self.text {
            Err(lines) if self.delimiter.is_some() && self.records.is_empty() => {
                memchr_iter(b'\n', lines).count()
            }
            _ => self.records.len(),
        }
    }

    /// How many fields a record has, none when it is not kept.
    pub(crate) fn fields(&self, record: usize) -> Option<usize> {
        self.records.get(record)?.fields
    }

    /// Where the fields of a record are, when all of them are texts.
    #[inline]
    pub(super) fn texts(&self, record: usize) -> Option<Texts<'_>> {
        let extent = self.records.get(record)?;
        Some(Texts {
            text: self.text()?,
            first: extent.text,
            ends: self.ends.get(extent.ends..)?.get(..extent.fields?)?,
            gap: usize::from(self.delimiter.is_some()),
        })
    }

    /// A field of a record; `None` when there is none or it is no text.
    pub(crate) fn field(&self, record: usize, place: usize) -> Option<&str> {
        let extent = self.records.get(record)?;
        if place >= extent.fields? {
            return None;
        }
        let at = extent.ends.checked_add(place)?;
        let from = match place {
            0 => extent.text,
            _ => {
                let before = *self.ends.get(at.checked_sub(1)?)?;
                usize::try_from(before).ok()?.checked_add(usize::from(self.delimiter.is_some()))?
            }
        };
        let end = usize::try_from(*self.ends.get(at)?).ok()?;
        match &self.text {
            Ok(text) => text.get(from..end),
            Err(bytes) => str::from_utf8(bytes.get(from..end)?).ok(),
        }
    }
}

/// A place in the text of some records, which is far shorter than what a place can say.
pub(super) fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
