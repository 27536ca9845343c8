//! The balances of wallets, and what a row says by itself.

use super::breaks::{Break, Breaks, Step};
use super::chain::{Broken, Chain};
use super::conventions::Signs;
use super::doubt::{Doubt, Gap};
use super::finding::{Cause, FindingCode};
use super::kept::{About, Findings, MAX_FINDINGS};
use super::key::Key;
use super::pages::Pages;
use super::part::{Part, Stored, mark};
use super::rules::{ROWS_AT_ONCE, Rules};
use super::table::{Table, look_at};
use super::transaction::{Kind, change, size};
use super::wording;
use crate::message::message;

/// How many balances of a listing have to break, at least, before it counts as a filtered one.
const FILTERED_BREAKS: u64 = 2;

/// The wallets of one shard.
#[derive(Default)]
pub(super) struct Wallets {
    pub(super) table: Table<Wallet>,
    pub(super) sums: Sums,
    pub(super) findings: Findings,
    /// Which wallets turned out to be listed by rows of one type only.
    pub(super) filtered: Vec<u64>,
    /// Ids of rows that came again, as many as findings are told.
    repeated: Table<()>,
    pub(super) breaks: Breaks,
    /// Envelopes that are to wait, and what balances say of rows.
    pub(super) doubts: Vec<Doubt>,
    pub(super) open_gaps: Vec<Gap>,
    numbers: Vec<u32>,
}

#[derive(Default)]
#[repr(C)]
pub(super) struct Wallet {
    pub(super) chain: Chain,
    /// None for rows that name no wallet.
    pub(super) name: Option<Box<str>>,
    /// Rows stand before the first one, which is known once the ledger has ended.
    pub(super) has_earlier: bool,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) consumed: i128,
    pub(super) added: i128,
    pub(super) refunded: i128,
    pub(super) opening: i128,
    pub(super) closing: i128,
    /// Envelopes that something was charged for.
    pub(super) envelopes: u64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Self) {
        self.consumed = self.consumed.saturating_add(other.consumed);
        self.added = self.added.saturating_add(other.added);
        self.refunded = self.refunded.saturating_add(other.refunded);
        self.opening = self.opening.saturating_add(other.opening);
        self.closing = self.closing.saturating_add(other.closing);
        self.envelopes = self.envelopes.saturating_add(other.envelopes);
    }
}

/// A row of a part, with what is known of it.
#[derive(Clone, Copy)]
struct Taken<'p> {
    part: &'p Part,
    row: u32,
    stored: &'p Stored,
    /// The number of its wallet.
    wallet: u32,
    mark: u8,
}

