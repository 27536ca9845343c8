//! Signature methods as the price sees them: one bit a method.

/// The most methods that the rates of one version may name.
pub const MAX_METHODS: usize = 32;

/// The most signers an envelope may have.
pub const MAX_SIGNERS: usize = 100_000;

/// A set of signature methods of one version: what a signer may use, or what a rate is for.
///
/// It is not a list of names and means nothing without its version, which numbers the methods in the
/// order of their first mention. The empty set is a recipient who does not sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Methods(u32);

impl Methods {
    /// No method at all.
    pub const NONE: Self = Self(0);

    /// The method with this number; `None` from [`MAX_METHODS`] on.
    #[must_use]
    pub fn single(number: usize) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        1_u32.checked_shl(number).map(Self)
    }

    /// The set that these bits stand for.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// One bit a method.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The methods of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The methods of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the sets have a method in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every method of the other set is in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is no method in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many methods are in it.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The numbers of its methods, rising.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let number = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            usize::try_from(number).ok().filter(|number| *number < MAX_METHODS)
        })
    }
}
