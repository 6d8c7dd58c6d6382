//! The command line: the engine's second face, for scripts, for tests, and for people on a terminal.
//!
//! It sends commands, consumes batches and answers questions. Results go to standard output, everything else to standard
//! error. Every word about an error is made here; the engine only knows facts.

mod address;
mod answers;
mod arguments;
mod bar;
mod demo;
mod entries;
mod exit;
#[cfg(test)]
mod fake;
mod hand_over;
mod inquiries;
mod jobs;
mod json;
mod keeping;
mod log;
mod printer;
mod queue;
mod run;
mod stop;
mod terminal;
mod trial;
mod words;
mod work;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{CommandFactory, Parser};
use serde_json::json;
use tokio::runtime::{Handle, Runtime};

use answers::{Answers, Given, Rules};
use arguments::{Arguments, Options, QueueTask, Task};
use bar::Bar;
use exit::{FAILED, Tally, USAGE};
use log::Log;
use printer::Printer;
use queue::Duty;
use run::{Door, Run};
use terminal::Terminal;
use work::{Misuse, Work};

use crate::engine::{Engine, Keeping, Setup, SshConfig};
use crate::settings::Patience;

/// Connections for transfers, unless told otherwise.
const CONNECTIONS: std::num::NonZeroUsize = std::num::NonZeroUsize::new(4).unwrap();

/// Runs the command line with these arguments, the first of which is the program's name. Never returns on an exit that
/// a second ctrl-C asked for.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let raw = hand_over::arguments(arguments);
    crate::engine::keep_secrets_in(true);
    let Arguments { options, task } = match Arguments::try_parse_from(&raw) {
        Ok(arguments) => arguments,
        Err(error) => return not_understood(&error, &raw),
    };
    let status = match task {
        Task::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "packetboat-cli", &mut text);
            written(&text)
        }
        Task::Man => {
            let mut text = Vec::new();
            match clap_mangen::Man::new(Arguments::command()).render(&mut text) {
                Ok(()) => written(&text),
                Err(_) => FAILED,
            }
        }
        Task::Demo { check } => demo::run(check, &options),
        Task::Sites { .. }
        | Task::Trust { .. }
        | Task::Clear { .. }
        | Task::Queue {
            task: QueueTask::List(_),
        } => keeping::run(&options, task).unwrap_or_else(|misuse| refuse(&misuse, options.json)),
        task => carry_out(&options, task).unwrap_or_else(|misuse| refuse(&misuse, options.json)),
    };
    ExitCode::from(status)
}

/// Everything that talks to a server.
fn carry_out(options: &Options, mut task: Task) -> Result<u8, Misuse> {
    let profile = options.profile.clone().map_or_else(usual_profile, Ok)?;
    work::look_up(&mut task, || keeping::book(&profile))?;
    work::fits(options, &task)?;
    let account = match &task {
        Task::Queue { task } if options.password_stdin => queue::one_account(&profile, task)?,
        _ => None,
    };
    let given = Given {
        account,
        ..given_on_input(options, &task)?
    };
    let (work, notes) = work::prepare(options, task, given.password.as_ref(), &SshConfig::of_this_user())?;
    let log = options
        .log
        .as_deref()
        .map(|path| Log::open(path).map_err(|error| Misuse(format!("--log {}: {error}", path.display()))))
        .transpose()?;
    let runtime = runtime()?;
    let mut stage = Stage {
        runtime: runtime.handle().clone(),
        profile,
        printer: Printer::standard(options.json),
        bar: match work {
            Work::Move(_) | Work::Queue(Duty::Run(_)) => Bar::standard(),
            _ => Bar::hidden(),
        },
        terminal: Terminal::of_this_process(),
        log,
        given,
        signals: true,
    };
    for note in notes {
        stage.printer.remark(&format!("note: {note}"));
    }
    let tally = stage.play(options, work);
    // A thread may still wait for a person or a disk; nothing of it matters any more.
    runtime.shutdown_background();
    Ok(tally.status())
}

/// The limits of every wait.
fn patience(options: &Options) -> Patience {
    let limit = options.timeout.map(Duration::from_secs);
    limit.map_or_else(Patience::default, Patience::of)
}

fn runtime() -> Result<Runtime, Misuse> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Misuse(format!("this system does not let us start threads: {error}")))
}

/// Where a run takes place.
struct Stage {
    runtime: Handle,
    profile: PathBuf,
    printer: Printer,
    bar: Bar,
    terminal: Option<Terminal>,
    log: Option<Log>,
    /// Answers from standard input.
    given: Given,
    /// Signals end the run.
    signals: bool,
}

