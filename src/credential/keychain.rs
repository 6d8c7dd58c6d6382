//! The keychain of this system, with a limit on every wait.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};

#[cfg(all(unix, not(target_os = "macos")))]
use super::{Labelled, bulk::Bulk};
use super::{Vault, platform};
use crate::secret::{Secret, SecretName, Trouble};
use crate::settings::Patience;

/// Under this name all secrets of the program stand in the keychain.
const SERVICE: &str = "packetboat";

/// Somebody who is asked to unlock the keychain may take so many times longer than a server.
const TIMES: u32 = 3;

/// So many secrets are waited for together; then it is told how far the work is.
#[cfg(all(unix, not(target_os = "macos")))]
const BATCH: usize = 24;

// Where a call stands: under way, under way after nobody waits for it any more, over.
const RUNNING: u8 = 0;
const LATE: u8 = 1;
const ENDED: u8 = 2;

/// The keychain of this system.
#[derive(Debug)]
pub struct Keychain {
    inside: Arc<Inside>,
    limit: Duration,
}

#[derive(Debug, Default)]
struct Inside {
    /// The connection to the service, while it works.
    store: Mutex<Option<Arc<CredentialStore>>>,
    /// Calls that nobody waits for any more and that have not come back. Further ones would get stuck behind them.
    stuck: AtomicUsize,
}

impl Default for Keychain {
    fn default() -> Self {
        Self::patient(&Patience::default())
    }
}

impl Keychain {
    /// A keychain whose answers are waited for in proportion to those of servers.
    pub fn patient(patience: &Patience) -> Self {
        Self {
            inside: Arc::default(),
            limit: patience.reply * TIMES,
        }
    }

    /// Does something with the keychain on a thread of its own, and waits for it no longer than the limit.
    fn call<T: Send + 'static>(
        &self,
        work: impl Fn(&Arc<CredentialStore>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Trouble> {
        let inside = self.inside.clone();
        self.wait(move || inside.attempt(&work))
    }

    /// The same for what makes its own connection.
    fn wait<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        if self.inside.stuck.load(Ordering::SeqCst) > 0 {
            return Err(Trouble::Slow);
        }
        let (done, result) = channel();
        let (inside, state) = (self.inside.clone(), Arc::new(AtomicU8::new(RUNNING)));
        let (thread, shared) = (std::thread::Builder::new().name("keychain".to_owned()), state.clone());
        let spawned = thread.spawn(move || {
            let answer = work();
            if shared.swap(ENDED, Ordering::SeqCst) == LATE {
                inside.stuck.fetch_sub(1, Ordering::SeqCst);
            }
            let _ = done.send(answer);
        });
        spawned.map_err(|error| Trouble::Failed(error.to_string()))?;
        match result.recv_timeout(self.limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                self.inside.stuck.fetch_add(1, Ordering::SeqCst);
                let late = state.compare_exchange(RUNNING, LATE, Ordering::SeqCst, Ordering::SeqCst);
                if late.is_err() {
                    self.inside.stuck.fetch_sub(1, Ordering::SeqCst);
                }
                Err(Trouble::Slow)
            }
            Err(RecvTimeoutError::Disconnected) => Err(Trouble::Failed("it ended without an answer".to_owned())),
        }
    }
}

impl Inside {
    /// A service that was restarted meanwhile is connected to anew, once.
    fn attempt<T>(&self, work: &impl Fn(&Arc<CredentialStore>) -> Result<T, Error>) -> Result<T, Trouble> {
        let connected = self.store().clone();
        if let Some(store) = connected {
            match work(&store) {
                Ok(value) => return Ok(value),
                // Somebody was asked to unlock it, and is not asked twice.
                Err(error @ Error::NoStorageAccess(_)) => return Err(trouble(&error)),
                Err(_) => *self.store() = None,
            }
        }
        let store = platform::open().map_err(|error| not_open(&error))?;
        let value = work(&store).map_err(|error| trouble(&error))?;
        *self.store() = Some(store);
        Ok(value)
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Keychain {
    fn get(&self, name: &SecretName) -> Result<Option<Secret>, Trouble> {
        let name = name.to_string();
        self.call(move |store| match entry(store, &name, None)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, name: &SecretName, label: &str, secret: &Secret) -> Result<(), Trouble> {
        let (name, label, secret) = (name.to_string(), labelled(label), secret.clone());
        self.call(move |store| entry(store, &name, Some(&label))?.set_password(secret.expose()))
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn set_new(&self, secrets: &[Labelled], done: &mut dyn FnMut(usize)) -> Vec<Result<(), Trouble>> {
        let connection: Arc<Mutex<Option<Bulk>>> = Arc::default();
        let mut results: Vec<Result<(), Trouble>> = Vec::with_capacity(secrets.len());
        let mut trouble = None;
        for batch in secrets.chunks(BATCH) {
            let labelled = |secret: &Labelled| Labelled {
                label: labelled(&secret.label),
                ..secret.clone()
            };
            let (owned, shared): (Vec<_>, _) = (batch.iter().map(labelled).collect(), connection.clone());
            let kept = match &trouble {
                None => self.wait(move || {
                    let mut connection = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let bulk = match connection.take() {
                        Some(bulk) => bulk,
                        None => Bulk::open()?,
                    };
                    connection.insert(bulk).add(SERVICE, &owned)
                }),
                Some(trouble) => Err(Trouble::clone(trouble)),
            };
            results.extend(kept.unwrap_or_else(|trouble| vec![Err(trouble); batch.len()]));
            trouble = results.iter().rev().find_map(|result| result.clone().err());
            done(results.len());
        }
        results
    }

    fn remove(&self, name: &SecretName) -> Result<(), Trouble> {
        let name = name.to_string();
        self.call(move |store| match entry(store, &name, None)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }

    fn names(&self) -> Result<Vec<SecretName>, Trouble> {
        self.call(|store| {
            let found = store.search(&HashMap::from([("service", SERVICE)]))?;
            let name = |entry: &Entry| entry.get_specifiers().and_then(|(_, user)| SecretName::parse(&user));
            let mut names: Vec<SecretName> = found.iter().filter_map(name).collect();
            names.sort();
            names.dedup();
            Ok(names)
        })
    }
}

/// What the keychain's own list shows.
fn labelled(label: &str) -> String {
    format!("Packetboat: {label}")
}

fn entry(store: &Arc<CredentialStore>, name: &str, label: Option<&str>) -> Result<Entry, Error> {
    let modifiers = label.map(|label| HashMap::from([("label", label)]));
    // Labels are a matter of Secret Service; other systems refuse the word.
    let modifiers = modifiers.filter(|_| cfg!(all(unix, not(target_os = "macos"))));
    store.build(SERVICE, name, modifiers.as_ref())
}

fn not_open(error: &Error) -> Trouble {
    match error {
        Error::NoStorageAccess(_) => Trouble::Locked,
        Error::PlatformFailure(_) => Trouble::NoService,
        other => trouble(other),
    }
}

/// Some of these errors carry the secret itself, so none is shown as it is but those that carry words.
fn trouble(error: &Error) -> Trouble {
    match error {
        Error::NoStorageAccess(_) => Trouble::Locked,
        Error::PlatformFailure(words) => Trouble::Failed(crate::path::visible(words.to_string().as_bytes())),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => Trouble::Failed("what it holds is no text".to_owned()),
        Error::TooLong(field, most) => Trouble::Failed(format!("{field} is longer than {most}")),
        Error::Ambiguous(_) => Trouble::Failed("it holds several items of this name".to_owned()),
        _ => Trouble::Failed("it refused".to_owned()),
    }
}
