//! The boundary to JavaScript, and nothing else: decode, call, encode.
//!
//! Numbers cross packed: the caller writes a set of methods for each signer into [`Book::reserve`]'s
//! memory, and reads the numbers of the quote from the address that [`Book::price`] answers. Names and
//! labels never cross on that way. Everything else comes in as plain objects and goes out as JSON text.

mod answers;
#[cfg(feature = "full")]
pub mod consumption;
mod credits;
mod encode;
#[cfg(feature = "full")]
pub mod ledger;
mod lint;
mod many;
mod receipt;
#[cfg(feature = "full")]
mod statement;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::book::{MAX_SIGNERS, Methods, PriceBook, Version};
use crate::error::{Code, Error};
use crate::quote::{Envelope, Order, PricedOrder};
use encode::{decode, from_number, refuse};

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
    /// Reads a price book.
    ///
    /// # Errors
    /// The first mistake in it.
    #[wasm_bindgen(constructor)]
    pub fn new(source: &JsValue) -> Result<Book, JsValue> {
        Ok(Self {
            book: PriceBook::from_value(&decode(source)).map_err(refuse)?,
            signers: Vec::new(),
            read: None,
            priced: PricedOrder::default(),
            numbers: Vec::new(),
            failure: None,
        })
    }

    /// Id, unit, and the label and beginning of each version, as JSON text.
    pub fn head(&self) -> String {
        answers::book_head(&self.book)
    }

    /// Digest, methods and rates of one version, as JSON text.
    ///
    /// # Errors
    /// `NO_VERSION` when there is none with this number.
    pub fn version(&self, number: usize) -> Result<String, JsValue> {
        Ok(answers::version_head(self.numbered(number).map_err(refuse)?))
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

    /// Reads an envelope, and answers the number of the version that prices it.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn read(&mut self, envelope: &JsValue) -> Result<usize, JsValue> {
        let envelope = Envelope::from_value(&decode(envelope)).map_err(refuse)?;
        let number = self.number_for(&envelope).map_err(refuse)?;
        let version = self.numbered(number).map_err(refuse)?;
        let signers = envelope.methods(version).map_err(refuse)?;
        let Envelope { documents, megabytes, .. } = envelope;
        self.read = Some(Read { signers, documents, megabytes });
        Ok(number)
    }

    /// Prices the envelope that was read last.
    #[wasm_bindgen(js_name = priceRead)]
    pub fn price_read(&mut self, version: usize) -> *const encode::Number {
        match self.read.take() {
            Some(Read { signers, documents, megabytes }) => {
                self.answer(version, &Order { signers: &signers, documents, megabytes })
            }
            None => self.fail(Error::new(Code::InvalidType, "", "no envelope was read")),
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
                        let message = "there is no room for so many signers; reserve it first";
                        self.fail(Error::new(Code::LimitExceeded, "/signers", message))
                    }
                };
                self.signers = room;
                address
            }
            _ => self.fail(Error::new(Code::InvalidNumber, "", "a count is not a whole number")),
        }
    }

    /// What went wrong when the last address was 0, as JSON text.
    pub fn failure(&mut self) -> Option<String> {
        self.failure.take().map(|error| answers::error(&error))
    }
}

impl Book {
    fn numbered(&self, number: usize) -> Result<&Version, Error> {
        let none =
            || Error::new(Code::NoVersion, "", format!("no version has the number `{number}`"));
        self.book.versions().nth(number).ok_or_else(none)
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
