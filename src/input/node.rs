//! Values, fields and elements as they are read.

use super::problems::Problems;
use crate::amount::{self, Amount};
use crate::error::Code;
use crate::json::{Kind, Place, Places};
use crate::message::{Pieces, listed, message, pieces};
use crate::time::Instant;

/// A value that is read. The way to it is looked for only for a message.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub(crate) value: Place<'n>,
}

impl<'n> Node<'n> {
    pub(crate) const fn new(value: Place<'n>) -> Self {
        Self { value }
    }

    /// The JSON Pointer of this value in its document.
    pub(crate) fn path(self) -> String {
        self.value.path()
    }

    pub(crate) fn problem(self, code: Code, message: String, problems: &mut Problems) {
        self.note(code, pieces![message], Pieces::NONE, problems);
    }

    /// A mistake whose remedy is kept apart from what is wrong.
    pub(crate) fn note(
        self,
        code: Code,
        message: Pieces<'_>,
        remedy: Pieces<'_>,
        problems: &mut Problems,
    ) {
        // It takes longer to look for a way than to read a value.
        if !problems.is_full() {
            problems.note(code, self.path(), message, remedy);
        }
    }

    fn wrong_type(self, wanted: &str, problems: &mut Problems) {
        self.note(
            Code::InvalidType,
            pieces!["expected ", wanted, ", got ", self.kind()],
            pieces!["give ", wanted],
            problems,
        );
    }

    /// What JSON calls this kind of value, with an article.
    pub(crate) fn kind(self) -> &'static str {
        match self.value.kind() {
            Kind::Null => "null",
            Kind::True | Kind::False => "a boolean",
            Kind::Integer | Kind::Large | Kind::Fraction => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }

