//! Whole amounts of a book's unit, and the range in which every platform agrees on them.

use core::fmt;
use serde::{Serialize, Serializer};

use crate::message::{Piece, message};

/// The largest amount and the largest count: 2^53 - 1, beyond which JavaScript numbers skip values.
pub const MAX: i64 = 9_007_199_254_740_991;

/// A whole number of the book's unit (credits), from -(2^53 - 1) to 2^53 - 1.
///
/// It is not a sum of money and has no currency. Prices are never below zero; balances may be.
/// Every operation is checked: a result out of range is `None`, never a wrong number.
///
/// ```
/// use sealquote::Amount;
/// let flat = Amount::new(10).unwrap();
/// assert_eq!(flat.checked_mul(3), Amount::new(30));
/// assert_eq!(Amount::MAX.checked_add(flat), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);
    /// The largest amount, 2^53 - 1.
    pub const MAX: Self = Self(MAX);

    /// The amount, or `None` when it is out of range.
    #[must_use]
    pub const fn new(value: i64) -> Option<Self> {
        if value >= -MAX && value <= MAX { Some(Self(value)) } else { None }
    }

    /// The amount as a plain number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or `None` when it is out of range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::new)
    }

    /// The difference, or `None` when it is out of range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::new)
    }

    /// The amount taken `count` times, or `None` when that is out of range.
    #[must_use]
    pub fn checked_mul(self, count: u64) -> Option<Self> {
        let count = i64::try_from(count).ok()?;
        // With 64 bits between them the product is 2^62 or more. WebAssembly has no wide multiplication,
        // and a check after the fact would call a routine for one.
        let bits = |whole: i64| i64::BITS.saturating_sub(whole.unsigned_abs().leading_zeros());
        if bits(self.0).saturating_add(bits(count)) >= i64::BITS {
            return None;
        }
        Self::new(self.0.wrapping_mul(count))
    }
}

impl Piece for Amount {
    fn add_to(&self, text: &mut String) {
        self.0.add_to(text);
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message![*self])
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, MAX};

    #[test]
    fn range_ends_at_the_safe_integers() {
        assert_eq!(Amount::new(MAX), Some(Amount::MAX));
        assert_eq!(Amount::new(MAX + 1), None);
        assert_eq!(Amount::new(-MAX - 1), None);
        assert_eq!(Amount::MAX.checked_add(Amount(1)), None);
        assert_eq!(Amount(-MAX).checked_sub(Amount(1)), None);
        assert_eq!(Amount::MAX.checked_mul(2), None);
        assert_eq!(Amount(2).checked_mul(u64::MAX), None);
        assert_eq!(Amount::MAX.checked_mul(1), Some(Amount::MAX));
    }
}
