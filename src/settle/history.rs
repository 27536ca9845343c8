//! What happened to an envelope, as it is handed over.

use super::draft::{TransactionDraft, text};
use crate::error::Error;
use crate::input::{Node, Problems};
use crate::json::{Document, Place, Value};
use crate::quote::Envelope;
use crate::time::Instant;

/// The most events that an envelope may have, and the most drafts.
pub const MAX_EVENTS: usize = 1_000_000;

/// All that happened to an envelope, and what was booked for it before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The envelope, which must have an id. Its own instant has no say once it is created.
    pub envelope: Envelope,
    /// What happened, in any order; what is said twice happened once.
    pub events: Vec<Event>,
    /// The drafts that were booked before, in any order.
    pub charged: Vec<TransactionDraft>,
}

/// One thing that happened to an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventType,
    /// When.
    pub at: Instant,
    /// By whom: a recipient's id, or its place (`1`, `2`, …) when it has none.
    pub signer: Option<String>,
    /// By which method somebody signed; may be left out when the envelope leaves no choice. Where nobody signs it is
    /// read and has no say.
    pub method: Option<String>,
}

/// What can happen to an envelope. Of what happens in the same instant, the earlier of these comes
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// It was created.
    Created,
    /// It was sent to its recipients.
    Sent,
    /// A recipient signed.
    Signed,
    /// A recipient declined.
    Declined,
    /// It failed.
    Failed,
    /// Its sender cancelled it.
    Cancelled,
    /// It was not signed in time.
    Expired,
}

const TYPES: [(&str, EventType); 7] = [
    ("created", EventType::Created),
    ("sent", EventType::Sent),
    ("signed", EventType::Signed),
    ("declined", EventType::Declined),
    ("failed", EventType::Failed),
    ("cancelled", EventType::Cancelled),
    ("expired", EventType::Expired),
];

impl EventType {
    /// The type as events write it.
    pub(super) fn as_str(self) -> &'static str {
        TYPES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl History {
    /// The history that a JSON document describes: `envelope`, `events`, and perhaps `charged`.
    ///
    /// # Errors
    /// The first mistake in it, the envelope's after all others.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        Self::of(Document::from(source).root())
    }

    /// The history that a JSON text describes; see [`History::from_value`].
    ///
    /// # Errors
    /// As [`Document::read`], else as [`History::from_value`]; `DUPLICATE_KEY` for a key that is there twice.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::of(Document::read(text)?.root())
    }

    fn of(source: Place<'_>) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let (mut events, mut charged) = (Vec::new(), Vec::new());
        let node = Node::new(source);
        let envelope = read(&node, &mut events, &mut charged, &mut problems);
        problems.into_first()?;
        let envelope = envelope.map_or_else(|| Envelope::from_value(&Value::Null), Envelope::of);
        Ok(Self { envelope: envelope?, events, charged })
    }
}

/// An error in an envelope that is part of something.
pub(super) fn in_envelope(mut error: Error) -> Error {
    error.path.insert_str(0, "/envelope");
    error
}

/// Reads events and charges, and answers where the envelope is.
fn read<'n>(
    node: &'n Node<'n>,
    events: &mut Vec<Event>,
    charged: &mut Vec<TransactionDraft>,
    problems: &mut Problems,
) -> Option<Place<'n>> {
    let fields = node.object(&["envelope", "events", "charged"], problems)?;
    let envelope = fields.required("envelope", problems).map(|node| node.value);
    for node in fields.required("events", problems)?.array(MAX_EVENTS, problems)? {
        events.extend(read_event(&node, problems));
    }
    if let Some(list) = fields.optional("charged") {
        for node in list.array(MAX_EVENTS, problems)? {
            charged.extend(TransactionDraft::read(&node, problems));
        }
    }
    envelope
}

fn read_event(node: &Node<'_>, problems: &mut Problems) -> Option<Event> {
    let signed = node.value.get("type").and_then(Place::string) == Some("signed");
    let fields = node.object(&["type", "at", "signer", "method"], problems)?;
    let kind = fields.required("type", problems)?.choice(&TYPES, problems);
    let at = fields.required("at", problems)?.instant(problems);
    let signer =
        if signed { fields.required("signer", problems) } else { fields.optional("signer") };
    let signer = text(signer, problems);
    let method = text(fields.optional("method"), problems).filter(|_| signed);
    Some(Event { kind: kind?, at: at?, signer, method })
}
