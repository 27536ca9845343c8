//! What is put away of an envelope, as bytes: whole numbers of as many bytes as they need.

use super::envelope::{Aside, Envelope, Refunded};
use super::finding::{FindingCode, Place};
use super::key::Key;
use super::seat::{Based, Seat};
use crate::error::{Code, Error};
use crate::time::Instant;

/// What may have been told of an envelope for want of the rows after it.
const TOLD: [FindingCode; 3] =
    [FindingCode::MissingBase, FindingCode::RefundWithoutCharge, FindingCode::RefundExceedsCharge];

/// Writes a number, seven bits a byte.
pub(crate) fn put(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

/// Writes a number that may be below zero: small ones either way are short.
pub(crate) fn put_signed(number: i64, bytes: &mut Vec<u8>) {
    put(((number << 1) ^ (number >> 63)) as u64, bytes);
}

pub(crate) fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put(u64::try_from(text.len()).unwrap_or(0), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

pub(crate) fn put_instant(at: Instant, bytes: &mut Vec<u8>) {
    put_signed(at.seconds(), bytes);
    put(at.nanoseconds().into(), bytes);
}

pub(crate) fn put_place(place: Place, bytes: &mut Vec<u8>) {
    put(place.listing.into(), bytes);
    put(place.row, bytes);
}

pub(crate) fn put_key(key: Key, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&key.0.to_le_bytes());
}

/// What is left of a record.
pub(crate) struct Rest<'b>(pub(crate) &'b [u8]);

impl<'b> Rest<'b> {
    pub(crate) fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift = shift.checked_add(7)?;
        }
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ ((number & 1) as i64).wrapping_neg())
    }

    pub(crate) fn short<N: TryFrom<u64>>(&mut self) -> Option<N> {
        N::try_from(self.number()?).ok()
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn piece(&mut self) -> Option<&'b str> {
        let length = self.short()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        str::from_utf8(text).ok()
    }

    pub(crate) fn text(&mut self) -> Option<Box<str>> {
        self.piece().map(Box::from)
    }

    pub(crate) fn instant(&mut self) -> Option<Instant> {
        Instant::from_seconds(self.signed()?, self.short()?)
    }

    pub(crate) fn place(&mut self) -> Option<Place> {
        Some(Place { listing: self.short()?, row: self.number()? })
    }

    pub(crate) fn key(&mut self) -> Option<Key> {
        let (key, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Key(u128::from_le_bytes(*key)))
    }

    pub(super) fn seat(&mut self) -> Option<Seat> {
        Some(Seat { place: self.place()?, id: self.text()?, wallet: self.number()? })
    }

    pub(super) fn based(&mut self) -> Option<Based> {
        Some(Based { seat: self.seat()?, at: self.instant()?, amount: self.signed()? })
    }

    fn refunded(&mut self) -> Option<Refunded> {
        Some(Refunded {
            seat: self.seat()?,
            at: self.instant()?,
            last: self.signed()?,
            total: self.signed()?,
            full_at: if self.flag()? { Some(self.instant()?) } else { None },
        })
    }

    pub(super) fn places(&mut self) -> Option<Vec<Place>> {
        let count: usize = self.short()?;
        (0..count).map(|_| self.place()).collect()
    }

    fn envelope(&mut self) -> Option<(Envelope, Option<Based>)> {
        let mut envelope = Envelope::default();
        envelope.paid.once = self.number()?;
        for units in &mut envelope.paid.units {
            *units = self.short()?;
        }
        envelope.net = self.signed()?;
        envelope.wallet = self.number()?;
        envelope.version = self.short()?;
        envelope.charged = self.flag()?;
        let unbased = if self.flag()? { Some(self.seat()?) } else { None };
        let refunded = if self.flag()? { Some(Box::new(self.refunded()?)) } else { None };
        let based = if self.flag()? { Some(self.based()?) } else { None };
        let count: usize = self.short()?;
        let told = (0..count).map(|_| Some((*TOLD.get(self.short::<usize>()?)?, self.place()?)));
        let told = told.collect::<Option<_>>()?;
        let aside = Aside { unbased, refunded, told, wrong: self.signed()?, ..Aside::default() };
        if aside.unbased.is_some() || !aside.is_idle() {
            envelope.aside = Some(Box::new(aside));
        }
        Some((envelope, based))
    }
}

fn put_seat(seat: &Seat, bytes: &mut Vec<u8>) {
    put_place(seat.place, bytes);
    put_text(&seat.id, bytes);
    put(seat.wallet, bytes);
}

fn put_refunded(refunded: &Refunded, bytes: &mut Vec<u8>) {
    put_seat(&refunded.seat, bytes);
    put_instant(refunded.at, bytes);
    put_signed(refunded.last, bytes);
    put_signed(refunded.total, bytes);
    put(refunded.full_at.is_some().into(), bytes);
    if let Some(at) = refunded.full_at {
        put_instant(at, bytes);
    }
}

pub(super) fn put_based(based: &Based, bytes: &mut Vec<u8>) {
    put_seat(&based.seat, bytes);
    put_instant(based.at, bytes);
    put_signed(based.amount, bytes);
}

/// Writes what is known of an envelope, but for what is known of its activity, and where something was told of it.
pub(super) fn write_envelope(
    envelope: &Envelope,
    based: Option<&Based>,
    told: &[(FindingCode, Place)],
    bytes: &mut Vec<u8>,
) {
    put(envelope.paid.once, bytes);
    for units in envelope.paid.units {
        put(units.into(), bytes);
    }
    put_signed(envelope.net, bytes);
    put(envelope.wallet, bytes);
    put(envelope.version.into(), bytes);
    put(envelope.charged.into(), bytes);
    let aside = envelope.aside.as_deref();
    let unbased = aside.and_then(|aside| aside.unbased.as_ref());
    put(unbased.is_some().into(), bytes);
    if let Some(seat) = unbased {
        put_seat(seat, bytes);
    }
    let refunded = aside.and_then(|aside| aside.refunded.as_ref());
    put(refunded.is_some().into(), bytes);
    if let Some(refunded) = refunded {
        put_refunded(refunded, bytes);
    }
    put(based.is_some().into(), bytes);
    if let Some(based) = based {
        put_based(based, bytes);
    }
    put(u64::try_from(told.len()).unwrap_or(0), bytes);
    for (code, place) in told {
        put(TOLD.iter().position(|known| known == code).map_or(0, |at| at as u64), bytes);
        put_place(*place, bytes);
    }
    put_signed(aside.map_or(0, |aside| aside.wrong), bytes);
}

pub(super) fn put_places(places: &[Place], bytes: &mut Vec<u8>) {
    put(u64::try_from(places.len()).unwrap_or(0), bytes);
    places.iter().for_each(|place| put_place(*place, bytes));
}

/// Reads what [`write_envelope`] wrote: the envelope, and the row with its base.
pub(super) fn read_envelope(bytes: &[u8]) -> Result<(Envelope, Option<Based>), Error> {
    let mut rest = Rest(bytes);
    rest.envelope().filter(|_| rest.0.is_empty()).ok_or_else(damaged)
}

pub(crate) fn damaged() -> Error {
    Error::new(Code::InvalidValue, "", "what was put away is damaged; start again")
}
