//! Questions about the files of a job: what to do about existing targets, and whether to go on where one file after the other
//! fails. Whatever waits for them holds no connection.

use std::collections::{BTreeMap, HashMap};

use super::Actor;
use crate::ask::{Answer, Question};
use crate::engine::command::{JobId, QuestionId, TransferId};
use crate::engine::event::Event;
use crate::transfer::{Policy, Resolution, State};

/// So many files of a job are asked about at once: more than anybody looks at one by one. The others are asked about as answers
/// come, and what is said for the whole job holds for them too.
const AT_ONCE: usize = 1000;

/// What somebody was asked and did not answer yet.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    targets: BTreeMap<QuestionId, (JobId, TransferId)>,
    asked: HashMap<TransferId, QuestionId>,
    count: HashMap<JobId, usize>,
    /// Jobs that stopped by themselves.
    stuck: BTreeMap<QuestionId, JobId>,
    /// Jobs for which there is no room on the disk.
    pub cramped: BTreeMap<QuestionId, JobId>,
}

impl Doubts {
    fn add(&mut self, question: QuestionId, job: JobId, transfer: TransferId) {
        self.targets.insert(question, (job, transfer));
        self.asked.insert(transfer, question);
        *self.count.entry(job).or_default() += 1;
    }

    fn take(&mut self, question: QuestionId) -> Option<(JobId, TransferId)> {
        let (job, transfer) = self.targets.remove(&question)?;
        self.asked.remove(&transfer);
        if let Some(count) = self.count.get_mut(&job) {
            *count -= 1;
            if *count == 0 {
                self.count.remove(&job);
            }
        }
        Some((job, transfer))
    }

    fn room(&self, job: JobId) -> usize {
        AT_ONCE.saturating_sub(self.count.get(&job).copied().unwrap_or(0))
    }
}

impl Actor {
    /// Whether a transfer whose turn has come waits for somebody's word instead of running.
    pub(super) fn parks(&mut self, id: TransferId) -> bool {
        if !self.queue.must_ask(id) {
            return false;
        }
        self.queue.park(id);
        if let Some(job) = self.queue.transfer(id).map(|(job, _)| job.id)
            && self.doubts.room(job) > 0
        {
            self.ask_about(job, id);
        }
        true
    }

    /// Takes the answer to a question about a job; `false` if it is none.
    pub(super) fn answer_for_job(&mut self, id: QuestionId, answer: &Answer) -> bool {
        if let Some((job, transfer)) = self.doubts.take(id) {
            let policy = match answer {
                Answer::Conflict(resolution) => Policy::Always(*resolution),
                // Whoever does not say what to do has not said that something may be lost.
                _ => Policy::Leave,
            };
            if self.queue.settle(transfer, policy) {
                self.settled(&[transfer]);
            }
            self.ask_about_others(job);
            return true;
        }
        if let Some(job) = self.doubts.cramped.remove(&id) {
            if let (Answer::Yes, Some(job)) = (answer, self.queue.job_mut(job)) {
                job.paused = false;
                self.go_on_with_plans();
            }
            return true;
        }
        let Some(job) = self.doubts.stuck.remove(&id) else {
            return false;
        };
        if let Answer::Yes = answer {
            if let Some(job) = self.queue.job_mut(job) {
                job.streak.go_on(true);
            }
            self.queue.resume(crate::engine::command::Aim::Job(job));
            self.go_on_with_plans();
        }
        true
    }

    /// Somebody says for a whole job what to do about existing targets.
    pub(super) fn settle_all(&mut self, job: JobId, resolution: Resolution, later: bool) {
        let ended = self.queue.settle_all(job, Policy::Always(resolution), later);
        self.settled(&ended);
        self.withdraw();
    }

    /// Jobs that stopped because one file after the other failed: somebody is asked whether they go on.
    pub(super) fn ask_about_stuck(&mut self) {
        for id in self.queue.take_stuck() {
            let told = self.queue.job(id).and_then(|job| job.streak.told());
            let Some((error, count)) = told else { continue };
            let question = Question::ManyFailures {
                error: Box::new(error.clone()),
                count,
            };
            self.hold_plans();
            let question_id = self.questions.next_id();
            self.doubts.stuck.insert(question_id, id);
            self.outbox.push(Event::Question {
                id: question_id,
                job: Some(id),
                question,
            });
        }
    }

    /// Takes back the questions that nobody needs to answer any more.
    pub(super) fn withdraw(&mut self) {
        let waits = |id: &TransferId| {
            let transfer = self.queue.transfer(*id);
            transfer.is_some_and(|(_, transfer)| transfer.state == State::Asking)
        };
        let targets = self.doubts.targets.iter();
        let gone: Vec<QuestionId> = targets
            .filter(|(_, (_, transfer))| !waits(transfer))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.doubts.take(id);
            self.outbox.push(Event::QuestionGone(id));
        }
        let stopped = |id: &JobId| {
            let job = self.queue.job(*id);
            job.is_some_and(|job| job.paused && job.streak.told().is_some() && !job.is_finished())
        };
        let moot: Vec<QuestionId> = self
            .doubts
            .stuck
            .iter()
            .filter(|(_, job)| !stopped(job))
            .map(|(id, _)| *id)
            .collect();
        let waits = |id: &JobId| self.queue.job(*id).is_some_and(|job| job.paused && !job.is_finished());
        let cramped = self.doubts.cramped.iter().filter(|(_, job)| !waits(job));
        let moot: Vec<QuestionId> = moot.into_iter().chain(cramped.map(|(id, _)| *id)).collect();
        for id in moot {
            self.doubts.stuck.remove(&id);
            self.doubts.cramped.remove(&id);
            self.outbox.push(Event::QuestionGone(id));
        }
    }

    /// Asks about those of a job that nobody was asked about yet, as far as there is room.
    fn ask_about_others(&mut self, id: JobId) {
        let room = self.doubts.room(id);
        let Some(job) = self.queue.job(id).filter(|_| room > 0) else {
            return;
        };
        let rows = job.lists.asking().iter();
        let ids = rows.filter_map(|row| self.queue.id(id, *row as usize));
        let others: Vec<TransferId> = ids
            .filter(|transfer| !self.doubts.asked.contains_key(transfer))
            .take(room)
            .collect();
        others.into_iter().for_each(|transfer| self.ask_about(id, transfer));
    }

    fn ask_about(&mut self, job: JobId, transfer: TransferId) {
        let Some((target, there, coming)) = self.queue.conflict(transfer) else {
            return;
        };
        let id = self.questions.next_id();
        self.doubts.add(id, job, transfer);
        let question = Question::Conflict {
            target,
            there: Box::new(there),
            coming: Box::new(coming),
        };
        self.outbox.push(Event::Question {
            id,
            job: Some(job),
            question,
        });
    }
}
