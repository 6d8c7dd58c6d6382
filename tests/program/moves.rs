//! `get --move` and `put --move` against real servers: nothing is lost, also if the program is killed at any moment.
//!
//! Short by default; `PACKETBOAT_KILLS` says how many times each way is killed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, make_small_tree, noise, same};
use crate::kill::{kills, random};
use crate::ways::{copy, files, hand, place};

const FILES: u64 = 40;

fn make(root: &Path) {
    make_small_tree(root, FILES);
    std::fs::write(root.join("large.bin"), noise(7, 3 << 20)).unwrap();
}

/// Gives everything in the home of a server to its user.
fn give(server: &Server) {
    let status = std::process::Command::new("chown")
        .args(["-R", "--reference"])
        .arg(&server.home)
        .arg(server.home.join("tree"))
        .status();
    assert!(status.unwrap().success());
}

fn login(server: &Server) -> Vec<String> {
    let key = server.key.to_string_lossy().into_owned();
    match server.brand.is_ssh() {
        true => vec!["--identity".to_owned(), key],
        false => vec!["--password-stdin".to_owned()],
    }
}

/// A move of `tree`, and where it comes from and goes to.
struct Move {
    hand: Hand,
    words: Vec<String>,
    from: PathBuf,
    to: PathBuf,
}

impl Move {
    fn up(server: &Server, source: &Path, number: usize) -> Self {
        let hand = hand(server);
        copy(source, &hand.local("tree"));
        let target = format!("up{number}");
        let words = ["put", "--move", "tree", &place(server, &target)].map(str::to_owned);
        Self {
            from: hand.local("tree"),
            to: server.home.join(target),
            words: [words.to_vec(), login(server)].concat(),
            hand,
        }
    }

    fn down(server: &Server, source: &Path) -> Self {
        let hand = hand(server);
        let from = server.home.join("tree");
        let _ = std::fs::remove_dir_all(&from);
        copy(source, &from);
        give(server);
        let words = ["get", "--move", &place(server, "tree"), "down"].map(str::to_owned);
        Self {
            from,
            to: hand.local("down"),
            words: [words.to_vec(), login(server)].concat(),
            hand,
        }
    }

    fn run(&self, words: &[String]) -> crate::hand::Ran {
        self.hand.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Every file is whole on one side at least.
    fn nothing_is_lost(&self, source: &Path, told: &str) {
        for path in files(source) {
            let inside = path.strip_prefix(source).unwrap();
            let whole = std::fs::read(&path).unwrap();
            let is_at = |root: &Path| std::fs::read(root.join(inside)).is_ok_and(|bytes| bytes == whole);
            assert!(
                is_at(&self.from) || is_at(&self.to),
                "{told}: {} is lost",
                inside.display()
            );
        }
    }
}

fn trees(brand: Brand) -> Option<(Server, tempfile::TempDir, PathBuf)> {
    let server = Recipe::new(brand).start()?;
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("tree");
    make(&source);
    Some((server, place, source))
}

/// Both ways once, to the end.
fn there_and_back(brand: Brand) {
    let Some((server, _place, source)) = trees(brand) else {
        return;
    };
    for way in [Move::up(&server, &source, 0), Move::down(&server, &source)] {
        let words = [&way.words[..], &["--log".to_owned(), "log".to_owned()]].concat();
        let ran = way.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.out.contains("41 files done") && !ran.out.contains("still"), "{ran}");
        assert!(same(&source, &way.to), "{brand:?}: {ran}");
        assert!(!way.from.exists(), "{brand:?}: the folder is gone too");
        let log = std::fs::read_to_string(way.hand.local("log")).unwrap();
        let syncs = log
            .lines()
            .filter(|line| line.contains("fsync@openssh.com handle"))
            .count();
        let up = way.words[0] == "put" && brand.is_ssh();
        assert_eq!(
            syncs,
            if up { 41 } else { 0 },
            "the server's disk has them before ours has them no more"
        );
        let jobs = way.hand.run(&["queue", "list"]);
        assert_eq!(jobs.out, "", "nothing is left to do");
    }
}

