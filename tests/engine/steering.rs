//! The queue as a panel shows and steers it.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId, Shown, View, Watch, Window};
use packetboat::engine::event::{Event, Row, Totals};
use packetboat::error::{Error, Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::State;

use super::rig::Rig;

fn view(shown: Shown, windows: &[(u64, usize, usize)]) -> Command {
    let window = |(job, first, count): &(u64, usize, usize)| Window {
        job: JobId(*job),
        first: *first,
        count: *count,
    };
    let windows = windows.iter().map(window).collect();
    Command::Watch(Watch::View(View { shown, windows }))
}

/// The next view of a job that fits.
async fn seen(rig: &mut Rig, of: u64, fits: impl Fn(Shown, usize, &[Row]) -> bool) -> (usize, Vec<Row>) {
    let event = rig.until(|event| match event {
        Event::View {
            job,
            shown,
            total,
            rows,
            ..
        } => *job == JobId(of) && fits(*shown, *total, rows),
        _ => false,
    });
    match event.await {
        Event::View { total, rows, .. } => (total, rows),
        _ => unreachable!(),
    }
}

async fn totals(rig: &mut Rig, of: u64, fits: impl Fn(&Totals) -> bool) -> Totals {
    let event = rig.until(|event| matches!(event, Event::Job(totals) if totals.job == JobId(of) && fits(totals)));
    match event.await {
        Event::Job(totals) => totals,
        _ => unreachable!(),
    }
}

fn names(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.remote.name().unwrap().visible()).collect()
}

#[tokio::test]
async fn a_view_shows_one_kind_of_rows_of_several_jobs() {
    let mut rig = Rig::new("views");
    rig.engine.send(Command::Connections(std::num::NonZeroUsize::MIN));
    for n in 0..8 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 2_000_000]);
    }
    let refused = Error::new(Stage::Command, Kind::NotPermitted, "RETR");
    for name in ["/srv/2", "/srv/5"] {
        rig.fault(
            Operation::Download,
            Some(name),
            9,
            Effect::Error(Box::new(refused.clone())),
        );
    }
    let totals = rig.get("/srv", "out").await;
    assert_eq!((totals.done, totals.failed), (6, 2));
    rig.tree.file("/other", vec![1; 2_000_000]);
    rig.get("/other", "out/").await;

    rig.engine.send(view(Shown::Failed, &[(1, 0, 10), (2, 0, 10)]));
    let (total, rows) = seen(&mut rig, 1, |shown, _, _| shown == Shown::Failed).await;
    assert_eq!((total, names(&rows)), (2, vec!["2".to_owned(), "5".to_owned()]));
    assert!(
        rows.iter()
            .all(|row| matches!(&row.state, State::Failed(error) if error.kind == Kind::NotPermitted))
    );
    rig.engine.send(view(Shown::Done, &[(1, 1, 2), (2, 0, 10)]));
    let mut jobs = Vec::new();
    for _ in 0..2 {
        let event = rig.until(|event| matches!(event, Event::View { shown: Shown::Done, .. }));
        let Event::View {
            job,
            total,
            rows,
            first,
            ..
        } = event.await
        else {
            unreachable!()
        };
        jobs.push((job.0, first, total, names(&rows)));
    }
    jobs.sort();
    // The newest first, so a window that begins at the second row begins with the last but one.
    assert_eq!(jobs[0], (1, 1, 6, vec!["6".to_owned(), "4".to_owned()]));
    assert_eq!(jobs[1], (2, 0, 1, vec!["other".to_owned()]));
}

