//! How long a listing takes whoever looks around while a large file comes over the same line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

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
    let mut prompt = Prompt::open(stage, program)?;
    // The connection stands before the line gets busy.
    prompt.list();
    let mut command = stage.command(Work::BrowseBeside, program);
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut transfer = silent.spawn().expect("a transfer");
    std::thread::sleep(Duration::from_secs(3));
    let mut times: Vec<f64> = (0..LISTINGS)
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
    times.sort_by(f64::total_cmp);
    Some(Figures {
        wall: times[LISTINGS / 2],
        cpu: times[LISTINGS * 95 / 100 - 1],
        mib: 0.0,
    })
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
                let mut command = Command::new("lftp");
                command
                    .args(["--norc", "-c"])
                    .arg(format!("{}; source /dev/stdin", stage.lftp_opens()));
                // What it has seen it would show from memory.
                (command, "recls -l hundred")
            }
            // They make a new connection for each listing.
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
