//! `WinSCP.ini`: sessions in folders, with passwords that are hidden but not encrypted.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use super::ini::{Section, sections};
use super::{Format, Item, Note, Preview, Unreadable, Why};
use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{FtpOptions, Login, Logon, Mode, Protocol, Saved, Security, SftpOptions, Site, SiteId, Terms};

/// Reads the sessions.
pub fn read(text: &str) -> Result<Preview, Unreadable> {
    let sections = sections(text);
    if !sections.iter().any(|section| section.name.starts_with("Sessions\\")) {
        return Err(Unreadable::Unknown);
    }
    let locked = sections.iter().any(|section| section.is_on("usemasterpassword"));
    let mut preview = Preview::empty(Format::WinScp);
    for section in &sections {
        if let Some(name) = section.name.strip_prefix("Sessions\\")
            && section.get("hostname").is_some()
            && !section.is_on("isworkspace")
        {
            session(&plain(name), section, locked, &mut preview);
        }
    }
    Ok(preview)
}

fn session(place: &str, section: &Section<'_>, locked: bool, preview: &mut Preview) {
    let mut names: Vec<String> = place
        .split('/')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let name = names.pop().unwrap_or_default();
    let mut notes = Vec::new();
    let (protocol, usual_port) = match protocol(section, &mut notes) {
        Ok(found) => found,
        Err(spoken) => return preview.refuse(&name, Why::Protocol(spoken)),
    };
    let value = |key: &str| section.get(key).map(plain);
    let (host, user) = (
        value("hostname").unwrap_or_default(),
        value("username").unwrap_or_default(),
    );
    let password = password(section, &format!("{user}{host}"), locked, &mut notes);
    if section.get("proxymethod").is_some_and(|method| method != "0") {
        notes.push(Note::Left("ProxyMethod".to_owned()));
    }
    let is_ftp = matches!(protocol, Protocol::Ftp(_));
    let has_key = matches!(&protocol, Protocol::Sftp(options) if !options.identities.is_empty());
    let login = match () {
        () if is_ftp && (user.is_empty() || user == "anonymous") => Login::Anonymous,
        () if password.is_some() => Login::Password { user },
        () if has_key => Login::Key { user },
        () => Login::Ask { user },
    };
    let port = section.get("portnumber").and_then(|port| port.parse().ok());
    let site = Saved {
        id: SiteId::new(0),
        name,
        folder: names,
        colour: crate::site::Colour::None,
        notes: value("note").unwrap_or_default(),
        host,
        port: port.unwrap_or(usual_port),
        protocol,
        login,
        terms: Terms::default(),
        local_folder: value("localdirectory").map(PathBuf::from),
        remote_folder: value("remotedirectory").map(RemotePath::new),
        synchronised: section.is_on("synchronizebrowsing"),
        on_conflict: None,
        bookmarks: Vec::new(),
    };
    let password = password.filter(|_| matches!(site.login, Login::Password { .. }));
    preview.items.push(Item {
        password,
        notes,
        ..Item::of(site)
    });
}

fn protocol(section: &Section<'_>, notes: &mut Vec<Note>) -> Result<(Protocol, u16), String> {
    match section.get("fsprotocol").unwrap_or("1") {
        "0" => {
            notes.push(Note::ScpIsSftp);
            Ok((sftp(section), 22))
        }
        "1" | "2" => Ok((sftp(section), 22)),
        "5" => {
            let (security, port) = match section.get("ftps").unwrap_or("0") {
                "0" => {
                    notes.push(Note::NotEncrypted);
                    (Security::Plain, 21)
                }
                "1" => (Security::Implicit, 990),
                _ => (Security::Explicit, 21),
            };
            let options = FtpOptions {
                security,
                mode: if section.get("ftppasvmode") == Some("0") {
                    Mode::Active
                } else {
                    Mode::Passive
                },
                ..FtpOptions::default()
            };
            Ok((Protocol::Ftp(options), port))
        }
        "6" => Err("WebDAV".to_owned()),
        "7" => Err("S3".to_owned()),
        other => Err(format!("protocol {other} of WinSCP")),
    }
}

