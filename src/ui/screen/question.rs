//! What only a person can answer, as dialogs in the window, one at a time. What a connection waits for is asked at once; what
//! only some files of a job wait for is asked when somebody opens it.

mod conflicts;
mod form;
mod many;
mod trust;

use std::collections::HashSet;

use iced::Element;
use time::{Duration, OffsetDateTime};

use crate::ask::{Answer, Question};
use crate::engine::Command;
use crate::engine::command::{Aim, JobId, QuestionId};
use crate::engine::event::Totals;
use crate::error::Error;
use crate::secret::Secret;
use crate::transfer::Resolution;
use crate::ui::context::Context;
use crate::ui::screen::modal::{Dialog, modal};
use crate::ui::screen::queue::Queue;
use crate::ui::words::Words;

use conflicts::{Conflicts, Scope};
use many::Room;

/// A dialog that has just appeared takes no answer for so long: what is typed or clicked was not meant for it.
const DEAF: Duration = Duration::milliseconds(500);

/// The open questions.
#[derive(Debug, Default)]
pub struct Desk {
    /// What connections wait for, in the order in which it came.
    urgent: Vec<(QuestionId, Question)>,
    /// What files of jobs wait for.
    doubts: Vec<Doubt>,
    /// Somebody opened what files wait for.
    opened: bool,
    /// Questions whose answers the keychain may keep.
    keepable: HashSet<QuestionId>,
    /// What was typed and switched in the dialog that is shown.
    form: Form,
}

/// What only some files wait for.
#[derive(Debug)]
enum Doubt {
    /// Targets of a job that exist.
    Conflicts(Conflicts),
    /// A job that stopped because one file after the other failed.
    Stuck {
        id: QuestionId,
        job: JobId,
        error: Box<Error>,
        count: u64,
    },
    /// A job for which there is no room on the disk here.
    Cramped { id: QuestionId, job: JobId, room: Room },
    /// Folders with more in them than anybody expects: they are not read further.
    Many {
        id: QuestionId,
        subject: String,
        count: u64,
    },
}

/// The state of the dialog that is shown.
#[derive(Debug, Default)]
struct Form {
    /// Which dialog it is.
    number: Option<u64>,
    since: Option<OffsetDateTime>,
    fields: Vec<Secret>,
    shown: bool,
    /// The keychain is to keep what is typed; `None` where it cannot.
    keep: Option<bool>,
}

/// What a person did in a dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Agrees, or hands over what was typed.
    Accept,
    /// Does not: the safe answer. What only files wait for stays open.
    Refuse,
    /// Typed into a field.
    Typed(usize, Secret),
    /// Shows what is typed, or hides it.
    Show(bool),
    /// The keychain is to keep what is typed, or not.
    Keep(bool),
    /// Something about existing targets.
    Conflicts(conflicts::Message),
    /// A job that stopped tries again what failed, and goes on.
    Again,
    /// A job that stopped stays so; it is asked no more.
    Stay,
}

/// What is asked of the root.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Send these to the engine.
    Send(Vec<Command>),
    /// Send these, and do so for all transfers that go the same way as this job, from now on.
    Always(Vec<Command>, JobId, Resolution),
}

impl Desk {
    /// Takes a question; `job` is the one whose files are concerned.
    pub fn open(&mut self, id: QuestionId, job: Option<JobId>, question: Question, now: OffsetDateTime) {
        match (job, question) {
            (Some(job), Question::Conflict { target, there, coming }) => {
                let row = conflicts::Row::new(id, target, *there, *coming);
                let of_job = self.doubts.iter_mut().find_map(|doubt| match doubt {
                    Doubt::Conflicts(conflicts) if conflicts.job() == job => Some(conflicts),
                    _ => None,
                });
                match of_job {
                    Some(conflicts) => conflicts.add(row),
                    None => self.doubts.push(Doubt::Conflicts(Conflicts::new(job, row))),
                }
            }
            (Some(job), Question::ManyFailures { error, count }) => {
                self.doubts.push(Doubt::Stuck { id, job, error, count });
            }
            (Some(job), Question::NoRoom { folder, needed, free }) => {
                let room = Room { folder, needed, free };
                self.doubts.push(Doubt::Cramped { id, job, room });
            }
            (_, Question::ManyEntries { subject, count }) => self.doubts.push(Doubt::Many { id, subject, count }),
            (_, question) => self.urgent.push((id, question)),
        }
        self.present(now);
    }

    /// The keychain may keep the answer to this question.
    pub fn may_keep(&mut self, id: QuestionId) {
        self.keepable.insert(id);
        if self.urgent.first().is_some_and(|(first, _)| *first == id) {
            self.form.keep.get_or_insert(false);
        }
    }

