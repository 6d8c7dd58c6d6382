//! Whom a server in memory lets in: seats, certificate, password.

use std::sync::Arc;

use super::{Behaviour, Tree, reply};
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Result, Stage};
use crate::remote::Dial;
use crate::site::Logon;
use crate::trust::{self, Decision};

/// One of the places that the server has for sessions; free again when dropped.
#[derive(Debug)]
pub(super) struct Seat(pub Arc<Tree>);

impl Seat {
    /// `None` if all are taken.
    pub fn take(tree: Arc<Tree>) -> Option<Self> {
        let mut state = tree.lock();
        let limit = state.behaviour.sessions;
        let sessions = &mut state.sessions;
        if limit.is_some_and(|limit| sessions.open >= limit) {
            sessions.refused += 1;
            return None;
        }
        sessions.open += 1;
        sessions.opened += 1;
        sessions.most = sessions.most.max(sessions.open);
        drop(state);
        Some(Self(tree))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.lock().sessions.open -= 1;
    }
}

/// Decides about the certificate as for a real server. `true` if the platform vouches for it.
pub(super) async fn verify(dial: &Dial<'_>, behaviour: &Behaviour) -> Result<bool> {
    let Some((certificate, verdict)) = &behaviour.certificate else {
        return Ok(false);
    };
    let fail = |kind| Error::new(Stage::Trust, kind, "verify certificate").breaking();
    match (trust::decide(certificate.fingerprint, *verdict, dial.known), verdict) {
        (Decision::Trusted, _) | (_, Ok(())) => Ok(verdict.is_ok()),
        (Decision::Changed, Err(_)) => Err(fail(Kind::Changed {
            certificate: Box::new(certificate.clone()),
            before: dial.known.pin,
        })),
        (Decision::Ask, Err(reason)) => {
            let question = Question::Certificate {
                server: dial.site.address(),
                certificate: Box::new(certificate.clone()),
                reason: *reason,
            };
            match dial.ask.ask(question).await {
                Answer::Yes => Ok(false),
                _ => Err(fail(Kind::NotTrusted {
                    certificate: Box::new(certificate.clone()),
                    reason: *reason,
                })),
            }
        }
    }
}

/// Checks user and password; a password that is not at hand is asked for.
pub(super) async fn log_in(dial: &Dial<'_>, behaviour: &Behaviour) -> Result<()> {
    let fail = |kind| Error::new(Stage::Login, kind, "log in").breaking();
    let given = match &dial.site.logon {
        Logon::Anonymous => None,
        Logon::Password { password, .. } => Some(password.clone()),
        Logon::Ask { user } => {
            let question = Question::Password {
                server: dial.site.address(),
                user: user.clone(),
            };
            match dial.ask.ask(question).await {
                Answer::Password(password) => Some(password),
                _ => return Err(fail(Kind::NoPassword)),
            }
        }
    };
    match &behaviour.login {
        Some((user, password)) if user != dial.site.logon.user() || given.as_ref() != Some(password) => {
            Err(fail(Kind::LoginRefused).with_reply(reply(530, "Login incorrect")))
        }
        _ => Ok(()),
    }
}
