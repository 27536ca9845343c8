//! What one event counts as, and why.

use serde::Serialize;

use super::event::{Event, EventKind, IdentificationMode, Level, Outcome, Source};
use super::meter::{ConsumptionType, Meter};
use crate::amount::Amount;

/// What an event counts as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// What is counted.
    #[serde(rename = "type")]
    pub consumption_type: ConsumptionType,
    /// The level; `None` for archiving.
    pub level: Option<Level>,
    /// How a signer was identified; of attempts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<IdentificationMode>,
    /// Where it was caused.
    pub source: Source,
    /// The workspace.
    pub workspace_id: String,
    /// How many signers, attempts or documents; of archiving, megabytes of 1,000,000 bytes, of which one that is
    /// begun counts whole.
    pub value: Amount,
    /// The size of what was archived: what is to be summed, since `value` is rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Amount>,
    /// Whether it is only told, and measures nothing.
    pub informational: bool,
    /// Why it counts so.
    pub reason: &'static str,
}

/// What an event counts as: nothing, one reading, or two for a Qualified request, whose invited signers are only
/// told, and which is measured by attempts that are yet to be made.
///
/// A cancelled or refused request takes nothing back, and an abandoned identification is no attempt: neither
/// gives a reading.
///
/// Source: Yousign developer guide, Consumption ("Understanding your consumption").
///
/// ```
/// use sealquote::{consumption::{ConsumptionEvent, classify}, json};
/// let event = r#"{ "id": "e1", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                  "kind": "signature_request.sent", "level": "qualified", "signers": 2 }"#;
/// let event = ConsumptionEvent::from_value(&json::parse(event)?).unwrap();
/// let readings = classify(&event.event());
/// assert!(readings[0].informational);
/// assert_eq!((readings[0].value.get(), readings[1].value.get()), (2, 0));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[must_use]
pub fn classify(event: &Event<'_>) -> Vec<Reading> {
    let Some((meter, sum)) = event.kind.measure() else { return Vec::new() };
    let mode = match event.kind {
        EventKind::IdentificationAttempted { mode, .. } => Some(mode),
        _ => None,
    };
    let amount =
        |count: u64| i64::try_from(count).ok().and_then(Amount::new).unwrap_or(Amount::MAX);
    let first = Reading {
        consumption_type: meter.consumption_type(),
        level: meter.level(),
        mode,
        source: event.source,
        workspace_id: event.workspace_id.to_owned(),
        value: amount(meter.shown(sum)),
        bytes: (meter == Meter::Archiving).then(|| amount(sum)),
        informational: meter == Meter::QualifiedSigners,
        reason: reason(event.kind),
    };
    if meter != Meter::QualifiedSigners {
        return Vec::from([first]);
    }
    let attempts = Reading {
        consumption_type: ConsumptionType::IdentificationAttempts,
        value: Amount::ZERO,
        informational: false,
        reason: "a Qualified request is measured by identification attempts, each when it is made; \
                 sending it makes none",
        ..first.clone()
    };
    Vec::from([first, attempts])
}

const fn reason(kind: EventKind) -> &'static str {
    match kind {
        EventKind::RequestSent { level: Level::Qualified, .. } => {
            "invited signers of a Qualified request are told for information only"
        }
        EventKind::RequestSent { .. } => {
            "invited signers count when the request is sent, whether or not they complete the signature"
        }
        EventKind::RequestCancelled => "a cancelled request takes nothing back",
        EventKind::IdentificationAttempted { outcome, mode } => match (outcome, mode) {
            (Outcome::Succeeded, IdentificationMode::DoubleVerification) => {
                "a successful attempt by double identity verification counts"
            }
            (Outcome::Succeeded, IdentificationMode::SavedIdentity) => {
                "a successful attempt by saved identity counts"
            }
            (Outcome::Failed, IdentificationMode::DoubleVerification) => {
                "a failed attempt by double identity verification counts as a successful one does"
            }
            (Outcome::Failed, IdentificationMode::SavedIdentity) => {
                "a failed attempt by saved identity counts as a successful one does"
            }
            (Outcome::Abandoned, _) => "an abandoned identification is no attempt",
        },
        EventKind::SealCreated { .. } => "seals count by the documents sealed",
        EventKind::DocumentArchived { .. } => {
            "archiving counts the cumulative size in megabytes of 1,000,000 bytes; sum the bytes and \
             round once"
        }
    }
}
