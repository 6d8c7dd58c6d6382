//! Wakes the connection's thread out of its wait for the socket.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fd::{AsFd, BorrowedFd};

/// What can be polled along with a socket, on every system.
#[cfg(unix)]
type Signal = std::os::unix::net::UnixStream;
#[cfg(windows)]
type Signal = std::net::UdpSocket;

/// Rings the bell, as often as it is called but at most once until it is heard. Rings a last time when it is dropped.
#[derive(Clone, Debug)]
pub(super) struct Ring(Arc<Bell>);

#[derive(Debug)]
struct Bell {
    rung: AtomicBool,
    signal: Signal,
}

/// The thread's side.
#[derive(Debug)]
pub(super) struct Ear {
    bell: Arc<Bell>,
    signal: Signal,
}

/// A bell and the one who hears it.
pub(super) fn bell() -> io::Result<(Ring, Ear)> {
    let (signal, heard) = signals()?;
    let bell = Arc::new(Bell {
        rung: AtomicBool::new(false),
        signal,
    });
    Ok((Ring(bell.clone()), Ear { bell, signal: heard }))
}

impl Ring {
    /// Whatever was done before this call is seen by the thread when it wakes.
    pub(super) fn now(&self) {
        if !self.0.rung.swap(true, Ordering::AcqRel) {
            // A full buffer means that the thread is about to wake anyway.
            let _ = send(&self.0.signal);
        }
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        self.now();
    }
}

impl Ear {
    /// Forgets that it rang. Look for work after this, not before.
    pub(super) fn quiet(&self) {
        let mut taken = [0; 64];
        while matches!(receive(&self.signal, &mut taken), Ok(1..)) {}
        self.bell.rung.swap(false, Ordering::AcqRel);
    }

    /// Whether it rang since [`Ear::quiet`].
    pub(super) fn rang(&self) -> bool {
        self.bell.rung.load(Ordering::Acquire)
    }

    /// What to poll for reading.
    pub(super) fn handle(&self) -> BorrowedFd<'_> {
        self.signal.as_fd()
    }
}

#[cfg(unix)]
fn signals() -> io::Result<(Signal, Signal)> {
    let (ours, theirs) = Signal::pair()?;
    ours.set_nonblocking(true)?;
    theirs.set_nonblocking(true)?;
    Ok((ours, theirs))
}

#[cfg(unix)]
fn send(signal: &Signal) -> io::Result<usize> {
    use std::io::Write;
    (&mut &*signal).write(&[1])
}

#[cfg(unix)]
fn receive(signal: &Signal, taken: &mut [u8]) -> io::Result<usize> {
    use std::io::Read;
    (&mut &*signal).read(taken)
}

#[cfg(windows)]
fn signals() -> io::Result<(Signal, Signal)> {
    let local = (std::net::Ipv4Addr::LOCALHOST, 0);
    let (ours, theirs) = (Signal::bind(local)?, Signal::bind(local)?);
    ours.connect(theirs.local_addr()?)?;
    theirs.connect(ours.local_addr()?)?;
    ours.set_nonblocking(true)?;
    theirs.set_nonblocking(true)?;
    Ok((ours, theirs))
}

#[cfg(windows)]
fn send(signal: &Signal) -> io::Result<usize> {
    signal.send(&[1])
}

#[cfg(windows)]
fn receive(signal: &Signal, taken: &mut [u8]) -> io::Result<usize> {
    // One datagram a ring; at most one is under way.
    signal.recv(taken)
}
