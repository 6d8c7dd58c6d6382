//! The engine: moves files and answers questions about servers. It knows no screen and no language.
//!
//! Wishes go in as [`Command`]s and never block; what happens comes out in [`Batch`]es. One actor owns everything: the queue
//! (a plain value), the plans, the connections. Each transfer and each browse request runs as a task of its own and
//! reports back.

pub mod bell;
pub mod command;
pub mod event;
pub mod ledger;
pub mod profile;

mod account;
mod actor;
mod ask;
mod browse;
mod conflict;
mod count;
mod discretion;
mod disk;
mod doubt;
mod durable;
mod journal;
mod local_desk;
mod lookout;
mod plan;
mod pool;
mod queue;
mod report;
mod retry;
mod slumber;
mod throttle;
mod transfer;
mod trial;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use self::actor::Actor;
use crate::credential::{Keychain, Vault};
use crate::error::Result;
use crate::settings::Patience;
use crate::store::Store;

pub use crate::local::copies;
pub use crate::store::{ColumnLook, DoubleClick, PaneLook, SshConfig, TabState, Wanted, WindowState};
pub use command::Command;
pub use discretion::keep_secrets_in;
pub use event::{Batch, Event};
pub use journal::Keeping;
pub use profile::Profile;
pub use trial::Step;

/// What an engine is started with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The folder for what must outlive the run (pins, what was learned about servers); made with mode 0700 if missing.
    pub profile: PathBuf,
    /// Connections per site for transfers.
    pub connections: NonZeroUsize,
    /// Bytes per second for all transfers together.
    pub limit_rate: Option<u64>,
    /// The limits of every wait.
    pub patience: Patience,
    /// What becomes of the queue beyond the run.
    pub keeping: Keeping,
}

/// The door to a running engine. Cheap to clone; the engine ends when told to, or when every door is dropped.
#[derive(Clone, Debug)]
pub struct Engine {
    commands: mpsc::UnboundedSender<Command>,
}

impl Engine {
    /// Starts the engine on the current tokio runtime.
    ///
    /// # Errors
    /// If the profile folder cannot be made or what is in it cannot be read. Nothing in it is changed then.
    pub fn start(setup: Setup) -> Result<(Self, mpsc::Receiver<Batch>)> {
        let keychain = Keychain::patient(&setup.patience);
        Self::start_with(setup, Arc::new(keychain))
    }

    /// The same with secrets kept elsewhere than in the system's keychain.
    ///
    /// # Errors
    /// As [`Engine::start`].
    pub fn start_with(setup: Setup, vault: Arc<dyn Vault>) -> Result<(Self, mpsc::Receiver<Batch>)> {
        let store = Arc::new(Mutex::new(Store::open(&setup.profile)?));
        let profile = Profile::new(&setup.profile, store.clone(), vault);
        let (commands, obeyed) = mpsc::unbounded_channel();
        let (batches, received) = mpsc::channel(4);
        let actor = Actor::new(setup, (store, profile), (obeyed, batches), nonce())?;
        tokio::spawn(actor.run());
        Ok((Self { commands }, received))
    }

    /// Hands over a wish. After the end of the engine it does nothing.
    pub fn send(&self, command: Command) {
        let _ = self.commands.send(command);
    }
}

/// The saved sites of a profile.
///
/// # Errors
/// If the file cannot be read at all or was written by a newer version.
pub fn saved_sites(profile: &std::path::Path) -> Result<crate::site::Book> {
    crate::store::SiteFile::of(profile).read()
}

/// The file of the saved sites of a profile.
pub fn sites_path(profile: &std::path::Path) -> PathBuf {
    crate::store::SiteFile::of(profile).path().to_owned()
}

/// Tells the parts of this run from those of any other.
fn nonce() -> String {
    use std::hash::{BuildHasher, Hasher};
    // Randomly keyed for each state.
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    format!("{:08x}", random >> 32)
}
