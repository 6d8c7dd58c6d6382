//! Another process, of another user where there may be one, swaps folders, parts and names of a download for links while it runs:
//! nothing is ever written outside the folder that was chosen.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::ground::{Brand, Recipe, is_root};
use crate::hand::{Hand, noise};
use crate::ways::{Way, borrowed, hand, words};

/// Plants links wherever the program may pass: in the place of a folder, of a part, of a file that is about to come. It says how
/// often when it is told to end.
const SWAPS: &str = r#"
use strict; use Time::HiRes 'usleep';
my ($down, $outside, $user) = @ARGV;
if ($user) { $) = $( = $user; $< = $> = $user; }
my ($count, $stop) = (0, 0);
$SIG{TERM} = sub { $stop = 1 };
until ($stop) {
    if (rename("$down/sub", "$down/aside")) {
        symlink($outside, "$down/sub") and $count++;
        usleep(200);
        unlink("$down/sub");
        rename("$down/aside", "$down/sub");
    }
    opendir(my $folder, "$down/sub") or next;
    for my $name (grep { /packetboat/ } readdir($folder)) {
        rename("$down/sub/$name", "$down/sub/kept") or next;
        symlink("$outside/victim", "$down/sub/$name") and $count++;
        usleep(100);
        unlink("$down/sub/$name") if -l "$down/sub/$name";
        rename("$down/sub/kept", "$down/sub/$name");
    }
    for my $file (0 .. 5) { symlink("$outside/victim", "$down/sub/f$file") and $count++; }
    usleep(200);
    for my $file (0 .. 5) { unlink("$down/sub/f$file") if -l "$down/sub/f$file"; }
}
print $count;
"#;

/// Whom the links belong to, where the tests may become somebody else.
const NOBODY: u32 = 65_534;

fn rounds() -> usize {
    match std::env::var_os("TORTURE").is_some_and(|value| value == "long") {
        true => 100,
        false => 8,
    }
}

/// A folder that everybody may write to.
fn make_open(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
}

fn swapping(down: &Path, outside: &Path) -> Child {
    let user = if is_root() { NOBODY.to_string() } else { String::new() };
    let mut command = Command::new("perl");
    command.args(["-e", SWAPS]).args([down, outside]).arg(user);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

/// What anybody could have done to a file.
fn facts(path: &Path) -> (Vec<u8>, u32, i64, u64) {
    let found = std::fs::metadata(path).unwrap();
    (std::fs::read(path).unwrap(), found.mode(), found.mtime(), found.nlink())
}

fn swapped(brand: Brand) {
    let Some(server) = Recipe::new(brand).start() else {
        return;
    };
    for n in 0..10 {
        server.put(format!("tree/sub/f{n}"), &noise(n, 5000));
    }
    server.put("tree/sub/large", &noise(99, 2 << 20));
    let hand = hand(&server);
    // Whoever runs the tests may keep others out of the folders above.
    for folder in hand
        .work()
        .ancestors()
        .take_while(|folder| folder.starts_with(hand.place()))
    {
        make_open(folder);
    }
    let outside = hand.place().join("outside");
    make_open(&outside);
    std::fs::write(outside.join("victim"), "not yours").unwrap();
    let before = facts(&outside.join("victim"));
    let mut count = 0;
    for round in 0..rounds() {
        count += one_round(&server, &hand, &outside, round);
        let found: Vec<_> = std::fs::read_dir(&outside)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(found, ["victim"], "round {round}: something was written outside");
        assert_eq!(facts(&outside.join("victim")), before, "round {round}");
    }
    eprintln!("{brand:?}: {count} links were planted in {} rounds", rounds());
    assert!(count > rounds() as u64 * 10, "links were planted: {count}");
}

/// One download into a folder in which everything is swapped. Returns how often.
fn one_round(server: &crate::ground::Server, hand: &Hand, outside: &Path, round: usize) -> u64 {
    let down = hand.local(&format!("down{round}"));
    for folder in [&down, &down.join("sub")] {
        make_open(folder);
        if is_root() {
            std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let mut swaps = swapping(&down, outside);
    let mut words = words(server, Way::Down, "tree/", &down);
    // One's own links are followed when a file is overwritten; those of others never.
    if is_root() && round.is_multiple_of(2) {
        words.extend(["--on-conflict", "overwrite"].map(str::to_owned));
    }
    let ran = hand.run(&borrowed(&words));
    assert!((0..=3).contains(&ran.code) && !ran.err.contains("panicked"), "{ran}");
    let id = rustix::process::Pid::from_raw(i32::try_from(swaps.id()).unwrap()).unwrap();
    assert!(swaps.try_wait().unwrap().is_none(), "links were planted to the end");
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    let told = swaps.wait_with_output().unwrap().stdout;
    String::from_utf8(told).unwrap().parse().unwrap()
}

#[test]
fn links_that_are_planted_during_a_download_over_ftp_lead_nowhere() {
    swapped(Brand::Vsftpd);
}

#[test]
fn links_that_are_planted_during_a_download_over_sftp_lead_nowhere() {
    swapped(Brand::OpenSsh);
}
