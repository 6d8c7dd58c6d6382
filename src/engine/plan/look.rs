//! A look at a target folder of an earlier run, or of earlier tries, before anything of it runs again: what is there, which parts
//! belong to nobody any more, which files had arrived though nobody could write that down, and which old ones had to get out of
//! the way of something that never came.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place::{self, Names};
use super::{Arrived, Findings};
use crate::engine::conflict;
use crate::engine::queue::FolderId;
use crate::engine::transfer::{lost_reply, placing, settable};
use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::error::Result;
use crate::local::OpenFolder;
use crate::local::part::part_name;
use crate::path::{RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::Direction;

/// What to look at, and for what.
#[derive(Clone, Debug)]
pub struct Look {
    /// All folders of the job that lead there.
    pub folders: Vec<FolderId>,
    pub direction: Direction,
    pub remote: RemotePath,
    pub local: PathBuf,
    /// How many folders above the local one is the one that somebody chose.
    pub below: u16,
    /// The rows that wait, by their numbers.
    pub rows: Arc<HashMap<u32, Expected>>,
    /// What the ids of this profile's parts begin with, and the number of the job in them.
    pub parts: (String, u32),
    /// When the job began, in Unix seconds.
    pub since: i64,
}

/// A row that waits.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Its name at the target.
    pub target: RemoteName,
    pub size: Option<u64>,
    pub modified: Option<Modified>,
    /// Something stood there before the job began.
    pub was_there: bool,
    /// Where something is there, it gets another name.
    pub renames: bool,
    /// The part that it goes on with.
    pub part: Option<String>,
    /// It waited for another transfer, which wrote its target: what is there is not its own.
    pub is_behind: bool,
    /// An earlier try was cut off from writing it under its final name: the file that it is the beginning of.
    pub unfinished: Option<PathBuf>,
}

impl Expected {
    fn has_part(&self, names: &Names) -> bool {
        let part = self.part.as_deref().map(|id| part_name(self.target.as_bytes(), id));
        part.is_some_and(|part| names.contains_key(&part))
    }
}

/// Looks.
///
/// # Errors
/// If the folder is not to be seen.
pub async fn look(session: &Session, look: Look) -> Result<Findings> {
    let names = match look.direction {
        Direction::Download => place::ensure_local(look.local.clone(), look.below).await?,
        Direction::Upload => {
            let names = look.names_there(session).await?;
            match look.put_back(session, &names).await? {
                true => look.names_there(session).await?,
                false => names,
            }
        }
    };
    for entry in names.values().filter(|entry| look.is_stale(&entry.name)) {
        look.remove(session, &entry.name).await?;
    }
    let mut names = names;
    let mut arrived = Vec::new();
    for (row, expected) in look.rows.iter() {
        let Some((entry, target)) = candidate(&names, expected) else {
            continue;
        };
        let is_file = entry.kind == Kind::File && expected.size.is_some() && entry.size == expected.size;
        // Its part took its place; where there still is one, something else is there.
        if !is_file || expected.has_part(&names) {
            continue;
        }
        let is_ours = match look.direction {
            Direction::Download => look.is_fetched(entry, expected),
            Direction::Upload => {
                let path = look.remote.join(&entry.name);
                let there = exact(session, &path, entry.modified).await?;
                there
                    .zip(expected.modified)
                    .is_some_and(|(one, other)| is_same(one, other))
            }
        };
        if is_ours {
            arrived.push((*row, target));
        }
    }
    let has_arrived = |row: u32| arrived.iter().any(|(arrived, _)| *arrived == row);
    for (_, expected) in look.rows.iter().filter(|(row, _)| !has_arrived(**row)) {
        // Only under a name at which nothing stood before.
        let target = candidate(&names, expected).map(|(entry, _)| entry.name.clone());
        if let (Some(source), Some(target)) = (&expected.unfinished, target)
            && lost_reply::clear_unfinished(session, &look.remote.join(&target), source.clone()).await?
        {
            Arc::make_mut(&mut names).remove(target.as_bytes());
        }
    }
    for (aside, row, _) in look.asides(&names) {
        if has_arrived(row) {
            look.remove(session, aside).await?;
        }
    }
    arrived.sort_unstable_by_key(|(row, _)| *row);
    Ok(Findings {
        looked: Some(Arrived {
            look,
            existing: names,
            rows: arrived,
        }),
        ..Findings::default()
    })
}

/// The time of a file on the server, as exactly as the server tells: a listing is not precise.
async fn exact(session: &Session, path: &RemotePath, known: Option<Modified>) -> Result<Option<Modified>> {
    if known.is_some_and(is_exact) {
        return Ok(known);
    }
    match session.stat(path, false).await {
        Ok(entry) => Ok(entry.modified),
        Err(error) if error.broken => Err(error),
        Err(_) => Ok(None),
    }
}

