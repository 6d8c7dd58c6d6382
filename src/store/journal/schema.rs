//! The tables, and the way from older ones to them.

use rusqlite::Transaction;

use super::{Journal, failed};
use crate::error::Result;

/// What this version writes.
pub const VERSION: i64 = STEPS.len() as i64;

/// Step n makes version n + 1 out of version n. A step that was ever shipped is never edited.
const STEPS: &[&str] = &[FIRST, ROWS, MOVES];

pub const FIRST: &str = "
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Processes that have jobs of their own.
CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    process INTEGER NOT NULL,
    began INTEGER NOT NULL
) STRICT;

-- owner: 0 is the shared queue. site_id: a saved site. site: what it is like, in the form of sites.toml.
CREATE TABLE job (
    serial INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    site_id TEXT,
    site TEXT NOT NULL,
    began INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    server TEXT NOT NULL,
    source TEXT NOT NULL,
    sources INTEGER NOT NULL,
    destination TEXT NOT NULL,
    policy INTEGER NOT NULL,
    verify INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    planned INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    skipped INTEGER NOT NULL
) STRICT;

-- below: how many folders above the local one is the one that somebody chose.
CREATE TABLE folder (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    remote BLOB NOT NULL,
    local BLOB NOT NULL,
    below INTEGER NOT NULL,
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- What a job still has to look at, could not look at, and what did not work out.
CREATE TABLE list (
    job INTEGER NOT NULL,
    list INTEGER NOT NULL,
    place INTEGER NOT NULL,
    item BLOB NOT NULL,
    PRIMARY KEY (job, list, place)
) STRICT, WITHOUT ROWID;

-- pile: 0 waits, 1 is paused, 2 done, 3 skipped, 4 failed. detail: how it was checked, or why it was skipped.
CREATE TABLE file (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    folder INTEGER NOT NULL,
    name BLOB NOT NULL,
    size INTEGER,
    modified INTEGER,
    clock INTEGER,
    permissions INTEGER,
    was_there INTEGER NOT NULL,
    pile INTEGER NOT NULL,
    detail INTEGER NOT NULL,
    target BLOB,
    policy INTEGER,
    tries INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    took INTEGER NOT NULL,
    remarks TEXT,
    cause TEXT,
    begun TEXT,
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_by_pile ON file (job, pile);

INSERT INTO meta (name, value) VALUES ('next_serial', 1), ('next_run', 1), ('nonce', abs(random() % 4294967296));
";

/// Rows of a job are put in order, too, and those that have left a part are found.
const ROWS: &str = "
ALTER TABLE file ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
CREATE INDEX file_begun ON file (job) WHERE begun IS NOT NULL;
";

/// Jobs that move. afterwards: 0 keeps the sources, 1 removes them. whole: the folder itself was meant. plain: known to be no
/// link. arrived: what the source was, while it has to go.
const MOVES: &str = "
ALTER TABLE job ADD COLUMN afterwards INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN swept INTEGER NOT NULL DEFAULT 1;
ALTER TABLE folder ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN plain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN arrived TEXT;
";

impl Journal {
    /// Brings an older file to this version, all or nothing. A newer one is refused and left alone.
    pub(super) fn migrate(&mut self) -> Result<()> {
        let attempted = self.attempted("open");
        let version = self.version()?;
        if version > VERSION {
            let cause = format!("it was written by a newer version (format {version}, known here: {VERSION})");
            return Err(self.refuse(cause));
        }
        if version == VERSION {
            return Ok(());
        }
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior);
        let migrated = transaction.and_then(|transaction| migrate(&transaction).and_then(|()| transaction.commit()));
        migrated.map_err(|error| failed(attempted, &error))
    }

    pub(super) fn version(&self) -> Result<i64> {
        self.ask(|connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0)))
    }
}

/// Somebody else may have done it while we waited for the lock: the version is read anew.
fn migrate(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION.max(version))
}
