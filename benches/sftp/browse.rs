//! How long a listing takes whoever looks around while a large file comes over the same line.

use std::io::{BufRead, BufReader, Write};
use std::num::NonZeroUsize;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use packetboat::engine::command::{Command, JobId, Order, Request, Ticket};
use packetboat::engine::{Batch, Engine, Event, Keeping, Setup};
use packetboat::path::RemotePath;
use packetboat::settings::Patience;
use packetboat::site::{Logon, Protocol, SftpOptions, Site};
use packetboat::transfer::{Errand, Landing, LocalEnd, Policy, Resolution, Selected, Source, Verify};
use tokio::sync::mpsc;

use super::work::Work;
use super::{Program, Stage};
use crate::table::Figures;

/// So many listings, one after the other.
const LISTINGS: usize = 20;

/// Between two of them, as a person would.
const PAUSE: Duration = Duration::from_millis(250);

/// What stands behind each listing.
const MARK: &str = "end-of-this-listing";

/// Lists a folder again and again beside a transfer of the same program, on a connection that stands already. Wall is the
/// median of the listings' times, and what stands under CPU is the 95th percentile of them.
///
/// `None` for a program that cannot be asked again and again.
pub fn latency(stage: &Stage, program: Program) -> Option<Figures> {
    if program == Program::Ours {
        return Some(ours(stage));
    }
    let mut prompt = Prompt::open(stage, program)?;
    // The connection stands before the line gets busy.
    prompt.list();
    let mut command = stage.command(Work::BrowseBeside, program);
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut transfer = silent.spawn().expect("a transfer");
    std::thread::sleep(Duration::from_secs(3));
    let times: Vec<f64> = (0..LISTINGS)
        .map(|_| {
            std::thread::sleep(PAUSE);
            prompt.list().as_secs_f64()
        })
        .collect();
    let ended = transfer.try_wait().expect("a state");
    assert!(
        ended.is_none(),
        "{}: nothing came beside the listings: {ended:?}",
        program.name()
    );
    let _ = transfer.kill().and_then(|()| transfer.wait());
    Some(figures(times))
}

fn figures(mut times: Vec<f64>) -> Figures {
    times.sort_by(f64::total_cmp);
    Figures {
        wall: times[LISTINGS / 2],
        cpu: times[LISTINGS * 95 / 100 - 1],
        mib: 0.0,
    }
}

/// Ours has no prompt: the engine is asked, as a window asks it. The listings go over the connections of the transfer itself.
fn ours(stage: &Stage) -> Figures {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let setup = Setup {
            profile: stage.local("profile"),
            connections: NonZeroUsize::new(4).expect("four"),
            limit_rate: None,
            patience: Patience::default(),
            keeping: Keeping::Nothing,
        };
        let (engine, mut batches) = Engine::start(setup).expect("an engine");
        let options = SftpOptions {
            identities: vec![stage.key()],
            ..SftpOptions::default()
        };
        let site = Arc::new(Site {
            host: stage.address.ip().to_string(),
            port: stage.address.port(),
            protocol: Protocol::Sftp(options),
            logon: Logon::Ask {
                user: stage.user().to_owned(),
            },
            terms: packetboat::site::Terms::default(),
        });
        let path = |name: &str| RemotePath::from(stage.there(name).to_str().expect("plain text"));
        // The connection stands before the line gets busy.
        list(&engine, &mut batches, &site, path("hundred"), 0).await;
        engine.send(Command::Start(Order {
            job: JobId(1),
            site: site.clone(),
            errand: Errand::Download {
                sources: vec![Selected::whole(path("big"))],
                destination: LocalEnd::Path(stage.came()),
            },
            landing: Landing::Decide,
            policy: Policy::Always(Resolution::Overwrite),
            verify: Verify::Size,
            afterwards: Source::Keep,
            priority: 0,
        }));
        let busy = Instant::now() + Duration::from_secs(3);
        while let Ok(Some(_)) = tokio::time::timeout_at(busy.into(), batches.recv()).await {}
        let (mut times, mut moved) = (Vec::new(), 0);
        for number in 1..=LISTINGS as u64 {
            tokio::time::sleep(PAUSE).await;
            let (time, so_far) = list(&engine, &mut batches, &site, path("hundred"), number).await;
            times.push(time.as_secs_f64());
            moved = so_far.max(moved);
        }
        assert!(moved > 0, "nothing came beside the listings");
        engine.send(Command::Shutdown);
        while batches.recv().await.is_some() {}
        figures(times)
    })
}

/// The time of one listing, and the bytes that the transfer had moved by then.
async fn list(
    engine: &Engine,
    batches: &mut mpsc::Receiver<Batch>,
    site: &Arc<Site>,
    folder: RemotePath,
    number: u64,
) -> (Duration, u64) {
    let begin = Instant::now();
    engine.send(Command::Browse {
        ticket: Ticket(number),
        site: site.clone(),
        request: Request::List { folder },
    });
    let (mut files, mut moved) = (0, 0);
    loop {
        for event in batches.recv().await.expect("a batch").events {
            match event {
                Event::Page { ticket, entries, .. } if ticket == Ticket(number) => files += entries.len(),
                Event::Job(totals) => {
                    assert!(!totals.finished, "the transfer is over: {totals:?}");
                    moved = totals.moved;
                }
                Event::Answered { ticket, result } if ticket == Ticket(number) => {
                    result.expect("a listing");
                    assert_eq!(files, 100, "a whole listing");
                    return (begin.elapsed(), moved);
                }
                _ => {}
            }
        }
    }
}

/// A program that reads commands.
struct Prompt {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    list: &'static str,
}

impl Prompt {
    fn open(stage: &Stage, program: Program) -> Option<Self> {
        let (mut command, list) = match program {
            Program::OpenSsh => {
                let mut command = stage.sftp();
                command.arg("-q").arg("-b").arg("-").arg(stage.target());
                (command, "ls -la hundred")
            }
            Program::Lftp => {
                let mut command = std::process::Command::new("lftp");
                command
                    .args(["--norc", "-c"])
                    .arg(format!("{}; source /dev/stdin", stage.lftp_opens()));
                // What it has seen it would show from memory.
                (command, "recls -l hundred")
            }
            // Ours is asked in another way; rclone makes a new connection for each listing.
            Program::Ours | Program::Rclone => return None,
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a program");
        let commands = child.stdin.take().expect("its input");
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        Some(Self {
            child,
            commands,
            answers,
            list,
        })
    }

    fn list(&mut self) -> Duration {
        let begin = Instant::now();
        writeln!(self.commands, "{}\n!echo {MARK}", self.list).expect("somebody reads");
        let (mut line, mut files) = (String::new(), 0);
        loop {
            line.clear();
            let read = self.answers.read_line(&mut line).expect("text");
            assert!(read > 0, "the program went away after {files} files");
            files += usize::from(line.contains("file-"));
            // Programs repeat what they are told.
            if line.trim_end() == MARK {
                break;
            }
        }
        assert_eq!(files, 100, "a whole listing");
        begin.elapsed()
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}
