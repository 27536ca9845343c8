//! Which presets to buy together when no single one is enough.

use crate::amount::Amount;
use crate::book::TopUp;

/// The most purchases that are put together: nobody checks out more often.
pub const MAX_PURCHASES: i64 = 1_000;
/// How many ways to go on are looked at.
const MAX_STEPS: u32 = 200_000;

/// A preset, by what is paid for it and what is got.
#[derive(Clone, Copy)]
struct Offer {
    preset: Amount,
    got: i64,
    /// What is paid and got in the offer of the best value among this one and the smaller ones.
    best: (i64, i64),
}

/// The presets that cover a shortfall together; see [`TopUpAdvice`](super::TopUpAdvice).
pub(super) fn cheapest(top_up: &TopUp, shortfall: Amount) -> Option<Vec<Amount>> {
    let mut search = Search { steps_left: MAX_STEPS, ..Search::default() };
    search.read(top_up);
    search.buy(0, shortfall.get(), 0);
    if search.steps_left > 0 { search.best } else { None }
}

/// Larger presets are tried first, and more of them before fewer. So of two ways that are equally cheap
/// and equally many, the one with the larger presets comes first, and only a better one replaces it.
#[derive(Default)]
struct Search {
    /// What is on offer, the larger first.
    offers: Vec<Offer>,
    /// What every sum of prices is a multiple of.
    divisor: i64,
    /// The purchases of the way that is being tried.
    bought: Vec<Amount>,
    /// The best way so far, and what it costs.
    best: Option<Vec<Amount>>,
    least: i64,
    steps_left: u32,
}

impl Search {
    /// Takes the presets on offer, but for those that give no more than a cheaper one.
    fn read(&mut self, top_up: &TopUp) {
        let (mut paid, mut most, mut best) = (0, 0, (1, 0));
        loop {
            let dearer = top_up.presets.iter().filter(|preset| preset.get() > paid);
            let Some(&preset) = dearer.min() else { break };
            paid = preset.get();
            let got = paid.saturating_add(top_up.bonus(preset).get());
            if got > most {
                most = got;
                if !is_more(best.1, got, best.0, paid) {
                    best = (paid, got);
                }
                self.offers.insert(0, Offer { preset, got, best });
                let mut left = paid;
                while let Some(rest) = self.divisor.checked_rem(left) {
                    (self.divisor, left) = (left, rest);
                }
            }
        }
    }

    /// Tries all ways to get `rest` out of the offers from `place` on. `false` when nothing was tried,
    /// since none can be better than the best so far.
    fn buy(&mut self, place: usize, rest: i64, paid: i64) -> bool {
        if rest <= 0 {
            self.least = paid;
            self.best = Some(self.bought.clone());
            return true;
        }
        let Some(&Offer { preset, got, best }) = self.offers.get(place) else { return true };
        self.steps_left = self.steps_left.saturating_sub(1);
        let most = rest.saturating_add(got).saturating_sub(1).checked_div(got).unwrap_or(0);
        if self.steps_left == 0 || self.is_hopeless(best, rest, paid, most) {
            return false;
        }
        // When no later offer is better value, fewer of this one only make it dearer; and of the last
        // offer fewer are not enough.
        let falls_off = best == (preset.get(), got);
        let before = self.bought.len();
        let next = place.saturating_add(1);
        for number in 0..=most {
            // The most first: it is all bought, and then given back one by one.
            if number == 0 {
                for _ in 0..most {
                    self.bought.push(preset);
                }
            } else {
                self.bought.pop();
            }
            let count = most.saturating_sub(number);
            let rest = rest.saturating_sub(got.saturating_mul(count));
            let paid = paid.saturating_add(preset.get().saturating_mul(count));
            let hopeless = rest <= 0 && self.is_hopeless((0, 1), rest, paid, 0);
            let tried = !hopeless && self.buy(next, rest, paid);
            if (number > 0 && !tried && falls_off) || next == self.offers.len() {
                break;
            }
        }
        self.bought.truncate(before);
        true
    }

    /// Whether a rest that takes at least so many purchases, even at the best value there is, cannot be
    /// got for less than the best way costs, nor for as much with fewer purchases.
    fn is_hopeless(&self, (price, value): (i64, i64), rest: i64, paid: i64, most: i64) -> bool {
        let count = |way: &Vec<Amount>| i64::try_from(way.len()).unwrap_or(i64::MAX);
        let purchases = count(&self.bought).saturating_add(most);
        let Some(best) = &self.best else { return purchases > MAX_PURCHASES };
        let left = self.least.saturating_sub(paid);
        // The next smaller sum of prices than the best one is a whole divisor below it.
        let not_cheaper = is_more(rest, left.saturating_sub(self.divisor), value, price);
        purchases > MAX_PURCHASES
            || (not_cheaper && (purchases >= count(best) || is_more(rest, left, value, price)))
    }
}

/// Whether `a * d` is more than `b * c`.
fn is_more(a: i64, b: i64, c: i64, d: i64) -> bool {
    let times = |left: i64, right: i64| i128::from(left).saturating_mul(i128::from(right));
    times(a, d) > times(b, c)
}
