//! What the window costs, beside FileZilla where that is installed.
//!
//! Both programs are real, in a virtual screen with a window manager, moved by a pointer, and do the same in turn on the same
//! server and disk. What counts are ratios of medians. `cargo bench --bench window` takes about twelve minutes and prints a
//! table. `PACKETBOAT_BENCH_RUNS` (5) changes how often, `PACKETBOAT_BENCH_SHORT=1` makes everything once and short,
//! `PACKETBOAT_PICTURES` names a folder for pictures of what was measured, and arguments choose pieces of work.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measuring program, which stops at the first thing that is not as it should be"
)]

#[path = "../tests/window/display.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod display;
#[path = "../tests/ground/ground.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod ground;
#[allow(dead_code, reason = "a part of what the other programs use")]
mod run;
#[path = "../tests/window/screen.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod screen;
#[allow(dead_code, reason = "a part of what the other programs use")]
mod table;
#[path = "../tests/window/xdnd.rs"]
#[allow(dead_code, reason = "a part of what the tests use")]
mod xdnd;

#[path = "window/answers.rs"]
mod answers;
#[path = "window/figures.rs"]
mod figures;
#[path = "window/flood.rs"]
mod flood;
#[path = "window/port.rs"]
mod port;
#[path = "window/process.rs"]
mod process;
#[path = "window/rest.rs"]
mod rest;
#[path = "window/rival.rs"]
mod rival;
#[path = "window/rows.rs"]
mod rows;

use std::time::Duration;

use figures::{Figures, Work};
use ground::{Brand, Recipe, Server};
use rival::Program;

/// A piece of work with its name.
type Piece = (&'static str, fn(&mut Bench));

const PIECES: &[Piece] = &[
    ("start", rest::start),
    ("idle", rest::idle),
    ("list", rows::list),
    ("queue", rows::queue),
    ("answers", answers::answers),
    ("port", port::port),
    ("flood", flood::flood),
];

/// What is measured how often, and what came of it.
pub struct Bench {
    programs: Vec<Program>,
    runs: usize,
    /// Everything once, small and soon over.
    short: bool,
    figures: Figures,
}

impl Bench {
    /// Each program in turn, over and over. The first round fills caches and does not count.
    fn rounds(&mut self, mut run: impl FnMut(Program) -> Vec<(Work, f64)>) {
        let runs = if self.short { 1 } else { self.runs };
        for round in 0..=runs {
            for program in self.programs.clone() {
                let found = run(program);
                if round > 0 {
                    for (work, value) in found {
                        self.figures.add(work, program, value);
                    }
                }
            }
        }
    }

    /// This many, or a tenth of it.
    fn many(&self, count: usize) -> usize {
        if self.short { count / 10 } else { count }
    }

    /// This long, or a sixth of it.
    fn long(&self, seconds: u64) -> Duration {
        Duration::from_secs(if self.short { seconds / 6 } else { seconds })
    }
}

fn main() {
    if flood::is_wanted() {
        return flood::window();
    }
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let short = std::env::var_os("PACKETBOAT_BENCH_SHORT").is_some_and(|value| !value.is_empty());
    let mut bench = Bench {
        programs: Program::all(),
        runs: run::number("PACKETBOAT_BENCH_RUNS", 5),
        short,
        figures: Figures::default(),
    };
    for (name, measure) in PIECES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            eprintln!("== {name}");
            measure(&mut bench);
        }
    }
    println!("{}", bench.figures.markdown());
}

/// A server whose work costs as little as it can.
fn server() -> Option<Server> {
    Recipe::new(Brand::Vsftpd)
        .line("log_ftp_protocol=NO")
        .line("xferlog_enable=NO")
        .line("pasv_min_port=20000")
        .line("pasv_max_port=30000")
        .start()
}

/// A folder on a real disk, where the system's temporary one may be memory.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}
