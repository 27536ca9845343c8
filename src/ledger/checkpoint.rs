//! What a check leaves for the one that goes on where it ended: a month can be checked on its own.
//!
//! It is a list of records, so that neither side needs room for all of it: first what the ledger is, then its
//! wallets, its envelopes and its ids. Who keeps the records sees to it that they come back as they were.

use super::breaks::{Breaks, Direction, Step, Walk};
use super::chain::{Aside, Carried, Chain};
use super::conventions::Chains;
use super::envelopes::Envelopes;
use super::finding::{FindingCode, Place};
use super::key::Key;
use super::reach::Reach;
use super::record::{
    self, Rest, damaged, put, put_instant, put_key, put_place, put_places, put_signed, put_text,
};
use super::verify::Verifier;
use super::wallets::Wallet;
use crate::error::{Code, Error};
use crate::message::message;
use crate::time::Instant;

/// The version of the records. Whoever reads another one says so.
const VERSION: u64 = 7;
/// How many ids a record holds at most.
const IDS_TOGETHER: usize = 4_096;

const LEDGER: u8 = 1;
const WALLET: u8 = 2;
const ENVELOPE: u8 = 3;
const IDS: u8 = 4;

type Write<'w> = &'w mut dyn FnMut(&[u8]) -> Result<(), Error>;

impl Verifier<'_> {
    /// Writes what the next check needs to go on from here, record by record; the present one is to be ended after
    /// that ([`finish`](Self::finish)), and tells what can be told now.
    ///
    /// What is known of activities is not in it. Rows without a wallet go on in the next check only where conventions
    /// say that all of a ledger follow each other.
    ///
    /// # Errors
    /// What `write` answers, and what kept the check from going on.
    ///
    /// ```
    /// use sealquote::{PriceBook, json, ledger::{FindingCode, Transaction, Verifier}};
    /// let book = PriceBook::builtin("signsecure")?;
    /// let row = |text: &str| Transaction::from_value(&json::parse(text)?);
    /// let (mut march, mut records) = (Verifier::new(&book)?, Vec::new());
    /// let listing = march.begin("march.json");
    /// march.push(listing, 1, &row(r#"{"id":"t1","type":"add","amount":500,"balanceAfter":500,"walletId":"w","createdAt":"2026-03-02T09:00:00Z"}"#)?.row());
    /// march.close(&mut |record| { records.push(record.to_vec()); Ok(()) })?;
    ///
    /// let mut april = Verifier::new(&book)?;
    /// for record in &records {
    ///     april.resume(record)?;
    /// }
    /// let listing = april.begin("april.json");
    /// april.push(listing, 1, &row(r#"{"id":"t2","type":"add","amount":100,"balanceAfter":400,"walletId":"w","createdAt":"2026-04-02T09:00:00Z"}"#)?.row());
    /// let report = april.finish()?;
    /// assert_eq!(report.summary.opening.get(), 500);
    /// assert_eq!(report.findings[0].code, FindingCode::ChainBreak);
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn close(&mut self, write: Write<'_>) -> Result<(), Error> {
        self.end_rows()?;
        let mut bytes = Vec::new();
        self.write_ledger(&mut bytes);
        write(&bytes)?;
        let goes_on = self.rules.conventions.chains == Chains::Ledger;
        for shard in &mut self.shards {
            for (key, wallet) in shard.wallets.table.values() {
                if Key::is_of_text(key.half()) || goes_on {
                    bytes.clear();
                    write_wallet(key, wallet, &mut bytes);
                    write(&bytes)?;
                }
            }
            write_envelopes(&mut shard.envelopes, write)?;
            bytes.clear();
            shard.ids.each(&mut |entry| {
                if bytes.is_empty() {
                    bytes.push(IDS);
                }
                bytes.extend_from_slice(&entry.to_le_bytes());
                if bytes.len() <= IDS_TOGETHER.saturating_mul(16) {
                    return Ok(());
                }
                let written = write(&bytes);
                bytes.clear();
                written
            })?;
            if !bytes.is_empty() {
                write(&bytes)?;
            }
        }
        Ok(())
    }

    /// Takes a record that [`close`](Self::close) wrote, before anything else is said or given.
    ///
    /// # Errors
    /// `INVALID_VALUE` for one that is damaged, or was written by another version; `CONTRADICTION` where the price
    /// book does not have the versions that the earlier check priced by.
    pub fn resume(&mut self, record: &[u8]) -> Result<(), Error> {
        let Some((kind, rest)) = record.split_first() else { return Err(damaged()) };
        let mut rest = Rest(rest);
        match *kind {
            LEDGER => self.read_ledger(&mut rest)?,
            WALLET => self.read_wallet(&mut rest).ok_or_else(damaged)?,
            ENVELOPE => {
                let key = rest.key().ok_or_else(damaged)?;
                let record = core::mem::take(&mut rest.0);
                self.shard_mut(key)
                    .map_or(Ok(()), |shard| shard.envelopes.put_back(key, record))?;
            }
            IDS => {
                while let Some(key) = rest.key() {
                    if let Some(shard) = self.shard_mut(key) {
                        shard.ids.put_back(key)?;
                    }
                }
            }
            _ => return Err(damaged()),
        }
        if rest.0.is_empty() { Ok(()) } else { Err(damaged()) }
    }

    fn write_ledger(&self, bytes: &mut Vec<u8>) {
        bytes.push(LEDGER);
        put(VERSION, bytes);
        let digests = self.digests();
        put(u64::try_from(digests.len()).unwrap_or(0), bytes);
        digests.iter().for_each(|digest| put_text(digest, bytes));
        put(self.unnamed().into(), bytes);
        put(u64::try_from(self.listings.len()).unwrap_or(0), bytes);
        self.listings.iter().for_each(|name| put_text(name, bytes));
        let newest = self.pages.reach.newest();
        put(u64::try_from(newest.len()).unwrap_or(0), bytes);
        newest.iter().for_each(|at| put_instant(*at, bytes));
    }

    /// What the versions of the price book are, in their order.
    fn digests(&self) -> Vec<String> {
        self.rules.prices.book().versions().map(|version| version.digest().to_owned()).collect()
    }

    fn read_ledger(&mut self, rest: &mut Rest<'_>) -> Result<(), Error> {
        let version = rest.number().ok_or_else(damaged)?;
        if version != VERSION {
            let message = message![
                "this was written in version ",
                version,
                " of the format, and ",
                VERSION,
                " is the one known; check from the beginning"
            ];
            return Err(Error::new(Code::InvalidValue, "", message));
        }
        let count: usize = rest.short().ok_or_else(damaged)?;
        let known = self.digests();
        for place in 0..count {
            let digest = rest.text().ok_or_else(damaged)?;
            if known.get(place).is_none_or(|known| **known != *digest) {
                let message = message![
                    "the version ",
                    place.saturating_add(1),
                    " of the price book is not the one that was priced by; give the same book, with new versions at its \
                     end"
                ];
                return Err(Error::new(Code::Contradiction, "/versions", message));
            }
        }
        let unnamed = rest.short().ok_or_else(damaged)?;
        let count: usize = rest.short().ok_or_else(damaged)?;
        let names: Option<Vec<Box<str>>> = (0..count).map(|_| rest.text()).collect();
        self.go_on_from(unnamed, names.ok_or_else(damaged)?);
        let count: usize = rest.short().ok_or_else(damaged)?;
        let newest: Option<Vec<Instant>> = (0..count).map(|_| rest.instant()).collect();
        self.pages.reach = Reach::going_on(newest.ok_or_else(damaged)?);
        Ok(())
    }

    fn read_wallet(&mut self, rest: &mut Rest<'_>) -> Option<()> {
        let key = rest.key()?;
        let name = rest.text()?;
        let chain = rest.chain()?;
        let name = Some(name).filter(|name| !name.is_empty());
        let wallets = &mut self.shard_mut(key)?.wallets;
        wallets.table.number_of(key, || Wallet { name, chain, has_earlier: false });
        Some(())
    }
}

