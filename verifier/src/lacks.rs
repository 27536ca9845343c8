//! What the pages of a listing say of rows and pages that are not there.

use sealquote::ledger::{Beyond, Lack, Missing, Transaction};
use sealquote::{Instant, json};

use crate::page::Part;

/// When it is told what a listing lacks: with a row of a page that shows where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    FirstRow,
    LastRow,
}

/// What listings lack, while their pages are given out.
pub(crate) struct Notes {
    /// By the number of the page among all, in their order.
    notes: Vec<(usize, When, Lack)>,
    /// How many pages have ended.
    ended: usize,
}

impl Notes {
    /// What is known before the first page of some listings is given out.
    pub(crate) fn of(listings: &[Vec<&Part>]) -> Self {
        let (mut notes, mut from) = (Vec::new(), 0_usize);
        for parts in listings {
            let of_all = |(number, when, lack)| (from.saturating_add(number), when, lack);
            notes.extend(lacks(parts).into_iter().map(of_all));
            from = from.saturating_add(parts.len());
        }
        Self { notes, ended: 0 }
    }

    /// Says what is to be said with the row that was given out last.
    pub(crate) fn tell(&mut self, when: When, tell: impl FnMut(Lack)) {
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
fn lacks(parts: &[&Part]) -> Vec<(usize, When, Lack)> {
    let mut notes = Vec::new();
    let mut pages: Vec<(usize, &Part)> = parts.iter().copied().enumerate().collect();
    // A page that is given twice is one.
    pages.dedup_by(|(_, part), (_, before)| part.page.is_some() && part.is(before));
    let (Some((_, first)), Some((end, last))) = (pages.first(), pages.last()) else { return notes };
    let Some(came) = first.page.zip(last.page) else { return notes };
    // A listing that grows while it is fetched says more at last than at first.
    let total = pages.iter().map(|(_, part)| part.total).min().flatten();
    let rows = pages.iter().map(|(_, part)| part.rows.len()).sum::<usize>();
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    let is_short = total.is_some_and(|total| rows < total);
    let lack = |missing| Lack { total, rows, missing };
    for ((_, before), (number, part)) in pages.iter().zip(pages.iter().skip(1)) {
        if let Some((one, other)) = skipped(before, part).filter(|_| is_short) {
            notes.push((*number, When::FirstRow, lack(Missing::Between(one, other))));
        }
    }
    let (before, after) = (first.has_previous == Some(true), last.has_next == Some(true));
    if before || after {
        let newest_first = newest_first(parts);
        let beyond = lack(Missing::Beyond(Beyond { came, before, after, newest_first }));
        let place = if after { (*end, When::LastRow) } else { (0, When::FirstRow) };
        notes.push((place.0, place.1, beyond));
    } else if is_short && notes.is_empty() && first.has_previous.and(last.has_next).is_some() {
        notes.push((*end, When::LastRow, lack(Missing::AtAnEnd)));
    }
    notes
}

/// The numbers of two pages that others stand between. Pages of another length have other numbers.
fn skipped(before: &Part, part: &Part) -> Option<(i64, i64)> {
    let (one, other) = before.page.zip(part.page)?;
    (before.limit == part.limit && other > one.saturating_add(1)).then_some((one, other))
}

/// Whether a listing runs newest first, if its first and its last row say it.
fn newest_first(parts: &[&Part]) -> Option<bool> {
    let mut rows = parts.iter().flat_map(|part| &part.rows);
    let (first, last) = (rows.next()?, rows.next_back()?);
    let (first, last) = (instant(first)?, instant(last)?);
    (first != last).then_some(first > last)
}

fn instant(row: &json::Value) -> Option<Instant> {
    Transaction::from_value(row).ok().map(|row| row.row().created_at)
}
