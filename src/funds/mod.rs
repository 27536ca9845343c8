//! Whether a balance covers a quote, and what to buy when it does not.

mod purchases;

pub use purchases::MAX_PURCHASES;

use serde::Serialize;

use crate::amount::{self, Amount};
use crate::book::{TopUp, Version};
use crate::error::{Code, Error};
use crate::input::{Node, Problems};
use crate::json::{Document, Kind, Place, Value};
use crate::payer::{HOLDERS, Holder, PAYER_KEYS};

/// What there is to pay with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// The credits at hand; a balance may be below zero.
    pub balance: Amount,
    /// Whose they are, when that is known. A member's allocation cannot be topped up by buying.
    pub payer: Option<Holder>,
}

impl Funds {
    /// The funds that a JSON document describes: `balance`, and perhaps `payer`, either as a word or
    /// as the whole answer of [`payer::resolve`](crate::payer::resolve).
    ///
    /// # Errors
    /// The first mistake in it, in the order of the document.
    ///
    /// ```
    /// use sealquote::{funds::Funds, json, payer::Holder};
    /// let funds = json::parse(r#"{ "balance": 40, "payer": "allocation" }"#)?;
    /// assert_eq!(Funds::from_value(&funds)?.payer, Some(Holder::Allocation));
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        Self::of(Document::from(source).root())
    }

    pub(crate) fn of(source: Place<'_>) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let funds = read(&Node::new(source), &mut problems);
        problems.into_first()?;
        funds.ok_or_else(|| Error::new(Code::InvalidType, "", "not funds"))
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Funds> {
    let fields = node.object(&["balance", "payer"], problems)?;
    let balance = fields.required("balance", problems);
    let balance = balance.and_then(|node| node.whole(-amount::MAX, "credits", problems));
    let payer = fields.optional("payer").and_then(|node| match node.value.kind() {
        Kind::Object => {
            let fields = node.object(&PAYER_KEYS, problems)?;
            fields.required("payer", problems)?.choice(&HOLDERS, problems)
        }
        _ => node.choice(&HOLDERS, problems),
    });
    Some(Funds { balance: balance.and_then(Amount::new)?, payer })
}

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
    /// What is missing; 0 when nothing is. A member asks the owner for it.
    pub shortfall: Amount,
    /// How many such envelopes the balance covers; `None` when one costs nothing.
    pub envelopes_affordable: Option<u64>,
    /// What to buy; `None` when nothing is missing, and for a member's allocation.
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
    /// When no preset covers it, the presets that do together, the larger first: of at most
    /// [`MAX_PURCHASES`] the cheapest, of equals the fewest, of those the one with the larger ones.
    /// `None` when a preset covers it, when nothing on offer does, and when there are so many ways
    /// that not all could be looked at.
    pub combination: Option<Vec<Amount>>,
}

/// What a balance means for a quote's total under one version's offers.
///
/// # Errors
/// `AMOUNT_OUT_OF_RANGE` at `/balance` when what would be left is beyond ±(2^53 - 1).
///
/// Source: SignSecure documentation, Credits page ("Preset Amounts"; "Members use the credits
/// allocated to them by the owner").
///
/// ```
/// use sealquote::{Amount, PriceBook, funds::{self, Funds}};
/// let book = PriceBook::builtin("signsecure")?;
/// let credits = |n| Amount::new(n).unwrap();
/// let funds = Funds { balance: credits(40), payer: None };
/// let answer = funds::afford(book.newest(), credits(41), &funds)?;
/// assert_eq!(answer.shortfall.get(), 1);
/// assert_eq!(answer.top_up.unwrap().preset, Amount::new(500));
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn afford(version: &Version, total: Amount, funds: &Funds) -> Result<Affordability, Error> {
    let balance = funds.balance;
    let (Some(after), Some(missing)) = (balance.checked_sub(total), total.checked_sub(balance))
    else {
        let message = "what would be left is beyond 2^53 - 1; check the balance";
        return Err(Error::new(Code::AmountOutOfRange, "/balance", message));
    };
    let shortfall = Amount::ZERO.max(missing);
    let whole = balance.get().max(0).checked_div(total.get());
    let buys = shortfall > Amount::ZERO && funds.payer != Some(Holder::Allocation);
    Ok(Affordability {
        sufficient: shortfall == Amount::ZERO,
        balance,
        after,
        shortfall,
        envelopes_affordable: whole.and_then(|count| u64::try_from(count).ok()),
        top_up: buys.then(|| version.top_up().covering(shortfall)),
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
        let combination =
            if preset.is_none() { purchases::cheapest(self, shortfall) } else { None };
        TopUpAdvice {
            preset,
            bonus: preset.map_or(Amount::ZERO, |preset| self.bonus(preset)),
            custom: custom.unwrap_or(shortfall),
            combination,
        }
    }
}
