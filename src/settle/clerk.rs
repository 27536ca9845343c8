//! The clerk: turns the names of a history into numbers, takes its steps, and names what is due.

use super::draft::{TransactionDraft, escape};
use super::due::Due;
use super::history::{Event, EventType, in_envelope};
use super::life::Life;
use super::step::{Refusal, Step};
use crate::amount::Amount;
use crate::book::{Methods, PriceBook};
use crate::error::{Code, Error};
use crate::message::message;
use crate::quote::{Envelope, PricedLine, PricedOrder, Quote, out_of_range};
use crate::sorted::sorted;
use crate::time::Instant;

/// What events are ordered by: the instant, then what comes first in a life, then the recipient.
type Moment = (Instant, EventType, usize);

/// Works through one history.
pub(super) struct Clerk<'a> {
    pub(super) book: &'a PriceBook,
    pub(super) envelope: &'a Envelope,
    events: &'a [Event],
    charged: &'a [TransactionDraft],
    /// The envelope's id as it stands in keys.
    pub(super) id: String,
    /// The names of its recipients as they stand in keys.
    pub(super) signers: Vec<String>,
    /// The recipients by those names.
    order: Vec<usize>,
    pub(super) life: Life,
    booked: Vec<Due>,
    /// What is done about booked drafts before anything ends the envelope: nothing where none were handed over.
    reconcile: fn(&mut Self) -> Result<(), Error>,
}

impl<'a> Clerk<'a> {
    pub(super) fn new(
        book: &'a PriceBook,
        envelope: &'a Envelope,
        events: &'a [Event],
        charged: &'a [TransactionDraft],
    ) -> Self {
        Self {
            book,
            envelope,
            events,
            charged,
            id: String::new(),
            signers: Vec::new(),
            order: Vec::new(),
            life: Life::new(envelope.documents, envelope.megabytes),
            booked: Vec::new(),
            reconcile: |_| Ok(()),
        }
    }

    /// Takes all steps of the history.
    pub(super) fn work(&mut self) -> Result<(), Error> {
        self.name()?;
        self.live()
    }

    /// The same, and sets what is due against what was booked.
    pub(super) fn work_through(&mut self) -> Result<(), Error> {
        self.reconcile = Self::reconcile;
        self.work()?;
        self.reconcile()?;
        let refunds = self.life.check_refunds(self.book, &self.booked);
        refunds.map_err(|place| unexplained(place, ""))
    }

    /// What is left to book.
    pub(super) fn drafts(&self) -> Vec<TransactionDraft> {
        let mut drafts = Vec::new();
        for due in self.life.dues().iter().skip(self.booked.len()) {
            drafts.extend(self.write(due));
        }
        drafts
    }

    /// Names everybody on the envelope as they are named in keys.
    fn name(&mut self) -> Result<(), Error> {
        let id = self.envelope.id.as_deref().unwrap_or_default();
        if id.is_empty() {
            let stated = self.envelope.id.is_some();
            let code = if stated { Code::InvalidValue } else { Code::MissingKey };
            let message = "the envelope has no id, and charges are told apart by it; add one";
            return Err(Error::new(code, "/envelope/id", message));
        }
        escape(id, &mut self.id);
        for signer in &self.envelope.signers {
            let place = self.signers.len().saturating_add(1).to_string();
            let mut name = String::new();
            let id = signer.id.as_ref().filter(|id| !id.is_empty());
            escape(id.unwrap_or(&place), &mut name);
            self.signers.push(name);
        }
        let at = |place: usize| self.signers.get(place);
        self.order = sorted(self.signers.len(), &|left, right| at(left) < at(right));
        let pairs = self.order.iter().zip(self.order.iter().skip(1));
        let again =
            pairs.filter(|(left, right)| at(**left) == at(**right)).map(|(_, right)| *right);
        if let Some(place) = again.min() {
            let path = message!["/envelope/signers/", place, "/id"];
            let name = at(place).map_or("", String::as_str);
            let message = message!["two recipients are called `", name, "`; rename one"];
            return Err(Error::new(Code::DuplicateId, path, message));
        }
        Ok(())
    }

