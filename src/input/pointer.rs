//! The steps of JSON Pointers.

/// The key that a step of a JSON Pointer stands for.
///
/// Source: RFC 6901, section 4.
pub(crate) fn key_of(step: &str) -> String {
    let mut parts = step.split('~');
    let mut key = parts.next().map(String::from).unwrap_or_default();
    for part in parts {
        let (character, rest) = match (part.strip_prefix('0'), part.strip_prefix('1')) {
            (None, None) => ('~', part),
            (Some(rest), _) => ('~', rest),
            (_, Some(rest)) => ('/', rest),
        };
        key.push(character);
        key.push_str(rest);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn steps_of_pointers_are_read_as_they_are_written() {
        for (step, key) in
            [("a~1b", "a/b"), ("~01", "~1"), ("m~0n~1", "m~n/"), ("~", "~"), ("", "")]
        {
            assert_eq!(key_of(step), key);
        }
    }
}
