//! A cable between a client and a server, which comes apart at a chosen byte.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::door::Door;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the server.
    Up,
    /// To the client.
    Down,
}

/// How it comes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Both sides get a FIN.
    Fin,
    /// Both sides get a reset.
    Reset,
    /// Nobody is told: nothing comes through any more.
    Silence,
    /// So many bytes come one by one, this long apart, and then the rest as it should.
    Trickle(usize, Duration),
}

/// Where the first connection comes apart. All that follow are whole.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub way: Way,
    /// Behind so many bytes that way.
    pub at: usize,
    pub end: End,
}

/// The cable. When it is dropped, what goes through it stays, and nothing new comes in.
pub struct Cable {
    pub address: SocketAddr,
    _door: Door,
    happened: Arc<AtomicUsize>,
}

impl Cable {
    pub fn new(server: SocketAddr, cut: Cut) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let happened = Arc::new(AtomicUsize::new(0));
        let count = happened.clone();
        let mut cut = Some(cut);
        let door = Door::open(listener, move |client| {
            // A server that is gone has nobody at the other end.
            let Ok(server) = TcpStream::connect(server) else { return };
            for stream in [&client, &server] {
                stream.set_nodelay(true).unwrap();
            }
            lay(&client, &server, cut.take(), &count);
        });
        Self {
            address: door.address,
            _door: door,
            happened,
        }
    }

    /// Whether it has come apart.
    pub fn is_cut(&self) -> bool {
        self.happened.load(Ordering::SeqCst) > 0
    }
}

fn lay(client: &TcpStream, server: &TcpStream, cut: Option<Cut>, happened: &Arc<AtomicUsize>) {
    let fate = Arc::new(Mutex::new(Fate::Whole));
    for way in [Way::Up, Way::Down] {
        let (client, server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let (from, to) = match way {
            Way::Up => (client, server),
            Way::Down => (server, client),
        };
        let strand = Strand {
            from,
            to,
            fate: fate.clone(),
            happened: happened.clone(),
        };
        let cut = cut.filter(|cut| cut.way == way);
        std::thread::spawn(move || strand.carry(cut));
    }
}

/// What has become of both directions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Whole,
    /// Nothing comes through any more.
    Silent,
    /// Both ends are closed, or about to be.
    Cut,
}

/// One direction of one connection.
struct Strand {
    from: TcpStream,
    to: TcpStream,
    fate: Arc<Mutex<Fate>>,
    happened: Arc<AtomicUsize>,
}

impl Strand {
    fn carry(mut self, mut cut: Option<Cut>) {
        let mut buffer = vec![0; 64 << 10];
        let mut carried = 0;
        while let Ok(count @ 1..) = self.from.read(&mut buffer) {
            if self.fate() != Fate::Whole {
                continue;
            }
            let mut piece = &buffer[..count];
            if let Some(Cut { at, end, .. }) = cut
                && carried + count >= at
            {
                let (before, behind) = piece.split_at(at.saturating_sub(carried));
                let _ = self.to.write_all(before);
                self.happened.fetch_add(1, Ordering::SeqCst);
                match end {
                    End::Trickle(most, pause) => {
                        let (slow, rest) = behind.split_at(behind.len().min(most));
                        for byte in slow {
                            let _ = self.to.write_all(&[*byte]);
                            std::thread::sleep(pause);
                        }
                        (piece, cut) = (rest, None);
                    }
                    End::Silence => {
                        *self.fate.lock().unwrap() = Fate::Silent;
                        continue;
                    }
                    End::Fin => {
                        self.end(false);
                        return;
                    }
                    End::Reset => {
                        self.end(true);
                        return;
                    }
                }
            }
            carried += count;
            if self.to.write_all(piece).is_err() {
                break;
            }
        }
        match self.fate() {
            // The other side says its last words, and hears that there come no more.
            Fate::Whole => {
                let _ = self.to.shutdown(Shutdown::Write);
            }
            Fate::Silent => {
                for stream in [&self.from, &self.to] {
                    let _ = stream.shutdown(Shutdown::Both);
                }
            }
            Fate::Cut => {}
        }
    }

    fn fate(&self) -> Fate {
        *self.fate.lock().unwrap()
    }

    fn end(&self, reset: bool) {
        // What else is on its way goes nowhere.
        *self.fate.lock().unwrap() = Fate::Cut;
        for stream in [&self.from, &self.to] {
            if reset {
                let _ = socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
                // Whoever else holds it lets go of it.
                let _ = stream.shutdown(Shutdown::Read);
            } else {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }
}
