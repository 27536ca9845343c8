//! What LZMA packed: a range coder, and the probabilities of every bit.
//!
//! It reads the one form that the build writes: one bit of literal context, none of position.
//!
//! Source: LZMA specification (Igor Pavlov, LZMA SDK).

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "sums of table places and bits of a byte; what a damaged text adds up to is cut off when it is looked up"
)]

/// How likely each bit is, in 2,048ths, for all that is told apart below.
const PROBABILITIES: usize = LITERAL + (0x300 << LITERAL_BITS);
const LITERAL_BITS: usize = 1;

// Where the probabilities of each kind of bit begin.
const IS_MATCH: usize = 0;
const IS_REP: usize = IS_MATCH + 12;
const IS_REP_0: usize = IS_REP + 12;
const IS_REP_1: usize = IS_REP_0 + 12;
const IS_REP_2: usize = IS_REP_1 + 12;
const IS_LONG_REP_0: usize = IS_REP_2 + 12;
const SLOT: usize = IS_LONG_REP_0 + 12;
const DISTANCE: usize = SLOT + (4 << 6);
const ALIGN: usize = DISTANCE + 128;
const LENGTH: usize = ALIGN + 16;
const REP_LENGTH: usize = LENGTH + LENGTHS;
const LITERAL: usize = REP_LENGTH + LENGTHS;

// The probabilities of a length: which kind, then short, middle and long ones.
const SHORT: usize = 2;
const MIDDLE: usize = SHORT + 8;
const LONG: usize = MIDDLE + 8;
const LENGTHS: usize = LONG + (1 << 8);

/// The distances of the last four matches, the latest first.
type Distances = [usize; 4];

struct Decoder<'a> {
    packed: core::slice::Iter<'a, u8>,
    range: u32,
    code: u32,
    probabilities: [u16; PROBABILITIES],
}

/// Fills `unpacked` with what was packed. Of a damaged text it makes something else, and never more.
#[inline(never)]
pub fn unpack(packed: &[u8], unpacked: &mut [u8]) {
    let mut decoder = Decoder {
        packed: packed.iter(),
        range: u32::MAX,
        code: 0,
        probabilities: [1 << 10; PROBABILITIES],
    };
    for _ in 0..5 {
        decoder.shift();
    }
    let (mut state, mut distances, mut at) = (0, [0; 4], 0);
    while at < unpacked.len() {
        if !decoder.bit(IS_MATCH + state) {
            let before = byte(unpacked, at.wrapping_sub(1));
            let repeated = earlier(unpacked, at, &distances);
            put(unpacked, at, decoder.literal(before, (state >= 7).then_some(repeated)));
            at += 1;
            state = match state {
                0..4 => 0,
                4..10 => state - 3,
                _ => state - 6,
            };
            continue;
        }
        let length = decoder.matched(&mut state, &mut distances);
        for _ in 0..length {
            put(unpacked, at, earlier(unpacked, at, &distances));
            at += 1;
        }
    }
}

/// Puts a distance before the ones that were later than the one at a place, which it replaces.
#[inline(never)]
fn remember(distances: &mut Distances, place: usize, mut distance: usize) {
    for known in distances.iter_mut().take(place + 1) {
        core::mem::swap(known, &mut distance);
    }
}

/// The byte that the latest match would repeat here.
fn earlier(bytes: &[u8], at: usize, &[distance, ..]: &Distances) -> usize {
    byte(bytes, at.wrapping_sub(distance).wrapping_sub(1))
}

fn byte(bytes: &[u8], at: usize) -> usize {
    bytes.get(at).map_or(0, |byte| usize::from(*byte))
}

fn put(bytes: &mut [u8], at: usize, byte: usize) {
    if let Some(place) = bytes.get_mut(at) {
        *place = byte as u8;
    }
}

