//! Character sets of names on servers that are older than UTF-8.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, UTF_8};

/// A character set by which a server writes names.
///
/// Inside the program such names are UTF-8; they are turned on their way from and to the server. A name that would not come
/// back as it was is left in the server's bytes, so that it can still be fetched, renamed and deleted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The character set of this name, in any of its usual spellings; `None` if it is unknown, or is UTF-8, which needs no turning.
    pub fn named(name: &str) -> Option<Self> {
        let found = Encoding::for_label(name.trim().as_bytes()).or_else(|| code_page(name))?;
        // What can only be read could not be written back: UTF-16, and the "replacement" of dangerous ones.
        (found.output_encoding() == found && found != UTF_8).then_some(Self(found))
    }

    /// Its name, as [`Charset::named`] reads it.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// A name of the server as UTF-8; its own bytes where it would not come back.
    pub fn read(self, name: &[u8]) -> Cow<'_, [u8]> {
        if name.is_ascii() && self.0.is_ascii_compatible() {
            return Cow::Borrowed(name);
        }
        match self.0.decode_without_bom_handling_and_without_replacement(name) {
            Some(text) if self.write(text.as_bytes()) == name => Cow::Owned(text.into_owned().into_bytes()),
            _ => Cow::Borrowed(name),
        }
    }

    /// A name for the server; bytes that are no UTF-8, or hold what the set has not, as they are.
    pub fn write(self, name: &[u8]) -> Cow<'_, [u8]> {
        let Ok(text) = std::str::from_utf8(name) else {
            return Cow::Borrowed(name);
        };
        match self.0.encode(text) {
            (bytes, _, false) => bytes,
            _ => Cow::Borrowed(name),
        }
    }
}

/// `cp1251` and `1251` are written for `windows-1251`.
fn code_page(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().to_ascii_lowercase();
    let number = name.strip_prefix("cp").unwrap_or(&name).trim_start_matches('-');
    let label = match number {
        "932" => "shift_jis".to_owned(),
        "936" => "gbk".to_owned(),
        "949" => "euc-kr".to_owned(),
        "950" => "big5".to_owned(),
        number if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_turned_and_come_back() {
        for (set, bytes, text) in [
            ("ISO-8859-2", &b"\xb3\xf3d\xbc"[..], "łódź"),
            ("cp1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
            ("GBK", b"\xd6\xd0\xce\xc4.txt", "中文.txt"),
            ("Shift_JIS", b"\x93\xfa\x96\x7b", "日本"),
            ("koi8-r", b"plain", "plain"),
        ] {
            let set = Charset::named(set).unwrap();
            assert_eq!(set.read(bytes), text.as_bytes());
            assert_eq!(set.write(text.as_bytes()), bytes);
        }
    }

    #[test]
    fn what_would_not_come_back_stays_as_it_is() {
        let latin = Charset::named("latin1").unwrap();
        assert_eq!(latin.write("中".as_bytes()), "中".as_bytes());
        assert_eq!(latin.write(b"\xff\xfe"), &b"\xff\xfe"[..]);
        let gbk = Charset::named("gbk").unwrap();
        assert_eq!(gbk.read(b"\xff\xff"), &b"\xff\xff"[..]);
    }

    #[test]
    fn only_what_can_be_written_has_a_name() {
        for name in ["utf-8", "UTF8", "utf-16le", "iso-2022-kr", "nonsense", "", "cp437"] {
            assert_eq!(Charset::named(name), None, "{name}");
        }
        let set = Charset::named("windows-1250").unwrap();
        assert_eq!(Charset::named(set.name()), Some(set));
    }
}
