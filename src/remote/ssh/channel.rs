//! A channel as two byte pipes. The far end of each pipe is the connection's thread, or a test.

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::error::Error;

/// Pieces that may wait in either direction.
const DEPTH: usize = 64;

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
pub struct Input(mpsc::Receiver<Bytes>);

/// What is sent to the server.
#[derive(Debug, Clone)]
pub struct Output(mpsc::Sender<Bytes>);

impl Input {
    /// The next bytes; `None` when nothing more will come. Why that is, only the connection knows.
    pub async fn next(&mut self) -> Option<Bytes> {
        self.0.recv().await
    }

    /// The next bytes if they are there already.
    pub fn next_now(&mut self) -> Option<Bytes> {
        self.0.try_recv().ok()
    }
}

impl Output {
    /// Sends bytes; waits while the connection is behind. `false` if the channel is gone.
    pub async fn send(&self, bytes: Bytes) -> bool {
        self.0.send(bytes).await.is_ok()
    }
}

/// Both ends of a channel, for whoever plays the server in a test and for the connection's thread.
pub fn pair() -> (Channel, mpsc::Sender<Bytes>, mpsc::Receiver<Bytes>) {
    let (to_us, input) = mpsc::channel(DEPTH);
    let (output, from_us) = mpsc::channel(DEPTH);
    let channel = Channel {
        input: Input(input),
        output: Output(output),
    };
    (channel, to_us, from_us)
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its status, where the server told it.
    pub status: Option<i32>,
    /// Why the channel broke instead.
    pub error: Option<Error>,
}
