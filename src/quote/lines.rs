//! Pricing an order: the one code path behind every quote, in Rust and in the module.

use super::bounds::{self, TooInvolved};
use super::tally::Order;
use crate::amount::Amount;
use crate::book::{Methods, Per, Rate, Version};
use crate::error::{Code, Error};
use crate::message::message;

/// The numbers of a quote. It can be used again for the next order and then allocates nothing.
///
/// It is not a [`Quote`](super::Quote): rates and methods are numbers here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PricedOrder {
    /// The most the order can cost.
    pub total: Amount,
    /// The least it can cost.
    pub minimum: Amount,
    /// The rates that are charged in the dearest or in the cheapest choice.
    pub lines: Vec<PricedLine>,
    /// What one more signer of each method would add to the total.
    pub marginal: Vec<Amount>,
    /// The quantities of each rate in the dearest and in the cheapest choice.
    quantities: Vec<(u64, u64)>,
}

/// What one rate contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// The rate's number in its version.
    pub rate: usize,
    /// How many units are behind `amount`.
    pub quantity: u64,
    /// The rate's part of the total.
    pub amount: Amount,
    /// The rate's part of the minimum.
    pub minimum: Amount,
}

impl PricedOrder {
    /// Prices an order, in place of what was here before.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` for a sum beyond 2^53 - 1; `LIMIT_EXCEEDED` when undecided signers have
    /// more combinations under uneven prices than can be searched.
    pub fn price(&mut self, version: &Version, order: &Order<'_>) -> Result<(), Error> {
        let mut used = Methods::NONE;
        let mut decided = true;
        for methods in order.signers {
            used = used.union(*methods);
            decided &= methods.len() <= 1;
        }
        if !decided {
            return self.price_undecided(version, order);
        }
        self.quantities.clear();
        for rate in version.rates() {
            let quantity = order.quantity(rate, used);
            self.quantities.push((quantity, quantity));
        }
        self.write_lines(version)?;
        self.add_marginal_decided(version, order)
    }

    fn price_undecided(&mut self, version: &Version, order: &Order<'_>) -> Result<(), Error> {
        let refuse = |TooInvolved| too_involved("/signers");
        let (mut choices, dearest, cheapest) = bounds::both(version, order).map_err(refuse)?;
        self.quantities.clear();
        self.quantities.extend(
            version
                .rates()
                .iter()
                .map(|rate| (dearest.quantity(rate, order), cheapest.quantity(rate, order))),
        );
        self.write_lines(version)?;
        self.marginal.clear();
        for method in (0..version.methods().len()).filter_map(Methods::single) {
            let more = choices.best_with(method).map_err(refuse)?;
            self.marginal.push(self.added(version, &|rate, _| more.quantity(rate, order))?);
        }
        Ok(())
    }

    fn write_lines(&mut self, version: &Version) -> Result<(), Error> {
        (self.total, self.minimum) = (Amount::ZERO, Amount::ZERO);
        self.lines.clear();
        for (number, (rate, &(quantity, least))) in
            version.rates().iter().zip(&self.quantities).enumerate()
        {
            if quantity == 0 && least == 0 {
                continue;
            }
            let refuse = || out_of_range(rate);
            let amount = rate.price.amount(quantity).ok_or_else(refuse)?;
            let minimum = if least == quantity {
                amount
            } else {
                rate.price.amount(least).ok_or_else(refuse)?
            };
            self.total = self.total.checked_add(amount).ok_or_else(refuse)?;
            self.minimum = self.minimum.checked_add(minimum).ok_or_else(refuse)?;
            self.lines.push(PricedLine { rate: number, quantity, amount, minimum });
        }
        Ok(())
    }

    /// With every method decided, one more signer changes only the rates of its method.
    fn add_marginal_decided(&mut self, version: &Version, order: &Order<'_>) -> Result<(), Error> {
        self.marginal.clear();
        for method in (0..version.methods().len()).filter_map(Methods::single) {
            let added = self.added(version, &|rate, quantity| {
                let all = rate.per == Per::Signer;
                let touched = rate.methods.map_or(all, |methods| methods.meets(method));
                if touched { order.with_one_more(rate, quantity) } else { quantity }
            })?;
            self.marginal.push(added);
        }
        Ok(())
    }

    /// By how much the rates cost more in all, by what their quantities become. The sums themselves may be out of
    /// range here: a quote that can just be made is not refused for what a further signer would cost.
    fn added(&self, version: &Version, more: &dyn Fn(&Rate, u64) -> u64) -> Result<Amount, Error> {
        let rates = || version.rates().iter().zip(&self.quantities);
        let mut sum = Amount::ZERO;
        for (rate, (quantity, _)) in rates() {
            let added = added_by(rate, *quantity, more(rate, *quantity));
            let Some(next) = added.and_then(|added| sum.checked_add(added)) else {
                // One rate may leave the range, and another one bring the sum back into it.
                let sum = rates().fold(0_i128, |sum, (rate, (quantity, _))| {
                    sum.saturating_add(rate.price.amount_unbounded(more(rate, *quantity)))
                        .saturating_sub(rate.price.amount_unbounded(*quantity))
                });
                let sum = i64::try_from(sum).ok().and_then(Amount::new);
                return sum.ok_or_else(|| out_of_range(rate));
            };
            sum = next;
        }
        Ok(sum)
    }
}

fn added_by(rate: &Rate, less: u64, more: u64) -> Option<Amount> {
    if less == more {
        return Some(Amount::ZERO);
    }
    match (rate.price.even_price(), more.checked_sub(less)) {
        (Some(unit_price), Some(units)) => unit_price.checked_mul(units),
        _ => rate
            .price
            .amount_unbounded(more)
            .checked_sub(rate.price.amount_unbounded(less))
            .and_then(|added| i64::try_from(added).ok())
            .and_then(Amount::new),
    }
}

/// The refusal of a total that the line of a rate takes out of the range, whether or not it is out of it by itself.
pub(crate) fn out_of_range(rate: &Rate) -> Error {
    let path = match (rate.per, rate.methods) {
        (Per::Document, None) => "/documents",
        (Per::Megabyte, None) => "/megabytes",
        (Per::Envelope, None) => "",
        _ => "/signers",
    };
    let message =
        message!["with line `", rate.code, "` the total is beyond 2^53 - 1; charge less at once"];
    Error::new(Code::AmountOutOfRange, path, message)
}

pub(super) fn too_involved(path: &str) -> Error {
    let message =
        "too many combinations of undecided methods under uneven prices; decide some of them";
    Error::new(Code::LimitExceeded, path, message)
}
