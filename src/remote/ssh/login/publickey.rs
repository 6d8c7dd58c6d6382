//! The method `publickey` (RFC 4252, 7): which keys are tried, in which order, and how they are opened.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::agent::Agent;
use super::verdict::Verdict;
use super::{CONVERSATION, Login, PASSWORD, PUBLIC_KEY, REFUSALS_OF_KEYS};
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Result, Stage};
use crate::remote::ssh::key::{Key, KeyFile, Public, Shut, beside, shown};
use crate::site;

/// The files that are tried where a site names none.
const USUAL: [&str; 3] = ["id_ed25519", "id_ecdsa", "id_rsa"];
const NO_PASSPHRASE: &str = "it is encrypted, and nobody gave the passphrase";
/// So often a passphrase may be wrong.
const MOST_PASSPHRASES: usize = 3;
/// Stands in for a private key while the server is only asked whether it would take the public one.
const NO_KEY: &str = "-";

/// Where a key comes from.
pub(super) enum Source {
    /// A file that the site names.
    Named(PathBuf),
    /// One of the usual files.
    Usual(PathBuf),
    /// The ssh-agent, asked for all that it has.
    Agent(Public),
}

/// The keys that are still to be tried.
pub(super) struct Keys {
    queue: VecDeque<Source>,
    agent: Option<Agent>,
}

impl Keys {
    /// Gathers what there is to try.
    pub(super) fn of(login: &Login<'_>) -> Self {
        let options = login.site.sftp();
        let named = options.map(|options| options.identities.as_slice()).unwrap_or_default();
        let wish = options.map(|options| &options.agent);
        let agent = match wish {
            None | Some(site::Agent::Off) => None,
            Some(site::Agent::Named | site::Agent::Any) => Agent::open(login),
        };
        let mut queue: VecDeque<Source> = named.iter().cloned().map(Source::Named).collect();
        if named.is_empty() {
            let folder = std::env::home_dir().map(|home| home.join(".ssh"));
            let usual = folder.iter().flat_map(|folder| USUAL.map(|name| folder.join(name)));
            queue.extend(usual.filter(|path| path.is_file()).map(Source::Usual));
        }
        if let (Some(agent), Some(site::Agent::Any)) = (&agent, wish) {
            queue.extend(agent.all().into_iter().map(Source::Agent));
        }
        Self { queue, agent }
    }

    /// The next key to try. Some are left out where the server would hang up before it can be asked for anything else.
    pub(super) fn next(&mut self, login: &Login<'_>) -> Option<Source> {
        let others = login.offers(CONVERSATION) || login.offers(PASSWORD);
        if others && login.refused.len() >= REFUSALS_OF_KEYS && !self.queue.is_empty() {
            let count = self.queue.len();
            login.link.tap().note(format!(
                "{count} more keys are not tried: servers hang up after six refusals"
            ));
            self.queue.clear();
        }
        self.queue.pop_front()
    }

    /// Tries one key, with its certificates.
    ///
    /// # Errors
    /// What breaks the connection. A key that cannot be used is set aside.
    pub(super) fn attempt(&mut self, login: &mut Login<'_>, source: Source) -> Result<()> {
        match source {
            Source::Agent(public) => self.by_agent(login, vec![public]).map(|_| ()),
            Source::Usual(path) => match KeyFile::read(&path) {
                Ok(file) if file.is_encrypted() => {
                    let name = shown(&path);
                    let note = format!("{name} is encrypted and not tried; --identity {name} asks for its passphrase");
                    login.link.tap().note(note);
                    Ok(())
                }
                Ok(file) => by_file(login, &file),
                Err(error) => {
                    login.link.tap().note(error.to_string());
                    Ok(())
                }
            },
            Source::Named(path) => self.named(login, &path),
        }
    }

    /// A key that the site names: the agent's, if it has it, else the file.
    fn named(&mut self, login: &mut Login<'_>, path: &Path) -> Result<()> {
        let file = KeyFile::read(path);
        if let Some(agent) = &self.agent {
            let public = file.as_ref().ok().and_then(KeyFile::public);
            let public = public.or_else(|| Public::read(&beside(path, ".pub")).ok());
            let public = public.or_else(|| Public::read(path).ok());
            if let Some(public) = public.and_then(|public| public.plain()) {
                let mut found = agent.of(&public);
                found.retain(|key| !login.spent.contains(key));
                if !found.is_empty() && self.by_agent(login, found)? {
                    return Ok(());
                }
            }
        }
        match file {
            Ok(file) => by_file(login, &file),
            Err(error) => {
                login.set_aside(error);
                Ok(())
            }
        }
    }

    /// Tries keys of the agent. `false` if the agent could not sign.
    fn by_agent(&self, login: &mut Login<'_>, keys: Vec<Public>) -> Result<bool> {
        let Some(agent) = &self.agent else {
            return Ok(false);
        };
        let mut signs = true;
        for public in keys {
            if !login.spent.insert(public.clone()) {
                continue;
            }
            let verdict = agent.sign(login, &public)?;
            if let Verdict::Unusable(_) = verdict {
                // The file may still do.
                login.spent.remove(&public);
                signs = false;
            }
            if settle(login, verdict, format!("{PUBLIC_KEY} {public} from the ssh-agent"))? {
                return Ok(true);
            }
        }
        Ok(signs)
    }
}

