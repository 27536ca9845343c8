//! The command line: what to do, on what, and how to say it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::answer::{Answer, CLEAN, FINDINGS, UNREADABLE, pretty, tell_rows};
use crate::formats::tell_of_damage;
use crate::watch::Watch;
use crate::{Reading, Unreadable, consumption, manual, output};

mod detect;
mod envelope;
mod examples;
mod explain;
mod lint;
mod proof;
mod simulate;
mod statement;
mod usage;
mod verify;

/// Know what an envelope will cost before it is sent; prove afterwards that it was charged exactly that
#[derive(Parser)]
#[command(name = "sealquote", version, arg_required_else_help = true, after_help = examples::ALL)]
struct Command {
    /// No bar while files are read, and no word about what went well
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Verify(verify::Verify),
    Explain(explain::Explain),
    Statement(statement::Statement),
    Usage(usage::Usage),
    /// Say what an organization consumes: of each service, of its add-ons, or beside the vendor's count
    Consumption {
        #[command(subcommand)]
        task: consumption::Task,
    },
    Simulate(simulate::Simulate),
    Detect(detect::Detect),
    Root(proof::Root),
    Prove(proof::Prove),
    CheckProof(proof::CheckProof),
    Quote(envelope::Quote),
    Settle(envelope::Settle),
    Lint(lint::Lint),
    /// Write what completes this command's words in a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man page of this command, or of one of its tasks
    #[command(after_help = examples::MAN)]
    Man {
        /// The task, such as verify
        task: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// Runs the command, and answers its exit code: 0 clean, 1 findings, 2 the input could not be read.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = match Command::try_parse_from(arguments) {
        Ok(command) => command,
        Err(error) => {
            // Help and version are no mistakes; clap knows where each of these belongs.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { UNREADABLE } else { CLEAN });
        }
    };
    tell_of_damage(UNREADABLE);
    let performed = perform(command.task, command.quiet)
        .and_then(|(text, code)| output::print(&text).map(|()| code));
    match performed {
        Ok(code) => ExitCode::from(code),
        Err(Unreadable(reason)) => fail(&reason),
    }
}

fn fail(reason: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "sealquote: {reason}");
    ExitCode::from(UNREADABLE)
}

fn perform(task: Task, quiet: bool) -> Answer {
    match task {
        Task::Verify(task) => task.perform(quiet),
        Task::Explain(task) => task.perform(),
        Task::Statement(task) => task.perform(quiet),
        Task::Usage(task) => task.perform(quiet),
        Task::Consumption { task } => consumption::perform(task),
        Task::Simulate(task) => task.perform(quiet),
        Task::Detect(task) => task.perform(quiet),
        Task::Root(task) => task.perform(quiet),
        Task::Prove(task) => task.perform(quiet),
        Task::CheckProof(task) => task.perform(),
        Task::Quote(task) => task.perform(),
        Task::Settle(task) => task.perform(),
        Task::Lint(task) => task.perform(),
        Task::Completions { shell } => Ok((manual::completions(shell, Command::command()), CLEAN)),
        Task::Man { task } => Ok((manual::page(task.as_deref(), Command::command())?, CLEAN)),
    }
}

/// How files are read, with a bar at a terminal unless quiet is asked for.
fn watched(reading: Reading, quiet: bool) -> Reading {
    Reading { watch: Watch::at_terminal(quiet), ..reading }
}
