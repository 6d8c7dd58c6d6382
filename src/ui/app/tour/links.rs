//! Saved sites on the tour, and a connection that is tried out.

use std::sync::Arc;
use std::time::Duration;

use super::stage::Stage;
use super::{samples, saved};
use crate::ask::Question;
use crate::engine::Event;
use crate::engine::command::QuestionId;
use crate::engine::event::Step;
use crate::error::{Error, Kind, Result, Stage as At};
use crate::site::TlsVersion;
use crate::ui::app::{Message, site_menu};
use crate::ui::keys::Shortcut;
use crate::ui::screen::tab::{self, Known};
use crate::wire::{Encryption, Identity, Milestone};

/// Somebody has saved sites.
pub fn with_sites(stage: &mut Stage) {
    let known = Known {
        book: Arc::new(saved::book()),
        ..stage.app.known.as_ref().clone()
    };
    stage.app.know(Arc::new(known));
}

/// The list beside the tabs.
pub fn menu(stage: &mut Stage) {
    with_sites(stage);
    stage.connect();
    stage.tell(Message::Sites(site_menu::Message::Toggle));
    stage.tell(Message::Sites(site_menu::Message::Pointed(4)));
}

/// The list below the address bar.
pub fn address(stage: &mut Stage) {
    with_sites(stage);
    let Some(id) = stage.app.tab().map(|tab| tab.id) else {
        return;
    };
    stage.tell(Message::Tab(id, tab::Message::Address("sh".to_owned())));
}

/// A connection is about to become a site.
pub fn keep(stage: &mut Stage) {
    with_sites(stage);
    stage.connect();
    stage.tell(Message::Do(Shortcut::Keep));
}

/// A trial that passes.
pub fn passed(stage: &mut Stage) {
    let user = "deploy".to_owned();
    let methods = Vec::new();
    let listed = Milestone::Listed {
        folder: "/www".into(),
        entries: 14,
        active: Some(false),
    };
    let steps = vec![taken(Milestone::LoggedIn { user, methods }, 182), taken(listed, 231)];
    trial(stage, steps);
}

/// A trial that stops at the password.
pub fn refused(stage: &mut Stage) {
    let error = Error::new(At::Login, Kind::LoginRefused, "log in");
    let error = samples::replied(error, 530, "530 Login incorrect.");
    trial(stage, vec![(Err(error), 2_040)]);
}

/// The question for a password that the keychain may keep.
pub fn password(stage: &mut Stage) {
    stage.connect();
    ask(stage, samples::ask_password());
}

fn ask(stage: &mut Stage, question: Question) {
    stage.ask(question);
    stage.say(vec![Event::MayKeep(QuestionId(1))]);
}

type Taken = (Result<Milestone>, u64);

fn taken(milestone: Milestone, milliseconds: u64) -> Taken {
    (Ok(milestone), milliseconds)
}

/// The steps of every trial, and then these.
fn trial(stage: &mut Stage, last: Vec<Taken>) {
    stage.connect();
    let peer = samples::address([203, 0, 113, 9], 2221);
    let mut steps = vec![
        taken(Milestone::Resolved(peer.into_iter().collect()), 12),
        taken(Milestone::Connected { peer }, 28),
        taken(Milestone::Greeted("220 (vsFTPd 3.0.5)".to_owned()), 61),
        taken(
            Milestone::Encrypted(Encryption::Tls(
                TlsVersion::Tls13,
                "TLS13_AES_256_GCM_SHA384".to_owned(),
            )),
            94,
        ),
    ];
    if let Some(certificate) = samples::facts().certificate.map(Box::new) {
        let verified = false;
        steps.push(taken(
            Milestone::Trusted(Identity::Certificate { certificate, verified }),
            0,
        ));
    }
    steps.extend(last);
    stage.tell(Message::Do(Shortcut::Test));
    let Some(ticket) = stage.tried else { return };
    let end = match steps.last() {
        Some((Err(error), _)) => Err(error.clone()),
        _ => Ok(crate::engine::event::Outcome::Tried),
    };
    let told = steps.into_iter().map(|(result, milliseconds)| Event::Tried {
        ticket,
        step: Box::new(Step {
            result,
            took: Duration::from_millis(milliseconds),
        }),
    });
    let mut events: Vec<Event> = told.collect();
    events.push(Event::Answered { ticket, result: end });
    stage.say(events);
}
