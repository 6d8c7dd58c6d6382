//! A channel as two byte pipes. The far end of each pipe is the connection's thread, or a test.
//!
//! What waits is bounded in bytes, in both directions: a reader that is behind makes the server wait, and a connection
//! that is behind makes the writer wait.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};

use super::bell::Ring;

/// Pieces that may wait in either direction.
const DEPTH: usize = 1024;

/// Bytes that may wait for the reader before the channel is read no further.
const MOST_IN: usize = 16 << 20;

/// Bytes that may wait for the connection.
const MOST_OUT: usize = 4 << 20;

/// So much of what a command complains about is kept.
const MOST_COMPLAINT: usize = 64 * 1024;

/// A channel: what comes in and what goes out. Dropping both halves closes it.
#[derive(Debug)]
pub struct Channel {
    /// From the server.
    pub input: Input,
    /// To the server.
    pub output: Output,
}

/// What the server sends.
#[derive(Debug)]
pub struct Input {
    pieces: mpsc::Receiver<Bytes>,
    inflow: Arc<Inflow>,
    // Last: rings when the receiver is gone already.
    ring: Option<Ring>,
}

/// What is sent to the server. When the last clone goes, the server is told that no more will come.
#[derive(Debug, Clone)]
pub struct Output(Arc<Outlet>);

#[derive(Debug)]
struct Outlet {
    pieces: mpsc::Sender<Bytes>,
    room: Option<Arc<Semaphore>>,
    // Last: rings when the sender is gone already.
    ring: Option<Ring>,
}

/// What both ends know of the bytes that come in.
#[derive(Debug, Default)]
struct Inflow {
    waiting: AtomicUsize,
    /// The thread has stopped reading because too much waits.
    full: AtomicBool,
    ended: Mutex<Ended>,
}

#[derive(Debug, Default)]
struct Ended {
    status: Option<i32>,
    complaint: Vec<u8>,
}

impl Input {
    /// The next bytes; `None` when nothing more will come. Why that is, only the connection knows.
    pub async fn next(&mut self) -> Option<Bytes> {
        let piece = self.pieces.recv().await?;
        self.took(piece.len());
        Some(piece)
    }

    /// How the command ended, once [`Input::next`] has said `None`. `None` if a signal ended it or the connection broke. A
    /// server that tells no status looks like 0.
    pub fn exit_status(&self) -> Option<i32> {
        self.inflow.ended.lock().unwrap_or_else(PoisonError::into_inner).status
    }

    /// What the command wrote to its standard error so far, at most the first 64 KiB.
    pub fn complaint(&self) -> Vec<u8> {
        let ended = self.inflow.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.complaint.clone()
    }

    fn took(&self, length: usize) {
        let before = self.inflow.waiting.fetch_sub(length, Ordering::AcqRel);
        let rest = before.saturating_sub(length);
        if rest <= MOST_IN / 2
            && self.inflow.full.swap(false, Ordering::AcqRel)
            && let Some(ring) = &self.ring
        {
            ring.now();
        }
    }
}

impl Output {
    /// Sends bytes; waits while the connection is behind. `false` if the channel is gone.
    pub async fn send(&self, bytes: Bytes) -> bool {
        if bytes.is_empty() {
            return !self.0.pieces.is_closed();
        }
        if let Some(room) = &self.0.room {
            match room.acquire_many(weight(bytes.len())).await {
                Ok(permit) => permit.forget(),
                Err(_) => return false,
            }
        }
        let sent = self.0.pieces.send(bytes).await.is_ok();
        if let Some(ring) = &self.0.ring {
            ring.now();
        }
        sent
    }
}

/// A piece larger than everything that may wait goes alone.
fn weight(length: usize) -> u32 {
    u32::try_from(length.min(MOST_OUT)).unwrap_or(u32::MAX)
}

/// The thread's end of a channel.
#[derive(Debug)]
pub(super) struct FarEnd {
    to_us: Option<mpsc::Sender<Bytes>>,
    from_us: mpsc::Receiver<Bytes>,
    inflow: Arc<Inflow>,
    room: Arc<Semaphore>,
    /// Did not fit.
    held: Option<Bytes>,
}

/// What the far end finds when it looks for something to send.
#[derive(Debug)]
pub(super) enum Outgoing {
    Piece(Bytes),
    Nothing,
    /// Nothing more will come.
    Finished,
}

