//! The journal against the disk: what every row says has to be so.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use packetboat::engine::event::{Remark, Row};
use packetboat::engine::ledger::{Ledger, Line};
use packetboat::transfer::{LocalEnd, Policy, Resolution, State};

use super::job::{Before, Job, Planned};
use crate::haul::{is_part, local_files};
use crate::scripted::Scripted;
use crate::trial::Trial;

/// How the files of a job have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub done: usize,
    pub failed: usize,
    pub skipped: usize,
}

/// What there is on both sides of a trial.
pub struct Scene<'a, S> {
    pub job: &'a Job,
    pub trial: &'a Trial,
    pub server: &'a S,
}

impl<S: Scripted> Scene<'_, S> {
    /// The job and its rows, as the journal has them.
    pub fn journal(&self) -> (Line, Vec<Row>) {
        let ledger = Ledger::open(self.trial.profile()).unwrap().unwrap();
        let mut jobs = ledger.jobs().unwrap();
        // A job that came to nothing at once may be told before it is written down.
        for _ in 0..40 {
            if jobs.is_empty() {
                std::thread::sleep(Duration::from_millis(50));
                jobs = ledger.jobs().unwrap();
            }
        }
        assert_eq!(jobs.len(), 1, "jobs in the journal: {jobs:?}");
        let job = jobs.remove(0);
        let rows = ledger.rows(&job, None, 0, 1000).unwrap();
        (job, rows)
    }

    /// Holds every row against the disk.
    pub fn judge(&self) -> Count {
        let (line, rows) = self.journal();
        let by_source = self.by_source(&rows);
        if line.planned && line.problems == 0 {
            for file in &self.job.files {
                assert!(by_source.contains_key(&file.path), "{} is lost", file.path);
            }
        }
        self.agrees_with_events(&by_source);
        let mut count = Count::default();
        let mut expected = Vec::new();
        for file in &self.job.files {
            let row = by_source.get(&file.path).copied();
            expected.push(file.path.clone());
            match row.map(|row| &row.state) {
                Some(State::Done(_)) => count.done += 1,
                Some(State::Failed(_)) => count.failed += 1,
                Some(State::Skipped(_)) => count.skipped += 1,
                None => {}
                Some(other) => panic!("{} has not ended: {other:?}", file.path),
            }
            expected.extend(self.hold(file, row));
            expected.extend(self.renamed_unheard(file, row));
        }
        for path in self.files() {
            assert!(
                expected.contains(&path) || is_part(&path),
                "nobody asked for {path}: {rows:?}"
            );
        }
        count
    }

    /// The parts that are there, but for old files of which a row says that they are.
    pub fn parts(&self) -> Vec<String> {
        let mut files = self.files();
        let (_, rows) = self.journal();
        let said = |path: &String| {
            let file = self
                .job
                .files
                .iter()
                .find(|file| aside_of(path) == Some(file.path.clone()));
            let row = file.and_then(|file| Some((file, rows.iter().find(|row| self.source(row) == file.path)?)));
            row.is_some_and(|(file, row)| says_old_stays(row) && self.content(path) == file.old)
        };
        files.retain(|path| is_part(path) && !said(path));
        files
    }

    /// All files of the side that is written to.
    fn files(&self) -> Vec<String> {
        match self.job.is_put {
            true => self.server.files(),
            false => local_files(self.trial),
        }
    }

    fn content(&self, path: &str) -> Option<Vec<u8>> {
        match self.job.is_put {
            true => self.server.content(path),
            false => self.trial.read(path),
        }
    }

    fn by_source<'r>(&self, rows: &'r [Row]) -> BTreeMap<String, &'r Row> {
        let mut found = BTreeMap::new();
        for row in rows {
            let path = self.source(row);
            assert!(self.job.files.iter().any(|file| file.path == path), "a row for {path}");
            assert!(found.insert(path.clone(), row).is_none(), "two rows for {path}");
        }
        found
    }

    fn source(&self, row: &Row) -> String {
        match self.job.is_put {
            true => self.below_work(&row.local),
            false => remote(row),
        }
    }

    fn below_work(&self, local: &LocalEnd) -> String {
        let LocalEnd::Path(path) = local else {
            panic!("{local:?}")
        };
        relative(path, &self.trial.local(""))
    }

    /// What was told of a row last is what the journal has.
    fn agrees_with_events(&self, kept: &BTreeMap<String, &Row>) {
        let told: BTreeMap<_, _> = self.trial.rows.iter().map(|row| (self.source(row), row)).collect();
        for (path, told) in told {
            let kept = kept.get(&path);
            let alike = |kept: &&Row| std::mem::discriminant(&kept.state) == std::mem::discriminant(&told.state);
            assert!(kept.is_some_and(alike), "told {told:?}, and the journal has {kept:?}");
        }
    }

    /// Holds one row against the disk; the path of its target, where that is another one than it was meant.
    fn hold(&self, file: &Planned, row: Option<&Row>) -> Option<String> {
        let target = row.map_or(file.path.clone(), |row| match self.job.is_put {
            true => remote(row),
            false => self.below_work(&row.local),
        });
        let there = self.content(&target);
        let what = format!("{} as {row:?}", file.path);
        let is_done = row.is_some_and(|row| matches!(row.state, State::Done(_)));
        let is_skipped = row.is_some_and(|row| matches!(row.state, State::Skipped(_)));
        if is_done {
            let length = there.as_ref().map(Vec::len);
            assert!(
                there.as_ref() == Some(&file.whole),
                "called done, and differs ({length:?}): {what}"
            );
        } else if is_skipped {
            assert_eq!(self.job.policy, Policy::Leave, "{what}");
            let now = Now(&there, file);
            assert!(there == file.old || now.is_unheard(), "skipped, and {now}: {what}");
        } else {
            self.is_unharmed(file, row, there, &what);
        }
        if target == file.path {
            return None;
        }
        assert_eq!(self.job.policy, Policy::Always(Resolution::Rename), "{what}");
        let there = self.content(&file.path);
        let now = Now(&there, file);
        assert!(
            there == file.old || now.is_unheard(),
            "both were to be kept, and {now}: {what}"
        );
        Some(target)
    }

    /// Where a file got another name and is whole, though its row does not know that, or did not know it again by its time.
    fn renamed_unheard(&self, file: &Planned, row: Option<&Row>) -> Vec<String> {
        let renames = self.job.policy == Policy::Always(Resolution::Rename);
        let names = (2..=4).map(|number| format!("{} ({number})", file.path));
        let is_whole = |name: &String| self.content(name).as_ref() == Some(&file.whole);
        names
            .filter(|name| row.is_some() && renames && is_whole(name))
            .collect()
    }

    /// A file that is not done: what was there before is there, and nothing else unless it is whole.
    fn is_unharmed(&self, file: &Planned, row: Option<&Row>, there: Option<Vec<u8>>, what: &str) {
        if there == file.old || there.as_ref() == Some(&file.whole) {
            return;
        }
        let Some(there) = there else {
            let aside = |path: &String| {
                let there = self.content(path);
                is_part(path) && (there == file.old || there.as_ref() == Some(&file.whole))
            };
            assert!(self.files().iter().any(aside), "the old file is gone: {what}");
            return;
        };
        // The server takes no other name, and the row says so: it is the beginning of the file, and the next try begins anew.
        let in_place = row.is_some_and(|row| row.remarks.contains(&Remark::WrittenInPlace));
        if in_place && file.old.is_none() && file.whole.starts_with(&there) {
            return;
        }
        // What somebody else began is gone on with where it stands; it was not whole before, either.
        let resumes = self.job.policy == Policy::Always(Resolution::Resume) && file.before == Before::Beginning;
        let begun = file.old.as_deref().unwrap_or_default();
        let goes_on = resumes && self.job.is_put && (there.starts_with(begun) || file.whole.starts_with(&there));
        assert!(goes_on, "{} bytes under the final name: {what}", there.len());
    }
}

