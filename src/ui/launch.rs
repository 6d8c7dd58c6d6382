//! From a double click to the first frame.

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What the window is started with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Launch {
    /// The folder of the profile; the system's usual place if none is given.
    pub profile: Option<PathBuf>,
    /// Connections per site for transfers.
    pub connections: NonZeroUsize,
    /// What to connect to at once.
    pub addresses: Vec<String>,
    /// Start the demo's servers and connect to one.
    pub demo: bool,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If the window system cannot be reached.
pub fn run(launch: Launch) -> iced::Result {
    let _ = launch;
    Ok(())
}
