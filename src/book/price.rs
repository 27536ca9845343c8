//! What a quantity costs: the price models.

use crate::amount::Amount;

/// How a quantity becomes an amount: a model, and what is free, the least and the most around it.
///
/// It is not a total: a rate decides what is counted, a price only what that count costs. Free units
/// come off first; the model sees the units that are left, and so do its tiers and packages. The least
/// and the most apply only when a unit is left to charge.
///
/// ```
/// use sealquote::{Amount, book::{Model, Price}};
/// let credits = |n| Amount::new(n).unwrap();
/// let price = Price { included: 2, ..Price::from(Model::Unit { unit_price: credits(15) }) };
/// assert_eq!(price.amount(2), Some(Amount::ZERO));
/// assert_eq!(price.amount(5), Some(credits(3 * 15)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// How the units that are charged become an amount.
    pub model: Model,
    /// Units that are free.
    pub included: u64,
    /// The least that is charged, when anything is.
    pub minimum: Option<Amount>,
    /// The most that is charged.
    pub maximum: Option<Amount>,
}

/// How units that are charged become an amount. Only [`Model::Package`] divides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
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
    /// All units at the price of the tier that the last one falls in.
    Volume {
        /// Tiers in rising order; the last one is open.
        tiers: Vec<Tier>,
    },
    /// Packages of a size; a package that is begun is charged whole.
    Package {
        /// How many units a package holds, at least 1.
        size: u64,
        /// The amount for one package.
        price: Amount,
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

impl From<Model> for Price {
    fn from(model: Model) -> Self {
        Self { model, included: 0, minimum: None, maximum: None }
    }
}

impl Price {
    /// What `quantity` units cost, or `None` when that is beyond 2^53 - 1. Nothing costs nothing.
    ///
    /// ```
    /// use sealquote::{Amount, book::{Model, Price, Tier}};
    /// let credits = |n| Amount::new(n).unwrap();
    /// let first_cheap = Price::from(Model::Graduated { tiers: vec![
    ///     Tier { up_to: Some(1), unit_price: credits(5), flat_fee: Amount::ZERO },
    ///     Tier { up_to: None, unit_price: credits(15), flat_fee: Amount::ZERO },
    /// ] });
    /// assert_eq!(first_cheap.amount(3), Some(credits(5 + 15 + 15)));
    /// ```
    #[must_use]
    pub fn amount(&self, quantity: u64) -> Option<Amount> {
        match self.even_price() {
            Some(unit_price) => unit_price.checked_mul(quantity),
            None => i64::try_from(self.amount_unbounded(quantity)).ok().and_then(Amount::new),
        }
    }

    /// What `quantity` units cost, however much that is.
    ///
    /// A price and a count are below 2^53 and a price has at most 1,000 tiers, so 128 bits hold it.
    pub(crate) fn amount_unbounded(&self, quantity: u64) -> i128 {
        let charged = quantity.saturating_sub(self.included);
        if charged == 0 {
            return 0;
        }
        let wide = |amount: Amount| i128::from(amount.get());
        let amount = self.model.amount(charged);
        let amount = self.minimum.map_or(amount, |least| amount.max(wide(least)));
        self.maximum.map_or(amount, |most| amount.min(wide(most)))
    }

    /// The price of each unit that is charged, where the model has one.
    #[must_use]
    pub const fn unit_price(&self) -> Option<Amount> {
        match &self.model {
            Model::Unit { unit_price } => Some(*unit_price),
            _ => None,
        }
    }

    /// The last quantity up to which a price that has come to `quantity` goes on in a straight line.
    pub(crate) fn straight_until(&self, quantity: u64) -> u64 {
        let charged = quantity.saturating_sub(self.included);
        if charged == 0 {
            return self.included;
        }
        let (unit_price, end) = self.model.straight_from(charged);
        // Below the least it stands still, then it rises, and at the most it stands still again.
        let amount = self.model.amount(charged);
        let short_of = |bound: &Amount| amount < i128::from(bound.get());
        let bound = self.minimum.filter(short_of).or_else(|| self.maximum.filter(short_of));
        let room = bound.and_then(|bound| bound.get().checked_sub(i64::try_from(amount).ok()?));
        let steps = room.and_then(|room| room.checked_div(unit_price.get()));
        let met = steps.map_or(u64::MAX, |steps| charged.saturating_add(steps.unsigned_abs()));
        end.min(met).saturating_add(self.included)
    }

    /// The price of every unit, when each costs that and there is nothing else to it.
    pub(crate) fn even_price(&self) -> Option<Amount> {
        let plain = self.included == 0 && self.minimum.is_none() && self.maximum.is_none();
        self.unit_price().filter(|_| plain)
    }
}

impl Model {
    /// What this many units cost, at least one.
    fn amount(&self, units: u64) -> i128 {
        let times =
            |price: &Amount, units: u64| i128::from(price.get()).saturating_mul(i128::from(units));
        let tiered = |tier: &Tier, units: u64| {
            times(&tier.unit_price, units).saturating_add(i128::from(tier.flat_fee.get()))
        };
        match self {
            Self::Unit { unit_price } => times(unit_price, units),
            Self::Flat { amount } => times(amount, 1),
            Self::Graduated { tiers } => entered(tiers, units)
                .fold(0, |sum, (tier, units)| sum.saturating_add(tiered(tier, units))),
            Self::Volume { tiers } => tier_of(tiers, units).map_or(0, |tier| tiered(tier, units)),
            Self::Package { size, price } => times(price, units.div_ceil((*size).max(1))),
        }
    }

    /// What each further unit costs after this many, at least one, and the last unit that costs it.
    fn straight_from(&self, units: u64) -> (Amount, u64) {
        match self {
            Self::Unit { unit_price } => (*unit_price, u64::MAX),
            Self::Flat { .. } => (Amount::ZERO, u64::MAX),
            Self::Graduated { tiers } | Self::Volume { tiers } => {
                let tier = tier_of(tiers, units);
                let end = |tier: &Tier| (tier.unit_price, tier.up_to.unwrap_or(u64::MAX));
                tier.map_or((Amount::ZERO, u64::MAX), end)
            }
            Self::Package { size: 0 | 1, price } => (*price, u64::MAX),
            Self::Package { size, .. } => {
                (Amount::ZERO, units.checked_next_multiple_of(*size).unwrap_or(u64::MAX))
            }
        }
    }
}

/// The tier that a unit falls in, counted from 1.
fn tier_of(tiers: &[Tier], unit: u64) -> Option<&Tier> {
    tiers.iter().find(|tier| tier.up_to.is_none_or(|end| unit <= end))
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

#[cfg(test)]
mod tests {
    use super::{Amount, Model, Price, Tier};

    fn credits(amount: i64) -> Amount {
        Amount::new(amount).unwrap()
    }

    #[test]
    fn a_price_is_straight_until_it_says() {
        let tier = |up_to, unit_price, flat_fee| Tier {
            up_to,
            unit_price: credits(unit_price),
            flat_fee: credits(flat_fee),
        };
        let tiers = || vec![tier(Some(2), 5, 1), tier(Some(7), 0, 0), tier(None, 3, 4)];
        let models = [
            Model::Unit { unit_price: credits(3) },
            Model::Unit { unit_price: Amount::ZERO },
            Model::Flat { amount: credits(8) },
            Model::Graduated { tiers: tiers() },
            Model::Volume { tiers: tiers() },
            Model::Package { size: 1, price: credits(4) },
            Model::Package { size: 4, price: credits(9) },
        ];
        let bounds = [None, Some(credits(0)), Some(credits(7)), Some(credits(20))];
        for model in models {
            for (included, minimum, maximum) in [0, 1, 3].into_iter().flat_map(|included| {
                bounds.into_iter().flat_map(move |least| {
                    bounds.into_iter().map(move |most| (included, least, most))
                })
            }) {
                let price = Price { model: model.clone(), included, minimum, maximum };
                for quantity in 0..30 {
                    let end = price.straight_until(quantity);
                    assert!(end >= quantity, "{price:?} from {quantity} to {end}");
                    let amount = |more| price.amount_unbounded(quantity + more);
                    let step = amount(1) - amount(0);
                    for more in 0..=(end - quantity).min(40) {
                        let straight = amount(0) + step * i128::from(more);
                        assert_eq!(amount(more), straight, "{price:?} from {quantity} to {end}");
                    }
                }
            }
        }
    }
}
