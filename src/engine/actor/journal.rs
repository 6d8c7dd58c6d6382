//! What the journal has to say, and what it gets.

use std::time::Duration;

use super::Actor;
use super::outbox::unix_now;
use super::planning::Missed;
use crate::engine::command::{Aim, JobId};
use crate::engine::event::Event;
use crate::engine::journal::{Journal, News, Restored, described, packed, packed_missed};
use crate::engine::ledger::row_id;
use crate::engine::plan::{Decided, Plan, Step};
use crate::engine::queue::{Origin, Tail};
use crate::error::{Error, Kind};
use crate::site::Site;
use crate::store::{Change, List};
use crate::transfer::{Errand, LocalEnd};

/// With fewer numbers for jobs than this, further ones are asked for.
const FEW: usize = 64;

/// How long the last words may take to get to the disk.
const LAST: Duration = Duration::from_secs(2);

impl Actor {
    /// The journal has something to tell.
    pub(super) fn news(&mut self, news: News) {
        match news {
            News::Written(result) => {
                let told = self.journal.as_mut().map(Journal::written);
                told.into_iter().flatten().for_each(|event| self.outbox.push(event));
                self.queue.release();
                self.release_plans();
                let ended = self.queue.depart(&result);
                self.settled(&ended);
                self.not_written(result.err());
            }
            News::Claimed { job, number, begun } => self.queue.keep_part(row_id(job, number), Some(begun)),
            News::Numbers(numbers) => {
                self.queue.number(numbers);
                if let Some(journal) = &mut self.journal {
                    journal.numbered();
                }
            }
            News::Restored(restored) => self.restore(*restored),
            News::TakenOver(taken) => self.taken_over(taken),
            News::Loaded(result) => {
                self.outbox.complain("the journal of the queue", result);
                let waiting = self.journal.as_ref().map_or(0, |journal| journal.waiting);
                let jobs = self.queue.restored().len();
                self.outbox.push(Event::Restored { jobs, waiting });
            }
        }
    }

    /// Tells that the journal cannot be written, once until it has worked again.
    fn not_written(&mut self, error: Option<Error>) {
        let said = std::mem::replace(&mut self.unwritten, error.is_some());
        if let Some(error) = error.filter(|_| !said) {
            self.outbox.push(Event::NotWritten(Box::new(error)));
        }
    }

    /// What is to be said first. `refusal`: why nothing is kept although it should be.
    pub(super) fn greet(&mut self, refusal: Option<Error>) {
        self.not_written(refusal);
        let Some(journal) = &self.journal else { return };
        if journal.unfinished {
            self.queue.hold(true);
            self.outbox.push(Event::Held(true));
        }
        if let Some(process) = journal.elsewhere {
            self.outbox.push(Event::QueueElsewhere { process });
        }
    }

    /// Writes what is left to be written, and waits for it.
    pub(super) async fn close_journal(&mut self) {
        let end = async {
            while self.journal.as_ref().is_some_and(Journal::is_writing) {
                match self.reports.recv().await {
                    Some(report) => self.last_word(report),
                    None => return,
                }
            }
            let changed = self.queue.take_changed();
            let mut told = std::mem::take(&mut self.endings);
            told.extend(changed.iter().filter_map(|job| self.totals(*job)));
            let mut changes = self.changes(&changed);
            changes.extend(self.settled_jobs());
            if let Some(mut journal) = self.journal.take() {
                journal.write(changes, Vec::new(), true);
                journal.end().await;
            }
            told.into_iter().for_each(|event| self.outbox.push(event));
        };
        let _ = tokio::time::timeout(LAST, end).await;
    }

    /// Where a job comes from, if it is to be kept: what ends in this process's own input or output is nothing for another.
    pub(super) fn origin(&mut self, site: &Site, errand: &Errand) -> Option<Origin> {
        let journal = self.journal.as_mut()?;
        if self.queue.numbers_left() < FEW {
            journal.number();
        }
        let standard = |end: &LocalEnd| *end == LocalEnd::Standard;
        let passes = match errand {
            Errand::Download { destination, .. } => standard(destination),
            Errand::Upload { sources, .. } => sources.iter().any(|source| standard(&source.path)),
        };
        (!passes).then(|| Origin {
            owner: journal.owner,
            site_id: site.terms.kept_as.clone(),
            site: described(site),
            began: unix_now(),
        })
    }

    /// A job of an earlier run comes back.
    pub(super) fn restore(&mut self, restored: Restored) {
        let Restored {
            job,
            site,
            steps,
            missed,
        } = restored;
        let (id, planned) = (job.id, job.planned);
        let charset = site.terms.charset;
        let server = self.server(site);
        self.queue.adopt(job, server, charset);
        if !missed.is_empty() {
            self.missed_tails.insert(id, (Tail::whole(missed.len()), missed.len()));
            let missed = missed.into_iter().map(|(problem, step)| Missed { problem, step });
            self.missed.insert(id, missed.collect());
        }
        if !planned {
            let mut plan = Plan::of(steps);
            plan.kept = Tail::whole(plan.steps.len());
            self.plans.insert(id, plan);
        }
        self.look_at(id);
        self.go_on_planning(id);
    }

