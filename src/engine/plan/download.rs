//! Steps of a download.

use std::path::{Path, PathBuf};

use super::{Findings, Step, Trouble, file, place, too_deep};
use crate::engine::queue::{Folder, NewFile};
use crate::entry::{Entry, Kind};
use crate::error::{self, Error, Result, Stage};
use crate::path::{Charset, RemoteName, RemotePath};
use crate::remote::{Doubt, Session};
use crate::transfer::{Landing, LocalEnd, Selected, Skip, Source};

/// Finds out what a source is, and what that means for its place here.
pub async fn locate(
    session: &Session,
    source: Selected<RemotePath>,
    destination: LocalEnd,
    (landing, afterwards): (Landing, Source),
    names: Charset,
) -> Result<Findings> {
    let path = place::whole_path(session, &source.path).await?;
    let LocalEnd::Path(local) = destination else {
        return to_standard_output(session, &path).await;
    };
    if let Some(pattern) = source.pattern {
        return select(session, &path, &pattern, local, names).await;
    }
    let Some(name) = path.name().filter(|_| !source.contents) else {
        return Ok(folder_step(path, local, false));
    };
    let into = landing == Landing::Into || place::blocking(local.clone(), |local| Ok(local.is_dir())).await?;
    let entry = session.stat(&path, true).await?;
    if entry.kind == Kind::Directory {
        let local = if into { join(&local, &name, names)? } else { local };
        // What lies behind a link is somebody else's: nothing is moved away from there.
        if afterwards == Source::Remove && session.stat(&path, false).await?.kind == Kind::Link {
            let link = Entry::new(name.clone(), Kind::Link);
            return one_file(path, name, link, local.parent().unwrap_or(&local).to_path_buf(), None).await;
        }
        return Ok(folder_step(path, local, true));
    }
    let (folder, target) = if into {
        (local, names.here(&name))
    } else {
        let target = local
            .file_name()
            .map(RemoteName::from_local)
            .ok_or_else(|| no_name(&local))?;
        (local.parent().map(Path::to_path_buf).unwrap_or_default(), Some(target))
    };
    one_file(
        path,
        name,
        Entry {
            kind: as_file(entry.kind),
            ..entry
        },
        folder,
        target,
    )
    .await
}

/// Reads one folder of the server and makes its counterpart here.
pub async fn read(
    session: &Session,
    (remote, local): (RemotePath, PathBuf),
    depth: u16,
    names: Charset,
) -> Result<Findings> {
    let (entries, listing) = place::list(session, &remote).await;
    let mut findings = Findings::default();
    match listing {
        // What may pass is read again as a whole: then nothing of it is missed, and nothing is there twice.
        Err(error) if entries.is_empty() || error.broken || error.is_transient() => return Err(error),
        // What was seen is there; that it is not all is a problem of its own.
        Err(error) => findings.problems.push(Trouble::new(names.visible_path(&remote), error)),
        Ok(listing) if listing.unknown > 0 => {
            let error = not_understood(listing.unknown, listing.doubt);
            if entries.is_empty() {
                return Err(error);
            }
            findings.problems.push(Trouble::new(names.visible_path(&remote), error));
        }
        Ok(_) => {}
    }
    let existing = place::ensure_local(local.clone(), depth).await?;
    let folder = Folder {
        existing,
        below: depth,
        ..Folder::new(remote.clone(), local.clone())
    };
    let files = sort_out(session, (&remote, &local), entries, depth, names, &mut findings).await?;
    findings.folders.push((folder, files));
    Ok(findings)
}

/// Takes the names in a folder that match a pattern.
async fn select(
    session: &Session,
    folder: &RemotePath,
    pattern: &[u8],
    local: PathBuf,
    names: Charset,
) -> Result<Findings> {
    let (entries, listing) = place::list(session, folder).await;
    listing?;
    let entries: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| names.selects(pattern, &entry.name))
        .collect();
    if entries.is_empty() {
        let shown = format!("select {} in {folder}", crate::path::visible(pattern));
        return Err(Error::new(Stage::Plan, error::Kind::NotFound, shown));
    }
    let mut findings = Findings::default();
    let existing = place::ensure_local(local.clone(), 0).await?;
    let pair = Folder {
        existing,
        ..Folder::new(folder.clone(), local.clone())
    };
    let files = sort_out(session, (folder, &local), entries, 0, names, &mut findings).await?;
    findings.folders.push((pair, files));
    Ok(findings)
}

