//! What stands in which row of the table: jobs with their rows beneath them. Rows are never listed one by one, because a job may
//! have a million of them.

use super::job::Job;
use crate::engine::command::{JobId, Shown, TransferId};

/// What one row of the table shows. `job` is its place in the list of jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of a job.
    Job(usize),
    /// A row of it: its place among all that the job has on this tab.
    Row {
        /// The job.
        job: usize,
        /// Its place.
        at: usize,
    },
    /// How many more of its files wait. They stand beneath it, behind those that run, where they are shown.
    Waiting(usize),
    /// A folder that could not be read, or a source that was not found.
    Problem {
        /// The job.
        job: usize,
        /// Its place among the job's problems.
        at: usize,
    },
    /// What a group of failed rows has in common.
    Group {
        /// The job.
        job: usize,
        /// Its place among the job's groups.
        at: usize,
    },
    /// A failed row in a group.
    Member {
        /// The job.
        job: usize,
        /// The group.
        group: usize,
        /// Its place in the group.
        at: usize,
    },
}

/// What a line shows, whatever its place is: the key of the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A job.
    Job(JobId),
    /// One of its rows.
    Transfer(JobId, TransferId),
    /// One of its problems.
    Problem(JobId, usize),
    /// One of its groups.
    Group(JobId, usize),
}

/// All lines of a tab.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    runs: Vec<Run>,
    count: usize,
}

/// Lines of one kind, one after the other.
#[derive(Clone, Debug)]
struct Run {
    start: usize,
    first: Line,
}

impl Lines {
    /// The lines of these jobs on a tab.
    pub fn of(jobs: &[Job], shown: Shown) -> Self {
        let mut lines = Self::default();
        for (place, job) in jobs.iter().enumerate().filter(|(_, job)| belongs(job, shown)) {
            lines.push(Line::Job(place), 1);
            if job.is_open(shown) {
                lines.rows_of(place, job, shown);
            }
        }
        lines
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What stands in a row.
    pub fn at(&self, row: usize) -> Option<Line> {
        if row >= self.count {
            return None;
        }
        let run = self.runs.partition_point(|run| run.start <= row).checked_sub(1)?;
        let Run { start, first } = self.runs.get(run)?;
        let more = row - start;
        Some(match *first {
            Line::Row { job, at } => Line::Row { job, at: at + more },
            Line::Problem { job, at } => Line::Problem { job, at: at + more },
            Line::Member { job, group, at } => Line::Member {
                job,
                group,
                at: at + more,
            },
            line => line,
        })
    }

    /// The row in which a line stands.
    #[cfg(test)]
    pub fn find(&self, jobs: &[Job], shown: Shown, subject: Subject) -> Option<usize> {
        (0..self.count).find(|row| self.at(*row).and_then(|line| line.subject(jobs, shown)) == Some(subject))
    }

    /// Which places of a job's rows stand in these rows of the table.
    pub fn window(&self, wanted: usize, rows: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let mut seen = 0..0;
        for (number, run) in self.runs.iter().enumerate() {
            let Line::Row { job, at } = run.first else { continue };
            if job != wanted {
                continue;
            }
            let end = self.runs.get(number + 1).map_or(self.count, |next| next.start);
            let (from, to) = (rows.start.clamp(run.start, end), rows.end.clamp(run.start, end));
            let places = at + from - run.start..at + to - run.start;
            seen = match seen.is_empty() {
                true => places,
                false if places.is_empty() => seen,
                false => seen.start..places.end,
            };
        }
        seen
    }

    fn rows_of(&mut self, place: usize, job: &Job, shown: Shown) {
        if shown == Shown::Failed {
            let problems = job.totals.problems.len();
            self.push(Line::Problem { job: place, at: 0 }, problems);
            for (at, group) in job.groups.iter().enumerate() {
                self.push(Line::Group { job: place, at }, 1);
                let count = if group.closed { 0 } else { group.rows.len() };
                self.push(
                    Line::Member {
                        job: place,
                        group: at,
                        at: 0,
                    },
                    count,
                );
            }
            if !job.groups.is_empty() {
                return;
            }
        }
        self.push(Line::Row { job: place, at: 0 }, job.count_of(shown));
        if shown == Shown::Running {
            self.push(Line::Waiting(place), usize::from(job.waits() > 0));
            let shown = if job.shows_waiting() { job.waits() } else { 0 };
            let first = Line::Row {
                job: place,
                at: job.runs(),
            };
            self.push(first, shown);
        }
    }

    fn push(&mut self, first: Line, count: usize) {
        if count > 0 {
            self.runs.push(Run {
                start: self.count,
                first,
            });
            self.count += count;
        }
    }
}

impl Line {
    /// What it shows; `None` for what cannot be selected, or is not at hand yet.
    pub fn subject(self, jobs: &[Job], shown: Shown) -> Option<Subject> {
        let job = jobs.get(self.job())?;
        let id = job.totals.job;
        Some(match self {
            Self::Job(_) => Subject::Job(id),
            Self::Row { at, .. } => Subject::Transfer(id, job.loaded(shown).row(at)?.id),
            Self::Member { group, at, .. } => Subject::Transfer(id, *job.groups.get(group)?.ids.get(at)?),
            Self::Problem { at, .. } => Subject::Problem(id, at),
            Self::Group { at, .. } => Subject::Group(id, at),
            Self::Waiting(_) => return None,
        })
    }

