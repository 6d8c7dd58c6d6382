//! Patterns for hosts as in ssh_config(5), "PATTERNS".

/// Whether a comma list matches: one of its patterns does, and none that stands behind a `!`.
pub fn matches_list(list: &[u8], place: &[u8]) -> bool {
    let mut found = false;
    for pattern in list.split(|byte| *byte == b',') {
        match pattern.strip_prefix(b"!") {
            Some(unwanted) if matches_one(unwanted, place) => return false,
            None if matches_one(pattern, place) => found = true,
            _ => {}
        }
    }
    found
}

/// Whether one pattern with `*` and `?` matches the whole of `place`, whatever the case of its letters. The time is bounded
/// by the product of both lengths.
pub fn matches_one(pattern: &[u8], place: &[u8]) -> bool {
    let (mut at, mut next) = (0, 0);
    // Where to go on if what follows the last star does not fit.
    let mut again: Option<(usize, usize)> = None;
    while next < place.len() {
        match pattern.get(at) {
            Some(b'*') => {
                again = Some((at + 1, next));
                at += 1;
            }
            Some(byte) if *byte == b'?' || byte.eq_ignore_ascii_case(&place[next]) => {
                at += 1;
                next += 1;
            }
            _ => match again {
                Some((after, from)) => {
                    at = after;
                    next = from + 1;
                    again = Some((after, next));
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_and_lists() {
        let cases = [
            ("host", "host", true),
            ("HOST", "host", true),
            ("host", "host2", false),
            ("*", "anything", true),
            ("*.example.org", "a.b.example.org", true),
            ("*.example.org", "example.org", false),
            ("192.168.0.?", "192.168.0.7", true),
            ("192.168.0.?", "192.168.0.77", false),
            ("*a*b*", "xxayyb", true),
            ("*,!bad.*", "bad.host", false),
            ("!bad.*,*", "good.host", true),
            ("!bad", "good", false),
            ("", "host", false),
            ("a,,b", "b", true),
            ("[host]:2222", "[host]:2222", true),
            ("[a-z]", "b", false),
        ];
        for (list, place, expected) in cases {
            assert_eq!(
                matches_list(list.as_bytes(), place.as_bytes()),
                expected,
                "{list} {place}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_text_matches_itself_with_stars_anywhere(text in "[a-z.]{0,12}", at in 0_usize..13) {
            let at = at.min(text.len());
            let pattern = format!("{}*{}", &text[..at], &text[at..]);
            prop_assert!(matches_one(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
