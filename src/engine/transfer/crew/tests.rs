use std::sync::atomic::AtomicU64;
use std::time::Instant;

use super::*;
use crate::ask::{Answer, Answering, Ask, Question};
use crate::engine::doubt::Lost;
use crate::engine::throttle::{Throttle, Throttles};
use crate::remote::Dial;
use crate::remote::memory::{Effect, Fault, Operation, Tree};
use crate::settings::Patience;
use crate::site::{Learned, Logon, Protocol, Site};
use crate::trust::{HostKeys, Known};
use crate::wire::Tap;

struct Nobody;

impl Ask for Nobody {
    fn ask(&self, _: Question) -> Answering<'_> {
        Box::pin(async { Answer::No })
    }
}

async fn open(tree: &Tree) -> Session {
    let site = Site {
        host: tree.name().into(),
        port: 1,
        protocol: Protocol::Memory,
        logon: Logon::Anonymous,
        terms: crate::site::Terms::default(),
    };
    let dial = Dial {
        site: &site,
        known: Known::default(),
        keys: &HostKeys::default(),
        learned: &Learned::default(),
        ask: &Nobody,
        tap: &Tap::silent(),
        patience: Patience::of(Duration::from_secs(5)),
    };
    Session::connect(dial).await.unwrap()
}

fn tree(name: &str) -> Arc<Tree> {
    let tree = Tree::create(name);
    tree.behave(|behaviour| {
        behaviour.capabilities.lanes = 4;
        behaviour.capabilities.ranges = true;
    });
    tree
}

fn means() -> Means {
    Means {
        throttle: Throttles {
            all: Arc::new(Throttle::new(None, Instant::now())),
            site: None,
        },
        moved: Arc::new(AtomicU64::new(0)),
        stop: CancellationToken::new(),
        disk: crate::engine::disk::Disk::default(),
        given_up: Arc::default(),
        lost: Lost::default(),
        groups: crate::engine::durable::Groups::default(),
        freed: None,
        settling: Arc::default(),
        help: None,
        marks: None,
    }
}

const SIZE: usize = 40 << 20;

fn pattern() -> Vec<u8> {
    (0..SIZE as u32).map(|n| (n ^ (n >> 9) ^ (n >> 18)) as u8).collect()
}

#[tokio::test]
async fn what_a_helper_gives_back_is_moved_by_the_others_and_counts_once() {
    for direction in [Direction::Download, Direction::Upload] {
        let tree = tree(&format!("crew-{direction:?}"));
        let folder = tempfile::tempdir().unwrap();
        let (path, means, bytes) = (folder.path().join("a"), means(), pattern());
        match direction {
            Direction::Download => {
                tree.file("/a", bytes.clone());
                std::fs::write(&path, b"").unwrap();
            }
            Direction::Upload => {
                tree.file("/a", b"".to_vec());
                std::fs::write(&path, &bytes).unwrap();
            }
        }
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let ends = (Arc::new(file), path.clone());
        let crew = Crew::new((direction, "/a".into()), ends, (SIZE as u64, &[]), None, &means);
        let operation = match direction {
            Direction::Download => Operation::Download,
            Direction::Upload => Operation::Upload,
        };
        tree.fail(Fault {
            operation,
            path: None,
            times: 1,
            effect: Effect::ErrorAfter(
                1 << 20,
                Box::new(Error::new(Stage::Transfer, Kind::Reset, "range").breaking()),
            ),
        });
        let helper = open(&tree).await;
        let error = crew.help(&helper, &CancellationToken::new()).await.unwrap_err();
        assert_eq!((error.kind, helper.is_broken()), (Kind::Reset, true));
        assert!(crew.wants_help());
        let lead = open(&tree).await;
        let moved = crew.clone().lead(&lead, &means).await.unwrap();
        assert_eq!(moved.bytes, SIZE as u64);
        assert_eq!(means.moved.load(Ordering::Relaxed), SIZE as u64, "{direction:?}");
        assert!(tree.read("/a").unwrap() == bytes && std::fs::read(&path).unwrap() == bytes);
        assert!(!crew.wants_help());
        assert_eq!(
            crew.help(&lead, &CancellationToken::new()).await,
            Ok(()),
            "nothing is left to do"
        );
    }
}

#[tokio::test]
async fn when_the_lead_is_gone_nobody_goes_on() {
    let tree = tree("crew-lead");
    let folder = tempfile::tempdir().unwrap();
    let (path, means) = (folder.path().join("a"), means());
    tree.file("/a", pattern());
    tree.behave(|behaviour| behaviour.pace = Duration::from_millis(20));
    let file = Arc::new(File::create(&path).unwrap());
    let crew = Crew::new(
        (Direction::Download, "/a".into()),
        (file, path),
        (SIZE as u64, &[]),
        None,
        &means,
    );
    let (lead, helper) = (open(&tree).await, open(&tree).await);
    let retire = CancellationToken::new();
    let dropped = tokio::time::timeout(Duration::from_millis(100), crew.clone().lead(&lead, &means));
    let before = Instant::now();
    let (led, helped) = tokio::join!(dropped, crew.help(&helper, &retire));
    assert!(led.is_err(), "it was dropped in the middle");
    assert_eq!(helped, Ok(()));
    assert!(before.elapsed() < Duration::from_secs(1));
    assert!(!helper.is_broken() && !lead.is_broken());
    assert!(!means.stop.is_cancelled(), "only this try has ended");
    assert!(!crew.wants_help());
}

#[tokio::test]
async fn a_helper_that_is_called_back_leaves_after_its_range() {
    let tree = tree("crew-retire");
    let folder = tempfile::tempdir().unwrap();
    let (path, means) = (folder.path().join("a"), means());
    tree.file("/a", pattern());
    let file = Arc::new(File::create(&path).unwrap());
    let crew = Crew::new(
        (Direction::Download, "/a".into()),
        (file, path),
        (SIZE as u64, &[]),
        None,
        &means,
    );
    let (helper, retire) = (open(&tree).await, CancellationToken::new());
    tree.behave(|behaviour| behaviour.pace = Duration::from_millis(1));
    let call_back = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        retire.cancel();
    };
    let (helped, ()) = tokio::join!(crew.help(&helper, &retire), call_back);
    assert_eq!(helped, Ok(()));
    assert_eq!(
        means.moved.load(Ordering::Relaxed),
        16 << 20,
        "both of its ranges, whole, and no more"
    );
    assert!(crew.wants_help());
}
