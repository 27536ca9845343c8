//! Leaves that stand next to each other, as few hashes.

use super::{Hash, TreeHead};

/// Some leaves of a tree that stand next to each other: the roots of the largest whole subtrees that they fill.
///
/// It is not a tree: of the leaves themselves nothing is kept, and what it takes is at most two hashes for each
/// bit of their number. Ranges that were made apart merge in any grouping to the same range, as long as each
/// knows which leaf it begins at.
///
/// Source: the compact ranges of Trillian and Tessera (transparency-dev/merkle, `compact.Range`); the tree is that of
/// RFC 6962, section 2.1.
///
/// ```
/// use sealquote::proof::{Hash, MerkleRange};
/// let leaves: Vec<Hash> = (0..7_u8).map(|number| Hash::leaf(&[number])).collect();
/// let mut whole = MerkleRange::default();
/// leaves.iter().for_each(|leaf| whole.push(*leaf));
/// let (mut first, mut rest) = (MerkleRange::default(), MerkleRange::starting_at(3));
/// leaves[..3].iter().for_each(|leaf| first.push(*leaf));
/// leaves[3..].iter().for_each(|leaf| rest.push(*leaf));
/// assert!(first.merge(&rest));
/// assert_eq!(first, whole);
/// assert_eq!(whole.count(), 7);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MerkleRange {
    first: u64,
    count: u64,
    hashes: Vec<Hash>,
}

/// A subtree that is whole: its first leaf, and how many levels are under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subtree {
    pub(super) first: u64,
    pub(super) level: u32,
}

impl Subtree {
    /// How many leaves it has; 0 for one that is too large to be.
    pub(super) fn leaves(self) -> u64 {
        1_u64.checked_shl(self.level).unwrap_or(0)
    }

    pub(super) fn end(self) -> u64 {
        self.first.saturating_add(self.leaves())
    }
}

impl MerkleRange {
    /// A range without leaves, whose first one will be this one, counted from 0.
    #[must_use]
    pub const fn starting_at(first: u64) -> Self {
        Self { first, count: 0, hashes: Vec::new() }
    }

    /// The range whose leaves and hashes these are; `None` when there are more or fewer hashes than that takes.
    #[must_use]
    pub fn from_parts(first: u64, count: u64, hashes: Vec<Hash>) -> Option<Self> {
        let range = Self { first, count, hashes };
        first.checked_add(count)?;
        (range.subtrees().count() == range.hashes.len()).then_some(range)
    }

    /// The first leaf, counted from 0.
    #[must_use]
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// How many leaves there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The roots of its subtrees, from the first leaf to the last.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Adds a leaf, by its hash.
    pub fn push(&mut self, leaf: Hash) {
        self.append(0, leaf, &mut |_, _, _| {});
    }

    /// Adds the leaves of a range that begins where this one ends, and answers whether it does.
    #[must_use]
    pub fn merge(&mut self, next: &Self) -> bool {
        if next.first != self.end() || next.end().checked_add(1).is_none() {
            return false;
        }
        for (subtree, hash) in next.subtrees().zip(&next.hashes) {
            self.append(subtree.level, *hash, &mut |_, _, _| {});
        }
        true
    }

    /// The head of the tree that these are all the leaves of; `None` when leaves are missing before them.
    #[must_use]
    pub fn head(&self) -> Option<TreeHead> {
        let root = if self.count == 0 { Hash::EMPTY } else { self.fold(&mut |_, _, _| {})? };
        (self.first == 0).then_some(TreeHead { size: self.count, root })
    }

    const fn end(&self) -> u64 {
        self.first.saturating_add(self.count)
    }

    /// Adds a subtree, and with it every larger one that it makes whole; `joined` sees the left of the two that
    /// become one, and both hashes.
    pub(super) fn append(
        &mut self,
        level: u32,
        hash: Hash,
        joined: &mut impl FnMut(Subtree, &Hash, &Hash),
    ) {
        let mut own = Subtree { first: self.end(), level };
        self.count = self.count.saturating_add(own.leaves());
        let mut hash = hash;
        while let Some(left) = own.first.checked_sub(own.leaves()) {
            let is_right = own.first.checked_shr(own.level).is_some_and(|number| number % 2 == 1);
            if !is_right || left < self.first {
                break;
            }
            let Some(sibling) = self.hashes.pop() else { break };
            let before = Subtree { first: left, level: own.level };
            joined(before, &sibling, &hash);
            hash = Hash::node(&sibling, &hash);
            own = Subtree { first: left, level: own.level.saturating_add(1) };
        }
        self.hashes.push(hash);
    }

    /// The hash over all subtrees, the smallest last ones first; `joined` sees where the left of two begins and
    /// ends, and both hashes.
    pub(super) fn fold(&self, joined: &mut impl FnMut(Subtree, &Hash, &Hash)) -> Option<Hash> {
        let subtrees: Vec<Subtree> = self.subtrees().collect();
        let mut pairs = subtrees.iter().zip(&self.hashes).rev();
        let (_, last) = pairs.next()?;
        Some(pairs.fold(*last, |hash, (subtree, left)| {
            joined(*subtree, left, &hash);
            Hash::node(left, &hash)
        }))
    }

    /// The largest whole subtrees that the leaves fill, from the first leaf to the last.
    fn subtrees(&self) -> impl Iterator<Item = Subtree> + use<> {
        let (mut first, end) = (self.first, self.end());
        core::iter::from_fn(move || {
            let left = end.checked_sub(first).filter(|left| *left > 0)?;
            // As large as where it begins allows, and as what is left does.
            let level = left.ilog2().min(first.trailing_zeros());
            let subtree = Subtree { first, level };
            first = subtree.end();
            Some(subtree)
        })
    }
}
