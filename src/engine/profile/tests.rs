use std::fmt::Write;

use super::*;
use crate::credential::Memory;
use crate::error::Kind;
use crate::import::{Format, Item};
use crate::path::{Charset, RemotePath};
use crate::site::{Bookmark, Colour, FtpOptions, Mode, Protocol, Security, SftpOptions, Terms};
use crate::trust::{Certificate, Fingerprint};
use crate::url::Url;

struct Desk {
    folder: tempfile::TempDir,
    vault: Arc<Memory>,
    profile: Profile,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(Memory::default());
    let inside = folder.path().join("profile");
    let store = Arc::new(Mutex::new(Store::open_at_home(&inside, None).unwrap()));
    let profile = Profile::new(&inside, store, vault.clone());
    Desk { folder, vault, profile }
}

fn saved(name: &str, url: &str) -> Saved {
    let site = Url::parse(url).unwrap().site(FtpOptions::default());
    let mut saved = Saved::new(fresh_id(), name, &site);
    saved.login = Login::Password { user: "me".into() };
    saved
}

fn put(site: &Saved) -> Change {
    Change::Put(Box::new(site.clone()))
}

#[test]
fn a_secret_stays_with_its_site_and_goes_with_it() {
    let Desk { vault, profile, .. } = desk();
    let (mut a, b) = (saved("a", "ftp://me@a/"), saved("b", "ftp://me@b/"));
    profile.change(&[put(&a), put(&b)]).unwrap();
    for site in [&a, &b] {
        profile
            .keep(&SecretName::password(&site.id), &Secret::new("pw"))
            .unwrap();
    }
    profile
        .keep(&SecretName::passphrase(&a.id, "/k"), &Secret::new("pp"))
        .unwrap();
    a.name = "renamed".into();
    a.folder = vec!["F".into()];
    let changed = profile.change(&[put(&a)]).unwrap();
    assert_eq!((changed.touched, changed.trouble), (vec![], None));
    assert_eq!(profile.kept(&a.id).unwrap().len(), 2);
    a.host = "elsewhere".into();
    assert_eq!(profile.change(&[put(&a)]).unwrap().touched, [a.id.clone()]);
    assert_eq!(profile.kept(&a.id).unwrap().len(), 2);
    a.login = Login::Ask { user: "me".into() };
    profile.change(&[put(&a)]).unwrap();
    assert_eq!(profile.kept(&a.id).unwrap(), [], "it logs in without one now");
    vault.fail(Some(Trouble::Locked));
    let changed = profile
        .change(&[Change::Remove(b.id.clone()), Change::Remove(a.id)])
        .unwrap();
    assert_eq!(changed.trouble, Some(Trouble::Locked));
    assert!(changed.book.sites.is_empty(), "the site is gone all the same");
    vault.fail(None);
    assert_eq!(vault.names().unwrap(), [SecretName::password(&b.id)]);
}

fn certificate() -> Certificate {
    Certificate {
        fingerprint: Fingerprint::of(b"x"),
        subject: "CN=a".to_owned(),
        issuer: "CN=a".to_owned(),
        names: Vec::new(),
        not_before: 0,
        not_after: 9,
    }
}

/// The `number`th of many sites that differ in everything, and how FileZilla writes it.
fn many(number: u16) -> (Saved, String, Option<String>) {
    let mode = [Mode::Auto, Mode::Passive, Mode::Active][usize::from(number % 3)];
    let colour = Colour::ALL[usize::from(number % 8)];
    let colours = [0, 1, 7, 4, 2, 5, 3, 6];
    let folder: Vec<String> = (0..number % 4)
        .map(|depth| format!("Folder {} & {depth}", number % 7))
        .collect();
    let password = (!number.is_multiple_of(5)).then(|| format!("pässword <{number}>"));
    let sftp = number % 4 == 1;
    let user = format!("user{number}");
    let security = [Security::Explicit, Security::Implicit, Security::Plain][usize::from(number / 4 % 3)];
    let code = if sftp {
        1
    } else {
        [4, 3, 6][usize::from(number / 4 % 3)]
    };
    let offset = (i32::from(number % 3) - 1) * 60;
    let site = Saved {
        id: SiteId::new(0),
        name: format!("site \"{number}\""),
        folder,
        colour,
        notes: if number.is_multiple_of(2) {
            format!("note {number}\nmore")
        } else {
            String::new()
        },
        host: format!("h{number}.example.org"),
        port: 2000 + number,
        protocol: if sftp {
            Protocol::Sftp(SftpOptions::default())
        } else {
            Protocol::Ftp(FtpOptions {
                security,
                mode,
                time_offset: Some(offset).filter(|offset| *offset != 0),
                ..FtpOptions::default()
            })
        },
        login: match password {
            Some(_) => Login::Password { user: user.clone() },
            None => Login::Ask { user: user.clone() },
        },
        terms: Terms {
            connections: std::num::NonZeroUsize::new(usize::from(number % 6)),
            charset: number
                .is_multiple_of(9)
                .then(|| Charset::named("windows-1251"))
                .flatten()
                .unwrap_or_default(),
            ..Terms::default()
        },
        local_folder: Some(format!("/home/me/{number}").into()),
        remote_folder: Some(RemotePath::new(format!("/srv/ä {number}"))),
        synchronised: number.is_multiple_of(10),
        on_conflict: None,
        bookmarks: (0..number % 3)
            .map(|mark| Bookmark {
                name: format!("mark {mark}"),
                local: None,
                remote: Some(RemotePath::new(format!("/m/{mark}"))),
                synchronised: mark == 1,
            })
            .collect(),
    };
    let xml = written(
        number,
        &site,
        (code, offset, colours[usize::from(number % 8)]),
        password.as_deref(),
    );
    (site, xml, password)
}

