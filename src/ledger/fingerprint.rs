//! Ids as fingerprints: fixed in size, so that a set of millions stays small.
//!
//! The tables are made for one thing: a look-up waits for memory once. Slots lie side by side, a search
//! goes from one to the next, and a slot holds all that a search has to see. Rows come in batches, and
//! the slots of a batch are looked at once before any is used: so the waiting for all of them overlaps.

use xxhash_rust::xxh3::xxh3_128;

use super::Row;

/// How many slots a table has at first; always a power of two.
const FIRST_SLOTS: usize = 1_024;

/// 128 bits that stand for a text. Two of a hundred million texts share them with a chance of 10^-23.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fingerprint([u32; 4]);

impl Fingerprint {
    fn of(text: &str) -> Self {
        let hash = xxh3_128(text.as_bytes());
        let word = |shift: u32| u32::try_from(hash >> shift & 0xffff_ffff).unwrap_or(0);
        Self([word(0), word(32), word(64), word(96)])
    }
}

/// Where the search for a fingerprint begins.
fn home(word: u32, slots: usize) -> usize {
    usize::try_from(word).unwrap_or(0) & slots.wrapping_sub(1)
}

/// Whether another entry would fill a table so far that searches get long.
fn is_full(filled: usize, slots: usize) -> bool {
    filled.saturating_mul(4) >= slots.saturating_mul(3)
}

/// Values of texts, numbered in the order in which the texts came, for folds over many wallets.
///
/// It is not a map: texts are kept as fingerprints of 128 bits, and cannot be had back. Texts are looked up
/// many at a time, so that the waiting for one's memory overlaps with that for the next ones'.
///
/// ```
/// use sealquote::ledger::ByText;
/// let (mut sums, mut numbers) = (ByText::<u64>::default(), Vec::new());
/// sums.numbers([Some("w1"), None, Some("w2"), Some("w1")].into_iter(), &mut numbers);
/// assert_eq!(numbers, [Some(0), None, Some(1), Some(0)]);
/// *sums.get_mut(1).unwrap() += 5;
/// assert_eq!(sums.values().copied().collect::<Vec<_>>(), [0, 5]);
/// ```
#[derive(Debug)]
pub struct ByText<T> {
    /// A part of the fingerprint, and the number counted from 1; 0 is an empty slot.
    slots: Vec<[u32; 2]>,
    values: Vec<(Fingerprint, T)>,
    batch: Vec<Fingerprint>,
}

impl<T> Default for ByText<T> {
    fn default() -> Self {
        Self { slots: vec![[0; 2]; FIRST_SLOTS], values: Vec::new(), batch: Vec::new() }
    }
}

impl<T: Default> ByText<T> {
    /// The number of each text; a new one gets the next.
    pub fn numbers<'t>(
        &mut self,
        texts: impl Iterator<Item = Option<&'t str>> + Clone,
        numbers: &mut Vec<Option<u32>>,
    ) {
        let mut batch = core::mem::take(&mut self.batch);
        batch.clear();
        batch.extend(texts.clone().flatten().map(Fingerprint::of));
        let slots = self.slots.len();
        let first = |Fingerprint([first, ..]): &Fingerprint| self.slots.get(home(*first, slots));
        let warm = batch.iter().filter_map(first).fold(0, |warm, [_, number]| warm ^ number);
        core::hint::black_box(warm);
        let mut fingerprints = batch.iter();
        numbers.clear();
        numbers.extend(texts.map(|text| {
            text.and_then(|_| fingerprints.next()).map(|fingerprint| self.number_of(*fingerprint))
        }));
        self.batch = batch;
    }

    fn number_of(&mut self, fingerprint: Fingerprint) -> u32 {
        if is_full(self.values.len(), self.slots.len()) {
            self.grow();
        }
        let Fingerprint([first, tag, ..]) = fingerprint;
        let mut place = home(first, self.slots.len());
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        while let Some(slot) = self.slots.get_mut(place) {
            let Some(number) = slot[1].checked_sub(1) else {
                *slot = [tag, next.saturating_add(1)];
                self.values.push((fingerprint, T::default()));
                break;
            };
            let known = usize::try_from(number).ok().and_then(|at| self.values.get(at));
            if slot[0] == tag && known.is_some_and(|(known, _)| *known == fingerprint) {
                return number;
            }
            place = place.wrapping_add(1) & self.slots.len().wrapping_sub(1);
        }
        next
    }

    fn grow(&mut self) {
        let mut slots = vec![[0; 2]; self.slots.len().saturating_mul(2)];
        for (number, (Fingerprint([first, tag, ..]), _)) in (1_u32..).zip(&self.values) {
            let mut place = home(*first, slots.len());
            while slots.get(place).is_some_and(|slot| slot[1] != 0) {
                place = place.wrapping_add(1) & slots.len().wrapping_sub(1);
            }
            if let Some(slot) = slots.get_mut(place) {
                *slot = [*tag, number];
            }
        }
        self.slots = slots;
    }

    /// The value of a text by its number, to be changed.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let place = usize::try_from(number).ok()?;
        self.values.get_mut(place).map(|(_, value)| value)
    }

    /// The value of a text by its number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&T> {
        let place = usize::try_from(number).ok()?;
        self.values.get(place).map(|(_, value)| value)
    }

    /// All values, by their numbers.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter().map(|(_, value)| value)
    }

    /// All values, by their numbers.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.values.into_iter().map(|(_, value)| value)
    }
}

