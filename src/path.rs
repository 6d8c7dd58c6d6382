//! Names and paths of the server, as bytes.
//!
//! A server's name is kept exactly as it came, so that a file whose name is not UTF-8 can still be fetched, renamed and
//! deleted. Three things are done with names, each by one function: showing ([`visible`]), sending (a
//! [`RemotePath`]) and writing to the local disk ([`RemoteName::to_local`]).

mod charset;
mod local_name;
mod pattern;
mod remote_path;
mod visible;

pub use charset::Charset;
pub use local_name::Blocked;
pub use pattern::matches;
pub use remote_path::RemotePath;
pub use visible::visible;

use std::fmt;

/// One name inside a remote folder, in the server's own bytes.
///
/// Any bytes may stand in it, also those that no file can have: a listing is hostile input. [`RemoteName::blocked`]
/// tells whether it may be used.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemoteName(Box<[u8]>);

impl RemoteName {
    /// Takes the bytes as they are.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into().into_boxed_slice())
    }

    /// The server's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name for people: see [`visible`].
    pub fn visible(&self) -> String {
        visible(&self.0)
    }
}

impl From<&str> for RemoteName {
    fn from(name: &str) -> Self {
        Self::new(name.as_bytes())
    }
}

impl fmt::Display for RemoteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.visible())
    }
}

impl fmt::Debug for RemoteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.visible())
    }
}
