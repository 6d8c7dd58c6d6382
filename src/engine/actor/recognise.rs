//! Finding out what speaks at a host, before there is a site.

use tokio_util::sync::CancellationToken;

use super::{Actor, Ticket};
use crate::engine::event::{Event, Outcome};
use crate::engine::report::Report;
use crate::error::{Error, Kind, Stage};
use crate::remote;
use crate::wire::Tap;

impl Actor {
    /// Listens to a host. It waits for nobody and holds no connection of any site.
    pub(super) fn recognise(&mut self, ticket: Ticket, host: String, port: Option<u16>) {
        self.connections += 1;
        let connection = self.connections;
        let shown = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.clone()
        };
        self.outbox.push(Event::Connection {
            connection,
            server: format!("{shown}:{}", port.unwrap_or(21)),
            browsing: true,
        });
        let stop = CancellationToken::new();
        self.visits.insert(ticket, stop.clone());
        let tap = Tap::new(connection, self.outbox.wire());
        let (reports, patience) = (self.report_to.clone(), self.setup.patience);
        self.tasks.spawn(async move {
            let result = tokio::select! {
                biased;
                () = stop.cancelled() => Err(Error::new(Stage::Connect, Kind::Cancelled, "open connection")),
                result = remote::recognise(&host, port, patience, &tap) => result.map(Outcome::Recognised),
            };
            let _ = reports.send(Report::Gone { connection });
            let _ = reports.send(Report::Visited { ticket, result });
        });
    }
}
