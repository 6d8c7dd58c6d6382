//! Questions that only a person, or a flag on the command line, can answer.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use crate::entry::Entry;
use crate::error::Error;
use crate::secret::Secret;
use crate::trust::{Certificate, Distrust, HostKey, KnownKey};

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
    /// The key of an SSH server is not known. "Yes" keeps it for this host and port.
    HostKey {
        /// `host:port` under which the key is kept: with a `HostKeyAlias` that name and port 22.
        server: String,
        /// The key to compare.
        key: Box<HostKey>,
        /// Keys of other algorithms that are known for this host: a reason to look twice.
        others: Vec<KnownKey>,
    },
    /// A key file is encrypted.
    Passphrase {
        /// `host:port`.
        server: String,
        /// The key file, for people.
        file: String,
        /// The last answer did not open it.
        wrong: bool,
    },
    /// The server asks for something by itself (RFC 4256), such as a one-time code. The answer is one text per prompt.
    Prompts {
        /// `host:port`.
        server: String,
        /// Who logs in.
        user: String,
        /// What the server says about it, made visible; may be empty.
        instructions: String,
        /// What it asks for; not empty.
        prompts: Vec<Prompt>,
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
    /// More is to be fetched than the disk takes, all downloads to it together. What runs goes on; "yes" lets the rest of the
    /// job follow.
    NoRoom {
        /// Where this job goes.
        folder: PathBuf,
        /// Bytes that are still to come, of this job and those before it.
        needed: u64,
        /// Bytes that can still be written.
        free: u64,
    },
    /// So many files of a job failed in a row, all for one reason that will not pass by itself: the job has stopped. "Yes"
    /// goes on with the rest.
    ManyFailures {
        /// The failure of the last one.
        error: Box<Error>,
        /// How many there were.
        count: u64,
    },
}

/// One thing that a server asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Prompt {
    /// Its words, made visible.
    pub text: String,
    /// Whether what is typed may be shown.
    pub echo: bool,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// Go on; for a certificate or a host key: trust exactly this one.
    Yes,
    /// Do not.
    No,
    /// The password or passphrase that was asked for.
    Password(Secret),
    /// One text for each prompt, in order.
    Texts(Vec<Secret>),
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
