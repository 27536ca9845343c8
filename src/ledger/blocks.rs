//! Bytes of many owners in blocks of one cache line each. What an owner keeps grows and goes without memory to be asked
//! for and given back, and the blocks that were let go last, which are at hand, are used first.

use core::iter;

/// How many bytes of an owner are in a block.
const BLOCK_BYTES: usize = 56;

/// The last block of what an envelope keeps, and in the highest bit whether rows of it wait there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept(u32);

const WAITS: u32 = 1 << 31;

impl Kept {
    /// No rows, but perhaps what those before have left.
    pub(super) const fn without_rows(last: u32) -> Self {
        Self(last)
    }

    pub(super) const fn with_rows(last: u32) -> Self {
        Self(last | WAITS)
    }

    pub(super) const fn last(self) -> u32 {
        self.0 & !WAITS
    }

    pub(super) const fn waits(self) -> bool {
        self.0 & WAITS != 0
    }
}

/// Blocks, numbered from 1 on; 0 is none.
#[derive(Default)]
pub(super) struct Blocks {
    blocks: Vec<Block>,
    /// The last of those that nobody owns.
    free: u32,
}

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Block {
    /// The one before it, of the same owner.
    before: u32,
    filled: u32,
    bytes: [u8; BLOCK_BYTES],
}

impl Block {
    fn filled(&self) -> &[u8] {
        let filled = usize::try_from(self.filled).unwrap_or(0);
        self.bytes.get(..filled).unwrap_or_default()
    }

    /// Takes as many bytes as there is room for, and answers the others.
    fn fill<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let filled = usize::try_from(self.filled).unwrap_or(0);
        let room = self.bytes.get_mut(filled..).unwrap_or_default();
        let (taken, rest) = bytes.split_at(bytes.len().min(room.len()));
        room.iter_mut().zip(taken).for_each(|(room, byte)| *room = *byte);
        self.filled = self.filled.saturating_add(u32::try_from(taken.len()).unwrap_or(0));
        rest
    }
}

impl Blocks {
    /// Adds bytes to those that end in the block `last`, and answers in which one they end now.
    pub(super) fn append(&mut self, mut last: u32, bytes: &[u8]) -> u32 {
        let mut rest = bytes;
        if let Some(block) = self.block_mut(last) {
            rest = block.fill(rest);
        }
        while !rest.is_empty() {
            let mut block = Block { before: last, filled: 0, bytes: [0; BLOCK_BYTES] };
            rest = block.fill(rest);
            last = self.put(block);
        }
        last
    }

    /// Copies the bytes that end in a block, in place of what is in `room`.
    pub(super) fn copy(&self, last: u32, room: &mut Vec<u8>) {
        let mut end = self.blocks_before(last).map(|block| block.filled().len()).sum();
        room.clear();
        room.resize(end, 0);
        for filled in self.blocks_before(last).map(Block::filled) {
            let from = end.saturating_sub(filled.len());
            room.get_mut(from..end).unwrap_or_default().copy_from_slice(filled);
            end = from;
        }
    }

    /// Does the same, and lets the blocks go.
    pub(super) fn take(&mut self, last: u32, room: &mut Vec<u8>) {
        self.copy(last, room);
        let (mut first, free) = (last, self.free);
        while let Some(block) = self.block_mut(first) {
            if block.before == 0 {
                block.before = free;
                self.free = last;
                return;
            }
            first = block.before;
        }
    }

    /// Looks at the blocks that end in one, so that their memory is at hand.
    pub(super) fn touch(&self, last: u32) -> u32 {
        self.blocks_before(last).fold(0, |warm, block| warm ^ block.filled)
    }

    /// Blocks from one back to the first of its owner.
    fn blocks_before(&self, last: u32) -> impl Iterator<Item = &Block> {
        iter::successors(self.block(last), |block| self.block(block.before))
    }

    /// Puts a block where a free one is, and answers its number.
    fn put(&mut self, block: Block) -> u32 {
        let number = self.free;
        if let Some(free) = self.block_mut(number) {
            let next = core::mem::replace(free, block).before;
            self.free = next;
            return number;
        }
        self.blocks.push(block);
        u32::try_from(self.blocks.len()).unwrap_or(0)
    }

    fn block(&self, number: u32) -> Option<&Block> {
        self.blocks.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    fn block_mut(&mut self, number: u32) -> Option<&mut Block> {
        self.blocks.get_mut(usize::try_from(number.checked_sub(1)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::Blocks;

    /// Owners whose bytes come and go in turns have their own, and no more blocks are there than were needed at once.
    #[test]
    fn each_owner_has_its_own_bytes() {
        let (mut blocks, mut room) = (Blocks::default(), Vec::new());
        let mut owners = vec![(0_u32, Vec::new()); 7];
        let (mut state, mut most) = (1_u64, 0);
        for turn in 0..20_000 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let (number, length) = ((state >> 33) as usize % owners.len(), (state >> 45) % 90);
            let (last, own) = &mut owners[number];
            if length < 20 {
                blocks.take(core::mem::take(last), &mut room);
                assert_eq!(room, core::mem::take(own), "{turn}");
            } else {
                let bytes: Vec<u8> = (0..length).map(|at| (state >> (at % 24)) as u8).collect();
                *last = blocks.append(*last, &bytes);
                own.extend_from_slice(&bytes);
                blocks.copy(*last, &mut room);
                assert_eq!(room, *own, "{turn}");
            }
            let needed = owners.iter().map(|(_, own)| own.len().div_ceil(super::BLOCK_BYTES));
            most = most.max(needed.sum());
            assert!(blocks.blocks.len() <= most, "{turn}");
        }
    }
}
