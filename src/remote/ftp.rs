//! FTP and FTPS.

pub mod listing;

use tokio::sync::mpsc;

use super::{Capabilities, Checksum, Dial, Facts, Listing, Moved, Start};
use crate::entry::Entry;
use crate::error::{Reply, Result};
use crate::path::RemotePath;
use crate::pipe::{Sink, Source};
use crate::site::Learned;

/// One FTP control connection, logged in.
#[derive(Debug)]
pub struct Session {}

#[allow(clippy::todo, clippy::unused_async, unused_variables, missing_docs)]
impl Session {
    pub async fn size(&self, path: &RemotePath) -> Result<Option<u64>> {
        todo!()
    }
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        todo!()
    }
    pub fn capabilities(&self) -> Capabilities {
        todo!()
    }
    pub fn facts(&self) -> Facts {
        todo!()
    }
    pub fn learned(&self) -> Learned {
        todo!()
    }
    pub fn is_broken(&self) -> bool {
        todo!()
    }
    pub async fn working_directory(&self) -> Result<RemotePath> {
        todo!()
    }
    pub async fn list(&self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        todo!()
    }
    pub async fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        todo!()
    }
    pub async fn download(&self, path: &RemotePath, offset: u64, sink: Sink) -> Result<Moved> {
        todo!()
    }
    pub async fn upload(&self, source: Source, path: &RemotePath, start: Start) -> Result<Moved> {
        todo!()
    }
    pub async fn make_directory(&self, path: &RemotePath) -> Result<()> {
        todo!()
    }
    pub async fn remove_directory(&self, path: &RemotePath) -> Result<()> {
        todo!()
    }
    pub async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        todo!()
    }
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath) -> Result<()> {
        todo!()
    }
    pub async fn set_permissions(&self, path: &RemotePath, mode: u32) -> Result<()> {
        todo!()
    }
    pub async fn set_modified(&self, path: &RemotePath, seconds: i64) -> Result<()> {
        todo!()
    }
    pub async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        todo!()
    }
    pub async fn keep_alive(&self) -> Result<()> {
        todo!()
    }
    pub async fn raw(&self, line: &[u8]) -> Result<Reply> {
        todo!()
    }
    pub async fn close(self) {
        todo!()
    }
}
