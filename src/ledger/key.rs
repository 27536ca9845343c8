//! Texts as keys: fixed in size, so that a set of millions stays small.

use xxhash_rust::xxh3::xxh3_128;

/// The bit that keys of texts have and keys of numbers do not.
const OF_TEXT: u64 = 1 << 32;

/// 128 bits that stand for a text. It is not a checksum against intent: who chooses texts can choose two with one key.
///
/// Two of a hundred million texts share a key with a chance of 10^-23.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(pub(super) u128);

impl Key {
    /// The key of no text.
    pub(super) const NONE: Self = Self(0);

    pub(super) fn of(text: &str) -> Self {
        Self(xxh3_128(text.as_bytes()) | OF_TEXT as u128)
    }

    /// Whether a key with this half is that of a text, and not of a number.
    pub(crate) const fn is_of_text(half: u64) -> bool {
        half & OF_TEXT != 0
    }

    pub(super) fn of_some(text: Option<&str>) -> Self {
        text.map_or(Self::NONE, Self::of)
    }

    /// The key of something that has a number from 1 on and no text.
    pub(super) fn of_number(number: u32) -> Self {
        Self(u128::from(number))
    }

    /// The key of two numbers, of which the first is a small one and the second is not below 0.
    pub(super) fn of_numbers(small: usize, large: i64) -> Self {
        let small = u64::try_from(small).unwrap_or(0);
        Self((large.unsigned_abs() << 8 | small).into())
    }

    /// The half by which a table knows it.
    pub(crate) const fn half(self) -> u64 {
        self.0 as u64
    }

    /// Where the search for it begins in a table of so many slots, which are a power of two.
    pub(super) const fn home(self, slots: usize) -> usize {
        self.0 as usize & slots.wrapping_sub(1)
    }

    /// What tells it from others that have the same home.
    pub(super) const fn tag(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Which of so many shards it belongs to.
    pub(crate) const fn shard(self, shards: u32) -> u32 {
        shard_of(self.half(), shards)
    }
}

/// Which of so many shards a key belongs to, by its half.
pub(super) const fn shard_of(half: u64, shards: u32) -> u32 {
    ((half >> 32).wrapping_mul(shards as u64) >> 32) as u32
}
