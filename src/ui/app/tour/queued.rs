//! The queue on the tour: what waits, what is held, what others do, what a disk says, and how files were checked.

use std::path::PathBuf;

use iced::Point;

use super::stage::Stage;
use super::{samples, scenes};
use crate::ask::Question;
use crate::engine::Event;
use crate::engine::command::{JobId, QuestionId, Shown};
use crate::engine::event::{Other, Remark, Row, Totals};
use crate::engine::ledger::{Line, Sums};
use crate::error::{Error, Kind, Stage as At};
use crate::transfer::{Anew, Direction, State, Verified};
use crate::ui::app::Message;
use crate::ui::screen::queue;
use crate::ui::widget::table::{Happening, Select};

/// A few files, each in another state.
pub fn few(stage: &mut Stage) {
    scenes::queue(stage, a_few, Shown::Running);
}

/// What came back from an earlier run.
pub fn restored(stage: &mut Stage) {
    scenes::queue(stage, came_back, Shown::Running);
}

/// What other processes do, and have left.
pub fn others(stage: &mut Stage) {
    scenes::queue(stage, samples::moving, Shown::Running);
    stage.say(vec![Event::Others(vec![
        other(7, Some(41_207), 412),
        other(8, Some(41_207), 0),
        other(5, None, 96),
    ])]);
}

/// The menu of a job, and that of one file.
pub fn menu_of_job(stage: &mut Stage) {
    scenes::queue(stage, a_few, Shown::Running);
    menu(stage, 0);
}

/// The menu of a file that is paused.
pub fn menu_of_file(stage: &mut Stage) {
    scenes::queue(stage, a_few, Shown::Running);
    menu(stage, 4);
}

/// The menu of what failed.
pub fn menu_of_failed(stage: &mut Stage) {
    scenes::queue(stage, samples::failed, Shown::Failed);
    menu(stage, 2);
}

/// A disk that is full has stopped a job, and somebody opens the question.
pub fn full(stage: &mut Stage) {
    scenes::queue(stage, disk_full, Shown::Failed);
    let error = Box::new(on_disk(Kind::NoSpace));
    ask(stage, Question::ManyFailures { error, count: 1 });
    stage.tell(Message::Queue(queue::Message::Answer));
}

/// The same before anybody opens it.
pub fn full_badge(stage: &mut Stage) {
    scenes::queue(stage, disk_full, Shown::Running);
    let error = Box::new(on_disk(Kind::NoSpace));
    ask(stage, Question::ManyFailures { error, count: 1 });
}

/// Files that disks refused, each in its own way.
pub fn disks(stage: &mut Stage) {
    scenes::queue(stage, refused_by_disks, Shown::Failed);
}

/// A disk that nothing can be written to, as a pane shows it.
pub fn disk_read_only(stage: &mut Stage) {
    stage.fail(on_disk(Kind::ReadOnly));
}

/// A disk that fails, as a pane shows it.
pub fn disk_fault(stage: &mut Stage) {
    stage.fail(on_disk(Kind::DiskFault));
}

/// There is less room than a job needs.
pub fn cramped(stage: &mut Stage) {
    scenes::queue(stage, came_back, Shown::Running);
    ask(
        stage,
        Question::NoRoom {
            folder: PathBuf::from("/home/mei/图片"),
            needed: 31_400_000_000,
            free: 12_600_000_000,
        },
    );
    stage.tell(Message::Queue(queue::Message::Answer));
}

/// Files that came to their ends in every way, with how that is known.
pub fn proofs(stage: &mut Stage) {
    scenes::queue(stage, proven, Shown::Done);
}

fn menu(stage: &mut Stage, row: usize) {
    let select = Happening::Select(Select::Only(row));
    stage.tell(Message::Queue(queue::Message::Table(select)));
    let at = Point::new(150.0, 500.0);
    let happening = Happening::Menu { row: Some(row), at };
    stage.tell(Message::Queue(queue::Message::Table(happening)));
}

fn ask(stage: &mut Stage, question: Question) {
    stage.say(vec![Event::Question {
        id: QuestionId(9),
        job: Some(JobId(1)),
        question,
    }]);
}

fn a_few() -> Vec<Event> {
    let mut totals = samples::totals(1, "dist");
    (totals.files, totals.running, totals.waiting) = (8, 2, 5);
    (totals.done, totals.paused, totals.asking) = (1, 1, 1);
    (totals.bytes, totals.moved) = (2_104_000_000, 812_000_000);
    let waiting = |id, name, size, state| Row {
        state,
        ..samples::row(id, name, size, 0)
    };
    let again = Error::new(At::Transfer, Kind::Reset, "STOR fonts.woff2");
    let rows = vec![
        samples::row(1, "/www/release-4.2.tar.zst", 1_310_000_000, 712_000_000),
        samples::row(2, "/www/dist/app.3f9c.js", 96_000_000, 84_500_000),
        waiting(3, "/www/dist/hero@2x.png", 2_400_000, State::Asking),
        Row {
            state: State::Paused,
            ..samples::row(4, "/www/dist/video.mp4", 640_000_000, 198_000_000)
        },
        waiting(5, "/www/dist/fonts.woff2", 86_000, State::Retrying(Box::new(again))),
        waiting(6, "/www/dist/styles.css", 37_800, State::Waiting),
        waiting(7, "/www/dist/vendor.1a22.js", 64_000_000, State::Waiting),
    ];
    vec![Event::Job(totals), samples::view(1, Shown::Running, rows)]
}

