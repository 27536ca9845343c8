//! The README's console example, word for word.
#![allow(clippy::unwrap_used, reason = "a README that cannot be read is a failed test")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_console_example_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let example = readme.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
    let (command, shown) = example.strip_prefix("$ sealquote ").unwrap().split_once('\n').unwrap();
    // A shell would spread the pattern out.
    let mut arguments: Vec<String> = Vec::new();
    for argument in command.split(' ') {
        match argument.strip_suffix("/*.json") {
            None => arguments.push(argument.to_owned()),
            Some(folder) => {
                let entries = fs::read_dir(root.join(folder)).unwrap();
                let mut files: Vec<String> =
                    entries.map(|entry| entry.unwrap().path().display().to_string()).collect();
                files.sort();
                arguments.extend(files);
            }
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_sealquote"))
        .args(arguments)
        .current_dir(&root)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), shown);
    assert_eq!(output.status.code(), Some(0));
}
