//! The thread of a connection, from the first packet to the last.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use super::asker::{Answers, Asked, Asker};
use super::bell::{self, Ring};
use super::handshake;
use super::link::{Link, Parts};
use super::login;
use super::socket::Socket;
use super::traffic::{Request, Traffic};
use crate::error::{Error, Kind, Result, Stage};
use crate::remote::{Dial, SshFacts};
use crate::site::Site;
use crate::trust::KnownKeys;
use crate::wire::{Encryption, Identity, Milestone};

/// A connection whose thread is logged in.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) requests: mpsc::UnboundedSender<Request>,
    pub(super) ring: Ring,
    pub(super) facts: SshFacts,
    pub(super) once: bool,
    pub(super) failure: Failure,
}

/// Why the connection ended, once it has.
pub(super) type Failure = Arc<Mutex<Option<Error>>>;

/// A connection that did not come to life.
pub(super) struct Failed {
    pub(super) error: Error,
    /// The server went away while a person read a question.
    pub(super) while_asking: bool,
}

/// Makes the thread stop if nobody waits for it any more.
struct Abort {
    stop: Arc<AtomicBool>,
    ring: Ring,
    armed: bool,
}

impl Drop for Abort {
    fn drop(&mut self) {
        if self.armed {
            self.stop.store(true, Ordering::Release);
            self.ring.now();
        }
    }
}

/// Starts the thread and answers its questions until it is logged in.
pub(super) async fn start(
    dial: &Dial<'_>,
    site: &Site,
    socket: Socket,
    ends: (Option<SocketAddr>, Option<SocketAddr>),
    answers: &mut Answers,
) -> Result<Started, Failed> {
    let failed = |error: Error| Failed {
        error,
        while_asking: false,
    };
    let io = |error: std::io::Error| failed(Error::io(Stage::Connect, "start a connection", &error).breaking());
    let (ring, ear) = bell::bell().map_err(io)?;
    let (to_us, mut questions) = mpsc::unbounded_channel::<Asked>();
    let (requests, from_handles) = mpsc::unbounded_channel();
    let (tell, mut told) = oneshot::channel();
    let socket = Arc::new(socket);
    let asker = Asker::new(to_us, socket.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let failure = Failure::default();
    let (host, port) = site.known_as();
    let work = Work {
        site: site.clone(),
        known: dial.keys.look_up(host, port),
        parts: Parts {
            socket,
            ear,
            stop: stop.clone(),
            ends,
            asker: asker.clone(),
            tap: dial.tap.clone(),
            patience: dial.patience,
        },
        requests: from_handles,
        ring: ring.clone(),
        failure: failure.clone(),
    };
    std::thread::Builder::new()
        .name(format!("ssh {}", site.host))
        .spawn(move || work.run(tell))
        .map_err(io)?;
    let mut abort = Abort {
        stop,
        ring: ring.clone(),
        armed: true,
    };
    let outcome = loop {
        tokio::select! {
            outcome = &mut told => break outcome,
            Some((question, answer)) = questions.recv() => {
                let given = match answers.replay(&question) {
                    Some(given) => given,
                    None => {
                        let given = dial.ask.ask(question.clone()).await;
                        answers.keep(question, &given);
                        given
                    }
                };
                let _ = answer.send(given);
            }
        }
    };
    let fell_silent = || Error::new(Stage::Ssh, Kind::System, "open an SSH connection").breaking();
    match outcome.unwrap_or_else(|_| Err(fell_silent())) {
        Ok((facts, once)) => {
            abort.armed = false;
            Ok(Started {
                requests,
                ring,
                facts,
                once,
                failure,
            })
        }
        Err(error) => Err(Failed {
            error,
            while_asking: asker.was_hung_up(),
        }),
    }
}

struct Work {
    site: Site,
    known: KnownKeys,
    parts: Parts,
    requests: mpsc::UnboundedReceiver<Request>,
    ring: Ring,
    failure: Failure,
}

impl Work {
    fn run(self, tell: oneshot::Sender<Result<(SshFacts, bool)>>) {
        let socket = self.parts.socket.clone();
        let mut link = match Link::new(self.parts) {
            Ok(link) => link,
            Err(error) => {
                let _ = tell.send(Err(error));
                return;
            }
        };
        match establish(&mut link, &self.site, &self.known) {
            Ok(logged_in) => {
                let alive = tell.send(Ok(logged_in)).is_ok();
                if alive {
                    let failure = self.failure;
                    Traffic::new(link, self.requests, self.ring).run(|error| {
                        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    });
                }
            }
            Err(error) => {
                // Before the library frees its session: it must find a socket that does not make it wait.
                socket.shut();
                let _ = tell.send(Err(error));
            }
        }
        socket.shut();
    }
}

/// Handshake, host key, login: in this order.
fn establish(link: &mut Link, site: &Site, known: &KnownKeys) -> Result<(SshFacts, bool)> {
    let mut facts = handshake::shake_hands(link, site, known)?;
    link.tap().reached(|| {
        Milestone::Encrypted(Encryption::Ssh {
            key_exchange: facts.key_exchange.clone(),
            cipher: facts.ciphers.0.clone(),
        })
    });
    handshake::identify(link, site, known, &facts.host_key)?;
    link.tap()
        .reached(|| Milestone::Trusted(Identity::HostKey(Box::new(facts.host_key.clone()))));
    let ends = link.ends;
    let done = login::log_in(link, site).map_err(|error| error.between(ends.0, ends.1).breaking())?;
    link.tap().reached(|| Milestone::LoggedIn {
        user: site.logon.user().to_owned(),
        methods: done.steps.clone(),
    });
    facts.login = done.steps;
    Ok((facts, done.once))
}
