//! One method after the other: of all ways that are the same to the methods still to come the best is kept.

use super::curve::times;
use super::ways::Ways;
use super::{Choices, MAX_METHODS, OfMethods, Part, Set, TooInvolved, bit, count, numbers};

/// What to try for the methods where it is not their corners.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    /// Methods that take what is left.
    pub(super) loose: Set,
    /// Methods for which every number is tried.
    pub(super) free: Set,
}

/// A search for the best way through all methods that someone uses or may use.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// How many steps may still be taken.
    pub(super) work: usize,
    pub(super) methods: Set,
    /// Methods that one signer more may choose among.
    pub(super) more: Set,
    pub(super) signers: u32,
    /// The methods are gone through by rising keys.
    pub(super) keys: OfMethods<u64>,
    /// The best way of all so far: its amount, and how many use each method.
    pub(super) best: Ways,
    sums: Vec<Sum>,
    bits: u32,
    /// Numbers to try after every way so far, and what they add apart from shared parts.
    tries: Vec<(u32, i64)>,
    pub(super) from: Ways,
    pub(super) to: Ways,
}

/// The method at hand.
struct Layer {
    number: usize,
    one: Set,
    so_far: Set,
    least: u32,
    /// Whether it takes all signers that are left.
    last: bool,
    corners: bool,
    loose: bool,
    /// Whether it shares a part.
    shares: bool,
}

/// What the method at hand is to a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    #[default]
    None,
    /// The only one.
    Only,
    /// One that others come after.
    Early,
    /// The last one.
    Last,
}

/// A sum of users that makes a difference to methods still to come.
#[derive(Debug)]
struct Sum {
    methods: Set,
    /// From how many on it makes none.
    most: u32,
    shift: u32,
    /// How many they are without the method at hand.
    before: u32,
}

impl Layers {
    pub(super) fn key_of(&self, number: usize) -> u64 {
        self.keys.get(number).copied().unwrap_or(0)
    }

    pub(super) fn add_to_keys(&mut self, methods: Set, more: u64) {
        for number in numbers(methods) {
            if let Some(key) = self.keys.get_mut(number) {
                *key = key.wrapping_add(more);
            }
        }
    }
}

impl Choices {
    /// Goes through the methods in order. A better way than the best so far takes its place.
    pub(super) fn go_through(&mut self, trial: Trial) -> Result<(), TooInvolved> {
        let mut left = self.layers.methods;
        self.layers.from.begin(left, &[0; MAX_METHODS])?;
        while let Some(number) = numbers(left).min_by_key(|number| self.layers.key_of(*number)) {
            left &= !bit(number);
            let layer = self.begin_layer(number, left, trial)?;
            self.tell_apart(layer.so_far);
            self.make_room(&layer)?;
            for place in 0..self.layers.from.len() {
                self.go_on(&layer, place)?;
            }
            core::mem::swap(&mut self.layers.from, &mut self.layers.to);
        }
        let Layers { from, best, .. } = &mut self.layers;
        if from.len() == 0 {
            return Ok(());
        }
        let (amount, users) = from.get(0);
        best.take_over(users);
        best.keep(0, amount)
    }

