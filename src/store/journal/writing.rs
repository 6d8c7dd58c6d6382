//! Writing: all changes of a moment in one transaction.

use rusqlite::{Transaction, TransactionBehavior, params};

use super::code::{self, Coded};
use super::record::local_bytes;
use super::{Change, Found, JobRecord, Journal, List, Standing, failed};
use crate::error::Result;

const PUT_JOB: &str = "
INSERT INTO job (serial, owner, site_id, site, began, direction, server, source, sources, destination, policy, verify, priority,
                 rank, paused, planned, blocked, files, bytes, moved, waiting, done, failed, skipped, afterwards, swept)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,
        ?26)
ON CONFLICT (serial) DO UPDATE SET
    owner = ?2, policy = ?11, verify = ?12, priority = ?13, rank = ?14, paused = ?15, planned = ?16, blocked = ?17,
    files = ?18, bytes = ?19, moved = ?20, waiting = ?21, done = ?22, failed = ?23, skipped = ?24, afterwards = ?25,
    swept = ?26";

const PUT_FOLDER: &str =
    "INSERT OR REPLACE INTO folder (job, number, remote, local, below, whole) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// A file of which nothing has become yet, as of most that are new: how it stands then is said here, once for all.
const FRESH_FILE: &str = "
INSERT OR REPLACE INTO file (job, number, folder, name, size, modified, clock, permissions, was_there, plain,
                             pile, detail, tries, moved, took)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, 0, 0, 0)";

const TURN_FILE: &str = "
UPDATE file SET pile = ?3, detail = ?4, target = ?5, policy = ?6, tries = ?7, moved = ?8, took = ?9, remarks = ?10,
                cause = ?11, begun = ?12, priority = ?13, arrived = ?14
WHERE job = ?1 AND number = ?2";

impl Journal {
    /// Carries out all changes, or none.
    ///
    /// # Errors
    /// If they are not on the disk; then the file is as it was.
    pub fn write(&mut self, changes: &[Change]) -> Result<()> {
        let attempted = self.attempted("write");
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate);
        let written = transaction.and_then(|transaction| {
            changes.iter().try_for_each(|change| write(&transaction, change))?;
            transaction.commit()
        });
        written.map_err(|error| failed(attempted, &error))
    }
}

fn write(transaction: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::Job(job) => put_job(transaction, job),
        Change::Gone(job) => gone(transaction, *job),
        Change::Folder(job, folder) => transaction
            .prepare_cached(PUT_FOLDER)?
            .execute(params![
                job,
                folder.number,
                folder.remote.as_bytes(),
                local_bytes(&folder.local),
                folder.below,
                folder.whole
            ])
            .map(drop),
        Change::Fresh(job, files) => {
            let files = files.iter().map(|(number, found)| (*number, found));
            put_fresh(transaction, *job, files)
        }
        Change::Found(job, file) => {
            put_fresh(transaction, *job, std::iter::once((file.number, &file.found)))?;
            turn_file(transaction, *job, file.number, &file.standing)
        }
        Change::Turned { job, number, standing } => turn_file(transaction, *job, *number, standing),
        Change::Dropped(job, number) => transaction
            .prepare_cached("DELETE FROM file WHERE job = ?1 AND number = ?2")?
            .execute([job, number])
            .map(drop),
        Change::Listed { job, list, from, items } => put_list(transaction, (*job, *list), *from, items),
    }
}

/// Takes out a job with everything of it.
pub fn gone(transaction: &Transaction<'_>, job: u32) -> rusqlite::Result<()> {
    for table in ["file", "folder", "list"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE job = ?1"), [job])?;
    }
    transaction
        .execute("DELETE FROM job WHERE serial = ?1", [job])
        .map(drop)
}

fn put_job(transaction: &Transaction<'_>, job: &JobRecord) -> rusqlite::Result<()> {
    let sums = &job.sums;
    transaction
        .prepare_cached(PUT_JOB)?
        .execute(params![
            job.serial,
            job.owner as i64,
            job.site_id.as_ref().map(crate::site::SiteId::as_str),
            job.site,
            job.began,
            job.direction.code(),
            job.server,
            job.source,
            job.sources as i64,
            job.destination,
            job.policy.code(),
            job.verify.code(),
            job.priority,
            job.rank as i64,
            job.paused,
            job.planned,
            job.blocked as i64,
            sums.files as i64,
            sums.bytes as i64,
            sums.moved as i64,
            sums.waiting as i64,
            sums.done as i64,
            sums.failed as i64,
            sums.skipped as i64,
            job.afterwards.code(),
            job.swept,
        ])
        .map(drop)
}

fn put_fresh<'a>(
    transaction: &Transaction<'_>,
    job: u32,
    files: impl Iterator<Item = (u32, &'a Found)>,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(FRESH_FILE)?;
    for (number, found) in files {
        statement.execute(params![
            job,
            number,
            found.folder,
            found.name.as_bytes(),
            found.size.map(|size| size as i64),
            found.modified.map(|modified| modified.seconds),
            found.modified.as_ref().map(code::clock),
            found.permissions.map(crate::entry::Permissions::bits),
            found.was_there,
            found.plain,
        ])?;
    }
    Ok(())
}

fn turn_file(transaction: &Transaction<'_>, job: u32, number: u32, standing: &Standing) -> rusqlite::Result<()> {
    let (pile, detail, cause) = code::state(&standing.state);
    transaction
        .prepare_cached(TURN_FILE)?
        .execute(params![
            job,
            number,
            pile,
            detail,
            standing.target.as_ref().map(crate::path::RemoteName::as_bytes),
            standing.policy.map(Coded::code),
            standing.tries,
            standing.moved as i64,
            milliseconds(standing),
            standing.remarks,
            cause,
            code::written(standing.begun.as_ref()),
            standing.priority,
            code::written(standing.arrived.as_ref()),
        ])
        .map(drop)
}

fn put_list(
    transaction: &Transaction<'_>,
    (job, list): (u32, List),
    from: usize,
    items: &[Vec<u8>],
) -> rusqlite::Result<()> {
    let list = list.code();
    transaction
        .prepare_cached("DELETE FROM list WHERE job = ?1 AND list = ?2 AND place >= ?3")?
        .execute(params![job, list, from as i64])?;
    let mut insert = transaction.prepare_cached("INSERT INTO list (job, list, place, item) VALUES (?1, ?2, ?3, ?4)")?;
    for (place, item) in (from..).zip(items) {
        insert.execute(params![job, list, place as i64, item])?;
    }
    Ok(())
}

fn milliseconds(standing: &Standing) -> i64 {
    i64::try_from(standing.took.as_millis()).unwrap_or(i64::MAX)
}
