//! How a tree behaves, and what is made to go wrong in it.

use std::time::Duration;

use crate::error::Error;
use crate::path::RemotePath;
use crate::remote::{Capabilities, Doubt};
use crate::secret::Secret;
use crate::trust::{Certificate, Distrust};

/// The methods of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is named after its method")]
pub enum Operation {
    Connect,
    WorkingDirectory,
    List,
    Stat,
    Download,
    Upload,
    MakeDirectory,
    RemoveDirectory,
    RemoveFile,
    Rename,
    SetPermissions,
    SetModified,
    Checksum,
    KeepAlive,
}

/// Something that goes wrong a number of times, then no more. The oldest one that fits is used first.
#[derive(Clone, Debug)]
pub struct Fault {
    /// In which method.
    pub operation: Operation,
    /// Only for this path, as the caller writes it; `None` for any.
    pub path: Option<RemotePath>,
    /// How often; `u32::MAX` for always.
    pub times: u32,
    /// What happens.
    pub effect: Effect,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Effect {
    /// The method fails and has done nothing.
    Error(Box<Error>),
    /// The method has done its work, and then fails: the reply was lost.
    DoneThenError(Box<Error>),
    /// A transfer fails behind this many bytes.
    ErrorAfter(u64, Box<Error>),
    /// A transfer moves this many bytes and claims success: a download sends no more, an upload keeps no more.
    Short(u64),
    /// The first byte of a transfer arrives changed, success is claimed.
    Corrupt,
    /// The method takes this much longer.
    Slow(Duration),
    /// No answer: `TimedOut` at the limit of the caller's patience, and the connection is broken.
    Silent,
}

/// How the server behaves when nothing goes wrong. Changed by [`super::Tree::behave`]; holds for what begins afterwards.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// What sessions say they can do, and can do. Here `lanes` calls of one session run at once.
    pub capabilities: Capabilities,
    /// Where a login lands.
    pub home: RemotePath,
    /// So many sessions at once; one more gets `TooMany`.
    pub sessions: Option<usize>,
    /// How long each call takes before it does anything.
    pub latency: Duration,
    /// How long each piece of a transfer takes.
    pub pace: Duration,
    /// Bytes in a piece of a download.
    pub piece: usize,
    /// Entries in a page of a listing.
    pub page: usize,
    /// A rename onto an existing file replaces it (where the session renames safely: if it is told to).
    pub replaces: bool,
    /// Uploads dress the file and tell its size in the same call.
    pub dresses: bool,
    /// What makes each listing less than proven.
    pub doubt: Option<Doubt>,
    /// The only user and password that are accepted; `None` accepts anyone.
    pub login: Option<(String, Secret)>,
    /// The certificate that the server shows and what the platform thinks of it; `None` shows none.
    pub certificate: Option<(Certificate, Result<(), Distrust>)>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            capabilities: Capabilities {
                lanes: 1,
                sets_modified: true,
                sets_permissions: true,
                checksums: true,
                exact_listings: true,
                sizes: true,
                offsets: true,
                ..Capabilities::default()
            },
            home: RemotePath::root(),
            sessions: None,
            latency: Duration::ZERO,
            pace: Duration::ZERO,
            piece: 64 * 1024,
            page: 100,
            replaces: false,
            dresses: false,
            doubt: None,
            login: None,
            certificate: None,
        }
    }
}
