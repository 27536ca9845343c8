//! Finding an event's fields in a line of JSON without building a document from it. Whatever is unusual about a line
//! is left to the general reader, which owns every rule and every message.

use sealquote::Instant;
use sealquote::amount::Amount;
use sealquote::consumption::{
    BYTES_A_MEGABYTE, Event, EventKind, IdentificationMode, Level, Outcome, SealLevel, Source,
};

use crate::formats::Value;
use crate::formats::{self, Holds};
use crate::scan::{Keys, each_field};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    At,
    Source,
    WorkspaceId,
    Kind,
    Level,
    Signers,
    Mode,
    Outcome,
    Documents,
    Bytes,
    Megabytes,
    Other,
}

impl formats::Field for Field {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("id", Self::Id),
        ("at", Self::At),
        ("source", Self::Source),
        ("workspaceId", Self::WorkspaceId),
        ("kind", Self::Kind),
        ("level", Self::Level),
        ("signers", Self::Signers),
        ("mode", Self::Mode),
        ("outcome", Self::Outcome),
        ("documents", Self::Documents),
        ("bytes", Self::Bytes),
        ("megabytes", Self::Megabytes),
    ];
    const REQUIRED: usize = COMMON;

    fn holds(self) -> Holds {
        match self {
            Self::Signers | Self::Documents | Self::Bytes | Self::Megabytes => Holds::Numbers,
            Self::At => Holds::Instants,
            _ => Holds::Texts,
        }
    }
}

/// How many fields every event has.
const COMMON: usize = 5;

/// A scanner of lines.
pub(super) struct Scanner(Keys<Field>);

impl Default for Scanner {
    fn default() -> Self {
        Self(Keys::new(<Field as formats::Field>::NAMED, Field::Other))
    }
}

impl Scanner {
    /// The event that a line holds, or `None` when it has to be read the general way.
    pub(super) fn scan<'a>(&mut self, line: &'a str) -> Option<Event<'a>> {
        let mut values = Values::default();
        each_field(line, &mut self.0, |field, value| values.take(field, value))?;
        values.event()
    }
}

/// The values of a line. One that is there twice is left to the general reader.
#[derive(Default)]
pub(super) struct Values<'a> {
    texts: [Option<&'a str>; 8],
    at: Option<Instant>,
    size: Option<(Field, u64)>,
    fields: usize,
}

impl<'a> Values<'a> {
    /// `None` for a value of a kind that the field cannot have.
    // As with the rows of a ledger, a call for each field costs more than what it does.
    #[inline(always)]
    pub(super) fn take(&mut self, field: Field, value: Value<'a>) -> Option<()> {
        self.fields = self.fields.checked_add(1)?;
        match (field, value) {
            (Field::Other, _) => None,
            (Field::Signers | Field::Documents | Field::Bytes | Field::Megabytes, value) => {
                let Value::Number(number) = value else { return None };
                let size = u64::try_from(number).ok()?;
                self.size.replace((field, size)).is_none().then_some(())
            }
            (field, Value::Text(text)) => {
                let place = self.texts.get_mut(text_place(field)?)?;
                place.replace(text).is_none().then_some(())
            }
            (Field::At, Value::Instant(at)) => self.at.replace(at).is_none().then_some(()),
            _ => None,
        }
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        self.texts.get(text_place(field)?).copied().flatten()
    }

