//! What one thread adds up.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealquote::ledger::{ByText, Repeats, Row};

use crate::chunks::Fault;
use crate::formats::{Part, Turns};
use crate::rows::{Line, each_line, each_row};
use crate::scan::{Field, Scanner};

/// How many rows are looked up at once.
const ROWS_AT_ONCE: usize = 128;
/// The most unreadable rows that are told one by one.
pub(crate) const MAX_TOLD: usize = 20;

/// What rows are added to.
pub(crate) trait Account: Send {
    /// What is kept of each wallet.
    type Wallet: Default + Send;

    /// Adds a row. Its place rises along the listing, and no other row has it.
    fn push(&mut self, wallet: &mut Self::Wallet, place: u64, row: &Row<'_>, source: Option<&str>);

    /// Looks at what is kept of a wallet, so that its memory is at hand.
    fn touch(wallet: &Self::Wallet) -> u64;

    /// Adds what another account has.
    fn merge(&mut self, other: Self);

    /// Adds what another account has of a wallet.
    fn merge_wallet(wallet: &mut Self::Wallet, other: Self::Wallet);
}

/// A row with its place, and where it was caused.
pub(crate) type Placed<'a> = (u64, Row<'a>, Option<&'a str>);

/// The place of a row: the number of a chunk or a document, and the row's number in it.
pub(crate) fn place(part: u64, row: u64) -> u64 {
    part << 32 | row
}

/// Why a thread reads no further: the fault of a row, by its part and its number there.
pub(crate) type Stop = (Fault, u64, u64);

/// What is kept of a wallet, with the place of its first row.
#[derive(Default)]
pub(crate) struct Kept<W> {
    pub(crate) wallet: W,
    pub(crate) first: u64,
    /// `None` where rows name no wallet.
    pub(crate) id: Option<Box<str>>,
}

/// What one thread has added up.
pub(crate) struct Tally<A: Account> {
    pub(crate) account: A,
    pub(crate) named: ByText<Kept<A::Wallet>>,
    /// By the number of their chain.
    pub(crate) unnamed: BTreeMap<usize, Kept<A::Wallet>>,
    pub(crate) rows: u64,
    /// Of the file at hand: how many rows each part has, and rows that could not be read.
    pub(crate) parts: Vec<(u64, u64)>,
    pub(crate) bad: Vec<(u64, u64, String)>,
    pub(crate) unreadable: u64,
    /// Room for the numbers of wallets, used again.
    numbers: Vec<Option<u32>>,
}

impl<A: Account> Tally<A> {
    pub(crate) fn new(account: A) -> Self {
        Self {
            account,
            named: ByText::default(),
            unnamed: BTreeMap::new(),
            rows: 0,
            parts: Vec::new(),
            bad: Vec::new(),
            unreadable: 0,
            numbers: Vec::new(),
        }
    }

    /// Reads parts of a file for as long as there are any; where `repeats` says which rows are left out, and `in_order`,
    /// as long as that may be the next one.
    pub(crate) fn read(
        &mut self,
        file: &Turns<Field>,
        chain: usize,
        repeats: Option<&Mutex<Repeats>>,
        in_order: bool,
    ) -> Result<(), Stop> {
        let (mut bytes, mut scanner) = (Vec::new(), Scanner::default());
        while !in_order || repeats.is_some_and(|repeats| lock(repeats).needs_order()) {
            let (number, part) = file.next(&mut bytes);
            match part.map_err(|fault| (fault, number, 1))? {
                None => return Ok(()),
                Some(Part::Lines(last)) => {
                    let text = str::from_utf8(&bytes).ok();
                    let mut rows = Rows::new(self, number, chain, repeats);
                    let read = each_line(&bytes, text, last, &mut scanner, |line| rows.take(line));
                    rows.end(read)?;
                }
                Some(Part::Cells(mut cells)) => {
                    let fields = cells.fields();
                    let mut rows = Rows::new(self, number, chain, repeats);
                    let read = each_row(&fields, |line| rows.take(line));
                    rows.end(read)?;
                }
            }
        }
        Ok(())
    }

