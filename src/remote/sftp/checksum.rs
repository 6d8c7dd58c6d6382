//! Checksums made by the server: by its own programs where the account has a shell, else by the `check-file` extension.

mod shell;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::sleep;

use self::shell::Tool;
use super::Session;
use super::extensions::{CHECK_FILE, CHECK_FILE_NAME};
use super::link::Arrived;
use super::packet::{Expects, Reader, Request};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;
use crate::remote::{Algorithm, Checksum};

/// Calls of so long a time go to the server together.
const TICK: Duration = Duration::from_millis(20);

/// Files in one command.
const MOST: usize = 1000;

/// Bytes of a SHA-256.
const LENGTH: usize = 32;

/// Where calls for checksums come together.
#[derive(Debug, Default)]
pub(super) struct Desk {
    waiting: Mutex<Vec<Call>>,
    /// How it is done here; `None` until it was tried. Whoever holds it does the work for all who wait.
    way: tokio::sync::Mutex<Option<Way>>,
    /// Neither way works here.
    hopeless: AtomicBool,
}

#[derive(Debug)]
struct Call {
    path: RemotePath,
    to: oneshot::Sender<Result<Option<Checksum>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Shell(Tool),
    CheckFile,
    Nothing,
}

impl Desk {
    /// Whether it is worth asking.
    pub(super) fn may_work(&self) -> bool {
        !self.hopeless.load(Ordering::Relaxed)
    }

    /// The checksum of the file at an absolute path.
    pub(super) async fn checksum(&self, session: &Session, path: &RemotePath) -> Result<Option<Checksum>> {
        loop {
            let (to, mut from) = oneshot::channel();
            self.waiting().push(Call { path: path.clone(), to });
            let mut answer = None;
            while answer.is_none() {
                tokio::select! {
                    biased;
                    heard = &mut from => answer = Some(heard),
                    mut way = self.way.lock() => {
                        sleep(TICK).await;
                        self.work(session, &mut way).await;
                    }
                }
            }
            match answer {
                Some(Ok(outcome)) => return outcome,
                // Whoever did the work went away: it is to be done again.
                _ => continue,
            }
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Call>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers those who wait, at most a thousand.
    async fn work(&self, session: &Session, way: &mut Option<Way>) {
        let calls: Vec<Call> = {
            let mut waiting = self.waiting();
            waiting.retain(|call| !call.to.is_closed());
            let count = waiting.len().min(MOST);
            waiting.drain(..count).collect()
        };
        if calls.is_empty() {
            return;
        }
        if way.is_none() {
            *way = Some(first_way(session).await);
        }
        let paths: Vec<RemotePath> = calls.iter().map(|call| call.path.clone()).collect();
        if let Some(Way::Shell(tool)) = *way {
            match shell::sums(session, tool, &paths).await {
                Ok(sums) => {
                    for (call, sum) in calls.into_iter().zip(sums) {
                        let _ = call.to.send(Ok(sum.map(sha256)));
                    }
                    return;
                }
                Err(why) => {
                    session
                        .tap
                        .note(format!("no checksums by {} any more: {why}", tool.name()));
                    *way = Some(without_shell(session));
                }
            }
        }
        self.hopeless.store(*way == Some(Way::Nothing), Ordering::Relaxed);
        for call in calls {
            let outcome = match way {
                Some(Way::CheckFile) => check_file(session, &call.path).await,
                _ => Ok(None),
            };
            let _ = call.to.send(outcome);
        }
    }
}

/// Tries the shell, and says once why not.
async fn first_way(session: &Session) -> Way {
    match shell::tool(session).await {
        Ok(tool) => {
            session
                .tap
                .note(format!("checksums are made by {} on the server", tool.name()));
            Way::Shell(tool)
        }
        Err(why) => {
            let way = without_shell(session);
            let instead = match way {
                Way::CheckFile => "the check-file extension is used",
                _ => "only sizes are compared",
            };
            session
                .tap
                .note(format!("no checksums by a program on the server ({why}): {instead}"));
            way
        }
    }
}

fn without_shell(session: &Session) -> Way {
    if session.extensions.has(CHECK_FILE) || session.extensions.has(CHECK_FILE_NAME) {
        Way::CheckFile
    } else {
        Way::Nothing
    }
}

fn sha256(bytes: [u8; LENGTH]) -> Checksum {
    Checksum {
        algorithm: Algorithm::Sha256,
        bytes: bytes.to_vec(),
    }
}

/// `check-file-name`: the whole file as one block.
async fn check_file(session: &Session, path: &RemotePath) -> Result<Option<Checksum>> {
    // From the beginning, to the end, not in blocks.
    let whole = [0; 8 + 8 + 4];
    let request = Request::extended(CHECK_FILE_NAME, &[path.as_bytes(), b"sha256"], Expects::Extended).with(&whole);
    let attempted = format!("{CHECK_FILE_NAME} \"{path}\"");
    let answer = match session.talk.call_slowly(request).await? {
        Arrived::Extended(answer) => answer,
        Arrived::Status(_) => return Ok(None),
        _ => return Err(Error::new(Stage::Check, Kind::Protocol, attempted)),
    };
    match checked(answer) {
        Some(bytes) => Ok(Some(sha256(bytes))),
        None => Err(Error::new(Stage::Check, Kind::Protocol, attempted).with_cause("no SHA-256 in the answer")),
    }
}

/// The draft repeats the name of the extension before that of the algorithm; some servers do not.
fn checked(answer: bytes::Bytes) -> Option<[u8; LENGTH]> {
    let mut reader = Reader::new(answer);
    let mut algorithm = reader.string().ok()?;
    if algorithm.starts_with(CHECK_FILE.as_bytes()) {
        algorithm = reader.string().ok()?;
    }
    if &algorithm[..] != b"sha256" {
        return None;
    }
    <[u8; LENGTH]>::try_from(&reader.rest()[..]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_file_answers_in_both_forms() {
        let sum = [7; LENGTH];
        let long = [b"\0\0\0\x0acheck-file\0\0\0\x06sha256".as_slice(), &sum].concat();
        let short = [b"\0\0\0\x06sha256".as_slice(), &sum].concat();
        assert_eq!(checked(long.into()), Some(sum));
        assert_eq!(checked(short.clone().into()), Some(sum));
        assert_eq!(checked(short[..short.len() - 1].to_vec().into()), None);
        assert_eq!(checked([b"\0\0\0\x03md5".as_slice(), &sum].concat().into()), None);
    }
}
