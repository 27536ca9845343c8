//! Settlement: what happened to an envelope, turned into the transactions that are due for it.

mod booked;
mod clerk;
mod draft;
mod due;
mod history;
mod keys;
mod life;
mod step;

pub use draft::{DraftType, TransactionDraft};
pub use due::{Cause, Due, Kind, Line};
pub use history::{Event, EventType, History, MAX_EVENTS};
pub use life::Life;
pub use step::{Refusal, Status, Step};

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::amount::Amount;
use crate::book::PriceBook;
use crate::error::Error;
use crate::quote::Quote;
use clerk::Clerk;

/// What is due for an envelope by what happened to it so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// How far the envelope has come.
    pub status: Status,
    /// All drafts there are once the new ones are booked too: what the next settlement takes as
    /// charged.
    pub charged: Vec<TransactionDraft>,
    /// What the signatures that were charged cost. Unless charges came back, its total is what was
    /// taken in all.
    pub quote: Quote,
    /// How many of the drafts were booked before.
    booked: usize,
}

impl Settlement {
    /// What is left to book.
    #[must_use]
    pub fn drafts(&self) -> &[TransactionDraft] {
        self.charged.get(self.booked..).unwrap_or_default()
    }
}

impl Serialize for Settlement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Settlement", 4)?;
        fields.serialize_field("status", &self.status)?;
        fields.serialize_field("drafts", self.drafts())?;
        fields.serialize_field("charged", &self.charged)?;
        fields.serialize_field("quote", &self.quote)?;
        fields.end()
    }
}

/// Settles an envelope: what is due by its whole history, less what was booked before.
///
/// It is a function of the whole history and knows no earlier call. The same history in another order,
/// with repetitions, or with any part of the drafts booked, comes to the same charges.
///
/// - What depends on no signer is due once, at creation, under the version in force then.
/// - The version in force at send prices the rest, whatever comes after it. By that version's
///   `chargeOn`, methods are due as signers sign, or at send for those who have no choice; flat ones
///   once, at the first use.
/// - A tiered rate is due by what each signature adds to it; when it takes away, that comes back.
/// - When the envelope fails or is cancelled, each charge comes back that the version which priced it
///   calls refundable. When it is declined or expires, none does.
///
/// # Errors
/// `MISSING_KEY` for an envelope without an id, `DUPLICATE_ID`, `UNKNOWN_SIGNER`, `UNKNOWN_METHOD`;
/// `NOT_ALLOWED` for a signature by somebody who does not sign or by a method that is not open to them;
/// `INVALID_STATUS` for what cannot happen to an envelope that has come this far; `CONTRADICTION` for
/// what happened twice in different ways, and for a booked draft that nothing accounts for;
/// `NO_VERSION`, `AMOUNT_OUT_OF_RANGE`.
///
/// Source: SignSecure documentation, Credits page ("Credits are deducted when signers sign the
/// envelope. If an envelope fails or is cancelled, credits may be refunded").
///
/// ```
/// use sealquote::{PriceBook, json, settle::{History, settle}};
/// let book = PriceBook::builtin("signsecure")?;
/// let history = json::parse(r#"{
///     "envelope": { "id": "env_1", "signers": [{ "id": "asha", "method": "aadhaar_esign" }] },
///     "events": [
///         { "type": "sent", "at": "2026-03-11T10:30:00Z" },
///         { "type": "signed", "at": "2026-03-11T11:00:00Z", "signer": "asha" }
///     ]
/// }"#)?;
/// let settlement = settle(&book, History::from_value(&history)?)?;
/// let keys: Vec<&str> =
///     settlement.drafts().iter().map(|draft| draft.idempotency_key.as_str()).collect();
/// assert_eq!(keys, ["env_1/envelope", "env_1/aadhaar/asha"]);
/// assert_eq!(settlement.quote.total.get(), 1 + 15);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn settle(book: &PriceBook, history: History) -> Result<Settlement, Error> {
    let History { envelope, events, mut charged } = history;
    let mut clerk = Clerk::new(book, &envelope, &events, &charged);
    clerk.work_through()?;
    let (status, quote) = (clerk.life.status(), clerk.quote()?);
    let mut drafts = clerk.drafts();
    let booked = charged.len();
    charged.append(&mut drafts);
    Ok(Settlement { status, charged, quote, booked })
}

/// What is due for an envelope that nothing was booked for: which way credits go, how many, and by which method. There are no
/// names in it and no quote, which are of no use to who knows what was charged.
pub(crate) fn due(
    book: &PriceBook,
    history: &History,
) -> Result<Vec<(DraftType, Amount, Option<String>)>, Error> {
    let mut clerk = Clerk::new(book, &history.envelope, &history.events, &[]);
    clerk.work()?;
    let methods = clerk.methods();
    let dues = clerk.life.dues().iter().map(|due| {
        let method = due.method.and_then(|method| methods.get(method)).cloned();
        (due.draft_type(), due.amount, method)
    });
    Ok(dues.collect())
}
