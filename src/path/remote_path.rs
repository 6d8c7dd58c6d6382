//! Paths on the server.

use std::fmt;

use super::{RemoteName, visible};

/// A path on the server, in the server's bytes, with `/` between its names.
///
/// Either absolute (starts with `/`) or relative to the folder in which the login landed. The empty path is that
/// folder itself. A path never ends in `/` unless it is the root, and holds no empty segment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RemotePath(Vec<u8>);

impl RemotePath {
    /// The folder in which the login landed.
    pub fn home() -> Self {
        Self::default()
    }

    /// The root of the server's tree.
    pub fn root() -> Self {
        Self(b"/".to_vec())
    }

    /// Reads a path as typed or as sent by a server; repeated and trailing slashes are dropped.
    ///
    /// `.` and `..` stay as they are: only the server knows where they lead.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        let mut path = if bytes.starts_with(b"/") {
            Self::root()
        } else {
            Self::home()
        };
        for segment in bytes.split(|byte| *byte == b'/').filter(|segment| !segment.is_empty()) {
            path.push(segment);
        }
        path
    }

    /// Whether the path starts at the server's root.
    pub fn is_absolute(&self) -> bool {
        self.0.starts_with(b"/")
    }

    /// The bytes as they are sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path of `name` inside this folder.
    ///
    /// The caller has made sure that the name is not blocked; see [`RemoteName::blocked`].
    #[must_use]
    pub fn join(&self, name: &RemoteName) -> Self {
        let mut path = self.clone();
        path.push(name.as_bytes());
        path
    }

    /// This path seen from `home`: an absolute path stays, a relative one is put behind it.
    #[must_use]
    pub fn within(&self, home: &RemotePath) -> Self {
        if self.is_absolute() {
            return self.clone();
        }
        let mut path = home.clone();
        for segment in self.segments() {
            path.push(segment);
        }
        path
    }

    /// The folder that holds this path; `None` for the root and for the login folder.
    pub fn parent(&self) -> Option<Self> {
        if self.0.is_empty() || self.0 == b"/" {
            return None;
        }
        match self.0.iter().rposition(|byte| *byte == b'/') {
            Some(0) => Some(Self::root()),
            Some(at) => Some(Self(self.0[..at].to_vec())),
            None => Some(Self::home()),
        }
    }

    /// The last name; `None` for the root and for the login folder.
    pub fn name(&self) -> Option<RemoteName> {
        self.segments().last().map(RemoteName::new)
    }

    /// The names from the top down.
    pub fn segments(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b'/').filter(|segment| !segment.is_empty())
    }

    /// Whether a NUL, CR or LF stands in the path, so that no FTP command can carry it.
    pub fn breaks_a_command(&self) -> bool {
        self.0.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'))
    }

    /// The path for people: see [`visible`].
    pub fn visible(&self) -> String {
        visible(&self.0)
    }

    fn push(&mut self, segment: &[u8]) {
        if !self.0.is_empty() && self.0 != b"/" {
            self.0.push(b'/');
        }
        self.0.extend_from_slice(segment);
    }
}

impl From<&str> for RemotePath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.visible())
    }
}

impl fmt::Debug for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.visible())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_put_together_and_taken_apart() {
        let path = RemotePath::from("//srv//www/");
        assert_eq!(path.as_bytes(), b"/srv/www");
        assert_eq!(path.join(&"a b".into()).as_bytes(), b"/srv/www/a b");
        assert_eq!(path.parent(), Some(RemotePath::from("/srv")));
        assert_eq!(RemotePath::from("/srv").parent(), Some(RemotePath::root()));
        assert_eq!(RemotePath::root().parent(), None);
        assert_eq!(RemotePath::from("www").parent(), Some(RemotePath::home()));
        assert_eq!(path.name(), Some("www".into()));
        assert_eq!(RemotePath::root().name(), None);
        assert_eq!(RemotePath::root().join(&"x".into()).as_bytes(), b"/x");
    }

    #[test]
    fn relative_paths_start_at_the_login_folder() {
        let home = RemotePath::from("/home/anna");
        assert_eq!(
            RemotePath::from("docs/x").within(&home).as_bytes(),
            b"/home/anna/docs/x"
        );
        assert_eq!(RemotePath::from("/x").within(&home).as_bytes(), b"/x");
        assert_eq!(RemotePath::home().within(&home), home);
    }
}
