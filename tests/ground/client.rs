//! What a test needs to open a session: who answers questions, what is logged, whole files in and out.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use packetboat::ask::{Answer, Answering, Ask, Question};
use packetboat::entry::Entry;
use packetboat::error::Result;
use packetboat::path::RemotePath;
use packetboat::pipe::{self, PIECE};
use packetboat::remote::{Dial, Dress, Listing, Moved, Session, Start};
use packetboat::secret::Secret;
use packetboat::settings::Patience;
use packetboat::site::{FtpOptions, Learned, Logon, Mode, Protocol, Security, SftpOptions, Site, TlsVersion};
use packetboat::trust::{Fingerprint, HostKeys, Known};
use packetboat::wire::{Line, Speaker, Tap};
use tokio::sync::mpsc;

use super::{Brand, Server, Tls, is_root};

/// A way to open sessions, with everything that a test may want to change, and what was said on them.
pub struct Client {
    pub site: Site,
    pub known: Known,
    pub keys: HostKeys,
    pub learned: Learned,
    pub patience: Patience,
    pub answers: Answers,
    pub log: Log,
}

impl Client {
    /// To this host and port as the usual account, knowing nothing of it.
    pub fn new(host: IpAddr, port: u16, options: FtpOptions) -> Self {
        Self {
            site: Site {
                host: host.to_string(),
                port,
                protocol: Protocol::Ftp(options),
                logon: Logon::Password {
                    user: super::USER.to_owned(),
                    password: Secret::new(super::PASSWORD),
                },
                terms: packetboat::site::Terms::default(),
            },
            known: Known::default(),
            keys: HostKeys::default(),
            learned: Learned::default(),
            patience: Patience::default(),
            answers: Answers::default(),
            log: Log::default(),
        }
    }

    /// To this server, as it is set up, with its certificate pinned.
    pub fn of(server: &Server) -> Self {
        if server.brand.is_ssh() {
            return Self::of_ssh(server);
        }
        let security = match server.tls {
            Tls::Plain => Security::Plain,
            Tls::Implicit => Security::Implicit,
            _ => Security::Explicit,
        };
        // On TLS 1.3 a session with ProFTPD ends after two uploads; one variant of the suite is about that.
        let few_tickets = server.brand == Brand::Proftpd && server.tls == Tls::Implicit;
        let options = FtpOptions {
            security,
            mode: Mode::Passive,
            highest_tls: if server.tls == Tls::Explicit12 || few_tickets {
                TlsVersion::Tls12
            } else {
                TlsVersion::Tls13
            },
            ..FtpOptions::default()
        };
        let mut client = Self::new(server.host, server.port, options).pinned(&server.identity.der);
        client.site.logon = Logon::Password {
            user: server.user.clone(),
            password: Secret::new(&*server.password),
        };
        client
    }

    /// To this SSH server, whose host keys are known; by password where it has one for us, else by key.
    fn of_ssh(server: &Server) -> Self {
        let mut client = Self::new(server.host, server.port, FtpOptions::default());
        let mut options = SftpOptions::default();
        if server.brand == Brand::OpenSsh && !is_root() {
            options.identities.push(server.key.clone());
            client.site.logon = Logon::Ask {
                user: server.user.clone(),
            };
        }
        client.site.protocol = Protocol::Sftp(options);
        client.keys.add("known_hosts", server.known_hosts().as_bytes());
        client
    }

    /// Trusting this certificate.
    pub fn pinned(mut self, der: &[u8]) -> Self {
        self.known.pin = Some(Fingerprint::of(der));
        self
    }

    /// With data connections opened this way.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options().mode = mode;
        self
    }

    /// The FTP options, to change them.
    pub fn terms(&mut self) -> &mut packetboat::site::Terms {
        &mut self.site.terms
    }

    pub fn options(&mut self) -> &mut FtpOptions {
        match &mut self.site.protocol {
            Protocol::Ftp(options) => options,
            Protocol::Sftp(_) | Protocol::Memory => panic!("this site has no FTP options"),
        }
    }

    /// The SFTP options, to change them.
    pub fn sftp(&mut self) -> &mut SftpOptions {
        match &mut self.site.protocol {
            Protocol::Sftp(options) => options,
            Protocol::Ftp(_) | Protocol::Memory => panic!("this site has no SFTP options"),
        }
    }

    /// With every wait limited to so much, for servers that are silent on purpose.
    pub fn waiting_at_most(mut self, limit: Duration) -> Self {
        self.patience = Patience {
            data_idle: limit,
            ..Patience::of(limit)
        };
        self
    }

    /// Opens a session.
    pub async fn connect(&self) -> Result<Session> {
        let tap = Tap::new(1, self.log.sink());
        let dial = Dial {
            site: &self.site,
            known: self.known,
            keys: &self.keys,
            learned: &self.learned,
            ask: &self.answers,
            tap: &tap,
            patience: self.patience,
        };
        Session::connect(dial).await
    }
}

