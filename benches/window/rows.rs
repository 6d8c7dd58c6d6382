//! A hundred thousand rows: on the screen, under the wheel, in the queue.

use std::time::{Duration, Instant};

use super::display::Area;
use super::figures::{Target, Work};
use super::process::{at_rest, cpu, memory};
use super::rival::{Goal, Program};
use super::run::fill;
use super::screen::Screen;
use super::xdnd::{Dropped, Files};
use super::{Bench, folder, server};

const ROWS: usize = 100_000;

const LIST: Work = Work {
    name: "start, connect and list 100,000",
    unit: "s",
    target: Target::Ratio(80),
};
const LIST_MEMORY: Work = Work {
    name: "memory with 100,000 listed",
    unit: "MiB",
    target: Target::Ratio(60),
};
const SCROLL: Work = Work {
    name: "processor for a frame of scrolling over 100,000",
    unit: "ms",
    target: Target::Most(12),
};
const FRAMES: Work = Work {
    name: "frames for a notch of the wheel",
    unit: "at least",
    target: Target::Most(4),
};
const QUEUE_WORK: Work = Work {
    name: "processor for that",
    unit: "s",
    target: Target::Ratio(100),
};
const QUEUE: Work = Work {
    name: "queue 100,000 files from one drop",
    unit: "s",
    target: Target::Ratio(100),
};
const QUEUE_MEMORY: Work = Work {
    name: "memory with 100,000 queued",
    unit: "MiB",
    target: Target::Ratio(60),
};

/// A folder of the server on the screen, and then scrolled.
pub fn list(bench: &mut Bench) {
    const NOTCHES: u32 = 100;
    let (Some(server), Some(screen)) = (server(), Screen::open()) else {
        return;
    };
    fill(&server.home.join("many"), bench.many(ROWS), &[]);
    let (homes, here) = (folder(), folder());
    bench.rounds(|program| {
        let home = homes.path().join(program.name());
        let layout = program.layout();
        let began = Instant::now();
        let running = program.start(&screen, &home, here.path(), Some(&Goal::new(&server, "many")));
        let process = running.0.id();
        let listed = settled(&screen, program, process, began);
        screen.keep(&format!("list-{}", program.name()));
        let (memory, _) = memory(process);
        screen.display.move_to(layout.remote_list);
        std::thread::sleep(Duration::from_millis(500));
        let before = cpu(process);
        let frames = roll(&screen, program, NOTCHES);
        let used = (cpu(process) - before) * 1000.0;
        screen.keep(&format!("scroll-{}", program.name()));
        let (frame, notch) = (used / frames, frames / f64::from(NOTCHES));
        vec![(LIST, listed), (LIST_MEMORY, memory), (SCROLL, frame), (FRAMES, notch)]
    });
}

/// A folder from the desktop into the queue, which hardly moves.
pub fn queue(bench: &mut Bench) {
    let Some(screen) = Screen::open() else { return };
    let many = folder();
    fill(&many.path().join("many"), bench.many(ROWS), &[b'x'; 64]);
    bench.rounds(|program| {
        // A server without what the program before has left there.
        let server = server().expect("it was there a moment ago");
        let (home, here) = (folder(), folder());
        std::fs::write(home.path().join("slow"), "").expect("a file");
        let running = program.start(&screen, home.path(), here.path(), Some(&Goal::new(&server, "")));
        let process = running.0.id();
        at_rest(process, Instant::now(), Duration::from_secs(60)).expect("a program at rest");
        let (from, to) = ((640, 300), program.layout().queue);
        screen.display.move_to(from);
        let mut files = Files::take(&screen.display, &[many.path().join("many")]);
        files.carry(from, to);
        let began = Instant::now();
        assert_eq!(files.let_go(), Dropped::Taken, "{}", program.name());
        let never = (f64::NAN, f64::NAN);
        let (rest, work) = at_rest(process, began, Duration::from_secs(120)).unwrap_or(never);
        screen.keep(&format!("queue-{}", program.name()));
        vec![(QUEUE, rest), (QUEUE_WORK, work), (QUEUE_MEMORY, memory(process).0)]
    });
}

/// Turns the wheel, and counts the frames that are seen to differ.
fn roll(screen: &Screen, program: Program, notches: u32) -> f64 {
    let (x, y) = program.layout().remote_list;
    // The names of a few rows.
    let names = Area::new(x as i16 - 280, y as i16 - 80, 90, 160);
    let (mut last, mut frames) = (screen.display.pixels(names), 0_u32);
    for notch in 0..=notches {
        if notch < notches {
            screen.display.notch(true);
        }
        let end = Instant::now() + Duration::from_millis(if notch < notches { 40 } else { 500 });
        while Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
            let now = screen.display.pixels(names);
            if now != last {
                (last, frames) = (now, frames + 1);
            }
        }
    }
    f64::from(frames.max(1))
}

/// Seconds until the remote list changes no more and the program has nothing to do.
fn settled(screen: &Screen, program: Program, process: u32, began: Instant) -> f64 {
    const REST: Duration = Duration::from_millis(1500);
    let area = program.layout().remote;
    let mut last = screen.display.pixels(area);
    let (mut changed, mut changes, mut used, mut worked) = (Instant::now(), 0, cpu(process), Instant::now());
    loop {
        assert!(
            began.elapsed() < Duration::from_secs(90),
            "{} never comes to rest",
            program.name()
        );
        std::thread::sleep(Duration::from_millis(10));
        let now = screen.display.pixels(area);
        if now != last {
            (last, changed, changes) = (now, Instant::now(), changes + 1);
        }
        let cpu = cpu(process);
        if cpu > used {
            (used, worked) = (cpu, Instant::now());
        }
        if changes > 1 && changed.elapsed() > REST && worked.elapsed() > REST / 3 {
            return (changed - began).as_secs_f64();
        }
    }
}
