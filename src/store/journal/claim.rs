//! Parts that earlier runs have left of files that are moved once more: the new rows go on with them, and the old rows go.

use rusqlite::{Connection, Transaction, params};

use super::code;
use super::writing::gone;
use super::{Journal, failed};
use crate::error::Result;
use crate::transfer::Begun;

/// Whether anything of other runs has left a part.
const ANY: &str = "
SELECT EXISTS (SELECT 1 FROM file INDEXED BY file_begun JOIN job ON job.serial = file.job
               WHERE file.begun IS NOT NULL AND job.owner <> ?1)";

/// New rows beside old ones of the shared queue that have the same source, the same target and the same site. There are few old
/// ones, so they come first.
const PAIRS: &str = "
SELECT new.number, old.job, old.number, old.begun
FROM file AS old INDEXED BY file_begun
CROSS JOIN job AS old_job ON old_job.serial = old.job
CROSS JOIN folder AS old_folder ON old_folder.job = old.job AND old_folder.number = old.folder
CROSS JOIN job AS new_job ON new_job.serial = ?1
CROSS JOIN folder AS new_folder
    ON new_folder.job = ?1 AND new_folder.remote = old_folder.remote AND new_folder.local = old_folder.local
CROSS JOIN file AS new
    ON new.job = ?1 AND new.number >= ?2 AND new.folder = new_folder.number AND new.name = old.name
   AND new.target IS old.target
WHERE old.begun IS NOT NULL AND old.pile IN (0, 1, 4) AND new.begun IS NULL AND new.pile = 0 AND old_job.owner = 0
  AND old_job.direction = new_job.direction AND old_job.site = new_job.site AND old_job.site_id IS new_job.site_id
ORDER BY new.number, old.job DESC";

/// The old row goes out of the numbers of its job.
const LESS: &str = "
UPDATE job SET files = files - 1,
               bytes = bytes - coalesce((SELECT size FROM file WHERE job = ?1 AND number = ?2), 0),
               waiting = waiting - (SELECT pile IN (0, 1) FROM file WHERE job = ?1 AND number = ?2),
               failed = failed - (SELECT pile = 4 FROM file WHERE job = ?1 AND number = ?2)
WHERE serial = ?1";

const EMPTY: &str = "
SELECT files = 0 AND planned AND NOT EXISTS (SELECT 1 FROM list WHERE job = ?1) FROM job WHERE serial = ?1";

impl Journal {
    /// Whether a run other than this one has left a part.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn has_left_parts(&self, run: u64) -> Result<bool> {
        self.ask(|connection| {
            connection
                .prepare_cached(ANY)?
                .query_row([run as i64], |row| row.get(0))
        })
    }

    /// Gives the rows of a job from the number `first` on the parts that rows of the shared queue have left; those rows leave
    /// the queue. Nobody may be running it meanwhile. Returns the rows with their parts.
    ///
    /// # Errors
    /// If that cannot be kept; then nothing has changed.
    pub fn claim(&mut self, job: u32, first: u32) -> Result<Vec<(u32, Begun)>> {
        let attempted = self.attempted("write");
        claim(&mut self.connection, job, first).map_err(|error| failed(attempted, &error))
    }
}

/// A new row, an old one with its job, and the part.
type Pair = (u32, (u32, u32), String);

fn claim(connection: &mut Connection, job: u32, first: u32) -> rusqlite::Result<Vec<(u32, Begun)>> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let pairs = pairs(&transaction, job, first)?;
    let mut claimed: Vec<(u32, Begun)> = Vec::new();
    for (number, (old_job, old), part) in pairs {
        // Of several the newest; the others stay where they are.
        if claimed.last().is_some_and(|(last, _)| *last == number) {
            continue;
        }
        transaction.execute(
            "UPDATE file SET begun = ?3 WHERE job = ?1 AND number = ?2",
            params![job, number, part],
        )?;
        transaction.execute(LESS, [old_job, old])?;
        transaction.execute("DELETE FROM file WHERE job = ?1 AND number = ?2", [old_job, old])?;
        if transaction.query_row(EMPTY, [old_job], |row| row.get(0))? {
            gone(&transaction, old_job)?;
        }
        claimed.push((number, code::read(&part)?));
    }
    transaction.commit()?;
    Ok(claimed)
}

fn pairs(transaction: &Transaction<'_>, job: u32, first: u32) -> rusqlite::Result<Vec<Pair>> {
    let mut select = transaction.prepare_cached(PAIRS)?;
    let pairs = select.query_map([job, first], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?), row.get(3)?))
    })?;
    pairs.collect()
}
