//! Rows judged: by all shards at once, one question after the other.

use super::chain::LISTINGS;
use super::conventions::RowOrder;
use super::crew::Crew;
use super::doubt::Gap;
use super::finding::{Cause, FindingCode};
use super::kept::About;
use super::part::{Part, mark};
use super::shard::Shard;
use super::verify::Verifier;
use super::wording;
use crate::error::Error;

impl Verifier<'_> {
    /// Judges rows: first whether their ids are new, then whether balances follow, then whether their prices are right.
    /// Each question takes the answers to those before it.
    pub(super) fn judge(&mut self, parts: &mut [Part], crew: &impl Crew) {
        for part in parts.iter_mut() {
            self.run = part.follow_run(self.run);
            self.running.take(self.rules.conventions.row_order, part);
            self.rows = self.rows.saturating_add(part.count());
            for (place, bad) in part.bad() {
                let about = About::at(place, bad.id.as_deref(), None);
                self.findings.add(FindingCode::BadRow, &about, wording::unreadable(&bad.reason));
            }
        }
        let rows = &*parts;
        crew.each(&mut self.shards, |shard| shard.see(rows));
        self.hear(parts);
        self.find_borders(parts);
        let (rules, pages, rows) = (&self.rules, &self.pages, &*parts);
        crew.each(&mut self.shards, |shard| shard.follow(rows, rules, pages));
        self.pass_doubts();
        let (rules, rows) = (&self.rules, &*parts);
        crew.each(&mut self.shards, |shard| shard.price(rows, rules));
        self.hear(parts);
        // One that puts something away makes the others wait, so all do it at once.
        if self.shards.iter().any(Shard::is_short_of_room) {
            crew.each(&mut self.shards, Shard::make_room);
            self.hear(parts);
        }
    }

    /// Marks the rows of which something became known.
    fn hear(&mut self, parts: &mut [Part]) {
        for shard in &mut self.shards {
            for (part, row, mark) in shard.told.drain(..) {
                if let Some(part) = parts.get_mut(part) {
                    part.set_mark(row, mark);
                }
            }
            if let Some(fault) = shard.fault.take() {
                self.fault.get_or_insert(fault);
            }
        }
    }

    /// Finds where pages begin, and leaves the rows out that were listed before.
    fn find_borders(&mut self, parts: &mut [Part]) {
        for part in parts {
            if part.begins {
                self.tell_overlap();
                self.pages.begin();
            }
            let rows = part.len();
            for row in 0..rows {
                if !self.pages.repeats {
                    break;
                }
                let again = part.mark(row) & mark::SAME_ROW != 0;
                if self.pages.take(|| part.seat(row), part.place(row), again) {
                    part.set_mark(row, mark::LEFT_OUT);
                } else {
                    self.tell_overlap();
                }
            }
            if LISTINGS && self.rules.conventions.row_order != RowOrder::OldestFirst {
                self.pages.leave_out_end(part);
            }
            if let Some(last) = rows.checked_sub(1) {
                self.pages.last = part.place(last);
                self.pages.last_seat = Some(part.seat(last));
            }
        }
    }

    pub(super) fn tell_overlap(&mut self) {
        if let Some((seat, rows)) = self.pages.overlap() {
            let about = About { cause: Some(Cause::DuplicateRow), ..About::seat(&seat) };
            self.findings.add(FindingCode::PageOverlap, &about, wording::overlap(rows));
        }
    }

    /// Ends the rows that came one by one, and answers why the check could not go on, if it could not.
    pub(super) fn end_rows(&mut self) -> Result<(), Error> {
        self.flush();
        self.tell_overlap();
        self.pass_gaps();
        for shard in &mut self.shards {
            shard.envelopes.end_run(&self.rules);
            shard.envelopes.judge_deferred(&self.rules, self.running.rising_end());
        }
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Lets envelopes wait of which a row is doubted.
    fn pass_doubts(&mut self) {
        for number in 0..self.shards.len() {
            let wallets = self.shards.get_mut(number).map(|shard| &mut shard.wallets);
            let doubts = wallets.map(|wallets| core::mem::take(&mut wallets.doubts));
            for doubt in doubts.unwrap_or_default() {
                let Some(shard) = self.shard_mut(doubt.envelope) else { continue };
                if let Err(error) = shard.envelopes.doubt(doubt) {
                    self.fault.get_or_insert(error);
                }
            }
        }
    }

    /// Tells envelopes what balances say of their rows, once all rows are there.
    fn pass_gaps(&mut self) {
        let gaps: Vec<Gap> = self.shards.iter().flat_map(|shard| shard.wallets.gaps()).collect();
        for gap in gaps {
            let Some(shard) = self.shard_mut(gap.envelope) else { continue };
            let number = shard.envelopes.gaps.number_of(gap.envelope, Vec::new);
            if let Some(gaps) = shard.envelopes.gaps.get_mut(number) {
                gaps.push(gap);
            }
        }
    }
}
