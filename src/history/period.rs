//! Periods of whole days, and the instants between which they lie.

use serde::Serialize;

use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::message::message;
use crate::time::{Date, Instant, UtcOffset};

/// The longest period of which every day is listed: a leap year.
const MAX_DAYS: i64 = 366;

/// The period to be asked about: whole days where the caller is.
///
/// Both dates are included, and each may be left out. The instants are half-open: from the beginning of
/// `start_date` up to, and without, the beginning of the day after `end_date`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsageQuery {
    pub(super) start_date: Option<Date>,
    pub(super) end_date: Option<Date>,
    utc_offset: UtcOffset,
    from: Option<Instant>,
    to: Option<Instant>,
}

impl UsageQuery {
    /// The period between two dates, both included.
    ///
    /// # Errors
    /// `INVALID_VALUE` at `/endDate` when it is before `start`; `LIMIT_EXCEEDED` there when the period is
    /// longer than 366 days; `INVALID_INSTANT` when a day begins or ends outside the years 0000 to 9999.
    pub fn new(
        start_date: Option<Date>,
        end_date: Option<Date>,
        utc_offset: UtcOffset,
    ) -> Result<Self, Error> {
        let error = |code, path: &str, message: &str| Err(Error::new(code, path, message));
        if let (Some(start), Some(end)) = (start_date, end_date) {
            let message = "the period ends before it starts; exchange the dates";
            match start.days_until(end) {
                i64::MIN..0 => return error(Code::InvalidValue, "/endDate", message),
                0..MAX_DAYS => {}
                _ => {
                    let message = "more than 366 days; ask for a shorter period";
                    return error(Code::LimitExceeded, "/endDate", message);
                }
            }
        }
        let from = start_date.map(|date| date.begin(utc_offset));
        let after = |date: Date| date.checked_add_days(1).and_then(|date| date.begin(utc_offset));
        let to = end_date.map(after);
        let message = "the day reaches beyond the years 0000 to 9999; ask for another";
        match (from, to) {
            (Some(None), _) => error(Code::InvalidInstant, "/startDate", message),
            (_, Some(None)) => error(Code::InvalidInstant, "/endDate", message),
            (from, to) => {
                let (from, to) = (from.flatten(), to.flatten());
                Ok(Self { start_date, end_date, utc_offset, from, to })
            }
        }
    }

    /// The period that an object of options names: `startDate`, `endDate` (`YYYY-MM-DD`) and
    /// `utcOffset` (`+05:30`; UTC when it is left out).
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(options: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(options);
        let node = Node::new(document.root());
        let fields = node.object(&["startDate", "endDate", "utcOffset"], &mut problems);
        let read = fields.map(|fields| {
            let date = |key, problems: &mut Problems| {
                fields.optional(key).and_then(|node| read_date(&node, problems))
            };
            let (start, end) = (date("startDate", &mut problems), date("endDate", &mut problems));
            (start, end, utc_offset(&fields, &mut problems))
        });
        let (start, end, utc_offset) = problems.finish(read)?;
        Self::new(start, end, utc_offset).map_err(|error| Vec::from([error]))
    }

    /// The period as it is answered.
    pub(super) fn period(&self) -> Period {
        let Self { start_date, end_date, from, to, .. } = *self;
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        Period { start_date, end_date, from: text(from), to: text(to) }
    }

    /// The day on which an instant falls where the caller is.
    pub(super) fn date_of(&self, at: Instant) -> Date {
        at.date(self.utc_offset)
    }

    pub(super) fn contains(&self, at: Instant) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

fn read_date(node: &Node<'_>, problems: &mut Problems) -> Option<Date> {
    let text = node.string(problems)?;
    let date = Date::parse(text);
    if date.is_none() {
        let message = message!["`", text, "` is not a date; write it like `2026-03-11`"];
        node.problem(Code::InvalidInstant, message, problems);
    }
    date
}

/// The field `utcOffset`; UTC when it is left out.
pub(super) fn utc_offset(fields: &Fields<'_>, problems: &mut Problems) -> UtcOffset {
    let Some(node) = fields.optional("utcOffset") else { return UtcOffset::UTC };
    let Some(text) = node.string(problems) else { return UtcOffset::UTC };
    UtcOffset::parse(text).unwrap_or_else(|| {
        let message = message!["`", text, "` is no offset; write it like `+05:30`, or `Z` for UTC"];
        node.problem(Code::InvalidValue, message, problems);
        UtcOffset::UTC
    })
}

/// A period as dates, both included, and as instants, the second excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// The first day.
    pub start_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// When it begins.
    pub from: Option<String>,
    /// When it is over.
    pub to: Option<String>,
}
