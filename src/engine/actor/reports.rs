//! What follows from what tasks report.

use std::sync::Arc;
use std::time::Duration;

use super::{Actor, Ticket};
use crate::engine::browse;
use crate::engine::command::TransferId;
use crate::engine::doubt::Lost;
use crate::engine::event::{Event, Outcome, Remark};
use crate::engine::pool::{Slot, Work};
use crate::engine::queue::ServerId;
use crate::engine::report::{Report, Used};
use crate::engine::{retry, transfer};
use crate::error::{Error, Kind, Result, Stage};
use crate::remote::{Session, footing};

/// So long no further connection is opened after a refusal.
const LITTLE: Duration = Duration::from_millis(250);

impl Actor {
    pub(super) fn take(&mut self, report: Report) {
        match report {
            Report::Connected { used, result } => self.connected(used, *result),
            Report::Transferred { used, id, report } => self.transferred(used, id, report),
            Report::Planned {
                used,
                job,
                step,
                result,
            } => self.planned(used, job, step, result),
            Report::Page {
                ticket,
                entries,
                permit,
            } => {
                self.outbox.push(Event::Page { ticket, entries });
                self.outbox.hold(permit);
            }
            Report::Visited { ticket, result } => {
                self.visits.remove(&ticket);
                self.outbox.push(Event::Answered { ticket, result });
            }
            Report::LocalFailed { ticket, path, error } => {
                self.outbox.push(Event::LocalFailed { ticket, path, error });
            }
            Report::Progress { ticket, done, failed } => self.outbox.push(Event::Progress { ticket, done, failed }),
            Report::Counted { ticket, count } => self.outbox.push(Event::Counted { ticket, count }),
            Report::Journal(news) => self.news(news),
            Report::Space(told) => self.space_told(told),
            Report::Looked(seen) => self.looked_around(*seen),
            Report::Gone { connection } => self.outbox.push(Event::ConnectionGone { connection }),
            Report::ItemFailed { ticket, path, error } => self.outbox.push(Event::ItemFailed { ticket, path, error }),
            Report::Browsed { used, ticket, result } => self.browsed(used, ticket, result),
            Report::MayGoOn { job, yes } => self.may_go_on(job, yes),
            Report::Checkpoint { id, begun } => self.queue.keep_part(id, Some(begun)),
            Report::Freed { used, id } => self.freed(used, id),
            Report::ChoreDone { used } => {
                self.answered(used);
                self.release(used, false);
            }
            Report::WantsHelp { id, crew } => self.wants_help(id, crew),
            Report::Swept { used, job, left } => self.swept(used, job, left),
            Report::Helped { used, id, result } => self.helped(used, id, &result),
            Report::Asked { site, question, reply } => self.asked(&site, question, reply),
            Report::Unlocked { id, found } => self.unlocked(id, found),
            Report::Kept {
                ticket,
                result,
                touched,
            } => self.profile_visited(ticket, result, &touched),
            Report::AnswerKept { site, result } => self.answer_kept(&site, result),
            Report::Tried { ticket, step } => self.tried(ticket, step),
            Report::TrialOver { ticket, site, result } => self.trial_over(ticket, &site, result),
            Report::ProfileProgress { ticket, done, of } => {
                self.outbox.push(Event::ProfileProgress { ticket, done, of });
            }
        }
    }

    fn connected(&mut self, used: Used, result: Result<Session>) {
        let now = self.now();
        let Some(server) = self.servers.get_mut(used.server.0 as usize) else {
            return;
        };
        server.opening = server.opening.saturating_sub(1);
        match result {
            Ok(session) => {
                let site = server.site.clone();
                server.reached = true;
                server.tries = 0;
                let can = session.capabilities();
                server.lanes = can.lanes.max(1);
                if let Some(nearest) = server.slots.iter().filter_map(|slot| slot.session.round_trip()).min() {
                    session.is_as_near_as(nearest);
                }
                if server.interrupted.take().is_some() {
                    self.queue.touch(used.server);
                }
                let (local, peer) = session.ends();
                server.peer = peer;
                let only_one = can.logs_in_once && !std::mem::replace(&mut server.once, can.logs_in_once);
                server.slots.push(Slot {
                    number: used.connection,
                    lanes: can.lanes.max(1),
                    session: Arc::new(session),
                    busy: 0,
                    transfers: 0,
                    large: 0,
                    helps: 0,
                    chore: false,
                    idle_since: now,
                    since: now,
                    footing: local.zip(peer).map(|(local, peer)| footing(local, peer)),
                    doubt: None,
                    probed: false,
                    lost: Lost::between((local, peer)),
                });
                if only_one {
                    let server = server.address.clone();
                    self.outbox.push(Event::LogsInOnce { server });
                }
                self.remembered.keep_login(&site);
                self.keep_proven(&site);
                self.learn(used, true);
            }
            Err(error) => {
                server.lost(used.connection);
                let connection = used.connection;
                self.outbox.push(Event::ConnectionGone { connection });
                if error.kind != Kind::Cancelled {
                    self.not_connected(used.server, error);
                }
            }
        }
    }

