//! What an organization consumes, from files of events.

mod events;
mod scan;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use sealquote::Error;
use sealquote::consumption::{
    self, AddonConsumption, AddonSubscription, AddonsFold, AddonsQuery, ConsumptionRow,
    ConsumptionRows, DetailFold, DetailQuery, Discrepancy, Theirs,
};
use sealquote::json::{self, Value};
use serde::Serialize;

use crate::answer::{CLEAN, FINDINGS, pretty, tell_rows};
use crate::figures::{counted, table};
use crate::inputs::read_text;
use crate::{Reading, Unreadable};
use events::{Read, read_all, read_in_order};

#[derive(Subcommand)]
pub(crate) enum Task {
    /// The consumption of a period, as the vendor's API answers it
    ///
    /// Exit code 0 when every event was read, 2 when any could not be: then the sums lack it.
    Detail {
        /// Events, as lines or arrays of JSON, CSV, Parquet or Arrow, as they are or packed by gzip or zstd; patterns such
        /// as 'events/*.parquet'; standard input without any, or by `-`
        events: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        period: Period,
        /// The cursor of the page before
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// The most rows on a page, 1 to 100; all rows on one page when neither this nor a cursor is given
        #[arg(long, value_name = "ROWS")]
        limit: Option<i64>,
        /// How the rows are written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// What is left of add-ons
    ///
    /// Exit code 0 when every event was read, 2 when any could not be: then the sums lack it.
    Addons {
        /// Events, as lines or arrays of JSON, CSV, Parquet or Arrow, as they are or packed by gzip or zstd; patterns such
        /// as 'events/*.parquet'; standard input without any, or by `-`
        events: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// The file of subscriptions: an array of `name`, `start_at`, `end_at` and `quota`
        #[arg(long, value_name = "FILE")]
        subscriptions: PathBuf,
        /// The instant that is asked about, such as 2026-03-11T10:30:00Z
        #[arg(long, value_name = "INSTANT")]
        at: String,
        /// Only this add-on; can be given again
        #[arg(long = "addon", value_name = "NAME")]
        addons: Vec<String>,
        /// Where the add-ons are asked for: in a `sandbox` there are none
        #[arg(long, default_value = "production")]
        environment: String,
        /// How the add-ons are written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Which rows of the vendor's answer differ from the events, and which events could be why
    ///
    /// All events are kept in memory. Exit code 0 when both agree, 1 when they do not, 2 when the input could not be
    /// read.
    Reconcile {
        /// Events, as lines or arrays of JSON, CSV, Parquet or Arrow, as they are or packed by gzip or zstd; patterns such
        /// as 'events/*.parquet'; standard input without any, or by `-`
        events: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// The vendor's answer: a page, or an array of all pages
        #[arg(long, value_name = "FILE")]
        theirs: PathBuf,
        #[command(flatten)]
        period: Period,
        /// How the differences are written; there is no CSV of them
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// Which consumption is asked for.
#[derive(Args)]
pub(crate) struct Period {
    /// The first day, such as 2026-03-01, in UTC
    #[arg(long, value_name = "DATE")]
    from: String,
    /// The last day, which is in it; at most a year after the first
    #[arg(long, value_name = "DATE")]
    to: String,
    /// Rows of the organization, or of each workspace
    #[arg(long, default_value = "organization")]
    breakdown: String,
    /// Only this workspace; can be given again
    #[arg(long = "workspace", value_name = "ID")]
    workspaces: Vec<String>,
    /// Only this source: app, api or connector
    #[arg(long)]
    source: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document, as the vendor's API has it
    Json,
    /// Rows for a spreadsheet
    Csv,
}

/// Files of events, and how they are read.
type Files<'f> = (&'f [PathBuf], &'f Reading);

/// Does one of the tasks, and answers what to print and the exit code.
pub(crate) fn perform(task: Task) -> Result<(String, u8), Unreadable> {
    match task {
        Task::Detail { events, reading, period, after, limit, format } => {
            let paged = limit.is_some() || after.is_some();
            detail((&events, &reading), &period.query(after, limit)?, paged, format)
        }
        Task::Addons { events, reading, subscriptions, at, addons, environment, format } => {
            let read = read_json(&subscriptions)?;
            let subscriptions = AddonSubscription::list_from_value(&read).map_err(|errors| {
                refused(&errors, |path| format!("`{}`{path}", subscriptions.display()))
            })?;
            let query = addons_query(at, addons, environment)?;
            addons_left((&events, &reading), &subscriptions, &query, format)
        }
        Task::Reconcile { events, reading, theirs, period, format } => {
            let query = period.query(None, None)?;
            let read = read_json(&theirs)?;
            let answer = Theirs::from_value(&read, &query).map_err(|errors| {
                refused(&errors, |path| format!("`{}`{path}", theirs.display()))
            })?;
            reconcile((&events, &reading), &answer, &query, format)
        }
    }
}

impl Period {
    fn query(self, after: Option<String>, limit: Option<i64>) -> Result<DetailQuery, Unreadable> {
        let texts = [
            ("from", Some(self.from)),
            ("to", Some(self.to)),
            ("breakdownType", Some(self.breakdown)),
            ("source", self.source),
            ("after", after),
        ];
        let mut entries: Vec<(String, Value)> = texts
            .into_iter()
            .filter_map(|(key, text)| Some((key.to_owned(), Value::String(text?))))
            .collect();
        entries.extend(limit.map(|limit| (String::from("limit"), Value::Integer(limit))));
        if !self.workspaces.is_empty() {
            entries.push((String::from("workspaceIds"), strings(self.workspaces)));
        }
        DetailQuery::from_value(&Value::Object(entries)).map_err(|errors| {
            refused(&errors, |path| match path.split('/').nth(1).unwrap_or_default() {
                "breakdownType" => String::from("`--breakdown`"),
                "workspaceIds" => String::from("`--workspace`"),
                key => format!("`--{key}`"),
            })
        })
    }
}

fn addons_query(
    at: String,
    addons: Vec<String>,
    environment: String,
) -> Result<AddonsQuery, Unreadable> {
    let mut entries = Vec::from([
        (String::from("at"), Value::String(at)),
        (String::from("environment"), Value::String(environment)),
    ]);
    if !addons.is_empty() {
        entries.push((String::from("addons"), strings(addons)));
    }
    AddonsQuery::from_value(&Value::Object(entries)).map_err(|errors| {
        refused(&errors, |path| match path.split('/').nth(1).unwrap_or_default() {
            "addons" => String::from("`--addon`"),
            key => format!("`--{key}`"),
        })
    })
}

fn strings(texts: Vec<String>) -> Value {
    Value::Array(texts.into_iter().map(Value::String).collect())
}

/// All mistakes, a line each; `place` says where a path leads.
fn refused(errors: &[Error], place: impl Fn(&str) -> String) -> Unreadable {
    let told = errors.iter().map(|error| {
        format!("{} in {}: {}", error.code.as_str(), place(&error.path), error.message)
    });
    Unreadable::new(told.collect::<Vec<String>>().join("\nsealquote: "))
}

fn read_json(path: &Path) -> Result<Value, Unreadable> {
    let text = read_text(path)?;
    json::parse(&text)
        .map_err(|error| Unreadable::new(format!("`{}` is {}", path.display(), error.message)))
}

fn failed(error: Error) -> Unreadable {
    Unreadable::new(error.to_string())
}

fn detail(
    files: Files<'_>,
    query: &DetailQuery,
    paged: bool,
    format: Format,
) -> Result<(String, u8), Unreadable> {
    let Read { fold, events, told } = read_all(files, || DetailFold::new(query.clone()))?;
    let mut answer = fold.finish().map_err(failed)?;
    if !paged {
        answer.data = fold.finish_whole().map_err(failed)?;
        answer.meta.next_cursor = None;
    }
    let text = match format {
        Format::Json => pretty(&answer)?,
        Format::Csv => consumption::to_csv(&ConsumptionRows::from(&answer)),
        Format::Text => {
            let rows = answer.data.iter().map(|row| (named(row), [row.value.get()]));
            let mut text = head(events, told.len());
            text.push_str(&table("consumption", ["value"], &rows.collect::<Vec<_>>()));
            if let Some(cursor) = &answer.meta.next_cursor {
                text.push_str(&format!("\nMore rows follow: `--after {cursor}`.\n"));
            }
            text
        }
    };
    Ok((text, tell_rows(&told)))
}

fn addons_left(
    files: Files<'_>,
    subscriptions: &[AddonSubscription],
    query: &AddonsQuery,
    format: Format,
) -> Result<(String, u8), Unreadable> {
    let Read { fold, events, told } = read_all(files, || AddonsFold::new(subscriptions, query))?;
    let answer = fold.finish().map_err(failed)?;
    let text = match format {
        Format::Json => pretty(&answer)?,
        Format::Csv => consumption::to_csv(&ConsumptionRows::from(&answer)),
        Format::Text => {
            let figures = |addon: &AddonConsumption| {
                [addon.quota, addon.consumed, addon.remaining, addon.projected]
                    .map(|amount| amount.get())
            };
            let rows =
                answer.data.iter().map(|addon| (addon.name.as_str().to_owned(), figures(addon)));
            let heads = ["quota", "consumed", "remaining", "projected"];
            let mut text = head(events, told.len());
            text.push_str(&table("add-on", heads, &rows.collect::<Vec<_>>()));
            for addon in &answer.data {
                if let Some(date) = addon.exhausted_on {
                    let name = addon.name.as_str();
                    let tense = if addon.remaining.get() > 0 { "will be" } else { "was" };
                    text.push_str(&format!("\n`{name}` {tense} used up on {date}.\n"));
                }
            }
            text
        }
    };
    Ok((text, tell_rows(&told)))
}

fn reconcile(
    files: Files<'_>,
    theirs: &Theirs,
    query: &DetailQuery,
    format: Format,
) -> Result<(String, u8), Unreadable> {
    if format == Format::Csv {
        return Err(Unreadable::new("there is no CSV of differences; ask for `--format json`"));
    }
    let Read { fold: all, events, told } = read_in_order(files)?;
    let found = consumption::reconcile(&all, theirs, query).map_err(failed)?;
    let text = match format {
        Format::Json => pretty(&found)?,
        _ => differences(&found, head(events, told.len())),
    };
    let unread = tell_rows(&told);
    let code = if found.is_empty() { CLEAN } else { FINDINGS };
    Ok((text, if unread == CLEAN { code } else { unread }))
}

fn differences(found: &[Discrepancy], mut text: String) -> String {
    if found.is_empty() {
        text.push_str("Both agree.\n");
    }
    for row in found {
        let like = ConsumptionRow {
            source: row.source,
            workspace_id: row.workspace_id.clone(),
            consumption_type: row.consumption_type,
            level: row.level,
            identification_mode: row.identification_mode,
            value: row.ours,
            sum: row.ours,
        };
        let (ours, theirs, difference) = (row.ours, row.theirs, row.difference.get());
        text.push_str(&format!(
            "{}: ours {ours}, theirs {theirs} ({difference:+})\n",
            named(&like)
        ));
        for why in &row.explanations {
            let cause = word(&why.cause);
            let exact = if why.exact { ", the whole difference" } else { "" };
            let ids = why.events.join("`, `");
            text.push_str(&format!("  {cause}: {}{exact} (`{ids}`)\n", why.value));
        }
    }
    text
}

/// What a row counts, in words.
fn named(row: &ConsumptionRow) -> String {
    let level = row.level.map(|level| word(&level));
    let mode = row.identification_mode.map(str::to_owned);
    let parts = [
        Some(row.consumption_type.as_str().to_owned()),
        level,
        mode,
        Some(row.source.as_str().to_owned()),
        row.workspace_id.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(" ")
}

/// The name that a value is written with.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn head(events: u64, unreadable: usize) -> String {
    let mut text = counted(events, "event");
    if unreadable > 0 {
        text.push_str(", some unreadable");
    }
    text.push_str("\n\n");
    text
}
