//! What only a person can answer, as dialogs in the window: one at a time, in the order in which they came.

mod conflict;
mod form;
mod trust;

use iced::Element;
use time::{Duration, OffsetDateTime};

use crate::ask::{Answer, Question};
use crate::engine::command::QuestionId;
use crate::entry::Kind;
use crate::secret::Secret;
use crate::transfer::Resolution;
use crate::ui::context::Context;
use crate::ui::screen::modal::modal;

/// A dialog that has just appeared takes no answer for so long: what is typed or clicked was not meant for it.
const DEAF: Duration = Duration::milliseconds(500);

/// The open questions.
#[derive(Debug, Default)]
pub struct Desk {
    open: Vec<(QuestionId, Question)>,
    /// What was typed and switched in the dialog that is shown.
    form: Form,
    /// What was said for all conflicts like the one that was shown.
    for_all: Option<(Likeness, Resolution)>,
}

/// The state of the dialog that is shown.
#[derive(Debug, Default)]
struct Form {
    since: Option<OffsetDateTime>,
    fields: Vec<Secret>,
    shown: bool,
    for_all: bool,
}

/// What two conflicts must have in common to get the same answer unseen.
type Likeness = (Kind, Kind);

/// What a person did in a dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Agrees, or hands over what was typed.
    Accept,
    /// Does not: the safe answer.
    Refuse,
    /// Typed into a field.
    Typed(usize, Secret),
    /// Shows what is typed, or hides it.
    Show(bool),
    /// What is said holds for all conflicts like this one.
    ForAll(bool),
    /// Says what to do about a conflict.
    Resolve(Resolution),
}

/// What is asked of the root.
#[derive(Clone, Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Give these answers to the engine.
    Answer(Vec<(QuestionId, Answer)>),
}

impl Desk {
    /// Takes a question. One that was answered for all like it is answered at once.
    pub fn open(&mut self, id: QuestionId, question: Question, now: OffsetDateTime) -> Action {
        if let (Some((likeness, resolution)), Some(found)) = (self.for_all, likeness(&question))
            && likeness == found
        {
            return Action::Answer(vec![(id, Answer::Conflict(resolution))]);
        }
        self.open.push((id, question));
        if self.open.len() == 1 {
            self.present(now);
        }
        Action::None
    }

    /// A question needs no answer any more.
    pub fn gone(&mut self, id: QuestionId, now: OffsetDateTime) {
        let shown = self.open.first().map(|(id, _)| *id);
        self.open.retain(|(open, _)| *open != id);
        if shown == Some(id) {
            self.present(now);
        }
    }

    /// No job runs any more: what was said for all conflicts does not hold for the next one.
    pub fn at_rest(&mut self) {
        self.for_all = None;
    }

    /// How many questions wait, with the one that is shown.
    pub fn waiting(&self) -> usize {
        self.open.len()
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message, now: OffsetDateTime) -> Action {
        let Some((_, question)) = self.open.first() else {
            return Action::None;
        };
        match message {
            Message::Show(shown) => self.form.shown = shown,
            Message::ForAll(for_all) => self.form.for_all = for_all,
            _ if self.is_deaf(now) => {}
            Message::Typed(at, text) => {
                if let Some(field) = self.form.fields.get_mut(at) {
                    *field = text;
                }
            }
            Message::Refuse => {
                let answer = refusal(question);
                return self.answer(answer, now);
            }
            Message::Accept => {
                if let Some(answer) = agreement(question, &self.form) {
                    return self.answer(answer, now);
                }
            }
            Message::Resolve(resolution) => return self.resolve(resolution, now),
        }
        Action::None
    }

    /// The dialog over the window; `None` if nothing is asked.
    pub fn view(&self, context: &Context<'_>) -> Option<Element<'_, Message>> {
        let (id, question) = self.open.first()?;
        let dialog = match question {
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
            Question::Conflict { target, there, coming } => {
                let likes = self.likes(question);
                conflict::view(context, target, (there, coming), likes, self.form.for_all)
            }
            Question::ManyEntries { subject, count } => conflict::many(context, subject, *count),
        };
        let more = (self.open.len() > 1).then(|| {
            let count = self.open.len() - 1;
            context.words.with("question-more", &[("count", count.into())])
        });
        Some(modal(dialog, id.0, Message::Refuse, more, context.palette))
    }

    fn is_deaf(&self, now: OffsetDateTime) -> bool {
        // A clock that was set back does not keep anybody from answering.
        self.form
            .since
            .is_some_and(|since| (Duration::ZERO..DEAF).contains(&(now - since)))
    }

    /// How many other conflicts are like this one.
    fn likes(&self, question: &Question) -> usize {
        let found = likeness(question);
        let same = self.open.iter().filter(|(_, open)| likeness(open) == found);
        same.count().saturating_sub(1)
    }

    /// Begins with the next question.
    fn present(&mut self, now: OffsetDateTime) {
        let fields = match self.open.first() {
            Some((_, Question::Prompts { prompts, .. })) => prompts.len(),
            Some((_, Question::Password { .. } | Question::Passphrase { .. })) => 1,
            _ => 0,
        };
        self.form = Form {
            since: Some(now),
            fields: vec![Secret::new(""); fields],
            ..Form::default()
        };
    }

    fn answer(&mut self, answer: Answer, now: OffsetDateTime) -> Action {
        let (id, _) = self.open.remove(0);
        self.present(now);
        Action::Answer(vec![(id, answer)])
    }

    fn resolve(&mut self, resolution: Resolution, now: OffsetDateTime) -> Action {
        let Some(found) = self.open.first().and_then(|(_, question)| likeness(question)) else {
            return Action::None;
        };
        if !self.form.for_all {
            return self.answer(Answer::Conflict(resolution), now);
        }
        self.for_all = Some((found, resolution));
        let (same, others) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|(_, question)| likeness(question) == Some(found));
        self.open = others;
        self.present(now);
        let same: Vec<(QuestionId, Question)> = same;
        let answers = same.into_iter().map(|(id, _)| (id, Answer::Conflict(resolution)));
        Action::Answer(answers.collect())
    }
}

/// A file over a file is not the same thing as a folder in the way of a file.
fn likeness(question: &Question) -> Option<Likeness> {
    match question {
        Question::Conflict { there, coming, .. } => Some((there.kind, coming.kind)),
        _ => None,
    }
}

/// The answer that changes nothing and sends nothing.
fn refusal(question: &Question) -> Answer {
    match question {
        Question::Conflict { .. } => Answer::Conflict(Resolution::Skip),
        _ => Answer::No,
    }
}

/// The answer of the button that goes on; `None` where there is nothing to hand over yet.
fn agreement(question: &Question, form: &Form) -> Option<Answer> {
    match question {
        Question::Certificate { .. } | Question::HostKey { .. } | Question::ManyEntries { .. } => Some(Answer::Yes),
        Question::Password { .. } | Question::Passphrase { .. } => {
            let typed = form.fields.first().filter(|typed| !typed.is_empty())?;
            Some(Answer::Password(typed.clone()))
        }
        Question::Prompts { .. } => Some(Answer::Texts(form.fields.clone())),
        Question::Conflict { .. } => None,
    }
}

pub use trust::{certificate_facts, host_key_facts};

#[cfg(test)]
pub(super) mod tests;
