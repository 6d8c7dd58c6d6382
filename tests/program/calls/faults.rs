//! Calls about the target disk, and about the journal, fail. The program says so and ends by itself; what it calls done is done,
//! and when the disk works again everything is finished.

use std::path::PathBuf;

use packetboat::store::Journal;

use super::trace::{Fault, failing};
use super::{Stage, is_long, some_of};
use crate::ground::Brand;
use crate::hand::{Hand, Ran, same};
use crate::ways::{Way, again, files, run};

/// So many faults of a kind are tried by default.
const SOME: usize = 12;

/// Of each thread so many calls of a kind.
fn depth() -> usize {
    if is_long() { 6 } else { 3 }
}

/// What a disk says.
const ERRORS: [&str; 5] = ["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"];

/// These calls, each failing in every way, once or from then on.
fn faults(calls: &[&'static str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for call in calls {
        for error in ERRORS {
            for number in 1..=depth() {
                for lasting in ["", "+"] {
                    let when = format!("{number}{lasting}");
                    faults.push(Fault { call, error, when });
                }
            }
        }
    }
    faults
}

/// The paths that a download of a fresh profile touches: its folders, and every part and file that may come to be.
fn on_the_disk(stage: &Stage, hand: &Hand, target: &std::path::Path) -> Vec<PathBuf> {
    let mut journal = Journal::open(&hand.profile()).unwrap();
    // The numbers that are left are those of the next process, and its first job gets the first one.
    let (nonce, serial) = (journal.nonce().unwrap(), journal.reserve().unwrap().end);
    let mut paths = vec![target.to_owned(), target.join("sub"), target.join("sub/deep")];
    let whole = files(&stage.source);
    for file in &whole {
        let path = target.join(file.strip_prefix(&stage.source).unwrap());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for row in 0..whole.len() as u64 {
            let id = format!("{nonce:08x}{:x}", u64::from(serial) << 32 | row);
            paths.push(path.with_file_name(format!(".{name}.packetboat-{id}.part")));
        }
        paths.push(path);
    }
    paths
}

/// Every file that it has called done is what its source is, and it came to its end by itself.
fn is_honest(stage: &Stage, ran: &Ran, target: &std::path::Path, told: &str) {
    assert!(
        !ran.err.contains("panicked") && (0..=1).contains(&ran.code),
        "{told}: {ran}"
    );
    stage.check_pieces(target, told);
    for line in ran.out.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        if row["status"] == "done" {
            let path = PathBuf::from(row["target"].as_str().unwrap());
            let inside = match stage.way {
                Way::Down => path.strip_prefix(target).unwrap().to_owned(),
                Way::Up => PathBuf::from(row["target"].as_str().unwrap().rsplit_once("/up/").unwrap().1),
            };
            let equal =
                std::fs::read(target.join(&inside)).unwrap() == std::fs::read(stage.source.join(&inside)).unwrap();
            assert!(equal, "{told}: {} was called done", inside.display());
        }
        if row["status"] == "failed" {
            assert!(!row["why"].as_str().unwrap_or_default().is_empty(), "{told}: {line}");
        }
    }
    match ran.code {
        0 => assert!(same(&stage.source, target), "{told}: it said that all went well"),
        _ => assert!(
            ran.err.contains("failed: ") || ran.err.contains("error: "),
            "{told}: it says why: {ran}"
        ),
    }
}

/// The disk works again: what failed is tried again, and then everything is there.
fn comes_right(stage: &Stage, hand: &Hand, whole: &[String], target: &std::path::Path, told: &str) {
    let retried = hand.run(&["queue", "retry"]);
    assert_eq!(retried.code, 0, "{told}: {retried}");
    let finished = run(hand, &again(&stage.server));
    assert_eq!(finished.code, 0, "{told}: {finished}");
    if !same(&stage.source, target) {
        // What never came as far as the journal is said once more.
        let once_more = run(hand, whole);
        assert_eq!(once_more.code, 0, "{told}: {once_more}");
    }
    assert!(
        same(&stage.source, target),
        "{told}: not identical, or something is left over"
    );
}

