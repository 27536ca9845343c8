//! Roots of wallets, and proofs about them.

use std::path::PathBuf;

use sealquote::json;
use sealquote::proof::{Claim, Proof, TreeHead, Verdict, WalletTree, Wanted};
use serde::Serialize;

use crate::conventions::Listed;
use crate::figures::{MAX_LISTED, counted, only_listed, read, wallet_name};
use crate::walk::{Walked, Wallets, walk};
use crate::{Reading, Unreadable};

/// The roots of a ledger's wallets.
#[derive(Serialize)]
pub(crate) struct Roots {
    rows: u64,
    unreadable: u64,
    wallets: Vec<NamedRoot>,
}

/// The root of a wallet: by its id or, where rows name none, by the file that they begin in.
#[derive(Clone, Debug, Serialize)]
pub struct NamedRoot {
    /// Its id.
    pub wallet: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// Its size and root.
    #[serde(flatten)]
    pub head: TreeHead,
}

impl NamedRoot {
    /// What the wallet is called.
    pub(crate) fn name(&self) -> String {
        wallet_name(&self.wallet, &self.file)
    }
}

/// The root of every wallet of a ledger's files, and the rows that could not be read, in words.
pub(crate) fn roots(
    files: &[PathBuf],
    reading: &Reading,
    listed: Listed,
) -> Result<(Roots, Vec<String>), Unreadable> {
    let (mut wallets, mut trees) = (Wallets::default(), Vec::<(WalletTree, usize)>::new());
    let walked = walk(files, reading, listed.chained.chains, |at, row| {
        let number = wallets.number(at.chain, row);
        if trees.len() == number {
            let tree = WalletTree::new(Wanted::Nothing).in_order(listed.row_order);
            trees.push((tree, at.listing));
        }
        if let Some((tree, listing)) = trees.get_mut(number) {
            if core::mem::replace(listing, at.listing) != at.listing {
                tree.begin_listing();
            }
            tree.push(row);
        }
    })?;
    let root = |(number, (tree, _)): (usize, (WalletTree, usize))| {
        let (wallet, file) = wallets.name(number, &walked);
        NamedRoot { wallet, file, head: tree.finish().head }
    };
    let roots = trees.into_iter().enumerate().map(root).collect();
    let Walked { rows, unreadable, told, .. } = walked;
    Ok((Roots { rows, unreadable, wallets: roots }, told))
}

/// The roots as text: a line for each wallet, its root first, so that it can be cut out.
pub(crate) fn text(roots: &Roots) -> String {
    let mut text = read(roots.rows, roots.wallets.len(), roots.unreadable);
    text.push('\n');
    for root in roots.wallets.iter().take(MAX_LISTED) {
        text.push_str(&format!("{}  {}\n", root.head, root.name()));
    }
    text.push_str(&only_listed(roots.wallets.len()));
    text
}

/// A proof about one wallet of a ledger's files.
pub(crate) fn prove(
    files: &[PathBuf],
    reading: &Reading,
    listed: Listed,
    wallet: Option<&str>,
    wanted: Wanted,
) -> Result<(Proof, Vec<String>), Unreadable> {
    let mut tree = WalletTree::new(wanted.clone()).in_order(listed.row_order);
    let (mut wallets, mut listing) = (Wallets::default(), 0);
    let walked = walk(files, reading, listed.chained.chains, |at, row| {
        let own = match wallet {
            Some(wallet) => row.wallet_id == Some(wallet),
            None => wallets.number(at.chain, row) == 0,
        };
        if own {
            if core::mem::replace(&mut listing, at.listing) != at.listing {
                tree.begin_listing();
            }
            tree.push(row);
        }
    })?;
    if let (None, 2..) = (wallet, wallets.found.len()) {
        return Err(Unreadable::new(format!(
            "the ledger has {} wallets; say which one it is about with `--wallet`, or give one file alone",
            wallets.found.len()
        )));
    }
    let tree = tree.finish();
    let of = wallet.map_or_else(|| String::from("the wallet"), |wallet| format!("`{wallet}`"));
    let missing = match &wanted {
        _ if tree.head.size == 0 && wallet.is_some() => {
            Some(format!("no row is of {of}; name a wallet of the ledger"))
        }
        Wanted::Row(id) if tree.matches == 0 => {
            Some(format!("no row of {of} has the id `{id}`; name one that is there"))
        }
        Wanted::Row(id) if tree.matches > 1 => Some(format!(
            "{} of {of} have the id `{id}`; run `sealquote verify` to find out why",
            counted(tree.matches, "row")
        )),
        Wanted::Tree(size) if *size > tree.head.size => Some(format!(
            "{of} has {}, fewer than the {size} it is to have had before; give the whole ledger",
            counted(tree.head.size, "row")
        )),
        _ => None,
    };
    match (missing, wallet.map(str::to_owned).or_else(|| wallets.name(0, &walked).0)) {
        (Some(reason), _) => Err(Unreadable::new(reason)),
        (None, wallet) => Proof::of(wallet, tree)
            .map(|proof| (proof, walked.told))
            .ok_or_else(|| Unreadable::new("nothing is to be shown; give `--id` or `--size`")),
    }
}

