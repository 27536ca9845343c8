//! The best way to choose where each uneven rate counts a single undecided method: nearly always.
//!
//! The numbers of users that can come about by some choice form the base of a polymatroid, whose rank of
//! a set of methods is how many signers may use one of them. Which methods are used decides every flat
//! rate; between two of its corners a tiered price is a straight line. With both fixed, a sum of unit
//! prices is to be made large or small over an integer box within that base, and there the greedy way
//! is exact: give the best method all it can take, then the next. (Edmonds 1970; with bounds, Frank and
//! Tardos 1988.)

use core::cmp::Reverse;

use super::{End, Groups, TooInvolved};
use crate::book::{Methods, Per, Price, Rate, Version};
use crate::quote::tally::{Order, Tally};

/// The most undecided methods for which all sets of them are looked at.
const MAX_METHODS: usize = 8;
/// How many boxes are looked at before a book is refused as too involved.
const MAX_BOXES: usize = 100_000;

/// A set of undecided methods, one bit each in the order of the book.
type Set = usize;
/// A number for every set of undecided methods.
type OfSets<T> = [T; 1 << MAX_METHODS];

/// A stretch of a price, from one number of further users to another, on which it is a straight line.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    least: u32,
    most: u32,
    /// What the first `least` further users add.
    amount: i128,
    unit_price: i128,
}

/// One undecided method: its number in the version, and what its users add.
struct Method {
    number: usize,
    stretches: Vec<Stretch>,
}

/// A rate that is charged once, as soon as one of these methods is used.
struct Once {
    methods: Set,
    amount: i128,
}

struct Greedy {
    end: End,
    decided: Tally,
    signers: u32,
    methods: Vec<Method>,
    once: Vec<Once>,
    /// How many signers may use a method of each set.
    rank: OfSets<u32>,
}

/// A way to choose: what it adds, and how many use each undecided method.
struct Way {
    sum: i128,
    users: [u32; MAX_METHODS],
}

/// `None` when an uneven rate counts several undecided methods together, or there are too many.
pub(super) fn best(
    version: &Version,
    order: &Order<'_>,
    groups: &Groups,
    end: End,
) -> Option<Result<Tally, TooInvolved>> {
    let greedy = Greedy::new(version, order, groups, end)?;
    Some(greedy.best().map(|way| greedy.tally(&way)))
}

impl Greedy {
    fn new(version: &Version, order: &Order<'_>, groups: &Groups, end: End) -> Option<Self> {
        let all = groups.undecided().fold(Methods::NONE, |all, (methods, _)| all.union(methods));
        let numbers: Vec<usize> = all.numbers().collect();
        if numbers.len() > MAX_METHODS {
            return None;
        }
        let set_of = |methods: Methods| -> Set {
            let inside =
                |number: &usize| Methods::single(*number).is_some_and(|one| methods.meets(one));
            let bits = numbers.iter().enumerate().filter(|(_, number)| inside(number));
            bits.fold(0, |set, (place, _)| set | 1 << place)
        };
        let mut rank = [0_u32; 1 << MAX_METHODS];
        let mut signers = 0_u32;
        for (methods, count) in groups.undecided() {
            let own = set_of(methods);
            signers = signers.saturating_add(count);
            for (_, rank) in rank.iter_mut().enumerate().filter(|(set, _)| set & own != 0) {
                *rank = rank.saturating_add(count);
            }
        }
        let decided = groups.decided_tally();
        let mut greedy =
            Self { end, decided, signers, methods: Vec::new(), once: Vec::new(), rank };
        let free = || Vec::from([Stretch { least: 1, most: signers, amount: 0, unit_price: 0 }]);
        greedy.methods =
            numbers.iter().map(|number| Method { number: *number, stretches: free() }).collect();
        for rate in version.rates() {
            let Some(set) = rate.methods.map(set_of).filter(|set| *set != 0) else { continue };
            greedy.add_rate(rate, set, order)?;
        }
        Some(greedy)
    }

