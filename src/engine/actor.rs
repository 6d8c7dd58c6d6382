//! The one owner of everything: takes commands and reports in turn, keeps every connection busy, sends batches out.

mod answers;
mod behind;
mod doubts;
mod journal;
mod kept;
mod leftovers;
mod lend;
mod local;
mod others;
mod outbox;
mod planning;
mod recognise;
mod reports;
mod schedule;
mod space;
mod sweeps;
mod trial;
mod views;
mod vigil;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::doubts::Doubts;
use self::others::Others;
use self::outbox::Outbox;
use self::planning::Missed;
use self::space::Space;
use self::views::Views;
use self::vigil::Vigil;
use super::Setup;
use super::ask::{Questions, Remembered};
use super::browse;
use super::command::{Aim, Command, JobId, Request, Ticket, TransferId};
use super::disk::Disk;
use super::durable::Groups;
use super::event::{Batch, Event};
use super::journal::{Journal, Keeping};
use super::plan::Plan;
use super::pool::{Server, Work};
use super::profile::Profile;
use super::queue::{Moment, Queue, ServerId, Tail};
use super::report::{Report, Used};
use super::throttle::Throttle;
use crate::error::{Error, Kind, Result, Stage};
use crate::site::Site;
use crate::store::Store;

/// At the end of the engine: how long running tasks may take to leave.
const FAREWELL: Duration = Duration::from_millis(800);

/// A connection that nobody used for this long is kept alive (the first of a server) or closed (the others).
const IDLE: Duration = Duration::from_secs(30);

/// Everything that the engine knows and does.
pub struct Actor {
    commands: mpsc::UnboundedReceiver<Command>,
    reports: mpsc::UnboundedReceiver<Report>,
    report_to: mpsc::UnboundedSender<Report>,
    outbox: Outbox,
    store: Arc<Mutex<Store>>,
    profile: Profile,
    start: Instant,
    setup: Setup,
    throttle: Arc<Throttle>,
    queue: Queue,
    plans: BTreeMap<JobId, Plan>,
    /// What plans could not do, to try it again.
    missed: HashMap<JobId, Vec<Missed>>,
    /// What the journal has of that.
    missed_tails: HashMap<JobId, (Tail, usize)>,
    /// Plans that came to their end since the journal was written.
    plans_gone: Vec<JobId>,
    /// `None` if nothing is kept.
    journal: Option<Journal>,
    /// The journal could not be written the last time.
    unwritten: bool,
    /// What is to be told about transfers that came to their end.
    endings: Vec<Event>,
    servers: Vec<Server>,
    running: HashMap<TransferId, Running>,
    /// Those that wait for one that runs, because it writes their target.
    behind: HashMap<TransferId, Vec<TransferId>>,
    requests: HashMap<Ticket, Asked>,
    /// Requests about the disk here, what a host is, and trials, that have not been answered.
    visits: HashMap<Ticket, CancellationToken>,
    questions: Questions,
    remembered: Remembered,
    doubts: Doubts,
    vigil: Vigil,
    views: Views,
    others: Others,
    space: Space,
    tasks: JoinSet<()>,
    connections: u64,
    /// Makes the names of parts unique among runs.
    nonce: String,
    disk: Disk,
    groups: Groups,
    /// The mode of new files, as the system's mask leaves it.
    mode: u32,
    /// How many entries may be on their way to the screen.
    room: Arc<Semaphore>,
}

/// A transfer that runs.
struct Running {
    moved: Arc<AtomicU64>,
    stop: CancellationToken,
    given_up: Arc<AtomicBool>,
    /// Its connection is not needed any more.
    freed: bool,
    job: JobId,
    /// The connection that it runs on.
    used: Used,
    /// Set while other connections may help with it.
    split: Option<lend::Split>,
}

/// A browse request that has not been answered.
struct Asked {
    server: ServerId,
    request: Request,
    stop: CancellationToken,
    /// It was made again once, because its connection had died idle.
    again: bool,
}

