//! Several processes on one profile: each has its own jobs, one has the shared queue, and what a dead one has left is taken over
//! once.

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use packetboat::engine::command::{Command, JobId, Order};
use packetboat::engine::{Engine, Event, Keeping, Setup};
use packetboat::path::RemotePath;
use packetboat::settings::Patience;
use packetboat::site::FtpOptions;
use packetboat::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Verify};
use packetboat::url::Url;

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, noise, same};
use crate::ways::{Way, again, borrowed, hand, run, words};

/// Bytes a second: slow enough to be seen at work.
const SLOW: &str = "300000";

/// Files of a job.
const FILES: u64 = 6;

/// A folder of files, which take some seconds one after the other.
fn make(root: &Path, seed: u64) {
    std::fs::create_dir_all(root).unwrap();
    for n in 0..FILES {
        std::fs::write(root.join(format!("f{n}")), noise(seed + n, 200_000)).unwrap();
    }
}

fn slowly(mut words: Vec<String>) -> Vec<String> {
    words.extend(["--limit-rate", SLOW, "--jobs", "1"].map(str::to_owned));
    words
}

/// Starts to send a folder.
fn begin(hand: &Hand, server: &Server, name: &str, seed: u64) -> Child {
    make(&hand.local(name), seed);
    hand.start(&[], &slowly(words(server, Way::Up, name, &hand.local(name))))
}

fn number_of(job: &serde_json::Value) -> String {
    job["job"].to_string()
}

