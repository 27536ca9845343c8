//! What the pages of a listing say of rows and pages that are not there.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/command.rs"]
mod command;

use std::fs;

use command::run;
use serde_json::{Value, json};
use tempfile::TempDir;

fn row(number: i64) -> Value {
    json!({ "id": format!("t{number}"), "type": "add", "amount": 5, "balanceAfter": 5 * number,
            "createdAt": format!("2026-03-02T09:{number:02}:00Z") })
}

fn lines(values: impl Iterator<Item = Value>) -> String {
    values.map(|value| format!("{value}\n")).collect()
}

/// Pages of two rows each of a listing of eight, as the API would give them at once.
fn pages_of_eight(newest_first: bool) -> Vec<Value> {
    let mut rows: Vec<Value> = (1..=8).map(row).collect();
    if newest_first {
        rows.reverse();
    }
    let page = |(number, rows): (usize, &[Value])| {
        json!({ "items": rows, "pageInfo": {
            "page": number, "limit": 2, "total": 8, "totalPages": 4, "hasNext": number < 4, "hasPrevious": number > 1,
        } })
    };
    (1..).zip(rows.chunks(2)).map(page).collect()
}

/// What is found in files: each finding's file, row, cause and the end of the message.
fn found_in(files: &[(String, String)], options: &[&str]) -> Vec<[String; 4]> {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let names = files.iter().map(|(name, _)| name.as_str());
    let arguments: Vec<&str> = ["verify", "--format", "json"].into_iter().chain(names).collect();
    let (_, out, err) = run(folder.path(), &[arguments.as_slice(), options].concat());
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    let told = |finding: &Value| {
        let text = |key: &str| finding[key].to_string().trim_matches('"').to_owned();
        let message = text("message");
        let place = message.split_once(": ").map_or(message.as_str(), |(_, place)| place);
        [text("file"), text("row"), text("cause"), place.to_owned()]
    };
    report["findings"].as_array().unwrap().iter().map(told).collect()
}

/// Each page in a file by its number.
fn files(pages: &[Value]) -> Vec<(String, String)> {
    let name = |page: &Value| format!("page-{}", page["pageInfo"]["page"]);
    pages.iter().map(|page| (name(page), page.to_string())).collect()
}

const NOTHING: [[String; 4]; 0] = [];

#[test]
fn a_listing_that_was_cut_off_is_found_by_what_it_says_of_itself() {
    let page = |number: u32, total: u32, rows: &[Value]| {
        let info =
            json!({ "page": number, "totalPages": 2, "total": total, "hasNext": number < 2 });
        json!({ "items": rows, "pageInfo": info }).to_string()
    };
    let rows: Vec<Value> = (1..=4).map(row).collect();
    let found = |first: String, second: String| {
        found_in(&[(String::from("one.json"), first), (String::from("two.json"), second)], &[])
    };
    assert_eq!(found(page(1, 4, &rows[..2]), page(2, 4, &rows[2..])), NOTHING);
    // Rows that were booked while the pages were fetched are in the later total alone.
    assert_eq!(found(page(1, 4, &rows[..2]), page(2, 5, &rows[2..])), NOTHING);
    let end = "1 missing at one of its ends, since each follows; fetch it again";
    let told = [["two.json", "1", "missing row", end].map(String::from)];
    assert_eq!(found(page(1, 4, &rows[..2]), page(2, 4, &rows[2..3])), told);
    // A row that is missing further up is told where it is missing, and once.
    let above = found(page(1, 4, &rows[..1]), page(2, 4, &rows[2..]));
    assert_eq!((above.len(), above[0][2].as_str()), (1, "skipped page"), "{above:?}");
}

