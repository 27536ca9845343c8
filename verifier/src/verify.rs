//! Checking the files of a ledger.

use std::path::{Path, PathBuf};

use sealquote::PriceBook;
use sealquote::ledger::{Conventions, Report};

use crate::activity;
use crate::check::Check;
use crate::checkpoint::{self, Written};
use crate::documents::{self, Documents};
use crate::listing::Listing;
use crate::proof::NamedRoot;
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
    /// The Merkle root of each wallet is wanted; where an earlier check left trees, they grow on in any case.
    pub merkle: bool,
}

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// The root of each wallet, over its rows in this check and in all those that it goes on from.
    pub roots: Option<Vec<NamedRoot>>,
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
) -> Result<Checked, Unreadable> {
    interrupt::listen()?;
    let (checked, written) = resources.run(|| check(files, reading, book, known, resources))?;
    interrupt::undisturbed(|| written.map_or(Ok(()), Written::keep))?;
    Ok(checked)
}

fn check(
    files: &[PathBuf],
    reading: &Reading,
    book: &PriceBook,
    known: Known<'_>,
    resources: &Resources,
) -> Result<(Checked, Option<Written>), Unreadable> {
    let mut verifier = resources.verifier(book)?;
    if known.allocations {
        verifier = verifier.of_allocations();
    }
    let mut check = Check::new(verifier, known.conventions, resources.shards());
    if let Some(path) = known.checkpoint {
        checkpoint::read(path, &mut check)?;
        if known.merkle && check.trees.is_none() {
            return Err(Unreadable::new(format!(
                "the check that left `{}` grew no trees, so that the rows before it are in none; check from the \
                 beginning with `--merkle`, or leave it out",
                path.display()
            )));
        }
    }
    if known.merkle {
        check.grow_trees();
    }
    if let Some(path) = known.activity {
        let stdin = Path::new("-");
        let from_input = files.is_empty() && reading.postgres.is_none();
        if path == stdin && (from_input || files.iter().any(|path| path == stdin)) {
            return Err(Unreadable::new("standard input can be read only once; name `-` once"));
        }
        activity::read(path, &mut check.verifier)?;
    }
    let mut pages: Vec<Documents> = Vec::new();
    for listing in paths::open_all(files, reading)? {
        match listing? {
            Listing::Documents(name, bytes) => pages.push(Documents::read(&name, &bytes)?),
            Listing::Rows(file) => {
                documents::give(core::mem::take(&mut pages), &mut check);
                lines::verify(file, &mut check)?;
            }
        }
    }
    documents::give(pages, &mut check);
    check.end_rows()?;
    let chains = known.conventions.chains;
    let write = |path| checkpoint::write(path, &mut check, chains);
    let written = known.checkpoint_out.map(write).transpose()?;
    let roots = check.roots();
    let report = check.verifier.finish().map_err(|error| Unreadable::new(error.to_string()))?;
    Ok((Checked { report, roots }, written))
}
