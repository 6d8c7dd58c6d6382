//! MLSD and MLST (RFC 3659, section 7): `type=file;size=3;modify=20261122170344; name`.

use super::Line;
use super::date::compact;
use super::fields::{number, octal};
use crate::entry::{Entry, Kind, Permissions};
use crate::path::RemoteName;

/// One line of MLSD. The folder itself and the one above it are no entries.
pub(super) fn line(line: &[u8]) -> Option<Line> {
    Some(match facts(line)? {
        (_, Role::Surrounding) => Line::Nothing,
        (entry, Role::Inside) => Line::Entry(entry),
    })
}

/// What a line describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `cdir` or `pdir`: the folder that is listed, or the one above it.
    Surrounding,
    /// Something in the folder.
    Inside,
}

/// The facts of a line. Facts that are unknown or garbage are passed over; without a single fact it is no such line.
pub(super) fn facts(line: &[u8]) -> Option<(Entry, Role)> {
    let mut facts = Facts::default();
    let mut rest = line;
    while !rest.starts_with(b" ") {
        let end = end_of_fact(rest)?;
        facts.take(&rest[..end]);
        // A server may leave out the last semicolon.
        rest = rest[end..].strip_prefix(b";").unwrap_or(&rest[end..]);
    }
    facts.any.then(|| facts.describe(&rest[1..]))
}

/// Where the fact at the beginning ends: at a semicolon, or at the blank before the name. The target of a link may hold
/// blanks.
fn end_of_fact(rest: &[u8]) -> Option<usize> {
    let link = rest.get(..5).is_some_and(|key| key.eq_ignore_ascii_case(b"type="))
        && rest
            .get(5..)
            .is_some_and(|value| link_target(value).flatten().is_some());
    let semicolon = || rest.iter().position(|byte| *byte == b';');
    if link && let Some(end) = semicolon() {
        return Some(end);
    }
    rest.iter().position(|byte| matches!(byte, b';' | b' '))
}

/// For a value of `type` that says link: the target, if it is told.
fn link_target(value: &[u8]) -> Option<Option<&[u8]>> {
    let forms: [&[u8]; 4] = [b"OS.unix=slink", b"OS.unix=symlink", b"link", b"symlink"];
    forms.into_iter().find_map(|form| {
        let (start, rest) = value.split_at_checked(form.len())?;
        match rest {
            _ if !start.eq_ignore_ascii_case(form) => None,
            [] | [b':'] => Some(None),
            [b':', target @ ..] => Some(Some(target)),
            _ => None,
        }
    })
}

/// The facts that are of use, as they came.
#[derive(Default)]
struct Facts<'a> {
    any: bool,
    kind: Option<&'a [u8]>,
    size: Option<u64>,
    folder_size: Option<u64>,
    modify: Option<&'a [u8]>,
    mode: Option<u32>,
    perm: Option<&'a [u8]>,
    /// Owner and group, each by rank: name, then what may be either, then number.
    owner: [Option<&'a [u8]>; 3],
    group: [Option<&'a [u8]>; 3],
}

impl<'a> Facts<'a> {
    fn take(&mut self, fact: &'a [u8]) {
        let Some(equals) = fact.iter().position(|byte| *byte == b'=').filter(|at| *at > 0) else {
            return;
        };
        let (key, value) = (&fact[..equals], &fact[equals + 1..]);
        let is = |name: &str| key.eq_ignore_ascii_case(name.as_bytes());
        self.any = true;
        if is("type") {
            self.kind = Some(value);
        } else if is("size") {
            self.size = number(value);
        } else if is("modify") {
            self.modify = Some(value);
        } else if is("sizd") {
            self.folder_size = number(value);
        } else if is("perm") {
            self.perm = Some(value);
        } else if is("unix.mode") {
            self.mode = octal(value);
        } else if value.is_empty() {
            // An owner without a name is none.
        } else if is("unix.ownername") {
            self.owner[0] = Some(value);
        } else if is("unix.owner") {
            self.owner[1] = Some(value);
        } else if is("unix.uid") {
            self.owner[2] = Some(value);
        } else if is("unix.groupname") {
            self.group[0] = Some(value);
        } else if is("unix.group") {
            self.group[1] = Some(value);
        } else if is("unix.gid") {
            self.group[2] = Some(value);
        }
    }

    fn describe(&self, name: &[u8]) -> (Entry, Role) {
        let (kind, role) = self.kind();
        let first = |ranks: [Option<&[u8]>; 3]| ranks.into_iter().flatten().next().map(RemoteName::new);
        let entry = Entry {
            size: self.size.or(self.folder_size),
            modified: self.modify.and_then(compact),
            permissions: self.mode.map(Permissions::new),
            owner: first(self.owner),
            group: first(self.group),
            target: self.kind.and_then(link_target).flatten().map(Into::into),
            ..Entry::new(RemoteName::new(name), kind)
        };
        (entry, role)
    }

    fn kind(&self) -> (Kind, Role) {
        let Some(kind) = self.kind else {
            return (self.kind_by_rights(), Role::Inside);
        };
        let is = |name: &str| kind.eq_ignore_ascii_case(name.as_bytes());
        if is("file") {
            (Kind::File, Role::Inside)
        } else if is("dir") {
            (Kind::Directory, Role::Inside)
        } else if is("cdir") || is("pdir") {
            (Kind::Directory, Role::Surrounding)
        } else if link_target(kind).is_some() {
            (Kind::Link, Role::Inside)
        } else {
            (Kind::Other, Role::Inside)
        }
    }

    /// Without `type`: some rights can be had only on a folder and some only on a file (RFC 3659, 7.5.5).
    fn kind_by_rights(&self) -> Kind {
        let may = |rights: &[u8]| {
            self.perm
                .is_some_and(|perm| perm.iter().any(|right| rights.contains(&right.to_ascii_lowercase())))
        };
        if may(b"celmp") || self.folder_size.is_some() {
            Kind::Directory
        } else if may(b"arw") {
            Kind::File
        } else {
            Kind::Other
        }
    }
}
