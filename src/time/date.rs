//! Civil dates, which are days only together with an offset from UTC.

use core::fmt;
use serde::{Serialize, Serializer};

use super::{
    Instant, SECONDS_A_DAY, civil_from_days, days_from_civil, days_in, digits, literal, offset,
};
use crate::message::{Piece, message, padded};

/// 0000-01-01 and 9999-12-31, in days since 1970-01-01.
const DAYS: core::ops::RangeInclusive<i64> = -719_528..=2_932_896;

/// A day of the calendar, from 0000-01-01 to 9999-12-31.
///
/// It is not an instant: when it begins and ends depends on where one is, so every way between the two
/// asks for a [`UtcOffset`].
///
/// ```
/// use sealquote::{Date, UtcOffset};
/// let (date, delhi) = (Date::parse("2026-03-01").unwrap(), UtcOffset::parse("+05:30").unwrap());
/// assert_eq!(date.begin(delhi).unwrap().to_string(), "2026-02-28T18:30:00Z");
/// assert_eq!(date.begin(delhi).unwrap().date(delhi), date);
/// assert_eq!(Date::parse("2026-02-29"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i64,
}

impl Date {
    /// Reads `YYYY-MM-DD`, or `None` when it is something else or a day that does not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let year = digits(&mut rest, 4)?;
        literal(&mut rest, b"-")?;
        let month = digits(&mut rest, 2)?;
        literal(&mut rest, b"-")?;
        let day = digits(&mut rest, 2)?;
        let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
        (exists && rest.is_empty()).then(|| Self { days: days_from_civil(year, month, day).into() })
    }

    /// The date this many days later, or `None` when there is none.
    #[must_use]
    pub fn checked_add_days(self, days: i64) -> Option<Self> {
        let days = self.days.checked_add(days)?;
        DAYS.contains(&days).then_some(Self { days })
    }

    /// The same day of the next year, or the last day of February where that has no 29th.
    pub(crate) fn a_year_later(self) -> Option<Self> {
        let (year, month, day) = civil_from_days(self.days as i32);
        let year = year.checked_add(1)?;
        let days = days_from_civil(year, month, day.min(days_in(year, month))).into();
        DAYS.contains(&days).then_some(Self { days })
    }

    /// How many days later another date is.
    #[must_use]
    pub const fn days_until(self, other: Self) -> i64 {
        other.days.wrapping_sub(self.days)
    }

    /// The instant at which the day begins, or `None` when that is in no year from 0000 to 9999 UTC.
    #[must_use]
    pub fn begin(self, offset: UtcOffset) -> Option<Instant> {
        let seconds = self.days.checked_mul(SECONDS_A_DAY)?.checked_sub(offset.seconds())?;
        Instant::from_seconds(seconds, 0)
    }
}

impl Instant {
    /// The date on a calendar that hangs at an offset from UTC; outside the years 0000 to 9999 the first
    /// or the last date there is.
    #[must_use]
    pub fn date(self, offset: UtcOffset) -> Date {
        let days = self.seconds.saturating_add(offset.seconds()).div_euclid(SECONDS_A_DAY);
        Date { days: days.clamp(*DAYS.start(), *DAYS.end()) }
    }

    /// The instant this many whole days before, or `None` when that is before the year 0000.
    pub(crate) fn days_before(self, days: i64) -> Option<Self> {
        let seconds = self.seconds.checked_sub(days.checked_mul(SECONDS_A_DAY)?)?;
        Self::from_seconds(seconds, self.nanoseconds)
    }

    /// How many whole days have passed since an earlier instant.
    pub(crate) fn whole_days_since(self, earlier: Self) -> i64 {
        let borrow = i64::from(self.nanoseconds < earlier.nanoseconds);
        let seconds = self.seconds.saturating_sub(earlier.seconds).saturating_sub(borrow);
        seconds.div_euclid(SECONDS_A_DAY)
    }
}

impl Piece for Date {
    fn add_to(&self, text: &mut String) {
        let (year, month, day) = civil_from_days(self.days as i32);
        for (number, digits, end) in [(year, 4, "-"), (month, 2, "-"), (day, 2, "")] {
            text.push_str(&padded(number.into(), digits));
            text.push_str(end);
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message![*self])
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&message![*self])
    }
}

/// How far a place's clocks are ahead of UTC, in whole minutes, within 23:59 either way.
///
/// It is not a time zone: it knows no summer time.
///
/// ```
/// use sealquote::UtcOffset;
/// assert_eq!(UtcOffset::parse("Z"), Some(UtcOffset::UTC));
/// assert_eq!(UtcOffset::parse("+05:30").unwrap().to_string(), "+05:30");
/// assert_eq!(UtcOffset::parse("+5"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UtcOffset {
    minutes: i64,
}

impl UtcOffset {
    /// None at all.
    pub const UTC: Self = Self { minutes: 0 };

    /// Reads an offset as RFC 3339 writes it (`Z`, `+05:30`, `-08:00`), or `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let minutes = offset(&mut rest)?.into();
        rest.is_empty().then_some(Self { minutes })
    }

    const fn seconds(self) -> i64 {
        self.minutes.wrapping_mul(60)
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.minutes < 0 { '-' } else { '+' }, self.minutes.unsigned_abs());
        match size {
            0 => f.write_str("Z"),
            _ => write!(f, "{sign}{:02}:{:02}", size / 60, size % 60),
        }
    }
}
