//! A computer whose address or way to the server goes away in the middle of a transfer, and comes back. In a network of its own, which
//! only root can make.

use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use packetboat::engine::Event;
use packetboat::engine::command::{Aim, Command as Wish, JobId, Request};
use packetboat::engine::event::Remark;
use packetboat::error::Interruption;
use packetboat::secret::Secret;
use packetboat::settings::Patience;
use packetboat::site::{Logon, Protocol, SftpOptions, Site, Terms};
use packetboat::transfer::State;

use crate::ground::{is_root, skip};
use crate::hostile::{Act, Script, say};
use crate::hostile_sftp;
use crate::scripted::Scripted;
use crate::trial::{Trial, noise};

/// Set in the program that runs in a network of its own.
const INSIDE: &str = "PACKETBOAT_OWN_NETWORK";

const OURS: Ipv4Addr = Ipv4Addr::new(10, 77, 8, 1);
const THEIRS: Ipv4Addr = Ipv4Addr::new(10, 77, 8, 2);

/// The promise: a dead connection is found within this time.
const FOUND: Duration = Duration::from_secs(30);

/// Runs the test with this name once more in a network of its own. `true` inside it.
fn is_inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        ip("link set lo up");
        return true;
    }
    let works = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !is_root() {
        skip("only root may make a network");
    } else if !works("ip", &["-V"]) || !works("unshare", &["--net", "--mount", "true"]) {
        skip("no network of its own can be made here: ip (iproute2) and unshare are needed, and the right to use them");
    } else {
        let inside = Command::new("unshare")
            .args(["--net", "--mount"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(INSIDE, "yes")
            .status();
        assert!(inside.unwrap().success(), "it failed in its own network");
    }
    false
}

fn ip(arguments: &str) {
    let status = Command::new("ip").args(arguments.split(' ')).status();
    assert!(status.unwrap().success(), "ip {arguments}");
}

/// Two addresses, and a way from the one to the other that can be taken away alone.
fn lay_a_way() {
    ip(&format!("addr add {OURS}/32 dev lo"));
    ip(&format!("addr add {THEIRS}/32 dev lo"));
    mend_the_way();
}

fn mend_the_way() {
    ip(&format!("route replace local {THEIRS} dev lo src {OURS} table local"));
}

fn cut_the_way() {
    ip(&format!("route del local {THEIRS} dev lo table local"));
}

/// Waits until so many bytes of the job have moved.
async fn moving(trial: &mut Trial, bytes: u64) {
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.moved >= bytes))
        .await;
}

/// Waits until connections are given up, and returns why.
async fn interrupted(trial: &mut Trial) -> Interruption {
    match trial.until(|event| matches!(event, Event::Interrupted { .. })).await {
        Event::Interrupted { why, .. } => why,
        _ => unreachable!(),
    }
}

