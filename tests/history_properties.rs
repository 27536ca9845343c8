//! What holds of any history: sums that agree, pages that lose nothing, exports that read back.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "plain arithmetic on small numbers is what makes these references"
)]

use std::collections::BTreeMap;

use jiff::{Timestamp, civil, tz::Offset};
use proptest::prelude::*;
use sealquote::history::{
    Context, ListQuery, Listing, RunOutQuery, StatementFold, Transaction, UsageFold, UsageQuery,
    list_transactions, run_out, statement, to_csv, usage,
};
use sealquote::json::{self, Value};
use sealquote::{Date, Instant, UtcOffset};
use serde_json::json;

/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600;

fn parse(text: &serde_json::Value) -> Value {
    json::parse(&text.to_string()).unwrap()
}

/// What a row is made of, before it has a balance.
#[derive(Clone, Debug)]
struct Draft {
    kind: &'static str,
    amount: i64,
    /// Seconds since the row before; 0 puts both into one second.
    after: i64,
    method: Option<&'static str>,
    source: Option<&'static str>,
}

fn a_draft() -> impl Strategy<Value = Draft> {
    let method = prop::option::of(prop::sample::select(vec!["electronic", "dsc", "aadhaar_esign"]));
    let source = prop::option::of(prop::sample::select(vec!["api", "app"]));
    let after = prop_oneof![2 => Just(0_i64), 2 => 1_i64..200, 3 => 0_i64..200_000];
    let kind = prop::sample::select(vec!["consume", "consume", "consume", "add", "refund"]);
    (kind, 0_i64..60, after, method, source).prop_map(|(kind, amount, after, method, source)| {
        Draft { kind, amount, after, method, source }
    })
}

/// A ledger that chains, oldest first; the first row stands alone in its second.
fn ledger(drafts: &[Draft]) -> Vec<Transaction> {
    let (mut balance, mut at) = (1_000, NEW_YEAR);
    let first = Draft { kind: "add", amount: 1_000, after: 0, method: None, source: None };
    let mut rows = Vec::new();
    for (number, draft) in std::iter::once(&first).chain(drafts).enumerate() {
        at += draft.after + i64::from(number == 1);
        if number > 0 {
            balance += if draft.kind == "consume" { -draft.amount } else { draft.amount };
        }
        let row = json!({
            "id": format!("t{number}"), "type": draft.kind, "amount": draft.amount,
            "balanceAfter": balance, "signatureMethod": draft.method, "source": draft.source,
            "createdAt": Timestamp::from_second(at).unwrap().to_string(),
        });
        rows.push(Transaction::from_value(&parse(&row)).unwrap());
    }
    rows
}

fn a_ledger() -> impl Strategy<Value = Vec<Transaction>> {
    prop::collection::vec(a_draft(), 0..60).prop_map(|drafts| ledger(&drafts))
}

/// Amounts of which no two selections have the same sum: no rows of one second lead back to where they
/// began, so that one order alone chains.
fn an_unambiguous_ledger() -> impl Strategy<Value = Vec<Transaction>> {
    prop::collection::vec(a_draft(), 0..40).prop_map(|mut drafts| {
        for (place, draft) in drafts.iter_mut().enumerate() {
            draft.amount = 1 << place;
        }
        ledger(&drafts)
    })
}

fn id(row: &Transaction) -> String {
    row.row().id.to_owned()
}

fn ids(listing: &Listing<'_>) -> Vec<String> {
    listing.items.iter().map(|row| id(row)).collect()
}

fn query(text: &serde_json::Value) -> ListQuery {
    ListQuery::from_value(&parse(text)).unwrap()
}

fn reversed(rows: &[Transaction]) -> Vec<Transaction> {
    rows.iter().rev().cloned().collect()
}

fn seconds(row: &Transaction) -> i64 {
    row.row().created_at.seconds()
}

fn kind_of(row: &Transaction) -> String {
    serde_json::to_value(row).unwrap()["type"].as_str().unwrap().to_owned()
}

fn offset_text(minutes: i32) -> String {
    let (sign, size) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝'];

/// Texts of what a CSV file has a meaning for.
fn some_texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("['=+@\\-,;\"\t\r\n a1é＝]{0,6}", 5)
}

