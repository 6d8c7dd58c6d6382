//! The queue under every order of events that a generator can think of.

use proptest::prelude::*;

use super::*;
use crate::engine::command::{Aim, Shown};
use crate::error::Reply;
use crate::path::RemoteName;
use crate::transfer::Verified;

const SERVER: ServerId = ServerId(0);

fn queue_with(files: usize) -> (Queue, JobId) {
    let mut queue = Queue::default();
    let job = add(&mut queue, 1, 0, files);
    (queue, job)
}

fn add(queue: &mut Queue, id: u64, priority: i8, files: usize) -> JobId {
    let job = JobId(id);
    let terms = Terms {
        priority,
        ..Terms::default()
    };
    queue.add_job(job, SERVER, Direction::Download, terms);
    let folder = queue.add_folder(job, Folder::new("/srv".into(), "/tmp")).unwrap();
    let file = |n: usize| NewFile {
        name: RemoteName::new(n.to_string()),
        target: None,
        size: Some(10),
        modified: None,
        permissions: None,
        skip: None,
        plain: true,
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
        excused: None,
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
        excused: None,
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

#[test]
fn a_held_queue_starts_nothing_and_what_it_broke_off_goes_first() {
    let (mut queue, job) = queue_with(3);
    let first = queue.next(SERVER, Fit::Any, Moment::ZERO).unwrap();
    assert_eq!(queue.hold(true), [first]);
    assert!(!queue.finish(first, failed(Kind::Cancelled), Moment::ZERO), "it waits");
    let late = add(&mut queue, 2, 9, 1);
    assert_eq!((queue.runnable(SERVER), queue.has_small(SERVER)), ((0, 0), false));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None);
    assert_eq!(queue.job(job).unwrap().totals(0).paused, 0, "nobody paused it");
    assert!(queue.hold(false).is_empty());
    assert_eq!(
        queue.next(SERVER, Fit::Any, Moment::ZERO),
        queue.id(late, 0),
        "by its priority"
    );
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), Some(first));
    assert_eq!(queue.transfer(first).unwrap().1.tries, 1, "being held is no try");
}

#[test]
fn of_a_held_queue_what_was_let_go_runs_and_nothing_else() {
    let (mut queue, one) = queue_with(3);
    let two = add(&mut queue, 2, 0, 2);
    queue.hold(true);
    let row = queue.id(one, 2).unwrap();
    queue.let_go(Aim::Transfer(row));
    assert_eq!(queue.runnable(SERVER), (1, 0));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), Some(row));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None);
    assert!((queue.may_plan(one), queue.may_plan(two)) == (false, false) && queue.wants_rows(one));
    // Tried again, it is still let go; its job waits.
    queue.finish(row, failed(Kind::NotPermitted), Moment::ZERO);
    queue.retry(Aim::Everything);
    assert_eq!(queue.next(SERVER, Fit::SmallFile, Moment::ZERO), Some(row));
    queue.let_go(Aim::Job(two));
    assert_eq!(queue.runnable(SERVER), (2, 0));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), queue.id(two, 0));
    queue.pause(Aim::Job(two));
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None, "paused by itself");
    queue.let_go(Aim::Everything);
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), queue.id(one, 0));
    assert!(!queue.is_held());
}

#[test]
fn rows_are_put_in_order() {
    let (mut queue, job) = queue_with(5);
    let id = |queue: &Queue, row| queue.id(job, row).unwrap();
    queue.put_first(id(&queue, 3));
    queue.put_first(id(&queue, 1));
    queue.prioritise_row(id(&queue, 0), -1);
    let order: Vec<u64> = std::iter::from_fn(|| queue.next(SERVER, Fit::Any, Moment::ZERO))
        .map(|id| id.0 & 0xff)
        .collect();
    assert_eq!(order, [1, 3, 2, 4, 0]);
}

