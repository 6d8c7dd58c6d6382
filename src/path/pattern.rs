//! Selecting names by `*`, `?` and `[]`, as a shell does.

/// Whether `name` is selected by `pattern`.
///
/// `*` stands for any bytes, `?` for one character (one byte where the name is not UTF-8), `[a-z]` for one byte of a set,
/// `[!a-z]` or `[^a-z]` for one outside it. A `[` without its `]` stands for itself. As in a shell, a dot at the start
/// of a name is only met by a dot. Takes at most `pattern` times `name` steps.
pub fn matches(pattern: &[u8], name: &[u8]) -> bool {
    if name.starts_with(b".") && !pattern.starts_with(b".") {
        return false;
    }
    let (mut p, mut n) = (0, 0);
    // Where to go on after the last star: behind it in the pattern, and one byte further in the name.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        if pattern.get(p) == Some(&b'*') {
            p += 1;
            retry = Some((p, n));
            continue;
        }
        if p == pattern.len() && n == name.len() {
            return true;
        }
        match step(&pattern[p..], &name[n..]) {
            Some((of_pattern, of_name)) => {
                p += of_pattern;
                n += of_name;
            }
            None => match retry {
                Some((star, from)) if from < name.len() => {
                    (p, n) = (star, from + 1);
                    retry = Some((star, from + 1));
                }
                _ => return false,
            },
        }
    }
}

/// Meets one element of the pattern with the start of the name; how much of both it used up.
fn step(pattern: &[u8], name: &[u8]) -> Option<(usize, usize)> {
    let first = *name.first()?;
    match *pattern.first()? {
        b'?' => Some((1, width(name))),
        b'[' => match set(pattern) {
            Some((length, members)) => members.contains(first).then_some((length, 1)),
            None => (first == b'[').then_some((1, 1)),
        },
        byte => (byte == first).then_some((1, 1)),
    }
}

/// The bytes of the first character, or 1 where there is no proper one.
fn width(name: &[u8]) -> usize {
    (1..=4.min(name.len()))
        .find(|width| std::str::from_utf8(&name[..*width]).is_ok())
        .unwrap_or(1)
}

/// The inside of `[...]`.
struct Members<'a> {
    inside: &'a [u8],
    negated: bool,
}

impl Members<'_> {
    fn contains(&self, byte: u8) -> bool {
        let mut rest = self.inside;
        let mut found = false;
        while let [low, tail @ ..] = rest {
            if let [b'-', high, after @ ..] = tail {
                found |= (*low..=*high).contains(&byte);
                rest = after;
            } else {
                found |= *low == byte;
                rest = tail;
            }
        }
        found != self.negated
    }
}

/// Reads a set from its `[`; its whole length and its members. A `]` right at the start is a member.
fn set(pattern: &[u8]) -> Option<(usize, Members<'_>)> {
    let negated = matches!(pattern.get(1), Some(b'!' | b'^'));
    let start = if negated { 2 } else { 1 };
    let end = start + 1 + pattern.get(start + 1..)?.iter().position(|byte| *byte == b']')?;
    let inside = &pattern[start..end];
    Some((end + 1, Members { inside, negated }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn selects_as_a_shell_does() {
        let selected = [
            ("*", "a"),
            ("*.txt", "a.txt"),
            ("a*b*c", "aXbYbZc"),
            ("?", "é"),
            ("x?y", "x\u{4f60}y"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[^a]", "b"),
            ("[]]", "]"),
            ("[*]", "*"),
            ("[[]", "["),
            ("[", "["),
            ("a[", "a["),
            (".*", ".htaccess"),
            ("[a-]", "-"),
        ];
        for (pattern, name) in selected {
            assert!(matches(pattern.as_bytes(), name.as_bytes()), "{pattern} {name}");
        }
        let left = [
            ("*.txt", "a.txt2"),
            ("*", ".htaccess"),
            ("?x", ".x"),
            ("a", "b"),
            ("a", "ab"),
            ("ab", "a"),
            ("[a-c]", "d"),
            ("[!a]", "a"),
            ("?", "ab"),
            ("", "a"),
        ];
        for (pattern, name) in left {
            assert!(!matches(pattern.as_bytes(), name.as_bytes()), "{pattern} {name}");
        }
    }

    #[test]
    fn a_nasty_pattern_ends_soon() {
        let pattern = "a*".repeat(50);
        assert!(!matches(format!("{pattern}b").as_bytes(), &[b'a'; 5000]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            pattern in proptest::collection::vec(prop_oneof![Just(b'*'), Just(b'?'), Just(b'['), Just(b']'), any::<u8>()], 0..12),
            name in proptest::collection::vec(any::<u8>(), 0..12),
        ) {
            matches(&pattern, &name);
        }

        #[test]
        fn a_name_without_signs_selects_itself(name in "[a-zé._-]{1,12}") {
            prop_assert!(matches(name.as_bytes(), name.as_bytes()));
        }
    }
}
