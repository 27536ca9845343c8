//! What a verification says: findings, and a summary to put them in proportion.

use serde::{Serialize, Serializer};

use crate::amount::Amount;

/// Where a row stands: the number of a listing, and the row in it, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number that [`Verifier::begin`](super::Verifier::begin) answered.
    pub listing: u32,
    /// The row.
    pub row: u64,
}

/// The kind of a [`Finding`]: stable, and the same in every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FindingCode {
    /// A row that takes a member's allocation below zero.
    AllocationOverdrawn,
    /// A row that cannot be read. It is reported and counted, and the rest goes on.
    BadRow,
    /// A balance that does not follow from the one before it.
    ChainBreak,
    /// A charge for an envelope that was cancelled, or whose charges all came back.
    ChargeAfterCancel,
    /// A base charge for an envelope whose base was charged before.
    DoubleBase,
    /// A flat charge for an envelope that was charged it before.
    DoubleFlat,
    /// An id that another row has.
    DuplicateId,
    /// An envelope that was charged for signatures and never for its creation.
    MissingBase,
    /// An envelope that failed or was cancelled, and whose charges did not come back.
    MissingRefund,
    /// A row that takes the balance below zero.
    NegativeBalance,
    /// A row whose balance follows, and whose time lies before that of the row it follows.
    OutOfOrder,
    /// A charge above the price.
    Overcharged,
    /// A page or a file that begins with rows which were listed before.
    PageOverlap,
    /// An envelope for which more came back than was charged.
    RefundExceedsCharge,
    /// A refund for an envelope that was never charged.
    RefundWithoutCharge,
    /// Something that happened and was not charged.
    Uncharged,
    /// A charge below the price.
    Undercharged,
    /// A jump in a member's allocation that no row explains.
    Unexplained,
    /// A charge for something that did not happen.
    UnexplainedCharge,
    /// A charge for a method that the price book does not have.
    UnknownMethod,
    /// A charge that is right under another version of the price book than the one in force.
    VersionMismatch,
    /// A row for an envelope that another wallet pays for.
    WrongWallet,
}

impl FindingCode {
    /// All codes, by their letters.
    pub const ALL: [Self; 22] = [
        Self::AllocationOverdrawn,
        Self::BadRow,
        Self::ChainBreak,
        Self::ChargeAfterCancel,
        Self::DoubleBase,
        Self::DoubleFlat,
        Self::DuplicateId,
        Self::MissingBase,
        Self::MissingRefund,
        Self::NegativeBalance,
        Self::OutOfOrder,
        Self::Overcharged,
        Self::PageOverlap,
        Self::RefundExceedsCharge,
        Self::RefundWithoutCharge,
        Self::Uncharged,
        Self::Undercharged,
        Self::Unexplained,
        Self::UnexplainedCharge,
        Self::UnknownMethod,
        Self::VersionMismatch,
        Self::WrongWallet,
    ];

    /// The code as it is written in reports, such as `CHAIN_BREAK`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllocationOverdrawn => "ALLOCATION_OVERDRAWN",
            Self::BadRow => "BAD_ROW",
            Self::ChainBreak => "CHAIN_BREAK",
            Self::ChargeAfterCancel => "CHARGE_AFTER_CANCEL",
            Self::DoubleBase => "DOUBLE_BASE",
            Self::DoubleFlat => "DOUBLE_FLAT",
            Self::DuplicateId => "DUPLICATE_ID",
            Self::MissingBase => "MISSING_BASE",
            Self::MissingRefund => "MISSING_REFUND",
            Self::NegativeBalance => "NEGATIVE_BALANCE",
            Self::OutOfOrder => "OUT_OF_ORDER",
            Self::Overcharged => "OVERCHARGED",
            Self::PageOverlap => "PAGE_OVERLAP",
            Self::RefundExceedsCharge => "REFUND_EXCEEDS_CHARGE",
            Self::RefundWithoutCharge => "REFUND_WITHOUT_CHARGE",
            Self::Uncharged => "UNCHARGED",
            Self::Undercharged => "UNDERCHARGED",
            Self::Unexplained => "UNEXPLAINED",
            Self::UnexplainedCharge => "UNEXPLAINED_CHARGE",
            Self::UnknownMethod => "UNKNOWN_METHOD",
            Self::VersionMismatch => "VERSION_MISMATCH",
            Self::WrongWallet => "WRONG_WALLET",
        }
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Money is wrong, or cannot be shown to be right.
    Error,
    /// Something is odd, and no money is wrong by it.
    Warning,
}

