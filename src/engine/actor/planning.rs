//! Finding out what a job consists of, while its first files already move.

use super::Actor;
use crate::ask::{Answer, Ask, Question};
use crate::engine::command::{Aim, JobId, Order};
use crate::engine::plan::{self, Decided, Findings, MANY, Plan, Step, Trouble};
use crate::engine::pool::Work;
use crate::engine::queue::{ServerId, Terms, Title};
use crate::engine::report::{Report, Used};
use crate::error::{Error, Kind, Result, Stage};
use crate::transfer::{Direction, Errand};

/// A step that was not made, or not to its end.
#[derive(Debug)]
pub(super) struct Missed {
    /// The problem of the job that says so, by its place; `None` if the job was cancelled before.
    pub problem: Option<usize>,
    pub step: Step,
}

impl Actor {
    pub(super) fn start(&mut self, order: Order) {
        let Order {
            job,
            site,
            errand,
            landing,
            policy,
            verify,
            afterwards,
            priority,
        } = order;
        let title = Title::of(&site, &errand);
        let origin = self.origin(&site, &errand);
        let server = self.server(site);
        let direction = match errand {
            Errand::Download { .. } => Direction::Download,
            Errand::Upload { .. } => Direction::Upload,
        };
        let terms = Terms {
            policy,
            verify,
            afterwards,
            priority,
            title,
            origin,
        };
        self.queue.add_job(job, server, direction, terms);
        self.plans.insert(job, Plan::new(errand, landing, afterwards));
        self.go_on_planning(job);
    }

    /// Puts the next step of a plan in line, or closes the plan.
    pub(super) fn go_on_planning(&mut self, job: JobId) {
        let Some(plan) = self.plans.get_mut(&job) else { return };
        // Rows that were let go by themselves need a look at their folders, and no more.
        let looks = matches!(plan.steps.last(), Some(Step::Look(_))) && self.queue.wants_rows(job);
        let waits = plan.busy || plan.needs_a_word() || plan.decided != Decided::Written;
        if waits || !(looks || self.queue.may_plan(job)) {
            return;
        }
        if plan.steps.is_empty() {
            self.drop_plan(job);
            self.queue.planned(job);
            return;
        }
        plan.busy = true;
        if let Some(server) = self.queue.job(job).map(|job| job.server) {
            self.work(server, Work::Plan(job));
        }
    }

    /// Plans wait while nothing may start: their steps leave the line, and those that are being made are broken off.
    pub(super) fn hold_plans(&mut self) {
        let waits = |id: &JobId| !self.queue.may_plan(*id) && !self.queue.wants_rows(*id);
        let mut withdrawn = Vec::new();
        for server in &mut self.servers {
            server.work.retain(|work| match work {
                Work::Plan(job) if waits(job) => {
                    withdrawn.push(*job);
                    false
                }
                _ => true,
            });
        }
        for (_, plan) in self.plans.iter().filter(|(job, _)| waits(job)) {
            plan.stop.cancel();
        }
        for job in withdrawn {
            if let Some(plan) = self.plans.get_mut(&job) {
                plan.busy = false;
            }
        }
    }

    /// Plans that may go on do so.
    pub(super) fn go_on_with_plans(&mut self) {
        let jobs: Vec<JobId> = self.plans.keys().copied().collect();
        jobs.into_iter().for_each(|job| self.go_on_planning(job));
    }

    /// Whether a plan waits until it is written down where things land.
    pub(super) fn has_decided(&self) -> bool {
        self.plans.values().any(|plan| plan.decided == Decided::Unwritten)
    }

    /// What was decided is on the disk, or will never be: the plans that waited for that go on.
    pub(super) fn release_plans(&mut self) {
        let mut written = Vec::new();
        for (job, plan) in &mut self.plans {
            if plan.decided == Decided::Writing {
                plan.decided = Decided::Written;
                written.push(*job);
            }
        }
        written.into_iter().for_each(|job| self.go_on_planning(job));
    }

    /// Gives up plans. What they had left to do is kept, for the case that somebody says try again.
    pub(super) fn cancel_plans(&mut self, aim: Aim) {
        let meant = |job: &JobId| aim == Aim::Everything || aim == Aim::Job(*job);
        let jobs: Vec<JobId> = self.plans.keys().copied().filter(meant).collect();
        for job in jobs {
            let steps = self.drop_plan(job);
            steps.into_iter().for_each(|step| self.miss(job, None, step));
            self.queue.planned(job);
        }
    }

    /// Makes the steps of these jobs that were not made, and forgets the problems that said so.
    pub(super) fn plan_again(&mut self, aim: Aim) {
        let meant = |job: &JobId| aim == Aim::Everything || aim == Aim::Job(*job);
        let jobs: Vec<JobId> = self.missed.keys().copied().filter(meant).collect();
        for id in jobs {
            let missed = self.missed.remove(&id).unwrap_or_default();
            self.missed_tails.entry(id).or_default().0.cut(0);
            let Some(job) = self.queue.job_mut(id) else { continue };
            let said: Vec<usize> = missed.iter().filter_map(|missed| missed.problem).collect();
            let mut at = 0..;
            if let Some(trace) = &mut job.trace {
                trace.problems.cut(0);
            }
            job.problems.retain(|_| at.next().is_none_or(|at| !said.contains(&at)));
            let steps = missed.into_iter().map(|missed| missed.step);
            // Also where a plan is at work: that may be one of looks only, which bring no files.
            self.queue.reopen(id);
            match self.plans.get_mut(&id) {
                Some(plan) => {
                    plan.kept.cut(0);
                    drop(plan.steps.splice(0..0, steps));
                }
                None => drop(self.plans.insert(id, Plan::of(steps.collect()))),
            }
            self.go_on_planning(id);
        }
    }

