//! Price books: dated versions of priced rates, read from data.

mod builtin;
mod format;
mod lint;
mod method;
mod price;
#[cfg(not(target_arch = "wasm32"))]
mod schema;

use std::sync::OnceLock;

use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::json::{Document, Place, Value};
use crate::time::Instant;

#[cfg(not(target_arch = "wasm32"))]
pub use builtin::{BUILTIN_IDS, MAX_BYTES};
pub use format::{MAX_RATES, MAX_TIERS, MAX_VERSIONS};
pub use lint::{LintFinding, Severity};
pub use method::{MAX_METHODS, MAX_SIGNERS, Methods};
pub use price::{Model, Price, Tier};
#[cfg(not(target_arch = "wasm32"))]
pub use schema::json_schema;

/// A versioned, dated price document.
///
/// It is not an invoice and knows no customer: it says what things cost, and since when. Prices live
/// here and nowhere in code.
///
/// ```
/// let book = sealquote::PriceBook::builtin("signsecure")?;
/// assert_eq!(book.newest().methods(), ["electronic", "dsc_usb_token", "aadhaar_esign"]);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PriceBook {
    id: String,
    unit: String,
    first: Version,
    later: Vec<Version>,
}

impl PriceBook {
    /// The book that a JSON document describes.
    ///
    /// # Errors
    /// The first of the errors that [`PriceBook::lint`] finds.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        Self::of(Document::from(source).root())
    }

    pub(crate) fn of(source: Place<'_>) -> Result<Self, Error> {
        let (book, mistakes, _) = format::read(source);
        match (book, mistakes.into_iter().next()) {
            (_, Some(first)) => Err(first.into()),
            (Some(book), None) => Ok(book),
            (None, None) => Err(Error::new(Code::InvalidType, "", "not a price book")),
        }
    }

    /// What the book calls itself, such as `signsecure`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the book counts in, such as `credit`.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// All versions, oldest first; there is always one.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        core::iter::once(&self.first).chain(&self.later)
    }

    /// The version that began last, whether or not it has begun yet.
    #[must_use]
    pub fn newest(&self) -> &Version {
        self.later.last().unwrap_or(&self.first)
    }

    /// The version in force at an instant: from its `effectiveFrom`, which belongs to it, until the
    /// next version's, which does not. `None` before the first version.
    #[must_use]
    pub fn in_force_at(&self, at: Instant) -> Option<&Version> {
        let begun = self.later.partition_point(|version| version.begins_by(at));
        match begun.checked_sub(1) {
            Some(last) => self.later.get(last),
            None => Some(&self.first).filter(|version| version.begins_by(at)),
        }
    }

    /// The version with this label.
    #[must_use]
    pub fn version(&self, label: &str) -> Option<&Version> {
        self.versions().find(|version| version.label == label)
    }

    /// The book as if the version with this label had always been in force: for asking what one version would have made of
    /// all that happened, and not for charging. `None` when there is no such version.
    ///
    /// ```
    /// let book = sealquote::PriceBook::builtin("signsecure")?;
    /// let fixed = book.fixed_at("2026-03").ok_or_else(|| sealquote::Error::new(sealquote::Code::NoVersion, "", "no such version"))?;
    /// assert_eq!(fixed.versions().count(), 1);
    /// assert!(book.fixed_at("2019-01").is_none());
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    #[must_use]
    pub fn fixed_at(&self, label: &str) -> Option<Self> {
        let number = self.versions().position(|version| version.label == label)?;
        let mut fixed = self.clone();
        fixed.fix_at(number);
        Some(fixed)
    }

    /// Leaves the version with this number, counted from 0, and has it always in force.
    pub(crate) fn fix_at(&mut self, number: usize) {
        if let Some(later) = number.checked_sub(1).and_then(|place| self.later.get_mut(place)) {
            core::mem::swap(&mut self.first, later);
        }
        self.first.effective_from = None;
        self.later.clear();
    }
}

/// The rules of a price book from one instant until the next version's.
#[derive(Clone, Debug)]
pub struct Version {
    label: String,
    effective_from: Option<Effective>,
    charge_on: ChargeOn,
    rates: Vec<Rate>,
    methods: Vec<String>,
    top_up: TopUp,
    refunds: Refunds,
    signup_grant: Amount,
    /// The JSON text that it was read from.
    source: String,
    digest: OnceLock<String>,
}

/// When a version begins, with the text that says so.
#[derive(Clone, Debug)]
struct Effective {
    at: Instant,
    text: String,
}