fn sftp(section: &Section<'_>) -> Protocol {
    let files = |key: &str| {
        section
            .get(key)
            .map(|file| PathBuf::from(plain(file)))
            .into_iter()
            .collect()
    };
    let tunnel = section.get("tunnelhostname").filter(|_| section.is_on("tunnel"));
    let jump = tunnel.map(|host| {
        Box::new(Site {
            host: plain(host),
            port: section
                .get("tunnelportnumber")
                .and_then(|port| port.parse().ok())
                .unwrap_or(22),
            protocol: Protocol::Sftp(SftpOptions {
                identities: files("tunnelpublickeyfile"),
                ..SftpOptions::default()
            }),
            logon: Logon::Ask {
                user: section.get("tunnelusername").map(plain).unwrap_or_default(),
            },
            terms: Terms::default(),
        })
    });
    Protocol::Sftp(SftpOptions {
        identities: files("publickeyfile"),
        jump,
        ..SftpOptions::default()
    })
}

fn password(section: &Section<'_>, key: &str, locked: bool, notes: &mut Vec<Note>) -> Option<Secret> {
    if let Some(text) = section.get("passwordplain") {
        return Some(Secret::new(plain(text)));
    }
    let hidden = section.get("password")?;
    if locked {
        notes.push(Note::PasswordLocked);
        return None;
    }
    let shown = uncover(hidden, key);
    if shown.is_none() {
        notes.push(Note::PasswordUnreadable);
    }
    shown.filter(|text| !text.is_empty()).map(Secret::new)
}

/// Every byte is its complement, masked, in two hex digits. Before the text stand its length and how many bytes of padding to
/// pass over; in front of the password stands the account that it belongs to.
fn uncover(hidden: &str, key: &str) -> Option<String> {
    const MASK: u8 = 0xA3;
    const MARKED: u8 = 0xFF;
    let digits = hidden.as_bytes().chunks_exact(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| {
            let byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
            Some(!byte ^ MASK)
        })
        .collect();
    let mut bytes = bytes?.into_iter();
    let first = bytes.next()?;
    let marked = first == MARKED;
    let length = match marked {
        false => usize::from(first),
        true => match bytes.next()? {
            // Long ones have a length of two bytes.
            2 => usize::from(bytes.next()?) << 8 | usize::from(bytes.next()?),
            0 => usize::from(bytes.next()?),
            _ => return None,
        },
    };
    let padding = usize::from(bytes.next()?);
    let text: Vec<u8> = bytes.skip(padding).take(length).collect();
    let text = String::from_utf8(text).ok().filter(|text| text.len() == length)?;
    match marked {
        true => text.strip_prefix(key).map(str::to_owned),
        false => Some(text),
    }
}

/// Values and names are percent-encoded; what is not ASCII has a mark before it.
fn plain(text: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(text).collect();
    match String::from_utf8(bytes) {
        Ok(text) => text.replace('\u{feff}', ""),
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, backwards.
    fn cover(text: &str, key: &str, padding: u8) -> String {
        let whole = [key, text].concat();
        let mut bytes = vec![0xFF, 0, u8::try_from(whole.len()).unwrap(), padding];
        bytes.extend(std::iter::repeat_n(b'?', padding.into()));
        bytes.extend(whole.bytes());
        bytes.extend(b"rest");
        bytes.iter().map(|byte| format!("{:02X}", !(byte ^ 0xA3))).collect()
    }

    #[test]
    fn hidden_passwords_come_to_light() {
        for (password, padding) in [("hunter2", 0), ("pä ss", 17), ("", 3)] {
            assert_eq!(
                uncover(&cover(password, "meh", padding), "meh").as_deref(),
                Some(password)
            );
        }
        assert_eq!(
            uncover(&cover("x", "meh", 0), "other"),
            None,
            "it belongs to another account"
        );
        for broken in ["", "A", "ZZ", "A35C", "A3", "A35C5B5C"] {
            assert_eq!(uncover(broken, ""), None, "{broken}");
        }
    }
}
