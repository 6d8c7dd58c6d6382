//! The ssh-agent: keys that sign without being seen.

use super::Login;
use super::verdict::Verdict;
use crate::error::Result;
use crate::remote::ssh::key::Public;

/// An agent and what it has.
pub(super) struct Agent {
    agent: ssh2::Agent,
    keys: Vec<(Public, ssh2::PublicKey)>,
}

impl Agent {
    /// Asks the agent what it has. `None`, with a note, if there is no agent.
    pub(super) fn open(login: &Login<'_>) -> Option<Self> {
        let opened = || {
            let mut agent = login.link.session.agent()?;
            agent.connect()?;
            agent.list_identities()?;
            let keys = agent.identities()?;
            Ok::<_, ssh2::Error>((agent, keys))
        };
        match opened() {
            Ok((agent, keys)) => {
                let keys = keys
                    .into_iter()
                    .filter_map(|key| Some((Public::from_blob(key.blob())?, key)));
                let keys: Vec<_> = keys.collect();
                login.link.tap().note(format!("the ssh-agent has {} keys", keys.len()));
                Some(Self { agent, keys })
            }
            Err(error) => {
                let words = error.message().to_owned();
                login.link.tap().note(format!("the ssh-agent cannot be asked: {words}"));
                None
            }
        }
    }

    /// Every key and certificate that it has.
    pub(super) fn all(&self) -> Vec<Public> {
        self.keys.iter().map(|(public, _)| public.clone()).collect()
    }

    /// What it has of this key: certificates for it first, then the key itself.
    pub(super) fn of(&self, public: &Public) -> Vec<Public> {
        let mut found: Vec<Public> = self.all();
        found.retain(|key| key.plain().as_ref() == Some(public));
        found.sort_by_key(|key| !key.is_certificate());
        found
    }

    /// Tries to log in with one of its keys.
    pub(super) fn sign(&self, login: &mut Login<'_>, public: &Public) -> Result<Verdict> {
        let Some((_, key)) = self.keys.iter().find(|(known, _)| known == public) else {
            return Ok(Verdict::Unusable("the ssh-agent does not have it".into()));
        };
        let user = login.user.clone();
        login.drive("log in with a key of the ssh-agent", |_| {
            Verdict::of(self.agent.userauth(&user, key))
        })
    }
}
