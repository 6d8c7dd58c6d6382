//! A computer that sleeps, over a server in memory. Time is shortened; only the clock that passes during sleep is not real.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::sync::mpsc;

use super::*;
use crate::credential::Memory;
use crate::engine::command::{Command, JobId, Order, Request, Ticket, Watch};
use crate::engine::event::{Batch, Outcome, Remark, Row};
use crate::engine::{Keeping, Profile, Setup};
use crate::remote::memory::{Effect, Fault, Operation, Tree};
use crate::settings::Patience;
use crate::site::{Logon, Protocol, Site, Terms};
use crate::store::Store;
use crate::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Source, State, Verify};

const PACE: Pace = Pace {
    look: Duration::from_millis(100),
    close_look: Duration::from_millis(20),
    settle: Duration::from_millis(200),
    deadline: Duration::from_millis(600),
    aftermath: Duration::from_secs(5),
};

/// What the clocks do not tell to the second is not told in minutes.
const NAP: Duration = Duration::from_secs(43 * 60 + 30);

struct Rig {
    commands: mpsc::UnboundedSender<Command>,
    batches: mpsc::Receiver<Batch>,
    waiting: Vec<Event>,
    /// Seconds that were slept.
    slept: Arc<AtomicU64>,
    /// What waits for a network waits for this to be false.
    offline: Arc<AtomicBool>,
    tree: Arc<Tree>,
    site: Arc<Site>,
    folder: tempfile::TempDir,
}

impl Rig {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        let store = Arc::new(Mutex::new(Store::open(&profile).unwrap()));
        let kept = Profile::new(&profile, store.clone(), Arc::new(Memory::default()));
        let setup = Setup {
            profile,
            connections: NonZeroUsize::new(2).unwrap(),
            limit_rate: None,
            patience: Patience::of(Duration::from_secs(60)),
            keeping: Keeping::Own,
        };
        let (commands, obeyed) = mpsc::unbounded_channel();
        let (told, batches) = mpsc::channel(4);
        let mut actor = Actor::new(setup, (store, kept), (obeyed, told), "vigil".into()).unwrap();
        let slept = Arc::new(AtomicU64::new(0));
        let (begun, clock) = (Instant::now(), slept.clone());
        actor.vigil.pace = PACE;
        actor.vigil.passing = Box::new(move || begun.elapsed() + Duration::from_secs(clock.load(Ordering::Relaxed)));
        let offline = Arc::new(AtomicBool::new(true));
        let network = offline.clone();
        actor.vigil.offline = Box::new(move || network.load(Ordering::Relaxed));
        tokio::spawn(actor.run());
        commands.send(Command::Watch(Watch::Outcomes)).unwrap();
        let site = Site {
            host: name.into(),
            port: 21,
            protocol: Protocol::Memory,
            logon: Logon::Anonymous,
            terms: Terms::default(),
        };
        Self {
            commands,
            batches,
            waiting: Vec::new(),
            slept,
            offline,
            tree: Tree::create(name),
            site: Arc::new(site),
            folder,
        }
    }

    fn fault(&self, operation: Operation, times: u32, effect: Effect) {
        self.tree.fail(Fault {
            operation,
            path: None,
            times,
            effect,
        });
    }

    /// Sleeps once, between two looks.
    async fn sleep(&self) {
        tokio::time::sleep(PACE.look * 3).await;
        self.slept.fetch_add(NAP.as_secs(), Ordering::Relaxed);
    }

    fn stat(&self, ticket: u64) {
        let request = Request::Stat {
            path: "/a".into(),
            follow: true,
        };
        let (ticket, site) = (Ticket(ticket), self.site.clone());
        self.commands.send(Command::Browse { ticket, site, request }).unwrap();
    }

    fn get(&self) {
        let errand = Errand::Download {
            sources: vec![Selected::whole("/a".into())],
            destination: LocalEnd::Path(self.folder.path().join("a")),
        };
        let order = Order {
            job: JobId(1),
            site: self.site.clone(),
            errand,
            landing: Landing::Decide,
            policy: Policy::Leave,
            verify: Verify::Size,
            afterwards: Source::Keep,
            priority: 0,
        };
        self.commands.send(Command::Start(order)).unwrap();
    }

    async fn until<T>(&mut self, mut fits: impl FnMut(Event) -> Option<T>) -> T {
        let wait = async {
            loop {
                while !self.waiting.is_empty() {
                    if let Some(found) = fits(self.waiting.remove(0)) {
                        return found;
                    }
                }
                self.waiting = self.batches.recv().await.expect("the engine ended").events;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait)
            .await
            .expect("nothing fitting happened")
    }

    async fn answer(&mut self, ticket: u64) -> crate::error::Result<Outcome> {
        self.until(|event| match event {
            Event::Answered { ticket: of, result } if of == Ticket(ticket) => Some(result),
            _ => None,
        })
        .await
    }

    async fn row(&mut self) -> Row {
        self.until(|event| match event {
            Event::Settled(row) => Some(*row),
            _ => None,
        })
        .await
    }
}

/// The row tells that the computer slept, and nothing of it counts as a try.
fn assert_excused(row: &Row) {
    let slept = |remark: &Remark| matches!(remark, Remark::Interrupted(Interruption::Slept(_)));
    let counted = |remark: &Remark| matches!(remark, Remark::Attempts(_));
    assert!(row.remarks.iter().any(slept), "{:?}", row.remarks);
    assert!(!row.remarks.iter().any(counted), "{:?}", row.remarks);
}

