//! A module into its streams.

use crate::lengths::{Functions, functions, number};
use sealquote_unpack::HEADER_BYTES;
use sealquote_unpack::functions::{
    Carry, END, OPERATORS, REST, STREAMS, UNALIGNED, alignment, function,
};

struct Splitter<'a> {
    module: &'a [u8],
    at: usize,
    streams: [Vec<u8>; STREAMS],
}

/// The streams of a module one behind the other, as `sealquote_unpack::weave` reads them; none when it is not a module.
#[must_use]
pub fn split(module: &[u8]) -> Option<Vec<u8>> {
    let Functions { first: before, count, .. } = functions(module)?;
    let mut splitter = Splitter { module, at: before, streams: [const { Vec::new() }; STREAMS] };
    for _ in 0..count {
        let length = number(module, &mut splitter.at)?;
        let end = splitter.at.checked_add(length)?;
        function(&mut splitter);
        if splitter.at != end {
            return None;
        }
    }
    let Splitter { at, mut streams, .. } = splitter;
    let rest = streams.get_mut(usize::from(REST))?;
    rest.extend(module.get(..before)?);
    rest.extend(module.get(at..)?);
    let mut sizes = Vec::new();
    let mut start = HEADER_BYTES;
    for stream in &streams {
        sizes.push(start);
        start = start.checked_add(stream.len())?;
    }
    sizes.extend([before, count]);
    let mut split = Vec::new();
    for size in sizes {
        split.extend(u32::try_from(size).ok()?.to_le_bytes());
    }
    split.extend(streams.concat());
    Some(split)
}

impl Splitter<'_> {
    fn take(&mut self) -> Option<u8> {
        let byte = self.module.get(self.at).copied();
        self.at = self.at.saturating_add(1);
        byte
    }

    /// What stands among operators for the one at a place.
    fn marked(&self, at: usize) -> u8 {
        let byte = |at: usize| self.module.get(at).copied().unwrap_or(0);
        let (operator, after) = (byte(at), byte(at.saturating_add(1)));
        match alignment(operator) {
            Some(usual) if usual != after => UNALIGNED.wrapping_add(after),
            _ => operator,
        }
    }

    fn push(&mut self, stream: u8, byte: u8) {
        if let Some(stream) = self.streams.get_mut(usize::from(stream)) {
            stream.push(byte);
        }
    }
}

impl Carry for Splitter<'_> {
    fn byte(&mut self, stream: u8) -> u8 {
        let byte = self.take().unwrap_or(0);
        self.push(stream, byte);
        byte
    }

    fn operator(&mut self) -> u8 {
        let mark = self.marked(self.at);
        let Some(operator) = self.take() else { return END };
        if mark != operator {
            self.push(OPERATORS, mark);
        }
        self.push(OPERATORS, operator);
        if alignment(operator).is_some() {
            self.at = self.at.saturating_add(1);
        }
        operator
    }

    fn ahead(&mut self) -> u8 {
        let rest = self.module.get(self.at..).unwrap_or(&[]);
        let last = rest.iter().position(|byte| *byte < 0x80).unwrap_or(0);
        self.marked(self.at.saturating_add(last).saturating_add(1))
    }
}
