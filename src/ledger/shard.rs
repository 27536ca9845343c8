//! A share of all ids, envelopes and wallets: those whose keys fall into it.
//!
//! What a row means for its id, its wallet and its envelope are three questions with keys of their own, so each
//! is asked of the shard of that key. The shards know nothing of each other, and how many there are changes no
//! report. Within a shard rows come in the order of the ledger.

use super::envelopes::Envelopes;
use super::ids::{Ids, Seen};
use super::key::Key;
use super::pages::Pages;
use super::part::{Part, mark};
use super::rules::{ROWS_AT_ONCE, Rules};
use super::wallets::Wallets;
use crate::error::Error;

/// What became known of a row: the number of its part, its number there, and the mark.
pub(super) type Told = (usize, u32, u8);

#[derive(Default)]
pub(super) struct Shard {
    pub(super) number: u32,
    pub(super) of: u32,
    pub(super) ids: Ids,
    pub(super) envelopes: Envelopes,
    pub(super) wallets: Wallets,
    /// What became known of rows, for the others.
    pub(super) told: Vec<Told>,
    /// Why it cannot go on.
    pub(super) fault: Option<Error>,
    pub(super) rows: Vec<u32>,
}

impl Shard {
    /// Looks for ids that stood before.
    pub(super) fn see(&mut self, parts: &[Part]) {
        let mut rows = core::mem::take(&mut self.rows);
        for (number, part) in parts.iter().enumerate() {
            self.pick(part.ids.iter().map(|entry| entry.id()), &mut rows);
            if let Err(error) = self.see_part(number, part, &rows) {
                self.fault = Some(error);
            }
        }
        self.rows = rows;
    }

    fn see_part(&mut self, number: usize, part: &Part, rows: &[u32]) -> Result<(), Error> {
        let entry = |row: &u32| part.ids.get(usize::try_from(*row).ok()?).copied();
        for rows in rows.chunks(ROWS_AT_ONCE) {
            self.ids.touch(rows.iter().filter_map(entry));
            for row in rows {
                let Some(entry) = entry(row) else { continue };
                match self.ids.see(entry)? {
                    Seen::New => {}
                    Seen::SameRow => self.told.push((number, *row, mark::SAME_ROW)),
                    Seen::OtherRow => self.told.push((number, *row, mark::OTHER_ROW)),
                }
            }
        }
        Ok(())
    }

    /// Books charges and refunds on their envelopes.
    pub(super) fn price(&mut self, parts: &[Part], rules: &Rules<'_>) {
        let mut rows = core::mem::take(&mut self.rows);
        for part in parts {
            if let Some(first) = part.heading.rose_before {
                self.envelopes.judge_risen(rules, first);
            }
            self.pick(part.documents.iter().copied(), &mut rows);
            if let Err(error) = self.envelopes.book_all(rules, part, &rows) {
                self.fault = Some(error);
            }
        }
        self.rows = rows;
    }

    /// Follows the balances of wallets.
    pub(super) fn follow(&mut self, parts: &[Part], rules: &Rules<'_>, pages: &Pages) {
        let mut rows = core::mem::take(&mut self.rows);
        for part in parts {
            let chain = |key: &Key| if *key == Key::NONE { part.unnamed } else { *key };
            self.pick(part.wallets.iter().map(chain), &mut rows);
            self.wallets.take_all(rules, pages, part, &rows);
        }
        self.rows = rows;
    }

    /// Whether it has to put something away.
    pub(super) fn is_short_of_room(&self) -> bool {
        self.ids.is_short_of_room() || self.envelopes.is_short_of_room()
    }

    /// Puts away what has no room, or soon will have none.
    pub(super) fn make_room(&mut self) {
        let put_away = self.ids.join_in().and_then(|()| self.envelopes.join_in());
        if let Err(error) = put_away {
            self.fault = Some(error);
        }
    }

    /// Which rows are of this shard, by their keys.
    fn pick(&self, keys: impl Iterator<Item = Key>, rows: &mut Vec<u32>) {
        rows.clear();
        let mut count = 0_usize;
        for (row, key) in (0_u32..).zip(keys) {
            if count == rows.len() {
                rows.resize(count.saturating_add(ROWS_AT_ONCE), 0);
            }
            // Which shard it is cannot be predicted, so that no branch may depend on it.
            if let Some(next) = rows.get_mut(count) {
                *next = row;
            }
            let own = (key != Key::NONE) & (key.shard(self.of) == self.number);
            count = count.wrapping_add(usize::from(own));
        }
        rows.truncate(count);
    }
}
