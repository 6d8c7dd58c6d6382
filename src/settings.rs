//! Settings that hold for every site.

use std::time::Duration;

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
}
