//! The cases in which other clients called a broken file done, each by its letter.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId, Request};
use packetboat::engine::event::{Event, Outcome, Remark};
use packetboat::error::Kind;
use packetboat::transfer::{Anew, State};

use crate::hostile::{Act, Script, say};
use crate::trial::{Trial, noise};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_a_nothing_is_sent_in_clear_after_a_refused_prot() {
    let whole = noise(1_000_000, 1);
    let server = Script::new().on("PROT", [say("534 No protection.")]).tls().start();
    let mut trial = Trial::new(&server);
    trial.write("a", &whole);
    let totals = trial.put("a", "/a").await;
    assert_eq!(totals.done, 0);
    assert!(!server.has_heard(&whole[..1000]), "not a byte of it");
    assert!(server.paths().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_b_a_short_download_that_is_called_whole_is_a_failure() {
    let whole = noise(1_000_000, 2);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(whole[..600_000].to_vec()),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().file("a", whole.clone()).on("RETR", acts).start();
    let mut trial = Trial::new(&server);
    let totals = trial.get("/a", "a").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert!(trial.read("a").is_none());
    let State::Failed(error) = &trial.rows[0].state else {
        panic!("{:?}", trial.rows)
    };
    let expected = Kind::SizeDiffers {
        expected: 1_000_000,
        actual: 600_000,
    };
    assert_eq!(error.kind, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_c_a_tls_download_without_a_goodbye_is_not_believed() {
    let whole = noise(1_000_000, 3);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(whole[..600_000].to_vec()),
        Act::Cut,
        say("226 Done."),
    ];
    let server = Script::new().file("a", whole.clone()).on("RETR", acts).tls().start();
    let mut trial = Trial::new(&server);
    let totals = trial.get("/a", "a").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert!(trial.read("a").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_d_a_short_upload_that_is_called_whole_is_a_failure() {
    let whole = noise(1_000_000, 4);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Keep(600_000),
        Act::Receive(u64::MAX),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().on("STOR", acts).start();
    let mut trial = Trial::new(&server);
    trial.write("a", &whole);
    let totals = trial.put("a", "/a").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert!(server.file("a").is_none());
    assert!(
        server.paths().is_empty(),
        "what came out wrong is not kept: {:?}",
        server.paths()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_e_a_source_that_changed_is_not_spliced() {
    let (old, new) = (noise(1_500_000, 5), noise(1_500_000, 6));
    // Its time is the same as before: only the bytes tell.
    let once = vec![
        say("150 Go."),
        Act::Open,
        Act::Drip(old[..700_000].to_vec(), 50_000, Duration::from_millis(20)),
        Act::Pause(Duration::from_secs(1)),
        Act::ResetData,
        say("426 Cut."),
    ];
    let server = Script::new()
        .file("a", old)
        .on_each("RETR", [once, vec![Act::Honest]])
        .start();
    let mut trial = Trial::new(&server);
    trial.start_get("/a", trial.local("a"));
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.moved >= 600_000))
        .await;
    server.put("a", new.clone());
    let totals = trial.finish().await;
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert!(trial.read("a").unwrap() == new);
    assert!(
        trial.remarks().contains(&Remark::BegunAnew(Anew::Differs)),
        "{:?}",
        trial.remarks()
    );
    assert!(
        trial
            .notes
            .iter()
            .any(|note| note.contains("the last 64 KiB of the part")),
        "the log says why"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_f_an_announced_address_that_leads_nowhere_is_not_followed() {
    let whole = noise(300_000, 7);
    let server = Script::new()
        .without("EPSV")
        .on(
            "PASV",
            [Act::SayPort("227 Entering Passive Mode (10,255,255,1,{p1},{p2})")],
        )
        .file("a", whole.clone())
        .start();
    let mut trial = Trial::new(&server);
    assert_eq!(trial.get("/a", "a").await.done, 1);
    assert!(trial.read("a").unwrap() == whole);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_g_a_listing_that_was_cut_is_not_called_complete() {
    let lines: String = (0..2000)
        .map(|n| format!("type=file;size=1;modify=20240102030405; f{n}\r\n"))
        .collect();
    let cut = lines.match_indices("\r\n").nth(1000).unwrap().0 + 2;
    let acts = || {
        let half = Act::Send(lines.as_bytes()[..cut].to_vec());
        [say("150 Go."), Act::Open, half, Act::Cut, say("226 Done.")]
    };
    let server = Script::new().on("MLSD", acts()).on("LIST", acts()).tls().start();
    let mut trial = Trial::new(&server);
    let outcome = trial.browse(Request::List { folder: "/".into() }).await;
    match outcome {
        Err(_) => {}
        Ok(Outcome::Listed { listing, .. }) => assert!(listing.doubt.is_some(), "{listing:?}"),
        Ok(other) => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_in_the_middle_goes_on_at_the_same_byte() {
    let whole = noise(3_000_000, 8);
    let slow = vec![
        say("150 Go."),
        Act::Open,
        Act::Drip(whole.clone(), 60_000, Duration::from_millis(30)),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new()
        .file("a", whole.clone())
        .on_each("RETR", [slow, vec![Act::Honest]])
        .start();
    let mut trial = Trial::new(&server);
    trial.start_get("/a", trial.local("a"));
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.moved > 900_000))
        .await;
    trial.engine.send(Command::Pause(Aim::Job(JobId(1))));
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    trial.engine.send(Command::Resume(Aim::Job(JobId(1))));
    assert_eq!(trial.finish().await.done, 1);
    assert!(trial.read("a").unwrap() == whole);
    assert!(
        matches!(trial.remarks()[0], Remark::Resumed(900_000..)),
        "{:?}",
        trial.remarks()
    );
    assert_eq!(server.lines_of("REST").len(), 1);
}
