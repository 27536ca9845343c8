//! The forms of a report, and where it is written.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/command.rs"]
mod command;

use std::fs;
use std::process::{Command, Stdio};

use quick_junit::{Report as Junit, TestCaseStatus};
use sealquote::ledger::FindingCode;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a spreadsheet, a page and a terminal each would take for more than a text.
const HOSTILE: &str = "=<img src=x onerror=alert(1)>\u{1b}[31m&\"'";

fn row(number: usize, balance: i64) -> Value {
    json!({
        "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": balance,
        "createdAt": format!("2026-03-{:02}T09:00:00Z", 1 + number % 28),
    })
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// Two rows, of which the second is hostile and does not follow.
fn hostile() -> String {
    let mut second = row(2, 11);
    (second["id"], second["walletId"]) = (json!(HOSTILE), json!(HOSTILE));
    let mut first = row(1, 5);
    first["walletId"] = json!(HOSTILE);
    lines(&[first, second])
}

/// Exit code, standard output and standard error of `verify` in a folder.
fn verify(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    command::run(folder.path(), &[&["verify"], arguments].concat())
}

fn folder(name: &str, text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[test]
fn roots_stand_in_every_form_that_has_room_for_them() {
    let rows: Vec<Value> = (1..=12_usize)
        .map(|number| {
            let mut row = row(number, 5);
            row["walletId"] =
                json!(if number == 1 { HOSTILE.into() } else { format!("w{number}") });
            row
        })
        .collect();
    let folder = folder("ledger", &lines(&rows));
    let form = |form: &str, more: &[&str]| {
        verify(&folder, &[&["ledger", "--merkle", "--format", form], more].concat()).1
    };
    let report: Value = serde_json::from_str(&form("json", &[])).unwrap();
    let roots = report["roots"].as_array().unwrap();
    assert_eq!(roots.len(), 12);
    assert_eq!((&roots[0]["wallet"], &roots[0]["size"]), (&json!(HOSTILE), &json!(1)));
    let head = |root: &Value| format!("1:{}", root["root"].as_str().unwrap());

    let lines = form("jsonl", &[]);
    let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(told[0]["summary"].is_object() && told[13..].iter().all(|one| one["code"].is_string()));
    assert!(told[1..13].iter().map(|one| &one["root"]).eq(roots));

    let sarif: Value = serde_json::from_str(&form("sarif", &[])).unwrap();
    assert_eq!(sarif["runs"][0]["properties"]["roots"], report["roots"]);

    let text = form("text", &[]);
    assert!(
        text.contains(&format!("  {}  w10\n  and 2 more; `--limit all`", head(&roots[9]))),
        "{text}"
    );
    assert!(!text.contains('\u{1b}') && !text.contains(&head(&roots[10])), "{text}");
    assert!(form("text", &["--limit", "all"]).contains(&head(&roots[11])));

    let page = form("html", &["--limit", "11"]);
    assert!(page.contains(&format!("<dt>w11</dt><dd><code>{}</code>", head(&roots[10]))), "{page}");
    assert!(page.contains("And 1 more;") && !page.contains("<img"), "{page}");
    for form in ["json", "jsonl", "sarif", "text", "html"] {
        let plain = verify(&folder, &["ledger", "--format", form]).1;
        assert!(!plain.contains("\"root") && !plain.contains("Merkle"), "{form}");
    }
}

#[test]
fn text_groups_findings_and_says_how_many_it_leaves_out() {
    // Each row jumps by 10 where 5 is added.
    let rows: Vec<Value> =
        (0..14).map(|number| row(number, i64::try_from(number).unwrap() * 10)).collect();
    let bad = json!({ "id": "x" });
    let folder = folder("ledger", &lines(&[rows, vec![bad]].concat()));
    let (code, out, _) = verify(&folder, &["ledger"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("15 rows, 1 wallet, 0 envelopes\n"), "{out}");
    assert!(out.contains("\n14 findings\n  CHAIN_BREAK  13  "), "{out}");
    assert_eq!(out.matches(": CHAIN_BREAK `t").count(), 10);
    assert!(out.contains("  and 3 more CHAIN_BREAK; `--limit all` shows them\n"), "{out}");
    let (many, few) =
        (out.rfind("CHAIN_BREAK `").unwrap(), out.find("ledger:15: BAD_ROW").unwrap());
    assert!(many < few, "{out}");
    assert_eq!(out.matches("What to do").count(), 2);
    let (_, out, _) = verify(&folder, &["ledger", "--limit", "all"]);
    assert_eq!(out.matches(": CHAIN_BREAK `t").count(), 13);
    let (_, out, _) = verify(&folder, &["ledger", "--limit", "2"]);
    assert!(out.contains("and 11 more CHAIN_BREAK"), "{out}");
    let (code, _, err) = verify(&folder, &["ledger", "--limit", "few"]);
    assert_eq!(code, 2);
    assert!(err.contains("give a whole number, or `all`"), "{err}");
}

#[test]
fn no_form_lets_through_what_its_reader_would_obey() {
    let folder = folder("ledger", &hostile());
    let form = |name: &str| {
        let (code, out, err) = verify(&folder, &["ledger", "--format", name]);
        assert_eq!((code, err.as_str()), (1, ""), "{name}");
        out
    };
    assert!(!form("text").contains('\u{1b}'));
    let csv = form("csv");
    let mut records = csv::Reader::from_reader(csv.as_bytes());
    let record = records.records().next().unwrap().unwrap();
    assert_eq!(
        (&record[2], &record[5]),
        (format!("'{HOSTILE}").as_str(), format!("'{HOSTILE}").as_str())
    );
    assert_eq!((&record[0], &record[4], &record[6], &record[7]), ("CHAIN_BREAK", "2", "10", "11"));
    let page = form("html");
    assert!(!page.contains("<img") && page.contains("&#60;img src=x onerror"), "{page}");
    let junit = form("junit");
    assert!(!junit.contains('\u{1b}') && !junit.contains("<img"), "{junit}");
    let lines = form("jsonl");
    let parsed: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(parsed.len(), 2);
    assert_eq!((&parsed[0]["summary"]["rows"], &parsed[1]["id"]), (&json!(2), &json!(HOSTILE)));
}

#[test]
fn no_form_writes_a_character_that_its_format_does_not_know() {
    let mut second = row(2, 11);
    second["id"] = json!("a\u{fffe}\u{ffff}\u{0}\u{1b}\u{85}\u{fdd0}z");
    let folder = folder("ledger", &lines(&[row(1, 5), second]));
    let form = |name: &str| verify(&folder, &["ledger", "--format", name]).1;
    let junit = form("junit");
    // XML 1.0, 2.2: no control characters but white space, and neither of these two.
    assert!(!junit.contains(['\u{fffe}', '\u{ffff}', '\u{0}', '\u{1b}']), "{junit}");
    assert!(junit.contains("name=\"ledger:2 a"), "{junit}");
    let page = form("html");
    let odd =
        |one: char| one != '\n' && one.is_control() || "\u{fffe}\u{ffff}\u{fdd0}".contains(one);
    assert_eq!(page.chars().find(|one| odd(*one)), None);
    assert!(
        page.contains("<code>a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}z</code>"),
        "{page}"
    );
    let sarif: Value = serde_json::from_str(&form("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn junit_has_a_suite_for_each_kind() {
    let folder = folder("ledger", &hostile());
    let (_, out, _) = verify(&folder, &["ledger", "--format", "junit"]);
    let junit = Junit::deserialize_from_str(&out).unwrap();
    assert_eq!(junit.test_suites.len(), FindingCode::ALL.len());
    assert_eq!((junit.tests, junit.failures, junit.errors), (FindingCode::ALL.len(), 1, 0));
    let suite =
        junit.test_suites.iter().find(|suite| suite.name.as_str() == "CHAIN_BREAK").unwrap();
    let case = &suite.test_cases[0];
    assert!(case.name.as_str().starts_with("ledger:2 "), "{:?}", case.name);
    let TestCaseStatus::NonSuccess { message, ty, .. } = &case.status else { panic!("{case:?}") };
    assert!(
        message.as_ref().unwrap().as_str().starts_with("the balance should be 10, 11 is recorded")
    );
    assert_eq!(ty.as_ref().unwrap().as_str(), "error");
}

#[test]
fn sarif_is_sarif_and_points_at_lines() {
    let schema: Value = serde_json::from_str(include_str!("sarif.schema.json")).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("sarif.json", schema).unwrap();
    let index = compiler.compile("sarif.json", &mut schemas).unwrap();
    let ledger = lines(&[row(1, 5), row(2, 11)]);
    let array = format!("[{},{}]", row(1, 5), row(2, 11));
    let blank = format!("\n \t\n{}\n\r\n\n{}\n\n", row(1, 5), row(2, 11));
    let table = "id,type,amount,balanceAfter,createdAt\nt1,add,5,5,2026-03-02T09:00:00Z\nt2,add,5,11,2026-03-03T09:00:00Z\n";
    for (name, text, line) in [
        ("a ledger#1.ndjson", ledger.as_str(), json!(2)),
        ("with blank lines", blank.as_str(), json!(6)),
        ("table.csv", table, json!(3)),
        ("array.json", array.as_str(), Value::Null),
    ] {
        let folder = folder(name, text);
        let (_, out, err) = verify(&folder, &[name, "--format", "sarif"]);
        let sarif: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        if let Err(error) = schemas.validate(&sarif, index) {
            panic!("{error:#}");
        }
        let run = &sarif["runs"][0];
        let result = &run["results"][0];
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], line, "{name}");
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert_eq!(uri, name.replace(' ', "%20").replace('#', "%23"));
    }
}

#[test]
fn blank_lines_are_counted_across_chunks_and_given_up_where_they_are_too_many() {
    let line = |rows: usize, blank: &str| {
        let mut text = String::new();
        for number in 1..=rows {
            text.push_str(&format!(
                "{}\n{blank}",
                row(number % 28, i64::try_from(number).unwrap() * 5)
            ));
        }
        text.push_str(&lines(&[row(29, 1)]));
        let folder = folder("ledger", &text);
        let (_, out, _) = verify(&folder, &["ledger", "--format", "sarif", "--threads", "3"]);
        let sarif: Value = serde_json::from_str(&out).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        let is_last =
            |one: &&Value| one["properties"]["row"] == rows + 1 && one["ruleId"] == "CHAIN_BREAK";
        let last = results.iter().find(is_last).unwrap().clone();
        last["locations"][0]["physicalLocation"]["region"]["startLine"].clone()
    };
    // Each row has two blank lines behind it.
    assert_eq!(line(20_000, "\n\n"), 60_001);
    // Beyond 65,536 places no line is better than a wrong one.
    assert_eq!(line(66_000, "\n"), Value::Null);
    assert_eq!(line(66_000, ""), 66_001);
}

#[test]
fn records_of_csv_are_found_on_the_lines_that_they_begin_on() {
    // Quoted fields over several lines, blank lines, either line break; some files are longer than what is read at once.
    for seed in 0..60_u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut one_in = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % sides == 0
        };
        let rows = if seed % 10 == 0 { 6_000 } else { 12 };
        let (mut text, mut begins) = (String::new(), Vec::new());
        let end = |rare: bool| if rare { "\r\n" } else { "\n" };
        let returns = seed % 3 == 1;
        if one_in(4) {
            text.push_str("\n\r\n");
        }
        text.push_str("id,type,amount,balanceAfter,createdAt,description");
        text.push_str(end(returns));
        for number in 1..=rows {
            for _ in 0..3 {
                text.push_str(if one_in(4) { end(returns) } else { "" });
            }
            begins.push(text.matches('\n').count() + 1);
            let wrong = i64::from(number == rows);
            let note = if one_in(3) { "\"a\nb\r\n\"\"c\"\"\"" } else { "plain" };
            // For long after the beginning nothing is quoted, so that whole lines are taken.
            let note = if rows > 12 && (10..5_000).contains(&number) { "plain" } else { note };
            text.push_str(&format!(
                "t{number},add,5,{},2026-03-02T09:00:00Z,{note}",
                i64::from(number) * 5 + wrong
            ));
            text.push_str(end(returns != one_in(9)));
        }
        let folder = folder("table.csv", &text);
        let (_, out, err) = verify(&folder, &["table.csv", "--format", "sarif", "--threads", "2"]);
        let sarif: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        let result = &sarif["runs"][0]["results"][0];
        assert_eq!(result["properties"]["row"], rows, "seed {seed}");
        let line = &result["locations"][0]["physicalLocation"]["region"]["startLine"];
        assert_eq!(line, *begins.last().unwrap(), "seed {seed}: {text}");
    }
    // Where lines end by carriage returns alone, there are none to point at.
    let table = "id,type,amount,balanceAfter,createdAt\rt1,add,5,5,2026-03-02T09:00:00Z\rt2,add,5,11,2026-03-03T09:00:00Z\r";
    let folder = folder("table.csv", table);
    let (_, out, _) = verify(&folder, &["table.csv", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"], Value::Null);
}

#[test]
fn a_file_is_there_as_a_whole_or_not_at_all() {
    let folder = folder("ledger", &hostile());
    let list = || {
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let (code, out, err) = verify(&folder, &["ledger", "--output", "report.sarif"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(err, "sealquote: 1 finding in 2 rows; the report is in `report.sarif`\n");
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("report.sarif")).unwrap())
            .unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(list(), ["ledger", "report.sarif"]);
    let (code, _, err) = verify(&folder, &["ledger", "--output", "nowhere/report.txt"]);
    assert_eq!(code, 2);
    let told = "sealquote: `nowhere/report.txt` could not be written: it is not there; check its name and folder";
    assert_eq!(err.trim_end(), told);
    // What cannot be read leaves what was there as it was.
    fs::write(folder.path().join("cut"), "{\"id\":\"t1\"}\n{\"id\":").unwrap();
    let before = fs::read_to_string(folder.path().join("report.sarif")).unwrap();
    let (code, _, _) = verify(&folder, &["cut", "--output", "report.sarif"]);
    assert_eq!(code, 2);
    assert_eq!(fs::read_to_string(folder.path().join("report.sarif")).unwrap(), before);
    assert_eq!(list(), ["cut", "ledger", "report.sarif"]);
    let (code, _, err) =
        verify(&folder, &["ledger", "--quiet", "--output", "r.json", "--format", "csv"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(
        fs::read_to_string(folder.path().join("r.json")).unwrap().starts_with("code,severity,")
    );
}

/// What is read is not written over, and what leads to a file goes on leading to it.
#[test]
fn nothing_that_is_read_is_lost() {
    let folder = folder("ledger", &hostile());
    let path = |name: &str| folder.path().join(name);
    let before = fs::read(path("ledger")).unwrap();
    let lost = "is read or written as something else here, and would be lost";
    fs::hard_link(path("ledger"), path("linked")).unwrap();
    for arguments in [
        &["ledger", "--output", "ledger"][..],
        &["ledger", "--output", "./ledger"],
        &["led*", "--output", "ledger"],
        &["ledger", "--checkpoint-out", "ledger"],
        &["linked", "--activity", "ledger", "--output", "ledger"],
        &["ledger", "--output", "left", "--checkpoint-out", "left"],
        &["ledger", "--checkpoint", "left", "--output", "left", "--checkpoint-out", "left"],
    ] {
        let (code, out, err) = verify(&folder, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(lost), "{arguments:?}: {err}");
    }
    assert_eq!(fs::read(path("ledger")).unwrap(), before);
    assert!(!path("left").exists());
    assert_eq!(verify(&folder, &["ledger", "--checkpoint-out", "left"]).0, 1);
    let goes_on =
        ["linked", "--chains", "ledger", "--checkpoint", "left", "--checkpoint-out", "./left"];
    assert_ne!(verify(&folder, &goes_on).0, 2);
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_a_pipe_is_written_to() {
    let folder = folder("ledger", &hostile());
    let path = |name: &str| folder.path().join(name);
    fs::write(path("report.csv"), "before").unwrap();
    std::os::unix::fs::symlink("report.csv", path("link.csv")).unwrap();
    assert_eq!(verify(&folder, &["ledger", "--output", "link.csv"]).0, 1);
    assert!(fs::symlink_metadata(path("link.csv")).unwrap().is_symlink());
    assert!(fs::read_to_string(path("report.csv")).unwrap().starts_with("code,severity,"));
    let (code, out, _) =
        verify(&folder, &["ledger", "--quiet", "--format", "csv", "--output", "/dev/stdout"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("code,severity,"), "{out}");
    let (code, _, err) = verify(&folder, &["ledger", "--checkpoint-out", "/dev/null"]);
    assert_eq!((code, err.contains("it is no file; name one")), (2, true), "{err}");
}

#[test]
fn the_page_is_bounded_and_keeps_extremes() {
    // Ten years with one deep fall and one peak.
    let mut rows = Vec::new();
    let mut balance = 50_000_i64;
    for number in 0..40_000_i64 {
        let amount = match number {
            17_777 => -40_123,
            17_778 => 40_123,
            30_003 => 77_000,
            30_004 => -77_000,
            _ => {
                if number % 2 == 0 {
                    3
                } else {
                    -3
                }
            }
        };
        balance += amount;
        let (year, month) = (2016 + number / 4_000, 1 + number % 4_000 / 334);
        let (day, hour) = (1 + number % 334 / 12, number % 12);
        let kind = if amount > 0 { "add" } else { "consume" };
        rows.push(format!(
            r#"{{"id":"t{number}","type":"{kind}","amount":{},"balanceAfter":{balance},"documentId":"d{number}","createdAt":"{year}-{month:02}-{day:02}T{hour:02}:00:00Z"}}"#,
            amount.abs()
        ));
    }
    let folder = folder("ledger", &rows.join("\n"));
    let (_, page, err) = verify(&folder, &["ledger", "--format", "html", "--limit", "1"]);
    assert_eq!(err, "");
    assert!(page.len() < 400_000, "{} bytes", page.len());
    assert!(page.contains("at the lowest 9,880, at the highest 127,003."));
    assert!(page.contains("so that no extreme is lost"));
    let line = page.split("class=\"line\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let heights = line.split(' ').filter_map(|part| part.strip_prefix('V')?.parse::<i64>().ok());
    let heights: Vec<i64> = heights.collect();
    assert!(heights.len() <= 4 * 320, "{}", heights.len());
    // 2000 at zero, 0 at the peak of 127,003: the fall to 9,880 is at 2000 - 155.
    assert_eq!((heights.iter().min(), heights.iter().max()), (Some(&0), Some(&1_845)));
}

#[test]
fn a_page_from_a_pipe_is_that_from_a_file() {
    let folder = folder("ledger", &hostile());
    let (_, from_file, _) = verify(&folder, &["ledger", "--format", "html"]);
    let mut command = Command::new("sh");
    let pipe = format!("cat ledger | {} verify --format html", env!("CARGO_BIN_EXE_sealquote"));
    let output =
        command.current_dir(&folder).args(["-c", &pipe]).stdin(Stdio::null()).output().unwrap();
    let from_pipe = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        from_pipe,
        from_file.replace("ledger:", "standard input:").replace(">ledger<", ">standard input<")
    );
}

#[test]
fn many_wallets_are_drawn_only_where_something_is_wrong() {
    let rows: Vec<Value> = (0..60)
        .map(|number| {
            let mut row = row(
                number,
                if number == 57 { 12 } else { 5 + 5 * i64::try_from(number / 30).unwrap() },
            );
            row["walletId"] = json!(format!("w{}", number % 30));
            row["createdAt"] = json!(format!("2026-03-0{}T09:00:00Z", 1 + number / 30));
            row
        })
        .collect();
    let folder = folder("ledger", &lines(&rows));
    let (_, page, _) = verify(&folder, &["ledger", "--format", "html"]);
    assert_eq!(page.matches("<figure").count(), 1);
    assert!(page.contains("<h3>w27</h3>"));
    assert!(
        page.contains("There are 30 wallets; the 1 with the most findings are drawn."),
        "{page}"
    );
}

/// Of rows of one second the API lists the newest first.
#[test]
fn the_balance_at_the_end_is_that_of_the_row_that_was_booked_last() {
    let rows = [("c", 97), ("b", 98), ("a", 99)]
        .map(|(id, balance)| format!("{id},consume,1,{balance},{id},2026-03-02T09:00:00Z\n"));
    let head = "id,type,amount,balanceAfter,documentId,createdAt\n";
    let first = "z,add,100,100,,2026-03-01T09:00:00Z\n";
    for (text, end) in [
        (format!("{head}{}{first}", rows.concat()), 97),
        (format!("{head}{first}{}{}{}", rows[2], rows[1], rows[0]), 97),
    ] {
        let folder = folder("ledger.csv", &text);
        let (code, page, _) = verify(&folder, &["ledger.csv", "--format", "html"]);
        assert_eq!(code, 0, "{page}");
        assert!(page.contains(&format!(": at the end {end} credits,")), "{page}");
    }
}

#[cfg(unix)]
#[test]
fn reports_are_for_whoever_may_read_other_files_of_their_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("ledger", &lines(&[row(1, 5)]));
    let readers =
        |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    verify(&folder, &["ledger", "--output", "report.json"]);
    assert_eq!(readers("report.json"), readers("ledger"));
}

/// Who sorts an export by another column has a break at nearly every row, and one mistake.
#[test]
fn rows_in_no_order_are_asked_about_before_their_breaks_are_listed() {
    let rows: Vec<Value> = (1..=40_usize)
        .map(|number| {
            let mut row = row(number, i64::try_from(number).unwrap() * 5);
            row["createdAt"] = json!(format!("2026-03-01T09:{number:02}:00Z"));
            row
        })
        .collect();
    let question = "Are these rows in the order in which they were booked?";
    let told = |rows: &[Value]| {
        let folder = folder("ledger", &lines(rows));
        verify(&folder, &["ledger"]).1.replace('\n', " ")
    };
    assert!(!told(&rows).contains(question));
    let mixed: Vec<Value> = (0..40).map(|at| rows[at * 17 % 40].clone()).collect();
    assert!(told(&mixed).contains(question), "{}", told(&mixed));
    let mut lacking = rows;
    lacking.remove(20);
    assert!(!told(&lacking).contains(question));
}
