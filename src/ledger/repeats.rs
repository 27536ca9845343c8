//! Which rows a page or a file has in common with those before it.

use super::archive::Archive;
use super::ids::{Entry, Ids, Seen};
use super::reach::Reach;
use super::transaction::Row;
use crate::error::Error;

/// Rows as they are listed, of which those are left out that were listed before and that a page or a file begins with, or a
/// file that is listed newest first ends with: as a [`Verifier`](super::Verifier) does it, for whoever wants the other rows
/// and no check.
///
/// It is not a search for ids that stand twice: a row that was listed before is left out at such an end only. Memory grows with rows to a limit, and what is beyond goes to an archive.
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
/// repeats.begin_listing();
/// assert!(!repeats.is_repeated(&row.row())?);
/// repeats.next_page();
/// assert!(repeats.is_repeated(&row.row())?);
/// # Ok::<(), Error>(())
/// ```
pub struct Repeats {
    ids: Ids,
    /// All rows of this page so far were listed before.
    repeats: bool,
    reach: Reach,
}

impl Repeats {
    /// No rows yet; their ids take this much memory at most.
    #[must_use]
    pub fn within(bytes: usize, archive: Box<dyn Archive>) -> Self {
        Self { ids: Ids::within(bytes, archive), repeats: false, reach: Reach::default() }
    }

    /// Begins a listing of its own.
    pub fn begin_listing(&mut self) {
        self.reach.begin();
        self.next_page();
    }

    /// Begins the next page of the same listing.
    pub const fn next_page(&mut self) {
        self.repeats = true;
    }

    /// Takes the next row, and answers whether it is left out.
    ///
    /// # Errors
    /// When the archive cannot be written or read.
    pub fn is_repeated(&mut self, row: &Row<'_>) -> Result<bool, Error> {
        let seen = self.ids.see(Entry::of(row))?;
        let is_same = seen == Seen::SameRow;
        self.repeats &= is_same;
        let is_common = self.reach.is_common(row.created_at, seen != Seen::New);
        Ok(self.repeats || is_common && is_same)
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

    /// Whether it depends on the rows before which of those to come are left out.
    #[must_use]
    pub fn needs_order(&self) -> bool {
        self.repeats || self.reach.may_meet()
    }
}