    /// The recipient with this name, given as it stands in keys.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let at = |place: &usize| self.signers.get(*place).map_or("", String::as_str);
        let place = self.order.partition_point(|place| at(place) < name);
        self.order.get(place).copied().filter(|place| at(place) == name)
    }

    /// The methods of the version in force at send.
    pub(super) fn methods(&self) -> &[String] {
        self.life.rules(self.book, false).map_or(&[], |rules| rules.methods())
    }

    pub(super) fn method(&self, name: &str) -> Option<usize> {
        self.methods().iter().position(|method| method == name)
    }

    /// Takes the steps of the history in their order, each once.
    fn live(&mut self) -> Result<(), Error> {
        let mut moments = Vec::with_capacity(self.events.len());
        for (place, event) in self.events.iter().enumerate() {
            moments.push(self.moment(place, event)?);
        }
        let at = |place: usize| moments.get(place);
        let mut before = None;
        for place in sorted(moments.len(), &|left, right| at(left) < at(right)) {
            let (Some(event), Some(moment)) = (self.events.get(place), at(place)) else { break };
            if before.replace((moment, &event.method)) != Some((moment, &event.method)) {
                self.step(place, event, moment.2)?;
            }
        }
        Ok(())
    }

    fn moment(&self, place: usize, event: &Event) -> Result<Moment, Error> {
        let mut signer = 0;
        if let Some(name) = &event.signer {
            let mut escaped = String::new();
            escape(name, &mut escaped);
            signer = self.find(&escaped).ok_or_else(|| {
                let message = "nobody on the envelope is called that; name a recipient";
                at_event(place, "/signer", Code::UnknownSigner, name, message)
            })?;
        }
        Ok((event.at, event.kind, signer))
    }

    fn step(&mut self, place: usize, event: &Event, signer: usize) -> Result<(), Error> {
        let mut open = Vec::new();
        let step = match event.kind {
            EventType::Created => Step::Created { version: self.in_force(place, event)? },
            EventType::Sent => {
                let version = self.in_force(place, event)?;
                if let Some(rules) = self.book.versions().nth(version) {
                    open = self.envelope.methods(rules).map_err(in_envelope)?;
                }
                Step::Sent { version, signers: &open }
            }
            EventType::Signed => {
                Step::Signed { signer, method: self.method_of(place, event, signer)? }
            }
            EventType::Declined => Step::Declined,
            EventType::Failed => Step::Failed,
            EventType::Cancelled => Step::Cancelled,
            EventType::Expired => Step::Expired,
        };
        if event.kind > EventType::Signed {
            (self.reconcile)(self)?;
        }
        match self.life.apply(self.book, step) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refuse(refusal, place, event)),
        }
    }

    /// Sets what is due against what was booked, unless that was done before.
    fn reconcile(&mut self) -> Result<(), Error> {
        if self.booked.is_empty() {
            for (place, draft) in self.charged.iter().enumerate() {
                let due = self.read(draft).map_err(|key| unexplained(place, key))?;
                self.booked.push(due);
            }
            let new = self.life.reconcile(self.book, &self.booked);
            new.map_err(|place| unexplained(place, ""))?;
        }
        Ok(())
    }

    fn in_force(&self, place: usize, event: &Event) -> Result<usize, Error> {
        let mut begun = None;
        for (number, version) in self.book.versions().enumerate() {
            if version.begins_by(event.at) {
                begun = Some(number);
            }
        }
        begun.ok_or_else(|| {
            let message = "no version of the book is in force by then; check the instant";
            at_event(place, "/at", Code::NoVersion, event.kind.as_str(), message)
        })
    }

    /// The method that somebody signed by.
    fn method_of(&self, place: usize, event: &Event, signer: usize) -> Result<usize, Error> {
        let open = self.life.open(signer);
        let (code, name, message) = match &event.method {
            // Whatever is wrong with signer and time is for the life to say.
            _ if self.life.sent().is_none() => return Ok(0),
            None if open.len() < 2 => return Ok(open.numbers().next().unwrap_or_default()),
            None => (Code::MissingKey, "method", "is missing, and the signer had a choice; add it"),
            Some(name) => match self.method(name) {
                Some(method) => return Ok(method),
                None => {
                    let message = "is no method of the version in force at send; name one that is";
                    (Code::UnknownMethod, name.as_str(), message)
                }
            },
        };
        Err(at_event(place, "/method", code, name, message))
    }

    /// The quote of what was charged, whatever came back.
    pub(super) fn quote(&self) -> Result<Quote, Error> {
        let rules = self.life.rules(self.book, false).or(self.life.rules(self.book, true));
        let rules = match rules {
            Some(rules) => rules,
            None => self.book.version_for(self.envelope).map_err(in_envelope)?,
        };
        let mut signers: Vec<Methods> = Vec::new();
        let mut priced = PricedOrder::default();
        priced.price(rules, &self.life.order(&mut signers)).map_err(in_envelope)?;
        // The lines at creation may be of another version than the rest.
        priced.lines.clear();
        (priced.total, priced.minimum) = (Amount::ZERO, Amount::ZERO);
        let mut quote = self.book.write_out(rules, &priced);
        for (line, quantity) in self.life.counted() {
            let Some((rules, rate)) = self.life.rate(self.book, line) else { continue };
            let amount = rate.price.amount(quantity).unwrap_or_default();
            let line = PricedLine { rate: line.rate, quantity, amount, minimum: amount };
            quote.lines.extend(rules.line_item(&line));
            let total = quote.total.checked_add(amount);
            quote.total = total.ok_or_else(|| in_envelope(out_of_range(rate)))?;
            quote.minimum = quote.total;
        }
        Ok(quote)
    }
}

/// What is wrong with a part of an event, or with the event: a message about the name itself goes on from it.
fn at_event(place: usize, key: &str, code: Code, name: &str, message: &str) -> Error {
    let colon = if message.starts_with("is ") { "" } else { ":" };
    Error::new(
        code,
        message!["/events/", place, key],
        message!["`", name, "`", colon, " ", message],
    )
}

/// A booked draft that is of another envelope, or that nothing which happened accounts for.
fn unexplained(place: usize, key: &str) -> Error {
    let message = "nothing that happened to this envelope is booked like this; give its own drafts as they were, each once, and all of its events";
    Error::new(Code::Contradiction, message!["/charged/", place, key], message)
}

fn refuse(refusal: Refusal, place: usize, event: &Event) -> Error {
    let (code, key, message) = match refusal {
        Refusal::Final => (
            Code::InvalidStatus,
            "",
            "nothing can happen after what ended the envelope; leave out one of the two",
        ),
        Refusal::TooEarly => (
            Code::InvalidStatus,
            "",
            "the envelope was not sent by then, or not even created; add the event that is missing",
        ),
        Refusal::Again => {
            (Code::Contradiction, "", "it happened before in another way; leave out one of the two")
        }
        Refusal::DoesNotSign | Refusal::Unknown => {
            (Code::NotAllowed, "/signer", "this recipient does not sign; name one who does")
        }
        Refusal::MethodNotOpen => (
            Code::NotAllowed,
            "/method",
            "the envelope does not let this signer use the method; name one that it does",
        ),
        Refusal::OutOfRange => {
            (Code::AmountOutOfRange, "", "what is due is beyond 2^53 - 1; charge less at once")
        }
    };
    at_event(place, key, code, event.kind.as_str(), message)
}
