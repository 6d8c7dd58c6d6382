//! One line of a configuration file.

/// The keyword in small letters and its values: `Keyword value value`, `Keyword=value`, values in double quotes. `None` for
/// comments, empty lines, and lines without a value.
pub fn words(line: &str) -> Option<(String, Vec<String>)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let end = line.find(|c: char| c.is_whitespace() || c == '=')?;
    let (keyword, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let values = values(rest);
    (!keyword.is_empty() && !values.is_empty()).then(|| (keyword.to_ascii_lowercase(), values))
}

/// Words apart by blanks; quotes hold words together, a backslash keeps a quote or itself, a `#` before a word ends the line.
fn values(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', _) if matches!(characters.peek(), Some('"' | '\'' | '\\')) => {
                word.get_or_insert_default().extend(characters.next());
            }
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('#', None) if word.is_none() => break,
            (c, None) if c.is_whitespace() => values.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    values.extend(word);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Expected = Option<(&'static str, &'static [&'static str])>;

    #[test]
    fn lines_in_every_form() {
        let cases: [(&str, Expected); 12] = [
            ("Port 22", Some(("port", &["22"]))),
            ("  PORT\t= 22  ", Some(("port", &["22"]))),
            ("port=22", Some(("port", &["22"]))),
            ("Host a !b \"c d\" # e", Some(("host", &["a", "!b", "c d"]))),
            (
                "IdentityFile \"~/my keys/id\"",
                Some(("identityfile", &["~/my keys/id"])),
            ),
            ("IdentityFile ~/a#b", Some(("identityfile", &["~/a#b"]))),
            ("User \"\"", Some(("user", &[""]))),
            ("User do\\\\main\\\"x", Some(("user", &["do\\main\"x"]))),
            ("# Port 22", None),
            ("Port", None),
            ("", None),
            ("Port #22", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(keyword, values)| {
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                (keyword.to_owned(), values)
            });
            assert_eq!(words(line), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "[ a=\"'\\\\#\té]{0,30}") {
            let _ = words(&line);
        }
    }
}
