//! Whose prices a history was charged by.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bundles::{Booked, Bundles, Open};
use super::costs::within_range;
use super::reading::read;
use super::rules::Rules;
use crate::book::PriceBook;
use crate::error::{Code, Error};
use crate::ledger::{ByText, Kind, Row};
use crate::message::message;
use crate::time::Instant;

/// The most versions, of all books together, that are told apart.
pub const MAX_VERSIONS: usize = 64;

/// A running detection: which version of which book explains the charges of each envelope.
///
/// It is not a check of dates: a version may explain rows from before it began. An envelope is explained by a version
/// that its charges can be read back under, all of them; where some version has a base among them, none counts that does
/// not. Where charges can be read back in too many ways, not all are tried, and [`Detected::cut_off`] counts the envelope.
///
/// ```
/// use sealquote::{PriceBook, json, ledger::Transaction, reprice::Detection};
/// let (a, b) = (PriceBook::builtin("signsecure")?, PriceBook::builtin("signsecure-staging")?);
/// let mut detection = Detection::new(&[&a, &b])?;
/// let row = r#"{"id":"t","type":"consume","amount":35,"balanceAfter":0,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#;
/// detection.push(&Transaction::from_value(&json::parse(row)?)?.row());
/// let detected = detection.finish()?;
/// assert_eq!(detected.groups[0].versions, ["signsecure-staging@2026-03"]);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub struct Detection<'a> {
    candidates: Vec<(&'a PriceBook, Rules<'a>)>,
    bundles: Bundles,
    envelopes: ByText<Open>,
    numbers: Vec<Option<u32>>,
    others: u64,
}

/// What explains a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detected {
    /// The versions that were held against it.
    pub versions: Vec<Candidate>,
    /// Envelopes by what explains them: one version, several that cannot be told apart by them, or none.
    pub groups: Vec<Group>,
    /// Where one version takes over from another, by the envelopes that only one explains.
    pub change_overs: Vec<ChangeOver>,
    /// The charges that nothing explains, the most frequent ones first.
    pub unexplained: Vec<Unexplained>,
    /// Envelopes whose charges can be read back in too many ways for all to be tried: versions that are not named may explain
    /// them as well.
    pub cut_off: u64,
    /// Rows that say nothing of prices: top-ups, refunds, and charges that name no envelope.
    pub other_rows: u64,
}

/// A version that was held against a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Its book and label, such as `signsecure@2026-03`.
    pub version: String,
    /// When it began, by its book.
    pub effective_from: Option<String>,
    /// The envelopes that it explains, alone or with others.
    pub envelopes: u64,
    /// Their charges, in rows.
    pub rows: u64,
}

/// Envelopes that the same versions explain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// These versions; none when nothing explains them.
    pub versions: Vec<String>,
    /// How many envelopes there are.
    pub envelopes: u64,
    /// Their charges, in rows.
    pub rows: u64,
    /// What these come to.
    pub charged: i64,
    /// The first row of the first and of the last of them.
    pub first: String,
    /// When the last of them began.
    pub last: String,
}

/// One version after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeOver {
    /// The version before.
    pub from: String,
    /// The version after.
    pub to: String,
    /// When the last envelope of the one before began.
    pub last: String,
    /// When the first envelope of the one after began.
    pub first: String,
    /// How many envelopes of the one before began after that: none in a clean change-over.
    pub overlapping: u64,
}

/// A charge that nothing explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unexplained {
    /// The method that it names.
    pub signature_method: Option<String>,
    /// Its amount.
    pub amount: i64,
    /// How many rows there are like it.
    pub rows: u64,
}

/// When the first and the last envelope began that one version alone explains, and its place.
type Telling = ((Instant, Instant), usize);

#[derive(Clone, Copy, Default)]
struct Found {
    envelopes: u64,
    rows: u64,
    charged: i64,
    span: Option<(Instant, Instant)>,
}

