//! What a check has no room for: records put away by their keys, and had back when a key comes up again.

use crate::error::Error;

/// Who is given records with their keys, one by one.
pub type Visit<'v> = &'v mut dyn FnMut(u128, &[u8]) -> Result<(), Error>;

/// Where a check puts records away. It is not a cache: what was put there is there until the end.
///
/// The core has no I/O, so a caller brings one that writes to a disk.
pub trait Archive: Send {
    /// Puts one record away. Keys rise from record to record until [`seal`](Self::seal).
    ///
    /// # Errors
    /// When it cannot be written.
    fn put(&mut self, key: u128, record: &[u8]) -> Result<(), Error>;

    /// Ends a run of records with rising keys.
    ///
    /// # Errors
    /// When it cannot be written.
    fn seal(&mut self) -> Result<(), Error>;

    /// Of the records with a key from `first` to `last`, one of those put away last, with its key.
    ///
    /// # Errors
    /// When it cannot be read.
    fn find(&mut self, first: u128, last: u128) -> Result<Option<(u128, Vec<u8>)>, Error>;

    /// Gives every record to `visit`; of those with one key the one put away last comes last, or alone.
    ///
    /// # Errors
    /// When it cannot be read, and what `visit` answers.
    fn each(&mut self, visit: Visit<'_>) -> Result<(), Error>;
}

/// Whether anything is ever put away: a page has no disk, and a module no room for what would do it.
pub(super) const SHELVES: bool = cfg!(not(target_arch = "wasm32"));

/// An archive, and what knows most keys that are not in it.
pub(super) struct Shelf {
    pub(super) archive: Box<dyn Archive>,
    pub(super) filter: Filter,
    filter_bytes: usize,
}

impl Shelf {
    pub(super) fn new(archive: Box<dyn Archive>, filter_bytes: usize) -> Self {
        Self { archive, filter: Filter::default(), filter_bytes }
    }

    /// Puts a record away. Keys rise until [`seal`](Self::seal).
    pub(super) fn put(&mut self, key: u128, record: &[u8]) -> Result<(), Error> {
        if self.filter.words.is_empty() {
            self.filter.words = vec![0; (self.filter_bytes / 8).next_power_of_two().max(1)];
        }
        self.filter.add(key);
        self.archive.put(key, record)
    }

    pub(super) fn seal(&mut self) -> Result<(), Error> {
        self.archive.seal()
    }
}

/// A Bloom filter: what it says is not there is not. Each key has four bits of one word, so that to ask waits
/// for memory once; words are in the order of keys, so that to add a run goes through memory once.
#[derive(Default)]
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    fn place(&self, key: u128) -> (usize, u64) {
        let bit = |at: u32| 1_u64 << (key >> at & 63);
        let beyond = 64_u32.saturating_sub(self.words.len().trailing_zeros());
        let word = ((key >> 64) as u64).unbounded_shr(beyond) as usize;
        (word, bit(16) | bit(22) | bit(33) | bit(39))
    }

    fn add(&mut self, key: u128) {
        let (word, bits) = self.place(key);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bits;
        }
    }

    /// Whether a key may have been added.
    pub(super) fn may_hold(&self, key: u128) -> bool {
        let (word, bits) = self.place(key);
        self.words.get(word).is_some_and(|word| word & bits == bits)
    }
}
