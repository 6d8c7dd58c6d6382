//! Commands about what is kept: `sites`, `trust` and `clear`. They talk to no server.

mod sites;
mod trust;

use std::path::Path;

use super::arguments::{Options, QueueTask, Task};
use super::exit::FAILED;
use super::printer::Printer;
use super::work::{self, Misuse};
use super::{json, terminal::Terminal};
use crate::engine::Profile;
use crate::engine::profile::{Private, Tidied};
use crate::error::{Error, Kind};
use crate::path::visible;
use crate::secret::Secret;
use crate::site::Book;

/// Carries out one of these commands; the exit status.
///
/// # Errors
/// For wrong usage.
pub fn run(options: &Options, mut task: Task) -> Result<u8, Misuse> {
    let folder = options.profile.clone().map_or_else(super::usual_profile, Ok)?;
    work::look_up(&mut task, || book(&folder))?;
    work::fits(options, &task)?;
    let given = super::given_on_input(options, &task)?;
    let mut desk = Desk {
        options,
        profile: match Profile::open(&folder, &super::patience(options)) {
            Ok(profile) => profile,
            Err(error) => return Ok(super::not_started(Printer::standard(options.json), &error).status()),
        },
        printer: Printer::standard(options.json),
        password: given.password,
        terminal: Terminal::of_this_process(),
        failed: false,
    };
    let done = match task {
        Task::Sites { task } => desk.sites(task)?,
        Task::Trust { task } => desk.trust(&task),
        Task::Queue {
            task: QueueTask::List(shown),
        } => super::queue::list(&mut desk, &folder, &shown),
        Task::Clear { kinds, count } => desk.clear(&kinds.into_iter().map(Private::from).collect::<Vec<_>>(), count),
        _ => Ok(()),
    };
    if let Err(error) = done {
        desk.fail(&error);
    }
    desk.printer.flush();
    Ok(if desk.failed { FAILED } else { 0 })
}

/// The saved sites, for whoever names one.
///
/// # Errors
/// If the file cannot be read.
pub fn book(profile: &Path) -> Result<Book, Misuse> {
    crate::engine::saved_sites(profile).map_err(|error| Misuse(sentence(&error)))
}

/// What these commands need.
pub struct Desk<'a> {
    options: &'a Options,
    profile: Profile,
    /// Where results go.
    pub printer: Printer,
    /// `--password-stdin`.
    password: Option<Secret>,
    terminal: Option<Terminal>,
    failed: bool,
}

impl Desk<'_> {
    fn fail(&mut self, error: &Error) {
        self.failed = true;
        if self.printer.is_json() {
            self.printer.object(&json::Failure {
                error: json::ErrorObject::from(error),
            });
        }
        self.printer.remark(&format!("error: {}", sentence(error)));
    }

    /// Something that did not work, and that stops nothing else.
    fn warn(&mut self, text: &str) {
        self.failed = true;
        self.printer.remark(&format!("warning: {text}"));
    }

    fn clear(&mut self, kinds: &[Private], count: bool) -> Result<(), Error> {
        for kind in kinds {
            let Tidied {
                kind,
                count: number,
                trouble,
            } = match count {
                true => self.profile.count(*kind),
                false => self.profile.clear(*kind)?,
            };
            let done = if count { "there" } else { "removed" };
            if self.printer.is_json() {
                let object = serde_json::json!({ "kind": kind.name(), "count": number, "removed": !count });
                self.printer.object(&object);
            } else {
                self.printer.result(&format!("{}: {number} {done}", kind.name()));
            }
            if let Some(trouble) = trouble {
                self.warn(&format!("{}: {trouble}", kind.name()));
            }
        }
        Ok(())
    }
}

/// An error about what is kept, in a sentence.
pub fn sentence(error: &Error) -> String {
    let cause = error.cause.as_ref().map(|cause| visible(cause.as_bytes()));
    let why = cause.unwrap_or_else(|| match &error.kind {
        Kind::NotFound => "it is not there".to_owned(),
        Kind::Exists => "it exists already, and is left alone".to_owned(),
        other => other.name().replace('_', " "),
    });
    format!("{}: {why}", error.attempted)
}
