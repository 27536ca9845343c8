//! Checks a ledger of credit transactions against the prices that should have been charged.
//!
//! The rules are in the crate [`sealquote`]; here is what reads files, keeps all cores busy, and prints.
//! The command `sealquote` is [`command::run`] and nothing more.

mod account;
mod activity;
mod answer;
mod check;
mod checkpoint;
mod chunks;
pub mod command;
mod consumption;
mod conventions;
mod detect;
mod documents;
mod explain;
mod figures;
mod formats;
mod inputs;
mod interrupt;
mod kept;
mod lanes;
mod lines;
mod lint;
mod listing;
mod manual;
mod output;
mod page;
mod paths;
mod proof;
mod report;
mod resources;
mod rows;
mod runs;
mod scan;
mod shape;
mod simulate;
mod statement;
mod tally;
mod usage;
pub mod verify;
mod walk;
mod watch;

use std::fmt;

pub use formats::{Address, InputFormat, Reading};
pub use proof::NamedRoot;
pub use resources::Resources;

/// An input that could not be read at all: a sentence for a person, and exit code 2.
///
/// It is not a finding: nothing was checked.
#[derive(Debug)]
pub struct Unreadable(String);

impl Unreadable {
    /// A reason, lower case and without a final stop, that says what to do.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Why a file could not be used, as a person says it: the system's own words are for programmers.
pub(crate) fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => String::from("it is not there; check its name and folder"),
        ErrorKind::PermissionDenied => {
            String::from("permission denied; run this as somebody who has it")
        }
        ErrorKind::IsADirectory => String::from("it is a folder; name a file"),
        ErrorKind::NotADirectory => String::from("a part of its name is no folder; check it"),
        ErrorKind::StorageFull => String::from("no room is left; make some, or name another disk"),
        _ => error.to_string(),
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}
