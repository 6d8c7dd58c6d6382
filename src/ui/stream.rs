//! The engine, as the toolkit wants it: one stream. It starts the engine, hands out the door to it, and then its batches.

use std::sync::Arc;

use iced::futures::{SinkExt, Stream};
use iced::stream;

use crate::engine::bell::{self, Ring};
use crate::engine::{Command, Engine, Event, Keeping, Setup};
use crate::error::{Error, Kind};
use crate::settings::Patience;

use super::launch::Launch;

/// What comes out of the stream.
#[derive(Debug, Clone)]
pub enum Message {
    /// The engine runs; this is its door.
    Ready(Engine),
    /// It could not be started.
    Failed(Error),
    /// What happened since the last one. Shared because messages are cloned.
    Happened(Arc<Vec<Event>>),
    /// It has ended.
    Ended,
    /// Somebody started a second window for these addresses: this one comes to the front and opens them.
    Rung(Vec<String>),
}

/// Runs an engine. At most twenty messages a second come out, however much happens.
pub fn run(launch: &Launch) -> impl Stream<Item = Message> + use<> {
    let profile = launch.profile.clone().unwrap_or_default();
    let setup = Setup {
        profile: profile.clone(),
        connections: launch.connections,
        limit_rate: None,
        patience: Patience::default(),
        keeping: Keeping::Shared,
    };
    let start = launch.start;
    stream::channel(16, async move |mut out| {
        let own = Setup {
            keeping: Keeping::Own,
            ..setup.clone()
        };
        let unwritable = |error: &Error| error.is_about_the_disk() || error.kind == Kind::NotPermitted;
        let started = match start.0(setup) {
            // A full disk keeps nobody from moving files away from it: the queue is not kept then, which is told.
            Err(error) if unwritable(&error) => start.0(own),
            other => other,
        };
        let (engine, mut batches) = match started {
            Ok(started) => started,
            Err(error) => {
                let _ = out.send(Message::Failed(error)).await;
                return;
            }
        };
        let _ = out.send(Message::Ready(engine.clone())).await;
        // Where nobody can listen, a second window is a window of its own.
        let mut rings = bell::hang(&profile).ok();
        loop {
            let rung = async {
                match &mut rings {
                    Some(rings) => rings.recv().await,
                    None => std::future::pending().await,
                }
            };
            let message = tokio::select! {
                batch = batches.recv() => match batch {
                    Some(batch) => Message::Happened(Arc::new(batch.events)),
                    None => break,
                },
                Some(ring) = rung => match ring {
                    Ring::Open(addresses) => Message::Rung(addresses),
                    Ring::Jobs => {
                        engine.send(Command::LookAround);
                        continue;
                    }
                },
            };
            let _ = out.send(message).await;
        }
        let _ = out.send(Message::Ended).await;
    })
}