#[test]
fn jobs_are_moved_and_the_neighbour_gives_the_priority() {
    let mut queue = Queue::default();
    let jobs: Vec<JobId> = (1..=4).map(|id| add(&mut queue, id, 0, 1)).collect();
    let order = |queue: &mut Queue| -> Vec<u64> { queue.take_order().unwrap().iter().map(|job| job.0).collect() };
    assert_eq!(order(&mut queue), [1, 2, 3, 4]);
    assert_eq!(queue.take_order(), None, "told once");
    queue.put_before(jobs[3], Some(jobs[1]));
    assert_eq!(order(&mut queue), [1, 4, 2, 3]);
    queue.put_before(jobs[0], None);
    assert_eq!(order(&mut queue), [4, 2, 3, 1]);
    queue.prioritise(jobs[2], 3);
    assert_eq!(order(&mut queue), [3, 4, 2, 1]);
    queue.put_before(jobs[1], Some(jobs[2]));
    assert_eq!(order(&mut queue), [2, 3, 4, 1]);
    assert_eq!(queue.job(jobs[1]).unwrap().priority, 3);
    queue.put_before(jobs[2], None);
    assert_eq!(order(&mut queue), [2, 4, 1, 3]);
    assert_eq!(queue.job(jobs[2]).unwrap().priority, 0);
    let turns: Vec<u64> = std::iter::from_fn(|| queue.next(SERVER, Fit::Any, Moment::ZERO))
        .map(|id| (id.0 >> 32) + 1)
        .collect();
    assert_eq!(turns, [2, 4, 1, 3], "and so they run");
}

#[test]
fn what_is_forgotten_leaves_no_trace_in_the_numbers() {
    let (mut queue, job) = queue_with(3);
    queue.planned(job);
    for (at, ending) in [done(), failed(Kind::NotFound)].into_iter().enumerate() {
        let id = queue.next(SERVER, Fit::Any, Moment::ZERO).unwrap();
        assert_eq!(Some(id), queue.id(job, at));
        queue.finish(id, ending, Moment::ZERO);
    }
    for row in 0..3 {
        queue.forget(Aim::Transfer(queue.id(job, row).unwrap()));
    }
    queue.forget(Aim::Everything);
    let totals = queue.job(job).unwrap().totals(0);
    assert_eq!(
        (totals.files, totals.waiting, totals.bytes, totals.moved),
        (1, 1, 10, 0)
    );
    queue.retry(Aim::Everything);
    assert_eq!(
        queue.job(job).unwrap().totals(0).waiting,
        1,
        "a row that is gone comes back by nothing"
    );
    queue.forget(Aim::Job(job));
    assert_eq!(queue.take_changed(), [job], "it is not finished");
    let last = queue.next(SERVER, Fit::Any, Moment::ZERO).unwrap();
    queue.finish(last, done(), Moment::ZERO);
    assert_eq!(queue.take_changed(), [JobId(0); 0]);
    assert_eq!(queue.take_gone(), [job]);
    assert!(queue.transfer(last).is_none() && queue.job(job).is_none());
    assert!(!queue.finish(last, done(), Moment::ZERO));
}

