//! Reading what really happened: one envelope or one event a line, or an array of them.

use std::collections::BTreeMap;
use std::path::Path;

use sealquote::json::{self, Value};
use sealquote::ledger::Verifier;
use sealquote::reprice::Simulation;
use sealquote::settle::History;
use sealquote::{Code, Error};

use crate::Unreadable;
use crate::listing::{Entries, open_entries};
use crate::rows::each_text_line;

/// What is told what happened, before it sees a ledger.
pub(crate) trait Told {
    /// Begins a list, and answers its number.
    fn begin(&mut self, name: &str) -> u32;

    /// Takes what happened to one envelope: an entry of a list, counted from 1.
    fn expect(&mut self, list: u32, number: u64, history: History) -> Result<(), Error>;

    /// Takes an envelope to which cannot have happened what is told, with the reason, unless nothing can be said then.
    fn give_up(&mut self, list: u32, number: u64, id: &str, error: Error) -> Result<(), Error>;
}

impl Told for Verifier<'_> {
    fn begin(&mut self, name: &str) -> u32 {
        self.begin_activity(name)
    }

    fn expect(&mut self, list: u32, number: u64, history: History) -> Result<(), Error> {
        self.expect(list, number, history)
    }

    fn give_up(&mut self, list: u32, number: u64, id: &str, error: Error) -> Result<(), Error> {
        self.expect_anything(list, number, id, &reason(&error))
    }
}

impl Told for Simulation<'_> {
    fn begin(&mut self, _: &str) -> u32 {
        0
    }

    fn expect(&mut self, _: u32, _: u64, history: History) -> Result<(), Error> {
        self.expect(history)
    }

    fn give_up(&mut self, _: u32, _: u64, _: &str, error: Error) -> Result<(), Error> {
        Err(error)
    }
}

/// The keys of an event that say what happened; an export may have others, as a ledger's rows may.
const KEYS: [&str; 4] = ["type", "at", "signer", "method"];
/// What an event calls its envelope, as rows do.
const ENVELOPE_KEYS: [&str; 2] = ["envelopeId", "documentId"];

/// Events that came one by one, by their envelope.
#[derive(Default)]
struct Scattered(BTreeMap<String, Parts>);

/// What is known of an envelope whose events come one by one.
struct Parts {
    number: u64,
    envelope: Vec<(String, Value)>,
    events: Vec<Value>,
    /// Where the events stand.
    numbers: Vec<u64>,
}

/// Where entries are told, and what they are called.
struct List<'t, T> {
    name: String,
    unit: &'static str,
    list: u32,
    scattered: Scattered,
    told_to: &'t mut T,
}

/// Tells everything that happened.
///
/// # Errors
/// A sentence that names the line that cannot be read or settled.
pub(crate) fn read(path: &Path, told_to: &mut impl Told) -> Result<(), Unreadable> {
    let (name, given) = open_entries(path)?;
    let list = told_to.begin(&name);
    let mut entries = List { name, unit: "line", list, scattered: Scattered::default(), told_to };
    let mut chunks = match given {
        Entries::Array(bytes) => return entries.take_array(bytes),
        Entries::Lines(chunks) => chunks,
    };
    let (mut number, mut bytes) = (0_u64, Vec::new());
    while let Some(last) =
        chunks.next(&mut bytes).map_err(|fault| fault.told(&entries.name, number))?
    {
        let mut told: Result<(), Unreadable> = Ok(());
        let text = str::from_utf8(&bytes).ok();
        let read = each_text_line(&bytes, text, last, |_, line, _| {
            number = number.saturating_add(1);
            if told.is_ok() {
                told = line
                    .ok_or_else(|| String::from("it is not UTF-8; export it as UTF-8"))
                    .and_then(|line| json::parse(line).map_err(|error| reason(&error)))
                    .map_err(|reason| entries.fault(number, &reason))
                    .and_then(|value| entries.take(value, number));
            }
            Ok(())
        });
        read.map_err(|fault| fault.told(&entries.name, number.saturating_add(1)))?;
        told?;
    }
    entries.settle()
}

