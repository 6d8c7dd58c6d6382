//! Connections that may be dead: how long they have to show a sign of life, and how whatever runs on them learns that they are
//! lost. Pure rules, and the word that is passed on.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::queue::Moment;
use crate::error::{Error, Interruption, Kind, Stage};
use crate::remote::Ends;

/// How long is waited for what.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between two looks at clocks and addresses, while there are connections.
    pub look: Duration,
    /// The same while something is in doubt, or there is no network.
    pub close_look: Duration,
    /// What the system takes into its buffers is no sign of life, so signs are counted only after this.
    pub settle: Duration,
    /// Who shows no sign of life for this long is dead.
    pub deadline: Duration,
    /// For so long after an interruption, what fails is taken to be its consequence.
    pub aftermath: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            close_look: Duration::from_secs(1),
            settle: Duration::from_secs(4),
            deadline: Duration::from_secs(18),
            aftermath: Duration::from_mins(1),
        }
    }
}

/// A connection of which nobody knows whether it lives.
#[derive(Clone, Copy, Debug)]
pub struct Doubt {
    /// What raised it.
    pub why: Interruption,
    since: Moment,
    /// Signs of life when they began to count.
    signs: Option<u64>,
}

/// What is to be done about a doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Unclear,
    Alive,
    Dead,
}

impl Doubt {
    /// Begins now.
    pub fn new(why: Interruption, now: Moment) -> Self {
        Self {
            why,
            since: now,
            signs: None,
        }
    }

    /// Looks at a connection that has shown so many signs of life in all.
    pub fn look(&mut self, signs: u64, now: Moment, pace: &Pace) -> Verdict {
        let doubted = now.saturating_sub(self.since);
        match self.signs {
            None if doubted >= pace.settle => self.signs = Some(signs),
            Some(before) if before != signs => return Verdict::Alive,
            _ => {}
        }
        match doubted >= pace.deadline {
            true => Verdict::Dead,
            false => Verdict::Unclear,
        }
    }
}

/// Tells whatever runs on a connection that it is lost, and why. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Lost(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    ends: Ends,
    token: CancellationToken,
    why: OnceLock<Interruption>,
}

impl Lost {
    /// A connection between these ends, which is not lost.
    pub fn between(ends: Ends) -> Self {
        Self(Arc::new(Told {
            ends,
            ..Told::default()
        }))
    }

    /// It is lost.
    pub fn tell(&self, why: Interruption) {
        let _ = self.0.why.set(why);
        self.0.token.cancel();
    }

    /// Ready once it is lost, with the error for what was attempted.
    pub async fn told(&self, stage: Stage, attempted: &str) -> Error {
        self.0.token.cancelled().await;
        let why = self.0.why.get().copied().unwrap_or(Interruption::WayChanged);
        let (local, peer) = self.0.ends;
        Error::new(stage, Kind::Interrupted(why), attempted)
            .between(local, peer)
            .breaking()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHY: Interruption = Interruption::WayChanged;

    fn at(seconds: u64) -> Moment {
        Moment::from_secs(seconds)
    }

    #[test]
    fn who_shows_no_sign_of_life_is_dead_before_half_a_minute_has_passed() {
        let pace = Pace::default();
        let mut doubt = Doubt::new(WHY, at(100));
        assert_eq!(doubt.look(7, at(103), &pace), Verdict::Unclear);
        assert_eq!(doubt.look(8, at(104), &pace), Verdict::Unclear, "buffers were filled");
        assert_eq!(doubt.look(8, at(117), &pace), Verdict::Unclear);
        assert_eq!(doubt.look(8, at(118), &pace), Verdict::Dead);
        assert!(pace.look + pace.deadline + pace.close_look * 2 < Duration::from_secs(30));
    }

    #[test]
    fn one_sign_of_life_is_enough() {
        let pace = Pace::default();
        let mut doubt = Doubt::new(WHY, at(100));
        assert_eq!(doubt.look(8, at(105), &pace), Verdict::Unclear);
        assert_eq!(doubt.look(9, at(118), &pace), Verdict::Alive);
    }

    #[tokio::test]
    async fn what_runs_on_a_lost_connection_hears_why() {
        let lost = Lost::between((Some("192.0.2.5:4000".parse().unwrap()), None));
        let waits = lost.clone();
        let told = tokio::spawn(async move { waits.told(Stage::Transfer, "transfer").await });
        lost.tell(Interruption::AddressGone("192.0.2.5".parse().unwrap()));
        let error = told.await.unwrap();
        assert!(error.broken && error.is_transient());
        assert!(matches!(error.kind, Kind::Interrupted(Interruption::AddressGone(_))));
        assert!(error.local.is_some());
    }
}
