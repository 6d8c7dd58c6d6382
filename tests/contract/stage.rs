//! What one check finds: a session, a fresh folder, and the server's disk where there is one.

use std::path::PathBuf;
use std::pin::Pin;

use packetboat::error::{Error, Kind};
use packetboat::path::{RemoteName, RemotePath};
use packetboat::remote::{Session, Start};

use crate::ground::client::{self, Client};
use crate::ground::{Brand, Server};

/// A check by its name.
pub type Check = (&'static str, for<'a> fn(&'a Stage) -> Running<'a>);

/// A check that is under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Lists checks under the names of their functions.
macro_rules! checks {
    ($($check:ident),* $(,)?) => {
        pub const CHECKS: &[crate::stage::Check] = &[$((stringify!($check), |stage| Box::pin($check(stage)))),*];
    };
}
pub(crate) use checks;

pub struct Stage {
    pub session: Session,
    /// A fresh empty folder, relative to the login folder.
    pub folder: RemotePath,
    /// The same on the server's disk.
    pub disk: Option<PathBuf>,
    pub brand: Option<Brand>,
}

impl Stage {
    pub async fn set(client: &Client, server: Option<&Server>, name: &str) -> Self {
        let session = client.connect().await.unwrap();
        let folder = RemotePath::new(name);
        let disk = server.map(|server| server.home.join(name));
        if let (Some(disk), Some(server)) = (&disk, server) {
            let _ = std::fs::remove_dir_all(disk);
            std::fs::create_dir(disk).unwrap();
            server.give_away(disk);
        } else {
            session.make_directory(&folder).await.unwrap();
        }
        Self {
            session,
            folder,
            disk,
            brand: server.map(|server| server.brand),
        }
    }

    /// A path in the fresh folder.
    pub fn path(&self, name: impl AsRef<[u8]>) -> RemotePath {
        self.folder.join(&RemoteName::new(name.as_ref()))
    }

    /// Puts a file there through the session.
    pub async fn put(&self, name: impl AsRef<[u8]>, bytes: &[u8]) -> RemotePath {
        let path = self.path(name);
        client::upload(&self.session, bytes, &path, Start::Beginning, None)
            .await
            .unwrap();
        path
    }

    /// The file has exactly these bytes, as the session tells and as the server's disk holds them.
    pub async fn assert_content(&self, path: &RemotePath, expected: &[u8]) {
        let bytes = client::fetch(&self.session, path).await.unwrap();
        assert!(
            bytes == expected,
            "{path}: {} bytes came, not the {} expected",
            bytes.len(),
            expected.len()
        );
        if let Some(bytes) = self.on_disk(path) {
            assert!(
                bytes == expected,
                "{path}: {} bytes on the disk, not {}",
                bytes.len(),
                expected.len()
            );
        }
    }

    /// The content of a file on the server's disk; `None` where there is no disk.
    pub fn on_disk(&self, path: &RemotePath) -> Option<Vec<u8>> {
        Some(std::fs::read(self.disk_path(path)?).unwrap())
    }

    /// Where a path in the fresh folder stands on the server's disk.
    pub fn disk_path(&self, path: &RemotePath) -> Option<PathBuf> {
        use std::os::unix::ffi::OsStrExt;
        let below = path.as_bytes().strip_prefix(self.folder.as_bytes()).unwrap();
        let below = below.strip_prefix(b"/").unwrap_or(below);
        Some(self.disk.as_ref()?.join(std::ffi::OsStr::from_bytes(below)))
    }

    /// The names in a folder, sorted.
    pub async fn names_in(&self, folder: &RemotePath) -> Vec<Vec<u8>> {
        let (entries, listing) = client::list(&self.session, folder).await.unwrap();
        assert_eq!(listing.unknown, 0, "{:?}", listing.unknown_lines);
        assert_eq!(listing.entries, entries.len() as u64);
        let mut names: Vec<_> = entries.iter().map(|entry| entry.name.as_bytes().to_vec()).collect();
        names.sort();
        names
    }

    /// The session answers the next question with the right answer, or says that it is broken.
    pub async fn assert_in_step(&self, known: &RemotePath, size: u64) {
        if self.session.is_broken() {
            let refused = self.session.stat(known, false).await;
            assert!(refused.is_err(), "a broken session answered");
            return;
        }
        let entry = self.session.stat(known, false).await.unwrap();
        assert_eq!(entry.size, Some(size), "the answer to another question came");
        assert!(self.session.keep_alive().await.is_ok());
    }
}

/// The server said no, in its own words, and the session goes on.
pub fn assert_refused<T: std::fmt::Debug>(session: &Session, outcome: Result<T, Error>, kinds: &[Kind]) {
    let error = outcome.expect_err("it must not work");
    assert!(kinds.contains(&error.kind), "{error:?}");
    assert!(
        !error.broken && !session.is_broken(),
        "a refusal breaks nothing: {error:?}"
    );
}
