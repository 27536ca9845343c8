//! Roots that grow beside a check: those that `root` gives, month after month, and proofs hold against them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a command that cannot be run is a failed test"
)]

#[path = "made/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use command::run;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The roots that `root` gives, or `verify --merkle`, as JSON.
fn roots(folder: &Path, arguments: &[&str]) -> Value {
    let (_, out, err) = run(folder, &[arguments, &["--format", "json"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| json!({ "err": err }));
    if arguments[0] == "root" { answer["wallets"].clone() } else { answer["roots"].clone() }
}

/// A root as it is written down, of the only wallet or one of several.
fn head(roots: &Value, wallet: &str) -> String {
    let of = |root: &&Value| root["wallet"] == wallet;
    let root = roots.as_array().unwrap().iter().find(of).unwrap();
    format!("{}:{}", root["size"], root["root"].as_str().unwrap())
}

/// Rows of three wallets, some of one second, from a number on.
fn rows(from: i64, count: i64) -> Vec<Value> {
    (from..from + count)
        .map(|number| {
            json!({ "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": 5 * (number / 3 + 1),
                "walletId": format!("w{}", number % 3),
                "createdAt": format!("2026-03-{:02}T{:02}:{:02}:00Z", 1 + number / 1_440, number / 60 % 24, number / 6 % 10) })
        })
        .collect()
}

fn lines<'r>(rows: impl IntoIterator<Item = &'r Value>) -> String {
    rows.into_iter().map(|row| format!("{row}\n")).collect()
}

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn months_that_each_run_newest_first_have_the_root_of_the_whole() {
    let all = rows(0, 900);
    let (march, april) = all.split_at(500);
    let whole = lines(&all);
    let at = folder(&[
        ("whole", whole),
        ("march", lines(march.iter().rev())),
        ("april", lines(april.iter().rev())),
        ("one", lines(&march[..1])),
        ("rest", lines(all[1..].iter().rev())),
    ]);
    let at = at.path();
    let expected = roots(at, &["root", "whole"]);
    for months in [["march", "april"], ["one", "rest"]] {
        let wanted: Vec<&Value> = expected.as_array().unwrap().iter().collect();
        for command in [["root"].as_slice(), &["verify", "--merkle"]] {
            let found = roots(at, &[command, &months].concat());
            let found = found.as_array().unwrap();
            assert_eq!(found.len(), 3);
            assert!(found.iter().all(|root| wanted.contains(&root)), "{months:?} {command:?}");
        }
        let wallet = ["--wallet", "w1", "--id", "t31"];
        let (code, proof, err) = run(at, &[["prove"].as_slice(), &months, &wallet].concat());
        assert_eq!(code, 0, "{err}");
        fs::write(at.join("proof.json"), proof).unwrap();
        let head = head(&expected, "w1");
        let (code, out, err) = run(at, &["check-proof", "proof.json", "--root", &head]);
        assert_eq!(code, 0, "{out}{err}");
    }
}

/// Pages that were fetched while the listing grew, and months that were exported with some days of the next one.
#[test]
fn rows_that_a_page_or_a_file_repeats_are_no_part_of_a_root() {
    let all = rows(0, 60);
    let newest_first: Vec<&Value> = all.iter().rev().collect();
    let page = |number: u32, rows: &[&Value]| {
        json!({ "items": rows, "pageInfo": { "page": number, "totalPages": 2 } }).to_string()
    };
    let at = folder(&[
        ("whole", lines(&all)),
        ("1.json", page(1, &newest_first[..35])),
        ("2.json", page(2, &newest_first[31..])),
        ("march", lines(&all[..40])),
        ("april", lines(&all[36..])),
        ("table", lines(&all[..40]) + &lines(&all[36..])),
    ]);
    let at = at.path();
    let expected = head(&roots(at, &["root", "whole"]), "w1");
    for parts in [["1.json", "2.json"], ["march", "april"]] {
        for command in [["root"].as_slice(), &["verify", "--merkle"]] {
            assert_eq!(head(&roots(at, &[command, &parts].concat()), "w1"), expected, "{parts:?}");
        }
        let wallet = ["--wallet", "w1", "--id", "t37"];
        let (code, proof, err) = run(at, &[["prove"].as_slice(), &parts, &wallet].concat());
        assert_eq!(code, 0, "{err}");
        fs::write(at.join("proof.json"), proof).unwrap();
        let (code, out, err) = run(at, &["check-proof", "proof.json", "--root", &expected]);
        assert_eq!(code, 0, "{out}{err}");
    }
    let first = ["verify", "march", "--merkle", "--checkpoint-out", "left"];
    assert_ne!(head(&roots(at, &first), "w1"), expected);
    let second = ["verify", "april", "--merkle", "--checkpoint", "left"];
    assert_eq!(head(&roots(at, &second), "w1"), expected);
    // Within a file they are no overlap, and whoever wrote the file has them in it.
    assert_ne!(head(&roots(at, &["root", "table"]), "w1"), expected);
}

#[test]
fn a_check_gives_the_roots_that_root_gives() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    for ledger in ["ledger/*.json", "ledger-with-faults.ndjson"] {
        let expected = roots(&samples, &["root", ledger]);
        assert_eq!(roots(&samples, &["verify", ledger, "--merkle"]), expected, "{ledger}");
    }
    let all = rows(0, 9_000);
    let csv = |rows: &[Value]| {
        let mut text = String::from("id,type,amount,balanceAfter,walletId,createdAt\n");
        for row in rows {
            let fields = ["id", "type", "amount", "balanceAfter", "walletId", "createdAt"];
            let cells: Vec<String> =
                fields.iter().map(|key| row[*key].to_string().replace('"', "")).collect();
            text.push_str(&(cells.join(",") + "\n"));
        }
        text
    };
    let newest_first = lines(all.iter().rev());
    let files = [
        ("oldest", lines(&all)),
        ("newest", newest_first),
        ("table.csv", csv(&all)),
        ("more", lines(&rows(9_000, 500))),
    ];
    let at = folder(&files);
    let at = at.path();
    for ledger in [
        ["oldest"].as_slice(),
        &["newest"],
        &["table.csv"],
        &["oldest", "more"],
        &["oldest", "oldest"],
    ] {
        let expected = roots(at, &[&["root"], ledger].concat());
        assert_eq!(expected.as_array().unwrap().len(), 3);
        for threads in ["1", "2", "5"] {
            let arguments = [&["verify", "--merkle", "--threads", threads], ledger].concat();
            assert_eq!(roots(at, &arguments), expected, "{ledger:?}, {threads} threads");
        }
    }
    assert_eq!(
        head(&roots(at, &["root", "oldest"]), "w1"),
        head(&roots(at, &["verify", "newest", "--merkle"]), "w1")
    );
    assert_eq!(roots(at, &["verify", "oldest"]), Value::Null);
}

