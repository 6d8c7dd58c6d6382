//! One line of the user's own.

use super::connection::Connection;
use crate::error::{Error, Kind, Reply, Result, Stage};

/// Commands that would open a data connection, or change who we are, how we are protected or what a file's bytes are.
const REFUSED: [&str; 39] = [
    "RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD", "PASV", "EPSV", "LPSV", "SPSV", "CPSV", "PORT", "EPRT",
    "LPRT", "AUTH", "ADAT", "PBSZ", "PROT", "CCC", "MIC", "CONF", "ENC", "REIN", "USER", "PASS", "ACCT", "QUIT",
    "ABOR", "REST", "TYPE", "STRU", "MODE", "SMNT", "PRET", "SSCN", "HOST", "XRCP", "XRSQ",
];

impl Connection {
    pub(super) async fn raw(&mut self, line: &[u8]) -> Result<Reply> {
        super::control::check(line)?;
        let verb = line.split(|byte| *byte == b' ').next().unwrap_or_default();
        if verb.is_empty() || !verb.iter().all(u8::is_ascii_alphanumeric) || is_refused(verb) {
            return Err(
                Error::new(Stage::Command, Kind::Unsupported, super::control::attempt(line))
                    .with_cause("this command would change the connection under the program's feet"),
            );
        }
        let moves = [&b"CWD"[..], b"CDUP", b"XCWD", b"XCUP"];
        if self.home.is_none() && moves.iter().any(|moves| verb.eq_ignore_ascii_case(moves)) {
            return Err(
                Error::new(Stage::Command, Kind::Unsupported, super::control::attempt(line))
                    .with_cause("the login folder is not known, so nothing would lead back there"),
            );
        }
        // Where the server is, is not known after this.
        self.directory = None;
        self.control.command(line).await
    }
}

fn is_refused(verb: &[u8]) -> bool {
    REFUSED
        .iter()
        .any(|refused| verb.eq_ignore_ascii_case(refused.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_change_the_connection_are_refused() {
        for verb in ["retr", "STOR", "Pasv", "ccc", "PROT", "QUIT", "abor", "TYPE"] {
            assert!(is_refused(verb.as_bytes()), "{verb}");
        }
        for verb in ["STAT", "HELP", "SITE", "NOOP", "SYST", "SIZE"] {
            assert!(!is_refused(verb.as_bytes()), "{verb}");
        }
    }
}
