//! Killed behind every system call that changes something, and these calls failing one by one: the disk and the journal.
//!
//! Some of them by default, all with `TORTURE=long`. Where strace may not trace (a container without ptrace), these tests are
//! skipped loudly.

mod faults;
mod trace;

use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, same};
use crate::ways::{
    Broken, Way, again, copy, files, hand, is_finished, make_before, make_few, no_piece_under_a_final_name, run, words,
};
use trace::{is_possible, killed_behind, moments};

/// So many moments of a way are tried by default.
const SOME: usize = 9;

/// Whether everything is tried.
fn is_long() -> bool {
    std::env::var_os("TORTURE").is_some_and(|value| value == "long")
}

/// All of them, or by default some, spread evenly from another one on every time.
fn some_of<T: Clone>(all: &[T], count: usize) -> Vec<T> {
    if is_long() || all.len() <= count {
        return all.to_vec();
    }
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish() as usize;
    let step = all.len().div_ceil(count);
    all.iter().skip(random % step).step_by(step).cloned().collect()
}

/// Files on both sides of a server, ready to be moved many times over.
struct Stage {
    server: Server,
    way: Way,
    source: PathBuf,
    before: PathBuf,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// `None` where it cannot be.
    fn new(brand: Brand, way: Way, large: usize) -> Option<Self> {
        if !is_possible() {
            return None;
        }
        let server = Recipe::new(brand).start()?;
        let folder = tempfile::tempdir().unwrap();
        let (source, before) = (folder.path().join("tree"), folder.path().join("before"));
        make_few(&source, large);
        make_before(&before);
        if way == Way::Down {
            copy(&source, &server.home.join("tree"));
            for file in files(&server.home.join("tree")) {
                server.give_away(&file);
            }
        }
        Some(Self {
            server,
            way,
            source,
            before,
            _folder: folder,
        })
    }

    /// A hand with everything in place, what it types, and where the files go.
    fn prepare(&self) -> (Hand, Vec<String>, PathBuf) {
        let hand = hand(&self.server);
        let (target, mut words) = match self.way {
            Way::Up => {
                copy(&self.source, &hand.local("tree"));
                let words = words(&self.server, self.way, "up", &hand.local("tree/"));
                (self.server.home.join("up"), words)
            }
            Way::Down => {
                let target = hand.local("down");
                (target.clone(), words(&self.server, self.way, "tree/", &target))
            }
        };
        let _ = std::fs::remove_dir_all(&target);
        copy(&self.before, &target);
        if self.way == Way::Up {
            self.server.give_away(&target.join("over"));
        }
        words.extend(["--on-conflict".to_owned(), "overwrite".to_owned()]);
        (hand, words, target)
    }

    fn check_pieces(&self, target: &Path, told: &str) {
        no_piece_under_a_final_name(&self.source, &self.before, target, told);
    }
}

fn torture(brand: Brand, way: Way) {
    // Over SFTP, and only where there is time for it, so large that it is fetched in ranges.
    let large = if is_long() && brand.is_ssh() { 66 << 20 } else { 3 << 20 };
    let Some(stage) = Stage::new(brand, way, large) else {
        return;
    };
    let (hand, whole, target) = stage.prepare();
    let calls = killed_behind(&hand, &whole, None);
    assert!(same(&stage.source, &target), "it works as long as nobody kills it");
    let all = moments(&calls);
    let (mut killed, mut within) = (0, 0);
    for number in some_of(&all, SOME) {
        let (hand, whole, target) = stage.prepare();
        let calls = killed_behind(&hand, &whole, Some(number));
        killed += usize::from(calls.len() >= number);
        let last = calls.last().map(String::as_str).unwrap_or_default();
        let told = format!(
            "{brand:?} {way:?}, killed behind call {number} of {}: {last}",
            all.len()
        );
        stage.check_pieces(&target, &told);
        let finished = run(&hand, &again(&stage.server));
        assert_eq!(finished.code, 0, "{told}: {finished}");
        match is_finished(&hand, &stage.source, &target, &told) {
            Broken::Within => within += 1,
            // Before anything was promised, or when all was done and taken out.
            Broken::Outside => {
                let untouched = same(&stage.before, &target);
                assert!(untouched || same(&stage.source, &target), "{told}");
            }
        }
    }
    eprintln!(
        "{brand:?} {way:?}: {} calls change something, {killed} runs killed, {within} of them in the middle",
        calls.len()
    );
    assert!(killed > 0 && within > 0, "no run was killed in the middle");
}

#[test]
fn uploads_over_ftp_are_killed_behind_every_call() {
    torture(Brand::Vsftpd, Way::Up);
}

#[test]
fn downloads_over_ftp_are_killed_behind_every_call() {
    torture(Brand::Vsftpd, Way::Down);
}

#[test]
fn uploads_over_sftp_are_killed_behind_every_call() {
    torture(Brand::OpenSsh, Way::Up);
}

#[test]
fn downloads_over_sftp_are_killed_behind_every_call() {
    torture(Brand::OpenSsh, Way::Down);
}
