//! How long the usual work takes over SFTP, beside the programs that people use for it today: OpenSSH's `sftp`, rclone and
//! lftp, on OpenSSH's server, over loopback and over a slow line.
//!
//! Every piece of work is done by each program in turn, over and over, on one server and one disk, so that a machine that
//! slows down slows all of them down. What counts are ratios of medians. `make bench` runs it; `PACKETBOAT_BENCH_RUNS` and
//! `PACKETBOAT_BENCH_MIB` make it shorter or longer, `PACKETBOAT_BENCH_WITHOUT` leaves programs out, and arguments choose
//! pieces of work by their names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measuring program, which stops at the first thing that is not as it should be"
)]

#[path = "sftp/browse.rs"]
mod browse;
#[path = "../tests/ground/ground.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod ground;
mod link;
mod run;
mod table;
#[path = "sftp/work.rs"]
mod work;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ground::{Brand, Recipe, Server};
use run::{fill, noise, number, timed};
use table::Table;
use work::{Kind, Work};

/// What everybody encrypts with, so that no program is measured by the cipher that it happens to prefer.
const CIPHER: &str = "aes128-gcm@openssh.com";

/// A program that can do the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Ours,
    OpenSsh,
    Rclone,
    Lftp,
}

impl Program {
    /// Ours comes first: the others' ratios are to it.
    const ALL: [Self; 4] = [Self::Ours, Self::OpenSsh, Self::Rclone, Self::Lftp];

    fn name(self) -> &'static str {
        match self {
            Self::Ours => "packetboat",
            Self::OpenSsh => "sftp",
            Self::Rclone => "rclone",
            Self::Lftp => "lftp",
        }
    }

    /// Whether it is to be had and wanted; says so if not.
    fn is_there(self) -> bool {
        let without = std::env::var("PACKETBOAT_BENCH_WITHOUT").unwrap_or_default();
        let wanted = !without.split(',').any(|name| name == self.name());
        let asked = Command::new(self.name()).arg("--version").stdin(Stdio::null()).output();
        let there = wanted && (self == Self::Ours || asked.is_ok());
        if !there {
            eprintln!(
                "*** {} IS NOT AMONG THE PROGRAMS: its figures will be missing. ***",
                self.name()
            );
        }
        there
    }
}

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let runs = number("PACKETBOAT_BENCH_RUNS", 5);
    let programs: Vec<Program> = Program::ALL.into_iter().filter(|program| program.is_there()).collect();
    let mut table = Table::default();
    for work in Work::ALL {
        if wanted.is_empty() || wanted.iter().any(|name| work.name().contains(name.as_str())) {
            measure(work, &programs, runs, &mut table);
        }
    }
    println!("{}", table.markdown());
}

/// Where a run finds and leaves its files.
pub struct Stage {
    server: Server,
    /// The server, as far away as the work wants it.
    address: SocketAddr,
    folder: tempfile::TempDir,
    /// The name under which this run leaves what it made. Nothing small is removed between runs: ext4 avoids the inodes of
    /// files that were just removed, at a price that would be the next run's.
    out: String,
}

