//! The trees of all wallets of a ledger, which grow while it is checked.

use super::order::{Leaf, Left, Order};
use super::row::Room;
use super::{Hash, MerkleRange, TreeHead};
use crate::error::{Code, Error};
use crate::ledger::{
    Chains, Crew, Key, Part, Place, Rest, RowOrder, Table, damaged, put, put_instant, put_key,
    put_place, put_signed, put_text,
};

/// How many rows may wait at most: for the end of a listing that runs newest first all of them together, for the end of
/// their instant those of each wallet. It is 80 megabytes of them.
const MAX_WAITING: usize = 1_000_000;
/// How many wallets are looked up at once.
const ROWS_AT_ONCE: usize = 128;

/// That there are trees, and one of them. A [`Verifier`](crate::ledger::Verifier) has records of other kinds.
const TREES: u8 = 0x20;
const TREE: u8 = 0x21;

/// The trees of a ledger's wallets, as their rows come: what [`WalletTree`](super::WalletTree) is to one, for any number of
/// them in one pass.
///
/// It is not a check, and grows beside one: it takes the parts that a [`Verifier`](crate::ledger::Verifier) has absorbed,
/// with whatever is wrong in them but rows that a page repeats, and however these are cut, and on however many shards, the roots are the same. It
/// keeps some hashes for each wallet, no rows. Rows of a listing that runs newest first have to wait for its end, so
/// that of those there may be a million.
///
/// ```
/// use sealquote::{PriceBook, json, ledger::{Alone, Part, Transaction, Verifier}};
/// use sealquote::proof::{WalletTree, WalletTrees, Wanted};
/// let row = json::parse(
///     r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"walletId":"w","createdAt":"2026-03-02T09:00:00Z"}"#,
/// )?;
/// let row = Transaction::from_value(&row)?;
/// let (mut part, mut tree) = (Part::default(), WalletTree::new(Wanted::Nothing));
/// part.push(&row.row());
/// tree.push(&row.row());
///
/// let book = PriceBook::builtin("signsecure")?;
/// let (mut verifier, mut trees) = (Verifier::new(&book)?, WalletTrees::default());
/// let (listing, mut parts) = (verifier.begin("march.json"), [part]);
/// verifier.absorb(listing, 1, &mut parts, &Alone)?;
/// trees.absorb(&parts, &Alone)?;
/// let roots = trees.finish();
/// assert_eq!(roots[0].wallet.as_deref(), Some("w"));
/// assert_eq!(roots[0].head, tree.finish().head);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Debug)]
pub struct WalletTrees {
    row_order: RowOrder,
    shards: Vec<Shard>,
    /// Room for the leaves of parts.
    leaves: Vec<Leaves>,
}

/// The root of a wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletRoot {
    /// The wallet, where rows name one.
    pub wallet: Option<String>,
    /// Where its first row stood.
    pub first: Place,
    /// Its size and root.
    pub head: TreeHead,
}

/// The leaves of a part.
#[derive(Debug, Default)]
struct Leaves {
    part: usize,
    leaves: Vec<Leaf>,
    room: Room,
}

/// The trees of a share of all wallets, by their keys.
#[derive(Debug, Default)]
struct Shard {
    number: u32,
    of: u32,
    trees: Table<Tree>,
    /// How many rows wait for the end of a listing that runs newest first.
    waiting: usize,
    /// Too many rows of a wallet are of one instant.
    is_crowded: bool,
    rows: Vec<u32>,
}

#[derive(Debug)]
struct Tree {
    /// None for rows that name no wallet.
    name: Option<Box<str>>,
    first: Place,
    /// The listing of its last row, by the number of its first file.
    listing: Option<u32>,
    order: Order,
    range: MerkleRange,
}

impl Default for WalletTrees {
    fn default() -> Self {
        Self::new(1, RowOrder::default())
    }
}

impl WalletTrees {
    /// No trees yet, in so many shards, of listings that run this way.
    #[must_use]
    pub fn new(shards: u32, row_order: RowOrder) -> Self {
        let of = shards.max(1);
        let shard = |number| Shard { number, of, ..Shard::default() };
        Self { row_order, shards: (0..of).map(shard).collect(), leaves: Vec::new() }
    }

