//! Showing a peer's bytes without letting them act on the terminal or on the reader's eyes.

use std::fmt::Write;

/// Turns bytes from a peer into text that is safe to print and that reads back to the same bytes.
///
/// Control characters, characters that reorder or hide text (bidi marks, zero-width characters, line separators) and
/// bytes that are not UTF-8 become `\x1b`, `\u{202e}`; everything else stays. A backslash is doubled only where it
/// would otherwise read as such an escape, so that ordinary Windows paths stay as they are.
pub fn visible(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                show_text(text, &mut shown);
                break;
            }
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                // The lossy conversion changes nothing here: the part was just found to be UTF-8.
                show_text(&String::from_utf8_lossy(good), &mut shown);
                let count = error.error_len().unwrap_or(bad.len());
                for byte in &bad[..count] {
                    let _ = write!(shown, "\\x{byte:02x}");
                }
                rest = &bad[count..];
            }
        }
    }
    shown
}

fn show_text(text: &str, shown: &mut String) {
    for (at, c) in text.char_indices() {
        if c == '\\' && reads_as_escape(&text[at + 1..]) {
            shown.push_str("\\\\");
        } else if (c as u32) < 0x20 || c as u32 == 0x7f {
            let _ = write!(shown, "\\x{:02x}", c as u32);
        } else if acts_on_text(c) {
            let _ = write!(shown, "\\u{{{:x}}}", c as u32);
        } else {
            shown.push(c);
        }
    }
}

/// Whether a backslash before `rest` could be taken for one of our escapes. A backslash at the end of a run counts,
/// because an escape may follow it.
fn reads_as_escape(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['\\', 'x']) || rest.starts_with("u{") || rest.starts_with(needs_escape)
}

fn needs_escape(c: char) -> bool {
    (c as u32) < 0x20 || c as u32 == 0x7f || acts_on_text(c)
}

/// C1 controls and the format characters that reorder, join or hide the text around them.
fn acts_on_text(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The inverse of [`visible`], to prove that nothing is lost.
    fn hidden(shown: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = shown;
        while let Some(c) = rest.chars().next() {
            if let Some(tail) = rest.strip_prefix("\\\\") {
                bytes.push(b'\\');
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("\\x") {
                bytes.push(u8::from_str_radix(&tail[..2], 16).unwrap());
                rest = &tail[2..];
            } else if let Some(tail) = rest.strip_prefix("\\u{") {
                let end = tail.find('}').unwrap();
                let c = char::from_u32(u32::from_str_radix(&tail[..end], 16).unwrap()).unwrap();
                bytes.extend(c.to_string().as_bytes());
                rest = &tail[end + 1..];
            } else {
                bytes.extend(c.to_string().as_bytes());
                rest = &rest[c.len_utf8()..];
            }
        }
        bytes
    }

    #[test]
    fn ordinary_names_stay() {
        for name in [
            "index.html",
            "Räksmörgås 你好",
            "C:\\Users\\me",
            "a b  c",
            "it's \"quoted\"",
        ] {
            assert_eq!(visible(name.as_bytes()), name);
        }
    }

    #[test]
    fn names_that_act_are_escaped() {
        assert_eq!(visible(b"a\nb"), "a\\x0ab");
        assert_eq!(visible(b"\x1b[2J"), "\\x1b[2J");
        assert_eq!(visible("photo\u{202e}gpj.exe".as_bytes()), "photo\\u{202e}gpj.exe");
        assert_eq!(visible(b"caf\xe9"), "caf\\xe9");
        assert_eq!(visible(b"a\\x41"), "a\\\\x41");
    }

    proptest! {
        #[test]
        fn shown_text_is_harmless_and_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let shown = visible(&bytes);
            prop_assert!(!shown.chars().any(needs_escape));
            prop_assert_eq!(hidden(&shown), bytes);
        }

        #[test]
        fn shown_characters_read_back(text in "[\\\\xu{}a0\u{202e}\u{7f}\n\u{85}é]{0,40}") {
            prop_assert_eq!(hidden(&visible(text.as_bytes())), text.as_bytes());
        }
    }
}
