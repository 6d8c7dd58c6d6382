//! An SFTP server that does what a script says, and remembers every packet that it was sent.
//!
//! Out of the box it is an honest server (version 3) with a small tree in memory and one account. A script replaces what it
//! answers to a request by a list of [`Act`]s, one line per behaviour:
//!
//! ```ignore
//! let server = Script::new().on(STAT, [Act::WrongId]).start();
//! ```

#[path = "sftp/conversation.rs"]
mod conversation;
#[path = "sftp/honest.rs"]
mod honest;
#[path = "sftp/login.rs"]
mod login;
#[path = "sftp/packet.rs"]
pub mod packet;

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use russh::keys::PrivateKey;
use tokio::sync::Notify;

use crate::door::Door;

/// One thing that the server does about a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// What an honest server answers.
    Honest,
    /// The same is done, and nobody is told.
    Mute,
    /// The same, under an id that nobody used.
    WrongId,
    /// The last packet once more.
    Again,
    /// Of a READ: at most so many bytes. Of a WRITE: so many bytes are kept, and nobody is told.
    Partly(usize),
    /// An answer of this type with this body behind the id.
    Answer(u8, Vec<u8>),
    /// These bytes on the channel, as they are.
    Raw(Vec<u8>),
    /// The same, so many times.
    RawOften(Vec<u8>, u64),
    /// Nothing for so long.
    Pause(Duration),
    /// Nothing more for as long as the client stays.
    Stall,
    /// The channel ends.
    Close,
    /// The TCP connection ends.
    Cut,
    /// The TCP connection is reset.
    Reset,
}

/// Decides about a request, from its type and what follows its id, before the script does.
pub type Whim = Arc<dyn Fn(u8, &[u8]) -> Option<Vec<Act>> + Send + Sync>;

/// What the server does on what.
#[derive(Clone)]
pub struct Script {
    reactions: HashMap<Key, Vec<Vec<Act>>>,
    whim: Option<Whim>,
    tree: Tree,
    /// Names that every listing shows instead of the tree, a page per READDIR; bodies of NAME answers.
    pages: Option<Vec<Vec<Vec<u8>>>>,
    extensions: Vec<(&'static str, &'static str)>,
    before: Vec<u8>,
    handle: fn(u32) -> Vec<u8>,
    short: usize,
    shuffled: bool,
    key: PrivateKey,
    host: IpAddr,
    /// So many attempts to log in are never answered.
    deaf: usize,
}

