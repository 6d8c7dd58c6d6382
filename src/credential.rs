//! Secrets in the keychain of the system, and in no file.
//!
//! Everything here may block, while a person is asked to unlock the keychain for instance, and ends within a limit all the same.
//! Nothing that fails is remembered: a keychain that appears or is unlocked later is used from then on.

#[cfg(all(unix, not(target_os = "macos")))]
mod bulk;
mod keychain;
mod memory;
mod platform;

use std::fmt::Debug;

use crate::secret::{Secret, SecretName, Trouble};

pub use keychain::Keychain;
pub use memory::Memory;

/// A secret with what it is called, and what people see of it in the keychain's own list.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// What it is called.
    pub name: SecretName,
    /// What people see.
    pub label: String,
    /// The secret.
    pub secret: Secret,
}

/// Where secrets are kept.
pub trait Vault: Send + Sync + Debug {
    /// The secret of this name; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be told whether there is one.
    fn get(&self, name: &SecretName) -> Result<Option<Secret>, Trouble>;

    /// Keeps a secret, in place of an older one. `label` is what people see in the keychain's own list.
    ///
    /// # Errors
    /// If it is not kept.
    fn set(&self, name: &SecretName, label: &str, secret: &Secret) -> Result<(), Trouble>;

    /// Keeps many secrets of names that nobody has yet; what came of each, in their order. `done` hears how many were dealt with.
    /// Once one is refused, no further one is tried: each would have to wait as long.
    fn set_new(&self, secrets: &[Labelled], done: &mut dyn FnMut(usize)) -> Vec<Result<(), Trouble>> {
        let mut trouble = None;
        let each = secrets.iter().enumerate().map(|(at, secret)| {
            let result = match &trouble {
                None => self.set(&secret.name, &secret.label, &secret.secret),
                Some(trouble) => Err(Trouble::clone(trouble)),
            };
            trouble = result.clone().err();
            done(at + 1);
            result
        });
        each.collect()
    }

    /// Removes a secret; one that is not there is no error.
    ///
    /// # Errors
    /// If it may still be there.
    fn remove(&self, name: &SecretName) -> Result<(), Trouble>;

    /// The names of all secrets of this program.
    ///
    /// # Errors
    /// If they cannot be told.
    fn names(&self) -> Result<Vec<SecretName>, Trouble>;
}