/// What came of the check of a proof, for people, and whether it holds.
#[derive(Serialize)]
pub(crate) struct Checked {
    holds: bool,
    message: String,
}

impl Checked {
    pub(crate) const fn holds(&self) -> bool {
        self.holds
    }

    pub(crate) fn text(&self) -> String {
        format!("{}\n", self.message)
    }
}

/// A head that the user wrote down, such as `353:9f…`.
pub(crate) fn parse_head(text: &str) -> Result<TreeHead, String> {
    TreeHead::parse(text).ok_or_else(|| {
        String::from(
            "write it as `sealquote root` does: the number of rows, a colon, 64 hexadecimal digits",
        )
    })
}

/// Holds the proof in a text against heads from elsewhere.
pub(crate) fn check(
    name: &str,
    text: &str,
    head: &TreeHead,
    earlier: Option<&TreeHead>,
) -> Result<Checked, Unreadable> {
    let read = json::parse(text).and_then(|value| Proof::from_value(&value));
    let proof = read.map_err(|error| {
        let place =
            if error.path.is_empty() { String::new() } else { format!(" at {}", error.path) };
        let (code, message) = (error.code.as_str(), error.message);
        Unreadable::new(format!("{code} in `{name}`{place}: {message}"))
    })?;
    match (&proof.claim, earlier) {
        (Claim::Consistency { .. }, None) => {
            return Err(Unreadable::new(format!(
                "`{name}` is about an earlier root; give the one that was written down with `--earlier`"
            )));
        }
        (Claim::Inclusion { .. }, Some(_)) => {
            return Err(Unreadable::new(format!(
                "`{name}` is about a row and no earlier root; leave out `--earlier`"
            )));
        }
        _ => {}
    }
    let verdict = proof.check(head, earlier);
    Ok(Checked { holds: verdict == Verdict::Holds, message: told(&proof, verdict, head) })
}

fn told(proof: &Proof, verdict: Verdict, head: &TreeHead) -> String {
    let own = proof.head;
    match (verdict, &proof.claim) {
        (Verdict::Holds, Claim::Inclusion { index, row }) => {
            let id = match row.get("id") {
                Some(json::Value::String(id)) => id.as_str(),
                _ => "",
            };
            let number = index.saturating_add(1);
            format!("It holds: `{id}` is row {number} of the {} under this root.", head.size)
        }
        (Verdict::Holds, Claim::Consistency { earlier_size, .. }) => format!(
            "It holds: the {} of the earlier root are unchanged, and {} were added.",
            counted(*earlier_size, "row"),
            head.size.saturating_sub(*earlier_size)
        ),
        (Verdict::OtherTree, _) => format!(
            "It does not hold: the proof is about the root `{own}`, and `{head}` was given; \
             make the proof from the ledger that has this root."
        ),
        (Verdict::OtherEarlierTree, _) => String::from(
            "It does not hold: the ledger's earlier rows have another root than the one written down, so they were \
             changed; find out by whom.",
        ),
        (Verdict::OtherRow, _) => String::from(
            "It does not hold: the row is not as a ledger's row is written, or of another wallet than the proof names; \
             make the proof again.",
        ),
        (Verdict::Broken, _) => String::from(
            "It does not hold: the hashes do not lead to the root, so the proof, the row or the root was changed; find \
             out which.",
        ),
    }
}
