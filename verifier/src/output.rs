//! Where answers go: to standard output, or to a file that is there as a whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{self, Path, PathBuf};

use anstream::AutoStream;
use tempfile::NamedTempFile;

use crate::{Unreadable, reason};

/// Writes a text to standard output. A reader who has seen enough is no error.
pub(crate) fn print(text: &str) -> Result<(), Unreadable> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Unreadable::new(format!("the output could not be written: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Writes a text to a file: beside it first, and then in its place. What is there and no file, such as a pipe, is written to.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Unreadable> {
    let write = || {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            let mut there = OpenOptions::new().write(true).open(path)?;
            return there.write_all(text.as_bytes());
        }
        let mut file = beside(path)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        name(file, path)
    };
    write().map_err(|error: io::Error| {
        Unreadable::new(format!("`{}` could not be written: {}", path.display(), reason(&error)))
    })
}

/// A file beside another one, under a name of its own; the same people may read it as any that is written here.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new();
    file.prefix(".sealquote-");
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let path = target(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    file.tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// Gives a file its name, in the place of any other that has it.
pub(crate) fn name(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(target(path)).map_err(|error| error.error)?;
    Ok(())
}

/// The file that a path leads to: a link stays one.
fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// Whether two paths lead to one file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    target(one) == target(other)
}

/// Refuses to write what is read, or one file twice.
pub(crate) fn refuse_to_lose<'p>(
    written: &[&Path],
    read: impl Iterator<Item = &'p Path>,
) -> Result<(), Unreadable> {
    let mut known: Vec<PathBuf> = read.map(target).collect();
    for path in written {
        let target = target(path);
        // A pipe or a terminal may be both.
        let is_file = fs::metadata(&target).map_or(true, |there| there.is_file());
        if known.contains(&target) && is_file {
            return Err(Unreadable::new(format!(
                "`{}` is read or written as something else here, and would be lost; name another file to write to",
                path.display()
            )));
        }
        known.push(target);
    }
    Ok(())
}

/// Whether standard output shows colours to somebody who has not asked for plain text (no-color.org,
/// bixense.com/clicolors).
pub(crate) fn has_colour() -> bool {
    AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}
