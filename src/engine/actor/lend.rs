//! Lending idle connections to large transfers.
//!
//! A helper takes no turn from another file: it is lent only while nothing else could start, and when something can, it is called
//! back and leaves after its range.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Actor;
use crate::engine::command::TransferId;
use crate::engine::pool::lanes;
use crate::engine::queue::{Moment, ServerId};
use crate::engine::report::{Report, Used};
use crate::engine::transfer::Crew;
use crate::error::{Result, Stage};
use crate::remote::Session;

/// From this round trip on, a connection's window is the limit and every connection adds to the speed; below, the
/// processors are, and a second one is all that pays.
const FAR: Duration = Duration::from_millis(10);

/// Helpers of one transfer that may fail before no more are lent to it.
const FAILURES: u32 = 3;

/// What the actor knows of a transfer that others may help with.
pub struct Split {
    crew: Arc<Crew>,
    /// Connections that it is worth, its own among them.
    most: usize,
    /// Who helps.
    helpers: Vec<(u64, CancellationToken)>,
    failures: u32,
}

impl Actor {
    /// Whether large files may be split over several connections of this server.
    pub(super) fn may_split(&self, session: &Session, server: ServerId) -> bool {
        let most = self.servers.get(server.0 as usize);
        let most = most.map_or(1, |server| server.most(server.wanted(self.setup.connections)));
        most > 1 && session.capabilities().ranges
    }

    pub(super) fn wants_help(&mut self, id: TransferId, crew: Arc<Crew>) {
        let Some(used) = self.running.get(&id).map(|running| running.used) else {
            return;
        };
        let far = self
            .slot(used)
            .and_then(|slot| slot.session.round_trip())
            .is_some_and(|time| time >= FAR);
        if let Some(running) = self.running.get_mut(&id) {
            running.split = Some(Split {
                crew,
                most: if far { usize::MAX } else { 2 },
                helpers: Vec::new(),
                failures: 0,
            });
        }
    }

    /// Lends what is idle to large transfers, or calls it back.
    pub(super) fn lend(&mut self, id: ServerId, now: Moment) {
        let Some(server) = self.servers.get(id.0 as usize).filter(|server| server.is_wide()) else {
            return;
        };
        let is_idle = server.work.is_empty() && self.queue.runnable(id) == (0, 0);
        let splits = self.running.iter_mut().filter(|(_, running)| running.used.server == id);
        let mut wanting: Vec<(TransferId, u64)> = Vec::new();
        for (transfer, running) in splits {
            let Some(split) = &running.split else { continue };
            if !is_idle {
                split.helpers.iter().for_each(|(_, retire)| retire.cancel());
            } else if split.helpers.len() + 1 < split.most && split.failures < FAILURES && split.crew.wants_help() {
                wanting.push((*transfer, running.used.connection));
            }
        }
        // The oldest first.
        wanting.sort_unstable();
        for (transfer, owner) in wanting {
            while self.lend_one(id, transfer, owner) {}
            self.open_for(id, transfer, now);
        }
    }

    /// Lends one connection, if one is idle and one more is wanted.
    fn lend_one(&mut self, server: ServerId, id: TransferId, owner: u64) -> bool {
        let Some(split) = self.running.get_mut(&id).and_then(|running| running.split.as_mut()) else {
            return false;
        };
        let Some(place) = self.servers.get_mut(server.0 as usize) else {
            return false;
        };
        let Some(connection) = lanes::idle(place, owner).filter(|_| split.helpers.len() + 1 < split.most) else {
            return false;
        };
        let used = Used { server, connection };
        let Some(slot) = place.slot(connection) else {
            return false;
        };
        slot.busy += 1;
        slot.helps += 1;
        let (session, lost) = (slot.session.clone(), slot.lost.clone());
        let (crew, retire) = (split.crew.clone(), CancellationToken::new());
        split.helpers.push((connection, retire.clone()));
        let reports = self.report_to.clone();
        self.tasks.spawn(async move {
            let result = tokio::select! {
                result = crew.help(&session, &retire) => result,
                error = lost.told(Stage::Transfer, "help") => Err(error),
            };
            drop(session);
            let _ = reports.send(Report::Helped { used, id, result });
        });
        true
    }

    /// Opens one more connection for a transfer that could use it.
    fn open_for(&mut self, server: ServerId, id: TransferId, now: Moment) {
        let wanted = self.wanted(server);
        let split = self.running.get(&id).and_then(|running| running.split.as_ref());
        let Some((split, place)) = split.zip(self.servers.get(server.0 as usize)) else {
            return;
        };
        let missing = split.most.saturating_sub(split.helpers.len() + 1);
        let room = place.most(wanted).saturating_sub(place.slots.len() + place.opening);
        if now < place.not_before || place.opening >= missing {
            return;
        }
        for _ in 0..room.min(missing - place.opening) {
            self.open(server);
        }
    }

    pub(super) fn helped(&mut self, used: Used, id: TransferId, result: &Result<()>) {
        if let Some(slot) = self.slot(used) {
            slot.helps = slot.helps.saturating_sub(1);
        }
        self.learn(used, false);
        self.notice_limit(used, result);
        self.release(used, result.as_ref().is_err_and(|error| error.broken));
        if let Some(split) = self.running.get_mut(&id).and_then(|running| running.split.as_mut()) {
            split.helpers.retain(|(connection, _)| *connection != used.connection);
            split.failures += u32::from(result.is_err());
        }
    }
}
