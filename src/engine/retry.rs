//! Which failures are tried again, and when. Pure rules.

use std::time::Duration;

use crate::error::{Error, Kind};

/// How often a transfer is tried in all when its failures may pass by themselves.
const TRIES: u32 = 5;

/// After what was nobody's failure. Whatever it was is not over at once.
pub const AFTER_INTERRUPTION: Duration = Duration::from_secs(1);

/// How often when the bytes came wrong: once may be bad luck, twice is a fact.
const TRIES_AFTER_WRONG_BYTES: u32 = 2;

/// When to try again after the failure of try number `tries` (from 1); `None` is never.
pub fn again(error: &Error, tries: u32) -> Option<Duration> {
    match error.kind {
        // The server is busy with us or with others; that is no failure of this file.
        Kind::TooMany => Some(Duration::from_secs(2)),
        Kind::Truncated | Kind::SizeDiffers { .. } | Kind::HashDiffers | Kind::SourceChanged => {
            (tries < TRIES_AFTER_WRONG_BYTES).then_some(Duration::ZERO)
        }
        _ if error.is_transient() => (tries < TRIES).then(|| pause(tries)),
        _ => None,
    }
}

/// When to try again to reach a server that could be reached before. `tries` counts from 1.
pub fn connect_again(error: &Error, tries: u32) -> Option<Duration> {
    match error.kind {
        Kind::TooMany => (tries < 8).then(|| pause(tries)),
        _ if error.is_transient() => (tries < TRIES).then(|| pause(tries)),
        _ => None,
    }
}

/// 0.5, 1, 2, 4 … at most 30 seconds.
pub fn pause(tries: u32) -> Duration {
    Duration::from_millis(500 << tries.saturating_sub(1).min(6)).min(Duration::from_secs(30))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Reply, Stage};

    fn error(kind: Kind) -> Error {
        Error::new(Stage::Transfer, kind, "RETR a")
    }

    fn reply(code: u16) -> Error {
        error(Kind::Rejected).with_reply(Reply {
            code,
            text: code.to_string().into_bytes(),
        })
    }

    #[test]
    fn what_may_pass_is_tried_again_and_the_rest_is_not() {
        for transient in [
            error(Kind::TimedOut),
            error(Kind::Reset),
            error(Kind::Closed),
            reply(426),
            reply(450),
            reply(451),
        ] {
            assert!(again(&transient, 1).is_some(), "{transient}");
            assert!(again(&transient, TRIES).is_none(), "{transient}");
        }
        for lasting in [
            reply(530),
            reply(550),
            reply(553),
            reply(552),
            error(Kind::NoSpace),
            error(Kind::NotPermitted),
            error(Kind::Cancelled),
            error(Kind::NotFound),
            error(Kind::NoEncryption),
            error(Kind::LoginRefused),
            error(Kind::Exists),
        ] {
            assert!(again(&lasting, 1).is_none(), "{lasting}");
        }
        assert!(again(&error(Kind::Truncated), 1).is_some());
        assert!(again(&error(Kind::Truncated), 2).is_none());
        assert!(again(&error(Kind::TooMany), 99).is_some());
    }
}
