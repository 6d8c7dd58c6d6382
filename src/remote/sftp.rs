//! SFTP, version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions.

use std::ops::Range;
use std::time::Duration;

use tokio::sync::mpsc;

use super::{Capabilities, Checksum, Dial, Dress, Facts, Listing, Moved, Start, unsupported};
use crate::entry::Entry;
use crate::error::{Reply, Result};
use crate::path::RemotePath;
use crate::pipe::{Sink, Source};
use crate::site::Learned;

/// An SFTP session: many operations at once on one connection.
#[derive(Debug)]
pub struct Session {}

macro_rules! missing {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        impl Session { $(
            #[allow(missing_docs, clippy::unused_async, clippy::missing_errors_doc)]
            pub async fn $name(&self, $($arg: $ty),*) -> Result<$out> {
                $(let _ = $arg;)*
                Err(unsupported(stringify!($name).into()))
            }
        )* }
    };
}

missing! {
    working_directory() -> RemotePath;
    list(folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Listing;
    stat(path: &RemotePath, follow: bool) -> Entry;
    size(path: &RemotePath) -> Option<u64>;
    download(path: &RemotePath, offset: u64, sink: Sink) -> Moved;
    download_range(path: &RemotePath, range: Range<u64>, sink: Sink) -> Moved;
    upload(source: Source, path: &RemotePath, start: Start, dress: Option<Dress>) -> Moved;
    make_directory(path: &RemotePath) -> ();
    remove_directory(path: &RemotePath) -> ();
    remove_file(path: &RemotePath) -> ();
    rename(from: &RemotePath, to: &RemotePath, replace: bool) -> ();
    read_link(path: &RemotePath) -> Vec<u8>;
    make_link(path: &RemotePath, target: &[u8]) -> ();
    free_space(path: &RemotePath) -> Option<u64>;
    set_permissions(path: &RemotePath, mode: u32) -> ();
    set_modified(path: &RemotePath, seconds: i64) -> ();
    checksum(path: &RemotePath) -> Option<Checksum>;
    keep_alive() -> ();
    raw(line: &[u8]) -> Reply;
}

#[allow(missing_docs, clippy::missing_errors_doc, clippy::unused_async)]
impl Session {
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        let _ = super::ssh::Connection::open(&dial, dial.site).await?;
        Ok(Self {})
    }
    pub fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }
    pub fn facts(&self) -> Facts {
        Facts::default()
    }
    pub fn learned(&self) -> Learned {
        Learned::default()
    }
    pub fn is_broken(&self) -> bool {
        false
    }
    pub fn round_trip(&self) -> Option<Duration> {
        None
    }
    pub async fn close(self) {}
}