impl Look {
    /// What is in the folder on the server; where that cannot be listed, what stands at the names of the rows.
    async fn names_there(&self, session: &Session) -> Result<Names> {
        let refusal = match place::ensure_remote(session, &self.remote).await {
            Err(error) if !error.broken => error,
            other => return other,
        };
        if !place::is_folder(session, &self.remote).await? {
            return Err(refusal);
        }
        let mut names = HashMap::new();
        for expected in self.rows.values() {
            match place::look_remote(session, &self.remote, &expected.target).await {
                Ok(there) => names.extend(there.iter().map(|(name, entry)| (name.clone(), entry.clone()))),
                Err(error) if error.broken => return Err(error),
                Err(_) => return Err(refusal),
            }
        }
        Ok(Arc::new(names))
    }

    /// Whether a file here is what was to be fetched: it got the time that is known of its source. Where that is a day only, it
    /// kept its own: then it must have come since the job began.
    fn is_fetched(&self, here: &Entry, expected: &Expected) -> bool {
        let Some(here) = here.modified else { return false };
        match settable(expected.modified) {
            Some(seconds) => here.seconds == seconds,
            None => here.seconds >= self.since,
        }
    }

    /// A part of a row that does not know of it: the process died before it could be written down, and nobody can tell what
    /// of it holds.
    fn is_stale(&self, name: &RemoteName) -> bool {
        let id = part_id(name.as_bytes());
        let row = id.and_then(|id| self.rows.get(&self.row_of(id)?));
        row.is_some_and(|row| row.part.as_deref() != id)
    }

    /// The row of this job whose part has this id.
    fn row_of(&self, id: &str) -> Option<u32> {
        let (nonce, serial) = &self.parts;
        let number = u64::from_str_radix(id.strip_prefix(nonce.as_str())?, 16).ok()?;
        (number >> 32 == u64::from(*serial)).then_some(number as u32)
    }

    /// The old files that had to get out of the way of these rows, each with its row.
    fn asides<'a>(&'a self, names: &'a Names) -> impl Iterator<Item = (&'a RemoteName, u32, &'a Expected)> {
        names.values().filter_map(|entry| {
            let part = entry.name.as_bytes().strip_suffix(placing::OLD)?;
            let row = self.row_of(part_id(part)?)?;
            Some((&entry.name, row, self.rows.get(&row)?))
        })
    }

    /// Gives old files their names back where the new one never came, and the connection broke between the two renamings.
    async fn put_back(&self, session: &Session, names: &Names) -> Result<bool> {
        let mut any = false;
        for (aside, _, row) in self.asides(names) {
            if names.contains_key(row.target.as_bytes()) {
                continue;
            }
            let (from, to) = (self.remote.join(aside), self.remote.join(&row.target));
            match session.rename(&from, &to, false).await {
                Err(error) if error.broken => return Err(error),
                // It stays where it is, and the next renaming may be let.
                Err(_) => {}
                Ok(()) => any = true,
            }
        }
        Ok(any)
    }

    async fn remove(&self, session: &Session, name: &RemoteName) -> Result<()> {
        match self.direction {
            Direction::Upload => match session.remove_file(&self.remote.join(name)).await {
                Err(error) if error.broken => Err(error),
                // What cannot be removed is in nobody's way.
                _ => Ok(()),
            },
            Direction::Download => {
                let Ok(name) = name.to_local() else { return Ok(()) };
                let below = usize::from(self.below);
                let remove = move |folder: &Path| {
                    let chosen = folder.ancestors().nth(below).unwrap_or(folder);
                    // What cannot be removed is in nobody's way.
                    let _ = OpenFolder::open(folder, chosen).and_then(|folder| folder.remove(&name));
                    Ok(())
                };
                place::blocking(self.local.clone(), remove).await
            }
        }
    }
}

/// What may be the file of a row that had arrived, with its name where that is not the expected one.
fn candidate<'a>(names: &'a Names, expected: &Expected) -> Option<(&'a Entry, Option<RemoteName>)> {
    if expected.is_behind {
        return None;
    }
    if !expected.was_there {
        return Some((names.get(expected.target.as_bytes())?, None));
    }
    if !expected.renames {
        return None;
    }
    let taken = |name: &RemoteName| names.contains_key(name.as_bytes());
    // The last name before the one that is free now.
    let mut last = None;
    conflict::free_name(&expected.target, |name| {
        let is_taken = taken(name);
        if is_taken {
            last = Some(name.clone());
        }
        is_taken
    });
    let last = last?;
    Some((names.get(last.as_bytes())?, Some(last)))
}

