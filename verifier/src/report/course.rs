//! The course of wallets: balances and charges over time, as much of them as can be seen.
//!
//! It is read from the files by themselves, after the check: what is drawn takes no room from what is checked. A
//! balance is thinned as charts of lines can be without a trace (M4: of each stretch of time the first and last value,
//! the least and the greatest; Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014), so that no extreme is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sealquote::ledger::{Chains, Kind, Report, Row};

use super::curve::{Stretch, Thinned};
use crate::account::{Added, add_up};
use crate::tally::Account;
use crate::{Reading, Unreadable};

/// The most wallets that are drawn.
pub(crate) const MOST_WALLETS: usize = 24;
/// The most stretches of a balance, with four values each.
const MOST_STRETCHES: usize = 320;
/// The most columns of charges.
const MOST_COLUMNS: usize = 64;
/// The most findings that are marked in one chart.
const MOST_MARKS: usize = 200;
const SECONDS_A_DAY: i64 = 86_400;

/// The course of one wallet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    /// Its id, or the file of its rows where they name none.
    pub(crate) name: String,
    pub(crate) named: bool,
    running: Running,
    balance: Thinned<Balances, MOST_STRETCHES>,
    /// By days.
    sums: Thinned<Sums, MOST_COLUMNS>,
    /// By the ids of rows with findings: when they were booked, and the balance after them.
    pub(crate) marks: BTreeMap<String, (i64, i64)>,
}

/// A balance at a time, and the place of its row, for rows of one instant.
type Point = (i64, u64, i64);

/// Which way a wallet's rows run, by how many follow another one in time, and how many come before it.
#[derive(Clone, Copy, Debug, Default)]
struct Running {
    before: Option<i64>,
    rising: u64,
    falling: u64,
}

impl Running {
    fn push(&mut self, at: i64) {
        if let Some(before) = self.before.replace(at) {
            self.rising = self.rising.saturating_add((before < at).into());
            self.falling = self.falling.saturating_add((before > at).into());
        }
    }

    fn merge(&mut self, other: Self) {
        self.rising = self.rising.saturating_add(other.rising);
        self.falling = self.falling.saturating_add(other.falling);
    }

    const fn falls(self) -> bool {
        self.falling > self.rising
    }

    /// What orders points: of one instant, the row comes first that is listed first, or last where rows run newest first.
    fn order(self, point: &Point) -> (i64, u64) {
        let place = if self.falls() { !point.1 } else { point.1 };
        (point.0, place)
    }
}

/// The first and the last of some points in time: by their places, and by these turned.
#[derive(Clone, Copy, Debug)]
struct Ends {
    first: [Point; 2],
    last: [Point; 2],
}

impl Ends {
    fn merge(&mut self, other: Self) {
        let turned = |point: &Point| (point.0, !point.1);
        let ([first, first_turned], [last, last_turned]) = (&mut self.first, &mut self.last);
        *first = (*first).min(other.first[0]);
        *last = (*last).max(other.last[0]);
        *first_turned = core::cmp::min_by_key(*first_turned, other.first[1], turned);
        *last_turned = core::cmp::max_by_key(*last_turned, other.last[1], turned);
    }
}

/// The balances of a stretch.
#[derive(Clone, Copy, Debug)]
struct Balances {
    ends: Ends,
    least: Point,
    greatest: Point,
}

impl Stretch for Balances {
    fn merge(&mut self, other: Self) {
        let key = |point: &Point| (point.2, point.0, point.1);
        self.ends.merge(other.ends);
        self.least = core::cmp::min_by_key(self.least, other.least, key);
        self.greatest = core::cmp::max_by_key(self.greatest, other.greatest, key);
    }
}

/// What a stretch of days came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) consumed: i128,
    pub(super) added: i128,
    pub(super) refunded: i128,
    ends: Ends,
}

impl Stretch for Sums {
    fn merge(&mut self, other: Self) {
        self.consumed = self.consumed.saturating_add(other.consumed);
        self.added = self.added.saturating_add(other.added);
        self.refunded = self.refunded.saturating_add(other.refunded);
        self.ends.merge(other.ends);
    }
}

impl Course {
    fn push(&mut self, place: u64, row: &Row<'_>) {
        let at = row.created_at.seconds();
        let point = (at, place, row.balance_after.get());
        let ends = Ends { first: [point; 2], last: [point; 2] };
        self.running.push(at);
        let size = i128::from(row.size().get());
        let of = |kind: Kind| if row.kind == kind { size } else { 0 };
        let sums = Sums {
            consumed: of(Kind::Consume),
            added: of(Kind::Add),
            refunded: of(Kind::Refund),
            ends,
        };
        self.balance.push(at, Balances { ends, least: point, greatest: point });
        self.sums.push(at.div_euclid(SECONDS_A_DAY), sums);
    }

