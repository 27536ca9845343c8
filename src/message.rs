//! Messages, and other short texts, put together from pieces.
//!
//! It is what `format!` does for them, in a tenth of the module's bytes: padding, precision and the rest
//! of what that knows is never needed in the module that a page downloads.

use crate::amount::Amount;

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

impl Piece for Amount {
    fn add_to(&self, text: &mut String) {
        self.get().add_to(text);
    }
}

/// The text that pieces make.
pub(crate) fn join(pieces: &[&dyn Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        piece.add_to(&mut text);
    }
    text
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

/// Puts a text together: ``message!["`", name, "` is missing"]``.
macro_rules! message {
    ($($piece:expr),+ $(,)?) => {
        $crate::message::join(&[$(&$piece),+])
    };
}
pub(crate) use message;

/// The pieces of a text that may not be needed: ``pieces!["`", name, "` is missing"]``.
macro_rules! pieces {
    ($($piece:expr),+ $(,)?) => {
        &[$(&$piece as &dyn $crate::message::Piece),+]
    };
}
pub(crate) use pieces;
