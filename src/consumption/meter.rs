//! The eight things that are counted, and the add-ons that they draw on.

use serde::Serialize;

use super::event::{EventKind, IdentificationMode, Level, Outcome, SealLevel, name_of};
use super::size::BYTES_A_MEGABYTE;

/// What is counted, as the guide names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsumptionType {
    /// Signers invited, when the request is sent.
    InvitedSigners,
    /// Identification attempts, successful or failed.
    IdentificationAttempts,
    /// Documents sealed.
    ElectronicSeals,
    /// The size of archived documents, in megabytes.
    Archiving,
}

impl ConsumptionType {
    /// Each with its name.
    pub(super) const NAMED: [(&'static str, Self); 4] = [
        ("invited_signers", Self::InvitedSigners),
        ("identification_attempts", Self::IdentificationAttempts),
        ("electronic_seals", Self::ElectronicSeals),
        ("archiving", Self::Archiving),
    ];

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        name_of(&Self::NAMED, self)
    }
}

/// One thing that is counted: a type with its level and mode.
///
/// It is not an add-on: the invited signers of Qualified signatures draw on none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meter {
    /// Invited signers of Simple signatures.
    SimpleSigners,
    /// Invited signers of Advanced signatures.
    AdvancedSigners,
    /// Invited signers of Qualified signatures, for information.
    QualifiedSigners,
    /// Identification attempts by double identity verification.
    DoubleVerifications,
    /// Identification attempts by saved identity.
    SavedIdentities,
    /// Documents sealed by Simple seals.
    SimpleSeals,
    /// Documents sealed by Advanced seals.
    AdvancedSeals,
    /// Bytes archived.
    Archiving,
}

impl Meter {
    /// All, in the order of the rows of an answer.
    pub const ALL: [Self; 8] = [
        Self::SimpleSigners,
        Self::AdvancedSigners,
        Self::QualifiedSigners,
        Self::DoubleVerifications,
        Self::SavedIdentities,
        Self::SimpleSeals,
        Self::AdvancedSeals,
        Self::Archiving,
    ];

    /// Its type.
    #[must_use]
    pub const fn consumption_type(self) -> ConsumptionType {
        match self {
            Self::SimpleSigners | Self::AdvancedSigners | Self::QualifiedSigners => {
                ConsumptionType::InvitedSigners
            }
            Self::DoubleVerifications | Self::SavedIdentities => {
                ConsumptionType::IdentificationAttempts
            }
            Self::SimpleSeals | Self::AdvancedSeals => ConsumptionType::ElectronicSeals,
            Self::Archiving => ConsumptionType::Archiving,
        }
    }

    /// Its level; archiving has none.
    #[must_use]
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::SimpleSigners | Self::SimpleSeals => Some(Level::Simple),
            Self::AdvancedSigners | Self::AdvancedSeals => Some(Level::Advanced),
            Self::QualifiedSigners | Self::DoubleVerifications | Self::SavedIdentities => {
                Some(Level::Qualified)
            }
            Self::Archiving => None,
        }
    }

    /// Its mode, as the API's rows name it; identification attempts alone have one.
    #[must_use]
    pub const fn row_mode(self) -> Option<&'static str> {
        match self {
            Self::DoubleVerifications => Some("identity_verification"),
            Self::SavedIdentities => Some("saved_identity"),
            _ => None,
        }
    }

    /// What is shown of a sum: bytes as megabytes, one that is begun as a whole one, so that nothing that was
    /// archived is shown as nothing; all else as it is.
    #[must_use]
    pub fn shown(self, sum: u64) -> u64 {
        match self {
            Self::Archiving => sum.div_ceil(BYTES_A_MEGABYTE),
            _ => sum,
        }
    }

    /// A sum as it would be if what is shown of it were exact.
    pub(super) fn rounded(self, sum: u64) -> u64 {
        match self {
            Self::Archiving => self.shown(sum).saturating_mul(BYTES_A_MEGABYTE),
            _ => sum,
        }
    }

    /// The least sum that is shown as `value`.
    pub(super) fn least(self, value: u64) -> u64 {
        match (self, value.checked_sub(1)) {
            (Self::Archiving, Some(before)) => {
                before.saturating_mul(BYTES_A_MEGABYTE).saturating_add(1)
            }
            _ => value,
        }
    }

    /// Where it stands in [`Meter::ALL`].
    pub(super) const fn number(self) -> usize {
        self as usize
    }
}