#[tokio::test]
async fn running_rows_are_shown_with_their_progress_and_go_when_they_are_done() {
    let mut rig = Rig::new("progress");
    rig.tree.file("/a", vec![1; 3_000_000]);
    rig.tree.behave(|behaviour| {
        behaviour.pace = Duration::from_millis(250);
        behaviour.piece = 500_000;
    });
    rig.engine.send(view(Shown::Running, &[(1, 0, 10)]));
    rig.start_get("/a", "a");
    let (_, rows) = seen(&mut rig, 1, |_, _, rows| rows.iter().any(|row| row.moved > 0)).await;
    assert_eq!((names(&rows), &rows[0].state), (vec!["a".to_owned()], &State::Running));
    let before = rows[0].moved;
    seen(&mut rig, 1, |_, total, rows| total == 1 && rows[0].moved > before).await;
    let (total, rows) = seen(&mut rig, 1, |_, total, _| total == 0).await;
    assert_eq!((total, rows.len()), (0, 0));
}

#[tokio::test]
async fn a_held_queue_touches_no_server_until_it_may_go_on() {
    let mut rig = Rig::new("held");
    rig.tree.file("/srv/a", vec![1; 100]);
    rig.engine.send(Command::Hold(true));
    rig.until(|event| matches!(event, Event::Held(true))).await;
    rig.start_get("/srv", "out");
    let waiting = totals(&mut rig, 1, |_| true).await;
    assert!(!waiting.planned && !waiting.finished);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(rig.tree.sessions().most, 0, "nobody has connected");
    rig.engine.send(Command::Hold(false));
    rig.until(|event| matches!(event, Event::Held(false))).await;
    let end = rig.finish_job(1).await;
    assert_eq!((end.done, end.failed), (1, 0));
}

#[tokio::test]
async fn holding_breaks_off_what_runs_and_nothing_is_lost() {
    let mut rig = Rig::new("hold-running");
    for n in 0..6 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![n; 2_000_000]);
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(50));
    rig.start_get("/srv", "out");
    totals(&mut rig, 1, |totals| totals.moved > 0).await;
    rig.engine.send(Command::Hold(true));
    let held = totals(&mut rig, 1, |totals| totals.running == 0).await;
    assert!(held.waiting > 0 && held.failed == 0 && held.paused == 0, "{held:?}");
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    rig.engine.send(Command::Hold(false));
    let end = rig.finish_job(1).await;
    assert_eq!((end.done, end.failed), (6, 0));
    for n in 0..6u8 {
        assert_eq!(rig.read(&format!("out/{n}")), vec![n; 2_000_000]);
    }
}

#[tokio::test]
async fn jobs_have_titles_and_are_put_in_order() {
    let mut rig = Rig::new("order");
    rig.engine.send(Command::Hold(true));
    for name in ["a", "b", "c"] {
        rig.write(&format!("{name}/f"), b"x");
        rig.start_put(name, &format!("/www/{name}"));
    }
    let first = totals(&mut rig, 1, |_| true).await;
    assert_eq!((first.server.as_str(), first.source.as_str()), ("order:21", "a"));
    assert_eq!(
        (first.destination.as_str(), first.sources, first.priority),
        ("order:/www/a", 1, 0)
    );
    rig.engine.send(Command::Priority {
        job: JobId(2),
        priority: 5,
    });
    let is = |order: &'static [u64]| move |event: &Event| matches!(event, Event::Order(jobs) if jobs.iter().map(|job| job.0).collect::<Vec<_>>() == order);
    rig.until(is(&[2, 1, 3])).await;
    rig.engine.send(Command::Before {
        job: JobId(3),
        before: Some(JobId(1)),
    });
    rig.until(is(&[2, 3, 1])).await;
    rig.engine.send(Command::Pause(Aim::Job(JobId(1))));
    rig.engine.send(Command::Hold(false));
    let mut running = vec![JobId(2), JobId(3)];
    while !running.is_empty() {
        if let Event::Job(totals) = rig
            .until(|event| matches!(event, Event::Job(totals) if totals.finished))
            .await
        {
            running.retain(|job| *job != totals.job);
        }
    }
    rig.engine.send(Command::Resume(Aim::Job(JobId(1))));
    rig.finish_job(1).await;
    assert_eq!(rig.tree.names("/www"), ["a", "b", "c"]);
}