/// The id in the name of a part.
fn part_id(name: &[u8]) -> Option<&str> {
    let name = name.strip_prefix(b".")?.strip_suffix(b".part")?;
    let mark = b".packetboat-";
    let at = name.windows(mark.len()).rposition(|window| window == mark)?;
    std::str::from_utf8(&name[at + mark.len()..]).ok()
}

fn is_exact(modified: Modified) -> bool {
    modified.precision == Precision::Second && modified.zone != Zone::Server
}

/// The same moment, as far as both can tell; of a clock whose zone is not known nothing can be told.
fn is_same(one: Modified, other: Modified) -> bool {
    let grain = match one.precision.max(other.precision) {
        Precision::Second => 1,
        Precision::Minute => 60,
        Precision::Day => return false,
    };
    let known = one.zone != Zone::Server && other.zone != Zone::Server;
    known && one.seconds.div_euclid(grain) == other.seconds.div_euclid(grain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, precision: Precision, zone: Zone) -> Modified {
        Modified {
            seconds,
            precision,
            zone,
        }
    }

    #[test]
    fn parts_are_known_by_their_ids() {
        assert_eq!(part_id(b".a.txt.packetboat-00ff1.part"), Some("00ff1"));
        assert_eq!(part_id(b".x.packetboat-1.part.packetboat-2.part"), Some("2"));
        for other in [
            &b"a.packetboat-1.part"[..],
            b".a.part",
            b".packetboat-1",
            b".a.packetboat-1",
        ] {
            assert_eq!(part_id(other), None);
        }
    }

    #[test]
    fn only_parts_of_rows_that_do_not_know_them_are_stale() {
        let row = |part: Option<&str>| Expected {
            target: "a".into(),
            size: Some(1),
            modified: None,
            was_there: false,
            renames: false,
            part: part.map(str::to_owned),
            is_behind: false,
            unfinished: None,
        };
        let look = Look {
            folders: vec![FolderId(0)],
            direction: Direction::Download,
            remote: RemotePath::root(),
            local: PathBuf::new(),
            below: 0,
            rows: Arc::new(HashMap::from([(0, row(None)), (1, row(Some("0000abcd700000001")))])),
            parts: ("0000abcd".into(), 7),
            since: 0,
        };
        let stale = |name: &str| look.is_stale(&name.into());
        assert!(stale(".a.packetboat-0000abcd700000000.part"));
        assert!(!stale(".a.packetboat-0000abcd700000001.part"), "it goes on with it");
        assert!(
            !stale(".a.packetboat-0000abcd700000002.part"),
            "a row that does not wait"
        );
        assert!(!stale(".a.packetboat-0000abcd800000000.part"), "another job's");
        assert!(!stale(".a.packetboat-0000abce700000000.part"), "another profile's");
        assert!(!stale("a"));
    }

    #[test]
    fn times_are_compared_as_far_as_both_clocks_can_tell() {
        use Precision::{Day, Minute, Second};
        assert!(is_same(at(60, Second, Zone::Utc), at(60, Second, Zone::Inferred)));
        assert!(!is_same(at(60, Second, Zone::Utc), at(61, Second, Zone::Utc)));
        assert!(is_same(at(119, Second, Zone::Utc), at(60, Minute, Zone::Utc)));
        assert!(!is_same(at(60, Second, Zone::Utc), at(60, Second, Zone::Server)));
        assert!(!is_same(at(0, Day, Zone::Utc), at(0, Second, Zone::Utc)));
    }

    #[test]
    fn a_copy_beside_what_was_there_is_the_last_of_its_kind() {
        let file = |name: &str| (name.as_bytes().to_vec(), Entry::new(name.into(), Kind::File));
        let names: Names = Arc::new(HashMap::from([file("a.txt"), file("a (2).txt"), file("a (3).txt")]));
        let mut expected = Expected {
            target: "a.txt".into(),
            size: Some(1),
            modified: None,
            was_there: true,
            renames: true,
            part: None,
            is_behind: false,
            unfinished: None,
        };
        let found = candidate(&names, &expected).unwrap();
        assert_eq!(found.1, Some("a (3).txt".into()));
        expected.renames = false;
        assert!(candidate(&names, &expected).is_none(), "what was there says nothing");
        expected.was_there = false;
        assert_eq!(candidate(&names, &expected).unwrap().1, None);
        expected.is_behind = true;
        assert!(
            candidate(&names, &expected).is_none(),
            "another transfer has written it"
        );
    }
}
