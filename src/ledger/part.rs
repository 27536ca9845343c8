//! Rows that follow each other, taken in apart from all others.
//!
//! What can be said of a row by itself is said here, on whatever thread has read it: which texts it has and
//! the keys of its id, envelope and wallet. What it means depends on the rows before, and those come first
//! ([`Verifier::absorb`](super::Verifier::absorb)).

use super::finding::Place;
use super::ids::Entry;
use super::key::Key;
use super::seat::Seat;
use super::transaction::{Kind, Row, change};
use crate::amount::Amount;
use crate::time::Instant;

/// From here on a piece is one of the texts that a part has copied; below, of the text that it was given.
const COPIED: u32 = 1 << 31;
/// How many methods of a part are looked through for one that was named before.
const MAX_SHARED: usize = 64;

/// A piece of a part's texts in half the room of a slice; empty for a text that is not there.
#[derive(Clone, Copy, Debug, Default)]
struct Short {
    from: u32,
    length: u32,
}

impl Short {
    fn of(piece: Option<&str>, text: &str) -> Self {
        let piece = piece.unwrap_or_default();
        let from = piece.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        let length = u32::try_from(piece.len()).unwrap_or(0);
        Self { from: u32::try_from(from).unwrap_or(0), length }
    }

    fn copied(piece: Option<&str>, copies: &mut String) -> Self {
        let piece = piece.unwrap_or_default();
        let from = u32::try_from(copies.len()).unwrap_or(0) | COPIED;
        copies.push_str(piece);
        Self { from, length: u32::try_from(piece.len()).unwrap_or(0) }
    }

    /// The same piece in a part that comes with so much text before it.
    fn behind(self, text: u32, copies: u32) -> Self {
        let before = if self.from & COPIED == 0 { text } else { copies };
        Self { from: self.from.saturating_add(before), ..self }
    }
}

/// The names of methods in a part. Rows name one of a few, so that nobody has to look it up in the text again.
#[derive(Clone, Debug, Default)]
struct Methods {
    names: Vec<Box<str>>,
}

impl Methods {
    /// The number of a name, from 1 on; 0 of none.
    fn number(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else { return 0 };
        let known = self.names.iter().take(MAX_SHARED).position(|known| **known == *name);
        let place = known.unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len().saturating_sub(1)
        });
        u32::try_from(place).map_or(0, |place| place.saturating_add(1))
    }

    fn name(&self, number: u32) -> Option<&str> {
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        self.names.get(place).map(|name| &**name)
    }
}

/// What is known of the rows of a part: which of them are judged at once, and which wait.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heading {
    /// Rows from here on are judged at once.
    pub(super) judged_from: u32,
    /// Rows from here on are known to come before those that were listed before them.
    pub(super) falls_from: u32,
    /// Before this part a listing has turned out to run oldest first: the one that began in the file of this number.
    pub(super) rose_before: Option<u32>,
    /// The same of the listing that the part is of.
    pub(super) rose_within: Option<u32>,
}

/// A row whose texts stand in the part, in one cache line: others than who has read it will judge it.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Stored {
    id: Short,
    document_id: Short,
    wallet_id: Short,
    pub(super) amount: Amount,
    pub(super) balance_after: Amount,
    pub(super) created_at: Instant,
    method: u32,
    /// How many rows before it are taken together with it: those of its instant that it follows.
    pub(super) run: u16,
    pub(super) kind: Kind,
}

impl Stored {
    pub(super) const fn has_document(&self) -> bool {
        self.document_id.length > 0
    }

    /// The balance before the row, as it says itself.
    pub(super) fn balance_before(&self) -> i64 {
        self.balance_after.get().wrapping_sub(change(self.kind, self.amount))
    }
}

/// A row that could not be read, before the row of this number in the part.
#[derive(Clone, Debug)]
pub(super) struct Bad {
    before: u32,
    pub(super) id: Option<Box<str>>,
    pub(super) reason: Box<str>,
}

/// What became known of a row.
pub(super) mod mark {
    pub(in crate::ledger) const SAME_ROW: u8 = 1;
    pub(in crate::ledger) const OTHER_ROW: u8 = 2;
    pub(in crate::ledger) const LEFT_OUT: u8 = 4;
}

