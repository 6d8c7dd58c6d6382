//! How long the usual work takes, beside the programs that people use for it today.
//!
//! Every piece of work is done by each program in turn, over and over, on one server and one disk, so that a machine that
//! slows down slows all of them down. What counts are ratios of medians. `make bench` runs it; `PACKETBOAT_BENCH_RUNS` and
//! `PACKETBOAT_BENCH_MIB` make it shorter or longer, and arguments choose pieces of work by their names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measuring program, which stops at the first thing that is not as it should be"
)]

#[path = "../tests/ground/ground.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod ground;
mod run;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use ground::{Brand, Recipe, Server, Tls};
use run::{fill, noise, number, timed};
use table::Table;

/// Small files in the many-files work.
const MANY: usize = 10_000;

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let runs = number("PACKETBOAT_BENCH_RUNS", 5);
    let mut table = Table::default();
    for work in Work::ALL {
        if wanted.is_empty() || wanted.iter().any(|name| work.name().contains(name.as_str())) {
            measure(work, runs, &mut table);
        }
    }
    println!("{}", table.markdown());
}

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Get(Tls),
    Put(Tls),
    GetMany,
    PutMany,
    List,
}

impl Work {
    const ALL: [Self; 7] = [
        Self::Get(Tls::Plain),
        Self::Put(Tls::Plain),
        Self::Get(Tls::Explicit),
        Self::Put(Tls::Explicit),
        Self::GetMany,
        Self::PutMany,
        Self::List,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Get(Tls::Plain) => "get-big-plain",
            Self::Put(Tls::Plain) => "put-big-plain",
            Self::Get(_) => "get-big-tls",
            Self::Put(_) => "put-big-tls",
            Self::GetMany => "get-many",
            Self::PutMany => "put-many",
            Self::List => "list-100000",
        }
    }

    fn tls(self) -> Tls {
        match self {
            Self::Get(tls) | Self::Put(tls) => tls,
            _ => Tls::Plain,
        }
    }

    /// The programs that can do it; ours comes first.
    fn programs(self) -> &'static [Program] {
        match self {
            Self::Get(_) | Self::Put(_) | Self::List => &[Program::Ours, Program::Curl, Program::Lftp],
            Self::GetMany | Self::PutMany => &[Program::Ours, Program::Lftp],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Program {
    Ours,
    Curl,
    Lftp,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::Ours => "packetboat",
            Self::Curl => "curl",
            Self::Lftp => "lftp",
        }
    }
}

/// Where a run finds and leaves its files.
struct Stage {
    server: Server,
    folder: tempfile::TempDir,
    /// The name under which this run leaves what it made. Nothing is removed between runs: ext4 avoids the inodes of files
    /// that were just removed, at a price that would be the next run's.
    out: String,
}

impl Stage {
    fn new(work: Work) -> Option<Self> {
        let server = Recipe::new(Brand::Vsftpd)
            .tls(work.tls())
            .line("log_ftp_protocol=NO")
            .line("xferlog_enable=NO")
            .line("pasv_min_port=20000")
            .line("pasv_max_port=30000")
            .start()?;
        // Beside the build products: a real disk, where the system's temporary folder may be memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        std::fs::write(folder.path().join("authority.pem"), &server.identity.root_pem).expect("a file");
        let stage = Self {
            server,
            folder,
            out: String::new(),
        };
        stage.prepare(work);
        Some(stage)
    }

    fn prepare(&self, work: Work) {
        let (big, many) = (noise(number("PACKETBOAT_BENCH_MIB", 1024) << 20), noise(1024));
        let there = &self.server.home;
        match work {
            Work::Get(_) => std::fs::write(there.join("big"), big).expect("a file"),
            Work::Put(_) => std::fs::write(self.local("big"), big).expect("a file"),
            Work::GetMany => fill(&there.join("many"), MANY, &many),
            Work::PutMany => fill(&self.local("many"), MANY, &many),
            Work::List => fill(&there.join("many"), 100_000, &[]),
        }
        for name in ["many", "big"] {
            if there.join(name).exists() {
                self.server.give_away(&there.join(name));
            }
        }
    }

