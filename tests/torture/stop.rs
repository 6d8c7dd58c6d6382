//! Whoever says stop is obeyed within a second, wherever the work is: the job says so, and nothing goes on behind its back. What was
//! paused ends identical when it goes on.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use packetboat::engine::Event;
use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::Totals;
use packetboat::error::Kind;
use packetboat::secret::Secret;
use packetboat::settings::Patience;
use packetboat::site::{Logon, Protocol, SftpOptions, Site, Terms};
use packetboat::transfer::{State, Verify};
use sha2::{Digest, Sha256};

use crate::hostile::ports::SilentPort;
use crate::hostile::{Act, Hostile, Script, say};
use crate::hostile_sftp::packet::{
    CLOSE, FSTAT, INIT, MKDIR, OPEN, OPENDIR, READ, READDIR, REALPATH, RENAME, STAT, WRITE,
};
use crate::hostile_sftp::{self as sftp};
use crate::trial::{Trial, many, noise};

/// The promise for every state.
pub const AT_ONCE: Duration = Duration::from_secs(1);

/// Whatever ends before this ends because somebody said so.
pub const PATIENCE: Duration = Duration::from_secs(12);

/// More than the buffers between the disk here and a server that reads nothing.
const LARGE: usize = 16 << 20;

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Errand {
    Get,
    GetFolder,
    Put,
    PutFolder,
    PutSmall,
    PutHashed,
}

/// What is left of the connection on which the work was.
#[derive(Clone, Copy, Debug, PartialEq)]
enum After {
    /// It is closed: it was out of step.
    Closed,
    /// It may be used again.
    Either,
}

/// A place at which a server falls silent, once.
#[derive(Clone)]
struct Place {
    name: &'static str,
    server: Kin,
    errand: Errand,
    after: After,
}