#[test]
fn months_grow_the_trees_of_the_whole_and_proofs_hold_between_them() {
    let (march, april, may) = (rows(0, 4_000), rows(4_000, 301), rows(4_301, 2_000));
    let whole: Vec<Value> = [march.clone(), april.clone(), may.clone()].concat();
    for turned in [false, true] {
        let month = |rows: &[Value]| {
            if turned { lines(rows.iter().rev()) } else { lines(rows) }
        };
        let files = [
            ("march", month(&march)),
            ("april", month(&april)),
            ("may", month(&may)),
            ("whole", month(&whole)),
        ];
        let at = folder(&files);
        let at = at.path();
        let first = roots(at, &["verify", "march", "--merkle", "--checkpoint-out", "left"]);
        // What was begun goes on without being asked to.
        let goes_on = ["--checkpoint", "left", "--checkpoint-out", "left"];
        let second =
            roots(at, &[&["verify", "april", "--threads", "3"], goes_on.as_slice()].concat());
        let third = roots(at, &["verify", "may", "--merkle", "--checkpoint", "left"]);
        let expected = roots(at, &["root", "whole"]);
        for wallet in ["w0", "w1", "w2"] {
            assert_eq!(head(&third, wallet), head(&expected, wallet), "turned: {turned}");
            for earlier in [&first, &second] {
                let earlier = head(earlier, wallet);
                let size = earlier.split(':').next().unwrap();
                let (code, proof, err) =
                    run(at, &["prove", "whole", "--wallet", wallet, "--size", size]);
                assert_eq!(code, 0, "{err}");
                fs::write(at.join("proof"), proof).unwrap();
                let check = |earlier: &str| {
                    run(
                        at,
                        &[
                            "check-proof",
                            "proof",
                            "--root",
                            &head(&third, wallet),
                            "--earlier",
                            earlier,
                        ],
                    )
                };
                assert_eq!(check(&earlier).0, 0, "{earlier}");
                let other = format!("{size}:{}", head(&third, wallet).split(':').nth(1).unwrap());
                assert_eq!(check(&other).0, 1);
            }
        }
    }
}