impl Stage {
    /// Starts an engine, has it do the work, and ends it.
    fn play(self, options: &Options, work: Work) -> Tally {
        let setup = Setup {
            profile: self.profile.clone(),
            connections: options.jobs.unwrap_or(CONNECTIONS),
            limit_rate: options.limit_rate,
            patience: patience(options),
            keeping: match &work {
                // Questions leave nothing behind.
                Work::Ask(_) | Work::Try(..) => Keeping::Nothing,
                Work::Move(_) => Keeping::Own,
                Work::Queue(_) => Keeping::Shared,
            },
        };
        let entered = self.runtime.enter();
        let (engine, batches) = match Engine::start(setup) {
            Ok(started) => started,
            Err(error) => return not_started(self.printer, &error),
        };
        let door: Door = Arc::new(move |command| engine.send(command));
        let stopped = self.signals.then(|| stop::watch(door.clone(), self.terminal.clone()));
        drop(entered);
        let mut run = Run {
            door,
            batches,
            runtime: self.runtime,
            printer: self.printer,
            bar: self.bar,
            answers: Answers {
                rules: Rules {
                    certificate: options.accept_certificate,
                    host_keys: options.accept_host_key.clone(),
                    new: options.accept_new,
                },
                given: self.given,
                terminal: self.terminal,
            },
            log: self.log,
            tally: Tally::default(),
            deadline: None,
            unread: false,
        };
        match work {
            Work::Ask(inquiries) => inquiries::ask(&mut run, inquiries),
            Work::Move(orders) => jobs::carry_out(&mut run, orders, options.report.clone()),
            Work::Try(site, folder) => trial::carry_out(&mut run, site, folder),
            Work::Queue(duty) => queue::carry_out(&mut run, &self.profile, &duty),
        }
        run.finish();
        run.tally.interrupted |= stopped.is_some_and(|stopped| stopped.load(Ordering::SeqCst));
        run.tally
    }
}

/// `--password-stdin` and `--passphrase-stdin`: read only when they can be used.
fn given_on_input(options: &Options, task: &Task) -> Result<Given, Misuse> {
    let mut given = Given::default();
    if options.password_stdin {
        if !matches!(task, Task::Queue { .. }) {
            work::account(task)?;
        }
        given.password = Some(line_for("--password-stdin")?);
    }
    if options.passphrase_stdin {
        given.passphrase = Some(line_for("--passphrase-stdin")?);
    }
    // Where standard input is a file to send, the rest of it is that file.
    let is_file = matches!(task, Task::Put { files, .. } if files.iter().any(|file| file == "-"));
    if options.password_stdin && !is_file {
        given.more = Some(|| terminal::line_of_input().ok().flatten());
    }
    Ok(given)
}

fn line_for(option: &str) -> Result<crate::secret::Secret, Misuse> {
    let line = terminal::line_of_input().map_err(|error| Misuse(format!("{option}: {error}")))?;
    // An empty password is one, too; the server will say what it thinks of it.
    Ok(line.unwrap_or_else(|| crate::secret::Secret::new("")))
}

fn usual_profile() -> Result<PathBuf, Misuse> {
    directories::ProjectDirs::from("", "", "packetboat")
        .map(|folders| folders.data_local_dir().to_owned())
        .ok_or_else(|| Misuse("no home folder is known; say where to keep things: --profile DIR".to_owned()))
}

/// The profile folder cannot be used.
fn not_started(mut printer: Printer, error: &crate::error::Error) -> Tally {
    if printer.is_json() {
        printer.object(&json::Failure {
            error: json::ErrorObject::from(error),
        });
        printer.flush();
    }
    let words = words::words(error);
    printer.remark(&format!("error: {}", words.cause));
    for line in words.below(true) {
        printer.remark(&line);
    }
    Tally {
        other: 1,
        ..Tally::default()
    }
}

/// What clap has to say: help and version are results, everything else is wrong usage.
fn not_understood(error: &clap::Error, raw: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        let text = if anstyle_wanted() {
            error.render().ansi().to_string()
        } else {
            error.render().to_string()
        };
        return ExitCode::from(written(text.as_bytes()));
    }
    let text = hand_over::without_passwords(&error.render().to_string(), raw);
    let first = text.lines().next().unwrap_or_default();
    if raw.iter().any(|argument| argument == "--json") {
        print_misuse(first.trim_start_matches("error: "));
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
    ExitCode::from(USAGE)
}

fn anstyle_wanted() -> bool {
    use std::io::IsTerminal;
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

fn refuse(misuse: &Misuse, json: bool) -> u8 {
    if json {
        print_misuse(&misuse.0);
    }
    let _ = writeln!(std::io::stderr(), "error: {}", misuse.0);
    USAGE
}

/// Wrong usage as an object.
fn print_misuse(text: &str) {
    let object = json!({ "error": { "stage": "plan", "kind": "usage", "reply": null, "why": text } });
    written(&json::line(&object));
}

/// Writes a result; the status of the process.
fn written(text: &[u8]) -> u8 {
    let mut out = std::io::stdout();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let _ = writeln!(std::io::stderr(), "error: standard output: {error}");
            FAILED
        }
        _ => 0,
    }
}
