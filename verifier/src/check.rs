//! A check under way: the verifier and, where roots are wanted, the trees that grow beside it.

use sealquote::ledger::{Chains, Conventions, Lack, Part, Transaction, Verifier};
use sealquote::proof::WalletTrees;
use sealquote::{Code, Error};

use crate::Unreadable;
use crate::documents::Rows;
use crate::proof::NamedRoot;
use crate::resources::Threads;

/// How many rows that come one by one are judged together.
const ROWS_TOGETHER: u64 = 4_096;

pub(crate) struct Check<'b> {
    pub(crate) verifier: Verifier<'b>,
    pub(crate) trees: Option<WalletTrees>,
    conventions: Conventions,
    shards: u32,
    /// The files that chains of rows which name no wallet begin in, by their numbers.
    heads: Vec<u32>,
    /// Rows that came one by one.
    pending: Part,
    /// Their listing, and the number of the first.
    from: (u32, u64),
    fault: Option<Unreadable>,
}

impl<'b> Check<'b> {
    /// A check without trees.
    pub(crate) fn new(verifier: Verifier<'b>, conventions: Conventions, shards: u32) -> Self {
        Self {
            verifier: verifier.with_conventions(conventions),
            trees: None,
            conventions,
            shards,
            heads: Vec::new(),
            pending: Part::default(),
            from: (0, 1),
            fault: None,
        }
    }

    /// The trees of the ledger, which are there from now on.
    pub(crate) fn grow_trees(&mut self) -> &mut WalletTrees {
        self.trees.get_or_insert_with(|| WalletTrees::new(self.shards, self.conventions.row_order))
    }

    /// Begins a file that stands by itself, and answers its number.
    pub(crate) fn begin(&mut self, name: &str) -> u32 {
        Rows::begin(self, name, false)
    }

    /// The roots of the trees, if there are any, by the names of wallets and files.
    pub(crate) fn roots(&mut self) -> Option<Vec<NamedRoot>> {
        let roots = self.trees.take()?.finish();
        let named = roots.into_iter().map(|root| {
            // What an earlier check left may have begun in a file of that one.
            let first = root.first.listing;
            let head = self.heads.iter().rfind(|head| **head <= first).unwrap_or(&first);
            let file = self.verifier.listing(*head).filter(|_| root.wallet.is_none());
            NamedRoot { wallet: root.wallet, file: file.map(str::to_owned), head: root.head }
        });
        Some(named.collect())
    }

    /// Takes parts of a listing that follow each other, of which the first row has this number, and answers the number of
    /// the row after them.
    pub(crate) fn absorb(
        &mut self,
        listing: u32,
        first: u64,
        parts: &mut [Part],
    ) -> Result<u64, Unreadable> {
        let told = |error: Error| Unreadable::new(error.to_string());
        let next = self.verifier.absorb(listing, first, parts, &Threads).map_err(told)?;
        if let Some(trees) = &mut self.trees {
            grow(trees, parts)?;
        }
        Ok(next)
    }

    /// Ends the rows that came one by one.
    pub(crate) fn end_rows(&mut self) -> Result<(), Unreadable> {
        self.flush();
        self.fault.take().map_or(Ok(()), Err)
    }

    fn flush(&mut self) {
        let mut part = core::mem::take(&mut self.pending);
        if part.count() > 0 && self.fault.is_none() {
            let (listing, first) = self.from;
            self.fault = self.absorb(listing, first, core::slice::from_mut(&mut part)).err();
        }
        part.clear();
        self.pending = part;
    }

    /// The part that a row which comes by itself belongs in.
    fn part_of(&mut self, listing: u32, number: u64) -> &mut Part {
        let (begun, first) = self.from;
        let count = self.pending.count();
        let follows = begun == listing && first.checked_add(count) == Some(number);
        if !follows || count >= ROWS_TOGETHER {
            self.flush();
        }
        if self.pending.count() == 0 {
            self.from = (listing, number);
        }
        &mut self.pending
    }
}

fn grow(trees: &mut WalletTrees, parts: &[Part]) -> Result<(), Unreadable> {
    trees.absorb(parts, &Threads).map_err(|error| match error.code {
        Code::LimitExceeded => {
            let message = error.message;
            Unreadable::new(format!(
                "{message}, or leave out `--merkle`, and a checkpoint that has trees"
            ))
        }
        _ => Unreadable::new(error.to_string()),
    })
}

impl Rows for Check<'_> {
    fn begin(&mut self, name: &str, goes_on: bool) -> u32 {
        self.flush();
        let follows = goes_on || self.conventions.chains == Chains::Ledger;
        let listing = if goes_on { self.verifier.go_on(name) } else { self.verifier.begin(name) };
        if !follows || self.heads.is_empty() {
            self.heads.push(listing);
        }
        listing
    }

    fn next_page(&mut self) {
        self.flush();
        self.verifier.next_page();
    }

    fn lacks(&mut self, lack: Lack) {
        self.flush();
        self.verifier.lacks(lack);
    }

    fn push(&mut self, listing: u32, number: u64, row: &Transaction, _: Option<&str>) {
        self.part_of(listing, number).push(&row.row());
    }

    fn push_bad(&mut self, listing: u32, number: u64, id: Option<&str>, reason: &str) {
        self.part_of(listing, number).push_bad(id, reason);
    }
}
