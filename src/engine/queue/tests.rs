//! The queue under every order of events that a generator can think of.

use proptest::prelude::*;

use super::*;
use crate::engine::command::Aim;
use crate::error::Reply;

const SERVER: ServerId = ServerId(0);

fn queue_with(files: usize) -> (Queue, JobId) {
    let mut queue = Queue::default();
    let job = add(&mut queue, 1, 0, files);
    (queue, job)
}

fn add(queue: &mut Queue, id: u64, priority: i8, files: usize) -> JobId {
    let job = JobId(id);
    queue.add_job(
        job,
        SERVER,
        Direction::Download,
        (Policy::Leave, Verify::Size, priority),
    );
    let folder = queue.add_folder(job, Folder::new("/srv".into(), "/tmp")).unwrap();
    let file = |n: usize| NewFile {
        name: RemoteName::new(n.to_string()),
        target: None,
        size: Some(10),
        modified: None,
        permissions: None,
        skip: None,
    };
    assert!(queue.add_files(job, folder, (0..files).map(file).collect()).is_empty());
    job
}

fn done() -> Ending {
    Ending {
        result: Ok(Finish::Done(Verified::Size, None)),
        moved: 10,
        remarks: Vec::new(),
        learned: false,
    }
}

fn failed(kind: Kind) -> Ending {
    let error = Error::new(Stage::Transfer, kind, "RETR 1").with_reply(Reply {
        code: 550,
        text: b"550 no".to_vec(),
    });
    Ending {
        result: Err(error),
        moved: 3,
        remarks: Vec::new(),
        learned: false,
    }
}

#[test]
fn files_run_in_order_and_the_job_ends() {
    let (mut queue, job) = queue_with(3);
    queue.planned(job);
    for _ in 0..3 {
        let id = queue.next(SERVER, Fit::Any, Moment::ZERO).unwrap();
        assert!(queue.finish(id, done(), Moment::from_secs(1)));
    }
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None);
    let totals = queue.job(job).unwrap().totals(0);
    assert!(totals.finished);
    assert_eq!((totals.done, totals.moved, totals.bytes), (3, 30, 30));
}

#[test]
fn higher_priority_goes_first_and_older_jobs_before_younger() {
    let mut queue = Queue::default();
    let (old, young, urgent) = (
        add(&mut queue, 1, 0, 1),
        add(&mut queue, 2, 0, 1),
        add(&mut queue, 3, 5, 1),
    );
    let order: Vec<JobId> = std::iter::from_fn(|| queue.next(SERVER, Fit::Any, Moment::ZERO))
        .map(|id| JobId((id.0 >> 32) + 1))
        .collect();
    assert_eq!(order, [urgent, old, young]);
}

#[test]
fn what_may_pass_is_tried_again_in_time_and_the_rest_fails() {
    let (mut queue, job) = queue_with(1);
    let id = queue.next(SERVER, Fit::Any, Moment::ZERO).unwrap();
    assert!(!queue.finish(id, failed(Kind::TimedOut), Moment::from_secs(1)));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None, "not before its time");
    let at = queue.next_wake().unwrap();
    queue.wake(at);
    assert_eq!(queue.next(SERVER, Fit::Any, at), Some(id));
    assert!(queue.finish(id, failed(Kind::NotFound), at));
    assert_eq!(queue.job(job).unwrap().counts.failed, 1);
    queue.retry(Aim::Job(job));
    assert_eq!(queue.next(SERVER, Fit::Any, at), Some(id));
}

#[test]
fn only_small_jobs_use_the_connection_that_is_kept_for_them() {
    let (mut queue, job) = queue_with(1);
    assert_eq!(
        queue.next(SERVER, Fit::SmallJob, Moment::ZERO),
        None,
        "its size is not known before it is planned"
    );
    queue.planned(job);
    assert!(queue.next(SERVER, Fit::SmallJob, Moment::ZERO).is_some());
}