fn some() -> ProptestConfig {
    ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(some())]

    #[test]
    fn pages_of_any_size_make_the_whole(
        rows in a_ledger(),
        limit in 1_i64..=100,
        kind in 0..4_usize,
        turned: bool,
    ) {
        let kinds = [None, Some("consume"), Some("add"), Some("refund")];
        let ask = |page: i64| {
            let mut asked = json!({ "page": page, "limit": limit });
            if let Some(kind) = kinds[kind] {
                asked["type"] = json!(kind);
            }
            query(&asked)
        };
        let wanted = |row: &&Transaction| kinds[kind].is_none_or(|kind| kind_of(row) == kind);
        let expected: Vec<String> = rows.iter().rev().filter(wanted).map(id).collect();
        let rows = if turned { reversed(&rows) } else { rows };
        let (mut listed, mut page) = (Vec::new(), 1);
        loop {
            let listing = list_transactions(&rows, &ask(page)).unwrap();
            let info = listing.page_info;
            prop_assert_eq!(usize::try_from(info.total).unwrap(), expected.len());
            prop_assert_eq!(info.total_pages, (info.total + limit - 1) / limit);
            prop_assert_eq!(info.has_previous, page > 1);
            prop_assert_eq!(info.has_next, page < info.total_pages);
            prop_assert_eq!(listing.next_cursor.as_ref(), None);
            listed.extend(ids(&listing));
            page += 1;
            if !info.has_next {
                break;
            }
        }
        prop_assert_eq!(listed, expected);
        prop_assert!(list_transactions(&rows, &ask(page)).unwrap().items.is_empty());
    }

    #[test]
    fn cursors_neither_repeat_nor_lose_while_rows_arrive(
        rows in a_ledger(),
        limit in 1_usize..8,
        known in any::<prop::sample::Index>(),
        arrivals in prop::collection::vec(0_usize..6, 70),
        turned: bool,
    ) {
        let mut known = 1 + known.index(rows.len());
        let expected: Vec<String> = rows[..known].iter().rev().map(id).collect();
        let mut asked = json!({ "limit": limit, "cursor": true });
        let mut listed = Vec::new();
        for more in arrivals {
            let there = if turned { reversed(&rows[..known]) } else { rows[..known].to_vec() };
            let listing = list_transactions(&there, &query(&asked)).unwrap();
            listed.extend(ids(&listing));
            let Some(cursor) = listing.next_cursor.clone().unwrap() else { break };
            prop_assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            asked = json!({ "limit": limit, "after": cursor });
            known = rows.len().min(known + more);
        }
        prop_assert_eq!(listed, expected);
    }

    #[test]
    fn cursors_come_to_an_end_where_a_row_stands_twice(
        rows in a_ledger(),
        twice in any::<prop::sample::Index>(),
    ) {
        let mut rows = rows;
        rows.insert(0, rows[twice.index(rows.len())].clone());
        let whole = ids(&list_transactions(&rows, &query(&json!({ "limit": 100 }))).unwrap());
        let mut asked = json!({ "limit": 1, "cursor": true });
        let mut listed = Vec::new();
        for _ in 0..rows.len() {
            let listing = list_transactions(&rows, &query(&asked)).unwrap();
            listed.extend(ids(&listing));
            asked = json!({ "limit": 1, "after": listing.next_cursor.unwrap() });
        }
        prop_assert_eq!(listed, whole);
        prop_assert_eq!(&asked["after"], &serde_json::Value::Null);
    }

    #[test]
    fn a_cursor_with_any_change_is_refused(
        rows in a_ledger(),
        place in any::<prop::sample::Index>(),
        with in "[0-9a-zA-Z/ é]",
    ) {
        prop_assume!(rows.len() > 1);
        let asked = query(&json!({ "limit": 1, "cursor": true }));
        let listing = list_transactions(&rows, &asked).unwrap();
        let cursor = listing.next_cursor.unwrap().unwrap();
        let mut changed: Vec<char> = cursor.chars().collect();
        let place = place.index(changed.len());
        changed[place] = with.chars().next().unwrap();
        let changed: String = changed.into_iter().collect();
        prop_assume!(changed != cursor);
        let (late, short) = (&cursor[1..], &cursor[..cursor.len() - 1]);
        for wrong in [changed.as_str(), late, short, &format!("{cursor}0")] {
            let issues = list_transactions(&rows, &query(&json!({ "after": wrong }))).unwrap_err();
            prop_assert_eq!(&issues[0].message, "Invalid cursor");
        }
    }

    #[test]
    fn shuffled_seconds_are_listed_as_they_chain(
        rows in an_unambiguous_ledger(),
        keys in prop::collection::vec(any::<u32>(), 50),
        turned: bool,
    ) {
        let expected: Vec<String> = rows.iter().rev().map(id).collect();
        let mut shuffled: Vec<(usize, Transaction)> = rows.into_iter().enumerate().collect();
        shuffled.sort_by_key(|(place, row)| (seconds(row), keys[*place]));
        let mut shuffled: Vec<Transaction> = shuffled.into_iter().map(|(_, row)| row).collect();
        if turned {
            shuffled.reverse();
        }
        let listing = list_transactions(&shuffled, &query(&json!({ "limit": 100 }))).unwrap();
        prop_assert_eq!(ids(&listing), expected);
    }

    #[test]
    fn a_statement_is_the_same_from_any_parts(
        rows in a_ledger(),
        parts in prop::collection::vec(0_usize..5, 80),
        turned: bool,
    ) {
        let closing = rows.last().unwrap().row().balance_after;
        let rows = if turned { reversed(&rows) } else { rows };
        let whole = statement(&rows, Context::Personal).unwrap();
        prop_assert_eq!(whole.balance, closing);
        let sums = [whole.total_added, whole.total_refunded].map(|amount| amount.get());
        prop_assert_eq!(sums[0] + sums[1] - whole.total_used.get(), closing.get());
        let newest = list_transactions(&rows, &ListQuery::default()).unwrap().items[0].row();
        prop_assert_eq!(newest.balance_after, closing);
        let mut folds = vec![StatementFold::default(); 5];
        for ((place, row), part) in (1..).zip(&rows).zip(&parts) {
            folds[*part].push(place, &row.row());
        }
        let mut all = StatementFold::default();
        folds.into_iter().rev().for_each(|fold| all.merge(fold));
        prop_assert_eq!(all.finish(Context::Personal).unwrap(), whole);
    }

    #[test]
    fn a_statement_and_a_listing_agree_on_rows_that_do_not_chain(
        rows in a_ledger(),
        keep in prop::collection::vec(any::<bool>(), 80),
        turned: bool,
    ) {
        let mut rows: Vec<Transaction> =
            rows.into_iter().zip(&keep).filter(|(_, keep)| **keep).map(|(row, _)| row).collect();
        if turned {
            rows.reverse();
        }
        let listing = list_transactions(&rows, &ListQuery::default()).unwrap();
        let newest = listing.items.first().map_or(0, |row| row.row().balance_after.get());
        prop_assert_eq!(statement(&rows, Context::Personal).unwrap().balance.get(), newest);
    }

    #[test]
    fn sums_of_use_agree_under_any_offset(
        rows in a_ledger(),
        minutes in -1_439_i32..=1_439,
        start in 0_i64..20,
        days in 0_i64..60,
        bounds in 0..4_u8,
    ) {
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        let text = if minutes == 0 { String::from("Z") } else { offset_text(minutes) };
        let first = civil::date(2025, 12, 28).checked_add(jiff::Span::new().days(start)).unwrap();
        let last = first.checked_add(jiff::Span::new().days(days)).unwrap();
        let mut options = json!({ "utcOffset": text });
        if bounds & 1 != 0 {
            options["startDate"] = json!(first.to_string());
        }
        if bounds & 2 != 0 {
            options["endDate"] = json!(last.to_string());
        }
        let usage_query = UsageQuery::from_value(&parse(&options)).unwrap();
        let answer = usage(&rows, &usage_query).unwrap();

        // By another calendar, row by row.
        let mut by_day: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut day = first;
        while bounds == 3 && day <= last {
            by_day.insert(day.to_string(), (0, 0));
            day = day.tomorrow().unwrap();
        }
        for row in &rows {
            let kind = kind_of(row);
            let date = offset.to_datetime(Timestamp::from_second(seconds(row)).unwrap()).date();
            let inside = (bounds & 1 == 0 || date >= first) && (bounds & 2 == 0 || date <= last);
            if kind != "add" && inside {
                let sums = by_day.entry(date.to_string()).or_default();
                let sum = if kind == "consume" { &mut sums.0 } else { &mut sums.1 };
                *sum += row.row().size().get();
            }
        }
        let days = answer.by_day.iter().map(|of| (of.date.to_string(), of.used, of.refunded));
        let days: Vec<_> = days.map(|(day, used, back)| (day, (used.get(), back.get()))).collect();
        prop_assert_eq!(days, by_day.into_iter().collect::<Vec<_>>());

        let sums = [
            answer.by_day.iter().map(|of| (of.used.get(), of.refunded.get())).fold((0, 0), add),
            answer.by_method.iter().map(|of| (of.used.get(), of.refunded.get())).fold((0, 0), add),
            answer.by_source.iter().map(|of| (of.used.get(), of.refunded.get())).fold((0, 0), add),
        ];
        let total = (answer.total_used.get(), answer.total_refunded.get());
        prop_assert_eq!(sums, [total; 3]);
        let breakdown = answer.breakdown;
        let parts = breakdown.document_signing.get() + breakdown.aadhaar_esign.get();
        prop_assert_eq!(parts, total.0);

        let mut halves = [UsageFold::new(usage_query), UsageFold::new(usage_query)];
        for (place, row) in rows.iter().enumerate() {
            halves[place % 2].push(&row.row(), row.source());
        }
        let [mut one, other] = halves;
        one.merge(&other);
        prop_assert_eq!(one.finish().unwrap(), answer);
    }

    #[test]
    fn a_balance_lasts_as_long_as_the_rate_says(
        rows in a_ledger(),
        at in 0_i64..5_000_000,
        bought in 1_i64..10_000,
    ) {
        let at = Timestamp::from_second(NEW_YEAR + at).unwrap();
        let instant = Instant::parse(&at.to_string()).unwrap();
        let asked = RunOutQuery { at: instant, utc_offset: UtcOffset::UTC };
        let now = at.as_second();
        let past: Vec<&Transaction> = rows.iter().filter(|row| seconds(row) <= now).collect();
        let age = (at.as_second() - NEW_YEAR) / 86_400;
        let days = age.min(30);
        let from = at.as_second() - days * 86_400;
        let spent = past.iter().filter(|row| seconds(row) > from).map(|row| {
            match (kind_of(row).as_str(), row.row().size().get()) {
                ("consume", size) => size,
                ("refund", size) => -size,
                _ => 0,
            }
        });
        let spent: i64 = spent.sum();
        let answer = run_out(&rows, &asked).unwrap();
        prop_assert_eq!(answer.is_some(), age >= 7 && spent > 0);
        let Some(answer) = answer else { return Ok(()) };
        prop_assert_eq!((answer.rate.credits.get(), answer.rate.days), (spent, days));
        let balance = past.last().unwrap().row().balance_after.get();
        prop_assert_eq!(answer.balance.get(), balance);
        let left = answer.days_left.unwrap();
        let covered = balance.max(0) * days;
        prop_assert!(left * spent <= covered && covered < (left + 1) * spent);
        let today = Offset::UTC.to_datetime(at).date();
        let date = today.checked_add(jiff::Span::new().days(left)).unwrap();
        prop_assert_eq!(answer.date.unwrap().to_string(), date.to_string());

        // A purchase moves the day, not the rate.
        let purchase = json!({
            "id": "p", "type": "add", "amount": bought, "balanceAfter": balance + bought,
            "createdAt": at.to_string(),
        });
        let mut rows: Vec<Transaction> = past.into_iter().cloned().collect();
        rows.push(Transaction::from_value(&parse(&purchase)).unwrap());
        let richer = run_out(&rows, &asked).unwrap().unwrap();
        prop_assert_eq!(richer.rate, answer.rate);
        prop_assert_eq!(richer.balance.get(), balance + bought);
    }

    #[test]
    fn exports_read_back(
        texts in prop::collection::vec(some_texts(), 0..8),
        amount in -99_i64..99,
        wallet: bool,
    ) {
        let rows = texts.iter().enumerate().map(|(number, texts)| {
            let mut row = json!({
                "id": format!("{}t{number}", texts[0]), "type": "consume",
                "amount": amount, "balanceAfter": -amount,
                "reason": texts[0], "description": texts[1], "documentId": texts[2],
                "signatureMethod": texts[3], "source": texts[4],
                "createdAt": "2026-03-11T10:30:00Z",
            });
            if wallet {
                row["walletId"] = json!(format!("w{}", texts[1]));
            }
            row
        });
        let rows: Vec<serde_json::Value> = rows.collect();
        let transactions = Transaction::list_from_value(&parse(&json!(rows))).unwrap();
        let csv = to_csv(&transactions);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        prop_assert_eq!(head.len(), if wallet && !rows.is_empty() { 11 } else { 10 });
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), rows.len());
        for (record, row) in read.iter().zip(&rows) {
            for (key, cell) in head.iter().zip(record) {
                let formula = cell.starts_with(FORMULA);
                let text = match &row[key] {
                    serde_json::Value::String(text) => {
                        prop_assert!(!formula, "{cell:?} is a formula");
                        text.clone()
                    }
                    number => number.to_string(),
                };
                // What begins so after apostrophes has one more of them than it came with.
                let rest = cell.trim_start_matches('\'');
                let marked = cell.len() > rest.len() && rest.starts_with(FORMULA);
                prop_assert_eq!(if marked { &cell[1..] } else { cell }, text);
            }
        }
    }

    #[test]
    fn dates_are_those_of_another_calendar(
        day in -719_528_i64..=2_932_896,
        second in 0_i64..86_400,
        minutes in -1_439_i32..=1_439,
    ) {
        let epoch = civil::date(1970, 1, 1);
        let date = epoch.checked_add(jiff::Span::new().days(day)).unwrap();
        let ours = Date::parse(&date.to_string()).unwrap();
        prop_assert_eq!(ours.to_string(), date.to_string());
        prop_assert_eq!(Date::parse("1970-01-01").unwrap().days_until(ours), day);
        let text = offset_text(minutes);
        let offset = UtcOffset::parse(&text).unwrap();
        let begin = format!("{date}T00:00:00{text}");
        if let Some(instant) = ours.begin(offset) {
            prop_assert_eq!(Some(instant), Instant::parse(&begin));
            prop_assert_eq!(instant.date(offset), ours);
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            let later = format!("{date}T{hour:02}:{minute:02}:{second:02}.5{text}");
            prop_assert_eq!(Instant::parse(&later).unwrap().date(offset), ours);
        } else {
            prop_assert!(!(1..9_999).contains(&date.year()));
        }
    }

    #[test]
    fn texts_that_are_no_date_are_refused(
        text in "[0-9]{3,5}-[0-9]{1,3}-[0-9]{1,3}|[0-9T:Z-]{0,12}",
    ) {
        let shape = text.len() == 10 && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let theirs = shape.then(|| text.parse::<civil::Date>().ok()).flatten();
        let ours = Date::parse(&text).map(|date| date.to_string());
        prop_assert_eq!(ours, theirs.map(|date| date.to_string()));
    }
}