    /// A job counts how many of its files wait for a word.
    pub fn heard(&mut self, totals: &Totals) {
        for doubt in &mut self.doubts {
            if let Doubt::Conflicts(conflicts) = doubt
                && conflicts.job() == totals.job
            {
                conflicts.count(totals.asking);
            }
        }
    }

    /// A question needs no answer any more.
    pub fn gone(&mut self, id: QuestionId, now: OffsetDateTime) {
        self.urgent.retain(|(open, _)| *open != id);
        self.keepable.remove(&id);
        self.doubts.retain_mut(|doubt| match doubt {
            Doubt::Conflicts(conflicts) => conflicts.remove(id),
            Doubt::Stuck { id: open, .. } | Doubt::Many { id: open, .. } | Doubt::Cramped { id: open, .. } => {
                *open != id
            }
        });
        self.present(now);
    }

    /// Shows what files of jobs wait for.
    pub fn show(&mut self, now: OffsetDateTime) {
        self.opened = true;
        self.present(now);
    }

    /// Whether a dialog stands over the window.
    pub fn is_shown(&self) -> bool {
        self.form.number.is_some()
    }

    /// How many jobs stopped by themselves and wait for a word.
    pub fn stuck(&self) -> u64 {
        let stuck = |doubt: &&Doubt| !matches!(doubt, Doubt::Conflicts(_));
        self.doubts.iter().filter(stuck).count() as u64
    }

    /// Why the first of them stopped.
    pub fn cause(&self, words: &Words) -> Option<String> {
        self.doubts.iter().find_map(|doubt| match doubt {
            Doubt::Stuck { error, .. } => Some(crate::ui::screen::failure::cause(words, error)),
            Doubt::Cramped { .. } => Some(words.say("question-room")),
            Doubt::Many { .. } | Doubt::Conflicts(_) => None,
        })
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message, now: OffsetDateTime) -> Action {
        if self.is_deaf(now) {
            return Action::None;
        }
        let action = if self.urgent.is_empty() {
            self.about_doubt(message)
        } else {
            self.about_connection(message)
        };
        self.present(now);
        action
    }

    /// The dialog over the window; `None` if nothing is asked. The queue says which job is meant.
    pub fn view<'a>(&'a self, context: &Context<'a>, queue: &Queue) -> Option<Element<'a, Message>> {
        let number = self.form.number?;
        let waiting = self.urgent.len().saturating_sub(1);
        let more = (waiting > 0).then(|| context.words.with("question-more", &[("count", waiting.into())]));
        let dialog = match self.urgent.first() {
            Some((_, question)) => self.urgent_dialog(context, question)?,
            None => match self.doubts.first()? {
                Doubt::Conflicts(conflicts) => conflicts.view(context, queue),
                Doubt::Stuck { job, error, count, .. } => {
                    many::failures(context, &queue.name(*job, context.words), error, *count)
                }
                Doubt::Cramped { job, room, .. } => many::cramped(context, &queue.name(*job, context.words), room),
                Doubt::Many { subject, count, .. } => many::entries(context, subject, *count),
            },
        };
        Some(modal(dialog, number, Message::Refuse, more, context.palette))
    }

