//! The hashes of a tree, and its head.

use core::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::digest::{from_hex, hex};

/// The SHA-256 of a leaf, of two hashes, or of nothing (RFC 6962, section 2.1).
///
/// A leaf is hashed behind a byte of 0 and two hashes behind a byte of 1, so that neither can be taken for the
/// other.
///
/// ```
/// use sealquote::proof::Hash;
/// let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(Hash::EMPTY.to_string(), empty);
/// assert_eq!(Hash::parse(empty), Some(Hash::EMPTY));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The root of a tree without leaves: the SHA-256 of nothing.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// The hash of a leaf.
    #[must_use]
    pub fn leaf(bytes: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
    }

    /// The hash of two hashes next to each other.
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        let both = Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0);
        Self(both.finalize().into())
    }

    /// The hash that 64 lower-case hexadecimal digits stand for.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 64 {
            return None;
        }
        from_hex(digits)?.try_into().ok().map(Self)
    }

    /// The hash that these bytes are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How many leaves a tree has, and its root: what is written down, to be held against later.
///
/// It is written as `353:9f…`. A root alone does not tell how many leaves are under it: the shape of a path
/// fits several sizes, so a proof is checked against both.
///
/// ```
/// use sealquote::proof::{Hash, TreeHead};
/// let head = TreeHead { size: 0, root: Hash::EMPTY };
/// assert_eq!(TreeHead::parse(&head.to_string()), Some(head));
/// assert_eq!(TreeHead::parse("1:"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TreeHead {
    /// How many leaves there are.
    pub size: u64,
    /// The hash at the top.
    pub root: Hash,
}

impl TreeHead {
    /// The head that a text like `353:9f…` is: a size without leading zeros, and 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (size, root) = text.split_once(':')?;
        let plain = size.bytes().all(|digit| digit.is_ascii_digit());
        let head = Self { size: size.parse().ok()?, root: Hash::parse(root)? };
        (plain && (size == "0" || !size.starts_with('0'))).then_some(head)
    }
}

impl fmt::Display for TreeHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.size, self.root)
    }
}
