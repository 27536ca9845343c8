//! Ways to share out signers, of which those that are the same to what is still to come are one.

use super::{Set, TooInvolved};

/// How many numbers of users may be kept at once.
const MAX_KEPT: usize = 1 << 22;
/// 2^64 by the golden ratio: keys that are alike go to places far apart.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Ways so far, by what tells them apart.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The key and the amount of each.
    ways: Vec<(u64, i64)>,
    /// The users of each method, way after way.
    users: Vec<u32>,
    /// For each place by a key: the number of its way from 1 on, or 0.
    slots: Vec<u32>,
    /// What brings a key to its place.
    spread: u64,
    /// The users of the way at hand.
    at_hand: Vec<u32>,
}

impl Ways {
    /// One way, in which so many use each of some methods.
    pub(super) fn begin(&mut self, methods: Set, users: &[u32]) -> Result<(), TooInvolved> {
        let count = usize::try_from(Set::BITS.saturating_sub(methods.leading_zeros()));
        self.clear(1, 0);
        self.take_over(users.get(..count.unwrap_or(0)).unwrap_or_default());
        self.keep(0, 0)
    }

    pub(super) fn len(&self) -> usize {
        self.ways.len()
    }

    pub(super) fn at_hand(&self) -> &[u32] {
        &self.at_hand
    }

    /// Takes these for the users of the way at hand.
    pub(super) fn take_over(&mut self, users: &[u32]) {
        self.at_hand.clear();
        self.at_hand.extend_from_slice(users);
    }

    /// Says how many use a method in the way at hand.
    pub(super) fn put(&mut self, number: usize, users: u32) {
        if let Some(own) = self.at_hand.get_mut(number) {
            *own = users;
        }
    }

    /// Makes room for so many ways, by keys of so many bits: a slot for each key if that is not too many.
    pub(super) fn clear(&mut self, most: usize, bits: u32) {
        self.ways.clear();
        self.users.clear();
        self.slots.clear();
        let slots = most.min(MAX_KEPT).saturating_mul(2).next_power_of_two();
        let keys = 1_usize.checked_shl(bits).unwrap_or(usize::MAX);
        self.spread = if keys <= slots { 1 } else { SPREAD };
        self.slots.resize(keys.min(slots), 0);
    }

    pub(super) fn get(&self, place: usize) -> (i64, &[u32]) {
        let count = self.at_hand.len();
        let from = place.saturating_mul(count);
        let users = self.users.get(from..from.saturating_add(count)).unwrap_or_default();
        (self.ways.get(place).map_or(0, |(_, amount)| *amount), users)
    }

    /// Keeps the way at hand unless there is a better one with the same key.
    pub(super) fn keep(&mut self, key: u64, amount: i64) -> Result<(), TooInvolved> {
        let last = self.slots.len().saturating_sub(1);
        let spread = key.wrapping_mul(self.spread);
        let folded = (spread ^ spread.wrapping_shr(32)) & u64::from(u32::MAX);
        let mut slot = usize::try_from(folded).unwrap_or(0) & last;
        loop {
            let kept = self.slots.get_mut(slot).ok_or(TooInvolved)?;
            let place = usize::try_from(*kept).unwrap_or(0).wrapping_sub(1);
            let Some(way) = self.ways.get_mut(place) else {
                self.ways.push((key, amount));
                *kept = u32::try_from(self.ways.len()).unwrap_or(0);
                self.users.extend_from_slice(&self.at_hand);
                return if self.users.len() > MAX_KEPT { Err(TooInvolved) } else { Ok(()) };
            };
            if way.0 == key {
                let count = self.at_hand.len();
                let from = place.saturating_mul(count);
                let users = self.users.get_mut(from..from.saturating_add(count));
                let users = users.unwrap_or_default();
                if amount > way.1 || (amount == way.1 && self.at_hand.as_slice() > users) {
                    way.1 = amount;
                    users.iter_mut().zip(&self.at_hand).for_each(|(kept, new)| *kept = *new);
                }
                return Ok(());
            }
            slot = slot.wrapping_add(1) & last;
        }
    }
}
