//! Pricing an order: the one code path behind every quote, in Rust and in the module.

use super::bounds::{self, End, Groups, TooInvolved};
use super::tally::{Order, Tally};
use crate::amount::Amount;
use crate::book::{Methods, Per, Rate, Version};
use crate::error::{Code, Error};

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
        let mut decided = Tally::EMPTY;
        let mut undecided = Methods::NONE;
        for methods in order.signers {
            match methods.len() {
                0 => {}
                1 => decided.add(methods.numbers().next().unwrap_or(0), 1),
                _ => undecided = undecided.union(*methods),
            }
        }
        if undecided.is_empty() {
            self.write_lines(version, order, &decided, &decided)?;
            self.add_marginal_decided(version, order, &mut decided)
        } else {
            self.price_undecided(version, order)
        }
    }

    fn price_undecided(&mut self, version: &Version, order: &Order<'_>) -> Result<(), Error> {
        let refuse = |TooInvolved| too_involved("/signers");
        let groups = Groups::of(order);
        let dearest = bounds::best(version, order, &groups, End::Dearest).map_err(refuse)?;
        let cheapest = bounds::best(version, order, &groups, End::Cheapest).map_err(refuse)?;
        self.write_lines(version, order, &dearest, &cheapest)?;
        self.marginal.clear();
        for method in (0..version.methods().len()).filter_map(Methods::single) {
            let mut one_more = groups.clone();
            one_more.add(method);
            let more = bounds::best(version, order, &one_more, End::Dearest).map_err(refuse)?;
            self.marginal.push(added(version.rates().iter(), &dearest, &more, order)?);
        }
        Ok(())
    }

    fn write_lines(
        &mut self,
        version: &Version,
        order: &Order<'_>,
        dearest: &Tally,
        cheapest: &Tally,
    ) -> Result<(), Error> {
        let same = core::ptr::eq(dearest, cheapest);
        (self.total, self.minimum) = (Amount::ZERO, Amount::ZERO);
        self.lines.clear();
        for (number, rate) in version.rates().iter().enumerate() {
            let quantity = dearest.quantity(rate, order);
            let least = if same { quantity } else { cheapest.quantity(rate, order) };
            if quantity == 0 && least == 0 {
                continue;
            }
            let refuse = || out_of_range(Some(rate));
            let amount = rate.price.amount(quantity).ok_or_else(refuse)?;
            let minimum = if least == quantity {
                amount
            } else {
                rate.price.amount(least).ok_or_else(refuse)?
            };
            self.total = self.total.checked_add(amount).ok_or_else(|| total_out_of_range(""))?;
            self.minimum =
                self.minimum.checked_add(minimum).ok_or_else(|| total_out_of_range(""))?;
            self.lines.push(PricedLine { rate: number, quantity, amount, minimum });
        }
        Ok(())
    }

    /// With every method decided, one more signer changes only the rates of its method.
    fn add_marginal_decided(
        &mut self,
        version: &Version,
        order: &Order<'_>,
        tally: &mut Tally,
    ) -> Result<(), Error> {
        self.marginal.clear();
        let before = tally.clone();
        for number in 0..version.methods().len() {
            let method = Methods::single(number).unwrap_or(Methods::NONE);
            let touched = version.rates().iter().filter(|rate| {
                rate.methods.map_or(rate.per == Per::Signer, |methods| methods.meets(method))
            });
            tally.add(number, 1);
            self.marginal.push(added(touched, &before, tally, order)?);
            tally.clone_from(&before);
        }
        Ok(())
    }
}

/// By how much some rates cost more in one tally than in another. The sums themselves may be out of
/// range here: a quote that can just be made is not refused for what a further signer would cost.
fn added<'r>(
    rates: impl Iterator<Item = &'r Rate> + Clone,
    before: &Tally,
    after: &Tally,
    order: &Order<'_>,
) -> Result<Amount, Error> {
    let checked = rates.clone().try_fold(Amount::ZERO, |sum, rate| {
        let added = added_by(rate, before.quantity(rate, order), after.quantity(rate, order));
        added.and_then(|added| sum.checked_add(added)).ok_or(rate)
    });
    checked.or_else(|rate| {
        // One rate may leave the range, and another one bring the sum back into it.
        let sum = rates.fold(0_i128, |sum, rate| {
            sum.saturating_add(after.amount_unbounded(rate, order))
                .saturating_sub(before.amount_unbounded(rate, order))
        });
        let sum = i64::try_from(sum).ok().and_then(Amount::new);
        sum.ok_or_else(|| out_of_range(Some(rate)))
    })
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

fn out_of_range(rate: Option<&Rate>) -> Error {
    let code = rate.map_or("", |rate| rate.code.as_str());
    let path = match rate.map(|rate| (rate.per, rate.methods)) {
        Some((Per::Document, None)) => "/documents",
        Some((Per::Megabyte, None)) => "/megabytes",
        Some((Per::Envelope, None)) | None => "",
        Some(_) => "/signers",
    };
    let message = format!("line `{code}` is beyond 2^53 - 1; charge less at once");
    Error::new(Code::AmountOutOfRange, path, message)
}

pub(super) fn total_out_of_range(path: &str) -> Error {
    let message = "the total is beyond 2^53 - 1; charge less at once";
    Error::new(Code::AmountOutOfRange, path, message)
}

pub(super) fn too_involved(path: &str) -> Error {
    let message =
        "too many combinations of undecided methods under tiered prices; decide some of them";
    Error::new(Code::LimitExceeded, path, message)
}
