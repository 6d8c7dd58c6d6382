//! One engine against one server: what came of a file, and the judgement.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use packetboat::ask::{Answer, Question};
use packetboat::credential::Memory;
use packetboat::engine::command::{Aim, Command, JobId, Order, Request, Ticket, Watch};
use packetboat::engine::event::{Outcome, Remark, Row, Totals};
use packetboat::engine::{Batch, Engine, Event, Keeping, Setup};
use packetboat::error::Error;
use packetboat::settings::Patience;
use packetboat::site::{Logon, Site};
use packetboat::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Source, State, Verify};
use tokio::sync::{Semaphore, mpsc};

use crate::ground::Server;
use crate::hostile::Hostile;
use crate::scripted::Scripted;

/// An engine with a folder of its own.
pub struct Trial {
    pub engine: Engine,
    pub policy: Policy,
    pub landing: Landing,
    pub verify: Verify,
    /// Whether a job goes on where one file after the other fails.
    pub goes_on: bool,
    pub afterwards: Source,
    /// How each file ended, in order.
    pub rows: Vec<Row>,
    pub asked: Vec<Question>,
    /// The newest numbers of a job.
    pub told: Option<Totals>,
    /// Notes of the log.
    pub notes: Vec<String>,
    /// Nobody answers.
    pub mute: bool,
    /// Connections that are open, or being opened.
    pub open: Vec<u64>,
    batches: mpsc::Receiver<Batch>,
    folder: tempfile::TempDir,
    setup: Setup,
    site: Arc<Site>,
    next: u64,
}

impl Trial {
    /// Against a scripted server. Whoever asks for trust gets it.
    pub fn new(server: &Hostile) -> Self {
        Self::at(server.site())
    }

    /// Against any site.
    pub fn at(site: Site) -> Self {
        Self::with(site, Keeping::Own, Patience::of(Duration::from_secs(2)))
    }

    /// The same, waiting for nothing longer than a few seconds, also where data should flow.
    pub fn impatient(site: Site, keeping: Keeping) -> Self {
        let (short, long) = (Duration::from_secs(2), Duration::from_secs(3));
        Self::with(site, keeping, Patience::with(short, short, long))
    }

    /// The same with these limits.
    pub fn waiting(site: Site, patience: Patience) -> Self {
        Self::with(site, Keeping::Own, patience)
    }