    fn name(&self, field: Field) -> Option<&'a str> {
        self.text(field).filter(|text| !text.is_empty())
    }

    /// How much there is of what the field counts.
    fn size(&self, wanted: Field) -> Option<u64> {
        let (_, size) = self.size.filter(|(field, _)| *field == wanted)?;
        i64::try_from(size).ok().and_then(Amount::new).map(|_| size)
    }

    /// The event, or `None` when it has to be read the general way.
    #[inline(always)]
    pub(super) fn event(&self) -> Option<Event<'a>> {
        let (kind, own) = self.kind()?;
        let event = Event {
            id: self.name(Field::Id)?,
            at: self.at.or_else(|| Instant::parse(self.text(Field::At)?))?,
            source: Source::from_name(self.text(Field::Source)?)?,
            workspace_id: self.name(Field::WorkspaceId)?,
            kind,
        };
        // Each of its fields was found, so any more would be of another kind.
        (self.fields == COMMON.checked_add(own)?).then_some(event)
    }

    /// What happened, and how many fields say so.
    fn kind(&self) -> Option<(EventKind, usize)> {
        Some(match self.text(Field::Kind)? {
            "signature_request.sent" => {
                let level = Level::from_name(self.text(Field::Level)?)?;
                (EventKind::RequestSent { level, signers: self.size(Field::Signers)? }, 2)
            }
            "signature_request.cancelled" => (EventKind::RequestCancelled, 0),
            "identification.attempted" => {
                let mode = IdentificationMode::from_name(self.text(Field::Mode)?)?;
                let outcome = Outcome::from_name(self.text(Field::Outcome)?)?;
                (EventKind::IdentificationAttempted { mode, outcome }, 2)
            }
            "seal.created" => {
                let level = SealLevel::from_name(self.text(Field::Level)?)?;
                (EventKind::SealCreated { level, documents: self.size(Field::Documents)? }, 2)
            }
            "document.archived" => {
                let megabytes = |size: u64| {
                    let bytes = i64::try_from(size.checked_mul(BYTES_A_MEGABYTE)?).ok()?;
                    u64::try_from(Amount::new(bytes)?.get()).ok()
                };
                let bytes = self.size(Field::Bytes);
                let bytes = bytes.or_else(|| megabytes(self.size(Field::Megabytes)?))?;
                (EventKind::DocumentArchived { bytes }, 1)
            }
            _ => return None,
        })
    }
}

const fn text_place(field: Field) -> Option<usize> {
    Some(match field {
        Field::Id => 0,
        Field::At => 1,
        Field::Source => 2,
        Field::WorkspaceId => 3,
        Field::Kind => 4,
        Field::Level => 5,
        Field::Mode => 6,
        Field::Outcome => 7,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use sealquote::consumption::ConsumptionEvent;
    use sealquote::json;

    use super::Scanner;

    /// The scanner and the general reader agree on every line that the scanner takes.
    #[test]
    fn scanner_agrees_with_the_general_reader() {
        let common =
            r#""id":"e","at":"2026-03-02T09:00:00.5+01:00","source":"api","workspaceId":"w""#;
        let taken = [
            r#""kind":"signature_request.sent","level":"qualified","signers":3"#,
            r#""kind":"signature_request.cancelled""#,
            r#""kind":"identification.attempted","mode":"saved_identity","outcome":"abandoned""#,
            r#" "kind" : "seal.created" , "documents":9007199254740991,"level":"simple" "#,
            r#""kind":"document.archived","bytes":0"#,
            r#""kind":"document.archived","megabytes":9007199254"#,
        ];
        let left = [
            r#""kind":"signature_request.sent","level":"simple","signers":-3"#,
            r#""kind":"signature_request.sent","level":"simple","signers":3,"bytes":1"#,
            r#""kind":"signature_request.cancelled","level":"simple""#,
            r#""kind":"signature_request.cancelled","id":"f""#,
            r#""kind":"identification.attempted","mode":"saved_identity""#,
            r#""kind":"seal.created","documents":1,"level":"qualified""#,
            r#""kind":"seal.created","documents":9007199254740992,"level":"simple""#,
            r#""kind":"document.archived","megabytes":0.5"#,
            r#""kind":"document.archived","megabytes":9007199255"#,
            r#""kind":"document.archived","bytes":1,"megabytes":1"#,
            r#""kind":"document.archived","bytes":null"#,
            r#""kind":"signature_request.cancelled","more":1"#,
        ];
        let mut scanner = Scanner::default();
        for line in taken.map(|own| format!("{{{common},{own}}}")) {
            let event = ConsumptionEvent::from_value(&json::parse(&line).unwrap()).unwrap();
            assert_eq!(scanner.scan(&line), Some(event.event()), "{line}");
        }
        for line in left.map(|own| format!("{{{common},{own}}}")) {
            assert_eq!(scanner.scan(&line), None, "{line}");
        }
    }
}
