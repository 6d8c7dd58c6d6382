//! Where a download goes on the disk.

use std::ffi::OsString;
use std::path::PathBuf;

use super::Spec;
use crate::local::OpenFolder;
use crate::transfer::LocalEnd;

/// The place of a local file: its folder, the one above that somebody chose, and its name.
#[derive(Clone, Debug)]
pub struct Spot {
    pub folder: PathBuf,
    pub chosen: PathBuf,
    pub name: OsString,
}

impl Spot {
    pub fn of(spec: &Spec) -> std::io::Result<Self> {
        let LocalEnd::Path(path) = &spec.local else {
            return Err(std::io::ErrorKind::InvalidInput.into());
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(std::io::ErrorKind::InvalidInput.into());
        };
        let chosen = folder.ancestors().nth(usize::from(spec.below)).unwrap_or(folder);
        Ok(Self {
            folder: folder.to_path_buf(),
            chosen: chosen.to_path_buf(),
            name: name.to_os_string(),
        })
    }

    pub fn folder(&self) -> std::io::Result<OpenFolder> {
        OpenFolder::open(&self.folder, &self.chosen)
    }
}
