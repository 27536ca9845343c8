//! The dearest and the cheapest way in which undecided signers may choose.
//!
//! Choices are not independent: a flat rate is shared, a tiered one grows. But signers who may use the
//! same methods are interchangeable, so what matters is how many use each method, and not who. What
//! that comes to is a price for each user, and parts by how many use one of several methods together.

mod curve;
mod groups;
mod layers;
mod pairs;
mod search;
mod signers;
mod ways;

use super::tally::{Order, Tally};
use crate::book::{MAX_METHODS, Methods, Version};
use curve::Curve;
pub(super) use groups::Groups;
use layers::{Layers, Role};

/// How many steps may be taken for one order method by method, and for one search signer by signer.
const MAX_WORK: usize = 15_000_000;
/// How many sets of methods may be such that some number of signers has to use one of them.
const MAX_BOUNDS: usize = 256;

/// A set of methods, one bit each.
type Set = u32;
/// A number for each method.
type OfMethods<T> = [T; MAX_METHODS];

/// Which end is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Dearest,
    Cheapest,
}

/// There are more ways to look at than is allowed.
#[derive(Debug)]
pub(super) struct TooInvolved;

/// Who uses what in the best way to choose. Of equal ways it is the one that uses earlier methods.
pub(super) fn best(
    version: &Version,
    order: &Order<'_>,
    groups: &Groups,
    end: End,
) -> Result<Tally, TooInvolved> {
    Choices::new(version, order, groups, end)?.best()
}

/// All ways to make an order dearer by one signer, who uses what in the dearest way, and in the cheapest.
pub(super) fn both(
    version: &Version,
    order: &Order<'_>,
) -> Result<(Choices, Tally, Tally), TooInvolved> {
    let groups = Groups::of(order)?;
    let mut choices = Choices::new(version, order, &groups, End::Dearest)?;
    let dearest = choices.best()?;
    let cheapest = best(version, order, &groups, End::Cheapest)?;
    Ok((choices, dearest, cheapest))
}

/// All ways in which the undecided signers of an order may choose.
#[derive(Debug)]
pub(super) struct Choices {
    decided: Tally,
    /// The sets of methods between which undecided signers may choose, and how many they are.
    groups: Vec<(Set, u32)>,
    /// The methods of all groups.
    open: Set,
    /// How many undecided signers there are, with those who have but one choice that is worth it.
    signers: u32,
    /// How many of those use each method.
    least: OfMethods<u32>,
    /// The methods that an undecided signer uses or may use.
    used: Set,
    /// What each user of a method adds, whatever the others use.
    prices: OfMethods<i64>,
    parts: Vec<Part>,
    /// The open methods that may be used by any number in the best way, and not only up to a corner.
    loose: Set,
    layers: Layers,
    best_with_any: Option<Vec<u32>>,
}

/// What depends on how many use one of some methods: an amount, or whether that is possible.
#[derive(Debug, Default)]
struct Part {
    methods: Set,
    /// How many there have to be.
    least: u32,
    /// From how many on it is all the same.
    most: u32,
    curve: Curve,
    /// While a search is under way: how many there have to be, what the method at hand is to this part, and how
    /// many use the methods before that.
    needed: u32,
    role: Role,
    before: u32,
}

impl Part {
    /// The methods among these that have one curve together, and not only an amount once.
    fn sharing(&self, methods: Set) -> Option<Set> {
        let methods = self.methods & methods;
        (self.least == 0 && self.most > 1 && methods.count_ones() > 1).then_some(methods)
    }
}

impl Choices {
    pub(super) fn new(
        version: &Version,
        order: &Order<'_>,
        groups: &Groups,
        end: End,
    ) -> Result<Self, TooInvolved> {
        let mut choices = Self {
            decided: groups.decided(),
            groups: Vec::new(),
            open: 0,
            signers: 0,
            least: [0; MAX_METHODS],
            used: 0,
            prices: [0; MAX_METHODS],
            parts: Vec::new(),
            loose: 0,
            layers: Layers::default(),
            best_with_any: None,
        };
        choices.layers.work = MAX_WORK;
        for (methods, count) in groups.undecided() {
            choices.open |= methods.bits();
            choices.signers = choices.signers.saturating_add(count);
        }
        choices.add_rates(version, order, end)?;
        choices.add_groups(groups)?;
        choices.find_loose();
        if choices.add_bounds().is_err() {
            // Then only signers can be gone through, which asks for no bounds.
            choices.layers.work = 0;
        }
        Ok(choices)
    }

    /// Who uses what in the best way to choose. Of equal ways it is the one that uses earlier methods.
    pub(super) fn best(&mut self) -> Result<Tally, TooInvolved> {
        let users = self.search(0)?;
        Ok(self.tally(&users))
    }