fn torture(
    brand: Brand,
    way: Way,
    calls: &[&'static str],
    paths: impl Fn(&Stage, &Hand, &std::path::Path) -> Vec<PathBuf>,
) {
    let Some(stage) = Stage::new(brand, way, 3 << 20) else {
        return;
    };
    let (mut hit, mut failed, mut injected) = (0, 0, 0);
    for fault in some_of(&faults(calls), SOME) {
        let (hand, mut whole, target) = stage.prepare();
        let paths = paths(&stage, &hand, &target);
        whole.push("--json".to_owned());
        let (ran, times) = failing(&hand, &whole, &fault, &paths);
        let told = format!("{brand:?} {way:?}, {fault:?}, {times} times");
        is_honest(&stage, &ran, &target, &told);
        hit += usize::from(times > 0);
        failed += usize::from(ran.code != 0);
        injected += times;
        comes_right(&stage, &hand, &whole, &target, &told);
    }
    eprintln!("{brand:?} {way:?} {calls:?}: {injected} calls failed in {hit} runs, {failed} of which said so");
    assert!(hit > 0, "no call failed");
}

/// What a download does on the disk.
const ON_THE_DISK: [&str; 9] = [
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "renameat2",
    "fchmod",
    "utimensat",
    "mkdirat",
    "unlinkat",
];

/// What the journal does.
const IN_THE_JOURNAL: [&str; 5] = ["openat", "pwrite64", "fsync", "ftruncate", "unlink"];

fn in_the_journal(_: &Stage, hand: &Hand, _: &std::path::Path) -> Vec<PathBuf> {
    let profile = hand.profile();
    let files = ["journal.db", "journal.db-wal", "journal.db-shm", "journal.db-journal"];
    files.map(|name| profile.join(name)).to_vec()
}

#[test]
fn a_failing_disk_is_told_and_downloads_over_ftp_come_right() {
    torture(Brand::Vsftpd, Way::Down, &ON_THE_DISK, on_the_disk);
}

#[test]
fn a_failing_disk_is_told_and_downloads_over_sftp_come_right() {
    torture(Brand::OpenSsh, Way::Down, &ON_THE_DISK, on_the_disk);
}

#[test]
fn a_failing_journal_costs_no_download_and_tells_no_lies() {
    torture(Brand::Vsftpd, Way::Down, &IN_THE_JOURNAL, in_the_journal);
}

#[test]
fn a_failing_journal_costs_no_upload_and_tells_no_lies() {
    torture(Brand::OpenSsh, Way::Up, &IN_THE_JOURNAL, in_the_journal);
}

/// From the first transaction of the run on nothing can be written: the files arrive, and somebody is told what that costs.
#[test]
fn a_journal_that_cannot_be_written_is_told() {
    let Some(stage) = Stage::new(Brand::Vsftpd, Way::Down, 1 << 20) else {
        return;
    };
    let (hand, whole, target) = stage.prepare();
    // What prepares the journal must be there: this is about what comes then.
    drop(Journal::open(&hand.profile()).unwrap());
    let fault = Fault {
        call: "fsync",
        error: "ENOSPC",
        when: "1+".to_owned(),
    };
    let (ran, times) = failing(&hand, &whole, &fault, &in_the_journal(&stage, &hand, &target));
    assert!(times > 0 && ran.code == 0, "{ran}");
    assert!(
        ran.err.contains("journal.db") && ran.err.contains("cannot be gone on with"),
        "{ran}"
    );
    assert!(same(&stage.source, &target));
}

/// A share or a stick that keeps neither times nor modes: the files arrive, and somebody is told about the times. Over FTP not all
/// servers tell a time that is worth keeping.
#[test]
fn a_disk_that_keeps_no_times_and_modes_costs_no_file() {
    let Some(stage) = Stage::new(Brand::OpenSsh, Way::Down, 1 << 20) else {
        return;
    };
    for (call, told) in [("utimensat", true), ("fchmod", false)] {
        let (hand, whole, target) = stage.prepare();
        let fault = Fault {
            call,
            error: "EPERM",
            when: "1+".to_owned(),
        };
        let (ran, times) = failing(&hand, &whole, &fault, &on_the_disk(&stage, &hand, &target));
        assert!(times >= 5 && ran.code == 0, "{call}: {times} times, {ran}");
        assert_eq!(ran.err.contains("time of last change"), told, "{call}: {ran}");
        assert!(same(&stage.source, &target), "{call}");
    }
}

/// A disk that has failed to keep bytes once says so once, and then that all is well. So nothing is built on them.
#[test]
fn what_a_disk_has_failed_to_keep_is_not_gone_on_with() {
    let Some(stage) = Stage::new(Brand::Vsftpd, Way::Down, 3 << 20) else {
        return;
    };
    let (hand, whole, target) = stage.prepare();
    let fault = Fault {
        call: "fsync",
        error: "EIO",
        when: "1+".to_owned(),
    };
    let (ran, times) = failing(&hand, &whole, &fault, &on_the_disk(&stage, &hand, &target));
    assert!(
        times > 0 && ran.code == 1 && ran.err.contains("the disk here failed"),
        "{ran}"
    );
    let is_part = |file: &PathBuf| file.to_string_lossy().ends_with(".part");
    assert_eq!(files(&target).into_iter().find(is_part), None);
    comes_right(&stage, &hand, &whole, &target, "after the fault");
}
