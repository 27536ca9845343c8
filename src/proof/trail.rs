//! A tree that grows, and the proof that is gathered on the way.

use super::range::Subtree;
use super::{Hash, MerkleRange, TreeHead};

/// A tree to which leaves are added one by one, while the hashes are gathered that lead from one of its subtrees
/// to the root.
///
/// It keeps the range of what it has seen and the path, nothing else.
///
/// ```
/// use sealquote::proof::{Hash, Trail, check_inclusion};
/// let leaves: Vec<Hash> = (0..7_u8).map(|number| Hash::leaf(&[number])).collect();
/// let mut trail = Trail::default();
/// for (number, leaf) in leaves.iter().enumerate() {
///     if number == 4 { trail.push_followed(*leaf) } else { trail.push(*leaf) }
/// }
/// let (head, path) = trail.finish();
/// assert!(check_inclusion(&leaves[4], 4, &path, &head));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Trail {
    range: MerkleRange,
    /// The subtree that was reached, from the one that is followed.
    at: Option<Subtree>,
    path: Vec<Hash>,
    /// How many leaves the tree had that is to be its beginning.
    begun: Option<u64>,
}

impl Trail {
    /// Adds a leaf, and from now on gathers its path, which shows that it is in the tree (RFC 6962, section 2.1.1).
    pub fn push_followed(&mut self, leaf: Hash) {
        self.path.clear();
        self.begun = None;
        self.at = Some(Subtree { first: self.range.count(), level: 0 });
        self.push(leaf);
    }

    /// Adds a leaf, by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let (at, path) = (&mut self.at, &mut self.path);
        self.range.append(0, leaf, &mut |left, left_hash, right_hash| {
            let Some(own) = at else { return };
            if *own == left {
                path.push(*right_hash);
            } else if own.first == left.end() && own.level == left.level {
                path.push(*left_hash);
            } else {
                return;
            }
            *own = Subtree { first: left.first, level: left.level.saturating_add(1) };
        });
    }

    /// How many leaves there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.range.count()
    }

    /// The head of the tree as it is now.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.range.head().unwrap_or(TreeHead { size: 0, root: Hash::EMPTY })
    }

    /// From now on gathers what shows that the tree as it is now is the beginning of what it becomes.
    ///
    /// RFC 6962, section 2.1.2: the path of the last whole subtree, behind its hash unless that is the root.
    pub fn follow_tree(&mut self) {
        self.path.clear();
        self.at = None;
        let count = self.range.count();
        self.begun = Some(count);
        let level = count.trailing_zeros();
        let leaves = 1_u64.checked_shl(level).unwrap_or(0);
        if let (Some(first), Some(hash)) = (count.checked_sub(leaves), self.range.hashes().last()) {
            self.at = Some(Subtree { first, level });
            if first > 0 {
                self.path.push(*hash);
            }
        }
    }

    /// The head of the tree, and the path that was gathered.
    #[must_use]
    pub fn finish(self) -> (TreeHead, Vec<Hash>) {
        let head = self.head();
        let Self { range, at, mut path, begun } = self;
        if begun == Some(head.size) {
            return (head, Vec::new());
        }
        if let Some(own) = at {
            range.fold(&mut |left, left_hash, right_hash| {
                if left.end() <= own.first {
                    path.push(*left_hash);
                } else if left.first <= own.first {
                    path.push(*right_hash);
                }
            });
        }
        (head, path)
    }
}
