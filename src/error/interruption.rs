//! What happens to this computer's network, and is nobody's failure.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

/// Why a connection was given up although nobody had said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Interruption {
    /// The computer slept this long, and the server was not heard after that.
    Slept(Duration),
    /// The address from which the connection was made is not this computer's any more.
    AddressGone(IpAddr),
    /// The way to the server changed, and the server was not heard after that.
    WayChanged,
    /// This computer has no way to any network.
    Offline,
}

impl Interruption {
    /// The name in `--json` output and in accounts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slept(_) => "slept",
            Self::AddressGone(_) => "address_gone",
            Self::WayChanged => "way_changed",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for Interruption {
    /// For logs. People read the words made in `cli` and `ui`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slept(time) => write!(f, "the computer slept for {}", span(*time)),
            Self::AddressGone(address) => write!(f, "the address {address} of this connection is gone"),
            Self::WayChanged => write!(f, "the way to the server has changed"),
            Self::Offline => write!(f, "this computer has no network"),
        }
    }
}

/// A time in the largest unit that says enough.
fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_told_in_a_unit_that_says_enough() {
        let told = |seconds| Interruption::Slept(Duration::from_secs(seconds)).to_string();
        assert_eq!(told(43 * 60 + 59), "the computer slept for 43 min");
        assert_eq!(told(30), "the computer slept for 30 s");
        assert_eq!(told(9 * 3600 + 300), "the computer slept for 9 h 5 min");
    }
}
