//! The files that the user names, one by one or by patterns.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::formats::{Field, Reading};
use crate::listing::Listing;
use crate::{Unreadable, reason};

/// Opens the files of a ledger one after the other; standard input when none is named, or by `-`.
///
/// That they are there is found out at once.
pub(crate) fn open_all<F: Field>(
    paths: &[PathBuf],
    reading: &Reading,
) -> Result<impl Iterator<Item = Result<Listing<F>, Unreadable>>, Unreadable> {
    reading.check::<F>()?;
    let database = match (&reading.postgres, &reading.query) {
        (Some(_), _) if !paths.is_empty() => {
            return Err(Unreadable::new(
                "rows come from files or from `--postgres`; leave one out",
            ));
        }
        (Some(address), Some(query)) => Some(Listing::ask(address, query, reading)),
        _ => None,
    };
    let mut files = find_all(paths)?;
    if paths.is_empty() && database.is_none() {
        files.push(PathBuf::from("-"));
    }
    if files.iter().filter(|path| path.as_path() == Path::new("-")).count() > 1 {
        return Err(Unreadable::new("standard input can be read only once; name `-` once"));
    }
    reading.watch.expect(&files);
    let files = files.into_iter().map(|path| Listing::open(&path, reading));
    Ok(database.into_iter().chain(files))
}

/// The files that paths name, themselves or as patterns.
pub(crate) fn find_all(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Unreadable> {
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files)?;
    }
    Ok(files)
}

/// Refuses files that are named twice, where their rows would count twice.
pub(crate) fn refuse_twice(paths: &[PathBuf]) -> Result<(), Unreadable> {
    let mut known = HashSet::new();
    // What is not there is told when it is read.
    for path in find_all(paths).unwrap_or_default() {
        let file = std::fs::canonicalize(&path).ok().filter(|file| file.is_file());
        if file.is_some_and(|file| !known.insert(file)) {
            let message = format!("`{}` is named twice; name it once", path.display());
            return Err(Unreadable::new(message));
        }
    }
    Ok(())
}

/// The file of a path or, where there is none, those that match it as a pattern, in the order of their names.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Unreadable> {
    let failed = |reason: &dyn std::fmt::Display| {
        Unreadable::new(format!("`{}` could not be read: {reason}", path.display()))
    };
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']));
    if let (Some(pattern), false) = (pattern, path.exists()) {
        let before = files.len();
        for found in glob::glob(pattern).map_err(|error| failed(&error.msg))? {
            files.push(found.map_err(|error| failed(&reason(error.error())))?);
        }
        if files.len() == before {
            return Err(Unreadable::new(format!("no file matches `{pattern}`; name others")));
        }
        return Ok(());
    }
    let there = || std::fs::metadata(path).map_err(|error| failed(&reason(&error)));
    if path != Path::new("-") && there()?.is_dir() {
        let inside = path.join("*");
        let inside = inside.display();
        return Err(failed(&format!("it is a folder; name the files in it, such as '{inside}'")));
    }
    files.push(path.to_owned());
    Ok(())
}
