//! Failures in a row for one reason that lasts: a full disk, a folder into which nobody may write. So many of them say what the
//! next thousand will be.

use std::mem::{Discriminant, discriminant};

use crate::error::{Error, Kind, Stage};

/// After so many a job stops and somebody is asked.
const MANY: u64 = 20;

/// The last failures of a job, as far as they are alike.
#[derive(Debug, Default)]
pub struct Streak {
    cause: Option<Cause>,
    count: u64,
    error: Option<Box<Error>>,
    /// Somebody said that the job goes on although these happen.
    accepted: Vec<Cause>,
}

/// What failures must have in common: where they happened, their kind, and the code of the reply.
type Cause = (Stage, Discriminant<Kind>, Option<u16>);

impl Streak {
    /// One more has failed. Returns whether that is enough.
    pub fn fails(&mut self, error: &Error) -> bool {
        // What may pass by itself says nothing about the next file, and what was cancelled was meant.
        if error.is_transient() || error.kind == Kind::Cancelled {
            return false;
        }
        let cause = cause(error);
        if self.cause != Some(cause) {
            self.cause = Some(cause);
            self.count = 0;
        }
        self.count += 1;
        // A full disk needs no second witness.
        let enough = if error.is_about_the_disk() { 1 } else { MANY };
        if self.count < enough || self.accepted.contains(&cause) {
            return false;
        }
        self.error = Some(Box::new(error.clone()));
        true
    }

    /// One has worked: whatever was wrong is not wrong with all. Never a reason to stop.
    pub fn works(&mut self) -> bool {
        (self.cause, self.count) = (None, 0);
        false
    }

    /// The failure that stopped the job, and how many there were.
    pub fn told(&self) -> Option<(&Error, u64)> {
        self.error.as_deref().map(|error| (error, self.count))
    }

    /// The job goes on; with `accepted` whatever comes of it for this reason.
    pub fn go_on(&mut self, accepted: bool) {
        if let Some(error) = self.error.take()
            && accepted
        {
            self.accepted.push(cause(&error));
        }
        self.works();
    }
}

fn cause(error: &Error) -> Cause {
    let code = error.reply.as_ref().map(|reply| reply.code);
    (error.stage, discriminant(&error.kind), code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reply;

    fn refused(code: u16, text: &str) -> Error {
        Error::new(Stage::Command, Kind::Rejected, "STOR x").with_reply(Reply {
            code,
            text: text.as_bytes().to_vec(),
        })
    }

    /// After how many of these failures it is enough.
    fn enough(streak: &mut Streak, mut errors: impl Iterator<Item = Error>) -> Option<usize> {
        errors.position(|error| streak.fails(&error)).map(|at| at + 1)
    }

    #[test]
    fn twenty_alike_are_enough_whatever_the_files_are_called() {
        let names = (0..).map(|n| refused(550, &format!("550 {n}: Permission denied")));
        assert_eq!(enough(&mut Streak::default(), names.take(100)), Some(20));
        let mixed = (0..100).map(|n| refused(if n % 19 == 0 { 553 } else { 550 }, "no"));
        assert_eq!(enough(&mut Streak::default(), mixed), None);
    }

    #[test]
    fn one_that_works_begins_anew_and_what_may_pass_or_was_meant_does_not_count() {
        let mut streak = Streak::default();
        let alike = |count| std::iter::repeat_with(|| refused(550, "no")).take(count);
        assert_eq!(enough(&mut streak, alike(19)), None);
        streak.works();
        assert_eq!(enough(&mut streak, alike(19)), None);
        let busy = std::iter::repeat_with(|| refused(450, "busy")).take(50);
        assert_eq!(enough(&mut streak, busy), None);
        let cancelled = std::iter::repeat_with(|| Error::new(Stage::Transfer, Kind::Cancelled, "x"));
        assert_eq!(enough(&mut streak, cancelled.take(50)), None);
        assert_eq!(
            enough(&mut streak, alike(1)),
            Some(1),
            "the nineteen before still count"
        );
        assert_eq!(streak.told().map(|(_, count)| count), Some(20));
    }

    #[test]
    fn one_full_disk_is_enough() {
        let full = || Error::new(Stage::LocalDisk, Kind::NoSpace, "write a");
        assert!(Streak::default().fails(&full()));
        let there = Error::new(Stage::Transfer, Kind::NoSpace, "STOR a");
        assert!(
            !Streak::default().fails(&there),
            "that is one of its quotas, not this disk"
        );
        let mut accepted = Streak::default();
        accepted.fails(&full());
        accepted.go_on(true);
        assert!(!accepted.fails(&full()));
    }

    #[test]
    fn what_was_accepted_stops_the_job_no_more_but_something_else_does() {
        let mut streak = Streak::default();
        let alike = |code, count| std::iter::repeat_with(move || refused(code, "no")).take(count);
        assert_eq!(enough(&mut streak, alike(550, 20)), Some(20));
        streak.go_on(false);
        assert!(streak.told().is_none());
        assert_eq!(enough(&mut streak, alike(550, 30)), Some(20), "asked again");
        streak.go_on(true);
        assert_eq!(enough(&mut streak, alike(550, 100)), None);
        assert_eq!(enough(&mut streak, alike(552, 100)), Some(20));
    }
}
