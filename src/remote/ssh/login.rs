//! Logging in. Plain passwords only, for now.

use super::link::Link;
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Result, Stage};
use crate::site::{Logon, Site};

/// A login that succeeded.
pub(super) struct Done {
    /// How it was done, step by step.
    pub(super) steps: Vec<String>,
    /// It took an answer that cannot be given again by itself.
    pub(super) once: bool,
}

/// Logs in.
pub(super) fn log_in(link: &mut Link, site: &Site) -> Result<Done> {
    let user = site.logon.user().to_owned();
    let password = match &site.logon {
        Logon::Password { password, .. } => password.clone(),
        Logon::Ask { .. } | Logon::Anonymous => {
            let question = Question::Password {
                server: site.address(),
                user: user.clone(),
            };
            match link.ask(question) {
                Answer::Password(password) => password,
                _ => return Err(Error::new(Stage::Login, Kind::NoPassword, "log in").breaking()),
            }
        }
    };
    let limit = link.patience().reply;
    link.drive(Stage::Login, "log in with password", limit, |session| {
        session.userauth_password(&user, password.expose())
    })?;
    Ok(Done {
        steps: vec!["password".to_owned()],
        once: false,
    })
}
