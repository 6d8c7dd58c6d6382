//! A run that is broken off and gone on with: which way its files go, how it is begun and finished, and what must be true then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::ground::Server;
use crate::hand::{Hand, Ran, noise, same, url};

/// Which way the files go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
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

/// What is typed to move a folder, with what the login needs.
pub fn words(server: &Server, way: Way, there: &str, here: &Path) -> Vec<String> {
    let here = here.to_string_lossy().into_owned();
    let words = match way {
        Way::Up => ["put".to_owned(), here, place(server, there)],
        Way::Down => ["get".to_owned(), place(server, there), here],
    };
    let key = server.key.to_string_lossy().into_owned();
    let login = match server.brand.is_ssh() {
        true => vec!["--identity".to_owned(), key],
        false => vec!["--password-stdin".to_owned()],
    };
    [words.to_vec(), login].concat()
}

/// What finishes what was begun. A key is part of what is known of the site.
pub fn again(server: &Server) -> Vec<String> {
    let words = ["queue", "run", "--password-stdin"].map(str::to_owned);
    words[..if server.brand.is_ssh() { 2 } else { 3 }].to_vec()
}

pub fn run(hand: &Hand, arguments: &[String]) -> Ran {
    hand.run(&borrowed(arguments))
}

pub fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// What a run was when it was broken off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Broken {
    /// Nothing had been written down yet, or nothing any more.
    Outside,
    /// It was in the journal and not over.
    Within,
}

/// After `queue run`: one job with one row a file, all done, and the target is what the source is.
pub fn is_finished(hand: &Hand, source: &Path, target: &Path, told: &str) -> Broken {
    let jobs = hand.run(&["queue", "list", "--json"]);
    if jobs.out.trim().is_empty() {
        return Broken::Outside;
    }
    let files = files(source).len();
    assert!(same(source, target), "{told}: not identical");
    let job: serde_json::Value = serde_json::from_str(jobs.out.lines().next().unwrap()).unwrap();
    assert_eq!(jobs.out.lines().count(), 1, "{told}: {jobs}");
    let count = Some(files as u64);
    assert_eq!(
        (job["files"].as_u64(), job["done"].as_u64(), job["planned"].as_bool()),
        (count, count, Some(true)),
        "{told}: {jobs}"
    );
    let rows = hand.run(&["queue", "list", "--job", &job["job"].to_string(), "--json"]);
    let sources: BTreeSet<String> = rows.out.lines().map(source_of).collect();
    assert_eq!(
        (rows.out.lines().count(), sources.len()),
        (files, files),
        "{told}: one row a file"
    );
    Broken::Within
}

fn source_of(line: &str) -> String {
    let row: serde_json::Value = serde_json::from_str(line).unwrap();
    row["source"].as_str().unwrap().to_owned()
}

/// What is there under the name of a file is that file, or the one that was there before.
pub fn no_piece_under_a_final_name(source: &Path, before: &Path, target: &Path, told: &str) {
    for path in files(target) {
        let inside = path.strip_prefix(target).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') && (name.ends_with(".part") || name.ends_with(".old")) {
            continue;
        }
        let found = std::fs::read(&path).unwrap();
        let is = |folder: &Path| std::fs::read(folder.join(inside)).is_ok_and(|whole| whole == found);
        assert!(is(source) || is(before), "{told}: {} is not whole", path.display());
    }
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
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

/// Gives all files times that no server would give by itself.
pub fn make_old(root: &Path) {
    for path in files(root) {
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let time = std::time::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + path.as_os_str().len() as u64);
        file.set_modified(time).unwrap();
    }
}

pub fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(status.unwrap().success());
}

/// A few files of every kind: small, empty, in a folder, one that replaces another, and one so large that several connections
/// fetch it.
pub fn make_few(root: &Path, large: usize) {
    std::fs::create_dir_all(root.join("sub/deep")).unwrap();
    std::fs::write(root.join("small"), noise(1, 3000)).unwrap();
    std::fs::write(root.join("sub/empty"), b"").unwrap();
    std::fs::write(root.join("sub/deep/ümlaut x"), noise(2, 700_000)).unwrap();
    std::fs::write(root.join("over"), noise(3, 5000)).unwrap();
    std::fs::write(root.join("large"), noise(4, large)).unwrap();
    make_old(root);
}

/// What stands at the target before: one of the files, as it was once.
pub fn make_before(root: &Path) {
    std::fs::create_dir_all(root).unwrap();
    std::fs::write(root.join("over"), noise(9, 800)).unwrap();
}
