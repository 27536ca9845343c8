//! What a ledger would have cost under another book.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use csv::{Terminator, WriterBuilder};
use sealquote::PriceBook;
use sealquote::book::ChargeOn;
use sealquote::history::guarded;
use sealquote::ledger::Chains;
use sealquote::reprice::{EnvelopeCost, Reason, Simulated, Simulation, SimulationOptions, Sums};
use serde::Serialize;

use crate::figures::{MAX_LISTED, counted, grouped, only_listed, read, table, wallet_name};
use crate::walk::{At, Walked, Wallets, walk};
use crate::{Reading, Unreadable, activity, paths};

/// How many winners and how many losers are listed.
const MAX_RANKED: usize = 5;

/// A ledger that was priced anew.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Repriced {
    from_book: String,
    book: String,
    #[serde(skip)]
    unit: String,
    rows: u64,
    unreadable: u64,
    /// What has to be known to read the figures.
    notes: Vec<String>,
    #[serde(flatten)]
    simulated: Simulated,
    wallets: Vec<WalletCost>,
}

#[derive(Serialize)]
struct WalletCost {
    wallet: Option<String>,
    file: Option<String>,
    #[serde(flatten)]
    sums: Sums,
}

/// By what a table is parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum By {
    /// A line for each envelope
    Envelope,
    /// A line for each month
    Month,
    /// A line for each wallet
    Wallet,
}

/// Prices a ledger's files anew, and answers the rows that could not be read, in words.
pub(crate) fn simulate(
    files: &[PathBuf],
    reading: &Reading,
    [old, new]: [&PriceBook; 2],
    told: Option<&Path>,
    options: SimulationOptions,
) -> Result<(Repriced, Vec<String>), Unreadable> {
    let failed = |error: sealquote::Error| Unreadable::new(error.to_string());
    let mut simulation = Simulation::new(old, new, options).map_err(failed)?;
    if let Some(path) = told {
        let stdin = Path::new("-");
        let from_input = files.is_empty() && reading.postgres.is_none();
        if path == stdin && (from_input || files.iter().any(|path| path == stdin)) {
            return Err(Unreadable::new("standard input can be read only once; name `-` once"));
        }
        activity::read(path, &mut simulation)?;
    }
    let mut wallets = Wallets::default();
    paths::refuse_twice(files)?;
    let walked = walk(files, reading, Chains::Listing, |At { chain, .. }, row| {
        simulation.push(wallets.number(chain, row), row);
    })?;
    let mut simulated = simulation.finish().map_err(failed)?;
    let sums = core::mem::take(&mut simulated.wallets).into_iter().map(|(number, sums)| {
        let (wallet, file) = wallets.name(number, &walked);
        WalletCost { wallet, file, sums }
    });
    let wallets = sums.collect();
    let Walked { rows, unreadable, told: bad, .. } = walked;
    let repriced = Repriced {
        from_book: old.id().to_owned(),
        book: new.id().to_owned(),
        unit: new.unit().to_owned(),
        rows,
        unreadable,
        notes: notes(old, new, told.is_some()),
        simulated,
        wallets,
    };
    Ok((repriced, bad))
}

/// What a ledger alone does not tell.
fn notes(old: &PriceBook, new: &PriceBook, has_activity: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let at_send =
        |book: &PriceBook| book.versions().any(|version| version.charge_on() == ChargeOn::Send);
    match (at_send(old), at_send(new)) {
        (false, true) if !has_activity => notes.push(format!(
            "`{}` charges everybody who is asked to sign, and the ledger tells only who did: envelopes that were not \
             completed would cost more than is said here; `--activity` gives exact figures",
            new.id()
        )),
        (true, false) if !has_activity => notes.push(format!(
            "`{}` charges only those who sign, and the ledger tells who was asked: envelopes that were not completed \
             would cost less than is said here; `--activity` gives exact figures",
            new.id()
        )),
        _ => {}
    }
    if old.unit() != new.unit() {
        notes.push(format!(
            "`{}` counts in {}s and `{}` in {}s; differences compare unlike things",
            old.id(),
            old.unit(),
            new.id(),
            new.unit()
        ));
    }
    notes
}

/// The answer as text: the totals first.
pub(crate) fn text(repriced: &Repriced) -> String {
    let Repriced { from_book, book, unit, simulated, wallets, .. } = repriced;
    let total = &simulated.total;
    let mut text = read(repriced.rows, wallets.len(), repriced.unreadable);
    let _ = writeln!(text, ", {} priced anew", counted(total.envelopes, "envelope"));
    if total.envelopes == 0 {
        text.push_str(match repriced.rows {
            0 => "No row was there to price; was it the right file?\n",
            _ => "No envelope could be priced anew.\n",
        });
    } else {
        let figures = [
            (format!("as charged ({from_book})"), total.charged),
            (format!("under {book}"), total.simulated),
            (String::from("difference"), total.difference),
        ];
        let names = figures.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let sums: Vec<String> = figures.iter().map(|(_, sum)| signed(*sum)).collect();
        let width = sums.iter().map(String::len).max().unwrap_or(0);
        for (number, ((name, _), sum)) in figures.iter().zip(&sums).enumerate() {
            let sum = if number < 2 { sum.trim_start_matches('+') } else { sum };
            let share = if number < 2 { String::new() } else { share(total) };
            let _ = writeln!(text, "  {name:<names$}  {sum:>width$} {unit}s{share}");
        }
    }
    push_unpriced(simulated, unit, &mut text);
    if total.envelopes == 0 {
        return text;
    }
    for note in &repriced.notes {
        let _ = writeln!(text, "\nNote: {note}.");
    }
    let kinds = [
        ("cheaper", &simulated.cheaper),
        ("dearer", &simulated.dearer),
        ("the same", &simulated.same),
    ];
    push_sums(
        "envelopes",
        kinds.into_iter().map(|(name, sums)| (name.to_owned(), *sums)),
        &mut text,
    );
    push_sums(
        "month",
        simulated.months.iter().map(|(month, sums)| (month.clone(), *sums)),
        &mut text,
    );
    if wallets.len() > 1 {
        let listed = wallets.iter().take(MAX_LISTED);
        push_sums(
            "wallet",
            listed.map(|of| (wallet_name(&of.wallet, &of.file), of.sums)),
            &mut text,
        );
        text.push_str(&only_listed(wallets.len()));
    }
    push_ranked("Saves most", simulated, 1, &mut text);
    push_ranked("Costs most", simulated, -1, &mut text);
    text
}

