//! Whether ids stand twice: exactly, in as much memory as is given.
//!
//! An id is kept as 112 bits of its key: of a hundred million different ids two agree in these with a chance of
//! 10^-18. What has no room is put away in sorted runs; a filter knows nearly every id that is not there, and the
//! few that it does not are looked for. So each row is judged when it comes, whatever the memory.

use super::archive::{Archive, SHELVES, Shelf};
use super::key::Key;
use super::table::{FIRST_SLOTS, is_full};
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
const ENTRY_BYTES: usize = size_of::<Entry>();

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

    /// Where the search for it begins: in the order of entries, so that a full table is nearly sorted.
    fn home(self, slots: usize) -> usize {
        (self.0 >> 64 >> (64_u32.saturating_sub(slots.trailing_zeros()))) as usize
    }
}

/// The ids seen so far.
pub(super) struct Ids {
    slots: Vec<Entry>,
    filled: usize,
    most_slots: usize,
    shelf: Option<Shelf>,
    is_spilled: bool,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            slots: vec![Entry::default(); FIRST_SLOTS],
            filled: 0,
            most_slots: usize::MAX,
            shelf: None,
            is_spilled: false,
        }
    }
}

impl Ids {
    /// Ids that take this much memory at most: half of it for those at hand, half to know those put away.
    pub(super) fn within(bytes: usize, archive: Box<dyn Archive>) -> Self {
        let half = (bytes / 2).max(FIRST_SLOTS.saturating_mul(ENTRY_BYTES));
        let floor = |count: usize| 1_usize.checked_shl(count.ilog2()).unwrap_or(usize::MAX);
        Self {
            most_slots: floor(half / ENTRY_BYTES),
            shelf: Some(Shelf::new(archive, floor(half))),
            ..Self::default()
        }
    }

    /// Looks at where the search for ids begins, so that its memory is at hand.
    pub(super) fn touch(&self, entries: impl Iterator<Item = Entry>) {
        let slots = self.slots.len();
        let filter =
            self.shelf.as_ref().filter(|_| SHELVES && self.is_spilled).map(|shelf| &shelf.filter);
        let warm = entries.fold(0, |warm, entry| {
            let held = filter.is_some_and(|filter| filter.may_hold(entry.id().0));
            warm ^ self.slots.get(entry.home(slots)).map_or(0, |slot| slot.0) ^ u128::from(held)
        });
        core::hint::black_box(warm);
    }

    /// Whether an id was seen before.
    pub(super) fn see(&mut self, entry: Entry) -> Result<Seen, Error> {
        let place = match self.search(entry) {
            Ok(before) => return Ok(entry.compare(before)),
            Err(place) => place,
        };
        if SHELVES
            && self.is_spilled
            && let Some(shelf) = &mut self.shelf
            && shelf.filter.may_hold(entry.id().0)
            && let Some((before, _)) = shelf.archive.find(entry.id().0, entry.0 | CONTENTS)?
        {
            return Ok(entry.compare(Entry(before)));
        }
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = entry;
        }
        self.filled = self.filled.saturating_add(1);
        if is_full(self.filled, self.slots.len()) {
            self.make_room()?;
        }
        Ok(Seen::New)
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
        if let Some(shelf) = &mut self.shelf {
            shelf.archive.each(&mut |key, _| visit(key))?;
        }
        self.slots.iter().filter(|entry| entry.0 != 0).try_for_each(|entry| visit(entry.0))
    }

    /// The entry of the same id, or the slot where it would be.
    fn search(&self, entry: Entry) -> Result<Entry, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = entry.home(self.slots.len());
        loop {
            match self.slots.get(place) {
                Some(slot) if slot.0 == 0 => return Err(place),
                Some(slot) if (slot.0 ^ entry.0) <= CONTENTS => return Ok(*slot),
                Some(_) => place = place.wrapping_add(1) & mask,
                None => return Err(place),
            }
        }
    }

    fn make_room(&mut self) -> Result<(), Error> {
        if SHELVES && self.slots.len() >= self.most_slots && self.shelf.is_some() {
            return self.spill();
        }
        self.grow();
        Ok(())
    }

    /// Doubles the table where it lies, so that there are never two of them: entries are put together in their order,
    /// and from the last to the first they move to where they belong, which is never before where they are.
    fn grow(&mut self) {
        let count = self.slots.len().saturating_mul(2);
        self.slots.retain(|entry| entry.0 != 0);
        sort_nearly_sorted(&mut self.slots);
        let mut next = 0_usize;
        let places: Vec<usize> = self
            .slots
            .iter()
            .map(|entry| {
                let place = next.max(entry.home(count));
                next = place.saturating_add(1);
                place
            })
            .collect();
        self.slots.resize(count, Entry::default());
        let mut beyond = Vec::new();
        for (number, place) in places.into_iter().enumerate().rev() {
            let entry = self.slots.get_mut(number).map(core::mem::take).unwrap_or_default();
            match self.slots.get_mut(place) {
                Some(slot) => *slot = entry,
                None => beyond.push(entry),
            }
        }
        for entry in beyond {
            if let Err(place) = self.search(entry)
                && let Some(slot) = self.slots.get_mut(place)
            {
                *slot = entry;
            }
        }
    }

    /// Puts all entries at hand away, in their order.
    fn spill(&mut self) -> Result<(), Error> {
        let Some(shelf) = &mut self.shelf else { return Ok(()) };
        let mut entries: Vec<Entry> = core::mem::take(&mut self.slots);
        let slots = entries.len();
        entries.retain(|entry| entry.0 != 0);
        sort_nearly_sorted(&mut entries);
        shelf.put(entries.iter().map(|entry| (entry.0, [].as_slice())))?;
        entries.clear();
        entries.resize(slots, Entry::default());
        (self.slots, self.filled, self.is_spilled) = (entries, 0, true);
        Ok(())
    }
}

/// Sorts what lies near its place: those that wrapped around the end of a table are the only ones that do not.
fn sort_nearly_sorted(entries: &mut [Entry]) {
    let wrapped = entries.windows(2).take(FIRST_SLOTS).position(|pair| match pair {
        [one, other] => one.0 >> 127 == 1 && other.0 >> 127 == 0,
        _ => false,
    });
    entries.rotate_left(wrapped.map_or(0, |place| place.saturating_add(1)));
    for end in 1..entries.len() {
        let mut place = end;
        while let Some(before) = place.checked_sub(1)
            && entries.get(before) > entries.get(place)
        {
            entries.swap(before, place);
            place = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Ids, Seen};

    /// Through every growth of a table each entry stays, also those that wrap around its end.
    #[test]
    fn finds_every_entry_after_growing() {
        let mut ids = Ids::default();
        let entry = |number: u128| {
            let crowded = if number.is_multiple_of(3) { u128::MAX << 64 } else { 0 };
            Entry(
                (number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) | crowded) << 16
                    | 1,
            )
        };
        for number in 1..6_000 {
            assert_eq!(ids.see(entry(number)).unwrap(), Seen::New, "{number}");
            for before in [1, number / 2 + 1, number] {
                assert_eq!(ids.see(entry(before)).unwrap(), Seen::SameRow, "{before} of {number}");
            }
        }
        assert_eq!(ids.see(Entry(entry(77).0 ^ 2)).unwrap(), Seen::OtherRow);
    }
}