/// Answers every question alike and remembers what was asked.
#[derive(Default)]
pub struct Answers {
    /// Says yes to certificates and host keys.
    pub trusting: bool,
    /// What to say to passphrases, passwords and prompts, the first one first. Without any left the answer is no.
    pub words: Mutex<VecDeque<String>>,
    /// The questions so far.
    pub asked: Mutex<Vec<Question>>,
}

impl Ask for Answers {
    fn ask(&self, question: Question) -> Answering<'_> {
        let answer = self.answer(&question);
        self.asked.lock().unwrap().push(question);
        Box::pin(async move { answer })
    }
}

impl Answers {
    /// These words, in this order.
    pub fn say(&self, words: &[&str]) {
        self.words
            .lock()
            .unwrap()
            .extend(words.iter().map(|word| (*word).to_owned()));
    }

    fn answer(&self, question: &Question) -> Answer {
        let mut words = self.words.lock().unwrap();
        let mut next = || words.pop_front().map(Secret::new);
        match question {
            Question::Certificate { .. } | Question::HostKey { .. } if self.trusting => Answer::Yes,
            Question::Passphrase { .. } | Question::Password { .. } => next().map_or(Answer::No, Answer::Password),
            Question::Prompts { prompts, .. } => {
                let texts: Option<Vec<Secret>> = prompts.iter().map(|_| next()).collect();
                texts.map_or(Answer::No, Answer::Texts)
            }
            _ => Answer::No,
        }
    }
}

/// The wire log of a test.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Line>>>);

impl Log {
    fn sink(&self) -> packetboat::wire::Sink {
        let lines = self.0.clone();
        Arc::new(move |line| lines.lock().unwrap().push(line))
    }

    /// What this speaker has said so far.
    pub fn said(&self, speaker: Speaker) -> Vec<String> {
        let lines = self.0.lock().unwrap();
        lines
            .iter()
            .filter(|line| line.speaker == speaker)
            .map(|line| line.text.clone())
            .collect()
    }

    /// Replies that were as good an answer as any other.
    pub fn expected(&self) -> Vec<String> {
        let lines = self.0.lock().unwrap();
        let expected = lines.iter().filter(|line| line.expected);
        expected.map(|line| line.text.clone()).collect()
    }

    /// The last lines, for messages.
    pub fn tail(&self) -> String {
        let lines = self.0.lock().unwrap();
        let from = lines.len().saturating_sub(60);
        let shown = lines[from..]
            .iter()
            .map(|line| format!("{:?}: {}\n", line.speaker, line.text));
        shown.collect()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }
}

/// The whole listing of a folder.
pub async fn list(session: &Session, folder: &RemotePath) -> Result<(Vec<Entry>, Listing)> {
    let (pages, mut incoming) = mpsc::channel(4);
    let collect = async {
        let mut entries = Vec::new();
        while let Some(page) = incoming.recv().await {
            entries.extend(page);
        }
        entries
    };
    let (listing, entries) = tokio::join!(session.list(folder, pages), collect);
    Ok((entries, listing?))
}

/// The bytes of a file from `offset`, and those that came before it went wrong, if it did.
pub async fn download(session: &Session, path: &RemotePath, offset: u64) -> (Vec<u8>, Result<Moved>) {
    let (sink, mut pieces) = pipe::download(Arc::default());
    let collect = async {
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.recv().await {
            bytes.extend_from_slice(&piece);
        }
        bytes
    };
    let (moved, bytes) = tokio::join!(session.download(path, offset, sink), collect);
    (bytes, moved)
}

/// The bytes of a file.
pub async fn fetch(session: &Session, path: &RemotePath) -> Result<Vec<u8>> {
    let (bytes, moved) = download(session, path, 0).await;
    moved.map(|_| bytes)
}

/// Sends these bytes, and dresses the file if there is a wish.
pub async fn upload(
    session: &Session,
    bytes: &[u8],
    path: &RemotePath,
    start: Start,
    dress: Option<Dress>,
) -> Result<Moved> {
    let (feeder, source) = pipe::upload(Arc::default());
    let feed = async move {
        for piece in bytes.chunks(PIECE) {
            if feeder.push(Bytes::copy_from_slice(piece)).await.is_err() {
                return;
            }
        }
        let _ = feeder.finish().await;
    };
    let (moved, ()) = tokio::join!(session.upload(source, path, start, dress), feed);
    moved
}

/// Bytes of every value that no text mode leaves alone and that do not repeat in any short period.
pub fn binary(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut bytes: Vec<u8> = (0..=255).cycle().take(length.min(4096)).collect();
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