#[tokio::test]
async fn a_connection_that_is_silent_after_sleep_is_given_up_and_opened_again_when_needed() {
    let mut rig = Rig::new("nap-idle");
    rig.tree.file("/a", b"1".to_vec());
    rig.stat(1);
    rig.answer(1).await.unwrap();
    rig.fault(Operation::KeepAlive, u32::MAX, Effect::Silent);
    rig.sleep().await;
    let slept = Instant::now();
    let why = rig
        .until(|event| match event {
            Event::Interrupted { why, .. } => Some(why),
            Event::ConnectionGone { connection } => {
                assert_eq!(connection, 1);
                None
            }
            _ => None,
        })
        .await;
    assert!(slept.elapsed() < PACE.look + PACE.deadline * 2, "{:?}", slept.elapsed());
    let Interruption::Slept(time) = why else {
        panic!("{why:?}");
    };
    assert!(time.abs_diff(NAP) < Duration::from_secs(2), "{time:?}");
    rig.stat(2);
    rig.answer(2).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 2);
}

#[tokio::test]
async fn a_connection_that_answers_after_sleep_is_kept() {
    let mut rig = Rig::new("nap-alive");
    rig.tree.file("/a", b"1".to_vec());
    rig.stat(1);
    rig.answer(1).await.unwrap();
    rig.sleep().await;
    let mut told = Vec::new();
    rig.until(|event| match event {
        Event::Wire(line) => {
            told.push(line.text.clone());
            line.text.contains("still there").then_some(())
        }
        Event::ConnectionGone { .. } | Event::Interrupted { .. } => panic!("{event:?}"),
        _ => None,
    })
    .await;
    assert!(told.iter().any(|text| text.contains("slept for 43 min")), "{told:?}");
    tokio::time::sleep(PACE.deadline * 2).await;
    rig.stat(2);
    rig.answer(2).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 1);
}

#[tokio::test]
async fn a_transfer_that_hangs_after_sleep_goes_on_by_itself_and_has_not_failed() {
    let mut rig = Rig::new("nap-transfer");
    rig.tree.file("/a", vec![7; 2_000_000]);
    // More often than a transfer is tried, if each counted.
    rig.fault(Operation::Download, 6, Effect::Silent);
    rig.get();
    for _ in 0..6 {
        rig.sleep().await;
        rig.until(|event| matches!(event, Event::Interrupted { .. }).then_some(()))
            .await;
        tokio::time::sleep(retry::AFTER_INTERRUPTION).await;
    }
    let row = rig.row().await;
    assert!(matches!(row.state, State::Done(_)), "{:?}", row.state);
    assert_eq!(std::fs::read(rig.folder.path().join("a")).unwrap(), vec![7; 2_000_000]);
    assert_excused(&row);
}

#[tokio::test]
async fn a_reset_that_comes_before_the_clock_was_looked_at_is_no_failure_either() {
    let mut rig = Rig::new("nap-reset");
    rig.tree.file("/a", vec![7; 200_000]);
    let reset = Error::new(Stage::Transfer, Kind::Reset, "RETR /a").breaking();
    rig.stat(1);
    rig.answer(1).await.unwrap();
    rig.fault(Operation::Download, 1, Effect::ErrorAfter(1000, Box::new(reset)));
    rig.sleep().await;
    rig.get();
    let row = rig.row().await;
    assert!(matches!(row.state, State::Done(_)), "{:?}", row.state);
    assert_excused(&row);
}

#[tokio::test]
async fn without_a_network_transfers_wait_for_it() {
    let mut rig = Rig::new("nap-offline");
    rig.tree.file("/a", vec![7; 200_000]);
    rig.stat(1);
    rig.answer(1).await.unwrap();
    let reset = Error::new(Stage::Transfer, Kind::Reset, "RETR /a").breaking();
    rig.fault(Operation::Download, 1, Effect::Error(Box::new(reset)));
    let offline = Error::new(Stage::Connect, Kind::Offline, "open connection").breaking();
    rig.fault(Operation::Connect, 1, Effect::Error(Box::new(offline)));
    rig.get();
    let why = rig
        .until(|event| match event {
            Event::Interrupted { why, .. } => Some(why),
            _ => None,
        })
        .await;
    assert_eq!(why, Interruption::Offline);
    let nothing = tokio::time::timeout(Duration::from_millis(600), rig.row()).await;
    assert!(nothing.is_err(), "it waits: {nothing:?}");
    assert_eq!(rig.tree.sessions().opened, 1, "there was no way to try");
    rig.offline.store(false, Ordering::Relaxed);
    let row = rig.row().await;
    assert!(matches!(row.state, State::Done(_)), "{:?}", row.state);
}

#[tokio::test]
async fn without_a_network_whoever_looks_is_told_at_once() {
    let mut rig = Rig::new("nap-told");
    rig.tree.file("/a", b"1".to_vec());
    rig.stat(1);
    rig.answer(1).await.unwrap();
    let reset = Error::new(Stage::Command, Kind::Reset, "STAT /a").breaking();
    rig.fault(Operation::Stat, 1, Effect::Error(Box::new(reset)));
    let offline = Error::new(Stage::Connect, Kind::Offline, "open connection").breaking();
    rig.fault(Operation::Connect, 1, Effect::Error(Box::new(offline)));
    rig.stat(2);
    assert_eq!(rig.answer(2).await.unwrap_err().kind, Kind::Offline);
    rig.stat(3);
    rig.offline.store(false, Ordering::Relaxed);
    rig.answer(3).await.unwrap();
}
