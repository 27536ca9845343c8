//! The command as a person runs it.

use std::path::Path;
use std::process::Command;

/// Exit code, standard output and standard error.
pub fn run(folder: &Path, arguments: &[impl AsRef<str>]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    let arguments = arguments.iter().map(AsRef::as_ref);
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
