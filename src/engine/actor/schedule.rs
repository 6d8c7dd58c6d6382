//! Keeping connections busy: who does what next, and when another connection is opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Actor, IDLE, Running};
use crate::engine::ask::Asker;
use crate::engine::browse::{self, Teller};
use crate::engine::command::{JobId, Request, Ticket, TransferId};
use crate::engine::doubt::Lost;
use crate::engine::event::Event;
use crate::engine::pool::{Slot, Work, lanes};
use crate::engine::queue::{Fit, Moment, ServerId};
use crate::engine::report::{Report, Used};
use crate::engine::throttle::Throttles;
use crate::engine::transfer::{self, Freed, Help, Marks, Means, Spec, dropped};
use crate::error::{Error, Kind as Failure, Stage};
use crate::path::{Charset, RemotePath};
use crate::remote::{Dial, Session};
use crate::site::Site;
use crate::transfer::Direction;
use crate::wire::Tap;

/// How long a request that looks between two items whether it is wanted has to finish with one, and a plan with a folder.
const GRACE: Duration = Duration::from_millis(700);

impl Actor {
    /// Gives every connection something to do, and opens those that are missing.
    pub(super) fn schedule_all(&mut self, now: Moment) {
        for at in 0..self.servers.len() {
            let server = self.servers[at].id;
            while self.give_work(server) || self.give_transfer(server, now) {}
            let runnable = self.queue.runnable(server);
            let wanted = self.wanted(server);
            for _ in 0..self.servers[at].to_open(runnable, wanted, now) {
                self.open(server);
            }
            self.lend(server, now);
            // Whoever gave up waits for no connection.
            let server = &mut self.servers[at];
            if server.opening > 0 && server.is_idle(runnable) {
                server.call_back();
            }
        }
    }

    /// Puts a piece of work on a free connection.
    fn give_work(&mut self, server: ServerId) -> bool {
        let Some(server) = self.servers.get_mut(server.0 as usize) else {
            return false;
        };
        if server.work.is_empty() {
            return false;
        }
        let id = server.id;
        let is_chore = matches!(server.work.front(), Some(Work::RemovePart(..)));
        let person = matches!(server.work.front(), Some(Work::Browse { .. }));
        let Some(slot) = server.free_slot(person) else {
            return false;
        };
        slot.busy += 1;
        let (session, used) = (
            (slot.session.clone(), slot.lost.clone()),
            Used {
                server: id,
                connection: slot.number,
            },
        );
        slot.chore = is_chore;
        match server.work.pop_front() {
            Some(Work::Browse { ticket, request }) => self.run_request(session, used, ticket, request),
            Some(Work::Plan(job)) => self.run_step(session, used, job),
            Some(Work::RemovePart(part, replaced)) => self.run_chore(session, used, Some((part, replaced))),
            Some(Work::Sweep(job, folders)) => self.run_sweep(session, used, job, folders),
            None => {}
        }
        true
    }

