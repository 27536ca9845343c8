//! What a check may take, and where it stops and goes on: none of it changes a report.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a command that cannot be run is a failed test"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

fn sealquote(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    command.args(arguments).current_dir(folder).output().unwrap()
}

/// Rows of some wallets, each an envelope's base or a signature, from a number on; every so often one stands again
/// that came long before, or has its id.
fn rows(from: u64, count: u64) -> String {
    let mut text = String::new();
    for number in from..from + count {
        let (wallet, turn) = (number % 17, number / 17);
        let (amount, method) = if turn % 2 == 0 { (1, "null") } else { (10, r#""electronic""#) };
        let spent = turn / 2 * 11 + if turn % 2 == 0 { 1 } else { 11 };
        let id = match number {
            40_000 | 70_000 => number - 39_000,
            _ => number,
        };
        writeln!(
            text,
            r#"{{"id":"t{id}","type":"consume","amount":{amount},"balanceAfter":{},"documentId":"d{wallet}_{}","signatureMethod":{method},"createdAt":"2026-03-{:02}T{:02}:{:02}:{:02}Z","walletId":"w{wallet}"}}"#,
            1_000_000_i64 - i64::try_from(spent).unwrap(),
            turn / 2,
            1 + number / 86_400,
            number / 3_600 % 24,
            number / 60 % 60,
            number % 60,
        )
        .unwrap();
        if number == 90_000 {
            let again = rows(5, 1);
            text.push_str(&again);
        }
    }
    text
}

#[test]
fn threads_and_memory_change_no_report() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.ndjson"), rows(0, 120_000)).unwrap();
    let report = |arguments: &[&str]| {
        let all = [&["verify", "ledger.ndjson", "--format", "json"], arguments].concat();
        let output = sealquote(&all, folder.path());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let whole = report(&["--threads", "1", "--id-memory", "1000"]);
    assert_eq!(whole.matches("\"DUPLICATE_ID\",").count(), 3, "{whole}");
    assert_eq!(whole.matches("\"duplicate row\"").count(), 2, "{whole}");
    for threads in ["1", "2", "3", "8"] {
        // A megabyte has room for some tens of thousands of ids.
        assert_eq!(whole, report(&["--threads", threads, "--id-memory", "1"]), "{threads} threads");
        assert_eq!(whole, report(&["--threads", threads]), "{threads} threads");
    }
}

#[test]
fn memory_that_cannot_be_had_on_disk_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.ndjson"), rows(0, 60_000)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    command.args(["verify", "ledger.ndjson", "--id-memory", "1"]).current_dir(folder.path());
    let output = command.env("TMPDIR", "/nowhere/at/all").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("`/nowhere/at/all`") && told.contains("--id-memory"), "{told}");
}

#[test]
fn a_month_goes_on_where_the_last_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let months = [(0, 50_000), (50_000, 30_000), (80_000, 40_000)];
    let mut found = 0;
    for (number, (from, count)) in months.into_iter().enumerate() {
        let name = format!("month-{number}.ndjson");
        fs::write(folder.path().join(&name), rows(from, count)).unwrap();
        let mut arguments = vec![
            "verify",
            &name,
            "--format",
            "json",
            "--id-memory",
            "1",
            "--checkpoint-out",
            "left",
        ];
        if number > 0 {
            arguments.extend(["--checkpoint", "left"]);
        }
        let output = sealquote(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let report = String::from_utf8(output.stdout).unwrap();
        found += report.matches("\"code\": \"").count();
        let rows = count + u64::from(number == 2);
        assert!(report.contains(&format!("\"rows\": {rows},")), "{report}");
    }
    let whole: Vec<String> = months.iter().map(|(from, count)| rows(*from, *count)).collect();
    fs::write(folder.path().join("whole.ndjson"), whole.concat()).unwrap();
    let output = sealquote(&["verify", "whole.ndjson", "--format", "json"], folder.path());
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found, report.matches("\"code\": \"").count(), "{report}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5, "files were left aside");
}

/// Exports name no wallets: with checkpoints, what is missing between two months is missed all the same.
#[test]
fn months_that_name_no_wallet_go_on_too() {
    let folder = tempfile::tempdir().unwrap();
    let head = "id,type,amount,balanceAfter,documentId,signatureMethod,createdAt\n";
    let january =
        "a1,add,500,500,,,2026-01-02T09:00:00Z\na2,consume,1,499,d1,,2026-01-03T09:00:00Z\n";
    let march = "c1,consume,1,298,d9,,2026-03-03T09:00:00Z\n";
    for (name, rows) in [("january.csv", january), ("march.csv", march)] {
        fs::write(folder.path().join(name), format!("{head}{rows}")).unwrap();
    }
    let check = |arguments: &[&str]| sealquote(&[&["verify"], arguments].concat(), folder.path());
    assert!(check(&["january.csv", "--checkpoint-out", "left"]).status.success());
    let output = check(&["march.csv", "--checkpoint", "left", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["opening"], 499);
    assert_eq!(report["findings"][0]["code"], "CHAIN_BREAK");
    assert_eq!(report["findings"][0]["expected"], 498);
    let apart = check(&["march.csv", "--checkpoint", "left", "--chains", "listing"]);
    assert!(apart.status.success());
}

#[test]
fn a_damaged_checkpoint_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.ndjson"), rows(0, 2_000)).unwrap();
    let output = sealquote(&["verify", "ledger.ndjson", "--checkpoint-out", "left"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let whole = fs::read(folder.path().join("left")).unwrap();
    let mut damaged =
        vec![(whole[..whole.len() / 2].to_vec(), "was cut short"), (Vec::new(), "is none")];
    for at in [30, 200, whole.len() / 3, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        damaged.push((bytes, "checkpoint `left`"));
    }
    for (bytes, reason) in damaged {
        fs::write(folder.path().join("left"), bytes).unwrap();
        let arguments =
            ["verify", "ledger.ndjson", "--checkpoint", "left", "--checkpoint-out", "next"];
        let output = sealquote(&arguments, folder.path());
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(reason), "{told}");
        assert!(!folder.path().join("next").exists());
    }
    fs::write(folder.path().join("left"), &whole).unwrap();
    let other = ["verify", "ledger.ndjson", "--checkpoint", "left", "--book", "signsecure-staging"];
    let output = sealquote(&other, folder.path());
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("price book"), "{told}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_says_how_far_the_check_came_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
    command.args(["verify", "--checkpoint-out", "left", "--output", "report.json"]);
    command.current_dir(folder.path()).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        // As much as some rounds of all threads, and then no end.
        let text = rows(0, 120_000);
        for _ in 0..4 {
            let _ = input.write_all(text.as_bytes());
        }
        input
    });
    thread::sleep(Duration::from_millis(1_500));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    drop(writer.join());
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("stopped after row ") && told.contains("standard input"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "files were left");
}
