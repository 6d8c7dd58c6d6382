//! A hand that types: runs the built program in a fresh folder with a profile of its own.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::ground::{Server, Tls};
use crate::hostile::Hostile;

pub struct Hand {
    folder: tempfile::TempDir,
    /// The socket of the ssh-agent, if one runs.
    pub agent: Option<PathBuf>,
    /// What the program reads.
    pub input: String,
}

/// What a run came to.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
    /// The most memory that was resident, in MiB.
    pub mib: u64,
    pub took: Duration,
}

impl Hand {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        std::fs::create_dir_all(folder.path().join("home/.ssh")).unwrap();
        Self {
            folder,
            agent: None,
            input: String::new(),
        }
    }

    /// One who knows the host keys of this server.
    pub fn who_knows(server: &Server) -> Self {
        let hand = Self::new();
        hand.write_ssh("known_hosts", &server.known_hosts());
        hand
    }

    /// Writes a file into the folder that OpenSSH's client keeps.
    pub fn write_ssh(&self, name: &str, content: &str) {
        std::fs::write(self.ssh(name), content).unwrap();
    }

    /// A file in that folder.
    pub fn ssh(&self, name: &str) -> PathBuf {
        self.folder.path().join("home/.ssh").join(name)
    }

    /// The folder in which the program runs.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn local(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// The folder of the profile.
    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// Everything of this hand: work, profile and home.
    pub fn place(&self) -> &Path {
        self.folder.path()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_under(&[], arguments)
    }

    /// Runs it by way of another program, which is given with its arguments.
    pub fn run_under(&self, other: &[&str], arguments: &[&str]) -> Ran {
        let begin = Instant::now();
        let mut child = self.command_under(other, arguments).spawn().unwrap();
        if let Some(mut pipe) = child.stdin.take() {
            // Whoever does not read has no use for it.
            let _ = pipe.write_all(self.input.as_bytes());
        }
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        // Read along, so that a full pipe never stops the child.
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let read = |mut pipe: Box<dyn std::io::Read + Send>| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                pipe.read_to_end(&mut bytes).unwrap();
                String::from_utf8_lossy(&bytes).into_owned()
            })
        };
        let (out, err) = (read(Box::new(out)), read(Box::new(err)));
        let mut mib = 0;
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code().unwrap_or(-1);
            }
            mib = mib.max(peak_memory(&status));
            assert!(begin.elapsed() < Duration::from_secs(240), "{arguments:?} hangs");
            std::thread::sleep(Duration::from_millis(3));
        };
        let ran = Ran {
            code,
            out: out.join().unwrap(),
            err: err.join().unwrap(),
            mib,
            took: begin.elapsed(),
        };
        eprintln!("{arguments:?}: {ran}");
        ran
    }

    /// Runs it, and kills it after a while without a word.
    pub fn kill(&self, arguments: &[String], after: Duration) {
        let mut child = self.start(&[], arguments);
        std::thread::sleep(after);
        let _ = child.kill();
        child.wait().unwrap();
    }

    /// Starts it by way of another program, and goes on. Nobody reads what it prints.
    pub fn start(&self, other: &[&str], arguments: &[String]) -> Child {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut child = self
            .command_under(other, &arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if let Some(mut pipe) = child.stdin.take() {
            let _ = pipe.write_all(self.input.as_bytes());
        }
        child
    }

    fn command_under(&self, other: &[&str], arguments: &[&str]) -> Command {
        // Another build of it may be tried: what the tests of a debug build find out about a release.
        let built = std::env::var_os("PACKETBOAT_CLI").unwrap_or_else(|| env!("CARGO_BIN_EXE_packetboat-cli").into());
        let mut command = match other {
            [] => Command::new(built),
            [program, rest @ ..] => {
                let mut command = Command::new(program);
                command.args(rest).arg(built);
                command
            }
        };
        command.args(arguments).arg("--profile").arg(self.profile());
        command
            .current_dir(self.work())
            .stdin(if self.input.is_empty() {
                Stdio::null()
            } else {
                Stdio::piped()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .env("HOME", self.folder.path().join("home"))
            .env_remove("SSH_AUTH_SOCK");
        command.envs(self.agent.iter().map(|socket| ("SSH_AUTH_SOCK", socket)));
        command
    }

    /// Everything below the work folder, as paths from there, sorted; folders end in a slash.
    pub fn tree(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.work(), &self.work(), &mut found);
        found.sort();
        found
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cut = |text: &str| text.chars().take(2000).collect::<String>();
        write!(
            f,
            "exit {} after {:?}, {} MiB\n{}{}",
            self.code,
            self.took,
            self.mib,
            cut(&self.out),
            cut(&self.err)
        )
    }
}

/// A URL on a real server; `path` starts at the login folder. Over SSH without the password.
pub fn url(server: &Server, path: &str) -> String {
    if server.brand.is_ssh() {
        return format!("sftp://{}@{}/~/{path}", server.user, server.address());
    }
    let scheme = match server.tls {
        Tls::Plain => "ftp+plain",
        Tls::Implicit => "ftps",
        _ => "ftp",
    };
    format!(
        "{scheme}://{}:{}@{}/~/{path}",
        server.user,
        server.password,
        server.address()
    )
}

/// A URL on the scripted server.
pub fn hostile_url(server: &Hostile, path: &str) -> String {
    let scheme = if server.certificate.is_some() {
        "ftp"
    } else {
        "ftp+plain"
    };
    at(scheme, server.address, path)
}

pub fn at(scheme: &str, address: SocketAddr, path: &str) -> String {
    format!("{scheme}://anna:hunter2@{address}/~/{path}")
}

/// Bytes that differ from file to file and hold every value.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// 200 files of all sizes in folders within folders, among them an empty one and names with blanks and umlauts.
pub fn make_tree(root: &Path) {
    make_small_tree(root, 200);
}

/// So many files of that kind.
pub fn make_small_tree(root: &Path, files: u64) {
    for n in 0..files {
        let folder = root
            .join(format!("d{}", n % 9))
            .join(if n % 2 == 0 { "e f" } else { "größe" });
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("file {n}.bin")), noise(n, (n * n) as usize)).unwrap();
    }
    std::fs::create_dir_all(root.join("empty/also empty")).unwrap();
}

/// Whether two folders hold the same.
pub fn same(a: &Path, b: &Path) -> bool {
    Command::new("diff")
        .arg("-r")
        .args([a, b])
        // What differs stands beside the failure.
        .stdout(std::io::stderr())
        .status()
        .unwrap()
        .success()
}

fn peak_memory(status: &Path) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok())
        .map_or(0, |kib| kib / 1024)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.push(name + "/");
            walk(root, &path, found);
        } else {
            found.push(name);
        }
    }
}
