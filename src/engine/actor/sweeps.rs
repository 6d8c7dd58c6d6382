//! Removing the folders that moved files have left empty, when the last file of a job has come to its end.

use std::sync::Arc;

use super::Actor;
use crate::engine::command::JobId;
use crate::engine::doubt::Lost;
use crate::engine::pool::Work;
use crate::engine::queue::Emptied;
use crate::engine::report::{Report, Used};
use crate::engine::transfer;
use crate::error::Stage;
use crate::local::departure::remove_emptied;
use crate::path::RemotePath;
use crate::remote::Session;

impl Actor {
    /// Sees to the folders of jobs that have come to their ends: here at once, on servers when a connection is free.
    pub(super) fn sweep(&mut self) {
        for (job, server, emptied) in self.queue.take_sweeps() {
            match emptied {
                Emptied::There(folders) if !folders.is_empty() => self.work(server, Work::Sweep(job, folders)),
                Emptied::Here(folders) if !folders.is_empty() => {
                    let (disk, reports) = (self.disk.clone(), self.report_to.clone());
                    self.tasks.spawn(async move {
                        let removed = disk.visit(move || {
                            remove_emptied(&folders);
                            Ok(())
                        });
                        // A folder that stays is there to be seen.
                        let _ = removed.await;
                        let (used, left) = (None, Vec::new());
                        let _ = reports.send(Report::Swept { used, job, left });
                    });
                }
                Emptied::There(_) | Emptied::Here(_) => self.queue.swept(job),
            }
        }
    }

    pub(super) fn run_sweep(
        &mut self,
        (session, lost): (Arc<Session>, Lost),
        used: Used,
        job: JobId,
        folders: Vec<RemotePath>,
    ) {
        let reports = self.report_to.clone();
        self.tasks.spawn(async move {
            // Nobody knows how far it came if the connection is lost, and the first one is taken for the reason.
            let all = folders.first().cloned().into_iter().chain(folders.clone()).collect();
            let left = tokio::select! {
                swept = transfer::sweep(&session, folders) => swept.err().unwrap_or_default(),
                _ = lost.told(Stage::Command, "remove empty folders") => all,
            };
            drop(session);
            let used = Some(used);
            let _ = reports.send(Report::Swept { used, job, left });
        });
    }

    pub(super) fn swept(&mut self, used: Option<Used>, job: JobId, mut left: Vec<RemotePath>) {
        if let Some(used) = used {
            self.release(used, !left.is_empty());
            if !left.is_empty() {
                // The folder at which the connection was lost may be the reason: it stays.
                left.remove(0);
                if !left.is_empty() {
                    self.work(used.server, Work::Sweep(job, left));
                    return;
                }
            }
        }
        self.queue.swept(job);
    }
}