    fn with(site: Site, keeping: Keeping, patience: Patience) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let setup = Setup {
            profile: folder.path().join("profile"),
            connections: NonZeroUsize::new(4).unwrap(),
            limit_rate: None,
            patience,
            keeping,
        };
        let (engine, batches) = start(&setup);
        Self {
            engine,
            policy: Policy::Leave,
            landing: Landing::Decide,
            verify: Verify::Size,
            goes_on: false,
            afterwards: Source::Keep,
            rows: Vec::new(),
            asked: Vec::new(),
            told: None,
            notes: Vec::new(),
            mute: false,
            open: Vec::new(),
            batches,
            folder,
            setup,
            site: Arc::new(site),
            next: 0,
        }
    }

    /// Against a real server, which is trusted.
    pub fn knowing(site: Site, _server: &Server) -> Self {
        Self::at(site)
    }

    /// Ends the engine as the program does, and starts it again on the same profile. The queue is held then.
    pub async fn restart(&mut self) {
        self.engine.send(Command::Shutdown);
        while self.batches.recv().await.is_some() {}
        (self.engine, self.batches) = start(&self.setup);
    }

    pub fn profile(&self) -> &Path {
        &self.setup.profile
    }

    pub fn local(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.local(name)).ok()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.local(name), bytes).unwrap();
    }

    pub async fn get(&mut self, remote: &str, local: &str) -> Totals {
        self.start_get(remote, self.local(local));
        self.finish().await
    }

    pub fn start_get(&mut self, remote: &str, local: PathBuf) {
        let errand = Errand::Download {
            sources: vec![Selected::whole(remote.into())],
            destination: LocalEnd::Path(local),
        };
        self.start(errand);
    }

    pub async fn put(&mut self, local: &str, remote: &str) -> Totals {
        self.start_put(local, remote);
        self.finish().await
    }

    pub fn start_put(&mut self, local: &str, remote: &str) {
        let errand = Errand::Upload {
            sources: vec![Selected::whole(LocalEnd::Path(self.local(local)))],
            destination: remote.into(),
        };
        self.start(errand);
    }

    pub fn start(&mut self, errand: Errand) {
        self.next += 1;
        self.engine.send(Command::Start(Order {
            job: JobId(self.next),
            site: self.site.clone(),
            errand,
            landing: self.landing,
            policy: self.policy,
            verify: self.verify,
            afterwards: self.afterwards,
            priority: 0,
        }));
    }

    pub async fn finish(&mut self) -> Totals {
        let id = JobId(self.next);
        let is_end = move |event: &Event| matches!(event, Event::Job(totals) if totals.job == id && totals.finished);
        match self.until(is_end).await {
            Event::Job(totals) => totals,
            _ => unreachable!(),
        }
    }

    /// Tries again what has failed, and waits until that has ended.
    pub async fn retry(&mut self) -> Totals {
        let settled = self.rows.len();
        self.engine.send(Command::Retry(Aim::Everything));
        loop {
            let totals = self.finish().await;
            if self.rows.len() > settled {
                return totals;
            }
        }
    }

    pub async fn browse(&mut self, request: Request) -> Result<Outcome, Error> {
        self.next += 1;
        let ticket = Ticket(self.next);
        self.engine.send(Command::Browse {
            ticket,
            site: self.site.clone(),
            request,
        });
        let is_end = move |event: &Event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket);
        match self.until(is_end).await {
            Event::Answered { result, .. } => result,
            _ => unreachable!(),
        }
    }

    pub async fn until(&mut self, fits: impl Fn(&Event) -> bool) -> Event {
        let wait = async {
            loop {
                let events = self.batches.recv().await.expect("the engine ended").events;
                let mut found = None;
                for event in events {
                    self.note(&event);
                    if found.is_none() && fits(&event) {
                        found = Some(event);
                    }
                }
                if let Some(found) = found {
                    return found;
                }
            }
        };
        match tokio::time::timeout(Duration::from_secs(90), wait).await {
            Ok(event) => event,
            Err(_) => {
                let log: Vec<_> = self.notes.iter().rev().take(60).rev().collect();
                panic!(
                    "nothing fitting happened in a minute and a half: {:#?}, {log:#?}",
                    self.told
                )
            }
        }
    }

    /// Takes what has happened so far.
    pub fn catch_up(&mut self) {
        while let Ok(batch) = self.batches.try_recv() {
            batch.events.iter().for_each(|event| self.note(event));
        }
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::Settled(row) => self.rows.push((**row).clone()),
            Event::Job(totals) => self.told = Some(totals.clone()),
            Event::Wire(line) => self.notes.push(line.text.clone()),
            Event::Connection { connection, .. } => self.open.push(*connection),
            Event::ConnectionGone { connection } => self.open.retain(|open| open != connection),
            Event::Question { id, question, .. } => {
                self.asked.push(question.clone());
                let answers = !self.mute && (self.goes_on || !matches!(question, Question::ManyFailures { .. }));
                if answers {
                    let answer = match question {
                        Question::Password { .. } => self.password(),
                        _ => Answer::Yes,
                    };
                    self.engine.send(Command::Answer { question: *id, answer });
                }
            }
            _ => {}
        }
    }

    /// A job of an earlier run has the site without it.
    fn password(&self) -> Answer {
        match &self.site.logon {
            Logon::Password { password, .. } => Answer::Password(password.clone()),
            _ => Answer::No,
        }
    }

    pub fn remarks(&self) -> Vec<Remark> {
        self.rows.iter().flat_map(|row| row.remarks.clone()).collect()
    }

    /// The judgement about the only file: done is `whole`, and anything else has left nothing under the final name.
    pub fn judge(&self, whole: &[u8], arrived: Option<Vec<u8>>, what: &str) -> bool {
        let [row] = &self.rows[..] else {
            // The folder could not be looked at: then there is no row, and there may be no file.
            assert!(self.rows.is_empty(), "{what}: {} rows for one file", self.rows.len());
            assert!(arrived.is_none(), "{what}: no row, and a file");
            return false;
        };
        let done = matches!(row.state, State::Done(_));
        match arrived {
            Some(arrived) => {
                assert!(done, "{what}: not done ({:?}), and there is a file", row.state);
                assert!(
                    arrived == whole,
                    "{what}: called done, and differs ({} bytes)",
                    arrived.len()
                );
            }
            None => assert!(!done, "{what}: called done, and there is nothing"),
        }
        done
    }
}

fn start(setup: &Setup) -> (Engine, mpsc::Receiver<Batch>) {
    let (engine, batches) = Engine::start_with(setup.clone(), Arc::new(Memory::default())).unwrap();
    engine.send(Command::Watch(Watch::Outcomes));
    (engine, batches)
}

/// Bytes in which no two places look alike.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Makes many trials, a few at a time. Each says whether its file was done; returns how many were.
pub async fn many<F>(trials: impl IntoIterator<Item = F>) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(24));
    let mut running = tokio::task::JoinSet::new();
    for trial in trials {
        let place = places.clone().acquire_owned().await.unwrap();
        running.spawn(async move {
            let done = trial.await;
            drop(place);
            done
        });
    }
    let mut count = 0;
    while let Some(done) = running.join_next().await {
        count += usize::from(done.unwrap());
    }
    count
}
