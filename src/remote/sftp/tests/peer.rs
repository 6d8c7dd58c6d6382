//! Who plays the server: a process behind pipes, or a script.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;

use crate::remote::sftp::Session;
use crate::remote::sftp::carrier::Carrier;
use crate::remote::sftp::frame::Frames;
use crate::remote::ssh::{Channel, pair};
use crate::settings::Patience;
use crate::site::Learned;
use crate::wire::Tap;

/// A program as the far end of a channel. It ends when the channel does.
pub fn run(program: &str, arguments: &[&str]) -> Channel {
    let (channel, to_us, mut from_us) = pair();
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    std::thread::spawn(move || {
        while let Some(bytes) = from_us.blocking_recv() {
            if input.write_all(&bytes).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            if to_us.blocking_send(Bytes::copy_from_slice(&buffer[..count])).is_err() {
                break;
            }
        }
        drop((output, to_us));
        let _ = child.wait();
    });
    channel
}

/// OpenSSH's server; `None` if this machine has none, which is said.
pub fn server() -> Option<PathBuf> {
    let named = std::env::var_os("PACKETBOAT_SFTP_SERVER").map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache"),
        PathBuf::from,
    );
    let fetched = cache.join("packetboat/servers/openssh/usr/lib/openssh/sftp-server");
    let usual = [
        "/usr/lib/openssh/sftp-server",
        "/usr/libexec/openssh/sftp-server",
        "/usr/libexec/sftp-server",
    ];
    let places = named.into_iter().chain([fetched]).chain(usual.map(PathBuf::from));
    let found = places.into_iter().find(|place| place.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no sftp-server on this machine");
        eprintln!("SKIPPED: no sftp-server on this machine (PACKETBOAT_SFTP_SERVER names one)");
    }
    found
}

/// What a session said to its log.
pub type Log = Arc<Mutex<Vec<String>>>;

pub fn log() -> (Tap, Log) {
    let log = Log::default();
    let kept = log.clone();
    (
        Tap::new(1, Arc::new(move |line| kept.lock().unwrap().push(line.text))),
        log,
    )
}

/// A session with OpenSSH's server in `folder`, with a channel for files of its own.
pub async fn openssh(folder: &Path) -> Option<(Session, Log)> {
    let (server, folder) = (server()?, folder.to_str().unwrap());
    let server = server.to_str().unwrap();
    let channels = (0..2).map(|_| run(server, &["-d", folder])).collect();
    let (tap, log) = log();
    Some((over(channels, &tap, Patience::default()).await.unwrap(), log))
}

pub async fn over(channels: Vec<Channel>, tap: &Tap, patience: Patience) -> crate::error::Result<Session> {
    let carrier = Carrier::Channels(Arc::new(Mutex::new(channels)));
    Session::over(carrier, tap, patience, Learned::default()).await
}

/// A request as a script gets it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub kind: u8,
    pub id: u32,
    /// What follows the id.
    pub rest: Bytes,
}

impl Asked {
    /// A string among the fields, counted from 0, where all before it are strings too.
    pub fn string(&self, at: usize) -> Bytes {
        let mut rest = self.rest.clone();
        for _ in 0..at {
            take(&mut rest);
        }
        take(&mut rest)
    }

    /// Offset and length of a READ.
    pub fn read(&self) -> (u64, usize) {
        let tail = &self.rest[self.rest.len() - 12..];
        let length = u32::from_be_bytes(tail[8..].try_into().unwrap());
        (u64::from_be_bytes(tail[..8].try_into().unwrap()), length as usize)
    }

    pub fn status(&self, code: u32, words: &str) -> Vec<u8> {
        let text = [&string(words.as_bytes())[..], &string(b"en")].concat();
        packet(101, self.id, &[&code.to_be_bytes()[..], &text].concat())
    }

    pub fn handle(&self, handle: &[u8]) -> Vec<u8> {
        packet(102, self.id, &string(handle))
    }

    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        packet(103, self.id, &string(bytes))
    }

    pub fn names(&self, names: &[&[u8]]) -> Vec<u8> {
        let mut body = u32::try_from(names.len()).unwrap().to_be_bytes().to_vec();
        for name in names {
            body.extend(string(name));
            body.extend(string(b""));
            // A file, by its mode alone.
            body.extend([0, 0, 0, 4, 0, 0, 0x81, 0xa4]);
        }
        packet(104, self.id, &body)
    }

    pub fn size(&self, size: u64) -> Vec<u8> {
        packet(105, self.id, &[&1u32.to_be_bytes()[..], &size.to_be_bytes()].concat())
    }
}

fn take(rest: &mut Bytes) -> Bytes {
    let length = u32::from_be_bytes(rest.split_to(4)[..].try_into().unwrap());
    rest.split_to(length as usize)
}

pub fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

pub fn packet(kind: u8, id: u32, body: &[u8]) -> Vec<u8> {
    let body = [&[kind][..], &id.to_be_bytes(), body].concat();
    string(&body)
}

/// A channel without anybody at its far end yet.
pub use crate::remote::ssh::pair as pair_of;

/// Answers every request with the packets that `answer` makes. INIT and the first REALPATH are answered by themselves.
pub struct Script<F> {
    answer: F,
    frames: Frames,
    begun: bool,
    home: bool,
}

impl<F: FnMut(Asked) -> Option<Vec<Vec<u8>>>> Script<F> {
    pub fn new(answer: F) -> Self {
        Self {
            answer,
            frames: Frames::default(),
            begun: false,
            home: false,
        }
    }

    /// The answers to all requests that `bytes` complete; `None` if the server goes away.
    pub fn answers(&mut self, bytes: Bytes) -> Option<Vec<Vec<u8>>> {
        self.frames.push(bytes);
        let mut all = Vec::new();
        while let Some(mut packet) = self.frames.packet().unwrap() {
            let kind = packet.split_to(1)[0];
            let id = u32::from_be_bytes(packet.split_to(4)[..].try_into().unwrap());
            let asked = Asked { kind, id, rest: packet };
            all.extend(match kind {
                1 if !self.begun => vec![string(&[2, 0, 0, 0, 3])],
                16 if !self.home => vec![asked.names(&[b"/home"])],
                _ => (self.answer)(asked)?,
            });
            self.begun = true;
            self.home |= kind == 16;
        }
        Some(all)
    }
}

/// A server that follows a script; `None` makes it go away.
pub fn scripted(answer: impl FnMut(Asked) -> Option<Vec<Vec<u8>>> + Send + 'static) -> Channel {
    let (channel, to_us, mut from_us) = pair();
    tokio::spawn(async move {
        let mut script = Script::new(answer);
        while let Some(bytes) = from_us.recv().await {
            let Some(answers) = script.answers(bytes) else { return };
            for answer in answers {
                if to_us.send(answer.into()).await.is_err() {
                    return;
                }
            }
        }
    });
    channel
}

/// A session with a script, which is the only channel that its server allows.
pub async fn with(answer: impl FnMut(Asked) -> Option<Vec<Vec<u8>>> + Send + 'static) -> (Session, Log) {
    let (tap, log) = log();
    let session = over(vec![scripted(answer)], &tap, Patience::default()).await.unwrap();
    (session, log)
}

/// Waits until `holds`, for at most five seconds.
pub async fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to hold");
}
