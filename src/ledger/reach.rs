//! How far listings reach: what one that runs newest first ends with, it may have in common with those before it.

use crate::time::Instant;

/// The newest rows of the listings so far.
///
/// An export that was made later, and is listed newest first like the one before it, comes down to the newest row of that
/// one where the two overlap, and goes on with rows that both have.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The newest rows of the listings before the present one, in order.
    before: Vec<Instant>,
    /// The newest row of the present listing.
    newest: Option<Instant>,
    /// Its first row, and its last one so far.
    ends: Option<(Instant, Instant)>,
    /// To the newest row of which listing before it has come down.
    met: Option<Instant>,
}

impl Reach {
    /// Goes on behind listings of an earlier check, by their newest rows.
    pub(super) fn going_on(before: Vec<Instant>) -> Self {
        Self { before, ..Self::default() }
    }

    /// The newest rows of all listings, each once and in order.
    pub(super) fn newest(&self) -> Vec<Instant> {
        let mut newest = self.before.clone();
        if let Some(own) = self.newest
            && let Err(place) = newest.binary_search(&own)
        {
            newest.insert(place, own);
        }
        newest
    }

    /// Begins a listing.
    pub(super) fn begin(&mut self) {
        *self = Self::going_on(self.newest());
    }

    /// Takes the next row, and answers whether it is where the listing has nothing of its own.
    pub(super) fn is_common(&mut self, at: Instant, again: bool) -> bool {
        let falls = self.ends.is_some_and(|(first, last)| first >= last && last >= at);
        if again && falls && self.before.binary_search(&at).is_ok() {
            self.met = self.met.max(Some(at));
        }
        self.go_on(at, at, at);
        self.met >= Some(at)
    }

    /// Takes rows of which none stood before: the first, the last and the newest of them.
    pub(super) fn go_on(&mut self, first: Instant, last: Instant, newest: Instant) {
        self.ends = Some((self.ends.map_or(first, |(first, _)| first), last));
        self.newest = self.newest.max(Some(newest));
    }

    /// Whether the present listing may come down to rows before it: as far as it is known, it falls and begins later.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn may_meet(&self) -> bool {
        let falls = |(first, last)| first >= last && self.before.first() <= Some(&first);
        !self.before.is_empty() && self.ends.is_none_or(falls)
    }
}
