//! Ids as fingerprints: fixed in size, so that a set of millions stays small.

use core::hash::{BuildHasherDefault, Hash, Hasher};
use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_128;

use super::Row;

/// Tables grow by doubling. In 64 parts, each of which doubles alone, that never needs a second copy
/// of everything at once.
const PARTS: usize = 64;

/// 128 bits that stand for a text. Two of a hundred million texts share them with a chance of 10^-23.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(u128);

impl Fingerprint {
    pub(super) fn of(text: &str) -> Self {
        Self(xxh3_128(text.as_bytes()))
    }

    fn part(self) -> usize {
        usize::from(u8::try_from(self.0 >> 64 & 63).unwrap_or(0))
    }
}

impl Hash for Fingerprint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::try_from(self.0 & u128::from(u64::MAX)).unwrap_or(0));
    }
}

/// Takes what is already evenly spread as it is.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from texts by their fingerprints.
pub(super) struct ByText<T>(Vec<HashMap<Fingerprint, T, BuildHasherDefault<AsIs>>>);

impl<T> Default for ByText<T> {
    fn default() -> Self {
        Self((0..PARTS).map(|_| HashMap::default()).collect())
    }
}

impl<T> ByText<T> {
    /// The value of a text, made when it is new.
    pub(super) fn entry(&mut self, text: &str, new: impl FnOnce() -> T) -> Option<&mut T> {
        let fingerprint = Fingerprint::of(text);
        let part = self.0.get_mut(fingerprint.part())?;
        Some(part.entry(fingerprint).or_insert_with(new))
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(HashMap::len).fold(0, usize::saturating_add)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(HashMap::values)
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

/// 80 bits of an id and 16 of what the row says, in twelve bytes.
#[derive(Clone, Copy)]
struct Entry {
    id: [u32; 2],
    id_rest: u16,
    contents: u16,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.id_rest == other.id_rest
    }
}

impl Eq for Entry {}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [high, low] = self.id;
        state.write_u64(u64::from(high) << 32 | u64::from(low));
    }
}

/// The ids seen so far.
pub(super) struct Ids(Vec<HashSet<Entry, BuildHasherDefault<AsIs>>>);

impl Default for Ids {
    fn default() -> Self {
        Self((0..PARTS).map(|_| HashSet::default()).collect())
    }
}

impl Ids {
    pub(super) fn see(&mut self, row: &Row<'_>) -> Seen {
        let fingerprint = Fingerprint::of(row.id);
        let word = |shift: u32| u32::try_from(fingerprint.0 >> shift & 0xffff_ffff).unwrap_or(0);
        let half = |value: u64| u16::try_from(value & 0xffff).unwrap_or(0);
        let contents = (row.amount.get() ^ row.balance_after.get().rotate_left(20)).unsigned_abs()
            ^ row.created_at.seconds().unsigned_abs();
        let entry = Entry {
            id: [word(0), word(32)],
            id_rest: half(u64::from(word(96))),
            contents: half(contents ^ contents >> 16 ^ contents >> 32),
        };
        let Some(part) = self.0.get_mut(fingerprint.part()) else { return Seen::New };
        match part.get(&entry) {
            None => {
                part.insert(entry);
                Seen::New
            }
            Some(before) if before.contents == entry.contents => Seen::SameRow,
            Some(_) => Seen::OtherRow,
        }
    }
}