fn write_wallet(key: Key, wallet: &Wallet, bytes: &mut Vec<u8>) {
    bytes.push(WALLET);
    put_key(key, bytes);
    put_text(wallet.name.as_deref().unwrap_or_default(), bytes);
    write_chain(&wallet.chain, bytes);
}

fn write_envelopes(envelopes: &mut Envelopes, write: Write<'_>) -> Result<(), Error> {
    let mut bytes = Vec::new();
    envelopes.each_put_away(&mut |key, record| {
        bytes.clear();
        bytes.push(ENVELOPE);
        put_key(Key(key), &mut bytes);
        bytes.extend_from_slice(record);
        write(&bytes)
    })?;
    for (key, envelope) in envelopes.table.values() {
        let aside = envelope.aside.as_deref();
        let mut told = aside.map(|aside| aside.told.clone()).unwrap_or_default();
        let unbased = aside.and_then(|aside| aside.unbased.as_ref());
        told.extend(unbased.map(|seat| (FindingCode::MissingBase, seat.place)));
        let fault = envelope.refund_fault();
        told.extend(fault.map(|(code, refunded, _)| (code, refunded.seat.place)));
        told.dedup();
        bytes.clear();
        bytes.push(ENVELOPE);
        put_key(key, &mut bytes);
        let based = envelopes.based(envelope.kept);
        record::write_envelope(envelope, based.as_ref(), &told, &mut bytes);
        write(&bytes)?;
    }
    Ok(())
}

