//! Whether the window answers while it moves files.

use std::time::{Duration, Instant};

use super::display::key;
use super::figures::{Target, Work, part};
use super::rival::{Goal, Program};
use super::run::fill;
use super::screen::Screen;
use super::xdnd::{self, Dropped};
use super::{Bench, folder, server};

const PING: Work = Work {
    name: "answer to the window manager while 20,000 files go up, 95th percentile",
    unit: "ms",
    target: Target::Most(16),
};
const KEY: Work = Work {
    name: "from a key to other pixels meanwhile, 95th percentile",
    unit: "ms",
    target: Target::Most(33),
};
const LONGEST: Work = Work {
    name: "the longest of both",
    unit: "ms",
    target: Target::Most(100),
};

/// How long the window may take before it counts as hung.
const LIMIT: Duration = Duration::from_secs(3);

pub fn answers(bench: &mut Bench) {
    let Some(screen) = Screen::open() else { return };
    let many = folder();
    fill(&many.path().join("many"), 20_000, &[b'x'; 1024]);
    let length = bench.long(12);
    bench.rounds(|program| {
        let server = server().expect("it was there a moment ago");
        let (home, here) = (folder(), folder());
        for name in ["a.txt", "b.txt", "c.txt", "d.txt"] {
            // One begins in the folder that it is told, the other at home.
            std::fs::write(here.path().join(name), name).expect("a file");
            std::fs::write(home.path().join(name), name).expect("a file");
        }
        let _running = program.start(&screen, home.path(), here.path(), Some(&Goal::new(&server, "")));
        std::thread::sleep(Duration::from_secs(5));
        let layout = program.layout();
        let files = [many.path().join("many")];
        let dropped = xdnd::drag(&screen.display, &files, (640, 300), layout.remote_list);
        assert_eq!(dropped, Dropped::Taken, "{}", program.name());
        screen.display.click(layout.local_row);
        std::thread::sleep(Duration::from_millis(300));
        let (pings, keys) = ask(&screen, program, length);
        screen.keep(&format!("answers-{}", program.name()));
        let count = std::fs::read_dir(server.home.join("many")).map_or(0, Iterator::count);
        eprintln!("{}: {count} files after {length:?}", program.name());
        let longest = part(&pings, 1.0).max(part(&keys, 1.0));
        vec![(PING, part(&pings, 0.95)), (KEY, part(&keys, 0.95)), (LONGEST, longest)]
    });
}

/// Asks over and over, in milliseconds.
fn ask(screen: &Screen, program: Program, length: Duration) -> (Vec<f64>, Vec<f64>) {
    let area = program.layout().local_rows;
    let window = screen.display.window(program.name()).expect("a window");
    let (mut pings, mut keys) = (Vec::new(), Vec::new());
    let end = Instant::now() + length;
    let milliseconds = |time: Option<Duration>| time.unwrap_or(LIMIT).as_secs_f64() * 1000.0;
    for arrow in [key::DOWN, key::UP].into_iter().cycle() {
        if Instant::now() > end {
            break;
        }
        pings.push(milliseconds(screen.display.ping(window, LIMIT)));
        std::thread::sleep(Duration::from_millis(40));
        let before = screen.display.pixels(area);
        let began = Instant::now();
        screen.display.press(&[arrow]);
        while screen.display.pixels(area) == before && began.elapsed() < LIMIT {
            std::thread::sleep(Duration::from_millis(1));
        }
        keys.push(milliseconds(Some(began.elapsed())));
        std::thread::sleep(Duration::from_millis(40));
    }
    let all = (part(&pings, 0.5), part(&keys, 0.5), keys.len());
    eprintln!(
        "{}: medians {:.1} and {:.1} ms of {} each",
        program.name(),
        all.0,
        all.1,
        all.2
    );
    (pings, keys)
}