impl Actor {
    /// Puts everything in its place. `nonce` tells the parts of this run from those of any other.
    ///
    /// # Errors
    /// If the journal cannot be used.
    pub fn new(
        setup: Setup,
        (store, profile): (Arc<Mutex<Store>>, Profile),
        (commands, batches): (mpsc::UnboundedReceiver<Command>, mpsc::Sender<Batch>),
        nonce: String,
    ) -> Result<Self> {
        let (report_to, reports) = mpsc::unbounded_channel();
        let start = Instant::now();
        let (journal, refusal) = match Journal::open(&setup.profile, setup.keeping, report_to.clone()) {
            // Where it cannot be written files are moved all the same, and somebody is told what that means.
            Err(error) if setup.keeping == Keeping::Own && journal::is_unwritable(&error) => (None, Some(error)),
            other => (other?, None),
        };
        let mut actor = Self {
            commands,
            reports,
            report_to,
            outbox: Outbox::new(batches),
            store,
            profile,
            start,
            throttle: Arc::new(Throttle::new(setup.limit_rate, start)),
            setup,
            queue: match &journal {
                Some(journal) => Queue::numbered(journal.numbers.clone()),
                None => Queue::default(),
            },
            plans: BTreeMap::new(),
            missed: HashMap::new(),
            missed_tails: HashMap::new(),
            plans_gone: Vec::new(),
            journal,
            unwritten: false,
            endings: Vec::new(),
            servers: Vec::new(),
            running: HashMap::new(),
            behind: HashMap::new(),
            requests: HashMap::new(),
            visits: HashMap::new(),
            questions: Questions::default(),
            remembered: Remembered::default(),
            doubts: Doubts::default(),
            vigil: Vigil::default(),
            views: Views::default(),
            others: Others::default(),
            space: Space::default(),
            tasks: JoinSet::new(),
            connections: 0,
            nonce,
            disk: Disk::default(),
            groups: Groups::default(),
            mode: crate::local::part::new_file_mode(),
            room: Arc::new(Semaphore::new(browse::ROOM)),
        };
        actor.greet(refusal);
        Ok(actor)
    }

    /// Works until told to stop, or until nobody can tell it anything any more.
    pub async fn run(mut self) {
        loop {
            let wake = self.next_wake();
            let timer = async {
                match wake {
                    Some(wake) => tokio::time::sleep_until((self.start + wake).into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                command = self.commands.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) => self.obey(command),
                },
                Some(report) = self.reports.recv() => {
                    self.take(report);
                    // Many reports come at once; one look at the queue serves them all.
                    while let Ok(report) = self.reports.try_recv() {
                        self.take(report);
                    }
                }
                Some(_) = self.tasks.join_next() => while self.tasks.try_join_next().is_some() {},
                () = self.outbox.lines_came() => {}
                () = timer => {}
            }
            let now = self.now();
            self.queue.wake(now);
            self.keep_vigil(now);
            self.tend_idle(now);
            self.tend_others(now);
            self.tend_space(now);
            self.clear_up();
            self.sweep();
            self.schedule_all(now);
            self.flush(now);
            // A job that has left the queue may have left parts.
            if self.clear_up() {
                self.schedule_all(now);
            }
        }
        self.farewell().await;
    }

    fn now(&self) -> Moment {
        self.start.elapsed()
    }

    fn obey(&mut self, command: Command) {
        if command.steers() {
            self.outbox.attend(self.now());
        }
        match command {
            Command::Browse { ticket, site, request } => self.browse(ticket, site, request),
            Command::Local { ticket, request } => self.visit_disk(ticket, request),
            Command::Profile { ticket, request } => self.visit_profile(ticket, request),
            Command::Recognise { ticket, host, port } => self.recognise(ticket, host, port),
            Command::Try { ticket, site, folder } => self.try_out(ticket, site, folder),
            Command::Start(order) => self.start(order),
            Command::Account { ticket, jobs, path } => self.account(ticket, &jobs, path),
            Command::Answer { question, answer } => self.answer(question, &answer),
            Command::KeepAnswer(question) => self.questions.will_keep(question),
            Command::Settle { job, resolution, later } => self.settle_all(job, resolution, later),
            Command::Pause(aim) => {
                let running = self.queue.pause(aim);
                self.stop(&running);
                self.hold_plans();
                self.withdraw();
            }
            Command::Resume(aim) => {
                self.queue.resume(aim);
                self.look_again(aim);
                self.go_on_with_plans();
                self.withdraw();
                self.mind_space();
            }
            Command::LetGo(aim) => self.let_go_on(aim),
            Command::Cancel(aim) => self.cancel(aim),
            Command::Retry(aim) => {
                self.queue.distrust(aim);
                self.queue.retry(aim);
                self.look_again(aim);
                self.plan_again(aim);
            }
            Command::Hold(held) => self.hold(held),
            Command::Forget(aim) => self.queue.forget(aim),
            Command::Priority { job, priority } => self.queue.prioritise(job, priority),
            Command::RowPriority { transfer, priority } => self.queue.prioritise_row(transfer, priority),
            Command::First(transfer) => self.queue.put_first(transfer),
            Command::Before { job, before } => self.queue.put_before(job, before),
            Command::Connections(wanted) => {
                self.setup.connections = wanted;
                self.servers.iter_mut().for_each(|server| server.limit = None);
            }
            Command::LimitRate(rate) => self.throttle.set(rate, Instant::now()),
            Command::Patience(patience) => self.setup.patience = patience,
            Command::Watch(watch) => self.watch(watch),
            Command::LookAround => self.look_around(),
            Command::TakeOver(serial) => self.take_over(serial),
            Command::Disconnect(site) => self.disconnect(&site),
            Command::Shutdown => {}
        }
    }

    /// Stops the whole queue, or lets it go on.
    fn hold(&mut self, held: bool) {
        let running = self.queue.hold(held);
        self.stop(&running);
        if held {
            self.hold_plans();
        } else {
            self.go_on_with_plans();
            self.mind_space();
        }
        self.outbox.push(Event::Held(held));
    }