    /// Looks at the folders in which something is to run now and of which nobody knows what is in them.
    pub(super) fn look_again(&mut self, aim: Aim) {
        let meant = |job: &JobId| match aim {
            Aim::Everything => true,
            Aim::Job(id) => id == *job,
            Aim::Transfer(id) => self.queue.transfer(id).is_some_and(|(of, _)| of.id == *job),
            Aim::Request(_) => false,
        };
        let jobs: Vec<JobId> = self.queue.unseen().into_iter().filter(meant).collect();
        for job in jobs {
            if self.look_at(job) {
                self.go_on_planning(job);
            }
        }
    }

    /// Puts the looks that a job needs before the other steps of its plan. Returns whether there are any.
    pub(super) fn look_at(&mut self, id: JobId) -> bool {
        let nonce = self.nonce_of(self.queue.is_kept(id)).to_owned();
        let looks = self.queue.take_looks(id, &nonce);
        if looks.is_empty() {
            return false;
        }
        let plan = self.plans.entry(id).or_insert_with(|| Plan::of(Vec::new()));
        plan.steps.extend(looks.into_iter().rev().map(Step::Look));
        true
    }

    /// What of these jobs, of all plans, and of what is gone the journal does not know yet.
    pub(super) fn changes(&mut self, jobs: &[JobId]) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.journal.is_none() {
            return changes;
        }
        self.queue.take_changes(jobs, &mut changes);
        for (id, plan) in &mut self.plans {
            let Some(job) = self.queue.serial(*id).filter(|_| self.queue.is_kept(*id)) else {
                continue;
            };
            if plan.decided == Decided::Unwritten {
                plan.decided = Decided::Writing;
            }
            let steps = plan.steps.iter().chain(&plan.flying);
            let steps: Vec<&Step> = steps.filter(|step| !matches!(step, Step::Look(_))).collect();
            if let Some(from) = plan.kept.take(steps.len()) {
                changes.push(Change::Listed {
                    job,
                    list: List::Steps,
                    from,
                    items: steps[from..].iter().filter_map(|step| packed(step)).collect(),
                });
            }
        }
        for id in std::mem::take(&mut self.plans_gone) {
            if let Some(job) = self.queue.serial(id).filter(|_| self.queue.is_kept(id)) {
                changes.push(Change::Listed {
                    job,
                    list: List::Steps,
                    from: 0,
                    items: Vec::new(),
                });
            }
        }
        self.missed_changes(&mut changes);
        changes.extend(self.queue.take_forgotten().into_iter().map(Change::Gone));
        changes
    }

    fn missed_changes(&mut self, changes: &mut Vec<Change>) {
        for (id, (tail, seen)) in &mut self.missed_tails {
            let missed = self.missed.get(id).map(Vec::as_slice).unwrap_or_default();
            if missed.len() == *seen && !tail.is_cut() {
                continue;
            }
            *seen = missed.len();
            let Some(job) = self.queue.serial(*id).filter(|_| self.queue.is_kept(*id)) else {
                continue;
            };
            // Looks are taken anew after a start.
            let items = missed
                .iter()
                .filter_map(|missed| packed_missed(missed.problem, &missed.step));
            let items: Vec<Vec<u8>> = items.collect();
            if let Some(from) = tail.take(items.len()) {
                let items = items[from..].to_vec();
                changes.push(Change::Listed {
                    job,
                    list: List::Missed,
                    from,
                    items,
                });
            }
        }
        self.missed_tails.retain(|id, _| self.missed.contains_key(id));
    }

    /// The jobs of this run that need nobody's attention any more: they leave the journal with the run.
    pub(super) fn settled_jobs(&self) -> Vec<Change> {
        let own = self.journal.as_ref().is_some_and(|journal| journal.owner != 0);
        let serials = self.queue.settled().into_iter().filter(|_| own);
        serials.map(Change::Gone).collect()
    }

    /// What the id of a part begins with, for a job that is kept and for one that is not.
    pub(super) fn nonce_of(&self, kept: bool) -> &str {
        match &self.journal {
            Some(journal) if kept => &journal.nonce,
            _ => &self.nonce,
        }
    }
}

/// Whether a failure says that the disk takes nothing, and nothing about what stands in the journal.
pub(super) fn is_unwritable(error: &Error) -> bool {
    matches!(
        error.kind,
        Kind::NotPermitted | Kind::NoSpace | Kind::ReadOnly | Kind::DiskFault
    )
}