/// The likely cause of a finding, as far as the rows around it tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A row between this one and the one before it is not there.
    MissingRow,
    /// This row stands here again, or here instead of elsewhere.
    DuplicateRow,
    /// This row and the next have changed places.
    SwappedRows,
    /// This row stands between two that follow each other.
    MisplacedRow,
    /// The amount of this row is not what changed the balance.
    EditedAmount,
    /// The balance of this row is not the one that the next row goes on from.
    EditedBalance,
    /// The type of this row is not the one that changed the balance.
    EditedType,
    /// Rows of other types were left out when the listing was fetched, so that it cannot be chained.
    FilteredListing,
    /// Rows between two pages, or two files, were not fetched.
    SkippedPage,
    /// What belongs to this row stands before the ledger begins.
    EarlierHistory,
    /// All that was charged had come back before.
    RefundedTwice,
    /// Nobody signed by the method that was charged.
    OtherMethod,
}

impl Cause {
    /// The cause as it is written in reports, such as `missing row`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingRow => "missing row",
            Self::DuplicateRow => "duplicate row",
            Self::SwappedRows => "swapped rows",
            Self::MisplacedRow => "misplaced row",
            Self::EditedAmount => "edited amount",
            Self::EditedBalance => "edited balance",
            Self::EditedType => "edited type",
            Self::FilteredListing => "filtered listing",
            Self::SkippedPage => "skipped page",
            Self::EarlierHistory => "earlier history",
            Self::RefundedTwice => "refunded twice",
            Self::OtherMethod => "other method",
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something wrong in a ledger that could be read: what, where, and what should have been there.
///
/// It is not an [`Error`](crate::Error), which means that an input could not be processed at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing is wrong.
    pub code: FindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// The wallet, where the ledger names wallets.
    pub wallet: Option<String>,
    /// The file.
    pub file: String,
    /// The row in the file, counted from 1.
    pub row: u64,
    /// The id of the row, where it could be read.
    pub id: Option<String>,
    /// The amount or balance that should be there.
    pub expected: Option<Amount>,
    /// The amount or balance that is there.
    pub recorded: Option<Amount>,
    /// Why, as far as the rows around it tell.
    pub cause: Option<Cause>,
    /// All of this in words, and what to do.
    pub message: String,
}

/// What was read, and how much of it there was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows, unreadable ones too.
    pub rows: u64,
    /// Wallets; without wallet ids, files.
    pub wallets: u64,
    /// Envelopes that something was charged for.
    pub envelopes: u64,
    /// Credits bought or given.
    pub added: Amount,
    /// Credits spent.
    pub consumed: Amount,
    /// Credits returned.
    pub refunded: Amount,
    /// The balances before the first row of each wallet, together.
    pub opening: Amount,
    /// The balances after the last row of each wallet, together.
    pub closing: Amount,
    /// How many findings of each code there are, by code, of those that there are any of.
    #[serde(serialize_with = "as_map")]
    pub findings: Vec<(FindingCode, u64)>,
}

fn as_map<S: Serializer>(counts: &[(FindingCode, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().copied())
}

/// What a verification says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was read.
    pub summary: Summary,
    /// What is wrong with it, in the order of files and rows.
    pub findings: Vec<Finding>,
}
