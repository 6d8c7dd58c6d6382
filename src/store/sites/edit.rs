//! Changes, carried out on the blocks of the file.

use super::blocks::{self, Block};
use super::{Content, Line, write};
use crate::error::{Error, Kind, Result, Stage};
use crate::site::{Change, Saved, SiteId};

/// Carries out one change.
///
/// # Errors
/// `Exists`, `NotFound` or `NotPermitted`. Nothing is changed then.
pub fn carry_out(lines: &mut Vec<Line>, change: &Change) -> Result<()> {
    match change {
        Change::Put(saved) => put(lines, saved),
        Change::Remove(id) => {
            let at = position(lines, id)?;
            lines.remove(at);
            Ok(())
        }
        Change::Move { id, folder, before } => relocate(lines, id, folder, before.as_ref()),
        Change::MakeFolder(path) => {
            if !holds_folder(lines, path) {
                let block = write::new_folder(path);
                let content = Content::Folder(path.clone());
                append(lines, Line { block, content });
            }
            Ok(())
        }
        Change::RenameFolder { from, to } => rename_folder(lines, from, to),
        Change::RemoveFolder(path) => {
            lines.retain(|line| match &line.content {
                Content::Site(site) => !site.folder.starts_with(path),
                Content::Folder(folder) => !folder.starts_with(path),
                Content::Other => true,
            });
            Ok(())
        }
    }
}

fn put(lines: &mut Vec<Line>, saved: &Saved) -> Result<()> {
    let attempted = || format!("save the site {}", crate::path::visible(saved.name.as_bytes()));
    if let Some(misfit) = saved.misfit() {
        return Err(Error::new(Stage::Plan, Kind::NotPermitted, attempted()).with_cause(misfit));
    }
    let taken = |line: &Line| matches!(&line.content, Content::Site(site) if site.id != saved.id && site.place().eq(saved.place()));
    if lines.iter().any(taken) {
        let cause = "another site has this name in this folder";
        return Err(Error::new(Stage::Plan, Kind::Exists, attempted()).with_cause(cause));
    }
    let content = Content::Site(Box::new(saved.clone()));
    match position(lines, &saved.id) {
        Ok(at) => {
            let block = write::changed(&lines[at].block, saved).unwrap_or_else(|| write::new_site(saved));
            lines[at] = Line { block, content };
        }
        Err(_) => {
            let block = write::new_site(saved);
            append(lines, Line { block, content });
        }
    }
    Ok(())
}

fn relocate(lines: &mut Vec<Line>, id: &SiteId, folder: &[String], before: Option<&SiteId>) -> Result<()> {
    if before == Some(id) {
        return Ok(());
    }
    let saved = match &lines[position(lines, id)?].content {
        Content::Site(site) => Saved {
            folder: folder.to_vec(),
            ..(**site).clone()
        },
        _ => return Ok(()),
    };
    put(lines, &saved)?;
    let line = lines.remove(position(lines, id)?);
    match before.map(|before| position(lines, before)).transpose() {
        Ok(Some(at)) => lines.insert(at, line),
        // The one that it was to come before has gone meanwhile.
        Ok(None) | Err(_) => append(lines, line),
    }
    Ok(())
}

fn rename_folder(lines: &mut Vec<Line>, from: &[String], to: &[String]) -> Result<()> {
    let attempted = || format!("rename the folder {}", crate::path::visible(from.join("/").as_bytes()));
    if from == to {
        return Ok(());
    }
    if to.starts_with(from) || to.iter().any(|name| name.trim().is_empty()) || from.is_empty() || to.is_empty() {
        let cause = "a folder cannot be inside itself or without a name";
        return Err(Error::new(Stage::Plan, Kind::NotPermitted, attempted()).with_cause(cause));
    }
    if !holds_folder(lines, from) {
        return Err(Error::new(Stage::Plan, Kind::NotFound, attempted()));
    }
    if holds_folder(lines, to) {
        return Err(Error::new(Stage::Plan, Kind::Exists, attempted()));
    }
    let renamed = |path: &[String]| [to, &path[from.len()..]].concat();
    for line in lines {
        match &mut line.content {
            Content::Site(site) if site.folder.starts_with(from) => {
                site.folder = renamed(&site.folder);
                replace(&mut line.block, |block| write::changed(block, site));
            }
            Content::Folder(path) if path.starts_with(from) => {
                *path = renamed(path);
                replace(&mut line.block, |block| write::moved_folder(block, path));
            }
            _ => {}
        }
    }
    Ok(())
}

fn replace(block: &mut Block, edit: impl FnOnce(&Block) -> Option<Block>) {
    if let Some(changed) = edit(block) {
        *block = changed;
    }
}

/// Adds a block behind the last, which may lack its line end, or before it, if it has quotes that are never closed.
fn append(lines: &mut Vec<Line>, line: Line) {
    let swallows = lines.last().is_some_and(|last| blocks::is_open(&last.block.text));
    if swallows && lines.len() > 1 {
        lines.insert(lines.len() - 1, line);
        return;
    }
    if let Some(last) = lines.last_mut()
        && !last.block.text.is_empty()
        && !last.block.text.ends_with('\n')
    {
        last.block.text.push('\n');
    }
    lines.push(line);
}

fn position(lines: &[Line], id: &SiteId) -> Result<usize> {
    let is_it = |line: &Line| matches!(&line.content, Content::Site(site) if site.id == *id);
    lines.iter().position(is_it).ok_or_else(|| {
        Error::new(Stage::Plan, Kind::NotFound, "find the site").with_cause("it is not in the file any more")
    })
}

fn holds_folder(lines: &[Line], path: &[String]) -> bool {
    lines.iter().any(|line| match &line.content {
        Content::Site(site) => site.folder.starts_with(path),
        Content::Folder(folder) => folder.starts_with(path),
        Content::Other => false,
    })
}
