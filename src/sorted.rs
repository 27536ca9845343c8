//! Putting things in order.
//!
//! One sort for all that is sorted in the modules of the package, since each of the standard library's would take as many
//! bytes there as this whole file does, several times over.

/// The numbers below `length`, in the order that `before` says; what is equal stays as it was.
pub(crate) fn sorted(length: usize, before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    // As most histories are.
    let is_sorted = order.is_sorted_by(|one, other| !before(*other, *one));
    let mut width = if is_sorted { length } else { 1 };
    while width < length {
        let mut merged = Vec::with_capacity(length);
        for pair in order.chunks(width.saturating_mul(2)) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some((first, rest)), Some((other, others))) =
                (left.split_first(), right.split_first())
            {
                if before(*other, *first) {
                    merged.push(*other);
                    right = others;
                } else {
                    merged.push(*first);
                    left = rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        width = width.saturating_mul(2);
    }
    order
}

/// Puts a list in the order that `before` says; what is equal stays as it was.
pub(crate) fn sort<T: Copy>(list: &mut [T], before: &dyn Fn(T, T) -> bool) {
    let listed = list.to_vec();
    let order = sorted(listed.len(), &|one, other| match (listed.get(one), listed.get(other)) {
        (Some(one), Some(other)) => before(*one, *other),
        _ => false,
    });
    for (place, number) in list.iter_mut().zip(order) {
        *place = listed.get(number).copied().unwrap_or(*place);
    }
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn what_is_equal_stays_as_it_was() {
        for length in 0..70_u64 {
            for most in [1, 2, 7, 1_000] {
                let key = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
                let mut list: Vec<(u64, u64)> =
                    (0..length).map(|place| (key(place) % most, place)).collect();
                let mut expected = list.clone();
                expected.sort_by_key(|(key, _)| *key);
                sort(&mut list, &|one, other| one.0 < other.0);
                assert_eq!(list, expected);
            }
        }
    }
}