/// Kills one way many times over.
fn torture(brand: Brand, up: bool, usual: usize) {
    let Some((server, _place, source)) = trees(brand) else {
        return;
    };
    let prepare = |number: usize| match up {
        true => Move::up(&server, &source, number),
        false => Move::down(&server, &source),
    };
    let first = prepare(0);
    let begin = Instant::now();
    assert_eq!(first.run(&first.words).code, 0);
    let usually = begin.elapsed();
    let again: Vec<String> = match brand.is_ssh() {
        true => ["queue", "run", "--log", "-"].map(str::to_owned).to_vec(),
        false => ["queue", "run", "--password-stdin", "--log", "-"]
            .map(str::to_owned)
            .to_vec(),
    };
    let (mut unfinished, mut between) = (0, 0);
    for number in 1..=kills(usual) {
        let way = prepare(number);
        let after = Duration::from_micros(random(usually.as_micros()) as u64);
        let told = format!("{brand:?} up {up}, run {number}, killed after {after:?}");
        way.hand.kill(&way.words, after);
        way.nothing_is_lost(&source, &told);
        let left = files(&way.from).len();
        between += usize::from(left > 0 && left < FILES as usize + 1);
        // The next one may be killed, too.
        if random(2) == 0 {
            way.hand
                .kill(&again, Duration::from_micros(random(usually.as_micros()) as u64));
            way.nothing_is_lost(&source, &told);
        }
        let jobs = way.hand.run(&["queue", "list", "--json"]);
        let last = way.run(&again);
        assert_eq!(last.code, 0, "{told}: {last}");
        way.nothing_is_lost(&source, &told);
        if jobs.out.trim().is_empty() && files(&way.to).is_empty() {
            // Killed before anything was promised.
            assert!(same(&source, &way.from), "{told}");
            continue;
        }
        unfinished += usize::from(!jobs.out.trim().is_empty());
        assert!(same(&source, &way.to), "{told}: not identical: {last}");
        assert!(
            !way.from.exists(),
            "{told}: {:?} is still there: {last}",
            files(&way.from)
        );
        let jobs = way.hand.run(&["queue", "list", "--json"]);
        for line in jobs.out.lines() {
            let job: serde_json::Value = serde_json::from_str(line).unwrap();
            let counts = (job["files"].as_u64(), job["done"].as_u64(), job["move"].as_bool());
            assert_eq!(counts, (Some(FILES + 1), Some(FILES + 1), Some(true)), "{told}: {jobs}");
        }
    }
    eprintln!("{brand:?} up {up}: {unfinished} kills met an unfinished run, {between} left files at both sides");
    assert!(unfinished > 0, "no run was killed in the middle");
}

#[test]
fn trees_move_over_ftp() {
    there_and_back(Brand::Vsftpd);
}

#[test]
fn trees_move_over_sftp() {
    there_and_back(Brand::OpenSsh);
}

#[test]
fn moves_to_an_ftp_server_are_killed_and_finished() {
    torture(Brand::Vsftpd, true, 6);
}

#[test]
fn moves_from_an_ftp_server_are_killed_and_finished() {
    torture(Brand::Vsftpd, false, 6);
}

#[test]
fn moves_to_an_sftp_server_are_killed_and_finished() {
    torture(Brand::OpenSsh, true, 5);
}

#[test]
fn moves_from_an_sftp_server_are_killed_and_finished() {
    torture(Brand::OpenSsh, false, 5);
}

/// A server on this very computer, and a file that is moved onto itself: it must not be gone afterwards.
#[test]
fn a_file_is_not_moved_onto_itself() {
    for brand in [Brand::OpenSsh, Brand::Vsftpd] {
        let Some(server) = Recipe::new(brand).start() else {
            continue;
        };
        let hand = hand(&server);
        let tree = server.home.join("tree");
        std::fs::create_dir(&tree).unwrap();
        let file = tree.join("only");
        std::fs::write(&file, "the only one").unwrap();
        give(&server);
        let (here, there) = (file.to_str().unwrap(), place(&server, "tree/only"));
        for words in [["put", "--move", here, &there], ["get", "--move", &there, here]] {
            let words = [&words[..], &["--on-conflict", "overwrite"]].concat();
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let words = [words, login(&server)].concat();
            let ran = hand.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(std::fs::read(&file).unwrap(), b"the only one", "{ran}");
            assert_eq!(ran.code, 3, "{ran}");
            assert!(ran.err.contains("still at its source"), "{ran}");
        }
    }
}

#[test]
fn what_cannot_be_moved_is_told_before_anything_is_sent() {
    let hand = Hand::new();
    for words in [
        &["put", "--move", "-", "ftp://h/a"][..],
        &["get", "--move", "ftp://h/a", "-"],
        &["ls", "--move", "ftp://h/a"],
    ] {
        assert_eq!(hand.run(words).code, 2, "{words:?}");
    }
}
