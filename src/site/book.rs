//! All saved sites, their folders, and what could not be read of them.

use std::fmt;

use super::saved::{Misfit, Saved, SiteId};
use super::takes::Takes;

/// The names of a folder and of those that it is in, from the outermost.
pub type FolderPath = Vec<String>;

/// The saved sites in the order in which somebody put them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Book {
    /// The sites.
    pub sites: Vec<Saved>,
    /// Folders that are kept though no site is in them.
    pub folders: Vec<FolderPath>,
    /// What stands in the file and cannot be used. It is kept as it is.
    pub faults: Vec<Fault>,
}

/// A place in the file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The site that it belongs to, if its name can be read.
    pub site: Option<String>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong at one place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is no TOML; in the words of its parser.
    Syntax(String),
    /// A key that every site needs is not there.
    Missing(&'static str),
    /// The value of a key is of another kind.
    Expected {
        /// The key.
        key: String,
        /// What it takes.
        wanted: Takes,
    },
    /// The key has no meaning for the protocol of the site.
    NotOfProtocol {
        /// The key.
        key: String,
        /// The protocol as the file names it.
        protocol: String,
    },
    /// Another site of the file has the same name in the same folder, or the same id.
    Twice,
    /// The site as a whole makes no sense.
    Misfit(Misfit),
}

impl fmt::Display for Flaw {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(words) => write!(f, "{words}"),
            Self::Missing(key) => write!(f, "`{key}` is missing"),
            Self::Expected { key, wanted } => write!(f, "`{key}` takes {wanted}"),
            Self::NotOfProtocol { key, protocol } => write!(f, "`{key}` has no meaning for {protocol}"),
            Self::Twice => f.write_str("another site has this name in this folder, or this id"),
            Self::Misfit(misfit) => write!(f, "{misfit}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if let Some(site) = &self.site {
            write!(f, "site {}: ", crate::path::visible(site.as_bytes()))?;
        }
        write!(f, "{}", self.flaw)
    }
}

/// One change to the saved sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds a site at the end, or replaces the one of this id where it stands.
    Put(Box<Saved>),
    /// Removes a site.
    Remove(SiteId),
    /// Moves a site before another one, or behind all; it takes the folder given.
    Move {
        /// Which.
        id: SiteId,
        /// Its folder from now on.
        folder: FolderPath,
        /// Before which; `None`: behind all.
        before: Option<SiteId>,
    },
    /// Makes a folder. One that exists stays.
    MakeFolder(FolderPath),
    /// Gives a folder another name or place, with all that is in it.
    RenameFolder {
        /// Its path.
        from: FolderPath,
        /// Its path from now on.
        to: FolderPath,
    },
    /// Removes a folder with all sites and folders in it.
    RemoveFolder(FolderPath),
}

/// Why a name finds no site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nowhere {
    /// There is none of this name.
    Unknown,
    /// Several folders have one; their full names.
    Several(Vec<String>),
}

impl Book {
    /// The site of this id.
    pub fn site(&self, id: &SiteId) -> Option<&Saved> {
        self.sites.iter().find(|site| site.id == *id)
    }

    /// The site of this name: the last of `place` is its name, what comes before are its folders. A name alone finds its site
    /// in any folder, where no other has it.
    ///
    /// # Errors
    /// If there is none, or several.
    pub fn find(&self, place: &[String]) -> Result<&Saved, Nowhere> {
        let exactly = |site: &&Saved| site.place().eq(place.iter().map(String::as_str));
        if let Some(site) = self.sites.iter().find(exactly) {
            return Ok(site);
        }
        let [name] = place else {
            return Err(Nowhere::Unknown);
        };
        let mut named = self.sites.iter().filter(|site| site.name == *name);
        match (named.next(), named.next()) {
            (None, _) => Err(Nowhere::Unknown),
            (Some(site), None) => Ok(site),
            (Some(one), Some(two)) => {
                let all = [one, two].into_iter().chain(named);
                let full = |site: &Saved| site.place().collect::<Vec<_>>().join("/");
                Err(Nowhere::Several(all.map(full).collect()))
            }
        }
    }

    /// Every folder, also those that only sites and folders in them tell of; each after the one that it is in.
    pub fn all_folders(&self) -> Vec<FolderPath> {
        let mut all: Vec<FolderPath> = Vec::new();
        let named = self.folders.iter().chain(self.sites.iter().map(|site| &site.folder));
        for path in named {
            for length in 1..=path.len() {
                if !all.iter().any(|known| known == &path[..length]) {
                    all.push(path[..length].to_vec());
                }
            }
        }
        all
    }

    /// A name that nothing in this folder has: `name`, `name (2)`, ...
    pub fn free_name(&self, folder: &[String], name: &str) -> String {
        let taken = |name: &str| self.sites.iter().any(|site| site.folder == folder && site.name == name);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
    }

    /// The sites in a folder and in all folders inside it.
    pub fn within(&self, folder: &[String]) -> impl Iterator<Item = &Saved> {
        self.sites.iter().filter(move |site| site.folder.starts_with(folder))
    }
}
