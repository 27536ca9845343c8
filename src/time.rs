//! Instants from RFC 3339 text, and the dates of a calendar that hangs at an offset from UTC.

mod date;

use core::fmt;

pub use date::{Date, UtcOffset};

use crate::message::{Piece, message, padded};

const SECONDS_A_DAY: i64 = 86_400;
/// The seconds of the years 0000 to 9999, from 1970-01-01T00:00:00Z.
const SECONDS: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Whether the most usual form is looked for first. Where envelopes are priced there is one instant at a time, and what a page
/// fetches counts for more.
const PLAIN_FIRST: bool = cfg!(any(not(target_arch = "wasm32"), feature = "full"));

/// A point in time, to the nanosecond, between the years 0000 and 9999.
///
/// It is not a date and has no time zone: `2026-03-01T05:30:00+05:30` and `2026-03-01T00:00:00Z` are
/// the same instant. There is no way to ask for the present one: time is always an argument.
///
/// ```
/// use sealquote::Instant;
/// let delhi = Instant::parse("2026-03-01T05:30:00+05:30").unwrap();
/// assert_eq!(Some(delhi), Instant::parse("2026-03-01T00:00:00Z"));
/// assert_eq!(Instant::parse("2026-02-29T00:00:00Z"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanoseconds: u32,
}

impl Instant {
    /// Reads an RFC 3339 timestamp (`2026-03-11T10:30:00.000Z`), or `None` when it is none or names
    /// a moment that does not exist, or one that its offset takes out of the years 0000 to 9999.
    ///
    /// Digits beyond nanoseconds are dropped, and second 60 of a leap second counts as second 59.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if PLAIN_FIRST && let Some(at) = text.as_bytes().try_into().ok().and_then(Self::parse_plain)
        {
            return Some(at);
        }
        let mut rest = text.as_bytes();
        let year = digits(&mut rest, 4)?;
        literal(&mut rest, b"-")?;
        let month = digits(&mut rest, 2)?;
        literal(&mut rest, b"-")?;
        let day = digits(&mut rest, 2)?;
        literal(&mut rest, b"Tt")?;
        let hour = digits(&mut rest, 2)?;
        literal(&mut rest, b":")?;
        let minute = digits(&mut rest, 2)?;
        literal(&mut rest, b":")?;
        let second = digits(&mut rest, 2)?;
        let nanoseconds = fraction(&mut rest)?;
        let offset_minutes = offset(&mut rest)?;
        if !rest.is_empty() || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = seconds(days_from_civil(year, month, day), hour, minute, second.min(59));
        Self::from_seconds(
            seconds.wrapping_sub(i64::from(offset_minutes).wrapping_mul(60)),
            nanoseconds,
        )
    }

    /// The most usual form, `2026-03-11T10:30:00Z`, in one go; `None` for what is for the general way to judge.
    fn parse_plain(text: &[u8; 20]) -> Option<Self> {
        let [
            y0,
            y1,
            y2,
            y3,
            b'-',
            m0,
            m1,
            b'-',
            d0,
            d1,
            b'T',
            h0,
            h1,
            b':',
            n0,
            n1,
            b':',
            s0,
            s1,
            b'Z',
        ] = *text
        else {
            return None;
        };
        let digits = [y0, y1, y2, y3, m0, m1, d0, d1, h0, h1, n0, n1, s0, s1];
        if digits.iter().fold(false, |odd, digit| odd | (digit.wrapping_sub(b'0') > 9)) {
            return None;
        }
        let pair = |tens: u8, ones: u8| {
            let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
            digit(tens).wrapping_mul(10).wrapping_add(digit(ones))
        };
        let year = pair(y0, y1).wrapping_mul(100).wrapping_add(pair(y2, y3));
        let (month, day) = (pair(m0, m1), pair(d0, d1));
        let (hour, minute, second) = (pair(h0, h1), pair(n0, n1), pair(s0, s1));
        // The last days of months and leap seconds are left to the general way.
        if !(1..=12).contains(&month)
            || !(1..=28).contains(&day)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        let seconds = seconds(days_from_civil(year, month, day), hour, minute, second);
        Some(Self { seconds, nanoseconds: 0 })
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, or `None` when it lies between two of them.
    ///
    /// ```
    /// use sealquote::Instant;
    /// let at = Instant::parse("1970-01-01T00:00:01.5Z").unwrap();
    /// assert_eq!(at.milliseconds(), Some(1_500));
    /// assert_eq!(at, Instant::from_milliseconds(1_500));
    /// ```
    #[must_use]
    pub fn milliseconds(self) -> Option<i64> {
        let within = i64::from(self.nanoseconds.checked_div(1_000_000)?);
        let whole = self.nanoseconds.is_multiple_of(1_000_000);
        self.seconds.checked_mul(1_000)?.checked_add(within).filter(|_| whole)
    }

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        let nanoseconds = (milliseconds.rem_euclid(1_000) as u32).saturating_mul(1_000_000);
        Self { seconds: milliseconds.div_euclid(1_000), nanoseconds }
    }

    /// The instant so many seconds and nanoseconds after 1970-01-01T00:00:00Z, or `None` when it is outside of the
    /// years 0000 to 9999, or the nanoseconds are a second or more.
    ///
    /// ```
    /// use sealquote::Instant;
    /// let at = Instant::parse("1969-12-31T23:59:59.25Z").unwrap();
    /// assert_eq!(Instant::from_seconds(-1, 250_000_000), Some(at));
    /// assert_eq!(Instant::from_seconds(253_402_300_800, 0), None);
    /// ```
    #[must_use]
    pub fn from_seconds(seconds: i64, nanoseconds: u32) -> Option<Self> {
        let sound = SECONDS.contains(&seconds) && nanoseconds < 1_000_000_000;
        sound.then_some(Self { seconds, nanoseconds })
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`Instant::seconds`], from 0 to 999,999,999.
    #[must_use]
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }
}