/// The only file is done, was interrupted for this reason, and nothing counts as a failed try.
fn assert_done(trial: &Trial, why: Interruption) {
    let [row] = &trial.rows[..] else {
        panic!("{:?}", trial.rows)
    };
    assert!(matches!(row.state, State::Done(_)), "{:?}", row.state);
    assert!(row.remarks.contains(&Remark::Interrupted(why)), "{:?}", row.remarks);
    assert!(
        !row.remarks.iter().any(|remark| matches!(remark, Remark::Attempts(_))),
        "{:?}",
        row.remarks
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_whose_address_goes_away_goes_on_when_it_is_back() {
    if !is_inside("network::a_download_whose_address_goes_away_goes_on_when_it_is_back") {
        return;
    }
    ip(&format!("addr add {OURS}/32 dev lo"));
    let whole = noise(4_000_000, 3);
    let server = Script::new().at(OURS).file("a", whole.clone()).start();
    let mut trial = Trial::waiting(server.site(), Patience::default());
    trial.engine.send(Wish::LimitRate(Some(400_000)));
    trial.start_get("/a", trial.local("a"));
    moving(&mut trial, 500_000).await;
    ip(&format!("addr del {OURS}/32 dev lo"));
    let gone = Instant::now();
    let why = interrupted(&mut trial).await;
    assert_eq!(why, Interruption::AddressGone(OURS.into()));
    assert!(gone.elapsed() < FOUND, "found after {:?}", gone.elapsed());
    assert_eq!(interrupted(&mut trial).await, Interruption::Offline);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(trial.rows.is_empty(), "nothing has come to its end: {:?}", trial.rows);
    trial.engine.send(Wish::LimitRate(None));
    ip(&format!("addr add {OURS}/32 dev lo"));
    let back = Instant::now();
    let totals = trial.finish().await;
    assert!(
        back.elapsed() < Duration::from_secs(10),
        "went on after {:?}",
        back.elapsed()
    );
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert!(trial.read("a").unwrap() == whole);
    assert_done(&trial, why);
    let row = &trial.rows[0];
    assert!(
        row.remarks.iter().any(|remark| matches!(remark, Remark::Resumed(_))),
        "{:?}",
        row.remarks
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_whose_packets_vanish_goes_on_when_they_arrive_again() {
    if !is_inside("network::an_upload_whose_packets_vanish_goes_on_when_they_arrive_again") {
        return;
    }
    lay_a_way();
    let server = hostile_sftp::Script::new().at(THEIRS).start();
    let site = Site {
        host: THEIRS.to_string(),
        port: server.address.port(),
        protocol: Protocol::Sftp(SftpOptions::default()),
        logon: Logon::Password {
            user: hostile_sftp::USER.into(),
            password: Secret::new(hostile_sftp::PASSWORD),
        },
        terms: Terms::default(),
    };
    // Whatever is found is found by doubt, and not by the limit of some wait.
    let mut trial = Trial::waiting(site, Patience::of(Duration::from_secs(90)));
    let whole = noise(4_000_000, 4);
    trial.write("a", &whole);
    trial.engine.send(Wish::LimitRate(Some(400_000)));
    trial.start_put("a", "/a");
    moving(&mut trial, 500_000).await;
    cut_the_way();
    let cut = Instant::now();
    let why = interrupted(&mut trial).await;
    assert_eq!(why, Interruption::WayChanged);
    assert!(cut.elapsed() < FOUND, "found after {:?}", cut.elapsed());
    assert!(trial.rows.is_empty(), "nothing has come to its end: {:?}", trial.rows);
    trial.engine.send(Wish::LimitRate(None));
    mend_the_way();
    let totals = trial.finish().await;
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert!(server.file("a").unwrap() == whole);
    assert_done(&trial, why);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_whose_address_went_away_is_opened_again_when_it_is_needed() {
    if !is_inside("network::an_idle_connection_whose_address_went_away_is_opened_again_when_it_is_needed") {
        return;
    }
    ip(&format!("addr add {OURS}/32 dev lo"));
    let server = Script::new().at(OURS).file("a", "1").start();
    let mut trial = Trial::waiting(server.site(), Patience::default());
    let look = || Request::Stat {
        path: "/a".into(),
        follow: true,
    };
    trial.browse(look()).await.unwrap();
    ip(&format!("addr del {OURS}/32 dev lo"));
    let gone = Instant::now();
    let is_gone = |event: &Event| matches!(event, Event::ConnectionGone { connection: 1 });
    trial.until(is_gone).await;
    assert!(gone.elapsed() < FOUND, "found after {:?}", gone.elapsed());
    // Somebody who looks now hears it now.
    assert!(trial.browse(look()).await.is_err());
    ip(&format!("addr add {OURS}/32 dev lo"));
    trial.browse(look()).await.unwrap();
    assert_eq!(server.heard().connections, 2);
}

#[tokio::test]
async fn a_download_that_falls_silent_without_a_sign_is_found_and_goes_on() {
    let whole = noise(600_000, 5);
    let half = whole[..300_000].to_vec();
    let silent = vec![say("150 Go."), Act::Open, Act::Send(half), Act::Stall];
    let server = Script::new()
        .file("a", whole.clone())
        .on_each("RETR", [silent, vec![Act::Honest]])
        .start();
    let mut trial = Trial::waiting(server.site(), Patience::default());
    trial.start_get("/a", trial.local("a"));
    moving(&mut trial, 200_000).await;
    let silence = Instant::now();
    let totals = trial.finish().await;
    assert!(
        silence.elapsed() < FOUND + Duration::from_secs(5),
        "{:?}",
        silence.elapsed()
    );
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert!(trial.read("a").unwrap() == whole);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_name_is_looked_up_stop_is_obeyed_at_once() {
    if !is_inside("network::while_a_name_is_looked_up_stop_is_obeyed_at_once") {
        return;
    }
    // A name service that hears and says nothing.
    let service = std::net::UdpSocket::bind("127.0.0.1:53").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("resolv.conf");
    std::fs::write(&settings, "nameserver 127.0.0.1\noptions timeout:4 attempts:1\n").unwrap();
    let bound = Command::new("mount")
        .arg("--bind")
        .arg(&settings)
        .arg("/etc/resolv.conf")
        .status();
    assert!(bound.unwrap().success());
    for command in [Wish::Cancel(Aim::Job(JobId(1))), Wish::Pause(Aim::Job(JobId(1)))] {
        let site = Site {
            host: "somewhere.example.org".into(),
            ..Script::new().start().site()
        };
        let mut trial = Trial::waiting(site, Patience::default());
        trial.start_get("/a", trial.local("a"));
        let asked = service.recv_from(&mut [0; 512]);
        assert!(asked.is_ok(), "nobody looks the name up");
        let said = Instant::now();
        trial.engine.send(command);
        trial.until(|event| matches!(event, Event::ConnectionGone { .. })).await;
        assert!(said.elapsed() < Duration::from_secs(1), "{:?}", said.elapsed());
    }
}