    /// The place of its job.
    pub fn job(self) -> usize {
        match self {
            Self::Job(job)
            | Self::Waiting(job)
            | Self::Row { job, .. }
            | Self::Problem { job, .. }
            | Self::Group { job, .. }
            | Self::Member { job, .. } => job,
        }
    }
}

/// Whether a job is on a tab.
pub fn belongs(job: &Job, shown: Shown) -> bool {
    match shown {
        Shown::Running => !job.totals.finished,
        Shown::Failed => job.totals.failed > 0 || !job.totals.problems.is_empty(),
        Shown::Done => job.count_of(Shown::Done) > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::queue::samples;

    #[test]
    fn a_job_stands_over_its_running_files_and_what_waits() {
        let mut jobs = [samples::job(1), samples::job(2)];
        jobs[1].set_open(Shown::Running, false);
        let lines = Lines::of(&jobs, Shown::Running);
        let told: Vec<Line> = (0..lines.count()).filter_map(|row| lines.at(row)).collect();
        let row = |at| Line::Row { job: 0, at };
        assert_eq!(
            told,
            [Line::Job(0), row(0), row(1), row(2), Line::Waiting(0), Line::Job(1)]
        );
        assert_eq!(lines.at(6), None);
    }

    #[test]
    fn what_waits_is_shown_by_name_where_somebody_wants_it_or_there_are_few() {
        let mut jobs = [samples::job(1)];
        let shown = |jobs: &[Job]| Lines::of(jobs, Shown::Running).count();
        assert_eq!(shown(&jobs), 5);
        jobs[0].show_waiting(true);
        assert_eq!(shown(&jobs), 5 + 789);
        let lines = Lines::of(&jobs, Shown::Running);
        assert_eq!(lines.at(5), Some(Line::Row { job: 0, at: 3 }), "behind those that run");
        assert_eq!(lines.window(0, 0..8), 0..6);
        assert_eq!(lines.window(0, 100..140), 98..138);
        let mut few = samples::job(1);
        (few.totals.files, few.totals.waiting) = (8, 5);
        let mut few = [few];
        assert_eq!(shown(&few), 5 + 5);
        few[0].show_waiting(false);
        assert_eq!(shown(&few), 5);
    }

    #[test]
    fn a_million_rows_are_one_run() {
        let mut job = samples::job(1);
        (job.totals.done, job.totals.skipped) = (1_000_000, 0);
        let jobs = [samples::job(2), job];
        let lines = Lines::of(&jobs, Shown::Done);
        assert_eq!(lines.count(), 1 + 412 + 1 + 1_000_000);
        assert_eq!(lines.runs.len(), 4);
        assert_eq!(lines.at(1_000_413), Some(Line::Row { job: 1, at: 999_999 }));
        assert_eq!(lines.window(1, 500_000..500_040), 499_586..499_626);
        assert_eq!(lines.window(1, 0..20), 0..0);
        assert_eq!(lines.window(0, 0..20), 0..19);
    }

    #[test]
    fn failures_stand_under_their_causes_and_problems_before_them() {
        let mut job = samples::failed_job(1);
        job.groups[0].closed = true;
        let lines = Lines::of(&[job], Shown::Failed);
        let told: Vec<Line> = (0..lines.count()).filter_map(|row| lines.at(row)).collect();
        let group = |at| Line::Group { job: 0, at };
        let member = |group| Line::Member { job: 0, group, at: 0 };
        assert_eq!(
            told,
            [
                Line::Job(0),
                Line::Problem { job: 0, at: 0 },
                group(0),
                group(1),
                member(1)
            ]
        );
    }
}
