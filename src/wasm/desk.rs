//! The desk: where documents are laid down for the core, and texts for the wrapper.

use wasm_bindgen::prelude::wasm_bindgen;

use super::answers;
use crate::error::Error;
use crate::json::Document;

/// Room that is laid out at once.
const ROOM: &str = "                                                                ";

/// How much memory a price book takes while it is read, for each byte of its text.
const BOOK_BYTES: usize = 4;

/// A document for the core, and its last answer. Only numbers cross with them: to hand JavaScript's own
/// values and texts over would take the wrapper a third of its bytes.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Desk {
    text: String,
    answer: String,
    length: i32,
}

#[wasm_bindgen]
impl Desk {
    /// An empty desk.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of room for a document of this many bytes, as JSON text in UTF-8.
    pub fn lay(&mut self, bytes: usize) -> *const u8 {
        self.text.clear();
        self.text.reserve(bytes);
        while let Some(left) = bytes.checked_sub(self.text.len()).filter(|left| *left > 0) {
            self.text.push_str(ROOM.get(..left).unwrap_or(ROOM));
        }
        self.text.as_ptr()
    }

    /// The address of the last answer.
    #[must_use]
    pub fn answer(&self) -> *const u8 {
        self.answer.as_ptr()
    }

    /// Its length in bytes; for an error, which is JSON text, one less than none, and so on down.
    #[must_use]
    pub fn length(&self) -> i32 {
        self.length
    }
}

impl Desk {
    /// Asks for all the memory that a price book of this text will take, and gives it back: else it would be had by single
    /// pages, and for many of those an engine looks through all of its own.
    pub(super) fn make_room(&self) {
        drop(core::hint::black_box(String::with_capacity(
            self.text.len().wrapping_mul(BOOK_BYTES),
        )));
    }

    /// The document that lies here.
    pub(super) fn document(&self) -> Result<Document<'_>, Error> {
        Document::read(self.text())
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What was read from the document; a mistake in it becomes the answer.
    pub(super) fn told<T>(&mut self, read: Result<T, Error>) -> Option<T> {
        read.map_err(|error| self.put(Err(error))).ok()
    }

    /// Lays an answer down, and answers its length.
    pub(super) fn put(&mut self, answer: Result<String, Error>) -> i32 {
        let (answer, failed) = match answer {
            Ok(answer) => (answer, false),
            Err(error) => (answers::error(&error), true),
        };
        self.answer = answer;
        let length = i32::try_from(self.answer.len()).unwrap_or(i32::MAX);
        self.length = if failed { !length } else { length };
        self.length
    }
}
