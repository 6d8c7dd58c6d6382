//! One control connection: reads commands, does what the script says.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use super::peer::Peer;
use super::ports::SilentPort;
use super::{Act, Record, Script, Tree};

/// How often each reaction has run, over all connections.
pub type Counts = Arc<Mutex<HashMap<String, usize>>>;

/// How long the server waits for a data connection.
const DATA_PATIENCE: Duration = Duration::from_secs(15);

/// Holds a conversation until one side ends it.
pub fn hold(
    (stream, number): (TcpStream, usize),
    script: Arc<Script>,
    record: Arc<Record>,
    tree: Arc<Mutex<Tree>>,
    counts: Counts,
) {
    let (Ok(local), Ok(remote)) = (stream.local_addr(), stream.peer_addr()) else {
        return;
    };
    let mut conversation = Conversation {
        control: Peer::new(stream),
        number,
        local: local.ip(),
        remote: remote.ip(),
        script,
        record,
        tree,
        counts,
        unread: Vec::new(),
        held: None,
        passive: None,
        active: None,
        silent: Vec::new(),
        data: None,
        private: false,
        ascii: true,
        offset: 0,
        renaming: None,
        folder: Vec::new(),
        said: 0,
    };
    if let Err(error) = conversation.run() {
        conversation.record.with(|heard| heard.troubles.push(error.to_string()));
    }
}

/// The state of one control connection.
pub struct Conversation {
    control: Peer,
    /// How many connections came before this one.
    number: usize,
    local: IpAddr,
    remote: IpAddr,
    pub script: Arc<Script>,
    record: Arc<Record>,
    pub tree: Arc<Mutex<Tree>>,
    counts: Counts,
    unread: Vec<u8>,
    held: Option<Vec<u8>>,
    pub passive: Option<TcpListener>,
    pub active: Option<SocketAddr>,
    silent: Vec<SilentPort>,
    data: Option<Peer>,
    pub private: bool,
    pub ascii: bool,
    pub offset: u64,
    pub renaming: Option<Vec<u8>>,
    /// The working folder, without slashes at its ends.
    pub folder: Vec<u8>,
    /// Bytes of replies so far.
    said: usize,
}

/// Whether the conversation goes on.
type Flow = io::Result<bool>;

impl Conversation {
    fn run(&mut self) -> io::Result<()> {
        if self.script.implicit && !self.start_tls()? {
            return Ok(());
        }
        let mut next = Some(Vec::new());
        while let Some(line) = next {
            if !self.react(&line)? {
                return Ok(());
            }
            self.record.with(|heard| heard.finished[self.number] += 1);
            next = self.hear()?;
        }
        Ok(())
    }

    /// Does what the script, or else honesty, demands on this command.
    fn react(&mut self, line: &[u8]) -> Flow {
        let text = String::from_utf8_lossy(line).to_ascii_uppercase();
        let mut words = text.split(' ');
        let verb = words.next().unwrap_or_default().to_owned();
        let pair = format!("{verb} {}", words.next().unwrap_or_default());
        let script = self.script.clone();
        if let Some(acts) = script.whim.as_ref().and_then(|whim| whim(&verb, line)) {
            return self.perform_all(&acts, line);
        }
        for key in [pair, verb] {
            let Some(lists) = script.reactions.get(&key) else {
                continue;
            };
            let turn = {
                let mut counts = self.counts.lock().unwrap();
                let count = counts.entry(key).or_default();
                *count += 1;
                *count - 1
            };
            return self.perform_all(&lists[turn.min(lists.len() - 1)], line);
        }
        self.behave(line)
    }

