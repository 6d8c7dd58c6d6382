//! More to fetch than a disk has room for: told while there is still room, and no reason to refuse.

use std::num::NonZeroUsize;

use packetboat::ask::Question;
use packetboat::engine::command::Command as Wish;
use packetboat::engine::event::Event;

use crate::disk::Small;
use crate::hostile::Script;
use crate::trial::{Trial, noise};

fn is_about_room(event: &Event) -> bool {
    let Event::Question { question, .. } = event else {
        return false;
    };
    matches!(question, Question::NoRoom { .. })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_told_before_the_disk_is_full_and_goes_on_when_somebody_says_so() {
    let mut script = Script::new();
    for n in 0..200 {
        script = script.file(&format!("d/{n}"), noise(20_000, n));
    }
    let server = script.start();
    let mut trial = Trial::new(&server);
    let disk = trial.local("disk");
    let Some(small) = Small::mount(&disk, "3m") else { return };
    // So slow that the disk is far from full when it is told.
    trial.engine.send(Wish::Connections(NonZeroUsize::MIN));
    trial.engine.send(Wish::LimitRate(Some(400_000)));
    trial.start_get("/d", disk.join("d"));
    trial.until(is_about_room).await;
    let Some(Question::NoRoom { folder, needed, free }) = trial.asked.last() else {
        panic!("{:?}", trial.asked)
    };
    assert_eq!(*folder, disk.join("d"));
    assert!(*needed > *free && *free > 1_000_000, "{needed} {free}");
    let asked = trial.asked.len();
    // The answer was yes; and somebody has made room meanwhile.
    small.grow("20m");
    trial.engine.send(Wish::LimitRate(None));
    trial.finish().await;
    assert_eq!(trial.asked.len(), asked, "once is enough");
    assert_eq!(std::fs::read_dir(disk.join("d")).unwrap().count(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fits_is_not_talked_about() {
    let mut script = Script::new();
    for n in 0..60 {
        script = script.file(&format!("d/{n}"), noise(20_000, n));
    }
    let server = script.start();
    let mut trial = Trial::new(&server);
    let disk = trial.local("disk");
    let Some(_small) = Small::mount(&disk, "3m") else {
        return;
    };
    trial.engine.send(Wish::LimitRate(Some(800_000)));
    trial.start_get("/d", disk.join("d"));
    trial.finish().await;
    let about_room = |question: &&Question| matches!(question, Question::NoRoom { .. });
    assert_eq!(trial.asked.iter().filter(about_room).count(), 0);
}