    /// `None` when the rate ties methods together in a way that is not for here.
    fn add_rate(&mut self, rate: &Rate, set: Set, order: &Order<'_>) -> Option<()> {
        let before = self.decided.quantity(rate, order);
        if rate.per != Per::Signer || rate.price.depends_on_use_alone() {
            let mut used = self.decided.clone();
            let first = self.methods.get(usize::try_from(set.trailing_zeros()).ok()?)?;
            used.add(first.number, 1);
            let amount = used
                .amount_unbounded(rate, order)
                .saturating_sub(self.decided.amount_unbounded(rate, order));
            if amount != 0 {
                self.once.push(Once { methods: set, amount });
            }
            return Some(());
        }
        let even = rate.price.even_price();
        if even.is_none() && set.count_ones() > 1 {
            return None;
        }
        let signers = self.signers;
        let methods = self.methods.iter_mut().enumerate();
        for (_, method) in methods.filter(|(place, _)| set >> place & 1 == 1) {
            method.stretches = match even {
                Some(unit_price) => {
                    let unit_price = i128::from(unit_price.get());
                    Vec::from([Stretch { least: 1, most: signers, amount: unit_price, unit_price }])
                }
                None => stretches(&rate.price, before, signers),
            };
        }
        Some(())
    }

    fn best(&self) -> Result<Way, TooInvolved> {
        let all: Set = (1_usize << self.methods.len()).wrapping_sub(1);
        let mut best: Option<Way> = None;
        let mut boxes = 0_usize;
        for used in (1..=all).filter(|used| self.rank(*used) == self.signers) {
            let once = self.once.iter().filter(|once| once.methods & used != 0);
            let flat = once.fold(0_i128, |sum, once| sum.saturating_add(once.amount));
            let mut chosen = [0_usize; MAX_METHODS];
            loop {
                boxes = boxes.saturating_add(1);
                if boxes > MAX_BOXES {
                    return Err(TooInvolved);
                }
                if let Some(mut way) = self.fill(used, &chosen) {
                    way.sum = way.sum.saturating_add(flat);
                    if best.as_ref().is_none_or(|best| self.beats(&way, best)) {
                        best = Some(way);
                    }
                }
                if !self.next_box(used, &mut chosen) {
                    break;
                }
            }
        }
        best.ok_or(TooInvolved)
    }

    fn rank(&self, set: Set) -> u32 {
        self.rank.get(set).copied().unwrap_or(0)
    }

    /// Counts on to the next choice of a stretch for each method in use; `false` after the last.
    fn next_box(&self, used: Set, chosen: &mut [usize; MAX_METHODS]) -> bool {
        let places = chosen.iter_mut().zip(&self.methods).enumerate();
        for (_, (chosen, method)) in places.filter(|(place, _)| used >> place & 1 == 1) {
            *chosen = chosen.saturating_add(1);
            if *chosen < method.stretches.len() {
                return true;
            }
            *chosen = 0;
        }
        false
    }

    /// The best way within one box, if there is any way in it.
    fn fill(&self, used: Set, chosen: &[usize; MAX_METHODS]) -> Option<Way> {
        let mut bounds = Bounds::new(self, used);
        let mut stretches = [(0_usize, Stretch::NONE); MAX_METHODS];
        let mut count = 0_usize;
        for (place, (method, chosen)) in self.methods.iter().zip(chosen).enumerate() {
            if used >> place & 1 == 1 {
                let stretch = *method.stretches.get(*chosen)?;
                bounds.set(place, &stretch);
                *stretches.get_mut(count)? = (place, stretch);
                count = count.saturating_add(1);
            }
        }
        bounds.add_up();
        if !bounds.hold_something() {
            return None;
        }
        let stretches = stretches.get_mut(..count)?;
        match self.end {
            End::Dearest => {
                insertion_sort(stretches, |(place, stretch)| (Reverse(stretch.unit_price), *place));
            }
            End::Cheapest => {
                insertion_sort(stretches, |(place, stretch)| (stretch.unit_price, *place))
            }
        }
        let mut way = Way { sum: 0, users: [0; MAX_METHODS] };
        let (mut set, mut given): (Set, i64) = (0, 0);
        for (place, stretch) in stretches.iter() {
            set |= 1 << place;
            let upto = bounds.most(set);
            let users = u32::try_from(upto.checked_sub(given)?).ok()?;
            given = upto;
            *way.users.get_mut(*place)? = users;
            let beyond = i128::from(users.checked_sub(stretch.least)?);
            let more = stretch.unit_price.saturating_mul(beyond);
            way.sum = way.sum.saturating_add(stretch.amount).saturating_add(more);
        }
        Some(way)
    }

