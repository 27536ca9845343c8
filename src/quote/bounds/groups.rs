//! Signers who may use the same methods, counted.

use super::TooInvolved;
use crate::book::Methods;
use crate::quote::tally::{Order, Tally};

/// How many different sets of methods the signers of an order may be left to choose from.
const MAX_SETS: usize = 10_000;

/// How many signers may use each set of methods, by set; recipients who do not sign are left out.
#[derive(Clone, Debug, Default)]
pub(in crate::quote) struct Groups(Vec<(Methods, u32)>);

impl Groups {
    pub(in crate::quote) fn of(order: &Order<'_>) -> Result<Self, TooInvolved> {
        let mut groups = Self::default();
        for methods in order.signers.iter().filter(|methods| !methods.is_empty()) {
            groups.add(*methods, 1)?;
        }
        Ok(groups)
    }

    /// Counts that many signers more.
    pub(in crate::quote) fn add(&mut self, methods: Methods, more: u32) -> Result<(), TooInvolved> {
        match self.0.binary_search_by_key(&methods, |(methods, _)| *methods) {
            Ok(place) => {
                if let Some((_, count)) = self.0.get_mut(place) {
                    *count = count.saturating_add(more);
                }
            }
            Err(_) if more == 0 => {}
            Err(_) if self.0.len() >= MAX_SETS => return Err(TooInvolved),
            Err(place) => self.0.insert(place, (methods, more)),
        }
        Ok(())
    }

    /// The signers whose method is decided.
    pub(super) fn decided(&self) -> Tally {
        let mut tally = Tally::EMPTY;
        for (methods, count) in self.0.iter().filter(|(methods, _)| methods.len() == 1) {
            methods.numbers().for_each(|number| tally.add(number, *count));
        }
        tally
    }

    /// The sets that other signers may choose from.
    pub(super) fn undecided(&self) -> impl Iterator<Item = (Methods, u32)> {
        self.0.iter().copied().filter(|(methods, _)| methods.len() > 1)
    }
}
