//! What the journal costs: a queue of a million files that is opened and looked at, and 10,000 small files that are moved with a
//! journal on the disk, with none, and with neither a journal nor a wait for the disk (through libeatmydata, if that is
//! installed).
//!
//! `cargo bench --bench journal`; `PACKETBOAT_BENCH_RUNS` makes it shorter or longer. Everything lies below `TMPDIR`, which should be
//! on a disk: on a memory file system a transaction costs nothing.

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

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use ground::{Brand, Recipe, Server, Tls};
use packetboat::engine::command::{JobId, Order};
use packetboat::engine::ledger::{Ledger, Pile};
use packetboat::engine::{Engine, Event, Keeping, Setup};
use packetboat::path::{RemoteName, RemotePath};
use packetboat::secret::Secret;
use packetboat::settings::Patience;
use packetboat::site::{FtpOptions, Logon, Protocol, Security, Site, Terms};
use packetboat::store::{Change, FileRecord, FolderRecord, Found, JobRecord, Journal, Standing, Sums};
use packetboat::transfer::{
    Direction, Errand, Landing, LocalEnd, Policy, Resolution, Selected, Source, State, Verified, Verify,
};

const ROWS: u32 = 1_000_000;
const SMALL: usize = 10_000;

/// Says to a process of ours what it is to move: everything of an [`Order`], a word a line.
const ONE: &str = "PACKETBOAT_BENCH_ONE";

/// What makes every wait for the disk return at once.
const CARELESS: &str = "libeatmydata.so";

fn main() {
    if let Ok(one) = std::env::var(ONE) {
        return one_of_many(&one);
    }
    let runs = std::env::var("PACKETBOAT_BENCH_RUNS").ok();
    let runs: usize = runs.and_then(|runs| runs.parse().ok()).unwrap_or(5);
    a_million_rows();
    many_small_files(runs);
}

fn a_million_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path()).unwrap();
    timed("write 1,000,000 rows in pieces of 10,000", || {
        journal
            .write(&[Change::Job(Box::new(job())), Change::Folder(1, place())])
            .unwrap();
        for first in (0..ROWS).step_by(10_000) {
            let rows = (first..first + 10_000).map(|number| Change::Found(1, Box::new(row(number))));
            journal.write(&rows.collect::<Vec<_>>()).unwrap();
        }
    });
    let outcomes = |first: u32| -> Vec<Change> {
        let turned = (first..first + 256).map(|number| Change::Turned {
            job: 1,
            number,
            standing: Box::new(standing(State::Done(Verified::Size))),
        });
        turned.collect()
    };
    timed("write 256 outcomes", || journal.write(&outcomes(500_000)).unwrap());
    drop(journal);
    let ledger = timed("open", || Ledger::open(folder.path()).unwrap().unwrap());
    let jobs = timed("list the jobs", || ledger.jobs().unwrap());
    for (name, pile, from) in [
        ("a page of 50 in the middle", None, 500_000),
        ("a page of 50 that failed", Some(Pile::Failed), 0),
        ("a page of 50 that failed, in the middle", Some(Pile::Failed), 500_000),
    ] {
        let rows = timed(name, || ledger.rows(&jobs[0], pile, from, 50).unwrap());
        assert_eq!(rows.len(), 50);
    }
    drop(ledger);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let begin = Instant::now();
        let (engine, mut batches) = Engine::start(setup(folder.path(), Keeping::Shared)).unwrap();
        println!("| start the engine | {:?} |", begin.elapsed());
        while let Some(batch) = batches.recv().await {
            if batch.events.iter().any(|event| matches!(event, Event::Restored { .. })) {
                break;
            }
        }
        println!("| everything back in the queue | {:?} |", begin.elapsed());
        engine.send(packetboat::engine::Command::Shutdown);
        while batches.recv().await.is_some() {}
    });
}