    /// A connection broke before anything was done on it. Opening it again and again would never end.
    pub(super) fn stillborn(&mut self, id: ServerId) {
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        server.tries = server.stillborn;
        server.stillborn += 1;
        let error = Error::new(Stage::Connect, Kind::Closed, "use the connection that was just opened");
        self.not_connected(id, error);
    }

    fn not_connected(&mut self, id: ServerId, error: Error) {
        if self.waits_out(id, &error) {
            return;
        }
        let now = self.now();
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        let open = server.slots.len();
        // The same login just worked: a refusal is about the number of connections, whatever the words are.
        let too_many = error.kind == Kind::TooMany || error.stage == Stage::Login;
        // A login that is refused while none is open may be a real refusal: that is not asked for again and again.
        let is_about_number = error.kind == Kind::TooMany || (open > 0 && too_many);
        if let Some(moment) = server.soon_again(now).filter(|_| is_about_number) {
            server.tries += 1;
            server.not_before = moment;
            return;
        }
        if open > 0 && too_many && server.opening > 0 {
            // Those that are on their way may be let in: the last one tells how many there are.
            server.not_before = now + LITTLE;
            return;
        }
        if open > 0 && too_many {
            server.tries = 0;
            self.lower(id, open);
            return;
        }
        server.tries += 1;
        let may_pass = server.reached || error.kind == Kind::TooMany;
        match retry::connect_again(&error, server.tries).filter(|_| may_pass) {
            Some(pause) => server.not_before = now + pause,
            // Those that are open go on; the next attempt is made when it is needed.
            None if open > 0 => {
                server.not_before = now + Duration::from_secs(30);
                server.tries = 0;
            }
            None => self.give_up_on(id, &error),
        }
    }

    /// The server cannot be used: everything that waits for it ends with the cause.
    fn give_up_on(&mut self, id: ServerId, error: &Error) {
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        (server.tries, server.stillborn) = (0, 0);
        let site = server.site.clone();
        for work in std::mem::take(&mut server.work) {
            match work {
                Work::Browse { ticket, .. } => {
                    self.requests.remove(&ticket);
                    self.outbox.push(Event::Answered {
                        ticket,
                        result: Err(error.clone()),
                    });
                }
                Work::Plan(job) => self.end_plan(job, error),
                // Its empty folders stay.
                Work::Sweep(job, _) => self.queue.swept(job),
                Work::RemovePart(..) => {}
            }
        }
        self.forget_refused(&site, &error.kind);
        let ended = self.queue.fail_server(id, error);
        self.settled(&ended);
        self.withdraw();
    }

    /// The connection of a transfer can go on with another one, while the disk has the rest of this one to do.
    fn freed(&mut self, used: Used, id: TransferId) {
        let Some(running) = self.running.get_mut(&id).filter(|running| !running.freed) else {
            return;
        };
        running.freed = true;
        self.let_go(used, id, false);
    }

    fn let_go(&mut self, used: Used, id: TransferId, broken: bool) {
        let large = usize::from(!self.is_small(id));
        self.release(used, broken);
        if let Some(slot) = self.slot(used) {
            slot.transfers = slot.transfers.saturating_sub(1);
            slot.large = slot.large.saturating_sub(large);
        }
    }

    fn transferred(&mut self, used: Used, id: TransferId, mut report: transfer::Report) {
        let freed = self.running.remove(&id).is_some_and(|running| running.freed);
        self.say_time_refused_once(used.server, &mut report.ending.remarks);
        self.learn(used, false);
        let broken = report.ending.result.as_ref().is_err_and(|error| error.broken);
        self.notice_limit(used, &report.ending.result);
        if !freed {
            self.let_go(used, id, broken);
        }
        if let Some(part) = report.orphan {
            self.work(used.server, Work::RemovePart(part, None));
        }
        self.queue.keep_part(id, report.begun);
        let failure = report.ending.result.as_ref().err().cloned();
        report.ending.excused = failure.and_then(|error| self.excuse(&error));
        let now = self.now();
        if self.queue.finish(id, report.ending, now) {
            self.settled(&[id]);
        }
        self.let_meet(id);
        self.ask_about_stuck();
    }

