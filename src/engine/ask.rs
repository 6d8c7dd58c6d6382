//! Questions on their way from a session to whoever can answer, and back. Equal questions are asked once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::command::QuestionId;
use super::report::Report;
use crate::ask::{Answer, Answering, Ask, Question};
use crate::secret::{Secret, SecretName};
use crate::site::{Logon, Site, SiteId};

/// Passes the questions of one server on to the actor. When the engine ends, every answer is no.
#[derive(Clone, Debug)]
pub struct Asker {
    pub site: Arc<Site>,
    pub reports: mpsc::UnboundedSender<Report>,
}

impl Ask for Asker {
    fn ask(&self, question: Question) -> Answering<'_> {
        let (reply, answer) = oneshot::channel();
        let _ = self.reports.send(Report::Asked {
            site: self.site.clone(),
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
    /// As what the keychain may keep the answer.
    keepable: Option<SecretName>,
    /// Somebody wants that.
    keep: bool,
}

impl Questions {
    /// Adds a question. Returns its id if it has to be asked, `None` if the same one is open already.
    pub fn add(&mut self, site: &Site, question: Question, reply: oneshot::Sender<Answer>) -> Option<QuestionId> {
        let server = site.address();
        let same = |open: &&mut Open| is_same((&open.server, &open.question), (&server, &question));
        if let Some(open) = self.open.iter_mut().find(same) {
            open.waiting.push(reply);
            return None;
        }
        let id = self.next_id();
        let keepable = keepable(&question, site);
        self.open.push(Open {
            id,
            server,
            question,
            waiting: vec![reply],
            keepable,
            keep: false,
        });
        Some(id)
    }

    /// Whether the keychain may keep the answer.
    pub fn keepable(&self, id: QuestionId) -> bool {
        self.open.iter().any(|open| open.id == id && open.keepable.is_some())
    }

    /// The answer is to be kept.
    pub fn will_keep(&mut self, id: QuestionId) {
        self.open
            .iter_mut()
            .filter(|open| open.id == id)
            .for_each(|open| open.keep = true);
    }

    /// As what the answer may be kept, and whether it is to be.
    pub fn kept(&self, id: QuestionId) -> Option<(SecretName, bool)> {
        let open = self.open.iter().find(|open| open.id == id)?;
        Some((open.keepable.clone()?, open.keep))
    }

    /// A question that waits for its answer.
    pub fn get(&self, id: QuestionId) -> Option<(&str, &Question)> {
        let open = self.open.iter().find(|open| open.id == id)?;
        Some((&open.server, &open.question))
    }

    /// An id that no question has.
    pub fn next_id(&mut self) -> QuestionId {
        self.next += 1;
        QuestionId(self.next)
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

/// Whether one answer settles both questions, each asked by the connections to a server. Conflicts are asked one by one: each
/// has another target. So are prompts: a code is good for one connection.
fn is_same((server, one): (&str, &Question), (other_server, other): (&str, &Question)) -> bool {
    let same_server = server == other_server;
    match (one, other) {
        (Question::Certificate { certificate: a, .. }, Question::Certificate { certificate: b, .. }) => {
            same_server && a.fingerprint == b.fingerprint
        }
        // Another site may lead through this host too: the host itself counts, not the site.
        (
            Question::HostKey { server: a, key, .. },
            Question::HostKey {
                server: b, key: other, ..
            },
        ) => a == b && key == other,
        (Question::Passphrase { file: a, .. }, Question::Passphrase { file: b, .. }) => a == b,
        (
            Question::Password { server: at, user: a },
            Question::Password {
                server: other_at,
                user: b,
            },
        ) => same_server && at == other_at && a == b,
        _ => false,
    }
}

/// What was answered in this run and answers the same question again.
#[derive(Debug, Default)]
pub struct Remembered {
    /// By server and user.
    passwords: HashMap<(String, String), Secret>,
    /// By key file.
    passphrases: HashMap<String, Secret>,
    /// Sites whose password in the keychain was refused: a person is asked.
    refused: HashSet<SiteId>,
    /// What is to be kept in the keychain, once a login has shown that it is right.
    unproven: HashMap<SecretName, Secret>,
}

impl Remembered {
    /// Keeps an answer, if it is one that will do again.
    pub fn keep(&mut self, question: &Question, answer: &Answer) {
        match (question, answer) {
            (Question::Password { server, user }, Answer::Password(password)) => {
                self.passwords.insert((server.clone(), user.clone()), password.clone());
            }
            (Question::Passphrase { file, .. }, Answer::Password(passphrase)) => {
                self.passphrases.insert(file.clone(), passphrase.clone());
            }
            _ => {}
        }
    }

    /// The answer that is known already. A passphrase that proved wrong is forgotten.
    pub fn answer(&mut self, question: &Question) -> Option<Answer> {
        let known = match question {
            Question::Password { server, user } => self.passwords.get(&(server.clone(), user.clone())),
            Question::Passphrase { file, wrong: true, .. } => {
                self.passphrases.remove(file);
                None
            }
            Question::Passphrase { file, .. } => self.passphrases.get(file),
            _ => None,
        };
        known.cloned().map(Answer::Password)
    }

    /// A login was accepted: whoever asks for its password in this run is not asked again.
    pub fn keep_login(&mut self, site: &Site) {
        if let Logon::Password { user, password } = &site.logon {
            self.passwords.insert((site.address(), user.clone()), password.clone());
        }
    }

    /// The password that was given for a user of a server.
    pub fn given(&self, server: &str, user: &str) -> Option<Secret> {
        self.passwords.get(&(server.to_owned(), user.to_owned())).cloned()
    }

    /// An answer that may be kept; it is, if it is `wanted` and proves right.
    pub fn await_proof(&mut self, name: SecretName, answer: &Answer, wanted: bool) {
        match answer {
            Answer::Password(secret) if wanted => self.unproven.insert(name, secret.clone()),
            _ => self.unproven.remove(&name),
        };
    }

    /// A login was accepted: what waited for that.
    pub fn proven(&mut self, site: &Site) -> Vec<(SecretName, Secret)> {
        let Some(id) = &site.terms.kept_as else {
            return Vec::new();
        };
        self.unproven.extract_if(|name, _| name.site == *id).collect()
    }

    /// Nothing of what waits for this site's login is kept.
    pub fn keep_nothing(&mut self, site: &Site) {
        if let Some(id) = &site.terms.kept_as {
            self.unproven.retain(|name, _| name.site != *id);
        }
    }

    /// What the keychain has for this site is right now.
    pub fn is_kept(&mut self, site: &Site) {
        if let Some(id) = &site.terms.kept_as {
            self.refused.remove(id);
        }
    }

    /// A login was refused: the passwords for it, and for the hosts that lead there, are asked for again.
    pub fn forget_login(&mut self, site: &Site) {
        self.refused.extend(site.terms.kept_as.clone());
        self.keep_nothing(site);
        let mut next = Some(site);
        while let Some(site) = next {
            self.passwords.remove(&(site.address(), site.logon.user().to_owned()));
            next = site.sftp().and_then(|options| options.jump.as_deref());
        }
    }

    /// Somebody cleared what the keychain holds: what came from there, or was given in this run, is asked for again.
    pub fn forget_all(&mut self) {
        self.passwords.clear();
        self.passphrases.clear();
    }

    /// Under which name the keychain may hold the answer.
    pub fn kept_as(&self, question: &Question, site: &Site) -> Option<SecretName> {
        let id = site.terms.kept_as.as_ref()?;
        let wrong = match question {
            Question::Passphrase { wrong, .. } => *wrong,
            _ => self.refused.contains(id),
        };
        keepable(question, site).filter(|_| !wrong)
    }

    /// The secrets of this site are others now.
    pub fn forget_site(&mut self, site: &Site) {
        self.forget_login(site);
        for key in site
            .sftp()
            .map(|options| options.identities.as_slice())
            .unwrap_or_default()
        {
            self.passphrases
                .remove(&crate::path::visible(key.as_os_str().as_encoded_bytes()));
        }
        if let Some(id) = &site.terms.kept_as {
            self.refused.remove(id);
        }
    }
}

/// Under which name the keychain may keep the answer: of a saved site, its own password and passphrases.
fn keepable(question: &Question, site: &Site) -> Option<SecretName> {
    let id = site.terms.kept_as.as_ref()?;
    match question {
        Question::Password { server, user } => {
            let own = *server == site.address() && user == site.logon.user();
            own.then(|| SecretName::password(id))
        }
        Question::Passphrase { file, .. } => {
            let shown = |key: &std::path::PathBuf| crate::path::visible(key.as_os_str().as_encoded_bytes()) == *file;
            let own = site.sftp().is_some_and(|options| options.identities.iter().any(shown));
            own.then(|| SecretName::passphrase(id, file))
        }
        _ => None,
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

    /// A site at this host.
    fn at(host: &str) -> Site {
        let url = crate::url::Url::parse(&format!("ftp://{host}")).unwrap();
        url.site(crate::site::FtpOptions::default())
    }

    #[test]
    fn four_workers_ask_once_and_all_get_the_answer() {
        let mut questions = Questions::default();
        let mut receivers = Vec::new();
        let mut ids = Vec::new();
        for (server, user) in [("a:21", "anna"), ("a:21", "anna"), ("b:21", "anna"), ("a:21", "bert")] {
            let (reply, answer) = oneshot::channel();
            ids.push(questions.add(&at(server), password(user), reply));
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

    /// Asks all, each for the server beside it, and tells which had to be asked.
    fn asked(all: Vec<(&str, Question)>) -> Vec<bool> {
        let mut questions = Questions::default();
        let mut keep = Vec::new();
        let mut add = |(server, question): (&str, Question)| {
            let (reply, answer) = oneshot::channel();
            keep.push(answer);
            questions.add(&at(server), question, reply).is_some()
        };
        all.into_iter().map(&mut add).collect()
    }

    fn host_key(server: &str, number: u8) -> Question {
        let blob = vec![0, 0, 0, 1, b'k', number];
        Question::HostKey {
            server: server.into(),
            key: Box::new(crate::trust::HostKey::from_blob(blob).unwrap()),
            others: Vec::new(),
        }
    }

    fn passphrase(server: &str, file: &str, wrong: bool) -> Question {
        Question::Passphrase {
            server: server.into(),
            file: file.into(),
            wrong,
        }
    }

    #[test]
    fn keys_and_passphrases_are_asked_once_and_prompts_each_time() {
        let keys = [
            ("a", "jump:22", 1),
            ("b", "jump:22", 1),
            ("a", "jump:22", 2),
            ("a", "a:22", 1),
        ];
        let keys = keys.map(|(site, server, number)| (site, host_key(server, number)));
        assert_eq!(asked(keys.into()), [true, false, true, true]);
        let files = [("a", "x", false), ("b", "x", true), ("a", "y", false)];
        let files = files.map(|(site, file, wrong)| (site, passphrase(site, file, wrong)));
        assert_eq!(asked(files.into()), [true, false, true]);
        let prompts = || Question::Prompts {
            server: "a:22".into(),
            user: "me".into(),
            instructions: String::new(),
            prompts: vec![],
        };
        assert_eq!(asked(vec![("a", prompts()), ("a", prompts())]), [true, true]);
        let hop = || Question::Password {
            server: "jump:22".into(),
            user: "anna".into(),
        };
        assert_eq!(asked(vec![("a:21", hop()), ("a:21", password("anna"))]), [true, true]);
    }

    #[test]
    fn what_is_remembered_and_what_is_forgotten() {
        let mut remembered = Remembered::default();
        let given = |text: &str| Answer::Password(Secret::new(text));
        let told = |remembered: &mut Remembered, question: &Question| match remembered.answer(question) {
            Some(Answer::Password(secret)) => Some(secret.expose().to_owned()),
            _ => None,
        };
        let (first, again) = (passphrase("a", "x", false), passphrase("a", "x", true));
        remembered.keep(&first, &given("one"));
        assert_eq!(
            told(&mut remembered, &passphrase("b", "x", false)).as_deref(),
            Some("one")
        );
        assert_eq!(told(&mut remembered, &passphrase("b", "y", false)), None);
        assert_eq!(told(&mut remembered, &again), None);
        assert_eq!(told(&mut remembered, &first), None, "it proved wrong");
        remembered.keep(&again, &given("two"));
        assert_eq!(told(&mut remembered, &first).as_deref(), Some("two"));

        remembered.keep(&password("anna"), &Answer::No);
        assert_eq!(told(&mut remembered, &password("anna")), None);
        remembered.keep(&password("anna"), &given("pw"));
        let site = |text: &str| {
            crate::url::Url::parse(text)
                .unwrap()
                .site(crate::site::FtpOptions::default())
        };
        remembered.forget_login(&site("ftp://bert@a"));
        assert_eq!(told(&mut remembered, &password("anna")).as_deref(), Some("pw"));
        remembered.forget_login(&site("ftp://anna@a"));
        assert_eq!(told(&mut remembered, &password("anna")), None);

        remembered.keep(&password("anna"), &given("pw"));
        assert_eq!(told(&mut remembered, &first).as_deref(), Some("two"));
        remembered.forget_all();
        assert_eq!(told(&mut remembered, &password("anna")), None);
        assert_eq!(told(&mut remembered, &first), None);
    }
}
