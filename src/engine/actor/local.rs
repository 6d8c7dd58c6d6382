//! Requests about the disk here.

use tokio_util::sync::CancellationToken;

use super::{Actor, Ticket};
use crate::engine::browse::Teller;
use crate::engine::command::LocalRequest;
use crate::engine::local_desk;
use crate::engine::report::Report;

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
}
