//! The tree of one wallet: its rows, oldest first.

use super::row::{leaf, leaf_text};
use super::{Hash, Trail, TreeHead};
use crate::ledger::{Row, order_within_instant};
use crate::time::Instant;

/// How many rows are looked at, at most, before it is settled which way a listing runs.
const MAX_UNDIRECTED: usize = 4_096;
/// By how many votes one way has to win: two pairs of rows that agree in everything.
const LEAD: u64 = 4;

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
    wanted: Wanted,
    newest_first: Option<bool>,
    oldest_first_votes: u64,
    newest_first_votes: u64,
    /// Rows in the order of the listing, until it is settled which way that runs, or to its end when it runs newest first.
    waiting: Vec<Leaf>,
    /// The rows of the present instant.
    present: Vec<Leaf>,
    /// The balance that the instant before left.
    before: Option<i64>,
    trail: Trail,
    matches: u64,
    index: Option<u64>,
    leaf: Option<String>,
    earlier: Option<TreeHead>,
    room: String,
}

/// A row as the tree sees it.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    hash: Hash,
    before: i64,
    after: i64,
    at: Instant,
    wanted: bool,
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
        let mut tree = Self { wanted, ..Self::default() };
        tree.look_back();
        tree
    }

    /// Adds the next row of the listing.
    pub fn push(&mut self, row: &Row<'_>) {
        let wanted = matches!(&self.wanted, Wanted::Row(id) if id == row.id);
        if wanted {
            self.leaf = Some(leaf_text(row));
        }
        let after = row.balance_after.get();
        let leaf = Leaf {
            hash: leaf(row, &mut self.room),
            before: after.wrapping_sub(row.change()),
            after,
            at: row.created_at,
            wanted,
        };
        match self.newest_first {
            Some(false) => self.take(leaf),
            Some(true) => self.waiting.push(leaf),
            None => {
                self.vote(&leaf);
                self.waiting.push(leaf);
                let lead = self.oldest_first_votes.abs_diff(self.newest_first_votes);
                if lead >= LEAD || self.waiting.len() >= MAX_UNDIRECTED {
                    self.direct();
                }
            }
        }
    }

    /// The tree of all rows.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        self.direct();
        for leaf in core::mem::take(&mut self.waiting).into_iter().rev() {
            self.take(leaf);
        }
        self.end_instant();
        let Self { matches, index, leaf, earlier, trail, .. } = self;
        let (head, path) = trail.finish();
        Finished { head, matches, index, leaf, earlier, path }
    }

    /// Counts what a pair of rows says of the way the listing runs. Within one instant its order means nothing.
    fn vote(&mut self, next: &Leaf) {
        let Some(last) = self.waiting.last().filter(|last| last.at != next.at) else { return };
        let votes =
            |clock: bool, balances: bool| u64::from(clock).saturating_add(u64::from(balances));
        let oldest = votes(last.at < next.at, last.after == next.before);
        let newest = votes(last.at > next.at, next.after == last.before);
        self.oldest_first_votes = self.oldest_first_votes.saturating_add(oldest);
        self.newest_first_votes = self.newest_first_votes.saturating_add(newest);
    }

    /// Settles which way the listing runs.
    fn direct(&mut self) {
        if self.newest_first.is_some() {
            return;
        }
        let newest_first = self.newest_first_votes > self.oldest_first_votes;
        self.newest_first = Some(newest_first);
        if !newest_first {
            for leaf in core::mem::take(&mut self.waiting) {
                self.take(leaf);
            }
        }
    }

    /// Takes the next row of the history.
    fn take(&mut self, leaf: Leaf) {
        if self.present.last().is_some_and(|last| last.at != leaf.at) {
            self.end_instant();
        }
        self.present.push(leaf);
    }

    fn end_instant(&mut self) {
        let mut present = core::mem::take(&mut self.present);
        if present.len() > 1 {
            present.sort_unstable_by_key(|leaf| leaf.hash);
            let steps: Vec<(i64, i64)> =
                present.iter().map(|leaf| (leaf.before, leaf.after)).collect();
            let order = order_within_instant(&steps, self.before)
                .or_else(|| order_within_instant(&steps, None));
            if let Some(order) = order {
                let leaves = order.iter().filter_map(|place| present.get(*place).copied());
                present = leaves.collect();
            }
        }
        self.before = present.last().map(|leaf| leaf.after).or(self.before);
        for leaf in present.drain(..) {
            if leaf.wanted && self.index.is_none() {
                self.index = Some(self.trail.count());
                self.trail.push_followed(leaf.hash);
            } else {
                self.trail.push(leaf.hash);
            }
            self.matches = self.matches.saturating_add(u64::from(leaf.wanted));
            self.look_back();
        }
        self.present = present;
    }

    /// Begins to gather what shows that the tree of now is the beginning of that to come, if it is the one wanted.
    fn look_back(&mut self) {
        if self.wanted == Wanted::Tree(self.trail.count()) {
            self.earlier = Some(self.trail.head());
            self.trail.follow_tree();
        }
    }
}
