//! Where answers go: to standard output, or to a file that is there as a whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use anstream::AutoStream;
use tempfile::NamedTempFile;

use crate::Unreadable;

/// Writes a text to standard output. A reader who has seen enough is no error.
pub(crate) fn print(text: &str) -> Result<(), Unreadable> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Unreadable::new(format!("the output could not be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a text to a file: beside it first, and then in its place.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Unreadable> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let write = || {
        let mut file = beside(folder.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error: io::Error| {
        Unreadable::new(format!("`{}` could not be written: {error}", path.display()))
    })
}

/// A file of a name of its own, which the same people may read as any that is written here.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new();
    file.prefix(".sealquote-");
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    file.tempfile_in(folder)
}

/// Whether standard output shows colours to somebody who has not asked for plain text (no-color.org,
/// bixense.com/clicolors).
pub(crate) fn has_colour() -> bool {
    AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}
