//! What one logged-in connection consists of, and its state between calls.

use std::sync::Arc;

use bytes::BytesMut;

use super::control::Control;
use super::feature::Features;
use super::login::Agreed;
use super::tls::Tls;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{Blocked, RemotePath};
use crate::remote::Algorithm;
use crate::site::{FtpOptions, TlsVersion};

/// A control connection with what was agreed on it. One call at a time has it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) control: Control,
    pub(super) tls: Option<Arc<Tls>>,
    /// A retreat to TLS 1.2 is no way out: the server does not speak it.
    pub(super) only_tls13: bool,
    pub(super) options: FtpOptions,
    pub(super) features: Features,
    /// The login folder; `None` where the server does not name it as a path.
    pub(super) home: Option<RemotePath>,
    /// The folder that the server is in, if it is known.
    pub(super) directory: Option<RemotePath>,
    /// Free room for data, kept between transfers so that small files cost no large allocation each.
    pub(super) buffer: BytesMut,
    /// An offset was given to the server, and some servers keep it for the next transfer.
    pub(super) offset_given: bool,
    /// The way in which a data connection worked on this connection: `true` if we listened.
    pub(super) proven: Option<bool>,
    /// Whether `LIST -a` shows more than `LIST`; `None` until it is known.
    pub(super) lists_all: Option<bool>,
    /// The server refused `MLSD` although it offers it.
    pub(super) no_mlsd: bool,
    /// `MLST` has shown a link as one.
    pub(super) shows_links: bool,
    /// A look whether a file is a link has failed for want of a data connection.
    pub(super) looks_in_vain: bool,
    /// The algorithm that HASH was told to use.
    pub(super) hash_chosen: Option<Algorithm>,
    /// The command that sets times here, once one has worked.
    pub(super) sets_time: Option<super::file_commands::SetTime>,
}

impl Connection {
    pub(super) fn new(control: Control, tls: Option<Arc<Tls>>, options: FtpOptions, agreed: Agreed) -> Self {
        Self {
            control,
            tls,
            only_tls13: false,
            options,
            features: agreed.features,
            directory: agreed.home.clone(),
            home: agreed.home,
            buffer: BytesMut::new(),
            offset_given: false,
            proven: None,
            lists_all: None,
            no_mlsd: false,
            shows_links: false,
            looks_in_vain: false,
            hash_chosen: None,
            sets_time: None,
        }
    }

    /// A command line with a path, which is made independent of the folder that the server is in.
    ///
    /// # Errors
    /// `BlockedName` if the path cannot stand in one line.
    pub(super) fn line(&self, verb: &str, path: &RemotePath) -> Result<Vec<u8>> {
        if path.breaks_a_command() {
            let nul = path.as_bytes().contains(&0);
            let blocked = if nul { Blocked::Nul } else { Blocked::LineBreak };
            let attempted = format!("{verb} {}", path.visible());
            return Err(Error::new(Stage::Command, Kind::BlockedName(blocked), attempted));
        }
        let path = match &self.home {
            Some(home) => path.within(home),
            None => path.clone(),
        };
        if path.as_bytes().is_empty() {
            return Ok(verb.as_bytes().to_vec());
        }
        Ok([verb.as_bytes(), b" ", path.as_bytes()].concat())
    }

    /// Whether data connections run over TLS 1.3, whose tickets can be used only once.
    pub(super) fn is_tls13(&self) -> bool {
        let facts = self.control.shared.facts();
        self.tls.is_some()
            && facts
                .tls
                .as_ref()
                .is_some_and(|(version, _)| *version == TlsVersion::Tls13)
    }
}