    /// One of the best ways when one signer more uses this method.
    pub(super) fn best_with(&mut self, method: Methods) -> Result<Tally, TooInvolved> {
        let method = method.bits();
        if self.open & method != 0 {
            // Most often it is the best anyway that someone uses the method.
            let users = match self.best_with_any.take() {
                Some(users) => users,
                None => self.search(self.open)?,
            };
            let to_spare =
                |methods: Set, least: u32| methods & method == 0 || count(&users, methods) > least;
            // Without work to do method by method not all bounds are known, and nothing can be told of them.
            let spared = self.layers.work > 0
                && to_spare(method, count(&self.least, method))
                && self
                    .parts
                    .iter()
                    .all(|part| part.least == 0 || to_spare(part.methods, part.least));
            let tally = self.tally(&users);
            self.best_with_any = Some(users);
            if spared {
                return Ok(tally);
            }
        }
        let users = self.search(method)?;
        Ok(self.tally(&users))
    }

    fn tally(&self, users: &[u32]) -> Tally {
        let mut tally = self.decided.clone();
        for (number, users) in users.iter().enumerate() {
            tally.add(number, *users);
        }
        tally
    }

    fn add_rates(
        &mut self,
        version: &Version,
        order: &Order<'_>,
        end: End,
    ) -> Result<(), TooInvolved> {
        let most = self.signers.saturating_add(1);
        for rate in version.rates() {
            let Some(methods) = rate.methods.filter(|methods| methods.bits() & self.open != 0)
            else {
                continue;
            };
            let curve = Curve::new((rate, methods), (&self.decided, order), most, end)?;
            if let Some(step) = curve.even_step() {
                for number in methods.numbers() {
                    if let Some(price) = self.prices.get_mut(number) {
                        *price = price.wrapping_add(step);
                    }
                }
            } else {
                let most = curve.level_from().unwrap_or(most);
                self.parts.push(Part { methods: methods.bits(), most, curve, ..Part::default() });
            }
        }
        Ok(())
    }

    /// Leaves signers only those choices that one could be the best by. Of methods that are in the same
    /// parts it is one: the best price, and of equals the earliest.
    fn add_groups(&mut self, groups: &Groups) -> Result<(), TooInvolved> {
        self.open = 0;
        for (methods, count) in groups.undecided() {
            let mut worth = methods.bits();
            for number in methods.numbers() {
                let mut alike = methods.bits();
                for part in &self.parts {
                    let with_it = part.methods & bit(number) != 0;
                    alike &= if with_it { part.methods } else { !part.methods };
                }
                if self.has_better(number, alike) {
                    worth &= !bit(number);
                }
            }
            self.used |= worth;
            if worth & worth.wrapping_sub(1) == 0 {
                if let Some(least) = numbers(worth).next().and_then(|one| self.least.get_mut(one)) {
                    *least = least.saturating_add(count);
                }
                continue;
            }
            self.open |= worth;
            match self.groups.iter_mut().find(|(methods, _)| *methods == worth) {
                Some((_, same)) => *same = same.saturating_add(count),
                None => self.groups.push((worth, count)),
            }
            if self.groups.len() > MAX_BOUNDS {
                return Err(TooInvolved);
            }
        }
        Ok(())
    }

    /// Whether a user of one of these methods makes a better way than one of the first, by their prices.
    fn has_better(&self, number: usize, rivals: Set) -> bool {
        let price = |number: usize| self.prices.get(number).copied().unwrap_or(0);
        numbers(rivals).any(|rival| {
            price(rival) > price(number) || (price(rival) == price(number) && rival < number)
        })
    }

    /// Signers do not use just any number of a method without a curve while they may use a better one of that
    /// kind. What is cheaper to begin with than to go on with is no such rival.
    fn find_loose(&mut self) {
        let (mut curved, mut rivals) = (0, self.open);
        for part in &self.parts {
            curved |= if part.most > 1 { part.methods } else { 0 };
            rivals &= if part.curve.corners.is_empty() { !part.methods } else { Set::MAX };
        }
        self.loose = self.open;
        for number in numbers(self.open & !curved) {
            let own = self.groups.iter().filter(|(methods, _)| methods & bit(number) != 0);
            let rivals = own.fold(rivals & !curved, |rivals, (methods, _)| rivals & methods);
            if self.has_better(number, rivals) {
                self.loose &= !bit(number);
            }
        }
    }

    /// How many have to use one of some methods: those who have no others.
    fn add_bounds(&mut self) -> Result<(), TooInvolved> {
        let mut sets: Vec<Set> = self.groups.iter().map(|(methods, _)| *methods).collect();
        let mut next = 0_usize;
        while let Some(set) = sets.get(next).copied() {
            next = next.saturating_add(1);
            let mut least = count(&self.least, set);
            for (methods, count) in &self.groups {
                let both = set | methods;
                if both == set {
                    least = least.saturating_add(*count);
                } else if set & methods != 0 && !sets.contains(&both) {
                    sets.push(both);
                }
            }
            if set != self.open {
                self.parts.push(Part { methods: set, least, ..Part::default() });
            }
            if next > MAX_BOUNDS {
                return Err(TooInvolved);
            }
        }
        Ok(())
    }
}

fn bit(number: usize) -> Set {
    u32::try_from(number).map_or(0, |number| 1_u32.wrapping_shl(number))
}

fn numbers(set: Set) -> impl Iterator<Item = usize> {
    Methods::from_bits(set).numbers()
}

/// How many use one of some methods.
fn count(users: &[u32], methods: Set) -> u32 {
    let users = numbers(methods).filter_map(|number| users.get(number));
    users.fold(0, |sum, users| sum.saturating_add(*users))
}
