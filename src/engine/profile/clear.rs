//! Clearing private data: counted first, then each kind by choice.

use super::Profile;
use crate::error::Result;
use crate::secret::Trouble;
use crate::store::WindowState;

/// A kind of private data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Private {
    /// Addresses that were visited, and those of the tabs that come back.
    Recent,
    /// What was learned about servers, and the charsets that were chosen for them.
    Learned,
    /// Certificates and host keys that were accepted, and servers that may be spoken to in clear.
    Trust,
    /// Passwords and passphrases in the keychain.
    Secrets,
}

impl Private {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Recent, Self::Learned, Self::Trust, Self::Secrets];

    /// Takes everything of this kind out of what the window remembers; how much that was.
    pub fn tidy(self, window: &mut WindowState) -> usize {
        match self {
            Self::Recent => {
                let tabs = window.tabs.iter().filter(|tab| !tab.address.is_empty()).count();
                let count = window.recent.len() + tabs;
                window.recent.clear();
                window.tabs.clear();
                count
            }
            Self::Learned => std::mem::take(&mut window.charsets).len(),
            Self::Trust => std::mem::take(&mut window.in_clear).len(),
            Self::Secrets => 0,
        }
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recent => "recent",
            Self::Learned => "learned",
            Self::Trust => "trust",
            Self::Secrets => "secrets",
        }
    }
}

/// How much of a kind there is, or was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied {
    /// The kind.
    pub kind: Private,
    /// How many.
    pub count: usize,
    /// Why the keychain could not be asked.
    pub trouble: Option<Trouble>,
}

impl Profile {
    /// How much there is of a kind.
    pub fn count(&self, kind: Private) -> Tidied {
        let (kept, trouble) = match kind {
            Private::Recent => (0, None),
            Private::Learned => (self.learned().len(), None),
            Private::Trust => (self.certificates().len() + self.host_keys().len(), None),
            Private::Secrets => match self.vault.names() {
                Ok(names) => (names.len(), None),
                Err(trouble) => (0, Some(trouble)),
            },
        };
        Tidied {
            kind,
            count: kept + kind.tidy(&mut self.window()),
            trouble,
        }
    }

    /// Removes everything of a kind, and tells how much that was.
    ///
    /// # Errors
    /// If a file cannot be written. What the keychain refuses is told in the answer.
    pub fn clear(&self, kind: Private) -> Result<Tidied> {
        let before = self.count(kind);
        self.change_window(|state| {
            kind.tidy(state);
        })?;
        match kind {
            // A file of the window that could not be read was put aside, and may hold addresses.
            Private::Recent => WindowState::forget_aside(&self.folder)?,
            Private::Learned => self.forget_learned(None)?,
            Private::Trust => {
                for pinned in self.certificates() {
                    self.forget_certificate(&pinned.server)?;
                }
                for key in self.host_keys() {
                    self.forget_host_key(&key)?;
                }
            }
            Private::Secrets => return Ok(self.clear_secrets()),
        }
        Ok(before)
    }

    pub(super) fn window(&self) -> WindowState {
        WindowState::load(&self.folder)
    }

    /// Changes what the window remembers. Nothing is written where nothing is changed: there may never have been a window.
    pub(super) fn change_window(&self, change: impl FnOnce(&mut WindowState)) -> Result<()> {
        let before = self.window();
        let mut state = before.clone();
        change(&mut state);
        if state != before {
            state.save(&self.folder)?;
        }
        Ok(())
    }

    fn clear_secrets(&self) -> Tidied {
        let mut tidied = Tidied {
            kind: Private::Secrets,
            count: 0,
            trouble: None,
        };
        match self.vault.names() {
            Ok(names) => {
                for name in names {
                    match self.vault.remove(&name) {
                        Ok(()) => tidied.count += 1,
                        Err(trouble) => {
                            tidied.trouble = Some(trouble);
                            break;
                        }
                    }
                }
            }
            Err(trouble) => tidied.trouble = Some(trouble),
        }
        tidied
    }
}