    fn begin_layer(
        &mut self,
        number: usize,
        left: Set,
        trial: Trial,
    ) -> Result<Layer, TooInvolved> {
        let (methods, one, more) = (self.layers.methods, bit(number), self.layers.more);
        let open = self.open & one != 0;
        let loose = trial.loose & one != 0;
        let free = open && trial.free & one != 0;
        let (mut corners, mut shares) = (!loose, false);
        for part in &mut self.parts {
            let own = part.methods & methods;
            part.role = if own & one == 0 {
                Role::None
            } else if own == one {
                Role::Only
            } else if own & left != 0 {
                Role::Early
            } else {
                Role::Last
            };
            shares |= part.role >= Role::Early;
            corners |= own & one != 0 && part.sharing(self.open).is_some();
        }
        let least = self.least.get(number).copied().unwrap_or(0);
        let layer = Layer {
            number,
            one,
            so_far: methods & !left,
            least: least.saturating_add(u32::from(more == one)),
            last: open && left == 0,
            corners: corners && open && !free,
            loose,
            shares,
        };
        if free {
            self.spend(usize::try_from(self.layers.signers).unwrap_or(usize::MAX))?;
        }
        let mut tries = core::mem::take(&mut self.layers.tries);
        tries.clear();
        let mut list = |users: u32| {
            if users >= layer.least && !layer.last {
                tries.push((users, own_amount(&self.parts, self.price(number), users)));
            }
        };
        if free {
            (layer.least..=self.layers.signers).for_each(list);
        } else if layer.corners || !open {
            list(layer.least);
            if layer.corners {
                for part in self.parts.iter().filter(|part| part.role == Role::Only) {
                    part.curve.corners.iter().for_each(|corner| list(*corner));
                }
            }
        }
        self.layers.tries = tries;
        Ok(layer)
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooInvolved> {
        self.layers.work = self.layers.work.checked_sub(steps).ok_or(TooInvolved)?;
        Ok(())
    }

    /// Lists the sums that make a difference from here on.
    fn tell_apart(&mut self, so_far: Set) {
        let Layers { sums, bits, methods, signers, .. } = &mut self.layers;
        sums.clear();
        if so_far != *methods {
            sums.push(Sum { methods: so_far, most: *signers, shift: 0, before: 0 });
        }
        for part in &self.parts {
            let own = part.methods & so_far;
            if own == 0 || part.methods & *methods == own {
                continue;
            }
            match sums.iter_mut().find(|sum| sum.methods == own) {
                Some(sum) => sum.most = sum.most.max(part.most),
                None => sums.push(Sum { methods: own, most: part.most, shift: 0, before: 0 }),
            }
        }
        *bits = 0;
        for sum in sums {
            sum.shift = *bits;
            *bits = bits.saturating_add(u32::BITS.saturating_sub(sum.most.leading_zeros()));
        }
    }

    /// Makes room for all that may come of the ways so far.
    fn make_room(&mut self, layer: &Layer) -> Result<(), TooInvolved> {
        let mut tries = self.layers.tries.len().saturating_add(1);
        for part in self.parts.iter().filter(|part| part.role >= Role::Early) {
            let corners = if layer.corners { part.curve.corners.len() } else { 0 };
            tries = tries.saturating_add(corners).saturating_add(1);
        }
        let ways = self.layers.from.len();
        let parts = if layer.shares { self.parts.len() } else { 1 };
        let each = tries.saturating_add(parts).saturating_mul((parts / 16).saturating_add(1));
        self.spend(ways.saturating_mul(each).saturating_add(32))?;
        self.layers.to.clear(ways.saturating_mul(tries), self.layers.bits);
        Ok(())
    }

    /// Goes on from a way so far in every way.
    fn go_on(&mut self, layer: &Layer, place: usize) -> Result<(), TooInvolved> {
        let price = self.price(layer.number);
        let Layers { from, to, sums, tries, signers, bits, .. } = &mut self.layers;
        let (amount, users) = from.get(place);
        let before = layer.so_far & !layer.one;
        let parts = self.parts.iter_mut().take_while(|_| layer.shares);
        for part in parts.filter(|part| part.role >= Role::Early) {
            part.before = count(users, part.methods & before);
        }
        for sum in sums.iter_mut() {
            sum.before = count(users, sum.methods & before);
        }
        to.take_over(users);
        let room = signers.saturating_sub(count(users, before));
        let parts = self.parts.as_slice();
        let shared = if layer.shares { parts } else { &[] };
        let mut step = Step { layer, parts, shared, sums, bits: *bits, price, room, amount, to };
        for (users, own) in tries {
            step.offer(*users, *own)?;
        }
        if layer.last || (layer.loose && layer.corners) {
            step.offer_left(0, room)?;
        }
        if layer.last {
            return Ok(());
        }
        for part in shared.iter().filter(|part| part.role >= Role::Early) {
            if layer.corners {
                for corner in &part.curve.corners {
                    step.offer_left(part.before, *corner)?;
                }
            }
            if layer.loose && part.least > 0 && part.role == Role::Last {
                step.offer_left(part.before, part.needed)?;
            }
        }
        Ok(())
    }

    fn price(&self, number: usize) -> i64 {
        self.prices.get(number).copied().unwrap_or(0)
    }
}

/// What some users of the method at hand add apart from what it shares.
fn own_amount(parts: &[Part], price: i64, users: u32) -> i64 {
    let own = parts.iter().filter(|part| part.role == Role::Only);
    own.fold(times(price, users), |sum, part| sum.wrapping_add(part.curve.amount(users)))
}

/// One step further from a way so far.
struct Step<'s> {
    layer: &'s Layer,
    parts: &'s [Part],
    shared: &'s [Part],
    sums: &'s [Sum],
    bits: u32,
    price: i64,
    room: u32,
    amount: i64,
    to: &'s mut Ways,
}

impl Step<'_> {
    fn offer_left(&mut self, from: u32, to: u32) -> Result<(), TooInvolved> {
        match to.checked_sub(from) {
            Some(users) if users >= self.layer.least => {
                self.offer(users, own_amount(self.parts, self.price, users))
            }
            _ => Ok(()),
        }
    }

    fn offer(&mut self, users: u32, own: i64) -> Result<(), TooInvolved> {
        if users > self.room {
            return Ok(());
        }
        let mut amount = self.amount.wrapping_add(own);
        for part in self.shared.iter().filter(|part| part.role == Role::Last) {
            let users = part.before.saturating_add(users);
            if users < part.needed {
                return Ok(());
            }
            amount = amount.wrapping_add(part.curve.amount(users));
        }
        self.to.put(self.layer.number, users);
        let mut key = 0_u64;
        for sum in self.sums {
            let grown = if sum.methods & self.layer.one != 0 { users } else { 0 };
            let users = sum.before.saturating_add(grown).min(sum.most);
            key |= u64::from(users).wrapping_shl(sum.shift);
        }
        // Where there are too many sums no way is taken for the same as another.
        if self.bits > u64::BITS {
            key = u64::try_from(self.to.len()).unwrap_or(0);
        }
        self.to.keep(key, amount)
    }
}
