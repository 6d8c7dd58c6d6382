//! What may stand on the command line.

mod keeping;
mod queue;

use std::ffi::OsString;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::address::Address;
use crate::site::Mode;
use crate::transfer::{Policy, Resolution, Verify};
use crate::trust::{Fingerprint, KeyPrint};

pub use keeping::{LoginName, Place, PrivateName, SitesTask, TrustTask};
pub use queue::{QueueTask, Shown};

/// Moves files over SFTP, FTPS and FTP, proves that they arrived, and says why when one did not.
#[derive(Parser)]
#[command(name = "packetboat-cli", version, max_term_width = 100, after_help = AFTER, after_long_help = AFTER_LONG)]
pub struct Arguments {
    /// The options.
    #[command(flatten)]
    pub options: Options,
    /// The command.
    #[command(subcommand)]
    pub task: Task,
}

const AFTER: &str = "\
URLs:
  ftp://[user[:password]@]host[:port][/path]   explicit TLS, required (port 21)
  ftps://...                                   implicit TLS (port 990)
  ftp+plain://...                              no encryption at all
  sftp://...                                   SSH (port 22); the host may be an alias of ~/.ssh/config
  site:NAME[/path]                             a saved site; folders of the site tree as FOLDER%2FNAME
No path or /~/x starts at the login folder, /x at the server's root. A % is written as %25.";

const AFTER_LONG: &str = "\
URLs:
  ftp://[user[:password]@]host[:port][/path]   explicit TLS, required (port 21)
  ftps://...                                   implicit TLS (port 990)
  ftp+plain://...                              no encryption at all, the only way to ask for it
  sftp://...                                   SSH (port 22); the host may be an alias of ~/.ssh/config
  site:NAME[/path]                             a saved site; folders of the site tree as FOLDER%2FNAME. Without a path:
                                               where the site starts. Its password comes from the keychain
  No path or /~/x starts at the login folder, /x at the server's root. Segments are percent-decoded once; a % itself
  is written as %25. *, ? and [] in the last segment select names unless percent-encoded. IPv6: ftp://[::1]/

Destinations, as cp -r does it:
  DEST/ or an existing folder receives the source under its own name; otherwise DEST is the new name. DIR/ as a source
  means what is in it. Several sources need a folder. Missing parents are made by get and put. - is standard output or
  input.

Moving:
  get --move and put --move remove a source only when its file is in place, checked and on record, and only if the source
  is still what was transferred; here it is removed for good, not put into the trash. A folder goes when it is empty. What
  was skipped, has failed, could not be checked, or is a link stays, and so does what cannot be removed: each is named.

SSH:
  From ~/.ssh/config come HostName, User, Port, IdentityFile, CertificateFile, ProxyJump and HostKeyAlias. Keys of hosts are
  known from OpenSSH's known_hosts files, which are never written, and from one in the profile folder. The ssh-agent is
  asked only with --agent.

Standard input:
  With --password-stdin the first line is the password, with --passphrase-stdin the first line is the passphrase of key
  files; with both, the passphrase is the second line. Further lines answer further questions of an SSH server, in order.

Exit status, the first that applies:
  130 interrupted, 2 wrong usage, 5 the server is not trusted, 6 login refused or password missing, 4 could not
  connect, 1 some of the work failed, 3 a file was left because it exists and nobody said what to do about it, or a
  moved file is still at its source too, 0 all done. 4 to 6 only if no file of the run was finished.

Examples:
  packetboat-cli ls ftp://me@example.org/
  packetboat-cli get ftp://me@example.org/site/ backup/
  packetboat-cli get sftp://alias/~/photos/ photos
  packetboat-cli put index.html pictures ftp://me@example.org/~/www/
  packetboat-cli --json --password-stdin get ftp://me@example.org/data.csv . < password";

