//! The two tasks of a channel: one takes answers in, one sends requests out. Neither waits for the other.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::frame::Frames;
use super::link::{Ends, Shared};
use super::packet::{Answer, Malformed};
use crate::error::{Error, Kind, Stage};
use crate::remote::ssh::{Input, Output};

/// Small requests are sent together up to this size, and large ones in pieces of it, so that progress is felt.
const PIECE: usize = 32 << 10;

/// How often silence is looked for.
const TICK: Duration = Duration::from_millis(500);

/// Why the connection below ended, if it knows.
pub(super) type Why = Box<dyn Fn() -> Option<Error> + Send + Sync>;

/// Starts both. `frames` may hold the beginning of what comes.
pub(super) fn start(ends: Ends, frames: Frames, input: Input, output: Output, silence: Duration, why: Why) {
    let Ends { shared, queue, end } = ends;
    let (sending, stop) = (shared.clone(), end.clone());
    tokio::spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = send(queue, output, &sending) => {}
        }
    });
    tokio::spawn(async move {
        let error = tokio::select! {
            () = end.cancelled() => Error::new(Stage::Command, Kind::Closed, "close"),
            error = receive(frames, input, &shared, silence) => match error {
                Ending::Closed => why().unwrap_or_else(closed),
                Ending::Because(error) => error,
            },
        };
        shared.fail(error);
    });
}

enum Ending {
    Closed,
    Because(Error),
}

fn closed() -> Error {
    Error::new(Stage::Command, Kind::Closed, "read an answer").with_cause("the server closed the SFTP channel")
}

async fn receive(mut frames: Frames, mut input: Input, shared: &std::sync::Arc<Shared>, silence: Duration) -> Ending {
    let mut tick = interval(TICK.min(silence / 2).max(Duration::from_millis(1)));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            piece = input.next() => {
                let Some(piece) = piece else { return Ending::Closed };
                shared.heard();
                frames.push(piece);
                if let Err(cause) = take(&mut frames, shared) {
                    let error = Error::new(Stage::Command, Kind::Protocol, "read an answer").with_cause(cause);
                    return Ending::Because(error);
                }
            }
            _ = tick.tick() => if shared.is_silent(silence) {
                let error = Error::new(Stage::Command, Kind::TimedOut, "read an answer")
                    .with_cause(format!("no answer at all for {} s", silence.as_secs()));
                return Ending::Because(error);
            }
        }
    }
}

fn take(frames: &mut Frames, shared: &std::sync::Arc<Shared>) -> Result<(), String> {
    let words = |malformed: Malformed| malformed.to_string();
    while let Some(packet) = frames.packet().map_err(words)? {
        let (id, answer) = Answer::read(packet).map_err(words)?;
        shared.arrived(id, answer)?;
    }
    Ok(())
}

async fn send(mut queue: mpsc::UnboundedReceiver<(Bytes, Bytes)>, output: Output, shared: &Shared) {
    let mut batch = BytesMut::new();
    while let Some(first) = queue.recv().await {
        let mut next = Some(first);
        while let Some((packet, payload)) = next {
            batch.extend_from_slice(&packet);
            if payload.len() <= PIECE / 4 {
                batch.extend_from_slice(&payload);
            } else if !out(batch.split().freeze(), &output, shared).await || !out(payload, &output, shared).await {
                return;
            }
            if batch.len() >= PIECE && !out(batch.split().freeze(), &output, shared).await {
                return;
            }
            next = queue.try_recv().ok();
        }
        if !batch.is_empty() && !out(batch.split().freeze(), &output, shared).await {
            return;
        }
    }
}

/// Sends in pieces. `false` if the channel is gone; the other task finds out why.
async fn out(mut bytes: Bytes, output: &Output, shared: &Shared) -> bool {
    while !bytes.is_empty() {
        let piece = bytes.split_to(bytes.len().min(PIECE));
        if !output.send(piece).await {
            return false;
        }
        shared.alive();
    }
    true
}
