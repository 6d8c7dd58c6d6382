//! One window a profile: whoever starts a second one rings at the first, which comes to the front and opens what was asked for.
//!
//! The bell is a socket on this computer only. Its number and a secret word stand in a file that nobody else can read; whoever does
//! not know the word is not heard. A file that was left over leads to nobody, and then the second window is the first.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::store::write_new;

/// The file beside the other files of a profile.
const FILE: &str = "window.bell";

/// How long either side waits for the other. Both are this computer.
const PATIENCE: Duration = Duration::from_millis(700);

/// No honest visitor says more.
const LONGEST: u64 = 64 << 10;

/// What is said instead of addresses by a process that has jobs of its own, or had. No address begins so.
const JOBS: &str = "\u{7}jobs";

/// What somebody rings for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ring {
    /// A second window was started for these addresses.
    Open(Vec<String>),
    /// Another process has jobs of its own now, or has ended.
    Jobs,
}

/// What the first window says when it has heard.
const HEARD: &str = "heard";

/// Rings at the window that a profile has open already, and hands it what was asked for. Returns whether it has heard.
pub fn ring(profile: &Path, addresses: &[String]) -> bool {
    try_ring(profile, addresses).unwrap_or(false)
}

/// Tells the window that a profile has open, if there is one, that another process has jobs of its own, or has none any more.
pub fn tell_of_jobs(profile: &Path) {
    let _ = try_ring(profile, &[JOBS.to_owned()]);
}

/// Hangs up the bell of a window. Whatever is asked for comes out of the channel.
///
/// # Errors
/// If this computer lets nobody listen, or the file cannot be written.
pub fn hang(profile: &Path) -> io::Result<mpsc::UnboundedReceiver<Ring>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let word = word();
    let path = profile.join(FILE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_new(&path, format!("{} {word}\n", listener.local_addr()?.port()).as_bytes())?;
    let (tell, told) = mpsc::unbounded_channel();
    std::thread::Builder::new()
        .name("bell".to_owned())
        .spawn(move || listen(&listener, &word, &path, &tell))?;
    Ok(told)
}

fn try_ring(profile: &Path, addresses: &[String]) -> io::Result<bool> {
    let text = fs::read_to_string(profile.join(FILE))?;
    let Some((port, word)) = text.trim().split_once(' ') else {
        return Ok(false);
    };
    let Ok(port) = port.parse::<u16>() else {
        return Ok(false);
    };
    let door = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut line = TcpStream::connect_timeout(&door, PATIENCE)?;
    line.set_read_timeout(Some(PATIENCE))?;
    line.set_write_timeout(Some(PATIENCE))?;
    let words: Vec<&str> = std::iter::once(word)
        .chain(
            addresses
                .iter()
                .map(String::as_str)
                .filter(|address| !address.contains('\n')),
        )
        .collect();
    line.write_all(format!("{}\n\n", words.join("\n")).as_bytes())?;
    let mut answer = String::new();
    line.take(64).read_to_string(&mut answer)?;
    Ok(answer.trim() == HEARD)
}

fn listen(listener: &TcpListener, word: &str, path: &PathBuf, tell: &mpsc::UnboundedSender<Ring>) {
    for visitor in listener.incoming() {
        if let Some(ring) = visitor.ok().and_then(|visitor| hear(visitor, word))
            && tell.send(ring).is_err()
        {
            break;
        }
    }
    let _ = fs::remove_file(path);
}

/// What a visitor asks for; `None` for one who does not know the word.
fn hear(visitor: TcpStream, word: &str) -> Option<Ring> {
    visitor.set_read_timeout(Some(PATIENCE)).ok()?;
    visitor.set_write_timeout(Some(PATIENCE)).ok()?;
    let mut lines = BufReader::new(visitor.try_clone().ok()?.take(LONGEST)).lines();
    if lines.next()?.ok()? != word {
        return None;
    }
    let mut addresses = Vec::new();
    loop {
        match lines.next()?.ok()? {
            end if end.is_empty() => break,
            address => addresses.push(address),
        }
    }
    let mut visitor = visitor;
    writeln!(visitor, "{HEARD}").ok()?;
    Some(match addresses.as_slice() {
        [one] if one == JOBS => Ring::Jobs,
        _ => Ring::Open(addresses),
    })
}

/// A word that nobody guesses.
fn word() -> String {
    let mut bytes = [0; 16];
    let random = ::ring::rand::SystemRandom::new();
    if ::ring::rand::SecureRandom::fill(&random, &mut bytes).is_err() {
        // Without it nobody is heard.
        return String::from("\0");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_window_hears_the_second_one() {
        let profile = tempfile::tempdir().unwrap();
        assert!(!ring(profile.path(), &[]), "nobody is there");
        let mut rings = hang(profile.path()).unwrap();
        assert!(ring(profile.path(), &["sftp://h/".into(), "a\nb".into()]));
        assert_eq!(rings.blocking_recv().unwrap(), Ring::Open(vec!["sftp://h/".into()]));
        assert!(ring(profile.path(), &[]));
        assert_eq!(rings.blocking_recv().unwrap(), Ring::Open(Vec::new()));
        tell_of_jobs(profile.path());
        assert_eq!(rings.blocking_recv().unwrap(), Ring::Jobs);
    }

    #[test]
    fn who_does_not_know_the_word_is_not_heard() {
        let profile = tempfile::tempdir().unwrap();
        let mut rings = hang(profile.path()).unwrap();
        let path = profile.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        let port = text.split_once(' ').unwrap().0;
        fs::write(&path, format!("{port} 00000000000000000000000000000000\n")).unwrap();
        assert!(!ring(profile.path(), &[]));
        assert!(rings.try_recv().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_word() {
        use std::os::unix::fs::PermissionsExt;
        let profile = tempfile::tempdir().unwrap();
        let _rings = hang(profile.path()).unwrap();
        let mode = fs::metadata(profile.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
