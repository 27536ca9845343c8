//! How the command behaves at a terminal, in a pipe, and when it is asked for help.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const SEALQUOTE: &str = env!("CARGO_BIN_EXE_sealquote");
const ROW: &str = r#"{"id":"t1","type":"consume","amount":1,"balanceAfter":99,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#;

/// A ledger with one finding.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ledger"), format!("{ROW}\n{{}}\n")).unwrap();
    folder
}

/// What a person sees at a terminal after a command line. `script` (util-linux) is that terminal.
fn at_terminal(folder: &Path, line: &str, environment: &[(&str, &str)]) -> String {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", line, "/dev/null"]).current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        script.env_remove(name);
    }
    script.env("TERM", "xterm-256color");
    let output = script.envs(environment.iter().copied()).stdin(Stdio::null()).output();
    String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
}

#[test]
fn colours_are_for_terminals_whose_users_want_them() {
    let folder = folder();
    let line = format!("{SEALQUOTE} verify ledger");
    let see = |environment: &[(&str, &str)]| at_terminal(folder.path(), &line, environment);
    let coloured = see(&[]);
    assert!(coloured.contains("\u{1b}[1m\u{1b}[31mBAD_ROW\u{1b}[0m"), "{coloured:?}");
    for plain in [("NO_COLOR", "1"), ("CLICOLOR", "0"), ("TERM", "dumb")] {
        let seen = see(&[plain]);
        assert!(seen.contains("BAD_ROW") && !seen.contains("\u{1b}["), "{plain:?}: {seen:?}");
    }
    let piped = |environment: &[(&str, &str)]| {
        let mut command = Command::new(SEALQUOTE);
        command.args(["verify", "ledger"]).current_dir(&folder).env_remove("NO_COLOR");
        let output = command.envs(environment.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!piped(&[]).contains('\u{1b}'));
    assert!(piped(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}[31m"));
    assert!(!piped(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
}

/// A ledger that takes as long to come as a person has patience.
const SLOWLY: &str = "(cat ledger; sleep 0.6; cat ledger; sleep 0.3; cat ledger)";

#[test]
fn a_bar_is_shown_to_who_waits_at_a_terminal() {
    let folder = folder();
    let line = |verify: &str| format!("{SLOWLY} | {SEALQUOTE} {verify}");
    let seen = at_terminal(folder.path(), &line("verify - --format json > report"), &[]);
    assert!(seen.contains(" rows, ") && seen.contains(" a second, "), "{seen:?}");
    assert!(fs::read_to_string(folder.path().join("report")).unwrap().starts_with("{\n"));
    for quiet in ["verify - --quiet > report", "verify - > report 2> told"] {
        let seen = at_terminal(folder.path(), &line(quiet), &[]);
        assert_eq!(seen, "", "{quiet}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("told")).unwrap(), "");
    assert_eq!(at_terminal(folder.path(), &line("verify - > report"), &[("TERM", "dumb")]), "");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = folder();
    let rows: String = (0..3_000).map(|_| "{}\n").collect();
    fs::write(folder.path().join("many"), rows).unwrap();
    for task in ["verify many --limit all", "verify many --format jsonl", "explain"] {
        let line = format!("{SEALQUOTE} {task} | head -n 1; echo \"code ${{PIPESTATUS[0]}}\"");
        let mut bash = Command::new("bash");
        let output = bash.args(["-c", &line]).current_dir(&folder).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let code = if task == "explain" { 0 } else { 1 };
        assert!(out.ends_with(&format!("code {code}\n")), "{task}: {out}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{task}");
    }
}

fn answer(arguments: &[&str]) -> String {
    let output = Command::new(SEALQUOTE).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The tasks that a help lists.
fn tasks(help: &str) -> Vec<String> {
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_help_has_an_example_and_the_exit_codes() {
    let help = answer(&["--help"]);
    assert!(help.contains("Examples:\n  sealquote ") && help.contains("Exit code 0"), "{help}");
    let tasks = tasks(&help);
    assert!(tasks.len() >= 10, "{tasks:?}");
    for task in tasks.iter().filter(|task| *task != "consumption") {
        let help = answer(&[task, "--help"]);
        assert!(
            help.contains(&format!("Examples:\n  sealquote {task}"))
                || help.contains(&format!("| sealquote {task}")),
            "{task}: {help}"
        );
        let plain = ["completions", "man"].contains(&task.as_str());
        assert!(plain || help.contains("xit code 0"), "{task}: {help}");
    }
}

#[test]
fn defaults_and_choices_are_in_the_help() {
    let help = answer(&["verify", "--help"]);
    for (option, default) in [
        ("--row-order", "detected"),
        ("--chains", "listing"),
        ("--signs", "any"),
        ("--priced-at", "send"),
        ("--zero-rows", "optional"),
        ("--refunds", "expected"),
        ("--payers", "one"),
    ] {
        let about = help.split(&format!("{option} <")).nth(1).unwrap();
        let about = about.split("\n      --").next().unwrap();
        assert!(about.contains(&format!("[default: {default}]")), "{option}: {about}");
        assert!(about.contains(&format!("- {default}:")), "{option}: {about}");
    }
}

#[test]
fn shells_and_man_know_every_task() {
    let tasks = tasks(&answer(&["--help"]));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = answer(&["completions", shell]);
        assert!(tasks.iter().all(|task| script.contains(task.as_str())), "{shell}");
    }
    let folder = folder();
    fs::write(folder.path().join("completions"), answer(&["completions", "bash"])).unwrap();
    let mut bash = Command::new("bash");
    let sourced = bash.args(["-n", "completions"]).current_dir(&folder).output().unwrap();
    assert!(sourced.status.success(), "{sourced:?}");
    let page = answer(&["man"]);
    assert!(page.contains(".TH sealquote 1") && page.contains("sealquote verify"), "{page}");
    let page = answer(&["man", "verify"]);
    assert!(
        page.contains("\\-\\-output") && page.contains("Exit code 0 when nothing is wrong"),
        "{page}"
    );
    let unknown = Command::new(SEALQUOTE).args(["man", "audit"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}