    fn urgent_dialog<'a>(&'a self, context: &Context<'a>, question: &'a Question) -> Option<Dialog<'a, Message>> {
        Some(match question {
            Question::Certificate {
                server,
                certificate,
                reason,
            } => trust::certificate(context, server, certificate, *reason),
            Question::HostKey { server, key, others } => trust::host_key(context, server, key, others),
            Question::Passphrase { server, file, wrong } => {
                form::passphrase(context, &self.form, (server, file), *wrong)
            }
            Question::Prompts {
                server,
                user,
                instructions,
                prompts,
            } => form::prompts(context, &self.form, (server, user), (instructions, prompts)),
            Question::Password { server, user } => form::password(context, &self.form, server, user),
            // These belong to a job.
            Question::Conflict { .. }
            | Question::ManyFailures { .. }
            | Question::NoRoom { .. }
            | Question::ManyEntries { .. } => return None,
        })
    }

    fn about_connection(&mut self, message: Message) -> Action {
        let Some((_, question)) = self.urgent.first() else {
            return Action::None;
        };
        let answer = match message {
            Message::Show(shown) => {
                self.form.shown = shown;
                None
            }
            Message::Typed(at, text) => {
                if let Some(field) = self.form.fields.get_mut(at) {
                    *field = text;
                }
                None
            }
            Message::Keep(keep) => {
                self.form.keep = self.form.keep.map(|_| keep);
                None
            }
            Message::Refuse => Some(Answer::No),
            Message::Accept => agreement(question, &self.form),
            Message::Conflicts(_) | Message::Again | Message::Stay => None,
        };
        match answer {
            Some(answer) => {
                let (question, _) = self.urgent.remove(0);
                self.keepable.remove(&question);
                let keeps = self.form.keep == Some(true) && matches!(answer, Answer::Password(_));
                let mut commands = Vec::new();
                commands.extend(keeps.then_some(Command::KeepAnswer(question)));
                commands.push(Command::Answer { question, answer });
                Action::Send(commands)
            }
            None => Action::None,
        }
    }

    fn about_doubt(&mut self, message: Message) -> Action {
        if let Message::Refuse = message {
            self.opened = false;
            return Action::None;
        }
        match self.doubts.first_mut() {
            Some(Doubt::Conflicts(conflicts)) => {
                let Message::Conflicts(message) = message else {
                    return Action::None;
                };
                if !conflicts.update(message) {
                    return Action::None;
                }
                let (commands, job) = (conflicts.commands(), conflicts.job());
                let always = (conflicts.scope() == Scope::Always).then(|| conflicts.for_all());
                self.doubts.remove(0);
                match always {
                    Some(resolution) => Action::Always(commands, job, resolution),
                    None => Action::Send(commands),
                }
            }
            Some(Doubt::Stuck { id, job, .. }) => {
                let (question, aim) = (*id, Aim::Job(*job));
                let answer = |answer| vec![Command::Answer { question, answer }];
                let commands = match message {
                    Message::Accept => answer(Answer::Yes),
                    Message::Stay => answer(Answer::No),
                    Message::Again => vec![Command::Retry(aim), Command::Resume(aim)],
                    _ => return Action::None,
                };
                self.doubts.remove(0);
                Action::Send(commands)
            }
            Some(Doubt::Many { id, .. } | Doubt::Cramped { id, .. }) => {
                let answer = match message {
                    Message::Accept => Answer::Yes,
                    Message::Stay => Answer::No,
                    _ => return Action::None,
                };
                let question = *id;
                self.doubts.remove(0);
                Action::Send(vec![Command::Answer { question, answer }])
            }
            None => Action::None,
        }
    }

    fn is_deaf(&self, now: OffsetDateTime) -> bool {
        // A clock that was set back does not keep anybody from answering.
        self.form
            .since
            .is_some_and(|since| (Duration::ZERO..DEAF).contains(&(now - since)))
    }

    /// Begins with the dialog that is to be shown, if it is another one.
    fn present(&mut self, now: OffsetDateTime) {
        self.opened &= !self.doubts.is_empty();
        let number = match (self.urgent.first(), self.doubts.first()) {
            (Some((id, _)), _) => Some(id.0 * 2),
            (None, Some(doubt)) if self.opened => Some(doubt.number()),
            _ => None,
        };
        if number == self.form.number {
            return;
        }
        let fields = match self.urgent.first() {
            Some((_, Question::Prompts { prompts, .. })) => prompts.len(),
            Some((_, Question::Password { .. } | Question::Passphrase { .. })) => 1,
            _ => 0,
        };
        self.form = Form {
            number,
            since: number.map(|_| now),
            fields: vec![Secret::new(""); fields],
            keep: self
                .urgent
                .first()
                .and_then(|(id, _)| self.keepable.contains(id).then_some(false)),
            ..Form::default()
        };
    }
}

impl Doubt {
    /// The number of its dialog, which no other has.
    fn number(&self) -> u64 {
        match self {
            Self::Conflicts(conflicts) => conflicts.job().0 * 2 + 1,
            Self::Stuck { id, .. } | Self::Many { id, .. } | Self::Cramped { id, .. } => id.0 * 2,
        }
    }
}

/// The answer of the button that goes on; `None` where there is nothing to hand over yet.
fn agreement(question: &Question, form: &Form) -> Option<Answer> {
    match question {
        Question::Certificate { .. } | Question::HostKey { .. } => Some(Answer::Yes),
        Question::Password { .. } | Question::Passphrase { .. } => {
            let typed = form.fields.first().filter(|typed| !typed.is_empty())?;
            Some(Answer::Password(typed.clone()))
        }
        Question::Prompts { .. } => Some(Answer::Texts(form.fields.clone())),
        Question::Conflict { .. }
        | Question::ManyFailures { .. }
        | Question::NoRoom { .. }
        | Question::ManyEntries { .. } => None,
    }
}

pub use trust::{certificate_facts, host_key_facts};

#[cfg(test)]
pub(super) mod tests;