/// Rows of one listing that follow each other, read without knowing what came before them.
///
/// Parts are made on any thread, [`append`](Self::append) puts two neighbours together, and a
/// [`Verifier`](super::Verifier) takes them in their order; however a history is cut, the report is the same. A part
/// holds at most 2 GB of text.
///
/// ```
/// use sealquote::{PriceBook, json, ledger::{Alone, Part, Transaction, Verifier}};
/// let row = json::parse(
///     r#"{"id":"t1","type":"consume","amount":1,"balanceAfter":99,"documentId":"d","createdAt":"2026-03-02T09:00:00Z"}"#,
/// )?;
/// let mut part = Part::default();
/// part.push(&Transaction::from_value(&row)?.row());
/// let book = PriceBook::builtin("signsecure")?;
/// let mut verifier = Verifier::new(&book)?;
/// let listing = verifier.begin("march.json");
/// verifier.absorb(listing, 1, &mut [part], &Alone)?;
/// assert_eq!(verifier.finish()?.summary.closing.get(), 99);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Part {
    text: String,
    copies: String,
    methods: Methods,
    pub(super) rows: Vec<Stored>,
    pub(super) ids: Vec<Entry>,
    /// `NONE` where a row names no envelope.
    pub(super) documents: Vec<Key>,
    pub(super) wallets: Vec<Key>,
    pub(super) bad: Vec<Bad>,
    /// Its newest row.
    pub(super) newest: Option<Instant>,
    /// What became known of each row; empty while it is nothing.
    marks: Vec<u8>,
    pub(super) listing: u32,
    /// The number of its first row, bad ones too.
    pub(super) first: u64,
    /// The chain of rows that name no wallet.
    pub(super) unnamed: Key,
    /// It is the first of a page or a file.
    pub(super) begins: bool,
    /// The number of the first file of its listing.
    pub(super) chained: u32,
    /// It is the first of a listing.
    pub(super) begins_listing: bool,
    /// Which way it runs.
    pub(super) heading: Heading,
}

impl Part {
    /// Adds a row of which the texts are pieces of `text`, which the part is to be given by [`end`](Self::end).
    #[inline]
    pub fn push_piece(&mut self, row: &Row<'_>, text: &str) {
        self.store(row, |piece| Short::of(piece, text));
    }

    /// Adds a row, and copies its texts.
    pub fn push(&mut self, row: &Row<'_>) {
        let mut copies = core::mem::take(&mut self.copies);
        self.store(row, |piece| Short::copied(piece, &mut copies));
        self.copies = copies;
    }

    #[inline]
    fn store(&mut self, row: &Row<'_>, mut short: impl FnMut(Option<&str>) -> Short) {
        self.ids.push(Entry::of(row));
        self.documents.push(Key::of_some(row.document_id));
        self.wallets.push(Key::of_some(row.wallet_id));
        let run = self.rows.last().map_or(0, |last| last.run_of_next(row.created_at));
        self.newest = self.newest.max(Some(row.created_at));
        self.rows.push(Stored {
            id: short(Some(row.id)),
            document_id: short(row.document_id),
            wallet_id: short(row.wallet_id),
            amount: row.amount,
            balance_after: row.balance_after,
            created_at: row.created_at,
            method: self.methods.number(row.signature_method),
            run,
            kind: row.kind,
        });
    }

    /// Adds a row that could not be read, with the reason.
    pub fn push_bad(&mut self, id: Option<&str>, reason: &str) {
        let before = self.len();
        self.bad.push(Bad { before, id: id.map(Box::from), reason: reason.into() });
    }

    /// Gives the part the text that its rows are pieces of.
    pub fn end(&mut self, text: String) {
        self.text = text;
    }

    /// Takes everything out, and answers the text, of which the room can be used again.
    pub fn clear(&mut self) -> String {
        self.rows.clear();
        self.ids.clear();
        self.documents.clear();
        self.wallets.clear();
        self.bad.clear();
        self.newest = None;
        self.marks.clear();
        self.copies.clear();
        self.methods.names.clear();
        core::mem::take(&mut self.text)
    }

    /// Adds the part that follows.
    pub fn append(&mut self, next: &Self) {
        let short = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (rows, text) = (short(self.rows.len()), short(self.text.len()));
        let copies = short(self.copies.len());
        let there = |piece: Short| piece.behind(text, copies);
        self.text.push_str(&next.text);
        self.copies.push_str(&next.copies);
        for row in &next.rows {
            self.rows.push(Stored {
                id: there(row.id),
                document_id: there(row.document_id),
                wallet_id: there(row.wallet_id),
                method: self.methods.number(next.methods.name(row.method)),
                run: self.rows.last().map_or(0, |last| last.run_of_next(row.created_at)),
                ..*row
            });
        }
        self.newest = self.newest.max(next.newest);
        self.ids.extend_from_slice(&next.ids);
        self.documents.extend_from_slice(&next.documents);
        self.wallets.extend_from_slice(&next.wallets);
        let bad = next.bad.iter().cloned();
        self.bad.extend(bad.map(|bad| Bad { before: bad.before.saturating_add(rows), ..bad }));
    }

