//! A slow line to a server on this computer: a relay that lets every byte take its time.
//!
//! What a program notices of distance is here: answers come a round trip later, a login takes as many of them as it takes,
//! and all connections share one bandwidth in each direction. What is not here is TCP's own slow start and loss: both ends
//! talk to the relay over loopback. In exchange it needs no privileges and nothing of the kernel.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What may be under way on one connection in one direction: what Linux lets a window grow to by itself (`tcp_rmem`).
const WINDOW: usize = 6 << 20;

/// What may stand in line for a busy line before the sender is held back.
const QUEUE: Duration = Duration::from_millis(100);

/// How long and how wide the line is.
#[derive(Clone, Copy, Debug)]
pub struct Distance {
    /// There and back.
    pub round_trip: Duration,
    /// Bits per second in each direction; `None` is as fast as this computer is.
    pub bandwidth: Option<u64>,
}

/// Relays connections to `server` for as long as this program runs. Returns where they are to go.
pub fn lay(server: SocketAddr, distance: Distance) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let lines = [Arc::new(Line::new(distance)), Arc::new(Line::new(distance))];
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let lines = lines.clone();
            thread::spawn(move || {
                // The first packet and its answer.
                thread::sleep(distance.round_trip);
                let Ok(far) = TcpStream::connect(server) else { return };
                let _ = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
                let [there, back] = lines;
                join(&near, &far, there);
                join(&far, &near, back);
            });
        }
    });
    address
}

/// The round trip that one byte really takes over such a line: the median of eleven.
pub fn measured(distance: Distance) -> Duration {
    let echo = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = lay(echo.local_addr().expect("an address"), distance);
    thread::spawn(move || {
        let (mut stream, _) = echo.accept().expect("a connection");
        let _ = stream.set_nodelay(true);
        let mut byte = [0];
        while stream.read_exact(&mut byte).is_ok() && stream.write_all(&byte).is_ok() {}
    });
    let mut stream = TcpStream::connect(address).expect("a relay");
    let _ = stream.set_nodelay(true);
    let mut byte = [7];
    let mut times: Vec<Duration> = (0..12)
        .map(|_| {
            let begin = Instant::now();
            stream
                .write_all(&byte)
                .and_then(|()| stream.read_exact(&mut byte))
                .expect("an echo");
            begin.elapsed()
        })
        // The first one waits for the connection.
        .skip(1)
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// One direction of the line, shared by all connections.
struct Line {
    half: Duration,
    bandwidth: Option<u64>,
    /// When the last bit that was accepted has left.
    free: Mutex<Instant>,
}

impl Line {
    fn new(distance: Distance) -> Self {
        Self {
            half: distance.round_trip / 2,
            bandwidth: distance.bandwidth,
            free: Mutex::new(Instant::now()),
        }
    }

    /// When these bytes arrive at the other end, and how long the sender has to hold back first.
    fn carry(&self, bytes: usize) -> (Instant, Duration) {
        let now = Instant::now();
        let Some(bandwidth) = self.bandwidth else {
            return (now + self.half, Duration::ZERO);
        };
        let mut free = self.free.lock().expect("no panic");
        *free = (*free).max(now) + Duration::from_secs_f64(bytes as f64 * 8.0 / bandwidth as f64);
        let hold = free.saturating_duration_since(now).saturating_sub(QUEUE);
        (*free + self.half, hold)
    }
}

/// What is under way.
#[derive(Default)]
struct Flight {
    pieces: VecDeque<(Instant, Vec<u8>)>,
    bytes: usize,
    over: bool,
}

/// Carries what comes from one end to the other, until one of them is gone.
fn join(from: &TcpStream, to: &TcpStream, line: Arc<Line>) {
    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else {
        return;
    };
    let flight = Arc::new((Mutex::new(Flight::default()), Condvar::new()));
    let boarding = flight.clone();
    thread::spawn(move || {
        // Small enough that nobody waits long for the one before on a narrow line.
        let mut buffer = vec![0; if line.bandwidth.is_some() { 4096 } else { 65536 }];
        let (state, changed) = &*boarding;
        loop {
            let read = from.read(&mut buffer).unwrap_or(0);
            let (due, hold) = line.carry(read);
            let mut flight = state.lock().expect("no panic");
            while flight.bytes > WINDOW && !flight.over {
                flight = changed.wait(flight).expect("no panic");
            }
            if flight.over {
                return;
            }
            flight.pieces.push_back((due, buffer[..read].to_vec()));
            flight.bytes += read;
            drop(flight);
            changed.notify_all();
            if read == 0 {
                return;
            }
            thread::sleep(hold);
        }
    });
    thread::spawn(move || {
        let (state, changed) = &*flight;
        loop {
            let mut flight = state.lock().expect("no panic");
            let (due, piece) = loop {
                match flight.pieces.pop_front() {
                    Some(piece) => break piece,
                    None => flight = changed.wait(flight).expect("no panic"),
                }
            };
            drop(flight);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let is_end = piece.is_empty() || to.write_all(&piece).is_err();
            let mut flight = state.lock().expect("no panic");
            flight.bytes -= piece.len();
            flight.over |= is_end;
            drop(flight);
            changed.notify_all();
            if is_end {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
        }
    });
}