#[test]
fn a_page_that_was_skipped_and_whose_rows_come_to_nothing() {
    let mut rows: Vec<Value> = (1..=4).map(row).collect();
    (rows[1]["amount"], rows[1]["balanceAfter"]) = (json!(1), json!(6));
    (rows[2]["type"], rows[2]["documentId"]) = (json!("consume"), json!("e"));
    (rows[2]["amount"], rows[2]["balanceAfter"]) = (json!(1), json!(5));
    rows[3]["balanceAfter"] = json!(10);
    let page = |number: usize, limit: u32| {
        let info = json!({ "page": number, "limit": limit, "total": 4, "hasNext": number < 3,
                           "hasPrevious": number > 1 });
        let rows = match number {
            1 => &rows[..1],
            2 => &rows[1..3],
            _ => &rows[3..],
        };
        json!({ "items": rows, "pageInfo": info })
    };
    assert_eq!(found_in(&files(&[page(1, 2), page(2, 2), page(3, 2)]), &[]), NOTHING);
    let told = "2 missing, with page 2, whose rows come to nothing; fetch it";
    let skipped = [["page-3", "1", "skipped page", told].map(String::from)];
    assert_eq!(found_in(&files(&[page(1, 2), page(3, 2)]), &[]), skipped);
    // Of pages of another length the numbers say nothing of what is missing.
    let end = "2 missing at one of its ends, since each follows; fetch it again";
    let missing = [["page-3", "1", "missing row", end].map(String::from)];
    assert_eq!(found_in(&files(&[page(1, 2), page(3, 1)]), &[]), missing);
}

#[test]
fn pages_that_were_not_fetched_at_an_end_are_told_by_what_the_others_say() {
    let told = |file: &str, row: &str, message: &str| {
        vec![[file, row, "missing row", message].map(String::from)]
    };
    for newest_first in [false, true] {
        let pages = pages_of_eight(newest_first);
        let found = |pages: &[Value]| found_in(&files(pages), &[]);
        assert_eq!(found(&pages), NOTHING);
        let end = "2 missing, after pages 1 to 3; fetch the other pages too";
        assert_eq!(found(&pages[..3]), told("page-3", "2", end));
        let beginning = "4 missing, before pages 3 to 4; fetch the other pages too";
        assert_eq!(found(&pages[2..]), told("page-3", "1", beginning));
        let both = "4 missing, before and after pages 2 to 3; fetch the other pages too";
        assert_eq!(found(&pages[1..3]), told("page-3", "2", both));
        // The first page alone may be taken for all there is; another one is meant by itself.
        let first = "6 missing, after page 1; fetch the other pages too";
        assert_eq!(found(&pages[..1]), told("page-1", "2", first));
        for page in &pages[1..] {
            assert_eq!(found(std::slice::from_ref(page)), NOTHING);
        }
        // A row that is missing among them is told beside it.
        let mut lacking = pages[..3].to_vec();
        lacking[1]["items"].as_array_mut().unwrap().pop();
        let causes: Vec<String> =
            found(&lacking).into_iter().map(|[_, _, cause, _]| cause).collect();
        assert_eq!(causes.len(), 2, "{causes:?}");
        // What pages say when the listing has grown between two of them: no page is missing.
        let mut grown = pages.clone();
        grown[3]["pageInfo"]["total"] = json!(9);
        assert_eq!(found(&grown), NOTHING);
    }
}

#[test]
fn older_pages_may_be_in_what_a_listing_goes_on_from() {
    let pages = pages_of_eight(true);
    let whole = lines((1..=4).map(row));
    let before =
        |pages: &[Value]| [vec![(String::from("before"), whole.clone())], files(pages)].concat();
    // The newest pages, down to rows that are known.
    assert_eq!(found_in(&before(&pages[..2]), &["--chains", "ledger"]), NOTHING);
    assert_eq!(found_in(&before(&pages[..1]), &[]), NOTHING);
    // Newer rows are nowhere.
    let found = found_in(&before(&pages[1..3]), &["--chains", "ledger"]);
    let told = "before pages 2 to 3; fetch the other pages too";
    assert!(found.iter().any(|[.., message]| message.ends_with(told)), "{found:?}");
}

#[test]
fn pages_of_several_listings_say_what_each_lacks() {
    let (one, other) = (pages_of_eight(false), pages_of_eight(false));
    let pages = [&one[..3], &other[..]].concat();
    let all = (String::from("all"), lines(pages.into_iter()));
    let found = found_in(&[all], &[]);
    let told = "2 missing, after pages 1 to 3; fetch the other pages too";
    let wanted = ["all", "6", "missing row", told].map(String::from);
    assert!(found.contains(&wanted), "{found:?}");
}
