//! Who does the work of a check.

/// Who does tasks that do not depend on each other: one after the other, or several at once.
///
/// The core starts no threads; a caller that has some brings a crew of them.
pub trait Crew {
    /// Does the task for each item, in any order, and ends when all are done.
    fn each<T: Send>(&self, items: &mut [T], task: impl Fn(&mut T) + Sync);
}

/// A crew of one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Crew for Alone {
    fn each<T: Send>(&self, items: &mut [T], task: impl Fn(&mut T) + Sync) {
        items.iter_mut().for_each(task);
    }
}