impl Stage {
    fn new(work: Work) -> Option<Self> {
        let server = Recipe::new(Brand::OpenSsh)
            .line("LogLevel ERROR")
            .line(format!("Ciphers {CIPHER}"))
            .start()?;
        let address = match work.distance() {
            Some(distance) => {
                eprintln!(
                    "{}: a byte takes {:?} there and back",
                    work.name(),
                    link::measured(distance)
                );
                link::lay(server.address(), distance)
            }
            None => server.address(),
        };
        // Beside the build products: a real disk, where the system's temporary folder may be memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let stage = Self {
            server,
            address,
            folder,
            out: String::new(),
        };
        stage.prepare(work);
        Some(stage)
    }

    fn prepare(&self, work: Work) {
        let (big, many) = (|mib| noise(mib << 20), noise(1024));
        let there = &self.server.home;
        match work.kind() {
            Kind::Get(mib) | Kind::Browse(mib) => std::fs::write(there.join("big"), big(mib)).expect("a file"),
            Kind::Put(mib) => std::fs::write(self.local("big"), big(mib)).expect("a file"),
            Kind::GetMany(count) => fill(&there.join("many"), count, &many),
            Kind::PutMany(count) => fill(&self.local("many"), count, &many),
            Kind::List(count) => fill(&there.join("many"), count, &[]),
        }
        if matches!(work.kind(), Kind::Browse(_)) {
            fill(&there.join("hundred"), 100, &[]);
        }
        for name in ["many", "big", "hundred"] {
            if there.join(name).exists() {
                self.server.give_away(&there.join(name));
            }
        }
        let key = self.server.ssh.key("bench", &["-t", "ed25519"], "");
        std::fs::copy(key, self.key()).expect("a key");
        let of = format!("[{}]:{}", self.address.ip(), self.address.port());
        let known: String = (self.server.ssh.host_keys.iter().map(|key| format!("{of} {key}\n"))).collect();
        std::fs::create_dir(self.local("profile")).expect("a folder");
        for name in ["known_hosts", "profile/known_hosts"] {
            std::fs::write(self.local(name), &known).expect("a file");
        }
    }

    fn local(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The private key of the account.
    fn key(&self) -> PathBuf {
        self.local("key")
    }

    /// Chooses the name for the next run, on a disk at rest.
    fn next(&mut self, run: usize, program: Program) {
        self.out = format!("out-{run}-{}", program.name());
        let _ = Command::new("sync").status();
    }

    /// Big files are removed at once; there are few, and the disk is not endless.
    fn forget(&self, work: Work) {
        match work.kind() {
            Kind::Get(_) => drop(std::fs::remove_file(self.came())),
            Kind::Put(_) => drop(std::fs::remove_file(self.went())),
            _ => {}
        }
    }

    /// Where a download of this run goes.
    fn came(&self) -> PathBuf {
        self.local(&self.out)
    }

    /// Where an upload of this run went.
    fn went(&self) -> PathBuf {
        self.server.home.join(&self.out)
    }

    /// Whether everything arrived.
    fn check(&self, work: Work, program: Program) {
        let same = |a: &Path, b: &Path| std::fs::read(a).ok() == std::fs::read(b).ok();
        let count = |folder: PathBuf| std::fs::read_dir(folder).map_or(0, Iterator::count);
        let there = &self.server.home;
        let fine = match work.kind() {
            Kind::Get(_) => same(&there.join("big"), &self.came()),
            Kind::Put(_) => same(&self.local("big"), &self.went()),
            Kind::GetMany(many) => count(self.came()) == many,
            Kind::PutMany(many) => count(self.went()) == many,
            Kind::List(_) | Kind::Browse(_) => true,
        };
        assert!(fine, "{}: {} did not do it all", work.name(), program.name());
    }

    /// How OpenSSH is called, by whomever.
    fn ssh_options(&self) -> Vec<String> {
        let known = self.local("known_hosts");
        let options = [
            format!("UserKnownHostsFile={}", known.display()),
            "GlobalKnownHostsFile=/dev/null".into(),
            "StrictHostKeyChecking=yes".into(),
            "BatchMode=yes".into(),
            "IdentitiesOnly=yes".into(),
            format!("IdentityFile={}", self.key().display()),
            format!("Ciphers={CIPHER}"),
        ];
        let mut arguments = vec!["-F".into(), "/dev/null".into()];
        arguments.extend(options.into_iter().flat_map(|option| ["-o".into(), option]));
        arguments
    }

    fn user(&self) -> &str {
        &self.server.user
    }
}

fn measure(work: Work, programs: &[Program], runs: usize, table: &mut Table) {
    let Some(mut stage) = Stage::new(work) else { return };
    for run in 0..=runs {
        for program in programs {
            stage.next(run, *program);
            let figures = match work.kind() {
                Kind::Browse(_) => match browse::latency(&stage, *program) {
                    Some(figures) => figures,
                    None => continue,
                },
                _ => timed(stage.command(work, *program), &stage.local("time")),
            };
            stage.check(work, *program);
            stage.forget(work);
            // The first round fills caches.
            if run > 0 {
                table.add(work.name(), program.name(), figures);
            }
            eprintln!("{} {run} {}: {figures}", work.name(), program.name());
        }
    }
}
