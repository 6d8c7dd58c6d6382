//! The steps of a trial in their order.

use crate::error::Stage;
use crate::site::{Protocol, Security, Site};
use crate::wire::Milestone;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The address of the host.
    Address,
    /// A connection to it.
    Connection,
    /// What it says first.
    Greeting,
    /// TLS or the SSH handshake.
    Encryption,
    /// Whether it is the server that is meant.
    Identity,
    /// Logging in.
    Login,
    /// Listing a folder.
    Folder,
}

/// The steps that a site has.
pub fn all(site: &Site) -> Vec<Part> {
    use Part::{Address, Connection, Encryption, Folder, Greeting, Identity, Login};
    match &site.protocol {
        // Who jumps asks the jump host for the address.
        Protocol::Sftp(options) if options.jump.is_some() => {
            vec![Connection, Greeting, Encryption, Identity, Login, Folder]
        }
        Protocol::Ftp(options) if options.security == Security::Plain => {
            vec![Address, Connection, Greeting, Encryption, Login, Folder]
        }
        Protocol::Ftp(options) if options.security == Security::Implicit => {
            vec![Address, Connection, Encryption, Identity, Greeting, Login, Folder]
        }
        Protocol::Sftp(_) | Protocol::Ftp(_) => {
            vec![Address, Connection, Greeting, Encryption, Identity, Login, Folder]
        }
        Protocol::Memory => vec![Connection, Identity, Login, Folder],
    }
}

impl Part {
    /// The step that this is the end of.
    pub fn of(milestone: &Milestone) -> Self {
        match milestone {
            Milestone::Resolved(_) => Self::Address,
            Milestone::Connected { .. } => Self::Connection,
            Milestone::Greeted(_) => Self::Greeting,
            Milestone::Encrypted(_) => Self::Encryption,
            Milestone::Trusted(_) => Self::Identity,
            Milestone::LoggedIn { .. } => Self::Login,
            Milestone::Listed { .. } => Self::Folder,
        }
    }

    /// The step that an error of this stage ends.
    pub fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Resolve => Self::Address,
            Stage::Connect | Stage::Plan | Stage::LocalDisk => Self::Connection,
            Stage::Greeting => Self::Greeting,
            Stage::Tls | Stage::Ssh => Self::Encryption,
            Stage::Trust => Self::Identity,
            Stage::Login => Self::Login,
            Stage::Command | Stage::DataConnection | Stage::Transfer | Stage::Check | Stage::Listing => Self::Folder,
        }
    }
}
