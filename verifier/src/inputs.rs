//! Books and documents that the command line names.

use std::io::{self, Read};
use std::path::Path;

use sealquote::{Error, PriceBook};

use crate::{Unreadable, reason};

/// What a path is called in messages.
pub(crate) fn named(path: &Path) -> String {
    if path == Path::new("-") { String::from("standard input") } else { path.display().to_string() }
}

/// An error with its code and place, in one line.
pub(crate) fn told(name: &str, error: &Error) -> String {
    let place = if error.path.is_empty() { String::new() } else { format!(" at {}", error.path) };
    format!("{} in `{name}`{place}: {}", error.code.as_str(), error.message)
}

/// A built-in book by its id, unless there is a file of that name.
pub(crate) fn read_book(name: &str) -> Result<PriceBook, Unreadable> {
    let path = Path::new(name);
    if sealquote::book::BUILTIN_IDS.contains(&name) && !path.exists() {
        return PriceBook::builtin(name).map_err(|error| Unreadable::new(told(name, &error)));
    }
    let text = read_text(path)?;
    PriceBook::from_json(&text).map_err(|error| Unreadable::new(told(name, &error)))
}

/// A book of one version, named by its label.
pub(crate) fn fixed_at(book: &PriceBook, label: &str) -> Result<PriceBook, Unreadable> {
    book.fixed_at(label).ok_or_else(|| {
        let labels: Vec<_> =
            book.versions().map(|version| format!("`{}`", version.label())).collect();
        Unreadable::new(format!(
            "`{}` has no version `{label}`; use {}",
            book.id(),
            labels.join(" or ")
        ))
    })
}

/// The text of a file, or of standard input by `-`, without the mark that some programs put before it.
pub(crate) fn read_text(path: &Path) -> Result<String, Unreadable> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = read.map_err(|error| {
        Unreadable::new(format!("`{}` could not be read: {}", named(path), reason(&error)))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
