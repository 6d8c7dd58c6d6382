//! The one account of the demo.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use async_trait::async_trait;
use unftp_core::auth::{AuthenticationError, Authenticator, Credentials, Principal};

use crate::secret::Secret;

/// A user with a password that nobody could know before.
pub struct Account {
    /// The user.
    pub user: &'static str,
    /// The password; hex digits.
    pub password: String,
}

impl Account {
    /// A new password each time. Other users of this computer can reach loopback ports too.
    pub fn new() -> Self {
        // The standard library seeds its hash keys from the system's random source.
        let random = RandomState::new().build_hasher().finish();
        Self {
            user: "demo",
            password: format!("{random:016x}"),
        }
    }

    /// Whether this is the user with the password.
    pub fn is(&self, user: &str, password: &str) -> bool {
        (user, password) == (self.user, &self.password)
    }

    /// The URL of a server on this computer that the user gets into.
    pub fn url(&self, scheme: &str, port: u16) -> Secret {
        let Self { user, password } = self;
        Secret::new(format!("{scheme}://{user}:{password}@127.0.0.1:{port}/"))
    }
}

#[async_trait]
impl Authenticator for Account {
    async fn authenticate(&self, user: &str, given: &Credentials) -> Result<Principal, AuthenticationError> {
        if user != self.user {
            return Err(AuthenticationError::BadUser);
        }
        if given.password.as_deref() != Some(&self.password) {
            return Err(AuthenticationError::BadPassword);
        }
        Ok(Principal {
            username: user.to_owned(),
        })
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({})", self.user)
    }
}
