//! The connections to each server: which are open, what they do, whether another may be opened. A plain value.

pub mod lanes;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::command::{JobId, Request, Ticket};
use super::doubt::{Doubt, Lost};
use super::queue::{Moment, ServerId};
use super::throttle::Throttle;
use crate::error::Interruption;
use crate::path::RemotePath;
use crate::remote::{Footing, Session};
use crate::site::Site;

/// So long after a goodbye a busy server may still count the connection.
const LINGERING: Moment = Moment::from_secs(5);
/// So much later the next attempt is made.
const SOON: Moment = Moment::from_millis(250);
/// After so many refusals in a row there is a limit, goodbye or not.
const PATIENT_TRIES: u32 = 4;

/// One server under one profile. An edited profile is another server, so it never gets these connections.
#[derive(Debug)]
pub struct Server {
    pub id: ServerId,
    pub site: Arc<Site>,
    /// `host:port`, under which pins and lessons are kept.
    pub address: String,
    pub slots: Vec<Slot>,
    /// Connections that are being opened.
    pub opening: usize,
    /// Calls them back.
    pub call_back: CancellationToken,
    /// The connection that was opened because a person waits, while it lives.
    pub browsing: Option<u64>,
    /// Somebody has said goodbye: what becomes idle is closed, until there is something to do again.
    pub parting: bool,
    /// Shared with every goodbye that is not over.
    pub leaving: Arc<()>,
    /// When a connection last began to leave.
    pub left: Option<Moment>,
    /// How many the server lets us have, once it has said so.
    pub limit: Option<usize>,
    /// It was reached in this run: what fails now may pass.
    pub reached: bool,
    /// Failed attempts to reach it in a row.
    pub tries: u32,
    /// Connections in a row that broke before anything was done on them.
    pub stillborn: u32,
    /// No attempt before this.
    pub not_before: Moment,
    /// What waits for a connection, apart from transfers.
    pub work: VecDeque<Work>,
    /// Operations that one connection carries at once, once that is known; 0 before.
    pub lanes: usize,
    /// Nobody can log in a second time without a person: the connection that is open is all.
    pub once: bool,
    /// It has refused to set a time, and that was said.
    pub time_refused: bool,
    /// The site's own limits of speed, down and up.
    pub throttles: (Option<Arc<Throttle>>, Option<Arc<Throttle>>),
    /// What happened to its connections and was nobody's failure, and when; until there is one again.
    pub interrupted: Option<(Interruption, Moment)>,
    /// Where it was reached last.
    pub peer: Option<SocketAddr>,
    /// The site or its secrets were edited: whoever comes next gets other connections.
    pub retired: bool,
}

/// One open connection.
#[derive(Debug)]
pub struct Slot {
    pub number: u64,
    pub session: Arc<Session>,
    /// Operations that run on it.
    pub busy: usize,
    /// How many may.
    pub lanes: usize,
    /// Transfers among them.
    pub transfers: usize,
    /// Transfers among those that are not small.
    pub large: usize,
    /// Transfers of other connections that it helps with.
    pub helps: usize,
    /// What it does is a chore: over in a moment, and not worth another connection.
    pub chore: bool,
    pub idle_since: Moment,
    /// When it was opened. As long as it is idle since then, nothing was done on it.
    pub since: Moment,
    /// Where it stood when that was looked at last.
    pub footing: Option<Footing>,
    /// Nobody knows whether it lives.
    pub doubt: Option<Doubt>,
    /// It was asked for a sign of life, and has not answered.
    pub probed: bool,
    /// Tells whatever runs on it.
    pub lost: Lost,
}

/// Something to do on a connection that is not a transfer. It goes before transfers.
#[derive(Debug)]
pub enum Work {
    /// For a person who waits.
    Browse { ticket: Ticket, request: Request },
    /// The next step of a job's plan.
    Plan(JobId),
    /// A part that was left behind, and the file that it was to replace.
    RemovePart(RemotePath, Option<RemotePath>),
    /// Folders that the files of a job have left.
    Sweep(JobId, Vec<RemotePath>),
}

impl Server {
    /// A server to which nothing is open.
    pub fn new(id: ServerId, site: Arc<Site>) -> Self {
        let address = site.address();
        Self {
            id,
            site,
            address,
            slots: Vec::new(),
            opening: 0,
            call_back: CancellationToken::new(),
            browsing: None,
            parting: false,
            leaving: Arc::default(),
            left: None,
            limit: None,
            reached: false,
            tries: 0,
            stillborn: 0,
            not_before: Moment::ZERO,
            work: VecDeque::new(),
            lanes: 0,
            once: false,
            time_refused: false,
            throttles: (None, None),
            interrupted: None,
            peer: None,
            retired: false,
        }
    }

    /// Gives it the limits of speed that its site has.
    pub fn limit_speed(&mut self, now: std::time::Instant) {
        let throttle = |rate: Option<u64>| rate.map(|rate| Arc::new(Throttle::new(Some(rate), now)));
        self.throttles = (
            throttle(self.site.terms.download_limit),
            throttle(self.site.terms.upload_limit),
        );
    }

    /// How many connections are wanted for transfers: as many as the site has to itself, else as many as all have.
    pub fn wanted(&self, usual: std::num::NonZeroUsize) -> usize {
        self.site.terms.connections.unwrap_or(usual).get()
    }

    /// Whether a connection carries several operations at once.
    pub fn is_wide(&self) -> bool {
        self.lanes > 1
    }

