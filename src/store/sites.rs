//! The saved sites: `sites.toml`, which people may write in.
//!
//! The file is a row of blocks, one for each site, each with the comments above it. A block that cannot be read is kept to the
//! letter and harms no other. A change touches the blocks that it is about, and in them what is different: comments, unknown
//! keys and the order of keys stay.

mod blocks;
mod edit;
mod fields;
mod read;
mod write;

use std::path::{Path, PathBuf};

use super::{failed, file};
use crate::error::{Error, Kind, Result, Stage};
use crate::site::{Book, Change, Fault, Flaw, SiteId};
use blocks::{Block, Part};

const FILE: &str = "sites.toml";
const VERSION: i64 = 1;

/// No honest file is longer.
const LONGEST: u64 = 64 << 20;

/// How a new file begins.
const HEAD: &str = "\
# The sites of Packetboat. You may write in this file: comments and keys of your own are kept.
# It holds no password: those are in the keychain.
version = 1
";

/// The file of saved sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    path: PathBuf,
}

/// A block and what it says.
#[derive(Debug)]
struct Line {
    block: Block,
    content: Content,
}

/// What a block says.
#[derive(Debug)]
enum Content {
    Site(Box<crate::site::Saved>),
    Folder(Vec<String>),
    /// The beginning of the file, or what cannot be read.
    Other,
}

impl SiteFile {
    /// The file that belongs to a profile folder: in the folder itself, or, for the usual profile, where this system keeps
    /// what people may edit.
    pub fn of(profile: &Path) -> Self {
        let usual = directories::ProjectDirs::from("", "", "packetboat");
        let folder = match &usual {
            Some(folders) if folders.data_local_dir() == profile => folders.config_dir(),
            _ => profile,
        };
        Self {
            path: folder.join(FILE),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Everything that can be read of it, and what cannot. A file that is not there holds no site.
    ///
    /// # Errors
    /// If the file cannot be read at all or was written by a newer version.
    pub fn read(&self) -> Result<Book> {
        Ok(self.load()?.1)
    }

    /// Carries out all changes in one step, on what is in the file at that moment, and returns what is in it then.
    ///
    /// # Errors
    /// As [`SiteFile::read`]; `Exists` for a name that is taken, `NotFound` for an id that is not there, `NotPermitted` for a
    /// site that makes no sense. The file is as it was then.
    pub fn change(&self, changes: &[Change]) -> Result<Book> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        file::make_folder(folder).map_err(|error| failed("make the folder", folder, &error))?;
        // Somebody may keep the file elsewhere, with a link in its place.
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let lock = file::lock(&path).map_err(|error| failed("lock", &path, &error))?;
        let (mut lines, _) = self.load()?;
        for change in changes {
            edit::carry_out(&mut lines, change)?;
        }
        let text: String = lines.iter().map(|line| line.block.text.as_str()).collect();
        let book = self.understand(&text)?.1;
        let meant = lines
            .iter()
            .filter(|line| matches!(line.content, Content::Site(_)))
            .count();
        if book.sites.len() != meant {
            let attempted = format!("save sites in {}", path.display());
            let cause = "something in the file swallows them; quotes that are never closed, perhaps";
            return Err(Error::new(Stage::Plan, Kind::NotPermitted, attempted).with_cause(cause));
        }
        file::replace(&path, text.as_bytes()).map_err(|error| failed("write", &path, &error))?;
        drop(lock);
        Ok(book)
    }

    /// What a text of this format holds: an export, for instance.
    ///
    /// # Errors
    /// If it was written by a newer version.
    pub fn parse(text: &str) -> Result<Book> {
        let file = Self {
            path: PathBuf::from(FILE),
        };
        Ok(file.understand(text)?.1)
    }

    /// All sites and folders as a text that [`SiteFile::parse`] reads. What could not be read is not in it.
    pub fn written(book: &Book) -> String {
        let folders = book.folders.iter().map(|path| write::new_folder(path));
        let blocks = folders.chain(book.sites.iter().map(write::new_site));
        blocks.fold(HEAD.to_owned(), |text, block| text + &block.text)
    }

    fn load(&self) -> Result<(Vec<Line>, Book)> {
        let text = match content(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEAD.to_owned(),
            Err(error) => return Err(failed("read", &self.path, &error)),
        };
        self.understand(&text)
    }

    fn understand(&self, text: &str) -> Result<(Vec<Line>, Book)> {
        let mut book = Book::default();
        let mut lines = Vec::new();
        for block in blocks::split(text) {
            let content = match block.part {
                Part::Head => self.head(&block, &mut book)?,
                Part::Site => site(&block, &mut book),
                Part::Folder => match read::folder(&block) {
                    Ok(path) => {
                        book.folders.push(path.clone());
                        Content::Folder(path)
                    }
                    Err(fault) => fault_in(fault, &mut book),
                },
            };
            lines.push(Line { block, content });
        }
        Ok((lines, book))
    }

    fn head(&self, block: &Block, book: &mut Book) -> Result<Content> {
        match read::version(block) {
            Ok(Some(version)) if version > VERSION => {
                let attempted = format!("read {}", self.path.display());
                let cause = format!("it was written by a newer version (format {version}, known here: {VERSION})");
                Err(Error::new(Stage::LocalDisk, Kind::Unsupported, attempted).with_cause(cause))
            }
            Ok(_) => Ok(Content::Other),
            Err(fault) => Ok(fault_in(fault, book)),
        }
    }
}

/// A number that no other site has.
pub fn fresh_id() -> SiteId {
    use std::hash::{BuildHasher, Hasher};
    // Randomly keyed for each state.
    SiteId::new(std::collections::hash_map::RandomState::new().build_hasher().finish())
}

fn site(block: &Block, book: &mut Book) -> Content {
    let site = match read::site(block) {
        Ok(site) => site,
        Err(fault) => return fault_in(fault, book),
    };
    let twice = |other: &crate::site::Saved| other.id == site.id || other.place().eq(site.place());
    let flaw = match site.misfit() {
        Some(misfit) => Some(Flaw::Misfit(misfit)),
        None => book.sites.iter().any(twice).then_some(Flaw::Twice),
    };
    if let Some(flaw) = flaw {
        let fault = Fault {
            site: Some(site.name.clone()),
            ..block.fault(block.header(), flaw)
        };
        return fault_in(fault, book);
    }
    book.sites.push(site.clone());
    Content::Site(Box::new(site))
}

fn fault_in(fault: Fault, book: &mut Book) -> Content {
    book.faults.push(fault);
    Content::Other
}

fn content(path: &Path) -> std::io::Result<String> {
    use std::io::Read;
    let mut text = String::new();
    let length = std::fs::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)? as u64;
    // What was read would be written back: half a file must not become the whole.
    if length > LONGEST {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
