//! The events that consumption is counted from.

use serde::Serialize;

use super::size;
use crate::error::Error;
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::time::Instant;

/// The most events that are taken at once as a JSON document.
const MAX_EVENTS: usize = 1_000_000;

/// Where a request came from. The guide names the first two, the API reference the third as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The vendor's application.
    App,
    /// The vendor's API.
    Api,
    /// A connector to other software.
    Connector,
}

impl Source {
    /// Each with its name.
    pub(super) const NAMED: [(&'static str, Self); 3] =
        [("app", Self::App), ("api", Self::Api), ("connector", Self::Connector)];

    /// The source of a name, such as `api`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        by_name(&Self::NAMED, name)
    }

    /// The name, as the API has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        name_of(&Self::NAMED, self)
    }
}

/// The level of a signature or a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Simple.
    Simple,
    /// Advanced.
    Advanced,
    /// Qualified; of signatures only.
    Qualified,
}

impl Level {
    /// Each with its name.
    pub(super) const NAMED: [(&'static str, Self); 3] =
        [("simple", Self::Simple), ("advanced", Self::Advanced), ("qualified", Self::Qualified)];

    /// The level of a name, such as `simple`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        by_name(&Self::NAMED, name)
    }
}

/// The level of a seal: there are no qualified ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealLevel {
    /// Simple.
    Simple,
    /// Advanced.
    Advanced,
}

impl SealLevel {
    const NAMED: [(&'static str, Self); 2] =
        [("simple", Self::Simple), ("advanced", Self::Advanced)];

    /// The level of a name, such as `simple`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        by_name(&Self::NAMED, name)
    }
}

/// How a signer of a Qualified signature is identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentificationMode {
    /// A double identity verification: identity document and video verification.
    DoubleVerification,
    /// The identity saved after an initial verification.
    SavedIdentity,
}

impl IdentificationMode {
    const NAMED: [(&'static str, Self); 2] = [
        ("double_verification", Self::DoubleVerification),
        ("saved_identity", Self::SavedIdentity),
    ];

    /// The mode of a name, such as `saved_identity`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        by_name(&Self::NAMED, name)
    }
}

/// How an identification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The signer was identified.
    Succeeded,
    /// The signer was not; it was an attempt all the same.
    Failed,
    /// The signer gave it up: no attempt.
    Abandoned,
}

impl Outcome {
    const NAMED: [(&'static str, Self); 3] =
        [("succeeded", Self::Succeeded), ("failed", Self::Failed), ("abandoned", Self::Abandoned)];

    /// The outcome of a name, such as `failed`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        by_name(&Self::NAMED, name)
    }
}

fn by_name<T: Copy>(named: &[(&str, T)], name: &str) -> Option<T> {
    named.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

/// The name of one of a few.
pub(super) fn name_of<T: Copy + PartialEq>(named: &[(&'static str, T)], value: T) -> &'static str {
    named.iter().find(|(_, other)| *other == value).map_or("", |(name, _)| name)
}

/// What happened, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A signature request was sent (`signature_request.sent`).
    RequestSent {
        /// Its level.
        level: Level,
        /// How many signers were invited.
        signers: u64,
    },
    /// A signature request was cancelled, or a signer refused (`signature_request.cancelled`).
    RequestCancelled,
    /// A signer was to be identified (`identification.attempted`).
    IdentificationAttempted {
        /// How.
        mode: IdentificationMode,
        /// With what success.
        outcome: Outcome,
    },
    /// Documents were sealed (`seal.created`).
    SealCreated {
        /// The seal's level.
        level: SealLevel,
        /// How many documents.
        documents: u64,
    },
    /// A document was archived (`document.archived`).
    DocumentArchived {
        /// Its size.
        bytes: u64,
    },
}

/// The kinds by name, without what they hold.
#[derive(Clone, Copy)]
enum Kind {
    Sent,
    Cancelled,
    Identification,
    Seal,
    Archived,
}

const KINDS: [(&str, Kind); 5] = [
    ("signature_request.sent", Kind::Sent),
    ("signature_request.cancelled", Kind::Cancelled),
    ("identification.attempted", Kind::Identification),
    ("seal.created", Kind::Seal),
    ("document.archived", Kind::Archived),
];

impl Kind {
    /// The keys of an event of this kind.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Sent => &["id", "at", "source", "workspaceId", "kind", "level", "signers"],
            Self::Cancelled => &["id", "at", "source", "workspaceId", "kind"],
            Self::Identification => {
                &["id", "at", "source", "workspaceId", "kind", "mode", "outcome"]
            }
            Self::Seal => &["id", "at", "source", "workspaceId", "kind", "level", "documents"],
            Self::Archived => &["id", "at", "source", "workspaceId", "kind", "bytes", "megabytes"],
        }
    }
}

/// What happened, borrowed from wherever it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'e> {
    /// Names the event.
    pub id: &'e str,
    /// When it happened.
    pub at: Instant,
    /// Where it was caused.
    pub source: Source,
    /// The workspace that it happened in.
    pub workspace_id: &'e str,
    /// What it was.
    pub kind: EventKind,
}

/// An event of one's own records, from which consumption is counted.
///
/// It is not an object of the vendor's API: whoever sends requests and hears of identifications, seals and
/// archived documents writes one down for each.
///
/// ```
/// use sealquote::{consumption::ConsumptionEvent, json};
/// let event = r#"{ "id": "e1", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                  "kind": "signature_request.sent", "level": "simple", "signers": 2 }"#;
/// assert_eq!(ConsumptionEvent::from_value(&json::parse(event)?).unwrap().event().id, "e1");
/// let seal = r#"{ "id": "e2", "at": "2026-03-11T10:30:00Z", "source": "api", "workspaceId": "w1",
///                 "kind": "seal.created", "level": "qualified", "documents": 1 }"#;
/// let errors = ConsumptionEvent::from_value(&json::parse(seal)?).unwrap_err();
/// assert_eq!(errors[0].path, "/level");
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumptionEvent {
    id: Box<str>,
    workspace_id: Box<str>,
    at: Instant,
    source: Source,
    kind: EventKind,
}

impl ConsumptionEvent {
    /// The event that a JSON object describes: `id`, `at`, `source`, `workspaceId`, `kind`, and what its
    /// kind has: `level` and `signers`; nothing; `mode` and `outcome`; `level` and `documents`; `bytes` or
    /// `megabytes` (of 1,000,000 bytes, with up to six decimals). Counts are whole numbers from 0 to
    /// 2^53 - 1.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let event = read(&Node::new(Document::from(source).root()), &mut problems);
        problems.finish(event)
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> Event<'_> {
        Event {
            id: &self.id,
            at: self.at,
            source: self.source,
            workspace_id: &self.workspace_id,
            kind: self.kind,
        }
    }
}

