//! Something to import, for tests and for pictures.

use std::path::PathBuf;

use crate::engine::profile::{Imported, Source};
use crate::import::{Format, Item, Note, Preview, QueuedFile, QueuedServer, Refused, Why};
use crate::path::RemotePath;
use crate::secret::{Secret, Trouble};
#[cfg(test)]
use crate::site::Book;
use crate::site::{FtpOptions, Login, Misfit, Protocol, Saved, Security, SftpOptions, SiteId, Terms};
use crate::transfer::Direction;

/// What was found on this computer.
pub fn sources() -> Vec<Source> {
    let source = |format, path: &str, sites, new| Source {
        format,
        path: PathBuf::from(path),
        sites,
        new,
    };
    vec![
        source(Format::FileZilla, "/home/mei/.config/filezilla/sitemanager.xml", 44, 41),
        source(Format::Ssh, "/home/mei/.ssh/config", 6, 0),
        source(Format::Rclone, "/home/mei/.config/rclone/rclone.conf", 2, 2),
    ]
}

/// Sites in folders, one of which is there already, a queue, and what cannot be taken.
pub fn preview() -> Preview {
    let with = |item: Item, password: bool| Item {
        password: password.then(|| Secret::new("pw")),
        ..item
    };
    let shop = with(
        site("shop", &["Kunden", "Müller & Söhne"], "ftp.shop.example.org"),
        true,
    );
    let old = with(
        site("shop old", &["Kunden", "Müller & Söhne"], "ftp.shop.example.org"),
        true,
    );
    let mut intranet = with(site("intranet", &["Kunden"], "10.1.4.20"), true);
    intranet.notes = vec![Note::NotEncrypted, Note::Left("PostLoginCommands".to_owned())];
    if let Protocol::Ftp(options) = &mut intranet.site.protocol {
        options.security = Security::Plain;
    }
    let mut nas = site("nas", &["Kunden"], "nas.example.org");
    nas.site.protocol = Protocol::Sftp(SftpOptions {
        identities: vec!["/home/mei/.ssh/id_ed25519".into()],
        ..SftpOptions::default()
    });
    nas.site.port = 22;
    nas.site.login = Login::Key { user: "mei".into() };
    nas.passphrase = Some(Secret::new("pp"));
    let mut backup = site("backup", &[], "backup.example.org");
    backup.notes = vec![Note::PasswordLocked];
    let mut mirror = with(site("mirror", &[], "ftp.mirror.example.org"), true);
    mirror.notes = vec![Note::TlsRequired];
    Preview {
        format: Format::FileZilla,
        items: vec![
            shop,
            Item {
                twin: Some("Work/Müller shop".to_owned()),
                ..old
            },
            intranet,
            nas,
            backup,
            mirror,
        ],
        refused: vec![
            Refused {
                name: "cloud".to_owned(),
                why: Why::Protocol("S3".to_owned()),
            },
            Refused {
                name: "nameless".to_owned(),
                why: Why::Misfit(Misfit::NoHost),
            },
        ],
        queue: queue(),
    }
}

/// A queue for two servers; the files of one lie on another computer.
pub fn queue() -> Vec<QueuedServer> {
    let file = |direction, name: &str, size| QueuedFile {
        direction,
        local: format!("/home/mei/site/{name}").into(),
        remote: RemotePath::new(format!("/www/{name}")),
        size: Some(size),
        priority: 0,
    };
    let server = |item: Item, files, unusable: &[&str]| QueuedServer {
        item,
        known: None,
        files,
        unusable: unusable.iter().map(|name| (*name).to_owned()).collect(),
        folders: 0,
    };
    let (up, down) = (Direction::Upload, Direction::Download);
    let files = vec![
        file(up, "index.html", 14_200),
        file(up, "style.css", 3_800),
        file(up, "film.mp4", 1_310_000_000),
        file(down, "access.log", 88_000_000),
        file(down, "error.log", 41_000),
    ];
    let mut shop = server(site("shop", &[], "ftp.shop.example.org"), files, &[]);
    shop.known = Some(SiteId::new(7));
    shop.folders = 2;
    let other = server(
        site("203.0.113.9", &[], "203.0.113.9"),
        Vec::new(),
        &["C:\\Users\\mei\\a.txt", "C:\\Users\\mei\\b.txt"],
    );
    vec![shop, other]
}

/// What came of it: one secret was refused, one site has another name.
pub fn imported() -> Imported {
    let preview = preview();
    let mut added: Vec<Saved> = preview.items.into_iter().map(|item| item.site).collect();
    added.remove(1);
    added[0].name = "shop (2)".to_owned();
    Imported {
        added,
        secrets: 2,
        lost: 2,
        trouble: Some(Trouble::Locked),
    }
}

/// The saved sites that are there before.
#[cfg(test)]
pub fn book() -> Book {
    let mut saved = site("Müller shop", &["Work"], "ftp.shop.example.org").site;
    saved.id = SiteId::new(7);
    Book {
        sites: vec![saved],
        ..Book::default()
    }
}

fn site(name: &str, folder: &[&str], host: &str) -> Item {
    let saved = Saved {
        id: SiteId::new(0),
        name: name.to_owned(),
        folder: folder.iter().map(|name| (*name).to_owned()).collect(),
        colour: crate::site::Colour::None,
        notes: String::new(),
        host: host.to_owned(),
        port: 21,
        protocol: Protocol::Ftp(FtpOptions::default()),
        login: Login::Password { user: "deploy".into() },
        terms: Terms::default(),
        local_folder: None,
        remote_folder: None,
        synchronised: false,
        on_conflict: None,
        bookmarks: Vec::new(),
    };
    Item::of(saved)
}
