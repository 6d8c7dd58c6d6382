//! The method `password` (RFC 4252, 8).

use super::verdict::Verdict;
use super::{Login, PASSWORD};
use crate::ask::{Answer, Question};
use crate::error::{Kind, Result};
use crate::secret::Secret;

/// Tries the site's password, or asks for one.
///
/// # Errors
/// `NoPassword` if nobody gives one; what breaks the connection.
pub(super) fn attempt(login: &mut Login<'_>) -> Result<()> {
    let password = the_password(login)?;
    let user = login.user.clone();
    let verdict = login.drive("log in with a password", |session| {
        Verdict::of(session.userauth_password(&user, password.expose()))
    })?;
    login.refused_password = !login.decide(verdict, PASSWORD)?;
    Ok(())
}

/// The password of the site, or the answer to the question for it, which is asked once.
fn the_password(login: &mut Login<'_>) -> Result<Secret> {
    if let Some(password) = &login.password {
        return Ok(password.clone());
    }
    let question = Question::Password {
        server: login.site.address(),
        user: login.user.clone(),
    };
    match login.link.ask(question) {
        Answer::Password(password) => {
            login.password = Some(password.clone());
            Ok(password)
        }
        _ => Err(login.error(Kind::NoPassword)),
    }
}
