//! The tree of one wallet: its rows, oldest first.

use super::order::{Leaf, Order};
use super::row::{Room, leaf_text};
use super::{Hash, Trail, TreeHead};
use crate::ledger::{Row, RowOrder};

/// What is to be shown of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing but its head.
    #[default]
    Nothing,
    /// That the row with this id is in it.
    Row(String),
    /// That the tree of so many leaves is its beginning.
    Tree(u64),
}

/// The tree of a wallet's rows, as they come from a listing.
///
/// It is not a check: rows that do not follow get their leaves like any other. Leaves are in the order of the history,
/// oldest first, whichever way the listing runs, which its clock and its balances say. Rows of one instant are in an order
/// in which their balances chain, and where several do, or none, by the hashes of their leaves.
///
/// A listing that runs oldest first takes no more memory than its longest instant. One that runs newest first cannot be
/// hashed as it comes: it takes 80 bytes a row.
///
/// ```
/// use sealquote::{json, ledger::Transaction, proof::{Wanted, WalletTree, check_inclusion, Hash}};
/// let row = |text: &str| json::parse(text).and_then(|row| Transaction::from_value(&row));
/// let rows = [
///     row(r#"{"id":"b","type":"consume","amount":1,"balanceAfter":4,"documentId":"d","createdAt":"2026-03-03T09:00:00Z"}"#)?,
///     row(r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#)?,
/// ];
/// let mut tree = WalletTree::new(Wanted::Row(String::from("a")));
/// rows.iter().for_each(|row| tree.push(&row.row()));
/// let tree = tree.finish();
/// assert_eq!((tree.head.size, tree.index), (2, Some(0)));
/// let leaf = Hash::leaf(tree.leaf.unwrap().as_bytes());
/// assert!(check_inclusion(&leaf, 0, &tree.path, &tree.head));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct WalletTree {
    order: Order,
    shown: Shown,
    leaf: Option<String>,
    room: Room,
}

/// The tree, and what is shown of it.
#[derive(Clone, Debug, Default)]
struct Shown {
    wanted: Wanted,
    trail: Trail,
    matches: u64,
    index: Option<u64>,
    earlier: Option<TreeHead>,
}

/// A wallet's tree, with what was to be shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Its size and root.
    pub head: TreeHead,
    /// How many rows have the id that was wanted.
    pub matches: u64,
    /// The number of the first of these, counted from 0.
    pub index: Option<u64>,
    /// The canonical form of one of these.
    pub leaf: Option<String>,
    /// The head of the tree that is to be its beginning, if it had so many leaves at some time.
    pub earlier: Option<TreeHead>,
    /// The hashes that show it.
    pub path: Vec<Hash>,
}

impl WalletTree {
    /// A tree without leaves.
    #[must_use]
    pub fn new(wanted: Wanted) -> Self {
        let mut tree = Self { shown: Shown { wanted, ..Shown::default() }, ..Self::default() };
        tree.shown.look_back();
        tree
    }

    /// Says which way the listing runs; before any row.
    #[must_use]
    pub fn in_order(mut self, order: RowOrder) -> Self {
        self.order = Order::of(order);
        self
    }

    /// Says that the next row is of another listing: months that run newest first, one after the other, are each turned by
    /// themselves.
    pub const fn begin_listing(&mut self) {
        self.order.begin_listing();
    }

    /// Adds the next row of the listing.
    pub fn push(&mut self, row: &Row<'_>) {
        let wanted = matches!(&self.shown.wanted, Wanted::Row(id) if id == row.id);
        if wanted {
            self.leaf = Some(leaf_text(row));
        }
        let leaf = Leaf { wanted, ..Leaf::new(row, self.room.leaf(row)) };
        self.order.push(leaf, &mut |leaf| self.shown.take(leaf));
    }

    /// The tree of all rows.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        self.order.end(&mut |leaf| self.shown.take(leaf));
        let Shown { matches, index, earlier, trail, .. } = self.shown;
        let (head, path) = trail.finish();
        Finished { head, matches, index, leaf: self.leaf, earlier, path }
    }
}

impl Shown {
    /// Takes the next row of the history.
    fn take(&mut self, leaf: Leaf) {
        if leaf.wanted && self.index.is_none() {
            self.index = Some(self.trail.count());
            self.trail.push_followed(leaf.hash);
        } else {
            self.trail.push(leaf.hash);
        }
        self.matches = self.matches.saturating_add(u64::from(leaf.wanted));
        self.look_back();
    }

    /// Begins to gather what shows that the tree of now is the beginning of that to come, if it is the one wanted.
    fn look_back(&mut self) {
        if self.wanted == Wanted::Tree(self.trail.count()) {
            self.earlier = Some(self.trail.head());
            self.trail.follow_tree();
        }
    }
}
