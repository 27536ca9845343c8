//! The same rows in every format give the same answers, and what is broken is named.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    reason = "a test that cannot go on has failed, and columns of other programs hold floats"
)]

mod broken;
mod columns;
mod events;
mod ledgers;
mod written;

use std::fs::{self, File};
use std::process::Command;

use tempfile::TempDir;

/// Exit code, standard output and standard error.
pub type Answer = (i32, String, String);

/// Runs the command with arguments parted by spaces in a folder of files.
pub fn run(arguments: &str, files: &[(&str, &[u8])]) -> Answer {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    command.current_dir(&folder).args(arguments.split(' '));
    // A pipe, so that nothing can be read from its end.
    if arguments.split(' ').any(|argument| argument == "-") {
        let (name, _) = files[0];
        let mut cat = Command::new("cat");
        cat.stdin(File::open(folder.path().join(name)).unwrap());
        let mut cat = cat.stdout(std::process::Stdio::piped()).spawn().unwrap();
        command.stdin(cat.stdout.take().unwrap());
        let answer = answer(&mut command);
        cat.wait().unwrap();
        return answer;
    }
    answer(&mut command)
}

fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
