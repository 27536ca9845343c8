//! Numbers on their way in and out.

use crate::amount::Amount;
use crate::quote::PricedOrder;

/// JavaScript's number. Within ±(2^53 - 1) it holds every whole number exactly.
#[expect(clippy::disallowed_types, reason = "JavaScript has no other number to hand over")]
pub(super) type Number = f64;

/// A whole number, in whatever integer type is wanted.
#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "the round trip is the check that nothing was lost"
)]
pub(super) fn from_number<T: TryFrom<i64>>(number: Number) -> Option<T> {
    let whole = number as i64;
    Amount::new(whole).filter(|_| whole as Number == number).and_then(|_| T::try_from(whole).ok())
}

#[expect(clippy::cast_precision_loss, reason = "amounts and counts stay within 2^53 - 1")]
pub(super) fn to_number(whole: i64) -> Number {
    whole as Number
}

/// An amount; infinity for one that is out of range.
pub(super) fn reach(amount: Option<Amount>) -> Number {
    amount.map_or(Number::INFINITY, |amount| to_number(amount.get()))
}

/// The numbers of a quote in the order that the wrapper reads them in.
#[expect(clippy::cast_precision_loss, reason = "amounts and counts stay within 2^53 - 1")]
pub(super) fn numbers(priced: &PricedOrder, numbers: &mut Vec<Number>) {
    numbers.clear();
    numbers.extend([
        to_number(priced.total.get()),
        to_number(priced.minimum.get()),
        priced.lines.len() as Number,
    ]);
    for line in &priced.lines {
        numbers.extend([
            line.rate as Number,
            line.quantity as Number,
            to_number(line.amount.get()),
            to_number(line.minimum.get()),
        ]);
    }
    numbers.extend(priced.marginal.iter().map(|amount| to_number(amount.get())));
}
