//! One name of a folder, as a list shows it.

use std::sync::Arc;

use crate::entry::{Entry, Kind, Modified, Permissions};
use crate::path::{Blocked, Charset, RemoteName};

/// So many different owners are shared among the names of a folder; mostly there is one.
const SHARED: usize = 64;

/// One name of a folder. There may be a million: what most of them have alike, or as the server sent it, is kept once.
#[derive(Clone, Debug)]
pub struct Item {
    /// The name in the server's bytes.
    pub name: RemoteName,
    /// What it is.
    pub kind: Kind,
    /// Length in bytes, where the server says it.
    pub size: Option<u64>,
    /// When it was last changed.
    pub modified: Option<Modified>,
    /// The mode bits.
    pub permissions: Option<Permissions>,
    people: Option<Arc<People>>,
    /// Boxed, because almost no name has any of it.
    rare: Option<Box<Rare>>,
    /// Why the name cannot be used; it is shown, and no action touches it.
    pub blocked: Option<Blocked>,
    pub(super) selected: bool,
}

/// What few names have.
#[derive(Clone, Debug, Default)]
struct Rare {
    /// The name for people, where it is not the server's bytes as they are.
    shown: Option<Box<str>>,
    /// Where a symbolic link points to.
    target: Option<Box<[u8]>>,
}

/// Whom something belongs to.
#[derive(Debug, PartialEq, Eq)]
pub struct People {
    /// The owner.
    pub owner: Option<RemoteName>,
    /// The group.
    pub group: Option<RemoteName>,
}

/// The owners of a folder's names, each kept once.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners(Vec<Arc<People>>);

impl Owners {
    /// Takes owner and group out of an entry.
    fn share(&mut self, entry: &mut Entry) -> Option<Arc<People>> {
        let (owner, group) = (entry.owner.take(), entry.group.take());
        if owner.is_none() && group.is_none() {
            return None;
        }
        let people = People { owner, group };
        // Mostly it is the one of the name before.
        if let Some(known) = self.0.iter().rev().find(|known| ***known == people) {
            return Some(known.clone());
        }
        let people = Arc::new(people);
        if self.0.len() < SHARED {
            self.0.push(people.clone());
        }
        Some(people)
    }
}

impl Item {
    /// An item that is not selected. `ftp`: a name with a line break cannot be used either.
    #[cfg(test)]
    pub fn new(entry: Entry, ftp: bool) -> Self {
        Self::of(entry, ftp, Charset::Utf8, &mut Owners::default())
    }

    /// An item that is not selected, with its name as it reads in a charset.
    pub(super) fn of(mut entry: Entry, ftp: bool, charset: Charset, owners: &mut Owners) -> Self {
        let blocked = if ftp {
            entry.name.blocked_on_ftp()
        } else {
            entry.name.blocked()
        };
        let mut item = Self {
            people: owners.share(&mut entry),
            rare: entry.target.map(|target| {
                Box::new(Rare {
                    target: Some(target),
                    ..Rare::default()
                })
            }),
            name: entry.name,
            kind: entry.kind,
            size: entry.size,
            modified: entry.modified,
            permissions: entry.permissions,
            blocked,
            selected: false,
        };
        item.read_as(charset);
        item
    }

    /// The name for people.
    pub fn shown(&self) -> &str {
        match self.otherwise() {
            Some(shown) => shown,
            None => std::str::from_utf8(self.name.as_bytes()).unwrap_or_default(),
        }
    }

    /// The same in bytes, which costs no look at them.
    pub(super) fn shown_bytes(&self) -> &[u8] {
        match self.otherwise() {
            Some(shown) => shown.as_bytes(),
            None => self.name.as_bytes(),
        }
    }

    fn otherwise(&self) -> Option<&str> {
        self.rare.as_ref()?.shown.as_deref()
    }

    /// Where a symbolic link points to, as the server writes it.
    pub fn target(&self) -> Option<&[u8]> {
        self.rare.as_ref()?.target.as_deref()
    }

    /// The owner, where it is known.
    pub fn owner(&self) -> Option<&RemoteName> {
        self.people.as_ref()?.owner.as_ref()
    }

    /// The group, where it is known.
    pub fn group(&self) -> Option<&RemoteName> {
        self.people.as_ref()?.group.as_ref()
    }

    /// What the listing said, without the owner and the group.
    pub fn entry(&self) -> Entry {
        Entry {
            size: self.size,
            modified: self.modified,
            permissions: self.permissions,
            target: self.target().map(Box::from),
            ..Entry::new(self.name.clone(), self.kind)
        }
    }

    /// All that the listing said.
    pub fn whole(&self) -> Entry {
        Entry {
            owner: self.owner().cloned(),
            group: self.group().cloned(),
            ..self.entry()
        }
    }

    /// What stands behind the last dot of a file's name; empty for folders and for names such as `.profile`.
    pub fn extension(&self) -> &str {
        let shown = self.shown();
        match shown.rfind('.') {
            Some(at) if at > 0 && self.kind != Kind::Directory => &shown[at + 1..],
            _ => "",
        }
    }

    /// Its name as it reads in another charset.
    pub(super) fn read_as(&mut self, charset: Charset) {
        let shown = shown(&self.name, charset);
        match &mut self.rare {
            Some(rare) => rare.shown = shown,
            None if shown.is_some() => self.rare = Some(Box::new(Rare { shown, target: None })),
            None => {}
        }
    }

    /// A name such as `../x` is no hidden file: what a server should not send is seen.
    pub(super) fn is_hidden(&self) -> bool {
        self.blocked.is_none() && self.name.as_bytes().starts_with(b".")
    }
}

/// The name for people, where it is not the server's bytes as they are.
fn shown(name: &RemoteName, charset: Charset) -> Option<Box<str>> {
    let shown = charset.visible(name.as_bytes());
    (shown.as_bytes() != name.as_bytes()).then(|| shown.into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred thousand of these are on the screen at once.
    #[test]
    fn an_item_is_small() {
        assert!(size_of::<Item>() <= 80, "{}", size_of::<Item>());
        let mut owners = Owners::default();
        let item = |owners: &mut Owners| {
            let mut entry = Entry::new("a.txt".into(), Kind::File);
            (entry.owner, entry.group) = (Some("mei".into()), Some("www".into()));
            Item::of(entry, false, Charset::Utf8, owners)
        };
        let (one, other) = (item(&mut owners), item(&mut owners));
        assert!(one.rare.is_none() && one.entry().owner.is_none());
        assert!(Arc::ptr_eq(
            &one.people.clone().unwrap(),
            &other.people.clone().unwrap()
        ));
        assert_eq!((one.shown(), one.whole().owner), ("a.txt", Some("mei".into())));
    }

    #[test]
    fn a_name_that_reads_otherwise_is_kept_as_it_reads() {
        let mut item = Item::new(Entry::new(RemoteName::new(b"\xcb\xb5".as_slice()), Kind::File), false);
        item.read_as(Charset::Gb18030);
        assert_eq!(item.shown(), "\u{8bf4}");
        assert_eq!(
            Item::new(Entry::new("a\nb".into(), Kind::File), false).shown(),
            "a\\x0ab"
        );
    }

    #[test]
    fn extensions_are_of_files_and_not_of_dot_names() {
        let of = |name: &str, kind| Item::new(Entry::new(name.into(), kind), false).extension().to_owned();
        assert_eq!(of("a.tar.gz", Kind::File), "gz");
        assert_eq!(of(".profile", Kind::File), "");
        assert_eq!(of("site.d", Kind::Directory), "");
    }
}
