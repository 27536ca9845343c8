//! Values by texts, for folds over many wallets.

use super::key::Key;
use super::table::Table;

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
    table: Table<T>,
    batch: Vec<Key>,
    guesses: Vec<u32>,
}

impl<T> Default for ByText<T> {
    fn default() -> Self {
        Self { table: Table::default(), batch: Vec::new(), guesses: Vec::new() }
    }
}

impl<T: Default> ByText<T> {
    /// The number of each text; a new one gets the next.
    pub fn numbers<'t>(
        &mut self,
        texts: impl Iterator<Item = Option<&'t str>>,
        numbers: &mut Vec<Option<u32>>,
    ) {
        self.batch.clear();
        self.batch.extend(texts.map(Key::of_some));
        self.table.guess(self.batch.iter().copied(), &mut self.guesses);
        numbers.clear();
        for (key, guess) in self.batch.iter().copied().zip(self.guesses.iter().copied()) {
            let number = (key != Key::NONE).then(|| self.table.number_near(key, guess, T::default));
            numbers.push(number);
        }
    }

    /// The value of a text by its number, to be changed.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.table.get_mut(number)
    }

    /// The value of a text by its number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.table.get(number)
    }

    /// All values, by their numbers.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.table.values().map(|(_, value)| value)
    }

    /// All values, by their numbers.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.table.into_values()
    }
}
