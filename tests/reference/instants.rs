//! Instants against `jiff`, which reads RFC 3339 by other code.

use jiff::Timestamp;
use proptest::prelude::*;
use sealquote::Instant;

/// Seconds and nanoseconds after 1970, as both have them: ours rounded down.
fn theirs(text: &str) -> Option<(i64, u32)> {
    let nanoseconds = text.parse::<Timestamp>().ok()?.as_nanosecond();
    let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).unwrap();
    Some((seconds, u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).unwrap()))
}

fn ours(text: &str) -> Option<(i64, u32)> {
    Instant::parse(text).map(|at| (at.seconds(), at.nanoseconds()))
}

/// A text of the shape that RFC 3339, section 5.6, gives, with no more digits than `jiff` reads.
///
/// `jiff` reads other shapes too: a space for the `T`, no seconds, offsets in seconds, time zones.
fn shaped(text: &str) -> Option<String> {
    let (head, tail) = text.split_at_checked(19)?;
    let fraction = tail.strip_prefix('.').map_or("", |tail| {
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        &tail[..digits]
    });
    let offset = tail.strip_prefix('.').map_or(tail, |tail| &tail[fraction.len()..]);
    let fits = |text: &str, shape: &str| {
        let byte_fits = |(byte, shape): (u8, u8)| match shape {
            b'0' => byte.is_ascii_digit(),
            b'T' => byte == b'T' || byte == b't',
            b'+' => byte == b'+' || byte == b'-',
            other => byte == other,
        };
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(byte_fits)
    };
    let shaped = fits(head, "0000-00-00T00:00:00")
        && tail.starts_with('.') != fraction.is_empty()
        && (fits(offset, "+00:00") || offset.eq_ignore_ascii_case("z"));
    let fraction = fraction.get(..9).unwrap_or(fraction);
    let dot = if fraction.is_empty() { "" } else { "." };
    shaped.then(|| format!("{head}{dot}{fraction}{offset}"))
}

/// Whether the hours of an offset are those of RFC 3339; `jiff` goes on to 25.
fn has_a_day_of_offset(shaped: &str) -> bool {
    shaped.ends_with(['Z', 'z']) || shaped[shaped.len() - 5..] < *"24"
}

fn a_valid_text() -> impl Strategy<Value = String> {
    // `jiff` ends a day before the year 10000 does.
    let date = (0_i64..9_999, 1_i64..=12, 1_i64..=28);
    let time = (0_i64..24, 0_i64..60, 0_i64..=60);
    let offset = prop_oneof![
        Just(String::from("Z")),
        Just(String::from("z")),
        (prop_oneof![Just('+'), Just('-')], 0..24, 0..60)
            .prop_map(|(sign, hours, minutes)| format!("{sign}{hours:02}:{minutes:02}")),
    ];
    (date, time, "(\\.[0-9]{1,9})?", offset).prop_map(|(date, time, fraction, offset)| {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
    })
}

/// A valid text with a few bytes changed, dropped or added, most of them such as belong there.
fn a_mutated_text() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..4, "[0-9:.+\\-TtZz /é]");
    (a_valid_text(), prop::collection::vec(edit, 1..4)).prop_map(|(text, edits)| {
        let mut text: Vec<char> = text.chars().collect();
        for (place, kind, with) in edits {
            let place = place.index(text.len().max(1));
            match kind {
                0 if !text.is_empty() => drop(text.remove(place)),
                1 => text.insert(place.min(text.len()), with.chars().next().unwrap()),
                _ if !text.is_empty() => text[place] = with.chars().next().unwrap(),
                _ => {}
            }
        }
        text.into_iter().collect()
    })
}

fn many() -> ProptestConfig {
    ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn valid_texts_are_the_same_instant(text in a_valid_text()) {
        prop_assert!(ours(&text).is_some());
        prop_assert_eq!(ours(&text), theirs(&text));
    }

    #[test]
    fn mutated_texts_are_read_alike(text in a_mutated_text()) {
        let expected = shaped(&text).filter(|text| has_a_day_of_offset(text));
        prop_assert_eq!(ours(&text), expected.and_then(|text| theirs(&text)));
    }

    #[test]
    fn instants_are_written_as_they_are_read(text in a_valid_text()) {
        let instant = Instant::parse(&text).unwrap();
        let written = instant.to_string();
        prop_assert_eq!(Instant::parse(&written), Some(instant));
        prop_assert_eq!(written, text.parse::<Timestamp>().unwrap().to_string());
    }
}

#[test]
fn the_same_days_exist() {
    for year in 0..9_999 {
        for (month, day) in
            (0..=13).flat_map(|month| [0, 1, 28, 29, 30, 31, 32].map(|day| (month, day)))
        {
            let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
            assert_eq!(ours(&text), theirs(&text), "{text}");
        }
    }
}

#[test]
fn every_day_of_four_centuries_is_written_as_it_is_read() {
    let mut day = Timestamp::from_second(-5_364_662_400).unwrap();
    for _ in 0..146_097 {
        let text = day.to_string();
        assert_eq!(Instant::parse(&text).unwrap().to_string(), text);
        day = Timestamp::from_second(day.as_second() + 86_400).unwrap();
    }
}
