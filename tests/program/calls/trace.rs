//! The program under strace: its calls that change something are counted, it is killed behind one of them, or they fail.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Command;

use crate::ground::skip;
use crate::hand::{Hand, Ran};
use crate::ways::borrowed;

/// Calls that change something on the disk, or that a server hears of.
const CHANGING: &str = "openat,write,pwrite64,fsync,fdatasync,renameat2,rename,renameat,unlink,unlinkat,ftruncate,mkdir,\
                        mkdirat,fchmod,fchown,utimensat,linkat,fallocate,close,sendto,sendmsg";

/// How long each of them is kept back, in microseconds: whoever kills the program behind it gets there before the next one.
const KEPT_BACK: u32 = 300;

/// Whether programs can be traced here. If not, that is said.
pub fn is_possible() -> bool {
    let tried = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "-e", "trace=none", "true"])
        .output();
    let why = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => format!("strace ({error}); run .ci/servers"),
    };
    skip(&format!("system calls cannot be traced: {why}"));
    false
}

/// One call, as strace tells it, without the number of its thread.
pub type Call = String;

/// Runs the program and kills it behind the call of this number that changes something; with `None` it may come to its end.
/// Returns these calls.
pub fn killed_behind(hand: &Hand, arguments: &[String], number: Option<usize>) -> Vec<Call> {
    let pipe = hand.place().join("calls");
    if !pipe.exists() {
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    }
    let (pipe_name, trace) = (pipe.to_string_lossy(), format!("trace={CHANGING}"));
    let inject = format!("inject={CHANGING}:delay_exit={KEPT_BACK}");
    let strace = [
        "strace", "-f", "-y", "-qq", "-s", "0", "-o", &pipe_name, "-e", &trace, "-e", &inject,
    ];
    let mut child = hand.start(&strace, arguments);
    let mut ear = Ear::new(hand);
    let mut calls = Vec::new();
    // strace opens its end once it has the program; until then this waits.
    for line in BufReader::new(File::open(&pipe).unwrap()).lines().map_while(Result::ok) {
        if let Some(call) = ear.hear(&line) {
            calls.push(call);
            if number == Some(calls.len()) {
                ear.kill();
            }
        }
    }
    child.wait().unwrap();
    calls
}

/// Tells the calls that change something of a program from all others.
struct Ear {
    /// Where its files are.
    place: String,
    /// Its first thread, whose number is that of the program.
    program: Option<i32>,
    /// Calls of threads that have not ended.
    begun: HashMap<i32, Option<Call>>,
}

impl Ear {
    fn new(hand: &Hand) -> Self {
        Self {
            place: hand.place().to_string_lossy().into_owned(),
            program: None,
            begun: HashMap::new(),
        }
    }

    /// Takes a line. Returns the call that has ended with it, if it changes something.
    fn hear(&mut self, line: &str) -> Option<Call> {
        let (thread, call) = line.split_once(' ')?;
        let (thread, call) = (thread.parse::<i32>().ok()?, call.trim_start());
        self.program.get_or_insert(thread);
        if call.starts_with("<...") {
            return self.begun.remove(&thread).flatten();
        }
        if call.starts_with("---") || call.starts_with("+++") {
            return None;
        }
        let ours = (call.contains(&self.place) || call.contains("socket:[")) && !call.contains("O_RDONLY");
        let heard = ours.then(|| call.to_owned());
        if call.contains("<unfinished") {
            self.begun.insert(thread, heard);
            return None;
        }
        heard
    }

    fn kill(&self) {
        if let Some(program) = self.program.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(program, rustix::process::Signal::KILL);
        }
    }
}

/// The numbers of the calls behind which it is worth killing: of many alike in a row only some.
pub fn moments(calls: &[Call]) -> Vec<usize> {
    let mut alike = 0;
    let kind = |call: &Call| {
        let end = call.find('>').map_or(call.len(), |end| end + 1);
        call[..end].to_owned()
    };
    let mut moments = Vec::new();
    for (number, call) in (1..).zip(calls) {
        alike = match number > 1 && kind(&calls[number - 2]) == kind(call) {
            true => alike + 1,
            false => 0,
        };
        if alike < 2 || alike % 32 == 0 {
            moments.push(number);
        }
    }
    moments
}

/// A call that fails.
#[derive(Clone, Debug)]
pub struct Fault {
    pub call: &'static str,
    pub error: &'static str,
    /// The how manieth of a thread; with a plus all from then on.
    pub when: String,
}

/// Runs the program while a call fails that has to do with one of these paths. Returns how often it really did.
pub fn failing(hand: &Hand, arguments: &[String], fault: &Fault, paths: &[PathBuf]) -> (Ran, usize) {
    let told = hand.place().join("faults");
    let Fault { call, error, when } = fault;
    let (trace, inject) = (
        format!("trace={call}"),
        format!("inject={call}:error={error}:when={when}"),
    );
    let told_name = told.to_string_lossy();
    let mut strace = vec![
        "strace", "-f", "-y", "-qq", "-s", "0", "-o", &told_name, "-e", &trace, "-e", &inject,
    ];
    for path in paths {
        strace.extend(["-P", path.to_str().unwrap()]);
    }
    let ran = hand.run_under(&strace, &borrowed(arguments));
    let text = std::fs::read_to_string(&told).unwrap_or_default();
    (ran, text.matches("(INJECTED)").count())
}
