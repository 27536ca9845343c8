//! What was paid for an envelope so far, as far as it matters to what is due next.

/// The most rates that are charged once for an envelope: one bit each, but for the highest.
pub(super) const MAX_ONCE: usize = 63;
/// Set where a flat rate was taken to be paid by a row that names no method, and may be another one of the same price.
pub(super) const UNNAMED: u64 = 1 << MAX_ONCE;
/// The most rates whose price for one more unit depends on the units before it.
pub(super) const MAX_UNEVEN: usize = 4;

/// What was paid for an envelope so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paid {
    pub(super) once: u64,
    pub(super) units: [u16; MAX_UNEVEN],
}

impl Paid {
    /// Notes whether a flat rate was paid by a row that names no method.
    pub(super) const fn note_unnamed(&mut self, is_flat: bool) {
        if is_flat {
            self.once |= UNNAMED;
        }
    }
}
