//! Quotes: what an envelope will cost, before it is sent.

mod bounds;
mod envelope;
mod lines;
pub mod many;
mod receipt;
mod tally;

pub use envelope::{Choice, Envelope, Role, Signer};
pub(crate) use lines::out_of_range;
pub use lines::{PricedLine, PricedOrder};
pub use receipt::Refusal;
pub use tally::Order;

use serde::{Serialize, Serializer};

use crate::amount::Amount;
use crate::book::{DueOn, PriceBook, Version};
use crate::error::{Code, Error};
use crate::json::Value;
use crate::message::message;

/// What an envelope will cost, line by line, and the exact rules that say so.
///
/// It is not a charge: nothing is taken. `total` is the most it can cost, `minimum` the least; they
/// differ only while a signer may still choose a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The id of the price book.
    pub price_book: String,
    /// The label of its version.
    pub version: String,
    /// The digest of that version ([`Version::digest`]).
    pub digest: String,
    /// What amounts count.
    pub unit: String,
    /// The most the envelope can cost.
    pub total: Amount,
    /// The least it can cost.
    pub minimum: Amount,
    /// Whether they agree.
    pub exact: bool,
    /// One line for each rate that is charged in the dearest or in the cheapest choice.
    pub lines: Vec<LineItem>,
    /// What one more signer of each method would add to `total`, in the book's order.
    #[serde(serialize_with = "as_map")]
    pub marginal: Vec<(String, Amount)>,
}

/// What one rate contributes to a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineItem {
    /// The rate's code.
    pub code: String,
    /// The rate's label.
    pub label: String,
    /// How many units are behind `amount`.
    pub quantity: u64,
    /// The price of each unit that is charged, by the model `unit`; what is included, a minimum and a maximum are not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Amount>,
    /// The line's part of the quote's total.
    pub amount: Amount,
    /// The line's part of the quote's minimum.
    pub minimum: Amount,
    /// When it is due.
    pub due_on: DueOn,
}

fn as_map<S: Serializer>(entries: &[(String, Amount)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
}

impl PriceBook {
    /// What an envelope costs under this book.
    ///
    /// # Errors
    /// `NO_VERSION` when none is in force at the envelope's instant, `UNKNOWN_METHOD` for a method that
    /// the version does not have, `AMOUNT_OUT_OF_RANGE` for a sum beyond 2^53 - 1.
    ///
    /// Source: SignSecure documentation, Credits page, for the book `signsecure`.
    ///
    /// ```
    /// let book = sealquote::PriceBook::builtin("signsecure")?;
    /// let quote = book.quote_json(r#"{ "signers": [
    ///     { "method": "electronic" }, { "method": "aadhaar_esign" }, { "method": "aadhaar_esign" }
    /// ] }"#)?;
    /// assert_eq!(quote.total.get(), 1 + 10 + 2 * 15);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn quote(&self, envelope: &Envelope) -> Result<Quote, Error> {
        let version = self.version_for(envelope)?;
        Ok(self.write_out(version, &self.price_by(version, envelope)?))
    }

    fn price_by(&self, version: &Version, envelope: &Envelope) -> Result<PricedOrder, Error> {
        let signers = envelope.methods(version)?;
        let order = Order {
            signers: &signers,
            documents: envelope.documents,
            megabytes: envelope.megabytes,
        };
        let mut priced = PricedOrder::default();
        priced.price(version, &order)?;
        Ok(priced)
    }

    /// What an envelope, given as JSON text, costs under this book.
    ///
    /// # Errors
    /// `INVALID_JSON`, the mistakes of [`Envelope::from_value`], and those of [`PriceBook::quote`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn quote_json(&self, envelope: &str) -> Result<Quote, Error> {
        self.quote(&Envelope::of(crate::json::Document::read(envelope)?.root())?)
    }

    /// What an envelope, given as a JSON value, costs under this book.
    ///
    /// # Errors
    /// The mistakes of [`Envelope::from_value`], and those of [`PriceBook::quote`].
    pub fn quote_value(&self, envelope: &Value) -> Result<Quote, Error> {
        self.quote(&Envelope::from_value(envelope)?)
    }

    /// The version that prices an envelope: the one in force at its instant, else the newest.
    ///
    /// # Errors
    /// `NO_VERSION` when the instant is before the first version.
    pub fn version_for(&self, envelope: &Envelope) -> Result<&Version, Error> {
        let Some(at) = envelope.at else { return Ok(self.newest()) };
        self.in_force_at(at).ok_or_else(|| {
            let first = self.versions().next().and_then(Version::effective_from).unwrap_or("-");
            let message = message![
                "no version of `",
                self.id(),
                "` is in force at `",
                at,
                "`; its first one begins at `",
                first,
                "`"
            ];
            Error::new(Code::NoVersion, "/at", message)
        })
    }

    /// The quote that the numbers of a priced order stand for.
    pub(crate) fn write_out(&self, version: &Version, priced: &PricedOrder) -> Quote {
        Quote {
            price_book: self.id().to_owned(),
            version: version.label().to_owned(),
            digest: version.digest().to_owned(),
            unit: self.unit().to_owned(),
            total: priced.total,
            minimum: priced.minimum,
            exact: priced.total == priced.minimum,
            lines: priced.lines.iter().filter_map(|line| version.line_item(line)).collect(),
            marginal: version
                .methods()
                .iter()
                .cloned()
                .zip(priced.marginal.iter().copied())
                .collect(),
        }
    }
}

impl Version {
    /// The line of a quote that the numbers of a priced line stand for.
    pub(crate) fn line_item(&self, line: &PricedLine) -> Option<LineItem> {
        let rate = self.rates().get(line.rate)?;
        Some(LineItem {
            code: rate.code.clone(),
            label: rate.label.clone(),
            quantity: line.quantity,
            unit_price: rate.price.unit_price(),
            amount: line.amount,
            minimum: line.minimum,
            due_on: self.due_on(rate),
        })
    }
}
