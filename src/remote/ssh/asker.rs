//! Questions from the connection's thread to whoever can answer, and what was answered already.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::socket::Socket;
use crate::ask::{Answer, Prompt, Question};

/// A question on its way, and where its answer goes.
pub(super) type Asked = (Question, std::sync::mpsc::Sender<Answer>);

/// Asks from the connection's thread. Clones are the same asker.
#[derive(Clone, Debug)]
pub struct Asker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    questions: mpsc::UnboundedSender<Asked>,
    socket: Arc<Socket>,
    spent: Mutex<Duration>,
    hung_up: AtomicBool,
}

impl Asker {
    pub(super) fn new(questions: mpsc::UnboundedSender<Asked>, socket: Arc<Socket>) -> Self {
        Self(Arc::new(Inner {
            questions,
            socket,
            spent: Mutex::default(),
            hung_up: AtomicBool::new(false),
        }))
    }

    /// Asks, and blocks this thread until there is an answer. `No` if nobody will answer any more.
    pub fn ask(&self, question: Question) -> Answer {
        let begun = Instant::now();
        let (to_us, answer) = std::sync::mpsc::channel();
        let _ = self.0.questions.send((question, to_us));
        let answer = answer.recv().unwrap_or(Answer::No);
        *self.0.spent.lock().unwrap_or_else(PoisonError::into_inner) += begun.elapsed();
        // A server that waits for an answer says nothing but goodbye.
        if self.0.socket.is_hung_up() {
            self.0.hung_up.store(true, Ordering::Release);
        }
        answer
    }

    /// The time that questions have taken so far.
    pub(super) fn spent(&self) -> Duration {
        *self.0.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the server went away while a question was open: the last answer has not reached it.
    pub(super) fn was_hung_up(&self) -> bool {
        self.0.hung_up.load(Ordering::Acquire)
    }
}

/// What was answered while one connection is being opened, so that a second attempt need not ask again.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Answers of the attempt before, each good for one question of this one: who asks twice did not like the first answer.
    past: Vec<(Question, Answer)>,
    /// Answers of this attempt.
    given: Vec<(Question, Answer)>,
}

impl Answers {
    /// The answer that was given to this very question in the attempt before.
    pub(super) fn replay(&mut self, question: &Question) -> Option<Answer> {
        let at = self.past.iter().position(|(asked, _)| is_same(asked, question))?;
        let (question, answer) = self.past.remove(at);
        self.given.push((question, answer.clone()));
        Some(answer)
    }

    /// Remembers an answer. Refusals are not remembered.
    pub(super) fn keep(&mut self, question: Question, answer: &Answer) {
        if !matches!(answer, Answer::No) {
            self.given.push((question, answer.clone()));
        }
    }

    /// The server went away before it got the last answer: that one may be given again whatever it is, those before it only
    /// if they are right every time.
    pub(super) fn begin_again(&mut self) {
        let unsent = self.given.pop();
        self.past = std::mem::take(&mut self.given);
        self.past.retain(|(question, _)| is_lasting(question));
        self.past.extend(unsent);
    }
}

/// Whether the same answer is right every time. A code that is good for one login is not.
fn is_lasting(question: &Question) -> bool {
    match question {
        Question::HostKey { .. } | Question::Password { .. } | Question::Passphrase { .. } => true,
        Question::Prompts { prompts, .. } => prompts.iter().all(asks_for_password),
        Question::Certificate { .. }
        | Question::Conflict { .. }
        | Question::ManyEntries { .. }
        | Question::NoRoom { .. }
        | Question::ManyFailures { .. } => false,
    }
}

fn asks_for_password(prompt: &Prompt) -> bool {
    let text = prompt.text.to_lowercase();
    !prompt.echo && text.contains("password") && !text.contains("one-time") && !text.contains("one time")
}

fn is_same(one: &Question, other: &Question) -> bool {
    match (one, other) {
        (Question::HostKey { server: a, key: b, .. }, Question::HostKey { server: c, key: d, .. }) => (a, b) == (c, d),
        (Question::Password { server: a, user: b }, Question::Password { server: c, user: d }) => (a, b) == (c, d),
        (
            Question::Passphrase {
                server: a,
                file: b,
                wrong: c,
            },
            Question::Passphrase {
                server: d,
                file: e,
                wrong: f,
            },
        ) => (a, b, c) == (d, e, f),
        (
            Question::Prompts {
                server: a,
                user: b,
                instructions: c,
                prompts: d,
            },
            Question::Prompts {
                server: e,
                user: f,
                instructions: g,
                prompts: h,
            },
        ) => (a, b, c, d) == (e, f, g, h),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn prompts(text: &str, echo: bool) -> Question {
        Question::Prompts {
            server: "h:22".to_owned(),
            user: "u".to_owned(),
            instructions: String::new(),
            prompts: vec![Prompt {
                text: text.to_owned(),
                echo,
            }],
        }
    }

    fn texts(text: &str) -> Answer {
        Answer::Texts(vec![Secret::new(text)])
    }

    #[test]
    fn a_code_is_given_again_only_if_the_server_never_got_it() {
        let (password, code) = (
            || prompts("Password: ", false),
            || prompts("Verification code: ", false),
        );
        let mut answers = Answers::default();
        answers.keep(password(), &texts("pw"));
        answers.keep(code(), &texts("123456"));
        assert!(answers.replay(&password()).is_none());
        answers.begin_again();
        assert!(answers.replay(&prompts("Password: ", true)).is_none());
        assert!(answers.replay(&password()).is_some());
        // Asked twice: it was wrong.
        assert!(answers.replay(&password()).is_none());
        assert!(answers.replay(&code()).is_some());
        // This time the code was sent, and something else was asked.
        answers.keep(password(), &texts("other"));
        answers.begin_again();
        assert!(answers.replay(&code()).is_none());
        assert!(answers.replay(&password()).is_some());
    }

    #[test]
    fn a_refusal_is_not_remembered() {
        let mut answers = Answers::default();
        let question = || Question::Password {
            server: "h:22".to_owned(),
            user: "u".to_owned(),
        };
        answers.keep(question(), &Answer::No);
        answers.begin_again();
        assert!(answers.replay(&question()).is_none());
        answers.keep(question(), &Answer::Password(Secret::new("pw")));
        answers.begin_again();
        assert!(matches!(answers.replay(&question()), Some(Answer::Password(_))));
    }
}
