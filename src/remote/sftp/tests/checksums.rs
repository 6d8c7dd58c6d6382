//! Checksums by the programs of this machine, as a server with a shell makes them.

use std::os::unix::ffi::OsStrExt;

use super::peer::openssh;
use crate::path::{RemoteName, RemotePath};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checksums_of_any_name_in_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    let Some((mut session, log)) = openssh(&folder).await else {
        return;
    };
    // The shell of these tests begins where the tests do.
    session.home = RemotePath::new(std::env::current_dir().unwrap().as_os_str().as_bytes());
    assert!(session.capabilities().checksums);
    let path = |name: &[u8]| RemotePath::new(folder.as_os_str().as_bytes()).join(&RemoteName::new(name));
    let names: [&[u8]; 6] = [b"plain", b"a\nb\\c", b"-rf", b"caf\xe9", b"$(touch x) 'q' \"d\"", b" "];
    for name in names {
        std::fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    let (paths, gone) = (names.map(path), path(b"gone"));
    let sums = paths.iter().map(|path| session.checksum(path));
    let all = async {
        let mut sums: Vec<_> = sums.map(Box::pin).collect();
        // All at once, so that they share a command.
        let mut outcomes = Vec::new();
        let (first, rest) = sums.split_at_mut(1);
        let (second, rest) = rest.split_at_mut(1);
        let (a, b) = tokio::join!(&mut first[0], &mut second[0]);
        outcomes.extend([a, b]);
        for sum in rest {
            outcomes.push(sum.await);
        }
        outcomes
    };
    use sha2::Digest;
    for (name, sum) in names.iter().zip(all.await) {
        assert_eq!(
            sum.unwrap().unwrap().bytes,
            sha2::Sha256::digest(name).to_vec(),
            "{name:?}"
        );
    }
    assert_eq!(session.checksum(&gone).await, Ok(None));
    let commands = log
        .lock()
        .unwrap()
        .iter()
        .filter(|line| line.starts_with("exec"))
        .count();
    // One to look, one for the first two, one for each of the others.
    assert_eq!(commands, 1 + 1 + 4 + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_that_begins_elsewhere_makes_no_checksums() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    std::fs::write(folder.path().join("x"), "x").unwrap();
    for _ in 0..2 {
        assert_eq!(session.checksum(&RemotePath::from("x")).await, Ok(None));
    }
    assert!(!session.capabilities().checksums);
    assert_eq!(
        log.lock()
            .unwrap()
            .iter()
            .filter(|line| line.contains("paths may differ"))
            .count(),
        1
    );
}
