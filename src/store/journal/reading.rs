//! Reading: jobs, and their files in pages.

use std::time::Duration;

use rusqlite::{OptionalExtension, Row, params};

use super::code::{self, Coded};
use super::record::local_path;
use super::{FileRecord, FolderRecord, Found, JobRecord, Journal, List, Pile, Standing, Sums};
use crate::entry::Permissions;
use crate::error::Result;
use crate::path::{RemoteName, RemotePath};
use crate::site::SiteId;
use crate::transfer::Policy;

const JOB: &str = "
SELECT serial, owner, site_id, site, began, direction, server, source, sources, destination, policy, verify, priority, rank,
       paused, planned, blocked, files, bytes, moved, waiting, done, failed, skipped, afterwards, swept
FROM job";

const FILE: &str = "
SELECT number, folder, name, size, modified, clock, permissions, was_there, pile, detail, target, policy, tries, moved,
       took, remarks, cause, begun, priority, plain, arrived
FROM file";

impl Journal {
    /// All jobs in the order of their turns, without their files.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn jobs(&self) -> Result<Vec<JobRecord>> {
        self.ask(|connection| {
            let mut select = connection.prepare_cached(&format!("{JOB} ORDER BY priority DESC, rank, serial"))?;
            select.query_map([], job)?.collect()
        })
    }

    /// The folders of a job, in order.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn folders(&self, job: u32) -> Result<Vec<FolderRecord>> {
        self.ask(|connection| {
            let sql = "SELECT number, remote, local, below, whole FROM folder WHERE job = ?1 ORDER BY number";
            let mut select = connection.prepare_cached(sql)?;
            select.query_map([job], folder)?.collect()
        })
    }

    /// One folder of a job.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn folder(&self, job: u32, number: u32) -> Result<Option<FolderRecord>> {
        self.ask(|connection| {
            let sql = "SELECT number, remote, local, below, whole FROM folder WHERE job = ?1 AND number = ?2";
            let mut select = connection.prepare_cached(sql)?;
            select.query_row(params![job, number], folder).optional()
        })
    }

    /// A list of a job.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn list(&self, job: u32, list: List) -> Result<Vec<Vec<u8>>> {
        self.ask(|connection| {
            let sql = "SELECT item FROM list WHERE job = ?1 AND list = ?2 ORDER BY place";
            let mut select = connection.prepare_cached(sql)?;
            select.query_map(params![job, list.code()], |row| row.get(0))?.collect()
        })
    }

    /// At most `count` files of a job from the number `from` on, in order; with `pile` only those that stand so.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn files(&self, job: u32, pile: Option<Pile>, from: u32, count: usize) -> Result<Vec<FileRecord>> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.ask(|connection| match pile {
            None => {
                let sql = format!("{FILE} WHERE job = ?1 AND number >= ?2 ORDER BY number LIMIT ?3");
                let mut select = connection.prepare_cached(&sql)?;
                select.query_map(params![job, from, count], file)?.collect()
            }
            Some(pile) => {
                let sql = format!("{FILE} WHERE job = ?1 AND pile = ?2 AND number >= ?3 ORDER BY number LIMIT ?4");
                let mut select = connection.prepare_cached(&sql)?;
                select
                    .query_map(params![job, pile.code(), from, count], file)?
                    .collect()
            }
        })
    }

    /// How many files of a job stand so.
    ///
    /// # Errors
    /// If they cannot be counted.
    pub fn count(&self, job: u32, pile: Pile) -> Result<u64> {
        let sql = "SELECT count(*) FROM file WHERE job = ?1 AND pile = ?2";
        let count: i64 = self.ask(|connection| {
            let mut select = connection.prepare_cached(sql)?;
            select.query_row(params![job, pile.code()], |row| row.get(0))
        })?;
        Ok(count as u64)
    }
}

fn folder(row: &Row<'_>) -> rusqlite::Result<FolderRecord> {
    Ok(FolderRecord {
        number: row.get(0)?,
        remote: RemotePath::new(row.get::<_, Vec<u8>>(1)?),
        local: local_path(&row.get::<_, Vec<u8>>(2)?),
        below: row.get(3)?,
        whole: row.get(4)?,
    })
}

fn job(row: &Row<'_>) -> rusqlite::Result<JobRecord> {
    let number = |at: usize| Ok::<u64, rusqlite::Error>(row.get::<_, i64>(at)? as u64);
    Ok(JobRecord {
        serial: row.get(0)?,
        owner: number(1)?,
        site_id: row.get::<_, Option<String>>(2)?.as_deref().and_then(SiteId::parse),
        site: row.get(3)?,
        began: row.get(4)?,
        direction: Coded::of_code(row.get(5)?)?,
        server: row.get(6)?,
        source: row.get(7)?,
        sources: number(8)?,
        destination: row.get(9)?,
        policy: Coded::of_code(row.get(10)?)?,
        verify: Coded::of_code(row.get(11)?)?,
        afterwards: Coded::of_code(row.get(24)?)?,
        swept: row.get(25)?,
        priority: row.get(12)?,
        rank: number(13)?,
        paused: row.get(14)?,
        planned: row.get(15)?,
        blocked: number(16)?,
        sums: Sums {
            files: number(17)?,
            bytes: number(18)?,
            moved: number(19)?,
            waiting: number(20)?,
            done: number(21)?,
            failed: number(22)?,
            skipped: number(23)?,
        },
    })
}

fn file(row: &Row<'_>) -> rusqlite::Result<FileRecord> {
    let policy = |code: Option<i64>| code.map(Policy::of_code).transpose();
    let (begun, arrived): (Option<String>, Option<String>) = (row.get(17)?, row.get(20)?);
    let cause: Option<String> = row.get(16)?;
    Ok(FileRecord {
        number: row.get(0)?,
        found: Found {
            folder: row.get(1)?,
            name: RemoteName::new(row.get::<_, Vec<u8>>(2)?),
            size: row.get::<_, Option<i64>>(3)?.map(|size| size as u64),
            modified: code::modified(row.get(4)?, row.get(5)?)?,
            permissions: row.get::<_, Option<u32>>(6)?.map(Permissions::new),
            was_there: row.get(7)?,
            plain: row.get(19)?,
        },
        standing: Standing {
            state: code::state_of(row.get(8)?, row.get(9)?, cause.as_deref())?,
            target: row.get::<_, Option<Vec<u8>>>(10)?.map(RemoteName::new),
            policy: policy(row.get(11)?)?,
            tries: row.get(12)?,
            moved: row.get::<_, i64>(13)? as u64,
            took: Duration::from_millis(u64::try_from(row.get::<_, i64>(14)?).unwrap_or(0)),
            remarks: row.get(15)?,
            begun: begun.as_deref().map(code::read).transpose()?,
            priority: row.get(18)?,
            arrived: arrived.as_deref().map(code::read).transpose()?,
        },
    })
}
