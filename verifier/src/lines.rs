//! Checking a file of rows on all threads: each reads a part of it and finds the fields in it, and what that means
//! is then judged in the order of the file.

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use sealquote::ledger::Part;

use crate::check::Check;
use crate::chunks::Fault;
use crate::formats::{self, Cells, Stream, Turns};
use crate::rows::{Line, each_line, each_row};
use crate::scan::{Field, Scanner};
use crate::watch::Watch;
use crate::{Unreadable, interrupt};

/// How many parts each thread reads before they are judged.
const PARTS_EACH: usize = 2;

/// Checks every row of a file. While some parts are judged the next ones are read, so that whichever thread has
/// nothing to judge reads on.
pub(crate) fn verify(file: Stream<Field>, check: &mut Check<'_>) -> Result<(), Unreadable> {
    let (name, watch) = (file.name.clone(), file.watch.clone());
    let listing = check.begin(&name);
    let file = Turns::new(file, 0);
    let (mut round, mut following) = (Round::default(), Round::default());
    let mut next = 1_u64;
    round.fill(&file);
    loop {
        let (first, is_last) = (next, round.is_last());
        let judge = || check.absorb(listing, first, &mut round.parts);
        let read_on = || {
            if !is_last {
                following.fill(&file);
            }
        };
        let (judged, ()) = rayon::join(judge, read_on);
        next = judged?;
        round.note_blanks(&name, &watch, first);
        interrupt::note(&name, next.saturating_sub(1));
        if is_last {
            return round.end(&name, next);
        }
        core::mem::swap(&mut round, &mut following);
    }
}

/// Some parts of a file that follow each other.
struct Round {
    slots: Vec<Slot>,
    /// The parts of those slots that were read whole.
    parts: Vec<Part>,
}

impl Default for Round {
    fn default() -> Self {
        let count = rayon::current_num_threads().saturating_mul(PARTS_EACH);
        let mut slots = Vec::new();
        slots.resize_with(count, Slot::default);
        Self { slots, parts: Vec::with_capacity(count) }
    }
}

impl Round {
    /// Reads the next parts of a file.
    fn fill(&mut self, file: &Turns<Field>) {
        for (slot, part) in self.slots.iter_mut().zip(self.parts.drain(..)) {
            slot.part = part;
        }
        self.slots.par_iter_mut().for_each(|slot| slot.fill(file));
        // Whoever was first at the file has the part that comes first.
        self.slots.sort_by_key(|slot| slot.number);
        let whole = self.slots.iter_mut().take_while(|slot| slot.is_whole());
        self.parts.extend(whole.map(|slot| core::mem::take(&mut slot.part)));
    }

    /// Notes where lines are that are no rows, of which the rows after them have to be told apart.
    fn note_blanks(&mut self, name: &str, watch: &Watch, mut first: u64) {
        for (slot, part) in self.slots.iter_mut().zip(&self.parts) {
            let blanks =
                slot.blanks.drain(..).map(|(row, count)| (first.saturating_add(row), count));
            watch.note_blanks(name, blanks);
            if core::mem::take(&mut slot.is_lost) {
                watch.lose_lines(name, first);
            }
            first = first.saturating_add(part.count());
        }
    }

    /// Whether nothing follows.
    fn is_last(&self) -> bool {
        self.parts.len() < self.slots.len()
    }

    /// How the file ended, the rows before this one having been judged.
    fn end(&self, name: &str, next: u64) -> Result<(), Unreadable> {
        match self.slots.get(self.parts.len()) {
            Some(Slot { end: End::Fault(fault), part, .. }) => {
                Err(fault.told(name, next.saturating_add(part.count())))
            }
            _ => Ok(()),
        }
    }
}

/// A part of a file, and the room to read it.
#[derive(Default)]
struct Slot {
    number: u64,
    part: Part,
    /// How many rows stand before lines that are no rows, and how many such lines there are.
    blanks: Vec<(u64, u64)>,
    /// It is not known on which lines its rows stand.
    is_lost: bool,
    bytes: Vec<u8>,
    scanner: Scanner,
    end: End,
}

/// How a part ended.
#[derive(Default)]
enum End {
    /// With the last of its rows.
    #[default]
    Whole,
    /// The file had no more rows before it began.
    Nothing,
    Fault(Fault),
}

impl Slot {
    fn is_whole(&self) -> bool {
        matches!(self.end, End::Whole)
    }

    /// Reads the next part of a file.
    fn fill(&mut self, file: &Turns<Field>) {
        let text = self.part.clear();
        if self.bytes.capacity() == 0 {
            self.bytes = text.into_bytes();
        }
        let (number, part) = file.next(&mut self.bytes);
        self.number = number;
        let read = match part {
            Ok(None) => {
                self.end = End::Nothing;
                return;
            }
            Ok(Some(formats::Part::Lines(last))) => self.read_lines(last),
            Ok(Some(formats::Part::Cells(cells))) => self.read_cells(cells),
            Err(fault) => Err(fault),
        };
        self.end = read.map_or_else(End::Fault, |()| End::Whole);
    }

    fn read_lines(&mut self, last: bool) -> Result<(), Fault> {
        let text = String::from_utf8(core::mem::take(&mut self.bytes));
        let (bytes, whole) = match &text {
            Ok(text) => (text.as_bytes(), Some(text.as_str())),
            Err(error) => (error.as_bytes(), None),
        };
        let Self { part, blanks, scanner, .. } = self;
        each_line(bytes, whole, last, scanner, |line| match line {
            Line::Scanned(row, _) => part.push_piece(&row, whole.unwrap_or_default()),
            Line::Read(transaction, _) => part.push(&transaction.row()),
            Line::Bad(bad) => part.push_bad(bad.id.as_deref(), &bad.reason),
            Line::Blank => blanks.push((part.count(), 1)),
        })?;
        self.part.end(text.unwrap_or_default());
        Ok(())
    }

    fn read_cells(&mut self, mut cells: Cells<Field>) -> Result<(), Fault> {
        let fields = cells.fields();
        self.is_lost = fields.skips().is_none();
        for (row, count) in fields.skips().unwrap_or_default() {
            self.blanks.push((u64::try_from(*row).unwrap_or(u64::MAX), *count));
        }
        let (text, part) = (fields.text(), &mut self.part);
        each_row(&fields, |line| match line {
            Line::Scanned(row, _) => match text {
                Some(text) => part.push_piece(&row, text),
                None => part.push(&row),
            },
            Line::Read(transaction, _) => part.push(&transaction.row()),
            Line::Bad(bad) => part.push_bad(bad.id.as_deref(), &bad.reason),
            Line::Blank => {}
        })?;
        if text.is_some() {
            self.part.end(cells.into_text().unwrap_or_default());
        }
        Ok(())
    }
}
