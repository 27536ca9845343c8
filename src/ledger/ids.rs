//! Whether ids stand twice: exactly, in as much memory as is given.
//!
//! An id is kept as 112 bits of its key: of a hundred million different ids two agree in these with a chance of
//! 10^-18. What has no room is put away in sorted runs; a filter knows nearly every id that is not there, and the
//! few that it does not are looked for. So each row is judged when it comes, whatever the memory. Where the search for
//! an id begins, its part of the filter lies beside it: to ask both waits for memory once.

use super::archive::{Archive, SHELVES};
use super::key::Key;
use super::table::{FIRST_SLOTS, look_at};
use super::transaction::Row;
use crate::error::Error;

/// Whether an id was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    /// The whole row was.
    SameRow,
    /// Its id was, in a row that says something else.
    OtherRow,
}

/// 112 bits of an id's key and 16 of what the row says; 0 is an empty slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry(pub(super) u128);

/// The bits of an entry that are not its id's.
const CONTENTS: u128 = 0xffff;

impl Entry {
    #[inline]
    pub(super) fn of(row: &Row<'_>) -> Self {
        let contents = (row.amount.get() ^ row.balance_after.get().rotate_left(20)).unsigned_abs()
            ^ row.created_at.seconds().unsigned_abs();
        let contents = contents ^ contents >> 16 ^ contents >> 32;
        Self(Key::of(row.id).0 & !CONTENTS | u128::from(contents) & CONTENTS)
    }

    pub(super) fn id(self) -> Key {
        Key(self.0 & !CONTENTS)
    }

    fn compare(self, before: Self) -> Seen {
        if self == before { Seen::SameRow } else { Seen::OtherRow }
    }

    /// The line in which the search for it begins: in the order of entries, so that a full table is nearly sorted.
    fn home(self, lines: usize) -> usize {
        ((self.0 >> 64) as u64).unbounded_shr(64_u32.saturating_sub(lines.trailing_zeros()))
            as usize
    }
}

/// How many entries are in one cache line, and how many words of a filter; where nothing is put away there is none.
const LINE_ENTRIES: usize = if SHELVES { 2 } else { 4 };
const FILTER_WORDS: usize = if SHELVES { 4 } else { 0 };
const LINE_BYTES: usize = size_of::<Line>();

/// What is had from memory together.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
struct Line {
    entries: [Entry; LINE_ENTRIES],
    /// A Bloom filter of the ids whose search begins here: what it says was not here was not.
    filter: [u64; FILTER_WORDS],
}

impl Line {
    /// The bits of an id, one in each word, of those that say nothing of its line or its shard.
    fn bits(entry: Entry) -> impl Iterator<Item = u64> {
        [16, 22, 33, 39].into_iter().map(move |from| 1 << (entry.0 >> from & 63))
    }

    fn note(&mut self, entry: Entry) {
        self.filter.iter_mut().zip(Self::bits(entry)).for_each(|(word, bit)| *word |= bit);
    }

    fn may_have_held(&self, entry: Entry) -> bool {
        self.filter.iter().zip(Self::bits(entry)).all(|(word, bit)| word & bit != 0)
    }

    fn is_full(&self) -> bool {
        self.entries.last().is_some_and(|last| last.0 != 0)
    }
}

/// The ids seen so far.
pub(super) struct Ids {
    /// A power of two.
    lines: Vec<Line>,
    filled: usize,
    most_lines: usize,
    archive: Option<Box<dyn Archive>>,
    is_spilled: bool,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            lines: vec![Line::default(); FIRST_SLOTS / LINE_ENTRIES],
            filled: 0,
            most_lines: usize::MAX,
            archive: None,
            is_spilled: false,
        }
    }
}

impl Ids {
    /// Ids that take this much memory at most: half of it for those at hand, half to know those put away.
    pub(super) fn within(bytes: usize, archive: Box<dyn Archive>) -> Self {
        let most_lines = (bytes / LINE_BYTES).max(FIRST_SLOTS / LINE_ENTRIES);
        Self {
            most_lines: 1_usize.checked_shl(most_lines.ilog2()).unwrap_or(usize::MAX),
            archive: Some(archive),
            ..Self::default()
        }
    }

