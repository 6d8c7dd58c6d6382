//! Questions that only a person, or a flag on the command line, can answer.

use std::future::Future;
use std::pin::Pin;

use crate::entry::Entry;
use crate::secret::Secret;
use crate::trust::{Certificate, Distrust};

/// Something that must be answered before the work that needs it can go on. Other work goes on meanwhile.
#[derive(Clone, Debug)]
pub enum Question {
    /// The platform does not vouch for the server's certificate. "Yes" pins it for this host and port.
    Certificate {
        /// `host:port`.
        server: String,
        /// The facts to compare.
        certificate: Box<Certificate>,
        /// Why it is not trusted by itself.
        reason: Distrust,
    },
    /// A login needs a password.
    Password {
        /// `host:port`.
        server: String,
        /// Whose password.
        user: String,
    },
    /// The target of a transfer exists.
    Conflict {
        /// The target, in words for people.
        target: String,
        /// What is there.
        there: Box<Entry>,
        /// What would come.
        coming: Box<Entry>,
    },
    /// A recursive walk met more entries than anyone expects; "yes" goes on.
    ManyEntries {
        /// The folder that was read last, for people.
        subject: String,
        /// How many entries there are so far.
        count: u64,
    },
}

/// The answer to a [`Question`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// Go on; for a certificate: trust exactly this one.
    Yes,
    /// Do not.
    No,
    /// The password that was asked for.
    Password(Secret),
    /// What to do about an existing target.
    Conflict(crate::transfer::Resolution),
}

/// The future of an answer.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Whoever can answer questions: the engine, which passes them on and coalesces equal ones.
pub trait Ask: Send + Sync {
    /// Asks, and waits for as long as it takes. Whoever asks gives up nothing by waiting: no connection is held open.
    fn ask(&self, question: Question) -> Answering<'_>;
}