    fn local(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Chooses the name for the next run, on a disk at rest.
    fn next(&mut self, run: usize, program: Program) {
        self.out = format!("out-{run}-{}", program.name());
        let _ = Command::new("sync").status();
    }

    /// Big files are removed at once; there are few, and the disk is not endless.
    fn forget(&self, work: Work) {
        match work {
            Work::Get(_) => drop(std::fs::remove_file(self.came())),
            Work::Put(_) => drop(std::fs::remove_file(self.went())),
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
        let fine = match work {
            Work::Get(_) => same(&there.join("big"), &self.came()),
            Work::Put(_) => same(&self.local("big"), &self.went()),
            Work::GetMany => count(self.came()) == MANY,
            Work::PutMany => count(self.went()) == MANY,
            Work::List => true,
        };
        assert!(fine, "{}: {} did not do it all", work.name(), program.name());
    }

    fn command(&self, work: Work, program: Program) -> Command {
        match program {
            Program::Ours => self.ours(work),
            Program::Curl => self.curl(work),
            Program::Lftp => self.lftp(work),
        }
    }

    fn ours(&self, work: Work) -> Command {
        let Server { user, password, .. } = &self.server;
        let scheme = if work.tls() == Tls::Plain { "ftp+plain" } else { "ftp" };
        let url = |path: &str| format!("{scheme}://{user}:{password}@{}/~/{path}", self.server.address());
        let out = self.came().display().to_string();
        let arguments: Vec<String> = match work {
            Work::Get(_) => vec!["get".into(), url("big"), out],
            Work::Put(_) => vec!["put".into(), self.local("big").display().to_string(), url(&self.out)],
            Work::GetMany => vec!["get".into(), url("many"), out],
            Work::PutMany => vec!["put".into(), self.local("many").display().to_string(), url(&self.out)],
            Work::List => vec!["ls".into(), url("many")],
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"));
        command.args(arguments).arg("--profile").arg(self.local("profile"));
        command.env("SSL_CERT_FILE", self.authority());
        command
    }

    fn curl(&self, work: Work) -> Command {
        let Server { user, password, .. } = &self.server;
        let url = |path: &str| format!("ftp://{}/{path}", self.server.address());
        let mut command = Command::new("curl");
        command.args(["-sS", "-u", &format!("{user}:{password}")]);
        if work.tls() != Tls::Plain {
            command.arg("--ssl-reqd").arg("--cacert").arg(self.authority());
        }
        match work {
            Work::Get(_) => command.arg("-o").arg(self.came()).arg(url("big")),
            Work::Put(_) => command.arg("-T").arg(self.local("big")).arg(url(&self.out)),
            Work::List => command.arg(url("many/")),
            Work::GetMany | Work::PutMany => &mut command,
        };
        command
    }

    fn lftp(&self, work: Work) -> Command {
        let Server { user, password, .. } = &self.server;
        let (name, out, big, many) = (&self.out, self.came(), self.local("big"), self.local("many"));
        let security = if work.tls() == Tls::Plain {
            "set ftp:ssl-allow no".to_owned()
        } else {
            let authority = self.authority();
            format!(
                "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file {}",
                authority.display()
            )
        };
        let doing = match work {
            Work::Get(_) => format!("get big -o {}", out.display()),
            Work::Put(_) => format!("put {} -o {name}", big.display()),
            Work::GetMany => format!("mirror -P4 many {}", out.display()),
            Work::PutMany => format!("mirror -R -P4 {} {name}", many.display()),
            Work::List => "ls many".to_owned(),
        };
        let mut command = Command::new("lftp");
        command.args(["--norc", "-c"]).arg(format!(
            "{security}; open -u {user},{password} ftp://{}; {doing}",
            self.server.address()
        ));
        command
    }

    fn authority(&self) -> PathBuf {
        self.local("authority.pem")
    }
}

fn measure(work: Work, runs: usize, table: &mut Table) {
    let Some(mut stage) = Stage::new(work) else { return };
    for run in 0..=runs {
        for program in work.programs() {
            stage.next(run, *program);
            let figures = timed(stage.command(work, *program), &stage.local("time"));
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
