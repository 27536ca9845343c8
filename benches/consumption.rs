//! A million events aggregated natively, as they lie in memory: milliseconds for each breakdown, on standard output.
//! With a path, writes the same events there, one a line, for the command and what it is compared with.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "small numbers, and a clock, which is what a benchmark is about"
)]

use std::fmt::Write as _;
use std::time::Instant;

use sealquote::consumption::{
    DetailFold, DetailQuery, Event, EventKind, IdentificationMode, Level, Outcome, SealLevel,
    Source,
};
use sealquote::json;

const EVENTS: u64 = 1_000_000;
const WORKSPACES: u64 = 200;

fn main() {
    let workspaces: Vec<String> = (0..WORKSPACES)
        .map(|number| {
            format!("{:08x}-06e9-468c-8104-31fa737fdf9f", number * 2_654_435_761 % 4_294_967_296)
        })
        .collect();
    let days: Vec<String> =
        (0..365).map(|day| format!("2026-{:02}-{:02}", day / 31 + 1, day % 28 + 1)).collect();
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut events = Vec::new();
    let mut text = String::new();
    for number in 0..EVENTS {
        let workspace = &workspaces[usize::try_from(next(WORKSPACES)).unwrap()];
        let (source, source_name) =
            [(Source::App, "app"), (Source::Api, "api"), (Source::Connector, "connector")]
                [usize::try_from(next(3)).unwrap()];
        let at = format!(
            "{}T{:02}:{:02}:{:02}Z",
            days[usize::try_from(next(365)).unwrap()],
            next(24),
            next(60),
            next(60)
        );
        let count = next(5) + 1;
        let (kind, own) = match next(10) {
            0..=3 => (
                EventKind::RequestSent { level: Level::Simple, signers: count },
                format!(r#""kind":"signature_request.sent","level":"simple","signers":{count}"#),
            ),
            4 | 5 => (
                EventKind::RequestSent { level: Level::Advanced, signers: count },
                format!(r#""kind":"signature_request.sent","level":"advanced","signers":{count}"#),
            ),
            6 => (
                EventKind::IdentificationAttempted {
                    mode: IdentificationMode::DoubleVerification,
                    outcome: Outcome::Failed,
                },
                String::from(
                    r#""kind":"identification.attempted","mode":"double_verification","outcome":"failed""#,
                ),
            ),
            7 => (
                EventKind::SealCreated { level: SealLevel::Simple, documents: count },
                format!(r#""kind":"seal.created","level":"simple","documents":{count}"#),
            ),
            8 => (
                EventKind::RequestCancelled,
                String::from(r#""kind":"signature_request.cancelled""#),
            ),
            _ => (
                EventKind::DocumentArchived { bytes: count * 123_456 },
                format!(r#""kind":"document.archived","bytes":{}"#, count * 123_456),
            ),
        };
        let _ = writeln!(
            text,
            r#"{{"id":"evt_{number:09}","at":"{at}","source":"{source_name}","workspaceId":"{workspace}",{own}}}"#
        );
        let at = sealquote::Instant::parse(&at).unwrap();
        events.push(Event { id: "evt", at, source, workspace_id: workspace, kind });
    }
    if let Some(path) = std::env::args().find(|argument| argument.ends_with(".ndjson")) {
        std::fs::write(path, &text).unwrap();
    }
    for breakdown in ["organization", "workspace"] {
        let query = format!(
            r#"{{ "from": "2026-01-01", "to": "2026-12-31", "breakdownType": "{breakdown}" }}"#
        );
        let query = DetailQuery::from_value(&json::parse(&query).unwrap()).unwrap();
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..11 {
            let began = Instant::now();
            let mut fold = DetailFold::new(query.clone());
            events.iter().for_each(|event| fold.push(event));
            rows = fold.finish_whole().unwrap().len();
            times.push(began.elapsed().as_millis());
        }
        times.sort_unstable();
        println!("{breakdown}: {} ms, {rows} rows", times[5]);
    }
}
