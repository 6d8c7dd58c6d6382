//! Trying a site out: every step on the way to a list is told as it is taken, on a connection of its own that is closed
//! afterwards. Nothing is kept but what somebody agreed to.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::command::Ticket;
use super::report::Report;
use crate::ask::{Answering, Ask, Question};
use crate::error::{Error, Result};
use crate::path::RemotePath;
use crate::remote::{Dial, Session};
use crate::wire::Milestone;

/// A step of a trial: taken, or the one at which it stopped.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was found, or why it stopped here.
    pub result: Result<Milestone>,
    /// How long it took, without the time in which somebody was asked.
    pub took: Duration,
}

/// Tells the steps of one trial.
#[derive(Clone, Debug)]
pub struct Teller {
    ticket: Ticket,
    reports: mpsc::UnboundedSender<Report>,
    since: Arc<Mutex<Instant>>,
}

impl Teller {
    /// The clock starts now.
    pub fn new(ticket: Ticket, reports: mpsc::UnboundedSender<Report>) -> Self {
        Self {
            ticket,
            reports,
            since: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// A step has ended.
    pub fn tell(&self, result: Result<Milestone>) {
        let took = self.turn(Duration::ZERO);
        let (ticket, step) = (self.ticket, Box::new(Step { result, took }));
        let _ = self.reports.send(Report::Tried { ticket, step });
    }

    /// How long the step has taken so far; the clock goes on as if it had been `already`.
    fn turn(&self, already: Duration) -> Duration {
        let now = Instant::now();
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let took = now.saturating_duration_since(*since);
        *since = now.checked_sub(already).unwrap_or(now);
        took
    }
}

/// Asks for a trial. The time until the answer is nobody's fault.
pub struct Asker<'a> {
    /// Who passes the question on.
    pub ask: &'a dyn Ask,
    /// Whose clock stops.
    pub teller: &'a Teller,
}

impl Ask for Asker<'_> {
    fn ask(&self, question: Question) -> Answering<'_> {
        Box::pin(async move {
            let so_far = self.teller.turn(Duration::ZERO);
            let answer = self.ask.ask(question).await;
            self.teller.turn(so_far);
            answer
        })
    }
}

/// Connects, logs in and lists a folder (the login folder, if none is named), and closes. The steps before the list are told
/// by the connection's own log.
///
/// # Errors
/// Why it stopped; the step was told.
pub async fn make(dial: Dial<'_>, folder: Option<&RemotePath>, teller: &Teller) -> Result<()> {
    let failed = |error: Error| {
        teller.tell(Err(error.clone()));
        error
    };
    let session = Session::connect(dial).await.map_err(failed)?;
    let listed = list(&session, folder).await;
    teller.tell(listed.clone());
    session.close().await;
    listed.map(|_| ())
}

async fn list(session: &Session, folder: Option<&RemotePath>) -> Result<Milestone> {
    let home = session.working_directory().await?;
    let folder = folder.map_or_else(|| home.clone(), |folder| folder.within(&home));
    let (pages, mut arriving) = mpsc::channel(4);
    let drained = async { while arriving.recv().await.is_some() {} };
    let (listing, ()) = tokio::join!(session.list(&folder, pages), drained);
    Ok(Milestone::Listed {
        folder,
        entries: listing?.entries,
        active: session.facts().active,
    })
}
