//! Going on with what an earlier try has left: only with what is proven to be the beginning of the same file.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Remark};
use packetboat::error::{Error, Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::Anew;

use super::rig::Rig;

/// Bytes that repeat so late that no two places look alike.
pub fn bytes(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 11) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn reset() -> Box<Error> {
    Box::new(Error::new(Stage::Transfer, Kind::Reset, "RETR /a").breaking())
}

fn parts(names: &[String]) -> usize {
    names.iter().filter(|name| name.ends_with(".part")).count()
}

/// Starts a slow job, and stops it by `command` when it has moved more than `past` bytes.
async fn stop_at(rig: &mut Rig, put: bool, past: u64, command: Command) {
    rig.tree.behave(|behaviour| {
        // Uploads come in larger pieces.
        behaviour.pace = Duration::from_millis(if put { 100 } else { 20 });
        behaviour.piece = 50_000;
    });
    match put {
        true => rig.start_put("a", "/a"),
        false => rig.start_get("/a", "a"),
    }
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > past && totals.running == 1))
        .await;
    rig.engine.send(command);
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
}

async fn pause(rig: &mut Rig, put: bool) {
    stop_at(rig, put, 1_500_000, Command::Pause(Aim::Job(JobId(1)))).await;
}

async fn go_on(rig: &mut Rig) {
    rig.engine.send(Command::Resume(Aim::Job(JobId(1))));
    let totals = rig.finish_job(1).await;
    assert_eq!((totals.done, totals.failed), (1, 0), "{totals:?} {:?}", rig.failures);
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke() {
    let mut rig = Rig::new("resume-get");
    let whole = bytes(3_000_000, 1);
    rig.tree.file("/a", whole.clone());
    rig.fault(Operation::Download, None, 1, Effect::ErrorAfter(2_000_000, reset()));
    let totals = rig.get("/a", "a").await;
    assert_eq!((totals.done, totals.failed, totals.moved), (1, 0, 3_000_000));
    assert_eq!(rig.read("a"), whole);
    assert_eq!(rig.remarks[0], Remark::Resumed(2_000_000));
    assert_eq!(rig.names(""), ["a"]);
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_it_broke() {
    let mut rig = Rig::new("resume-put");
    let whole = bytes(3_000_000, 2);
    rig.write("a", &whole);
    rig.fault(Operation::Upload, None, 1, Effect::ErrorAfter(2_000_000, reset()));
    let totals = rig.put("a", "/a").await;
    assert_eq!((totals.done, totals.failed, totals.moved), (1, 0, 3_000_000));
    assert_eq!(rig.tree.read("/a").unwrap(), whole);
    assert!(
        matches!(rig.remarks[0], Remark::Resumed(1_900_000..)),
        "{:?}",
        rig.remarks
    );
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn a_lost_reply_at_the_end_is_settled_by_a_look() {
    for put in [false, true] {
        let mut rig = Rig::new(&format!("lost-226-{put}"));
        let whole = bytes(2_000_000, 3);
        rig.tree.file("/a", whole.clone());
        rig.write("b", &whole);
        let operation = if put { Operation::Upload } else { Operation::Download };
        rig.fault(operation, None, 1, Effect::DoneThenError(reset()));
        let totals = if put {
            rig.put("b", "/b").await
        } else {
            rig.get("/a", "a").await
        };
        assert_eq!(totals.done, 1);
        assert_eq!(rig.remarks[0], Remark::Resumed(2_000_000), "no byte was moved twice");
        let arrived = if put {
            rig.tree.read("/b").unwrap()
        } else {
            rig.read("a")
        };
        assert_eq!(arrived, whole);
    }
}

#[tokio::test]
async fn a_renaming_whose_reply_was_lost_is_not_done_twice() {
    let mut rig = Rig::new("lost-rnto");
    let whole = bytes(2_000_000, 4);
    rig.write("a", &whole);
    rig.fault(Operation::Rename, None, 1, Effect::DoneThenError(reset()));
    let totals = rig.put("a", "/a").await;
    assert_eq!((totals.done, totals.failed), (1, 0), "{:?}", rig.failures);
    assert_eq!(rig.tree.count(Operation::Upload), 1);
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn a_try_that_does_not_get_far_enough_to_look_costs_nothing() {
    for put in [false, true] {
        let mut rig = Rig::new(&format!("lost-look-{put}"));
        let whole = bytes(3_000_000, 16);
        rig.tree.file("/a", whole.clone());
        rig.write("b", &whole);
        let operation = if put { Operation::Upload } else { Operation::Download };
        rig.fault(operation, None, 1, Effect::ErrorAfter(2_000_000, reset()));
        match put {
            true => rig.start_put("b", "/b"),
            false => rig.start_get("/a", "a"),
        }
        while rig.tree.count(operation) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The second try meets a dead connection at its first question about the file.
        rig.fault(Operation::Stat, None, 1, Effect::Error(reset()));
        let totals = rig.finish().await;
        assert_eq!(totals.done, 1);
        let remarks = &rig.remarks;
        assert!(
            matches!(remarks[..], [Remark::Resumed(1_900_000..), Remark::Attempts(3)]),
            "{remarks:?}"
        );
    }
}

/// Case E of the table: the remote file changed between two tries.
#[tokio::test]
async fn case_e_a_changed_source_is_never_spliced() {
    for same_clock in [false, true] {
        let mut rig = Rig::new(&format!("spliced-{same_clock}"));
        rig.tree.file("/a", bytes(3_000_000, 5));
        pause(&mut rig, false).await;
        assert_eq!(parts(&rig.names("")), 1);
        let changed = bytes(3_000_000, 6);
        if !same_clock {
            rig.tree.set_clock(1_900_000_000);
        }
        rig.tree.file("/a", changed.clone());
        go_on(&mut rig).await;
        assert_eq!(rig.read("a"), changed);
        let why = if same_clock { Anew::Differs } else { Anew::SourceChanged };
        assert!(rig.remarks.contains(&Remark::BegunAnew(why)), "{:?}", rig.remarks);
        assert_eq!(rig.names(""), ["a"]);
    }
}

#[tokio::test]
async fn a_changed_local_file_is_never_spliced() {
    let mut rig = Rig::new("spliced-put");
    rig.write("a", &bytes(3_000_000, 7));
    pause(&mut rig, true).await;
    assert_eq!(parts(&rig.tree.names("/")), 1);
    let time = rig.local("a").metadata().unwrap().modified().unwrap();
    let changed = bytes(3_000_000, 8);
    rig.write("a", &changed);
    std::fs::File::options()
        .write(true)
        .open(rig.local("a"))
        .unwrap()
        .set_modified(time)
        .unwrap();
    go_on(&mut rig).await;
    assert_eq!(rig.tree.read("/a").unwrap(), changed);
    assert!(
        rig.remarks.contains(&Remark::BegunAnew(Anew::Differs)),
        "{:?}",
        rig.remarks
    );
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn a_part_that_somebody_touched_is_not_gone_on_with() {
    for put in [false, true] {
        let mut rig = Rig::new(&format!("touched-{put}"));
        let whole = bytes(3_000_000, 9);
        rig.tree.file("/a", whole.clone());
        if put {
            rig.tree.remove("/a");
            rig.write("a", &whole);
        }
        pause(&mut rig, put).await;
        if put {
            let names = rig.tree.names("/");
            let part = format!("/{}", names.iter().find(|name| name.ends_with(".part")).unwrap());
            let mut there = rig.tree.read(part.as_str()).unwrap();
            *there.last_mut().unwrap() ^= 1;
            rig.tree.file(part.as_str(), there);
        } else {
            let names = rig.names("");
            let part = names.iter().find(|name| name.ends_with(".part")).unwrap();
            let mut there = rig.read(part);
            *there.last_mut().unwrap() ^= 1;
            rig.write(part, &there);
        }
        go_on(&mut rig).await;
        assert!(
            rig.remarks.contains(&Remark::BegunAnew(Anew::Differs)),
            "{:?}",
            rig.remarks
        );
        let arrived = if put {
            rig.tree.read("/a").unwrap()
        } else {
            rig.read("a")
        };
        assert_eq!(arrived, whole);
    }
}

#[tokio::test]
async fn a_server_without_offsets_begins_anew_and_the_row_says_so() {
    for put in [false, true] {
        let mut rig = Rig::new(&format!("no-rest-{put}"));
        rig.tree.behave(|behaviour| behaviour.capabilities.offsets = false);
        let whole = bytes(3_000_000, 10);
        rig.write("b", &whole);
        rig.tree.file("/a", whole.clone());
        let operation = if put { Operation::Upload } else { Operation::Download };
        rig.fault(operation, None, 1, Effect::ErrorAfter(2_000_000, reset()));
        let totals = if put {
            rig.put("b", "/b").await
        } else {
            rig.get("/a", "a").await
        };
        assert_eq!((totals.done, totals.moved), (1, 3_000_000));
        assert!(
            rig.remarks.contains(&Remark::BegunAnew(Anew::NoOffsets)),
            "{:?}",
            rig.remarks
        );
        assert!(!rig.remarks.iter().any(|remark| matches!(remark, Remark::Resumed(_))));
        let arrived = if put {
            rig.tree.read("/b").unwrap()
        } else {
            rig.read("a")
        };
        assert_eq!(arrived, whole);
    }
}

#[tokio::test]
async fn what_is_cancelled_leaves_nothing_and_what_is_paused_leaves_its_part() {
    for put in [false, true] {
        let mut rig = Rig::new(&format!("cancelled-{put}"));
        rig.write("a", &bytes(3_000_000, 11));
        if !put {
            std::fs::rename(rig.local("a"), rig.local("../a")).unwrap();
            rig.tree.file("/a", bytes(3_000_000, 11));
        }
        pause(&mut rig, put).await;
        let names = |rig: &Rig| if put { rig.tree.names("/") } else { rig.names("") };
        assert_eq!(parts(&names(&rig)), 1);
        rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
        rig.finish_job(1).await;
        tokio::time::timeout(Duration::from_secs(5), async {
            while parts(&names(&rig)) > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("a cancelled transfer leaves no part");
    }
}

#[tokio::test]
async fn a_split_download_fetches_only_what_is_missing() {
    let mut rig = Rig::on_a_quick_disk("resume-ranges");
    rig.tree.behave(|behaviour| {
        behaviour.capabilities.lanes = 8;
        behaviour.capabilities.ranges = true;
        behaviour.piece = 1 << 20;
    });
    let whole = bytes(120 << 20, 12);
    rig.tree.file("/a", whole.clone());
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(40));
    rig.start_get("/a", "a");
    // More than eight hands can hold of ranges that are not whole, which do not count.
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 65 << 20))
        .await;
    rig.engine.send(Command::Pause(Aim::Job(JobId(1))));
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    assert_eq!(parts(&rig.names("")), 1);
    go_on(&mut rig).await;
    assert!(rig.read("a") == whole);
    assert!(
        rig.remarks
            .iter()
            .any(|remark| matches!(remark, Remark::Resumed(8_000_000..))),
        "{:?}",
        rig.remarks
    );
}

/// The first range is missing, others are there, and this time one connection has to do it all.
#[tokio::test]
async fn a_part_with_a_gap_is_filled_also_by_one_connection() {
    let mut rig = Rig::on_a_quick_disk("resume-gap");
    rig.tree.behave(|behaviour| {
        behaviour.capabilities.lanes = 8;
        behaviour.capabilities.ranges = true;
        behaviour.piece = 1 << 20;
        behaviour.pace = Duration::from_millis(10);
    });
    let whole = bytes(80 << 20, 15);
    rig.tree.file("/a", whole.clone());
    rig.fault(Operation::Download, None, 1, Effect::Slow(Duration::from_secs(50)));
    rig.start_get("/a", "a");
    // More than seven hands can hold of ranges that are not whole.
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 57 << 20))
        .await;
    rig.engine.send(Command::Pause(Aim::Job(JobId(1))));
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    rig.engine.send(Command::Connections(std::num::NonZeroUsize::MIN));
    go_on(&mut rig).await;
    assert!(rig.read("a") == whole);
    assert!(
        rig.remarks
            .iter()
            .any(|remark| matches!(remark, Remark::Resumed(8_000_000..))),
        "{:?}",
        rig.remarks
    );
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_read_is_read_once_more_and_then_said_to_change() {
    let mut rig = Rig::new("changes");
    rig.tree.behave(|behaviour| {
        behaviour.pace = Duration::from_millis(5);
        behaviour.piece = 50_000;
    });
    rig.tree.file("/a", bytes(1_000_000, 13));
    rig.start_get("/a", "a");
    let mut seen = 0;
    let mut clock = 1_900_000_000;
    while rig.failures.is_empty() {
        // Every time that it has been opened it changes.
        if rig.tree.count(Operation::Download) > seen {
            tokio::time::sleep(Duration::from_millis(20)).await;
            seen = rig.tree.count(Operation::Download);
            clock += 10;
            rig.tree.set_clock(clock);
            rig.tree.file("/a", bytes(1_000_000, 14 + seen as u32));
        }
        let _ = tokio::time::timeout(
            Duration::from_millis(5),
            rig.until(|event| matches!(event, Event::Settled(_))),
        )
        .await;
    }
    assert_eq!(rig.failures[0].kind, Kind::SourceChanged);
    assert_eq!(seen, 2, "once more, not for ever");
    assert_eq!(rig.names(""), [""; 0]);
}
