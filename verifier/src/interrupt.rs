//! What Ctrl-C does: it says how far the check came, and nothing is written.

use std::io::{self, Write};
use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Unreadable;

/// How a shell tells of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// The file that is read, and how many of its rows were checked.
static PROGRESS: Mutex<(String, u64)> = Mutex::new((String::new(), 0));

fn progress() -> MutexGuard<'static, (String, u64)> {
    PROGRESS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on Ctrl-C says how far the check came.
pub(crate) fn listen() -> Result<(), Unreadable> {
    let set = ctrlc::try_set_handler(|| {
        let (file, rows) = &*progress();
        let place = match rows {
            0 => String::from("before the first row"),
            _ => format!("after row {rows} of `{file}`"),
        };
        let _ = writeln!(
            io::stderr(),
            "sealquote: stopped {place}; there is no report, and nothing was written"
        );
        exit(INTERRUPTED);
    });
    match set {
        // A second check in one process listens already.
        Ok(()) | Err(ctrlc::Error::MultipleHandlers) => Ok(()),
        Err(error) => Err(Unreadable::new(format!("Ctrl-C cannot be listened for: {error}"))),
    }
}

/// Notes how far the check has come.
pub(crate) fn note(file: &str, rows: u64) {
    let mut progress = progress();
    if progress.0 != file {
        file.clone_into(&mut progress.0);
    }
    progress.1 = rows;
}

/// Does something that Ctrl-C has to wait for.
pub(crate) fn undisturbed<A>(task: impl FnOnce() -> A) -> A {
    let _held = progress();
    task()
}
