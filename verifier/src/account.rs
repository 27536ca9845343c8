//! Adding up the files of a ledger on every core, wallets apart.
//!
//! Files are read one after the other. Of a file of rows each thread takes the next part, reads its rows
//! and adds them to a tally of its own. What the threads have is put together at the end: every row has a
//! place, which says where it stood.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use sealquote::ledger::{Chains, Repeats, Transaction};

use crate::documents::{self, Documents, Rows};
use crate::figures::counted;
use crate::formats::{Stream, Turns};
use crate::listing::Listing;
use crate::resources::Resources;
use crate::scan::Field;
use crate::tally::{Account, Kept, MAX_TOLD, Stop, Tally, place};
use crate::{Reading, Unreadable, paths};

/// Beyond this many threads a file cannot be read any faster.
const MAX_THREADS: usize = 4;

/// A ledger, added up.
pub(crate) struct Added<A: Account> {
    pub(crate) account: A,
    /// In the order in which they first come up.
    pub(crate) wallets: Vec<Wallet<A::Wallet>>,
    /// Rows, unreadable ones too.
    pub(crate) rows: u64,
    /// Rows that could not be read.
    pub(crate) unreadable: u64,
    /// The first of these, in words.
    pub(crate) told: Vec<String>,
}

/// A wallet of a ledger: by its id or, where rows name none, by their file.
pub(crate) struct Wallet<W> {
    pub(crate) id: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) kept: W,
}

/// Adds up a ledger's files (standard input when none is named, or by `-`), as `verify` takes them.
pub(crate) fn add_up<A: Account>(
    files: &[PathBuf],
    reading: &Reading,
    chains: Chains,
    account: impl Fn() -> A,
) -> Result<Added<A>, Unreadable> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    let mut ledger = Ledger {
        tallies: (0..threads).map(|_| Tally::new(account())).collect(),
        chains,
        files: Vec::new(),
        name: String::new(),
        part: 0,
        unreadable: 0,
        told: Vec::new(),
        repeats: Mutex::new(Resources::repeats()),
        fault: None,
    };
    let mut pages: Vec<Documents> = Vec::new();
    paths::refuse_twice(files)?;
    let mut listings = paths::open_all(files, reading)?;
    let mut is_first = true;
    while let Some(listing) = listings.next() {
        match listing? {
            Listing::Documents(name, bytes) => pages.push(Documents::read(&name, &bytes)?),
            Listing::Rows(file) => {
                is_first &= pages.is_empty();
                documents::give(core::mem::take(&mut pages), &mut ledger);
                ledger.read(file, is_first, listings.size_hint().0 == 0)?;
            }
        }
        is_first = false;
    }
    documents::give(pages, &mut ledger);
    ledger.stop()?;
    Ok(ledger.finish(account()))
}

struct Ledger<A: Account> {
    tallies: Vec<Tally<A>>,
    chains: Chains,
    /// The first file of each chain of rows that name no wallet.
    files: Vec<String>,
    /// The file at hand.
    name: String,
    /// How many chunks and documents there were.
    part: u64,
    unreadable: u64,
    told: Vec<String>,
    /// What finds rows that are left out, since a page or a file begins with them that were listed before.
    repeats: Mutex<Repeats>,
    /// Why it could not.
    fault: Option<Unreadable>,
}

impl<A: Account> Ledger<A> {
    /// The number of the chain of the rows at hand that name no wallet.
    fn chain(&self) -> usize {
        self.files.len()
    }

    /// Reads a file: what it repeats by one thread, in order, and the rest by all of them.
    fn read(
        &mut self,
        file: Stream<Field>,
        is_first: bool,
        is_last: bool,
    ) -> Result<(), Unreadable> {
        self.begin(&file.name.clone(), false);
        self.stop()?;
        let chain = self.chain();
        let file = Turns::new(file, self.part);
        let repeats = Some(&self.repeats).filter(|_| !(is_first && is_last));
        let head = match self.tallies.first_mut() {
            Some(tally) if !is_first => tally.read(&file, chain, repeats, true).err(),
            _ => None,
        };
        // What nothing follows need not be known again.
        let repeats = repeats.filter(|_| !is_last);
        let mut stops: Vec<Option<Stop>> = vec![head];
        if let [None] = stops.as_slice() {
            let read = |tally: &mut Tally<A>| tally.read(&file, chain, repeats, false).err();
            stops = thread::scope(|scope| {
                let tallies = self.tallies.iter_mut();
                let threads: Vec<_> = tallies.map(|tally| scope.spawn(|| read(tally))).collect();
                let ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
                ends.map(|end| end.unwrap_or_else(|panic| resume_unwind(panic))).collect()
            });
        }
        self.part = file.last();
        self.end_file(stops.into_iter().flatten())
    }

