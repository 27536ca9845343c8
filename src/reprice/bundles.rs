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
    pub(super) booked: Vec<Booked>,
    by_booked: BTreeMap<Booked, usize>,
    pub(super) list: Vec<Bundle>,
    by_bundle: BTreeMap<Bundle, usize>,
    /// The bundle that each becomes by a row.
    with: BTreeMap<(usize, usize), usize>,
}

/// What is known of one envelope.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    pub(super) bundle: usize,
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
        open.bundle = self.with(open.bundle, number);
        open.first = Some(open.first.map_or(row.created_at, |first| first.min(row.created_at)));
        open.last = open.last.max(Some(row.created_at));
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

    /// The charges of a bundle, each with how often it is there.
    pub(super) fn charges(&self, bundle: usize) -> Vec<(&Booked, u32)> {
        let rows = self.list.get(bundle).into_iter().flatten();
        let booked = rows.filter_map(|(number, count)| Some((self.booked.get(*number)?, *count)));
        booked.filter(|(booked, _)| !booked.refund).collect()
    }

    /// What a bundle's charges and refunds come to.
    pub(super) fn sums(&self, bundle: usize) -> (i64, i64) {
        let (mut charged, mut refunded) = (0_i64, 0_i64);
        for (number, count) in self.list.get(bundle).into_iter().flatten() {
            let Some(booked) = self.booked.get(*number) else { continue };
            let sum = booked.amount.saturating_mul((*count).into());
            let side = if booked.refund { &mut refunded } else { &mut charged };
            *side = side.saturating_add(sum);
        }
        (charged, refunded)
    }
}