#[tokio::test]
async fn finished_jobs_and_rows_are_forgotten() {
    let mut rig = Rig::new("forget");
    rig.tree.file("/srv/a", b"x".to_vec());
    rig.tree.file("/srv/b", b"x".to_vec());
    rig.get("/srv", "out").await;
    rig.engine.send(view(Shown::Done, &[(1, 0, 10)]));
    let (_, rows) = seen(&mut rig, 1, |_, total, _| total == 2).await;
    rig.engine.send(Command::Forget(Aim::Transfer(rows[0].id)));
    let numbers = totals(&mut rig, 1, |totals| totals.files == 1).await;
    assert_eq!((numbers.done, numbers.bytes, numbers.moved), (1, 1, 1));
    let (_, left) = seen(&mut rig, 1, |_, total, _| total == 1).await;
    assert_eq!(left, rows[1..]);
    rig.engine.send(Command::Forget(Aim::Everything));
    rig.until(|event| matches!(event, Event::JobGone(JobId(1)))).await;

    // One that still runs goes when it is over.
    rig.tree.file("/big", vec![1; 3_000_000]);
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(100));
    rig.start_get("/big", "big");
    totals(&mut rig, 2, |totals| totals.running == 1).await;
    rig.engine.send(Command::Forget(Aim::Job(JobId(2))));
    rig.engine.send(Command::Cancel(Aim::Job(JobId(2))));
    rig.until(|event| matches!(event, Event::JobGone(JobId(2)))).await;
    assert_eq!(rig.names("."), ["out"], "and its part with it");
}

#[tokio::test]
async fn retry_looks_again_at_what_could_not_be_found_or_read() {
    let mut rig = Rig::new("again");
    let end = rig.put("ghost", "/up/").await;
    assert_eq!((end.done, end.problems.len()), (0, 1), "{end:?}");
    rig.write("ghost", b"here now");
    rig.engine.send(Command::Retry(Aim::Everything));
    let end = totals(&mut rig, 1, |totals| totals.finished && totals.done == 1).await;
    assert_eq!(end.problems.len(), 0);

    rig.tree.file("/srv/open", b"1".to_vec());
    rig.tree.file("/srv/shut/a", b"2".to_vec());
    let refused = Error::new(Stage::Listing, Kind::NotPermitted, "LIST");
    rig.fault(Operation::List, Some("/srv/shut"), 1, Effect::Error(Box::new(refused)));
    let end = rig.get("/srv", "out").await;
    assert_eq!((end.done, end.problems.len()), (1, 1), "{end:?}");
    assert_eq!(end.problems[0].error.kind, Kind::NotPermitted);
    rig.engine.send(Command::Retry(Aim::Job(JobId(2))));
    let end = totals(&mut rig, 2, |totals| totals.finished && totals.done == 2).await;
    assert_eq!((end.files, end.problems.len()), (2, 0));
    assert_eq!(rig.names("out"), ["open", "shut"]);
    assert_eq!(rig.read("out/shut/a"), b"2");
}

#[tokio::test]
async fn retry_after_a_cancel_finds_the_rest_of_the_job() {
    let mut rig = Rig::new("cancelled-plan");
    for n in 0..20 {
        rig.tree.file(format!("/srv/{n}/f").as_str(), b"x".to_vec());
    }
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(30));
    rig.start_get("/srv", "out");
    totals(&mut rig, 1, |totals| totals.files > 2).await;
    rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    let cancelled = rig.finish_job(1).await;
    assert!(cancelled.files < 20, "{cancelled:?}");
    rig.tree.behave(|behaviour| behaviour.latency = Duration::ZERO);
    rig.engine.send(Command::Retry(Aim::Job(JobId(1))));
    let end = totals(&mut rig, 1, |totals| totals.finished && totals.done == 20).await;
    assert_eq!((end.files, end.failed, end.problems.len()), (20, 0, 0));
}