    /// Adds rows, in any order; those that name no wallet are of the same one.
    pub(crate) fn push(&mut self, chain: usize, rows: &[Placed<'_>]) {
        self.rows = self.rows.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        let ids = rows.iter().map(|(_, row, _)| row.wallet_id);
        self.named.numbers(ids, &mut self.numbers);
        // The waiting for one wallet's memory overlaps with that for the next ones'.
        let kept = self.numbers.iter().filter_map(|number| self.named.get((*number)?));
        core::hint::black_box(
            kept.fold(0, |warm, kept| warm ^ kept.first ^ A::touch(&kept.wallet)),
        );
        for ((place, row, source), number) in rows.iter().zip(&self.numbers) {
            let kept = match number {
                None => self.unnamed.entry(chain).or_default(),
                Some(number) => {
                    let Some(kept) = self.named.get_mut(*number) else { return };
                    kept
                }
            };
            kept.begin(*place, row.wallet_id);
            self.account.push(&mut kept.wallet, *place, row, *source);
        }
    }

    fn push_bad(&mut self, part: u64, row: u64, reason: String) {
        self.unreadable = self.unreadable.saturating_add(1);
        if self.bad.len() < MAX_TOLD {
            self.bad.push((part, row, reason));
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.account.merge(other.account);
        self.rows = self.rows.saturating_add(other.rows);
        for kept in other.named.into_values() {
            self.named.numbers(core::iter::once(kept.id.as_deref()), &mut self.numbers);
            let number = self.numbers.first().copied().flatten();
            if let Some(own) = number.and_then(|number| self.named.get_mut(number)) {
                own.merge::<A>(kept);
            }
        }
        for (chain, kept) in other.unnamed {
            self.unnamed.entry(chain).or_default().merge::<A>(kept);
        }
    }
}

/// The rows of one part of a file, on their way to the tally.
struct Rows<'t, 'r, A: Account> {
    tally: &'t mut Tally<A>,
    part: u64,
    chain: usize,
    number: u64,
    waiting: Vec<Placed<'r>>,
    repeats: Option<&'t Mutex<Repeats>>,
    /// Why it cannot say what is repeated.
    fault: Option<Fault>,
}

fn lock(repeats: &Mutex<Repeats>) -> MutexGuard<'_, Repeats> {
    repeats.lock().unwrap_or_else(PoisonError::into_inner)
}

fn broken(error: sealquote::Error) -> Fault {
    Fault::Broken(error.to_string())
}

impl<'t, 'r, A: Account> Rows<'t, 'r, A> {
    fn new(
        tally: &'t mut Tally<A>,
        part: u64,
        chain: usize,
        repeats: Option<&'t Mutex<Repeats>>,
    ) -> Self {
        let waiting = Vec::with_capacity(ROWS_AT_ONCE);
        Self { tally, part, chain, number: 0, waiting, repeats, fault: None }
    }

    #[inline(always)]
    fn take(&mut self, line: Line<'r>) {
        let is_row = u64::from(!matches!(line, Line::Blank));
        self.number = self.number.saturating_add(is_row);
        let place = place(self.part, self.number);
        match line {
            Line::Scanned(row, source) => self.waiting.push((place, row, source)),
            Line::Read(row, source) => {
                self.flush();
                if !self.is_repeated(&row.row()) {
                    self.tally.push(self.chain, &[(place, row.row(), source.as_deref())]);
                }
            }
            Line::Bad(bad) => self.tally.push_bad(self.part, self.number, bad.reason),
            Line::Blank => {}
        }
        if self.waiting.len() == ROWS_AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if let Some(repeats) = self.repeats {
            let left_out = lock(repeats).leave_out(&mut self.waiting, |(_, row, _)| row);
            self.fault = self.fault.take().or(left_out.err().map(broken));
        }
        self.tally.push(self.chain, &self.waiting);
        self.waiting.clear();
    }

    fn is_repeated(&mut self, row: &Row<'_>) -> bool {
        let Some(repeats) = self.repeats else { return false };
        let repeated = lock(repeats).is_repeated(row);
        repeated.unwrap_or_else(|error| {
            self.fault = Some(broken(error));
            false
        })
    }

    fn end(mut self, read: Result<(), Fault>) -> Result<(), Stop> {
        self.flush();
        self.tally.parts.push((self.part, self.number));
        let read = self.fault.map_or(read, Err);
        read.map_err(|fault| (fault, self.part, self.number.saturating_add(1)))
    }
}

impl<W> Kept<W> {
    fn begin(&mut self, place: u64, id: Option<&str>) {
        // Places begin above 0.
        if self.first == 0 {
            self.id = id.map(Box::from);
        }
        if self.first == 0 || place < self.first {
            self.first = place;
        }
    }

    fn merge<A: Account<Wallet = W>>(&mut self, other: Self) {
        self.begin(other.first, other.id.as_deref());
        A::merge_wallet(&mut self.wallet, other.wallet);
    }
}
