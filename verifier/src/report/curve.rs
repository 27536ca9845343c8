//! A course of things over time in bounded room: stretches of equal length, which double when there are too many.

use std::collections::BTreeMap;

/// What a stretch keeps of what falls into it.
pub(super) trait Stretch {
    fn merge(&mut self, other: Self);
}

/// At most `MOST` stretches. Whatever the order in which things come, the result is the same.
#[derive(Clone, Debug)]
pub(super) struct Thinned<S, const MOST: usize> {
    stretches: BTreeMap<i64, S>,
    /// How often their length has doubled.
    doubled: u32,
}

impl<S, const MOST: usize> Default for Thinned<S, MOST> {
    fn default() -> Self {
        Self { stretches: BTreeMap::new(), doubled: 0 }
    }
}

impl<S: Stretch, const MOST: usize> Thinned<S, MOST> {
    /// Adds something at a time.
    pub(super) fn push(&mut self, at: i64, thing: S) {
        self.add(at.checked_shr(self.doubled).unwrap_or_default(), thing);
        while self.stretches.len() > MOST {
            self.double();
        }
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        while other.doubled < self.doubled {
            other.double();
        }
        while self.doubled < other.doubled {
            self.double();
        }
        for (number, thing) in other.stretches {
            self.add(number, thing);
        }
        while self.stretches.len() > MOST {
            self.double();
        }
    }

    /// The stretches there are, with the time at which each begins.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, &S)> {
        let begin = |number: i64| number.saturating_mul(self.length());
        self.stretches.iter().map(move |(number, stretch)| (begin(*number), stretch))
    }

    /// How long a stretch is.
    pub(super) fn length(&self) -> i64 {
        1_i64.checked_shl(self.doubled).unwrap_or(i64::MAX)
    }

    fn add(&mut self, number: i64, thing: S) {
        match self.stretches.get_mut(&number) {
            Some(stretch) => stretch.merge(thing),
            None => {
                self.stretches.insert(number, thing);
            }
        }
    }

    fn double(&mut self) {
        self.doubled = self.doubled.saturating_add(1);
        for (number, stretch) in core::mem::take(&mut self.stretches) {
            self.add(number.checked_shr(1).unwrap_or_default(), stretch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stretch, Thinned};

    #[derive(Clone, Debug, PartialEq)]
    struct Extremes(i64, i64);

    impl Stretch for Extremes {
        fn merge(&mut self, other: Self) {
            *self = Self(self.0.min(other.0), self.1.max(other.1));
        }
    }

    fn course(times: impl Iterator<Item = i64>) -> Thinned<Extremes, 8> {
        let mut course = Thinned::default();
        for at in times {
            let value = at.wrapping_mul(7_919) % 1_000;
            course.push(at, Extremes(value, value));
        }
        course
    }

    #[test]
    fn keeps_extremes_within_bounds_in_any_order_and_in_parts() {
        let whole = course(-500..500);
        assert!(whole.iter().count() <= 8);
        let extremes = whole.iter().map(|(_, stretch)| stretch.clone()).reduce(|mut one, other| {
            one.merge(other);
            one
        });
        let values = (-500..500_i64).map(|at| at.wrapping_mul(7_919) % 1_000);
        let expected = Extremes(values.clone().min().unwrap(), values.max().unwrap());
        assert_eq!(extremes, Some(expected));
        let seen = |course: &Thinned<Extremes, 8>| {
            course.iter().map(|(at, stretch)| (at, stretch.clone())).collect::<Vec<_>>()
        };
        assert_eq!(seen(&course((-500..500).rev())), seen(&whole));
        let mut parts = course(3..7);
        parts.merge(course(-500..3));
        parts.merge(course(7..500));
        assert_eq!(seen(&parts), seen(&whole));
    }

    #[test]
    fn stretches_lie_where_their_length_puts_them() {
        let far = course([0, i64::MAX, i64::MIN].into_iter());
        assert_eq!(far.iter().count(), 3);
        let nine = course(0..9);
        assert_eq!(nine.length(), 2);
        assert_eq!(nine.iter().map(|(at, _)| at).collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
    }
}