/// Which server, and how it is known that the work is there.
#[derive(Clone)]
enum Kin {
    /// The command that was heard so often.
    Ftp(Box<Script>, &'static str, usize),
    /// The request that was heard.
    Sftp(Box<sftp::Script>, u8),
    /// A question is open.
    AskedFtp(Box<Script>),
    AskedSftp(Box<sftp::Script>),
    /// A port that answers nothing, or only these bytes.
    Port(Option<&'static [u8]>, bool),
}

/// A running server.
enum Running {
    Ftp(Hostile),
    Sftp(sftp::Hostile),
    Silent(SilentPort),
    Deaf(SocketAddr),
}

fn content(errand: Errand) -> Vec<u8> {
    match errand {
        Errand::Put => noise(LARGE, 9),
        _ => noise(300_000, 9),
    }
}

pub fn ftp() -> Script {
    let mut script = Script::new().file("a", content(Errand::Get)).feature("XSHA256");
    for n in 0..20 {
        script = script.file(&format!("d/{n}"), noise(1000, n));
    }
    script
}

pub fn once(command: &str, acts: Vec<Act>) -> Box<Script> {
    Box::new(ftp().on_each(command, [acts, vec![Act::Honest]]))
}

fn stalls(command: &'static str, errand: Errand) -> Place {
    Place {
        name: command,
        server: Kin::Ftp(once(command, vec![Act::Stall]), command, 1),
        errand,
        after: After::Closed,
    }
}

fn ftp_places() -> Vec<Place> {
    let whole = content(Errand::Get);
    let place = |name, server, errand, after| Place {
        name,
        server,
        errand,
        after,
    };
    let at = |name, command: &'static str, acts, errand| {
        place(name, Kin::Ftp(once(command, acts), command, 1), errand, After::Closed)
    };
    let greeting = Kin::Ftp(once("", vec![Act::Stall]), "", 0);
    let handshake = once("AUTH", vec![say("234 Go on."), Act::Stall]).tls();
    let lost_port = once("EPSV", vec![Act::SaySilentPort("229 Fine (|||{port}|)")]);
    let mut busy = vec![vec![say("450 Busy.")]; 4];
    busy.push(vec![Act::Honest]);
    let busy = Box::new(ftp().on_each("RETR", busy));
    let hash = Sha256::digest(content(Errand::PutHashed));
    let hash: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    let hash = vec![say(&format!("250 {hash}"))];
    let hashed = Box::new(ftp().on_each("XSHA256", [vec![Act::Stall], hash]));
    let hashed = Kin::Ftp(hashed, "XSHA256", 1);
    let half = b"type=file;size=1000; 0\r\n".to_vec();
    let received = vec![say("150 Go."), Act::Open, Act::Send(whole[..1000].to_vec()), Act::Stall];
    let unsaid = vec![say("150 Go."), Act::Open, Act::Send(whole), Act::Goodbye, Act::Stall];
    vec![
        place("silent port", Kin::Port(None, false), Errand::Get, After::Closed),
        place("greeting", greeting, Errand::Get, After::Closed),
        place(
            "TLS",
            Kin::Ftp(Box::new(handshake), "AUTH", 1),
            Errand::Get,
            After::Closed,
        ),
        place(
            "question",
            Kin::AskedFtp(Box::new(ftp().tls())),
            Errand::Get,
            After::Closed,
        ),
        stalls("USER", Errand::Get),
        stalls("PASS", Errand::Get),
        stalls("MLST", Errand::Get),
        stalls("RETR", Errand::Get),
        at(
            "listing",
            "MLSD",
            vec![say("150 Go."), Act::Open, Act::Send(half), Act::Stall],
            Errand::GetFolder,
        ),
        place("data port", Kin::Ftp(lost_port, "EPSV", 1), Errand::Get, After::Either),
        at("receiving", "RETR", received, Errand::Get),
        at("the reply to RETR", "RETR", unsaid, Errand::Get),
        place("between tries", Kin::Ftp(busy, "RETR", 2), Errand::Get, After::Either),
        stalls("STOR", Errand::Put),
        at(
            "sending",
            "STOR",
            vec![say("150 Go."), Act::Open, Act::Receive(1000), Act::Stall],
            Errand::Put,
        ),
        at(
            "the reply to STOR",
            "STOR",
            vec![say("150 Go."), Act::Open, Act::Keep(u64::MAX), Act::Stall],
            Errand::PutSmall,
        ),
        stalls("SIZE", Errand::PutSmall),
        place("a hash", hashed, Errand::PutHashed, After::Closed),
        stalls("RNFR", Errand::PutSmall),
        stalls("RNTO", Errand::PutSmall),
        stalls("MKD", Errand::PutFolder),
    ]
}

fn tree() -> sftp::Script {
    let mut script = sftp::Script::new().file("a", content(Errand::Get)).folder("d");
    for n in 0..20 {
        script = script.file(format!("d/{n}"), noise(1000, n));
    }
    script
}

fn sftp_places() -> Vec<Place> {
    let place = |name, server, errand| Place {
        name,
        server,
        errand,
        after: After::Either,
    };
    let at = |name, request, errand| {
        let script = tree().on_each(request, [vec![sftp::Act::Stall], vec![sftp::Act::Honest]]);
        place(name, Kin::Sftp(Box::new(script), request), errand)
    };
    let deaf = |bytes| Place {
        after: After::Closed,
        ..place("deaf port", Kin::Port(bytes, true), Errand::Get)
    };
    let asked = Kin::AskedSftp(Box::new(tree()));
    vec![
        deaf(None),
        deaf(Some(b"SSH-2.0-deaf\r\n")),
        Place {
            after: After::Closed,
            ..place("login", Kin::Sftp(Box::new(tree().deaf_to(1)), 0), Errand::Get)
        },
        Place {
            after: After::Closed,
            ..place("question", asked, Errand::Get)
        },
        at("INIT", INIT, Errand::Get),
        at("REALPATH", REALPATH, Errand::Get),
        at("STAT", STAT, Errand::Get),
        at("MKDIR", MKDIR, Errand::PutFolder),
        at("OPENDIR", OPENDIR, Errand::GetFolder),
        at("READDIR", READDIR, Errand::GetFolder),
        at("OPEN", OPEN, Errand::Get),
        at("READ", READ, Errand::Get),
        at("CLOSE", CLOSE, Errand::PutSmall),
        at("WRITE", WRITE, Errand::Put),
        at("FSTAT", FSTAT, Errand::Put),
        at("RENAME", RENAME, Errand::PutSmall),
    ]
}

impl Place {
    fn start(&self) -> Running {
        match &self.server {
            Kin::Ftp(script, ..) | Kin::AskedFtp(script) => Running::Ftp((**script).clone().start()),
            Kin::Sftp(script, _) | Kin::AskedSftp(script) => Running::Sftp((**script).clone().start()),
            Kin::Port(None, false) => Running::Silent(SilentPort::new("127.0.0.1".parse().unwrap())),
            Kin::Port(bytes, _) => Running::Deaf(deaf(*bytes)),
        }
    }

