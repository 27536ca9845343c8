//! Reading a JSON document field by field: every mistake is noted with its place, and reading goes on.

use crate::amount::{self, Amount};
use crate::error::{Code, Error};
use crate::json::{Unusable, Value};
use crate::message::{Piece, join, message, pieces};
use crate::time::Instant;

/// How many mistakes are kept; a document with more has one cause, not a thousand.
const MAX_PROBLEMS: usize = 1_000;

/// What is wrong, and what to do about it: together the message of an [`Error`].
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) path: String,
    pub(crate) message: String,
    /// Empty when the message says it already.
    pub(crate) remedy: String,
}

impl From<Mistake> for Error {
    fn from(Mistake { code, path, mut message, remedy }: Mistake) -> Self {
        if !remedy.is_empty() {
            message.push_str("; ");
            message.push_str(&remedy);
        }
        Self { code, message, path }
    }
}

/// The mistakes found so far, in the order of the document.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Mistake>);

impl Problems {
    pub(crate) fn add(&mut self, code: Code, path: String, message: String) {
        self.note(code, path, &[&message], &[]);
    }

    /// A mistake whose remedy is kept apart from what is wrong.
    pub(crate) fn note(
        &mut self,
        code: Code,
        path: String,
        message: &[&dyn Piece],
        remedy: &[&dyn Piece],
    ) {
        if self.0.len() < MAX_PROBLEMS {
            let (message, remedy) = (join(message), join(remedy));
            self.0.push(Mistake { code, path, message, remedy });
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Mistake> {
        self.0
    }

    /// What was read, or else all mistakes. What could not be read has left a mistake.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Error>> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(self.0.into_iter().map(Error::from).collect()),
        }
    }

    /// The first mistake, if there is any.
    pub(crate) fn into_first(self) -> Result<(), Error> {
        self.0.into_iter().next().map_or(Ok(()), |first| Err(first.into()))
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
                for character in key.chars() {
                    match character {
                        '~' => path.push_str("~0"),
                        '/' => path.push_str("~1"),
                        other => path.push(other),
                    }
                }
            }
            Step::Index(index) => {
                path.push('/');
                index.add_to(&mut path);
            }
        }
        path
    }

    pub(crate) fn problem(&self, code: Code, message: String, problems: &mut Problems) {
        problems.add(code, self.path(), message);
    }

    /// A mistake whose remedy is kept apart from what is wrong.
    pub(crate) fn note(
        &self,
        code: Code,
        message: &[&dyn Piece],
        remedy: &[&dyn Piece],
        problems: &mut Problems,
    ) {
        problems.note(code, self.path(), message, remedy);
    }

    fn wrong_type(&self, wanted: &str, problems: &mut Problems) {
        self.note(
            Code::InvalidType,
            pieces!["expected ", wanted, ", got ", self.value.kind()],
            pieces!["give ", wanted],
            problems,
        );
    }

    /// An object with no keys but `known`.
    pub(crate) fn object(&'n self, known: &[&str], problems: &mut Problems) -> Option<Fields<'n>> {
        let fields = self.open_object(problems)?;
        for (key, value) in fields.entries {
            if !known.contains(&key.as_str()) {
                let node = Node { value, parent: Some(self), step: Step::Key(key) };
                let known = listed(known.iter().copied());
                node.note(
                    Code::UnknownKey,
                    pieces!["unknown key `", key, "`"],
                    pieces!["remove it or use one of ", known],
                    problems,
                );
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
            self.note(
                Code::LimitExceeded,
                pieces!["`", items.len(), "` elements, over the limit of ", limit],
                pieces!["leave some out"],
                problems,
            );
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
            self.note(
                Code::InvalidValue,
                pieces!["an empty string"],
                pieces!["give it a name"],
                problems,
            );
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
        let name = |place: usize| choices.get(place).map(|(name, _)| *name);
        let place = self.place_among(&name, problems)?;
        choices.get(place).map(|(_, choice)| *choice)
    }

    /// Which of a few texts this is. Apart from the choices, so that it is compiled once for all.
    fn place_among<'c>(
        &self,
        name: &dyn Fn(usize) -> Option<&'c str>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let text = self.string(problems)?;
        let names: Vec<&str> = (0..).map_while(name).collect();
        let found = names.iter().position(|name| *name == text);
        if found.is_none() {
            let names = listed(names.into_iter());
            self.note(
                Code::InvalidValue,
                pieces!["`", text, "` has no meaning here"],
                pieces!["use ", names],
                problems,
            );
        }
        found
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        if let Value::Bool(truth) = self.value {
            return Some(*truth);
        }
        self.wrong_type("a boolean", problems);
        None
    }

    /// A whole number of `what` from `least` to 2^53 - 1.
    pub(crate) fn whole(&self, least: i64, what: &str, problems: &mut Problems) -> Option<i64> {
        let mut wrong = |code, message: &[&dyn Piece]| {
            self.note(code, message, pieces!["give a number of ", what], problems);
        };
        match self.value {
            Value::Integer(number) if *number >= least => return Some(*number),
            Value::Integer(number) => {
                wrong(Code::InvalidNumber, pieces!["`", number, "` is below ", least]);
            }
            Value::Number(Unusable { text, whole: true }) => {
                wrong(Code::AmountOutOfRange, pieces!["`", text, "` is beyond ", amount::MAX]);
            }
            Value::Number(Unusable { text, .. }) => {
                wrong(Code::InvalidNumber, pieces!["`", text, "` is not a whole number"]);
            }
            _ => self.wrong_type(&message!["a number of ", what], problems),
        }
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
            self.note(
                Code::InvalidInstant,
                pieces!["`", text, "` is not an instant"],
                pieces!["write it like `2026-03-11T10:30:00Z`"],
                problems,
            );
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
            let path = message![self.node.path(), "/", key];
            problems.note(
                Code::MissingKey,
                path,
                pieces!["`", key, "` is missing"],
                pieces!["add it"],
            );
        }
        found
    }
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut list = String::new();
    let mut names = names.peekable();
    while let Some(name) = names.next() {
        if !list.is_empty() {
            list.push_str(if names.peek().is_some() { ", " } else { " or " });
        }
        list.push('`');
        list.push_str(name);
        list.push('`');
    }
    if list.is_empty() { String::from("nothing") } else { list }
}