    fn perform_all(&mut self, acts: &[Act], line: &[u8]) -> Flow {
        for act in acts {
            if !self.perform(act, line)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn perform(&mut self, act: &Act, line: &[u8]) -> Flow {
        match act {
            Act::Honest => return self.behave(line),
            Act::Say(bytes) => self.say(bytes)?,
            Act::SayOften(bytes, times) => {
                for _ in 0..*times {
                    self.say(bytes)?;
                }
            }
            Act::SayPort(template) => {
                let port = self.listen()?;
                self.say(&filled(template, port))?;
            }
            Act::SaySilentPort(template) => {
                let silent = SilentPort::new(self.local);
                let port = silent.address.port();
                self.silent.push(silent);
                self.say(&filled(template, port))?;
            }
            Act::Hold => self.held = Some(Vec::new()),
            Act::Release => {
                let held = self.held.take().unwrap_or_default();
                self.say(&held)?;
            }
            Act::Trickle(count, pause) => {
                let held = self.held.take().unwrap_or_default();
                let (first, rest) = held.split_at(held.len().min(*count));
                for byte in first {
                    self.say(&[*byte])?;
                    std::thread::sleep(*pause);
                }
                self.say(rest)?;
            }
            Act::Forget => self.held = None,
            Act::Restart(offset) => self.offset = *offset,
            Act::Pause(time) => std::thread::sleep(*time),
            Act::Stall => {
                self.control.stall();
                return Ok(false);
            }
            Act::Close => {
                self.control.goodbye();
                return Ok(false);
            }
            Act::Reset => {
                self.control.reset();
                return Ok(false);
            }
            Act::StartTls => return self.start_tls(),
            Act::Hear => return Ok(self.hear()?.is_some()),
            Act::Open => return self.open(self.private),
            Act::OpenClear => return self.open(false),
            Act::Intrude(from, bytes) => self.intrude(*from, bytes),
            Act::Send(bytes) => self.send(bytes),
            Act::Repeat(bytes, times) => {
                for _ in 0..*times {
                    self.send(bytes);
                }
            }
            Act::Drip(bytes, step, pause) => {
                for drop in bytes.chunks(*step) {
                    self.send(drop);
                    std::thread::sleep(*pause);
                }
            }
            Act::Part(most) => self.part(line, *most),
            Act::Receive(most) => {
                self.receive(*most);
            }
            Act::Keep(most) => self.keep(line, *most),
            Act::Goodbye => self.end_data(Peer::goodbye),
            Act::Cut => self.end_data(Peer::cut),
            Act::ResetData => self.end_data(Peer::reset),
        }
        Ok(true)
    }

    /// The next command without its line end; `None` when the client is gone.
    fn hear(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.unread.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.unread.drain(..=at).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(line));
            }
            let mut buffer = [0; 4096];
            let read = match self.control.read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(error) => return Err(error),
            };
            let clear = self.control.is_clear();
            self.record.with(|heard| {
                heard.control.extend_from_slice(&buffer[..read]);
                if clear {
                    heard.clear.extend_from_slice(&buffer[..read]);
                }
            });
            self.unread.extend_from_slice(&buffer[..read]);
        }
    }

    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(held) = &mut self.held {
            held.extend_from_slice(bytes);
            return Ok(());
        }
        let left = match self.script.cut {
            Some(cut) if self.number == 0 => cut.saturating_sub(self.said),
            _ => usize::MAX,
        };
        self.said += bytes.len();
        self.control.write_all(&bytes[..bytes.len().min(left)])?;
        self.control.flush()?;
        if left < bytes.len() {
            self.control.reset();
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }

    pub fn start_tls(&mut self) -> Flow {
        let script = self.script.clone();
        let Some(acceptor) = &script.acceptor else {
            return Ok(false);
        };
        self.control.start_tls(acceptor).map(|()| true)
    }

    /// A fresh passive listener on the address of the control connection.
    pub fn listen(&mut self) -> io::Result<u16> {
        let listener = TcpListener::bind((self.local, 0))?;
        let port = listener.local_addr()?.port();
        self.passive = Some(listener);
        self.active = None;
        Ok(port)
    }

    pub fn local(&self) -> IpAddr {
        self.local
    }

    /// Opens the data connection. Without one it says 425, and the rest of the script meets a connection that is gone.
    pub fn open(&mut self, private: bool) -> Flow {
        let stream = match (self.passive.take(), self.active.take()) {
            (Some(listener), _) => accept(&listener),
            (None, Some(address)) => self.connect_from(self.local, address),
            (None, None) => Err(io::ErrorKind::NotConnected.into()),
        };
        let mut peer = match stream {
            Ok(stream) => Peer::new(stream),
            Err(error) => return self.no_data(&error),
        };
        self.record.with(|heard| heard.data_connections += 1);
        let script = self.script.clone();
        if let (true, Some(acceptor)) = (private, &script.acceptor)
            && let Err(error) = peer.start_tls(acceptor)
        {
            return self.no_data(&error);
        }
        self.data = Some(peer);
        Ok(true)
    }

    fn no_data(&mut self, error: &io::Error) -> Flow {
        self.data = Some(Peer::Gone);
        self.record
            .with(|heard| heard.troubles.push(format!("data connection: {error}")));
        self.say(b"425 Failed to establish connection.\r\n")?;
        Ok(true)
    }

    /// Whether a data connection stands open.
    pub fn is_open(&self) -> bool {
        self.data.as_ref().is_some_and(|data| !matches!(data, Peer::Gone))
    }

    fn connect_from(&self, from: IpAddr, to: SocketAddr) -> io::Result<TcpStream> {
        let domain = if to.is_ipv6() { Domain::IPV6 } else { Domain::IPV4 };
        let socket = Socket::new(domain, Type::STREAM, None)?;
        socket.bind(&SocketAddr::new(from, 0).into())?;
        socket.connect_timeout(&to.into(), DATA_PATIENCE)?;
        Ok(socket.into())
    }

    fn intrude(&mut self, from: Ipv4Addr, bytes: &[u8]) {
        let Some(address) = self.active else { return };
        if let Ok(mut stream) = self.connect_from(from.into(), address) {
            let _ = stream.write_all(bytes);
        }
    }

    /// Sends on the data connection; a client that hung up is no trouble.
    pub fn send(&mut self, bytes: &[u8]) {
        if let Some(data) = &mut self.data
            && data.write_all(bytes).and_then(|()| data.flush()).is_err()
        {
            *data = Peer::Gone;
        }
    }

    /// Reads from the data connection, up to `most` bytes or its end; also whether that end was a proper one.
    pub fn receive(&mut self, most: u64) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        let result = match &mut self.data {
            Some(data) => data.take(most).read_to_end(&mut bytes),
            None => Ok(0),
        };
        self.record.with(|heard| heard.data.extend_from_slice(&bytes));
        (bytes, result.is_ok())
    }

    pub fn end_data(&mut self, end: fn(&mut Peer)) {
        if let Some(mut data) = self.data.take() {
            end(&mut data);
        }
    }

    /// The address that the client may announce: the one it comes from.
    pub fn client(&self) -> IpAddr {
        self.remote
    }

    pub fn goodbye(&mut self) {
        self.control.goodbye();
    }
}

fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    listener.set_nonblocking(true)?;
    let until = Instant::now() + DATA_PATIENCE;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return Ok(stream);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if Instant::now() > until {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(error) => return Err(error),
        }
    }
}

fn filled(template: &str, port: u16) -> Vec<u8> {
    let text = template
        .replace("{port}", &port.to_string())
        .replace("{p1}", &(port >> 8).to_string())
        .replace("{p2}", &(port & 255).to_string());
    (text + "\r\n").into_bytes()
}
