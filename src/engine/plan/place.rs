//! Making sure of folders at the target, and of what is in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::entry::Entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::local::{OpenFolder, folder, read_folder};
use crate::path::{RemoteName, RemotePath};
use crate::remote::{Listing, Session};

/// What a folder holds, by the bytes of its names.
pub type Names = Arc<HashMap<Vec<u8>, Entry>>;

/// Lists a remote folder whole.
///
/// The entries come also where the listing failed on its way: they exist, whatever else does.
pub async fn list(session: &Session, remote: &RemotePath) -> (Vec<Entry>, Result<Listing>) {
    let (pages, mut arriving) = mpsc::channel(4);
    let mut entries = Vec::new();
    let collect = async {
        while let Some(page) = arriving.recv().await {
            entries.extend(page);
        }
    };
    let (listing, ()) = tokio::join!(session.list(remote, pages), collect);
    (entries, listing)
}

/// Makes a remote folder with its missing parents, or finds out what is in it.
pub async fn ensure_remote(session: &Session, remote: &RemotePath) -> Result<Names> {
    let mut missing = vec![remote.clone()];
    // Down to the first ancestor that is there…
    let names = loop {
        let Some(folder) = missing.last() else {
            return Ok(Names::default());
        };
        if folder.parent().is_some() {
            match session.make_directory(folder).await {
                Ok(()) => break Names::default(),
                Err(error) if error.broken => return Err(error),
                Err(refusal) => match list(session, folder).await {
                    (entries, Ok(_)) => break by_name(entries),
                    (_, Err(error)) if error.broken => return Err(error),
                    (_, Err(_)) => match folder.parent() {
                        Some(parent) if missing.len() < 64 && parent.parent().is_some() => missing.push(parent),
                        _ => return Err(refusal),
                    },
                },
            }
        } else {
            let (entries, listing) = list(session, folder).await;
            listing?;
            break by_name(entries);
        }
    };
    missing.pop();
    // …and up again.
    let made_some = !missing.is_empty();
    while let Some(folder) = missing.pop() {
        session.make_directory(&folder).await?;
    }
    Ok(if made_some { Names::default() } else { names })
}

/// The whole path of what somebody named. Only one from the login folder needs a server that tells which that is.
pub async fn whole_path(session: &Session, path: &RemotePath) -> Result<RemotePath> {
    if path.is_absolute() {
        return Ok(path.clone());
    }
    Ok(path.within(&session.working_directory().await?))
}

/// Whether something is a remote folder.
pub async fn is_folder(session: &Session, path: &RemotePath) -> Result<bool> {
    if path.parent().is_none() {
        return Ok(true);
    }
    match session.stat(path, true).await {
        Ok(entry) => Ok(entry.kind == crate::entry::Kind::Directory),
        Err(error) if error.broken => Err(error),
        Err(_) => Ok(false),
    }
}

/// What stands at one remote name, as the content of its folder.
pub async fn look_remote(session: &Session, folder: &RemotePath, name: &RemoteName) -> Result<Names> {
    match session.stat(&folder.join(name), false).await {
        Ok(entry) => Ok(Arc::new(HashMap::from([(name.as_bytes().to_vec(), entry)]))),
        Err(error) if error.broken => Err(error),
        Err(error) if error.kind == Kind::NotFound => Ok(Names::default()),
        Err(error) => Err(error),
    }
}

/// Makes a local folder, or finds out what is in it. The one that was chosen is so many folders above it (0: it is the one); a
/// symbolic link below that is not followed.
pub async fn ensure_local(local: PathBuf, below: u16) -> Result<Names> {
    blocking(local, move |local| {
        if below == 0 {
            match std::fs::create_dir_all(local) {
                Err(error) if !local.is_dir() => return Err(error),
                _ => {}
            }
        } else {
            match make_below(local, below) {
                Ok(()) => return Ok(Names::default()),
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
                Err(_) if !std::fs::symlink_metadata(local)?.is_dir() => {
                    return Err(std::io::ErrorKind::NotADirectory.into());
                }
                Err(_) => {}
            }
        }
        let found = read_folder(local)?.into_iter();
        Ok(Arc::new(
            found
                .map(|found| (found.entry.name.as_bytes().to_vec(), found.entry))
                .collect(),
        ))
    })
    .await
}

/// Makes a folder below one that was chosen, wherever links on the way may lead by now.
fn make_below(local: &Path, below: u16) -> std::io::Result<()> {
    let (Some(parent), Some(name)) = (local.parent(), local.file_name()) else {
        return Err(std::io::ErrorKind::InvalidInput.into());
    };
    let chosen = local.ancestors().nth(usize::from(below)).unwrap_or(parent);
    OpenFolder::open(parent, chosen)?.make_folder(name)
}

/// Makes the folder for one local file, and looks at that file only.
pub async fn look_local(folder: PathBuf, name: RemoteName) -> Result<Names> {
    blocking(folder, move |local| {
        if !local.as_os_str().is_empty() {
            match std::fs::create_dir_all(local) {
                Err(error) if !local.is_dir() => return Err(error),
                _ => {}
            }
        }
        let Ok(component) = name.to_local() else {
            return Ok(Names::default());
        };
        match folder::look(&local.join(component)) {
            Ok(entry) => Ok(Arc::new(HashMap::from([(name.as_bytes().to_vec(), entry)]))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Names::default()),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Looks at the local disk, off the runtime.
pub async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let shown = format!("look at {}", path.display());
    let done = tokio::task::spawn_blocking(move || work(&path)).await;
    let done = done.unwrap_or_else(|error| Err(error.into()));
    done.map_err(|error| Error::io(Stage::LocalDisk, shown, &error))
}

fn by_name(entries: Vec<Entry>) -> Names {
    Arc::new(
        entries
            .into_iter()
            .map(|entry| (entry.name.as_bytes().to_vec(), entry))
            .collect(),
    )
}
