//! Settlement across the boundary, in numbers: the wrapper knows who and what is called how, the core what
//! is due.

use core::slice::Iter;

use wasm_bindgen::prelude::wasm_bindgen;

use super::encode::{Number, from_number, to_number};
use super::{Book, Desk};
use crate::amount::Amount;
use crate::book::{Methods, PriceBook};
use crate::error::Error;
use crate::quote::{Envelope, PricedOrder, out_of_range};
use crate::settle::{Cause, Due, Kind, Life, Line, Refusal, Status, Step};
use crate::time::Instant;

const STATUSES: [Status; 7] = [
    Status::Draft,
    Status::Sent,
    Status::Completed,
    Status::Declined,
    Status::Failed,
    Status::Cancelled,
    Status::Expired,
];
const REFUSALS: [Refusal; 7] = [
    Refusal::Final,
    Refusal::TooEarly,
    Refusal::Again,
    Refusal::Unknown,
    Refusal::DoesNotSign,
    Refusal::MethodNotOpen,
    Refusal::OutOfRange,
];
const KINDS: [Kind; 3] = [Kind::Charge, Kind::Reduction, Kind::Refund];
const CAUSES: [Cause; 6] =
    [Cause::Created, Cause::Sent, Cause::Signed, Cause::Failed, Cause::Cancelled, Cause::Corrected];

/// What stopped a settlement, and where.
enum Stop {
    Step(usize, Refusal),
    Booked(usize),
    Price(Error),
}

#[wasm_bindgen]
impl Book {
    /// The address of three numbers for the instant that lies on the desk as text: seconds, nanoseconds, and
    /// the number of the version in force then, or -1. The address is 0 for a text that is no instant.
    pub fn instant(&mut self, desk: &Desk) -> *const Number {
        let Some(at) = Instant::parse(desk.text()) else { return core::ptr::null() };
        let begun = self.book.versions().take_while(|version| version.begins_by(at)).count();
        self.numbers.clear();
        self.numbers.push(to_number(at.seconds()));
        self.numbers.push(at.nanoseconds().into());
        self.numbers.push(place(begun.checked_sub(1)));
        self.numbers.as_ptr()
    }

    /// Reads the envelope on the desk, and answers nothing but the first mistake in it, whatever its methods
    /// are called.
    pub fn check(&self, desk: &mut Desk) -> i32 {
        let read = desk.document().and_then(|envelope| Envelope::of(envelope.root()));
        desk.put(read.map(|_| String::new()))
    }

    /// The address of room for this many numbers.
    pub fn room(&mut self, numbers: usize) -> *const Number {
        if self.room.len() < numbers {
            self.room.resize(numbers, 0.into());
        }
        self.room.as_ptr()
    }

    /// Settles the history in the room, and answers the address of what is due.
    ///
    /// In the room stand: documents, megabytes, the version that prices an envelope which was never created,
    /// 1 when the settlement is to end before it comes to what was booked, and how many signers, steps and
    /// drafts follow. A signer is a set of methods; a step is three numbers, of which the last two are the
    /// version, or signer and method; a draft is what follows below for a due, without its cause.
    ///
    /// The answer begins with 0 and is: status, the versions at creation and at send, how many dues follow;
    /// for each one whether it is due at creation, its rate, signer, number, kind, method, amount and cause;
    /// how many lines follow; for each one whether its rate is one of the version at creation, where that is
    /// another than at send, the rate, quantity and amount; the total; what one more signer of each method
    /// would add. -1 stands for none. Or it is what stopped it: 1,
    /// the step, and why; or 2, and the draft. The address is 0 when a sum is out of range.
    pub fn settle(&mut self) -> *const Number {
        let room = core::mem::take(&mut self.room);
        let settled = self.settle_room(&mut room.iter());
        self.room = room;
        match settled {
            Ok(()) => {}
            Err(Stop::Step(step, refusal)) => {
                let why = REFUSALS.iter().position(|other| *other == refusal);
                self.answer_with(&[1.into(), place(Some(step)), place(why)]);
            }
            Err(Stop::Booked(draft)) => self.answer_with(&[2.into(), place(Some(draft))]),
            Err(Stop::Price(mut error)) => {
                error.path.insert_str(0, "/envelope");
                return self.fail(error);
            }
        }
        self.numbers.as_ptr()
    }
}

impl Book {
    fn answer_with(&mut self, numbers: &[Number]) {
        self.numbers.clear();
        self.numbers.extend_from_slice(numbers);
    }

    fn settle_room(&mut self, room: &mut Iter<'_, Number>) -> Result<(), Stop> {
        // A count that lies makes no more of them than there is room.
        let most = room.len() as u64;
        let mut next = || next(room);
        let (documents, megabytes) = (next().unwrap_or(0), next().unwrap_or(0));
        let fallback = next().unwrap_or(0) as usize;
        let is_cut = next() == Some(1);
        let [signers, steps, booked] =
            [next(), next(), next()].map(|count| count.map_or(0, |count| count.min(most)));
        self.life.begin(documents, megabytes);
        let signers = (0..signers).map_while(|_| u32::try_from(next()?).ok());
        let signers: Vec<Methods> = signers.map(Methods::from_bits).collect();
        let steps: Vec<[Option<u64>; 3]> = (0..steps).map(|_| [next(), next(), next()]).collect();
        let booked: Vec<Due> = (0..booked).map_while(|_| read_due(&mut next)).collect();
        live(&mut self.life, &self.book, &signers, &steps, &booked, is_cut)?;
        if is_cut {
            self.answer_with(&[0.into()]);
            return Ok(());
        }
        self.write(booked.len(), fallback)
    }