/// Writes where a chain stands, and what an end that came now would say of it.
fn write_chain(chain: &Chain, bytes: &mut Vec<u8>) {
    let mut breaks = Breaks::default();
    let mut ended = chain.clone();
    let (opening, balance) = ended.finish(&mut breaks);
    let newest_first =
        chain.aside.as_ref().is_some_and(|aside| aside.direction == Some(Direction::NewestFirst));
    let untouched = chain.carried.as_ref().is_some_and(|carried| carried.is_all)
        && chain.instant.is_none()
        && chain.aside.as_ref().is_none_or(|aside| aside.undirected.is_empty());
    let is_all = newest_first || untouched;
    let mut told: Vec<Place> = breaks.list.iter().map(|broken| broken.step.place).collect();
    told.extend(chain.carried.iter().flat_map(|carried| &carried.told));
    put_signed(balance, bytes);
    put_signed(ended.honest_end(&breaks.list, balance), bytes);
    put(is_all.into(), bytes);
    put_places(&told, bytes);
    put(chain.is_whole(opening).into(), bytes);
    put(chain.kinds.into(), bytes);
    if is_all {
        return;
    }
    let left = chain.carried.as_ref().filter(|carried| carried.is_all);
    let left = left.map(|carried| carried.balance).filter(|_| chain.instant.is_none());
    put(left.is_some().into(), bytes);
    put_signed(left.unwrap_or(0), bytes);
    put_signed(chain.at, bytes);
    put_signed(chain.instant_from, bytes);
    put(chain.instant.is_some().into(), bytes);
    if let Some(at) = chain.instant {
        put_instant(at, bytes);
    }
    put(chain.has_past.into(), bytes);
    put(chain.follows.into(), bytes);
    put(chain.aside.is_some().into(), bytes);
    if let Some(aside) = &chain.aside {
        write_aside(aside, bytes);
    }
}

fn write_aside(aside: &Aside, bytes: &mut Vec<u8>) {
    put(aside.direction.is_some().into(), bytes);
    put_steps(&aside.undirected, bytes);
    put(u64::try_from(aside.oldest_first_votes).unwrap_or(0), bytes);
    put(u64::try_from(aside.newest_first_votes).unwrap_or(0), bytes);
    put(u64::try_from(aside.followed.len()).unwrap_or(0), bytes);
    for (from, to) in &aside.followed {
        put_signed(*from, bytes);
        put_signed(*to, bytes);
    }
    put_steps(&aside.held, bytes);
    put(u64::try_from(aside.round.len()).unwrap_or(0), bytes);
    aside.round.iter().for_each(|balance| put_signed(*balance, bytes));
    put_steps(&aside.walk.waiting, bytes);
    put_signed(aside.walk.waiting_from, bytes);
}

fn put_steps(steps: &[Step], bytes: &mut Vec<u8>) {
    put(u64::try_from(steps.len()).unwrap_or(0), bytes);
    for step in steps {
        put_place(step.place, bytes);
        put_text(&step.id, bytes);
        put_signed(step.change, bytes);
        put_signed(step.balance, bytes);
        put_instant(step.created_at, bytes);
        put_key(step.document, bytes);
        for flag in [step.repeated, step.turnable] {
            put(flag.into(), bytes);
        }
    }
}

impl Rest<'_> {
    fn chain(&mut self) -> Option<Chain> {
        let (balance, honest) = (self.signed()?, self.signed()?);
        let is_all = self.flag()?;
        let (told, is_whole) = (self.places()?, self.flag()?);
        let mut carried = Carried { balance, honest, is_all, told, is_whole, opening: None };
        let kinds = self.short()?;
        // No listing has this number: whatever comes is of another one.
        let mut chain =
            Chain { at: balance, begin: balance, kinds, listing: u32::MAX, ..Chain::default() };
        if !is_all {
            // Rows of which it is not known yet which way they run come after this balance.
            let (is_left, left) = (self.flag()?, self.signed()?);
            if is_left {
                (carried.balance, carried.honest, carried.is_all) = (left, left, true);
                carried.opening = Some(balance);
            }
            chain.at = self.signed()?;
            chain.instant_from = self.signed()?;
            chain.instant = if self.flag()? { Some(self.instant()?) } else { None };
            chain.has_past = self.flag()?;
            chain.follows = self.flag()?;
            chain.aside = if self.flag()? { Some(Box::new(self.aside()?)) } else { None };
        }
        chain.carried = Some(Box::new(carried));
        Some(chain)
    }

    fn aside(&mut self) -> Option<Aside> {
        // Of a listing that runs newest first no such thing is kept.
        let direction = if self.flag()? { Some(Direction::OldestFirst) } else { None };
        let undirected = self.steps()?;
        Some(Aside {
            newest: undirected.iter().map(|step| step.created_at).max(),
            direction,
            undirected,
            past: None,
            oldest_first_votes: self.short()?,
            newest_first_votes: self.short()?,
            followed: {
                let count: usize = self.short()?;
                (0..count).map(|_| Some((self.signed()?, self.signed()?))).collect::<Option<_>>()?
            },
            held: self.steps()?,
            round: {
                let count: usize = self.short()?;
                (0..count).map(|_| self.signed()).collect::<Option<_>>()?
            },
            walk: Walk { waiting: self.steps()?, waiting_from: self.signed()?, ..Walk::default() },
        })
    }

    fn steps(&mut self) -> Option<Vec<Step>> {
        let count: usize = self.short()?;
        let step = |_| {
            Some(Step {
                place: self.place()?,
                id: self.text()?.into(),
                change: self.signed()?,
                balance: self.signed()?,
                created_at: self.instant()?,
                document: self.key()?,
                repeated: self.flag()?,
                turnable: self.flag()?,
            })
        };
        (0..count).map(step).collect()
    }
}