/// What there is at the path of a file, in words.
struct Now<'a>(&'a Option<Vec<u8>>, &'a Planned);

impl Now<'_> {
    /// The whole file came there in a try whose reply was lost, and by its time nobody could know it again: that looks like
    /// somebody else's file, which the policy is kept for.
    fn is_unheard(&self) -> bool {
        self.1.old.is_none() && self.0.as_ref() == Some(&self.1.whole)
    }
}

impl fmt::Display for Now<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(Vec::len);
        let (now, old) = (length(self.0), length(&self.1.old));
        let is_whole = self.0.as_ref() == Some(&self.1.whole);
        write!(to, "{now:?} bytes (the whole: {is_whole}) are where {old:?} were")
    }
}

fn remote(row: &Row) -> String {
    String::from_utf8(row.remote.as_bytes().to_vec())
        .unwrap()
        .trim_start_matches('/')
        .to_owned()
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()
}

fn says_old_stays(row: &Row) -> bool {
    row.remarks.iter().any(|remark| matches!(remark, Remark::OldStays(_)))
}

/// The path of the file that an old one had to get out of the way of.
fn aside_of(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.strip_prefix('.')?.strip_suffix(".part.old")?;
    let (name, _) = name.rsplit_once(".packetboat-")?;
    Some(match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    })
}