    /// Lets part of a stopped queue go on.
    fn let_go_on(&mut self, aim: Aim) {
        let was_held = self.queue.is_held();
        self.queue.let_go(aim);
        self.look_again(aim);
        self.go_on_with_plans();
        self.withdraw();
        if was_held && !self.queue.is_held() {
            self.outbox.push(Event::Held(false));
        }
        self.mind_space();
    }

    fn browse(&mut self, ticket: Ticket, site: Arc<Site>, request: Request) {
        let server = self.server(site);
        let asked = Asked {
            server,
            request: request.clone(),
            stop: CancellationToken::new(),
            again: false,
        };
        self.requests.insert(ticket, asked);
        self.try_at_once(server);
        self.work(server, Work::Browse { ticket, request });
    }

    fn cancel(&mut self, aim: Aim) {
        if let Aim::Request(ticket) = aim {
            self.cancel_request(ticket);
            return;
        }
        self.cancel_plans(aim);
        let (running, ended) = self.queue.cancel(aim);
        for running in running.iter().filter_map(|id| self.running.get(id)) {
            running.given_up.store(true, Ordering::Relaxed);
        }
        self.stop(&running);
        self.settled(&ended);
        self.withdraw();
    }

    fn cancel_request(&mut self, ticket: Ticket) {
        if let Some(stop) = self.visits.get(&ticket) {
            stop.cancel();
        }
        let Some(asked) = self.requests.get(&ticket) else {
            return;
        };
        asked.stop.cancel();
        let Some(server) = self.servers.get_mut(asked.server.0 as usize) else {
            return;
        };
        let waits = |work: &Work| matches!(work, Work::Browse { ticket: waiting, .. } if *waiting == ticket);
        if server.work.iter().any(waits) {
            server.work.retain(|work| !waits(work));
            self.requests.remove(&ticket);
            let result = Err(Error::new(Stage::Plan, Kind::Cancelled, "request"));
            self.outbox.push(Event::Answered { ticket, result });
        }
    }

    fn stop(&mut self, transfers: &[TransferId]) {
        for running in transfers.iter().filter_map(|id| self.running.get(id)) {
            running.stop.cancel();
        }
    }

    /// The server of a profile; a new one if the profile is new.
    fn server(&mut self, site: Arc<Site>) -> ServerId {
        let same = |server: &&Server| !server.retired && *server.site == *site;
        if let Some(server) = self.servers.iter().find(same) {
            return server.id;
        }
        let id = ServerId(u32::try_from(self.servers.len()).unwrap_or(u32::MAX));
        let mut server = Server::new(id, site);
        server.limit_speed(Instant::now());
        self.servers.push(server);
        id
    }

    fn work(&mut self, server: ServerId, work: Work) {
        if let Some(server) = self.servers.get_mut(server.0 as usize) {
            server.parting &= matches!(work, Work::RemovePart(..));
            match work {
                // Whoever sits in front of the screen waits for no plan.
                Work::Browse { .. } => {
                    let place = server
                        .work
                        .iter()
                        .take_while(|work| matches!(work, Work::Browse { .. }))
                        .count();
                    server.work.insert(place, work);
                }
                other => server.work.push_back(other),
            }
        }
    }

    fn locked_store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops everything, gives it a moment, and says goodbye to the servers.
    async fn farewell(mut self) {
        // What is broken off goes on at the next start.
        self.queue.hold(true);
        let running: Vec<TransferId> = self.running.keys().copied().collect();
        self.stop(&running);
        self.requests.values().for_each(|asked| asked.stop.cancel());
        self.visits.values().for_each(CancellationToken::cancel);
        let deadline = tokio::time::sleep(FAREWELL);
        tokio::pin!(deadline);
        while !self.running.is_empty() {
            tokio::select! {
                Some(report) = self.reports.recv() => self.last_word(report),
                () = &mut deadline => break,
            }
        }
        self.tasks.abort_all();
        let mut goodbyes = JoinSet::new();
        for slot in self.servers.drain(..).flat_map(|server| server.slots) {
            if let Some(session) = Arc::into_inner(slot.session) {
                goodbyes.spawn(session.close());
            }
        }
        let _ = tokio::time::timeout(Duration::from_millis(150), async {
            while goodbyes.join_next().await.is_some() {}
        })
        .await;
        self.close_journal().await;
        let now = self.start.elapsed();
        self.outbox.last(now);
    }

    /// What a task still has to say while everybody leaves.
    fn last_word(&mut self, report: Report) {
        match report {
            Report::Transferred { id, report, .. } => {
                self.running.remove(&id);
                self.queue.keep_part(id, report.begun);
                let now = self.now();
                if self.queue.finish(id, report.ending, now) {
                    self.settled(&[id]);
                }
            }
            Report::Checkpoint { id, begun } => self.queue.keep_part(id, Some(begun)),
            Report::Journal(news) => self.news(news),
            _ => {}
        }
    }
}