    /// Puts the next transfer on a free connection.
    fn give_transfer(&mut self, id: ServerId, now: Moment) -> bool {
        let wanted = self.wanted(id);
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return false;
        };
        let running = server.transfers();
        if server.is_wide() {
            return self.give_lane(id, wanted, now);
        }
        // One more than wanted may run if it is small: that is the connection kept for small jobs.
        let small_only = running >= wanted;
        if server.free_slot(false).is_none() || running > wanted || (small_only && !self.queue.has_small(id)) {
            return false;
        }
        let fit = if small_only { Fit::SmallJob } else { Fit::Any };
        let Some(transfer) = self.queue.next(id, fit, now) else {
            return false;
        };
        if self.stays_behind(transfer) || self.parks(transfer) {
            return true;
        }
        let Some(slot) = self
            .servers
            .get_mut(id.0 as usize)
            .and_then(|server| server.free_slot(false))
        else {
            return false;
        };
        let number = slot.number;
        self.run_on(id, number, transfer);
        true
    }

    /// Puts the next transfer that there is a lane for on a connection.
    fn give_lane(&mut self, id: ServerId, wanted: usize, now: Moment) -> bool {
        let places = self.servers.get(id.0 as usize);
        let Some(places) = places.and_then(|server| lanes::places(server, wanted, now)) else {
            return false;
        };
        let fit = places.large.map_or(Fit::SmallFile, |_| Fit::Any);
        let Some(transfer) = self.queue.next(id, fit, now) else {
            return false;
        };
        if self.stays_behind(transfer) || self.parks(transfer) {
            return true;
        }
        let small = self.is_small(transfer);
        let number = places.large.filter(|_| !small).unwrap_or(places.small);
        self.run_on(id, number, transfer);
        true
    }

    /// How many connections a server may have for transfers.
    pub(super) fn wanted(&self, id: ServerId) -> usize {
        let usual = self.setup.connections;
        self.servers
            .get(id.0 as usize)
            .map_or(usual.get(), |server| server.wanted(usual))
    }

    fn throttles(&self, id: ServerId, direction: Direction) -> Throttles {
        let server = self.servers.get(id.0 as usize);
        let site = server.and_then(|server| match direction {
            Direction::Download => server.throttles.0.clone(),
            Direction::Upload => server.throttles.1.clone(),
        });
        Throttles {
            all: self.throttle.clone(),
            site,
        }
    }

    pub(super) fn is_small(&self, id: TransferId) -> bool {
        let transfer = self.queue.transfer(id);
        transfer.is_some_and(|(_, transfer)| transfer.is_small())
    }

    /// Runs a transfer on the connection with this number.
    fn run_on(&mut self, server: ServerId, connection: u64, transfer: TransferId) {
        let used = Used { server, connection };
        let large = usize::from(!self.is_small(transfer));
        let Some(slot) = self.slot(used) else { return };
        slot.busy += 1;
        slot.transfers += 1;
        slot.large += large;
        let (session, lost) = (slot.session.clone(), slot.lost.clone());
        self.run_transfer((session, lost), used, transfer);
    }

    fn run_transfer(&mut self, (session, lost): (Arc<Session>, Lost), used: Used, id: TransferId) {
        let Some((job, _)) = self.queue.transfer(id) else {
            return;
        };
        let (job, direction) = (job.id, job.direction);
        let Some(spec) = self.spec(id) else { return };
        let moved = Arc::new(AtomicU64::new(0));
        let stop = CancellationToken::new();
        let reports = self.report_to.clone();
        let given_up = Arc::new(AtomicBool::new(false));
        let running = Running {
            moved: moved.clone(),
            stop: stop.clone(),
            given_up: given_up.clone(),
            freed: false,
            job,
            used,
            split: None,
        };
        let means = Means {
            throttle: self.throttles(used.server, direction),
            moved,
            stop,
            given_up,
            lost,
            settling: Arc::default(),
            disk: self.disk.clone(),
            groups: self.groups.clone(),
            freed: Some(Freed {
                id,
                used,
                reports: reports.clone(),
            }),
            help: self.may_split(&session, used.server).then(|| Help {
                id,
                reports: reports.clone(),
            }),
            marks: Some(Marks {
                id,
                reports: reports.clone(),
            }),
        };
        self.running.insert(id, running);
        self.tasks.spawn(async move {
            let report = transfer::run(&session, spec, &means).await;
            drop(session);
            let _ = reports.send(Report::Transferred { used, id, report });
        });
    }

    fn spec(&self, id: TransferId) -> Option<Spec> {
        let (job, transfer) = self.queue.transfer(id)?;
        Some(Spec {
            direction: job.direction,
            local: job.local(transfer),
            below: job.folders[transfer.folder.0 as usize].below,
            remote: job.remote(transfer),
            target: transfer.target().clone(),
            source: transfer.source(),
            existing: job.folders[transfer.folder.0 as usize].existing.clone(),
            policy: job.policy_of(transfer),
            verify: job.verify,
            afterwards: job.afterwards,
            part_id: format!("{}{:x}", self.nonce_of(job.trace.is_some()), id.0),
            mode: self.mode,
            begun: transfer.begun.as_deref().cloned(),
            plain: transfer.plain,
            arrived: transfer.arrived.as_deref().cloned(),
        })
    }

    fn run_request(&mut self, (session, lost): (Arc<Session>, Lost), used: Used, ticket: Ticket, request: Request) {
        let Some(asked) = self.requests.get(&ticket) else {
            return self.run_chore((session, lost), used, None);
        };
        let (stop, reports) = (asked.stop.clone(), self.report_to.clone());
        let teller = Teller {
            ticket,
            reports: reports.clone(),
            room: self.room.clone(),
            stop: stop.clone(),
        };
        let names = self.names_of(used.server);
        // What has sent entries already cannot be made again without a word.
        let stage = match &request {
            Request::List { .. } => Stage::Listing,
            _ => Stage::Command,
        };
        let grace = browse::stops_by_itself(&request).then_some(GRACE);
        self.tasks.spawn(async move {
            let given_up = async {
                stop.cancelled().await;
                tokio::time::sleep(grace.unwrap_or_default()).await;
            };
            let result = tokio::select! {
                biased;
                () = given_up => Err(dropped(&session, Error::new(Stage::Command, Failure::Cancelled, "request"))),
                result = browse::make(&session, request, names, &teller) => result,
                error = lost.told(stage, "request") => Err(error),
            };
            drop(session);
            let _ = reports.send(Report::Browsed { used, ticket, result });
        });
    }

    /// The charset of a server's names.
    fn names_of(&self, id: ServerId) -> Charset {
        let server = self.servers.get(id.0 as usize);
        server.map_or_else(Charset::default, |server| server.site.terms.charset)
    }

    fn run_step(&mut self, (session, lost): (Arc<Session>, Lost), used: Used, job: JobId) {
        let flight = self.plans.get_mut(&job);
        let Some((step, stop)) = flight.and_then(|plan| Some((plan.fly()?, plan.stop.clone()))) else {
            return self.run_chore((session, lost), used, None);
        };
        let names = self.names_of(used.server);
        let reports = self.report_to.clone();
        self.tasks.spawn(async move {
            let given_up = async {
                stop.cancelled().await;
                tokio::time::sleep(GRACE).await;
            };
            let result = tokio::select! {
                result = step.clone().make(&session, names) => result,
                error = lost.told(Stage::Plan, "look") => Err(error),
                () = given_up => Err(dropped(&session, Error::new(Stage::Plan, Failure::Cancelled, "look"))),
            };
            drop(session);
            let _ = reports.send(Report::Planned {
                used,
                job,
                step,
                result,
            });
        });
    }

    /// Something small that nobody waits for: removing a part, or only keeping the connection alive.
    pub(super) fn run_chore(
        &mut self,
        (session, lost): (Arc<Session>, Lost),
        used: Used,
        part: Option<(RemotePath, Option<RemotePath>)>,
    ) {
        let reports = self.report_to.clone();
        self.tasks.spawn(async move {
            // What becomes of it shows in the log; nobody can do more about it than the server said.
            let chore = async {
                match part {
                    Some((part, replaced)) => transfer::give_up(&session, &part, replaced.as_ref()).await,
                    None => session.keep_alive().await,
                }
            };
            tokio::select! {
                _ = chore => {}
                _ = lost.told(Stage::Command, "chore") => {}
            }
            drop(session);
            let _ = reports.send(Report::ChoreDone { used });
        });
    }

    /// Opens one more connection to a server.
    pub(super) fn open(&mut self, id: ServerId) {
        self.connections += 1;
        let number = self.connections;
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        server.opening += 1;
        let browsing = server.wants_to_browse();
        if browsing {
            server.browsing = Some(number);
        }
        let (site, address): (Arc<Site>, _) = (server.site.clone(), server.address.clone());
        let called_back = server.call_back.clone();
        self.outbox.push(Event::Connection {
            connection: number,
            server: address.clone(),
            browsing,
        });
        let (asker, patience) = (self.asker(id), self.setup.patience);
        let tap = Tap::new(number, self.outbox.wire());
        let (store, reports) = (self.store.clone(), self.report_to.clone());
        self.tasks.spawn(async move {
            let (known, keys, given) = {
                let store = store.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                (store.known(&address), store.host_keys(), store.learned(&address))
            };
            let dial = Dial {
                site: &site,
                known,
                keys: &keys,
                learned: &given,
                ask: &asker,
                tap: &tap,
                patience,
            };
            let result = tokio::select! {
                result = Session::connect(dial) => result,
                () = called_back.cancelled() => Err(Error::new(Stage::Connect, Failure::Cancelled, "connect").breaking()),
            };
            let result = Box::new(result);
            let used = Used {
                server: id,
                connection: number,
            };
            let _ = reports.send(Report::Connected { used, result });
        });
    }

    pub(super) fn asker(&self, server: ServerId) -> Asker {
        Asker {
            site: self.servers[server.0 as usize].site.clone(),
            reports: self.report_to.clone(),
        }
    }

    /// Closes connections that nobody needs, and keeps the first one of each server alive.
    pub(super) fn tend_idle(&mut self, now: Moment) {
        let (mut keep_alive, mut stillborn) = (Vec::new(), Vec::new());
        for server in &mut self.servers {
            let most = server.most(server.wanted(self.setup.connections));
            // What shares its connections with transfers keeps them until those are done.
            let shares = server.is_wide() && server.transfers() > 0;
            let needed = shares || !server.work.is_empty() || self.queue.runnable(server.id) != (0, 0);
            let idle_too = server.parting && !needed;
            let mut kept = Vec::new();
            for (at, mut slot) in std::mem::take(&mut server.slots).into_iter().enumerate() {
                let idle = slot.busy == 0 && now.saturating_sub(slot.idle_since) >= IDLE;
                let unfit = slot.session.is_broken() || slot.session.is_spent() || at >= most;
                if slot.busy == 0 && (unfit || idle_too || (idle && !kept.is_empty())) {
                    if slot.session.is_broken() && slot.idle_since == slot.since {
                        stillborn.push(server.id);
                    }
                    server.left = Some(now);
                    server.browsing = server.browsing.filter(|number| *number != slot.number);
                    close(&mut self.tasks, slot, server.leaving.clone(), &self.report_to);
                    continue;
                }
                if idle {
                    slot.busy += 1;
                    let used = Used {
                        server: server.id,
                        connection: slot.number,
                    };
                    keep_alive.push(((slot.session.clone(), slot.lost.clone()), used));
                }
                kept.push(slot);
            }
            server.slots = kept;
        }
        for id in stillborn {
            self.stillborn(id);
        }
        for (session, used) in keep_alive {
            self.run_chore(session, used, None);
        }
    }

    /// Closes what is idle; what is busy is closed when it becomes idle and nobody needs it.
    pub(super) fn disconnect(&mut self, site: &Site) {
        for server in self.servers.iter_mut().filter(|server| *server.site == *site) {
            server.parting = true;
        }
    }

    /// When to look at everything again without being asked.
    pub(super) fn next_wake(&self) -> Option<Moment> {
        let news = self.has_news();
        let flush = news.then(|| self.outbox.due());
        let reconnect = self
            .servers
            .iter()
            .filter(|server| server.not_before > self.now())
            .map(|server| server.not_before);
        let idle = self
            .servers
            .iter()
            .flat_map(|server| &server.slots)
            .filter(|slot| slot.busy == 0);
        let idle = idle.map(|slot| slot.idle_since + IDLE);
        flush
            .into_iter()
            .chain(self.queue.next_wake())
            .chain(self.others.due)
            .chain(self.space.due())
            .chain(reconnect)
            .chain(self.vigil.due())
            .chain(idle)
            .min()
    }
}

/// Says goodbye in the background. Until that is over, the server may count the connection.
fn close(tasks: &mut tokio::task::JoinSet<()>, slot: Slot, leaving: Arc<()>, reports: &mpsc::UnboundedSender<Report>) {
    let (connection, reports) = (slot.number, reports.clone());
    let session = Arc::into_inner(slot.session);
    tasks.spawn(async move {
        if let Some(session) = session {
            session.close().await;
        }
        drop(leaving);
        let _ = reports.send(Report::Gone { connection });
    });
}
