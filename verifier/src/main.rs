//! The command `sealquote`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sealquote_verifier::command::run(std::env::args_os())
}