fn add(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
    (a.0 + b.0, a.1 + b.1)
}

#[test]
fn a_second_with_more_rows_than_can_be_arranged_stays_as_listed() {
    let row = |number: usize| {
        let row = json!({
            "id": format!("t{number}"), "type": "consume", "amount": 1,
            "balanceAfter": 20_000 - 2 * (number / 2),
            "createdAt": format!("2026-03-11T10:{}:00Z", if number == 0 { 29 } else { 30 }),
        });
        Transaction::from_value(&parse(&row)).unwrap()
    };
    let mut rows: Vec<Transaction> = (0..9_000).map(row).collect();
    let last = rows[8_999].row().balance_after;
    assert_eq!(statement(&rows, Context::Personal).unwrap().balance, last);
    rows.reverse();
    assert_eq!(statement(&rows, Context::Personal).unwrap().balance, last);
    let mut folds = vec![StatementFold::default(); 3];
    for (place, row) in rows.iter().enumerate() {
        folds[place * 7 % 3].push(u64::try_from(place).unwrap(), &row.row());
    }
    let mut all = StatementFold::default();
    folds.into_iter().for_each(|fold| all.merge(fold));
    assert_eq!(all.finish(Context::Personal).unwrap().balance, last);
}

#[test]
fn a_thousand_methods_are_counted_and_no_more() {
    let row = |number: usize| {
        let row = json!({
            "id": "t", "type": "consume", "amount": 1, "balanceAfter": 0,
            "signatureMethod": format!("m{number}"), "createdAt": "2026-03-11T10:30:00Z",
        });
        Transaction::from_value(&parse(&row)).unwrap()
    };
    let rows: Vec<Transaction> = (0..1_001).map(row).collect();
    let (all, few) = (UsageQuery::default(), &rows[..1_000]);
    assert_eq!(usage(few, &all).unwrap().by_method.len(), 1_000);
    assert_eq!(usage(&rows, &all).unwrap_err().code, sealquote::Code::LimitExceeded);
    let mut folds = [UsageFold::new(all), UsageFold::new(all)];
    for (place, row) in rows.iter().enumerate() {
        folds[place % 2].push(&row.row(), row.source());
    }
    let [mut one, other] = folds;
    one.merge(&other);
    assert!(one.finish().is_err());
}
