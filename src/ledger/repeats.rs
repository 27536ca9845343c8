//! Which rows a page or a file begins with that were listed before.

use super::archive::Archive;
use super::ids::{Entry, Ids, Seen};
use super::transaction::Row;
use crate::error::Error;

/// Rows as they are listed, of which those are left out that a page or a file begins with and that were listed before: as a
/// [`Verifier`](super::Verifier) does it, for whoever wants the other rows and no check.
///
/// It is not a search for ids that stand twice: a row that was listed before is left out at the beginning of a page only.
/// Memory grows with rows to a limit, and what is beyond goes to an archive.
///
/// Source: SignSecure API reference, List Credit Transactions (a listing that grows while its pages are fetched pushes
/// rows from one page to the next).
///
/// ```
/// # use sealquote::{json, ledger::{Archive, Repeats, Transaction, Visit}, Error};
/// # #[derive(Default)]
/// # struct Nowhere;
/// # impl Archive for Nowhere {
/// #     fn put(&mut self, _: u128, _: &[u8]) -> Result<(), Error> { Ok(()) }
/// #     fn seal(&mut self) -> Result<(), Error> { Ok(()) }
/// #     fn find(&mut self, _: u128, _: u128) -> Result<Option<(u128, Vec<u8>)>, Error> { Ok(None) }
/// #     fn each(&mut self, _: Visit<'_>) -> Result<(), Error> { Ok(()) }
/// # }
/// let row = r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-11T10:30:00Z"}"#;
/// let row = Transaction::from_value(&json::parse(row)?)?;
/// let mut repeats = Repeats::within(1 << 20, Box::new(Nowhere));
/// repeats.begin();
/// assert!(!repeats.is_repeated(&row.row())?);
/// repeats.begin();
/// assert!(repeats.is_repeated(&row.row())?);
/// # Ok::<(), Error>(())
/// ```
pub struct Repeats {
    ids: Ids,
    /// All rows of this page so far were listed before.
    repeats: bool,
}

impl Repeats {
    /// No rows yet; their ids take this much memory at most.
    #[must_use]
    pub fn within(bytes: usize, archive: Box<dyn Archive>) -> Self {
        Self { ids: Ids::within(bytes, archive), repeats: false }
    }

    /// Begins a page or a file.
    pub fn begin(&mut self) {
        self.repeats = true;
    }

    /// Takes the next row, and answers whether it is left out.
    ///
    /// # Errors
    /// When the archive cannot be written or read.
    pub fn is_repeated(&mut self, row: &Row<'_>) -> Result<bool, Error> {
        let seen = self.ids.see(Entry::of(row))?;
        self.repeats &= seen == Seen::SameRow;
        Ok(self.repeats)
    }

    /// Takes the next rows, and takes those out of them that are left out.
    ///
    /// # Errors
    /// As [`is_repeated`](Self::is_repeated).
    pub fn leave_out<'r, T>(
        &mut self,
        rows: &mut Vec<T>,
        row: impl Fn(&T) -> &Row<'r>,
    ) -> Result<(), Error> {
        self.ids.touch(rows.iter().map(|entry| Entry::of(row(entry))));
        let mut fault = None;
        rows.retain(|entry| {
            let repeated = self.is_repeated(row(entry));
            !repeated.unwrap_or_else(|error| {
                fault.get_or_insert(error);
                false
            })
        });
        fault.map_or(Ok(()), Err)
    }

    /// Whether the next row would be left out if it was listed before.
    #[must_use]
    pub const fn is_at_head(&self) -> bool {
        self.repeats
    }
}
