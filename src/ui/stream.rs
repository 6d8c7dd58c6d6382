//! The engine, as the toolkit wants it: one stream. It starts the engine, hands out the door to it, and then its batches.

use std::sync::Arc;

use iced::futures::{SinkExt, Stream};
use iced::stream;

use crate::engine::{Engine, Event, Keeping, Setup};
use crate::error::Error;
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
}

/// Runs an engine. At most twenty messages a second come out, however much happens.
pub fn run(launch: &Launch) -> impl Stream<Item = Message> + use<> {
    let setup = Setup {
        profile: launch.profile.clone().unwrap_or_default(),
        connections: launch.connections,
        limit_rate: None,
        patience: Patience::default(),
        keeping: Keeping::Shared,
    };
    let start = launch.start;
    stream::channel(16, async move |mut out| {
        let (engine, mut batches) = match start.0(setup) {
            Ok(started) => started,
            Err(error) => {
                let _ = out.send(Message::Failed(error)).await;
                return;
            }
        };
        let _ = out.send(Message::Ready(engine)).await;
        while let Some(batch) = batches.recv().await {
            let _ = out.send(Message::Happened(Arc::new(batch.events))).await;
        }
        let _ = out.send(Message::Ended).await;
    })
}
