//! Disks that are full, and folders that somebody swaps for links.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use packetboat::ask::Question;
use packetboat::engine::command::{Aim, Command as Wish, JobId};
use packetboat::engine::event::Event;
use packetboat::error::Kind;
use packetboat::transfer::State;

use crate::ground::{is_root, skip};
use crate::hostile::{Script, say};
use crate::is_long;
use crate::trial::{Trial, noise};

/// A small file system at a folder, gone with this.
pub struct Small<'a>(&'a Path);

impl<'a> Small<'a> {
    pub fn mount(at: &'a Path, size: &str) -> Option<Self> {
        if !is_root() {
            skip("only root may mount a small disk");
            return None;
        }
        std::fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(at));
        }
        skip("no small disk can be mounted here");
        None
    }

    pub fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        let grown = Command::new("mount").args(["-o", &options]).arg(self.0).status();
        assert!(grown.unwrap().success());
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_the_job_and_its_part_goes_on_when_there_is_room() {
    let whole = noise(900_000, 1);
    let mut script = Script::new();
    for n in 0..5 {
        script = script.file(&format!("d/{n}"), whole.clone());
    }
    let server = script.start();
    let mut trial = Trial::new(&server);
    let disk = trial.local("disk");
    let Some(small) = Small::mount(&disk, "1m") else { return };
    trial.engine.send(Wish::Connections(std::num::NonZeroUsize::MIN));
    trial.start_get("/d", disk.join("d"));
    trial
        .until(|event| {
            matches!(
                event,
                Event::Question {
                    question: Question::ManyFailures { .. },
                    ..
                }
            )
        })
        .await;
    let Some(Question::ManyFailures { error, count }) = trial.asked.last() else {
        panic!("{:?}", trial.asked)
    };
    assert_eq!((&error.kind, *count), (&Kind::NoSpace, 1));
    let failed = trial
        .rows
        .iter()
        .filter(|row| matches!(row.state, State::Failed(_)))
        .count();
    assert!(failed <= 2, "the others wait: {failed}");
    small.grow("20m");
    trial.engine.send(Wish::Retry(Aim::Job(JobId(1))));
    trial.engine.send(Wish::Resume(Aim::Job(JobId(1))));
    trial.finish().await;
    for n in 0..5 {
        assert!(std::fs::read(disk.join(format!("d/{n}"))).unwrap() == whole, "{n}");
    }
    let names = std::fs::read_dir(disk.join("d")).unwrap().count();
    assert_eq!(names, 5, "no part is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_on_the_way_keeps_the_part() {
    let whole = noise(3_000_000, 2);
    // Less is told beforehand, so only the disk can say that it is too much.
    let server = Script::new()
        .without("MLST")
        .on("SIZE", [say("213 300000")])
        .file("a", whole.clone())
        .start();
    let mut trial = Trial::new(&server);
    let disk = trial.local("disk");
    let Some(_small) = Small::mount(&disk, "1m") else {
        return;
    };
    trial.start_get("/a", disk.join("a"));
    trial
        .until(|event| matches!(event, Event::Settled(row) if matches!(row.state, State::Failed(_))))
        .await;
    let State::Failed(error) = &trial.rows[0].state else {
        panic!("{:?}", trial.rows)
    };
    assert_eq!(error.kind, Kind::NoSpace);
    assert!(!disk.join("a").exists());
}

/// A folder of the tree is swapped for a link to somewhere else, over and over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_link_leads_nothing_out_of_the_chosen_folder() {
    let count = if is_long() { 3000 } else { 300 };
    let mut script = Script::new();
    for n in 0..count {
        script = script.file(&format!("d/sub/{n}"), noise(200, n));
    }
    let server = script.start();
    let mut trial = Trial::new(&server);
    let (inside, outside) = (trial.local("d/sub"), trial.local("outside"));
    std::fs::create_dir(&outside).unwrap();
    std::fs::create_dir_all(&inside).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let swapping = {
        let (inside, outside, stop) = (inside.clone(), outside.clone(), stop.clone());
        let aside = inside.with_file_name("aside");
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                std::fs::rename(&inside, &aside).unwrap();
                symlink(&outside, &inside).unwrap();
                std::thread::sleep(Duration::from_micros(300));
                std::fs::remove_file(&inside).unwrap();
                std::fs::rename(&aside, &inside).unwrap();
                std::thread::sleep(Duration::from_micros(300));
            }
        })
    };
    trial.start_get("/d", trial.local("d"));
    let ended = |event: &Event| match event {
        Event::Job(totals) => totals.finished,
        Event::Question { question, .. } => matches!(question, Question::ManyFailures { .. }),
        _ => false,
    };
    trial.until(ended).await;
    stop.store(true, Ordering::Relaxed);
    swapping.join().unwrap();
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0, "nothing got out");
}
