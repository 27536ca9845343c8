//! Values by keys.
//!
//! The tables are made for one thing: a look-up waits for memory once. Slots lie side by side, a search
//! goes from one to the next, and a slot holds all that a search has to see. Keys come in batches, and
//! the slots of a batch are looked at once before any is used: so the waiting for all of them overlaps.

use super::key::Key;

/// How many slots a table has at first; always a power of two.
pub(super) const FIRST_SLOTS: usize = 1_024;

/// Whether another entry would fill a table so far that searches get long.
pub(super) fn is_full(filled: usize, slots: usize) -> bool {
    filled.saturating_mul(4) >= slots.saturating_mul(3)
}

/// Looks at memory that will be needed, of which these values are parts: the waiting for one overlaps with that for the
/// others. A page's rows are few enough to be at hand.
pub(super) fn look_at(values: impl Iterator<Item = u64>) {
    if cfg!(not(target_arch = "wasm32")) {
        core::hint::black_box(values.fold(0, |all, value| all ^ value));
    }
}

/// Values, numbered in the order in which their keys came.
#[derive(Debug)]
pub(crate) struct Table<T> {
    /// A part of the key, and the number counted from 1; 0 is an empty slot.
    slots: Vec<[u32; 2]>,
    values: Vec<Known<T>>,
}

/// A value with its key, from the beginning of a cache line on: what begins in the middle of one waits for two.
#[derive(Debug)]
#[repr(C, align(64))]
struct Known<T> {
    key: Key,
    value: T,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: vec![[0; 2]; FIRST_SLOTS], values: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Finds the numbers that keys seem to have, `u32::MAX` where none does, and looks at what is there, so that its
    /// memory is at hand: all waiting for the one overlaps, and then all for the other.
    pub(crate) fn guess(&self, keys: impl Iterator<Item = Key> + Clone, guesses: &mut Vec<u32>) {
        let (count, mask) = (self.slots.len(), self.slots.len().wrapping_sub(1));
        guesses.clear();
        if cfg!(target_arch = "wasm32") {
            guesses.resize(keys.count(), u32::MAX);
            return;
        }
        let first = |key: Key| self.slots.get(key.home(count));
        look_at(keys.clone().filter_map(first).map(|[_, number]| u64::from(*number)));
        guesses.extend(keys.map(|key| {
            let mut place = key.home(count);
            loop {
                match self.slots.get(place) {
                    Some([tag, number]) if *tag != key.tag() && *number != 0 => {
                        place = place.wrapping_add(1) & mask;
                    }
                    found => return found.map_or(0, |[_, number]| *number).wrapping_sub(1),
                }
            }
        }));
        look_at(guesses.iter().filter_map(|number| Some(self.key(*number)?.half())));
    }

    /// The number of a key, which may be as guessed.
    pub(super) fn find_near(&self, key: Key, guess: u32) -> Option<u32> {
        if self.key(guess) == Some(key) { Some(guess) } else { self.find(key) }
    }

    /// The number of a key, which may be as guessed, or the next one when the key is new.
    pub(crate) fn number_near(&mut self, key: Key, guess: u32, new: impl FnOnce() -> T) -> u32 {
        if self.key(guess) == Some(key) { guess } else { self.number_of(key, new) }
    }

    /// The number of a key, or the slot where it would be.
    fn search(&self, key: Key) -> Result<u32, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = key.home(self.slots.len());
        loop {
            let Some([tag, number]) = self.slots.get(place) else { return Err(place) };
            let Some(number) = number.checked_sub(1) else { return Err(place) };
            if *tag == key.tag() && self.key(number) == Some(key) {
                return Ok(number);
            }
            place = place.wrapping_add(1) & mask;
        }
    }

    pub(super) fn find(&self, key: Key) -> Option<u32> {
        self.search(key).ok()
    }

    /// The value of a key of which only the half is known.
    pub(super) fn find_half(&self, half: u64) -> Option<&T> {
        let (wanted, mask) = (Key(half.into()), self.slots.len().wrapping_sub(1));
        let mut place = wanted.home(self.slots.len());
        loop {
            let [tag, number] = self.slots.get(place)?;
            let known = self.values.get(usize::try_from(number.checked_sub(1)?).ok()?);
            match known {
                Some(known) if *tag == wanted.tag() && known.key.half() == half => {
                    return Some(&known.value);
                }
                _ => place = place.wrapping_add(1) & mask,
            }
        }
    }

    /// The number of a key, which is the next one when the key is new: then `new` says what its value is.
    pub(crate) fn number_of(&mut self, key: Key, new: impl FnOnce() -> T) -> u32 {
        match self.search(key) {
            Ok(number) => number,
            Err(_) if is_full(self.values.len(), self.slots.len()) => {
                self.lay_out(self.slots.len().saturating_mul(2));
                self.number_of(key, new)
            }
            Err(place) => {
                let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                if let Some(slot) = self.slots.get_mut(place) {
                    *slot = [key.tag(), next.saturating_add(1)];
                }
                self.values.push(Known { key, value: new() });
                next
            }
        }
    }

    fn lay_out(&mut self, count: usize) {
        self.slots.clear();
        self.slots.resize(count, [0; 2]);
        let mask = count.wrapping_sub(1);
        for (number, known) in (1_u32..).zip(&self.values) {
            let mut place = known.key.home(count);
            while self.slots.get(place).is_some_and(|slot| slot[1] != 0) {
                place = place.wrapping_add(1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(place) {
                *slot = [known.key.tag(), number];
            }
        }
    }

    /// Takes the values out that `goes` names; what stays is numbered anew.
    pub(super) fn take_out(&mut self, mut goes: impl FnMut(&mut T) -> bool) -> Vec<(Key, T)> {
        let gone = self.values.extract_if(.., |known| goes(&mut known.value));
        let gone = gone.map(|known| (known.key, known.value)).collect();
        self.lay_out(self.slots.len());
        gone
    }

    pub(super) fn key(&self, number: u32) -> Option<Key> {
        self.values.get(usize::try_from(number).ok()?).map(|known| known.key)
    }

    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(usize::try_from(number).ok()?).map(|known| &known.value)
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.values.get_mut(usize::try_from(number).ok()?).map(|known| &mut known.value)
    }

    /// All values, by their numbers.
    pub(super) fn values(&self) -> impl Iterator<Item = (Key, &T)> {
        self.values.iter().map(|known| (known.key, &known.value))
    }

    /// All values, by their numbers, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (&Key, &mut T)> {
        self.values.iter_mut().map(|known| (&known.key, &mut known.value))
    }

    /// All values, by their numbers.
    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.values.into_iter().map(|known| known.value)
    }
}