    fn trial(&self, server: &Running) -> Trial {
        let by_ssh = |address: SocketAddr| Site {
            host: address.ip().to_string(),
            port: address.port(),
            protocol: Protocol::Sftp(SftpOptions::default()),
            logon: Logon::Password {
                user: sftp::USER.into(),
                password: Secret::new(sftp::PASSWORD),
            },
            terms: Terms::default(),
        };
        let site = match server {
            Running::Ftp(server) => Trial::site(server),
            Running::Sftp(server) => by_ssh(server.address),
            Running::Deaf(address) => by_ssh(*address),
            Running::Silent(silent) => Site {
                port: silent.address.port(),
                ..Trial::site(&ftp().start())
            },
        };
        let mut trial = Trial::waiting(site, Patience::of(PATIENCE));
        trial.mute = matches!(self.server, Kin::AskedFtp(_) | Kin::AskedSftp(_));
        if self.errand == Errand::PutHashed {
            trial.verify = Verify::Hash;
        }
        match self.errand {
            Errand::Get => trial.start_get("/a", trial.local("a")),
            Errand::GetFolder => trial.start_get("/d", trial.local("d")),
            Errand::Put | Errand::PutSmall | Errand::PutHashed => {
                trial.write("a", &content(self.errand));
                trial.start_put("a", "/b");
            }
            Errand::PutFolder => {
                std::fs::create_dir(trial.local("d")).unwrap();
                for n in 0..20 {
                    trial.write(&format!("d/{n}"), &noise(1000, n));
                }
                trial.start_put("d", "/e");
            }
        }
        trial
    }

    /// Waits until the work is there.
    async fn reach(&self, server: &Running, trial: &mut Trial) {
        let begun = Instant::now();
        loop {
            trial.catch_up();
            let there = match (&self.server, server) {
                (Kin::Ftp(_, command, times), Running::Ftp(server)) if *times > 0 => {
                    server.lines_of(command).len() >= *times
                }
                (Kin::Sftp(_, 0), Running::Sftp(server)) => server.heard().logins.contains(&"password".to_owned()),
                (Kin::Sftp(_, INIT), Running::Sftp(server)) => !server.heard().packets.is_empty(),
                (Kin::Sftp(_, request), Running::Sftp(server)) => !server.requests(*request).is_empty(),
                (Kin::AskedFtp(_) | Kin::AskedSftp(_), _) => !trial.asked.is_empty(),
                _ => !trial.open.is_empty(),
            };
            if there {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{}: it never came there", self.name);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // What the server has just heard has not made its way everywhere.
        tokio::time::sleep(Duration::from_millis(300)).await;
        trial.catch_up();
    }

    /// Says stop and measures.
    async fn stop(&self, trial: &mut Trial, command: Command, is_told: fn(&Totals) -> bool) {
        let what = format!("{}: {command:?}", self.name);
        let open = trial.open.clone();
        assert!(!open.is_empty(), "{}: nothing is open", self.name);
        let said = Instant::now();
        trial.engine.send(command);
        trial
            .until(|event| matches!(event, Event::Job(totals) if is_told(totals)))
            .await;
        let told = said.elapsed();
        assert!(told < AT_ONCE, "{what} was told after {told:?}");
        if self.after == After::Closed {
            let deadline = tokio::time::Instant::now() + AT_ONCE.saturating_sub(told) + Duration::from_secs(5);
            while open.iter().any(|open| trial.open.contains(open)) && tokio::time::Instant::now() < deadline {
                tokio::time::sleep(Duration::from_millis(10)).await;
                trial.catch_up();
            }
            let took = said.elapsed();
            assert!(took < AT_ONCE, "{what} left work until {took:?}");
        }
    }

    /// What was moved is what there was.
    fn assert_identical(&self, server: &Running, trial: &Trial) {
        let there = |path: &str| match server {
            Running::Ftp(server) => server.file(path),
            Running::Sftp(server) => server.file(path),
            Running::Silent(_) | Running::Deaf(_) => None,
        };
        match self.errand {
            Errand::Get => assert!(trial.read("a").unwrap() == content(self.errand), "{}", self.name),
            Errand::Put | Errand::PutSmall | Errand::PutHashed => {
                assert!(there("b").unwrap() == content(self.errand), "{}", self.name);
            }
            Errand::GetFolder => {
                let same = |n: u64| trial.read(&format!("d/{n}")) == Some(noise(1000, n));
                assert!((0..20).all(same), "{}", self.name);
            }
            Errand::PutFolder => {
                let same = |n: u64| there(&format!("e/{n}")) == Some(noise(1000, n));
                assert!((0..20).all(same), "{}", self.name);
            }
        }
    }
}

/// A port that takes connections, says this, and hears nothing.
fn deaf(bytes: Option<&'static [u8]>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.write_all(bytes.unwrap_or_default());
            kept.push(stream);
        }
    });
    address
}

