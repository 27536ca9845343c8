//! Rows of the same instant, in an order in which they chain.
//!
//! `createdAt` is to the second, so ties are normal and their order in a listing means nothing. Each row
//! leads from one balance to another: an order that chains is a walk over all of them (an Eulerian
//! path), found here by Hierholzer's method, without recursion.

use crate::sorted::sorted;

/// More rows of one instant than this are taken in the order they are listed.
pub(crate) const MAX_ROWS: usize = 4_096;

/// The places of the steps `(from, to)` in an order in which each begins where the one before it ended,
/// beginning at `start` when that is known; `None` when there is no such order.
pub(crate) fn order(steps: &[(i64, i64)], start: Option<i64>) -> Option<Vec<usize>> {
    if steps.len() > MAX_ROWS {
        return None;
    }
    let (from, to) = (
        |at: usize| steps.get(at).map(|step| step.0),
        |at: usize| steps.get(at).map(|step| step.1),
    );
    let leaving = sorted(steps.len(), &|one, other| from(one) < from(other));
    let entering = sorted(steps.len(), &|one, other| to(one) < to(other));
    let first_leaving = |balance: i64| leaving.partition_point(|at| from(*at) < Some(balance));
    let leave = |balance: i64| {
        leaving
            .partition_point(|at| from(*at) <= Some(balance))
            .saturating_sub(first_leaving(balance))
    };
    let enter = |balance: i64| {
        let before = entering.partition_point(|at| to(*at) < Some(balance));
        entering.partition_point(|at| to(*at) <= Some(balance)).saturating_sub(before)
    };
    let mut balances = leaving.iter().filter_map(|at| from(*at));
    let begin = balances.find(|balance| leave(*balance) > enter(*balance));
    let begin = start.or(begin).or_else(|| from(0))?;
    // By the place in `leaving` of the first step from a balance: how many of those steps were taken.
    let mut taken = vec![0_usize; steps.len()];
    let mut walk = Vec::with_capacity(steps.len());
    let mut path: Vec<(i64, Option<usize>)> = Vec::from([(begin, None)]);
    while let Some((balance, by)) = path.last().copied() {
        let first = first_leaving(balance);
        let count = taken.get_mut(first);
        let next = count.as_ref().and_then(|count| leaving.get(first.saturating_add(**count)));
        let next = next.copied().filter(|at| from(*at) == Some(balance));
        match next.zip(count) {
            Some((place, count)) => {
                *count = count.saturating_add(1);
                path.push((to(place)?, Some(place)));
            }
            None => {
                walk.extend(by);
                path.pop();
            }
        }
    }
    walk.reverse();
    let chains = walk.windows(2).all(|pair| match pair {
        [a, b] => steps.get(*a).map(|step| step.1) == steps.get(*b).map(|step| step.0),
        _ => true,
    });
    (chains && walk.len() == steps.len()).then_some(walk)
}

/// The balances at which an order of the steps may begin, first that of [`order`]: one, or all of them where the steps lead
/// round; none where there is no order.
pub(crate) fn starts(steps: &[(i64, i64)]) -> Vec<i64> {
    let order = order(steps, None).unwrap_or_default();
    let end = |place: Option<&usize>| place.and_then(|place| steps.get(*place));
    let Some(((begin, _), (_, last))) = end(order.first()).zip(end(order.last())) else {
        return Vec::new();
    };
    let mut all = Vec::from([*begin]);
    for (from, _) in steps {
        if begin == last && !all.contains(from) {
            all.push(*from);
        }
    }
    all
}

/// Which way rows of one instant are listed, as far as their balances tell: what says so where no clock does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lean {
    last: Option<(i64, i64)>,
    rising: usize,
    falling: usize,
}

impl Lean {
    /// Takes the next step `(from, to)` of a wallet.
    pub(crate) fn push(&mut self, (from, to): (i64, i64)) {
        if let Some((last_from, last_to)) = self.last.replace((from, to)) {
            self.rising = self.rising.saturating_add((last_to == from).into());
            self.falling = self.falling.saturating_add((to == last_from).into());
        }
    }

    /// Says that the next step is another wallet's.
    pub(crate) const fn change_wallet(&mut self) {
        self.last = None;
    }

    /// Whether more steps end where the one before began than begin where it ended.
    pub(crate) const fn falls(self) -> bool {
        self.falling > self.rising
    }
}

impl Extend<(i64, i64)> for Lean {
    fn extend<T: IntoIterator<Item = (i64, i64)>>(&mut self, steps: T) {
        steps.into_iter().for_each(|step| self.push(step));
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn finds_the_order_that_chains() {
        assert_eq!(order(&[(489, 474), (500, 499), (499, 489)], Some(500)), Some(vec![1, 2, 0]));
        assert_eq!(order(&[(489, 474), (500, 499), (499, 489)], None), Some(vec![1, 2, 0]));
    }

    #[test]
    fn walks_through_a_balance_twice() {
        let steps = [(90, 100), (100, 90), (100, 85), (90, 100), (100, 90)];
        let places = order(&steps, Some(100)).unwrap();
        let mut balance = 100;
        for place in &places {
            assert_eq!(steps[*place].0, balance);
            balance = steps[*place].1;
        }
        assert_eq!((places.len(), balance), (5, 85));
    }

    #[test]
    fn says_when_there_is_none() {
        assert_eq!(order(&[(500, 499), (498, 488)], Some(500)), None);
        assert_eq!(order(&[(500, 499)], Some(400)), None);
    }
}