#[test]
fn views_and_retries_of_many_rows_cost_no_look_at_all_of_them() {
    const ROWS: usize = 200_000;
    let (mut queue, job) = queue_with(ROWS);
    queue.planned(job);
    while let Some(id) = queue.next(SERVER, Fit::Any, Moment::ZERO) {
        let ending = if id.0 % 2 == 0 { done() } else { failed(Kind::NotFound) };
        queue.finish(id, ending, Moment::ZERO);
    }
    let begun = std::time::Instant::now();
    for first in 0..5_000 {
        let lists = &queue.job(job).unwrap().lists;
        assert_eq!(lists.window(Shown::Done, ROWS / 4 + first, 50).len(), 50);
        assert_eq!(lists.window(Shown::Failed, ROWS / 4 + first, 50).len(), 50);
    }
    queue.retry(Aim::Job(job));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    let totals = queue.job(job).unwrap().totals(0);
    assert_eq!((totals.waiting, totals.failed), (ROWS as u64 / 2, 0));
    assert_eq!(
        queue.next(SERVER, Fit::Any, Moment::ZERO),
        queue.id(job, 1),
        "in the order of the job"
    );
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
    Hold(bool),
    LetGo(Option<usize>),
    Prioritise(usize, i16),
    First(usize),
    Forget(usize),
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
        1 => any::<bool>().prop_map(Step::Hold),
        1 => row().prop_map(Step::LetGo),
        1 => (0usize..6, -2i16..3).prop_map(|(row, priority)| Step::Prioritise(row, priority)),
        1 => (0usize..6).prop_map(Step::First),
        1 => (0usize..6).prop_map(Step::Forget),
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
    let rows = || job.transfers.iter().filter(|row| !row.forgotten);
    let count = |matches: fn(&State) -> bool| rows().filter(|row| matches(&row.state)).count() as u64;
    assert_eq!(totals.done, count(|state| matches!(state, State::Done(_))));
    assert_eq!(totals.failed, count(|state| matches!(state, State::Failed(_))));
    assert_eq!(job.counts.paused, count(|state| *state == State::Paused));
    for (shown, matches) in [
        (Shown::Running, (|state| *state == State::Running) as fn(&State) -> bool),
        (Shown::Failed, |state| matches!(state, State::Failed(_))),
        (Shown::Done, |state| matches!(state, State::Done(_) | State::Skipped(_))),
    ] {
        let mut listed = job.lists.window(shown, 0, usize::MAX);
        listed.sort_unstable();
        let meant = (0..)
            .zip(&job.transfers)
            .filter(|(_, row)| !row.forgotten && matches(&row.state));
        assert_eq!(listed, meant.map(|(index, _)| index).collect::<Vec<u32>>(), "{shown:?}");
    }
    let begun = |state: &State| state.is_final() || *state == State::Running;
    let not_begun = (0..).zip(&job.transfers).filter(|(_, row)| !begun(&row.state));
    let not_begun: Vec<u32> = not_begun.map(|(index, _)| index).collect();
    let mut shown = job.window(Shown::Running, running.len(), usize::MAX);
    assert_eq!(
        job.window(Shown::Running, running.len() + 1, 1),
        shown.get(1..2).unwrap_or_default()
    );
    shown.sort_unstable();
    assert_eq!(shown, not_begun, "what has not begun is shown behind what runs");
    assert_eq!(job.total(Shown::Running), running.len() + not_begun.len());
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
                Step::Hold(held) => { queue.hold(held); }
                Step::LetGo(row) => { let aim = aim(row, &queue); queue.let_go(aim); }
                Step::Prioritise(row, priority) => queue.prioritise_row(queue.id(job, row).unwrap(), priority),
                Step::First(row) => queue.put_first(queue.id(job, row).unwrap()),
                Step::Forget(row) => queue.forget(Aim::Transfer(queue.id(job, row).unwrap())),
                Step::Wait => { now += Moment::from_secs(60); queue.wake(now); }
                Step::Lost => { queue.fail_server(SERVER, &Error::new(Stage::Connect, Kind::Refused, "connect")); }
                _ => {}
            }
            let _ = queue.take_changed();
            if queue.job(job).is_none() {
                prop_assert!(running.is_empty());
                prop_assert_eq!(queue.take_gone(), [job]);
                return Ok(());
            }
            check(&queue, job, &running);
        }
        // Whatever happened: when everybody lets go, every transfer comes to an end.
        for id in running { queue.finish(id, done(), now); }
        queue.hold(false);
        queue.resume(Aim::Everything);
        now += Moment::from_secs(3600);
        queue.wake(now);
        while let Some(id) = queue.next(SERVER, Fit::Any, now) {
            queue.finish(id, done(), now);
        }
        prop_assert!(queue.job(job).unwrap().is_finished());
    }
}
