use super::*;
use crate::entry::{Modified, Permissions, Precision, Zone};
use crate::error::Reply;
use crate::path::{RemoteName, RemotePath};
use crate::site::SiteId;
use crate::transfer::{Arrival, Begun, Direction, Policy, Resolution, Skip, Source, State, Verified, Verify};

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("profile")).unwrap();
    (folder, journal)
}

fn reopened(journal: Journal) -> Journal {
    let folder = journal.path.parent().unwrap().to_owned();
    drop(journal);
    Journal::open(&folder).unwrap()
}

fn job(serial: u32) -> JobRecord {
    JobRecord {
        serial,
        owner: 0,
        site_id: Some(SiteId::new(9)),
        site: "text".into(),
        began: 7,
        direction: Direction::Upload,
        server: "h:21".into(),
        source: "a".into(),
        sources: 2,
        destination: "h:/b".into(),
        policy: Policy::Always(Resolution::Rename),
        verify: Verify::Hash,
        afterwards: Source::Remove,
        swept: false,
        priority: -3,
        rank: u64::MAX,
        paused: true,
        planned: false,
        blocked: 4,
        sums: Sums {
            files: 1,
            bytes: u64::MAX,
            moved: 2,
            waiting: 3,
            done: 4,
            failed: 5,
            skipped: 6,
        },
    }
}

fn file(number: u32, state: State) -> FileRecord {
    FileRecord {
        number,
        found: Found {
            folder: 1,
            name: RemoteName::new(b"\xff\0odd".to_vec()),
            size: Some(u64::MAX),
            modified: Some(Modified {
                seconds: -1,
                precision: Precision::Minute,
                zone: Zone::Inferred,
            }),
            permissions: Some(Permissions::new(0o4755)),
            was_there: true,
            plain: true,
        },
        standing: Standing {
            state,
            target: None,
            policy: None,
            priority: -3,
            tries: 0,
            moved: 0,
            took: Duration::ZERO,
            remarks: None,
            begun: None,
            arrived: None,
        },
    }
}

fn failure() -> Error {
    Error::new(Stage::Check, Kind::SizeDiffers { expected: 1, actual: 2 }, "STOR a")
        .with_reply(Reply {
            code: 550,
            text: b"550 \xff no".to_vec(),
        })
        .with_cause("why")
        .between(Some("127.0.0.1:1".parse().unwrap()), Some("[::1]:2".parse().unwrap()))
        .breaking()
}

#[test]
fn everything_comes_back_as_it_was() {
    let (_folder, mut journal) = journal();
    let states = [
        State::Waiting,
        State::Paused,
        State::Done(Verified::Sha512),
        State::Done(Verified::Unverified),
        State::Skipped(Skip::Link),
        State::Failed(Box::new(failure())),
    ];
    let mut files: Vec<FileRecord> = (0..).zip(states).map(|(number, state)| file(number, state)).collect();
    files[0].found.size = None;
    files[0].found.modified = None;
    let folder = FolderRecord {
        number: 1,
        remote: RemotePath::new(b"/\xfe/x"),
        local: local_path(b"/tmp/x"),
        below: 3,
        whole: true,
    };
    let mut changes = vec![Change::Job(Box::new(job(7))), Change::Folder(7, folder.clone())];
    changes.extend(files.iter().map(|file| Change::Found(7, Box::new(file.clone()))));
    journal.write(&changes).unwrap();
    files[1].standing = Standing {
        state: State::Done(Verified::Size),
        target: Some("new".into()),
        policy: Some(Policy::Ask),
        priority: 300,
        tries: 3,
        moved: 5,
        took: Duration::from_millis(1234),
        remarks: Some("[]".into()),
        begun: Some(Begun {
            part: "00ff".into(),
            size: Some(9),
            modified: files[1].found.modified,
            have: vec![0..4, 6..9],
            in_place: false,
        }),
        arrived: Some(Arrival {
            verified: Verified::Sha256,
            size: 5,
            modified: Modified {
                seconds: 7,
                precision: Precision::Second,
                zone: Zone::Utc,
            },
            mark: Some("1:2".into()),
            replaced: true,
        }),
    };
    let turned = Change::Turned {
        job: 7,
        number: 1,
        standing: Box::new(files[1].standing.clone()),
    };
    let mut changed = job(7);
    (changed.paused, changed.planned, changed.priority, changed.owner) = (false, true, 5, 3);
    changed.swept = true;
    journal
        .write(&[turned, Change::Job(Box::new(changed.clone()))])
        .unwrap();
    let journal = reopened(journal);
    assert_eq!(journal.jobs().unwrap(), [changed]);
    assert_eq!(journal.folders(7).unwrap(), [folder]);
    assert_eq!(journal.files(7, None, 0, 100).unwrap(), files);
}