#[derive(Clone, Debug)]
enum Step {
    Next,
    Done(usize),
    Fail(usize, bool),
    Pause(Option<usize>),
    Resume(Option<usize>),
    Cancel(Option<usize>),
    Retry(Option<usize>),
    Wait,
    Lost,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = || proptest::option::of(0usize..6);
    let step = prop_oneof![
        6 => Just(Step::Next),
        4 => (0usize..6).prop_map(Step::Done),
        3 => (0usize..6, any::<bool>()).prop_map(|(row, passes)| Step::Fail(row, passes)),
        1 => row().prop_map(Step::Pause),
        2 => row().prop_map(Step::Resume),
        1 => row().prop_map(Step::Cancel),
        1 => row().prop_map(Step::Retry),
        2 => Just(Step::Wait),
        1 => Just(Step::Lost),
    ];
    proptest::collection::vec(step, 0..80)
}

/// What must be true at every moment.
fn check(queue: &Queue, job: JobId, running: &[TransferId]) {
    let job = queue.job(job).unwrap();
    let totals = job.totals(0);
    assert_eq!(
        totals.files,
        totals.waiting + totals.running + totals.done + totals.failed + totals.skipped
    );
    assert_eq!(totals.running as usize, running.len(), "the queue knows what runs");
    let count = |matches: fn(&State) -> bool| job.transfers.iter().filter(|row| matches(&row.state)).count() as u64;
    assert_eq!(totals.done, count(|state| matches!(state, State::Done(_))));
    assert_eq!(totals.failed, count(|state| matches!(state, State::Failed(_))));
    let ready = job.ready.rows_in_turn();
    let mut unique = ready.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ready.len(), "nothing stands in the queue twice");
    let waiting: Vec<u32> = (0..)
        .zip(&job.transfers)
        .filter(|(_, row)| row.state == State::Waiting)
        .map(|(index, _)| index)
        .collect();
    assert_eq!(unique, waiting, "whatever waits can be next, and nothing else");
}

proptest! {
    #[test]
    fn nothing_is_lost_or_run_twice(steps in steps()) {
        let (mut queue, job) = queue_with(6);
        queue.planned(job);
        let mut running: Vec<TransferId> = Vec::new();
        let mut now = Moment::ZERO;
        for step in steps {
            now += Moment::from_millis(1);
            let aim = |row: Option<usize>, queue: &Queue| match row {
                Some(row) => Aim::Transfer(queue.id(job, row).unwrap()),
                None => Aim::Everything,
            };
            match step {
                Step::Next => if let Some(id) = queue.next(SERVER, Fit::Any, now) {
                    prop_assert!(!running.contains(&id), "{id:?} runs already");
                    running.push(id);
                },
                Step::Done(at) if at < running.len() => { queue.finish(running.remove(at), done(), now); }
                Step::Fail(at, passes) if at < running.len() => {
                    let kind = if passes { Kind::Reset } else { Kind::NotPermitted };
                    queue.finish(running.remove(at), failed(kind), now);
                }
                Step::Pause(row) => { let aim = aim(row, &queue); queue.pause(aim); }
                Step::Resume(row) => { let aim = aim(row, &queue); queue.resume(aim); }
                Step::Cancel(row) => { let aim = aim(row, &queue); queue.cancel(aim); }
                Step::Retry(row) => { let aim = aim(row, &queue); queue.retry(aim); }
                Step::Wait => { now += Moment::from_secs(60); queue.wake(now); }
                Step::Lost => { queue.fail_server(SERVER, &Error::new(Stage::Connect, Kind::Refused, "connect")); }
                _ => {}
            }
            let _ = queue.take_changed();
            check(&queue, job, &running);
        }
        // Whatever happened: when everybody lets go, every transfer comes to an end.
        for id in running { queue.finish(id, done(), now); }
        queue.resume(Aim::Everything);
        now += Moment::from_secs(3600);
        queue.wake(now);
        while let Some(id) = queue.next(SERVER, Fit::Any, now) {
            queue.finish(id, done(), now);
        }
        prop_assert!(queue.job(job).unwrap().is_finished());
    }
}