fn many_small_files(runs: usize) {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("small");
    for at in [&source, &server.home.join("small")] {
        std::fs::create_dir_all(at).unwrap();
        for n in 0..SMALL {
            std::fs::write(at.join(format!("{n:05}")), vec![n as u8; 1024]).unwrap();
        }
    }
    let careless = is_careless();
    let ways: Vec<(&str, &str, bool)> = [
        ("with", "own", false),
        ("without", "nothing", false),
        ("careless", "nothing", true),
    ]
    .into_iter()
    .filter(|way| careless || !way.2)
    .collect();
    for up in [true, false] {
        let mut times = vec![Vec::new(); ways.len()];
        for run in 0..=runs {
            for (at, (_, keeping, careless)) in ways.iter().enumerate() {
                let target = folder.path().join(format!("down-{run}-{at}"));
                let there = format!("up-{run}-{at}");
                let (from, to) = match up {
                    true => (source.clone(), there.clone().into()),
                    false => ("small".into(), target.clone()),
                };
                let took = moved(&server, folder.path(), keeping, (up, &from, &to), *careless);
                // The first run warms everything up.
                if run > 0 {
                    times[at].push(took);
                }
                let _ = std::fs::remove_dir_all(if up { server.home.join(there) } else { target });
            }
        }
        let way = if up { "upload" } else { "download" };
        let medians: Vec<f64> = times.into_iter().map(median).collect();
        for ((name, ..), time) in ways.iter().zip(&medians) {
            let ratio = medians[0] / time;
            println!("| {way} of {SMALL} x 1 KiB, {name} | {time:.2} s, with it in {ratio:.2} of that |");
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Whether waits for the disk can be taken away. A library that is not there is only complained about by the loader.
fn is_careless() -> bool {
    let loaded = Command::new("true").env("LD_PRELOAD", CARELESS).output().unwrap();
    let found = loaded.stderr.is_empty();
    if !found {
        eprintln!("libeatmydata is missing: what the disk alone costs is not measured");
    }
    found
}

/// Seconds for one move, in a process of its own.
fn moved(server: &Server, profile: &Path, keeping: &str, (up, from, to): (bool, &Path, &Path), careless: bool) -> f64 {
    assert_eq!(server.tls, Tls::Plain);
    let words = [
        server.address().to_string(),
        server.user.clone(),
        server.password.clone(),
        profile.join("profile").to_str().unwrap().to_owned(),
        keeping.to_owned(),
        up.to_string(),
        from.to_str().unwrap().to_owned(),
        to.to_str().unwrap().to_owned(),
    ];
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(ONE, words.join("\n"));
    if careless {
        command.env("LD_PRELOAD", CARELESS);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

/// What a process does that is to move something and to say how long that took.
fn one_of_many(words: &str) {
    let words: Vec<&str> = words.lines().collect();
    let [address, user, password, profile, keeping, up, from, to] = words[..] else {
        panic!("{words:?}")
    };
    let keeping = if keeping == "own" {
        Keeping::Own
    } else {
        Keeping::Nothing
    };
    let errand = match up {
        "true" => Errand::Upload {
            sources: vec![Selected::whole(LocalEnd::Path(from.into()))],
            destination: RemotePath::new(to),
        },
        _ => Errand::Download {
            sources: vec![Selected::whole(from.into())],
            destination: LocalEnd::Path(to.into()),
        },
    };
    let site = site(address.parse().unwrap(), user, password);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let begin = Instant::now();
        let (engine, mut batches) = Engine::start(setup(Path::new(profile), keeping)).unwrap();
        engine.send(packetboat::engine::Command::Start(Order {
            job: JobId(1),
            site: Arc::new(site),
            errand,
            landing: Landing::Decide,
            policy: Policy::Always(Resolution::Overwrite),
            verify: Verify::Size,
            afterwards: Source::Keep,
            priority: 0,
        }));
        let done = 'all: loop {
            let batch = batches.recv().await.expect("the engine ended");
            for event in batch.events {
                match event {
                    Event::Job(totals) if totals.finished => break 'all totals.done,
                    _ => {}
                }
            }
        };
        assert_eq!(done, SMALL as u64);
        engine.send(packetboat::engine::Command::Shutdown);
        while batches.recv().await.is_some() {}
        println!("{}", begin.elapsed().as_secs_f64());
    });
}

fn site(address: SocketAddr, user: &str, password: &str) -> Site {
    Site {
        host: address.ip().to_string(),
        port: address.port(),
        protocol: Protocol::Ftp(FtpOptions {
            security: Security::Plain,
            ..FtpOptions::default()
        }),
        logon: Logon::Password {
            user: user.to_owned(),
            password: Secret::new(password),
        },
        terms: Terms::default(),
    }
}

fn setup(profile: &Path, keeping: Keeping) -> Setup {
    Setup {
        profile: profile.to_owned(),
        connections: NonZeroUsize::new(4).unwrap(),
        limit_rate: None,
        patience: Patience::default(),
        keeping,
    }
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = work();
    println!("| {name} | {:?} |", begin.elapsed());
    made
}

fn job() -> JobRecord {
    JobRecord {
        serial: 1,
        owner: 0,
        site_id: None,
        site: "[[site]]\nname = \"h\"\nprotocol = \"sftp\"\nhost = \"h\"\nuser = \"me\"\n".into(),
        began: 7,
        direction: Direction::Upload,
        server: "h:22".into(),
        source: "a".into(),
        sources: 1,
        destination: "h:/a".into(),
        policy: Policy::Leave,
        verify: Verify::Size,
        afterwards: Source::Keep,
        swept: true,
        priority: 0,
        rank: 1,
        paused: false,
        planned: true,
        blocked: 0,
        sums: Sums {
            files: u64::from(ROWS),
            waiting: u64::from(ROWS) / 2,
            done: u64::from(ROWS) / 2,
            ..Sums::default()
        },
    }
}

fn place() -> FolderRecord {
    FolderRecord {
        number: 0,
        remote: "/www/site".into(),
        local: "/home/me/site".into(),
        below: 0,
        whole: true,
    }
}

fn row(number: u32) -> FileRecord {
    FileRecord {
        number,
        found: Found {
            folder: 0,
            name: RemoteName::new(format!("picture number {number:07}.jpg")),
            size: Some(123_456),
            modified: None,
            permissions: None,
            was_there: false,
            plain: true,
        },
        standing: standing(match number % 100 {
            0 => State::Failed(Box::new(packetboat::error::Error::new(
                packetboat::error::Stage::Transfer,
                packetboat::error::Kind::NotPermitted,
                "STOR",
            ))),
            1..50 => State::Done(Verified::Size),
            _ => State::Waiting,
        }),
    }
}

fn standing(state: State) -> Standing {
    Standing {
        state,
        tries: 1,
        ..Standing::default()
    }
}
