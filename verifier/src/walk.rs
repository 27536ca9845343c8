//! A ledger's rows one after the other, in the order of the listing: for what has to see them so.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use sealquote::ledger::{Chains, Repeats, Row, Transaction};

use crate::chunks::Fault;
use crate::documents::{self, Documents, Rows};
use crate::figures::counted;
use crate::formats::{Part, Stream};
use crate::listing::Listing;
use crate::resources::Resources;
use crate::rows::{Line, each_line, each_row};
use crate::scan::{Field, Scanner};
use crate::tally::MAX_TOLD;
use crate::{Reading, Unreadable, paths};

/// What was walked.
pub(crate) struct Walked {
    /// The first file of each chain of rows that name no wallet; chains are counted from 1.
    files: Vec<String>,
    /// Rows, unreadable ones too.
    pub(crate) rows: u64,
    /// Rows that could not be read.
    pub(crate) unreadable: u64,
    /// The first of these, in words.
    pub(crate) told: Vec<String>,
}

impl Walked {
    /// The file of the rows of a chain that name no wallet.
    pub(crate) fn file(&self, chain: usize) -> Option<&String> {
        chain.checked_sub(1).and_then(|place| self.files.get(place))
    }
}

/// Where a row of a walk stands.
#[derive(Clone, Copy)]
pub(crate) struct At {
    /// The number of its chain, by what is said of those.
    pub(crate) chain: usize,
    /// The number of its listing: a file, or the pages of the API together.
    pub(crate) listing: usize,
}

