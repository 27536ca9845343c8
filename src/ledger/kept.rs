//! The findings of one verification, as they are kept until its end.

use super::charges::Seat;
use super::finding::{Cause, Finding, FindingCode, Place, Severity};
use super::transaction::Row;
use crate::amount::Amount;

/// The most findings that are kept; all are counted.
const MAX_FINDINGS: usize = 100_000;

/// What a finding says of its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'r> {
    pub(super) place: Place,
    pub(super) id: Option<&'r str>,
    pub(super) wallet: Option<u32>,
    pub(super) expected: Option<i64>,
    pub(super) recorded: Option<i64>,
    pub(super) cause: Option<Cause>,
}

impl<'r> About<'r> {
    pub(super) const fn at(place: Place, id: Option<&'r str>, wallet: Option<u32>) -> Self {
        Self { place, id, wallet, expected: None, recorded: None, cause: None }
    }

    pub(super) const fn of(place: Place, row: &Row<'r>, wallet: u32) -> Self {
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
    pub(super) wallet: Option<u32>,
    /// It holds unless this envelope turns out to be priced by this version.
    pub(super) unless: Option<(u32, u16)>,
    pub(super) finding: Finding,
}

/// All findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Kept>,
    /// How many there are of each code.
    counts: [u64; FindingCode::ALL.len()],
}

impl Findings {
    /// Keeps a finding; files and wallets are named at the end.
    pub(super) fn add(&mut self, code: FindingCode, about: &About<'_>, message: String) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count = count.saturating_add(1);
        }
        if self.list.len() >= MAX_FINDINGS {
            return;
        }
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
        let (place, wallet) = (about.place, about.wallet);
        self.list.push(Kept { place, wallet, unless: None, finding });
    }

    /// How many findings there are of each code that there are any of.
    pub(super) fn counted(&self) -> impl Iterator<Item = (FindingCode, u64)> {
        FindingCode::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    /// Takes back the findings that are not kept after all.
    pub(super) fn retain(&mut self, keep: &dyn Fn(&Kept) -> bool) {
        let counts = &mut self.counts;
        self.list.retain(|kept| {
            let keeps = keep(kept);
            if !keeps && let Some(count) = counts.get_mut(kept.finding.code as usize) {
                *count = count.saturating_sub(1);
            }
            keeps
        });
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
