//! Thirty-two bytes at a time.

use wide::u8x16;

/// How many bytes there are.
pub(crate) const WIDTH: usize = 32;
const HALF: usize = WIDTH / 2;

/// Bytes that lie side by side, as two registers.
#[derive(Clone, Copy)]
pub(crate) struct Lanes([u8x16; 2]);

impl Lanes {
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8; WIDTH]) -> Self {
        let (first, second) = bytes.split_at(HALF);
        let half = |half: &[u8]| u8x16::new(*half.first_chunk().unwrap_or(&[0; HALF]));
        Self([half(first), half(second)])
    }

    /// Which of them are a byte: the lowest bit says it of the first.
    #[inline(always)]
    pub(crate) fn that_are(self, byte: u8) -> u32 {
        let Self([first, second]) = self;
        bits(first, u8x16::splat(byte)) | bits(second, u8x16::splat(byte)) << HALF
    }

    /// Whether they are others, as far as bits of a mask are set.
    #[inline(always)]
    pub(crate) fn agree(self, Self([first, second]): Self, Self([mask, more]): Self) -> bool {
        let differing = (self.0[0] ^ first) & mask | (self.0[1] ^ second) & more;
        bits(differing, u8x16::ZERO) == 0xffff
    }
}

/// Gives the place of every byte that is one of two to `take`, and whether it is the first of these.
#[inline(always)]
pub(crate) fn each_of_two(bytes: &[u8], one: u8, other: u8, mut take: impl FnMut(usize, bool)) {
    let (blocks, rest) = bytes.as_chunks();
    let mut from = 0_usize;
    for block in blocks {
        let lanes = Lanes::of(block);
        let ones = lanes.that_are(one);
        let mut found = ones | lanes.that_are(other);
        while found != 0 {
            let lowest = found & found.wrapping_neg();
            take(from.saturating_add(found.trailing_zeros() as usize), ones & lowest != 0);
            found ^= lowest;
        }
        from = from.saturating_add(WIDTH);
    }
    for (place, byte) in (from..).zip(rest) {
        if *byte == one || *byte == other {
            take(place, *byte == one);
        }
    }
}

#[inline(always)]
fn bits(these: u8x16, those: u8x16) -> u32 {
    these.cmp_eq(those).move_mask() as u32
}

#[cfg(test)]
mod tests {
    use super::{Lanes, each_of_two};

    #[test]
    fn finds_either_of_two_bytes() {
        let text = "a,b\n,,\n0123456789012345678901234567890123456789,\nx".repeat(3);
        let mut found = Vec::new();
        each_of_two(text.as_bytes(), b',', b'\n', |at, is_comma| found.push((at, is_comma)));
        let places = text.match_indices([',', '\n']);
        let expected: Vec<_> = places.map(|(at, of)| (at, of == ",")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_byte_has_its_bit() {
        for place in 0..32_usize {
            let mut bytes = [b'a'; 32];
            bytes[place] = b'"';
            let (lanes, plain) = (Lanes::of(&bytes), Lanes::of(&[b'a'; 32]));
            assert_eq!(lanes.that_are(b'"'), 1 << place);
            assert_eq!(lanes.that_are(b'a'), !(1 << place));
            assert!(!lanes.agree(plain, Lanes::of(&[0xff; 32])));
            let mut mask = [0xff; 32];
            mask[place] = 0;
            assert!(lanes.agree(plain, Lanes::of(&mask)), "{place}");
        }
    }
}
