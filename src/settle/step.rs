//! What can happen to an envelope, in numbers.

use serde::Serialize;

use crate::book::Methods;

/// How far an envelope has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not sent yet.
    #[default]
    Draft,
    /// Sent, and waiting for signatures.
    Sent,
    /// Signed by all who sign.
    Completed,
    /// Declined by somebody.
    Declined,
    /// Came to grief.
    Failed,
    /// Taken back by its sender.
    Cancelled,
    /// Not signed in time.
    Expired,
}

impl Status {
    /// The word as it is written, such as `completed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether nothing more can happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Draft | Self::Sent)
    }
}

/// One thing that happens to an envelope, in numbers: of a version in its book, of a recipient in the
/// envelope, of a method in the version that was in force at send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// It is created under this version.
    Created {
        /// The version in force.
        version: usize,
    },
    /// It is sent under this version, which prices it for good. Unless it was before, it is created.
    Sent {
        /// The version in force.
        version: usize,
        /// The methods that each recipient may use; none for one who does not sign.
        signers: &'a [Methods],
    },
    /// Somebody signs.
    Signed {
        /// Who.
        signer: usize,
        /// How.
        method: usize,
    },
    /// Somebody declines.
    Declined,
    /// It fails.
    Failed,
    /// It is cancelled.
    Cancelled,
    /// It expires.
    Expired,
}

/// Why a step cannot be taken. But for [`Refusal::OutOfRange`] the life is as it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing more can happen.
    Final,
    /// It was not sent yet, or not even created.
    TooEarly,
    /// It happened before.
    Again,
    /// There is no such recipient, method or version.
    Unknown,
    /// The recipient gets a copy, or approves.
    DoesNotSign,
    /// The recipient may not sign by this method.
    MethodNotOpen,
    /// A sum is beyond 2^53 - 1. The life cannot go on.
    OutOfRange,
}
