//! What the balances of wallets say of rows whose amount may not be theirs.

use super::breaks::{Break, Breaks};
use super::doubt::{Doubt, Gap, MAX_DOUBTS};
use super::finding::Place;
use super::key::Key;
use super::wallets::Wallets;

impl Wallets {
    /// Notes the envelopes of rows that do not follow, as became known with the row at a place.
    pub(super) fn doubt(&mut self, from: Place, wallet: u32) {
        let Some(known) = self.table.get_mut(wallet) else { return };
        for envelope in self.breaks.doubtful.drain(..) {
            if envelope != Key::NONE && known.chain.doubts < MAX_DOUBTS {
                known.chain.doubts = known.chain.doubts.saturating_add(1);
                self.doubts.push(Doubt { envelope, from });
            }
        }
    }

    /// Notes what balances say of a row.
    pub(super) fn note_gap(&mut self, broken: &Break, wallet: u32) {
        let known = self.table.get(wallet).and_then(|wallet| wallet.chain.broken.as_ref());
        if known.is_none_or(|broken| broken.count < MAX_DOUBTS.into()) {
            self.open_gaps.extend(Gap::of(broken));
        }
    }

    /// What balances say of rows, if no more are to come.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let mut gaps = self.open_gaps.clone();
        for (_, wallet) in self.table.values().filter(|(_, wallet)| wallet.chain.aside.is_some()) {
            let mut breaks = Breaks::default();
            wallet.chain.clone().finish(&mut breaks);
            gaps.extend(breaks.list.iter().filter_map(Gap::of));
        }
        gaps
    }
}