impl Wallets {
    /// Takes some rows of a part.
    pub(super) fn take_all(&mut self, rules: &Rules<'_>, pages: &Pages, part: &Part, rows: &[u32]) {
        let mut numbers = core::mem::take(&mut self.numbers);
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let keys = rows.iter().map(|row| part.wallet(*row));
            self.table.guess(keys.clone(), &mut numbers);
            for ((row, key), number) in rows.iter().zip(keys).zip(&mut numbers) {
                *number = self.table.number_near(key, *number, || Wallet {
                    name: part.row(*row).and_then(|row| row.wallet_id).map(Box::from),
                    chain: Chain::new(rules.conventions.row_order),
                    has_earlier: false,
                });
            }
            let known = numbers.iter().filter_map(|number| self.table.get(*number));
            look_at(known.map(|wallet| wallet.chain.touch().cast_unsigned()));
            for (row, wallet) in rows.iter().copied().zip(numbers.iter().copied()) {
                let mark = part.mark(row);
                if let Some(stored) = part.stored(row).filter(|_| mark & mark::LEFT_OUT == 0) {
                    self.take(rules, pages, Taken { part, row, stored, wallet, mark });
                }
            }
        }
        self.numbers = numbers;
    }

    fn take(&mut self, rules: &Rules<'_>, pages: &Pages, taken: Taken<'_>) {
        let Taken { part, row, stored, wallet, mark } = taken;
        self.add_up(stored);
        let repeated = mark & mark::SAME_ROW != 0;
        let change = change(stored.kind, stored.amount);
        let balance = stored.balance_after.get();
        let before = balance.wrapping_sub(change);
        let overdraws = balance < 0 && before >= 0;
        let unbound = !stored.has_document() && stored.kind != Kind::Add;
        if mark != 0 || overdraws || unbound || rules.conventions.signs != Signs::Any {
            self.tell(rules, &taken, overdraws, unbound && !repeated);
        }
        let step = |mut id: String| {
            id.clear();
            id.push_str(part.row(row).map(|row| row.id).unwrap_or_default());
            Step {
                place: part.place(row),
                id,
                change,
                balance,
                created_at: stored.created_at,
                repeated,
                document: part.document(row),
                turnable: stored.kind != Kind::Add || stored.has_document(),
            }
        };
        if let Some(known) = self.table.get_mut(wallet) {
            let balances = (before, balance);
            let what = (stored.kind, stored.created_at);
            let listing = (part.chained, rules.conventions.row_order);
            known.chain.push(listing, balances, what, step, &mut self.breaks);
        }
        if !self.breaks.is_empty() {
            self.doubt(part.place(row), wallet);
            self.tell_breaks(rules, pages, part.wallet(row).half(), wallet);
        }
    }

    fn add_up(&mut self, row: &Stored) {
        let sum = match row.kind {
            Kind::Consume => &mut self.sums.consumed,
            Kind::Add => &mut self.sums.added,
            Kind::Refund => &mut self.sums.refunded,
        };
        *sum = sum.saturating_add(i128::from(size(row.amount).get()));
    }

    /// Tells what is wrong with a row by itself, or by its id.
    #[cold]
    fn tell(&mut self, rules: &Rules<'_>, taken: &Taken<'_>, overdraws: bool, unbound: bool) {
        let Taken { part, row: number, mark, .. } = *taken;
        let Some(row) = &part.row(number) else { return };
        let about = About::of(part.place(number), row, part.wallet(number).half());
        rules.check_sign(&about, row, &mut self.findings);
        if mark & (mark::SAME_ROW | mark::OTHER_ROW) != 0 {
            let repeated = mark & mark::SAME_ROW != 0;
            let about = About { cause: repeated.then_some(Cause::DuplicateRow), ..about };
            let message = wording::duplicate(row.id, repeated);
            self.findings.add(FindingCode::DuplicateId, &about, message);
            if repeated && self.repeated.len() < MAX_FINDINGS {
                self.repeated.number_of(Key::of(row.id), || ());
            }
        }
        if unbound && row.kind == Kind::Consume {
            self.findings.add(FindingCode::BadRow, &about, wording::NO_DOCUMENT.to_owned());
        } else if unbound {
            let about = about.amounts(0, row.size().get());
            let message = wording::NO_DOCUMENT_OF_REFUND.to_owned();
            self.findings.add(FindingCode::RefundWithoutCharge, &about, message);
        }
        if overdraws {
            let balance = row.balance_after.get();
            let (code, what) = if rules.allocations {
                (FindingCode::AllocationOverdrawn, "the allocation")
            } else {
                (FindingCode::NegativeBalance, "the balance")
            };
            let message =
                message![what, " falls to ", balance, "; credits were spent that were not there"];
            self.findings.add(code, &about.amounts(0, balance), message);
        }
    }

    /// Tells why balances of a wallet do not follow.
    #[cold]
    fn tell_breaks(&mut self, rules: &Rules<'_>, pages: &Pages, wallet: u64, number: u32) {
        for broken in core::mem::take(&mut self.breaks.list) {
            if self.table.get(number).is_some_and(|wallet| wallet.chain.has_told(&broken)) {
                continue;
            }
            self.note_gap(&broken, number);
            let about = About::at(broken.step.place, Some(&broken.step.id), Some(wallet));
            if broken.code == FindingCode::OutOfOrder {
                self.findings.add(broken.code, &about, wording::OUT_OF_ORDER.to_owned());
                continue;
            }
            let about = about.amounts(broken.expected, broken.recorded);
            let cause = broken.cause.unwrap_or_else(|| cause(rules, pages, &broken));
            let jumps = match cause {
                Cause::EditedAmount => true,
                Cause::MissingRow | Cause::SkippedPage => {
                    broken.gap > 0 || !rules.prices.is_plausible(broken.gap)
                }
                _ => false,
            };
            if rules.allocations && jumps {
                let message = wording::jump(broken.gap);
                self.findings.add(FindingCode::Unexplained, &about, message);
                continue;
            }
            if let Some(wallet) = self.table.get_mut(number) {
                wallet.chain.note_break(&broken);
            }
            let gap = broken.gap.unsigned_abs();
            let (expected, recorded) = (broken.expected, broken.recorded);
            let several = cause == Cause::MissingRow && !rules.prices.is_plausible(broken.gap);
            let message = match several {
                true => wording::several_missing(expected, recorded, gap),
                false => wording::chain_break(cause, expected, recorded, gap),
            };
            let about = About { cause: Some(cause), ..about };
            self.findings.add(FindingCode::ChainBreak, &about, message);
        }
    }

    /// Ends the ledger.
    pub(super) fn finish(&mut self, rules: &Rules<'_>, pages: &Pages) {
        for number in 0..u32::try_from(self.table.len()).unwrap_or(u32::MAX) {
            let half = self.table.key(number).unwrap_or(Key::NONE).half();
            if let Some(wallet) = self.table.get_mut(number) {
                let (first, last) = wallet.chain.finish(&mut self.breaks);
                wallet.has_earlier = !wallet.chain.is_whole(first);
                self.sums.opening = self.sums.opening.saturating_add(i128::from(first));
                self.sums.closing = self.sums.closing.saturating_add(i128::from(last));
            }
            self.tell_breaks(rules, pages, half, number);
            self.tell_filtered(half, number);
        }
        // Of two copies of a row the one that came first may be the one that does not belong where it stands; or at the
        // head of a listing that runs newest first, where another row only seems to be missing below it.
        let repeated = &self.repeated;
        self.findings.amend_breaks(|kept| {
            let id = kept.finding.id.as_deref().unwrap_or_default();
            let displaced = matches!(
                (kept.finding.code, kept.finding.cause),
                (_, Some(Cause::MisplacedRow))
                    | (FindingCode::ChainBreak, Some(Cause::MissingRow | Cause::EditedAmount))
            );
            (displaced && repeated.find(Key::of(id)).is_some()).then_some(Cause::DuplicateRow)
        });
    }

    /// Takes the breaks of a listing back that holds rows of one type only, since those cannot chain, and says
    /// once that they do not.
    fn tell_filtered(&mut self, half: u64, number: u32) {
        let Some(wallet) = self.table.get(number) else { return };
        let Some((kind, broken)) = wallet.chain.only_kind().zip(wallet.chain.broken.as_deref())
        else {
            return;
        };
        // Credits come from rows of other types if these spend, and go to them if these bring.
        let fits = match kind {
            Kind::Consume => broken.all_above,
            Kind::Add => broken.all_below,
            Kind::Refund => true,
        };
        if !fits || broken.count < FILTERED_BREAKS {
            return;
        }
        let Broken { first: (place, id), count, .. } = broken;
        let about = About {
            cause: Some(Cause::FilteredListing),
            ..About::at(*place, Some(id), Some(half))
        };
        let message = wording::filtered(kind, *count);
        self.findings.take_back_breaks(half, *count);
        self.findings.add(FindingCode::ChainBreak, &about, message);
        self.filtered.push(half);
    }
}