    fn miss(&mut self, job: JobId, problem: Option<usize>, step: Step) {
        if self.queue.job(job).is_some() {
            self.missed_tails.entry(job).or_default();
            self.missed.entry(job).or_default().push(Missed { problem, step });
        }
    }

    pub(super) fn planned(&mut self, used: Used, id: JobId, step: Step, result: Result<Findings>) {
        self.learn(used, false);
        self.release(used, result.as_ref().is_err_and(|error| error.broken));
        let names = self.queue.job(id).map(|job| job.title.charset).unwrap_or_default();
        let subject = step.subject(names);
        let excused = result.as_ref().is_err_and(|error| self.excuse(error).is_some());
        let Some(plan) = self.plans.get_mut(&id) else {
            // It was cancelled meanwhile.
            self.miss(id, None, step);
            return;
        };
        plan.land();
        match result {
            Ok(findings) => {
                plan.tries = 0;
                plan.found += findings
                    .folders
                    .iter()
                    .map(|(_, files)| files.len() as u64 + 1)
                    .sum::<u64>();
                if step.decides() && !findings.steps.is_empty() && self.queue.is_kept(id) {
                    plan.decided = Decided::Unwritten;
                }
                self.found(id, findings);
            }
            Err(error) if excused || error.kind == Kind::Cancelled => plan.steps.push(step),
            Err(error) if (error.broken || error.is_transient()) && plan.tries + 1 < plan::TRIES => {
                plan.tries += 1;
                plan.steps.push(step);
            }
            Err(error) => {
                plan.tries = 0;
                if let Step::Look(look) = &step {
                    let ended = self.queue.not_looked(id, look, &error);
                    self.settled(&ended);
                    self.go_on_planning(id);
                    return;
                }
                let problem = self.queue.job_mut(id).map(|job| job.problem(subject.clone(), error));
                self.miss(id, problem, step);
            }
        }
        if self.plans.get(&id).is_some_and(Plan::needs_a_word) {
            self.ask_about_many(id, used.server, subject);
        } else {
            self.go_on_planning(id);
        }
    }

    /// A tree without end looks like this; so does a very large one. Only a person can tell.
    fn ask_about_many(&mut self, job: JobId, server: ServerId, subject: String) {
        let count = self.plans.get(&job).map_or(0, |plan| plan.found);
        let (asker, reports) = (self.asker(server), self.report_to.clone());
        self.tasks.spawn(async move {
            let answer = asker.ask(Question::ManyEntries { subject, count }).await;
            let _ = reports.send(Report::MayGoOn {
                job,
                yes: matches!(answer, Answer::Yes),
            });
        });
    }

    pub(super) fn may_go_on(&mut self, job: JobId, yes: bool) {
        let Some(plan) = self.plans.get_mut(&job) else { return };
        if yes {
            plan.confirmed = true;
            self.go_on_planning(job);
        } else {
            let cause = format!("more than {MANY} entries, and nobody said that so many are meant");
            self.end_plan(
                job,
                &Error::new(Stage::Plan, Kind::TooLarge, "look into folders").with_cause(cause),
            );
        }
    }

    /// A plan has come to its end. Returns the steps that were not made.
    fn drop_plan(&mut self, job: JobId) -> Vec<Step> {
        let steps = self.plans.remove(&job).map(|plan| {
            plan.stop.cancel();
            plan.steps
        });
        let theirs = |work: &Work| matches!(work, Work::Plan(of) if *of == job);
        self.servers
            .iter_mut()
            .for_each(|server| server.work.retain(|work| !theirs(work)));
        self.plans_gone.push(job);
        steps.unwrap_or_default()
    }

    fn found(&mut self, id: JobId, findings: Findings) {
        if let Some(arrived) = findings.looked {
            let ended = self.queue.looked(id, arrived);
            self.settled(&ended);
            // What came to an end meanwhile is met, too.
            self.look_at(id);
        }
        if let Some(plan) = self.plans.get_mut(&id) {
            plan.add(findings.steps);
        }
        for Trouble { subject, error, again } in findings.problems {
            let problem = self.queue.job_mut(id).map(|job| job.problem(subject, error));
            if let Some(step) = again {
                self.miss(id, problem, step);
            }
        }
        if let Some(job) = self.queue.job_mut(id) {
            job.blocked += findings.blocked;
        }
        if !findings.folders.is_empty() {
            self.mind_space();
        }
        for (folder, files) in findings.folders {
            if let Some(folder) = self.queue.add_folder(id, folder) {
                let ended = self.queue.add_files(id, folder, files);
                self.settled(&ended);
            }
        }
    }

    /// Nothing more can be found out for this job, unless somebody says try again.
    pub(super) fn end_plan(&mut self, job: JobId, error: &Error) {
        let steps = self.drop_plan(job);
        let names = self.queue.job(job).map(|job| job.title.charset).unwrap_or_default();
        let subject = steps.last().map(|step| step.subject(names)).unwrap_or_default();
        let problem = self.queue.job_mut(job).map(|job| job.problem(subject, error.clone()));
        let missed = steps.into_iter().map(|step| Missed { problem, step });
        self.missed_tails.entry(job).or_default();
        self.missed.entry(job).or_default().extend(missed);
        self.queue.planned(job);
    }
}
