//! The real window on a virtual screen with a window manager, moved by a pointer and a desktop, against a real server.
#![cfg(all(target_os = "linux", feature = "gui"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

#[path = "window/display.rs"]
#[allow(dead_code, reason = "shared with the benchmarks")]
mod display;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "ground/ground.rs"]
mod ground;
#[path = "window/screen.rs"]
#[allow(dead_code, reason = "shared with the benchmarks")]
mod screen;
#[path = "window/twice.rs"]
mod twice;
#[path = "window/xdnd.rs"]
mod xdnd;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use display::key;
use ground::{Brand, Recipe, Server};
use screen::{Screen, WHOLE, Window, changed, wait_for};

/// Somewhere in the empty part of the right pane.
const REMOTE: (i32, i32) = (960, 480);

/// The icon of the first folder of the left pane, found by its colour: a drag that begins there moves files.
fn folder(screen: &Screen) -> Option<(i32, i32)> {
    const COLOR: u32 = 0x00B8_7A08;
    let pixels = screen.display.pixels(WHOLE);
    let at = pixels
        .iter()
        .enumerate()
        .position(|(at, pixel)| *pixel == COLOR && at % 1280 < 640)?;
    // A little into it, from its upper left corner.
    Some(((at % 1280) as i32 + 4, (at / 1280) as i32 + 5))
}

/// Whether both are files with the same bytes, or folders with the same in them.
fn same(one: &Path, other: &Path) -> bool {
    if !one.is_dir() {
        return matches!((std::fs::read(one), std::fs::read(other)), (Ok(one), Ok(other)) if one == other);
    }
    let names = |folder: &Path| {
        let names = std::fs::read_dir(folder).map(|all| all.map(|entry| entry.unwrap().file_name()).collect());
        let mut names: Vec<std::ffi::OsString> = names.unwrap_or_default();
        names.sort();
        names
    };
    let all = names(one);
    all == names(other) && all.iter().all(|name| same(&one.join(name), &other.join(name)))
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

/// What would be typed into the address bar.
fn url(server: &Server) -> String {
    format!(
        "ftp+plain://{}:{}@{}/~/",
        server.user,
        server.password,
        server.address()
    )
}

/// The list of the server's folder has come, as far as the server is concerned.
fn wait_for_list(server: &Server) {
    wait_for(Duration::from_secs(60), "a list of the server", || {
        server.logged().contains("226 Directory send OK")
    });
    std::thread::sleep(Duration::from_millis(500));
}

#[test]
fn a_folder_dragged_to_the_other_pane_arrives_identical() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let _window = Window::open(&screen, here.path(), &[&url(&server)]);
    wait_for_list(&server);
    let target = server.home.join("site");
    wait_for(Duration::from_secs(60), "the folder on the server", || {
        if let Some(folder) = folder(&screen) {
            screen.drag(folder, REMOTE);
            std::thread::sleep(Duration::from_millis(700));
        }
        target.exists()
    });
    wait_for(Duration::from_secs(30), "every file", || {
        same(&here.path().join("site"), &target)
    });
    let picture = screen.picture();
    assert!(picture.colors > 60, "hardly anything is drawn: {picture:?}");
}

/// Files and folders as somebody would select them in a file manager, with names that are hard to carry.
fn three_thousand(here: &Path) -> Vec<PathBuf> {
    const FOLDERS: usize = 60;
    let mut all = Vec::new();
    for number in 0..FOLDERS {
        let folder = here.join(format!("folder {number}"));
        std::fs::create_dir(&folder).unwrap();
        for file in 0..number % 4 {
            std::fs::write(folder.join(format!("in {file}.txt")), format!("{number} {file}")).unwrap();
        }
        all.push(folder);
    }
    for odd in ["50% off.txt", "naïve 你好.txt", "a#b?c.txt", "x+y=z&q.txt", "-l"] {
        let path = here.join(odd);
        std::fs::write(&path, odd).unwrap();
        all.push(path);
    }
    for number in all.len()..3000 {
        let path = here.join(format!("n{number}"));
        std::fs::write(&path, format!("file {number}\n").repeat(number % 40)).unwrap();
        all.push(path);
    }
    all
}