/// Why a row does not follow, when one gap is all there is.
fn cause(rules: &Rules<'_>, pages: &Pages, broken: &Break) -> Cause {
    let (step, prices) = (&broken.step, &rules.prices);
    // What the row would have to change for its balance to be right.
    let change = step.change.wrapping_add(broken.gap);
    let turned = step.change.checked_neg() == Some(change) && step.turnable;
    let is_purchase = step.change > 0 && !step.turnable;
    // A charge that may have been a smaller one, where a refund would be missing otherwise.
    let is_raised =
        change < 0 && prices.is_for_signatures(broken.gap) && prices.is_plausible(change);
    if turned && broken.gap != 0 {
        Cause::EditedType
    } else if step.change == 0 && !step.turnable {
        // Nobody buys nothing.
        Cause::EditedAmount
    } else if pages.is_border(step.place, broken.direction) {
        Cause::SkippedPage
    } else if step.change.signum().wrapping_mul(change.signum()) < 0 {
        // No amount of the row's type does that.
        Cause::MissingRow
    } else if prices.is_plausible(broken.gap)
        && !(is_purchase && prices.is_preset(change))
        && !is_raised
    {
        Cause::MissingRow
    } else if step.change < 0 && prices.is_of_several(change, broken.gap) {
        // A charge that was edited was one before.
        Cause::MissingRow
    } else {
        Cause::EditedAmount
    }
}