/// Sorts the entries of a folder into files, folders to read next, and names that cannot be used.
async fn sort_out(
    session: &Session,
    (remote, local): (&RemotePath, &Path),
    entries: Vec<Entry>,
    depth: u16,
    names: Charset,
    findings: &mut Findings,
) -> Result<Vec<NewFile>> {
    let mut files = Vec::with_capacity(entries.len());
    for entry in entries {
        let Ok(component) = names.to_local(&entry.name) else {
            findings.blocked += 1;
            continue;
        };
        if matches!(session, Session::Ftp(_)) && entry.name.blocked_on_ftp().is_some() {
            findings.blocked += 1;
            continue;
        }
        match entry.kind {
            Kind::Directory => {
                let (below, local) = (remote.join(&entry.name), local.join(component));
                match too_deep(depth + 1, below.as_bytes().len()) {
                    Some(error) => findings.problems.push(Trouble::new(names.visible_path(&below), error)),
                    None => findings.steps.push(Step::ReadRemote {
                        remote: below,
                        local,
                        depth: depth + 1,
                        whole: true,
                    }),
                }
            }
            Kind::Link => files.push(landing(through_link(session, remote, entry).await?, names)),
            Kind::File | Kind::Other => files.push(landing(file(entry), names)),
        }
    }
    Ok(files)
}

/// A file with the name that it gets here.
fn landing(file: NewFile, names: Charset) -> NewFile {
    NewFile {
        target: names.here(&file.name),
        ..file
    }
}

/// A link to a file is fetched as that file; a link to a folder is not followed, because it may lead back up.
async fn through_link(session: &Session, folder: &RemotePath, entry: Entry) -> Result<NewFile> {
    match session.stat(&folder.join(&entry.name), true).await {
        Ok(target) if target.kind == Kind::File => Ok(NewFile {
            plain: false,
            ..file(Entry {
                name: entry.name,
                ..target
            })
        }),
        Err(error) if error.broken => Err(error),
        _ => Ok(NewFile {
            skip: Some(Skip::Link),
            ..file(entry)
        }),
    }
}

async fn one_file(
    path: RemotePath,
    name: RemoteName,
    entry: Entry,
    folder: PathBuf,
    target: Option<RemoteName>,
) -> Result<Findings> {
    let existing = place::look_local(folder.clone(), target.clone().unwrap_or_else(|| name.clone())).await?;
    let pair = Folder {
        existing,
        ..Folder::new(path.parent().unwrap_or_default(), folder)
    };
    let file = NewFile {
        target,
        // A look at one name does not always tell a link from a file.
        plain: false,
        ..file(Entry { name, ..entry })
    };
    Ok(Findings {
        folders: vec![(pair, vec![file])],
        ..Findings::default()
    })
}

async fn to_standard_output(session: &Session, path: &RemotePath) -> Result<Findings> {
    let entry = session.stat(path, true).await?;
    let (Some(name), true) = (path.name(), entry.kind != Kind::Directory) else {
        return Err(Error::new(
            Stage::Plan,
            error::Kind::WrongType,
            format!("write the folder {path} to standard output"),
        ));
    };
    let mut pair = Folder::new(path.parent().unwrap_or_default(), "");
    pair.local = LocalEnd::Standard;
    let file = file(Entry {
        name,
        kind: as_file(entry.kind),
        ..entry
    });
    Ok(Findings {
        folders: vec![(pair, vec![file])],
        ..Findings::default()
    })
}

/// A source that somebody named is fetched even where the server does not say that it is a regular file.
fn as_file(kind: Kind) -> Kind {
    if kind == Kind::Directory { kind } else { Kind::File }
}

fn folder_step(remote: RemotePath, local: PathBuf, whole: bool) -> Findings {
    Findings {
        steps: vec![Step::ReadRemote {
            remote,
            local,
            depth: 0,
            whole,
        }],
        ..Findings::default()
    }
}

fn join(folder: &Path, name: &RemoteName, names: Charset) -> Result<PathBuf> {
    let blocked = |blocked| Error::new(Stage::Plan, error::Kind::BlockedName(blocked), format!("write {name}"));
    Ok(folder.join(names.to_local(name).map_err(blocked)?))
}

fn not_understood(lines: u64, doubt: Option<Doubt>) -> Error {
    let cause =
        format!("{lines} lines of the listing were not understood ({doubt:?}); what they stand for was not fetched");
    Error::new(Stage::Listing, error::Kind::Protocol, "list the folder").with_cause(cause)
}

fn no_name(path: &Path) -> Error {
    Error::new(
        Stage::Plan,
        error::Kind::WrongType,
        format!("write to {}", path.display()),
    )
}