    /// Takes parts that a verifier has absorbed, in their order.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when more rows would have to wait than there is room for.
    pub fn absorb(&mut self, parts: &[Part], crew: &impl Crew) -> Result<(), Error> {
        self.leaves.resize_with(parts.len(), Leaves::default);
        for (number, leaves) in self.leaves.iter_mut().enumerate() {
            leaves.part = number;
        }
        crew.each(&mut self.leaves, |leaves| leaves.fill(parts));
        let (leaves, row_order) = (&self.leaves, self.row_order);
        crew.each(&mut self.shards, |shard| shard.grow(parts, leaves, row_order));
        let waiting = self.shards.iter().fold(0, |all: usize, one| all.saturating_add(one.waiting));
        if waiting > MAX_WAITING {
            return Err(Error::new(
                Code::LimitExceeded,
                "",
                "more than 1,000,000 rows are listed newest first, and a Merkle tree grows from the oldest; list \
                 them oldest first",
            ));
        }
        if self.shards.iter().any(|shard| shard.is_crowded) {
            return Err(Error::new(
                Code::LimitExceeded,
                "",
                "more than 1,000,000 rows of a wallet are of one instant, too many to find their order; give \
                 instants to the second",
            ));
        }
        Ok(())
    }

    /// The root of each wallet, in the order in which they came up.
    #[must_use]
    pub fn finish(self) -> Vec<WalletRoot> {
        let trees = self.shards.into_iter().flat_map(|shard| shard.trees.into_values());
        let mut roots: Vec<WalletRoot> = trees.map(Tree::finish).collect();
        roots.sort_unstable_by_key(|root| root.first);
        roots
    }

