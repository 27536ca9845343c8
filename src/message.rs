//! Messages, and other short texts, put together from pieces.
//!
//! It is what `format!` does for them, in a tenth of the module's bytes: padding, precision and the rest
//! of what that knows is never needed in the module that a page downloads.

/// A piece of a text.
pub(crate) trait Piece {
    /// Adds it to the end of a text.
    fn add_to(&self, text: &mut String);
}

impl Piece for str {
    fn add_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Piece for String {
    fn add_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl<P: Piece + ?Sized> Piece for &P {
    fn add_to(&self, text: &mut String) {
        (*self).add_to(text);
    }
}

impl Piece for i64 {
    fn add_to(&self, text: &mut String) {
        if *self < 0 {
            text.push('-');
        }
        self.unsigned_abs().add_to(text);
    }
}

impl Piece for u64 {
    fn add_to(&self, text: &mut String) {
        let mut digits = [0; 20];
        let mut rest = *self;
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        // Of the zeros before a number only the one of 0 itself is written.
        let first = digits.iter().position(|digit| *digit > 0).unwrap_or(19);
        text.extend(digits.iter().skip(first).map(|digit| char::from(*digit | b'0')));
    }
}

impl Piece for usize {
    fn add_to(&self, text: &mut String) {
        (*self as u64).add_to(text);
    }
}

/// The pieces of a text: what is always the same, as one text with [`GAP`]s, and what stands in those. Each piece by
/// itself would take the module more bytes to list than most pieces have.
#[derive(Clone, Copy)]
pub(crate) struct Pieces<'p> {
    pub(crate) same: &'static str,
    pub(crate) others: &'p [&'p dyn Piece],
}

impl Pieces<'_> {
    pub(crate) const NONE: Self = Self { same: "", others: &[] };

    /// The text that pieces make.
    pub(crate) fn join(self) -> String {
        let mut text = String::new();
        let mut others = self.others.iter();
        for character in self.same.chars() {
            let other = if character == GAP { others.next() } else { None };
            match other {
                Some(other) => {
                    let from = text.len();
                    other.add_to(&mut text);
                    // The package does so itself, for what it says without the module as well.
                    if cfg!(not(target_arch = "wasm32")) {
                        cut(&mut text, from);
                    }
                }
                None => text.push(character),
            }
        }
        text
    }
}

/// How much of what was given a message repeats, in characters.
const MOST_REPEATED: usize = 80;

/// Cuts what was given and is quoted in a message, from a place on, where it is too long to be read there.
fn cut(text: &mut String, from: usize) {
    let Some((before, given)) = text.split_at_checked(from) else { return };
    let cut = given.char_indices().nth(MOST_REPEATED).filter(|_| before.ends_with('`'));
    if let Some((place, _)) = cut {
        text.truncate(from.saturating_add(place));
        text.push('…');
    }
}

/// A number with zeros before it, so that it has so many digits.
pub(crate) fn padded(number: u64, digits: usize) -> String {
    let mut text = String::new();
    number.add_to(&mut text);
    while text.len() < digits {
        text.insert(0, '0');
    }
    text
}

/// Where something else stands in a text.
pub(crate) const GAP: char = '\0';

/// Puts a text together: ``message!["`", name, "` is missing"]``.
macro_rules! message {
    ($($pieces:tt)+) => {
        $crate::message::pieces![$($pieces)+].join()
    };
}
pub(crate) use message;

/// The pieces of a text that may not be needed: ``pieces!["`", name, "` is missing"]``.
macro_rules! pieces {
    (@ [$($same:literal)*] [$($other:expr,)*]) => {
        $crate::message::Pieces {
            same: concat!($($same),*),
            others: &[$(&$other as &dyn $crate::message::Piece),*],
        }
    };
    (@ [$($same:literal)*] [$($other:expr,)*] $piece:literal $(, $($rest:tt)*)?) => {
        $crate::message::pieces![@ [$($same)* $piece] [$($other,)*] $($($rest)*)?]
    };
    (@ [$($same:literal)*] [$($other:expr,)*] $piece:expr $(, $($rest:tt)*)?) => {
        $crate::message::pieces![@ [$($same)* "\0"] [$($other,)* $piece,] $($($rest)*)?]
    };
    ($($pieces:tt)+) => {
        $crate::message::pieces![@ [] [] $($pieces)+]
    };
}
pub(crate) use pieces;

/// `` `a`, `b` or `c` ``.
pub(crate) fn listed<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    list(&mut || names.next())
}

/// Apart from the kind of iterator, so that it is compiled once for all.
fn list<'a>(next: &mut dyn FnMut() -> Option<&'a str>) -> String {
    let mut list = String::new();
    let mut this = next();
    while let Some(name) = this {
        this = next();
        if !list.is_empty() {
            list.push_str(if this.is_some() { ", " } else { " or " });
        }
        list.push('`');
        list.push_str(name);
        list.push('`');
    }
    if list.is_empty() { String::from("nothing") } else { list }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_was_given_is_repeated_as_far_as_it_can_be_read() {
        let long = "é".repeat(81);
        assert_eq!(
            message!["`", long, "` is `", &"é".repeat(80), "`"],
            format!("`{}…` is `{}`", "é".repeat(80), "é".repeat(80))
        );
        assert_eq!(message!["at ", long, ""], format!("at {long}"));
    }
}
