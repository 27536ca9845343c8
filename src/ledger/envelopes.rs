//! What is known of envelopes: those that still come up at hand, the others put away.
//!
//! No row ever says that an envelope is done. One that was quiet for long, and of which nothing is left to say, is
//! put away where it takes no memory, and had back should it come up again.

use super::archive::{Archive, SHELVES, Shelf, Visit};
use super::blocks::{Blocks, Kept};
use super::doubt::Gap;
use super::envelope::Envelope;
use super::finding::Place;
use super::kept::{Awaiting, Findings};
use super::key::Key;
use super::later;
use super::record;
use super::seat::Based;
use super::table::{Table, look_at};
use crate::error::Error;

/// How much memory knows those put away, for each that may be at hand.
const FILTER_BYTES_EACH: usize = 64;

/// The envelopes of one shard.
pub(super) struct Envelopes {
    pub(super) table: Table<Envelope>,
    /// How many may be at hand before some are put away, and how many more each time.
    most: usize,
    step: usize,
    shelf: Option<Shelf>,
    is_spilled: bool,
    /// How many something was charged for.
    pub(super) charged: u64,
    pub(super) findings: Findings,
    /// Findings that wait for what becomes of an envelope.
    pub(super) awaiting: Vec<Awaiting>,
    /// What envelopes keep.
    pub(super) blocks: Blocks,
    /// The row with the base of the envelope whose rows are judged.
    pub(super) based: Option<Based>,
    /// Envelopes with rows that wait for the first one, by their numbers, and some of which none does any more.
    pub(super) waiting: Vec<u32>,
    pub(super) most_waiting: usize,
    /// Envelopes of which rows wait for others of their instant, by their keys, and whether those were listed newest first.
    pub(super) ripe: Vec<(Key, bool)>,
    /// What balances say of rows, by their envelopes.
    pub(super) gaps: Table<Vec<Gap>>,
    /// Where rows stand that waited, and of which the price turned out to be wrong.
    pub(super) mispriced: Vec<Place>,
    /// Room for the numbers of some, and for what one keeps, used again.
    pub(super) numbers: Vec<u32>,
    pub(super) room: Vec<u8>,
}

impl Default for Envelopes {
    fn default() -> Self {
        Self {
            table: Table::default(),
            most: usize::MAX,
            step: 0,
            shelf: None,
            is_spilled: false,
            charged: 0,
            findings: Findings::default(),
            awaiting: Vec::new(),
            blocks: Blocks::default(),
            based: None,
            waiting: Vec::new(),
            most_waiting: 0,
            ripe: Vec::new(),
            gaps: Table::default(),
            mispriced: Vec::new(),
            numbers: Vec::new(),
            room: Vec::new(),
        }
    }
}

impl Envelopes {
    /// Envelopes of which about so many are at hand.
    pub(super) fn within(most: usize, archive: Box<dyn Archive>) -> Self {
        let shelf = Some(Shelf::new(archive, most.saturating_mul(FILTER_BYTES_EACH)));
        Self { most, step: most / 2, shelf, ..Self::default() }
    }

    /// The number of an envelope at hand, where it is put if it was not.
    pub(super) fn number_of(&mut self, key: Key) -> Result<u32, Error> {
        self.number_near(key, u32::MAX)
    }

    pub(super) fn number_near(&mut self, key: Key, guess: u32) -> Result<u32, Error> {
        if let Some(number) = self.table.find_near(key, guess) {
            return Ok(number);
        }
        if SHELVES
            && self.is_spilled
            && let Some(shelf) = &mut self.shelf
            && shelf.filter.may_hold(key.0)
            && let Some((_, bytes)) = shelf.archive.find(key.0, key.0)?
        {
            let envelope = self.read(&bytes)?;
            return Ok(self.table.number_of(key, || envelope));
        }
        Ok(self.table.number_of(key, Envelope::default))
    }

    /// The envelope of a record.
    fn read(&mut self, record: &[u8]) -> Result<Envelope, Error> {
        let (mut envelope, based) = record::read_envelope(record)?;
        envelope.kept = self.keep(based.as_ref());
        Ok(envelope)
    }

    /// Keeps which row has the base of an envelope that keeps nothing else.
    pub(super) fn keep(&mut self, based: Option<&Based>) -> Kept {
        let Some(based) = based else { return Kept::default() };
        self.room.clear();
        later::write_based(based, &mut self.room);
        Kept::without_rows(self.blocks.append(0, &self.room))
    }