impl Decoder<'_> {
    fn shift(&mut self) {
        let next = self.packed.next().map_or(0, |byte| u32::from(*byte));
        self.code = (self.code << 8) | next;
    }

    fn refill(&mut self) {
        if self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    fn bit(&mut self, place: usize) -> bool {
        let Some(probability) = self.probabilities.get_mut(place) else { return false };
        let bound = (self.range >> 11).wrapping_mul(u32::from(*probability));
        let bit = self.code >= bound;
        // Half of the bits are as good as random, so to choose by a mask is faster than to branch.
        let mask = u32::from(bit).wrapping_neg();
        self.code -= bound & mask;
        self.range = bound ^ ((bound ^ (self.range - bound)) & mask);
        let likely = i32::from(*probability);
        let towards = (1 << 11) - (2017 & mask as i32);
        *probability = (likely + ((towards - likely) >> 5)) as u16;
        self.refill();
        bit
    }

    /// Bits, the highest first, each by the ones before it.
    fn tree(&mut self, base: usize, bits: usize) -> usize {
        let mut tree = 1;
        for _ in 0..bits {
            tree = tree << 1 | usize::from(self.bit(base + tree));
        }
        tree - (1 << bits)
    }

    /// Bits, the lowest first, each by the ones before it.
    fn reverse_tree(&mut self, base: usize, bits: usize) -> usize {
        let (mut tree, mut value) = (1, 0);
        for bit in 0..bits {
            let set = usize::from(self.bit(base + tree));
            tree = tree << 1 | set;
            value |= set << bit;
        }
        value
    }

    fn literal(&mut self, before: usize, repeated: Option<usize>) -> usize {
        let base = LITERAL + 0x300 * (before >> (8 - LITERAL_BITS));
        let mut literal = 1;
        if let Some(mut repeated) = repeated {
            while literal < 0x100 {
                repeated <<= 1;
                let expected = repeated & 0x100;
                let bit = self.bit(base + 0x100 + expected + literal);
                literal = literal << 1 | usize::from(bit);
                if bit != (expected != 0) {
                    break;
                }
            }
        }
        while literal < 0x100 {
            literal = literal << 1 | usize::from(self.bit(base + literal));
        }
        literal
    }

    /// The length of a match, whose distance is the first of `distances` then.
    fn matched(&mut self, state: &mut usize, distances: &mut Distances) -> usize {
        let base = if self.bit(IS_REP + *state) {
            if !self.bit(IS_REP_0 + *state) {
                if !self.bit(IS_LONG_REP_0 + *state) {
                    *state = if *state < 7 { 9 } else { 11 };
                    return 1;
                }
            } else {
                let which = match (self.bit(IS_REP_1 + *state), *state) {
                    (false, _) => 1,
                    (true, state) => 2 + usize::from(self.bit(IS_REP_2 + state)),
                };
                let repeated = distances.get(which).map_or(0, |distance| *distance);
                remember(distances, which, repeated);
            }
            *state = if *state < 7 { 8 } else { 11 };
            REP_LENGTH
        } else {
            *state = if *state < 7 { 7 } else { 10 };
            LENGTH
        };
        let length = self.length(base);
        if base == LENGTH {
            let distance = self.distance(length);
            remember(distances, 3, distance);
        }
        length + 2
    }

    fn length(&mut self, base: usize) -> usize {
        if !self.bit(base) {
            self.tree(base + SHORT, 3)
        } else if !self.bit(base + 1) {
            8 + self.tree(base + MIDDLE, 3)
        } else {
            16 + self.tree(base + LONG, 8)
        }
    }

    fn distance(&mut self, length: usize) -> usize {
        let slot = self.tree(SLOT + (length.min(3) << 6), 6);
        if slot < 4 {
            return slot;
        }
        let bits = (slot >> 1) - 1;
        let distance = (2 | slot & 1) << bits;
        if slot < 14 {
            return distance + self.reverse_tree(DISTANCE + distance - slot, bits);
        }
        let mut direct = 0;
        for _ in 4..bits {
            self.range >>= 1;
            let bit = self.code >= self.range;
            if bit {
                self.code -= self.range;
            }
            direct = direct << 1 | usize::from(bit);
            self.refill();
        }
        distance + (direct << 4) + self.reverse_tree(ALIGN, 4)
    }
}
