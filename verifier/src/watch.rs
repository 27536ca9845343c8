//! What is seen of files while they are read: how far the reading has come, and which of them have lines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Seek};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::figures::grouped_count;
use crate::kept::Kept;
use crate::{InputFormat, Unreadable};

/// A bar is no help to who waits less than this.
const PATIENCE: Duration = Duration::from_millis(400);
/// In how many places of a file lines may be no rows of their own, so that it still is known on which line a row stands.
const MOST_BLANKS: usize = 65_536;
const REDRAWN: Duration = Duration::from_millis(100);

/// Looks on while files are read. Clones look on together; the default one does not look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    bar: Option<Arc<Bar>>,
    files: Arc<Mutex<BTreeMap<String, Seen>>>,
    /// What standard input or a database gave, where it has to be read again.
    kept: Option<Arc<Kept>>,
}

/// What a file turned out to be.
#[derive(Debug)]
struct Seen {
    format: InputFormat,
    /// The rows that lines stand before which are none, and how many of those there are down to there.
    blanks: Vec<(u64, u64)>,
    /// From this row on it is not known on which lines rows stand, since too many are none.
    unknown_from: u64,
}

#[derive(Debug)]
struct Bar {
    bar: ProgressBar,
    rows: AtomicU64,
    at: Mutex<At>,
}

/// The file at hand, and how many bytes the files before it have.
#[derive(Debug, Default)]
struct At {
    file: Option<File>,
    before: u64,
}

impl Watch {
    /// Shows a bar on standard error, if that is a terminal and nobody asked for quiet.
    pub(crate) fn at_terminal(quiet: bool) -> Self {
        let plain = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        if quiet || plain || !io::stderr().is_terminal() {
            return Self::default();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.enable_steady_tick(REDRAWN);
        let bar = Bar { bar, rows: AtomicU64::new(0), at: Mutex::default() };
        Self { bar: Some(Arc::new(bar)), ..Self::default() }
    }

    /// From now on keeps what comes from standard input or a database, so that it can be read again.
    pub(crate) fn keep(&mut self) -> io::Result<()> {
        self.kept = Some(Arc::new(Kept::new()?));
        Ok(())
    }

    /// What comes from a source that can be read only once: from there, or what was kept of it.
    pub(crate) fn only_once(
        &self,
        open: impl FnOnce() -> Result<Box<dyn Read + Send>, Unreadable>,
        failed: impl FnOnce(io::Error) -> Unreadable,
    ) -> Result<Box<dyn Read + Send>, Unreadable> {
        let Some(kept) = &self.kept else { return open() };
        match kept.again().map_err(failed)? {
            None => Ok(kept.keep(open()?)),
            Some(file) => {
                self.begin(Some(&file));
                Ok(Box::new(file))
            }
        }
    }

    /// Says which files will be read.
    pub(crate) fn expect(&self, files: &[PathBuf]) {
        let Some(bar) = &self.bar else { return };
        let sizes = files.iter().map(|path| std::fs::metadata(path).ok().filter(|of| of.is_file()));
        // The end of a pipe is not known.
        let sizes: Option<Vec<u64>> = sizes.map(|of| of.map(|of| of.len())).collect();
        let whole = sizes.map(|sizes| sizes.into_iter().fold(0, u64::saturating_add));
        bar.bar.set_style(style(whole.is_some()));
        if let Some(whole) = whole {
            bar.bar.set_length(whole);
        }
    }

    /// Says that a file begins. Its handle shares its place with the one that is read from.
    pub(crate) fn begin(&self, file: Option<&File>) {
        let Some(bar) = &self.bar else { return };
        let mut at = bar.at.lock().unwrap_or_else(PoisonError::into_inner);
        let last = at.file.take().and_then(|file| file.metadata().ok());
        at.before = at.before.saturating_add(last.map_or(0, |of| of.len()));
        at.file = file.and_then(|file| file.try_clone().ok());
    }

    /// Notes what a file turned out to be.
    pub(crate) fn note(&self, name: &str, format: InputFormat) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = Seen { format, blanks: Vec::new(), unknown_from: u64::MAX };
        files.insert(name.to_owned(), seen);
    }

    /// Notes lines of a file that are no rows of their own, in their order: the rows that they stand before, and how many.
    pub(crate) fn note_blanks(&self, name: &str, rows: impl Iterator<Item = (u64, u64)>) {
        let mut rows = rows.filter(|(_, count)| *count > 0).peekable();
        if rows.peek().is_none() {
            return;
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(seen) = files.get_mut(name) else { return };
        for (row, count) in rows {
            let (last, before) = seen.blanks.last().copied().unwrap_or_default();
            let all = before.saturating_add(count);
            if row >= seen.unknown_from {
                return;
            } else if last == row
                && let Some((_, blank)) = seen.blanks.last_mut()
            {
                *blank = all;
            } else if seen.blanks.len() < MOST_BLANKS {
                seen.blanks.push((row, all));
            } else {
                seen.unknown_from = row;
            }
        }
    }

    /// Says that from a row on it is not known on which lines rows stand.
    pub(crate) fn lose_lines(&self, name: &str, from: u64) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = files.get_mut(name) {
            seen.unknown_from = seen.unknown_from.min(from);
        }
    }

    /// The line of a file that a row begins on, in formats that have lines.
    pub(crate) fn line(&self, name: &str, row: u64) -> Option<u64> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { format, blanks, unknown_from } = files.get(name)?;
        let line = match format {
            _ if row >= *unknown_from => return None,
            InputFormat::Ndjson => row,
            // The first line is the header.
            InputFormat::Csv => row.saturating_add(1),
            InputFormat::Json | InputFormat::Parquet | InputFormat::Arrow => return None,
        };
        let before = blanks.partition_point(|(before, _)| *before <= row);
        let blank = before.checked_sub(1).and_then(|at| blanks.get(at));
        Some(line.saturating_add(blank.map_or(0, |(_, blank)| *blank)))
    }

    /// Notes that some more rows were read.
    pub(crate) fn read(&self, rows: impl FnOnce() -> usize) {
        let Some(Bar { bar, rows: all, at }) = self.bar.as_deref() else { return };
        let more = u64::try_from(rows()).unwrap_or(u64::MAX);
        let rows = all.fetch_add(more, Ordering::Relaxed).saturating_add(more);
        let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
        let before = at.before;
        if let Some(place) = at.file.as_mut().and_then(|file| file.stream_position().ok()) {
            bar.set_position(before.saturating_add(place));
        }
        let elapsed = bar.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let rate = rows.saturating_mul(1_000).checked_div(milliseconds).unwrap_or(rows);
        let (rows, rate) = (grouped_count(rows), grouped_count(rate));
        bar.set_message(format!("{rows} rows, {rate} a second"));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.bar.finish_and_clear();
        }
    }
}

fn style(has_end: bool) -> ProgressStyle {
    let template = if has_end {
        "{spinner} {bar:24} {percent:>3} %  {msg}, {eta} left"
    } else {
        "{spinner} {msg}, {elapsed} so far"
    };
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─")
}