/// The same by the hand of FileZilla.
fn written(number: u16, site: &Saved, (code, offset, colour): (u8, i32, u8), password: Option<&str>) -> String {
    let mut xml = String::from("<Server>");
    let modes = ["MODE_DEFAULT", "MODE_PASSIVE", "MODE_ACTIVE"];
    let _ = write!(
        xml,
        "<Host>{}</Host><Port>{}</Port><Protocol>{code}</Protocol><User>user{number}</User><TimezoneOffset>{offset}</TimezoneOffset>\
         <PasvMode>{}</PasvMode><MaximumMultipleConnections>{}</MaximumMultipleConnections><Name>site &quot;{number}&quot;</Name>\
         <Comments>{}</Comments><Colour>{}</Colour><LocalDir>/home/me/{number}</LocalDir><SyncBrowsing>{}</SyncBrowsing>",
        site.host,
        site.port,
        modes[usize::from(number % 3)],
        number % 6,
        site.notes,
        colour,
        u8::from(number.is_multiple_of(10)),
    );
    let name = format!("ä {number}");
    let _ = write!(xml, "<RemoteDir>1 0 3 srv {} {name}</RemoteDir>", name.chars().count());
    if number.is_multiple_of(9) {
        xml += "<EncodingType>Custom</EncodingType><CustomEncoding>cp1251</CustomEncoding>";
    }
    match password {
        Some(password) => {
            use base64ct::Encoding;
            let text = base64ct::Base64::encode_string(password.as_bytes());
            let _ = write!(xml, "<Logontype>1</Logontype><Pass encoding=\"base64\">{text}</Pass>");
        }
        None => xml += "<Logontype>2</Logontype>",
    }
    for mark in 0..number % 3 {
        let _ = write!(
            xml,
            "<Bookmark><Name>mark {mark}</Name><RemoteDir>1 0 1 m 1 {mark}</RemoteDir><SyncBrowsing>{}</SyncBrowsing></Bookmark>",
            u8::from(mark == 1)
        );
    }
    xml += "</Server>";
    for folder in site.folder.iter().rev() {
        xml = format!("<Folder expanded=\"1\">{}{xml}</Folder>", folder.replace('&', "&amp;"));
    }
    xml
}

