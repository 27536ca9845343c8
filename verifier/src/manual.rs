//! The command's own manual: completions for shells, and man pages.

use clap::Command;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::Unreadable;

/// What completes the command's words in a shell.
pub(crate) fn completions(shell: Shell, mut command: Command) -> String {
    let mut script = Vec::new();
    generate(shell, &mut command, "sealquote", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The man page of the command, or of one of its tasks.
pub(crate) fn page(task: Option<&str>, mut command: Command) -> Result<String, Unreadable> {
    command.build();
    let page = match task {
        None => Man::new(command),
        Some(name) => {
            let found = command.find_subcommand(name).cloned();
            let found = found.ok_or_else(|| {
                Unreadable::new(format!("`{name}` is no task; `sealquote --help` lists them"))
            })?;
            Man::new(found)
        }
    };
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Unreadable::new(format!("the page could not be written: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