fn came_back() -> Vec<Event> {
    let mut first = fetched(1, "图片");
    (first.files, first.waiting, first.done) = (412, 316, 96);
    let mut second = samples::totals(2, "site");
    (second.files, second.waiting, second.bytes, second.moved) = (1204, 792, 31_400_000_000, 10_676_000_000);
    second.done = 412;
    let (jobs, waiting) = (2, 1108);
    vec![
        Event::Held(true),
        Event::Job(first),
        Event::Job(second),
        Event::Restored { jobs, waiting },
    ]
}

fn disk_full() -> Vec<Event> {
    let mut totals = fetched(1, "图片");
    (totals.files, totals.failed, totals.waiting, totals.paused) = (412, 1, 315, 315);
    totals.done = 96;
    let rows = vec![failed(3, "IMG_0412.CR3", Kind::NoSpace)];
    vec![Event::Job(totals), samples::view(1, Shown::Failed, rows)]
}

fn refused_by_disks() -> Vec<Event> {
    let mut totals = fetched(1, "图片");
    (totals.files, totals.failed, totals.finished, totals.done) = (100, 4, true, 96);
    let rows = vec![
        failed(3, "IMG_0412.CR3", Kind::NoSpace),
        failed(4, "IMG_0413.CR3", Kind::ReadOnly),
        failed(5, "IMG_0414.CR3", Kind::DiskFault),
        failed(6, "IMG_0415.CR3", Kind::NotPermitted),
    ];
    vec![Event::Job(totals), samples::view(1, Shown::Failed, rows)]
}

fn proven() -> Vec<Event> {
    let mut totals = samples::totals(1, "site");
    (totals.finished, totals.done, totals.files) = (true, 9, 9);
    let rows = [
        ("/www/index.html", 11_700, Verified::Sha256, Vec::new()),
        ("/www/about.html", 6_100, Verified::Size, vec![Remark::OldStays(None)]),
        ("/www/main.css", 37_800, Verified::Size, vec![Remark::NoServerHash]),
        ("/www/feed.xml", 2_900, Verified::Unverified, vec![Remark::NoServerSize]),
        ("/www/hero@2x.png", 2_400_000, Verified::Md5, vec![Remark::Attempts(3)]),
        ("/www/current", 410, Verified::Size, vec![Remark::OverwrittenInPlace]),
        (
            "/www/release-4.2.tar.zst",
            1_310_000_000,
            Verified::Sha256,
            vec![Remark::Resumed(812_000_000)],
        ),
        (
            "/www/dump.sql.gz",
            96_000_000,
            Verified::Size,
            vec![Remark::BegunAnew(Anew::SourceChanged), Remark::Attempts(2)],
        ),
        (
            "/www/robots.txt",
            67,
            Verified::Size,
            vec![Remark::Renamed, Remark::TimeNotSet(None)],
        ),
    ];
    let rows = (1..).zip(rows).map(|(id, (path, size, verified, remarks))| Row {
        state: State::Done(verified),
        remarks,
        ..samples::row(id, path, size, size)
    });
    vec![Event::Job(totals), samples::view(1, Shown::Done, rows.collect())]
}

fn fetched(job: u64, name: &str) -> Totals {
    Totals {
        direction: Direction::Download,
        source: format!("ftp.shop.example.org:/www/{name}"),
        destination: format!("/home/mei/{name}"),
        bytes: 9_400_000_000,
        moved: 2_190_000_000,
        ..samples::totals(job, name)
    }
}

fn failed(id: u64, name: &str, kind: Kind) -> Row {
    Row {
        direction: Direction::Download,
        local: crate::transfer::LocalEnd::Path(PathBuf::from("/home/mei/图片").join(name)),
        state: State::Failed(Box::new(on_disk(kind))),
        ..samples::row(id, &format!("/www/图片/{name}"), 24_600_000, 0)
    }
}

fn on_disk(kind: Kind) -> Error {
    Error::new(At::LocalDisk, kind, "write /home/mei/图片/IMG_0412.CR3")
}

fn other(number: u32, process: Option<u32>, done: u64) -> Other {
    let (files, size) = (1204, 26_000_000);
    Other {
        job: Line {
            number,
            direction: if number == 8 {
                Direction::Download
            } else {
                Direction::Upload
            },
            server: "backup.example.org:22".to_owned(),
            source: if number == 8 {
                "backup.example.org:/srv/dumps"
            } else {
                "/home/mei/site"
            }
            .to_owned(),
            sources: 1,
            destination: "backup.example.org:/srv/site".to_owned(),
            priority: 0,
            paused: false,
            moves: false,
            planned: number != 8,
            blocked: 0,
            problems: 0,
            sums: Sums {
                files,
                bytes: files * size,
                moved: done * size,
                waiting: files - done,
                done,
                failed: 0,
                skipped: 0,
            },
            process,
        },
        adoptable: process.is_none(),
    }
}
