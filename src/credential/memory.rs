//! A vault that forgets everything at the end of the run, for tests and for whoever wants no keychain.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Vault;
use crate::secret::{Secret, SecretName, Trouble};

/// Secrets in memory.
#[derive(Debug, Default)]
pub struct Memory {
    kept: Mutex<BTreeMap<SecretName, Secret>>,
    trouble: Mutex<Option<Trouble>>,
}

impl Memory {
    /// From now on everything fails like this; `None`: nothing does.
    pub fn fail(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn open(&self) -> Result<std::sync::MutexGuard<'_, BTreeMap<SecretName, Secret>>, Trouble> {
        match &*self.trouble.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(trouble) => Err(trouble.clone()),
            None => Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

impl Vault for Memory {
    fn get(&self, name: &SecretName) -> Result<Option<Secret>, Trouble> {
        Ok(self.open()?.get(name).cloned())
    }

    fn set(&self, name: &SecretName, _: &str, secret: &Secret) -> Result<(), Trouble> {
        self.open()?.insert(name.clone(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &SecretName) -> Result<(), Trouble> {
        self.open()?.remove(name);
        Ok(())
    }

    fn names(&self) -> Result<Vec<SecretName>, Trouble> {
        Ok(self.open()?.keys().cloned().collect())
    }
}