    /// Looks at where the search for ids begins, so that its memory is at hand.
    pub(super) fn touch(&self, entries: impl Iterator<Item = Entry>) {
        let lines = self.lines.len();
        let first = |entry: Entry| self.lines.get(entry.home(lines))?.entries.first();
        look_at(entries.filter_map(first).map(|first| first.0 as u64));
    }

    /// Whether an id was seen before.
    pub(super) fn see(&mut self, entry: Entry) -> Result<Seen, Error> {
        let (line, place) = match self.search(entry) {
            Ok(before) => return Ok(entry.compare(before)),
            Err(place) => place,
        };
        let home = entry.home(self.lines.len());
        if SHELVES
            && self.is_spilled
            && self.lines.get(home).is_some_and(|line| line.may_have_held(entry))
            && let Some(archive) = &mut self.archive
            && let Some((before, _)) = archive.find(entry.id().0, entry.0 | CONTENTS)?
        {
            return Ok(entry.compare(Entry(before)));
        }
        if let Some(home) = self.lines.get_mut(home) {
            home.note(entry);
        }
        self.put(line, place, entry);
        self.filled = self.filled.saturating_add(1);
        // Beyond ten in sixteen, searches get long. What then has to put entries away waits a little for others.
        if self.is_filled(if self.has_to_spill() { 12 } else { 10 }) {
            self.make_room()?;
        }
        Ok(Seen::New)
    }

    /// Whether so many in sixteen slots are filled.
    fn is_filled(&self, sixteenths: usize) -> bool {
        let slots = self.lines.len().saturating_mul(LINE_ENTRIES);
        self.filled.saturating_mul(16) >= slots.saturating_mul(sixteenths)
    }

    /// Whether it may not grow any more.
    fn has_to_spill(&self) -> bool {
        SHELVES && self.lines.len() >= self.most_lines && self.archive.is_some()
    }

    /// Whether entries are to be put away.
    pub(super) fn is_short_of_room(&self) -> bool {
        self.has_to_spill() && self.is_filled(10)
    }

    /// Puts entries away if that will be needed soon: others do it now.
    pub(super) fn join_in(&mut self) -> Result<(), Error> {
        if self.has_to_spill() && self.is_filled(9) { self.spill() } else { Ok(()) }
    }

    fn put(&mut self, line: usize, place: usize, entry: Entry) {
        if let Some(slot) = self.lines.get_mut(line).and_then(|line| line.entries.get_mut(place)) {
            *slot = entry;
        }
    }

    /// Puts an entry of an earlier check back.
    pub(super) fn put_back(&mut self, entry: Key) -> Result<(), Error> {
        self.see(Entry(entry.0)).map(|_| ())
    }

    /// Gives every entry.
    pub(super) fn each(
        &mut self,
        visit: &mut dyn FnMut(u128) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(archive) = &mut self.archive {
            archive.each(&mut |key, _| visit(key))?;
        }
        entries(&self.lines).try_for_each(|entry| visit(entry.0))
    }

    /// The entry of the same id, or the line and the place in it where it would be.
    #[inline]
    fn search(&self, entry: Entry) -> Result<Entry, (usize, usize)> {
        let mask = self.lines.len().wrapping_sub(1);
        let mut number = entry.home(self.lines.len());
        loop {
            let Some(line) = self.lines.get(number) else { return Err((number, 0)) };
            for (place, slot) in line.entries.iter().enumerate() {
                if slot.0 == 0 {
                    return Err((number, place));
                }
                if (slot.0 ^ entry.0) <= CONTENTS {
                    return Ok(*slot);
                }
            }
            number = number.wrapping_add(1) & mask;
        }
    }

    fn make_room(&mut self) -> Result<(), Error> {
        if self.has_to_spill() {
            return self.spill();
        }
        let count = self.lines.len();
        // A table that is to be as large as it may be is made so at once, lest two of them be nearly that large.
        let is_near = count.saturating_mul(4) >= self.most_lines;
        let more = if is_near { self.most_lines } else { count.saturating_mul(2) };
        let before = core::mem::replace(&mut self.lines, vec![Line::default(); more]);
        for entry in entries(&before) {
            if let Some(home) = self.lines.get_mut(entry.home(more)) {
                home.note(entry);
            }
            if let Err((line, place)) = self.search(entry) {
                self.put(line, place, entry);
            }
        }
        Ok(())
    }

