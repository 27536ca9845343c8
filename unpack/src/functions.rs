//! Functions of a WebAssembly module, read along byte by byte, each byte with the stream that it lies in.
//!
//! Bytes of a kind lie together, since they are packed by what stands before them: operators with operators, constants
//! by what is done with them. That is an eighth fewer bytes than the module packed as it stands.
//!
//! Source: WebAssembly specification, binary format: instructions, code section.

/// Where bytes of each kind lie. Those of `local` and `global` operators are the first ones.
const GETS: u8 = 0;
const SETS: u8 = 1;
const GLOBALS: u8 = 2;
const BLOCKS: u8 = 3;
const JUMPS: u8 = 4;
const CONDITIONS: u8 = 5;
const TABLES: u8 = 6;
const LOCALS: u8 = 7;
/// Operators, and what else follows one that is as good as a part of it.
pub const OPERATORS: u8 = 8;
const LOADS: u8 = 9;
const STORES: u8 = 10;
const FLOATS: u8 = 11;
/// Constants, by the operator that follows: a few that stand together are much alike.
const CONSTANTS: u8 = 12;
const CONSTANT_STREAMS: u8 = 32;
/// Everything that is not a function.
pub const REST: u8 = CONSTANTS + CONSTANT_STREAMS;
/// How many streams there are.
pub const STREAMS: usize = REST as usize + 1;

const BLOCK: u8 = 0x02;
const IF: u8 = 0x04;
/// What ends a block or a function.
pub const END: u8 = 0x0b;
const BR_TABLE: u8 = 0x0e;
const SELECT_TYPED: u8 = 0x1c;
const I32_CONST: u8 = 0x41;
const F32_CONST: u8 = 0x43;
const F64_CONST: u8 = 0x44;
const EXTENDED: u8 = 0xfc;

/// Labels of a table are the most that there are of anything; no module that the build makes has as many.
const MOST_NUMBERS: u32 = 1 << 16;

/// How many numbers follow an operator, times 64, and in which stream. Of some it is not known from the operator alone.
const OPERANDS: [u8; 256] = operands();

#[allow(clippy::indexing_slicing, reason = "evaluated when it is compiled")]
const fn operands() -> [u8; 256] {
    let mut operands = [0; 256];
    let mut operator: u8 = 0;
    while operator < u8::MAX {
        operands[operator as usize] = match operator {
            BLOCK..=IF => 1 << 6 | BLOCKS,
            0x0c => 1 << 6 | JUMPS,
            0x0d => 1 << 6 | CONDITIONS,
            BR_TABLE => 1 << 6 | TABLES,
            0x11 => 2 << 6 | OPERATORS,
            SELECT_TYPED | EXTENDED => OPERATORS,
            0x10 | 0x25 | 0x26 | 0x3f | 0x40 | 0x42 | 0xd0 | 0xd2 => 1 << 6 | OPERATORS,
            0x20 => 1 << 6 | GETS,
            0x21 | 0x22 => 1 << 6 | SETS,
            0x23 | 0x24 => 1 << 6 | GLOBALS,
            0x28..=0x35 => 1 << 6 | LOADS,
            0x36..=0x3e => 1 << 6 | STORES,
            I32_CONST => 1 << 6 | CONSTANTS,
            _ => 0,
        };
        operator = operator.wrapping_add(1);
    }
    operands
}

/// The powers of two that the addresses of loads and stores are multiples of, unless [`UNALIGNED`] says otherwise.
const FIRST_ACCESS: u8 = 0x28;
const ALIGNMENTS: [u8; 23] = *b"\x02\x03\x02\x03\x00\x00\x01\x01\x00\x00\x01\x01\x02\x02\x02\x03\x02\x03\x00\x01\x00\x01\x02";
/// No operator: with a power of two added, it stands before one that has another than is usual.
pub const UNALIGNED: u8 = 0xe0;

/// The usual alignment of an operator that loads or stores.
pub fn alignment(operator: u8) -> Option<u8> {
    ALIGNMENTS.get(usize::from(operator.wrapping_sub(FIRST_ACCESS))).copied()
}

/// Carries bytes from a module to streams, or from streams to a module.
pub trait Carry {
    /// A byte of a stream; [`END`], which also ends a number, when there is none.
    fn byte(&mut self, stream: u8) -> u8;
    /// An operator, with its alignment.
    fn operator(&mut self) -> u8;
    /// What stands among operators behind the number that comes next.
    fn ahead(&mut self) -> u8;

    /// A number of seven bits a byte, the lowest first.
    #[inline(never)]
    fn number(&mut self, stream: u8) -> u32 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte(stream);
            number |= u32::from(byte & 0x7f).wrapping_shl(shift);
            shift = shift.wrapping_add(7);
            if byte < 0x80 {
                return number;
            }
        }
    }

    /// So many numbers, as far as one instruction has them.
    #[inline(never)]
    fn numbers(&mut self, count: u32, stream: u8) {
        for _ in 0..count.min(MOST_NUMBERS) {
            self.number(stream);
        }
    }
}

/// Carries a function: its locals and its operators, without its length.
#[inline(never)]
pub fn function(carry: &mut impl Carry) {
    let groups = carry.number(LOCALS);
    carry.numbers(groups.wrapping_mul(2), LOCALS);
    let mut depth: u32 = 0;
    loop {
        let operator = carry.operator();
        let operands = OPERANDS.get(usize::from(operator)).map_or(0, |operands| *operands);
        let (mut stream, mut count) = (operands & 0x3f, u32::from(operands >> 6));
        match operator {
            BLOCK..=IF => depth = depth.wrapping_add(1),
            END if depth == 0 => return,
            END => depth = depth.wrapping_sub(1),
            BR_TABLE | SELECT_TYPED => count = count.wrapping_add(carry.number(OPERATORS)),
            I32_CONST => stream = stream.wrapping_add(carry.ahead() / 4 % CONSTANT_STREAMS),
            F32_CONST | F64_CONST => {
                for _ in 0..if operator == F32_CONST { 4 } else { 8 } {
                    carry.byte(FLOATS);
                }
            }
            EXTENDED => {
                count = match carry.number(OPERATORS) {
                    0..8 => 0,
                    8 | 10 | 12 | 14 => 2,
                    _ => 1,
                };
            }
            _ => {}
        }
        carry.numbers(count, stream);
    }
}