impl<T: Told> List<'_, T> {
    /// Takes an array of entries.
    fn take_array(mut self, bytes: Vec<u8>) -> Result<(), Unreadable> {
        self.unit = "entry";
        let value = String::from_utf8(bytes)
            .map_err(|_| String::from("it is not UTF-8; export it as UTF-8"))
            .and_then(|text| json::parse(&text).map_err(|error| error.message));
        let value = value
            .map_err(|reason| Unreadable::new(format!("`{}` cannot be read: {reason}", self.name)));
        let Value::Array(entries) = value? else { return Ok(()) };
        for (number, entry) in (1..).zip(entries) {
            self.take(entry, number)?;
        }
        self.settle()
    }

    fn take(&mut self, value: Value, number: u64) -> Result<(), Unreadable> {
        let taken = if ENVELOPE_KEYS.iter().any(|key| value.get(key).is_some()) {
            self.scattered.take(value, number)
        } else {
            self.tell(number, &value, &[]).map_err(|(_, error)| reason(&error))
        };
        taken.map_err(|reason| self.fault(number, &reason))
    }

    /// Tells what happened to one envelope, which these entries say; else which of them is wrong.
    fn tell(&mut self, number: u64, value: &Value, numbers: &[u64]) -> Result<(), (u64, Error)> {
        let told = History::from_value(value).map_err(|error| placed(error, number, numbers));
        let history = told?;
        let id = history.envelope.id.clone().unwrap_or_default();
        let Err(error) = self.told_to.expect(self.list, number, history) else { return Ok(()) };
        let (number, error) = placed(error, number, numbers);
        // What is no history is no list of them, and one that cannot be says nothing of the others.
        if error.code == Code::DuplicateId || id.is_empty() {
            return Err((number, error));
        }
        self.told_to.give_up(self.list, number, &id, error).map_err(|error| (number, error))
    }

    /// Settles the envelopes whose events came one by one.
    fn settle(mut self) -> Result<(), Unreadable> {
        for (id, mut parts) in core::mem::take(&mut self.scattered.0) {
            let (number, numbers) = (parts.number, core::mem::take(&mut parts.numbers));
            self.tell(number, &parts.history(id), &numbers)
                .map_err(|(number, error)| fault(self.unit, &self.name, number, &reason(&error)))?;
        }
        Ok(())
    }

    fn fault(&self, number: u64, reason: &str) -> Unreadable {
        fault(self.unit, &self.name, number, reason)
    }
}

/// The entry that an error is about, where it is about one of several events, and its path there.
fn placed(mut error: Error, number: u64, numbers: &[u64]) -> (u64, Error) {
    let Some(rest) = error.path.strip_prefix("/events/") else { return (number, error) };
    let (event, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(own) = event.parse().ok().and_then(|event: usize| numbers.get(event)) else {
        return (number, error);
    };
    error.path = if rest.is_empty() { String::new() } else { format!("/{rest}") };
    (*own, error)
}

impl Scattered {
    fn take(&mut self, event: Value, number: u64) -> Result<(), String> {
        let is_signed = matches!(event.get("type"), Some(Value::String(kind)) if kind == "signed");
        let Value::Object(entries) = event else { return Ok(()) };
        let (mut id, mut envelope, mut event) = (None, Vec::new(), Vec::new());
        for (key, value) in entries {
            match (key.as_str(), value) {
                // What a column holds for some events is null for the others.
                (_, Value::Null) => {}
                ("envelopeId" | "documentId", Value::String(name)) => {
                    id.get_or_insert(name);
                }
                ("envelopeId" | "documentId", _) => {
                    return Err(format!("`{key}` is no text; give the envelope's id"));
                }
                ("signers" | "documents" | "megabytes", value) => envelope.push((key, value)),
                ("method", _) if !is_signed => {}
                (known, value) if KEYS.contains(&known) => event.push((key, value)),
                _ => {}
            }
        }
        let new = Parts { number, envelope: Vec::new(), events: Vec::new(), numbers: Vec::new() };
        let known = self.0.entry(id.unwrap_or_default()).or_insert(new);
        for (key, value) in envelope {
            // What creation and sending both say is said once; the later line is the one that holds.
            known.envelope.retain(|(known, _)| *known != key);
            known.envelope.push((key, value));
        }
        known.events.push(Value::Object(event));
        known.numbers.push(number);
        Ok(())
    }
}

impl Parts {
    fn history(mut self, id: String) -> Value {
        self.envelope.push((String::from("id"), Value::String(id)));
        if !self.envelope.iter().any(|(key, _)| key == "signers") {
            self.envelope.push((String::from("signers"), Value::Array(Vec::new())));
        }
        Value::Object(vec![
            (String::from("envelope"), Value::Object(self.envelope)),
            (String::from("events"), Value::Array(self.events)),
        ])
    }
}

fn reason(error: &Error) -> String {
    let place = if error.path.is_empty() { String::new() } else { format!(" at {}", error.path) };
    format!("{}{place}: {}", error.code.as_str(), error.message)
}

fn fault(unit: &str, name: &str, number: u64, reason: &str) -> Unreadable {
    Unreadable::new(format!("{unit} {number} of `{name}` cannot be settled: {reason}"))
}
