//! The program started twice on one profile: the second one raises the window of the first, hands it its address, and ends.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::ground::{Brand, Recipe, Server};
use super::screen::{Running, Screen, Window, wait_for};
use super::{here, url, wait_for_list};

/// Starts the program once more on the profile of a window.
fn again(screen: &Screen, window: &Window, arguments: &[&str], home: &Path) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat"));
    command.arg("--profile").arg(window.profile()).args(arguments);
    screen.start(command, home)
}

/// It ends by itself, well, and soon.
fn ends(mut program: Running) {
    let mut status = None;
    wait_for(Duration::from_secs(20), "the end of the second program", || {
        status = program.0.try_wait().unwrap();
        status.is_some()
    });
    assert!(status.unwrap().success(), "{status:?}");
}

/// A window with a list of a server in it, and its number on the screen.
fn first(screen: &Screen, server: &Server, here: &Path) -> (Window, u32) {
    let window = Window::open(screen, here, &[&url(server)]);
    wait_for_list(server);
    let number = screen.display.window("packetboat").expect("a window");
    (window, number)
}

#[test]
fn a_second_start_raises_the_window_that_is_covered_and_opens_its_address_there() {
    let (Some(one), Some(two)) = (Recipe::new(Brand::Vsftpd).start(), Recipe::new(Brand::Vsftpd).start()) else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let (mut window, number) = first(&screen, &one, here.path());
    // A window of another profile lies over all of it.
    let _other = Window::open(&screen, here.path(), &[]);
    wait_for(Duration::from_secs(20), "the other window", || {
        screen.display.active().is_some_and(|active| active != number)
    });
    ends(again(&screen, &window, &[&url(&two)], here.path()));
    wait_for(Duration::from_secs(20), "the first window in front", || {
        screen.display.active() == Some(number) && screen.display.window("packetboat") == Some(number)
    });
    wait_for_list(&two);
    screen.keep("second start");
    window.program.still_runs();
}

#[test]
fn a_second_start_brings_back_the_window_that_is_minimised() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let (mut window, number) = first(&screen, &server, here.path());
    screen.display.minimise(number);
    wait_for(Duration::from_secs(20), "nothing on the screen", || {
        screen.display.window("packetboat").is_none()
    });
    ends(again(&screen, &window, &[], here.path()));
    wait_for(Duration::from_secs(20), "the window again", || {
        screen.display.active() == Some(number) && screen.display.window("packetboat") == Some(number)
    });
    wait_for(Duration::from_secs(20), "something in it", || {
        screen.picture().colors > 60
    });
    window.program.still_runs();
}
