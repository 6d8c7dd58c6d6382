//! Starting, and doing nothing.

use std::time::{Duration, Instant};

use super::figures::{Target, Work};
use super::process::{cpu, memory};
use super::rival::{Goal, Program};
use super::screen::{Running, Screen, wait_for};
use super::{Bench, folder, server};

const START: Work = Work {
    name: "start to first frame",
    unit: "s",
    target: Target::Ratio(100),
};
const START_MEMORY: Work = Work {
    name: "memory after the start",
    unit: "MiB",
    target: Target::Ratio(60),
};
const IDLE: Work = Work {
    name: "processor while connected and idle",
    unit: "s a minute",
    target: Target::Most(0),
};
const IDLE_MEMORY: Work = Work {
    name: "memory while connected and idle",
    unit: "MiB",
    target: Target::Ratio(60),
};

/// From starting the program to something on the screen.
pub fn start(bench: &mut Bench) {
    let Some(screen) = Screen::open() else { return };
    // Homes of their own that stay, with what a first start leaves there, such as what is known of fonts.
    let (homes, here) = (folder(), folder());
    bench.rounds(|program| {
        let home = homes.path().join(program.name());
        let head = program.layout().head;
        wait_for(Duration::from_secs(10), "an empty screen", || {
            colors(&screen, program) < 2
        });
        let began = Instant::now();
        let running = program.start(&screen, &home, here.path(), None);
        while colors(&screen, program) < 8 {
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "{} draws nothing in {head:?}",
                program.name()
            );
            std::thread::sleep(Duration::from_millis(4));
        }
        let start = began.elapsed().as_secs_f64();
        std::thread::sleep(Duration::from_secs(3));
        screen.keep(&format!("start-{}", program.name()));
        let (memory, _) = memory(running.0.id());
        vec![(START, start), (START_MEMORY, memory)]
    });
}

/// Both at once, each on a screen of its own: neither does anything.
pub fn idle(bench: &mut Bench) {
    let Some(server) = server() else { return };
    for name in ["one", "two", "three"] {
        server.put(name, name.as_bytes());
    }
    let mut running: Vec<(Program, Running, Screen)> = Vec::new();
    let (home, here) = (folder(), folder());
    for program in bench.programs.clone() {
        let Some(screen) = Screen::open_beside(None) else {
            return;
        };
        let home = home.path().join(program.name());
        // What a first start makes of fonts and the like is not what is measured.
        let first = program.start(&screen, &home, here.path(), None);
        std::thread::sleep(Duration::from_secs(5));
        drop(first);
        let started = program.start(&screen, &home, here.path(), Some(&Goal::new(&server, "")));
        running.push((program, started, screen));
    }
    std::thread::sleep(Duration::from_secs(10));
    let used = |running: &Running| cpu(running.0.id());
    let before: Vec<f64> = running.iter().map(|(_, running, _)| used(running)).collect();
    let length = bench.long(60);
    std::thread::sleep(length);
    for ((program, running, screen), before) in running.iter().zip(before) {
        screen.keep(&format!("idle-{}", program.name()));
        let minute = (used(running) - before) * 60.0 / length.as_secs_f64();
        bench.figures.add(IDLE, *program, minute);
        bench.figures.add(IDLE_MEMORY, *program, memory(running.0.id()).0);
    }
}

fn colors(screen: &Screen, program: Program) -> usize {
    let mut pixels = screen.display.pixels(program.layout().head);
    pixels.sort_unstable();
    pixels.dedup();
    pixels.len()
}