impl Version {
    /// The label, unique in its book.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// When the version begins, as the book writes it; `None` when it has always been in force.
    #[must_use]
    pub fn effective_from(&self) -> Option<&str> {
        self.effective_from.as_ref().map(|effective| effective.text.as_str())
    }

    pub(crate) fn begins_by(&self, at: Instant) -> bool {
        self.effective_from.as_ref().is_none_or(|effective| effective.at <= at)
    }

    /// When the rates that depend on signers are taken.
    #[must_use]
    pub const fn charge_on(&self) -> ChargeOn {
        self.charge_on
    }

    /// The priced rows, in the order of the book.
    #[must_use]
    pub fn rates(&self) -> &[Rate] {
        &self.rates
    }

    /// The names of all methods that a rate mentions, in the order of their first mention.
    #[must_use]
    pub fn methods(&self) -> &[String] {
        &self.methods
    }

    /// Every method of this version, which is what `any` stands for. Where no rate names a method, whoever signs uses the
    /// one that has no name.
    #[must_use]
    pub fn all_methods(&self) -> Methods {
        (0..self.methods.len().max(1))
            .filter_map(Methods::single)
            .fold(Methods::NONE, Methods::union)
    }

    /// The method with this name.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<Methods> {
        self.methods.iter().position(|method| method == name).and_then(Methods::single)
    }

    /// What credits may be bought, and what is given on top.
    #[must_use]
    pub const fn top_up(&self) -> &TopUp {
        &self.top_up
    }

    /// What comes back, and after what.
    #[must_use]
    pub const fn refunds(&self) -> &Refunds {
        &self.refunds
    }

    /// Credits given to a new wallet.
    #[must_use]
    pub const fn signup_grant(&self) -> Amount {
        self.signup_grant
    }

    /// The SHA-256 of the version's canonical JSON (RFC 8785), in hexadecimal: it names the exact
    /// rules that a price came from.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            // It was read once, so that it can be read again.
            let canonical =
                Document::read(&self.source).map(|document| document.root().canonical());
            crate::digest::sha256_hex(&canonical.unwrap_or_default())
        })
    }

    /// When a rate is due: at creation when no signer can change it, else when methods are charged.
    #[must_use]
    pub fn due_on(&self, rate: &Rate) -> DueOn {
        match (&rate.methods, rate.per, self.charge_on) {
            (None, Per::Envelope | Per::Document | Per::Megabyte, _) => DueOn::Creation,
            (_, _, ChargeOn::Send) => DueOn::Send,
            (_, _, ChargeOn::Signature) => DueOn::Signature,
        }
    }
}

/// One priced row of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The stable name, unique in its version.
    pub code: String,
    /// The name for people.
    pub label: String,
    /// What is counted.
    pub per: Per,
    /// The methods it is for; `None` when it is for every envelope.
    pub methods: Option<Methods>,
    /// What the count costs.
    pub price: Price,
}

/// What a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One, however many signers.
    Envelope,
    /// Signers who sign by one of the rate's methods.
    Signer,
    /// Documents.
    Document,
    /// Megabytes.
    Megabyte,
}

impl Per {
    /// The word as books have it, such as `signer`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Signer => "signer",
            Self::Document => "document",
            Self::Megabyte => "megabyte",
        }
    }
}

/// When the rates that depend on signers are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeOn {
    /// As each signer signs.
    Signature,
    /// When the envelope is sent.
    Send,
}

/// When a line of a quote is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DueOn {
    /// When the envelope is created.
    Creation,
    /// When it is sent.
    Send,
    /// As signers sign.
    Signature,
}

impl DueOn {
    /// The word as quotes have it, such as `signature`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creation => "creation",
            Self::Send => "send",
            Self::Signature => "signature",
        }
    }
}

/// What credits may be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopUp {
    /// The amounts on offer.
    pub presets: Vec<Amount>,
    /// The smallest amount that may be typed in.
    pub custom_minimum: Amount,
    /// What is given on top of a purchase: of those earned, the one for the largest purchase.
    pub bonuses: Vec<Bonus>,
}

/// Credits given on top of a purchase of at least a certain size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// The smallest purchase that earns it.
    pub purchase: Amount,
    /// The credits on top.
    pub bonus: Amount,
}

/// What comes back, and after what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refunds {
    /// Whether a failed envelope is refunded.
    pub on_failed: bool,
    /// Whether a cancelled envelope is refunded.
    pub on_cancelled: bool,
    /// The codes of the rates that come back.
    pub refundable: Vec<String>,
}
