//! An FTP and FTPS server that does what a script says, and remembers every byte that it was sent.
//!
//! Out of the box it is an honest server with a small tree in memory. A script replaces what it does on a command by a list
//! of [`Act`]s, one line per behaviour:
//!
//! ```ignore
//! let server = Script::new().on("PROT", [say("536 no")]).tls().start();
//! ```

mod conversation;
mod honest;
mod peer;
pub mod ports;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::door::Door;
use crate::ground::certificate::Identity;
use peer::Acceptor;

/// One thing that the server does. Those about the data connection follow an [`Act::Open`].
#[derive(Clone, Debug)]
pub enum Act {
    /// What an honest server does on this command.
    Honest,
    /// These bytes on the control connection, as they are.
    Say(Vec<u8>),
    /// The same, so many times.
    SayOften(Vec<u8>, u64),
    /// The same with `{port}`, `{p1}` and `{p2}` replaced by the port of a fresh passive listener.
    SayPort(&'static str),
    /// The same with the port of a listener that answers no SYN.
    SaySilentPort(&'static str),
    /// Keeps back what is said on the control connection.
    Hold,
    /// Sends what was kept back, in one piece.
    Release,
    /// Sends what was kept back, so many bytes of it one by one with this pause behind each, and then the rest.
    Trickle(usize, Duration),
    /// Throws away what was kept back.
    Forget,
    /// From now on the server is at this byte, whatever `REST` said.
    Restart(u64),
    /// Nothing for so long.
    Pause(Duration),
    /// Nothing for as long as the client stays.
    Stall,
    /// The control connection ends.
    Close,
    /// The control connection is reset.
    Reset,
    /// A TLS handshake on the control connection.
    StartTls,
    /// Waits for the next command and records it, without answering.
    Hear,
    /// Opens the data connection that was agreed on, with TLS after `PROT P`.
    Open,
    /// Opens it in clear text, whatever was agreed on.
    OpenClear,
    /// Connects to the client's active-mode port from this other address and sends these bytes.
    Intrude(Ipv4Addr, Vec<u8>),
    /// Bytes on the data connection.
    Send(Vec<u8>),
    /// The same bytes so many times.
    Repeat(Vec<u8>, u64),
    /// These bytes, so many at a time, with a pause behind each.
    Drip(Vec<u8>, usize, Duration),
    /// At most so many bytes of what an honest server would send on the data connection.
    Part(usize),
    /// Reads at most so many bytes from the data connection and no more.
    Receive(u64),
    /// The same, and keeps them as an honest server does.
    Keep(u64),
    /// The data connection ends properly, with close_notify.
    Goodbye,
    /// The data connection ends with a bare FIN.
    Cut,
    /// The data connection is reset.
    ResetData,
}

/// Decides about a command, by its verb (`""` is the greeting) and its whole line, before the script does.
pub type Whim = Arc<dyn Fn(&str, &[u8]) -> Option<Vec<Act>> + Send + Sync>;

/// One line of reply.
pub fn say(line: &str) -> Act {
    Act::Say(format!("{line}\r\n").into_bytes())
}

/// What the server does on what.
#[derive(Clone)]
pub struct Script {
    reactions: HashMap<String, Vec<Vec<Act>>>,
    whim: Option<Whim>,
    /// The names that `FEAT` shows.
    features: Vec<&'static str>,
    tree: Tree,
    /// What `LIST` and `MLSD` print, instead of the tree.
    listing: Option<Vec<u8>>,
    acceptor: Option<Acceptor>,
    implicit: bool,
    host: IpAddr,
    /// The first connection is reset behind so many bytes of its replies.
    cut: Option<usize>,
}

/// Files by path from the root, without the leading slash; `None` is a folder.
pub type Tree = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

impl Script {
    /// An honest server without TLS.
    pub fn new() -> Self {
        Self {
            reactions: HashMap::new(),
            whim: None,
            features: vec![
                "EPSV",
                "MDTM",
                "MLST type*;size*;modify*;",
                "REST STREAM",
                "SIZE",
                "UTF8",
            ],
            tree: Tree::new(),
            listing: None,
            acceptor: None,
            implicit: false,
            host: Ipv4Addr::LOCALHOST.into(),
            cut: None,
        }
    }

    /// The first connection is reset behind so many bytes of its replies; those that come later are not.
    pub fn cut_replies_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// What this decides goes before everything else.
    pub fn whim(mut self, whim: Whim) -> Self {
        self.whim = Some(whim);
        self
    }

    /// On this command, always these acts. `""` is the greeting.
    pub fn on(mut self, command: &str, acts: impl IntoIterator<Item = Act>) -> Self {
        self.reactions
            .insert(command.to_owned(), vec![acts.into_iter().collect()]);
        self
    }

    /// The first time the first list, then the next, and the last list from then on.
    pub fn on_each(mut self, command: &str, acts: impl IntoIterator<Item = Vec<Act>>) -> Self {
        self.reactions.insert(command.to_owned(), acts.into_iter().collect());
        self
    }

    /// With the usual certificate, and `AUTH TLS`.
    pub fn tls(self) -> Self {
        self.tls_as(&Identity::signed())
    }

    /// With this certificate, and `AUTH TLS`.
    pub fn tls_as(mut self, identity: &Identity) -> Self {
        self.features.extend(["AUTH TLS", "PBSZ", "PROT"]);
        self.acceptor = Some(Acceptor::new(identity.der.clone(), &identity.key_der));
        self
    }

    /// Showing the certificate of `identity` without having its key.
    pub fn tls_without_the_key_of(mut self, identity: &Identity) -> Self {
        self.features.extend(["AUTH TLS", "PBSZ", "PROT"]);
        self.acceptor = Some(Acceptor::new(identity.der.clone(), &Identity::signed().key_der));
        self
    }

    /// TLS from the first byte.
    pub fn implicit(mut self) -> Self {
        self.implicit = true;
        self
    }

    /// On ::1.
    pub fn on_v6(self) -> Self {
        self.at(Ipv6Addr::LOCALHOST)
    }

    /// On this address.
    pub fn at(mut self, host: impl Into<IpAddr>) -> Self {
        self.host = host.into();
        self
    }

    /// With this file.
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.tree.insert(path.as_bytes().to_vec(), Some(content.into()));
        self
    }

    /// With this folder.
    pub fn folder(mut self, path: &str) -> Self {
        self.tree.insert(path.as_bytes().to_vec(), None);
        self
    }

    /// With this listing of every folder.
    pub fn listing(mut self, listing: impl Into<Vec<u8>>) -> Self {
        self.listing = Some(listing.into());
        self
    }

    /// Without this line in `FEAT`, and without the command behind it.
    pub fn without(mut self, feature: &str) -> Self {
        self.features.retain(|line| !line.starts_with(feature));
        let command = if feature == "MLST" { "MLSD" } else { feature };
        self.on(feature, [say("500 Unknown command.")])
            .on(command, [say("500 Unknown command.")])
    }

    /// With this line in `FEAT`.
    pub fn feature(mut self, line: &'static str) -> Self {
        self.features.push(line);
        self
    }

    /// Starts the server on a free port.
    pub fn start(self) -> Hostile {
        let listener = TcpListener::bind((self.host, 0)).unwrap();
        let record = Arc::new(Record::default());
        let certificate = self.acceptor.as_ref().map(|acceptor| acceptor.certificate.clone());
        let heard = record.clone();
        let tree = Arc::new(Mutex::new(self.tree.clone()));
        let files = tree.clone();
        let script = Arc::new(self);
        let counts = Arc::new(Mutex::new(HashMap::new()));
        let door = Door::open(listener, move |stream| {
            let number = heard.with(|record| {
                record.connections += 1;
                record.finished.push(0);
                record.connections - 1
            });
            let (script, heard, files, counts) = (script.clone(), heard.clone(), files.clone(), counts.clone());
            std::thread::spawn(move || conversation::hold((stream, number), script, heard, files, counts));
        });
        Hostile {
            address: door.address,
            _door: door,
            record,
            tree,
            certificate,
        }
    }
}

/// A running scripted server. It lets nobody in any more when it is dropped; its conversations end with their clients.
pub struct Hostile {
    pub address: SocketAddr,
    _door: Door,
    record: Arc<Record>,
    tree: Arc<Mutex<Tree>>,
    /// The certificate that it shows, in DER form.
    pub certificate: Option<Vec<u8>>,
}

/// What the server was sent.
#[derive(Debug, Default)]
struct Record(Mutex<Heard>);

#[derive(Debug, Default, Clone)]
pub struct Heard {
    /// Every byte on control connections, decrypted.
    pub control: Vec<u8>,
    /// Those that came before any TLS.
    pub clear: Vec<u8>,
    /// Every byte on data connections, decrypted.
    pub data: Vec<u8>,
    /// Control connections opened.
    pub connections: usize,
    /// For each of them, how often everything was done and said that the script has for the greeting or a command.
    pub finished: Vec<usize>,
    /// Data connections opened.
    pub data_connections: usize,
    /// What went wrong on this side.
    pub troubles: Vec<String>,
}

impl Record {
    fn with<T>(&self, change: impl FnOnce(&mut Heard) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }
}

impl Hostile {
    /// Everything so far.
    pub fn heard(&self) -> Heard {
        self.record.with(|heard| heard.clone())
    }

