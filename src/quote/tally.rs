//! Counting an envelope: how many signers use each method, and what a rate makes of that.

use crate::book::{MAX_METHODS, Methods, Per, Rate};

/// What of an envelope the price depends on: a set of methods for each recipient, and two counts.
///
/// It is not an envelope: names and roles are gone. A set of one method is a signer whose method is
/// decided, a larger one a signer who may still choose, the empty one a recipient who does not sign.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The methods each recipient may use.
    pub signers: &'a [Methods],
    /// How many documents there are, up to 2^53 - 1.
    pub documents: u64,
    /// How many megabytes they are, up to 2^53 - 1.
    pub megabytes: u64,
}

impl Order<'_> {
    /// How many units of a rate this comes to, when every signer's method is decided and `used` are all
    /// of them.
    pub(super) fn quantity(&self, rate: &Rate, used: Methods) -> u64 {
        self.units(rate, used, |methods| {
            let counts = |signer: &&Methods| match methods {
                Some(methods) => methods.meets(**signer),
                None => !signer.is_empty(),
            };
            self.signers.iter().filter(counts).count().try_into().unwrap_or(u64::MAX)
        })
    }

    /// How many units of a rate there are, by the methods used and a count of their users.
    pub(super) fn units(
        &self,
        rate: &Rate,
        used: Methods,
        users: impl FnOnce(Option<Methods>) -> u64,
    ) -> u64 {
        if rate.methods.is_some_and(|methods| !methods.meets(used)) {
            return 0;
        }
        match rate.per {
            Per::Envelope => 1,
            Per::Document => self.documents,
            Per::Megabyte => self.megabytes,
            Per::Signer => users(rate.methods),
        }
    }

    /// What the quantity of a rate becomes when one more signer uses one of its methods.
    pub(crate) fn with_one_more(&self, rate: &Rate, quantity: u64) -> u64 {
        match rate.per {
            Per::Envelope => 1,
            Per::Document => self.documents,
            Per::Megabyte => self.megabytes,
            Per::Signer => quantity.saturating_add(1),
        }
    }
}

/// How many signers use each method, once every choice is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) by_method: [u32; MAX_METHODS],
    pub(super) signers: u32,
    pub(super) used: Methods,
}

impl Tally {
    pub(super) const EMPTY: Self =
        Self { by_method: [0; MAX_METHODS], signers: 0, used: Methods::NONE };

    /// Counts `count` signers more who use this one method.
    pub(super) fn add(&mut self, method: usize, count: u32) {
        if let Some(slot) = self.by_method.get_mut(method).filter(|_| count > 0) {
            *slot = slot.saturating_add(count);
            self.signers = self.signers.saturating_add(count);
            self.used = self.used.union(Methods::single(method).unwrap_or(Methods::NONE));
        }
    }

    /// How many units of a rate this comes to.
    pub(super) fn quantity(&self, rate: &Rate, order: &Order<'_>) -> u64 {
        order.units(rate, self.used, |methods| {
            u64::from(methods.map_or(self.signers, |methods| self.users(methods)))
        })
    }

    /// How many signers use one of some methods.
    pub(super) fn users(&self, methods: Methods) -> u32 {
        let users = methods.numbers().filter_map(|number| self.by_method.get(number));
        users.fold(0, |sum, users| sum.saturating_add(*users))
    }
}