/// A type of request, and the name where it is an extension that has a reaction of its own.
type Key = (u8, &'static str);

/// Files by path from the root, without the leading slash; `None` is a folder.
pub type Tree = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// The account.
pub const USER: &str = "anna";
/// See [`USER`].
pub const PASSWORD: &str = "hunter2";

impl Script {
    /// An honest server.
    pub fn new() -> Self {
        Self {
            reactions: HashMap::new(),
            whim: None,
            tree: Tree::new(),
            pages: None,
            extensions: vec![("posix-rename@openssh.com", "1")],
            before: Vec::new(),
            handle: |number| number.to_be_bytes().to_vec(),
            short: usize::MAX,
            shuffled: false,
            key: new_key(),
            host: Ipv4Addr::LOCALHOST.into(),
            deaf: 0,
        }
    }

    /// On requests of this type, always these acts.
    pub fn on(mut self, request: u8, acts: impl IntoIterator<Item = Act>) -> Self {
        self.reactions.insert((request, ""), vec![acts.into_iter().collect()]);
        self
    }

    /// On this extended request, the first time the first list, then the next, and the last list from then on.
    pub fn on_extension(mut self, name: &'static str, acts: impl IntoIterator<Item = Vec<Act>>) -> Self {
        self.reactions
            .insert((packet::EXTENDED, name), acts.into_iter().collect());
        self
    }

    /// What this decides goes before everything else.
    pub fn whim(mut self, whim: Whim) -> Self {
        self.whim = Some(whim);
        self
    }

    /// The first time the first list, then the next, and the last list from then on.
    pub fn on_each(mut self, request: u8, acts: impl IntoIterator<Item = Vec<Act>>) -> Self {
        self.reactions.insert((request, ""), acts.into_iter().collect());
        self
    }

    /// With this file.
    pub fn file(mut self, path: impl AsRef<[u8]>, content: impl Into<Vec<u8>>) -> Self {
        self.tree.insert(path.as_ref().to_vec(), Some(content.into()));
        self
    }

    /// With this folder.
    pub fn folder(mut self, path: impl AsRef<[u8]>) -> Self {
        self.tree.insert(path.as_ref().to_vec(), None);
        self
    }

    /// With listings that show these names, so many at a time, whatever there is.
    pub fn showing(mut self, names: &[&[u8]], at_a_time: usize) -> Self {
        let pages = names.chunks(at_a_time);
        self.pages = Some(
            pages
                .map(|page| page.iter().map(|name| name.to_vec()).collect())
                .collect(),
        );
        self
    }

    /// With these bytes before the first packet.
    pub fn before(mut self, bytes: &[u8]) -> Self {
        self.before = bytes.to_vec();
        self
    }

    /// With handles of this form.
    pub fn handles(mut self, form: fn(u32) -> Vec<u8>) -> Self {
        self.handle = form;
        self
    }

    /// Reading at most so many bytes at once.
    pub fn short_reads(mut self, most: usize) -> Self {
        self.short = most;
        self
    }

    /// Answering what came together in the opposite order.
    pub fn shuffled(mut self) -> Self {
        self.shuffled = true;
        self
    }

    /// With this extension in its VERSION.
    pub fn extension(mut self, name: &'static str, value: &'static str) -> Self {
        self.extensions.push((name, value));
        self
    }

    /// Answering nothing to the first attempts to log in, so many.
    pub fn deaf_to(mut self, attempts: usize) -> Self {
        self.deaf = attempts;
        self
    }

    /// On this address.
    pub fn at(mut self, host: impl Into<IpAddr>) -> Self {
        self.host = host.into();
        self
    }

    /// Starts the server on a free port.
    pub fn start(self) -> Hostile {
        let listener = std::net::TcpListener::bind((self.host, 0)).unwrap();
        let host_key = self.key.public_key().to_openssh().unwrap();
        let tree = Arc::new(Mutex::new(self.tree.clone()));
        let shared = Arc::new(Shared {
            script: self,
            heard: Mutex::default(),
            counts: Mutex::default(),
            times: Mutex::default(),
            tree,
        });
        let door = Door::open(listener, login::serving(shared.clone()));
        Hostile {
            address: door.address,
            _door: door,
            host_key,
            shared,
        }
    }
}

/// What all connections of a server share.
struct Shared {
    script: Script,
    heard: Mutex<Heard>,
    counts: Mutex<HashMap<Key, usize>>,
    /// The times of last change that somebody set.
    times: Mutex<HashMap<Vec<u8>, u32>>,
    tree: Arc<Mutex<Tree>>,
}

/// The TCP connection below a conversation once more, to end it as no server would.
struct Cord {
    stream: TcpStream,
    end: Notify,
}

impl Cord {
    fn new(stream: TcpStream) -> Self {
        let end = Notify::new();
        Self { stream, end }
    }

    fn cut(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Whoever holds the connection lets go of it, and what is closed so is reset.
    fn reset(&self) {
        let _ = socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        self.end.notify_one();
    }
}

/// What the server was sent.
#[derive(Debug, Default, Clone)]
pub struct Heard {
    /// TCP connections.
    pub connections: usize,
    /// Requests to log in, of any kind.
    pub logins: Vec<String>,
    /// SFTP packets without their length: type, then the rest.
    pub packets: Vec<Vec<u8>>,
    /// Commands to run.
    pub commands: Vec<String>,
}

/// A running scripted server. It lets nobody in any more when it is dropped; its conversations end with their clients.
pub struct Hostile {
    pub address: SocketAddr,
    _door: Door,
    /// Its host key as a line of a `.pub` file.
    pub host_key: String,
    shared: Arc<Shared>,
}

impl Hostile {
    /// Everything so far.
    pub fn heard(&self) -> Heard {
        self.shared.heard.lock().unwrap().clone()
    }

    /// The requests of this type so far: their packets behind the id.
    pub fn requests(&self, kind: u8) -> Vec<Vec<u8>> {
        let packets = self.heard().packets;
        let of_kind = packets.iter().filter(|packet| packet[0] == kind && packet.len() >= 5);
        of_kind.map(|packet| packet[5..].to_vec()).collect()
    }

    /// Whether any packet holds these bytes.
    pub fn has_heard(&self, bytes: &[u8]) -> bool {
        let packets = self.heard().packets;
        packets
            .iter()
            .any(|packet| packet.windows(bytes.len()).any(|window| window == bytes))
    }

    /// Puts a file there, as somebody else would.
    pub fn put(&self, path: impl AsRef<[u8]>, content: Vec<u8>) {
        self.shared
            .tree
            .lock()
            .unwrap()
            .insert(path.as_ref().to_vec(), Some(content));
    }

    /// The content of a file on the server.
    pub fn file(&self, path: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        self.shared.tree.lock().unwrap().get(path.as_ref()).cloned().flatten()
    }

    /// All paths on the server.
    pub fn paths(&self) -> Vec<Vec<u8>> {
        self.shared.tree.lock().unwrap().keys().cloned().collect()
    }

    /// The line of a known_hosts file that makes this server known.
    pub fn known_hosts(&self) -> String {
        known_hosts(self.address, &self.host_key)
    }
}

/// The line of a known_hosts file for this address and key.
pub fn known_hosts(address: SocketAddr, key: &str) -> String {
    format!("[{}]:{} {key}\n", address.ip(), address.port())
}

/// Some ed25519 key.
pub fn new_key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), russh::keys::Algorithm::Ed25519).unwrap()
}
