//! A virtual screen of 1280 by 800, a pointer on it, and the program in it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::ground;

/// An X server of its own.
pub struct Screen {
    server: Child,
    display: String,
}

/// What a picture of the screen is like.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// How many colours there are.
    pub colors: u32,
    /// How bright it is, 0 to 1.
    pub mean: f64,
}

impl Screen {
    /// `None` where what it takes is missing; said loudly.
    pub fn open() -> Option<Self> {
        for tool in ["Xvfb", "xdotool", "import"] {
            let found = std::env::split_paths(&std::env::var_os("PATH")?).any(|folder| folder.join(tool).exists());
            if !found {
                ground::skip(&format!("{tool} is missing"));
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
        BufReader::new(output).read_line(&mut number).expect("its number");
        let display = format!(":{}", number.trim());
        Some(Self { server, display })
    }

    /// Presses and lets go.
    pub fn click(&self, x: i32, y: i32) {
        self.xdotool(&[&["mousemove"][..], &place(x, y), &["click", "1"]].concat());
    }

    /// Presses at one place, moves, and lets go at the other.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        self.xdotool(&[&["mousemove"][..], &place(from.0, from.1), &["mousedown", "1"]].concat());
        for step in 1..=10 {
            let between = |a: i32, b: i32| a + (b - a) * step / 10;
            std::thread::sleep(Duration::from_millis(40));
            self.xdotool(&[&["mousemove"][..], &place(between(from.0, to.0), between(from.1, to.1))].concat());
        }
        std::thread::sleep(Duration::from_millis(150));
        self.xdotool(&["mouseup", "1"]);
    }

    /// Looks at the screen.
    pub fn picture(&self) -> Picture {
        let told = Command::new("import")
            .env("DISPLAY", &self.display)
            .args(["-window", "root", "-format", "%k %[fx:mean]", "info:-"])
            .output()
            .expect("import runs");
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let mut parts = told.split_whitespace();
        Picture {
            colors: parts.next().and_then(|part| part.parse().ok()).unwrap_or(0),
            mean: parts.next().and_then(|part| part.parse().ok()).unwrap_or(0.0),
        }
    }

    fn xdotool<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) {
        let done = Command::new("xdotool")
            .env("DISPLAY", &self.display)
            .args(arguments)
            .status()
            .expect("xdotool runs");
        assert!(done.success(), "xdotool: {done}");
    }
}

fn place(x: i32, y: i32) -> [&'static str; 2] {
    // A pointer has few places in a test; their texts may stay.
    [x, y].map(|number| &*number.to_string().leak())
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill().and_then(|()| self.server.wait());
    }
}

/// The program.
pub struct Window {
    program: Child,
    _profile: tempfile::TempDir,
}

impl Window {
    /// Starts it in a folder, in English and light, and waits until it is seen.
    pub fn open(screen: &Screen, folder: &Path, arguments: &[&str]) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let text = "version = 1\nshade = \"light\"\nlanguage = \"en\"\n";
        std::fs::write(profile.path().join("window.toml"), text).expect("written");
        let program = Command::new(env!("CARGO_BIN_EXE_packetboat"))
            .current_dir(folder)
            .env("DISPLAY", &screen.display)
            .env("HOME", folder)
            .env_remove("WAYLAND_DISPLAY")
            .arg("--profile")
            .arg(profile.path())
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut window = Self {
            program,
            _profile: profile,
        };
        wait_for(Duration::from_secs(30), "a window", || {
            window.still_runs();
            screen.picture().colors > 60
        });
        window
    }

    fn still_runs(&mut self) {
        if let Some(status) = self.program.try_wait().expect("a state") {
            let mut said = String::new();
            if let Some(stderr) = self.program.stderr.as_mut() {
                let _ = stderr.read_to_string(&mut said);
            }
            panic!("the program ended with {status}: {said}");
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.program.kill().and_then(|()| self.program.wait());
    }
}

/// Tries until it is so.
pub fn wait_for(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < end, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
