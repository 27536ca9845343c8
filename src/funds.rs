//! Whether a balance covers a quote, and what to buy when it does not.

use serde::Serialize;

use crate::amount::Amount;
use crate::book::{TopUp, Version};

/// What a balance means for a total.
///
/// It is not a reservation: nothing is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affordability {
    /// Whether the balance covers the total.
    pub sufficient: bool,
    /// The balance asked about.
    pub balance: Amount,
    /// What would be left; below zero when the balance is short.
    pub after: Amount,
    /// What is missing; 0 when nothing is.
    pub shortfall: Amount,
    /// How many such envelopes the balance covers; `None` when one costs nothing.
    pub envelopes_affordable: Option<u64>,
    /// What to buy; `None` when nothing is missing.
    pub top_up: Option<TopUpAdvice>,
}

/// A purchase that covers a shortfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopUpAdvice {
    /// The smallest preset that covers it, its bonus counted; `None` when none does.
    pub preset: Option<Amount>,
    /// The bonus on that preset.
    pub bonus: Amount,
    /// The smallest amount to type in that covers it, its bonus counted.
    pub custom: Amount,
}

/// What a balance means for a total under one version's offers.
///
/// `None` when what would be left is beyond ±(2^53 - 1).
///
/// Source: SignSecure documentation, Credits page ("Preset Amounts").
///
/// ```
/// use sealquote::{Amount, PriceBook, funds};
/// let book = PriceBook::builtin("signsecure")?;
/// let (total, balance) = (Amount::new(41).unwrap(), Amount::new(40).unwrap());
/// let answer = funds::afford(book.newest(), total, balance).unwrap();
/// assert_eq!(answer.shortfall.get(), 1);
/// assert_eq!(answer.top_up.unwrap().preset, Amount::new(500));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[must_use]
pub fn afford(version: &Version, total: Amount, balance: Amount) -> Option<Affordability> {
    let after = balance.checked_sub(total)?;
    let shortfall = Amount::ZERO.max(total.checked_sub(balance)?);
    let whole = balance.get().max(0).checked_div(total.get());
    Some(Affordability {
        sufficient: shortfall == Amount::ZERO,
        balance,
        after,
        shortfall,
        envelopes_affordable: whole.and_then(|count| u64::try_from(count).ok()),
        top_up: (shortfall > Amount::ZERO).then(|| version.top_up().covering(shortfall)),
    })
}

impl TopUp {
    /// The credits given on top of a purchase.
    #[must_use]
    pub fn bonus(&self, purchase: Amount) -> Amount {
        let earned = self.bonuses.iter().filter(|bonus| bonus.purchase <= purchase);
        earned.max_by_key(|bonus| bonus.purchase).map_or(Amount::ZERO, |bonus| bonus.bonus)
    }

    fn covering(&self, shortfall: Amount) -> TopUpAdvice {
        let covers = |purchase: &Amount| {
            purchase.checked_add(self.bonus(*purchase)).is_none_or(|credits| credits >= shortfall)
        };
        let preset = self.presets.iter().copied().filter(covers).min();
        // Without a bonus the shortfall itself is enough; a bonus can only make a smaller purchase
        // enough, and then either the one that just earns it or the shortfall less the bonus.
        let with_bonus = self
            .bonuses
            .iter()
            .filter_map(|bonus| Some(bonus.purchase.max(shortfall.checked_sub(bonus.bonus)?)));
        let custom = with_bonus
            .chain(core::iter::once(shortfall))
            .map(|purchase| purchase.max(self.custom_minimum))
            .filter(covers)
            .min();
        TopUpAdvice {
            preset,
            bonus: preset.map_or(Amount::ZERO, |preset| self.bonus(preset)),
            custom: custom.unwrap_or(shortfall),
        }
    }
}