#[test]
fn files_to_which_nothing_has_happened_are_written_many_at_once() {
    let (_folder, mut journal) = journal();
    let files: Vec<FileRecord> = (5..8)
        .map(|number| FileRecord {
            standing: Standing::default(),
            ..file(number, State::Waiting)
        })
        .collect();
    let fresh = files.iter().map(|file| (file.number, file.found.clone())).collect();
    journal.write(&[Change::Fresh(1, fresh)]).unwrap();
    assert_eq!(journal.files(1, None, 0, 100).unwrap(), files);
    assert_eq!(journal.count(1, Pile::Waiting).unwrap(), 3);
}

#[test]
fn files_come_in_pages_and_by_how_they_stand() {
    let (_folder, mut journal) = journal();
    let state = |number: u32| match number % 10 {
        0 => State::Failed(Box::new(failure())),
        1..5 => State::Done(Verified::Size),
        _ => State::Waiting,
    };
    let files = (0..1000).map(|number| Change::Found(1, Box::new(file(number, state(number)))));
    journal.write(&files.collect::<Vec<_>>()).unwrap();
    let numbers = |pile, from, count| -> Vec<u32> {
        let files = journal.files(1, pile, from, count).unwrap();
        files.into_iter().map(|file| file.number).collect()
    };
    assert_eq!(numbers(None, 995, 100), [995, 996, 997, 998, 999]);
    assert_eq!(numbers(Some(Pile::Failed), 15, 3), [20, 30, 40]);
    assert_eq!(journal.count(1, Pile::Failed).unwrap(), 100);
    assert_eq!(journal.count(1, Pile::Waiting).unwrap(), 500);
    assert_eq!(journal.count(2, Pile::Waiting).unwrap(), 0);
}

#[test]
fn what_is_taken_out_is_gone_and_lists_are_what_they_were_made() {
    let (_folder, mut journal) = journal();
    let list = |from, items: &[&[u8]]| Change::Listed {
        job: 1,
        list: List::Steps,
        from,
        items: items.iter().map(|item| item.to_vec()).collect(),
    };
    journal
        .write(&[
            Change::Job(Box::new(job(1))),
            Change::Job(Box::new(job(2))),
            Change::Found(1, Box::new(file(0, State::Waiting))),
            Change::Found(1, Box::new(file(1, State::Waiting))),
            Change::Found(2, Box::new(file(0, State::Waiting))),
            list(0, &[b"a", b"b", b"c"]),
        ])
        .unwrap();
    journal.write(&[Change::Dropped(1, 0), list(1, &[b"d"])]).unwrap();
    assert_eq!(journal.list(1, List::Steps).unwrap(), [b"a", b"d"]);
    assert!(journal.list(1, List::Missed).unwrap().is_empty());
    assert_eq!(journal.files(1, None, 0, 9).unwrap().len(), 1);
    journal.write(&[list(0, &[]), Change::Gone(1)]).unwrap();
    assert!(journal.list(1, List::Steps).unwrap().is_empty());
    assert!(journal.files(1, None, 0, 9).unwrap().is_empty());
    assert_eq!(journal.jobs().unwrap().len(), 1);
    assert_eq!(journal.files(2, None, 0, 9).unwrap().len(), 1);
}

