//! Checking the files of a ledger.

use std::path::{Path, PathBuf};

use sealquote::PriceBook;
use sealquote::ledger::{Report, Verifier};

use crate::Unreadable;
use crate::activity;
use crate::documents::{self, Documents};
use crate::lines;
use crate::listing::Listing;

/// What is known of a ledger besides its rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// A file of what really happened.
    pub activity: Option<&'a Path>,
    /// The wallets are members' allocations.
    pub allocations: bool,
}

/// Checks a ledger's files (standard input when none is named, or by `-`) against a price book.
///
/// Without wallet ids each file is one chain; pages of the API are one chain together.
///
/// # Errors
/// A sentence that says which file could not be read, and why.
pub fn verify(paths: &[PathBuf], book: &PriceBook, known: Known<'_>) -> Result<Report, Unreadable> {
    let mut verifier = Verifier::new(book).map_err(|error| Unreadable::new(error.to_string()))?;
    if known.allocations {
        verifier = verifier.of_allocations();
    }
    if let Some(path) = known.activity {
        let stdin = Path::new("-");
        if path == stdin && (paths.is_empty() || paths.iter().any(|path| path == stdin)) {
            return Err(Unreadable::new("standard input can be read only once; name `-` once"));
        }
        activity::read(path, &mut verifier)?;
    }
    let mut pages: Vec<Documents> = Vec::new();
    for listing in Listing::open_all(paths)? {
        match listing {
            Listing::Documents(name, bytes) => pages.push(Documents::read(&name, &bytes)?),
            Listing::Lines(file) => {
                documents::give(core::mem::take(&mut pages), &mut verifier);
                lines::verify(file, &mut verifier)?;
            }
        }
    }
    documents::give(pages, &mut verifier);
    verifier.finish().map_err(|error| Unreadable::new(error.to_string()))
}