    fn write(&mut self, booked: usize, fallback: usize) -> Result<(), Stop> {
        let (life, numbers) = (&self.life, &mut self.numbers);
        numbers.clear();
        let status = STATUSES.iter().position(|status| *status == life.status());
        let dues = life.dues().get(booked..).unwrap_or_default();
        put(&[Some(0), status, life.created(), life.sent(), Some(dues.len())], numbers);
        for due in dues {
            write_due(due, numbers);
        }
        let counted = numbers.len();
        numbers.push(0.into());
        let mut total = Amount::ZERO;
        for (count, (line, quantity)) in (1..).zip(life.counted()) {
            let Some((_, rate)) = life.rate(&self.book, line) else { break };
            let amount = rate.price.amount(quantity).unwrap_or_default();
            total = total.checked_add(amount).ok_or_else(|| Stop::Price(out_of_range(rate)))?;
            let quantity = usize::try_from(quantity).ok();
            put(&[Some(line.at_creation.into()), Some(line.rate), quantity], numbers);
            numbers.push(to_number(amount.get()));
            if let Some(number) = numbers.get_mut(counted) {
                *number = place(Some(count));
            }
        }
        numbers.push(to_number(total.get()));
        let version = life.sent().or(life.created()).unwrap_or(fallback);
        self.write_marginal(version).map_err(Stop::Price)
    }

    fn write_marginal(&mut self, version: usize) -> Result<(), Error> {
        let mut signers = Vec::new();
        let mut priced = PricedOrder::default();
        priced.price(self.numbered(version)?, &self.life.order(&mut signers))?;
        self.numbers.extend(priced.marginal.iter().map(|amount| to_number(amount.get())));
        Ok(())
    }
}

/// Takes steps in their order; what was booked is set against what is due before the step that ends the
/// envelope, if there is one.
fn live(
    life: &mut Life,
    book: &PriceBook,
    signers: &[Methods],
    steps: &[[Option<u64>; 3]],
    booked: &[Due],
    is_cut: bool,
) -> Result<(), Stop> {
    let mut open = true;
    for (number, &[kind, first, second]) in steps.iter().enumerate() {
        let (first, second) = (first.unwrap_or(0) as usize, second.unwrap_or(0) as usize);
        let step = match kind {
            Some(0) => Step::Created { version: first },
            Some(1) => Step::Sent { version: first, signers },
            Some(2) => Step::Signed { signer: first, method: second },
            Some(3) => Step::Declined,
            Some(4) => Step::Failed,
            Some(5) => Step::Cancelled,
            _ => Step::Expired,
        };
        if kind > Some(2) && core::mem::take(&mut open) {
            life.reconcile(book, booked).map_err(Stop::Booked)?;
        }
        life.apply(book, step).map_err(|refusal| Stop::Step(number, refusal))?;
    }
    if is_cut {
        return Ok(());
    }
    if open {
        life.reconcile(book, booked).map_err(Stop::Booked)?;
    }
    life.check_refunds(book, booked).map_err(Stop::Booked)
}

/// The next number in the room; none for -1, and at the end.
#[inline(never)]
fn next(room: &mut Iter<'_, Number>) -> Option<u64> {
    from_number(*room.next()?)
}

#[inline(never)]
fn place(number: Option<usize>) -> Number {
    number.and_then(|number| i64::try_from(number).ok()).map_or_else(|| (-1).into(), to_number)
}

fn read_due(next: &mut impl FnMut() -> Option<u64>) -> Option<Due> {
    let (at_creation, rate, signer, number) = (next(), next(), next(), next());
    let (kind, method, amount) = (next(), next(), next());
    Some(Due {
        line: Line { at_creation: at_creation == Some(1), rate: rate? as usize },
        signer: signer.map(|signer| signer as usize),
        number: number? as usize,
        kind: *KINDS.get(kind? as usize)?,
        method: method.map(|method| method as usize),
        amount: Amount::new(i64::try_from(amount?).ok()?)?,
        cause: Cause::Corrected,
    })
}

#[inline(never)]
fn put(places: &[Option<usize>], numbers: &mut Vec<Number>) {
    for number in places {
        numbers.push(place(*number));
    }
}

fn write_due(due: &Due, numbers: &mut Vec<Number>) {
    let kind = KINDS.iter().position(|kind| *kind == due.kind);
    let line = (Some(due.line.at_creation.into()), Some(due.line.rate));
    put(&[line.0, line.1, due.signer, Some(due.number), kind, due.method], numbers);
    numbers.push(to_number(due.amount.get()));
    put(&[CAUSES.iter().position(|cause| *cause == due.cause)], numbers);
}
