//! Errors in words: the cause, what the server said, what to do here, and what to change on the server.
//!
//! The engine's errors are typed facts. Every sentence that a person reads about one is made here.

mod connection;
mod data_connection;
mod files;
mod ssh;

use crate::error::{Error, Kind, Stage};
use crate::transfer::Skip;
use crate::trust::Distrust;

pub use ssh::{known as known_key, shown as host_key};

/// An error in words. Every line is safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Words {
    /// What went wrong, in one line without a full stop.
    pub cause: String,
    /// The server's own words, line by line.
    pub said: Vec<String>,
    /// What to do here.
    pub here: Option<String>,
    /// What to change on the server.
    pub there: Option<String>,
}

impl Words {
    fn new(cause: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            ..Self::default()
        }
    }

    fn here(mut self, advice: impl Into<String>) -> Self {
        self.here = Some(advice.into());
        self
    }

    fn there(mut self, advice: impl Into<String>) -> Self {
        self.there = Some(advice.into());
        self
    }

    /// The lines below the cause: what was said, and, if wanted, what to do.
    pub fn below(&self, advice: bool) -> Vec<String> {
        let said = self.said.iter().map(|line| format!("  server: {line}"));
        let here = self.here.iter().map(|text| format!("  here:   {text}"));
        let there = self.there.iter().map(|text| format!("  there:  {text}"));
        said.chain(here.chain(there).filter(|_| advice)).collect()
    }
}

/// Puts an error into words.
pub fn words(error: &Error) -> Words {
    let mut words = ssh::words(error).unwrap_or_else(|| by_stage(error));
    if let Some(reply) = &error.reply {
        words.said = reply.to_string().lines().map(str::to_owned).collect();
    }
    words
}

fn by_stage(error: &Error) -> Words {
    match error.stage {
        Stage::Resolve | Stage::Connect | Stage::Greeting | Stage::Tls | Stage::Ssh | Stage::Trust | Stage::Login => {
            connection::words(error)
        }
        Stage::DataConnection | Stage::Transfer | Stage::Check | Stage::Listing => data_connection::words(error),
        Stage::Command | Stage::LocalDisk | Stage::Plan => files::words(error),
    }
}

/// What may go wrong at every stage.
fn anywhere(error: &Error) -> Words {
    let attempted = &error.attempted;
    match &error.kind {
        Kind::TimedOut => {
            Words::new(format!("{attempted}: no answer in time")).here("Try again; --timeout SECONDS waits longer.")
        }
        Kind::Closed => Words::new(format!("{attempted}: the server closed the connection"))
            .here("Try again; --log - shows what was said before."),
        Kind::Reset => Words::new(format!("{attempted}: the connection was reset"))
            .here("Something on the way, or the server, dropped it. Try again; --log - shows what was said before."),
        Kind::Unreachable => Words::new(format!("{attempted}: no way to {}", peer(error)))
            .here("Check this computer's network connection, VPN and routes."),
        Kind::Offline => {
            Words::new("this computer has no network").here("Check its network connection and VPN, then try again.")
        }
        Kind::Interrupted(why) => Words::new(format!("{attempted}: the connection was lost: {why}")).here("Try again."),
        Kind::TooMany => Words::new("the server allows no more connections now")
            .here("Use fewer: --jobs 1. Other clients of the same account count too.")
            .there("vsftpd: max_per_ip, max_clients. ProFTPD: MaxClientsPerUser, MaxClientsPerHost."),
        Kind::Rejected => Words::new(format!("{attempted}: the server refused")),
        Kind::Protocol => Words::new(format!(
            "{attempted}: the server broke the rules of the protocol{}",
            cause(error)
        ))
        .here("--log - shows the exchange."),
        Kind::TooLarge => Words::new(format!("{attempted}: longer than any honest answer; given up")),
        Kind::Unsupported => Words::new(format!("{attempted}: the server cannot do that")),
        Kind::Cancelled => Words::new(format!("{attempted}: broken off")),
        Kind::NoSpace => Words::new(format!("{attempted}: no space left")),
        Kind::NotPermitted => Words::new(format!("{attempted}: not permitted{}", cause(error))),
        Kind::NotFound => Words::new(format!("{attempted}: not found")),
        Kind::Exists => Words::new(format!("{attempted}: exists already")),
        Kind::WrongType => Words::new(format!("{attempted}: not the kind of file that was expected")),
        other => {
            let name = other.name().replace('_', " ");
            Words::new(format!("{attempted}: {name}{}", cause(error)))
        }
    }
}

/// Why the system does not vouch for a certificate; the start of a sentence.
pub fn distrust(reason: Distrust) -> &'static str {
    match reason {
        Distrust::UnknownIssuer => "No authority that this system knows has signed the certificate",
        Distrust::Expired => "The certificate has expired",
        Distrust::NotYetValid => "The certificate is not valid yet",
        Distrust::WrongName => "The certificate is for another host",
        Distrust::Revoked => "The certificate was withdrawn by its authority",
        Distrust::Malformed => "The certificate has a form or a signature that cannot be checked",
    }
}

/// Why a file was left alone.
pub fn skipped(skip: Skip) -> &'static str {
    match skip {
        Skip::ByWish => "the target exists",
        Skip::ByDefault => "the target exists, and --on-conflict does not say what to do",
        Skip::NotAFile => "not a regular file",
        Skip::Link => "a symbolic link, not followed",
    }
}

/// The day of a Unix time, in UTC.
pub fn day(seconds: i64) -> String {
    match time::OffsetDateTime::from_unix_timestamp(seconds) {
        Ok(at) => at.date().to_string(),
        Err(_) => "?".to_owned(),
    }
}

/// The other end, for a sentence.
fn peer(error: &Error) -> String {
    error
        .peer
        .map_or_else(|| "the server".to_owned(), |peer| peer.to_string())
}

/// The system's words, for the end of a sentence.
fn cause(error: &Error) -> String {
    let shown = error.cause.as_ref().map(|cause| crate::path::visible(cause.as_bytes()));
    shown.map_or_else(String::new, |cause| format!(" ({cause})"))
}

fn says(error: &Error, part: &str) -> bool {
    error.reply.as_ref().is_some_and(|reply| reply.says(part))
}

fn code(error: &Error) -> u16 {
    error.reply.as_ref().map_or(0, |reply| reply.code)
}

#[cfg(test)]
mod tests;