    /// How many connections may be open. `wanted`: connections for transfers.
    ///
    /// One more than `wanted` where a connection does one thing at a time, so that a person never waits behind transfers.
    pub fn most(&self, wanted: usize) -> usize {
        let most = if self.is_wide() { wanted.max(1) } else { wanted + 1 };
        let most = self.limit.map_or(most, |limit| limit.min(most));
        if self.once { 1 } else { most }
    }

    /// When to try again after a refusal for too many connections that may be about one that just left: a busy server goes on
    /// counting it for a moment. `None` if the refusal says how many it allows.
    pub fn soon_again(&self, now: Moment) -> Option<Moment> {
        let lingers = self.left.is_some_and(|left| now.saturating_sub(left) < LINGERING);
        (lingers && self.tries < PATIENT_TRIES).then_some(now + SOON)
    }

    /// A connection with room for one more operation, the least busy first, for a person who waits or for anything else.
    /// `None` if all are busy.
    pub fn free_slot(&mut self, person: bool) -> Option<&mut Slot> {
        let browsing = self.browsing;
        self.slots
            .iter_mut()
            .filter(|slot| slot.busy < slot.lanes)
            .min_by_key(|slot| (slot.busy, (browsing == Some(slot.number)) != person))
    }

    /// Whether nobody has anything to do here. `runnable`: transfers whose turn could be now.
    pub fn is_idle(&self, runnable: (usize, usize)) -> bool {
        self.work.is_empty() && runnable == (0, 0) && self.slots.iter().all(|slot| slot.busy == 0)
    }

    /// Gives up the connections that are being opened.
    pub fn call_back(&mut self) {
        std::mem::take(&mut self.call_back).cancel();
    }

    /// Whether somebody waits for whom no connection is there or on its way.
    pub fn wants_to_browse(&self) -> bool {
        self.browsing.is_none() && self.work.iter().any(|work| matches!(work, Work::Browse { .. }))
    }

    /// Whether this computer has no way to any network, and that is waited for.
    pub fn waits_for_a_network(&self) -> bool {
        matches!(self.interrupted, Some((Interruption::Offline, _)))
    }

    /// A connection is no more.
    pub fn lost(&mut self, connection: u64) {
        self.slots.retain(|slot| slot.number != connection);
        if self.browsing == Some(connection) {
            self.browsing = None;
        }
    }

    /// The slot with this number.
    pub fn slot(&mut self, number: u64) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.number == number)
    }

    /// Transfers that run here.
    pub fn transfers(&self) -> usize {
        self.slots.iter().map(|slot| slot.transfers).sum()
    }

    /// How many connections to open now for transfers whose turn it could be, small files and others; `wanted`: connections
    /// for transfers.
    ///
    /// One comes before all others: it finds out whether the server can be reached and trusted at all.
    pub fn to_open(&self, (small, large): (usize, usize), wanted: usize, now: Moment) -> usize {
        if now < self.not_before {
            return 0;
        }
        if self.is_wide() {
            return lanes::to_open(self, (small, large), wanted);
        }
        let most = self.most(wanted);
        let for_transfers = (small + large).min(wanted.saturating_sub(self.transfers()));
        // A part that was left behind is removed by whichever connection comes next.
        let somebody_waits = self.work.iter().any(|work| !matches!(work, Work::RemovePart(..)));
        let needed = (for_transfers + usize::from(somebody_waits)).max(usize::from(!self.work.is_empty()));
        let free: usize = self
            .slots
            .iter()
            .map(|slot| usize::from(slot.chore || slot.busy < slot.lanes))
            .sum();
        let missing = needed.saturating_sub(free + self.opening);
        let leaving = Arc::strong_count(&self.leaving) - 1;
        let room = most.saturating_sub(self.slots.len() + self.opening + leaving);
        let at_once = if self.reached {
            room
        } else {
            room.min(1_usize.saturating_sub(self.opening))
        };
        missing.min(at_once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Logon, Protocol, Terms};

    fn server() -> Server {
        let site = Site {
            host: "a".into(),
            port: 21,
            protocol: Protocol::Memory,
            logon: Logon::Anonymous,
            terms: Terms::default(),
        };
        Server::new(ServerId(0), Arc::new(site))
    }

    #[test]
    fn a_refusal_just_after_a_goodbye_tells_no_limit() {
        let (mut server, now) = (server(), Moment::from_secs(100));
        assert_eq!(server.soon_again(now), None, "nobody left");
        server.left = Some(now);
        assert_eq!(server.soon_again(now), Some(now + SOON));
        assert_eq!(server.soon_again(now + LINGERING), None, "that was long ago");
        server.tries = PATIENT_TRIES;
        assert_eq!(server.soon_again(now), None, "it means it");
    }

    #[test]
    fn one_connection_goes_ahead_and_the_others_follow() {
        let mut server = server();
        assert_eq!(server.to_open((0, 0), 4, Moment::ZERO), 0);
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 1);
        server.opening = 1;
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 0);
        server.reached = true;
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 3);
        server.work.push_back(Work::Plan(JobId(1)));
        assert_eq!(
            server.to_open((0, 100), 4, Moment::ZERO),
            4,
            "and one for whoever waits"
        );
        server.work = VecDeque::from([Work::RemovePart("/part".into(), None)]);
        assert_eq!(
            server.to_open((0, 100), 4, Moment::ZERO),
            3,
            "a left part needs none of its own"
        );
        assert_eq!(server.to_open((0, 0), 4, Moment::ZERO), 0);
        server.limit = Some(2);
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 1);
        let goodbye = server.leaving.clone();
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 0, "one still leaves");
        drop(goodbye);
        server.not_before = Moment::from_secs(1);
        assert_eq!(server.to_open((0, 100), 4, Moment::ZERO), 0);
    }
}
