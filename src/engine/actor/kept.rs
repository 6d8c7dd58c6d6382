//! What is kept beyond the run: requests about it, and answers that the keychain gives.

use std::sync::Arc;

use super::{Actor, Ticket};
use crate::ask::Answer;
use crate::engine::command::{ProfileRequest, QuestionId};
use crate::engine::event::{Event, Outcome, Trust};
use crate::engine::local_desk::located;
use crate::engine::profile::{Private, Profile};
use crate::engine::report::Report;
use crate::error::{Kind, Result};
use crate::secret::{Secret, SecretName, Trouble};
use crate::site::{Site, SiteId};

impl Actor {
    /// Makes a request. It may block, so it is made on a thread of its own.
    pub(super) fn visit_profile(&mut self, ticket: Ticket, request: ProfileRequest) {
        let request = self.with_given(request);
        if matches!(&request, ProfileRequest::ClearPrivate(kinds) if kinds.contains(&Private::Secrets)) {
            self.remembered.forget_all();
        }
        let (profile, reports) = (self.profile.clone(), self.report_to.clone());
        // A thread of the runtime would keep the program from ending while somebody is asked to unlock the keychain.
        std::thread::spawn(move || {
            let mut touched = Vec::new();
            let mut progress = |done, of| {
                let _ = reports.send(Report::ProfileProgress { ticket, done, of });
            };
            let result = make(&profile, request, &mut touched, &mut progress);
            let _ = reports.send(Report::Kept {
                ticket,
                result,
                touched,
            });
        });
    }

    /// A request was made. A site that is not what it was gets no connection of its former self.
    pub(super) fn profile_visited(&mut self, ticket: Ticket, result: Result<Outcome>, touched: &[SiteId]) {
        for server in &mut self.servers {
            if server
                .site
                .terms
                .kept_as
                .as_ref()
                .is_some_and(|id| touched.contains(id))
            {
                server.retired = true;
                server.parting = true;
                self.remembered.forget_site(&server.site);
            }
        }
        self.outbox.push(Event::Answered { ticket, result });
    }

    /// Asks the keychain before anybody is asked.
    pub(super) fn look_up(&mut self, id: QuestionId, name: SecretName) {
        let (profile, reports) = (self.profile.clone(), self.report_to.clone());
        std::thread::spawn(move || {
            let found = profile.secret(&name);
            let _ = reports.send(Report::Unlocked { id, found });
        });
    }

    /// The keychain has answered; if it has nothing, a person is asked.
    pub(super) fn unlocked(&mut self, id: QuestionId, found: Result<Option<Secret>, Trouble>) {
        let trouble = match found {
            Ok(Some(secret)) => return self.answer(id, &Answer::Password(secret)),
            Ok(None) => None,
            Err(trouble) => Some(trouble),
        };
        let Some((server, _)) = self.questions.get(id) else {
            return;
        };
        let keeps = trouble.is_none();
        if let Some(trouble) = trouble {
            let server = server.to_owned();
            self.outbox.push(Event::Keychain { server, trouble });
        }
        self.put(id, keeps);
    }

    /// A password that was given in this run is in no request: it is put in here.
    fn with_given(&self, request: ProfileRequest) -> ProfileRequest {
        match request {
            ProfileRequest::KeepGiven { name, server, user } => match self.remembered.given(&server, &user) {
                Some(secret) => ProfileRequest::Keep(name, secret),
                None => ProfileRequest::SecretsOf(name.site),
            },
            other => other,
        }
    }

    /// Somebody is logged in: what was to be kept once it has proved right is kept now.
    pub(super) fn keep_proven(&mut self, site: &Arc<Site>) {
        for (name, secret) in self.remembered.proven(site) {
            let (profile, reports, site) = (self.profile.clone(), self.report_to.clone(), site.clone());
            std::thread::spawn(move || {
                let result = profile.keep(&name, &secret);
                let _ = reports.send(Report::AnswerKept { site, result });
            });
        }
    }

    pub(super) fn answer_kept(&mut self, site: &Site, result: Result<(), Trouble>) {
        match result {
            Ok(()) => self.remembered.is_kept(site),
            Err(trouble) => {
                let server = site.address();
                self.outbox.push(Event::NotKept { server, trouble });
            }
        }
    }

    /// What a login was refused for is neither kept nor used again.
    pub(super) fn forget_refused(&mut self, site: &Site, kind: &Kind) {
        match kind {
            Kind::LoginRefused => self.remembered.forget_login(site),
            Kind::WrongPassphrase | Kind::NoPassword => self.remembered.keep_nothing(site),
            _ => {}
        }
    }
}

fn make(
    profile: &Profile,
    request: ProfileRequest,
    touched: &mut Vec<SiteId>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome> {
    let secrets = |site: &SiteId, done: Result<(), Trouble>| Outcome::Secrets(done.and_then(|()| profile.kept(site)));
    Ok(match request {
        ProfileRequest::Sites => Outcome::Book(Box::new(profile.book()?)),
        ProfileRequest::ChangeSites(changes) => {
            let changed = profile.change(&changes)?;
            touched.clone_from(&changed.touched);
            Outcome::SitesChanged(Box::new(changed))
        }
        ProfileRequest::Keep(name, secret) => {
            // What somebody typed a moment ago and wants to keep is what their connection was made with.
            let before = profile.secret(&name).ok().flatten();
            if before.is_some_and(|before| before != secret) {
                touched.push(name.site.clone());
            }
            secrets(&name.site, profile.keep(&name, &secret))
        }
        ProfileRequest::ForgetSecret(name) => {
            touched.push(name.site.clone());
            secrets(&name.site, profile.forget(&name))
        }
        ProfileRequest::SecretsOf(site) => secrets(&site, Ok(())),
        // The actor has put the password in; here there is none.
        ProfileRequest::KeepGiven { name, .. } => secrets(&name.site, Ok(())),
        ProfileRequest::Sources => Outcome::Sources(profile.sources()),
        ProfileRequest::Preview(path, format) => Outcome::Preview(Box::new(profile.preview(&located(&path)?, format)?)),
        ProfileRequest::Import(items) => Outcome::Imported(Box::new(profile.import(&items, progress)?)),
        ProfileRequest::Export(path, format, replace) => {
            let path = located(&path)?;
            profile.export_to(&path, format, replace)?;
            Outcome::Exported(path)
        }
        ProfileRequest::Trust => trust(profile),
        ProfileRequest::ForgetCertificate(server) => {
            profile.forget_certificate(&server)?;
            trust(profile)
        }
        ProfileRequest::ForgetHostKey(key) => {
            profile.forget_host_key(&key)?;
            trust(profile)
        }
        ProfileRequest::ForgetLearned(server) => {
            profile.forget_learned(Some(&server))?;
            trust(profile)
        }
        ProfileRequest::CountPrivate => Outcome::Private(Private::ALL.map(|kind| profile.count(kind)).into()),
        ProfileRequest::ClearPrivate(kinds) => {
            let cleared: Result<Vec<_>> = kinds.into_iter().map(|kind| profile.clear(kind)).collect();
            Outcome::Private(cleared?)
        }
    })
}

fn trust(profile: &Profile) -> Outcome {
    Outcome::Trust(Box::new(Trust {
        certificates: profile.certificates(),
        host_keys: profile.host_keys(),
        learned: profile.learned(),
    }))
}