#[test]
fn five_hundred_sites_of_filezilla_come_as_they_are() {
    let Desk { folder, profile, .. } = desk();
    let all: Vec<_> = (0..500).map(many).collect();
    let servers: String = all.iter().map(|(_, xml, _)| xml.as_str()).collect();
    let file = folder.path().join("sitemanager.xml");
    std::fs::write(&file, format!("<FileZilla3><Servers>{servers}</Servers></FileZilla3>")).unwrap();
    let preview = profile.preview(&file, None).unwrap();
    assert_eq!(
        (preview.format, preview.refused.len(), preview.items.len()),
        (Format::FileZilla, 0, 500)
    );
    assert!(profile.book().unwrap().sites.is_empty(), "a preview changes nothing");
    let mut steps = 0;
    let imported = profile.import(&preview.items, &mut |_, of| steps = of).unwrap();
    assert_eq!(
        (imported.secrets, imported.lost, imported.trouble, steps),
        (400, 0, None, 400)
    );
    let book = profile.book().unwrap();
    assert_eq!(book.faults, []);
    for ((expected, _, password), found) in all.iter().zip(&book.sites) {
        let expected = Saved {
            id: found.id.clone(),
            ..expected.clone()
        };
        assert_eq!(*found, expected);
        let kept = profile.secret(&SecretName::password(&found.id)).unwrap();
        assert_eq!(kept.as_ref().map(Secret::expose), password.as_deref());
    }
    // Once more: everything is known, and the export reads back without a secret in it.
    assert!(
        profile
            .preview(&file, None)
            .unwrap()
            .items
            .iter()
            .all(|item| item.twin.is_some())
    );
    for format in [Format::Packetboat, Format::FileZilla] {
        let target = folder.path().join(format.name());
        profile.export_to(&target, format, false).unwrap();
        let text = std::fs::read_to_string(&target).unwrap();
        assert!(!text.contains("pässword"), "{format:?}");
        let again = profile.preview(&target, Some(format)).unwrap();
        assert_eq!((again.items.len(), again.refused.len()), (500, 0), "{format:?}");
        assert!(
            again
                .items
                .iter()
                .all(|item| item.twin.is_some() && item.password.is_none())
        );
        assert_eq!(
            profile.export_to(&target, format, false).unwrap_err().kind,
            Kind::Exists
        );
        std::fs::write(&target, "another").unwrap();
        profile.export_to(&target, format, true).unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), text, "replaced by wish");
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_is_lost() {
    let Desk { vault, profile, .. } = desk();
    let item = |name: &str| Item {
        password: Some(Secret::new("pw")),
        ..Item::of(saved(name, "ftp://me@h/"))
    };
    profile.import(&[item("a"), item("a")], &mut |_, _| {}).unwrap();
    vault.fail(Some(Trouble::NoService));
    let imported = profile.import(&[item("a"), item("b")], &mut |_, _| {}).unwrap();
    assert_eq!(
        (imported.secrets, imported.lost, imported.trouble),
        (0, 2, Some(Trouble::NoService))
    );
    let book = profile.book().unwrap();
    let all: Vec<_> = book
        .sites
        .iter()
        .map(|site| (site.name.as_str(), matches!(site.login, Login::Ask { .. })))
        .collect();
    assert_eq!(all, [("a", false), ("a (2)", false), ("a (3)", true), ("b", true)]);
    // A file that cannot be written: no secret stays behind.
    vault.fail(None);
    std::fs::write(profile.sites_path(), "version = 99\n").unwrap();
    assert!(profile.import(&[item("c")], &mut |_, _| {}).is_err());
    assert_eq!(vault.names().unwrap().len(), 2);
}

#[test]
fn what_somebody_broke_by_hand_stays_as_it_is_when_others_come() {
    let Desk { profile, .. } = desk();
    profile.change(&[put(&saved("a", "ftp://me@a/"))]).unwrap();
    let whole = std::fs::read_to_string(profile.sites_path()).unwrap();
    let broken = "# mine\n[[site]]\nname = \"broken\"\nprotocol = 7\n";
    std::fs::write(profile.sites_path(), format!("{whole}\n{broken}")).unwrap();
    let item = Item::of(saved("b", "ftp://me@b/"));
    let imported = profile.import(&[item], &mut |_, _| {}).unwrap();
    assert_eq!(imported.added.len(), 1);
    let text = std::fs::read_to_string(profile.sites_path()).unwrap();
    assert!(text.contains(broken.trim_end()), "{text}");
    let book = profile.book().unwrap();
    let names: Vec<&str> = book.sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!((names, book.faults.len()), (vec!["a", "b"], 1));
}

#[test]
fn private_data_is_counted_and_cleared_by_kind() {
    let Desk { vault, profile, .. } = desk();
    let site = saved("a", "ftp://me@a/");
    profile.change(&[put(&site)]).unwrap();
    profile
        .keep(&SecretName::password(&site.id), &Secret::new("pw"))
        .unwrap();
    {
        let mut store = profile.store();
        store.pin("a:21", &certificate(), 7).unwrap();
        let learned = crate::site::Learned {
            tls12: true,
            ..Default::default()
        };
        store.learn("a:21", &learned).unwrap();
    }
    let mut state = crate::store::WindowState::default();
    state.recent = vec!["ftp://a".into(), "ftp://b".into()];
    state.tabs = vec![crate::store::TabState {
        address: "ftp://c/".into(),
        ..Default::default()
    }];
    state.charsets.insert("a:21".into(), "Big5".into());
    state.in_clear = vec!["d:21".into()];
    state.save(&profile.folder).unwrap();
    let aside = profile.folder.join("window.toml.old");
    std::fs::write(&aside, "recent = [").unwrap();
    assert_eq!(profile.in_clear(), ["d:21"]);
    let counts = || Private::ALL.map(|kind| profile.count(kind).count);
    assert_eq!(counts(), [3, 2, 2, 1]);
    for (at, kind) in Private::ALL.into_iter().enumerate() {
        let before = counts()[at];
        assert_eq!(profile.clear(kind).unwrap().count, before);
        assert_eq!(counts()[at], 0);
        assert!(
            counts()[at + 1..].iter().all(|count| *count > 0),
            "only what was asked for"
        );
    }
    assert!(!aside.exists(), "it may hold addresses");
    vault.fail(Some(Trouble::Locked));
    assert_eq!(profile.clear(Private::Secrets).unwrap().trouble, Some(Trouble::Locked));
    assert_eq!(profile.book().unwrap().sites.len(), 1, "sites are no private data");
}
