//! What the pages of a listing say of rows and pages that are not there.

use super::chain::LISTINGS;
use super::lacking::{Beyond, Lack, Missing};
use super::page::Page;

/// When it is told what a listing lacks: with a row of a page that shows where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// With the first row of the page.
    FirstRow,
    /// After the last one.
    LastRow,
}

impl When {
    /// Where it stands among all rows that something is told with, by the number of the page.
    const fn of(self, page: usize) -> usize {
        page.saturating_mul(2).saturating_add(self as usize)
    }
}

/// What listings lack, while their pages are given out.
///
/// It finds nothing in rows; whether one is missing among those that came, a [`Verifier`](super::Verifier) tells.
///
/// Source: SignSecure API reference, List Credit Transactions (`pageInfo`).
///
/// ```
/// use sealquote::{PriceBook, json, ledger::{Cause, Notes, Page, Transaction, Verifier, When}};
/// let row = json::parse(
///     r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
/// )?;
/// let mut page = Page::of(Some(&json::parse(r#"{"page":1,"total":2,"hasNext":true}"#)?));
/// page.rows = 1;
/// let mut notes = Notes::default();
/// notes.take(&[page], None);
///
/// let book = PriceBook::builtin("signsecure")?;
/// let mut verifier = Verifier::new(&book)?;
/// let listing = verifier.begin("page-1.json");
/// verifier.push(listing, 1, &Transaction::from_value(&row)?.row());
/// notes.tell(When::FirstRow, &mut |lack| verifier.lacks(*lack));
/// notes.tell(When::LastRow, &mut |lack| verifier.lacks(*lack));
/// assert_eq!(verifier.finish()?.findings[0].cause, Some(Cause::MissingRow));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Notes {
    /// In the order in which they are told, each with when that is.
    notes: Vec<(usize, Lack)>,
    /// How many of them were told.
    told: usize,
    /// How many pages were taken, and how many have ended.
    taken: usize,
    ended: usize,
}

impl Notes {
    /// Takes the pages of the next listing, before the first of them is given out, and whether it runs newest first, where
    /// that is known. It matters only beside other listings.
    pub fn take(&mut self, pages: &[Page], newest_first: Option<bool>) {
        let begin = if LISTINGS { self.taken } else { 0 };
        self.taken = begin.saturating_add(pages.len());
        // A page that is given twice is one.
        let once = |page: &&Page| !page.again;
        let ends = pages.first().zip(pages.iter().rfind(once));
        let Some((first, last)) = ends else { return };
        let Some(came) = first.number.zip(last.number) else { return };
        // A listing that grows while it is fetched says more at last than at first.
        let (mut total, mut rows) = (first.total, 0_u64);
        for page in pages.iter().filter(once) {
            (total, rows) = (total.min(page.total), rows.saturating_add(page.rows));
        }
        let is_short = rows < total;
        let lack = |missing| Lack { total, rows, missing };
        let (before, after) = (first.has_previous == Some(true), last.has_next == Some(true));
        let beyond = Missing::Beyond(Beyond { came, before, after, newest_first });
        let says_both = first.has_previous.and(last.has_next).is_some();
        let mut at_end = None;
        if after {
            at_end = Some(beyond);
        } else if before {
            self.note(When::FirstRow, begin, lack(beyond));
        } else if is_short && says_both {
            at_end = Some(Missing::AtAnEnd);
        }
        let (mut latest, mut end) = (first, begin);
        for (number, page) in (begin..).zip(pages).filter(|(_, page)| !page.again) {
            if is_short && let Some((one, other)) = skipped(latest, page) {
                self.note(When::FirstRow, number, lack(Missing::Between(one, other)));
                // Else what is missing there would be told again.
                at_end = at_end.filter(|_| after);
            }
            (latest, end) = (page, number);
        }
        if let Some(missing) = at_end {
            self.note(When::LastRow, end, lack(missing));
        }
    }

    // Once in the module, and not wherever it is called.
    #[inline(never)]
    fn note(&mut self, when: When, page: usize, lack: Lack) {
        self.notes.push((when.of(page), lack));
    }

    /// Says what is to be said with the row that was given out last.
    pub fn tell(&mut self, when: When, tell: &mut dyn FnMut(&Lack)) {
        let now = when.of(self.ended);
        // With the last row of a page, what no row of its own was there for.
        while let Some((_, lack)) = self.notes.get(self.told).filter(|(then, _)| *then <= now) {
            tell(lack);
            self.told = self.told.saturating_add(1);
        }
        if when == When::LastRow {
            self.ended = self.ended.saturating_add(1);
        }
    }
}

/// The numbers of two pages that others stand between. Pages of another length have other numbers.
fn skipped(before: &Page, page: &Page) -> Option<(i64, i64)> {
    let (one, other) = before.number.zip(page.number)?;
    (before.limit == page.limit && other > one.saturating_add(1)).then_some((one, other))
}