impl Found {
    fn add(&mut self, (rows, charged): (u64, i64), at: Instant) {
        self.envelopes = self.envelopes.saturating_add(1);
        self.rows = self.rows.saturating_add(rows);
        self.charged = self.charged.saturating_add(charged);
        self.span = Some(self.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }
}

impl<'a> Detection<'a> {
    /// A detection among the versions of some books.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` for more than [`MAX_VERSIONS`], and for a book by which charges cannot be read back;
    /// `INVALID_VALUE` for books that share an id and a version.
    pub fn new(books: &[&'a PriceBook]) -> Result<Self, Error> {
        let mut candidates: Vec<(&PriceBook, Rules<'_>)> = Vec::new();
        for (book, rules) in books.iter().flat_map(|book| Rules::all(book).map(|v| (*book, v))) {
            let rules = rules?;
            let version = rules.version;
            let same = |(other, rules): &(&PriceBook, Rules<'_>)| {
                other.id() == book.id() && rules.version.label() == version.label()
            };
            if candidates.iter().any(same) {
                let message = message![
                    "two books call themselves `",
                    book.id(),
                    "` and have a version `",
                    version.label(),
                    "`; rename one"
                ];
                return Err(Error::new(Code::InvalidValue, "/priceBook", message));
            }
            candidates.push((book, rules));
        }
        if candidates.len() > MAX_VERSIONS {
            let message = message!["more than ", MAX_VERSIONS, " versions; leave some books out"];
            return Err(Error::new(Code::LimitExceeded, "", message));
        }
        Ok(Self {
            candidates,
            bundles: Bundles::default(),
            envelopes: ByText::default(),
            numbers: Vec::new(),
            others: 0,
        })
    }

    /// Takes a row, in any order.
    pub fn push(&mut self, row: &Row<'_>) {
        let id = row.document_id.filter(|_| row.kind == Kind::Consume);
        let Some(id) = id else {
            self.others = self.others.saturating_add(1);
            return;
        };
        self.envelopes.numbers(core::iter::once(Some(id)), &mut self.numbers);
        let number = self.numbers.first().copied().flatten();
        if let Some(open) = number.and_then(|number| self.envelopes.get_mut(number)) {
            self.bundles.book(open, row);
        }
    }

    /// Ends the history.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
    pub fn finish(self) -> Result<Detected, Error> {
        let (masks, cut_off) = self.masks();
        let mut groups: BTreeMap<u64, Found> = BTreeMap::new();
        let mut culprits: BTreeMap<&Booked, u64> = BTreeMap::new();
        let mut culprits_of: BTreeMap<usize, Vec<(&Booked, u32)>> = BTreeMap::new();
        for (open, mask) in self.envelopes.values().zip(&masks) {
            let Some(first) = open.first else { continue };
            let charges = self.bundles.charges(open);
            let rows = charges.iter().map(|(_, count)| u64::from(*count)).sum();
            let (charged, _) = self.bundles.sums(open);
            groups.entry(*mask).or_default().add((rows, charged), first);
            if *mask != 0 {
                continue;
            }
            let found = match open.shared() {
                Some(bundle) => {
                    culprits_of.entry(bundle).or_insert_with(|| self.culprits(&charges))
                }
                None => &mut charges.clone(),
            };
            for (booked, count) in found {
                let rows = culprits.entry(booked).or_default();
                *rows = rows.saturating_add(u64::from(*count));
            }
        }
        let mut unexplained: Vec<Unexplained> = culprits.into_iter().map(Unexplained::of).collect();
        unexplained.sort_by_key(|kind| core::cmp::Reverse(kind.rows));
        within_range(groups.values().map(|found| found.charged))?;
        Ok(Detected {
            versions: self.candidates(&groups),
            change_overs: self.change_overs(&groups, &masks),
            groups: self.groups(&groups),
            unexplained,
            cut_off,
            other_rows: self.others,
        })
    }

    /// The versions that explain each envelope, and for how many of these not all ways were tried.
    fn masks(&self) -> (Vec<u64>, u64) {
        let mut shared = BTreeMap::new();
        let mask = |open: &Open| self.mask(&self.bundles.charges(open));
        let (mut masks, mut cut_off) = (Vec::new(), 0_u64);
        for open in self.envelopes.values() {
            let (mask, tried) = match open.shared() {
                Some(bundle) => *shared.entry(bundle).or_insert_with(|| mask(open)),
                None => mask(open),
            };
            masks.push(mask);
            cut_off = cut_off.saturating_add(u64::from(!tried));
        }
        (masks, cut_off)
    }

    /// The versions that explain some charges, one bit each: those that explain the envelope with its base or, when there
    /// is none, those that explain what is left of one whose base was charged before this ledger. And whether all
    /// ways to read them were tried.
    fn mask(&self, charges: &[(&Booked, u32)]) -> (u64, bool) {
        let (mut whole, mut cut, mut tried) = (0, 0, true);
        for (place, (_, rules)) in self.candidates.iter().enumerate() {
            let readings = read(rules, charges, false);
            tried &= !readings.cut_off;
            match readings.list.first() {
                Some(reading) if rules.lacks_base(reading) => cut |= bit(place),
                Some(_) => whole |= bit(place),
                None => {}
            }
        }
        (if whole == 0 { cut } else { whole }, tried)
    }

    /// The rows without which a bundle would be explained; all of it when no one row is to blame.
    fn culprits<'b>(&self, charges: &[(&'b Booked, u32)]) -> Vec<(&'b Booked, u32)> {
        if !self.mask(charges).1 {
            return charges.to_vec();
        }
        for (place, (booked, _)) in charges.iter().enumerate() {
            let mut rest = charges.to_vec();
            if let Some((_, count)) = rest.get_mut(place) {
                *count = count.saturating_sub(1);
            }
            rest.retain(|(_, count)| *count > 0);
            if !rest.is_empty() && self.mask(&rest).0 != 0 {
                return Vec::from([(*booked, 1)]);
            }
        }
        charges.to_vec()
    }