    /// Ends the listings, and writes what the trees need to go on, record by record. The rows of a wallet's last instant
    /// stay open, so that the next check gives the root of the whole history, wherever it was cut.
    ///
    /// # Errors
    /// What `write` answers.
    pub fn close(
        &mut self,
        chains: Chains,
        write: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        write(&[TREES])?;
        let mut bytes = Vec::new();
        for shard in &mut self.shards {
            for (key, tree) in shard.trees.values_mut() {
                tree.end_listing();
                if Key::is_of_text(key.half()) || chains == Chains::Ledger {
                    bytes.clear();
                    tree.write(*key, &mut bytes);
                    write(&bytes)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a record is one that [`close`](Self::close) wrote, and not one of a verifier.
    #[must_use]
    pub fn is_record(record: &[u8]) -> bool {
        matches!(record.first(), Some(&(TREES | TREE)))
    }

    /// Takes a record that [`close`](Self::close) wrote, before any part.
    ///
    /// # Errors
    /// `INVALID_VALUE` for one that is damaged.
    pub fn resume(&mut self, record: &[u8]) -> Result<(), Error> {
        match record.split_first() {
            Some((&TREES, [])) => Ok(()),
            Some((&TREE, rest)) => self.read(Rest(rest)).ok_or_else(damaged),
            _ => Err(damaged()),
        }
    }

    fn read(&mut self, mut rest: Rest<'_>) -> Option<()> {
        let key = rest.key()?;
        let name = Some(rest.text()?).filter(|name| !name.is_empty());
        let first = rest.place()?;
        let (count, hashes): (u64, usize) = (rest.number()?, rest.short()?);
        let hashes = (0..hashes).map(|_| rest.hash()).collect::<Option<Vec<_>>>()?;
        let range = MerkleRange::from_parts(0, count, hashes)?;
        let order = Order::going_on(self.row_order, rest.left()?);
        let of = u32::try_from(self.shards.len()).ok()?;
        let shard = self.shards.get_mut(usize::try_from(key.shard(of)).ok()?)?;
        shard.trees.number_of(key, || Tree { name, first, listing: None, order, range });
        rest.0.is_empty().then_some(())
    }
}

impl Leaves {
    fn fill(&mut self, parts: &[Part]) {
        let Self { part, leaves, room } = self;
        leaves.clear();
        let Some(part) = parts.get(*part) else { return };
        leaves.extend(part.rows().map(|row| Leaf::new(&row, room.leaf(&row))));
    }
}

impl Shard {
    fn grow(&mut self, parts: &[Part], leaves: &[Leaves], row_order: RowOrder) {
        let (mut own, mut guesses) = (core::mem::take(&mut self.rows), Vec::new());
        for (part, leaves) in parts.iter().zip(leaves) {
            own.clear();
            let rows = 0..u32::try_from(leaves.leaves.len()).unwrap_or(u32::MAX);
            own.extend(rows.filter(|row| {
                !part.leaves_out(*row) && part.wallet(*row).shard(self.of) == self.number
            }));
            for rows in own.chunks(ROWS_AT_ONCE) {
                let keys = rows.iter().map(|row| part.wallet(*row));
                self.trees.guess(keys, &mut guesses);
                for (row, guess) in rows.iter().zip(&guesses) {
                    self.take(part, (*row, *guess), leaves, row_order);
                }
            }
        }
        self.rows = own;
    }

    fn take(
        &mut self,
        part: &Part,
        (row, guess): (u32, u32),
        leaves: &Leaves,
        row_order: RowOrder,
    ) {
        let leaf = usize::try_from(row).ok().and_then(|row| leaves.leaves.get(row));
        let number = self.trees.number_near(part.wallet(row), guess, || Tree {
            name: part.row(row).and_then(|row| row.wallet_id).map(Box::from),
            first: part.place(row),
            listing: None,
            order: Order::of(row_order),
            range: MerkleRange::default(),
        });
        let Some((leaf, tree)) = leaf.zip(self.trees.get_mut(number)) else { return };
        let Tree { listing, order, range, .. } = tree;
        if listing.replace(part.chained()) != Some(part.chained()) {
            order.begin_listing();
        }
        let waiting = order.waiting();
        order.push(*leaf, &mut |leaf| range.push(leaf.hash));
        self.waiting = self.waiting.saturating_sub(waiting).saturating_add(order.waiting());
        self.is_crowded |= order.present() > MAX_WAITING;
    }
}

impl Tree {
    fn end_listing(&mut self) {
        let Self { order, range, .. } = self;
        order.end_listing(&mut |leaf| range.push(leaf.hash));
    }

    fn finish(self) -> WalletRoot {
        let Self { name, first, mut order, mut range, .. } = self;
        order.end(&mut |leaf| range.push(leaf.hash));
        let head = range.head().unwrap_or(TreeHead { size: 0, root: Hash::EMPTY });
        WalletRoot { wallet: name.map(String::from), first, head }
    }

    fn write(&self, key: Key, bytes: &mut Vec<u8>) {
        bytes.push(TREE);
        put_key(key, bytes);
        put_text(self.name.as_deref().unwrap_or_default(), bytes);
        put_place(self.first, bytes);
        put(self.range.count(), bytes);
        put(u64::try_from(self.range.hashes().len()).unwrap_or(0), bytes);
        self.range.hashes().iter().for_each(|hash| bytes.extend_from_slice(hash.as_bytes()));
        let Left { oldest_first, before, present } = self.order.left();
        put(oldest_first.into(), bytes);
        put(before.is_some().into(), bytes);
        put_signed(before.unwrap_or(0), bytes);
        put(u64::try_from(present.len()).unwrap_or(0), bytes);
        for leaf in present {
            bytes.extend_from_slice(leaf.hash.as_bytes());
            put_signed(leaf.before, bytes);
            put_signed(leaf.after, bytes);
            put_instant(leaf.at, bytes);
        }
    }
}

impl Rest<'_> {
    fn hash(&mut self) -> Option<Hash> {
        let (hash, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Hash::from_bytes(*hash))
    }

    fn left(&mut self) -> Option<Left> {
        let oldest_first = self.flag()?;
        let (is_some, before) = (self.flag()?, self.signed()?);
        let count: usize = self.short()?;
        let leaf = |_| {
            Some(Leaf {
                hash: self.hash()?,
                before: self.signed()?,
                after: self.signed()?,
                at: self.instant()?,
                wanted: false,
            })
        };
        let present = (0..count).map(leaf).collect::<Option<_>>()?;
        Some(Left { oldest_first, before: is_some.then_some(before), present })
    }
}