    /// Each file would meet the same refusal, so one says it for all.
    fn say_time_refused_once(&mut self, server: ServerId, remarks: &mut Vec<Remark>) {
        let Some(server) = self.servers.get_mut(server.0 as usize) else {
            return;
        };
        let said = server.time_refused;
        server.time_refused |= remarks.iter().any(|remark| matches!(remark, Remark::TimeNotSet(_)));
        if said {
            remarks.retain(|remark| !matches!(remark, Remark::TimeNotSet(_)));
        }
    }

    /// A server that ends a working connection with "too many" has told its limit.
    pub(super) fn notice_limit<T>(&mut self, used: Used, result: &Result<T>) {
        if result.as_ref().is_err_and(|error| error.kind == Kind::TooMany) {
            let open = self
                .servers
                .get(used.server.0 as usize)
                .map_or(1, |server| server.slots.len());
            self.lower(used.server, open.saturating_sub(1).max(1));
        }
    }

    fn lower(&mut self, id: ServerId, to: usize) {
        let Some(server) = self.servers.get_mut(id.0 as usize) else {
            return;
        };
        if server.limit.is_none_or(|limit| limit > to) {
            server.limit = Some(to);
            let server = server.address.clone();
            self.outbox.push(Event::ConnectionsLowered { server, to });
        }
    }

    fn browsed(&mut self, used: Used, ticket: Ticket, result: Result<Outcome>) {
        self.learn(used, false);
        let broken = result.as_ref().is_err_and(|error| error.broken);
        self.release(used, broken);
        let Some(asked) = self.requests.get_mut(&ticket) else {
            return;
        };
        // A connection that died while nobody used it is opened again without a word, for requests that change nothing.
        let died = broken && !asked.stop.is_cancelled() && !asked.again && browse::only_looks(&asked.request);
        let died = died && result.as_ref().is_err_and(found_dead);
        if died {
            asked.again = true;
            let (server, request) = (asked.server, asked.request.clone());
            self.work(server, Work::Browse { ticket, request });
            return;
        }
        self.requests.remove(&ticket);
        self.outbox.push(Event::Answered { ticket, result });
    }

    /// Takes a connection back. A broken one is closed.
    pub(super) fn release(&mut self, used: Used, broken: bool) {
        let now = self.now();
        let Some(server) = self.servers.get_mut(used.server.0 as usize) else {
            return;
        };
        let Some(slot) = server.slot(used.connection) else {
            return;
        };
        slot.busy = slot.busy.saturating_sub(1);
        slot.chore = false;
        slot.idle_since = now;
        if broken || slot.session.is_broken() {
            server.lost(used.connection);
            let connection = used.connection;
            self.outbox.push(Event::ConnectionGone { connection });
        } else {
            server.stillborn = 0;
        }
    }

    pub(super) fn slot(&mut self, used: Used) -> Option<&mut Slot> {
        self.servers.get_mut(used.server.0 as usize)?.slot(used.connection)
    }

    /// Keeps what a session found out about its server. `is_new`: it was just opened.
    pub(super) fn learn(&mut self, used: Used, is_new: bool) {
        let Some(server) = self.servers.get_mut(used.server.0 as usize) else {
            return;
        };
        let address = server.address.clone();
        let Some(slot) = server.slot(used.connection) else {
            return;
        };
        let learned = slot.session.learned();
        let verified = is_new && slot.session.facts().verified;
        let mut store = self.store.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kept = store.merge(&address, &learned);
        let trusted = if verified { store.verified(&address) } else { Ok(()) };
        drop(store);
        self.outbox.complain(&address, kept.and(trusted));
    }
}

/// Whether a request found its connection dead, and another one may serve it.
fn found_dead(error: &Error) -> bool {
    match error.stage {
        Stage::Command => error.is_transient(),
        // The first command of a listing may be the one that asks for a data connection.
        Stage::DataConnection => matches!(error.kind, Kind::Closed | Kind::Reset),
        _ => false,
    }
}
