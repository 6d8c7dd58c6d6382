//! Settings that hold for every site.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::transfer::{Policy, Resolution};

/// What is done about a target that exists, for as long as nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Existing {
    /// Somebody is asked.
    #[default]
    Ask,
    /// It is replaced.
    Overwrite,
    /// It is replaced by what is newer.
    OverwriteIfNewer,
    /// It is replaced by what has another size.
    OverwriteIfSizeDiffers,
    /// It is gone on with behind its last byte, where it is the beginning of what comes; else replaced.
    Resume,
    /// Both are kept.
    Rename,
    /// It is left alone.
    Skip,
}

impl Existing {
    /// The same, as an order has it.
    pub fn policy(self) -> Policy {
        match self {
            Self::Ask => Policy::Ask,
            Self::Overwrite => Policy::Always(Resolution::Overwrite),
            Self::OverwriteIfNewer => Policy::Always(Resolution::OverwriteIfNewer),
            Self::OverwriteIfSizeDiffers => Policy::Always(Resolution::OverwriteIfSizeDiffers),
            Self::Resume => Policy::Always(Resolution::Resume),
            Self::Rename => Policy::Always(Resolution::Rename),
            Self::Skip => Policy::Always(Resolution::Skip),
        }
    }
}

/// Whose habits the keys follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyPreset {
    /// FileZilla's and the desktop's.
    #[default]
    Standard,
    /// Those of WinSCP's commander and its ancestors: F5 copies, F7 makes a folder, F8 deletes.
    Commander,
}

/// How long to wait for what. Every wait of the program has one of these limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a name to resolve, a TCP connection to open, a TLS handshake to finish: each.
    pub connect: Duration,
    /// For a whole reply on the control connection.
    pub reply: Duration,
    /// For the reply to `EPSV`, which some firewalls swallow.
    pub epsv: Duration,
    /// For a data connection to open, counted from its first SYN (or from `PORT` sent).
    pub data_open: Duration,
    /// After which a data connection that does not open is named, while the attempt goes on.
    pub data_warning: Duration,
    /// For the next byte on an open data connection.
    pub data_idle: Duration,
    /// After which a silent control connection hears something harmless while a transfer runs beside it.
    pub keep_alive: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self::of(Duration::from_secs(20))
    }
}

impl Patience {
    /// Limits derived from the one that the user sets (`--timeout`): seconds for connect, reply and data idle.
    pub fn of(limit: Duration) -> Self {
        Self {
            connect: limit,
            reply: limit,
            epsv: limit.min(Duration::from_secs(5)),
            data_open: limit.min(Duration::from_secs(15)),
            data_warning: limit.min(Duration::from_secs(5)),
            data_idle: limit.max(Duration::from_secs(30)),
            keep_alive: Duration::from_secs(30),
        }
    }

    /// The same with limits of their own for opening a connection, for replies, and for silence while data flows.
    pub fn with(connect: Duration, reply: Duration, data_idle: Duration) -> Self {
        let usual = Self::of(reply);
        Self {
            connect,
            data_open: connect.min(usual.data_open),
            data_warning: connect.min(usual.data_warning),
            data_idle,
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_limits_are_the_usual_ones_however_they_are_said() {
        let seconds = Duration::from_secs;
        assert_eq!(
            Patience::with(seconds(20), seconds(20), seconds(30)),
            Patience::default()
        );
        let short = Patience::with(seconds(3), seconds(60), seconds(10));
        assert_eq!(
            (short.connect, short.reply, short.data_idle),
            (seconds(3), seconds(60), seconds(10))
        );
        assert!(short.data_open <= short.connect && short.epsv <= short.reply);
    }
}
