//! The program is killed at any moment, and `queue run` finishes what it had begun: nothing lost, nothing twice, and never a part
//! of a file under its final name.
//!
//! Short by default; `PACKETBOAT_KILLS` says how many times each way is killed.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, make_small_tree, noise, same, url};

/// Small files of the tree. A large one comes on top.
const FILES: u64 = 60;

pub fn kills(usual: usize) -> usize {
    let wanted = std::env::var("PACKETBOAT_KILLS").ok();
    wanted.and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// A number below `below`, another one every time.
pub fn random(below: u128) -> u128 {
    let state = std::collections::hash_map::RandomState::new();
    u128::from(state.build_hasher().finish()) % below.max(1)
}

fn make(root: &Path) {
    make_small_tree(root, FILES);
    std::fs::write(root.join("large.bin"), noise(7, 3 << 20)).unwrap();
    // Times that a server would not give by itself.
    let files = std::process::Command::new("find")
        .arg(root)
        .args(["-type", "f"])
        .output()
        .unwrap();
    for path in String::from_utf8(files.stdout).unwrap().lines() {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        let time = std::time::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + path.len() as u64);
        file.set_modified(time).unwrap();
    }
}

/// Which way the files go.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Up,
    Down,
}

/// A hand for a server, with what it needs to log in by itself.
pub fn hand(server: &Server) -> Hand {
    let mut hand = if server.brand.is_ssh() {
        Hand::who_knows(server)
    } else {
        Hand::new()
    };
    if !server.brand.is_ssh() {
        hand.input = format!("{}\n", server.password);
    }
    hand
}

/// The URL without a password: it comes from standard input.
pub fn place(server: &Server, path: &str) -> String {
    url(server, path).replace(&format!(":{}@", server.password), "@")
}

fn arguments(server: &Server, way: Way, number: usize) -> Vec<String> {
    let words = match way {
        Way::Up => vec![
            "put".to_owned(),
            "tree".to_owned(),
            place(server, &format!("up{number}")),
        ],
        Way::Down => vec!["get".to_owned(), place(server, "tree"), "down".to_owned()],
    };
    let key = server.key.to_string_lossy().into_owned();
    let login = match server.brand.is_ssh() {
        true => vec!["--identity".to_owned(), key],
        false => vec!["--password-stdin".to_owned()],
    };
    [words, login].concat()
}

/// What finishes what was begun. A key is part of what is known of the site.
fn again(server: &Server) -> Vec<String> {
    let words = ["queue", "run", "--password-stdin"].map(str::to_owned);
    words[..if server.brand.is_ssh() { 2 } else { 3 }].to_vec()
}

fn run(hand: &Hand, arguments: &[String]) -> crate::hand::Ran {
    hand.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Kills one way many times over.
fn torture(brand: Brand, way: Way, usual: usize) {
    let Some(server) = Recipe::new(brand).start() else {
        return;
    };
    let source = tempfile::tempdir().unwrap();
    make(&source.path().join("tree"));
    if way == Way::Down {
        make(&server.home.join("tree"));
    }
    let prepare = |number: usize| {
        let hand = hand(&server);
        if way == Way::Up {
            copy(&source.path().join("tree"), &hand.local("tree"));
        }
        (hand, arguments(&server, way, number))
    };
    let (first, whole) = prepare(0);
    let begin = Instant::now();
    assert_eq!(run(&first, &whole).code, 0);
    let usually = begin.elapsed();
    let mut unfinished = 0;
    for number in 1..=kills(usual) {
        let (hand, whole) = prepare(number);
        let after = Duration::from_micros(random(usually.as_micros()) as u64);
        hand.kill(&whole, after);
        // The next one may be killed, too.
        let run_again = again(&server);
        if random(2) == 0 {
            hand.kill(&run_again, Duration::from_micros(random(usually.as_micros()) as u64));
        }
        let target = match way {
            Way::Up => server.home.join(format!("up{number}")),
            Way::Down => hand.local("down"),
        };
        let told = format!("{brand:?} {way:?}, run {number}, killed after {after:?}");
        no_piece_under_a_final_name(&source.path().join("tree"), &target, &told);
        let last = run(&hand, &run_again);
        assert_eq!(last.code, 0, "{told}: {last}");
        let jobs = hand.run(&["queue", "list", "--json"]);
        if jobs.out.trim().is_empty() {
            // Killed before anything was promised, or when all was done and taken out.
            let untouched = files(&target).is_empty();
            assert!(untouched || same(&source.path().join("tree"), &target), "{told}");
            continue;
        }
        unfinished += 1;
        assert!(same(&source.path().join("tree"), &target), "{told}: not identical");
        let job: serde_json::Value = serde_json::from_str(jobs.out.lines().next().unwrap()).unwrap();
        assert_eq!(jobs.out.lines().count(), 1, "{told}: {jobs}");
        assert_eq!(
            (job["files"].as_u64(), job["done"].as_u64(), job["planned"].as_bool()),
            (Some(FILES + 1), Some(FILES + 1), Some(true)),
            "{told}: {jobs}"
        );
        let rows = hand.run(&["queue", "list", "--job", &job["job"].to_string(), "--json"]);
        let sources: BTreeSet<String> = rows.out.lines().map(source_of).collect();
        assert_eq!(
            (rows.out.lines().count(), sources.len()),
            (61, 61),
            "{told}: one row a file"
        );
    }
    assert!(unfinished > 0, "no run was killed in the middle");
}

fn source_of(line: &str) -> String {
    let row: serde_json::Value = serde_json::from_str(line).unwrap();
    row["source"].as_str().unwrap().to_owned()
}

/// What is there under the name of a file is that file.
fn no_piece_under_a_final_name(source: &Path, target: &Path, told: &str) {
    for path in files(target) {
        let inside = path.strip_prefix(target).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(".part") {
            continue;
        }
        let equal = std::fs::read(&path).unwrap() == std::fs::read(source.join(inside)).unwrap();
        assert!(equal, "{told}: {} is not whole", path.display());
    }
}

pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

pub fn copy(from: &Path, to: &Path) {
    let status = std::process::Command::new("cp").arg("-a").args([from, to]).status();
    assert!(status.unwrap().success());
}

#[test]
fn uploads_over_ftp_are_killed_and_finished() {
    torture(Brand::Vsftpd, Way::Up, 8);
}

#[test]
fn downloads_over_ftp_are_killed_and_finished() {
    torture(Brand::Vsftpd, Way::Down, 6);
}

#[test]
fn uploads_over_sftp_are_killed_and_finished() {
    torture(Brand::OpenSsh, Way::Up, 6);
}
