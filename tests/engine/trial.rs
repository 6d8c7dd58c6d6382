//! Trying a site out: every step is told with what was found, and nothing stays behind.

use std::sync::Arc;
use std::time::Duration;

use packetboat::ask::Answer;
use packetboat::engine::command::{Aim, Command, Request, Ticket};
use packetboat::engine::event::{Event, Outcome, Step};
use packetboat::error::{Error, Kind, Stage};
use packetboat::path::RemotePath;
use packetboat::remote::memory::{Effect, Operation};
use packetboat::secret::Secret;
use packetboat::site::{Logon, Site};
use packetboat::wire::Milestone;

use super::rig::Rig;

const TICKET: Ticket = Ticket(4_711);

/// Tries the site out; its steps, and how it ended.
async fn trial(rig: &mut Rig, folder: Option<&str>) -> (Vec<Step>, Result<Outcome, Error>) {
    rig.engine.send(Command::Try {
        ticket: TICKET,
        site: rig.site.clone(),
        folder: folder.map(RemotePath::from),
    });
    let mut steps = Vec::new();
    loop {
        let about = |event: &Event| match event {
            Event::Tried { ticket, .. } | Event::Answered { ticket, .. } => *ticket == TICKET,
            _ => false,
        };
        match rig.until(about).await {
            Event::Tried { step, .. } => steps.push(*step),
            Event::Answered { result, .. } => return (steps, result),
            _ => unreachable!(),
        }
    }
}

fn with_login(name: &str) -> Rig {
    let mut rig = Rig::new(name);
    rig.tree
        .behave(|behaviour| behaviour.login = Some(("anna".into(), Secret::new("right"))));
    rig.site = Arc::new(Site {
        logon: Logon::Ask { user: "anna".into() },
        ..(*rig.site).clone()
    });
    rig
}

#[tokio::test]
async fn every_step_is_told_and_the_connection_is_closed() {
    let mut rig = with_login("trial-good");
    rig.tree.file("/www/a", *b"x");
    rig.tree.file("/www/b", *b"x");
    rig.answers = vec![Answer::Password(Secret::new("right"))];
    let (steps, end) = trial(&mut rig, Some("/www")).await;
    assert!(matches!(end, Ok(Outcome::Tried)), "{end:?}");
    let [connected, logged_in, listed] = &steps[..] else {
        panic!("{steps:?}")
    };
    assert!(matches!(connected.result, Ok(Milestone::Connected { .. })));
    assert!(matches!(&logged_in.result, Ok(Milestone::LoggedIn { user, .. }) if user == "anna"));
    let listing = Milestone::Listed {
        folder: "/www".into(),
        entries: 2,
        active: None,
    };
    assert_eq!(listed.result, Ok(listing));
    assert_eq!((rig.tree.sessions().opened, rig.tree.sessions().open), (1, 0));
    // What was typed holds for the run, as everywhere.
    let folder = RemotePath::root();
    rig.browse(Request::List { folder }).await.unwrap();
    assert_eq!(rig.asked.len(), 1);
}

#[tokio::test]
async fn it_stops_where_it_stops_and_a_refused_password_is_not_kept() {
    let mut rig = with_login("trial-refused");
    rig.answers = vec![
        Answer::Password(Secret::new("right")),
        Answer::Password(Secret::new("wrong")),
    ];
    let (steps, end) = trial(&mut rig, None).await;
    assert_eq!(end.unwrap_err().kind, Kind::LoginRefused);
    let last = steps.last().unwrap().result.clone().unwrap_err();
    assert_eq!((last.stage, last.kind), (Stage::Login, Kind::LoginRefused));
    assert_eq!(rig.tree.sessions().open, 0);
    let (_, end) = trial(&mut rig, None).await;
    assert!(end.is_ok(), "{end:?}");
    assert_eq!(rig.asked.len(), 2, "the wrong one was asked for again");
}

#[tokio::test]
async fn a_folder_that_is_not_there_fails_the_last_step_only() {
    let mut rig = Rig::new("trial-folder");
    let (steps, end) = trial(&mut rig, Some("/gone")).await;
    assert_eq!(end.unwrap_err().kind, Kind::NotFound);
    let passed = steps.iter().filter(|step| step.result.is_ok()).count();
    assert_eq!((passed, steps.len()), (2, 3), "{steps:?}");
    assert_eq!(rig.tree.sessions().open, 0);
}

#[tokio::test]
async fn who_is_asked_takes_no_time_and_a_trial_can_be_stopped() {
    let mut rig = with_login("trial-stopped");
    rig.unanswered = Some(Vec::new());
    rig.engine.send(Command::Try {
        ticket: TICKET,
        site: rig.site.clone(),
        folder: None,
    });
    rig.until(|event| matches!(event, Event::Question { .. })).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    let (question, _) = rig.unanswered.as_mut().unwrap().remove(0);
    let answer = Answer::Password(Secret::new("right"));
    rig.engine.send(Command::Answer { question, answer });
    let logged_in = |event: &Event| match event {
        Event::Tried { step, .. } => matches!(step.result, Ok(Milestone::LoggedIn { .. })),
        _ => false,
    };
    let Event::Tried { step, .. } = rig.until(logged_in).await else {
        unreachable!()
    };
    assert!(step.took < Duration::from_millis(500), "{:?}", step.took);
    rig.until(|event| matches!(event, Event::Answered { .. })).await;

    rig.fault(Operation::List, None, 1, Effect::Slow(Duration::from_secs(30)));
    rig.engine.send(Command::Try {
        ticket: TICKET,
        site: rig.site.clone(),
        folder: None,
    });
    rig.until(logged_in).await;
    rig.engine.send(Command::Cancel(Aim::Request(TICKET)));
    let Event::Answered { result, .. } = rig.until(|event| matches!(event, Event::Answered { .. })).await else {
        unreachable!()
    };
    assert_eq!(result.unwrap_err().kind, Kind::Cancelled);
    assert_eq!(rig.tree.sessions().open, 0);
}