impl From<Event<'_>> for ConsumptionEvent {
    fn from(event: Event<'_>) -> Self {
        Self {
            id: event.id.into(),
            workspace_id: event.workspace_id.into(),
            at: event.at,
            source: event.source,
            kind: event.kind,
        }
    }
}

/// Many events, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Those without a mistake, in the order given.
    pub events: Vec<ConsumptionEvent>,
    /// Every mistake in the others, at most a thousand, each with its path from the array.
    pub errors: Vec<Error>,
}

impl Events {
    /// The events of a JSON array, at most a million. An event with a mistake is left out.
    ///
    /// # Errors
    /// `INVALID_TYPE` for what is no array, `LIMIT_EXCEEDED` for one that is too long.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let Some(nodes) = node.array(MAX_EVENTS, &mut problems) else {
            problems.into_first()?;
            return Ok(Self::default());
        };
        let events = nodes.filter_map(|node| read(&node, &mut problems)).collect();
        let errors = problems.into_vec().into_iter().map(Error::from).collect();
        Ok(Self { events, errors })
    }

    /// The events, if none has a mistake or those that have one are to be passed over.
    ///
    /// # Errors
    /// All mistakes otherwise.
    pub fn accept(self, skip_invalid: bool) -> Result<Self, Vec<Error>> {
        if skip_invalid || self.errors.is_empty() { Ok(self) } else { Err(self.errors) }
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<ConsumptionEvent> {
    let fields = node.open_object(problems)?;
    let kind = fields.required("kind", problems).and_then(|node| node.choice(&KINDS, problems));
    let mut sound = true;
    if let Some(kind) = kind {
        sound = node.value.entries().all(|(key, _)| kind.keys().contains(&key));
        node.object(kind.keys(), problems);
    }
    let id = fields.required("id", problems).and_then(|node| node.name(problems));
    let at = fields.required("at", problems).and_then(|node| node.instant(problems));
    let source = fields.required("source", problems);
    let source = source.and_then(|node| node.choice(&Source::NAMED, problems));
    let workspace = fields.required("workspaceId", problems).and_then(|node| node.name(problems));
    let kind = kind.and_then(|kind| read_kind(kind, &fields, problems));
    let (id, at, source, workspace, kind) = (id?, at?, source?, workspace?, kind?);
    sound.then(|| ConsumptionEvent {
        id: id.into(),
        workspace_id: workspace.into(),
        at,
        source,
        kind,
    })
}

fn read_kind(kind: Kind, fields: &Fields<'_>, problems: &mut Problems) -> Option<EventKind> {
    Some(match kind {
        Kind::Cancelled => EventKind::RequestCancelled,
        Kind::Sent => {
            let level = fields.required("level", problems);
            let level = level.and_then(|node| node.choice(&Level::NAMED, problems));
            let signers = fields.required("signers", problems);
            let signers = signers.and_then(|node| node.count("signers", problems));
            EventKind::RequestSent { level: level?, signers: signers? }
        }
        Kind::Identification => {
            let mode = fields.required("mode", problems);
            let mode = mode.and_then(|node| node.choice(&IdentificationMode::NAMED, problems));
            let outcome = fields.required("outcome", problems);
            let outcome = outcome.and_then(|node| node.choice(&Outcome::NAMED, problems));
            EventKind::IdentificationAttempted { mode: mode?, outcome: outcome? }
        }
        Kind::Seal => {
            let level = fields.required("level", problems);
            let level = level.and_then(|node| node.choice(&SealLevel::NAMED, problems));
            let documents = fields.required("documents", problems);
            let documents = documents.and_then(|node| node.count("documents", problems));
            EventKind::SealCreated { level: level?, documents: documents? }
        }
        Kind::Archived => EventKind::DocumentArchived { bytes: size::read(fields, problems)? },
    })
}
