//! What a quantity costs: the price models.

use crate::amount::Amount;

/// How a quantity becomes an amount.
///
/// It is not a total: a rate decides what is counted, a price only what that count costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price {
    /// The same for every unit.
    Unit {
        /// The amount for one unit.
        unit_price: Amount,
    },
    /// Once, when there is anything at all to charge for.
    Flat {
        /// The amount, whatever the quantity.
        amount: Amount,
    },
    /// Each unit at the price of the tier it falls in.
    Graduated {
        /// Tiers in rising order; the last one is open.
        tiers: Vec<Tier>,
    },
}

/// One step of a tiered price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The last unit in this tier, counted from 1; `None` when it is open.
    pub up_to: Option<u64>,
    /// The amount for one unit in this tier.
    pub unit_price: Amount,
    /// An amount charged once as soon as a unit falls in this tier.
    pub flat_fee: Amount,
}

impl Price {
    /// What `quantity` units cost, or `None` when that is beyond 2^53 - 1. Nothing costs nothing.
    ///
    /// ```
    /// use sealquote::{Amount, book::{Price, Tier}};
    /// let credits = |n| Amount::new(n).unwrap();
    /// let first_cheap = Price::Graduated { tiers: vec![
    ///     Tier { up_to: Some(1), unit_price: credits(5), flat_fee: Amount::ZERO },
    ///     Tier { up_to: None, unit_price: credits(15), flat_fee: Amount::ZERO },
    /// ] };
    /// assert_eq!(first_cheap.amount(3), Some(credits(5 + 15 + 15)));
    /// ```
    #[must_use]
    pub fn amount(&self, quantity: u64) -> Option<Amount> {
        match self {
            Self::Unit { unit_price } => unit_price.checked_mul(quantity),
            Self::Flat { .. } if quantity == 0 => Some(Amount::ZERO),
            Self::Flat { amount } => Some(*amount),
            Self::Graduated { tiers } => graduated(tiers, quantity),
        }
    }

    /// What `quantity` units cost, however much that is.
    ///
    /// A price and a count are below 2^53 and a price has at most 1,000 tiers, so 128 bits hold it.
    pub(crate) fn amount_unbounded(&self, quantity: u64) -> i128 {
        let times =
            |price: &Amount, units: u64| i128::from(price.get()).saturating_mul(i128::from(units));
        match self {
            Self::Unit { unit_price } => times(unit_price, quantity),
            Self::Flat { amount } => times(amount, quantity.min(1)),
            Self::Graduated { tiers } => entered(tiers, quantity).fold(0, |sum, (tier, units)| {
                sum.saturating_add(times(&tier.unit_price, units))
                    .saturating_add(i128::from(tier.flat_fee.get()))
            }),
        }
    }

    /// The price of every unit, where there is one such price.
    #[must_use]
    pub const fn unit_price(&self) -> Option<Amount> {
        match self {
            Self::Unit { unit_price } => Some(*unit_price),
            Self::Flat { .. } | Self::Graduated { .. } => None,
        }
    }
}

fn graduated(tiers: &[Tier], quantity: u64) -> Option<Amount> {
    entered(tiers, quantity).try_fold(Amount::ZERO, |total, (tier, units)| {
        total.checked_add(tier.flat_fee)?.checked_add(tier.unit_price.checked_mul(units)?)
    })
}

/// The tiers that a quantity reaches into, each with the units that fall in it.
fn entered(tiers: &[Tier], quantity: u64) -> impl Iterator<Item = (&Tier, u64)> {
    let mut below = 0_u64;
    tiers.iter().map_while(move |tier| {
        let end = tier.up_to.map_or(quantity, |end| end.min(quantity));
        let units = end.checked_sub(below).filter(|units| *units > 0)?;
        below = end;
        Some((tier, units))
    })
}