/// The difference as a share of what was charged, in tenths of a percent.
fn share(total: &Sums) -> String {
    let difference = i128::from(total.difference).unsigned_abs();
    let charged = i128::from(total.charged).unsigned_abs();
    let tenths = difference.saturating_mul(1_000).saturating_add(charged / 2).checked_div(charged);
    let sign = if total.difference < 0 { "-" } else { "+" };
    tenths.map_or(String::new(), |tenths| format!(" ({sign}{}.{} %)", tenths / 10, tenths % 10))
}

fn signed(sum: i64) -> String {
    if sum > 0 { format!("+{}", grouped(sum)) } else { grouped(sum) }
}

fn push_sums(head: &str, rows: impl Iterator<Item = (String, Sums)>, text: &mut String) {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let row = |(name, sums): (String, Sums)| {
        (name, [count(sums.envelopes), sums.charged, sums.simulated, sums.difference])
    };
    let rows: Vec<_> = rows.map(row).collect();
    text.push('\n');
    text.push_str(&table(head, ["number", "charged", "simulated", "difference"], &rows));
}

fn push_unpriced(simulated: &Simulated, unit: &str, text: &mut String) {
    if simulated.unpriced.is_empty() {
        return;
    }
    let all = simulated.unpriced.values();
    let (envelopes, charged) = all.fold((0_u64, 0_i64), |(envelopes, charged), of| {
        (envelopes.saturating_add(of.envelopes), charged.saturating_add(of.charged))
    });
    let _ = writeln!(
        text,
        "\nNot priced anew, and in no figure above: {}, charged {} {unit}s",
        counted(envelopes, "envelope"),
        grouped(charged)
    );
    for (reason, of) in &simulated.unpriced {
        let noun = if *reason == Reason::NoEnvelope { "row" } else { "envelope" };
        let charged = grouped(of.charged);
        let count = counted(of.envelopes, noun);
        let _ = writeln!(text, "  {count}, charged {charged}: {}", reason.meaning());
    }
}

/// The envelopes that differ most, one way.
fn push_ranked(head: &str, simulated: &Simulated, sign: i64, text: &mut String) {
    let gain = |of: &EnvelopeCost| of.difference.map_or(0, |d| d.saturating_mul(sign));
    let mut ranked: Vec<&EnvelopeCost> =
        simulated.envelopes.iter().filter(|of| gain(of) < 0).collect();
    ranked.sort_by_key(|of| gain(of));
    if ranked.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{head}");
    let row = |of: &&EnvelopeCost| {
        let simulated = of.simulated.unwrap_or(0);
        (of.id.clone(), [of.charged, simulated, of.difference.unwrap_or(0)])
    };
    let rows: Vec<_> = ranked.iter().take(MAX_RANKED).map(row).collect();
    text.push_str(&table("envelope", ["charged", "simulated", "difference"], &rows));
}

/// The answer as a table for spreadsheets (RFC 4180).
pub(crate) fn csv(repriced: &Repriced, by: By) -> Result<String, Unreadable> {
    let failed = |error: &dyn std::fmt::Display| {
        Unreadable::new(format!("the table could not be written: {error}"))
    };
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for record in records(repriced, by) {
        csv.write_record(record).map_err(|error| failed(&error))?;
    }
    let bytes = csv.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn records(repriced: &Repriced, by: By) -> Vec<Vec<String>> {
    let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let sums = |name: &str, sums: &Sums| {
        let Sums { envelopes, charged, simulated, difference } = sums;
        let figures = [charged, simulated, difference].map(i64::to_string);
        [guarded(name), envelopes.to_string()].into_iter().chain(figures).collect::<Vec<_>>()
    };
    let number = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
    let simulated = &repriced.simulated;
    let mut records = Vec::new();
    match by {
        By::Envelope => {
            records.push(head(&[
                "envelope",
                "month",
                "charged",
                "simulated",
                "difference",
                "reason",
            ]));
            records.extend(simulated.envelopes.iter().map(|of| {
                Vec::from([
                    guarded(&of.id),
                    of.month.clone(),
                    of.charged.to_string(),
                    number(of.simulated),
                    number(of.difference),
                    of.reason.map_or("", Reason::as_str).to_owned(),
                ])
            }));
        }
        By::Month => {
            records.push(head(&["month", "envelopes", "charged", "simulated", "difference"]));
            records.extend(simulated.months.iter().map(|(month, of)| sums(month, of)));
        }
        By::Wallet => {
            records.push(head(&["wallet", "envelopes", "charged", "simulated", "difference"]));
            let name = |of: &WalletCost| wallet_name(&of.wallet, &of.file);
            records.extend(repriced.wallets.iter().map(|of| sums(&name(of), &of.sums)));
        }
    }
    records
}
