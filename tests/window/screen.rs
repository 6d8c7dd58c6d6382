//! A virtual screen of 1280 by 800 with a window manager, and programs in it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::display::{Area, Display};
use super::ground;

/// All of it.
pub const WHOLE: Area = Area::new(0, 0, 1280, 800);

/// Every program gets the whole screen, without a frame; its dialogs do not.
const MANAGER: &str = "<openbox_config><applications>
<application class='*' type='normal'><decor>no</decor><maximized>yes</maximized><focus>yes</focus></application>
</applications></openbox_config>";

/// Where all tests share a process (plain `cargo test`), one after the other has its screen: side by side they would wait for each
/// other's programs, and call that too slow.
static TURN: Mutex<()> = Mutex::new(());

/// An X server of its own.
pub struct Screen {
    /// What is connected to it to press and to look.
    pub display: Display,
    name: String,
    /// Gone in this order, from the first.
    running: Vec<Running>,
    _folder: tempfile::TempDir,
    /// The last to go.
    _turn: Option<MutexGuard<'static, ()>>,
}

/// What a picture of the screen is like.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// How many colours there are.
    pub colors: usize,
    /// How bright it is, 0 to 1.
    pub mean: f64,
}

impl Screen {
    /// `None` where what it takes is missing; said loudly.
    pub fn open() -> Option<Self> {
        // A test that failed leaves nothing behind that the next one could stumble over.
        Self::open_beside(Some(TURN.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The same without waiting for a turn: another screen for who has one already.
    pub fn open_beside(turn: Option<MutexGuard<'static, ()>>) -> Option<Self> {
        for tool in ["Xvfb", "openbox"] {
            if installed(tool).is_none() {
                ground::skip(&format!("{tool} is missing; run .ci/screen tests"));
                return None;
            }
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("an X server");
        let mut number = String::new();
        let output = server.stdout.take().expect("its output");
        let server = Running(server);
        BufReader::new(output).read_line(&mut number).expect("its number");
        let name = format!(":{}", number.trim());
        let folder = tempfile::tempdir().expect("a folder");
        let settings = folder.path().join("rc.xml");
        std::fs::write(&settings, MANAGER).expect("written");
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .env("HOME", folder.path())
            .args(["--sm-disable", "--config-file"])
            .arg(settings)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a window manager");
        let screen = Self {
            display: Display::connect(&name),
            name,
            running: vec![Running(manager), server],
            _folder: folder,
            _turn: turn,
        };
        wait_for(Duration::from_secs(20), "a window manager", || {
            screen.display.is_managed()
        });
        Some(screen)
    }

    /// Starts a program here, which is at home in a folder.
    pub fn start(&self, mut command: Command, home: &Path) -> Running {
        command
            .env("DISPLAY", &self.name)
            .env("HOME", home)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        Running(command.spawn().expect("a program"))
    }

    /// Presses at one place, moves, and lets go at the other.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        self.display.move_to(from);
        self.display.button(1, true);
        for step in 1..=10 {
            let between = |a: i32, b: i32| a + (b - a) * step / 10;
            std::thread::sleep(Duration::from_millis(40));
            self.display.move_to((between(from.0, to.0), between(from.1, to.1)));
        }
        std::thread::sleep(Duration::from_millis(150));
        self.display.button(1, false);
    }

    /// Looks at the screen.
    pub fn picture(&self) -> Picture {
        let mut pixels = self.display.pixels(WHOLE);
        let bright = |pixel: &u32| pixel.to_le_bytes().iter().map(|part| u64::from(*part)).sum::<u64>();
        let sum: u64 = pixels.iter().map(bright).sum();
        let mean = sum as f64 / (pixels.len() as f64 * 3.0 * 255.0);
        pixels.sort_unstable();
        pixels.dedup();
        let colors = pixels.len();
        Picture { colors, mean }
    }

    /// Leaves a picture in the folder that `PACKETBOAT_PICTURES` names, for somebody to look at.
    pub fn keep(&self, name: &str) {
        let Some(folder) = std::env::var_os("PACKETBOAT_PICTURES") else {
            return;
        };
        let mut picture = format!("P6 {} {} 255\n", WHOLE.width, WHOLE.height).into_bytes();
        for pixel in self.display.pixels(WHOLE) {
            let [blue, green, red, _] = pixel.to_le_bytes();
            picture.extend([red, green, blue]);
        }
        std::fs::write(Path::new(&folder).join(format!("{name}.ppm")), picture).expect("written");
    }

    /// Looks until nothing has changed for a while, but for a caret that blinks: the last picture.
    pub fn still(&self) -> Vec<u32> {
        let mut last = self.display.pixels(WHOLE);
        let mut since = Instant::now();
        let end = since + Duration::from_secs(30);
        while since.elapsed() < Duration::from_millis(1200) {
            assert!(Instant::now() < end, "the screen never comes to rest");
            std::thread::sleep(Duration::from_millis(100));
            let next = self.display.pixels(WHOLE);
            if changed(&next, &last) > 60 {
                (last, since) = (next, Instant::now());
            }
        }
        last
    }
}

/// How many pixels differ.
pub fn changed(one: &[u32], other: &[u32]) -> usize {
    one.iter().zip(other).filter(|(one, other)| one != other).count()
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.running.clear();
    }
}

/// A program that ends with this.
pub struct Running(pub Child);

impl Running {
    /// Fails when it has ended, with what it said.
    pub fn still_runs(&mut self) {
        if let Some(status) = self.0.try_wait().expect("a state") {
            let mut said = String::new();
            if let Some(stderr) = self.0.stderr.as_mut() {
                let _ = stderr.read_to_string(&mut said);
            }
            panic!("the program ended with {status}: {said}");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The program.
pub struct Window {
    pub program: Running,
    profile: tempfile::TempDir,
}

impl Window {
    /// Starts it in a folder, in English and light, and waits until it is seen.
    pub fn open(screen: &Screen, folder: &Path, arguments: &[&str]) -> Self {
        Self::open_as(screen, folder, arguments, "shade = \"light\"\nlanguage = \"en\"\n")
    }

    /// The same with other settings.
    pub fn open_as(screen: &Screen, folder: &Path, arguments: &[&str], settings: &str) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let text = format!("version = 1\n{settings}");
        std::fs::write(profile.path().join("window.toml"), text).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat"));
        command
            .current_dir(folder)
            .arg("--profile")
            .arg(profile.path())
            .args(arguments)
            .stderr(Stdio::piped());
        let mut window = Self {
            program: screen.start(command, folder),
            profile,
        };
        wait_for(Duration::from_secs(60), "a window", || {
            window.program.still_runs();
            screen.picture().colors > 60
        });
        window
    }
}

impl Window {
    /// The folder of its profile.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }
}

/// Where a program is, if it is installed.
pub fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Tries until it is so.
pub fn wait_for(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < end, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
