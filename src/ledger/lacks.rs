//! What the pages of a listing say of rows and pages that are not there.

use super::lacking::{Beyond, Lack, Missing};
use super::page::{Page, Paged};

/// When it is told what a listing lacks: with a row of a page that shows where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// With the first row of the page.
    FirstRow,
    /// After the last one.
    LastRow,
}

/// What listings lack, while their pages are given out.
///
/// It finds nothing in rows; whether a row is missing among those that came, a [`Verifier`](super::Verifier) tells.
///
/// Source: SignSecure API reference, List Credit Transactions (`pageInfo`).
///
/// ```
/// use sealquote::{PriceBook, json, ledger::{Cause, Notes, Page, Paged, Transaction, Verifier, When}};
/// struct First(Page);
/// impl Paged for First {
///     fn page(&self) -> &Page { &self.0 }
///     fn has_rows_of(&self, _: &Self) -> bool { false }
/// }
/// let row = json::parse(
///     r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-02T09:00:00Z"}"#,
/// )?;
/// let mut page = Page::of(Some(&json::parse(r#"{"page":1,"total":2,"hasNext":true}"#)?));
/// page.take(std::slice::from_ref(&row));
/// let mut notes = Notes::of(&[vec![&First(page)]]);
///
/// let book = PriceBook::builtin("signsecure")?;
/// let mut verifier = Verifier::new(&book)?;
/// let listing = verifier.begin("page-1.json");
/// verifier.push(listing, 1, &Transaction::from_value(&row)?.row());
/// notes.tell(When::FirstRow, |lack| verifier.lacks(lack));
/// notes.tell(When::LastRow, |lack| verifier.lacks(lack));
/// assert_eq!(verifier.finish()?.findings[0].cause, Some(Cause::MissingRow));
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Debug)]
pub struct Notes {
    /// By the number of the page among all, in their order.
    notes: Vec<(usize, When, Lack)>,
    /// How many pages have ended.
    ended: usize,
}

impl Notes {
    /// What is known before the first page of some listings is given out.
    #[must_use]
    pub fn of<P: Paged>(listings: &[Vec<&P>]) -> Self {
        let (mut notes, mut from) = (Vec::new(), 0_usize);
        for pages in listings {
            let of_all = |(number, when, lack)| (from.saturating_add(number), when, lack);
            notes.extend(lacks(pages).into_iter().map(of_all));
            from = from.saturating_add(pages.len());
        }
        Self { notes, ended: 0 }
    }

    /// Says what is to be said with the row that was given out last.
    pub fn tell(&mut self, when: When, tell: impl FnMut(Lack)) {
        let ended = self.ended;
        if when == When::LastRow {
            self.ended = ended.saturating_add(1);
        }
        // With its last row, what no row of its own was there for.
        let is_now = |(page, of, _): &mut (usize, When, Lack)| {
            *page == ended && (*of == when || when == When::LastRow)
        };
        self.notes.extract_if(.., is_now).map(|(_, _, lack)| lack).for_each(tell);
    }
}

/// What a listing lacks, with the number of the page that shows where.
fn lacks<P: Paged>(all: &[&P]) -> Vec<(usize, When, Lack)> {
    let mut notes = Vec::new();
    let mut pages: Vec<(usize, &Page)> = Vec::with_capacity(all.len());
    let before = core::iter::once(None).chain(all.iter().map(Some));
    for ((number, page), before) in all.iter().enumerate().zip(before) {
        // A page that is given twice is one.
        if page.page().number.is_none() || !before.is_some_and(|before| page.is(before)) {
            pages.push((number, page.page()));
        }
    }
    let (Some((_, first)), Some((end, last))) = (pages.first(), pages.last()) else { return notes };
    let Some(came) = first.number.zip(last.number) else { return notes };
    // A listing that grows while it is fetched says more at last than at first.
    let total = pages.iter().map(|(_, page)| page.total).min().flatten();
    let rows = pages.iter().fold(0_u64, |rows, (_, page)| rows.saturating_add(page.rows));
    let is_short = total.is_some_and(|total| rows < total);
    let lack = |missing| Lack { total, rows, missing };
    for ((_, before), (number, page)) in pages.iter().zip(pages.iter().skip(1)) {
        if let Some((one, other)) = skipped(before, page).filter(|_| is_short) {
            notes.push((*number, When::FirstRow, lack(Missing::Between(one, other))));
        }
    }
    let (before, after) = (first.has_previous == Some(true), last.has_next == Some(true));
    if before || after {
        let newest_first = newest_first(&pages);
        let beyond = lack(Missing::Beyond(Beyond { came, before, after, newest_first }));
        let place = if after { (*end, When::LastRow) } else { (0, When::FirstRow) };
        notes.push((place.0, place.1, beyond));
    } else if is_short && notes.is_empty() && first.has_previous.and(last.has_next).is_some() {
        notes.push((*end, When::LastRow, lack(Missing::AtAnEnd)));
    }
    notes
}

/// The numbers of two pages that others stand between. Pages of another length have other numbers.
fn skipped(before: &Page, page: &Page) -> Option<(i64, i64)> {
    let (one, other) = before.number.zip(page.number)?;
    (before.limit == page.limit && other > one.saturating_add(1)).then_some((one, other))
}

/// Whether a listing runs newest first, if its first and its last row say it.
fn newest_first(pages: &[(usize, &Page)]) -> Option<bool> {
    let mut ends = pages.iter().filter_map(|(_, page)| page.ends);
    let (first, only) = ends.next()?;
    let (first, last) = (first?, ends.next_back().map_or(only, |(_, last)| last)?);
    (first != last).then_some(first > last)
}
