//! The program is killed at any moment, and `queue run` finishes what it had begun: nothing lost, nothing twice, and never a part
//! of a file under its final name.
//!
//! Short by default; `PACKETBOAT_KILLS` says how many times each way is killed.

use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::ground::{Brand, Recipe};
use crate::hand::{Hand, make_small_tree, noise, same};
use crate::ways::{
    Broken, Way, again, copy, files, hand, is_finished, make_old, no_piece_under_a_final_name, run, words,
};

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
    make_old(root);
}

/// Kills one way many times over.
fn torture(brand: Brand, way: Way, usual: usize) {
    let Some(server) = Recipe::new(brand).start() else {
        return;
    };
    let source = tempfile::tempdir().unwrap();
    let (source, nothing) = (source.path().join("tree"), source.path().join("nothing"));
    make(&source);
    if way == Way::Down {
        make(&server.home.join("tree"));
    }
    let prepare = |number: usize| {
        let hand = hand(&server);
        match way {
            Way::Up => {
                copy(&source, &hand.local("tree"));
                let words = words(&server, way, &format!("up{number}"), &hand.local("tree"));
                (hand, words, server.home.join(format!("up{number}")))
            }
            Way::Down => {
                let target = hand.local("down");
                (hand, words(&server, way, "tree", &target), target)
            }
        }
    };
    let (first, whole, _) = prepare(0);
    let begin = Instant::now();
    assert_eq!(run(&first, &whole).code, 0);
    let usually = begin.elapsed();
    let (mut within, mut twice) = (0, 0);
    let count = kills(usual);
    for number in 1..=count {
        let (hand, whole, target) = prepare(number);
        let after = Duration::from_micros(random(usually.as_micros()) as u64);
        hand.kill(&whole, after);
        // The next one may be killed, too.
        let run_again = again(&server);
        if random(2) == 0 {
            hand.kill(&run_again, Duration::from_micros(random(usually.as_micros()) as u64));
            twice += 1;
        }
        let told = format!("{brand:?} {way:?}, run {number}, killed after {after:?}");
        no_piece_under_a_final_name(&source, &nothing, &target, &told);
        let last = run(&hand, &run_again);
        assert_eq!(last.code, 0, "{told}: {last}");
        match is_finished(&hand, &source, &target, &told) {
            Broken::Within => within += 1,
            // Killed before anything was promised, or when all was done and taken out.
            Broken::Outside => assert!(files(&target).is_empty() || same(&source, &target), "{told}"),
        }
        if way == Way::Up {
            let _ = std::fs::remove_dir_all(&target);
        }
    }
    eprintln!("{brand:?} {way:?}: {count} runs killed, {within} of them in the middle, {twice} of the next ones too");
    assert!(within > 0, "no run was killed in the middle");
}

/// How many files the journal has of the only job, and how many of them are done; nothing before all are known.
fn journal_says(hand: &Hand) -> Option<(u64, u64)> {
    let jobs = hand.run(&["queue", "list", "--json"]);
    let job: serde_json::Value = serde_json::from_str(jobs.out.lines().next()?).unwrap();
    let counts = (job["files"].as_u64()?, job["done"].as_u64()?);
    job["planned"].as_bool()?.then_some(counts)
}

/// Two hundred files that a killed run has left are taken back by another, and that is killed, too, again and again: who takes
/// them out of the journal when it has read them loses them all.
#[test]
fn case_h_two_hundred_files_that_were_taken_back_outlive_another_kill() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let hand = hand(&server);
    let source = hand.local("tree");
    make_small_tree(&source, 200);
    make_old(&source);
    let slowly = |words: Vec<String>| [words, vec!["--limit-rate".to_owned(), "1k".to_owned()]].concat();
    let mut first = hand.start(&[], &slowly(words(&server, Way::Up, "h", &source)));
    let begin = Instant::now();
    while journal_says(&hand).is_none() {
        assert!(begin.elapsed() < Duration::from_secs(60), "nothing is written down");
    }
    first.kill().unwrap();
    first.wait().unwrap();
    for after in [50, 400, 1200] {
        hand.kill(&slowly(again(&server)), Duration::from_millis(after));
        let (files, done) = journal_says(&hand).unwrap();
        assert_eq!(files, 200, "killed after {after} ms");
        assert!(done < 200, "there is something left to lose");
    }
    assert_eq!(run(&hand, &again(&server)).code, 0);
    let target = server.home.join("h");
    assert_eq!(
        is_finished(&hand, &source, &target, "killed four times"),
        Broken::Within
    );
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
