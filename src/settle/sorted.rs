//! Putting things in order.

/// The numbers below `length`, in the order that `before` says; what is equal stays as it was.
///
/// One sort for all that is sorted here, since each of the standard library's would be as large in the
/// module as this whole part of it.
pub(crate) fn sorted(length: usize, before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    let mut width = 1_usize;
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
