//! What the undecided users of a rate's methods add up to, in straight pieces.

use super::{End, TooInvolved};
use crate::book::{Methods, Per, Rate};
use crate::quote::tally::{Order, Tally};

/// Where amounts end here. A rate that comes to more is beyond 2^53 - 1, and so is every total that holds it,
/// by however much. A method has four rates at most, so that a sum for 32 of them keeps within 64 bits.
const MOST: i64 = 1 << 55;
/// How many pieces a curve may have.
const MAX_PIECES: usize = 100_000;

/// What a rate costs by how many undecided signers use its methods.
///
/// More is better: where the cheapest end is wanted, amounts are below zero.
#[derive(Debug, Default)]
pub(super) struct Curve {
    /// To how many users it goes.
    most: u32,
    pieces: Vec<Piece>,
    /// The numbers of users at which one more adds less than the last one did.
    pub(super) corners: Vec<u32>,
}

#[derive(Debug)]
struct Piece {
    from: u32,
    amount: i64,
    /// What each further user adds, up to the next piece.
    step: i64,
}

impl Curve {
    /// From no undecided user to `most` of them.
    pub(super) fn new(
        (rate, methods): (&Rate, Methods),
        (decided, order): (&Tally, &Order<'_>),
        most: u32,
        end: End,
    ) -> Result<Self, TooInvolved> {
        let before = u64::from(decided.users(methods));
        let amount = |more: u32| {
            let users = before.saturating_add(u64::from(more));
            let used = if users > 0 { methods } else { Methods::NONE };
            let amount = rate.price.amount_unbounded(order.units(rate, used, |_| users));
            let amount = i64::try_from(amount).unwrap_or(MOST).min(MOST);
            if end == End::Dearest { amount } else { amount.wrapping_neg() }
        };
        let straight_until = |more: u32| {
            let users = before.saturating_add(u64::from(more));
            let end = match rate.per {
                Per::Signer => rate.price.straight_until(users),
                _ if users == 0 => 0,
                _ => u64::MAX,
            };
            u32::try_from(end.saturating_sub(before)).unwrap_or(u32::MAX)
        };
        let mut curve = Self { most, ..Self::default() };
        let (mut from, mut begun, mut last) = (0_u32, 0_u32, 0_i64);
        let mut before = None;
        loop {
            let here = amount(from);
            let jump = here.wrapping_sub(last);
            let step = amount(from.saturating_add(1)).wrapping_sub(here);
            // Beyond the end of amounts a step is not what it seems.
            let beyond = here.max(last) >= MOST;
            if before != Some(jump) || step != jump || beyond {
                if let Some(before) = before {
                    let end = from.saturating_sub(1);
                    if end > begun && (before > jump || beyond) {
                        curve.corners.push(end);
                    }
                    if jump > step || beyond {
                        curve.corners.push(from);
                    }
                }
                if curve.pieces.len() >= MAX_PIECES {
                    return Err(TooInvolved);
                }
                curve.pieces.push(Piece { from, amount: here, step });
                begun = from;
            }
            let end = straight_until(from);
            if end >= most {
                return Ok(curve);
            }
            before = Some(step);
            last = amount(end);
            from = end.saturating_add(1);
        }
    }

    /// What each user adds, when every one adds the same.
    pub(super) fn even_step(&self) -> Option<i64> {
        match self.pieces.as_slice() {
            [piece] => Some(piece.step),
            _ => None,
        }
    }

    /// From how many users on the amount is the same, if there is such a number.
    pub(super) fn level_from(&self) -> Option<u32> {
        self.pieces.last().filter(|piece| piece.step == 0).map(|piece| piece.from)
    }

    /// The amount at this many users; nothing on a curve without pieces.
    pub(super) fn amount(&self, users: u32) -> i64 {
        // Packages are of one size, so that the place of a piece is near where a straight line has it.
        let pieces = u64::try_from(self.pieces.len()).unwrap_or(0);
        let guess = pieces.wrapping_mul(u64::from(users)).checked_div(u64::from(self.most));
        let mut place = guess.and_then(|guess| usize::try_from(guess).ok()).unwrap_or(0);
        let from = |place: usize| self.pieces.get(place).map(|piece| piece.from);
        while place > 0 && from(place).is_none_or(|from| from > users) {
            place = place.saturating_sub(1);
        }
        while from(place.saturating_add(1)).is_some_and(|from| from <= users) {
            place = place.saturating_add(1);
        }
        let Some(piece) = self.pieces.get(place) else { return 0 };
        let more = times(piece.step, users.saturating_sub(piece.from));
        piece.amount.wrapping_add(more).clamp(MOST.wrapping_neg(), MOST)
    }
}

/// An amount for each of some users, as far as amounts go here.
pub(super) fn times(step: i64, users: u32) -> i64 {
    // A product of n and m bits has n + m bits or one less. WebAssembly has no wide multiplication.
    let zeros = step.unsigned_abs().leading_zeros().saturating_add(users.leading_zeros());
    if zeros >= 40 {
        step.wrapping_mul(i64::from(users))
    } else if step < 0 {
        MOST.wrapping_neg()
    } else {
        MOST
    }
}
