//! Saving a connection: what is prefilled, what is refused, and what is handed over.

use super::*;
use crate::engine::event::SshFacts;
use crate::site::SiteId;
use crate::url::Url;

fn site(url: &str) -> Site {
    Url::parse(url).unwrap().site(crate::site::FtpOptions::default())
}

/// A book with a site in a folder.
fn book() -> Arc<Book> {
    let mut saved = Saved::new(SiteId::new(1), "shop", &site("ftp://deploy@shop.example.org"));
    saved.folder = vec!["Work".to_owned(), "Clients".to_owned()];
    Arc::new(Book {
        sites: vec![saved],
        ..Book::default()
    })
}

/// The dialog for a connection with a password.
pub fn dialog() -> Keep {
    let folders = (Some("/www".into()), Some("/home/mei/site".into()));
    let site = site("ftp://deploy@ftp.shop.example.org:2221");
    Keep::new(1, &site, Some(&Facts::default()), folders, book())
}

/// The same, filled in so that it cannot be saved.
pub fn taken() -> Keep {
    let mut keep = dialog();
    keep.update(Message::Name("shop".to_owned()));
    keep.update(Message::Folder("Work/Clients".to_owned()));
    keep.update(Message::Colour(Colour::Orange));
    keep.update(Message::Password(true));
    assert_eq!(keep.update(Message::Save), Action::None);
    keep
}

fn saved(keep: &mut Keep) -> (Saved, bool) {
    match keep.update(Message::Save) {
        Action::Save { saved, password } => (*saved, password),
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_begins_with_what_the_tab_shows_and_keeps_no_password_by_itself() {
    let (saved, password) = saved(&mut dialog());
    assert_eq!(
        (saved.name.as_str(), saved.folder.is_empty()),
        ("ftp.shop.example.org", true)
    );
    assert_eq!((saved.host.as_str(), saved.port), ("ftp.shop.example.org", 2221));
    assert_eq!(saved.remote_folder, Some("/www".into()));
    assert_eq!(saved.local_folder, Some("/home/mei/site".into()));
    assert_eq!(
        saved.login,
        Login::Ask {
            user: "deploy".to_owned()
        }
    );
    assert!(!password);
}

#[test]
fn a_folder_is_kept_as_somebody_would_type_it() {
    let mut there = site("ftp://deploy@h");
    there.terms.charset = crate::path::Charset::Gb18030;
    let folder = RemotePath::new(b"/\xcd\xbc");
    let mut keep = Keep::new(1, &there, None, (Some(folder), None), book());
    assert_eq!(saved(&mut keep).0.remote_folder, Some("/\u{56fe}".into()));
}

#[test]
fn what_is_ticked_is_kept_and_what_is_not_is_not() {
    let mut keep = dialog();
    keep.update(Message::Name(" The shop ".to_owned()));
    keep.update(Message::Folder(" Work / New /".to_owned()));
    keep.update(Message::Remote(false));
    keep.update(Message::Local(false));
    keep.update(Message::Password(true));
    let (saved, password) = saved(&mut keep);
    assert_eq!(saved.place().collect::<Vec<_>>(), ["Work", "New", "The shop"]);
    assert_eq!((saved.remote_folder, saved.local_folder), (None, None));
    assert_eq!(
        saved.login,
        Login::Password {
            user: "deploy".to_owned()
        }
    );
    assert!(password);
}

#[test]
fn a_name_that_is_taken_or_missing_is_said_beside_the_fields() {
    let mut keep = taken();
    assert_eq!(keep.fault, Some(Fault::Taken));
    keep.update(Message::Folder("Work".to_owned()));
    assert_eq!(keep.fault, None, "the next letter takes it away");
    assert_eq!(keep.update(Message::Name("  ".to_owned())), Action::None);
    assert_eq!(keep.update(Message::Save), Action::None);
    assert_eq!(keep.fault, Some(Fault::NoName));
    keep.update(Message::Name("x".to_owned()));
    keep.update(Message::Folder("a//b".to_owned()));
    keep.update(Message::Save);
    assert_eq!(keep.fault, Some(Fault::NoFolderName));
}

#[test]
fn a_login_by_key_is_saved_as_one_and_offers_no_password() {
    let mut by_key = site("sftp://mei@nas");
    let facts = |methods: &[&str]| Facts {
        ssh: Some(SshFacts {
            server: String::new(),
            key_exchange: String::new(),
            host_key_algorithm: String::new(),
            host_key: *crate::ui::screen::failure::tests::host_key(),
            ciphers: Default::default(),
            macs: Default::default(),
            login: methods.iter().map(|&method| method.to_owned()).collect(),
        }),
        ..Facts::default()
    };
    let login = |site: &Site, methods: &[&str]| {
        let mut keep = Keep::new(1, site, Some(&facts(methods)), (None, None), book());
        (keep.password, saved(&mut keep).0.login)
    };
    let user = || "mei".to_owned();
    assert_eq!(login(&by_key, &["publickey"]), (None, Login::Agent { user: user() }));
    if let Protocol::Sftp(options) = &mut by_key.protocol {
        options.identities.push("/home/mei/.ssh/id".into());
    }
    assert_eq!(login(&by_key, &["publickey"]), (None, Login::Key { user: user() }));
    assert_eq!(
        login(&by_key, &["password"]),
        (Some(false), Login::Ask { user: user() })
    );
}
