//! From a block of the file to a site.

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use toml_edit::{Document, Table};

use super::blocks::Block;
use super::fields::Fields;
use crate::path::{Charset, RemotePath};
use crate::site::{
    Agent, Bookmark, Colour, Fault, Flaw, FtpOptions, Login, Logon, Mode, Protocol, Saved, Security, SftpOptions, Site,
    SiteId, Takes, Terms, TlsVersion,
};
use crate::transfer::Resolution;

/// Keys that only FTP has.
pub const OF_FTP: &[&str] = &[
    "mode",
    "active_ports",
    "active_address",
    "highest_tls",
    "never_says_goodbye",
    "time_offset",
];

/// Keys that only SFTP has.
pub const OF_SFTP: &[&str] = &["keys", "certificates", "agent", "key_alias", "old_algorithms", "jump"];

const A_PORT: Takes = Takes::Number(1, 65_535);
const CONNECTIONS: Takes = Takes::Number(1, 64);

/// The version of the format.
pub fn version(block: &Block) -> Result<Option<i64>, Fault> {
    let document = parse(block)?;
    let fields = Fields {
        table: document.as_table(),
        block,
    };
    fields.number("version", Takes::Whole)
}

/// The path of a folder that stands by itself.
pub fn folder(block: &Block) -> Result<Vec<String>, Fault> {
    let document = parse(block)?;
    let fields = first(&document, "folder", block)?;
    let path = fields.texts("path")?;
    if path.is_empty() || path.iter().any(|name| name.trim().is_empty()) {
        return Err(fields.wrong("path", Takes::FolderNames));
    }
    Ok(path)
}

/// The site of a block.
pub fn site(block: &Block) -> Result<Saved, Fault> {
    let document = parse(block)?;
    let fields = first(&document, "site", block)?;
    let name = fields.needed("name")?;
    named_site(&fields, name.clone()).map_err(|fault| Fault {
        site: Some(name),
        ..fault
    })
}

fn named_site(fields: &Fields<'_>, name: String) -> Result<Saved, Fault> {
    let spoken = fields.needed("protocol")?;
    let (protocol, usual_port) = protocol(fields, &spoken)?;
    let folder = fields.texts("folder")?;
    let id = fields.named("id", Takes::Id, SiteId::parse)?;
    let on_conflict = fields.named(
        "on_conflict",
        Takes::OneOf(&["overwrite", "newer", "size", "rename", "skip"]),
        resolution,
    )?;
    Ok(Saved {
        id: id.unwrap_or_else(|| id_of(&folder, &name)),
        name,
        folder,
        colour: fields
            .named(
                "colour",
                Takes::OneOf(&["none", "red", "orange", "yellow", "green", "cyan", "blue", "magenta"]),
                Colour::named,
            )?
            .unwrap_or_default(),
        notes: fields.text("notes")?.unwrap_or_default(),
        host: fields.needed("host")?,
        port: fields.number::<u16>("port", A_PORT)?.unwrap_or(usual_port),
        login: login(fields, &protocol)?,
        protocol,
        terms: terms(fields)?,
        local_folder: fields.text("local_folder")?.map(PathBuf::from),
        remote_folder: fields.text("remote_folder")?.map(RemotePath::new),
        synchronised: fields.flag("synchronised_browsing")?,
        on_conflict,
        bookmarks: fields
            .tables("bookmark")?
            .iter()
            .map(bookmark)
            .collect::<Result<_, _>>()?,
    })
}

fn terms(fields: &Fields<'_>) -> Result<Terms, Fault> {
    let rate = |key| {
        let rate = fields.number::<u64>(key, Takes::Rate)?;
        rate.map_or(Ok(None), |rate| {
            if rate > 0 {
                Ok(Some(rate))
            } else {
                Err(fields.wrong(key, Takes::Rate))
            }
        })
    };
    let connections = fields.number::<u8>("connections", CONNECTIONS)?;
    if connections.is_some_and(|count| !(1..=64).contains(&count)) {
        return Err(fields.wrong("connections", CONNECTIONS));
    }
    let charset = fields.named("charset", Takes::Charset, Charset::named)?;
    Ok(Terms {
        kept_as: None,
        connections: connections.and_then(|count| NonZeroUsize::new(count.into())),
        download_limit: rate("download_limit")?,
        upload_limit: rate("upload_limit")?,
        charset: charset.unwrap_or_default(),
    })
}

/// The protocol with its options, and its usual port.
fn protocol(fields: &Fields<'_>, spoken: &str) -> Result<(Protocol, u16), Fault> {
    let (security, port) = match spoken {
        "ftp" => (Security::Explicit, 21),
        "ftps" => (Security::Implicit, 990),
        "ftp+plain" => (Security::Plain, 21),
        "sftp" => {
            fields.refuse(OF_FTP, spoken)?;
            return Ok((Protocol::Sftp(sftp(fields)?), 22));
        }
        _ => return Err(fields.wrong("protocol", Takes::OneOf(&["ftp", "ftps", "ftp+plain", "sftp"]))),
    };
    fields.refuse(OF_SFTP, spoken)?;
    let options = FtpOptions {
        security,
        mode: fields
            .named("mode", Takes::OneOf(&["auto", "passive", "active"]), mode)?
            .unwrap_or_default(),
        active_ports: fields.named("active_ports", Takes::Ports, ports)?,
        active_address: fields.named("active_address", Takes::Address, |text| text.parse::<IpAddr>().ok())?,
        highest_tls: fields
            .named("highest_tls", Takes::OneOf(&["1.2", "1.3"]), tls)?
            .unwrap_or_default(),
        accepts_missing_goodbye: fields.flag("never_says_goodbye")?,
        time_offset: fields.number("time_offset", Takes::Minutes)?,
    };
    if options
        .time_offset
        .is_some_and(|minutes: i32| !(-1440..=1440).contains(&minutes))
    {
        return Err(fields.wrong("time_offset", Takes::Minutes));
    }
    Ok((Protocol::Ftp(options), port))
}