impl Piece for Instant {
    fn add_to(&self, text: &mut String) {
        // What milliseconds made may lie outside.
        let seconds = self.seconds.clamp(*SECONDS.start(), *SECONDS.end());
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_A_DAY) as i32);
        let second_of_day = seconds.rem_euclid(SECONDS_A_DAY) as u32;
        let (hour, minute) = (second_of_day / 3_600, second_of_day / 60 % 60);
        let parts = [
            (year, 4, "-"),
            (month, 2, "-"),
            (day, 2, "T"),
            (hour, 2, ":"),
            (minute, 2, ":"),
            (second_of_day % 60, 2, ""),
        ];
        for (number, digits, end) in parts {
            text.push_str(&padded(number.into(), digits));
            text.push_str(end);
        }
        if self.nanoseconds > 0 {
            text.push('.');
            let digits = padded(self.nanoseconds.into(), 9);
            let zeros = digits.bytes().rev().take_while(|digit| *digit == b'0').count();
            text.push_str(digits.get(..digits.len().saturating_sub(zeros)).unwrap_or_default());
        }
        text.push('Z');
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message![*self])
    }
}

/// Seconds since 1970-01-01T00:00:00Z.
fn seconds(days: i32, hour: u32, minute: u32, second: u32) -> i64 {
    let minutes = hour.wrapping_mul(60).wrapping_add(minute);
    let within = minutes.wrapping_mul(60).wrapping_add(second);
    i64::from(days).wrapping_mul(SECONDS_A_DAY).wrapping_add(within.into())
}

/// Takes exactly `count` decimal digits, four at most.
fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    let mut value = 0_u32;
    for byte in head {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        value = value.wrapping_mul(10).wrapping_add(digit.into());
    }
    *rest = tail;
    Some(value)
}

/// Takes one byte that is among `allowed`.
fn literal(rest: &mut &[u8], allowed: &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    allowed.iter().position(|byte| byte == first)?;
    *rest = tail;
    Some(*first)
}

/// Takes a fraction of a second, if there is one, as nanoseconds.
fn fraction(rest: &mut &[u8]) -> Option<u32> {
    if literal(rest, b".").is_none() {
        return Some(0);
    }
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = rest.split_at_checked(count).filter(|_| count > 0)?;
    *rest = tail;
    let mut nanoseconds = 0_u32;
    for place in 0..9 {
        let digit = head.get(place).map_or(0, |byte| byte.saturating_sub(b'0'));
        nanoseconds = nanoseconds.wrapping_mul(10).wrapping_add(digit.into());
    }
    Some(nanoseconds)
}

/// Takes `Z` or a numeric offset, in minutes east of UTC.
fn offset(rest: &mut &[u8]) -> Option<i32> {
    let sign = match literal(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = digits(rest, 2)?;
    literal(rest, b":")?;
    let minutes = digits(rest, 2)?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let minutes = hours.wrapping_mul(60).wrapping_add(minutes).cast_signed();
    Some(minutes.wrapping_mul(sign))
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// From 400 years before the year 0000 to 1970-01-01, so that nothing counted is below 0.
const DAYS_BEFORE: i32 = 146_097 + 719_468;

/// Days since 1970-01-01, counted in years that begin in March so that a leap day comes last.
#[expect(clippy::arithmetic_side_effects, reason = "a four-digit year keeps every term below 2^23")]
const fn days_from_civil(year: u32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year + 399 } else { year + 400 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    days.cast_signed() - DAYS_BEFORE
}

/// The inverse of [`days_from_civil`].
#[expect(clippy::arithmetic_side_effects, reason = "days come from instants of four-digit years")]
const fn civil_from_days(days: i32) -> (u32, u32, u32) {
    let days = (days + DAYS_BEFORE).cast_unsigned();
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year - 400, month, day)
}
