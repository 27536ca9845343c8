//! Rows in the orders that a listing may have.

use super::made::Entry;
use super::random::Random;

/// The same rows by time either way, and within a second as they were, turned, or anyhow.
pub fn listed(random: &mut Random, rows: &[Entry]) -> Vec<Entry> {
    let mut rows = rows.to_vec();
    match random.below(3) {
        0 => rows.reverse(),
        1 => (1..rows.len()).for_each(|at| rows.swap(at, random.below(at + 1))),
        _ => {}
    }
    let falls = random.one_in(2);
    rows.sort_by_key(|row| if falls { -row.at } else { row.at });
    rows
}
