//! What a profile keeps beyond a run: saved sites with their secrets, whom it trusts, what it has learned.
//!
//! Everything here may block, on the disk or while somebody unlocks the keychain: the actor calls it off the runtime, the command
//! line calls it directly.

mod clear;
mod exchange;
mod sources;
mod trust;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::credential::{Keychain, Vault};
use crate::error::Result;
use crate::secret::{Secret, SecretName, Trouble};
use crate::settings::Patience;
use crate::site::{Book, Change, Login, Protocol, Saved, SiteId};
use crate::store::{SiteFile, Store};

pub use crate::store::fresh_id;
pub use clear::{Private, Tidied};
pub use exchange::{Imported, Shown};
pub use sources::Source;
pub use trust::{Pinned, TrustedKey};

/// The door to what a profile keeps. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Profile {
    folder: PathBuf,
    sites: SiteFile,
    vault: Arc<dyn Vault>,
    store: Arc<Mutex<Store>>,
}

/// What came of changes to the saved sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// All sites now.
    pub book: Book,
    /// Why secrets of sites that are gone may still be in the keychain.
    pub trouble: Option<Trouble>,
    /// The sites that are not what they were.
    pub touched: Vec<SiteId>,
}

impl Profile {
    /// The profile in this folder, with the system's keychain.
    ///
    /// # Errors
    /// If the folder cannot be made or what is in it cannot be read.
    pub fn open(folder: &Path, patience: &Patience) -> Result<Self> {
        let store = Arc::new(Mutex::new(Store::open(folder)?));
        Ok(Self::new(folder, store, Arc::new(Keychain::patient(patience))))
    }

    /// The same with whatever keeps secrets.
    pub fn new(folder: &Path, store: Arc<Mutex<Store>>, vault: Arc<dyn Vault>) -> Self {
        Self {
            folder: folder.to_owned(),
            sites: SiteFile::of(folder),
            vault,
            store,
        }
    }

    /// Where the saved sites are.
    pub fn sites_path(&self) -> &Path {
        self.sites.path()
    }

    /// All saved sites.
    ///
    /// # Errors
    /// If the file cannot be read at all or was written by a newer version.
    pub fn book(&self) -> Result<Book> {
        self.sites.read()
    }

    /// Changes the saved sites, all or nothing. The secrets of sites that are gone, or log in without one now, go too.
    ///
    /// # Errors
    /// If a change makes no sense or the file cannot be written; nothing was changed then.
    pub fn change(&self, changes: &[Change]) -> Result<Changed> {
        let before = self.sites.read()?;
        let book = self.sites.change(changes)?;
        let mut touched = Vec::new();
        let mut orphans = Vec::new();
        for old in &before.sites {
            let new = book.site(&old.id);
            if new.is_none_or(|new| new.site() != old.site()) {
                touched.push(old.id.clone());
            }
            if keeps(old) && !new.is_some_and(keeps) {
                orphans.push(old);
            }
        }
        let trouble = self.forget_all(&orphans).err();
        Ok(Changed { book, trouble, touched })
    }

    /// Keeps a secret of a site in the keychain.
    ///
    /// # Errors
    /// Why it is not kept. It is in no file either.
    pub fn keep(&self, name: &SecretName, secret: &Secret) -> Result<(), Trouble> {
        let book = self.sites.read().unwrap_or_default();
        let label = book.site(&name.site).map_or_else(String::new, |site| label(site, name));
        self.vault.set(name, &label, secret)
    }

    /// Removes a secret of a site from the keychain.
    ///
    /// # Errors
    /// If it may still be there.
    pub fn forget(&self, name: &SecretName) -> Result<(), Trouble> {
        self.vault.remove(name)
    }

    /// A secret of a site.
    ///
    /// # Errors
    /// If the keychain cannot be asked.
    pub fn secret(&self, name: &SecretName) -> Result<Option<Secret>, Trouble> {
        self.vault.get(name)
    }

    /// The secrets of a site that are in the keychain.
    ///
    /// # Errors
    /// If the keychain cannot be asked.
    pub fn kept(&self, site: &SiteId) -> Result<Vec<SecretName>, Trouble> {
        let mut names = self.vault.names()?;
        names.retain(|name| name.site == *site);
        Ok(names)
    }

    fn forget_all(&self, sites: &[&Saved]) -> Result<(), Trouble> {
        if sites.is_empty() {
            return Ok(());
        }
        let names = self.vault.names()?;
        let mut gone = names
            .iter()
            .filter(|name| sites.iter().any(|site| site.id == name.site));
        gone.try_for_each(|name| self.vault.remove(name))
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a site may have secrets in the keychain.
fn keeps(site: &Saved) -> bool {
    matches!(site.login, Login::Password { .. } | Login::Key { .. })
}

/// What the keychain's own list shows for a secret.
fn label(site: &Saved, name: &SecretName) -> String {
    let scheme = match &site.protocol {
        Protocol::Ftp(_) => "FTP",
        Protocol::Sftp(_) | Protocol::Memory => "SFTP",
    };
    let account = format!("{} ({scheme}, {}@{})", site.name, site.login.user(), site.host);
    match &name.key_file {
        None => account,
        Some(file) => format!("{account}, key {file}"),
    }
}

#[cfg(test)]
mod tests;
