//! A conversation with the engine: wishes out, batches in, questions answered, the log written.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::answers::Answers;
use super::bar::Bar;
use super::exit::Tally;
use super::log::Log;
use super::printer::Printer;
use super::words::words;
use crate::engine::{Batch, Command, Event};
use crate::error::Error;

/// How wishes get to the engine.
pub type Door = Arc<dyn Fn(Command) + Send + Sync>;

/// How long the goodbye to the servers may take after the work.
const GOODBYE: Duration = Duration::from_secs(3);

/// One run of the command line.
pub struct Run {
    /// To the engine.
    pub door: Door,
    /// From the engine.
    pub batches: mpsc::Receiver<Batch>,
    /// Drives the waiting.
    pub runtime: Handle,
    /// To the person or the script.
    pub printer: Printer,
    /// Progress.
    pub bar: Bar,
    /// Who answers questions.
    pub answers: Answers,
    /// `--log`.
    pub log: Option<Log>,
    /// What happened so far.
    pub tally: Tally,
    /// Set once the engine was told to end: nothing is waited for beyond this.
    pub deadline: Option<Instant>,
    /// Results can no longer be written, and that has been dealt with.
    pub unread: bool,
}

impl Run {
    /// Hands a wish to the engine.
    pub fn send(&self, command: Command) {
        (self.door)(command);
    }

    /// The next events that are about the work itself; `None` when the engine has ended.
    ///
    /// Log lines and questions are dealt with here. Blocks, also while a person thinks or a pipe is full.
    pub fn next(&mut self) -> Option<Vec<Event>> {
        if let Some(log) = &mut self.log {
            log.flush();
        }
        if !self.printer.flush() {
            self.nobody_reads();
        }
        let batches = &mut self.batches;
        let deadline = self.deadline;
        let batch = self.runtime.block_on(async {
            match deadline {
                None => batches.recv().await,
                Some(deadline) => tokio::time::timeout_at(deadline, batches.recv()).await.ok().flatten(),
            }
        })?;
        Some(batch.events.into_iter().filter_map(|event| self.aside(event)).collect())
    }

    /// Tells the engine to end. [`Run::next`] hands out what still comes, and then `None`.
    pub fn end(&mut self) {
        if self.deadline.is_none() {
            self.deadline = Some(Instant::now() + GOODBYE);
            self.send(Command::Shutdown);
        }
    }

    /// Hands over the last words.
    pub fn finish(&mut self) {
        if let Some(log) = &mut self.log {
            log.flush();
        }
        if !self.printer.flush() {
            self.nobody_reads();
        }
    }

    /// Counts an error and says it in words. `subject` is what it is about.
    pub fn fail(&mut self, subject: Option<&str>, error: &Error, advice: bool) {
        self.tally.count(error);
        let words = words(error);
        match subject {
            Some(subject) => self.printer.remark(&format!("failed: {subject}: {}", words.cause)),
            None => self.printer.remark(&format!("error: {}", words.cause)),
        }
        for line in words.below(advice) {
            self.printer.remark(&line);
        }
    }

    /// Deals with what is not about the work itself.
    fn aside(&mut self, event: Event) -> Option<Event> {
        match event {
            Event::Wire(line) => {
                if let Some(log) = &mut self.log {
                    let bar = self.bar.clone();
                    bar.aside(|| log.line(&line));
                }
            }
            Event::WireDropped(count) => {
                if let Some(log) = &mut self.log {
                    log.dropped(count);
                }
            }
            Event::Question { id, question, .. } => {
                let bar = self.bar.clone();
                let answer = bar.aside(|| self.answers.answer(&question, &mut self.printer));
                self.send(Command::Answer { question: id, answer });
            }
            Event::ConnectionsLowered { server, to } => {
                let bar = self.bar.clone();
                bar.aside(|| {
                    let text = format!("note: {server} allows no more connections now; going on with {to}");
                    self.printer.remark(&text);
                });
            }
            Event::LogsInOnce { server } => {
                let bar = self.bar.clone();
                bar.aside(|| {
                    let text = format!("note: the login at {server} cannot be repeated by itself: one connection");
                    self.printer.remark(&text);
                });
            }
            Event::NotWritten(error) => {
                let cause = words(&error).cause;
                let text = format!("note: {cause}; the work goes on, but what is broken off cannot be gone on with");
                let bar = self.bar.clone();
                bar.aside(|| self.printer.remark(&text));
            }
            Event::Keychain { server, trouble } => {
                let bar = self.bar.clone();
                bar.aside(|| self.printer.remark(&format!("note: {server}: {trouble}")));
            }
            Event::QuestionGone(_) | Event::Connection { .. } | Event::ConnectionGone { .. } => {}
            event => return Some(event),
        }
        None
    }

    fn nobody_reads(&mut self) {
        if std::mem::replace(&mut self.unread, true) {
            return;
        }
        match self.printer.failure() {
            Some(error) => {
                let text = format!("error: standard output: {error}");
                self.printer.remark(&text);
                self.tally.other += 1;
            }
            None => self.tally.interrupted = true,
        }
        self.end();
    }
}