    /// An object with no keys but `known`, and none of them twice.
    pub(crate) fn object(self, known: &[&str], problems: &mut Problems) -> Option<Fields<'n>> {
        let fields = self.open_object(problems)?;
        let mut seen = 0_u32;
        for (number, (key, value)) in self.value.entries().enumerate() {
            let place = known.iter().position(|known| *known == key);
            let bit =
                place.map_or(0, |place| 1_u32.wrapping_shl(u32::try_from(place).unwrap_or(0)));
            let mut earlier = self.value.entries().take(number);
            if seen & bit != 0 || bit == 0 && earlier.any(|(earlier, _)| earlier == key) {
                Self { value }.note(
                    Code::DuplicateKey,
                    pieces!["`", key, "` is here twice"],
                    pieces!["keep one of the two"],
                    problems,
                );
            } else if bit == 0 {
                let known = listed(known.iter().copied());
                Self { value }.note(
                    Code::UnknownKey,
                    pieces!["unknown key `", key, "`"],
                    pieces!["remove it or use one of ", known],
                    problems,
                );
            }
            seen |= bit;
        }
        Some(fields)
    }

    /// An object whose further keys are none of ours.
    pub(crate) fn open_object(self, problems: &mut Problems) -> Option<Fields<'n>> {
        if self.value.kind() != Kind::Object {
            self.wrong_type("an object", problems);
            return None;
        }
        Some(Fields { node: self })
    }

    /// The elements of an array with at most `limit` of them.
    pub(crate) fn array(self, limit: usize, problems: &mut Problems) -> Option<Nodes<'n>> {
        if self.value.kind() != Kind::Array {
            self.wrong_type("an array", problems);
            return None;
        }
        let places = self.value.places();
        let count = places.count();
        if count > limit {
            self.note(
                Code::LimitExceeded,
                pieces!["`", count, "` elements, over the limit of ", limit],
                pieces!["leave some out"],
                problems,
            );
            return None;
        }
        Some(Nodes { places, count })
    }

    /// Any text.
    pub(crate) fn string(self, problems: &mut Problems) -> Option<&'n str> {
        let text = self.value.string();
        if text.is_none() {
            self.wrong_type("a string", problems);
        }
        text
    }

    /// A text that is not empty.
    pub(crate) fn name(self, problems: &mut Problems) -> Option<&'n str> {
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
        self,
        choices: &[(&str, T)],
        problems: &mut Problems,
    ) -> Option<T> {
        let name = |place: usize| choices.get(place).map(|(name, _)| *name);
        let place = self.place_among(&name, problems)?;
        choices.get(place).map(|(_, choice)| *choice)
    }

    /// Which of a few texts this is. Apart from the choices, so that it is compiled once for all.
    fn place_among<'c>(
        self,
        name: &dyn Fn(usize) -> Option<&'c str>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let text = self.string(problems)?;
        let names = || (0..).map_while(name);
        let found = names().position(|name| name == text);
        if found.is_none() {
            let names = listed(names());
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
    pub(crate) fn boolean(self, problems: &mut Problems) -> Option<bool> {
        let kind = self.value.kind();
        if !matches!(kind, Kind::True | Kind::False) {
            self.wrong_type("a boolean", problems);
            return None;
        }
        Some(kind == Kind::True)
    }

    /// A whole number of `what` from `least` to 2^53 - 1.
    pub(crate) fn whole(self, least: i64, what: &str, problems: &mut Problems) -> Option<i64> {
        let mut wrong = |code, message: Pieces<'_>| {
            self.note(code, message, pieces!["give a number of ", what], problems);
        };
        let number = self.value.integer();
        if number.is_some_and(|number| number >= least) {
            return number;
        }
        let text = self.value.text();
        match self.value.kind() {
            Kind::Integer => {
                let number = number.unwrap_or(0);
                wrong(Code::InvalidNumber, pieces!["`", number, "` is below ", least]);
            }
            Kind::Large => {
                wrong(Code::AmountOutOfRange, pieces!["`", text, "` is beyond ", amount::MAX]);
            }
            Kind::Fraction => {
                wrong(Code::InvalidNumber, pieces!["`", text, "` is not a whole number"]);
            }
            _ => self.wrong_type(&message!["a number of ", what], problems),
        }
        None
    }

    /// A count, from 0 to 2^53 - 1.
    pub(crate) fn count(self, what: &str, problems: &mut Problems) -> Option<u64> {
        self.whole(0, what, problems).and_then(|count| u64::try_from(count).ok())
    }

    /// An amount that is not below zero.
    pub(crate) fn amount(self, problems: &mut Problems) -> Option<Amount> {
        self.whole(0, "credits", problems).and_then(Amount::new)
    }

    /// An RFC 3339 instant.
    pub(crate) fn instant(self, problems: &mut Problems) -> Option<Instant> {
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

/// The elements of an array.
pub(crate) struct Nodes<'n> {
    places: Places<'n>,
    count: usize,
}

impl<'n> Iterator for Nodes<'n> {
    type Item = Node<'n>;

    fn next(&mut self) -> Option<Node<'n>> {
        let value = self.places.next()?;
        self.count = self.count.saturating_sub(1);
        Some(Node { value })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count, Some(self.count))
    }
}

impl ExactSizeIterator for Nodes<'_> {}

/// The fields of an object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    node: Node<'n>,
}

impl<'n> Fields<'n> {
    /// A field that may be left out.
    pub(crate) fn optional(self, key: &str) -> Option<Node<'n>> {
        self.node.value.get(key).map(Node::new)
    }

    /// A field that must be there.
    pub(crate) fn required(self, key: &str, problems: &mut Problems) -> Option<Node<'n>> {
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

impl<'n> Fields<'n> {
    /// A name that must be there.
    pub(crate) fn name(self, key: &str, problems: &mut Problems) -> Option<&'n str> {
        self.required(key, problems)?.name(problems)
    }

    /// An amount that must be there.
    pub(crate) fn amount(self, key: &str, problems: &mut Problems) -> Option<Amount> {
        self.required(key, problems)?.amount(problems)
    }

    /// An amount that is none where it is left out.
    pub(crate) fn amount_if_any(self, key: &str, problems: &mut Problems) -> Option<Amount> {
        match self.optional(key) {
            Some(node) => node.amount(problems),
            None => Some(Amount::ZERO),
        }
    }

    /// A whole number from `least` on that must be there.
    pub(crate) fn whole(
        self,
        key: &str,
        least: i64,
        what: &str,
        problems: &mut Problems,
    ) -> Option<i64> {
        self.required(key, problems)?.whole(least, what, problems)
    }
}
