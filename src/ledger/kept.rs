//! The findings of one verification, as they are kept until its end.

use super::finding::{Cause, Finding, FindingCode, Place, Severity};
use super::key::Key;
use super::seat::Seat;
use super::transaction::Row;
use super::wording;
use crate::amount::Amount;
use crate::sorted::{sort, sorted};

/// The most findings that are told; all are counted.
pub(super) const MAX_FINDINGS: usize = 100_000;

/// What a finding says of its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'r> {
    pub(super) place: Place,
    pub(super) id: Option<&'r str>,
    pub(super) wallet: Option<u64>,
    pub(super) expected: Option<i64>,
    pub(super) recorded: Option<i64>,
    pub(super) cause: Option<Cause>,
}

impl<'r> About<'r> {
    pub(super) const fn at(place: Place, id: Option<&'r str>, wallet: Option<u64>) -> Self {
        Self { place, id, wallet, expected: None, recorded: None, cause: None }
    }

    pub(super) const fn of(place: Place, row: &Row<'r>, wallet: u64) -> Self {
        Self::at(place, Some(row.id), Some(wallet))
    }

    pub(super) fn seat(seat: &'r Seat) -> Self {
        Self::at(seat.place, Some(&seat.id), Some(seat.wallet))
    }

    /// With the amounts that should be there, and that are.
    pub(super) const fn amounts(self, expected: i64, recorded: i64) -> Self {
        Self { expected: Some(expected), recorded: Some(recorded), ..self }
    }
}

/// One finding with what it is sorted and looked up by.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) place: Place,
    pub(super) wallet: Option<u64>,
    /// The wallet where its envelope's other rows are, which the message is to name, and the envelope.
    pub(super) elsewhere: Option<(u64, Box<str>)>,
    pub(super) finding: Finding,
}

/// A finding that holds unless an envelope turns out to be priced by a version, or to have rows before the ledger.
#[derive(Debug)]
pub(super) struct Awaiting {
    pub(super) envelope: Key,
    pub(super) version: u16,
    pub(super) kept: Kept,
}

/// Findings: the first so many in the order of the ledger, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Kept>,
    /// How many there are of each code.
    counts: [u64; FindingCode::ALL.len()],
}

impl Kept {
    /// A finding; files and wallets are named at the end.
    pub(super) fn new(code: FindingCode, about: &About<'_>, message: String) -> Self {
        let finding = Finding {
            code,
            severity: severity(code, about.cause),
            wallet: None,
            file: String::new(),
            row: about.place.row,
            id: about.id.map(str::to_owned),
            expected: about.expected.and_then(Amount::new),
            recorded: about.recorded.and_then(Amount::new),
            cause: about.cause,
            message,
        };
        Self { place: about.place, wallet: about.wallet, elsewhere: None, finding }
    }
}

impl Findings {
    pub(super) fn add(&mut self, code: FindingCode, about: &About<'_>, message: String) {
        self.keep(Kept::new(code, about, message));
    }

    pub(super) fn keep(&mut self, kept: Kept) {
        if let Some(count) = self.counts.get_mut(kept.finding.code as usize) {
            *count = count.saturating_add(1);
        }
        self.list.push(kept);
        if self.list.len() >= MAX_FINDINGS.saturating_mul(2) {
            let counts = self.counts;
            *self = Self { list: core::mem::take(self).in_order(), counts };
        }
    }

    /// Adds those of another part of the check.
    pub(super) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
    }

    /// How many are told.
    pub(super) const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is one at a place.
    pub(super) fn has_at(&self, place: Place) -> bool {
        self.list.iter().any(|kept| kept.place == place)
    }

    /// How many findings there are of each code that there are any of.
    pub(super) fn counted(&self) -> impl Iterator<Item = (FindingCode, u64)> + use<> {
        FindingCode::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    /// Takes the breaks of one wallet back, of which there are so many.
    pub(super) fn take_back_breaks(&mut self, wallet: u64, breaks: u64) {
        let code = FindingCode::ChainBreak;
        self.list.retain(|kept| kept.wallet != Some(wallet) || kept.finding.code != code);
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count = count.saturating_sub(breaks);
        }
    }

    /// Gives breaks another cause, of whose rows more became known.
    pub(super) fn amend_breaks(&mut self, cause: impl Fn(&Kept) -> Option<Cause>) {
        for kept in &mut self.list {
            let Some(cause) = cause(kept) else { continue };
            let finding = &mut kept.finding;
            let amount = |amount: Option<Amount>| amount.map_or(0, Amount::get);
            let (expected, recorded) = (amount(finding.expected), amount(finding.recorded));
            let gap = expected.abs_diff(recorded);
            finding.message = wording::chain_break(cause, expected, recorded, gap);
            finding.cause = Some(cause);
            let code = core::mem::replace(&mut finding.code, FindingCode::ChainBreak);
            if let Some(count) = self.counts.get_mut(code as usize) {
                *count = count.saturating_sub(1);
            }
            if let Some(count) = self.counts.get_mut(FindingCode::ChainBreak as usize) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// Says of breaks at these places, whose amounts turned out to be wrong, that it is these that were edited.
    pub(super) fn tell_edited(&mut self, places: &[Place]) {
        let mut mispriced = places.to_vec();
        sort(&mut mispriced, &|one, other| one < other);
        self.amend_breaks(|kept| {
            let is_jump = kept.finding.code == FindingCode::Unexplained;
            let may_be_edited = is_jump
                || matches!(kept.finding.cause, Some(Cause::MissingRow | Cause::SkippedPage));
            let is_mispriced = may_be_edited && mispriced.binary_search(&kept.place).is_ok();
            is_mispriced.then_some(Cause::EditedAmount)
        });
    }

    /// Whether a break at some place has a cause.
    pub(super) fn has_break(&self, is_it: impl Fn(Place, Option<Cause>) -> bool) -> bool {
        let mut breaks =
            self.list.iter().filter(|kept| kept.finding.code == FindingCode::ChainBreak);
        breaks.any(|kept| is_it(kept.place, kept.finding.cause))
    }

    /// The findings in the order of the ledger, as many as are told.
    pub(super) fn in_order(self) -> Vec<Kept> {
        let mut list: Vec<Option<Kept>> = self.list.into_iter().map(Some).collect();
        let key = |at: usize| {
            list.get(at).and_then(Option::as_ref).map(|kept| (kept.place, kept.finding.code))
        };
        let order = sorted(list.len(), &|one, other| key(one) < key(other));
        let told = order.into_iter().take(MAX_FINDINGS);
        told.filter_map(|number| list.get_mut(number)?.take()).collect()
    }
}

/// Whether money is wrong by it, or cannot be shown to be right.
fn severity(code: FindingCode, cause: Option<Cause>) -> Severity {
    let odd = matches!(
        code,
        FindingCode::OutOfOrder | FindingCode::PageOverlap | FindingCode::MissingRefund
    );
    let odd = odd || matches!(cause, Some(Cause::EarlierHistory | Cause::FilteredListing));
    if odd { Severity::Warning } else { Severity::Error }
}
