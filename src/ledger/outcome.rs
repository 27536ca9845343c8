//! The end of a verification: what could not be said before, and the report.

use super::conventions::{Refunds, ZeroRows};
use super::finding::{Cause, Finding, FindingCode, Report, Severity, Summary};
use super::kept::{About, Kept};
use super::transaction::Kind;
use super::verify::Verifier;
use super::wording;
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::message::message;
use crate::settle::sorted;

/// How many balances of a listing have to break, at least, before it counts as a filtered one.
const FILTERED_BREAKS: usize = 2;

impl Verifier<'_> {
    /// Ends the ledger.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum of the summary is beyond 2^53 - 1.
    pub fn finish(mut self) -> Result<Report, Error> {
        self.tell_overlap();
        let mut openings = Vec::with_capacity(self.chains.len());
        let (mut opening, mut closing) = (0_i128, 0_i128);
        for number in 0..self.chains.len() {
            if let Some((_, chain)) = self.chains.get_mut(number) {
                let (first, last) = chain.finish(&mut self.breaks);
                opening = opening.saturating_add(i128::from(first));
                closing = closing.saturating_add(i128::from(last));
                openings.push(first);
            }
            self.tell_breaks(u32::try_from(number).unwrap_or(u32::MAX));
        }
        let filtered = self.tell_filtered();
        self.take_back_priced();
        self.tell_envelopes(&openings, &filtered);
        let envelopes = self.envelopes.values().filter(|envelope| envelope.is_charged()).count();
        let summary = Summary {
            rows: self.sums.rows,
            wallets: u64::try_from(self.chains.len()).unwrap_or(u64::MAX),
            envelopes: u64::try_from(envelopes).unwrap_or(u64::MAX),
            added: sum("added", self.sums.added)?,
            consumed: sum("consumed", self.sums.consumed)?,
            refunded: sum("refunded", self.sums.refunded)?,
            opening: sum("opening", opening)?,
            closing: sum("closing", closing)?,
            findings: self.findings.counted().collect(),
        };
        Ok(Report { summary, findings: self.named_findings() })
    }

    /// The findings in the order of the ledger, with the names of files and wallets.
    fn named_findings(mut self) -> Vec<Finding> {
        let mut list: Vec<Option<Kept>> =
            core::mem::take(&mut self.findings.list).into_iter().map(Some).collect();
        let key = |at: usize| {
            list.get(at).and_then(Option::as_ref).map(|kept| (kept.place, kept.finding.code))
        };
        let order = sorted(list.len(), &|one, other| key(one) < key(other));
        let at = |number: u32| usize::try_from(number).ok();
        let named = order.into_iter().filter_map(|number| {
            let kept = list.get_mut(number)?.take()?;
            let file = at(kept.place.listing).and_then(|at| self.listings.get(at));
            let chain = kept.wallet.and_then(at).and_then(|at| self.chains.get(at));
            Some(Finding {
                wallet: chain.and_then(|(wallet, _)| wallet.as_deref()).map(str::to_owned),
                file: file.map(|file| file.to_string()).unwrap_or_default(),
                ..kept.finding
            })
        });
        named.collect()
    }

    /// Takes the breaks of listings back that hold rows of one type only, since those cannot chain, and says
    /// once that they do not. Answers which chains those are.
    fn tell_filtered(&mut self) -> Vec<u32> {
        let mut filtered = Vec::new();
        let kinds = (0_u32..)
            .zip(&self.chains)
            .filter_map(|(number, (_, chain))| chain.only_kind().map(|kind| (number, kind)));
        for (chain, kind) in kinds.collect::<Vec<(u32, Kind)>>() {
            let list = self.findings.list.iter();
            let breaks: Vec<_> = list
                .filter(|kept| kept.wallet == Some(chain))
                .filter(|kept| kept.finding.code == FindingCode::ChainBreak)
                .collect();
            // Credits come from rows of other types if these spend, and go to them if these bring.
            let fits = breaks.iter().all(|kept| match kind {
                Kind::Consume => kept.finding.recorded > kept.finding.expected,
                Kind::Add => kept.finding.recorded < kept.finding.expected,
                Kind::Refund => true,
            });
            let Some(first) = breaks.first().filter(|_| fits && breaks.len() >= FILTERED_BREAKS)
            else {
                continue;
            };
            let (place, count) = (first.place, breaks.len());
            let id = first.finding.id.clone();
            self.findings.retain(&|kept| {
                kept.wallet != Some(chain) || kept.finding.code != FindingCode::ChainBreak
            });
            let about = About {
                cause: Some(Cause::FilteredListing),
                ..About::at(place, id.as_deref(), Some(chain))
            };
            let message = wording::filtered(kind, count);
            self.findings.add(FindingCode::ChainBreak, &about, message);
            filtered.push(chain);
        }
        filtered
    }

    /// Takes charges back that turned out to be priced by the version they are right under.
    fn take_back_priced(&mut self) {
        let (envelopes, priced_at) = (&self.envelopes, self.prices.priced_at);
        self.findings.retain(&|kept| {
            let priced = kept.unless.is_some_and(|(number, version)| {
                let envelope = envelopes.get(number);
                envelope.is_some_and(|envelope| envelope.may_be_priced_by(version, priced_at))
            });
            !priced
        });
    }

    fn tell_envelopes(&mut self, openings: &[i64], filtered: &[u32]) {
        let opened = |wallet: u32| {
            let at = usize::try_from(wallet).ok().and_then(|at| openings.get(at));
            at.is_some_and(|opening| *opening != 0)
        };
        let earlier = |wallet: u32| opened(wallet).then_some(Cause::EarlierHistory);
        for envelope in self.envelopes.values() {
            let Some(aside) = &envelope.aside else { continue };
            if let Some(first) = &aside.unbased {
                let about = About { cause: earlier(first.wallet), ..About::seat(first) };
                let message = wording::MISSING_BASE.to_owned();
                self.findings.add(FindingCode::MissingBase, &about, message);
            }
            if let Some((code, refunded, cause)) = envelope.refund_fault()
                && !filtered.contains(&refunded.seat.wallet)
            {
                let cause = cause.or_else(|| earlier(refunded.seat.wallet));
                let charges = envelope.charges();
                let about = About { cause, ..About::seat(&refunded.seat) };
                let message = wording::refund(charges, refunded.total, cause);
                self.findings.add(code, &about.amounts(charges, refunded.total), message);
            }
            if let Some(expected) = &aside.expected {
                let refunds = self.conventions.refunds;
                for (code, due, booked) in envelope.lacking() {
                    let is_refund = code == FindingCode::MissingRefund;
                    if is_refund && refunds == Refunds::Optional {
                        continue;
                    }
                    let about = About::at(expected.place, Some(&expected.id), None);
                    let message = wording::lacking(&expected.id, code, due, booked);
                    self.findings.add(code, &about.amounts(due, booked), message);
                    let owed = is_refund && refunds == Refunds::Owed;
                    if let Some(kept) = self.findings.list.last_mut().filter(|_| owed) {
                        kept.finding.severity = Severity::Error;
                    }
                }
                if self.conventions.zero_rows == ZeroRows::Required && expected.lacks_rows() {
                    let about = About::at(expected.place, Some(&expected.id), None);
                    let message = wording::lacking_rows(expected);
                    self.findings.add(FindingCode::Uncharged, &about, message);
                }
            }
        }
    }
}

fn sum(name: &str, sum: i128) -> Result<Amount, Error> {
    let amount = i64::try_from(sum).ok().and_then(Amount::new);
    amount.ok_or_else(|| {
        let message =
            message!["the sum `", name, "` is beyond 2^53 - 1; check fewer wallets at once"];
        Error::new(Code::AmountOutOfRange, message!["/summary/", name], message)
    })
}
