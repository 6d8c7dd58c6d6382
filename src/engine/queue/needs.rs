//! How much room on the disk here the downloads still need, as far as it is known.

use std::path::PathBuf;

use super::{Job, Queue, Transfer};
use crate::engine::command::JobId;
use crate::engine::conflict::{self, Verdict};
use crate::transfer::{Direction, LocalEnd};

/// A job, where it goes, and how much of it is still to come.
pub type Need = (JobId, PathBuf, u64);

impl Queue {
    /// What may be fetched now, in the order of the jobs' turns.
    pub fn needs(&self) -> Vec<Need> {
        let jobs = self.active.iter().filter_map(|serial| self.jobs.get(serial));
        let fetched = jobs.filter(|job| job.direction == Direction::Download && !job.paused && self.may_run(job));
        fetched
            .filter_map(|job| {
                let LocalEnd::Path(folder) = &job.folders.first()?.local else {
                    return None;
                };
                Some((job.id, folder.clone(), job.needs())).filter(|(_, _, bytes)| *bytes > 0)
            })
            .collect()
    }

    fn may_run(&self, job: &Job) -> bool {
        self.may_plan(job.id)
    }
}

impl Job {
    /// Bytes that are still to be written here. What nobody knows, and what may be left alone because something is there, does
    /// not count: nobody is warned of what does not come.
    fn needs(&self) -> u64 {
        let open = self
            .transfers
            .iter()
            .filter(|row| !row.state.is_final() && !row.forgotten);
        open.map(|row| self.needed_for(row)).fold(0, u64::saturating_add)
    }

    fn needed_for(&self, row: &Transfer) -> u64 {
        let begun = row.begun.as_ref().map_or(0, |_| row.moved);
        let size = row.size.unwrap_or(0).saturating_sub(begun);
        match self.there(row) {
            // What is replaced makes room for what comes.
            Some(there) => match conflict::decide(self.policy_of(row), there, &row.source()) {
                Verdict::Skip(_) | Verdict::Ask | Verdict::Impossible => 0,
                Verdict::Rename => size,
                _ => size.saturating_sub(there.size.unwrap_or(0)),
            },
            None if row.was_there => 0,
            None => size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::queue::{Folder, NewFile, ServerId, Terms};
    use crate::entry::{Entry, Kind};
    use crate::path::RemoteName;
    use crate::transfer::{Policy, Resolution, State, Verified};

    fn file(name: &str, size: Option<u64>) -> NewFile {
        NewFile {
            name: RemoteName::new(name),
            target: None,
            size,
            modified: None,
            permissions: None,
            plain: true,
            skip: None,
        }
    }

    /// What a job with this policy needs that finds a file of 300 bytes at the target of its first one.
    fn needed(policy: Policy) -> Vec<Need> {
        let mut queue = Queue::default();
        let id = JobId(1);
        let terms = Terms {
            policy,
            ..Terms::default()
        };
        queue.add_job(id, ServerId(0), Direction::Download, terms);
        let mut there = Entry::new(RemoteName::new("a"), Kind::File);
        there.size = Some(300);
        let mut folder = Folder::new("/www".into(), "/home/me");
        folder.existing = std::sync::Arc::new([(b"a".to_vec(), there)].into());
        let folder = queue.add_folder(id, folder).unwrap();
        let files = vec![
            file("a", Some(1000)),
            file("b", Some(20)),
            file("c", None),
            file("d", Some(7)),
        ];
        queue.add_files(id, folder, files);
        queue.job_mut(id).unwrap().turn(3, State::Done(Verified::Size));
        queue.needs()
    }

    #[test]
    fn what_is_still_to_come_is_summed_up_and_what_may_not_come_is_not() {
        let bytes = |policy| needed(policy).first().map(|need| need.2);
        assert_eq!(bytes(Policy::Always(Resolution::Overwrite)), Some(720));
        assert_eq!(bytes(Policy::Ask), Some(20), "nobody has said that it is replaced");
        assert_eq!(bytes(Policy::Leave), Some(20));
    }

    #[test]
    fn a_held_queue_needs_nothing_yet() {
        let mut queue = Queue::default();
        queue.hold(true);
        assert!(queue.needs().is_empty());
    }
}
