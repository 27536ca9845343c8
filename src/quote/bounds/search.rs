//! What to try for each method, and in which order.
//!
//! Where signers may change over from one of two methods to the other and back, and neither is at a corner of
//! what it costs, one change does as much good as the other does harm. So the best way is elsewhere; or they are
//! as good as each other, and the earlier one is used until one of them is at a corner. So all methods are
//! at a corner but one for each group of signers, at most. Those take what is left, when the others are known.

use super::layers::Trial;
use super::{Choices, MAX_WORK, Part, Set, TooInvolved, bit, numbers};

/// How many ways to share out the signers can be looked at in the time that one chain of loose methods takes.
const WAYS_PER_CHAIN: usize = 32;
/// What puts a method behind all that have no such key.
const END: u64 = 1 << 44;
/// From how many groups on signers are gone through before methods, where that takes few steps.
const MANY_GROUPS: usize = 5;
const FEW_STEPS: usize = 100_000;

impl Choices {
    /// How many use each method in the best way, when one signer more may choose among `more`, if that is any.
    pub(super) fn search(&mut self, more: Set) -> Result<Vec<u32>, TooInvolved> {
        self.begin(more);
        let is_done = self.go_by_pairs(more).is_ok()
            || (self.groups.len() >= MANY_GROUPS && self.go_by_signers(more, FEW_STEPS).is_ok())
            || self.search_methods(more).is_ok()
            || self.go_by_signers(more, MAX_WORK).is_ok();
        let best = &self.layers.best;
        if is_done && best.len() > 0 { Ok(best.get(0).1.to_vec()) } else { Err(TooInvolved) }
    }

    fn search_methods(&mut self, more: Set) -> Result<(), TooInvolved> {
        let mut longest = self.groups.len();
        // Every number is tried for those that share a curve, but for the last one.
        let mut free = 0;
        if longest > 1 {
            let is_new = more & more.wrapping_sub(1) != 0
                && self.groups.iter().all(|(methods, _)| *methods != more);
            longest = longest.saturating_add(usize::from(is_new));
            for sharing in self.parts.iter().filter_map(|part| part.sharing(self.open)) {
                let last = numbers(sharing).max_by_key(|number| self.layers.key_of(*number));
                free |= sharing & !last.map_or(0, bit);
            }
        }
        // If what looks like less work was not, the other way has the rest.
        let kept = self.layers.work / 4;
        self.layers.work = self.layers.work.saturating_sub(kept);
        let few = longest > 1 && self.ways() <= self.chains(longest, free);
        let tried = self.try_all(few, longest, free);
        self.layers.work = self.layers.work.saturating_add(kept);
        tried.or_else(|_| self.try_all(!few, longest, free))
    }

    /// In how many ways the methods can share the signers, at most.
    fn ways(&self) -> usize {
        let signers = usize::try_from(self.layers.signers).unwrap_or(usize::MAX);
        numbers(self.layers.methods).skip(1).enumerate().fold(1, |ways: usize, (before, _)| {
            let other = before.saturating_add(1);
            let more = ways.saturating_mul(signers.saturating_add(other));
            more.checked_div(other).unwrap_or(more)
        })
    }

    /// How many ways could be looked at instead of all chains of loose methods.
    fn chains(&self, longest: usize, free: Set) -> usize {
        let (mut all, mut longer) = (0, WAYS_PER_CHAIN);
        for (before, _) in numbers(self.loose & !free).enumerate().take(longest) {
            let loose = usize::try_from((self.loose & !free).count_ones()).unwrap_or(0);
            longer = longer.saturating_mul(loose.saturating_sub(before));
            all = longer.saturating_add(all);
        }
        all
    }

    /// First come methods of which it is known how many use them. Then those of a small part come together, so that
    /// few sums have to be told apart on the way; but of methods that share a curve the later ones come first: where
    /// an earlier one is used they are not, or once.
    fn begin(&mut self, more: Set) {
        let layers = &mut self.layers;
        layers.more = more;
        layers.signers = self.signers.saturating_add(u32::from(more != 0));
        layers.best.clear(1, 0);
        layers.methods = self.used | more;
        for part in self.parts.iter_mut().filter(|part| part.least > 0) {
            let one_more = more != 0 && more & !part.methods == 0;
            part.needed = part.least.saturating_add(u32::from(one_more));
            part.most = part.needed;
        }
        for number in numbers(layers.methods) {
            let one = bit(number);
            let mut key = 1 << 38;
            for part in &self.parts {
                let methods = part.methods & layers.methods;
                if methods & one == 0 || methods == one {
                    continue;
                }
                let size = u64::from(methods.count_ones());
                let shared = size.wrapping_shl(32) | u64::from(methods);
                if part.sharing(self.open).is_some() {
                    key = shared;
                    break;
                }
                key = key.min(shared);
            }
            if self.open & one == 0 {
                key = 0;
            }
            if let Some(own) = layers.keys.get_mut(number) {
                *own = key.wrapping_shl(5) | u64::try_from(!number & 31).unwrap_or(0);
            }
        }
    }

    fn try_all(&mut self, every: bool, longest: usize, free: Set) -> Result<(), TooInvolved> {
        if every {
            return self.go_through(Trial { loose: 0, free: Set::MAX });
        }
        let loose = self.loose & !free;
        let longest = usize::try_from(loose.count_ones()).unwrap_or(0).min(longest);
        for length in longest.min(1)..=longest {
            self.try_chains(length, loose, Trial { loose: 0, free })?;
        }
        Ok(())
    }

    /// Goes through the methods with every chain of so many loose ones at the end.
    fn try_chains(&mut self, length: usize, loose: Set, trial: Trial) -> Result<(), TooInvolved> {
        let Some(length) = length.checked_sub(1) else { return self.go_through(trial) };
        let mut left = loose;
        while left != 0 {
            let mut unit = left & left.wrapping_neg();
            // With one group of signers, methods that share a curve are loose together: the last one used of them.
            if self.groups.len() == 1 {
                let sharing = |part: &Part| part.sharing(self.open);
                let mut sharing = self.parts.iter().filter_map(sharing);
                unit = sharing.find(|methods| methods & unit != 0).unwrap_or(unit);
            }
            left &= !unit;
            let trial = Trial { loose: trial.loose | unit, free: trial.free };
            let later = END.wrapping_mul(64_u64.saturating_sub(u64::try_from(length).unwrap_or(0)));
            self.layers.add_to_keys(unit, later);
            self.try_chains(length, loose & !unit, trial)?;
            self.layers.add_to_keys(unit, later.wrapping_neg());
        }
        Ok(())
    }
}