    fn merge(&mut self, other: Self) {
        self.running.merge(other.running);
        self.balance.merge(other.balance);
        self.sums.merge(other.sums);
        for (id, mark) in other.marks {
            self.mark(&id, mark);
        }
    }

    fn mark(&mut self, id: &str, mark: (i64, i64)) {
        self.marks.entry(id.to_owned()).or_insert(mark);
        if self.marks.len() > MOST_MARKS {
            self.marks.pop_last();
        }
    }

    /// The balances in the order of time.
    pub(super) fn points(&self) -> Vec<(i64, i64)> {
        let mut points: Vec<(i64, i64)> = Vec::new();
        for (_, of) in self.balance.iter() {
            let Ends { first, last } = of.ends;
            let mut of = [first[0], first[1], of.least, of.greatest, last[0], last[1]];
            of.sort_by_key(|point| self.running.order(point));
            for (at, _, balance) in of {
                if points.last() != Some(&(at, balance)) {
                    points.push((at, balance));
                }
            }
        }
        points
    }

    /// How long a stretch of its balance is, in seconds.
    pub(super) fn stretch(&self) -> i64 {
        self.balance.length()
    }

    /// The columns: the days since 1970 on which they begin, and what they came to.
    pub(super) fn columns(&self) -> impl Iterator<Item = (i64, &Sums)> {
        self.sums.iter()
    }

    /// The balance at the end of a column.
    pub(super) const fn balance_after(&self, sums: &Sums) -> i64 {
        let [last, turned] = sums.ends.last;
        if self.running.falls() { turned.2 } else { last.2 }
    }

    /// How many days a column holds.
    pub(super) fn column_days(&self) -> i64 {
        self.sums.length()
    }
}

/// Adds rows up to courses.
struct Courses<'f> {
    /// The ids of rows with findings.
    found: &'f BTreeSet<&'f str>,
    /// The wallets that are drawn; all of them where there are few.
    drawn: Option<&'f BTreeSet<&'f str>>,
}

impl Account for Courses<'_> {
    type Wallet = Option<Box<Course>>;

    fn push(&mut self, wallet: &mut Self::Wallet, place: u64, row: &Row<'_>, _: Option<&str>) {
        let is_drawn = |drawn: &BTreeSet<&str>| row.wallet_id.is_none_or(|id| drawn.contains(id));
        if !self.drawn.is_none_or(is_drawn) {
            return;
        }
        let course = wallet.get_or_insert_default();
        course.push(place, row);
        if self.found.contains(row.id) {
            course.mark(row.id, (row.created_at.seconds(), row.balance_after.get()));
        }
    }

    fn touch(wallet: &Self::Wallet) -> u64 {
        u64::from(wallet.is_some())
    }

    fn merge(&mut self, _: Self) {}

    fn merge_wallet(wallet: &mut Self::Wallet, other: Self::Wallet) {
        match (wallet, other) {
            (Some(wallet), Some(other)) => wallet.merge(*other),
            (wallet @ None, other) => *wallet = other,
            _ => {}
        }
    }
}

/// Reads the courses of wallets: of all if there are few, else of those with the most findings.
pub(crate) fn draw(
    files: &[PathBuf],
    reading: &Reading,
    report: &Report,
    chains: Chains,
) -> Result<Vec<Course>, Unreadable> {
    let found = report.findings.iter().filter_map(|finding| finding.id.as_deref()).collect();
    let few = usize::try_from(report.summary.wallets).is_ok_and(|wallets| wallets <= MOST_WALLETS);
    let worst = worst(report);
    let drawn = Some(&worst).filter(|_| !few);
    let Added { wallets, .. } =
        add_up(files, reading, chains, || Courses { found: &found, drawn })?;
    let mut courses: Vec<Course> = Vec::new();
    for wallet in wallets {
        let (named, name) = (wallet.id.is_some(), wallet.id.or(wallet.file).unwrap_or_default());
        if let Some(course) = wallet.kept {
            courses.push(Course { name, named, ..*course });
        }
    }
    courses.truncate(MOST_WALLETS);
    Ok(courses)
}

/// The wallets with the most findings.
fn worst(report: &Report) -> BTreeSet<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for wallet in report.findings.iter().filter_map(|finding| finding.wallet.as_deref()) {
        let count = counts.entry(wallet).or_default();
        *count = count.saturating_add(1);
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(wallet, count)| (usize::MAX.saturating_sub(*count), *wallet));
    counts.into_iter().take(MOST_WALLETS).map(|(wallet, _)| wallet).collect()
}
