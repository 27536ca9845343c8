//! Which rows are taken together: those of one instant that follow each other in a listing, however it is cut into parts.

use super::part::{Part, Stored};
use crate::time::Instant;

/// How many rows are taken together at most.
const MAX_TOGETHER: u16 = 4_096;

impl Stored {
    /// How many rows before the next one are taken together with it.
    pub(super) fn run_of_next(&self, next: Instant) -> u16 {
        let more = self.run.saturating_add(1);
        if self.created_at == next && more < MAX_TOGETHER { more } else { 0 }
    }
}

impl Part {
    /// Takes the first rows together with those that the parts before end with, if they are of the same instant; answers
    /// the row that all of them end with now.
    pub(super) fn follow_run(&mut self, before: Option<Stored>) -> Option<Stored> {
        let mut before = before.filter(|_| !self.begins_listing);
        for row in &mut self.rows {
            let last = before.filter(|last| last.created_at == row.created_at);
            let Some(last) = last else { break };
            row.run = last.run_of_next(row.created_at);
            before = Some(*row);
        }
        self.rows.last().copied().or(before)
    }

    /// How many of the first rows are taken together with those that an earlier part ended with.
    pub(super) fn lead(&self) -> u32 {
        let run = |row: &Stored| u32::from(row.run);
        let first = self.rows.first().map_or(0, run);
        let goes_on = |(number, row): &(u32, &Stored)| run(row) == first.saturating_add(*number);
        let lead = (0..).zip(&self.rows).take_while(|row| first > 0 && goes_on(row)).count();
        u32::try_from(lead).unwrap_or(u32::MAX)
    }

    /// From which row on those of the next part may be taken together with these.
    pub(super) fn tail(&self) -> u32 {
        let last = u32::try_from(self.rows.len().saturating_sub(1)).unwrap_or(u32::MAX);
        last.saturating_sub(self.rows.last().map_or(0, |row| row.run.into()))
    }

    /// Whether two rows, of which the first comes first, are taken together.
    pub(super) fn are_together(&self, one: u32, other: u32) -> bool {
        let Some((first, next)) = self.stored(one).zip(self.stored(other)) else { return false };
        let between = u32::from(next.run).checked_sub(first.run.into());
        first.created_at == next.created_at && between == other.checked_sub(one)
    }

    /// At which of some rows those end that are to be taken together with the first so many.
    pub(super) fn end_of_together(&self, rows: &[u32], least: usize) -> usize {
        let least = least.min(rows.len());
        let more = rows.get(least.saturating_sub(1)..).unwrap_or_default().windows(2);
        let together =
            |pair: &&[u32]| matches!(pair, [one, other] if self.are_together(*one, *other));
        least.saturating_add(more.take_while(together).count())
    }
}
