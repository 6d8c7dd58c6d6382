//! Requests about the disk here.

use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use super::{Actor, Ticket};
use crate::engine::account::{self, Form};
use crate::engine::browse::Teller;
use crate::engine::command::{JobId, LocalRequest};
use crate::engine::event::Outcome;
use crate::engine::local_desk;
use crate::engine::report::Report;
use crate::error::{Error, Stage};

impl Actor {
    /// Makes a request. It needs no connection, so it waits for nobody.
    pub(super) fn visit_disk(&mut self, ticket: Ticket, request: LocalRequest) {
        let stop = CancellationToken::new();
        self.visits.insert(ticket, stop.clone());
        let reports = self.report_to.clone();
        let teller = Teller {
            ticket,
            reports: reports.clone(),
            room: self.room.clone(),
            stop: stop.clone(),
        };
        self.tasks.spawn(async move {
            let result = local_desk::make(request, teller).await;
            let _ = reports.send(Report::Visited { ticket, result });
        });
    }

    /// Writes what became of every file of these jobs.
    pub(super) fn account(&mut self, ticket: Ticket, jobs: &[JobId], path: PathBuf) {
        let now = self.now();
        let json = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let form = if json { Form::Json } else { Form::Csv };
        let jobs: Vec<_> = jobs.iter().filter_map(|id| self.queue.job(*id)).collect();
        let totals: Vec<_> = jobs.iter().map(|job| job.totals(0)).collect();
        let rows = jobs.iter().flat_map(|job| {
            let rows = (0..job.transfers.len()).filter(|at| !job.transfers[*at].forgotten);
            rows.filter_map(|at| job.row(self.queue.id(job.id, at)?, u32::try_from(at).ok()?, None, now))
        });
        let text = account::write(form, &totals, rows);
        let reports = self.report_to.clone();
        self.tasks.spawn_blocking(move || {
            let result = match std::fs::write(&path, text) {
                Ok(()) => Ok(Outcome::Exported(path)),
                Err(error) => Err(Error::io(Stage::LocalDisk, format!("write {}", path.display()), &error)),
            };
            let _ = reports.send(Report::Visited { ticket, result });
        });
    }
}
