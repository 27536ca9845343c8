//! Tamper evidence: one root that stands for every row of a wallet, and proofs of what it stands for.
//!
//! Balances that chain show that a history adds up, not that it is the one that was there yesterday: whoever
//! rewrites all of it from some row on makes it add up again. A root that was written down before, a
//! [`TreeHead`], shows that. The tree is that of RFC 6962 (Certificate Transparency), section 2.1, over SHA-256;
//! its leaves are the [canonical forms](leaf_text) of the rows, oldest first ([`WalletTree`]).
//!
//! The crates for such trees keep all of it in memory. A ledger has no room for that: a [`MerkleRange`] holds a
//! hash for each bit of the number of its leaves, [`WalletTrees`] one of those for each wallet while a ledger is checked,
//! and a [`Trail`] gathers a proof as leaves go by.

mod check;
mod document;
mod hash;
mod order;
mod range;
mod row;
mod trail;
mod trees;
mod wallet;

pub use check::{check_consistency, check_inclusion};
pub use document::{Claim, MAX_PATH, Proof, Verdict};
pub use hash::{Hash, TreeHead};
pub use range::MerkleRange;
pub use row::leaf_text;
pub use trail::Trail;
pub use trees::{WalletRoot, WalletTrees};
pub use wallet::{Finished, WalletTree, Wanted};
