//! `rclone.conf`: remotes of SFTP and FTP, with passwords that are obscured but not encrypted.

use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding};
use openssl::symm::{Cipher, decrypt};

use super::ini::{Section, sections};
use super::{Format, Item, Note, Preview, Reader, Unreadable, Why};
use crate::secret::Secret;
use crate::site::{Agent, FtpOptions, Login, Protocol, Saved, Security, SftpOptions, SiteId, Terms};

/// The key with which rclone obscures. It is the same for everybody, and public: nothing is kept secret by it.
const KEY: [u8; 32] = [
    0x9c, 0x93, 0x5b, 0x48, 0x73, 0x0a, 0x55, 0x4d, 0x6b, 0xfd, 0x7c, 0x63, 0xc8, 0x86, 0xa9, 0x2b, 0xd3, 0x90, 0x19,
    0x8e, 0xb8, 0x12, 0x8a, 0xfb, 0xf4, 0xde, 0x16, 0x2b, 0x8b, 0x95, 0xf6, 0x38,
];

/// The length of what stands before every obscured text.
const START: usize = 16;

/// Settings that change where or how a connection is made and that are not here.
const LEFT: &[&str] = &["ssh", "key_pem", "http_proxy", "socks_proxy", "no_check_certificate"];

/// Reads the remotes.
pub fn read(text: &str, reader: Reader<'_>) -> Result<Preview, Unreadable> {
    if text.lines().any(|line| line.starts_with("RCLONE_ENCRYPT_V0")) {
        return Err(Unreadable::Encrypted);
    }
    let sections = sections(text);
    if !sections.iter().any(|section| section.get("type").is_some()) {
        return Err(Unreadable::Unknown);
    }
    let mut preview = Preview::empty(Format::Rclone);
    for section in &sections {
        match section.get("type") {
            Some("sftp") => sftp(section, reader, &mut preview),
            Some("ftp") => ftp(section, reader, &mut preview),
            Some(other) => preview.refuse(section.name, Why::Protocol(other.to_owned())),
            None => {}
        }
    }
    Ok(preview)
}

fn sftp(section: &Section<'_>, reader: Reader<'_>, preview: &mut Preview) {
    let key = section.get("key_file").map(|file| path(file, reader));
    let agent = section.is_on("key_use_agent");
    let options = SftpOptions {
        agent: match (agent, &key) {
            (false, _) => Agent::Off,
            (true, Some(_)) => Agent::Named,
            (true, None) => Agent::Any,
        },
        identities: key.into_iter().collect(),
        ..SftpOptions::default()
    };
    add(section, Protocol::Sftp(options), 22, reader, preview, Vec::new());
}

fn ftp(section: &Section<'_>, reader: Reader<'_>, preview: &mut Preview) {
    let mut notes = Vec::new();
    let (security, port) = match (section.is_on("tls"), section.is_on("explicit_tls")) {
        (true, _) => (Security::Implicit, 990),
        (false, true) => (Security::Explicit, 21),
        (false, false) => {
            notes.push(Note::NotEncrypted);
            (Security::Plain, 21)
        }
    };
    let options = FtpOptions {
        security,
        ..FtpOptions::default()
    };
    add(section, Protocol::Ftp(options), port, reader, preview, notes);
}

fn add(
    section: &Section<'_>,
    protocol: Protocol,
    port: u16,
    reader: Reader<'_>,
    preview: &mut Preview,
    mut notes: Vec<Note>,
) {
    let mut uncovered = |key: &str| {
        let hidden = section.get(key)?;
        let shown = reveal(hidden);
        if shown.is_none() {
            notes.push(Note::PasswordUnreadable);
        }
        shown.filter(|secret| !secret.is_empty())
    };
    let (password, passphrase) = (uncovered("pass"), uncovered("key_file_pass"));
    let left = LEFT.iter().filter(|key| section.get(key).is_some());
    notes.extend(left.map(|key| Note::Left((*key).to_owned())));
    let user = section.get("user").unwrap_or(reader.local_user).to_owned();
    let (has_key, agent) = match &protocol {
        Protocol::Sftp(options) => (!options.identities.is_empty(), options.agent != Agent::Off),
        _ => (false, false),
    };
    let is_ftp = matches!(protocol, Protocol::Ftp(_));
    let login = match () {
        () if is_ftp && user == "anonymous" => Login::Anonymous,
        () if password.is_some() => Login::Password { user },
        () if has_key => Login::Key { user },
        () if agent => Login::Agent { user },
        () => Login::Ask { user },
    };
    let number = |key: &str| section.get(key).and_then(|number| number.parse().ok());
    let site = Saved {
        id: SiteId::new(0),
        name: section.name.to_owned(),
        folder: Vec::new(),
        colour: crate::site::Colour::None,
        notes: section.get("description").unwrap_or_default().to_owned(),
        host: section.get("host").unwrap_or_default().to_owned(),
        port: number("port").unwrap_or(port),
        protocol,
        login,
        terms: Terms {
            connections: section.get("concurrency").and_then(|count| count.parse().ok()),
            ..Terms::default()
        },
        local_folder: None,
        remote_folder: None,
        synchronised: false,
        on_conflict: None,
        bookmarks: Vec::new(),
    };
    preview.items.push(Item {
        password: password.filter(|_| matches!(site.login, Login::Password { .. })),
        passphrase: passphrase.filter(|_| has_key),
        notes,
        ..Item::of(site)
    });
}

/// What an obscured text says.
fn reveal(hidden: &str) -> Option<Secret> {
    let bytes = Base64UrlUnpadded::decode_vec(hidden).ok()?;
    let (start, hidden) = bytes.split_at_checked(START)?;
    let shown = decrypt(Cipher::aes_256_ctr(), &KEY, Some(start), hidden).ok()?;
    String::from_utf8(shown).ok().map(Secret::new)
}

/// `~` and `$HOME` stand for the home folder.
fn path(text: &str, reader: Reader<'_>) -> PathBuf {
    let inside = ["~/", "$HOME/", "${HOME}/"]
        .iter()
        .find_map(|start| text.strip_prefix(start));
    match (inside, reader.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obscured_texts_come_to_light() {
        // The vectors of rclone's own tests.
        for (hidden, shown) in [
            ("YWFhYWFhYWFhYWFhYWFhYQ", Some("")),
            ("YWFhYWFhYWFhYWFhYWFhYXMaGgIlEQ", Some("potato")),
            ("YmJiYmJiYmJiYmJiYmJiYp3gcEWbAw", Some("potato")),
            ("YWFh", None),
            ("no base64!", None),
        ] {
            assert_eq!(reveal(hidden).as_ref().map(Secret::expose), shown, "{hidden}");
        }
    }
}
