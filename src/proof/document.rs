//! A proof as a document, which anybody with a trusted head can check.

use serde::Serialize;

use super::{Finished, Hash, TreeHead, check_consistency, check_inclusion, leaf_text};
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{self, Document, Value};
use crate::ledger::Transaction;

/// The most hashes that a path may have: one for each bit of a size, and the one it begins with.
pub const MAX_PATH: usize = 65;

/// A proof about the tree of one wallet.
///
/// It is no proof of anything by itself: it names the heads that it is about, and whoever checks it has to have
/// these from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// What is shown.
    #[serde(flatten)]
    pub claim: Claim,
    /// The wallet, where rows name one.
    pub wallet: Option<String>,
    /// The tree that it is shown of.
    #[serde(flatten)]
    pub head: TreeHead,
    /// The hashes that show it.
    pub path: Vec<Hash>,
}

/// What a proof shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "proof", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Claim {
    /// That a row is in the tree.
    Inclusion {
        /// The number of its leaf, counted from 0.
        index: u64,
        /// The row, in its canonical form.
        row: Value,
    },
    /// That an earlier tree is the beginning of this one: nothing was changed, only added.
    Consistency {
        /// How many leaves it had.
        earlier_size: u64,
        /// Its root.
        earlier_root: Hash,
    },
}

/// What came of the check of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It shows what it claims.
    Holds,
    /// It is about a tree of another size or root than the head to hold it against.
    OtherTree,
    /// It is about another earlier tree than the head to hold it against.
    OtherEarlierTree,
    /// Its row says other than its wallet, or more than the canonical form has.
    OtherRow,
    /// Its hashes do not lead to the root.
    Broken,
}

impl Proof {
    /// The proof of what was to be shown of a tree; `None` when there was nothing, or it was not there.
    #[must_use]
    pub fn of(wallet: Option<String>, tree: Finished) -> Option<Self> {
        let claim = match (tree.index, &tree.leaf, tree.earlier) {
            (Some(index), Some(leaf), _) => {
                Claim::Inclusion { index, row: json::parse(leaf).ok()? }
            }
            (_, _, Some(earlier)) => {
                Claim::Consistency { earlier_size: earlier.size, earlier_root: earlier.root }
            }
            _ => return None,
        };
        Some(Self { claim, wallet, head: tree.head, path: tree.path })
    }

    /// The proof that a JSON document is.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let proof = read(&Node::new(Document::from(source).root()), &mut problems);
        problems.into_first()?;
        proof.ok_or_else(|| Error::new(Code::InvalidType, "", "not a proof"))
    }

    /// Holds the proof against the head of a tree and, when it is about an earlier one, against that one's.
    ///
    /// ```
    /// use sealquote::{json, ledger::Transaction, proof::{Proof, Verdict, Wanted, WalletTree}};
    /// let row = r#"{"id":"a","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#;
    /// let mut tree = WalletTree::new(Wanted::Row(String::from("a")));
    /// tree.push(&Transaction::from_value(&json::parse(row)?)?.row());
    /// let (proof, head) = (Proof::of(None, tree.finish()).unwrap(), WalletTree::default().finish().head);
    /// assert_eq!(proof.check(&proof.head, None), Verdict::Holds);
    /// assert_eq!(proof.check(&head, None), Verdict::OtherTree);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    #[must_use]
    pub fn check(&self, head: &TreeHead, earlier: Option<&TreeHead>) -> Verdict {
        if self.head != *head {
            return Verdict::OtherTree;
        }
        let holds = match &self.claim {
            Claim::Inclusion { index, row } => {
                let Some(leaf) = self.leaf(row) else { return Verdict::OtherRow };
                check_inclusion(&leaf, *index, &self.path, head)
            }
            Claim::Consistency { earlier_size, earlier_root } => {
                let own = TreeHead { size: *earlier_size, root: *earlier_root };
                if earlier.is_some_and(|earlier| own != *earlier) {
                    return Verdict::OtherEarlierTree;
                }
                check_consistency(&self.path, &own, head)
            }
        };
        if holds { Verdict::Holds } else { Verdict::Broken }
    }

    /// The hash of a row that is written as it has to be, and of the wallet that the proof names.
    fn leaf(&self, row: &Value) -> Option<Hash> {
        let transaction = Transaction::from_value(row).ok()?;
        let of_wallet = transaction.row().wallet_id.map(str::to_owned);
        let text = leaf_text(&transaction.row());
        let sound = text == row.canonical() && (of_wallet.is_none() || of_wallet == self.wallet);
        sound.then(|| Hash::leaf(text.as_bytes()))
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Proof> {
    let kinds = [("inclusion", true), ("consistency", false)];
    let fields = node.open_object(problems)?;
    let inclusion = fields.required("proof", problems)?.choice(&kinds, problems)?;
    let keys = if inclusion { ["index", "row"] } else { ["earlierSize", "earlierRoot"] };
    let [own, other] = keys;
    let fields = node.object(&["proof", "wallet", "size", "root", "path", own, other], problems)?;
    let count = |key: &str, problems: &mut Problems| {
        fields.required(key, problems)?.count("leaves", problems)
    };
    let claim = if inclusion {
        let row = fields.required(other, problems).map(|node| node.value.to_value());
        count(own, problems).zip(row).map(|(index, row)| Claim::Inclusion { index, row })
    } else {
        let (size, root) = (count(own, problems), hash(&fields, other, problems));
        let earlier = size.zip(root);
        earlier
            .map(|(earlier_size, earlier_root)| Claim::Consistency { earlier_size, earlier_root })
    };
    let wallet = fields.required("wallet", problems);
    let wallet = wallet.filter(|node| !node.value.is_null());
    let wallet = wallet.and_then(|node| node.name(problems)).map(str::to_owned);
    let size = count("size", problems);
    let root = hash(&fields, "root", problems);
    let path = fields.required("path", problems)?;
    let path = path.array(MAX_PATH, problems)?;
    let path = path.map(|node| read_hash(&node, problems)).collect::<Option<Vec<Hash>>>();
    Some(Proof { claim: claim?, wallet, head: TreeHead { size: size?, root: root? }, path: path? })
}

fn hash(fields: &Fields<'_>, key: &str, problems: &mut Problems) -> Option<Hash> {
    read_hash(&fields.required(key, problems)?, problems)
}

fn read_hash(node: &Node<'_>, problems: &mut Problems) -> Option<Hash> {
    let text = node.string(problems)?;
    let hash = Hash::parse(text);
    if hash.is_none() {
        let message = format!("`{text}` is no SHA-256; give 64 lower-case hexadecimal digits");
        node.problem(Code::InvalidValue, message, problems);
    }
    hash
}
