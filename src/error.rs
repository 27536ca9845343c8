//! What went wrong with an input, in a form that a program can act on and a person can read.

use core::fmt;
use serde::{Serialize, Serializer};

use crate::message::message;

/// The kind of an [`Error`]: stable, and the same in Rust, in JavaScript and on the command line.
///
/// It is not a severity, and not a finding: an error means that the input could not be processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A value has the wrong JSON type, such as a signer that is `null`.
    InvalidType,
    /// A key that must be there is not.
    MissingKey,
    /// A key that has no meaning here, most often a typing mistake.
    UnknownKey,
    /// A number that is no count or amount: a fraction, or below zero.
    InvalidNumber,
    /// A whole number, or a sum, beyond 2^53 - 1.
    AmountOutOfRange,
    /// A text that is none of those allowed here.
    InvalidValue,
    /// A signature method that no rate of the version in force names.
    UnknownMethod,
    /// A signer may choose among no methods at all.
    NoMethod,
    /// Not an RFC 3339 instant, or one that does not exist.
    InvalidInstant,
    /// No version of the price book is in force at the instant asked for.
    NoVersion,
    /// No built-in price book has this id.
    UnknownBook,
    /// A text that is not JSON.
    InvalidJson,
    /// An object that has a key twice.
    DuplicateKey,
    /// Two rates of a version share a code.
    DuplicateCode,
    /// Two versions of a book share a label.
    DuplicateVersion,
    /// A version does not begin after the one before it.
    UnorderedVersions,
    /// A method is priced by two rates that are counted the same way.
    MethodPricedTwice,
    /// Tiers that do not rise, or whose last one is closed.
    InvalidTiers,
    /// More of something than a stated limit allows.
    LimitExceeded,
    /// Nested deeper than any input of ours is.
    TooDeep,
    /// An event names nobody on the envelope.
    UnknownSigner,
    /// Two recipients of an envelope share an id.
    DuplicateId,
    /// What happened cannot happen to an envelope that has come this far.
    InvalidStatus,
    /// Two things are said that cannot both be so.
    Contradiction,
    /// Something that a role, or a recipient of this kind, may not do.
    NotAllowed,
    /// More credits than there are.
    InsufficientCredits,
    /// No version is in force before the first one begins.
    Gap,
    /// A method of one version that no rate of the next one names.
    MethodNeverPriced,
    /// A larger quantity that costs less in total than a smaller one.
    FallingPrice,
    /// A larger purchase that earns a smaller bonus than a smaller one.
    WorseBonus,
    /// A tier that no quantity falls in.
    UnreachableTier,
    /// An amount that is on offer twice.
    DuplicatePreset,
    /// A cursor that was altered, or comes from another query.
    InvalidCursor,
    /// Something that there is not where it was asked for.
    NotAvailable,
}

impl Code {
    /// The code as it is written in reports and in JavaScript, such as `UNKNOWN_METHOD`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidType => "INVALID_TYPE",
            Self::MissingKey => "MISSING_KEY",
            Self::UnknownKey => "UNKNOWN_KEY",
            Self::InvalidNumber => "INVALID_NUMBER",
            Self::AmountOutOfRange => "AMOUNT_OUT_OF_RANGE",
            Self::InvalidValue => "INVALID_VALUE",
            Self::UnknownMethod => "UNKNOWN_METHOD",
            Self::NoMethod => "NO_METHOD",
            Self::InvalidInstant => "INVALID_INSTANT",
            Self::NoVersion => "NO_VERSION",
            Self::UnknownBook => "UNKNOWN_BOOK",
            Self::InvalidJson => "INVALID_JSON",
            Self::DuplicateKey => "DUPLICATE_KEY",
            Self::DuplicateCode => "DUPLICATE_CODE",
            Self::DuplicateVersion => "DUPLICATE_VERSION",
            Self::UnorderedVersions => "UNORDERED_VERSIONS",
            Self::MethodPricedTwice => "METHOD_PRICED_TWICE",
            Self::InvalidTiers => "INVALID_TIERS",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::TooDeep => "TOO_DEEP",
            Self::UnknownSigner => "UNKNOWN_SIGNER",
            Self::DuplicateId => "DUPLICATE_ID",
            Self::InvalidStatus => "INVALID_STATUS",
            Self::Contradiction => "CONTRADICTION",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::InsufficientCredits => "INSUFFICIENT_CREDITS",
            Self::Gap => "GAP",
            Self::MethodNeverPriced => "METHOD_NEVER_PRICED",
            Self::FallingPrice => "FALLING_PRICE",
            Self::WorseBonus => "WORSE_BONUS",
            Self::UnreachableTier => "UNREACHABLE_TIER",
            Self::DuplicatePreset => "DUPLICATE_PRESET",
            Self::InvalidCursor => "INVALID_CURSOR",
            Self::NotAvailable => "NOT_AVAILABLE",
        }
    }
}

/// An input that could not be processed: what kind of mistake, in words, and where.
///
/// It is not a [`Finding`](crate::ledger::Finding), which speaks of an input that was read and
/// turned out to be wrong. The message is lower case, without a final stop, with the input in
/// backticks, and says what to do.
///
/// ```
/// let book = sealquote::PriceBook::builtin("signsecure")?;
/// let error = book.quote_json(r#"{ "signers": [{ "method": "fax" }] }"#).unwrap_err();
/// assert_eq!(error.code.as_str(), "UNKNOWN_METHOD");
/// assert_eq!(error.path, "/signers/0/method");
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Error {
    /// The kind of mistake.
    pub code: Code,
    /// The mistake in words, and what to do about it.
    pub message: String,
    /// A JSON Pointer (RFC 6901) into the input; empty for the input as a whole.
    pub path: String,
}

impl Error {
    /// An error at a place in the input.
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: path.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.path.is_empty() { Ok(()) } else { f.write_str(&message![" (at ", self.path, ")"]) }
    }
}

impl core::error::Error for Error {}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
