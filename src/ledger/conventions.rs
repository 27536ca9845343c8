//! What the sources leave open about a ledger: each choice with a default, and what else can be said.

use crate::error::{Code, Error};
use crate::json::Value;
use crate::message::message;

/// A thing that the sources leave open, of which one of several can be said.
pub trait Convention: Copy + Default + PartialEq + Send + Sync + 'static {
    /// What it is called among options, such as `rowOrder`.
    const KEY: &'static str;
    /// What can be said of it, by names.
    const NAMES: &'static [(&'static str, Self)];

    /// What it means when this is said, in one line.
    fn meaning(self) -> &'static str;

    /// Its name.
    #[must_use]
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| *name)
    }
}

/// Which way a listing runs. No source says in which order the API lists rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// Each wallet's rows tell, by their clocks and balances.
    #[default]
    Detected,
    /// The oldest row comes first.
    OldestFirst,
    /// The newest row comes first.
    NewestFirst,
}

/// Which rows without a wallet follow each other. No source says of exports where a wallet's history goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chains {
    /// Those of one listing: a file, or the pages of the API together.
    #[default]
    Listing,
    /// All of them, from file to file in the order in which they are given.
    Ledger,
}

/// Which sign `amount` has. The API reference does not say (SignSecure API reference, List Credit Transactions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signs {
    /// Any: the direction is that of `type`.
    #[default]
    Any,
    /// That of the change: a `consume` below zero is as it should be, one above is a `BAD_ROW`.
    Change,
    /// None: an amount below zero is a `BAD_ROW`.
    Positive,
}

/// Which version of the book prices an envelope whose rows straddle two. No source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PricedAt {
    /// That in force when it was sent, which was some time between its first row and the row at hand.
    #[default]
    Send,
    /// That in force at its first row.
    Creation,
    /// For each row that in force when it was booked.
    Booking,
}

/// Whether a later signer of a flat method leaves a row of zero. No source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ZeroRows {
    /// Rows of zero are as good as none.
    #[default]
    Optional,
    /// Every signature has a row that names its method; one that has none is `UNCHARGED`. Only what really happened
    /// tells how many there were.
    Required,
    /// Rows of zero are `BAD_ROW`.
    Refused,
}

/// Whether charges come back for an envelope that failed or was cancelled, as the book says: “credits may be refunded”
/// (SignSecure documentation, Credits page). Only what really happened tells of such envelopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refunds {
    /// One that is missing is a warning.
    #[default]
    Expected,
    /// One that is missing is an error.
    Owed,
    /// One that is missing is not told.
    Optional,
}

/// Who pays for an envelope: “credits are deducted from the organization wallet (or from your member allocation)”
/// (SignSecure documentation, Credits page).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payers {
    /// One wallet for all its rows; a row elsewhere is `WRONG_WALLET`.
    #[default]
    One,
    /// Any wallets, as when refunds go to the organization.
    Several,
}

/// The conventions of a ledger, as far as they can differ.
///
/// They are not guessed from rows, but for the order of these; nor are they prices, which are the book's.
///
/// ```
/// use sealquote::{PriceBook, ledger::{Conventions, RowOrder, Verifier}};
/// let book = PriceBook::builtin("signsecure")?;
/// let conventions = Conventions { row_order: RowOrder::NewestFirst, ..Conventions::default() };
/// let report = Verifier::new(&book)?.with_conventions(conventions).finish()?;
/// assert!(report.findings.is_empty());
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// Which way listings run.
    pub row_order: RowOrder,
    /// Which rows without a wallet follow each other.
    pub chains: Chains,
    /// Which sign amounts have.
    pub signs: Signs,
    /// Which version prices an envelope.
    pub priced_at: PricedAt,
    /// Whether later signers of a flat method leave rows of zero.
    pub zero_rows: ZeroRows,
    /// Whether charges come back.
    pub refunds: Refunds,
    /// Who pays for an envelope.
    pub payers: Payers,
}

impl Conventions {
    /// The conventions among the options of a verification; what is left out or null is as by default.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a name that a convention does not have.
    ///
    /// ```
    /// use sealquote::{json, ledger::{Conventions, Refunds}};
    /// let said = Conventions::from_value(&json::parse(r#"{ "refunds": "owed" }"#)?)?;
    /// assert_eq!(said.refunds, Refunds::Owed);
    /// let error = Conventions::from_value(&json::parse(r#"{ "refunds": "never" }"#)?).unwrap_err();
    /// assert_eq!(error.path, "/refunds");
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn from_value(options: &Value) -> Result<Self, Error> {
        Ok(Self {
            row_order: said(options)?,
            chains: said(options)?,
            signs: said(options)?,
            priced_at: said(options)?,
            zero_rows: said(options)?,
            refunds: said(options)?,
            payers: said(options)?,
        })
    }
}

