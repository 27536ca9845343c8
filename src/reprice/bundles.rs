//! What was booked for envelopes, each bundle of rows once: of millions of envelopes few differ in more than their ids.

use std::collections::BTreeMap;

use crate::ledger::{Kind, Row};
use crate::time::Instant;

/// A row as a price sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Booked {
    pub(super) refund: bool,
    pub(super) method: Option<Box<str>>,
    pub(super) amount: i64,
}

/// How often each row is in a bundle, by the rows' numbers.
pub(super) type Bundle = Box<[(usize, u32)]>;

/// All bundles that there are. The first one is empty.
#[derive(Debug)]
pub(super) struct Bundles {
    booked: Vec<Booked>,
    by_booked: BTreeMap<Booked, usize>,
    list: Vec<Bundle>,
    by_bundle: BTreeMap<Bundle, usize>,
    /// The bundle that each becomes by a row.
    with: BTreeMap<(usize, usize), usize>,
    /// The rows of envelopes that share none.
    own: Vec<BTreeMap<usize, u32>>,
}

/// The most kinds of rows in a bundle that envelopes share. Each row makes another bundle, so that those of an envelope
/// with very many rows would grow with their square.
const MAX_SHARED: usize = 64;

/// The rows of an envelope.
#[derive(Clone, Copy, Debug)]
enum Rows {
    /// Those of a bundle.
    Shared(usize),
    /// Its own, of which there are too many kinds.
    Own(usize),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Shared(0)
    }
}

/// What is known of one envelope.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    rows: Rows,
    pub(super) wallet: usize,
    pub(super) first: Option<Instant>,
    pub(super) last: Option<Instant>,
}

impl Default for Bundles {
    fn default() -> Self {
        Self {
            booked: Vec::new(),
            by_booked: BTreeMap::new(),
            list: Vec::from([Bundle::default()]),
            by_bundle: BTreeMap::from([(Bundle::default(), 0)]),
            with: BTreeMap::new(),
            own: Vec::new(),
        }
    }
}

impl Bundles {
    /// Books a row on its envelope.
    pub(super) fn book(&mut self, open: &mut Open, row: &Row<'_>) {
        let booked = Booked {
            refund: row.kind == Kind::Refund,
            method: row.signature_method.map(Box::from),
            amount: row.size().get(),
        };
        let number = match self.by_booked.get(&booked) {
            Some(number) => *number,
            None => {
                self.booked.push(booked.clone());
                let number = self.booked.len().saturating_sub(1);
                self.by_booked.insert(booked, number);
                number
            }
        };
        self.add(open, number);
        open.first = Some(open.first.map_or(row.created_at, |first| first.min(row.created_at)));
        open.last = open.last.max(Some(row.created_at));
    }

    fn add(&mut self, open: &mut Open, booked: usize) {
        match open.rows {
            Rows::Own(place) => {
                if let Some(own) = self.own.get_mut(place) {
                    let count = own.entry(booked).or_default();
                    *count = count.saturating_add(1);
                }
            }
            Rows::Shared(bundle) => {
                let bundle = self.with(bundle, booked);
                open.rows = Rows::Shared(bundle);
                if let Some(rows) = self.list.get(bundle).filter(|rows| rows.len() > MAX_SHARED) {
                    open.rows = Rows::Own(self.own.len());
                    self.own.push(rows.iter().copied().collect());
                }
            }
        }
    }

    fn with(&mut self, bundle: usize, booked: usize) -> usize {
        if let Some(next) = self.with.get(&(bundle, booked)) {
            return *next;
        }
        let mut rows = self.list.get(bundle).map(|rows| rows.to_vec()).unwrap_or_default();
        match rows.binary_search_by_key(&booked, |(number, _)| *number) {
            Ok(place) => {
                if let Some((_, count)) = rows.get_mut(place) {
                    *count = count.saturating_add(1);
                }
            }
            Err(place) => rows.insert(place, (booked, 1)),
        }
        let rows = Bundle::from(rows);
        let next = match self.by_bundle.get(&rows) {
            Some(next) => *next,
            None => {
                self.list.push(rows.clone());
                let next = self.list.len().saturating_sub(1);
                self.by_bundle.insert(rows, next);
                next
            }
        };
        self.with.insert((bundle, booked), next);
        next
    }

    fn rows(&self, open: &Open) -> impl Iterator<Item = (&Booked, u32)> {
        let (shared, own) = match open.rows {
            Rows::Shared(bundle) => (self.list.get(bundle), None),
            Rows::Own(place) => (None, self.own.get(place)),
        };
        let own = own.into_iter().flatten().map(|(number, count)| (*number, *count));
        let rows = shared.into_iter().flatten().copied().chain(own);
        rows.filter_map(|(number, count)| Some((self.booked.get(number)?, count)))
    }

    /// The charges of an envelope, each with how often it is there, in an order that is theirs and not that of the ledger.
    pub(super) fn charges(&self, open: &Open) -> Vec<(&Booked, u32)> {
        let mut charges: Vec<_> = self.rows(open).filter(|(booked, _)| !booked.refund).collect();
        charges.sort_unstable();
        charges
    }

    /// What an envelope's charges and refunds come to.
    pub(super) fn sums(&self, open: &Open) -> (i64, i64) {
        let (mut charged, mut refunded) = (0_i64, 0_i64);
        for (booked, count) in self.rows(open) {
            let sum = booked.amount.saturating_mul(count.into());
            let side = if booked.refund { &mut refunded } else { &mut charged };
            *side = side.saturating_add(sum);
        }
        (charged, refunded)
    }
}

impl Open {
    /// What envelopes with the same rows have in common, if they share it.
    pub(super) fn shared(&self) -> Option<usize> {
        match self.rows {
            Rows::Shared(bundle) => Some(bundle),
            Rows::Own(_) => None,
        }
    }
}
