//! What an import says about sites, in words.

use crate::engine::profile::Imported;
use crate::error::Error;
use crate::import::{Item, Note, QueuedServer, Why};
use crate::path::visible;
use crate::site::{Book, Login, Misfit, Protocol, Security};
use crate::transfer::Direction;
use crate::ui::humane;
use crate::ui::words::Words;

/// Why something cannot be taken.
pub fn why(why: &Why, words: &Words) -> String {
    match why {
        Why::Protocol(name) => words.with("exchange-why-protocol", &[("name", visible(name.as_bytes()).into())]),
        Why::Misfit(misfit) => self::misfit(*misfit, words),
        Why::Unreadable(cause) => words.with(
            "exchange-why-unreadable",
            &[("cause", visible(cause.as_bytes()).into())],
        ),
    }
}

fn misfit(misfit: Misfit, words: &Words) -> String {
    words.say(match misfit {
        Misfit::NoName => "exchange-misfit-no-name",
        Misfit::NoHost => "exchange-misfit-no-host",
        Misfit::BadHost => "exchange-misfit-bad-host",
        Misfit::NoPort => "exchange-misfit-no-port",
        Misfit::NoUser => "exchange-misfit-no-user",
        Misfit::LineBreak => "exchange-misfit-line-break",
        Misfit::LoginOfSftp => "exchange-misfit-login-of-sftp",
        Misfit::LoginOfFtp => "exchange-misfit-login-of-ftp",
        Misfit::NoKeyFile => "exchange-misfit-no-key-file",
    })
}

/// Everything that is worth knowing about a site before it is taken: what is most important first.
pub fn remarks(item: &Item, words: &Words) -> Vec<String> {
    all(item, words, note)
}

/// The same as short as a cell of a table.
pub fn briefly(item: &Item, words: &Words) -> Vec<String> {
    all(item, words, short)
}

fn all(item: &Item, words: &Words, said: fn(&Note, &Words) -> String) -> Vec<String> {
    let twin = item.twin.iter().map(|twin| {
        let name = visible(twin.as_bytes());
        words.with("exchange-there-already", &[("name", name.into())])
    });
    let mut notes: Vec<&Note> = item.notes.iter().collect();
    // What concerns safety or a password stands before what is only lost.
    notes.sort_by_key(|note| matches!(note, Note::Left(_) | Note::ScpIsSftp | Note::UnknownCharset(_)));
    twin.chain(notes.into_iter().map(|note| said(note, words))).collect()
}

/// Whether a remark is a warning rather than a fact.
pub fn warns(item: &Item) -> bool {
    let warning = |note: &Note| {
        matches!(
            note,
            Note::NotEncrypted | Note::PasswordLocked | Note::PasswordUnreadable
        )
    };
    item.notes.iter().any(warning)
}

fn note(note: &Note, words: &Words) -> String {
    let named = |key: &str, name: &str| words.with(key, &[("name", visible(name.as_bytes()).into())]);
    match note {
        Note::TlsRequired => words.say("exchange-note-tls"),
        Note::NotEncrypted => words.say("exchange-note-plain"),
        Note::PasswordLocked => words.say("exchange-note-locked"),
        Note::PasswordUnreadable => words.say("exchange-note-unreadable"),
        Note::ScpIsSftp => words.say("exchange-note-scp"),
        Note::UnknownCharset(name) => named("exchange-note-charset", name),
        Note::Left(name) => named("exchange-note-left", name),
    }
}

fn short(note: &Note, words: &Words) -> String {
    match note {
        Note::TlsRequired => words.say("exchange-short-tls"),
        Note::NotEncrypted => words.say("exchange-short-plain"),
        Note::PasswordLocked => words.say("exchange-short-locked"),
        Note::PasswordUnreadable => words.say("exchange-short-unreadable"),
        Note::ScpIsSftp | Note::UnknownCharset(_) | Note::Left(_) => self::note(note, words),
    }
}

