//! Whether a path leads where it has to.

use super::{Hash, TreeHead};

/// Whether the leaf with this hash is the one of this number, counted from 0, in the tree of a head.
///
/// Source: RFC 9162, section 2.1.3.2, which checks the paths of RFC 6962, section 2.1.1.
#[must_use]
pub fn check_inclusion(leaf: &Hash, index: u64, path: &[Hash], head: &TreeHead) -> bool {
    let Some(last) = head.size.checked_sub(1).filter(|last| index <= *last) else { return false };
    let (mut own, mut last, mut hash) = (index, last, *leaf);
    for other in path {
        if last == 0 {
            return false;
        }
        if own & 1 == 1 || own == last {
            hash = Hash::node(other, &hash);
            while own & 1 == 0 && own != 0 {
                (own, last) = (own >> 1, last >> 1);
            }
        } else {
            hash = Hash::node(&hash, other);
        }
        (own, last) = (own >> 1, last >> 1);
    }
    last == 0 && hash == head.root
}

/// Whether the tree of one head is the beginning of the tree of another one.
///
/// The tree without leaves is the beginning of every tree; of equal heads each is the beginning of the other; neither
/// takes a path.
///
/// Source: RFC 9162, section 2.1.4.2, which checks the paths of RFC 6962, section 2.1.2.
#[must_use]
pub fn check_consistency(path: &[Hash], earlier: &TreeHead, head: &TreeHead) -> bool {
    if earlier.size == 0 {
        let sound = head.size > 0 || head.root == Hash::EMPTY;
        return path.is_empty() && earlier.root == Hash::EMPTY && sound;
    }
    if earlier.size >= head.size {
        return path.is_empty() && earlier == head;
    }
    let (mut own, mut last) = (earlier.size.saturating_sub(1), head.size.saturating_sub(1));
    while own & 1 == 1 {
        (own, last) = (own >> 1, last >> 1);
    }
    // The last whole subtree of the earlier tree: all of it, or else the first hash of the path.
    let (begin, path) = match path.split_first() {
        _ if earlier.size.is_power_of_two() => (earlier.root, path),
        Some((begin, rest)) => (*begin, rest),
        None => return false,
    };
    let (mut before, mut after) = (begin, begin);
    for other in path {
        if last == 0 {
            return false;
        }
        if own & 1 == 1 || own == last {
            before = Hash::node(other, &before);
            after = Hash::node(other, &after);
            while own & 1 == 0 && own != 0 {
                (own, last) = (own >> 1, last >> 1);
            }
        } else {
            after = Hash::node(&after, other);
        }
        (own, last) = (own >> 1, last >> 1);
    }
    last == 0 && before == earlier.root && after == head.root
}