/// Gives every row of a ledger's files, with where it stands, to `take`, but for those with which a page or a file begins
/// and that were listed before: as `verify` takes them.
pub(crate) fn walk(
    files: &[PathBuf],
    reading: &Reading,
    chains: Chains,
    take: impl FnMut(At, &Row<'_>),
) -> Result<Walked, Unreadable> {
    let walked = Walked { files: Vec::new(), rows: 0, unreadable: 0, told: Vec::new() };
    let mut walk =
        Walk { walked, name: String::new(), chains, listings: 0, repeats: None, fault: None, take };
    let mut pages: Vec<Documents> = Vec::new();
    let listings = paths::open_all(files, reading)?;
    // One file of rows alone repeats nothing that it would have to be known by.
    let is_one = listings.size_hint().0 == 1;
    for listing in listings {
        let listing = listing?;
        if !is_one || matches!(listing, Listing::Documents(..)) {
            walk.repeats.get_or_insert_with(Resources::repeats);
        }
        match listing {
            Listing::Documents(name, bytes) => pages.push(Documents::read(&name, &bytes)?),
            Listing::Rows(file) => {
                documents::give(core::mem::take(&mut pages), &mut walk);
                walk.read(file)?;
            }
        }
    }
    documents::give(pages, &mut walk);
    walk.stop()?;
    let mut walked = walk.walked;
    let told = u64::try_from(walked.told.len()).unwrap_or(u64::MAX);
    match walked.unreadable.saturating_sub(told) {
        0 => {}
        more => walked.told.push(format!("{} more could not be read", counted(more, "row"))),
    }
    Ok(walked)
}

struct Walk<T> {
    walked: Walked,
    /// The file at hand.
    name: String,
    chains: Chains,
    /// How many listings have begun.
    listings: usize,
    /// What finds rows that are left out.
    repeats: Option<Repeats>,
    /// Why it could not.
    fault: Option<Unreadable>,
    take: T,
}

impl<T: FnMut(At, &Row<'_>)> Walk<T> {
    fn read(&mut self, mut file: Stream<Field>) -> Result<(), Unreadable> {
        self.begin(&file.name.clone(), false);
        let (mut bytes, mut scanner, mut number) = (Vec::new(), Scanner::default(), 0_u64);
        loop {
            let read = match file.next(&mut bytes) {
                Ok(None) => return Ok(()),
                Ok(Some(Part::Lines(last))) => {
                    let text = str::from_utf8(&bytes).ok();
                    each_line(&bytes, text, last, &mut scanner, |line| self.line(&mut number, line))
                }
                Ok(Some(Part::Cells(mut cells))) => {
                    each_row(&cells.fields(), |line| self.line(&mut number, line))
                }
                Err(fault) => Err(fault),
            };
            read.map_err(|fault: Fault| fault.told(&self.name, number.saturating_add(1)))?;
            self.stop()?;
        }
    }

    /// Ends the walk when something went wrong.
    fn stop(&mut self) -> Result<(), Unreadable> {
        self.fault.take().map_or(Ok(()), Err)
    }

    fn line(&mut self, number: &mut u64, line: Line<'_>) {
        *number = number.saturating_add(u64::from(!matches!(line, Line::Blank)));
        match line {
            Line::Scanned(row, _) => self.row(&row),
            Line::Read(row, _) => self.row(&row.row()),
            Line::Bad(bad) => self.bad(*number, &bad.reason),
            Line::Blank => {}
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let repeated = self.repeats.as_mut().map(|repeats| repeats.is_repeated(row));
        match repeated.unwrap_or(Ok(false)) {
            Ok(false) => {}
            Ok(true) => return,
            Err(error) => self.fault = Some(Unreadable::new(error.to_string())),
        }
        self.walked.rows = self.walked.rows.saturating_add(1);
        (self.take)(At { chain: self.walked.files.len(), listing: self.listings }, row);
    }

    fn bad(&mut self, number: u64, reason: &str) {
        let walked = &mut self.walked;
        walked.rows = walked.rows.saturating_add(1);
        walked.unreadable = walked.unreadable.saturating_add(1);
        if walked.told.len() < MAX_TOLD {
            walked.told.push(format!("`{}`, row {number} could not be read: {reason}", self.name));
        }
    }
}

impl<T: FnMut(At, &Row<'_>)> Rows for Walk<T> {
    fn begin(&mut self, name: &str, goes_on: bool) -> u32 {
        name.clone_into(&mut self.name);
        self.listings = self.listings.saturating_add(usize::from(!goes_on));
        match &mut self.repeats {
            Some(repeats) if !goes_on => repeats.begin_listing(),
            _ => self.next_page(),
        }
        let follows = goes_on || self.chains == Chains::Ledger;
        if !follows || self.walked.files.is_empty() {
            self.walked.files.push(name.to_owned());
        }
        0
    }

    fn next_page(&mut self) {
        self.repeats.iter_mut().for_each(Repeats::next_page);
    }

    fn push(&mut self, _: u32, _: u64, row: &Transaction, _: Option<&str>) {
        self.row(&row.row());
    }

    fn push_bad(&mut self, _: u32, number: u64, _: Option<&str>, reason: &str) {
        self.bad(number, reason);
    }
}

/// A place for each wallet of a walk: by its id or, where rows name none, by their chain.
#[derive(Default)]
pub(crate) struct Wallets {
    numbers: HashMap<Box<str>, usize>,
    unnamed: BTreeMap<usize, usize>,
    /// Their ids, or else their chains, in the order in which they came.
    pub(crate) found: Vec<Result<Box<str>, usize>>,
}

impl Wallets {
    /// The number of a row's wallet, counted from 0.
    pub(crate) fn number(&mut self, chain: usize, row: &Row<'_>) -> usize {
        let next = self.found.len();
        let number = match row.wallet_id {
            Some(id) => match self.numbers.get(id) {
                Some(number) => return *number,
                None => {
                    self.found.push(Ok(id.into()));
                    self.numbers.insert(id.into(), next);
                    next
                }
            },
            None => *self.unnamed.entry(chain).or_insert(next),
        };
        if number == self.found.len() {
            self.found.push(Err(chain));
        }
        number
    }

    /// The id of a wallet, or else the file that its rows begin in.
    pub(crate) fn name(&self, number: usize, walked: &Walked) -> (Option<String>, Option<String>) {
        match self.found.get(number) {
            Some(Ok(id)) => (Some(id.to_string()), None),
            Some(Err(chain)) => (None, walked.file(*chain).cloned()),
            None => (None, None),
        }
    }
}
