//! Checking the files of a ledger.

use std::path::{Path, PathBuf};

use sealquote::PriceBook;
use sealquote::ledger::{Conventions, Report};

use crate::activity;
use crate::checkpoint::{self, Written};
use crate::documents::{self, Documents};
use crate::listing::Listing;
use crate::{Reading, Resources, Unreadable, interrupt, lines, paths};

/// What is known of a ledger besides its rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// A file of what really happened.
    pub activity: Option<&'a Path>,
    /// The wallets are members' allocations.
    pub allocations: bool,
    /// How the ledger is kept.
    pub conventions: Conventions,
    /// What an earlier check left, to go on from.
    pub checkpoint: Option<&'a Path>,
    /// Where to leave what the next check needs.
    pub checkpoint_out: Option<&'a Path>,
}

/// Checks the files of a ledger (by names or patterns; standard input without any, or by `-`) against a price book.
///
/// Without wallet ids each file is one chain; pages of the API are one chain together.
///
/// # Errors
/// A sentence that says which file could not be read, and why.
pub fn verify(
    files: &[PathBuf],
    reading: &Reading,
    book: &PriceBook,
    known: Known<'_>,
    resources: &Resources,
) -> Result<Report, Unreadable> {
    interrupt::listen()?;
    let (report, written) = resources.run(|| check(files, reading, book, known, resources))?;
    interrupt::undisturbed(|| written.map_or(Ok(()), Written::keep))?;
    Ok(report)
}

fn check(
    files: &[PathBuf],
    reading: &Reading,
    book: &PriceBook,
    known: Known<'_>,
    resources: &Resources,
) -> Result<(Report, Option<Written>), Unreadable> {
    let mut verifier = resources.verifier(book)?;
    verifier = verifier.with_conventions(known.conventions);
    if known.allocations {
        verifier = verifier.of_allocations();
    }
    if let Some(path) = known.checkpoint {
        checkpoint::read(path, &mut verifier)?;
    }
    if let Some(path) = known.activity {
        let stdin = Path::new("-");
        let from_input = files.is_empty() && reading.postgres.is_none();
        if path == stdin && (from_input || files.iter().any(|path| path == stdin)) {
            return Err(Unreadable::new("standard input can be read only once; name `-` once"));
        }
        activity::read(path, &mut verifier)?;
    }
    let mut pages: Vec<Documents> = Vec::new();
    for listing in paths::open_all(files, reading)? {
        match listing? {
            Listing::Documents(name, bytes) => pages.push(Documents::read(&name, &bytes)?),
            Listing::Rows(file) => {
                documents::give(core::mem::take(&mut pages), &mut verifier);
                lines::verify(file, &mut verifier)?;
            }
        }
    }
    documents::give(pages, &mut verifier);
    let written =
        known.checkpoint_out.map(|path| checkpoint::write(path, &mut verifier)).transpose()?;
    let report = verifier.finish().map_err(|error| Unreadable::new(error.to_string()))?;
    Ok((report, written))
}
