//! One call of a session: its lane, its delays and the fault that strikes it.

use std::sync::atomic::Ordering;

use tokio::sync::SemaphorePermit;

use super::tree::Tree;
use super::{Effect, Operation, Session, reply};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;

/// A call that is going on. Dropped before its end, it breaks a session that carries one call at a time.
pub(super) struct Turn<'a> {
    session: &'a Session,
    attempted: String,
    effect: Option<Effect>,
    ended: bool,
    _lane: SemaphorePermit<'a>,
}

impl<'a> Turn<'a> {
    /// Waits for a free lane, lets the server take its time, and brings the faults that strike before the work.
    pub async fn begin(session: &'a Session, operation: Operation, path: &RemotePath) -> Result<Self> {
        let attempted = format!("{operation:?} {path}");
        let closed = || Error::new(Stage::Command, Kind::Closed, attempted.clone()).breaking();
        let lane = session.lanes.acquire().await.map_err(|_| closed())?;
        if session.is_broken() {
            return Err(closed());
        }
        let mut turn = Self {
            session,
            attempted,
            effect: None,
            ended: false,
            _lane: lane,
        };
        let tree = &session.seat.0;
        let latency = tree.lock().behaviour.latency;
        tokio::time::sleep(latency).await;
        match arrive(tree, operation, path) {
            Some(Effect::Error(error)) => return Err(turn.fail(*error)),
            Some(Effect::Silent) => {
                tokio::time::sleep(session.patience.reply).await;
                let error = Error::new(Stage::Command, Kind::TimedOut, turn.attempted.clone());
                return Err(turn.fail(error.breaking()));
            }
            Some(Effect::Slow(time)) => tokio::time::sleep(time).await,
            effect => turn.effect = effect,
        }
        Ok(turn)
    }

    /// After how many bytes a transfer ends too early.
    pub fn limit(&self) -> Option<usize> {
        match self.effect {
            Some(Effect::Short(bytes) | Effect::ErrorAfter(bytes, _)) => usize::try_from(bytes).ok(),
            _ => None,
        }
    }

    /// Whether it ends there with an error, so that nothing more is taken.
    pub fn stops_at_limit(&self) -> bool {
        matches!(self.effect, Some(Effect::ErrorAfter(..)))
    }

    /// Whether a transfer changes bytes.
    pub fn corrupts(&self) -> bool {
        matches!(self.effect, Some(Effect::Corrupt))
    }

    /// Ends the call with what the work came to, unless the fault says otherwise.
    pub fn end<T>(mut self, result: Result<T, Kind>) -> Result<T> {
        match (result, self.effect.take()) {
            (Ok(_), Some(Effect::DoneThenError(error) | Effect::ErrorAfter(_, error))) => Err(self.fail(*error)),
            (Ok(value), _) => {
                self.ended = true;
                Ok(value)
            }
            (Err(kind), _) => {
                let error = refusal(kind, &self.attempted);
                Err(self.fail(error))
            }
        }
    }

    fn fail(mut self, error: Error) -> Error {
        self.ended = true;
        if error.broken {
            self.session.broken.store(true, Ordering::Relaxed);
        }
        error
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.ended && self.session.capabilities.lanes <= 1 {
            self.session.broken.store(true, Ordering::Relaxed);
        }
    }
}

/// Notes that a call has reached the server, and finds the fault that is meant for it.
pub(super) fn arrive(tree: &Tree, operation: Operation, path: &RemotePath) -> Option<Effect> {
    let mut state = tree.lock();
    state.done.push((operation, path.clone()));
    state.next_fault(operation, path)
}

/// The error of a call that the server refuses, in words as servers use them.
fn refusal(kind: Kind, attempted: &str) -> Error {
    let words = match kind {
        Kind::NotFound => reply(550, "No such file or directory"),
        Kind::Exists => reply(550, "File exists"),
        Kind::WrongType => reply(550, "Is another kind of file"),
        Kind::Unsupported => reply(502, "Command not implemented"),
        Kind::Cancelled => return Error::new(Stage::Transfer, kind, attempted),
        _ => reply(550, "Refused"),
    };
    Error::new(Stage::Command, kind, attempted).with_reply(words)
}
