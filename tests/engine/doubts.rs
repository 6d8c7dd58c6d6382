//! What somebody must say about the files of a job, while the rest of it goes on.

use packetboat::ask::{Answer, Question};
use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Totals};
use packetboat::error::{Error, Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{Policy, Resolution};

use super::rig::Rig;

async fn totals(rig: &mut Rig, fits: impl Fn(&Totals) -> bool) -> Totals {
    match rig
        .until(|event| matches!(event, Event::Job(totals) if fits(totals)))
        .await
    {
        Event::Job(totals) => totals,
        _ => unreachable!(),
    }
}

/// A job of ten files, six of which exist at the target with other bytes; nobody answers by itself.
fn doubtful(name: &str) -> Rig {
    let mut rig = Rig::new(name);
    for n in 0..10 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![n; 100]);
    }
    for n in 0..6 {
        rig.write(&format!("out/srv/{n}"), b"mine");
    }
    rig.policy = Policy::Ask;
    rig.unanswered = Some(Vec::new());
    rig.start_get("/srv", "out/");
    rig
}

#[tokio::test]
async fn a_conflict_parks_only_its_file() {
    let mut rig = doubtful("parked");
    let rest = totals(&mut rig, |totals| totals.done == 4).await;
    assert_eq!((rest.asking, rest.waiting, rest.running), (6, 6, 0), "{rest:?}");
    assert!(!rest.finished);
    let asked = rig.unanswered.take().unwrap();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|(_, job)| *job == Some(JobId(1))));
    // One is answered; the others wait on.
    rig.engine.send(Command::Answer {
        question: asked[0].0,
        answer: Answer::Conflict(Resolution::Overwrite),
    });
    let next = totals(&mut rig, |totals| totals.done == 5).await;
    assert_eq!(next.asking, 5);
    rig.engine.send(Command::Answer {
        question: asked[1].0,
        answer: Answer::No,
    });
    let next = totals(&mut rig, |totals| totals.asking == 4).await;
    assert_eq!((next.skipped, next.left), (1, 1));
    rig.engine.send(Command::Settle {
        job: JobId(1),
        resolution: Resolution::Skip,
        later: false,
    });
    let end = rig.finish_job(1).await;
    assert_eq!((end.done, end.skipped, end.left, end.asking), (5, 5, 1, 0));
    assert_eq!(rig.gone.len(), 4, "nobody needs to answer them any more");
    let theirs: Vec<u8> = (0..6)
        .filter(|n| rig.read(&format!("out/srv/{n}")) == vec![*n; 100])
        .collect();
    assert_eq!(theirs.len(), 1);
}

#[tokio::test]
async fn what_is_said_for_later_holds_for_what_the_job_meets_next() {
    let mut rig = Rig::new("later");
    for n in 0..4 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![n; 100]);
        rig.write(&format!("out/srv/{n}"), b"mine");
    }
    rig.policy = Policy::Ask;
    rig.unanswered = Some(Vec::new());
    rig.engine.send(Command::Hold(true));
    rig.start_get("/srv", "out/");
    totals(&mut rig, |_| true).await;
    rig.engine.send(Command::Settle {
        job: JobId(1),
        resolution: Resolution::Overwrite,
        later: true,
    });
    rig.engine.send(Command::Hold(false));
    let end = rig.finish_job(1).await;
    assert_eq!((end.done, end.skipped), (4, 0));
    assert!(rig.asked.is_empty());
}

#[tokio::test]
async fn a_cancelled_job_asks_for_nothing_any_more_and_a_paused_one_asks_on() {
    let mut rig = doubtful("cancelled");
    totals(&mut rig, |totals| totals.asking == 6).await;
    rig.engine.send(Command::Pause(Aim::Job(JobId(1))));
    let paused = totals(&mut rig, |totals| totals.paused > 0 && totals.running == 0).await;
    assert_eq!(paused.asking, 6);
    assert!(rig.gone.is_empty());
    rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    let end = rig.finish_job(1).await;
    assert_eq!((end.asking, rig.gone.len()), (0, 6));
    // Asked again after a retry.
    let before = rig.asked.len();
    rig.engine.send(Command::Resume(Aim::Job(JobId(1))));
    rig.engine.send(Command::Retry(Aim::Job(JobId(1))));
    let again = totals(&mut rig, |totals| totals.asking == 6).await;
    assert_eq!(again.files, 10);
    assert_eq!(rig.asked.len(), before + 6);
}

