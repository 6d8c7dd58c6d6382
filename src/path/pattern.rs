//! Shell patterns over raw names.

/// Whether `name` matches `pattern`: `*` any run, `?` any one character, `[a-z]` and `[!a-z]` one of a set.
///
/// A character is a UTF-8 character where the name is UTF-8, else a byte. A leading dot must be written out, as in a shell.
/// A backslash takes the next byte as it is; a `[` that is never closed stands for itself.
pub fn matches(pattern: &[u8], name: &[u8]) -> bool {
    if name.starts_with(b".") && !pattern.starts_with(b".") && !pattern.starts_with(b"\\.") {
        return false;
    }
    let (mut p, mut n) = (0, 0);
    // Where to go on after the last `*` took one more character: no recursion, no exponential time.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p + 1, n));
            p += 1;
            continue;
        }
        match one(&pattern[p..], &name[n..]) {
            Some((used, taken)) => (p, n) = (p + used, n + taken),
            None => match &mut star {
                Some((after, from)) => {
                    *from += width(&name[*from..]);
                    (p, n) = (*after, *from);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

/// Matches one character; returns how much of pattern and name it took.
fn one(pattern: &[u8], name: &[u8]) -> Option<(usize, usize)> {
    let taken = width(name);
    match *pattern.first()? {
        b'?' => Some((1, taken)),
        b'[' => match set(pattern, &name[..taken]) {
            Some((used, true)) => Some((used, taken)),
            Some((_, false)) => None,
            None => (name[0] == b'[').then_some((1, 1)),
        },
        b'\\' if pattern.len() > 1 => (pattern[1] == name[0]).then_some((2, 1)),
        byte => (byte == name[0]).then_some((1, 1)),
    }
}

/// Matches a character against the set that `pattern` begins with; `None` if the set is never closed.
fn set(pattern: &[u8], character: &[u8]) -> Option<(usize, bool)> {
    let negated = matches!(pattern.get(1), Some(b'!' | b'^'));
    let start = if negated { 2 } else { 1 };
    let mut at = start;
    let mut found = false;
    loop {
        // A `]` right at the start is a member.
        if pattern.get(at)? == &b']' && at > start {
            return Some((at + 1, found != negated));
        }
        let low = width(&pattern[at..]);
        let from = &pattern[at..at + low];
        at += low;
        if pattern.get(at) == Some(&b'-') && pattern.get(at + 1).is_some_and(|byte| *byte != b']') {
            let high = width(&pattern[at + 1..]);
            found |= (from..=&pattern[at + 1..at + 1 + high]).contains(&character);
            at += 1 + high;
        } else {
            found |= from == character;
        }
    }
}

/// The length of the first character: of its UTF-8 sequence if it is a whole one, else one byte.
fn width(bytes: &[u8]) -> usize {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    if bytes
        .get(..length)
        .is_some_and(|sequence| std::str::from_utf8(sequence).is_ok())
    {
        length
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_select_as_in_a_shell() {
        let yes = [
            ("*", "a"),
            ("*.txt", "a.txt"),
            ("a*b*c", "aXbYc"),
            ("?", "ä"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]]", "]"),
            (".*", ".profile"),
            ("a\\*", "a*"),
            ("[ä-ö]", "å"),
            ("[", "["),
            ("", ""),
            ("a[", "a["),
        ];
        for (pattern, name) in yes {
            assert!(matches(pattern.as_bytes(), name.as_bytes()), "{pattern} {name}");
        }
        let no = [
            ("*", ".profile"),
            ("*.txt", "a.txt2"),
            ("?", ""),
            ("?", "ab"),
            ("[a-c]", "d"),
            ("a\\*", "ab"),
            ("[!a]", "a"),
        ];
        for (pattern, name) in no {
            assert!(!matches(pattern.as_bytes(), name.as_bytes()), "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_do_not_take_forever() {
        let pattern = "*a".repeat(40);
        assert!(!matches(
            pattern.as_bytes(),
            "a".repeat(39)
                .repeat(50)
                .as_bytes()
                .split_last()
                .map_or(&[][..], |_| &b"b"[..])
        ));
        assert!(!matches(format!("{pattern}b").as_bytes(), "a".repeat(2000).as_bytes()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(pattern in proptest::collection::vec(any::<u8>(), 0..20), name in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = matches(&pattern, &name);
        }

        #[test]
        fn a_name_matches_itself_escaped(name in proptest::collection::vec(any::<u8>(), 0..20)) {
            let escaped: Vec<u8> = name.iter().flat_map(|byte| [b'\\', *byte]).collect();
            prop_assert!(matches(&escaped, &name));
        }
    }
}
