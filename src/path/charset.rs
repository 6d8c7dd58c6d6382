//! In which charset a server writes names. Names stay bytes: a charset only says how they are shown, and what is typed becomes.

use std::borrow::Cow;
use std::ffi::OsString;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::{Blocked, RemoteName, RemotePath, matches, visible};

/// A charset of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    /// What everybody should speak.
    #[default]
    Utf8,
    /// Chinese, simplified; GBK and GB 2312 are parts of it.
    Gb18030,
    /// Chinese, traditional.
    Big5,
    /// Japanese.
    ShiftJis,
    /// Western Europe, as Windows extends it.
    Latin1,
    /// One of the others that a saved site may name: see [`Charset::named`].
    Other(&'static Encoding),
}

impl Charset {
    /// Those that are offered.
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Gb18030, Self::Big5, Self::ShiftJis, Self::Latin1];

    /// Its name, the same in every language.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
            Self::ShiftJis => "Shift_JIS",
            Self::Latin1 => "Latin-1",
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// Its name in files, as other programs know it too.
    pub fn name(self) -> &'static str {
        self.encoding().unwrap_or(UTF_8).name()
    }

    /// The one with this name, in any of its usual spellings.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if let Some(offered) = Self::ALL.into_iter().find(|charset| charset.label() == name) {
            return Some(offered);
        }
        let found = Encoding::for_label(name.as_bytes()).or_else(|| code_page(name))?;
        let offered = Self::ALL.into_iter().find(|charset| charset.name() == found.name());
        // What can only be read could not be written back: UTF-16, and the "replacement" of dangerous ones.
        offered.or_else(|| (found.output_encoding() == found).then_some(Self::Other(found)))
    }

    /// The text that these bytes are, if every one of them belongs to it.
    pub fn text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self.encoding() {
            None => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Some(encoding) => encoding.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// A name or path for people: see [`visible`]. One that is no text of this charset is shown as if it were UTF-8, so that it
    /// changes no other.
    pub fn visible(self, bytes: &[u8]) -> String {
        match self.text(bytes) {
            Some(text) => visible(text.as_bytes()),
            None => visible(bytes),
        }
    }

    /// The bytes of a text; `None` if a character cannot be written.
    pub fn bytes(self, text: &str) -> Option<Vec<u8>> {
        let Some(encoding) = self.encoding() else {
            return Some(text.as_bytes().to_vec());
        };
        let (bytes, _, replaced) = encoding.encode(text);
        (!replaced).then(|| bytes.into_owned())
    }

    /// A path for people, name by name.
    pub fn visible_path(self, path: &RemotePath) -> String {
        if self == Self::Utf8 {
            return path.visible();
        }
        let names: Vec<String> = path.segments().map(|name| self.visible(name)).collect();
        let top = if path.is_absolute() { "/" } else { "" };
        format!("{top}{}", names.join("/"))
    }

    /// The name under which a local file goes to the server, if it is another. What the charset cannot write goes as it is: a file
    /// with an odd name is better than none.
    pub fn there(self, name: &RemoteName) -> Option<RemoteName> {
        let text = std::str::from_utf8(name.as_bytes())
            .ok()
            .filter(|_| self != Self::Utf8)?;
        let there = self.bytes(text).map(RemoteName::new)?;
        (there != *name).then_some(there)
    }

    /// The path on the server that a typed one means.
    #[must_use]
    pub fn typed_path(self, typed: &RemotePath) -> RemotePath {
        let mut path = if typed.is_absolute() {
            RemotePath::root()
        } else {
            RemotePath::home()
        };
        for name in typed.segments().map(RemoteName::new) {
            path = path.join(&self.there(&name).unwrap_or(name));
        }
        path
    }

    /// The name that a file of the server gets here, if it is another.
    pub fn here(self, name: &RemoteName) -> Option<RemoteName> {
        let text = self.text(name.as_bytes()).filter(|_| self != Self::Utf8)?;
        let here = RemoteName::from(&*text);
        // What would lead elsewhere keeps its bytes.
        (here != *name && here.blocked().is_none()).then_some(here)
    }

    /// Whether a pattern that somebody typed selects a name of the server.
    pub fn selects(self, pattern: &[u8], name: &RemoteName) -> bool {
        matches(pattern, self.here(name).as_ref().unwrap_or(name).as_bytes())
    }

    /// The name that a file of the server gets on the local disk.
    ///
    /// # Errors
    /// [`Blocked`] as [`RemoteName::to_local`] says.
    pub fn to_local(self, name: &RemoteName) -> Result<OsString, Blocked> {
        // What leads elsewhere as the server's bytes is refused, whatever it would be as text.
        name.blocked().map_or(Ok(()), Err)?;
        self.here(name).as_ref().unwrap_or(name).to_local()
    }

    fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Self::Utf8 => None,
            Self::Gb18030 => Some(GB18030),
            Self::Big5 => Some(BIG5),
            Self::ShiftJis => Some(SHIFT_JIS),
            Self::Latin1 => Some(WINDOWS_1252),
            Self::Other(encoding) => Some(encoding),
        }
    }
}