/// Tries a key file: its certificates, then the key alone.
fn by_file(login: &mut Login<'_>, file: &KeyFile) -> Result<()> {
    let from = shown(&file.path);
    // Nobody is asked for the passphrase of a key that the server does not want.
    if file.is_encrypted()
        && let Some(public) = file.public()
    {
        let mut wanted = false;
        for offer in offers(login, &file.path, &public) {
            wanted = !login.spent.contains(&offer) && would_take(login, &offer, &from)?;
            if wanted {
                break;
            }
        }
        if !wanted {
            return Ok(());
        }
    }
    let Some(key) = opened(login, file) else {
        return Ok(());
    };
    for offer in offers(login, &file.path, &key.public) {
        if !login.spent.insert(offer.clone()) {
            continue;
        }
        let (user, line) = (login.user.clone(), offer.line());
        let verdict = login.drive("log in with a key", |session| {
            Verdict::of(session.userauth_pubkey_memory(&user, Some(&line), &key.text, None))
        })?;
        if settle(login, verdict, format!("{PUBLIC_KEY} {offer} from {from}"))? {
            return Ok(());
        }
    }
    Ok(())
}

/// Notes what came of a key. `true` if the server took it, whether or not it wants more.
fn settle(login: &mut Login<'_>, verdict: Verdict, step: String) -> Result<bool> {
    match verdict {
        Verdict::Accepted => login.accepted(step),
        Verdict::Signed => {
            login.look()?;
            login.accepted(step);
        }
        Verdict::Refused | Verdict::Expired => login.refused(step, ""),
        Verdict::Unusable(words) => {
            let error = Error::new(Stage::Login, Kind::BadKeyFile, step).with_cause(words);
            login.set_aside(error);
        }
    }
    Ok(login.is_in() || login.steps.last().is_some_and(|last| last.starts_with(PUBLIC_KEY)))
}

/// What can be offered of a key: certificates for it, then the key itself.
fn offers(login: &Login<'_>, path: &Path, public: &Public) -> Vec<Public> {
    let listed = login
        .site
        .sftp()
        .map(|options| options.certificates.as_slice())
        .unwrap_or_default();
    let own = beside(path, "-cert.pub");
    let own = own.is_file().then_some(own);
    let mut offers: Vec<Public> = Vec::new();
    for path in own.iter().chain(listed) {
        match Public::read(path) {
            Ok(found) if found.is_certificate() => {
                if found.plain().as_ref() == Some(public) && !offers.contains(&found) {
                    offers.push(found);
                }
            }
            Ok(_) => login.link.tap().note(format!("{} is no certificate", shown(path))),
            Err(words) => login
                .link
                .tap()
                .note(format!("the certificate {}: {words}", shown(path))),
        }
    }
    offers.push(public.clone());
    offers
}

/// Asks the server whether it would take a key, without a signature.
fn would_take(login: &mut Login<'_>, offer: &Public, from: &str) -> Result<bool> {
    let (user, line) = (login.user.clone(), offer.line());
    let verdict = login.drive("offer a key", |session| {
        // The library asks first and signs then: without a private key it gets no further than the question.
        Verdict::of(session.userauth_pubkey_memory(&user, Some(&line), NO_KEY, None))
    })?;
    if verdict != Verdict::Refused {
        return Ok(true);
    }
    login.spent.insert(offer.clone());
    login.refused(format!("{PUBLIC_KEY} {offer} from {from}"), "");
    Ok(false)
}

/// Opens a key file, with a passphrase where it needs one. `None` if it cannot be used; that is noted.
fn opened(login: &mut Login<'_>, file: &KeyFile) -> Option<Key> {
    let from = shown(&file.path);
    let error = |kind| Error::new(Stage::Login, kind, format!("open the key {from}"));
    if !file.is_encrypted() {
        return match file.open(None) {
            Ok(key) => Some(key),
            Err(Shut::Bad(words)) => {
                login.set_aside(error(Kind::BadKeyFile).with_cause(words));
                None
            }
            Err(Shut::Wrong) => {
                login.set_aside(error(Kind::BadKeyFile));
                None
            }
        };
    }
    for turn in 0..MOST_PASSPHRASES {
        let question = Question::Passphrase {
            server: login.site.address(),
            file: from.clone(),
            wrong: turn > 0,
        };
        let Answer::Password(passphrase) = login.link.ask(question) else {
            let error = error(Kind::WrongPassphrase);
            login.set_aside(if turn > 0 {
                error
            } else {
                error.with_cause(NO_PASSPHRASE)
            });
            return None;
        };
        match file.open(Some(&passphrase)) {
            Ok(key) => return Some(key),
            Err(Shut::Wrong) => login.link.tap().note(format!("the passphrase does not open {from}")),
            Err(Shut::Bad(words)) => {
                login.set_aside(error(Kind::BadKeyFile).with_cause(words));
                return None;
            }
        }
    }
    login.set_aside(error(Kind::WrongPassphrase));
    None
}
