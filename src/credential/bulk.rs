//! Many new secrets at once, where the keychain is a Secret Service.
//!
//! The service writes its file anew for each secret, whoever asks. What can be spared is the waiting in between: one look for the
//! collection instead of one for each secret, no search for items that cannot be there, and several requests on the way at once.

use std::collections::HashMap;
use std::thread;

use secret_service::blocking::{Collection, SecretService};
use secret_service::{EncryptionType, Error};

use super::Labelled;
use crate::secret::Trouble;

/// So many requests are on the way at once. The service takes them one by one: more would only wait there.
const AT_ONCE: usize = 8;

/// A connection of its own to the service.
pub struct Bulk {
    service: SecretService<'static>,
}

impl Bulk {
    /// Connects.
    ///
    /// # Errors
    /// If there is no such service, or it does not agree on how secrets are encrypted on the bus.
    pub fn open() -> Result<Self, Trouble> {
        let service = SecretService::connect(EncryptionType::Dh).map_err(|_| Trouble::NoService)?;
        Ok(Self { service })
    }

    /// Keeps secrets of names that nobody has; what came of each, in their order. `service` is whose they are.
    ///
    /// # Errors
    /// If the keychain is locked or does not answer; none of them is kept then.
    pub fn add(&self, service: &str, secrets: &[Labelled]) -> Result<Vec<Result<(), Trouble>>, Trouble> {
        let collection = self.service.get_default_collection().map_err(|error| trouble(&error))?;
        if collection.is_locked().map_err(|error| trouble(&error))? {
            collection.unlock().map_err(|error| trouble(&error))?;
        }
        let share = secrets.len().div_ceil(AT_ONCE).max(1);
        Ok(thread::scope(|scope| {
            let collection = &collection;
            let shares: Vec<_> = secrets
                .chunks(share)
                .map(|share| {
                    let keep = move || share.iter().map(|secret| add(collection, service, secret)).collect();
                    (share.len(), scope.spawn(keep))
                })
                .collect();
            shares
                .into_iter()
                .flat_map(|(count, share)| share.join().unwrap_or_else(|_| vec![Err(ended()); count]))
                .collect()
        }))
    }
}

fn add(collection: &Collection<'_>, service: &str, secret: &Labelled) -> Result<(), Trouble> {
    let name = secret.name.to_string();
    // As single secrets are kept, so that they are found in the same way.
    let attributes = HashMap::from([("service", service), ("username", name.as_str())]);
    let text = secret.secret.expose().as_bytes();
    let kept = collection.create_item(&secret.label, attributes, text, false, "application/octet-stream");
    kept.map(|_| ()).map_err(|error| trouble(&error))
}

fn ended() -> Trouble {
    Trouble::Failed("it ended without an answer".to_owned())
}

/// The same words as for single secrets.
fn trouble(error: &Error) -> Trouble {
    match error {
        Error::Locked | Error::NoResult | Error::Prompt => Trouble::Locked,
        Error::Unavailable => Trouble::NoService,
        other => Trouble::Failed(crate::path::visible(other.to_string().as_bytes())),
    }
}