#[test]
fn three_thousand_files_and_folders_from_the_desktop_arrive_identical() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let (home, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let all = three_thousand(here.path());
    assert_eq!(all.len(), 3000);
    let _window = Window::open(&screen, home.path(), &[&url(&server)]);
    wait_for_list(&server);
    let dropped = xdnd::drag(&screen.display, &all, (640, 300), REMOTE);
    assert_eq!(dropped, xdnd::Dropped::Taken);
    let arrived = || std::fs::read_dir(&server.home).map_or(0, Iterator::count);
    wait_for(Duration::from_secs(120), "three thousand names", || arrived() >= 3000);
    wait_for(Duration::from_secs(60), "every byte", || {
        same(here.path(), &server.home)
    });
}

#[test]
fn light_and_dark_are_drawn_and_differ() {
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let _window = Window::open(&screen, here.path(), &[]);
    let light = screen.picture();
    assert!(light.mean > 0.8, "{light:?}");
    screen.display.press(&[key::CONTROL, key::SHIFT, u32::from(b'l')]);
    wait_for(Duration::from_secs(10), "the dark", || screen.picture().mean < 0.3);
    let dark = screen.picture();
    assert!(dark.colors > 60, "{dark:?}");
}

#[test]
fn tabs_and_languages_are_drawn_and_differ() {
    let Some(screen) = Screen::open() else { return };
    let here = here();
    let mut pictures = Vec::new();
    {
        let _window = Window::open(&screen, here.path(), &[]);
        pictures.push(screen.still());
        screen.display.press(&[key::CONTROL, u32::from(b't')]);
        // A word or two in the strip of tabs.
        wait_for(Duration::from_secs(10), "another tab", || {
            changed(&screen.display.pixels(WHOLE), &pictures[0]) > 300
        });
    }
    let chinese = "shade = \"light\"\nlanguage = \"zh-CN\"\n";
    let _window = Window::open_as(&screen, here.path(), &[], chinese);
    pictures.push(screen.still());
    // Every word of the window.
    let language = changed(&pictures[0], &pictures[1]);
    assert!(language > 5000, "another language changes {language} pixels");
}

/// Everything below a folder, with its mode.
fn modes(folder: &Path, found: &mut Vec<(PathBuf, u32)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let mode = std::fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777;
        found.push((path.clone(), mode));
        if path.is_dir() {
            modes(&path, found);
        }
    }
}

#[test]
fn nothing_that_the_window_keeps_is_open_to_others() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let Some(screen) = Screen::open() else { return };
    let home = tempfile::tempdir().unwrap();
    let profile = home.path().join("deep/profile");
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 000; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_packetboat"))
        .arg("--profile")
        .arg(&profile)
        .arg(url(&server));
    let mut window = screen.start(command, home.path());
    wait_for_list(&server);
    // Where it went to and how it looks is written down, each time anew.
    for _ in 0..2 {
        screen.display.press(&[key::CONTROL, key::SHIFT, u32::from(b'l')]);
        std::thread::sleep(Duration::from_millis(500));
    }
    let written = || std::fs::read_to_string(profile.join("window.toml")).unwrap_or_default();
    wait_for(Duration::from_secs(20), "a file of the window", || {
        window.still_runs();
        written().contains("shade =") && written().contains("recent = [")
    });
    let mut found = Vec::new();
    modes(home.path(), &mut found);
    let ours: Vec<_> = found
        .iter()
        .filter(|(path, _)| path.starts_with(home.path().join("deep")))
        .collect();
    assert!(ours.len() >= 3, "{ours:?}");
    for (path, mode) in ours {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(*mode, expected, "{}", path.display());
    }
}
