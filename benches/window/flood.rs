//! Twenty thousand events a second for a minute: whether every frame comes in time, and memory stays where it is.
//!
//! The window is the real one, with a real engine. Between what that says come log lines and progress of twenty jobs, unmerged,
//! at more than an engine would ever say. This program starts itself again for it, and watches from outside.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use packetboat::engine::command::{JobId, Shown, TransferId};
use packetboat::engine::event::{Row, Totals};
use packetboat::engine::{Batch, Engine, Event, Setup};
use packetboat::error::Result;
use packetboat::path::RemotePath;
use packetboat::transfer::{Direction, LocalEnd, State};
use packetboat::ui::{Launch, Start, run};
use packetboat::wire::{Line, Speaker};
use tokio::sync::mpsc;

use super::figures::{Target, Work, part};
use super::process::{cpu, memory};
use super::rival::Program;
use super::screen::Screen;
use super::{Bench, folder};

const LONGEST: Work = Work {
    name: "longest wait under 20,000 events a second",
    unit: "ms",
    target: Target::Most(50),
};
const USUAL: Work = Work {
    name: "its 99th percentile",
    unit: "ms",
    target: Target::Most(50),
};
const SHARE: Work = Work {
    name: "processor meanwhile",
    unit: "s a second",
    target: Target::Most(1),
};
const GROWTH: Work = Work {
    name: "memory, from the first quarter to the end",
    unit: "MiB more",
    target: Target::Most(2),
};
const MEMORY: Work = Work {
    name: "memory at the end, with 100,000 lines of log",
    unit: "MiB",
    target: Target::Most(150),
};

/// Names the profile of the window that is flooded.
const PROFILE: &str = "PACKETBOAT_FLOODED";

const TICK: Duration = Duration::from_millis(50);
/// Events in a tick: lines of the log, and totals of jobs.
const LINES: u64 = 600;
const TOTALS: u64 = 400;
const JOBS: u64 = 20;
/// A server at which nobody is.
const SERVER: &str = "127.0.0.1:9";

/// Whether this program is the window, not the one that watches it.
pub fn is_wanted() -> bool {
    std::env::var_os(PROFILE).is_some()
}

/// The window.
pub fn window() {
    let launch = Launch {
        profile: std::env::var_os(PROFILE).map(Into::into),
        addresses: vec![format!("ftp+plain://{SERVER}/")],
        start: Start(flooded),
        ..Launch::default()
    };
    run(launch).expect("a window");
}

/// An engine that has a great deal to say.
fn flooded(setup: Setup) -> Result<(Engine, mpsc::Receiver<Batch>)> {
    let (engine, mut batches) = Engine::start(setup)?;
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut ticks = tokio::time::interval(TICK);
        let mut turn = 0;
        loop {
            let batch = tokio::select! {
                batch = batches.recv() => batch,
                _ = ticks.tick() => {
                    turn += 1;
                    Some(batch(turn))
                }
            };
            let Some(batch) = batch else { return };
            if send.send(batch).await.is_err() {
                return;
            }
        }
    });
    Ok((engine, receive))
}

/// What is said in one tick.
fn batch(turn: u64) -> Batch {
    let mut events = Vec::new();
    if turn == 1 {
        events.extend((1..=8).map(|connection| Event::Connection {
            connection,
            server: SERVER.to_owned(),
            browsing: connection == 1,
        }));
    }
    for at in 0..LINES {
        let speaker = match at % 4 {
            0 => Speaker::Client,
            3 => Speaker::Note,
            _ => Speaker::Server,
        };
        events.push(Event::Wire(Line {
            connection: at % 8 + 1,
            at: SystemTime::now(),
            speaker,
            text: format!(
                "{} line {at} of tick {turn}: /www/dist/assets/chunk-{at:04}.js",
                150 + at % 80
            ),
            expected: false,
        }));
    }
    events.extend((0..TOTALS - JOBS).map(|at| Event::Job(totals(at % JOBS, turn * TOTALS + at))));
    events.extend((0..JOBS).map(|job| view(job, turn)));
    Batch { events }
}

fn totals(job: u64, moved: u64) -> Totals {
    let direction = if job.is_multiple_of(2) {
        Direction::Upload
    } else {
        Direction::Download
    };
    Totals {
        server: SERVER.to_owned(),
        source: format!("dist-{job}"),
        sources: 1,
        destination: format!("{SERVER}:/www/dist-{job}"),
        planned: true,
        files: 100_000,
        bytes: 1_000_000_000,
        moved: moved * 1000 % 1_000_000_000,
        waiting: 90_000 - moved % 80_000,
        running: 8,
        done: moved % 80_000,
        failed: 3,
        folders: 12,
        ..Totals::new(JobId(1_000_000 + job), direction)
    }
}

/// The rows that run, with new names and other figures every time.
fn view(job: u64, turn: u64) -> Event {
    let rows = (0..8).map(|at| {
        let name = format!("chunk-{:05}.js", turn * 8 + at);
        Row {
            id: TransferId(job * 1_000_000 + turn * 8 + at),
            job: JobId(1_000_000 + job),
            direction: Direction::Upload,
            local: LocalEnd::Path(format!("/home/mei/dist-{job}/{name}").into()),
            remote: RemotePath::new(format!("/www/dist-{job}/{name}")),
            size: Some(1 << 20),
            moved: (turn * 4096 + at * 77) % (1 << 20),
            state: State::Running,
            remarks: Vec::new(),
            took: Duration::from_millis(turn % 900),
        }
    });
    Event::View {
        job: JobId(1_000_000 + job),
        shown: Shown::Running,
        first: 0,
        total: 8,
        rows: rows.collect(),
    }
}

pub fn flood(bench: &mut Bench) {
    let Some(screen) = Screen::open() else { return };
    let home = folder();
    let profile = home.path().join("profile");
    std::fs::create_dir(&profile).expect("a folder");
    std::fs::write(
        profile.join("window.toml"),
        "version = 1\nshade = \"light\"\nlanguage = \"en\"\n",
    )
    .expect("a file");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env(PROFILE, &profile).current_dir(home.path());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = screen.start(command, home.path());
    std::thread::sleep(Duration::from_secs(4));
    running.still_runs();
    let (process, window) = (running.0.id(), screen.display.window("packetboat").expect("a window"));
    let length = bench.long(60);
    let (began, used) = (Instant::now(), cpu(process));
    let (mut waits, mut quarter) = (Vec::new(), None);
    while began.elapsed() < length {
        let wait = screen.display.ping(window, Duration::from_secs(5)).expect("an answer");
        waits.push(wait.as_secs_f64() * 1000.0);
        if began.elapsed() > length / 4 {
            quarter.get_or_insert_with(|| memory(process).0);
        }
        // Often enough that no long frame goes by unseen.
        std::thread::sleep(Duration::from_millis(5));
    }
    let share = (cpu(process) - used) / began.elapsed().as_secs_f64();
    let end = memory(process).0;
    screen.keep("flood");
    let ours = Program::Ours;
    bench.figures.add(LONGEST, ours, part(&waits, 1.0));
    bench.figures.add(USUAL, ours, part(&waits, 0.99));
    bench.figures.add(SHARE, ours, share);
    bench.figures.add(GROWTH, ours, end - quarter.unwrap_or(end));
    bench.figures.add(MEMORY, ours, end);
}
