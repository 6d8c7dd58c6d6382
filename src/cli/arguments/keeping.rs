//! Commands about what is kept: sites, trust, private data.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::cli::address::Address;
use crate::engine::profile::Private;
use crate::import::Format;
use crate::url::SavedUrl;

/// `sites`.
#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one in a run")]
pub enum SitesTask {
    /// Show all saved sites, as their names are written behind site:
    List,
    /// Save a site; options such as --mode and --identity are saved with it
    Add {
        /// What to call it; folders of the site tree before it, with %2F behind each
        #[arg(value_name = "NAME", value_parser = place)]
        name: Place,
        /// Where it is; a path is where it starts
        url: Address,
        /// How it logs in [default: as the URL and the options have it]
        #[arg(long, value_name = "HOW")]
        login: Option<LoginName>,
    },
    /// Remove saved sites, with their passwords in the keychain
    Remove {
        /// Which
        #[arg(required = true, value_name = "NAME", value_parser = place)]
        names: Vec<Place>,
    },
    /// Write all saved sites to a file, without passwords
    Export {
        /// Which file; - is standard output. One that exists is left alone
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Who shall read it
        #[arg(long = "for", value_name = "PROGRAM", default_value = "packetboat")]
        program: Program,
    },
    /// Add the sites of another program; passwords go into the keychain
    Import {
        /// FileZilla's sitemanager.xml, WinSCP.ini, lftp's bookmarks, rclone.conf, ssh's config, or an export
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Whose file it is [default: what it looks like]
        #[arg(long, value_name = "PROGRAM")]
        from: Option<Source>,
        /// Only show what would be added
        #[arg(long)]
        dry_run: bool,
        /// Also sites that are there already
        #[arg(long)]
        all: bool,
    },
}

/// `trust`.
#[derive(Subcommand)]
pub enum TrustTask {
    /// Show certificates and host keys that were accepted, and what was learned about servers
    List,
    /// Forget them for one server, as the list shows it
    Forget {
        /// host:port, or a host key's host
        #[arg(value_name = "SERVER")]
        server: String,
    },
}

/// The name of a site with the folders before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(pub Vec<String>);

fn place(text: &str) -> Result<Place, crate::url::Error> {
    SavedUrl::name(text.strip_prefix("site:").unwrap_or(text)).map(Place)
}

/// `--login`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LoginName {
    /// Without a name of one's own (FTP)
    Anonymous,
    /// With a password that is asked for
    Ask,
    /// With a password in the keychain; it is asked for now, or read with --password-stdin
    Password,
    /// With the key files of --identity (SFTP)
    Key,
    /// With the ssh-agent (SFTP)
    Agent,
    /// By answering what the server asks (SFTP)
    Interactive,
}

/// `--for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Program {
    /// This one
    Packetboat,
    /// FileZilla
    Filezilla,
}

impl From<Program> for Format {
    fn from(program: Program) -> Self {
        match program {
            Program::Packetboat => Self::Packetboat,
            Program::Filezilla => Self::FileZilla,
        }
    }
}

/// `--from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// An export of this program
    Packetboat,
    /// FileZilla
    Filezilla,
    /// WinSCP
    Winscp,
    /// lftp
    Lftp,
    /// rclone
    Rclone,
    /// OpenSSH
    Ssh,
}

impl From<Source> for Format {
    fn from(source: Source) -> Self {
        match source {
            Source::Packetboat => Self::Packetboat,
            Source::Filezilla => Self::FileZilla,
            Source::Winscp => Self::WinScp,
            Source::Lftp => Self::Lftp,
            Source::Rclone => Self::Rclone,
            Source::Ssh => Self::Ssh,
        }
    }
}

/// `clear`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PrivateName {
    /// Addresses that were visited, and the tabs of the window
    Recent,
    /// What was learned about servers, and in which character set they write names
    Learned,
    /// Certificates and host keys that were accepted, and servers that may be spoken to in clear
    Trust,
    /// Passwords and passphrases in the keychain
    Secrets,
}

impl From<PrivateName> for Private {
    fn from(name: PrivateName) -> Self {
        match name {
            PrivateName::Recent => Self::Recent,
            PrivateName::Learned => Self::Learned,
            PrivateName::Trust => Self::Trust,
            PrivateName::Secrets => Self::Secrets,
        }
    }
}