fn said<C: Convention>(options: &Value) -> Result<C, Error> {
    let names = C::NAMES;
    let text = match options.get(C::KEY) {
        None | Some(Value::Null) => return Ok(C::default()),
        Some(Value::String(text)) => text.as_str(),
        Some(_) => "",
    };
    let found = names.iter().find(|(name, _)| *name == text);
    found.map(|(_, one)| *one).ok_or_else(|| unknown(C::KEY, names.iter().map(|(name, _)| *name)))
}

/// Apart from [`said`], so that it is compiled once for all.
fn unknown(key: &str, names: impl Iterator<Item = &'static str>) -> Error {
    let mut list = String::new();
    for name in names {
        let comma = if list.is_empty() { "" } else { ", " };
        list.push_str(&message![comma, "`", name, "`"]);
    }
    Error::new(Code::InvalidValue, message!["/", key], message!["not one of its names; use ", list])
}

impl Convention for RowOrder {
    const KEY: &'static str = "rowOrder";
    const NAMES: &'static [(&'static str, Self)] = &[
        ("detected", Self::Detected),
        ("oldest-first", Self::OldestFirst),
        ("newest-first", Self::NewestFirst),
    ];

    fn meaning(self) -> &'static str {
        match self {
            Self::Detected => "Each wallet's rows tell, by their clocks and balances",
            Self::OldestFirst => "The oldest row comes first",
            Self::NewestFirst => "The newest row comes first",
        }
    }
}

impl Convention for Chains {
    const KEY: &'static str = "chains";
    const NAMES: &'static [(&'static str, Self)] =
        &[("listing", Self::Listing), ("ledger", Self::Ledger)];

    fn meaning(self) -> &'static str {
        match self {
            Self::Listing => "Those of one file, or of all pages of the API together",
            Self::Ledger => "All of them, from file to file in the order given",
        }
    }
}

impl Convention for Signs {
    const KEY: &'static str = "signs";
    const NAMES: &'static [(&'static str, Self)] =
        &[("any", Self::Any), ("change", Self::Change), ("positive", Self::Positive)];

    fn meaning(self) -> &'static str {
        match self {
            Self::Any => "Any; the direction is that of `type`",
            Self::Change => "Below zero for `consume`, else above; others are BAD_ROW",
            Self::Positive => "Above zero; others are BAD_ROW",
        }
    }
}

impl Convention for PricedAt {
    const KEY: &'static str = "pricedAt";
    const NAMES: &'static [(&'static str, Self)] =
        &[("send", Self::Send), ("creation", Self::Creation), ("booking", Self::Booking)];

    fn meaning(self) -> &'static str {
        match self {
            Self::Send => "When it was sent: any time between its first row and the one at hand",
            Self::Creation => "At its first row",
            Self::Booking => "For each row, when that was booked",
        }
    }
}

impl Convention for ZeroRows {
    const KEY: &'static str = "zeroRows";
    const NAMES: &'static [(&'static str, Self)] =
        &[("optional", Self::Optional), ("required", Self::Required), ("refused", Self::Refused)];

    fn meaning(self) -> &'static str {
        match self {
            Self::Optional => "A row of zero or none, both are right",
            Self::Required => {
                "A row for each signature; one too few is UNCHARGED (needs `--activity`)"
            }
            Self::Refused => "No row; one of zero is BAD_ROW",
        }
    }
}

impl Convention for Refunds {
    const KEY: &'static str = "refunds";
    const NAMES: &'static [(&'static str, Self)] =
        &[("expected", Self::Expected), ("owed", Self::Owed), ("optional", Self::Optional)];

    fn meaning(self) -> &'static str {
        match self {
            Self::Expected => "One that is missing is a warning",
            Self::Owed => "One that is missing is an error",
            Self::Optional => "One that is missing is not told",
        }
    }
}

impl Convention for Payers {
    const KEY: &'static str = "payers";
    const NAMES: &'static [(&'static str, Self)] =
        &[("one", Self::One), ("several", Self::Several)];

    fn meaning(self) -> &'static str {
        match self {
            Self::One => "One wallet; a row in another one is WRONG_WALLET",
            Self::Several => "Any wallets, as when refunds go to the organization's",
        }
    }
}