fn jobs(hand: &Hand) -> Vec<serde_json::Value> {
    let listed = hand.run(&["queue", "list", "--json"]);
    listed
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Waits until so many jobs are in the journal, all their files are known, and something of each has moved.
fn until_all_move(hand: &Hand, count: usize) {
    let begin = Instant::now();
    loop {
        let jobs = jobs(hand);
        let moves = |job: &&serde_json::Value| job["files"] == FILES && job["done"].as_u64() > Some(0);
        if jobs.iter().filter(moves).count() == count {
            return;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{jobs:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn arrived(hand: &Hand, server: &Server, name: &str) -> bool {
    same(&hand.local(name), &server.home.join(name))
}

#[test]
fn runs_have_their_own_jobs_and_a_dead_ones_are_taken_over_once() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let hand = hand(&server);
    let mut first = begin(&hand, &server, "a", 10);
    until_all_move(&hand, 1);
    first.kill().unwrap();
    first.wait().unwrap();
    // Its job waits for whoever runs the queue. Two others begin, and have theirs to themselves.
    let (mut second, mut third) = (begin(&hand, &server, "b", 20), begin(&hand, &server, "c", 30));
    let mut queue = hand.start(&[], &slowly(again(&server)));
    until_all_move(&hand, 3);
    let process = |listed: &[serde_json::Value], name: &str| {
        let job = listed
            .iter()
            .find(|job| job["destination"].as_str().unwrap().ends_with(name));
        job.unwrap()["process"].as_u64()
    };
    let mut listed = jobs(&hand);
    // The queue takes over what the dead one has left when it starts.
    while process(&listed, ":a").is_some() {
        std::thread::sleep(Duration::from_millis(50));
        listed = jobs(&hand);
    }
    let ids = (u64::from(second.id()), u64::from(third.id()));
    assert_eq!(
        (process(&listed, ":b"), process(&listed, ":c")),
        (Some(ids.0), Some(ids.1))
    );
    let refused = hand.run(&["queue", "run"]);
    assert!(
        refused.code == 1 && refused.err.contains(&queue.id().to_string()),
        "{refused}"
    );
    let number = listed.iter().find(|job| job["process"] == ids.0).unwrap()["job"].clone();
    // Killing one leaves the others alone.
    third.kill().unwrap();
    third.wait().unwrap();
    assert!(second.wait().unwrap().success() && queue.wait().unwrap().success());
    assert!(arrived(&hand, &server, "a") && arrived(&hand, &server, "b"));
    assert!(
        !arrived(&hand, &server, "c"),
        "the queue had begun before that was anybody's"
    );
    assert!(
        jobs(&hand).iter().all(|job| number_of(job) != number),
        "what is done leaves with its run"
    );
    // Two at once: one of them does it.
    let (mut one, mut other) = (hand.start(&[], &again(&server)), hand.start(&[], &again(&server)));
    let ended = [one.wait().unwrap().success(), other.wait().unwrap().success()];
    assert!(ended.contains(&true));
    assert!(arrived(&hand, &server, "c"));
    for job in jobs(&hand) {
        assert_eq!(
            (&job["files"], &job["done"], &job["process"]),
            (&FILES.into(), &FILES.into(), &serde_json::Value::Null)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_and_the_command_line_share_a_profile() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let hand = hand(&server);
    make(&hand.local("w"), 40);
    let setup = Setup {
        profile: hand.profile(),
        connections: NonZeroUsize::MIN,
        limit_rate: SLOW.parse().ok(),
        patience: Patience::of(Duration::from_secs(5)),
        keeping: Keeping::Shared,
    };
    let (engine, mut batches) = Engine::start(setup).unwrap();
    let url = crate::hand::url(&server, "w");
    let url = Url::parse(&url).unwrap();
    engine.send(Command::Start(Order {
        job: JobId(1),
        site: std::sync::Arc::new(url.site(FtpOptions::default())),
        errand: Errand::Upload {
            sources: vec![Selected::whole(LocalEnd::Path(hand.local("w")))],
            destination: RemotePath::from("w"),
        },
        landing: Landing::Decide,
        policy: Policy::Leave,
        verify: Verify::Size,
        afterwards: packetboat::transfer::Source::Keep,
        priority: 0,
    }));
    // What the window does is its own, and what a run of the command line does is that run's.
    let refused = hand.run(&["queue", "run"]);
    assert!(
        refused.code == 1 && refused.err.contains(&std::process::id().to_string()),
        "{refused}"
    );
    let mut killed = begin(&hand, &server, "k", 50);
    until_all_move(&hand, 2);
    killed.kill().unwrap();
    killed.wait().unwrap();
    make(&hand.local("d"), 60);
    let done = run(&hand, &words(&server, Way::Up, "d", &hand.local("d")));
    assert_eq!(done.code, 0, "{done}");
    let over = |event: &Event| matches!(event, Event::Job(totals) if totals.finished && totals.done == FILES);
    loop {
        let batch = batches.recv().await.expect("the engine goes on");
        if batch.events.iter().any(over) {
            break;
        }
    }
    engine.send(Command::Shutdown);
    while batches.recv().await.is_some() {}
    // The window is closed: what the killed one has left is everybody's.
    let finished = run(&hand, &again(&server));
    assert_eq!(finished.code, 0, "{finished}");
    assert!(["w", "k", "d"].iter().all(|name| arrived(&hand, &server, name)));
    let left: Vec<_> = jobs(&hand).iter().map(|job| job["done"].clone()).collect();
    assert_eq!(left, [FILES, FILES], "the window's and the killed one's");
}

/// One job of a queue is run, or one file of it; the others go on waiting.
#[test]
fn single_jobs_and_files_of_a_queue_are_run_and_the_others_wait() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let hand = hand(&server);
    for (count, name) in [(1, "a"), (2, "b")] {
        let mut one = begin(&hand, &server, name, 10);
        until_all_move(&hand, count);
        one.kill().unwrap();
        one.wait().unwrap();
    }
    let listed = jobs(&hand);
    let number = |name: &str| {
        let job = listed
            .iter()
            .find(|job| job["destination"].as_str().unwrap().ends_with(name));
        job.unwrap()["job"].to_string()
    };
    let (a, b) = (number(":a"), number(":b"));
    let rest = |job: &str| {
        let job = jobs(&hand).into_iter().find(|other| number_of(other) == job);
        job.unwrap()["waiting"].as_u64().unwrap()
    };
    let (waits_a, waits_b) = (rest(&a), rest(&b));
    assert!(waits_a > 0 && waits_b > 0);
    let rows = hand.run(&["queue", "list", "--job", &b, "--waiting", "--json"]);
    let row: serde_json::Value = serde_json::from_str(rows.out.lines().last().unwrap()).unwrap();
    let file = format!("{b}/{}", row["file"]);
    let with = |extra: &str| {
        let mut words = again(&server);
        words.insert(2, extra.to_owned());
        words
    };
    let one = hand.run(&borrowed(&with(&file)));
    assert_eq!(one.code, 0, "{one}");
    assert_eq!((rest(&a), rest(&b)), (waits_a, waits_b - 1), "{one}");
    let job = hand.run(&borrowed(&with(&a)));
    assert_eq!(job.code, 0, "{job}");
    assert_eq!((rest(&a), rest(&b)), (0, waits_b - 1), "{job}");
    assert!(arrived(&hand, &server, "a") && !arrived(&hand, &server, "b"));
    let unknown = hand.run(&["queue", "run", "4711"]);
    assert!(unknown.code == 1 && unknown.err.contains("job 4711"), "{unknown}");
    let cleared = hand.run(&["queue", "clear", &a]);
    assert_eq!(cleared.code, 0, "{cleared}");
    assert_eq!(jobs(&hand).len(), 1, "only what was named");
}
