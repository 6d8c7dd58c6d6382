//! User, password, and what is agreed on before the first real command.

use super::control::Control;
use super::feature::Features;
use super::reply;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::Logon;

/// What an anonymous login gives as its password, by old custom something like a mail address.
const ANONYMOUS: &str = "anonymous@";

/// How a login went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Login {
    /// Logged in.
    Done,
    /// The server waits for a password, and there is none at hand.
    WantsPassword,
}

/// Logs in. With `password` the site's own is not looked at.
///
/// # Errors
/// `LoginRefused` or `TooMany`, with the server's words.
pub(super) async fn login(control: &mut Control, logon: &Logon, password: Option<&Secret>) -> Result<Login> {
    let line = [b"USER ", logon.user().as_bytes()].concat();
    let reply = control.command(&line).await.map_err(in_login)?;
    if reply.code != 331 {
        return end(control, logon, reply).await;
    }
    let anonymous = Secret::new(ANONYMOUS);
    let password = match (password, logon) {
        (Some(password), _) | (None, Logon::Password { password, .. }) => password,
        (None, Logon::Anonymous) => &anonymous,
        (None, Logon::Ask { .. }) => return Ok(Login::WantsPassword),
    };
    self::password(control, logon, password).await
}

/// Gives the password that the server waits for.
pub(super) async fn password(control: &mut Control, logon: &Logon, password: &Secret) -> Result<Login> {
    let line = [b"PASS ", password.expose().as_bytes()].concat();
    let reply = control.command(&line).await.map_err(in_login)?;
    end(control, logon, reply).await
}

async fn end(control: &mut Control, logon: &Logon, mut reply: Reply) -> Result<Login> {
    if reply.code == 332 {
        // An account of its own is as good as extinct; where one is wanted, it mostly is the user's name.
        let line = [b"ACCT ", logon.user().as_bytes()].concat();
        reply = control.command(&line).await.map_err(in_login)?;
    }
    match reply.code {
        200..=299 => Ok(Login::Done),
        _ => Err(refused(control, reply)),
    }
}

fn refused(control: &Control, reply: Reply) -> Error {
    let kind = match reply.code {
        421 | 530 | 450 if reply::is_about_limits(&reply) => Kind::TooMany,
        421 => Kind::Closed,
        400..=499 => Kind::Rejected,
        300..=399 | 500..=599 => Kind::LoginRefused,
        _ => Kind::Protocol,
    };
    Error::new(Stage::Login, kind, "log in")
        .with_reply(reply)
        .between(Some(control.local), Some(control.peer))
        .breaking()
}

fn in_login(error: Error) -> Error {
    Error {
        stage: Stage::Login,
        ..error
    }
}

/// What was agreed on.
#[derive(Debug, Default)]
pub(super) struct Agreed {
    pub(super) features: Features,
    /// The folder in which the login landed, if the server says it in a form that paths can be built on.
    pub(super) home: Option<RemotePath>,
}

/// Asks what the server can do, switches to names in UTF-8 (unless they are in a character set of their own) and to the binary
/// type, and asks where we are.
///
/// # Errors
/// If the binary type is refused: files would be changed on the way.
pub(super) async fn agree(control: &mut Control, utf8: bool) -> Result<Agreed> {
    let features = Features::read(&control.ask(b"FEAT").await.map_err(in_login)?);
    if features.has("CLNT") {
        control.ask(b"CLNT Packetboat").await.map_err(in_login)?;
    }
    if features.has("UTF8") && utf8 {
        // Some say no to this and use UTF-8 all the same: the answer means nothing.
        control.ask(b"OPTS UTF8 ON").await.map_err(in_login)?;
    }
    if let Some(line) = features.facts_to_ask_for() {
        control.ask(line.as_bytes()).await.map_err(in_login)?;
    }
    control.done(b"TYPE I").await.map_err(in_login)?;
    let reply = control.command(b"PWD").await.map_err(in_login)?;
    let home = (reply.code == 257).then(|| directory(&reply)).flatten();
    Ok(Agreed {
        features,
        home: home.map(RemotePath::new).filter(RemotePath::is_absolute),
    })
}

/// The name in a reply to PWD or MKD: in double quotes that are doubled inside, in single quotes, or bare.
pub(super) fn directory(reply: &Reply) -> Option<Vec<u8>> {
    let words = reply::words(reply);
    if let Some(start) = words.iter().position(|byte| *byte == b'"') {
        let mut name = Vec::new();
        let mut rest = words[start + 1..].iter();
        while let Some(byte) = rest.next() {
            if *byte == b'"' {
                match rest.next() {
                    Some(b'"') => {}
                    _ => return Some(name),
                }
            }
            name.push(*byte);
        }
        return None;
    }
    let mut quotes = words
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\'')
        .map(|(at, _)| at);
    if let (Some(start), Some(end)) = (quotes.next(), quotes.next_back()) {
        return Some(words[start + 1..end].to_vec());
    }
    let bare = words.split(|byte| *byte == b' ').next().unwrap_or_default();
    (!bare.is_empty()).then(|| bare.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_working_directory_is_read_in_every_quoting() {
        for (text, expected) in [
            ("257 \"/home/a\" is the current directory", Some("/home/a")),
            ("257 \"/a \"\"b\"\" c\" is current", Some("/a \"b\" c")),
            ("257 \"/\"", Some("/")),
            ("257 '/a b' is current", Some("/a b")),
            ("257 /a/b is current", Some("/a/b")),
            ("257 \"/never ends", None),
            ("257", None),
        ] {
            let found = directory(&reply::read(text.as_bytes()));
            assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{text}");
        }
    }
}
