//! An engine over a tree in memory and a folder on the disk, with a hand to drive it.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use packetboat::ask::{Answer, Question};
use packetboat::credential::Memory;
use packetboat::engine::command::{Command, JobId, Order, ProfileRequest, QuestionId, Request, Ticket, Watch};
use packetboat::engine::event::{Outcome, Remark, Totals};
use packetboat::engine::{Batch, Engine, Event, Keeping, Setup};
use packetboat::error::Error;
use packetboat::path::RemotePath;
use packetboat::remote::memory::{Effect, Fault, Operation, Tree};
use packetboat::secret::Trouble;
use packetboat::settings::Patience;
use packetboat::site::{Logon, Protocol, Site};
use packetboat::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Source, State, Verify};
use tokio::sync::mpsc;

pub struct Rig {
    pub engine: Engine,
    pub tree: Arc<Tree>,
    pub policy: Policy,
    pub verify: Verify,
    pub afterwards: Source,
    /// Given to the next questions, the last one first; then always no.
    pub answers: Vec<Answer>,
    pub asked: Vec<Question>,
    /// Nobody answers by itself: what is asked is kept here.
    pub unanswered: Option<Vec<(QuestionId, Option<JobId>)>>,
    pub gone: Vec<QuestionId>,
    /// How transfers ended, in order.
    pub states: Vec<State>,
    pub failures: Vec<Error>,
    pub lowered: Vec<usize>,
    /// How often it was said that a login cannot be repeated.
    pub once: usize,
    /// What the keychain refused.
    pub troubles: Vec<Trouble>,
    /// Where secrets are, instead of in this system's keychain.
    pub vault: Arc<Memory>,
    pub remarks: Vec<Remark>,
    batches: mpsc::Receiver<Batch>,
    folder: Arc<tempfile::TempDir>,
    /// The folder of the profile: another one after a crash.
    profile: String,
    pub site: Arc<Site>,
    next: u64,
    waiting: Vec<Event>,
}

fn start(profile: &std::path::Path, keeping: Keeping, vault: Arc<Memory>) -> (Engine, mpsc::Receiver<Batch>) {
    let setup = Setup {
        profile: profile.to_owned(),
        connections: NonZeroUsize::new(4).unwrap(),
        limit_rate: None,
        patience: Patience::of(Duration::from_secs(5)),
        keeping,
    };
    let (engine, batches) = Engine::start_with(setup, vault).unwrap();
    engine.send(Command::Watch(Watch::Outcomes));
    (engine, batches)
}

impl Rig {
    pub fn new(name: &str) -> Self {
        Self::inside(tempfile::tempdir().unwrap(), name)
    }

    /// The same on a disk that never keeps anybody waiting: what a slow one cannot promise in time is not gone on with.
    pub fn on_a_quick_disk(name: &str) -> Self {
        let quick = tempfile::tempdir_in("/dev/shm");
        Self::inside(quick.or_else(|_| tempfile::tempdir()).unwrap(), name)
    }

    fn inside(folder: tempfile::TempDir, name: &str) -> Self {
        let folder = Arc::new(folder);
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let vault = Arc::new(Memory::default());
        let (engine, batches) = start(&folder.path().join("profile"), Keeping::Shared, vault.clone());
        let site = Site {
            host: name.into(),
            port: 21,
            protocol: Protocol::Memory,
            logon: Logon::Anonymous,
            terms: packetboat::site::Terms::default(),
        };
        Self {
            engine,
            tree: Tree::create(name),
            policy: Policy::Leave,
            verify: Verify::Size,
            afterwards: Source::Keep,
            answers: Vec::new(),
            asked: Vec::new(),
            unanswered: None,
            gone: Vec::new(),
            states: Vec::new(),
            failures: Vec::new(),
            lowered: Vec::new(),
            once: 0,
            troubles: Vec::new(),
            vault,
            remarks: Vec::new(),
            batches,
            folder,
            profile: "profile".to_owned(),
            site: Arc::new(site),
            next: 0,
            waiting: Vec::new(),
        }
    }

    /// Another engine on the same profile, the same folder and the same server.
    pub fn another(&self, keeping: Keeping) -> Self {
        let vault = self.vault.clone();
        let (engine, batches) = start(&self.profile_folder(), keeping, vault.clone());
        Self {
            engine,
            tree: self.tree.clone(),
            policy: self.policy,
            verify: self.verify,
            afterwards: self.afterwards,
            answers: Vec::new(),
            asked: Vec::new(),
            unanswered: None,
            gone: Vec::new(),
            states: Vec::new(),
            failures: Vec::new(),
            lowered: Vec::new(),
            once: 0,
            troubles: Vec::new(),
            vault,
            remarks: Vec::new(),
            batches,
            folder: self.folder.clone(),
            profile: self.profile.clone(),
            site: self.site.clone(),
            next: 0,
            waiting: Vec::new(),
        }
    }

    /// Ends the engine, as the program does when it is closed.
    pub async fn stop(&mut self) {
        self.engine.send(Command::Shutdown);
        while self.batches.recv().await.is_some() {}
    }

    /// Ends the engine and starts it again.
    pub async fn restart(&mut self) {
        self.stop().await;
        (self.engine, self.batches) = start(&self.profile_folder(), Keeping::Shared, self.vault.clone());
        self.waiting.clear();
    }