/// `cp1251` and `1251` are written for `windows-1251`.
fn code_page(name: &str) -> Option<&'static Encoding> {
    let name = name.to_ascii_lowercase();
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// "图片" in GB18030.
    const PICTURES: &[u8] = b"\xcd\xbc\xc6\xac";

    #[test]
    fn a_name_is_shown_and_written_in_its_charset() {
        for (charset, bytes, text) in [
            (Charset::Gb18030, PICTURES, "\u{56fe}\u{7247}"),
            (Charset::Big5, b"\xb9\xcf\xa4\xf9", "\u{5716}\u{7247}"),
            (Charset::ShiftJis, b"\x89\xe6\x91\x9c", "\u{753b}\u{50cf}"),
            (Charset::Latin1, b"caf\xe9", "caf\u{e9}"),
            (Charset::Utf8, "caf\u{e9}".as_bytes(), "caf\u{e9}"),
        ] {
            assert_eq!(charset.visible(bytes), text, "{charset:?}");
            assert_eq!(charset.bytes(text).as_deref(), Some(bytes), "{charset:?}");
            assert_eq!(Charset::named(charset.label()), Some(charset));
            assert_eq!(Charset::named(charset.name()), Some(charset));
        }
        assert_eq!(Charset::Utf8.visible(b"\xcb\xb5\xc3\xf7"), "\u{2f5}\\xc3\\xf7");
    }

    #[test]
    fn those_that_sites_name_are_known_in_their_usual_spellings() {
        for (name, bytes, text) in [
            ("ISO-8859-2", &b"\xb3\xf3d\xbc"[..], "\u{142}\u{f3}d\u{17a}"),
            ("cp1251", b"\xcf\xf0\xe8", "\u{41f}\u{440}\u{438}"),
            ("GBK", PICTURES, "\u{56fe}\u{7247}"),
            ("koi8-r", b"plain", "plain"),
        ] {
            let charset = Charset::named(name).unwrap();
            assert_eq!(charset.visible(bytes), text, "{name}");
            assert_eq!(charset.bytes(text).as_deref(), Some(bytes), "{name}");
            assert_eq!(Charset::named(charset.name()), Some(charset));
        }
        for (name, charset) in [
            ("utf8", Charset::Utf8),
            ("latin1", Charset::Latin1),
            ("cp950", Charset::Big5),
            ("sjis", Charset::ShiftJis),
        ] {
            assert_eq!(Charset::named(name), Some(charset));
        }
        for name in ["utf-16le", "iso-2022-kr", "nonsense", "", "cp437"] {
            assert_eq!(Charset::named(name), None, "{name}");
        }
    }

    #[test]
    fn a_pattern_selects_by_what_is_read() {
        let name = |bytes: &[u8]| RemoteName::new(bytes);
        for (pattern, bytes, selects) in [
            ("?.txt", &b"\xcd\xbc.txt"[..], true),
            ("[\u{56fe}]*", PICTURES, true),
            // The same first byte, another character.
            ("[\u{56fe}]*", b"\xcd\xbd", false),
            ("*\u{7247}", PICTURES, true),
        ] {
            assert_eq!(
                Charset::Gb18030.selects(pattern.as_bytes(), &name(bytes)),
                selects,
                "{pattern}"
            );
        }
        assert!(Charset::Utf8.selects(b"?", &name(b"\xff")));
    }

    #[test]
    fn a_name_that_is_no_text_of_the_charset_is_shown_as_utf8() {
        let name = "na\u{ef}ve \u{20ac}".as_bytes();
        let odd = [name, b"\xff\xff"].concat();
        assert_eq!(Charset::Gb18030.visible(&odd), visible(&odd));
        assert_eq!(Charset::Big5.bytes("\u{1f600}"), None);
        assert_eq!(Charset::Latin1.bytes("\u{56fe}"), None);
    }

    #[test]
    fn what_acts_on_text_is_escaped_in_every_charset() {
        // U+202E in GB18030's four bytes, and a control character.
        let bytes = Charset::Gb18030.bytes("a\u{202e}\u{1b}b").unwrap();
        assert_eq!(Charset::Gb18030.visible(&bytes), "a\\u{202e}\\x1bb");
    }

    #[test]
    fn names_cross_between_server_and_disk() {
        let (there, here) = (RemoteName::new(PICTURES), RemoteName::from("\u{56fe}\u{7247}"));
        assert_eq!(Charset::Gb18030.here(&there), Some(here.clone()));
        assert_eq!(Charset::Gb18030.there(&here), Some(there.clone()));
        let local = Charset::Gb18030.to_local(&there).unwrap();
        assert_eq!(local, OsString::from("\u{56fe}\u{7247}"));
        // Latin-1 cannot write it: it goes as it is.
        assert_eq!(Charset::Latin1.there(&here), None);
        assert_eq!(Charset::Utf8.there(&here), None);
        assert_eq!(Charset::Gb18030.here(&"a.txt".into()), None);
        assert_eq!(Charset::Gb18030.to_local(&"..".into()), Err(Blocked::Dots));
    }

    #[test]
    fn a_path_is_shown_name_by_name() {
        let path = RemotePath::new([b"/srv/", PICTURES, b"/\xff\xff"].concat());
        assert_eq!(Charset::Gb18030.visible_path(&path), "/srv/\u{56fe}\u{7247}/\\xff\\xff");
        assert_eq!(Charset::Gb18030.visible_path(&RemotePath::root()), "/");
        let typed = Charset::Gb18030.typed_path(&"/srv/\u{56fe}\u{7247}/a".into());
        assert_eq!(typed.as_bytes(), [b"/srv/", PICTURES, b"/a"].concat());
        assert_eq!(Charset::Gb18030.typed_path(&"a/b".into()), "a/b".into());
        assert_eq!(Charset::Utf8.typed_path(&"/\u{56fe}".into()), "/\u{56fe}".into());
    }

    proptest! {
        /// A server's name never leads out of its folder, whatever it is as text.
        #[test]
        fn a_local_name_is_one_component(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            for charset in Charset::ALL {
                if let Ok(name) = charset.to_local(&RemoteName::new(bytes.clone())) {
                    let path = std::path::Path::new(&name);
                    prop_assert_eq!(path.components().count(), 1);
                    prop_assert_eq!(path.file_name(), Some(name.as_os_str()));
                }
            }
        }

        #[test]
        fn what_can_be_written_is_read_again(text in "[a-z\u{4e00}-\u{4fff}\u{e0}-\u{ff}]{0,8}") {
            for charset in Charset::ALL {
                if let Some(bytes) = charset.bytes(&text) {
                    let read = charset.text(&bytes);
                    prop_assert_eq!(read.as_deref(), Some(text.as_str()));
                }
            }
        }
    }
}