    fn repeats_mut(&mut self) -> &mut Repeats {
        self.repeats.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the reading when something went wrong.
    fn stop(&mut self) -> Result<(), Unreadable> {
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Numbers the rows of the file that is read, as far as they have to be told.
    fn end_file(&mut self, stops: impl Iterator<Item = Stop>) -> Result<(), Unreadable> {
        let mut parts: Vec<(u64, u64)> = Vec::new();
        let mut bad: Vec<(u64, u64, String)> = Vec::new();
        for tally in &mut self.tallies {
            parts.append(&mut tally.parts);
            bad.append(&mut tally.bad);
            let unreadable = core::mem::take(&mut tally.unreadable);
            self.unreadable = self.unreadable.saturating_add(unreadable);
        }
        let number = |part: u64, row: u64| {
            let before = parts.iter().filter(|(other, _)| *other < part).map(|(_, rows)| *rows);
            before.fold(row, u64::saturating_add)
        };
        if let Some((fault, part, row)) = stops.min_by_key(|(_, part, _)| *part) {
            return Err(fault.told(&self.name, number(part, row)));
        }
        bad.sort();
        for (part, row, reason) in bad {
            self.tell(number(part, row), &reason);
        }
        Ok(())
    }

    fn tell(&mut self, number: u64, reason: &str) {
        if self.told.len() < MAX_TOLD {
            self.told.push(format!("`{}`, row {number} could not be read: {reason}", self.name));
        }
    }

    fn finish(mut self, account: A) -> Added<A> {
        let more = self.unreadable.saturating_sub(u64::try_from(self.told.len()).unwrap_or(0));
        if more > 0 {
            self.told.push(format!("{} more could not be read", counted(more, "row")));
        }
        let mut all = Tally::new(account);
        self.tallies.into_iter().for_each(|tally| all.merge(tally));
        let name = |(chain, kept): (Option<usize>, Kept<A::Wallet>)| {
            let file = chain.and_then(|chain| self.files.get(chain.checked_sub(1)?)).cloned();
            (kept.first, Wallet { id: kept.id.map(String::from), file, kept: kept.wallet })
        };
        let unnamed = all.unnamed.into_iter().map(|(chain, kept)| (Some(chain), kept));
        let named = all.named.into_values().map(|kept| (None, kept));
        let mut wallets: Vec<(u64, Wallet<A::Wallet>)> = unnamed.chain(named).map(name).collect();
        wallets.sort_by_key(|(first, _)| *first);
        Added {
            account: all.account,
            wallets: wallets.into_iter().map(|(_, wallet)| wallet).collect(),
            rows: all.rows.saturating_add(self.unreadable),
            unreadable: self.unreadable,
            told: self.told,
        }
    }
}

impl<A: Account> Rows for Ledger<A> {
    fn begin(&mut self, name: &str, goes_on: bool) -> u32 {
        self.part = self.part.saturating_add(1);
        if goes_on {
            self.next_page();
        } else {
            self.repeats_mut().begin_listing();
        }
        self.name = name.to_owned();
        let follows = goes_on || self.chains == Chains::Ledger;
        if !follows || self.files.is_empty() {
            self.files.push(name.to_owned());
        }
        u32::try_from(self.chain()).unwrap_or(u32::MAX)
    }

    fn next_page(&mut self) {
        self.repeats_mut().next_page();
    }

    fn push(&mut self, _: u32, number: u64, row: &Transaction, source: Option<&str>) {
        match self.repeats_mut().is_repeated(&row.row()) {
            Ok(false) => {}
            Ok(true) => return,
            Err(error) => self.fault = Some(Unreadable::new(error.to_string())),
        }
        let (chain, place) = (self.chain(), place(self.part, number));
        if let Some(tally) = self.tallies.first_mut() {
            tally.push(chain, &[(place, row.row(), source)]);
        }
    }

    fn push_bad(&mut self, _: u32, number: u64, _: Option<&str>, reason: &str) {
        self.unreadable = self.unreadable.saturating_add(1);
        self.tell(number, reason);
    }
}
