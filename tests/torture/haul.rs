//! One file, one way, one server that misbehaves: what came of it, and the judgement.

use std::net::SocketAddr;
use std::time::Duration;

use packetboat::engine::Keeping;
use packetboat::engine::event::{Remark, Totals};
use packetboat::transfer::{Policy, Resolution, State};

use crate::scripted::{Furnish, Scripted};
use crate::trial::{Trial, noise};

/// What is moved where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haul {
    Get,
    /// Over a file that is there.
    GetOver,
    /// A folder with the file in it.
    GetFolder,
    Put,
    PutOver,
    PutFolder,
}

/// Larger than what is sent at once, so that there are parts to go on with.
pub const LARGE: usize = 600_001;
/// All of it is read before anything is sent.
pub const SMALL: usize = 70_003;

impl Haul {
    pub const ALL: [Self; 6] = [
        Self::Get,
        Self::GetOver,
        Self::GetFolder,
        Self::Put,
        Self::PutOver,
        Self::PutFolder,
    ];

    pub fn is_put(self) -> bool {
        matches!(self, Self::Put | Self::PutOver | Self::PutFolder)
    }

    fn is_over(self) -> bool {
        matches!(self, Self::GetOver | Self::PutOver)
    }

    fn is_folder(self) -> bool {
        matches!(self, Self::GetFolder | Self::PutFolder)
    }

    /// The path of the file on both sides.
    fn path(self) -> &'static str {
        if self.is_folder() { "d/a" } else { "a" }
    }

    fn whole(length: usize) -> Vec<u8> {
        noise(length, 7)
    }

    /// As long as the new one, so that only its bytes tell it apart.
    fn old(length: usize) -> Vec<u8> {
        noise(length, 8)
    }

    /// Furnishes a server for a file of this length and starts it.
    pub fn server<S: Furnish>(self, script: S, length: usize) -> S::Server {
        let script = match self {
            Self::GetFolder => script.with_folder("d"),
            _ => script,
        };
        let script = match self {
            Self::PutOver => script.with_file("a", Self::old(length)),
            Self::Put | Self::PutFolder => script,
            _ => script.with_file(self.path(), Self::whole(length)),
        };
        script.started()
    }

    /// Does it with files of every size, each against a server of its own, which keeps none of them from coming whole.
    pub async fn comes_whole<S: Furnish>(self, script: impl Fn() -> S, what: &str) {
        for length in [LARGE, SMALL, 1] {
            let done = self.run(self.server(script(), length), length, None, what).await;
            assert!(done, "{what}, {length} bytes");
        }
    }

    /// Does it and judges. `through` is where the server is reached, if not where it is. Whether it was done.
    pub async fn run(self, server: impl Scripted, length: usize, through: Option<SocketAddr>, what: &str) -> bool {
        let what = format!("{what}, {self:?} of {length}");
        let mut site = server.site();
        if let Some(address) = through {
            site.port = address.port();
        }
        let mut trial = Trial::impatient(site, Keeping::Own);
        trial.policy = Policy::Always(Resolution::Overwrite);
        if self.is_folder() && self.is_put() {
            std::fs::create_dir(trial.local("d")).unwrap();
        }
        let path = self.path();
        match (self.is_put(), self.is_over()) {
            (true, _) => trial.write(path, &Self::whole(length)),
            (false, true) => trial.write(path, &Self::old(length)),
            (false, false) => {}
        }
        let top = path.split('/').next().unwrap_or(path);
        let there = format!("/{top}");
        let totals = match self.is_put() {
            true => trial.put(top, &there).await,
            false => trial.get(&there, top).await,
        };
        let look = || match self.is_put() {
            true => (server.content(path), files_beside(path, server.files())),
            false => (trial.read(path), files_beside(path, local_files(&trial))),
        };
        let (arrived, beside) = settled(&totals, look).await;
        let kept = |name: &String| match self.is_put() {
            true => server.content(name),
            false => trial.read(name),
        };
        let old = self.is_over().then(|| Self::old(length));
        // What a server has replaced whose replies cannot be told apart may be the new one that stands aside: nothing is lost then.
        let new = Some(Self::whole(length));
        let stands_aside = |name: &String| kept(name) == old || name.ends_with(".part.old") && kept(name) == new;
        let aside = beside.iter().any(stands_aside);
        // An old file that the server would not remove stays, and the row says so.
        let stays = |remark: &Remark| matches!(remark, Remark::OldStays(_));
        let told = trial.remarks().iter().any(stays);
        let only_told = told
            && beside
                .iter()
                .all(|name| name.ends_with(".part.old") && kept(name) == old);
        let outcome = Outcome {
            totals: &totals,
            arrived,
            old,
            aside,
        };
        for name in &beside {
            assert!(is_part(name), "{what}: {name} is there, and nobody asked for it");
        }
        let done = outcome.judge(&trial, &Self::whole(length), &what);
        assert!(
            !done || beside.is_empty() || only_told,
            "{what}: done, and there is {beside:?}"
        );
        done
    }
}

/// What is there in the end. What a broken connection has left behind is removed by the next one, which may take a moment.
async fn settled(totals: &Totals, look: impl Fn() -> (Option<Vec<u8>>, Vec<String>)) -> (Option<Vec<u8>>, Vec<String>) {
    for _ in 0..50 {
        let (arrived, beside) = look();
        if totals.done == 0 || beside.is_empty() {
            return (arrived, beside);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    look()
}

struct Outcome<'a> {
    totals: &'a Totals,
    arrived: Option<Vec<u8>>,
    /// What was there before.
    old: Option<Vec<u8>>,
    /// It is there under another name.
    aside: bool,
}

impl Outcome<'_> {
    fn judge(&self, trial: &Trial, whole: &[u8], what: &str) -> bool {
        let rows = &trial.rows;
        // What could not be looked at is no row, and is told.
        let accounted = rows.len() == 1 || rows.is_empty() && !self.totals.problems.is_empty();
        assert!(accounted, "{what}: {rows:?}, {:?}", self.totals);
        let done = rows.first().is_some_and(|row| matches!(row.state, State::Done(_)));
        match &self.arrived {
            Some(arrived) if arrived == whole => {}
            Some(arrived) if !done => assert!(
                Some(arrived) == self.old.as_ref(),
                "{what}: {} bytes under the final name; {rows:?}",
                arrived.len()
            ),
            Some(arrived) => panic!("{what}: called done, and differs ({} bytes); {rows:?}", arrived.len()),
            None => {
                assert!(!done, "{what}: called done, and there is nothing");
                assert!(
                    self.old.is_none() || self.aside,
                    "{what}: the old file is gone; {rows:?}"
                );
            }
        }
        done
    }
}

/// Whether this is the name of something that is not finished, or of what makes room for it.
pub fn is_part(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') && name.contains(".packetboat-") && (name.ends_with(".part") || name.ends_with(".part.old"))
}

fn files_beside(path: &str, files: Vec<String>) -> Vec<String> {
    files.into_iter().filter(|name| name != path).collect()
}

/// All files below the work folder, by their paths from there.
pub fn local_files(trial: &Trial) -> Vec<String> {
    let root = trial.local("");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()),
            }
        }
    }
    files
}