pub fn is_over(totals: &Totals) -> bool {
    totals.finished
}

pub fn is_still(totals: &Totals) -> bool {
    totals.running == 0 && totals.paused == totals.waiting && !totals.finished
}

async fn cancelled(place: Arc<Place>) -> bool {
    let server = place.start();
    let mut trial = place.trial(&server);
    place.reach(&server, &mut trial).await;
    let job = Aim::Job(JobId(1));
    place.stop(&mut trial, Command::Cancel(job), is_over).await;
    for row in &trial.rows {
        let given_up = matches!(&row.state, State::Failed(error) if error.kind == Kind::Cancelled);
        assert!(given_up, "{}: {:?}", place.name, row.state);
    }
    let left = std::fs::read_dir(trial.local("d")).map_or(0, Iterator::count);
    let whole = place.errand != Errand::PutFolder && (trial.read("a").is_some() || left > 0);
    let ours = matches!(place.errand, Errand::Put | Errand::PutSmall | Errand::PutHashed);
    assert!(ours || !whole, "{}: something is left", place.name);
    true
}

async fn paused(place: Arc<Place>) -> bool {
    let server = place.start();
    let mut trial = place.trial(&server);
    place.reach(&server, &mut trial).await;
    let job = Aim::Job(JobId(1));
    place.stop(&mut trial, Command::Pause(job), is_still).await;
    assert!(trial.rows.is_empty(), "{}: {:?}", place.name, trial.rows);
    // What is paused can be given up, and at once.
    if matches!(place.server, Kin::Port(..)) {
        let said = Instant::now();
        trial.engine.send(Command::Cancel(job));
        trial.finish().await;
        assert!(said.elapsed() < AT_ONCE, "{}: {:?}", place.name, said.elapsed());
        return true;
    }
    trial.mute = false;
    trial.engine.send(Command::Resume(job));
    let totals = trial.finish().await;
    assert!(
        totals.failed == 0 && totals.problems.is_empty(),
        "{}: {totals:?}",
        place.name
    );
    place.assert_identical(&server, &trial);
    true
}

async fn everywhere(places: Vec<Place>) {
    let places: Vec<Arc<Place>> = places.into_iter().map(Arc::new).collect();
    let count = places.len();
    assert_eq!(many(places.iter().cloned().map(cancelled)).await, count);
    assert_eq!(many(places.into_iter().map(paused)).await, count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_ftp_stop_is_obeyed_at_once_wherever_the_server_falls_silent() {
    everywhere(ftp_places()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_stop_is_obeyed_at_once_wherever_the_server_falls_silent() {
    everywhere(sftp_places()).await;
}
