//! Which connections did not survive what happened to this computer or its network: it slept, an address of it is gone, the way
//! to a server is another one.
//!
//! The system is asked every few seconds while there are connections, because that works everywhere; nothing ticks while there
//! are none. A connection whose address is gone is lost. Any other in doubt has a few seconds to show a sign of life.

use std::time::Duration;

use super::Actor;
use crate::engine::doubt::{Doubt, Pace, Verdict};
use crate::engine::event::Event;
use crate::engine::pool::Work;
use crate::engine::queue::{Moment, ServerId};
use crate::engine::report::Used;
use crate::engine::retry;
use crate::engine::slumber::{self, Reading, Slumber};
use crate::error::{Error, Interruption, Kind, Stage};
use crate::remote::{Footing, footing, is_offline, leads_to};
use crate::wire::Tap;

/// While there is no network it is tried so often all the same: the system may be wrong about that.
const SLOWLY: Moment = Moment::from_secs(30);

/// For so long after an interruption a server that was reached before may be out of reach: a tunnel has to be opened again, or
/// the network asks for a login.
const PATIENT: Moment = Moment::from_mins(10);

/// So many attempts a person waits for; transfers wait on.
const IMPATIENT_TRIES: u32 = 3;

/// What is known of clocks and the network.
pub(super) struct Vigil {
    pub(super) pace: Pace,
    /// A clock that goes on while the computer sleeps.
    pub(super) passing: Box<dyn Fn() -> Duration + Send>,
    /// Whether there is no way to any network.
    pub(super) offline: Box<dyn Fn() -> bool + Send>,
    slumber: Slumber,
    /// The next look, and the pause before it; `None` while nobody looks.
    due: Option<(Moment, Duration)>,
    /// What happened last, and until when what fails is taken to be its consequence.
    aftermath: Option<(Interruption, Moment)>,
}

impl Default for Vigil {
    fn default() -> Self {
        Self {
            pace: Pace::default(),
            passing: Box::new(slumber::passing),
            offline: Box::new(is_offline),
            slumber: Slumber::default(),
            due: None,
            aftermath: None,
        }
    }
}

impl Vigil {
    /// When to look next.
    pub(super) fn due(&self) -> Option<Moment> {
        self.due.map(|(due, _)| due)
    }

    fn slept(&mut self, now: Moment) -> Option<Duration> {
        let (_, pause) = self.due?;
        let reading = Reading {
            running: now,
            passing: (self.passing)(),
        };
        self.slumber.look(reading, pause)
    }

    fn happened(&mut self, why: Interruption, now: Moment) {
        self.aftermath = Some((why, now + self.pace.aftermath));
    }
}

impl Actor {
    /// Looks at clocks, addresses and ways, if it is time.
    pub(super) fn keep_vigil(&mut self, now: Moment) {
        if !self.has_to_look() {
            self.vigil.due = None;
            self.vigil.slumber.rest();
            return;
        }
        if self.vigil.due().is_some_and(|due| now < due) {
            return;
        }
        let pause = self.vigil.due.map_or(self.vigil.pace.look, |(_, pause)| pause);
        self.vigil.due = Some((now, pause));
        self.look_at_the_clock(now);
        self.look_at_addresses(now);
        self.look_for_signs_of_life(now);
        self.look_for_a_network(now);
        let doubtful = self.servers.iter().any(|server| {
            let waits = server.waits_for_a_network();
            waits || server.slots.iter().any(|slot| slot.doubt.is_some())
        });
        let pause = match doubtful {
            true => self.vigil.pace.close_look,
            false => self.vigil.pace.look,
        };
        self.vigil.due = Some((now + pause, pause));
    }

    fn has_to_look(&self) -> bool {
        self.servers.iter().any(|server| {
            let wanted = || !server.work.is_empty() || self.queue.runnable(server.id) != (0, 0);
            !server.slots.is_empty() || (server.waits_for_a_network() && wanted())
        })
    }