    fn beats(&self, new: &Way, old: &Way) -> bool {
        let better = match self.end {
            End::Dearest => new.sum.cmp(&old.sum),
            End::Cheapest => old.sum.cmp(&new.sum),
        };
        better.then_with(|| new.users.cmp(&old.users)).is_gt()
    }

    fn tally(&self, way: &Way) -> Tally {
        let mut tally = self.decided.clone();
        for (method, users) in self.methods.iter().zip(way.users) {
            tally.add(method.number, users);
        }
        tally
    }
}

impl Stretch {
    const NONE: Self = Self { least: 0, most: 0, amount: 0, unit_price: 0 };
}

/// The box within the base, as sums over sets of the methods in use.
struct Bounds<'g> {
    greedy: &'g Greedy,
    used: Set,
    least: OfSets<i64>,
    most: OfSets<i64>,
}

impl<'g> Bounds<'g> {
    fn new(greedy: &'g Greedy, used: Set) -> Self {
        Self { greedy, used, least: [0; 1 << MAX_METHODS], most: [0; 1 << MAX_METHODS] }
    }

    fn set(&mut self, place: usize, stretch: &Stretch) {
        let only: Set = 1 << place;
        if let (Some(least), Some(most)) = (self.least.get_mut(only), self.most.get_mut(only)) {
            (*least, *most) = (i64::from(stretch.least), i64::from(stretch.most));
        }
    }

    /// From single methods to all sets of them.
    fn add_up(&mut self) {
        for set in (1..=self.used).filter(|set| set & self.used == *set && set.count_ones() > 1) {
            let first: Set = set & set.wrapping_neg();
            let rest = set ^ first;
            let sum = |of: &OfSets<i64>| at(of, first).saturating_add(at(of, rest));
            let (least, most) = (sum(&self.least), sum(&self.most));
            if let (Some(l), Some(m)) = (self.least.get_mut(set), self.most.get_mut(set)) {
                (*l, *m) = (least, most);
            }
        }
    }

    fn sets(&self) -> impl Iterator<Item = Set> {
        let used = self.used;
        (0..=used).filter(move |set| set & used == *set)
    }

    fn hold_something(&self) -> bool {
        let signers = i64::from(self.greedy.signers);
        self.sets().all(|set| {
            let outside = i64::from(self.greedy.rank(self.used ^ set));
            at(&self.least, set) <= i64::from(self.greedy.rank(set))
                && at(&self.most, set) >= signers.saturating_sub(outside)
        })
    }

    /// The most users that the methods of a set can have together.
    fn most(&self, set: Set) -> i64 {
        let by = |other: Set| {
            i64::from(self.greedy.rank(other))
                .saturating_add(at(&self.most, set & !other))
                .saturating_sub(at(&self.least, other & !set))
        };
        self.sets().map(by).min().unwrap_or(0)
    }
}

fn at(of: &OfSets<i64>, set: Set) -> i64 {
    of.get(set).copied().unwrap_or(0)
}

/// A handful of methods is in order before a sort has begun, and a sort is 3 KB of the module.
fn insertion_sort<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..items.len() {
        let mut place = end;
        while let Some(before) = place.checked_sub(1) {
            let out_of_order = items
                .get(before)
                .zip(items.get(place))
                .is_some_and(|(before, item)| key(before) > key(item));
            if !out_of_order {
                break;
            }
            items.swap(before, place);
            place = before;
        }
    }
}

/// What 1 to `signers` further users add to a price at which `before` units are counted already.
fn stretches(price: &Price, before: u64, signers: u32) -> Vec<Stretch> {
    let base = price.amount_unbounded(before);
    let added = |users: u32| {
        let units = before.saturating_add(u64::from(users));
        price.amount_unbounded(units).saturating_sub(base)
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut last = 0_i128;
    for users in 1..=signers {
        let amount = added(users);
        let step = amount.saturating_sub(last);
        last = amount;
        match stretches.last_mut() {
            Some(stretch) if stretch.least == stretch.most || stretch.unit_price == step => {
                stretch.unit_price = step;
                stretch.most = users;
            }
            _ => stretches.push(Stretch { least: users, most: users, amount, unit_price: 0 }),
        }
    }
    stretches
}