/// A channel whose far end is a connection's thread, which `ring` wakes.
pub(super) fn channel(ring: &Ring) -> (Channel, FarEnd) {
    let (to_us, pieces_in) = mpsc::channel(DEPTH);
    let (pieces_out, from_us) = mpsc::channel(DEPTH);
    let inflow: Arc<Inflow> = Arc::default();
    let room = Arc::new(Semaphore::new(MOST_OUT));
    let channel = Channel {
        input: Input {
            pieces: pieces_in,
            inflow: inflow.clone(),
            ring: Some(ring.clone()),
        },
        output: Output(Arc::new(Outlet {
            pieces: pieces_out,
            room: Some(room.clone()),
            ring: Some(ring.clone()),
        })),
    };
    let far = FarEnd {
        to_us: Some(to_us),
        from_us,
        inflow,
        room,
        held: None,
    };
    (channel, far)
}

impl FarEnd {
    /// Whether another piece may be handed over. If not, the reader rings when there is room again.
    pub(super) fn has_room(&mut self) -> bool {
        if !self.is_read() {
            self.held = None;
            return true;
        }
        if let Some(piece) = self.held.take() {
            self.hand_over(piece);
            if self.held.is_some() {
                return false;
            }
        }
        if self.inflow.waiting.load(Ordering::Acquire) < MOST_IN {
            return true;
        }
        self.inflow.full.store(true, Ordering::Release);
        // The reader may have taken everything in between, and seen no reason to ring.
        self.inflow.waiting.load(Ordering::Acquire) <= MOST_IN / 2
    }

    /// Hands bytes to the reader; they vanish if nobody reads. Ask [`FarEnd::has_room`] first.
    pub(super) fn hand_over(&mut self, piece: Bytes) {
        let Some(to_us) = &self.to_us else { return };
        let length = piece.len();
        self.inflow.waiting.fetch_add(length, Ordering::AcqRel);
        match to_us.try_send(piece) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(piece)) => {
                self.inflow.waiting.fetch_sub(length, Ordering::AcqRel);
                self.inflow.full.store(true, Ordering::Release);
                self.held = Some(piece);
            }
            Err(mpsc::error::TrySendError::Closed(_)) => {
                self.inflow.waiting.fetch_sub(length, Ordering::AcqRel);
            }
        }
    }

    /// Whether something that did not fit still waits here.
    pub(super) fn is_holding(&self) -> bool {
        self.held.is_some()
    }

    /// Whether anybody reads.
    fn is_read(&self) -> bool {
        self.to_us.as_ref().is_some_and(|to_us| !to_us.is_closed())
    }

    /// Whether nobody is left on our side.
    pub(super) fn is_abandoned(&self) -> bool {
        !self.is_read() && self.from_us.is_closed()
    }

    /// The next thing to send.
    pub(super) fn outgoing(&mut self) -> Outgoing {
        match self.from_us.try_recv() {
            Ok(piece) => Outgoing::Piece(piece),
            Err(mpsc::error::TryRecvError::Empty) => Outgoing::Nothing,
            Err(mpsc::error::TryRecvError::Disconnected) => Outgoing::Finished,
        }
    }

    /// A piece of this length has been sent: there is room for another.
    pub(super) fn sent(&self, length: usize) {
        self.room.add_permits(weight(length) as usize);
    }

    /// Keeps what a command complains about.
    pub(super) fn complain(&self, words: &[u8]) {
        let mut ended = self.inflow.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST_COMPLAINT.saturating_sub(ended.complaint.len());
        ended.complaint.extend_from_slice(&words[..words.len().min(room)]);
    }

    /// Nothing more will come in.
    pub(super) fn end(&mut self, status: Option<i32>) {
        let mut ended = self.inflow.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.status = ended.status.or(status);
        drop(ended);
        self.to_us = None;
    }
}

impl Drop for FarEnd {
    fn drop(&mut self) {
        // Whoever waits for room learns that there is no channel any more.
        self.room.close();
    }
}

/// Both ends of a channel, for whoever plays the server in a test.
#[cfg(test)]
pub fn pair() -> (Channel, mpsc::Sender<Bytes>, mpsc::Receiver<Bytes>) {
    let (to_us, pieces_in) = mpsc::channel(DEPTH);
    let (pieces_out, from_us) = mpsc::channel(DEPTH);
    let inflow: Arc<Inflow> = Arc::default();
    let channel = Channel {
        input: Input {
            pieces: pieces_in,
            inflow,
            ring: None,
        },
        output: Output(Arc::new(Outlet {
            pieces: pieces_out,
            room: None,
            ring: None,
        })),
    };
    (channel, to_us, from_us)
}