/// Options that may stand before or behind the command.
#[derive(clap::Args)]
pub struct Options {
    /// Write one JSON object a line, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// FTP: who opens data connections: the server listens (passive), or we do (active)
    #[arg(long, global = true, value_name = "MODE")]
    pub mode: Option<ModeName>,
    /// Active mode: listen on these local ports
    #[arg(long, global = true, value_name = "A-B", value_parser = ports)]
    pub active_ports: Option<RangeInclusive<u16>>,
    /// Active mode: announce this address to the server (NAT)
    #[arg(long, global = true, value_name = "IP")]
    pub active_address: Option<IpAddr>,
    /// How long to wait for a connection, a reply, or the next byte
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86400))]
    pub timeout: Option<u64>,
    /// Keep pins and what was learned about servers here
    #[arg(long, global = true, value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// Read the password from the first line of standard input
    #[arg(long, global = true)]
    pub password_stdin: bool,
    /// SFTP: read the passphrase of key files from the first line of standard input, or the second after the password
    #[arg(long, global = true)]
    pub passphrase_stdin: bool,
    /// SFTP: log in with this private key; may be given several times, and goes before those of ~/.ssh/config
    #[arg(long, global = true, value_name = "FILE")]
    pub identity: Vec<PathBuf>,
    /// SFTP: ask the ssh-agent; with --identity for these keys only
    #[arg(long, global = true)]
    pub agent: bool,
    /// SFTP: offer SHA-1 and CBC too, for servers that know nothing better
    #[arg(long, global = true)]
    pub old_algorithms: bool,
    /// SFTP: trust exactly this host key if none is known; may be given several times, for the hosts on the way
    #[arg(long, global = true, value_name = "SHA256:...", value_parser = key_print)]
    pub accept_host_key: Vec<KeyPrint>,
    /// FTP: trust exactly this certificate if the system does not vouch for the server
    #[arg(long, global = true, value_name = "SHA256:...", value_parser = fingerprint)]
    pub accept_certificate: Option<Fingerprint>,
    /// Trust and remember a host key or certificate that is unknown; never one that changed, expired or was withdrawn
    #[arg(long, global = true)]
    pub accept_new: bool,
    /// Write what client and server say to each other to this file (- is standard error); passwords are masked
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Connections for transfers, 1 to 64 [default: 4]
    #[arg(long, global = true, value_name = "N", value_parser = jobs, help_heading = "Options of single commands")]
    pub jobs: Option<NonZeroUsize>,
    /// How much to check after a transfer [default: size]
    #[arg(long, global = true, value_name = "HOW", help_heading = "Options of single commands")]
    pub verify: Option<VerifyName>,
    /// What to do if the target exists; without this option the file is left and the exit status is 3
    #[arg(
        long,
        global = true,
        value_name = "WHAT",
        help_heading = "Options of single commands"
    )]
    pub on_conflict: Option<Conflict>,
    /// Move instead of copying: a file that has arrived and is proven to be right is removed where it came from (get, put)
    #[arg(long = "move", global = true, help_heading = "Options of single commands")]
    pub moves: bool,
    /// Bytes a second for all transfers together; k, M and G are powers of 1024
    #[arg(long, global = true, value_name = "BYTES", value_parser = rate, help_heading = "Options of single commands")]
    pub limit_rate: Option<u64>,
    /// Write what became of every file, and how it was checked, to this file: as JSON if its name ends so, else as CSV
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Options of single commands"
    )]
    pub report: Option<PathBuf>,
    /// Folders too, with all that is in them (rm, chmod; get and put always do)
    #[arg(long, global = true, help_heading = "Options of single commands")]
    pub recursive: bool,
}

/// What to do.
#[derive(Subcommand)]
pub enum Task {
    /// List a folder
    Ls {
        /// The folder; its last segment may select names
        url: Address,
    },
    /// Fetch files and folders
    Get {
        /// What to fetch
        #[arg(required = true, value_name = "URL")]
        urls: Vec<Address>,
        /// Where to; - is standard output
        #[arg(required = true, value_name = "DEST")]
        destination: OsString,
    },
    /// Send files and folders
    Put {
        /// What to send; - is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<OsString>,
        /// Where to
        #[arg(required = true)]
        url: Address,
    },
    /// Remove files, and folders with --recursive
    Rm {
        /// What to remove
        #[arg(required = true, value_name = "URL")]
        urls: Vec<Address>,
    },
    /// Make a folder
    Mkdir {
        /// Make missing parents, and accept that it exists
        #[arg(long)]
        parents: bool,
        /// The folder
        url: Address,
    },
    /// Rename or move on the server
    Mv {
        /// What to move
        url: Address,
        /// Its new path, written as in a URL: /x from the root, x from the login folder, DIR/ into that folder
        #[arg(value_name = "NEWPATH")]
        new_path: String,
    },
    /// Set permissions
    Chmod {
        /// Octal, such as 644
        #[arg(value_name = "MODE", value_parser = mode_bits)]
        permissions: u32,
        /// Of what
        url: Address,
    },
    /// Look at one name
    Stat {
        /// The name
        url: Address,
    },
    /// Try a connection out: every step up to a list, with its time, or why it stops there
    Test {
        /// The server, or the folder to list there
        url: Address,
    },
    /// Send one line to the server as it is, and show the reply
    Raw {
        /// The server
        url: Address,
        /// The line
        line: String,
    },
    /// Saved sites: any command takes site:NAME/path in place of a URL
    Sites {
        /// What to do with them
        #[command(subcommand)]
        task: SitesTask,
    },
    /// What earlier runs and the window have left to do
    Queue {
        /// What to do with it
        #[command(subcommand)]
        task: QueueTask,
    },
    /// Accepted certificates and host keys, and what was learned about servers
    Trust {
        /// What to do with them
        #[command(subcommand)]
        task: TrustTask,
    },
    /// Remove private data that was kept
    Clear {
        /// Which kinds
        #[arg(required = true, value_name = "KIND")]
        kinds: Vec<PrivateName>,
        /// Only count it
        #[arg(long)]
        count: bool,
    },
    /// Start servers on this computer to try things on
    Demo {
        /// Move files to and from them, compare every byte, and end
        #[arg(long)]
        check: bool,
    },
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page
    Man,
}

