//! The two programs, and how each is brought to do the same.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::display::Area;
use super::ground::Server;
use super::screen::{Running, Screen, installed};

/// A program with a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Ours,
    FileZilla,
}

/// What is connected to.
pub struct Goal {
    pub address: SocketAddr,
    pub user: String,
    pub password: String,
    /// The folder on the server.
    pub path: String,
}

impl Goal {
    /// A folder below that of the login.
    pub fn new(server: &Server, path: &str) -> Self {
        // An account of its own lands in its home; the anonymous one is locked into it.
        let folder = if server.user == "anonymous" {
            Path::new("/")
        } else {
            &server.home
        };
        Self {
            address: server.address(),
            user: server.user.clone(),
            password: server.password.clone(),
            path: folder.join(path).display().to_string(),
        }
    }
}

/// Where things are in a window of 1280 by 800 with default settings.
pub struct Layout {
    /// Something that is drawn with the first frame.
    pub head: Area,
    /// The remote list, with all that tells about it.
    pub remote: Area,
    /// Somewhere in the remote list.
    pub remote_list: (i32, i32),
    /// The first rows of the local list.
    pub local_rows: Area,
    /// The first row of the local list.
    pub local_row: (i32, i32),
    /// Where files are dropped to be put into the queue.
    pub queue: (i32, i32),
    /// Where a failure is told, and the colours in which it is.
    pub failure: (Area, &'static [u32]),
}

impl Program {
    /// Those that are here. A missing one is named loudly.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Ours];
        if installed("filezilla").is_some() {
            all.push(Self::FileZilla);
        } else {
            eprintln!("*** FILEZILLA IS MISSING: nothing stands beside our figures. apt-get install filezilla ***");
        }
        all
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "packetboat",
            Self::FileZilla => "filezilla",
        }
    }

    pub fn layout(self) -> Layout {
        match self {
            Self::Ours => Layout {
                head: Area::new(0, 0, 1280, 90),
                remote: Area::new(641, 88, 639, 670),
                remote_list: (960, 400),
                local_rows: Area::new(4, 152, 120, 104),
                local_row: (60, 204),
                // With nothing in it, it takes no files: the pane does.
                queue: (960, 480),
                failure: (Area::new(641, 88, 639, 478), &[0x009A_5B00, 0x00B3_261E]),
            },
            Self::FileZilla => Layout {
                head: Area::new(0, 0, 1280, 90),
                remote: Area::new(646, 225, 634, 520),
                remote_list: (960, 480),
                local_rows: Area::new(20, 358, 130, 110),
                local_row: (60, 391),
                queue: (300, 690),
                failure: (Area::new(0, 112, 1280, 106), &[0x00FF_0000]),
            },
        }
    }

    /// Starts it with a fresh home, in a folder, and lets it connect if there is an address.
    pub fn start(self, screen: &Screen, home: &Path, folder: &Path, goal: Option<&Goal>) -> Running {
        let command = match self {
            Self::Ours => ours(home, folder, goal),
            Self::FileZilla => filezilla(home, folder, goal),
        };
        screen.start(command, home)
    }
}

fn ours(home: &Path, folder: &Path, goal: Option<&Goal>) -> Command {
    let profile = home.join("profile");
    // A byte a second: what is dropped into the queue stays there.
    let slow = if home.join("slow").exists() {
        "limit_rate = 1\n"
    } else {
        ""
    };
    write(
        &profile.join("window.toml"),
        &format!("version = 1\nshade = \"light\"\nlanguage = \"en\"\n{slow}"),
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat"));
    command.current_dir(folder).arg("--profile").arg(profile);
    if let Some(Goal {
        address,
        user,
        password,
        path,
    }) = goal
    {
        command.arg(format!("ftp+plain://{user}:{password}@{address}{path}"));
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn filezilla(home: &Path, folder: &Path, goal: Option<&Goal>) -> Command {
    let profile = home.join(".config/filezilla");
    // No greeting, no question about passwords, no look for a newer version.
    let settings = [
        ("Greeting version", "99.0.0"),
        ("Greeting resources", ""),
        ("Kiosk mode", "1"),
        ("Disable update check", "1"),
        ("Update Check", "0"),
        ("Prompt password save", "0"),
        // Made as large as the screen by the window manager, it would show no lists.
        ("Window position and size", "1 0 0 2 1 "),
        ("Splitter positions (v2)", "110 -175 500000000 60 60 500000000"),
    ];
    let setting = |(name, value)| format!("<Setting name=\"{name}\">{value}</Setting>");
    let settings: String = settings.into_iter().map(setting).collect();
    write(
        &profile.join("filezilla.xml"),
        &file(&format!("<Settings>{settings}</Settings>")),
    );
    let mut command = Command::new("filezilla");
    command.current_dir(folder).arg("-a").arg(folder);
    command
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("LC_ALL", "C.UTF-8");
    if let Some(Goal {
        address,
        user,
        password,
        path,
    }) = goal
    {
        let (host, port) = (address.ip(), address.port());
        // That nothing is encrypted was agreed to before.
        let agreed = format!("<InsecureHosts><Host Port=\"{port}\">{host}</Host></InsecureHosts>");
        write(
            &profile.join("trustedcerts.xml"),
            &file(&format!("<TrustedCerts/>{agreed}")),
        );
        command.arg(format!("ftp://{user}:{password}@{address}{path}"));
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A settings file of FileZilla.
fn file(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?><FileZilla3 version=\"3.63.0\" platform=\"*nix\">{inside}</FileZilla3>")
}

fn write(path: &PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}
