//! How many lines of a CSV file are no records of their own: blank ones, and those that a quoted field goes over.

use memchr::memchr_iter;

/// Counts line breaks in what a parser of records consumed.
#[derive(Debug, Default)]
pub(super) struct Skipped {
    /// Lines before the record at hand, beside one for each record.
    before: u64,
    /// Line breaks in the record at hand.
    within: u64,
    has_begun: bool,
    last_byte: u8,
    /// The record before ended by a carriage return, to which a line feed may belong.
    is_returned: bool,
    /// Lines end otherwise than by line feeds.
    pub(super) is_lost: bool,
}

impl Skipped {
    /// Takes the bytes that were consumed for a record, some at a time.
    pub(super) fn take(&mut self, mut bytes: &[u8]) {
        let Some((first, rest)) = bytes.split_first() else { return };
        self.last_byte = bytes.last().copied().unwrap_or(*first);
        if core::mem::take(&mut self.is_returned) {
            self.is_lost |= *first != b'\n';
            bytes = if *first == b'\n' { rest } else { bytes };
        }
        let ends_line = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let blank = if self.has_begun { 0 } else { bytes.iter().take_while(ends_line).count() };
        let (blank, own) = bytes.split_at_checked(blank).unwrap_or((bytes, &[]));
        self.before = self.before.saturating_add(breaks(blank));
        self.has_begun |= !own.is_empty();
        self.within = self.within.saturating_add(breaks(own));
    }

    /// Ends a record, and answers how many lines were skipped before it.
    pub(super) fn end_record(&mut self) -> u64 {
        let within = self.within.saturating_sub(u64::from(self.last_byte == b'\n'));
        self.is_returned = self.last_byte == b'\r';
        (self.within, self.has_begun) = (0, false);
        core::mem::replace(&mut self.before, within)
    }

    /// Ends the header, which is no record.
    pub(super) fn end_header(&mut self) {
        let before = self.end_record();
        self.before = self.before.saturating_add(before);
    }

    /// Says that whole lines follow, and answers how many were skipped before them and whether their first byte still
    /// belongs to the line before.
    pub(super) fn end_records(&mut self, next: Option<&u8>) -> (u64, bool) {
        let belongs = core::mem::take(&mut self.is_returned) && next == Some(&b'\n');
        (core::mem::take(&mut self.before), belongs)
    }
}

fn breaks(bytes: &[u8]) -> u64 {
    u64::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u64::MAX)
}
