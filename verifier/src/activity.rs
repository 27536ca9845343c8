//! Reading what really happened: one envelope a line, or one event a line.

use std::collections::BTreeMap;
use std::path::Path;

use sealquote::Error;
use sealquote::json::{self, Value};
use sealquote::ledger::Verifier;
use sealquote::reprice::Simulation;
use sealquote::settle::History;

use crate::Unreadable;
use crate::chunks::each_text_line;
use crate::listing::open_lines;

/// What is told what happened, before it sees a ledger.
pub(crate) trait Told {
    /// Begins a list, and answers its number.
    fn begin(&mut self, name: &str) -> u32;

    /// Takes what happened to one envelope: an entry of a list, counted from 1.
    fn expect(&mut self, list: u32, number: u64, history: History) -> Result<(), Error>;
}

impl Told for Verifier<'_> {
    fn begin(&mut self, name: &str) -> u32 {
        self.begin_activity(name)
    }

    fn expect(&mut self, list: u32, number: u64, history: History) -> Result<(), Error> {
        self.expect(list, number, history)
    }
}

impl Told for Simulation<'_> {
    fn begin(&mut self, _: &str) -> u32 {
        0
    }

    fn expect(&mut self, _: u32, _: u64, history: History) -> Result<(), Error> {
        self.expect(history)
    }
}

/// Events that came one a line, by their envelope.
#[derive(Default)]
struct Scattered(BTreeMap<String, Parts>);

/// What is known of an envelope whose events come one a line.
struct Parts {
    line: u64,
    envelope: Vec<(String, Value)>,
    events: Vec<Value>,
}

/// Tells everything that happened.
///
/// # Errors
/// A sentence that names the line that cannot be read or settled.
pub(crate) fn read(path: &Path, told_to: &mut impl Told) -> Result<(), Unreadable> {
    let (name, mut chunks) = open_lines(path)?;
    let list = told_to.begin(&name);
    let mut scattered = Scattered::default();
    let (mut number, mut bytes) = (0_u64, Vec::new());
    while let Some(last) = chunks.next(&mut bytes).map_err(|fault| fault.told(&name, number))? {
        let mut told: Result<(), Unreadable> = Ok(());
        let text = str::from_utf8(&bytes).ok();
        let read = each_text_line(&bytes, text, last, |_, line, _| {
            number = number.saturating_add(1);
            if told.is_ok() {
                told = line
                    .ok_or_else(|| String::from("it is not UTF-8; export it as UTF-8"))
                    .and_then(|line| take(line, list, number, &mut scattered, told_to))
                    .map_err(|reason| fault(&name, number, &reason));
            }
            Ok(())
        });
        read.map_err(|fault| fault.told(&name, number.saturating_add(1)))?;
        told?;
    }
    for (id, parts) in scattered.0 {
        let line = parts.line;
        let settled = History::from_value(&parts.history(id))
            .and_then(|history| told_to.expect(list, line, history));
        settled.map_err(|error| fault(&name, line, &reason(&error)))?;
    }
    Ok(())
}

fn take(
    line: &str,
    list: u32,
    number: u64,
    scattered: &mut Scattered,
    told_to: &mut impl Told,
) -> Result<(), String> {
    let value = json::parse(line).map_err(|error| reason(&error))?;
    if value.get("envelopeId").is_some() {
        return scattered.take(value, number);
    }
    let history = History::from_value(&value).map_err(|error| reason(&error))?;
    told_to.expect(list, number, history).map_err(|error| reason(&error))
}

impl Scattered {
    fn take(&mut self, event: Value, line: u64) -> Result<(), String> {
        let Value::Object(entries) = event else { return Ok(()) };
        let (mut id, mut envelope, mut event) = (None, Vec::new(), Vec::new());
        for (key, value) in entries {
            match (key.as_str(), value) {
                ("envelopeId", Value::String(name)) => id = Some(name),
                ("envelopeId", _) => {
                    return Err(String::from("`envelopeId` is no text; give the envelope's id"));
                }
                ("signers" | "documents" | "megabytes", value) => envelope.push((key, value)),
                (_, value) => event.push((key, value)),
            }
        }
        let new = Parts { line, envelope: Vec::new(), events: Vec::new() };
        let known = self.0.entry(id.unwrap_or_default()).or_insert(new);
        for (key, value) in envelope {
            // What creation and sending both say is said once; the later line is the one that holds.
            known.envelope.retain(|(known, _)| *known != key);
            known.envelope.push((key, value));
        }
        known.events.push(Value::Object(event));
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

fn fault(name: &str, line: u64, reason: &str) -> Unreadable {
    Unreadable::new(format!("line {line} of `{name}` cannot be settled: {reason}"))
}
