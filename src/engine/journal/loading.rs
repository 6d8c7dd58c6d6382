//! What earlier runs have left, as the queue takes it in.

use std::path::Path;
use std::sync::Arc;

use super::described::meant;
use super::packed::unpacked;
use crate::engine::event::Problem;
use crate::engine::plan::Step;
use crate::engine::queue::Job;
use crate::error::Result;
use crate::site::Site;
use crate::store::{JobRecord, Journal, List, SiteFile};

/// Rows of finished jobs that are brought back at most, the newest jobs first. Older ones stay in the journal.
const FINISHED: u64 = 100_000;

/// A job of an earlier run.
#[derive(Debug)]
pub struct Restored {
    pub job: Job,
    pub site: Arc<Site>,
    /// What its plan has to look at, the next one last.
    pub steps: Vec<Step>,
    /// What it could not look at, each with the place of the problem that says so.
    pub missed: Vec<(Option<usize>, Step)>,
}

/// Reads all jobs of the shared queue that are worth it, in the order of their turns.
///
/// # Errors
/// If one cannot be read; those before it came.
pub fn load(journal: &Journal, profile: &Path, take: &mut dyn FnMut(Restored)) -> Result<()> {
    // A site that was saved is taken as it is now; what it was like is in the job.
    let book = SiteFile::of(profile).read().unwrap_or_default();
    let jobs: Vec<JobRecord> = journal.jobs()?.into_iter().filter(|job| job.owner == 0).collect();
    let oldest = oldest_finished(&jobs);
    for record in jobs {
        if is_finished(&record) && record.serial < oldest {
            continue;
        }
        // One whose site nobody understands any more stays where it is.
        let Some(site) = meant(record.site_id.as_ref(), &record.site, &book) else {
            continue;
        };
        take(restored(journal, record, Arc::new(site))?);
    }
    Ok(())
}

/// Reads one job of the shared queue; `None` if there is no such one, or nobody understands its site any more.
///
/// # Errors
/// If it cannot be read.
pub fn load_one(journal: &Journal, profile: &Path, serial: u32) -> Result<Option<Box<Restored>>> {
    let book = SiteFile::of(profile).read().unwrap_or_default();
    let job = journal
        .jobs()?
        .into_iter()
        .find(|job| job.owner == 0 && job.serial == serial);
    let Some(record) = job else { return Ok(None) };
    let site = meant(record.site_id.as_ref(), &record.site, &book);
    site.map(|site| restored(journal, record, Arc::new(site)).map(Box::new))
        .transpose()
}

fn restored(journal: &Journal, record: JobRecord, site: Arc<Site>) -> Result<Restored> {
    let serial = record.serial;
    let problems = journal.list(serial, List::Problems)?;
    let problems: Vec<Problem> = problems
        .iter()
        .filter_map(|item| serde_json::from_slice(item).ok())
        .collect();
    let steps = journal.list(serial, List::Steps)?;
    let missed = journal.list(serial, List::Missed)?;
    let files = journal.files(serial, None, 0, usize::MAX)?;
    Ok(Restored {
        job: Job::restored(record, journal.folders(serial)?, files, problems),
        site,
        steps: steps.iter().filter_map(|item| unpacked(item)).collect(),
        missed: missed.iter().filter_map(|item| unpacked_missed(item)).collect(),
    })
}

/// A step that was missed, with the place of the problem that says so.
pub fn packed_missed(problem: Option<usize>, step: &Step) -> Option<Vec<u8>> {
    let place = problem.map_or(u64::MAX, |place| place as u64);
    let mut item = place.to_le_bytes().to_vec();
    item.extend(super::packed(step)?);
    Some(item)
}

fn unpacked_missed(item: &[u8]) -> Option<(Option<usize>, Step)> {
    let (place, step) = item.split_at_checked(8)?;
    let place = u64::from_le_bytes(place.try_into().ok()?);
    Some((
        usize::try_from(place).ok().filter(|_| place != u64::MAX),
        unpacked(step)?,
    ))
}

fn is_finished(job: &JobRecord) -> bool {
    job.planned && job.swept && job.sums.waiting == 0 && job.sums.failed == 0
}

/// The number of the oldest finished job that still has room.
fn oldest_finished(jobs: &[JobRecord]) -> u32 {
    let mut finished: Vec<&JobRecord> = jobs.iter().filter(|job| is_finished(job)).collect();
    finished.sort_unstable_by_key(|job| std::cmp::Reverse(job.serial));
    let mut room = FINISHED;
    for job in finished {
        match room.checked_sub(job.sums.files) {
            Some(left) => room = left,
            None => return job.serial + 1,
        }
    }
    0
}
