//! The exit status: one number for everything that happened in a run.

use crate::error::{Error, Kind, Stage};

/// What happened, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// Somebody broke the run off.
    pub interrupted: bool,
    /// The request could not be carried out as it was put (a folder without `--recursive`).
    pub misused: bool,
    /// Files moved, or items listed, removed or changed.
    pub done: u64,
    /// Files left because they exist and nobody said what to do.
    pub left: u64,
    /// Failures because the server is not trusted.
    pub not_trusted: u64,
    /// Failures because the login was refused or a password is missing.
    pub login: u64,
    /// Failures to connect or to encrypt.
    pub connection: u64,
    /// All other failures.
    pub other: u64,
}

impl Tally {
    /// Counts a failure where it belongs.
    pub fn count(&mut self, error: &Error) {
        *match class(error) {
            Class::Trust => &mut self.not_trusted,
            Class::Login => &mut self.login,
            Class::Connection => &mut self.connection,
            Class::Other => &mut self.other,
        } += 1;
    }

    /// The exit status: of those that apply, the first of 130, 2, 5, 6, 4, 1, 3, 0. 4 to 6 apply only if nothing was
    /// done.
    pub fn status(&self) -> u8 {
        let failed = self.not_trusted + self.login + self.connection + self.other > 0;
        let nothing_done = self.done == 0;
        match () {
            () if self.interrupted => INTERRUPTED,
            () if self.misused => USAGE,
            () if nothing_done && self.not_trusted > 0 => 5,
            () if nothing_done && self.login > 0 => 6,
            () if nothing_done && self.connection > 0 => 4,
            () if failed => FAILED,
            () if self.left > 0 => 3,
            () => 0,
        }
    }
}

/// Wrong usage.
pub const USAGE: u8 = 2;

/// Broken off by a person, or by the reader of standard output.
pub const INTERRUPTED: u8 = 130;

/// Some of the work failed.
pub const FAILED: u8 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Trust,
    Login,
    Connection,
    Other,
}

fn class(error: &Error) -> Class {
    match (&error.kind, error.stage) {
        (Kind::NotTrusted { .. } | Kind::Changed { .. } | Kind::HostCertificate, _) => Class::Trust,
        (Kind::UnknownHostKey { .. } | Kind::HostKeyChanged { .. } | Kind::HostKeyRevoked { .. }, _) => Class::Trust,
        (Kind::LoginRefused | Kind::NoPassword | Kind::BadKeyFile | Kind::WrongPassphrase, _) => Class::Login,
        (Kind::NoEncryption, _) => Class::Connection,
        (_, Stage::Trust) => Class::Trust,
        (_, Stage::Resolve | Stage::Connect | Stage::Greeting | Stage::Tls | Stage::Ssh | Stage::Login) => {
            Class::Connection
        }
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{Certificate, Distrust, Fingerprint};

    fn certificate() -> Box<Certificate> {
        Box::new(Certificate {
            fingerprint: Fingerprint::of(b"x"),
            subject: String::new(),
            issuer: String::new(),
            names: Vec::new(),
            not_before: 0,
            not_after: 0,
        })
    }

    #[test]
    fn failures_are_told_apart() {
        let distrust = Kind::NotTrusted {
            certificate: certificate(),
            reason: Distrust::UnknownIssuer,
        };
        let changed = Kind::Changed {
            certificate: certificate(),
            before: None,
        };
        let unknown = Kind::UnknownHostKey {
            key: Box::new(crate::trust::HostKey::from_blob(vec![0, 0, 0, 1, b'k']).unwrap()),
            others: Vec::new(),
        };
        let cases = [
            (Stage::Resolve, Kind::NotFound, 4),
            (Stage::Connect, Kind::Refused, 4),
            (Stage::Connect, Kind::TimedOut, 4),
            (Stage::Greeting, Kind::TooMany, 4),
            (Stage::Tls, Kind::NoEncryption, 4),
            (Stage::Command, Kind::NoEncryption, 4),
            (Stage::Tls, Kind::Handshake, 4),
            (Stage::Trust, distrust.clone(), 5),
            (Stage::Tls, distrust, 5),
            (Stage::Trust, changed, 5),
            (Stage::Trust, Kind::Cancelled, 5),
            (Stage::Login, Kind::LoginRefused, 6),
            (Stage::Login, Kind::NoPassword, 6),
            (Stage::Login, Kind::TimedOut, 4),
            (Stage::Trust, unknown.clone(), 5),
            (Stage::Ssh, unknown, 5),
            (Stage::Trust, Kind::HostCertificate, 5),
            (Stage::Login, Kind::BadKeyFile, 6),
            (Stage::LocalDisk, Kind::WrongPassphrase, 6),
            (Stage::Ssh, Kind::Handshake, 4),
            (Stage::Ssh, Kind::TimedOut, 4),
            (Stage::DataConnection, Kind::TimedOut, 1),
            (Stage::Transfer, Kind::Truncated, 1),
            (Stage::Command, Kind::Rejected, 1),
            (Stage::LocalDisk, Kind::NoSpace, 1),
        ];
        for (stage, kind, status) in cases {
            let mut tally = Tally::default();
            let error = Error::new(stage, kind, "x");
            tally.count(&error);
            assert_eq!(tally.status(), status, "{error:?}");
            tally.done = 1;
            assert_eq!(tally.status(), 1, "something was done: {error:?}");
        }
    }

    #[test]
    fn the_first_that_applies() {
        let nothing = Tally::default();
        let all = Tally {
            interrupted: true,
            misused: true,
            done: 0,
            left: 1,
            not_trusted: 1,
            login: 1,
            connection: 1,
            other: 1,
        };
        let mut tally = all;
        let mut statuses = vec![tally.status()];
        let peel: [fn(&mut Tally); 7] = [
            |tally| tally.interrupted = false,
            |tally| tally.misused = false,
            |tally| tally.not_trusted = 0,
            |tally| tally.login = 0,
            |tally| tally.connection = 0,
            |tally| tally.other = 0,
            |tally| tally.left = 0,
        ];
        for step in peel {
            step(&mut tally);
            statuses.push(tally.status());
        }
        assert_eq!(statuses, [130, 2, 5, 6, 4, 1, 3, 0]);
        assert_eq!(tally, nothing);
    }
}
