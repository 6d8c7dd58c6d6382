//! Secrets that cannot be printed, what they are called in the keychain, and why it does not give them.

mod kept;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

pub use kept::{SecretName, Trouble};

/// A password, passphrase or one-time code.
///
/// It has no `Display`, its `Debug` shows nothing of it, and its memory is overwritten when it is dropped. Two secrets
/// compare equal when their text does, which the pool needs: a changed password is a changed profile.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes over the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl std::hash::Hash for Secret {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        let shown = format!("{:?} {:#?}", Secret::new("hunter2"), Some(Secret::new("hunter2")));
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