fn sftp(fields: &Fields<'_>) -> Result<SftpOptions, Fault> {
    let mut options = hop(fields)?;
    options.certificates = paths(fields.texts("certificates")?);
    options.old_algorithms = fields.flag("old_algorithms")?;
    let mut way: Option<Box<Site>> = None;
    for fields in fields.tables("jump")? {
        let options = SftpOptions {
            jump: way.take(),
            ..hop(&fields)?
        };
        way = Some(Box::new(Site {
            host: fields.needed("host")?,
            port: fields.number::<u16>("port", A_PORT)?.unwrap_or(22),
            protocol: Protocol::Sftp(options),
            logon: Logon::Ask {
                user: fields.needed("user")?,
            },
            terms: Terms::default(),
        }));
    }
    options.jump = way;
    Ok(options)
}

/// What the site itself and the hosts on the way have.
fn hop(fields: &Fields<'_>) -> Result<SftpOptions, Fault> {
    Ok(SftpOptions {
        identities: paths(fields.texts("keys")?),
        agent: fields
            .named("agent", Takes::OneOf(&["off", "named", "any"]), agent)?
            .unwrap_or_default(),
        key_alias: fields.text("key_alias")?,
        ..SftpOptions::default()
    })
}

fn login(fields: &Fields<'_>, protocol: &Protocol) -> Result<Login, Fault> {
    let user = fields.text("user")?;
    let usual = match (&user, protocol) {
        (None, Protocol::Ftp(_)) => "anonymous",
        _ => "ask",
    };
    let way = fields.text("login")?.unwrap_or_else(|| usual.to_owned());
    let user = user.unwrap_or_default();
    Ok(match way.as_str() {
        "anonymous" => Login::Anonymous,
        "ask" => Login::Ask { user },
        "password" => Login::Password { user },
        "key" => Login::Key { user },
        "agent" => Login::Agent { user },
        "interactive" => Login::Interactive { user },
        _ => {
            return Err(fields.wrong(
                "login",
                Takes::OneOf(&["anonymous", "ask", "password", "key", "agent", "interactive"]),
            ));
        }
    })
}

fn bookmark(fields: &Fields<'_>) -> Result<Bookmark, Fault> {
    Ok(Bookmark {
        name: fields.needed("name")?,
        local: fields.text("local_folder")?.map(PathBuf::from),
        remote: fields.text("remote_folder")?.map(RemotePath::new),
        synchronised: fields.flag("synchronised_browsing")?,
    })
}

fn parse(block: &Block) -> Result<Document<&str>, Fault> {
    Document::parse(block.text.as_str())
        .map_err(|error| block.fault(error.span(), Flaw::Syntax(error.message().to_owned())))
}

fn first<'a>(document: &'a Document<&str>, key: &str, block: &'a Block) -> Result<Fields<'a>, Fault> {
    let table: Option<&Table> = document
        .as_table()
        .get(key)
        .and_then(|item| item.as_array_of_tables())
        .and_then(|tables| tables.get(0));
    let unreadable = || block.fault(block.header(), Flaw::Syntax("this block cannot be read".to_owned()));
    table.map(|table| Fields { table, block }).ok_or_else(unreadable)
}

/// The id of a site that was written by hand, until it gets one of its own.
fn id_of(folder: &[String], name: &str) -> SiteId {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in folder.iter().map(String::as_str).chain([name]) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let first = hash
        .finalize()
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    SiteId::new(first)
}

fn paths(texts: Vec<String>) -> Vec<PathBuf> {
    texts.into_iter().map(PathBuf::from).collect()
}

fn mode(name: &str) -> Option<Mode> {
    match name {
        "auto" => Some(Mode::Auto),
        "passive" => Some(Mode::Passive),
        "active" => Some(Mode::Active),
        _ => None,
    }
}

fn tls(name: &str) -> Option<TlsVersion> {
    match name {
        "1.2" => Some(TlsVersion::Tls12),
        "1.3" => Some(TlsVersion::Tls13),
        _ => None,
    }
}

fn agent(name: &str) -> Option<Agent> {
    match name {
        "off" => Some(Agent::Off),
        "named" => Some(Agent::Named),
        "any" => Some(Agent::Any),
        _ => None,
    }
}

fn ports(text: &str) -> Option<RangeInclusive<u16>> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low, high) = (low.trim().parse::<u16>().ok()?, high.trim().parse::<u16>().ok()?);
    (0 < low && low <= high).then_some(low..=high)
}

fn resolution(name: &str) -> Option<Resolution> {
    super::write::RESOLUTIONS
        .iter()
        .find_map(|(known, resolution)| (*known == name).then_some(*resolution))
}