    /// What a failure is the consequence of, if it is nobody's failure.
    pub(super) fn excuse(&mut self, error: &Error) -> Option<Interruption> {
        match error.kind {
            Kind::Interrupted(why) => return Some(why),
            Kind::Offline => return Some(Interruption::Offline),
            _ if !error.broken || !is_about_the_way(error) => return None,
            _ => {}
        }
        // Whoever was connected may notice before we look.
        let now = self.now();
        self.look_at_the_clock(now);
        self.vigil
            .aftermath
            .filter(|(_, until)| now < *until)
            .map(|(why, _)| why)
    }

    /// A server that was reached before cannot be reached. `true` if it is waited for, because that is nobody's failure.
    pub(super) fn waits_out(&mut self, id: ServerId, error: &Error) -> bool {
        let now = self.now();
        let Some(server) = self.servers.get_mut(id.0 as usize).filter(|server| server.reached) else {
            return false;
        };
        if error.kind == Kind::Offline {
            let is_new = !server.waits_for_a_network();
            server.interrupted = Some((Interruption::Offline, now));
            server.not_before = now + SLOWLY;
            if is_new {
                self.tell(id, Interruption::Offline);
            }
            self.answer_waiting(id, error);
            return true;
        }
        let lately = |(_, since): &(_, Moment)| now.saturating_sub(*since) < PATIENT;
        let unresolved = error.stage == Stage::Resolve && error.kind == Kind::NotFound;
        let may_pass = unresolved || is_about_the_way(error) || error.kind == Kind::Refused;
        if !may_pass || !server.interrupted.as_ref().is_some_and(lately) {
            return false;
        }
        server.tries += 1;
        server.not_before = now + retry::pause(server.tries);
        if server.tries >= IMPATIENT_TRIES {
            self.answer_waiting(id, error);
        }
        true
    }

    /// Somebody wants to see something now: whether there is a network is tried out.
    pub(super) fn try_at_once(&mut self, id: ServerId) {
        let now = self.now();
        let waiting = self.servers.get_mut(id.0 as usize);
        if let Some(server) = waiting.filter(|server| server.waits_for_a_network()) {
            server.not_before = now;
        }
    }

    fn look_at_the_clock(&mut self, now: Moment) {
        let Some(slept) = self.vigil.slept(now) else { return };
        let why = Interruption::Slept(slept);
        self.vigil.happened(why, now);
        for server in &mut self.servers {
            server.not_before = server.not_before.min(now);
        }
        let doubtful = self.used(|_| true);
        for used in doubtful {
            self.doubt(used, why, now);
        }
    }

    fn look_at_addresses(&mut self, now: Moment) {
        for used in self.used(|_| true) {
            let Some(slot) = self.slot(used) else { continue };
            let (Some(local), Some(peer)) = slot.session.ends() else {
                continue;
            };
            let found = footing(local, peer);
            let before = slot.footing.replace(found);
            match (before, found) {
                // An address that is only renewed is away for a moment.
                (Some(Footing::Gone), Footing::Gone) => self.lose(used, Interruption::AddressGone(local.ip()), now),
                (_, Footing::Gone) => self.doubt(used, Interruption::AddressGone(local.ip()), now),
                (Some(before), found) if before != found => self.doubt(used, Interruption::WayChanged, now),
                _ => {}
            }
        }
    }

    fn look_for_signs_of_life(&mut self, now: Moment) {
        let pace = self.vigil.pace;
        for used in self.used(|doubtful| doubtful) {
            let Some(slot) = self.slot(used) else { continue };
            let signs = slot.session.signs_of_life();
            let Some(doubt) = &mut slot.doubt else { continue };
            let why = doubt.why;
            match doubt.look(signs, now, &pace) {
                Verdict::Alive => {
                    slot.doubt = None;
                    self.note(used.connection, "the server is still there");
                }
                Verdict::Dead => self.lose(used, why, now),
                Verdict::Unclear => self.probe(used),
            }
        }
    }

    /// Whether there is a network again for those who wait for one.
    fn look_for_a_network(&mut self, now: Moment) {
        let mut offline = None;
        for server in self.servers.iter_mut().filter(|server| server.waits_for_a_network()) {
            // A network of one's own leads nowhere else.
            let is_near = server.peer.is_some_and(leads_to);
            if !is_near && *offline.get_or_insert_with(|| (self.vigil.offline)()) {
                continue;
            }
            self.vigil.happened(Interruption::WayChanged, now);
            server.interrupted = Some((Interruption::WayChanged, now));
            server.tries = 0;
            server.not_before = now;
            self.queue.touch(server.id);
        }
    }

