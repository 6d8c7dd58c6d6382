//! The journal: the queue on the disk, in SQLite, so that nothing of it is lost whatever happens to the process.
//!
//! Every call is one transaction that is on the disk when it returns. No secret is in it: a job knows its site by the id under
//! which it is saved, or by a description without a password.

mod claim;
mod code;
mod reading;
mod record;
mod schema;
mod writing;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::file;
use crate::error::{Error, Kind, Result, Stage};

pub use record::{
    Change, FileRecord, FolderRecord, Found, JobRecord, List, Pile, RunRecord, Standing, Sums, local_bytes, local_path,
};

const FILE: &str = "journal.db";

/// How long one process waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(20);

/// Numbers of jobs that a process takes at once.
const SERIALS: u32 = 256;

/// The open journal of a profile. Several processes may have it open.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    path: PathBuf,
}

impl Journal {
    /// Opens the journal of a profile folder, and makes it if it is missing.
    ///
    /// # Errors
    /// If the folder or the file cannot be used, or a newer version has written it. Nothing is changed then.
    pub fn open(profile: &Path) -> Result<Self> {
        file::make_folder(profile).map_err(|error| super::failed("open the profile folder", profile, &error))?;
        let path = profile.join(FILE);
        file::touch(&path).map_err(|error| super::failed("open", &path, &error))?;
        let attempted = || format!("open {}", path.display());
        let connection = Connection::open(&path).map_err(|error| failed(attempted(), &error))?;
        let mut journal = Self { connection, path };
        journal
            .prepare()
            .map_err(|error| failed(journal.attempted("open"), &error))?;
        journal.migrate()?;
        Ok(journal)
    }

    /// Whether a profile folder has a journal at all.
    pub fn is_there(profile: &Path) -> bool {
        profile.join(FILE).exists()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Hands out numbers for jobs that no other process gets, ever.
    ///
    /// # Errors
    /// If they cannot be kept.
    pub fn reserve(&mut self) -> Result<Range<u32>> {
        let first = self.bump("next_serial", i64::from(SERIALS))?;
        let first = u32::try_from(first).map_err(|_| self.refuse("no numbers for jobs are left"))?;
        Ok(first..first.saturating_add(SERIALS))
    }

    /// What tells the parts of this profile from those of others.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn nonce(&self) -> Result<u32> {
        let sql = "SELECT value FROM meta WHERE name = 'nonce'";
        let nonce: i64 = self.ask(|connection| connection.query_row(sql, [], |row| row.get(0)))?;
        Ok(nonce as u32)
    }

    /// A number for a process that has jobs of its own.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub fn next_run(&mut self) -> Result<u64> {
        Ok(self.bump("next_run", 1)? as u64)
    }

    /// Takes note of a process that has jobs of its own.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub fn begin_run(&mut self, number: u64, run: &RunRecord) -> Result<()> {
        let sql = "INSERT INTO run (number, process, began) VALUES (?1, ?2, ?3)";
        self.ask(|connection| connection.execute(sql, params![number as i64, run.process, run.began]))?;
        Ok(())
    }

    /// The processes that have jobs of their own, or had when they died.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn runs(&self) -> Result<Vec<(u64, RunRecord)>> {
        self.ask(|connection| {
            let mut select = connection.prepare_cached("SELECT number, process, began FROM run ORDER BY number")?;
            let rows = select.query_map([], |row| {
                let record = RunRecord {
                    process: row.get(1)?,
                    began: row.get(2)?,
                };
                Ok((row.get::<_, i64>(0)? as u64, record))
            })?;
            rows.collect()
        })
    }

    /// A process is gone: what it has not finished belongs to the shared queue from now on, which nobody may be running.
    ///
    /// # Errors
    /// If that cannot be kept.
    pub fn end_run(&mut self, number: u64) -> Result<()> {
        let attempted = self.attempted("write");
        let end = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            transaction.execute("UPDATE job SET owner = 0 WHERE owner = ?1", [number as i64])?;
            transaction.execute("DELETE FROM run WHERE number = ?1", [number as i64])?;
            transaction.commit()
        };
        end(&mut self.connection).map_err(|error| failed(attempted, &error))
    }

    /// A job of a process that is gone belongs to the shared queue from now on. Returns whether it was the last of that process,
    /// which is forgotten then.
    ///
    /// # Errors
    /// If that cannot be kept.
    pub fn adopt(&mut self, serial: u32, run: u64) -> Result<bool> {
        let attempted = self.attempted("write");
        let adopt = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            transaction.execute(
                "UPDATE job SET owner = 0 WHERE serial = ?1 AND owner = ?2",
                params![serial, run as i64],
            )?;
            let forget = "DELETE FROM run WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM job WHERE owner = ?1)";
            let was_last = transaction.execute(forget, [run as i64])? > 0;
            transaction.commit()?;
            Ok(was_last)
        };
        adopt(&mut self.connection).map_err(|error| failed(attempted, &error))
    }

    fn prepare(&mut self) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", "off")?;
        // Names of files that somebody has cleared are not left in the file.
        connection.pragma_update(None, "secure_delete", "on")?;
        // 2 MiB of pages in memory, the system has the rest; the file grows by what it needs, and a checkpoint gives back a log that has grown.
        connection.pragma_update(None, "cache_size", -2048)?;
        connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(())
    }

    /// Adds to a counter and returns what it was.
    fn bump(&mut self, name: &str, by: i64) -> Result<i64> {
        let attempted = self.attempted("write");
        let bump = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let select = "SELECT value FROM meta WHERE name = ?1";
            let value: Option<i64> = transaction.query_row(select, [name], |row| row.get(0)).optional()?;
            let value = value.unwrap_or(1);
            let replace = "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)";
            transaction.execute(replace, params![name, value + by])?;
            transaction.commit()?;
            Ok(value)
        };
        bump(&mut self.connection).map_err(|error| failed(attempted, &error))
    }

    fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(&self.connection).map_err(|error| failed(self.attempted("read"), &error))
    }

    fn attempted(&self, verb: &str) -> String {
        format!("{verb} {}", self.path.display())
    }

    fn refuse(&self, cause: impl std::fmt::Display) -> Error {
        Error::new(Stage::LocalDisk, Kind::Unsupported, self.attempted("open")).with_cause(cause)
    }
}

fn failed(attempted: String, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Kind::NoSpace,
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::AuthorizationForStatementDenied) => {
            Kind::NotPermitted
        }
        Some(ErrorCode::SystemIoFailure) => Kind::DiskFault,
        // What SQLite needs to open it cannot be opened or made: the folder takes nothing.
        Some(ErrorCode::CannotOpen) => Kind::NotPermitted,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Kind::Protocol,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::TimedOut,
        _ => Kind::System,
    };
    Error::new(Stage::LocalDisk, kind, attempted).with_cause(error)
}

#[cfg(test)]
mod tests;
