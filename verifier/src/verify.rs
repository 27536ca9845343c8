//! Checking the files of a ledger.

use std::path::PathBuf;

use sealquote::PriceBook;
use sealquote::ledger::{Report, Verifier};

use crate::Unreadable;
use crate::documents::{self, Documents};
use crate::lines;
use crate::listing::Listing;

/// Checks a ledger's files (standard input when none is named, or by `-`) against a price book.
///
/// Without wallet ids each file is one chain; pages of the API are one chain together.
///
/// # Errors
/// A sentence that says which file could not be read, and why.
pub fn verify(paths: &[PathBuf], book: &PriceBook) -> Result<Report, Unreadable> {
    let mut verifier = Verifier::new(book).map_err(|error| Unreadable::new(error.to_string()))?;
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