#[test]
fn all_changes_or_none() {
    let (_folder, mut journal) = journal();
    let nothing = Change::Found(
        1,
        Box::new(FileRecord {
            found: Found {
                folder: 0,
                ..file(0, State::Waiting).found
            },
            ..file(0, State::Waiting)
        }),
    );
    // A value that the file has no column type for: its strict tables refuse what is not theirs.
    let sql = "CREATE TRIGGER refuse BEFORE INSERT ON folder BEGIN SELECT raise(ABORT, 'no'); END";
    journal.connection.execute_batch(sql).unwrap();
    let folder = FolderRecord {
        number: 0,
        remote: RemotePath::root(),
        local: PathBuf::new(),
        below: 0,
        whole: false,
    };
    assert!(journal.write(&[nothing, Change::Folder(1, folder)]).is_err());
    assert!(reopened(journal).files(1, None, 0, 9).unwrap().is_empty());
}

#[test]
fn no_number_is_given_twice() {
    let (_folder, mut one) = journal();
    let mut two = Journal::open(one.path.parent().unwrap()).unwrap();
    let blocks = [one.reserve().unwrap(), two.reserve().unwrap(), one.reserve().unwrap()];
    assert!(
        blocks[0].end <= blocks[1].start && blocks[1].end <= blocks[2].start,
        "{blocks:?}"
    );
    assert!(blocks[0].start > 0 && blocks[0].len() == SERIALS as usize);
    assert_eq!(one.nonce().unwrap(), two.nonce().unwrap());
    assert!(one.next_run().unwrap() < two.next_run().unwrap());
}

#[test]
fn what_a_dead_process_has_left_belongs_to_all() {
    let (_folder, mut journal) = journal();
    let run = RunRecord { process: 1, began: 2 };
    journal.begin_run(5, &run).unwrap();
    let own = JobRecord { owner: 5, ..job(1) };
    let other = JobRecord { owner: 6, ..job(2) };
    journal
        .write(&[own, other].map(|job| Change::Job(Box::new(job))))
        .unwrap();
    assert_eq!(journal.runs().unwrap(), [(5, run)]);
    journal.end_run(5).unwrap();
    assert!(journal.runs().unwrap().is_empty());
    let owners: Vec<u64> = journal.jobs().unwrap().iter().map(|job| job.owner).collect();
    assert_eq!(owners, [0, 6]);
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let (_folder, journal) = journal();
    let profile = journal.path.parent().unwrap().to_owned();
    journal
        .connection
        .pragma_update(None, "user_version", schema::VERSION + 1)
        .unwrap();
    drop(journal);
    let error = Journal::open(&profile).unwrap_err();
    assert_eq!(error.kind, Kind::Unsupported);
    assert!(error.cause.unwrap().contains("newer"));
    std::fs::write(profile.join(FILE), "this is no database, and long enough to be none").unwrap();
    assert_eq!(Journal::open(&profile).unwrap_err().kind, Kind::Protocol);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, mut journal) = journal();
    journal.write(&[Change::Job(Box::new(job(1)))]).unwrap();
    let folder = journal.path.parent().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
    }
}

/// What the first version has written is read by this one.
#[test]
fn a_journal_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection.execute_batch(schema::FIRST).unwrap();
    connection
        .execute_batch(
            "INSERT INTO file (job, number, folder, name, was_there, pile, detail, tries, moved, took)
             VALUES (7, 0, 0, x'61', 0, 0, 0, 0, 0, 0)",
        )
        .unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let journal = Journal::open(folder.path()).unwrap();
    let files = journal.files(7, None, 0, 9).unwrap();
    assert_eq!(
        (files[0].found.name.as_bytes(), files[0].standing.priority),
        (&b"a"[..], 0)
    );
    assert_eq!(journal.version().unwrap(), schema::VERSION);
}