    /// Looks at what some envelopes keep, so that its memory is at hand: the waiting for it overlaps.
    pub(super) fn touch_kept(&self, numbers: &[u32]) {
        let known = numbers.iter().filter_map(|number| self.table.get(*number));
        look_at(known.map(|known| u64::from(self.blocks.touch(known.kept.last()))));
    }

    /// Which row has the base of an envelope of which no rows wait, where that is kept.
    pub(super) fn based(&self, kept: Kept) -> Option<Based> {
        let mut bytes = Vec::new();
        self.blocks.copy(kept.last(), &mut bytes);
        later::read(&bytes, &[])?.based
    }

    /// Puts an envelope of an earlier check back.
    pub(super) fn put_back(&mut self, key: Key, record: &[u8]) -> Result<(), Error> {
        let envelope = self.read(record)?;
        let number = self.number_of(key)?;
        if let Some(known) = self.table.get_mut(number) {
            let before = core::mem::replace(known, envelope);
            self.blocks.take(before.kept.last(), &mut self.room);
        }
        if SHELVES && self.table.len() >= self.most { self.put_away() } else { Ok(()) }
    }

    /// Gives every record that was put away, of one envelope the last one last.
    pub(super) fn each_put_away(&mut self, visit: Visit<'_>) -> Result<(), Error> {
        self.shelf.as_mut().map_or(Ok(()), |shelf| shelf.archive.each(visit))
    }

    /// Puts envelopes away by itself only when that is long overdue: others do it at the same time.
    pub(super) fn make_overdue_room(&mut self) -> Result<(), Error> {
        let overdue = self.most.saturating_add(self.step);
        if SHELVES && self.table.len() >= overdue { self.put_away() } else { Ok(()) }
    }

    /// Whether envelopes are to be put away.
    pub(super) fn is_short_of_room(&self) -> bool {
        SHELVES && self.table.len() >= self.most
    }

    /// Puts envelopes away if that will be needed soon: others do it now.
    pub(super) fn join_in(&mut self) -> Result<(), Error> {
        let soon = self.most.saturating_sub(self.step / 4);
        if SHELVES && self.table.len() >= soon { self.put_away() } else { Ok(()) }
    }

    /// Finds the numbers that envelopes seem to have, and looks at what tells whether those without were put away.
    pub(super) fn guess(&self, keys: impl Iterator<Item = Key> + Clone, guesses: &mut Vec<u32>) {
        self.table.guess(keys.clone(), guesses);
        if let Some(shelf) = self.shelf.as_ref().filter(|_| SHELVES && self.is_spilled) {
            let new = keys.zip(guesses).filter(|(_, guess)| **guess == u32::MAX);
            look_at(new.map(|(key, _)| u64::from(shelf.filter.may_hold(key.0))));
        }
    }

    /// Puts envelopes away that did not come up since this was done before.
    fn put_away(&mut self) -> Result<(), Error> {
        let Some(shelf) = &mut self.shelf else { return Ok(()) };
        let quiet = self.table.take_out(|envelope| {
            let goes = !envelope.is_recent && envelope.is_settled();
            envelope.is_recent = false;
            goes
        });
        // Numbers are sorted, since envelopes are several times their size.
        let mut order: Vec<(Key, usize)> = quiet.iter().map(|(key, _)| *key).zip(0..).collect();
        order.sort_unstable();
        let mut bytes = Vec::new();
        for (key, number) in order {
            let Some((_, envelope)) = quiet.get(number) else { continue };
            bytes.clear();
            let told = envelope.aside.as_ref().map(|aside| aside.told.as_slice());
            self.blocks.take(envelope.kept.last(), &mut self.room);
            let based = later::read(&self.room, &[]).and_then(|read| read.based);
            record::write_envelope(envelope, based.as_ref(), told.unwrap_or_default(), &mut bytes);
            shelf.put(key.0, &bytes)?;
        }
        shelf.seal()?;
        // They have other numbers now.
        let numbered = (0_u32..).zip(self.table.values());
        let waiting = numbered.filter(|(_, (_, envelope))| envelope.is_deferred());
        self.waiting = waiting.map(|(number, _)| number).collect();
        self.is_spilled = true;
        self.most = self.table.len().saturating_add(self.step);
        Ok(())
    }
}

impl Envelope {
    /// Whether there is nothing to tell of it, unless it comes up again.
    fn is_settled(&self) -> bool {
        let aside = self.aside.as_ref();
        let open = aside.is_some_and(|aside| {
            let waits = aside.unpaid.is_some() || aside.uncharged.is_some();
            let waits = waits || aside.is_awaited || aside.held.is_some();
            aside.expected.is_some() || aside.unbased.is_some() || waits
        });
        !open && !self.is_deferred() && self.refund_fault().is_none()
    }
}