    /// Begins to doubt that a connection lives, and asks, where it can be asked.
    fn doubt(&mut self, used: Used, why: Interruption, now: Moment) {
        let Some(slot) = self.slot(used).filter(|slot| slot.doubt.is_none()) else {
            return;
        };
        slot.doubt = Some(Doubt::new(why, now));
        self.note(used.connection, &format!("{why}: is the server still there?"));
        self.probe(used);
    }

    /// Asks for a sign of life on a connection that has nothing else to do, or can do it besides.
    fn probe(&mut self, used: Used) {
        let Some(slot) = self.slot(used) else { return };
        if slot.probed || (slot.busy > 0 && slot.lanes == 1) {
            return;
        }
        slot.probed = true;
        slot.busy += 1;
        let (session, lost) = (slot.session.clone(), slot.lost.clone());
        self.run_chore((session, lost), used, None);
    }

    /// A connection has answered, whatever it was asked.
    pub(super) fn answered(&mut self, used: Used) {
        let Some(slot) = self.slot(used).filter(|slot| !slot.session.is_broken()) else {
            return;
        };
        slot.probed = false;
        if slot.doubt.take().is_some() {
            self.note(used.connection, "the server is still there");
        }
    }

    /// A connection is dead. What runs on it ends, and goes on by itself on another one.
    fn lose(&mut self, used: Used, why: Interruption, now: Moment) {
        let Some(server) = self.servers.get_mut(used.server.0 as usize) else {
            return;
        };
        let Some(slot) = server.slot(used.connection) else {
            return;
        };
        slot.lost.tell(why);
        server.lost(used.connection);
        server.tries = 0;
        server.not_before = now;
        let is_new = server.interrupted.is_none_or(|(before, _)| before != why);
        server.interrupted = Some((why, now));
        self.vigil.happened(why, now);
        self.note(used.connection, &format!("{why}: this connection is given up"));
        let connection = used.connection;
        self.outbox.push(Event::ConnectionGone { connection });
        if is_new {
            self.tell(used.server, why);
        }
    }

    /// Tells whoever looks at the work of a server why it stands still.
    fn tell(&mut self, id: ServerId, why: Interruption) {
        self.queue.touch(id);
        if let Some(server) = self.servers.get(id.0 as usize) {
            let server = server.address.clone();
            self.note(0, &format!("{server}: {why}"));
            self.outbox.push(Event::Interrupted { server, why });
        }
    }

    /// Whoever sits in front of the screen hears it now; the rest waits.
    fn answer_waiting(&mut self, id: ServerId, error: &Error) {
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        let mut asked = Vec::new();
        server.work.retain(|work| match work {
            Work::Browse { ticket, .. } => {
                asked.push(*ticket);
                false
            }
            Work::Plan(_) | Work::RemovePart(..) | Work::Sweep(..) => true,
        });
        for ticket in asked {
            self.requests.remove(&ticket);
            let result = Err(error.clone());
            self.outbox.push(Event::Answered { ticket, result });
        }
    }

    /// The connections that are open; those in doubt, or all.
    fn used(&self, wanted: impl Fn(bool) -> bool) -> Vec<Used> {
        let slots = self
            .servers
            .iter()
            .flat_map(|server| server.slots.iter().map(|slot| (server.id, slot)));
        let wanted = slots.filter(|(_, slot)| wanted(slot.doubt.is_some()));
        let used = wanted.map(|(server, slot)| Used {
            server,
            connection: slot.number,
        });
        used.collect()
    }

    fn note(&self, connection: u64, text: &str) {
        Tap::new(connection, self.outbox.wire()).note(text);
    }
}

/// Whether a failure may only mean that nothing gets through.
fn is_about_the_way(error: &Error) -> bool {
    matches!(
        error.kind,
        Kind::TimedOut | Kind::Closed | Kind::Reset | Kind::Unreachable | Kind::Truncated
    )
}

#[cfg(test)]
mod tests;
