//! Reading a JSON document field by field: every mistake is noted with its place, and reading goes on.

use crate::amount::{self, Amount};
use crate::error::{Code, Error};
use crate::json::Value;
use crate::time::Instant;

/// How many mistakes are kept; a document with more has one cause, not a thousand.
const MAX_PROBLEMS: usize = 1_000;

/// The mistakes found so far, in the order of the document.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Error>);

impl Problems {
    pub(crate) fn add(&mut self, code: Code, path: String, message: String) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Error { code, message, path });
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Error> {
        self.0
    }

    /// The first mistake, if there is any.
    pub(crate) fn into_first(self) -> Result<(), Error> {
        self.0.into_iter().next().map_or(Ok(()), Err)
    }
}

/// The last step to a value, from the one that holds it.
#[derive(Clone, Copy)]
enum Step<'n> {
    Root,
    Key(&'n str),
    Index(usize),
}

/// A value and the way to it. The way is written out only for a message.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub(crate) value: &'n Value,
    parent: Option<&'n Node<'n>>,
    step: Step<'n>,
}

impl<'n> Node<'n> {
    pub(crate) const fn root(value: &'n Value) -> Self {
        Self { value, parent: None, step: Step::Root }
    }

    /// The JSON Pointer of this value.
    pub(crate) fn path(&self) -> String {
        let mut path = self.parent.map(Node::path).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                path.push('/');
                path.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                path.push('/');
                path.push_str(&index.to_string());
            }
        }
        path
    }

    pub(crate) fn problem(&self, code: Code, message: String, problems: &mut Problems) {
        problems.add(code, self.path(), message);
    }

    fn wrong_type(&self, wanted: &str, problems: &mut Problems) {
        let kind = self.value.kind();
        self.problem(Code::InvalidType, format!("expected {wanted}, got {kind}"), problems);
    }

    /// An object with no keys but `known`.
    pub(crate) fn object(&'n self, known: &[&str], problems: &mut Problems) -> Option<Fields<'n>> {
        let fields = self.open_object(problems)?;
        for (key, value) in fields.entries {
            if !known.contains(&key.as_str()) {
                let node = Node { value, parent: Some(self), step: Step::Key(key) };
                let known = listed(known.iter().copied());
                let message = format!("unknown key `{key}`; remove it or use one of {known}");
                node.problem(Code::UnknownKey, message, problems);
            }
        }
        Some(fields)
    }

    /// An object whose further keys are none of ours.
    pub(crate) fn open_object(&'n self, problems: &mut Problems) -> Option<Fields<'n>> {
        let Value::Object(entries) = self.value else {
            self.wrong_type("an object", problems);
            return None;
        };
        Some(Fields { node: self, entries })
    }

    /// The elements of an array with at most `limit` of them.
    pub(crate) fn array(
        &'n self,
        limit: usize,
        problems: &mut Problems,
    ) -> Option<impl ExactSizeIterator<Item = Node<'n>> + use<'n>> {
        let Value::Array(items) = self.value else {
            self.wrong_type("an array", problems);
            return None;
        };
        if items.len() > limit {
            let message = format!("`{}` elements; the limit is {limit}", items.len());
            self.problem(Code::LimitExceeded, message, problems);
            return None;
        }
        Some(items.iter().enumerate().map(move |(index, value)| Node {
            value,
            parent: Some(self),
            step: Step::Index(index),
        }))
    }

    /// Any text.
    pub(crate) fn string(&self, problems: &mut Problems) -> Option<&'n str> {
        if let Value::String(text) = self.value {
            return Some(text);
        }
        self.wrong_type("a string", problems);
        None
    }

    /// A text that is not empty.
    pub(crate) fn name(&self, problems: &mut Problems) -> Option<&'n str> {
        let text = self.string(problems)?;
        if text.is_empty() {
            let message = String::from("an empty string; give it a name");
            self.problem(Code::InvalidValue, message, problems);
            return None;
        }
        Some(text)
    }

    /// One of a few texts.
    pub(crate) fn choice<T: Copy>(
        &self,
        choices: &[(&str, T)],
        problems: &mut Problems,
    ) -> Option<T> {
        let text = self.string(problems)?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        if found.is_none() {
            let names = listed(choices.iter().map(|(name, _)| *name));
            self.problem(Code::InvalidValue, format!("`{text}` is not one of {names}"), problems);
        }
        found
    }

    /// A whole number of `what` from `least` to 2^53 - 1.
    pub(crate) fn whole(&self, least: i64, what: &str, problems: &mut Problems) -> Option<i64> {
        let (code, message) = match self.value {
            Value::Integer(number) if *number >= least => return Some(*number),
            Value::Integer(number) if least == 0 => {
                (Code::InvalidNumber, format!("`{number}` is below zero; give a number of {what}"))
            }
            Value::Integer(number) => {
                (Code::InvalidNumber, format!("`{number}` is below {least}; give more {what}"))
            }
            Value::Number(number) if number.whole => (
                Code::AmountOutOfRange,
                format!("`{}` is beyond {}; give a number of {what}", number.text, amount::MAX),
            ),
            Value::Number(number) => (
                Code::InvalidNumber,
                format!("`{}` is not a whole number; give a number of {what}", number.text),
            ),
            _ => {
                self.wrong_type(&format!("a number of {what}"), problems);
                return None;
            }
        };
        self.problem(code, message, problems);
        None
    }

    /// A count, from 0 to 2^53 - 1.
    pub(crate) fn count(&self, what: &str, problems: &mut Problems) -> Option<u64> {
        self.whole(0, what, problems).and_then(|count| u64::try_from(count).ok())
    }

    /// An amount that is not below zero.
    pub(crate) fn amount(&self, problems: &mut Problems) -> Option<Amount> {
        self.whole(0, "credits", problems).and_then(Amount::new)
    }

    /// An RFC 3339 instant.
    pub(crate) fn instant(&self, problems: &mut Problems) -> Option<Instant> {
        let text = self.string(problems)?;
        let instant = Instant::parse(text);
        if instant.is_none() {
            let message =
                format!("`{text}` is not an instant; write it like `2026-03-11T10:30:00Z`");
            self.problem(Code::InvalidInstant, message, problems);
        }
        instant
    }
}

/// The fields of an object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    node: &'n Node<'n>,
    entries: &'n [(String, Value)],
}

impl<'n> Fields<'n> {
    /// A field that may be left out.
    pub(crate) fn optional(&self, key: &str) -> Option<Node<'n>> {
        let (key, value) = self.entries.iter().find(|(name, _)| name == key)?;
        Some(Node { value, parent: Some(self.node), step: Step::Key(key) })
    }

    /// A field that must be there.
    pub(crate) fn required(&self, key: &str, problems: &mut Problems) -> Option<Node<'n>> {
        let found = self.optional(key);
        if found.is_none() {
            let path = format!("{}/{key}", self.node.path());
            problems.add(Code::MissingKey, path, format!("`{key}` is missing; add it"));
        }
        found
    }
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        Some(only) => only,
        None => String::from("nothing"),
    }
}
