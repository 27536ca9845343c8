//! What the texts of tables say: numbers and instants, as databases and spreadsheets write them.

use sealquote::{Instant, json};

/// The whole number that a text is, written as JSON has it.
pub(super) fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    let below_zero = digits.bytes().try_fold(0_i64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        number.checked_mul(10)?.checked_sub(i64::from(digit)).filter(|_| digit <= 9)
    })?;
    if digits.len() < text.len() { Some(below_zero) } else { below_zero.checked_neg() }
}

/// A number as JSON has it, from its text; a text that is none stays one, and so does one that stands for two.
pub(super) fn written_number(text: &str) -> json::Value {
    match json::parse(text) {
        Ok(number @ (json::Value::Integer(_) | json::Value::Number(_))) if !is_grouped(text) => {
            number
        }
        _ => json::Value::String(text.to_owned()),
    }
}

/// Whether a text such as `2.000` is two for some and two thousand for others.
fn is_grouped(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.split_once('.').is_some_and(|(whole, part)| {
        (1..=3).contains(&whole.len()) && whole != "0" && part.len() == 3
    })
}

/// The instant that a text names: by RFC 3339 or, as databases write it, with a space before the time and the offset
/// as `+00`, `+0530`, `UTC` or not at all, which is UTC too; seconds may be left out.
pub(super) fn instant(text: &str) -> Option<Instant> {
    plain_instant(text).or_else(|| Instant::parse(text)).or_else(|| {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix([' ', 'T'])?;
        let place = rest.find([' ', 'Z', '+', '-']).unwrap_or(rest.len());
        let (time, offset) = rest.split_at_checked(place)?;
        let offset = offset.strip_prefix(' ').unwrap_or(offset);
        let offset = match (offset, offset.len()) {
            ("" | "UTC", _) => String::from("Z"),
            (_, 3) => format!("{offset}:00"),
            (_, 5) => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
            _ => offset.to_owned(),
        };
        // Spreadsheets leave seconds out.
        let seconds = if time.len() == 5 { ":00" } else { "" };
        Instant::parse(&format!("{date}T{time}{seconds}{offset}"))
    })
}

/// The most usual forms of databases, whole seconds in UTC, without a text being made of them.
fn plain_instant(text: &str) -> Option<Instant> {
    let (head, offset) = text.as_bytes().split_first_chunk::<19>()?;
    let is_usual = matches!(head[10], b' ' | b'T') && matches!(offset, b"" | b"Z" | b"+00");
    let mut plain = *b"0000-00-00T00:00:00Z";
    let (whole, _) = plain.split_first_chunk_mut()?;
    *whole = *head;
    plain[10] = b'T';
    Instant::parse(str::from_utf8(&plain).ok().filter(|_| is_usual)?)
}

/// An instant as JSON has it, from its text; a text that names none stays as it is.
pub(super) fn written_instant(text: &str) -> json::Value {
    json::Value::String(instant(text).map_or_else(|| text.to_owned(), |at| at.to_string()))
}

#[cfg(test)]
mod tests {
    use sealquote::json::Value;

    use super::{instant, written_number};

    #[test]
    fn a_number_that_may_be_a_thousand_times_as_large_is_none() {
        let is_number = |text: &str| !matches!(written_number(text), Value::String(_));
        for text in ["2.000", "-2.000", "20.000", "200.000", "1.079"] {
            assert!(!is_number(text), "{text}");
        }
        for text in ["2", "2.0", "2.00", "2.0000", "2000.000", "0.000", "-17.00"] {
            assert!(is_number(text), "{text}");
        }
    }

    #[test]
    fn instants_of_spreadsheets_have_no_seconds() {
        let noon = instant("2026-03-11T12:00:00Z");
        assert!(noon.is_some());
        for text in ["2026-03-11 12:00", "2026-03-11T12:00", "2026-03-11 17:30+05:30"] {
            assert_eq!(instant(text), noon, "{text}");
        }
    }

    #[test]
    fn instants_of_databases() {
        let noon = instant("2026-03-11T12:00:00.5Z").unwrap();
        for text in [
            "2026-03-11 12:00:00.5",
            "2026-03-11T12:00:00.5",
            "2026-03-11 12:00:00.500+00",
            "2026-03-11 17:30:00.5+0530",
            "2026-03-11 17:30:00.5+05:30",
            "2026-03-11 06:00:00.5-06",
            "2026-03-11 12:00:00.5 UTC",
            "2026-03-11 12:00:00.5Z",
            "2026-03-11 12:00:00.5 +00:00",
        ] {
            assert_eq!(instant(text), Some(noon), "{text}");
        }
        for text in [
            "",
            "2026-03-11",
            "2026-03-11 12",
            "2026-02-30 12:00:00",
            "2026-03-11 12:00:00 CET",
            "2026-03-11 12:00:00+0",
            "11/03/2026 12:00:00",
            "2026-03-11  12:00:00",
            "2026-03-1é 12:00:00",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
