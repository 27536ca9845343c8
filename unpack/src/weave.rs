//! A module from its streams.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "places in streams and in a module, both of which are looked up, and bytes of numbers"
)]

use crate::functions::{Carry, END, OPERATORS, REST, STREAMS, UNALIGNED, alignment, function};

/// How long a function's length is, whatever it is: a shorter one would have to wait for the function.
pub const LENGTH_BYTES: usize = 3;

struct Weaver<'a> {
    streams: &'a mut [u8],
    module: &'a mut [u8],
    at: usize,
}

/// How long what stands before the streams is.
pub const HEADER_BYTES: usize = 4 * (STREAMS + 2);

/// Fills `module` from its streams, which stand one behind the other: first, as numbers of four bytes, the lowest first,
/// where each stream begins, how many bytes of the last one come before the functions, and how many functions there are.
///
/// Where streams begin becomes where they end. Of damaged streams it makes something else, and never more.
pub fn weave(streams: &mut [u8], module: &mut [u8]) {
    let mut weaver = Weaver { streams, module, at: 0 };
    let before = weaver.size(STREAMS);
    weaver.rest(before);
    for _ in 0..weaver.size(STREAMS + 1).min(weaver.module.len() as u32) {
        weaver.function();
    }
    weaver.rest(u32::MAX);
}

impl Weaver<'_> {
    #[inline(never)]
    fn rest(&mut self, most: u32) {
        for _ in 0..(most as usize).min(self.module.len().saturating_sub(self.at)) {
            self.byte(REST);
        }
    }

    #[inline(never)]
    fn function(&mut self) {
        let start = self.at;
        self.at = start.wrapping_add(LENGTH_BYTES);
        function(self);
        let end = self.at;
        let length = end.wrapping_sub(start).wrapping_sub(LENGTH_BYTES);
        self.at = start;
        self.put(length as u8 | 0x80);
        self.put((length >> 7) as u8 | 0x80);
        self.put((length >> 14) as u8);
        self.at = end;
    }

    /// A number of the header.
    fn size(&mut self, number: usize) -> u32 {
        self.header(number).map_or(0, |size| u32::from_le_bytes(*size))
    }

    fn header(&mut self, number: usize) -> Option<&mut [u8; 4]> {
        self.streams.get_mut(4 * number..)?.first_chunk_mut()
    }

    #[inline(never)]
    fn take(&mut self, stream: u8) -> u8 {
        let Some(next) = self.header(usize::from(stream)) else { return END };
        let at = u32::from_le_bytes(*next);
        *next = at.wrapping_add(1).to_le_bytes();
        self.streams.get(at as usize).map_or(END, |byte| *byte)
    }

    #[inline(never)]
    fn put(&mut self, byte: u8) {
        if let Some(place) = self.module.get_mut(self.at) {
            *place = byte;
        }
        self.at = self.at.wrapping_add(1);
    }
}

impl Carry for Weaver<'_> {
    #[inline(never)]
    fn byte(&mut self, stream: u8) -> u8 {
        let byte = self.take(stream);
        self.put(byte);
        byte
    }

    fn operator(&mut self) -> u8 {
        let mut operator = self.take(OPERATORS);
        let unusual = operator.wrapping_sub(UNALIGNED);
        if unusual < 8 {
            operator = self.take(OPERATORS);
        }
        self.put(operator);
        if let Some(usual) = alignment(operator) {
            self.put(if unusual < 8 { unusual } else { usual });
        }
        operator
    }

    fn ahead(&mut self) -> u8 {
        let at = self.size(usize::from(OPERATORS));
        self.streams.get(at as usize).map_or(0, |next| *next)
    }
}
