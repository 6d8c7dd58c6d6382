//! The pieces of work, and how each program is told to do them.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::link::Distance;
use super::{Program, Stage};
use crate::run::number;

/// A piece of work: its name, what is to be done, and how far away the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Get,
    Put,
    GetMany,
    PutMany,
    GetManyFar,
    PutManyFar,
    ListFar,
    GetFarther,
    PutFarther,
    BrowseBeside,
}

/// What is to be done, with MiB or numbers of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Get(usize),
    Put(usize),
    GetMany(usize),
    PutMany(usize),
    List(usize),
    /// Listings of a hundred entries while a file of so many MiB comes.
    Browse(usize),
}

impl Work {
    pub const ALL: [Self; 10] = [
        Self::Get,
        Self::Put,
        Self::GetMany,
        Self::PutMany,
        Self::GetManyFar,
        Self::PutManyFar,
        Self::ListFar,
        Self::GetFarther,
        Self::PutFarther,
        Self::BrowseBeside,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get-big",
            Self::Put => "put-big",
            Self::GetMany => "get-many",
            Self::PutMany => "put-many",
            Self::GetManyFar => "get-many-20ms",
            Self::PutManyFar => "put-many-20ms",
            Self::ListFar => "list-100000-20ms",
            Self::GetFarther => "get-big-100ms",
            Self::PutFarther => "put-big-100ms",
            Self::BrowseBeside => "browse-beside-get-20ms-100mbit",
        }
    }

    pub fn kind(self) -> Kind {
        let mib = number("PACKETBOAT_BENCH_MIB", 1024);
        match self {
            Self::Get => Kind::Get(mib),
            Self::Put => Kind::Put(mib),
            Self::GetMany => Kind::GetMany(10_000),
            Self::PutMany => Kind::PutMany(10_000),
            Self::GetManyFar => Kind::GetMany(1000),
            Self::PutManyFar => Kind::PutMany(1000),
            Self::ListFar => Kind::List(100_000),
            Self::GetFarther => Kind::Get(mib / 4),
            Self::PutFarther => Kind::Put(mib / 4),
            Self::BrowseBeside => Kind::Browse(mib),
        }
    }

    pub fn distance(self) -> Option<Distance> {
        let far = |milliseconds, bandwidth| Distance {
            round_trip: Duration::from_millis(milliseconds),
            bandwidth,
        };
        match self {
            Self::Get | Self::Put | Self::GetMany | Self::PutMany => None,
            Self::GetManyFar | Self::PutManyFar | Self::ListFar => Some(far(20, None)),
            Self::GetFarther | Self::PutFarther => Some(far(100, None)),
            Self::BrowseBeside => Some(far(20, Some(100_000_000))),
        }
    }
}

impl Stage {
    pub fn command(&self, work: Work, program: Program) -> Command {
        match program {
            Program::Ours => self.ours(work),
            Program::OpenSsh => self.openssh(work),
            Program::Rclone => self.rclone(work),
            Program::Lftp => self.lftp(work),
        }
    }

    /// The server's folder as everybody is told of it.
    pub fn there(&self, name: &str) -> PathBuf {
        self.server.home.join(name)
    }

    fn ours(&self, work: Work) -> Command {
        let url = |name: &str| format!("sftp://{}@{}{}", self.user(), self.address, self.there(name).display());
        let out = self.came().display().to_string();
        let local = |name| self.local(name).display().to_string();
        let arguments: Vec<String> = match work.kind() {
            Kind::Get(_) | Kind::Browse(_) => vec!["get".into(), url("big"), out],
            Kind::Put(_) => vec!["put".into(), local("big"), url(&self.out)],
            Kind::GetMany(_) => vec!["get".into(), url("many"), out],
            Kind::PutMany(_) => vec!["put".into(), local("many"), url(&self.out)],
            Kind::List(_) => vec!["ls".into(), url("many")],
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"));
        command.args(arguments).arg("--profile").arg(self.local("profile"));
        // Nobody's own keys and hosts play a part.
        command
            .arg("--identity")
            .arg(self.key())
            .env("HOME", self.folder.path());
        command
    }

    fn openssh(&self, work: Work) -> Command {
        let (out, name) = (self.came().display().to_string(), self.there(&self.out));
        let (big, many) = (self.local("big"), self.local("many"));
        let doing = match work.kind() {
            Kind::Get(_) | Kind::Browse(_) => format!("get big {out}"),
            Kind::Put(_) => format!("put {} {}", big.display(), name.display()),
            Kind::GetMany(_) => format!("get -R many {out}"),
            Kind::PutMany(_) => format!("mkdir {0}\nput -R {1}/* {0}", name.display(), many.display()),
            Kind::List(_) => "ls -la many".into(),
        };
        let batch = self.local("batch");
        std::fs::write(&batch, doing + "\n").expect("a file");
        let mut command = self.sftp();
        command.arg("-b").arg(batch).arg(self.target());
        command
    }

    /// OpenSSH's program, without a host.
    pub fn sftp(&self) -> Command {
        let mut command = Command::new("sftp");
        command.args(self.ssh_options());
        command.arg("-P").arg(self.address.port().to_string());
        command
    }

    pub fn target(&self) -> String {
        format!("{}@{}", self.user(), self.address.ip())
    }

    fn rclone(&self, work: Work) -> Command {
        let remote = |name: &str| format!(":sftp:{}", self.there(name).display());
        let local = |name: &str| self.local(name).display().to_string();
        let arguments = match work.kind() {
            Kind::Get(_) | Kind::Browse(_) => vec!["copyto".into(), remote("big"), local(&self.out)],
            Kind::Put(_) => vec!["copyto".into(), local("big"), remote(&self.out)],
            Kind::GetMany(_) => vec!["copy".into(), remote("many"), local(&self.out)],
            Kind::PutMany(_) => vec!["copy".into(), local("many"), remote(&self.out)],
            Kind::List(_) => vec!["lsl".into(), remote("many")],
        };
        let mut command = Command::new("rclone");
        command.args(arguments).arg("--config").arg(self.local("rclone.conf"));
        command.args([
            "--sftp-host",
            &self.address.ip().to_string(),
            "--sftp-user",
            self.user(),
        ]);
        command.args(["--sftp-port", &self.address.port().to_string(), "--sftp-key-file"]);
        command
            .arg(self.key())
            .arg("--sftp-known-hosts-file")
            .arg(self.local("known_hosts"));
        command
    }

    fn lftp(&self, work: Work) -> Command {
        let (name, out) = (self.there(&self.out), self.came());
        let (big, many) = (self.local("big"), self.local("many"));
        let doing = match work.kind() {
            Kind::Get(_) | Kind::Browse(_) => format!("get {} -o {}", self.there("big").display(), out.display()),
            Kind::Put(_) => format!("put {} -o {}", big.display(), name.display()),
            Kind::GetMany(_) => format!("mirror -P4 {} {}", self.there("many").display(), out.display()),
            Kind::PutMany(_) => format!("mirror -R -P4 {} {}", many.display(), name.display()),
            Kind::List(_) => format!("ls {}", self.there("many").display()),
        };
        let mut command = Command::new("lftp");
        command
            .args(["--norc", "-c"])
            .arg(format!("{}; {doing}", self.lftp_opens()));
        command
    }

    /// What lftp has to be told before anything else.
    pub fn lftp_opens(&self) -> String {
        let (options, address) = (self.ssh_options().join(" "), self.address);
        let connect = format!("set sftp:connect-program \"ssh -a -x {options}\"");
        format!(
            "set net:max-retries 1; {connect}; open -u {}, sftp://{address}",
            self.user()
        )
    }
}