    /// How many rows there are, bad ones too.
    #[must_use]
    pub fn count(&self) -> u64 {
        let count = self.rows.len().saturating_add(self.bad.len());
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The number of the first file of its listing.
    pub(crate) const fn chained(&self) -> u32 {
        self.chained
    }

    /// The rows that could be read.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|row| self.row(row))
    }

    /// How many rows there are that could be read.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// A row that something may have to be said of later.
    pub(super) fn seat(&self, number: u32) -> Seat {
        let id = self.row(number).map(|row| row.id).unwrap_or_default().into();
        Seat { place: self.place(number), id, wallet: self.wallet(number).half() }
    }

    fn text(&self, piece: Short) -> Option<&str> {
        if piece.length == 0 {
            return None;
        }
        let (text, from) = match piece.from.checked_sub(COPIED) {
            None => (&self.text, piece.from),
            Some(from) => (&self.copies, from),
        };
        let from = usize::try_from(from).ok()?;
        let end = from.checked_add(usize::try_from(piece.length).ok()?)?;
        text.get(from..end)
    }

    /// What a row says but for its texts.
    pub(super) fn stored(&self, number: u32) -> Option<&Stored> {
        self.rows.get(usize::try_from(number).ok()?)
    }

    pub(crate) fn row(&self, number: u32) -> Option<Row<'_>> {
        let row = self.rows.get(usize::try_from(number).ok()?)?;
        Some(Row {
            id: self.text(row.id).unwrap_or_default(),
            kind: row.kind,
            amount: row.amount,
            balance_after: row.balance_after,
            document_id: self.text(row.document_id),
            signature_method: self.methods.name(row.method),
            wallet_id: self.text(row.wallet_id),
            created_at: row.created_at,
        })
    }

    /// What the price of a row depends on: of its texts there is only the method.
    #[inline]
    pub(super) fn priced_row(&self, number: u32) -> Option<Row<'_>> {
        let row = self.stored(number)?;
        Some(Row {
            id: "",
            kind: row.kind,
            amount: row.amount,
            balance_after: row.balance_after,
            document_id: None,
            signature_method: self.methods.name(row.method),
            wallet_id: None,
            created_at: row.created_at,
        })
    }

    pub(crate) fn place(&self, number: u32) -> Place {
        let bad = if self.bad.is_empty() {
            0
        } else {
            self.bad.partition_point(|bad| bad.before <= number)
        };
        let before = u64::from(number).saturating_add(u64::try_from(bad).unwrap_or(0));
        Place { listing: self.listing, row: self.first.saturating_add(before) }
    }

    /// The key of the envelope of a row.
    pub(super) fn document(&self, number: u32) -> Key {
        let key = usize::try_from(number).ok().and_then(|at| self.documents.get(at));
        key.copied().unwrap_or(Key::NONE)
    }

    /// Every bad row, with its place.
    pub(super) fn bad(&self) -> impl Iterator<Item = (Place, &Bad)> {
        (0_u64..).zip(&self.bad).map(|(earlier, bad)| {
            let before = u64::from(bad.before).saturating_add(earlier);
            let row = self.first.saturating_add(before);
            (Place { listing: self.listing, row }, bad)
        })
    }

    /// The key of the chain that a row belongs to.
    pub(crate) fn wallet(&self, number: u32) -> Key {
        let key = usize::try_from(number).ok().and_then(|at| self.wallets.get(at));
        key.copied().filter(|key| *key != Key::NONE).unwrap_or(self.unnamed)
    }

    /// Whether a page begins with the row, and it was listed before.
    pub(crate) fn leaves_out(&self, number: u32) -> bool {
        self.mark(number) & mark::LEFT_OUT != 0
    }

    /// Whether nothing became known of any row.
    pub(super) const fn is_unmarked(&self) -> bool {
        self.marks.is_empty()
    }

    pub(super) fn mark(&self, number: u32) -> u8 {
        let at = usize::try_from(number).ok();
        at.and_then(|at| self.marks.get(at)).copied().unwrap_or(0)
    }

    pub(super) fn set_mark(&mut self, number: u32, mark: u8) {
        if self.marks.is_empty() {
            self.marks.resize(self.rows.len(), 0);
        }
        if let Some(known) = usize::try_from(number).ok().and_then(|at| self.marks.get_mut(at)) {
            *known |= mark;
        }
    }
}