    /// Goes on as after a loss of power: with what of the profile is on the disk now.
    pub async fn crash(&mut self) {
        let before = self.profile_folder();
        self.profile += "-later";
        std::fs::create_dir(self.profile_folder()).unwrap();
        for entry in std::fs::read_dir(&before).unwrap() {
            let from = entry.unwrap().path();
            std::fs::copy(&from, self.profile_folder().join(from.file_name().unwrap())).unwrap();
        }
        self.restart().await;
    }

    pub fn profile_folder(&self) -> PathBuf {
        self.folder.path().join(&self.profile)
    }

    pub fn local(&self, path: &str) -> PathBuf {
        self.folder.path().join("work").join(path)
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.local(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.local(path)).unwrap()
    }

    /// The sorted names in a local folder; none if it is not there.
    pub fn names(&self, path: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.local(path)) else {
            return Vec::new();
        };
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn fault(&self, operation: Operation, path: Option<&str>, times: u32, effect: Effect) {
        self.tree.fail(Fault {
            operation,
            path: path.map(RemotePath::from),
            times,
            effect,
        });
    }

    pub async fn get(&mut self, remote: &str, local: &str) -> Totals {
        self.start_get(remote, local);
        self.finish().await
    }

    pub fn start_get(&mut self, remote: &str, local: &str) {
        let landing = if local.ends_with('/') {
            Landing::Into
        } else {
            Landing::Decide
        };
        let destination = LocalEnd::Path(self.local(local));
        self.start(
            Errand::Download {
                sources: vec![Selected::whole(remote.into())],
                destination,
            },
            landing,
        );
    }

    /// Waits until the first upload has begun.
    pub async fn uploading(&self) {
        while self.tree.count(Operation::Upload) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub async fn put(&mut self, local: &str, remote: &str) -> Totals {
        self.start_put(local, remote);
        self.finish().await
    }

    pub fn start_put(&mut self, local: &str, remote: &str) {
        let sources = vec![Selected::whole(LocalEnd::Path(self.local(local)))];
        self.start(
            Errand::Upload {
                sources,
                destination: remote.into(),
            },
            Landing::Decide,
        );
    }

    pub fn start(&mut self, errand: Errand, landing: Landing) {
        self.next += 1;
        let (job, site) = (JobId(self.next), self.site.clone());
        let order = Order {
            job,
            site,
            errand,
            landing,
            policy: self.policy,
            verify: self.verify,
            afterwards: self.afterwards,
            priority: 0,
        };
        self.engine.send(Command::Start(order));
    }

    /// Waits for the end of the newest job.
    pub async fn finish(&mut self) -> Totals {
        self.finish_job(self.next).await
    }

    /// Waits for the end of a job by its number, from 1.
    pub async fn finish_job(&mut self, number: u64) -> Totals {
        let id = JobId(number);
        let is_end = move |event: &Event| matches!(event, Event::Job(totals) if totals.job == id && totals.finished);
        match self.until(is_end).await {
            Event::Job(totals) => totals,
            _ => unreachable!(),
        }
    }

    /// Makes a request about what is kept.
    pub async fn profile(&mut self, request: ProfileRequest) -> Result<Outcome, Error> {
        self.next += 1;
        let ticket = Ticket(self.next);
        self.engine.send(Command::Profile { ticket, request });
        let is_end = move |event: &Event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket);
        match self.until(is_end).await {
            Event::Answered { result, .. } => result,
            _ => unreachable!(),
        }
    }

    pub fn start_browse(&mut self, request: Request) -> Ticket {
        self.next += 1;
        let ticket = Ticket(self.next);
        self.engine.send(Command::Browse {
            ticket,
            site: self.site.clone(),
            request,
        });
        ticket
    }

    pub async fn browse(&mut self, request: Request) -> Result<Outcome, Error> {
        let ticket = self.start_browse(request);
        let is_end = move |event: &Event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket);
        match self.until(is_end).await {
            Event::Answered { result, .. } => result,
            _ => unreachable!(),
        }
    }

    /// Takes events until one fits, answering questions and noting outcomes on the way.
    pub async fn until(&mut self, fits: impl Fn(&Event) -> bool) -> Event {
        let wait = async {
            loop {
                while !self.waiting.is_empty() {
                    let event = self.waiting.remove(0);
                    self.note(&event);
                    if fits(&event) {
                        return event;
                    }
                }
                self.waiting = self.batches.recv().await.expect("the engine ended").events;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait)
            .await
            .expect("nothing fitting happened in a minute")
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::Settled(row) => {
                self.states.push(row.state.clone());
                self.remarks.extend(row.remarks.iter().cloned());
                if let State::Failed(error) = &row.state {
                    self.failures.push((**error).clone());
                }
            }
            Event::Question { id, job, question } => {
                self.asked.push(question.clone());
                if let Some(unanswered) = &mut self.unanswered {
                    unanswered.push((*id, *job));
                    return;
                }
                let answer = self.answers.pop().unwrap_or(Answer::No);
                self.engine.send(Command::Answer { question: *id, answer });
            }
            Event::QuestionGone(id) => self.gone.push(*id),
            Event::ConnectionsLowered { to, .. } => self.lowered.push(*to),
            Event::LogsInOnce { .. } => self.once += 1,
            Event::Keychain { trouble, .. } => self.troubles.push(trouble.clone()),
            _ => {}
        }
    }
}
