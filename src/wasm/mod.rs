//! The boundary to JavaScript, and nothing else: decode, call, encode.
//!
//! Numbers cross packed: the caller writes a set of methods for each signer into [`Book::reserve`]'s
//! memory, and reads the numbers of the quote from the address that [`Book::price`] answers. Names and
//! labels never cross on that way. Everything else is laid on the [`Desk`], and answered there as JSON text.

mod answers;
#[cfg(feature = "full")]
pub mod consumption;
mod credits;
mod desk;
mod encode;
#[cfg(feature = "full")]
mod events;
#[cfg(feature = "full")]
pub mod ledger;
mod lint;
mod many;
mod receipt;
mod settle;
#[cfg(feature = "full")]
mod statement;
#[cfg(feature = "full")]
mod tape;
#[cfg(feature = "full")]
mod text;
#[cfg(feature = "full")]
mod verify;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::book::{MAX_SIGNERS, Methods, PriceBook, Version};
use crate::error::{Code, Error};
use crate::json::Place;
use crate::quote::{Envelope, Order, PricedOrder};
use crate::settle::Life;
pub use desk::Desk;
use encode::from_number;

/// A third of the platform's own, which a page would have to fetch.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A price book, with the room in which orders are handed over and answers handed back.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Book {
    book: PriceBook,
    signers: Vec<Methods>,
    read: Option<Read>,
    priced: PricedOrder,
    room: Vec<encode::Number>,
    life: Life,
    numbers: Vec<encode::Number>,
    failure: Option<Error>,
}

/// An envelope that was read and waits to be priced.
#[derive(Debug)]
struct Read {
    signers: Vec<Methods>,
    documents: u64,
    megabytes: u64,
}

#[wasm_bindgen]
impl Book {
    /// The price book that lies on the desk, with one version always in force if it is `fixed`: its number, counted from 1.
    /// With a mistake in it none, and the first one is the answer on the desk.
    #[must_use]
    pub fn load(desk: &mut Desk, fixed: usize) -> Option<Book> {
        desk.make_room();
        let read = desk.document().and_then(|book| PriceBook::of(book.root()));
        let mut book = desk.told(read)?;
        if let Some(number) = fixed.checked_sub(1) {
            book.fix_at(number);
        }
        Some(Self {
            book,
            signers: Vec::new(),
            read: None,
            priced: PricedOrder::default(),
            room: Vec::new(),
            life: Life::default(),
            numbers: Vec::new(),
            failure: None,
        })
    }

    /// Id, unit, and the label and beginning of each version.
    pub fn head(&self, desk: &mut Desk) -> i32 {
        desk.put(Ok(answers::book_head(&self.book)))
    }

    /// Digest, methods and rates of one version; `NO_VERSION` when there is none with this number.
    pub fn version(&self, desk: &mut Desk, number: usize) -> i32 {
        desk.put(self.numbered(number).map(answers::version_head))
    }

    /// The address of room for this many signers, one 32-bit set of methods each; 0 when there are
    /// more than any envelope may have.
    pub fn reserve(&mut self, signers: usize) -> *const Methods {
        if signers > MAX_SIGNERS {
            return core::ptr::null();
        }
        if self.signers.len() < signers {
            self.signers.resize(signers, Methods::NONE);
        }
        self.signers.as_ptr()
    }

    /// Reads the envelope on the desk, and answers the number of the version that prices it; nothing for
    /// one with a mistake, the first of which is [`Book::failure`].
    pub fn read(&mut self, desk: &Desk) -> Option<usize> {
        match desk.document().and_then(|envelope| self.read_envelope(envelope.root())) {
            Ok(number) => Some(number),
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    /// Prices the envelope that was read last.
    #[wasm_bindgen(js_name = priceRead)]
    pub fn price_read(&mut self, version: usize) -> *const encode::Number {
        match self.read.take() {
            Some(Read { signers, documents, megabytes }) => {
                self.answer(version, &Order { signers: &signers, documents, megabytes })
            }
            None => self.fail(Error::new(Code::InvalidType, "", "no envelope")),
        }
    }

    /// Prices the first `signers` sets in the room, and answers where the numbers are: total, minimum,
    /// how many lines, then for each line its rate, quantity, amount and minimum, then what one more
    /// signer of each method would add. The address is 0 on failure.
    pub fn price(
        &mut self,
        version: usize,
        signers: usize,
        documents: encode::Number,
        megabytes: encode::Number,
    ) -> *const encode::Number {
        match (from_number(documents), from_number(megabytes)) {
            (Some(documents), Some(megabytes)) => {
                // Out and in again: the answer is written while the order is still borrowed.
                let room = core::mem::take(&mut self.signers);
                let address = match room.get(..signers) {
                    Some(signers) => self.answer(version, &Order { signers, documents, megabytes }),
                    None => {
                        let message = "too many signers; reserve room first";
                        self.fail(Error::new(Code::LimitExceeded, "/signers", message))
                    }
                };
                self.signers = room;
                address
            }
            _ => self.fail(Error::new(Code::InvalidNumber, "", "not a whole number")),
        }
    }

    /// What went wrong when the last answer was no address, or none at all.
    pub fn failure(&mut self, desk: &mut Desk) -> i32 {
        let failure = self.failure.take();
        desk.put(failure.map_or(Ok(String::new()), Err))
    }
}

impl Book {
    fn numbered(&self, number: usize) -> Result<&Version, Error> {
        let none = || Error::new(Code::NoVersion, "", "no such version");
        self.book.versions().nth(number).ok_or_else(none)
    }

    fn read_envelope(&mut self, envelope: Place<'_>) -> Result<usize, Error> {
        let envelope = Envelope::of(envelope)?;
        let number = self.number_for(&envelope)?;
        let signers = envelope.methods(self.numbered(number)?)?;
        let Envelope { documents, megabytes, .. } = envelope;
        self.read = Some(Read { signers, documents, megabytes });
        Ok(number)
    }

    fn number_for(&self, envelope: &Envelope) -> Result<usize, Error> {
        let version = self.book.version_for(envelope)?;
        let number = self.book.versions().position(|other| core::ptr::eq(other, version));
        Ok(number.unwrap_or_default())
    }

    fn fail(&mut self, error: Error) -> *const encode::Number {
        self.failure = Some(error);
        core::ptr::null()
    }

    fn answer(&mut self, version: usize, order: &Order<'_>) -> *const encode::Number {
        let Some(version) = self.book.versions().nth(version) else {
            return self.fail(Error::new(Code::NoVersion, "", "no such version"));
        };
        match self.priced.price(version, order) {
            Ok(()) => {
                encode::numbers(&self.priced, &mut self.numbers);
                self.numbers.as_ptr()
            }
            Err(error) => self.fail(error),
        }
    }
}
