//! One name of a folder, as a list shows it.

use super::order;
use crate::entry::{Entry, Kind};
use crate::path::{Blocked, Charset};

/// One name of a folder.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the listing said.
    pub entry: Entry,
    /// The name for people.
    pub shown: Box<str>,
    /// Why the name cannot be used; it is shown, and no action touches it.
    pub blocked: Option<Blocked>,
    pub(super) key: Box<[u8]>,
    pub(super) selected: bool,
}

impl Item {
    /// An item that is not selected. `ftp`: a name with a line break cannot be used either.
    #[cfg(test)]
    pub fn new(entry: Entry, ftp: bool) -> Self {
        Self::of(entry, ftp, Charset::Utf8)
    }

    /// An item that is not selected, with its name as it reads in a charset.
    pub(super) fn of(entry: Entry, ftp: bool, charset: Charset) -> Self {
        let shown = charset.visible(entry.name.as_bytes()).into_boxed_str();
        let blocked = if ftp {
            entry.name.blocked_on_ftp()
        } else {
            entry.name.blocked()
        };
        Self {
            key: order::key(&shown),
            shown,
            blocked,
            entry,
            selected: false,
        }
    }

    /// What stands behind the last dot of a file's name; empty for folders and for names such as `.profile`.
    pub fn extension(&self) -> &str {
        match self.shown.rfind('.') {
            Some(at) if at > 0 && self.entry.kind != Kind::Directory => &self.shown[at + 1..],
            _ => "",
        }
    }

    /// Its name as it reads in another charset.
    pub(super) fn read_as(&mut self, charset: Charset) {
        self.shown = charset.visible(self.entry.name.as_bytes()).into_boxed_str();
        self.key = order::key(&self.shown);
    }

    /// A name such as `../x` is no hidden file: what a server should not send is seen.
    pub(super) fn is_hidden(&self) -> bool {
        self.blocked.is_none() && self.entry.name.as_bytes().starts_with(b".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_of_files_and_not_of_dot_names() {
        let of = |name: &str, kind| Item::new(Entry::new(name.into(), kind), false).extension().to_owned();
        assert_eq!(of("a.tar.gz", Kind::File), "gz");
        assert_eq!(of(".profile", Kind::File), "");
        assert_eq!(of("site.d", Kind::Directory), "");
    }
}
