//! Questions on their way from a session to whoever can answer, and back. Equal questions are asked once.

use tokio::sync::{mpsc, oneshot};

use super::command::QuestionId;
use super::report::Report;
use crate::ask::{Answer, Answering, Ask, Question};

/// Passes the questions of one server on to the actor. When the engine ends, every answer is no.
#[derive(Clone, Debug)]
pub struct Asker {
    pub server: String,
    pub reports: mpsc::UnboundedSender<Report>,
}

impl Ask for Asker {
    fn ask(&self, question: Question) -> Answering<'_> {
        let (reply, answer) = oneshot::channel();
        let _ = self.reports.send(Report::Asked {
            server: self.server.clone(),
            question,
            reply,
        });
        Box::pin(async move { answer.await.unwrap_or(Answer::No) })
    }
}

/// The questions that wait for an answer.
#[derive(Debug, Default)]
pub struct Questions {
    open: Vec<Open>,
    next: u64,
}

#[derive(Debug)]
struct Open {
    id: QuestionId,
    server: String,
    question: Question,
    waiting: Vec<oneshot::Sender<Answer>>,
}

impl Questions {
    /// Adds a question. Returns its id if it has to be asked, `None` if the same one is open already.
    pub fn add(&mut self, server: String, question: Question, reply: oneshot::Sender<Answer>) -> Option<QuestionId> {
        let same = |open: &&mut Open| open.server == server && is_same(&open.question, &question);
        if let Some(open) = self.open.iter_mut().find(same) {
            open.waiting.push(reply);
            return None;
        }
        self.next += 1;
        let id = QuestionId(self.next);
        self.open.push(Open {
            id,
            server,
            question,
            waiting: vec![reply],
        });
        Some(id)
    }

    /// Takes a question out for its answer.
    pub fn take(&mut self, id: QuestionId) -> Option<(Question, Vec<oneshot::Sender<Answer>>)> {
        let at = self.open.iter().position(|open| open.id == id)?;
        let open = self.open.remove(at);
        Some((open.question, open.waiting))
    }

    /// Takes out the questions for whose answer nobody waits any more.
    pub fn take_gone(&mut self) -> Vec<QuestionId> {
        let gone = |open: &Open| open.waiting.iter().all(oneshot::Sender::is_closed);
        let ids = self.open.iter().filter(|open| gone(open)).map(|open| open.id).collect();
        self.open.retain(|open| !gone(open));
        ids
    }
}

/// Whether one answer settles both. Conflicts are asked one by one: each has another target.
fn is_same(one: &Question, other: &Question) -> bool {
    match (one, other) {
        (Question::Certificate { certificate: a, .. }, Question::Certificate { certificate: b, .. }) => {
            a.fingerprint == b.fingerprint
        }
        (Question::Password { user: a, .. }, Question::Password { user: b, .. }) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(user: &str) -> Question {
        Question::Password {
            server: "a:21".into(),
            user: user.into(),
        }
    }

    #[test]
    fn four_workers_ask_once_and_all_get_the_answer() {
        let mut questions = Questions::default();
        let mut receivers = Vec::new();
        let mut ids = Vec::new();
        for (server, user) in [("a:21", "anna"), ("a:21", "anna"), ("b:21", "anna"), ("a:21", "bert")] {
            let (reply, answer) = oneshot::channel();
            ids.push(questions.add(server.into(), password(user), reply));
            receivers.push(answer);
        }
        assert!(ids[0].is_some() && ids[1].is_none() && ids[2].is_some() && ids[3].is_some());
        let (_, waiting) = questions.take(ids[0].unwrap()).unwrap();
        assert_eq!(waiting.len(), 2);
        assert!(questions.take(ids[0].unwrap()).is_none());
        drop(receivers);
        assert_eq!(questions.take_gone().len(), 2);
        assert!(questions.open.is_empty());
    }
}
