//! A bus of one's own with a keychain on it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Both, while they run.
pub struct Service {
    folder: tempfile::TempDir,
    address: String,
    bus: Child,
    keyring: Option<Child>,
}

impl Service {
    /// A bus without a keychain. `None`, loudly, where this machine has no such programs; in CI that is a failure.
    pub fn bus() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("bus");
        Self::bus_at(folder, &socket)
    }

    /// The same at this place.
    pub fn bus_at(folder: tempfile::TempDir, socket: &Path) -> Option<Self> {
        for program in ["dbus-daemon", "gnome-keyring-daemon"] {
            if !is_there(program) {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "{program} is missing; .ci/servers installs it"
                );
                eprintln!("*** SKIPPED: {program} is missing; .ci/servers installs it. ***");
                return None;
            }
        }
        for name in ["home", "run"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        // A configuration without service files: nothing but what is started here ever answers.
        let config = folder.path().join("bus.conf");
        let text = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
            \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>\
            <listen>unix:path=LISTEN</listen><auth>EXTERNAL</auth><policy context=\"default\">\
            <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
            </policy></busconfig>";
        std::fs::write(&config, text.replace("LISTEN", &socket.display().to_string())).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Some(Self {
            folder,
            address: address.trim().to_owned(),
            bus,
            keyring: None,
        })
    }

    /// The home folder of whoever this belongs to.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A folder that is not that home.
    pub fn outside(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// The address of the bus.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts the keychain, unlocked.
    pub fn unlock(&mut self) {
        self.start(&["--unlock"], "secret of the keychain");
    }

    /// Starts the keychain anew, unlocked.
    pub fn unlock_again(&mut self) {
        self.end();
        self.unlock();
    }

    /// Starts the keychain anew, locked.
    pub fn lock(&mut self) {
        self.end();
        self.start(&[], "");
    }

    /// The keychain runs and answers nothing any more.
    pub fn stop(&self) {
        let id = self.keyring.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-STOP", &id]).status().unwrap().success());
    }

    fn start(&mut self, line: &[&str], input: &str) {
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(line)
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env_remove("XDG_DATA_HOME")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        keyring.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        self.keyring = Some(keyring);
        let begun = Instant::now();
        while !self.answers() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "gnome-keyring does not appear on its bus"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn answers(&self) -> bool {
        let line = [
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ];
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(line)
            .output()
            .unwrap();
        String::from_utf8_lossy(&asked.stdout).contains("boolean true")
    }

    fn end(&mut self) {
        if let Some(mut keyring) = self.keyring.take() {
            let _ = keyring.kill();
            let _ = keyring.wait();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn is_there(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}
