//! Functions of a module in another order: those that are alike beside each other, since what is packed like something else is
//! packed the better the nearer that is.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    BinaryReaderError, CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser,
    Payload, TypeRef,
};

/// What a function has more often than this counts no more for that.
const MOST: u32 = 4;

/// Two instructions that follow each other.
type Two = (u64, u64);

/// A module with its functions arranged, which does what it did; none when it is not a module.
#[must_use]
pub fn arrange(module: &[u8]) -> Option<Vec<u8>> {
    let (imported, functions) = functions(module).ok()?;
    let twos = functions.iter().map(twos).collect::<Result<Vec<_>, _>>().ok()?;
    let order = chain(&twos);
    let mut places = vec![0; order.len()];
    for (place, number) in (imported..).zip(&order) {
        *places.get_mut(*number)? = place;
    }
    let mut arranged = Module::new();
    let mut arranger = Arranger { imported, order, places };
    arranger.parse_core_module(&mut arranged, Parser::new(0), module).ok()?;
    Some(arranged.finish())
}

/// How many functions a module imports, and its own.
fn functions(module: &[u8]) -> Result<(u32, Vec<FunctionBody<'_>>), BinaryReaderError> {
    let (mut imported, mut functions) = (0_u32, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let is_function = matches!(import?.ty, TypeRef::Func(_));
                    imported = imported.saturating_add(u32::from(is_function));
                }
            }
            Payload::CodeSectionEntry(function) => functions.push(function),
            _ => {}
        }
    }
    Ok((imported, functions))
}

/// Which two instructions follow each other in a function, and how often. Whom it calls says little, and has another number
/// later.
fn twos(function: &FunctionBody<'_>) -> Result<HashMap<Two, u32>, BinaryReaderError> {
    let mut instructions = Vec::new();
    for operator in function.get_operators_reader()? {
        let mut hasher = DefaultHasher::new();
        match operator? {
            Operator::Call { .. } => "call".hash(&mut hasher),
            operator => format!("{operator:?}").hash(&mut hasher),
        }
        instructions.push(hasher.finish());
    }
    let mut all: HashMap<Two, u32> = HashMap::new();
    for two in instructions.iter().copied().zip(instructions.iter().copied().skip(1)) {
        let count = all.entry(two).or_default();
        *count = count.saturating_add(1).min(MOST);
    }
    Ok(all)
}

/// An order that begins with the first function, and in which to each comes the one that is most like it of those left. What
/// few functions have counts more.
fn chain(twos: &[HashMap<Two, u32>]) -> Vec<usize> {
    let mut having: HashMap<&Two, Vec<(usize, u32)>> = HashMap::new();
    for (number, twos) in twos.iter().enumerate() {
        for (two, count) in twos {
            having.entry(two).or_default().push((number, *count));
        }
    }
    let mut order = Vec::new();
    let mut left: Vec<usize> = (0..twos.len()).collect();
    let mut next = 0;
    while let Some(at) = left.iter().position(|number| *number == next) {
        left.remove(at);
        order.push(next);
        let mut alike = vec![0_u32; twos.len()];
        for (two, count) in twos.get(next).into_iter().flatten() {
            let others = having.get(two).map_or(&[][..], Vec::as_slice);
            let rare = rarity(twos.len(), others.len());
            for (other, theirs) in others {
                if let Some(alike) = alike.get_mut(*other) {
                    *alike = alike.saturating_add(rare.saturating_mul(*count.min(theirs)));
                }
            }
        }
        let alike = |number: &usize| alike.get(*number).copied().unwrap_or(0);
        next = left.iter().copied().rev().max_by_key(alike).unwrap_or(usize::MAX);
    }
    order
}

/// How much it counts that so many of all functions have something: the square of a logarithm, in quarters.
fn rarity(all: usize, having: usize) -> u32 {
    let times = all.saturating_pow(4).checked_div(having.saturating_pow(4));
    times.unwrap_or(1).max(1).ilog2().saturating_pow(2)
}

/// Writes a module anew.
struct Arranger {
    imported: u32,
    /// Which of its functions is the first one now, and so on.
    order: Vec<usize>,
    /// The new number of each.
    places: Vec<u32>,
}

impl Arranger {
    fn arranged<T: Clone>(&self, those: &[T]) -> Vec<T> {
        self.order.iter().filter_map(|number| those.get(*number).cloned()).collect()
    }
}

impl Reencode for Arranger {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported).and_then(|own| usize::try_from(own).ok());
        let place = own.and_then(|own| self.places.get(own));
        Ok(place.copied().unwrap_or(function))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for number in self.arranged(&types) {
            functions.function(self.type_index(number)?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for body in self.arranged(&bodies) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }
}
