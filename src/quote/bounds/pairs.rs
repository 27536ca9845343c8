//! Up to four methods with prices of their own, and one group of signers: two methods together, the other two, and then all.
//!
//! All methods are at a corner but one, as in [`search`](super::search): so of two methods one is, for any number of
//! signers that use one of both. Packages have many corners, and then that is far less than to go method by method.

use super::curve::times;
use super::{Choices, OfMethods, Part, Set, TooInvolved};

const MOST_STEPS: u32 = 10_000_000;
/// Below all that is possible, and so far from the end that four ways can be added.
const IMPOSSIBLE: Way = -(1 << 62);
/// What is left of 64 bits then.
const SPARE_BITS: u32 = 5;

/// A way: its amount, and in three digits below that how many use the first method, one of the first two, and the third.
/// The greatest of those with the same amount is the one that uses earlier methods.
type Way = i64;

struct Pairs<'c> {
    parts: &'c [Part],
    prices: &'c OfMethods<i64>,
    least: OfMethods<u32>,
    signers: u32,
    /// How many bits a digit has.
    digit: u32,
    /// The bits of all amounts.
    bits: u64,
}

/// What a method comes to by how many of the signers use it.
struct Method {
    one: Set,
    least: u32,
    ways: Vec<Way>,
}

impl Choices {
    /// Takes the best way, where it is found in fewer steps so than method by method.
    pub(super) fn go_by_pairs(&mut self, more: Set) -> Result<(), TooInvolved> {
        let [(group, signers)] = *self.groups.as_slice() else {
            return Err(TooInvolved);
        };
        let signers = signers.saturating_add(u32::from(more == group));
        let mut corners = 0_u32;
        for part in &self.parts {
            if (part.methods & self.layers.methods).count_ones() > 1 {
                return Err(TooInvolved);
            }
            corners = u32::try_from(part.curve.corners.len()).unwrap_or(0).saturating_add(corners);
        }
        let by_method = corners.saturating_add(4).saturating_pow(4) / 16;
        let steps = corners.saturating_add(16).saturating_mul(signers);
        if group.count_ones() > 4 || steps > by_method.min(MOST_STEPS) {
            return Err(TooInvolved);
        }
        let digit = u32::BITS.wrapping_sub(signers.leading_zeros());
        let mut pairs = Pairs {
            parts: &self.parts,
            prices: &self.prices,
            least: self.least,
            signers,
            digit,
            bits: 0,
        };
        if more != group
            && let Some(least) = place(more).and_then(|number| pairs.least.get_mut(number))
        {
            *least = least.saturating_add(1);
        }
        pairs.find(group);
        if pairs.bits.leading_zeros() < digit.saturating_mul(3).saturating_add(SPARE_BITS) {
            return Err(TooInvolved);
        }
        self.layers.best.begin(self.layers.methods, &pairs.least)
    }
}

/// The number of the first of some methods.
fn place(methods: Set) -> Option<usize> {
    usize::try_from(methods.trailing_zeros()).ok()
}

impl Pairs<'_> {
    /// Adds the signers to the least of each method, as is best.
    fn find(&mut self, mut left: Set) {
        let mut methods = left;
        let (first, second) = (self.pair(&mut left, 2), self.pair(&mut left, 0));
        let (mut best, mut both) = (IMPOSSIBLE, 0_i64);
        for (one, other) in first.iter().zip(second.iter().rev()) {
            best = best.max(one.wrapping_add(*other).wrapping_add(both));
            both = both.wrapping_add(1_i64.wrapping_shl(self.digit));
        }
        let mut digit = || {
            let digit = best & 1_i64.wrapping_shl(self.digit).wrapping_sub(1);
            best = best.wrapping_shr(self.digit);
            u32::try_from(digit).unwrap_or(0)
        };
        let (three, both, one) = (digit(), digit(), digit());
        let four = self.signers.wrapping_sub(both).wrapping_sub(three);
        for more in [one, both.wrapping_sub(one), three, four] {
            if let Some(users) = place(methods).and_then(|number| self.least.get_mut(number)) {
                *users = users.saturating_add(more);
            }
            methods &= methods.wrapping_sub(1);
        }
    }

    /// The best of the next two methods for each number of signers.
    fn pair(&mut self, left: &mut Set, digit: u32) -> Vec<Way> {
        let one = self.method(left, 1_i64.wrapping_shl(self.digit.wrapping_mul(digit)));
        let other = self.method(left, 0);
        let signers = usize::try_from(self.signers).unwrap_or(0);
        let mut best = vec![IMPOSSIBLE; signers.saturating_add(1)];
        self.try_corners(&one, &other.ways, &mut best);
        self.try_corners(&other, &one.ways, &mut best);
        best
    }

    /// The next method; without one, nobody uses it.
    fn method(&mut self, left: &mut Set, each: i64) -> Method {
        let one = *left & left.wrapping_neg();
        *left ^= one;
        let number = place(one).unwrap_or(0);
        let price = self.prices.get(number).copied().unwrap_or(0);
        let least = self.least.get(number).copied().unwrap_or(0);
        let above = self.digit.wrapping_mul(3);
        let mut ways = Vec::new();
        let mut more = 0_i64;
        for users in least..=least.saturating_add(if one == 0 { 0 } else { self.signers }) {
            let mut amount = times(price, users);
            for part in self.parts.iter().filter(|part| part.methods & one != 0) {
                amount = amount.wrapping_add(part.curve.amount(users));
            }
            self.bits |= amount.unsigned_abs();
            ways.push(amount.wrapping_shl(above).wrapping_add(more));
            more = more.wrapping_add(each);
        }
        Method { one, least, ways }
    }

    /// Every corner of a method with every number of another.
    fn try_corners(&self, method: &Method, other: &[Way], best: &mut [Way]) {
        let mut corner = |at: u32| {
            let corner = usize::try_from(at.wrapping_sub(method.least)).unwrap_or(usize::MAX);
            let (Some(way), Some(best)) = (method.ways.get(corner), best.get_mut(corner..)) else {
                return;
            };
            for (best, other) in best.iter_mut().zip(other) {
                *best = (*best).max(way.wrapping_add(*other));
            }
        };
        corner(method.least);
        for part in self.parts.iter().filter(|part| part.methods & method.one != 0) {
            part.curve.corners.iter().for_each(|at| corner(*at));
        }
    }
}
