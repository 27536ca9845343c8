//! Lengths in a module.

use sealquote_unpack::LENGTH_BYTES;

/// The section that functions are in.
const CODE: u8 = 10;
const MAGIC_BYTES: usize = 8;

/// Where the functions of a module begin: behind the length of their section and how many there are.
pub struct Functions {
    /// Where the length of their section begins.
    pub section: usize,
    /// Where it ends, and their number begins.
    pub number: usize,
    /// Where the first one begins, with its length.
    pub first: usize,
    /// How many there are.
    pub count: usize,
}

/// Finds the functions of a module; none when it is not a module.
pub fn functions(module: &[u8]) -> Option<Functions> {
    let mut at = MAGIC_BYTES;
    while *module.get(at)? != CODE {
        at = at.checked_add(1)?;
        let length = number(module, &mut at)?;
        at = at.checked_add(length)?;
    }
    let section = at.checked_add(1)?;
    at = section;
    number(module, &mut at)?;
    let begins = at;
    let count = number(module, &mut at)?;
    Some(Functions { section, number: begins, first: at, count })
}

/// A module with the length of each function in as many bytes as `sealquote_unpack::weave` gives it, which is as good a module.
pub fn even(module: &[u8]) -> Option<Vec<u8>> {
    let Functions { section, number: begins, first, count } = functions(module)?;
    let mut code = module.get(begins..first)?.to_vec();
    let mut at = first;
    for _ in 0..count {
        let length = number(module, &mut at)?;
        let end = at.checked_add(length)?;
        code.extend(written(length, LENGTH_BYTES)?);
        code.extend(module.get(at..end)?);
        at = end;
    }
    let length = (1..).find_map(|bytes| written(code.len(), bytes))?;
    Some([module.get(..section)?, &length, &code, module.get(at..)?].concat())
}

/// A number of seven bits a byte, the lowest first.
pub fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at = at.checked_add(1)?;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        shift = shift.saturating_add(7);
        if byte < 0x80 {
            return Some(number);
        }
    }
}

/// A number in so many bytes, if it has room there.
fn written(mut number: usize, bytes: usize) -> Option<Vec<u8>> {
    let mut written = Vec::new();
    for left in (0..bytes).rev() {
        let more = if left > 0 { 0x80 } else { 0 };
        written.push(u8::try_from(number & 0x7f).ok()? | more);
        number >>= 7;
    }
    (number == 0).then_some(written)
}
