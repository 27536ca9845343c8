//! Which columns of a file hold the fields of a row.

use super::Field;
use crate::Unreadable;

/// The most columns that a message lists.
const MAX_LISTED: usize = 20;

/// The columns that hold fields; every other one is passed over.
pub(crate) struct Columns<F> {
    /// What each holds, its name in our words, and its place in the file, in the order of the file.
    pub(crate) found: Vec<(F, &'static str, usize)>,
    /// The names of all columns.
    pub(crate) header: Vec<String>,
}

impl<F: Field> Columns<F> {
    /// Finds fields by the names of columns: first those that the user gave, then equal names, then names that are
    /// equal without regard to case, spaces and signs.
    pub(crate) fn find(
        file: &str,
        header: Vec<String>,
        given: &[(String, String)],
    ) -> Result<Self, Unreadable> {
        let mut found: Vec<(F, &'static str, usize)> = Vec::new();
        let mut missing: Vec<&str> = Vec::new();
        for (number, (ours, field)) in F::NAMED.iter().enumerate() {
            match place(file, ours, &header, given)? {
                Some(place) => found.push((*field, *ours, place)),
                None if number < F::REQUIRED => missing.push(ours),
                None => {}
            }
        }
        found.sort_by_key(|(_, _, place)| *place);
        match missing.first() {
            None => Ok(Self { found, header }),
            Some(first) => Err(Unreadable::new(format!(
                "`{file}` has no column {}; its columns are {}; say which one it is with `--column {first}=THEIRS`",
                listed(missing.iter().copied()),
                listed(header.iter().map(String::as_str)),
            ))),
        }
    }

    /// How many fields a header names. Of several readings of one line the best has the most.
    pub(crate) fn count(header: &[String], given: &[(String, String)]) -> usize {
        let named = |(ours, _): &&(&str, F)| {
            let of_user = given.iter().any(|(our, theirs)| our == ours && header.contains(theirs));
            of_user || header.iter().any(|name| plain(name) == plain(ours))
        };
        F::NAMED.iter().filter(named).count()
    }

    /// Leaves out all other columns, and answers which ones are left, by their places.
    pub(crate) fn take_out(&mut self) -> Vec<usize> {
        let place = |(rank, column): (usize, &mut (F, &str, usize))| {
            core::mem::replace(&mut column.2, rank)
        };
        self.found.iter_mut().enumerate().map(place).collect()
    }

    /// Whether some texts are the names of the columns that every row has: a header.
    pub(crate) fn are_names<'t>(&self, texts: impl Fn(usize) -> Option<&'t str>) -> bool {
        let required = self
            .found
            .iter()
            .filter(|(_, ours, _)| F::NAMED.iter().take(F::REQUIRED).any(|(name, _)| name == ours));
        let among = |wanted: &str| {
            (0..self.header.len()).any(|place| texts(place).is_some_and(|text| text == wanted))
        };
        required
            .filter_map(|(_, _, place)| self.header.get(*place))
            .all(|name| !name.is_empty() && among(name))
    }
}

/// The place of the column that holds a field.
fn place(
    file: &str,
    ours: &str,
    header: &[String],
    given: &[(String, String)],
) -> Result<Option<usize>, Unreadable> {
    let places = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        header.iter().enumerate().filter(|(_, name)| is(name)).map(|(place, _)| place).collect()
    };
    let wanted = given.iter().rev().find(|(our, _)| our == ours).map(|(_, theirs)| theirs);
    let mut found = places(&|name| name == wanted.map_or(ours, String::as_str));
    if let (Some(theirs), true) = (wanted, found.is_empty()) {
        return Err(Unreadable::new(format!(
            "`{file}` has no column `{theirs}` to hold `{ours}`; its columns are {}",
            listed(header.iter().map(String::as_str))
        )));
    }
    if found.is_empty() {
        let plain_ours = plain(ours);
        let is_given = |name: &str| given.iter().any(|(_, theirs)| theirs == name);
        found = places(&|name| plain(name) == plain_ours && !is_given(name));
    }
    match found.as_slice() {
        [] => Ok(None),
        [place] => Ok(Some(*place)),
        several => {
            let names = several.iter().filter_map(|place| header.get(*place)).map(String::as_str);
            Err(Unreadable::new(format!(
                "`{file}` has {} columns for `{ours}`: {}; leave one out, or say which one it is with \
                 `--column {ours}=THEIRS`",
                several.len(),
                listed(names)
            )))
        }
    }
}

/// A name without what exports write differently: `balance_after` and `Balance After` are `balanceafter`.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Names in backticks, the first of them.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let short = |name: &str| match name.char_indices().nth(60) {
        Some((end, _)) => format!("`{}…`", name.get(..end).unwrap_or_default()),
        None => format!("`{name}`"),
    };
    let mut names: Vec<String> = names.map(short).collect();
    let more = names.len().saturating_sub(MAX_LISTED);
    names.truncate(MAX_LISTED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}