    /// Puts all entries at hand away, in their order.
    fn spill(&mut self) -> Result<(), Error> {
        let Some(archive) = &mut self.archive else { return Ok(()) };
        // Of a line that is full, entries may have gone on to the next, from the last to the first.
        let (mut group, mut wrapped) = (Vec::new(), Vec::new());
        for (number, line) in self.lines.iter().enumerate() {
            for entry in entries(core::slice::from_ref(line)) {
                let is_wrapped = entry.home(self.lines.len()) > number;
                if is_wrapped { &mut wrapped } else { &mut group }.push(entry);
            }
            if !line.is_full() {
                put_in_order(&mut group, archive.as_mut())?;
            }
        }
        group.append(&mut wrapped);
        put_in_order(&mut group, archive.as_mut())?;
        archive.seal()?;
        self.lines.iter_mut().for_each(|line| line.entries = Default::default());
        (self.filled, self.is_spilled) = (0, true);
        Ok(())
    }
}

fn put_in_order(group: &mut Vec<Entry>, archive: &mut dyn Archive) -> Result<(), Error> {
    group.sort_unstable();
    group.drain(..).try_for_each(|entry| archive.put(entry.0, &[]))
}

fn entries(lines: &[Line]) -> impl Iterator<Item = Entry> {
    lines.iter().flat_map(|line| line.entries).filter(|entry| entry.0 != 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::archive::{Archive, Visit};
    use super::{Entry, Ids, Seen};
    use crate::error::Error;

    /// An archive that asks for keys that rise.
    #[derive(Default)]
    struct Rising {
        all: BTreeMap<u128, Vec<u8>>,
        last: u128,
    }

    impl Archive for Rising {
        fn put(&mut self, key: u128, record: &[u8]) -> Result<(), Error> {
            assert!(key > self.last, "{key:x} after {:x}", self.last);
            self.last = key;
            self.all.insert(key, record.to_vec());
            Ok(())
        }

        fn seal(&mut self) -> Result<(), Error> {
            self.last = 0;
            Ok(())
        }

        fn find(&mut self, first: u128, last: u128) -> Result<Option<(u128, Vec<u8>)>, Error> {
            Ok(self.all.range(first..=last).next().map(|(key, record)| (*key, record.clone())))
        }

        fn each(&mut self, visit: Visit<'_>) -> Result<(), Error> {
            self.all.iter().try_for_each(|(key, record)| visit(*key, record))
        }
    }

    fn entry(number: u128) -> Entry {
        let crowded = if number.is_multiple_of(3) { u128::MAX << 64 } else { 0 };
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        Entry((spread | crowded) << 16 | 1)
    }

    /// What is put away is put away in order, also what wraps around the end of a table, and is known afterwards.
    #[test]
    fn puts_entries_away_in_their_order() {
        let mut ids = Ids::within(0, Box::<Rising>::default());
        for number in 1..6_000 {
            assert_eq!(ids.see(entry(number)).unwrap(), Seen::New, "{number}");
            for before in [1, number / 2 + 1, number] {
                assert_eq!(ids.see(entry(before)).unwrap(), Seen::SameRow, "{before} of {number}");
            }
        }
        let mut count = 0;
        ids.each(&mut |_| {
            count += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(count, 5_999);
    }

    /// Through every growth of a table each entry stays, also those that wrap around its end.
    #[test]
    fn finds_every_entry_after_growing() {
        let mut ids = Ids::default();
        for number in 1..6_000 {
            assert_eq!(ids.see(entry(number)).unwrap(), Seen::New, "{number}");
            for before in [1, number / 2 + 1, number] {
                assert_eq!(ids.see(entry(before)).unwrap(), Seen::SameRow, "{before} of {number}");
            }
        }
        assert_eq!(ids.see(Entry(entry(77).0 ^ 2)).unwrap(), Seen::OtherRow);
    }
}