#[tokio::test]
async fn of_very_many_conflicts_a_thousand_are_asked_at_once_and_all_are_settled() {
    let mut rig = Rig::new("thousands");
    for n in 0..1300 {
        rig.tree.file(format!("/srv/{n}").as_str(), b"new".to_vec());
        rig.write(&format!("out/srv/{n}"), b"old");
    }
    rig.policy = Policy::Ask;
    rig.unanswered = Some(Vec::new());
    rig.start_get("/srv", "out/");
    totals(&mut rig, |totals| totals.asking == 1300).await;
    assert_eq!(rig.asked.len(), 1000);
    let first = rig.unanswered.as_ref().unwrap()[0].0;
    rig.engine.send(Command::Answer {
        question: first,
        answer: Answer::Conflict(Resolution::Overwrite),
    });
    totals(&mut rig, |totals| totals.done == 1).await;
    assert_eq!(rig.asked.len(), 1001, "there is room for one more");
    rig.engine.send(Command::Settle {
        job: JobId(1),
        resolution: Resolution::Skip,
        later: false,
    });
    let end = rig.finish_job(1).await;
    assert_eq!((end.done, end.skipped), (1, 1299));
    assert_eq!(rig.gone.len(), 1000);
}

/// A job of sixty files into a folder where nobody may write, so often.
fn hopeless(name: &str, times: u32) -> Rig {
    let mut rig = Rig::new(name);
    rig.engine.send(Command::Connections(std::num::NonZeroUsize::MIN));
    for n in 0..60 {
        rig.write(&format!("site/{n:02}"), b"x");
    }
    let refused = Error::new(Stage::Command, Kind::NotPermitted, "STOR");
    rig.fault(Operation::Upload, None, times, Effect::Error(Box::new(refused)));
    rig.unanswered = Some(Vec::new());
    rig.start_put("site", "/www");
    rig
}

#[tokio::test]
async fn twenty_failures_of_one_kind_in_a_row_stop_the_job_with_one_question() {
    let mut rig = hopeless("stuck", 1000);
    let stopped = totals(&mut rig, |totals| totals.failed >= 20 && totals.running == 0).await;
    assert_eq!(stopped.paused, stopped.waiting);
    assert!(stopped.waiting > 30 && !stopped.finished, "{stopped:?}");
    let asked = rig.unanswered.take().unwrap();
    assert_eq!(asked.len(), 1);
    assert!(
        matches!(&rig.asked[..], [Question::ManyFailures { error, count: 20 }] if error.kind == Kind::NotPermitted)
    );
    // Going on: the rest fails too, and nobody is asked again.
    rig.engine.send(Command::Answer {
        question: asked[0].0,
        answer: Answer::Yes,
    });
    let end = rig.finish_job(1).await;
    assert_eq!((end.failed, end.done), (60, 0));
    assert_eq!(rig.asked.len(), 1);
}

#[tokio::test]
async fn a_stopped_job_goes_on_by_hand_once_the_cause_is_gone() {
    let mut rig = hopeless("mended", 20);
    totals(&mut rig, |totals| totals.failed >= 20 && totals.running == 0).await;
    rig.engine.send(Command::Retry(Aim::Job(JobId(1))));
    rig.engine.send(Command::Resume(Aim::Job(JobId(1))));
    rig.until(|event| matches!(event, Event::QuestionGone(_))).await;
    let end = rig.finish_job(1).await;
    assert_eq!((end.failed, end.done), (0, 60));
}
