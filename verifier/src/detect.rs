//! Which version of which book explains a ledger.

use std::fmt::Write;
use std::path::PathBuf;

use sealquote::PriceBook;
use sealquote::ledger::Chains;
use sealquote::reprice::{Detected, Detection, Group};
use serde::Serialize;

use crate::figures::{counted, grouped, read, table};
use crate::walk::{At, Walked, Wallets, walk};
use crate::{Reading, Unreadable, paths};

/// How many kinds of charges that nothing explains are listed.
const MAX_KINDS: usize = 20;

/// What explains a ledger.
#[derive(Serialize)]
pub(crate) struct Explained {
    rows: u64,
    #[serde(skip)]
    wallets: usize,
    unreadable: u64,
    #[serde(flatten)]
    detected: Detected,
}

impl Explained {
    /// Whether every charge is explained by something.
    pub(crate) fn is_whole(&self) -> bool {
        self.detected.unexplained.is_empty()
    }
}

/// Holds a ledger's files against books, and answers the rows that could not be read, in words.
pub(crate) fn detect(
    files: &[PathBuf],
    reading: &Reading,
    books: &[PriceBook],
) -> Result<(Explained, Vec<String>), Unreadable> {
    let books: Vec<&PriceBook> = books.iter().collect();
    let failed = |error: sealquote::Error| Unreadable::new(error.to_string());
    let mut detection = Detection::new(&books).map_err(failed)?;
    let mut wallets = Wallets::default();
    paths::refuse_twice(files)?;
    let walked = walk(files, reading, Chains::Listing, |At { chain, .. }, row| {
        wallets.number(chain, row);
        detection.push(row);
    })?;
    let Walked { rows, unreadable, told, .. } = walked;
    let (wallets, detected) = (wallets.found.len(), detection.finish().map_err(failed)?);
    Ok((Explained { rows, wallets, unreadable, detected }, told))
}

/// The answer as text: what explains what first.
pub(crate) fn text(explained: &Explained) -> String {
    let detected = &explained.detected;
    let mut text = read(explained.rows, explained.wallets, explained.unreadable);
    text.push('\n');
    if detected.groups.is_empty() {
        text.push_str("No charge was there to explain; was it the right file?\n");
        return text;
    }
    for group in &detected.groups {
        let _ = writeln!(text, "\n{}", head(group, detected.versions.len()));
        let _ = writeln!(
            text,
            "  {}, {}, {} charged, begun {} to {}",
            counted(group.envelopes, "envelope"),
            counted(group.rows, "row"),
            grouped(group.charged),
            group.first,
            group.last
        );
    }
    for change in &detected.change_overs {
        let _ = writeln!(text, "\nChange-over from {} to {}", change.from, change.to);
        let _ = match change.overlapping {
            0 => writeln!(text, "  between {} and {}", change.last, change.first),
            late => writeln!(
                text,
                "  from {} on, but {} of the one before began later, until {}",
                change.first,
                counted(late, "envelope"),
                change.last
            ),
        };
    }
    if !detected.unexplained.is_empty() {
        text.push_str("\nCharges that nothing explains\n");
        let kinds = detected.unexplained.iter().take(MAX_KINDS);
        let rows: Vec<(String, [i64; 2])> = kinds
            .map(|kind| {
                let rows = i64::try_from(kind.rows).unwrap_or(i64::MAX);
                let method = kind.signature_method.clone();
                (method.unwrap_or_else(|| String::from("(none)")), [kind.amount, rows])
            })
            .collect();
        text.push_str(&table("method", ["amount", "rows"], &rows));
        if detected.unexplained.len() > MAX_KINDS {
            let _ = writeln!(text, "Only {MAX_KINDS} kinds are listed; `--format json` gives all.");
        }
    }
    if detected.cut_off > 0 {
        let _ = writeln!(
            text,
            "\nOf {} the charges can be read in too many ways to try all: other versions may explain them too.",
            counted(detected.cut_off, "envelope")
        );
    }
    let silent: Vec<&str> = detected
        .versions
        .iter()
        .filter(|version| version.envelopes == 0)
        .map(|version| version.version.as_str())
        .collect();
    if !silent.is_empty() {
        let _ = writeln!(text, "\nExplains nothing: {}", silent.join(", "));
    }
    text
}

fn head(group: &Group, versions: usize) -> String {
    match group.versions.as_slice() {
        [] => String::from("Explained by no version"),
        [one] if versions == 1 => format!("Explained by {one}"),
        [one] => format!("Explained by {one} alone"),
        several => {
            format!("Explained by each of {}: they cannot be told apart here", several.join(", "))
        }
    }
}