/// `--mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeName {
    /// Passive first, active where only the data connection fails
    Auto,
    /// The server listens
    Passive,
    /// We listen
    Active,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Auto => Self::Auto,
            ModeName::Passive => Self::Passive,
            ModeName::Active => Self::Active,
        }
    }
}

/// `--verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerifyName {
    /// Equal size on both sides
    Size,
    /// Also a hash, where the server can make one
    Hash,
}

impl From<VerifyName> for Verify {
    fn from(name: VerifyName) -> Self {
        match name {
            VerifyName::Size => Self::Size,
            VerifyName::Hash => Self::Hash,
        }
    }
}

/// `--on-conflict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Conflict {
    /// Replace it
    Overwrite,
    /// Replace it if the source is newer
    Newer,
    /// Replace it if the sizes differ
    Size,
    /// Go on behind its last byte, where its end is equal to the source at that place; else replace it
    Resume,
    /// Keep both, the new one gets a number
    Rename,
    /// Leave it
    Skip,
}

impl Options {
    /// `--on-conflict`.
    pub fn resolution(&self) -> Option<Resolution> {
        match self.on_conflict.map(Policy::from) {
            Some(Policy::Always(resolution)) => Some(resolution),
            _ => None,
        }
    }
}

impl From<Conflict> for Policy {
    fn from(conflict: Conflict) -> Self {
        Self::Always(match conflict {
            Conflict::Overwrite => Resolution::Overwrite,
            Conflict::Newer => Resolution::OverwriteIfNewer,
            Conflict::Size => Resolution::OverwriteIfSizeDiffers,
            Conflict::Resume => Resolution::Resume,
            Conflict::Rename => Resolution::Rename,
            Conflict::Skip => Resolution::Skip,
        })
    }
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let wrong = || "two ports from 1 to 65535, the lower first, such as 50000-50100".to_owned();
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    match (low.parse::<u16>(), high.parse::<u16>()) {
        (Ok(low), Ok(high)) if 0 < low && low <= high => Ok(low..=high),
        _ => Err(wrong()),
    }
}

fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    Fingerprint::parse(text).ok_or_else(|| "SHA256: and 64 hex digits, with or without colons".to_owned())
}

fn key_print(text: &str) -> Result<KeyPrint, String> {
    KeyPrint::parse(text).ok_or_else(|| "SHA256: and 43 characters, as ssh-keygen -l shows it".to_owned())
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(jobs) if jobs.get() <= 64 => Ok(jobs),
        _ => Err("a number from 1 to 64".to_owned()),
    }
}

fn rate(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match &text[digits.len()..] {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        _ => return Err("bytes a second, such as 500k or 2M".to_owned()),
    };
    match digits.parse::<u64>().ok().and_then(|count| count.checked_mul(unit)) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err("bytes a second, such as 500k or 2M".to_owned()),
    }
}

fn mode_bits(text: &str) -> Result<u32, String> {
    match u32::from_str_radix(text, 8) {
        Ok(mode) if mode <= 0o7777 && text.len() <= 5 && !text.starts_with('+') => Ok(mode),
        _ => Err("an octal mode such as 644 or 0755".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn rates_and_ports() {
        assert_eq!(rate("500k"), Ok(512_000));
        assert_eq!(rate("2M"), Ok(2 << 20));
        assert_eq!(rate("7"), Ok(7));
        for wrong in ["", "k", "0", "-1", "1.5M", "9x", "99999999999999999999", "99999999999G"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
        assert_eq!(ports("50000-50010"), Ok(50000..=50010));
        assert_eq!(ports("50000"), Ok(50000..=50000));
        for wrong in ["", "0-1", "5-4", "1-65536", "a-b", "-"] {
            assert!(ports(wrong).is_err(), "{wrong}");
        }
        assert_eq!(mode_bits("0755"), Ok(0o755));
        for wrong in ["8", "", "77777", "u+x", "+644"] {
            assert!(mode_bits(wrong).is_err(), "{wrong}");
        }
    }
}
