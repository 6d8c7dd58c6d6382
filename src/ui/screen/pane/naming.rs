//! A name that is being typed: of a file that is renamed, or of something new.

use crate::path::{Charset, RemoteName};

/// What the name is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Another name for this one.
    Rename(RemoteName),
    /// A new folder.
    Folder,
    /// A new empty file.
    File,
}

/// Why a name cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no characters.
    Empty,
    /// It is `.` or `..`.
    Dots,
    /// A `/` in it.
    Slash,
    /// A control character in it.
    Control,
    /// The charset of the server's names has no such character.
    Charset,
    /// Something is called so already.
    Taken,
    /// The other side did not want it; the reason is shown elsewhere.
    Refused,
}

/// A name that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What for.
    pub purpose: Purpose,
    /// As typed so far.
    pub text: String,
    /// What is wrong with it, once somebody tried.
    pub fault: Option<Fault>,
    /// It was sent and waits for the answer.
    pub sent: bool,
    charset: Charset,
}

/// What comes of a name that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Nothing changes.
    Nothing,
    /// The name can be sent.
    Name(RemoteName),
    /// It cannot.
    Faulty,
}

impl Naming {
    /// Renames `name`.
    pub fn rename(name: RemoteName) -> Self {
        Self::new(name.visible(), Purpose::Rename(name))
    }

    /// Something new, called `text` until somebody types.
    pub fn new(text: String, purpose: Purpose) -> Self {
        Self {
            purpose,
            text,
            fault: None,
            sent: false,
            charset: Charset::default(),
        }
    }

    /// The name is shown and written in this charset.
    #[must_use]
    pub fn in_charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        if let Purpose::Rename(old) = &self.purpose {
            self.text = charset.visible(old.as_bytes());
        }
        self
    }

    /// How many characters of the text are selected at first: a file's name without its extension.
    pub fn stem(&self, folder: bool) -> usize {
        let stem = match self.text.rfind('.') {
            Some(at) if at > 0 && !folder => &self.text[..at],
            _ => &self.text,
        };
        // `archive.tar.gz` is renamed before `.tar`.
        let stem = stem
            .strip_suffix(".tar")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(stem);
        stem.chars().count()
    }

    /// Takes what was typed.
    pub fn typed(&mut self, text: String) {
        if !self.sent {
            self.text = text;
            self.fault = None;
        }
    }

    /// Enter, or a click elsewhere. `taken` tells whether something is called so.
    pub fn confirm(&mut self, taken: impl Fn(&RemoteName) -> bool) -> Confirmed {
        if self.sent {
            return Confirmed::Faulty;
        }
        if let Purpose::Rename(old) = &self.purpose
            && self.charset.visible(old.as_bytes()) == self.text
        {
            // Untouched, also where what is shown are escapes of bytes that cannot be typed.
            return Confirmed::Nothing;
        }
        let name = match self.charset.bytes(&self.text).map(RemoteName::new) {
            Some(name) => {
                self.fault = fault(&self.text).or_else(|| taken(&name).then_some(Fault::Taken));
                name
            }
            None => {
                self.fault = Some(Fault::Charset);
                return Confirmed::Faulty;
            }
        };
        if self.fault.is_some() {
            return Confirmed::Faulty;
        }
        self.sent = true;
        Confirmed::Name(name)
    }

    /// It was not taken.
    pub fn refused(&mut self, fault: Fault) {
        self.sent = false;
        self.fault = Some(fault);
    }
}

/// What can be seen to be wrong with a name.
fn fault(text: &str) -> Option<Fault> {
    match text {
        text if text.trim().is_empty() => Some(Fault::Empty),
        "." | ".." => Some(Fault::Dots),
        text if text.contains('/') => Some(Fault::Slash),
        text if text.contains(char::is_control) => Some(Fault::Control),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confirm(text: &str) -> (Confirmed, Option<Fault>) {
        let mut naming = Naming::rename("old.txt".into());
        naming.typed(text.to_owned());
        let confirmed = naming.confirm(|name| *name == "taken".into());
        (confirmed, naming.fault)
    }

    #[test]
    fn bad_names_are_refused_with_the_reason() {
        for (text, fault) in [
            ("", Fault::Empty),
            ("  ", Fault::Empty),
            ("..", Fault::Dots),
            ("a/b", Fault::Slash),
            ("a\tb", Fault::Control),
            ("a\u{85}b", Fault::Control),
            ("taken", Fault::Taken),
        ] {
            assert_eq!(confirm(text), (Confirmed::Faulty, Some(fault)), "{text:?}");
        }
        assert_eq!(confirm("new.txt"), (Confirmed::Name("new.txt".into()), None));
    }

    #[test]
    fn an_untouched_name_changes_nothing_even_if_it_cannot_be_typed() {
        assert_eq!(confirm("old.txt").0, Confirmed::Nothing);
        let mut naming = Naming::rename(RemoteName::new(b"caf\xe9\n".to_vec()));
        assert_eq!(naming.confirm(|_| true), Confirmed::Nothing);
    }

    #[test]
    fn a_name_is_typed_in_the_charset_of_the_server() {
        let old = RemoteName::new(b"\xcd\xbc.txt".to_vec());
        let mut naming = Naming::rename(old).in_charset(Charset::Gb18030);
        assert_eq!(naming.text, "\u{56fe}.txt");
        assert_eq!(naming.confirm(|_| true), Confirmed::Nothing);
        naming.typed("\u{7247}".to_owned());
        let name = RemoteName::new(b"\xc6\xac".to_vec());
        assert_eq!(naming.confirm(|_| false), Confirmed::Name(name));
        let mut naming = Naming::new(String::new(), Purpose::Folder).in_charset(Charset::Latin1);
        naming.typed("\u{7247}".to_owned());
        assert_eq!(naming.confirm(|_| false), Confirmed::Faulty);
        assert_eq!(naming.fault, Some(Fault::Charset));
    }

    #[test]
    fn typing_clears_the_fault_and_a_name_under_way_stands_still() {
        let mut naming = Naming::rename("a".into());
        naming.typed(String::new());
        naming.confirm(|_| false);
        assert!(naming.fault.is_some());
        naming.typed("b".to_owned());
        assert!(naming.fault.is_none());
        assert_eq!(naming.confirm(|_| false), Confirmed::Name("b".into()));
        naming.typed("c".to_owned());
        assert_eq!((naming.text.as_str(), naming.sent), ("b", true));
        assert_eq!(naming.confirm(|_| false), Confirmed::Faulty);
        naming.refused(Fault::Taken);
        naming.typed("c".to_owned());
        assert_eq!(naming.confirm(|_| false), Confirmed::Name("c".into()));
    }

    #[test]
    fn the_stem_is_selected() {
        let stem = |name: &str, folder| Naming::rename(name.into()).stem(folder);
        assert_eq!(stem("na\u{ef}ve.txt", false), 5);
        assert_eq!(stem("release-4.2.tar.zst", false), 11);
        assert_eq!(stem(".profile", false), 8);
        assert_eq!(stem("site.d", true), 6);
        assert_eq!(stem("Makefile", false), 8);
    }
}