    /// The commands so far, as raw lines, cut at every line feed as a server does.
    pub fn lines(&self) -> Vec<Vec<u8>> {
        let control = self.heard().control;
        let mut lines: Vec<Vec<u8>> = control.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        for line in &mut lines {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        lines
    }

    /// The commands that start with `verb`.
    pub fn lines_of(&self, verb: &str) -> Vec<Vec<u8>> {
        let starts = |line: &Vec<u8>| line.get(..verb.len()).is_some_and(|start| start == verb.as_bytes());
        self.lines().into_iter().filter(starts).collect()
    }

    /// Whether these bytes came in on any connection, in whatever form.
    pub fn has_heard(&self, bytes: &[u8]) -> bool {
        let heard = self.heard();
        [heard.control, heard.clear, heard.data]
            .iter()
            .any(|all| all.windows(bytes.len()).any(|window| window == bytes))
    }

    /// The content of a file on the server.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.tree.lock().unwrap().get(path.as_bytes()).cloned().flatten()
    }

    /// Puts a file there, as somebody else would.
    pub fn put(&self, path: &str, content: Vec<u8>) {
        self.tree
            .lock()
            .unwrap()
            .insert(path.as_bytes().to_vec(), Some(content));
    }

    /// All paths on the server.
    pub fn paths(&self) -> Vec<Vec<u8>> {
        self.tree.lock().unwrap().keys().cloned().collect()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let heard = self.heard();
            let shown = String::from_utf8_lossy(&heard.control[..heard.control.len().min(4000)]).into_owned();
            let _ = writeln!(
                std::io::stderr(),
                "the scripted server heard:\n{shown}\n{:?}",
                heard.troubles
            );
        }
    }
}
