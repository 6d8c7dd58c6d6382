//! Questions that arrive, and what follows from their answers.

use tokio::sync::oneshot;

use super::{Actor, outbox};
use crate::ask::{Answer, Question};
use crate::engine::command::QuestionId;
use crate::engine::event::Event;
use crate::site::Site;
use crate::trust::{KeyDecision, decide_key};

impl Actor {
    /// A session asks. What is known by now needs no person.
    pub(super) fn asked(&mut self, site: &Site, question: Question, reply: oneshot::Sender<Answer>) {
        if let Some(answer) = self.known_answer(&question) {
            let _ = reply.send(answer);
            return;
        }
        let name = self.remembered.kept_as(&question, site);
        if let Some(id) = self.questions.add(site, question, reply) {
            match name {
                Some(name) => self.look_up(id, name),
                None => self.put(id, true),
            }
        }
    }

    /// A person is to answer; `keeps`: the keychain may keep what they say.
    pub(super) fn put(&mut self, id: QuestionId, keeps: bool) {
        let Some((_, question)) = self.questions.get(id) else {
            return;
        };
        let question = question.clone();
        self.outbox.push(Event::Question {
            id,
            job: None,
            question,
        });
        if keeps && self.questions.keepable(id) {
            self.outbox.push(Event::MayKeep(id));
        }
    }

    /// Somebody answered. What was accepted is kept before anybody goes on, so that the next connection knows it.
    pub(super) fn answer(&mut self, id: QuestionId, answer: &Answer) {
        if self.answer_for_job(id, answer) {
            return;
        }
        let kept = self.questions.kept(id);
        let Some((question, waiting)) = self.questions.take(id) else {
            return;
        };
        self.remembered.keep(&question, answer);
        if let Some((name, wanted)) = kept {
            self.remembered.await_proof(name, answer, wanted);
        }
        if let Answer::Yes = answer {
            self.keep(&question);
        }
        for reply in waiting {
            let _ = reply.send(answer.clone());
        }
    }

    fn keep(&mut self, question: &Question) {
        let now = outbox::unix_now();
        match question {
            Question::Certificate {
                server, certificate, ..
            } => {
                let pinned = self.locked_store().pin(server, certificate, now);
                self.outbox.complain(server, pinned);
            }
            Question::HostKey { server, key, .. } => {
                if let Some((host, port)) = host_and_port(server) {
                    let kept = self.locked_store().keep_host_key(host, port, key, now);
                    self.outbox.complain(server, kept);
                }
            }
            _ => {}
        }
    }

    fn known_answer(&mut self, question: &Question) -> Option<Answer> {
        // A connection that was begun before the last answer does not know it yet.
        if let Question::HostKey { server, key, .. } = question {
            let (host, port) = host_and_port(server)?;
            let known = self.locked_store().host_keys().look_up(host, port);
            return (decide_key(key, &known) == KeyDecision::Trusted).then_some(Answer::Yes);
        }
        self.remembered.answer(question)
    }
}

/// Reads `host:port`, where IPv6 stands in brackets.
fn host_and_port(server: &str) -> Option<(&str, u16)> {
    let (host, port) = server.rsplit_once(':')?;
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    Some((host, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Logon, Protocol, SftpOptions, Terms};

    #[test]
    fn a_host_key_is_kept_under_the_name_under_which_it_is_looked_up() {
        let alias = |alias: Option<&str>| {
            Protocol::Sftp(SftpOptions {
                key_alias: alias.map(str::to_owned),
                ..SftpOptions::default()
            })
        };
        for (host, name, place) in [
            ("h", None, "h:2222"),
            ("::1", None, "[::1]:2222"),
            ("h", Some("alias"), "alias:22"),
            ("h", Some("fe80::1"), "[fe80::1]:22"),
        ] {
            let site = Site {
                host: host.to_owned(),
                port: 2222,
                protocol: alias(name),
                logon: Logon::Anonymous,
                terms: Terms::default(),
            };
            assert_eq!(site.key_place(), place);
            assert_eq!(host_and_port(&site.key_place()), Some(site.known_as()));
        }
    }

    #[test]
    fn addresses_come_apart() {
        assert_eq!(host_and_port("h:22"), Some(("h", 22)));
        assert_eq!(host_and_port("[::1]:2222"), Some(("::1", 2222)));
        assert_eq!(host_and_port("h"), None);
    }
}