    fn label(&self, place: usize) -> String {
        let candidate = self.candidates.get(place);
        candidate
            .map_or(String::new(), |(book, rules)| message![book.id(), "@", rules.version.label()])
    }

    fn candidates(&self, groups: &BTreeMap<u64, Found>) -> Vec<Candidate> {
        let candidate = |(place, (_, rules)): (usize, &(&PriceBook, Rules<'_>))| {
            let own = groups.iter().filter(|(mask, _)| **mask & bit(place) != 0);
            let (envelopes, rows) = own.fold((0_u64, 0_u64), |(envelopes, rows), (_, found)| {
                (envelopes.saturating_add(found.envelopes), rows.saturating_add(found.rows))
            });
            Candidate {
                version: self.label(place),
                effective_from: rules.version.effective_from().map(str::to_owned),
                envelopes,
                rows,
            }
        };
        self.candidates.iter().enumerate().map(candidate).collect()
    }

    fn groups(&self, groups: &BTreeMap<u64, Found>) -> Vec<Group> {
        let mut list: Vec<(&u64, &Found)> = groups.iter().collect();
        list.sort_by_key(|(mask, found)| (mask.count_ones() == 0, found.span, **mask));
        let group = |(mask, found): (&u64, &Found)| {
            let places = (0..self.candidates.len()).filter(|place| mask & bit(*place) != 0);
            let (first, last) = found.span?;
            Some(Group {
                versions: places.map(|place| self.label(place)).collect(),
                envelopes: found.envelopes,
                rows: found.rows,
                charged: found.charged,
                first: first.to_string(),
                last: last.to_string(),
            })
        };
        list.into_iter().filter_map(group).collect()
    }

    /// Versions that alone explain some envelopes, by their first one, each with the next.
    fn change_overs(&self, groups: &BTreeMap<u64, Found>, masks: &[u64]) -> Vec<ChangeOver> {
        let alone = |place: usize| Some((groups.get(&bit(place))?.span?, place));
        let mut telling: Vec<Telling> = (0..self.candidates.len()).filter_map(alone).collect();
        telling.sort_unstable();
        let pairs = telling.iter().zip(telling.iter().skip(1));
        let change_over = |(before, after): (&Telling, &Telling)| {
            let (((_, last), from), ((first, _), to)) = (before, after);
            let late = |(open, mask): &(&Open, &u64)| {
                **mask == bit(*from) && open.first.is_some_and(|own| own >= *first)
            };
            let overlapping = self.envelopes.values().zip(masks).filter(late).count();
            ChangeOver {
                from: self.label(*from),
                to: self.label(*to),
                last: last.to_string(),
                first: first.to_string(),
                overlapping: u64::try_from(overlapping).unwrap_or(u64::MAX),
            }
        };
        pairs.map(change_over).collect()
    }
}

impl Unexplained {
    fn of((booked, rows): (&Booked, u64)) -> Self {
        Self {
            signature_method: booked.method.as_deref().map(str::to_owned),
            amount: booked.amount,
            rows,
        }
    }
}

fn bit(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0)
}