/// Whether an id was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    /// The whole row was.
    SameRow,
    /// Its id was, in a row that says something else.
    OtherRow,
}

/// 80 bits of an id and 16 of what the row says, in twelve bytes; all zeros is an empty slot.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Entry {
    id: [u32; 2],
    id_rest: u16,
    contents: u16,
}

impl Entry {
    fn of(row: &Row<'_>) -> Self {
        let Fingerprint([first, second, third, _]) = Fingerprint::of(row.id);
        let half = |value: u64| u16::try_from(value & 0xffff).unwrap_or(0);
        let contents = (row.amount.get() ^ row.balance_after.get().rotate_left(20)).unsigned_abs()
            ^ row.created_at.seconds().unsigned_abs();
        Self {
            id: [first, second],
            // Never zero, so that no entry looks like an empty slot.
            id_rest: half(u64::from(third)) | 1,
            contents: half(contents ^ contents >> 16 ^ contents >> 32),
        }
    }

    fn is_empty(self) -> bool {
        self.id_rest == 0
    }

    fn has_id_of(self, other: Self) -> bool {
        self.id == other.id && self.id_rest == other.id_rest
    }
}

/// The ids seen so far.
pub(super) struct Ids {
    slots: Vec<Entry>,
    filled: usize,
    batch: Vec<Entry>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { slots: vec![Entry::default(); FIRST_SLOTS], filled: 0, batch: Vec::new() }
    }
}

impl Ids {
    /// Whether each row's id was seen before.
    pub(super) fn see_all<'r>(
        &mut self,
        rows: impl Iterator<Item = &'r Row<'r>>,
        seen: &mut Vec<Seen>,
    ) {
        let mut batch = core::mem::take(&mut self.batch);
        batch.clear();
        batch.extend(rows.map(Entry::of));
        let first = |entry: &Entry| self.slots.get(home(entry.id[0], self.slots.len()));
        let warm = batch.iter().filter_map(first).fold(0, |warm, slot| warm ^ slot.id_rest);
        core::hint::black_box(warm);
        seen.clear();
        seen.extend(batch.iter().map(|entry| self.see(*entry)));
        self.batch = batch;
    }

    fn see(&mut self, entry: Entry) -> Seen {
        if is_full(self.filled, self.slots.len()) {
            let slots = vec![Entry::default(); self.slots.len().saturating_mul(2)];
            let old = core::mem::replace(&mut self.slots, slots);
            for entry in old.into_iter().filter(|entry| !entry.is_empty()) {
                insert(&mut self.slots, entry);
            }
        }
        match insert(&mut self.slots, entry) {
            None => {
                self.filled = self.filled.saturating_add(1);
                Seen::New
            }
            Some(before) if before.contents == entry.contents => Seen::SameRow,
            Some(_) => Seen::OtherRow,
        }
    }
}

/// Puts an entry in, unless there is one of the same id, which is answered.
fn insert(slots: &mut [Entry], entry: Entry) -> Option<Entry> {
    let mask = slots.len().wrapping_sub(1);
    let mut place = home(entry.id[0], slots.len());
    loop {
        let slot = slots.get_mut(place)?;
        if slot.is_empty() {
            *slot = entry;
            return None;
        }
        if slot.has_id_of(entry) {
            return Some(*slot);
        }
        place = place.wrapping_add(1) & mask;
    }
}
