//! The door behind which the crates of columnar formats read what may be damaged.
//!
//! They promise errors, and on some damaged files they panic all the same. Here such a panic is one more error.

use std::cell::RefCell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

/// What is said of a file that a decoder gave up on.
const DAMAGED: &str = "its columns are damaged; fetch it again";

thread_local! {
    /// The file that a decoder reads on this thread.
    static READING: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Lets a decoder read from a file.
///
/// # Errors
/// What is wrong with the file when the decoder panics. Where a panic ends the process (`panic = "abort"`) it is told
/// by [`tell_of_damage`] instead.
pub(super) fn decode<T>(name: &str, read: impl FnOnce() -> T) -> Result<T, String> {
    READING.set(Some(name.to_owned()));
    let read = catch_unwind(AssertUnwindSafe(read));
    READING.set(None);
    read.map_err(|_| DAMAGED.to_owned())
}

/// From now on a panic in a decoder is told as what it is: a file that cannot be read, and an exit code that says so.
pub(crate) fn tell_of_damage(exit_code: u8) {
    let default = take_hook();
    set_hook(Box::new(move |panic| match READING.try_with(RefCell::take).ok().flatten() {
        None => default(panic),
        Some(name) if cfg!(panic = "abort") => {
            let _ = writeln!(std::io::stderr(), "sealquote: `{name}` could not be read: {DAMAGED}");
            std::process::exit(exit_code.into());
        }
        // It is caught where it was let in.
        Some(_) => {}
    }));
}
