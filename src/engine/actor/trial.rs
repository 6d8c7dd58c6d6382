//! Trying a site out, beside everything else that goes on with its server.

use std::sync::{Arc, PoisonError};

use tokio_util::sync::CancellationToken;

use super::{Actor, Ticket};
use crate::engine::ask;
use crate::engine::event::{Event, Outcome};
use crate::engine::report::Report;
use crate::engine::trial::{self, Asker, Step, Teller};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;
use crate::remote::Dial;
use crate::site::Site;
use crate::wire::Tap;

impl Actor {
    /// Begins a trial. It gets no connection that is there already, and leaves none behind.
    pub(super) fn try_out(&mut self, ticket: Ticket, site: Arc<Site>, folder: Option<RemotePath>) {
        self.connections += 1;
        let connection = self.connections;
        let address = site.address();
        self.outbox.push(Event::Connection {
            connection,
            server: address.clone(),
            browsing: true,
        });
        let stop = CancellationToken::new();
        self.visits.insert(ticket, stop.clone());
        let teller = Teller::new(ticket, self.report_to.clone());
        let watcher = teller.clone();
        let tap = Tap::new(connection, self.outbox.wire());
        let tap = tap.watched(Arc::new(move |milestone| watcher.tell(Ok(milestone))));
        let asker = ask::Asker {
            site: site.clone(),
            reports: self.report_to.clone(),
        };
        let (store, reports, patience) = (self.store.clone(), self.report_to.clone(), self.setup.patience);
        self.tasks.spawn(async move {
            let (known, keys, learned) = {
                let store = store.lock().unwrap_or_else(PoisonError::into_inner);
                (store.known(&address), store.host_keys(), store.learned(&address))
            };
            let ask = Asker {
                ask: &asker,
                teller: &teller,
            };
            let dial = Dial {
                site: &site,
                known,
                keys: &keys,
                learned: &learned,
                ask: &ask,
                tap: &tap,
                patience,
            };
            let result = tokio::select! {
                biased;
                () = stop.cancelled() => Err(Error::new(Stage::Connect, Kind::Cancelled, "try the site")),
                result = trial::make(dial, folder.as_ref(), &teller) => result,
            };
            let _ = reports.send(Report::Gone { connection });
            let _ = reports.send(Report::TrialOver { ticket, site, result });
        });
    }

    pub(super) fn tried(&mut self, ticket: Ticket, step: Box<Step>) {
        if self.visits.contains_key(&ticket) {
            self.outbox.push(Event::Tried { ticket, step });
        }
    }

    /// A trial is over. A password that was refused is asked for again.
    pub(super) fn trial_over(&mut self, ticket: Ticket, site: &Arc<Site>, result: Result<()>) {
        self.visits.remove(&ticket);
        match &result {
            Ok(()) => self.keep_proven(site),
            Err(error) => self.forget_refused(site, &error.kind),
        }
        let result = result.map(|()| Outcome::Tried);
        self.outbox.push(Event::Answered { ticket, result });
    }
}
