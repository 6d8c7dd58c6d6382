//! What an attempt to log in came to, told from the library's words.

use libssh2_sys as raw;
use ssh2::{Error, ErrorCode};

/// The end of one attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Logged in.
    Accepted,
    /// Not accepted; for a password or a conversation it may have been the first half of what is wanted.
    Refused,
    /// The server took the key and the signature came back without success: usually the first half of what is wanted.
    Signed,
    /// The password must be changed first.
    Expired,
    /// It did not come to an attempt; why, in the library's words.
    Unusable(String),
}

impl Verdict {
    /// Leaves those errors that concern the whole connection, or that only say to wait.
    ///
    /// # Errors
    /// What is not about this one attempt.
    pub(super) fn of(result: Result<(), Error>) -> Result<Self, Error> {
        let Err(error) = result else {
            return Ok(Self::Accepted);
        };
        let ErrorCode::Session(code) = error.code() else {
            return Err(error);
        };
        if code == raw::LIBSSH2_ERROR_EAGAIN {
            return Err(error);
        }
        // The library has one code for a refusal and for a connection that ended while it waited.
        if error.message().starts_with("Waiting for") {
            let code = ErrorCode::Session(raw::LIBSSH2_ERROR_SOCKET_DISCONNECT);
            return Err(Error::new(code, "the server closed the connection during the login"));
        }
        match code {
            raw::LIBSSH2_ERROR_AUTHENTICATION_FAILED => Ok(Self::Refused),
            raw::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED if error.message().starts_with("Invalid signature") => {
                Ok(Self::Signed)
            }
            raw::LIBSSH2_ERROR_PASSWORD_EXPIRED => Ok(Self::Expired),
            raw::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED
            | raw::LIBSSH2_ERROR_FILE
            | raw::LIBSSH2_ERROR_METHOD_NONE
            | raw::LIBSSH2_ERROR_INVAL
            | raw::LIBSSH2_ERROR_OUT_OF_BOUNDARY
            | raw::LIBSSH2_ERROR_ALGO_UNSUPPORTED
            | raw::LIBSSH2_ERROR_AGENT_PROTOCOL => Ok(Self::Unusable(error.message().to_owned())),
            _ => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_ended_is_no_refusal() {
        let of = |code, message| Verdict::of(Err(Error::new(ErrorCode::Session(code), message)));
        assert_eq!(
            of(-18, "Authentication failed (keyboard-interactive)").unwrap(),
            Verdict::Refused
        );
        assert_eq!(
            of(-18, "Waiting for keyboard USERAUTH response").unwrap_err().code(),
            ErrorCode::Session(-13)
        );
        assert_eq!(
            of(-19, "Invalid signature for supplied public key, or bad").unwrap(),
            Verdict::Signed
        );
        assert!(matches!(
            of(-19, "Callback returned error").unwrap(),
            Verdict::Unusable(_)
        ));
        assert_eq!(
            of(-37, "Waiting for password response").unwrap_err().code(),
            ErrorCode::Session(-37)
        );
    }
}
