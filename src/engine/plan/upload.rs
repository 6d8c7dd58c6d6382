//! Steps of an upload.

use std::path::{Path, PathBuf};

use super::{Findings, Step, Trouble, file, place, too_deep};
use crate::engine::queue::{Folder, NewFile};
use crate::entry::{Entry, Kind};
use crate::error::{self, Error, Result, Stage};
use crate::local::{Found, folder, read_folder};
use crate::path::{Charset, RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::{Landing, LocalEnd, Selected, Source};

/// Up to this many single files are looked at one by one at the target; for more, its folder is listed once.
const FEW: usize = 3;

/// Finds out what the destination is, and where each source lands.
pub async fn aim(
    session: &Session,
    sources: Vec<Selected<LocalEnd>>,
    destination: RemotePath,
    (landing, afterwards): (Landing, Source),
    names: Charset,
) -> Result<Findings> {
    let destination = place::whole_path(session, &destination).await?;
    let into = landing == Landing::Into || place::is_folder(session, &destination).await?;
    let mut findings = Findings::default();
    let mut files = Vec::new();
    for source in sources {
        let LocalEnd::Path(local) = source.path.clone() else {
            files.push((PathBuf::new(), true, standard_input()));
            continue;
        };
        match place::blocking(local.clone(), folder::look_through).await {
            Err(error) => findings.problems.push(Trouble {
                subject: local.display().to_string(),
                error,
                again: Some(Step::Aim {
                    sources: vec![Selected {
                        path: LocalEnd::Path(local),
                        ..source
                    }],
                    destination: destination.clone(),
                    landing,
                    afterwards,
                }),
            }),
            // What lies behind a link is somebody else's: nothing is moved away from there.
            Ok(entry) if entry.kind == Kind::Directory && afterwards == Source::Remove && is_link(&local, &source) => {
                let parent = local.parent().map(Path::to_path_buf).unwrap_or_default();
                let link = Entry {
                    kind: Kind::Link,
                    ..entry
                };
                files.push((parent, false, file(link)));
            }
            Ok(entry) if entry.kind == Kind::Directory => {
                let named = absolute_name(&local).filter(|_| into && !source.contents);
                let remote = named.map_or_else(
                    || destination.clone(),
                    |name| destination.join(&names.there(&name).unwrap_or(name)),
                );
                findings.steps.push(Step::ReadLocal {
                    local,
                    remote,
                    fresh: false,
                    depth: 0,
                    whole: !source.contents,
                });
            }
            Ok(entry) => {
                let parent = local.parent().map(Path::to_path_buf).unwrap_or_default();
                files.push((
                    parent,
                    false,
                    file(Entry {
                        kind: regular(entry.kind),
                        ..entry
                    }),
                ));
            }
        }
    }
    if !files.is_empty() {
        let (folder, target) = if into {
            (destination, None)
        } else {
            split(&destination)?
        };
        for (_, _, file) in &mut files {
            file.target = target.clone().or_else(|| names.there(&file.name));
        }
        single_files(session, folder, files, &mut findings).await?;
    }
    Ok(findings)
}

/// Reads one local folder and makes its counterpart on the server.
pub async fn read(
    session: &Session,
    (local, remote): (PathBuf, RemotePath),
    fresh: bool,
    depth: u16,
    names: Charset,
) -> Result<Findings> {
    let found = place::blocking(local.clone(), read_folder).await?;
    let existing = if fresh {
        match session.make_directory(&remote).await {
            Ok(()) => place::Names::default(),
            Err(error) if error.broken => return Err(error),
            // An earlier try may have made it, and heard no answer.
            Err(_) => place::ensure_remote(session, &remote).await?,
        }
    } else {
        place::ensure_remote(session, &remote).await?
    };
    let fresh = existing.is_empty();
    let mut findings = Findings::default();
    let mut files = Vec::with_capacity(found.len());
    for Found { entry, folder } in found {
        let Some(name) = folder else {
            files.push(NewFile {
                target: names.there(&entry.name),
                ..file(entry)
            });
            continue;
        };
        let below = remote.join(names.there(&entry.name).as_ref().unwrap_or(&entry.name));
        let local = local.join(name);
        match too_deep(depth + 1, below.as_bytes().len()) {
            Some(error) => findings.problems.push(Trouble::new(local.display().to_string(), error)),
            None => findings.steps.push(Step::ReadLocal {
                local,
                remote: below,
                fresh,
                depth: depth + 1,
                whole: true,
            }),
        }
    }
    findings.folders.push((
        Folder {
            existing,
            below: depth,
            ..Folder::new(remote, local)
        },
        files,
    ));
    Ok(findings)
}

/// Files that were named one by one, each from a folder of its own.
async fn single_files(
    session: &Session,
    remote: RemotePath,
    files: Vec<(PathBuf, bool, NewFile)>,
    findings: &mut Findings,
) -> Result<()> {
    let all = if files.len() > FEW {
        Some(place::ensure_remote(session, &remote).await?)
    } else {
        None
    };
    let mut made = false;
    for (local, standard, file) in files {
        let name = file.target.as_ref().unwrap_or(&file.name);
        let existing = match &all {
            Some(all) => all.clone(),
            None => place::look_remote(session, &remote, name).await?,
        };
        if existing.is_empty() && all.is_none() && !made {
            made = true;
            if !remote.as_bytes().is_empty() && !place::is_folder(session, &remote).await? {
                place::ensure_remote(session, &remote).await?;
            }
        }
        let mut pair = Folder {
            existing,
            ..Folder::new(remote.clone(), local)
        };
        if standard {
            pair.local = LocalEnd::Standard;
        }
        findings.folders.push((pair, vec![file]));
    }
    Ok(())
}

fn split(destination: &RemotePath) -> Result<(RemotePath, Option<RemoteName>)> {
    match (destination.parent(), destination.name()) {
        (Some(folder), Some(name)) => Ok((folder, Some(name))),
        _ => Err(Error::new(
            Stage::Plan,
            error::Kind::WrongType,
            format!("write the file {destination}"),
        )),
    }
}

fn standard_input() -> NewFile {
    file(Entry::new("standard input".into(), Kind::File))
}

/// Named sources that are neither file nor folder (a pipe, a device) are read as they are.
fn regular(kind: Kind) -> Kind {
    if kind == Kind::Other { Kind::Other } else { Kind::File }
}

/// Whether a source is itself a link, and meant as such: with a `/` behind it, it is what it leads to.
fn is_link(local: &Path, source: &Selected<LocalEnd>) -> bool {
    !source.contents && local.is_symlink()
}

/// The name of a local folder, also of `.` and `..`.
fn absolute_name(local: &Path) -> Option<RemoteName> {
    let name = match local.file_name() {
        Some(name) => Some(name.to_owned()),
        None => std::fs::canonicalize(local).ok()?.file_name().map(ToOwned::to_owned),
    };
    name.as_deref().map(RemoteName::from_local)
}
