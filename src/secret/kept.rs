//! What a secret is called in the keychain, and why the keychain does not give it.

use std::fmt;

use crate::site::SiteId;

/// Names a secret of a saved site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    /// Whose secret it is.
    pub site: SiteId,
    /// The key file that it opens; `None` for the password of the login.
    pub key_file: Option<String>,
}

impl SecretName {
    /// The password of a site.
    pub fn password(site: &SiteId) -> Self {
        Self {
            site: site.clone(),
            key_file: None,
        }
    }

    /// The passphrase of one of a site's key files.
    pub fn passphrase(site: &SiteId, file: &str) -> Self {
        Self {
            site: site.clone(),
            key_file: Some(file.to_owned()),
        }
    }

    /// Reads what [`fmt::Display`] writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (site, what) = text.split_once('/')?;
        let key_file = match what.split_once(':') {
            None if what == "password" => None,
            Some(("passphrase", file)) => Some(file.to_owned()),
            _ => return None,
        };
        Some(Self {
            site: SiteId::parse(site)?,
            key_file,
        })
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key_file {
            None => write!(f, "{}/password", self.site.as_str()),
            Some(file) => write!(f, "{}/passphrase:{file}", self.site.as_str()),
        }
    }
}

/// Why the keychain did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// There is no keychain here, or it does not run.
    NoService,
    /// It is locked, and nobody unlocked it.
    Locked,
    /// It did not answer in time. Perhaps it waits for somebody to unlock it.
    Slow,
    /// Anything else, in its own words, which hold no secret.
    Failed(String),
}

impl fmt::Display for Trouble {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService => f.write_str("there is no keychain on this system, or it is not running"),
            Self::Locked => f.write_str("the keychain is locked and was not unlocked"),
            Self::Slow => f.write_str("the keychain did not answer in time"),
            Self::Failed(words) => write!(f, "the keychain failed: {words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        let site = SiteId::new(7);
        for name in [
            SecretName::password(&site),
            SecretName::passphrase(&site, "/home/me/.ssh/a:b/c"),
        ] {
            assert_eq!(SecretName::parse(&name.to_string()), Some(name));
        }
        for wrong in ["", "x", "7/other", "7/passphrase", "a b/password"] {
            assert_eq!(SecretName::parse(wrong), None, "{wrong}");
        }
    }
}
