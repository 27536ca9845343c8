//! What the command answers: a text and an exit code.

use std::io::{self, Write};

use serde::Serialize;

use crate::Unreadable;

/// Nothing is wrong.
pub(crate) const CLEAN: u8 = 0;
/// Something was found.
pub(crate) const FINDINGS: u8 = 1;
/// The input could not be read.
pub(crate) const UNREADABLE: u8 = 2;

/// What is to be printed, and the exit code.
pub(crate) type Answer = Result<(String, u8), Unreadable>;

/// Tells of rows that could not be read, and answers the exit code.
pub(crate) fn tell_rows(told: &[String]) -> u8 {
    for row in told {
        let _ = writeln!(io::stderr(), "sealquote: {row}");
    }
    if told.is_empty() { CLEAN } else { UNREADABLE }
}

/// An answer as one JSON document.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, Unreadable> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Unreadable::new(format!("the answer is not JSON: {error}")))?;
    Ok(format!("{text}\n"))
}
