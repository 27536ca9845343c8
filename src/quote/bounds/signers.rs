//! One signer after the other, where many may choose among different methods: of all ways that are the same to every curve
//! the best is kept.
//!
//! Methods one by one need to know of every set of methods how many have to use it, and of those there are too many then.

use super::layers::Layers;
use super::{Choices, Part, Set, TooInvolved, count, numbers};

impl Choices {
    /// Goes through the signers in order, in so many steps at most, when one more may choose among `more`, if that is any.
    pub(super) fn go_by_signers(&mut self, more: Set, work: usize) -> Result<(), TooInvolved> {
        let Layers { from, to, best, methods, .. } = &mut self.layers;
        let (parts, mut left) = (self.parts.as_slice(), work);
        from.begin(*methods, &self.least)?;
        let one_more = (more, u32::from(more != 0));
        for (methods, signers) in self.groups.iter().chain([&one_more]) {
            for _ in 0..*signers {
                let most = from.len().saturating_mul(numbers(*methods).count());
                let steps = most.saturating_mul(parts.len().saturating_add(1));
                left = left.checked_sub(steps).ok_or(TooInvolved)?;
                to.clear(most, u64::BITS);
                for place in 0..from.len() {
                    let (amount, users) = from.get(place);
                    to.take_over(users);
                    for number in numbers(*methods) {
                        let before = users.get(number).copied().unwrap_or(0);
                        to.put(number, before.saturating_add(1));
                        let price = self.prices.get(number).copied().unwrap_or(0);
                        // Where nothing tells ways apart none is taken for the same as another.
                        let key = key(parts, to.at_hand())
                            .unwrap_or(u64::try_from(to.len()).unwrap_or(0));
                        to.keep(key, amount.wrapping_add(price))?;
                        to.put(number, before);
                    }
                }
                core::mem::swap(from, to);
            }
        }
        for place in 0..from.len() {
            let (amount, users) = from.get(place);
            best.take_over(users);
            let amounts = parts.iter().map(|part| part.curve.amount(count(users, part.methods)));
            best.keep(0, amounts.fold(amount, i64::wrapping_add))?;
        }
        Ok(())
    }
}

/// What of some users makes a difference to curves, unless that is too much for a key.
fn key(parts: &[Part], users: &[u32]) -> Option<u64> {
    let (mut key, mut shift) = (0, 0_u32);
    for part in parts.iter().filter(|part| part.least == 0) {
        key |= u64::from(count(users, part.methods).min(part.most)).wrapping_shl(shift);
        shift = shift.saturating_add(Set::BITS.saturating_sub(part.most.leading_zeros()));
    }
    (shift <= u64::BITS).then_some(key)
}