#[test]
fn a_checkpoint_without_trees_cannot_begin_them() {
    let at = folder(&[("march", lines(&rows(0, 30))), ("april", lines(&rows(30, 30)))]);
    let at = at.path();
    assert_eq!(run(at, &["verify", "march", "--checkpoint-out", "left"]).0, 0);
    let (code, out, err) = run(at, &["verify", "april", "--merkle", "--checkpoint", "left"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("`left` grew no trees") && err.contains("`--merkle`"), "{err}");
    assert_eq!(run(at, &["verify", "april", "--checkpoint", "left"]).0, 0);
}

#[test]
fn rows_without_a_wallet_are_one_tree_a_listing_or_one_of_all() {
    let mut all = rows(0, 30);
    for (number, row) in (1_i64..).zip(&mut all) {
        row.as_object_mut().unwrap().remove("walletId");
        row["balanceAfter"] = json!(5 * number);
    }
    let at = folder(&[
        ("march", lines(&all[..20])),
        ("april", lines(&all[20..])),
        ("whole", lines(&all)),
    ]);
    let at = at.path();
    let chains = ["--chains", "ledger"];
    let files = ["march", "april"];
    let apart = roots(at, &[&["root"], files.as_slice()].concat());
    assert_eq!(apart.as_array().unwrap().len(), 2);
    assert_eq!(apart[1]["file"], "april");
    assert_eq!(roots(at, &[&["verify", "--merkle"], files.as_slice()].concat()), apart);
    let together = roots(at, &[&["root"], files.as_slice(), &chains].concat());
    assert_eq!(together[0]["root"], roots(at, &["root", "whole"])[0]["root"]);
    assert_eq!(roots(at, &[&["verify", "--merkle"], files.as_slice(), &chains].concat()), together);
    let left =
        [&["verify", "march", "--merkle", "--checkpoint-out", "left"], chains.as_slice()].concat();
    let earlier = roots(at, &left);
    let later =
        roots(at, &[&["verify", "april", "--checkpoint", "left"], chains.as_slice()].concat());
    assert_eq!(later, together);
    let (code, proof, err) =
        run(at, &[&["prove", "--size", "20"], files.as_slice(), &chains].concat());
    assert_eq!(code, 0, "{err}");
    fs::write(at.join("proof"), proof).unwrap();
    let head =
        |roots: &Value| format!("{}:{}", roots[0]["size"], roots[0]["root"].as_str().unwrap());
    let checked = ["check-proof", "proof", "--root", &head(&later), "--earlier", &head(&earlier)];
    assert_eq!(run(at, &checked).0, 0);
}

#[test]
fn a_tree_is_named_by_the_file_that_its_listing_begins_in() {
    let page = |number: u32, rows: &[Value]| {
        json!({ "items": rows, "pageInfo": { "page": number } }).to_string()
    };
    let mut all = rows(0, 4);
    all[2].as_object_mut().unwrap().remove("walletId");
    let at = folder(&[("one.json", page(1, &all[..2])), ("two.json", page(2, &all[2..]))]);
    let files = ["one.json", "two.json"];
    let expected = roots(at.path(), &[&["root"], files.as_slice()].concat());
    assert_eq!(expected[2]["file"], "one.json");
    assert_eq!(roots(at.path(), &[&["verify", "--merkle"], files.as_slice()].concat()), expected);
}

#[test]
fn a_listing_that_has_to_wait_for_its_end_is_refused_beyond_a_million_rows() {
    let mut text = String::new();
    for number in (0..1_000_010_i64).rev() {
        let (day, minute) = (number / 39_000, number % 39_000 / 30);
        text.push_str(&format!(
            r#"{{"id":"t{number}","type":"add","amount":1,"balanceAfter":{},"createdAt":"2026-03-{:02}T{:02}:{:02}:{:02}Z"}}"#,
            number + 1, 1 + day, minute / 60, minute % 60, number % 30 * 2
        ));
        text.push('\n');
    }
    let at = folder(&[("newest", text)]);
    let (code, out, err) = run(at.path(), &["verify", "newest", "--merkle"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("newest first") && err.contains("leave out `--merkle`"), "{err}");
    assert_eq!(run(at.path(), &["verify", "newest"]).0, 0);
}
