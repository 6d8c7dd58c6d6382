use clap::Parser;

use super::*;
use crate::cli::arguments::Arguments;
use crate::path::RemotePath;
use crate::site::Book;
use crate::transfer::Resolution;

fn prepared(line: &str) -> Result<Work, Misuse> {
    let words = std::iter::once("packetboat-cli").chain(line.split_whitespace());
    let Ok(Arguments { options, task }) = Arguments::try_parse_from(words) else {
        panic!("{line}: not understood")
    };
    fits(&options, &task)?;
    let config = "Host nas\nHostName nas.lan\nUser admin\nPort 2222\nProxyJump gate\nIdentityFile /k/config\n";
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".ssh")).unwrap();
    std::fs::write(home.path().join(".ssh/config"), config).unwrap();
    let ssh = SshConfig::new(Some(home.path()), None, "local");
    prepare(&options, task, Some(&Secret::new("from stdin")), &ssh).map(|(work, _)| work)
}

fn orders(line: &str) -> Vec<Order> {
    match prepared(line) {
        Ok(Work::Move(orders)) => orders,
        other => panic!("{line}: {other:?}"),
    }
}

fn inquiries(line: &str) -> Vec<Inquiry> {
    match prepared(line) {
        Ok(Work::Ask(inquiries)) => inquiries,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn where_downloads_land() {
    let cases = [
        ("get ftp://h/a b", Landing::Decide),
        ("get ftp://h/a b/", Landing::Into),
        ("get ftp://h/a ftp://h/c b", Landing::Into),
        ("get ftp://h/* b", Landing::Into),
        ("get ftp://h/a/ b", Landing::Decide),
        ("get ftp://h/a -", Landing::Decide),
    ];
    for (line, landing) in cases {
        assert_eq!(orders(line)[0].landing, landing, "{line}");
    }
}

#[test]
fn what_is_moved_is_removed_afterwards() {
    for line in ["get --move ftp://h/a b", "put --move a ftp://h/b"] {
        assert_eq!(orders(line)[0].afterwards, Source::Remove, "{line}");
    }
    assert_eq!(orders("get ftp://h/a b")[0].afterwards, Source::Keep);
    for line in [
        "get --move ftp://h/a -",
        "put --move - ftp://h/b",
        "rm --move ftp://h/a",
    ] {
        assert!(prepared(line).is_err(), "{line}");
    }
}

#[test]
fn what_is_fetched() {
    let orders = orders("get ftp://h/a ftp://h/b/ ftp://h/c/*.txt ftp://other/d dest");
    assert_eq!(orders.len(), 2, "one job a server");
    let Errand::Download { sources, destination } = &orders[0].errand else {
        panic!("not a download")
    };
    let expected = [
        Selected::whole(RemotePath::new("/a")),
        Selected {
            path: RemotePath::new("/b"),
            contents: true,
            pattern: None,
        },
        Selected {
            path: RemotePath::new("/c"),
            contents: false,
            pattern: Some(b"*.txt".to_vec()),
        },
    ];
    assert_eq!(*sources, expected);
    assert_eq!(*destination, LocalEnd::Path("dest".into()));
    assert_ne!(orders[0].job, orders[1].job);
}

#[test]
fn where_uploads_land() {
    let cases = [
        ("put a ftp://h/b", Landing::Decide),
        ("put a ftp://h/b/", Landing::Into),
        ("put a ftp://h", Landing::Into),
        ("put a ftp://h/", Landing::Into),
        ("put a c ftp://h/b", Landing::Into),
        ("put - ftp://h/b", Landing::Decide),
    ];
    for (line, landing) in cases {
        assert_eq!(orders(line)[0].landing, landing, "{line}");
    }
}

#[test]
fn which_local_sources_mean_their_contents() {
    for (file, contents) in [
        ("a", false),
        ("a/", true),
        (".", true),
        ("..", true),
        ("a/..", true),
        ("./a", false),
    ] {
        assert_eq!(local_source(file.into()).contents, contents, "{file}");
    }
}

#[test]
fn who_logs_in() {
    let logon = |line: &str| orders(line)[0].site.logon.clone();
    assert_eq!(logon("put a ftp://h"), Logon::Anonymous);
    let password = |text: &str| Logon::Password {
        user: "me".into(),
        password: Secret::new(text),
    };
    assert_eq!(logon("put a ftp://me@h"), password("from stdin"));
    assert_eq!(logon("put a ftp://me:typed@h"), password("typed"));
}

#[test]
fn where_things_are_moved() {
    let cases = [
        ("mv ftp://h/a/b c", "c"),
        ("mv ftp://h/a/b /c", "/c"),
        ("mv ftp://h/a/b c/", "c/b"),
        ("mv ftp://h/a/b /", "/b"),
        ("mv ftp://h/a/b /~/c%20d", "c d"),
    ];
    for (line, expected) in cases {
        match &inquiries(line)[0].request {
            Request::Rename { to, overwrite, .. } => {
                assert_eq!((to.as_bytes(), *overwrite), (expected.as_bytes(), false), "{line}");
            }
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn what_is_refused_before_anything_is_sent() {
    for line in [
        "rm ftp://h/",
        "rm -- ftp://h",
        "rm --recursive ftp://h/~/",
        "rm ftp://h/a/",
        "rm ftp://h/b ftp://h/a/",
        "get ftp://h/a ftp://h/b -",
        "get ftp://h/a/ -",
        "get ftp://h/* -",
        "--json get ftp://h/a -",
        "put - ftp://h/",
        "put - a ftp://h/b",
        "put a ftp://h/*",
        "mkdir ftp://h/*",
        "stat ftp://h/a?",
        "chmod 644 ftp://h/*",
        "mv ftp://h/* x",
        "mv ftp://h/ x",
        "mv ftp://h/a b%2Fc",
        "mv --on-conflict rename ftp://h/a b",
        "ls --recursive ftp://h",
        "ls --jobs 2 ftp://h",
        "stat --verify hash ftp://h/x",
        "--limit-rate 5k rm ftp://h/x",
        "--mode passive --active-ports 5-6 ls ftp://h",
        "--mode passive ls sftp://h",
        "--active-ports 5-6 ls sftp://h",
        "--identity k ls ftp://h",
        "--agent ls ftp://h",
        "--old-algorithms ls ftp://h",
        "--passphrase-stdin ls ftp://h",
        "raw sftp://h FEAT",
    ] {
        assert!(prepared(line).is_err(), "{line}");
    }
}

#[test]
fn several_removals_are_several_requests() {
    let inquiries = inquiries("rm --recursive ftp://h/a/ ftp://h/b/*.o");
    assert_eq!(inquiries.len(), 2);
    assert!(matches!(&inquiries[1].request, Request::Remove { pattern: Some(p), recursive: true, .. } if p == b"*.o"));
}

#[test]
fn sftp_sites_come_from_url_options_and_configuration() {
    let site = |line: &str| inquiries(line)[0].site.clone();
    let alias = site("--identity a --identity b ls sftp://nas/");
    let options = alias.sftp().unwrap();
    let password = |user: &str| Logon::Password {
        user: user.into(),
        password: Secret::new("from stdin"),
    };
    assert_eq!(alias.address(), "nas.lan:2222");
    assert_eq!(alias.logon, password("admin"));
    assert_eq!(options.identities, ["a", "b", "/k/config"].map(PathBuf::from));
    assert_eq!((&options.agent, options.old_algorithms), (&Agent::Off, false));
    let gate = options.jump.as_deref().unwrap();
    assert_eq!(gate.address(), "gate:22");
    assert_eq!(
        gate.logon,
        Logon::Ask { user: "local".into() },
        "the password is for one account"
    );
    assert_eq!(gate.sftp().unwrap().identities, ["a", "b"].map(PathBuf::from));

    let named = site("--agent --old-algorithms ls sftp://me:typed@nas:22/");
    let options = named.sftp().unwrap();
    assert_eq!(named.address(), "nas.lan:22");
    assert!(matches!(&named.logon, Logon::Password { user, password } if user == "me" && password.expose() == "typed"));
    assert_eq!((&options.agent, options.old_algorithms), (&Agent::Any, true));
    let both = site("--agent --identity k ls sftp://h");
    assert_eq!(both.sftp().unwrap().agent, Agent::Named);
    assert_eq!(both.logon, password("local"));
    assert_eq!(orders("--mode active get ftp://h/a sftp://h/a d/").len(), 2);
}

/// The same on saved sites: an FTP site `web` in the folder `Work` with settings of its own, and `box` over SFTP.
fn on_sites(line: &str) -> Result<Work, Misuse> {
    let words = std::iter::once("packetboat-cli").chain(line.split_whitespace());
    let Arguments { options, mut task } = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
    let saved = |name: &str, url: &str, number| {
        let site = Url::parse(url).unwrap().site(FtpOptions {
            mode: Mode::Passive,
            ..FtpOptions::default()
        });
        Saved::new(crate::site::SiteId::new(number), name, &site)
    };
    let mut web = saved("web", "ftp://me@h:2121/", 1);
    web.folder = vec!["Work".into()];
    web.login = crate::site::Login::Password { user: "me".into() };
    web.remote_folder = Some("/srv".into());
    web.on_conflict = Some(Resolution::OverwriteIfNewer);
    web.terms.connections = std::num::NonZeroUsize::new(2);
    let mut cube = saved("box", "sftp://root@[::1]/", 2);
    cube.terms.charset = crate::path::Charset::Gb18030;
    let book = Book {
        sites: vec![web, cube, saved("web", "ftp://h/", 3)],
        ..Book::default()
    };
    look_up(&mut task, || Ok(book))?;
    fits(&options, &task)?;
    let ssh = SshConfig::new(None, None, "local");
    prepare(&options, task, None, &ssh).map(|(work, _)| work)
}

#[test]
fn a_saved_site_brings_its_settings() {
    let Ok(Work::Move(orders)) = on_sites("get site:Work%2Fweb site:box/~/x there") else {
        panic!()
    };
    let site = &orders[0].site;
    assert_eq!((site.address().as_str(), site.logon.user()), ("h:2121", "me"));
    assert_eq!(site.ftp().unwrap().mode, Mode::Passive);
    assert_eq!(site.terms.kept_as, Some(crate::site::SiteId::new(1)));
    assert_eq!(site.terms.connections.unwrap().get(), 2);
    assert_eq!(orders[0].policy, Policy::Always(Resolution::OverwriteIfNewer));
    let Errand::Download { sources, .. } = &orders[0].errand else {
        panic!()
    };
    assert_eq!(
        (sources[0].path.visible().as_str(), sources[0].contents),
        ("/srv", true)
    );
    assert_eq!(
        (orders[1].site.address().as_str(), orders[1].policy),
        ("[::1]:22", Policy::Leave)
    );
    // Options go before what was saved.
    let line = "--mode active --jobs 7 --on-conflict skip get site:Work%2Fweb/a b";
    let Ok(Work::Move(orders)) = on_sites(line) else {
        panic!()
    };
    assert_eq!(orders[0].site.ftp().unwrap().mode, Mode::Active);
    assert_eq!(orders[0].site.terms.connections.unwrap().get(), 7);
    assert_eq!(orders[0].policy, Policy::Always(Resolution::Skip));
    let Ok(Work::Ask(inquiries)) = on_sites("ls site:web/*.txt") else {
        panic!()
    };
    assert_eq!(inquiries[0].site.address(), "h:21", "the one that is in no folder");
}

#[test]
fn paths_on_a_saved_site_are_written_in_its_charset() {
    let pictures = b"/\xcd\xbc\xc6\xac".as_slice();
    let Ok(Work::Ask(inquiries)) = on_sites("mv site:box/\u{56fe}\u{7247} /\u{56fe}\u{7247}/") else {
        panic!()
    };
    let Request::Rename { from, to, .. } = &inquiries[0].request else {
        panic!()
    };
    assert_eq!(from.as_bytes(), pictures);
    assert_eq!(to.as_bytes(), [pictures, pictures].concat());
}

#[test]
fn a_site_that_is_not_there_is_wrong_usage() {
    let said = |line| match on_sites(line) {
        Err(Misuse(words)) => words,
        Ok(_) => panic!("{line}"),
    };
    assert!(said("ls site:nothing").contains("there is no site nothing"));
    assert!(said("ls site:Home%2Fweb").contains("there is no site Home/web"));
    assert!(said("raw site:box NOOP").contains("SFTP has no lines"));
    assert!(said("--mode active ls site:box").contains("--mode means nothing"));
}
