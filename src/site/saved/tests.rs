use super::*;
use crate::site::{FtpOptions, SftpOptions};
use crate::url::Url;

pub fn saved(name: &str, url: &str) -> Saved {
    let site = Url::parse(url).unwrap().site(FtpOptions::default());
    Saved::new(SiteId::new(1), name, &site)
}

#[test]
fn what_makes_no_sense_is_told() {
    let change = |edit: fn(&mut Saved)| {
        let mut site = saved("a", "ftp://me@h/");
        edit(&mut site);
        site.misfit()
    };
    let user = || "me".to_owned();
    assert_eq!(change(|_| ()), None);
    assert_eq!(change(|site| site.name = " ".into()), Some(Misfit::NoName));
    assert_eq!(change(|site| site.host.clear()), Some(Misfit::NoHost));
    assert_eq!(change(|site| site.host = "a b".into()), Some(Misfit::BadHost));
    assert_eq!(change(|site| site.host = "h\u{1b}".into()), Some(Misfit::BadHost));
    assert_eq!(change(|site| site.host = "fe80::1%eth0".into()), None);
    assert_eq!(change(|site| site.port = 0), Some(Misfit::NoPort));
    assert_eq!(
        change(|site| site.login = Login::Ask { user: String::new() }),
        Some(Misfit::NoUser)
    );
    assert_eq!(
        change(|site| site.login = Login::Ask {
            user: "a\nDELE x".into()
        }),
        Some(Misfit::LineBreak)
    );
    assert_eq!(
        change(|site| site.remote_folder = Some("/a\r".into())),
        Some(Misfit::LineBreak)
    );
    let mut site = saved("a", "ftp://me@h/");
    site.login = Login::Agent { user: user() };
    assert_eq!(site.misfit(), Some(Misfit::LoginOfSftp));
    site.protocol = Protocol::Sftp(SftpOptions::default());
    assert_eq!(site.misfit(), None);
    site.login = Login::Anonymous;
    assert_eq!(site.misfit(), Some(Misfit::LoginOfFtp));
    site.login = Login::Key { user: user() };
    assert_eq!(site.misfit(), Some(Misfit::NoKeyFile));
}

#[test]
fn how_it_logs_in_decides_what_the_engine_gets() {
    let mut site = saved("a", "sftp://me@h/");
    let user = || "me".to_owned();
    let mut made = |login: Login| {
        site.login = login;
        site.site()
    };
    let asks = Logon::Ask { user: user() };
    let kept = Some(SiteId::new(1));
    let password = made(Login::Password { user: user() });
    assert_eq!((password.logon, password.terms.kept_as), (asks.clone(), kept.clone()));
    let key = made(Login::Key { user: user() });
    assert_eq!((key.logon, key.terms.kept_as), (asks.clone(), kept));
    let agent = made(Login::Agent { user: user() });
    assert_eq!(agent.sftp().unwrap().agent, Agent::Any);
    assert_eq!((agent.logon, agent.terms.kept_as), (asks.clone(), None));
    let interactive = made(Login::Interactive { user: user() });
    assert!(interactive.sftp().unwrap().interactive && interactive.terms.kept_as.is_none());
    let ask = made(Login::Ask { user: user() });
    assert!(!ask.sftp().unwrap().interactive && ask.terms.kept_as.is_none());
}

#[test]
fn any_edit_is_another_connection() {
    let before = saved("a", "ftp://me@h/");
    let edits: [fn(&mut Saved); 9] = [
        |site| site.host = "i".into(),
        |site| site.port = 2121,
        |site| site.login = Login::Password { user: "me".into() },
        |site| site.login = Login::Ask { user: "you".into() },
        |site| site.terms.charset = crate::path::Charset::Gb18030,
        |site| site.terms.connections = std::num::NonZeroUsize::new(2),
        |site| site.terms.download_limit = Some(1),
        |site| site.terms.upload_limit = Some(1),
        |site| site.protocol = Protocol::Sftp(SftpOptions::default()),
    ];
    for (at, edit) in edits.into_iter().enumerate() {
        let mut after = before.clone();
        edit(&mut after);
        assert_ne!(before.site(), after.site(), "edit {at}");
    }
    let mut renamed = before.clone();
    renamed.name = "b".into();
    renamed.folder = vec!["f".into()];
    assert_eq!(before.site(), renamed.site(), "another name is no other way to connect");
}

#[test]
fn ids_are_what_can_stand_anywhere() {
    assert_eq!(SiteId::new(255).as_str(), "00000000000000ff");
    for wrong in ["", "a b", "a/b", "a:b", &"x".repeat(65)] {
        assert_eq!(SiteId::parse(wrong), None, "{wrong}");
    }
    assert!(SiteId::parse("my-site-1").is_some());
}
