//! A folder, on this computer or on the server.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

use crate::path::{RemoteName, RemotePath, visible};

/// Which half of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// This computer.
    Local,
    /// The server.
    Remote,
}

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// On this computer.
    Local(PathBuf),
    /// On the server.
    Remote(RemotePath),
}

impl Place {
    /// Where it is.
    pub fn side(&self) -> Side {
        match self {
            Self::Local(_) => Side::Local,
            Self::Remote(_) => Side::Remote,
        }
    }

    /// The folder that holds it; `None` at the top.
    pub fn parent(&self) -> Option<Self> {
        match self {
            Self::Local(path) => path.parent().map(|parent| Self::Local(parent.to_owned())),
            Self::Remote(path) => path.parent().map(Self::Remote),
        }
    }

    /// What is called `name` in it; `None` for a name that could lead elsewhere.
    pub fn join(&self, name: &RemoteName) -> Option<Self> {
        match self {
            Self::Local(path) => name.to_local().ok().map(|name| Self::Local(path.join(name))),
            Self::Remote(path) => name.blocked().is_none().then(|| Self::Remote(path.join(name))),
        }
    }

    /// Its own name; `None` at the top.
    pub fn name(&self) -> Option<RemoteName> {
        match self {
            Self::Local(path) => path.file_name().map(RemoteName::from_local),
            Self::Remote(path) => path.name(),
        }
    }

    /// The whole path for people.
    pub fn visible(&self) -> String {
        match self {
            Self::Local(path) => visible(path.as_os_str().as_encoded_bytes()),
            Self::Remote(path) => path.visible(),
        }
    }

    /// As it is remembered: text where it is text, with `%XX` for what is not.
    pub fn written(&self) -> String {
        let bytes = match self {
            Self::Local(path) => path.as_os_str().as_encoded_bytes(),
            Self::Remote(path) => path.as_bytes(),
        };
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains(char::is_control) => text.replace('%', "%25"),
            _ => percent_encode(bytes, OPAQUE).to_string(),
        }
    }

    /// The place of a side that was written so.
    pub fn read(side: Side, written: &str) -> Self {
        let bytes: Vec<u8> = percent_decode_str(written).collect();
        match side {
            Side::Local => {
                #[cfg(unix)]
                let path = <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes);
                #[cfg(not(unix))]
                let path = std::ffi::OsString::from(String::from_utf8_lossy(&bytes).into_owned());
                Self::Local(PathBuf::from(path))
            }
            Side::Remote => Self::Remote(RemotePath::new(bytes)),
        }
    }

    /// Every folder from the top down to this one.
    pub fn trail(&self) -> Vec<Self> {
        let mut trail = vec![self.clone()];
        while let Some(parent) = trail.last().and_then(Self::parent) {
            trail.push(parent);
        }
        trail.reverse();
        trail
    }

    /// The name in this folder that leads down to `below`; `None` if it is not below.
    pub fn step_towards(&self, below: &Self) -> Option<RemoteName> {
        let mut step = below.clone();
        while let Some(parent) = step.parent() {
            if parent == *self {
                return step.name();
            }
            step = parent;
        }
        None
    }

    /// What was typed while this folder was shown: absolute, or seen from here; `~` is `home`.
    pub fn typed(&self, text: &str, home: &Self) -> Self {
        let text = text.trim();
        let rest = match text.strip_prefix('~') {
            Some("") => return home.clone(),
            Some(rest) => rest.strip_prefix('/'),
            None => None,
        };
        match (self, home) {
            (Self::Local(_), Self::Local(home)) if rest.is_some() => Self::Local(home.join(rest.unwrap_or_default())),
            (Self::Local(here), _) => Self::Local(here.join(Path::new(text))),
            (Self::Remote(_), Self::Remote(home)) if rest.is_some() => {
                Self::Remote(RemotePath::new(rest.unwrap_or_default()).within(home))
            }
            (Self::Remote(here), _) => Self::Remote(RemotePath::new(text).within(here)),
        }
    }
}

/// What cannot stand in a remembered path as it is.
const OPAQUE: &AsciiSet = &CONTROLS.add(b'%');

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(path: &str) -> Place {
        Place::Remote(path.into())
    }

    fn local(path: &str) -> Place {
        Place::Local(path.into())
    }

    #[test]
    fn a_trail_leads_from_the_top_down() {
        assert_eq!(
            remote("/www/dist").trail(),
            [remote("/"), remote("/www"), remote("/www/dist")]
        );
        assert_eq!(remote("a/b").trail(), [remote(""), remote("a"), remote("a/b")]);
        assert_eq!(
            local("/home/mei").trail(),
            [local("/"), local("/home"), local("/home/mei")]
        );
    }

    #[test]
    fn the_step_towards_a_folder_is_the_name_that_was_left() {
        let step = |from: Place, to: Place| from.step_towards(&to).map(|name| name.visible());
        assert_eq!(step(remote("/"), remote("/www/dist")), Some("www".to_owned()));
        assert_eq!(step(local("/home"), local("/home/mei")), Some("mei".to_owned()));
        assert_eq!(step(remote("/www"), remote("/other")), None);
        assert_eq!(step(remote("/www"), remote("/www")), None);
    }

    #[test]
    fn typed_paths_start_here_or_at_the_top_or_at_home() {
        let typed = |text: &str| remote("/www").typed(text, &remote("/home/mei"));
        assert_eq!(typed("dist/a"), remote("/www/dist/a"));
        assert_eq!(typed(" /etc "), remote("/etc"));
        assert_eq!(typed("~"), remote("/home/mei"));
        assert_eq!(typed("~/x"), remote("/home/mei/x"));
        assert_eq!(typed("~x"), remote("/www/~x"));
        assert_eq!(local("/srv").typed("~/x", &local("/home/mei")), local("/home/mei/x"));
        assert_eq!(local("/srv").typed("y", &local("/home/mei")), local("/srv/y"));
    }

    #[test]
    fn a_place_that_was_remembered_is_the_same_place() {
        for path in [
            &b"/www"[..],
            "/\u{56fe}\u{7247}".as_bytes(),
            b"/50%25 off%",
            b"/\xcd\xbc\xc6\xac\n",
            b"",
            b"/",
        ] {
            let there = Place::Remote(RemotePath::new(path));
            assert_eq!(Place::read(Side::Remote, &there.written()), there, "{there:?}");
            assert!(!there.written().contains(char::is_control));
        }
        assert_eq!(remote("/\u{56fe}").written(), "/\u{56fe}");
        let here = local("/home/mei/a b");
        assert_eq!(Place::read(Side::Local, &here.written()), here);
    }

    #[test]
    fn a_name_that_could_lead_elsewhere_is_no_place() {
        assert_eq!(remote("/www").join(&"..".into()), None);
        assert_eq!(local("/www").join(&"a/b".into()), None);
        assert_eq!(remote("/www").join(&"a".into()), Some(remote("/www/a")));
    }
}
