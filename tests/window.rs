//! The real window on a virtual screen, driven by a pointer, against a real server.
#![cfg(all(target_os = "linux", feature = "gui"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

#[allow(dead_code, reason = "shared by several test programs")]
#[path = "ground/ground.rs"]
mod ground;
#[path = "window/screen.rs"]
mod screen;

use std::path::Path;
use std::time::Duration;

use ground::{Brand, Recipe};
use screen::{Screen, Window, wait_for};

/// The middle of a row of the panes: `..` is row 0. There is no frame around the window.
fn row(at: i32) -> i32 {
    38 + 1 + 46 + 1 + 38 + 27 + 26 * at + 13
}

fn same(one: &Path, other: &Path) -> bool {
    match (std::fs::read(one), std::fs::read(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// A folder of this computer with a folder `site` and two files.
fn here() -> tempfile::TempDir {
    let here = tempfile::tempdir().unwrap();
    let site = here.path().join("site");
    std::fs::create_dir(&site).unwrap();
    for number in 0..20u8 {
        let bytes = (0..=255u8).cycle().take(usize::from(number) * 1500);
        let bytes: Vec<u8> = bytes.map(|byte| byte.wrapping_mul(number)).collect();
        std::fs::write(site.join(format!("page {number}.html")), bytes).unwrap();
    }
    std::fs::write(here.path().join("zebra.txt"), "last").unwrap();
    here
}

fn arrived(here: &Path, there: &Path) -> bool {
    let all = std::fs::read_dir(here).unwrap().map(|entry| entry.unwrap().file_name());
    all.into_iter().all(|name| same(&here.join(&name), &there.join(&name)))
}

#[test]
fn a_folder_dragged_to_the_other_pane_arrives_identical() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let address = server.address();
    let url = format!("ftp+plain://{}:{}@{address}/~/", server.user, server.password);
    let window = Window::open(&screen, here.path(), &[&url]);
    // The list of the server stands when its pane has a line under its rows and the log has lines; the drag itself is tried
    // again until then.
    let target = server.home.join("site");
    wait_for(Duration::from_secs(60), "the folder on the server", || {
        // On the name: beside it the rubber band would begin.
        screen.drag((42, row(1)), (960, row(9)));
        std::thread::sleep(Duration::from_millis(700));
        target.exists()
    });
    wait_for(Duration::from_secs(30), "every file", || {
        arrived(&here.path().join("site"), &target)
    });
    let picture = screen.picture();
    assert!(picture.colors > 60, "hardly anything is drawn: {picture:?}");
    drop(window);
}

#[test]
fn light_and_dark_are_drawn_and_differ() {
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let _window = Window::open(&screen, here.path(), &[]);
    wait_for(Duration::from_secs(30), "something drawn", || {
        screen.picture().colors > 60
    });
    let light = screen.picture();
    assert!(light.mean > 0.8, "{light:?}");
    // The moon at the right end of the tab strip.
    screen.click(1258, 19);
    wait_for(Duration::from_secs(10), "the dark", || screen.picture().mean < 0.3);
    let dark = screen.picture();
    assert!(dark.colors > 60, "{dark:?}");
}