impl EventKind {
    /// What the event counts as, and how much; of archiving, bytes. `None` for what does not count.
    #[must_use]
    pub const fn measure(self) -> Option<(Meter, u64)> {
        Some(match self {
            Self::RequestSent { level: Level::Simple, signers } => (Meter::SimpleSigners, signers),
            Self::RequestSent { level: Level::Advanced, signers } => {
                (Meter::AdvancedSigners, signers)
            }
            Self::RequestSent { level: Level::Qualified, signers } => {
                (Meter::QualifiedSigners, signers)
            }
            Self::RequestCancelled
            | Self::IdentificationAttempted { outcome: Outcome::Abandoned, .. } => return None,
            Self::IdentificationAttempted { mode, .. } => (mode.meter(), 1),
            Self::SealCreated { level: SealLevel::Simple, documents } => {
                (Meter::SimpleSeals, documents)
            }
            Self::SealCreated { level: SealLevel::Advanced, documents } => {
                (Meter::AdvancedSeals, documents)
            }
            Self::DocumentArchived { bytes } => (Meter::Archiving, bytes),
        })
    }
}

impl IdentificationMode {
    /// What its attempts count as.
    pub(super) const fn meter(self) -> Meter {
        match self {
            Self::DoubleVerification => Meter::DoubleVerifications,
            Self::SavedIdentity => Meter::SavedIdentities,
        }
    }
}

/// What can be subscribed to beside a plan, as the guide names it.
///
/// Source: Yousign developer guide, Consumption ("Track add-on consumption").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addon {
    /// Simple signatures.
    ElectronicSignature,
    /// Advanced signatures.
    AdvancedElectronicSignature,
    /// Identity verification through ID, for Qualified signatures.
    QualifiedElectronicSignatureIdentityVerification,
    /// Saved identity, for Qualified signatures.
    QualifiedElectronicSignatureSavedIdentity,
    /// Simple seals.
    ElectronicSeal,
    /// Advanced seals.
    AdvancedElectronicSeal,
    /// Archiving.
    Archiving,
}

impl Addon {
    /// Each with its name, in the guide's order.
    pub(super) const NAMED: [(&'static str, Self); 7] = [
        ("electronic_signature", Self::ElectronicSignature),
        ("advanced_electronic_signature", Self::AdvancedElectronicSignature),
        (
            "qualified_electronic_signature_identity_verification",
            Self::QualifiedElectronicSignatureIdentityVerification,
        ),
        (
            "qualified_electronic_signature_saved_identity",
            Self::QualifiedElectronicSignatureSavedIdentity,
        ),
        ("electronic_seal", Self::ElectronicSeal),
        ("advanced_electronic_seal", Self::AdvancedElectronicSeal),
        ("archiving", Self::Archiving),
    ];

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        name_of(&Self::NAMED, self)
    }

    /// What draws on it.
    #[must_use]
    pub const fn meter(self) -> Meter {
        match self {
            Self::ElectronicSignature => Meter::SimpleSigners,
            Self::AdvancedElectronicSignature => Meter::AdvancedSigners,
            Self::QualifiedElectronicSignatureIdentityVerification => Meter::DoubleVerifications,
            Self::QualifiedElectronicSignatureSavedIdentity => Meter::SavedIdentities,
            Self::ElectronicSeal => Meter::SimpleSeals,
            Self::AdvancedElectronicSeal => Meter::AdvancedSeals,
            Self::Archiving => Meter::Archiving,
        }
    }
}