/// How a site logs in here, and with which secret of the file.
pub fn login(item: &Item, words: &Words) -> String {
    let secret = item.password.is_some() || item.passphrase.is_some();
    words.say(match (&item.site.login, secret) {
        (Login::Anonymous, _) => "exchange-login-anonymous",
        (Login::Password { .. }, true) => "exchange-login-password",
        (Login::Password { .. } | Login::Ask { .. }, _) => "exchange-login-ask",
        (Login::Key { .. }, true) => "exchange-login-key-passphrase",
        (Login::Key { .. }, false) => "exchange-login-key",
        (Login::Agent { .. }, _) => "exchange-login-agent",
        (Login::Interactive { .. }, _) => "exchange-login-interactive",
    })
}

/// Where a site leads: its user, its host, and the port where it is not the usual one.
pub fn account(item: &Item) -> String {
    let site = &item.site;
    let usual = match &site.protocol {
        Protocol::Sftp(_) | Protocol::Memory => 22,
        Protocol::Ftp(options) if options.security == Security::Implicit => 990,
        Protocol::Ftp(_) => 21,
    };
    let user = match &site.login {
        Login::Anonymous => String::new(),
        login => format!("{}@", login.user()),
    };
    let port = if site.port == usual {
        String::new()
    } else {
        format!(":{}", site.port)
    };
    visible(format!("{user}{}{port}", site.host).as_bytes())
}

/// The protocol of a site, and how it is encrypted.
pub fn protocol(item: &Item, words: &Words) -> String {
    words.say(match &item.site.protocol {
        Protocol::Sftp(_) | Protocol::Memory => "exchange-protocol-sftp",
        Protocol::Ftp(options) => match options.security {
            Security::Explicit => "exchange-protocol-explicit",
            Security::Implicit => "exchange-protocol-implicit",
            Security::Plain => "exchange-protocol-plain",
        },
    })
}

/// Whether nothing of it is encrypted.
pub fn is_plain(item: &Item) -> bool {
    matches!(&item.site.protocol, Protocol::Ftp(options) if options.security == Security::Plain)
}

/// The files of a server of a queue: how many go which way, and how large they are.
pub fn waiting(server: &QueuedServer, words: &Words) -> String {
    let ((up, sent), (down, fetched)) = (server.totals(Direction::Upload), server.totals(Direction::Download));
    let mut ways = Vec::new();
    if up > 0 {
        ways.push(words.with("exchange-up", &[("count", up.into())]));
    }
    if down > 0 {
        ways.push(words.with("exchange-down", &[("count", down.into())]));
    }
    let ways = ways.join(" ");
    match sent.saturating_add(fetched) {
        0 => ways,
        bytes => format!("{ways} · {}", humane::size(bytes)),
    }
}

/// What is worth knowing about a server of a queue.
pub fn queued(server: &QueuedServer, book: &Book, words: &Words) -> Vec<String> {
    let saved = server.known.as_ref().and_then(|id| book.site(id));
    let mut remarks = Vec::new();
    if server.files.is_empty() {
        // Then it does not matter how they would have been moved.
    } else if let Some(saved) = saved {
        let name = visible(saved.name.as_bytes());
        remarks.push(words.with("exchange-queue-saved", &[("name", name.into())]));
    } else {
        remarks.push(words.say("exchange-queue-unsaved"));
    }
    if !server.unusable.is_empty() {
        remarks.push(words.with("exchange-queue-unusable", &[("count", server.unusable.len().into())]));
    }
    if server.folders > 0 {
        remarks.push(words.with("exchange-queue-folders", &[("count", server.folders.into())]));
    }
    if saved.is_none() {
        remarks.extend(self::remarks(&server.item, words));
    }
    remarks
}

/// What went wrong with a file.
pub fn failure(error: &Error, words: &Words) -> String {
    let cause = error.cause.as_ref().map(|cause| visible(cause.as_bytes()));
    cause.map_or_else(
        || crate::ui::screen::failure::cause(words, error),
        |cause| words.with("exchange-unreadable", &[("cause", cause.into())]),
    )
}

/// Sites that have another name than in the file, because theirs was taken: both names.
pub fn renamed(wanted: &[String], imported: &Imported) -> Vec<(String, String)> {
    let both = wanted
        .iter()
        .zip(&imported.added)
        .filter(|(name, site)| **name != site.name);
    both.map(|(name, site)| (visible(name.as_bytes()), visible(site.name.as_bytes())))
        .collect()
}
