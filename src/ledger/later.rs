//! Rows that wait, and what they leave, as bytes: most of what a row has in memory is its id.

use super::finding::Place;
use super::record::{Rest, put, put_based, put_instant, put_place, put_signed, put_text};
use super::seat::Based;
use super::transaction::{KINDS, Kind, Row, size};
use crate::amount::Amount;

/// A row that waits; what is known of its wallet is the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Later<'b> {
    pub(super) place: Place,
    pub(super) wallet: u64,
    pub(super) row: Row<'b>,
}

/// What comes first in the life of an envelope: of one instant charges before refunds; of charges what leaves the higher
/// balance, and of refunds what leaves the lower one.
pub(super) fn in_life(later: &Later<'_>) -> impl Ord + use<> {
    let Later { row, place, .. } = later;
    let is_refund = row.kind == Kind::Refund;
    let falling = |amount: Amount| amount.get().checked_neg();
    let balance = row.balance_after;
    let balance = if is_refund { Some(balance.get()) } else { falling(balance) };
    (is_refund, balance, falling(size(row.amount)), *place)
}

/// What a record is. One of a row is this much and its kind.
const BASED: u8 = 0;
const DOCUMENT: u8 = 1;
const ROW: u8 = 2;

/// How a row names its method: not at all, by its name, or by this much and the number of a method of the price book.
const NO_METHOD: u64 = 0;
const NAMED: u64 = 1;
const NUMBERED: u64 = 2;

/// What is kept of an envelope.
#[derive(Debug, Default)]
pub(super) struct Read<'b> {
    pub(super) based: Option<Based>,
    pub(super) rows: Vec<Later<'b>>,
}

/// Writes which row has the base of an envelope.
pub(super) fn write_based(based: &Based, bytes: &mut Vec<u8>) {
    bytes.push(BASED);
    put_based(based, bytes);
}

/// Writes the envelope that the rows to come are of.
pub(super) fn write_document(document: &str, bytes: &mut Vec<u8>) {
    bytes.push(DOCUMENT);
    put_text(document, bytes);
}

/// Writes a row. Methods of a price book are written by their numbers.
pub(super) fn write_row(later: &Later<'_>, methods: &[&str], bytes: &mut Vec<u8>) {
    let Later { place, wallet, row } = later;
    bytes.push(ROW.wrapping_add(row.kind as u8));
    put_place(*place, bytes);
    put_text(row.id, bytes);
    let numbered = (NUMBERED..).zip(methods);
    match row.signature_method {
        None => put(NO_METHOD, bytes),
        Some(name) => match { numbered }.find(|(_, known)| **known == name) {
            Some((number, _)) => put(number, bytes),
            None => {
                put(NAMED, bytes);
                put_text(name, bytes);
            }
        },
    }
    put(*wallet, bytes);
    put_signed(row.amount.get(), bytes);
    put_signed(row.balance_after.get(), bytes);
    put_instant(row.created_at, bytes);
}

/// Reads what was written.
pub(super) fn read<'b>(bytes: &'b [u8], methods: &[&'b str]) -> Option<Read<'b>> {
    let (mut rest, mut read, mut document) = (Rest(bytes), Read::default(), "");
    while let Some((kind, after)) = rest.0.split_first() {
        rest.0 = after;
        match *kind {
            BASED => read.based = Some(rest.based()?),
            DOCUMENT => document = rest.piece()?,
            kind => {
                let (_, kind) = KINDS.get(usize::from(kind.checked_sub(ROW)?))?;
                read.rows.push(rest.later(*kind, document, methods)?);
            }
        }
    }
    Some(read)
}

impl<'b> Rest<'b> {
    fn later(&mut self, kind: Kind, document: &'b str, methods: &[&'b str]) -> Option<Later<'b>> {
        let (place, id) = (self.place()?, self.piece()?);
        let method = match self.number()? {
            NO_METHOD => None,
            NAMED => Some(self.piece()?),
            number => {
                let number = usize::try_from(number.checked_sub(NUMBERED)?).ok()?;
                Some(*methods.get(number)?)
            }
        };
        let wallet = self.number()?;
        let row = Row {
            id,
            kind,
            amount: Amount::new(self.signed()?)?,
            balance_after: Amount::new(self.signed()?)?,
            document_id: Some(document),
            signature_method: method,
            wallet_id: None,
            created_at: self.instant()?,
        };
        Some(Later { place, wallet, row })
    }
}
