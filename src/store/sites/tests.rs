use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::*;
use crate::path::Charset;
use crate::site::{
    Agent, Bookmark, Colour, FtpOptions, Login, Logon, Mode, Nowhere, Protocol, Saved, Security, SftpOptions, Site,
    Terms, TlsVersion,
};
use crate::transfer::Resolution;
use crate::url::Url;

struct Desk {
    folder: tempfile::TempDir,
    file: SiteFile,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = SiteFile::of(folder.path());
        if !text.is_empty() {
            std::fs::write(file.path(), text).unwrap();
        }
        Self { folder, file }
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file.path()).unwrap()
    }
}

fn saved(number: u64, name: &str, url: &str) -> Saved {
    let site = Url::parse(url).unwrap().site(FtpOptions::default());
    Saved::new(SiteId::new(number), name, &site)
}

fn put(site: &Saved) -> Change {
    Change::Put(Box::new(site.clone()))
}

fn path(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// An FTP site that differs from a new one in every field.
fn full_ftp() -> Saved {
    Saved {
        folder: path(&["Work", "Häuser / \"x\""]),
        colour: Colour::Magenta,
        notes: "one\ntwo \"\"\" [[site]]\n[[site]]\n".into(),
        port: 2121,
        protocol: Protocol::Ftp(FtpOptions {
            security: Security::Implicit,
            mode: Mode::Active,
            active_ports: Some(50000..=50010),
            active_address: Some("2001:db8::1".parse().unwrap()),
            highest_tls: TlsVersion::Tls12,
            accepts_missing_goodbye: true,
            time_offset: Some(-90),
        }),
        login: Login::Password { user: "me".into() },
        terms: Terms {
            kept_as: None,
            connections: NonZeroUsize::new(3),
            download_limit: Some(1000),
            upload_limit: Some(2000),
            charset: Charset::named("gbk").unwrap(),
        },
        local_folder: Some("/home/me/a b".into()),
        remote_folder: Some("/srv/ü".into()),
        synchronised: true,
        on_conflict: Some(Resolution::OverwriteIfNewer),
        bookmarks: vec![
            Bookmark {
                name: "both".into(),
                local: Some("/l".into()),
                remote: Some("/r".into()),
                synchronised: true,
            },
            Bookmark {
                name: "none".into(),
                ..Bookmark::default()
            },
        ],
        ..saved(1, "full \\ name", "ftp://me@example.org/")
    }
}

fn full_sftp() -> Saved {
    let hop = |host: &str, jump| Site {
        host: host.into(),
        port: 2222,
        protocol: Protocol::Sftp(SftpOptions {
            identities: vec!["/k".into()],
            jump,
            ..SftpOptions::default()
        }),
        logon: Logon::Ask { user: "hop".into() },
        terms: Terms::default(),
    };
    let first = hop("first", None);
    Saved {
        protocol: Protocol::Sftp(SftpOptions {
            identities: vec!["/home/me/.ssh/id".into(), "/other".into()],
            certificates: vec!["/home/me/.ssh/id-cert.pub".into()],
            agent: Agent::Named,
            key_alias: Some("alias".into()),
            jump: Some(Box::new(hop("second", Some(Box::new(first))))),
            old_algorithms: true,
            interactive: false,
        }),
        login: Login::Key { user: "me".into() },
        ..saved(2, "by key", "sftp://me@[2001:db8::2]:2200/")
    }
}

#[test]
fn every_field_is_there_again() {
    let desk = Desk::new("");
    let mut sites = vec![full_ftp(), full_sftp()];
    for (number, url) in [
        (3, "ftp://h/"),
        (4, "ftp+plain://me@h/"),
        (5, "sftp://me@h/"),
        (6, "ftp://me@h/"),
    ] {
        sites.push(saved(number, &format!("site {number}"), url));
    }
    sites[4].login = Login::Interactive { user: "me".into() };
    sites[5].colour = Colour::Orange;
    let changes: Vec<Change> = sites.iter().map(put).collect();
    let book = desk.file.change(&changes).unwrap();
    assert_eq!(book.sites, sites);
    assert_eq!(book.faults, []);
    assert_eq!(desk.file.read().unwrap(), book);
    assert_eq!(SiteFile::parse(&SiteFile::written(&book)).unwrap(), book);
    // Back to what every site has: all other keys go.
    let plain = Saved {
        folder: Vec::new(),
        ..saved(1, "plain", "sftp://me@example.org/")
    };
    let book = desk.file.change(&[put(&plain)]).unwrap();
    assert_eq!(book.sites[0], plain);
    let text = desk.text();
    let first = text.split("[[site]]").nth(1).unwrap();
    assert!(!first.contains("active") && !first.contains("bookmark"), "{first}");
}

const BY_HAND: &str = "\
# mine
version = 1
colour_of_my_own = 'x'

# The web server.
# Careful!
[[site]] # here
name = 'web'   # called so
\tprotocol = \"ftp\"
host = \"example.org\" # moved in May
user = 'me'
ticket = 4711 # a key of somebody's own

# Broken on purpose.
[[site]]
name = \"broken\"
protocol = \"sftp\"
host = \"h\"
mode = \"passive\"

[[site]]
name = \"unfinished
host = 7

[[folder]]
path = ['Empty', 'Deep'] # kept

[[site]]
name = 'last'
folder = 'Empty'
protocol = 'sftp'
host = 'last.example'
user = 'me'
[site.my_table]
x = 1";

#[test]
fn what_a_person_wrote_stays() {
    let desk = Desk::new(BY_HAND);
    let book = desk.file.read().unwrap();
    assert_eq!(book.sites.len(), 2);
    assert_eq!(book.folders, [path(&["Empty", "Deep"])]);
    assert_eq!(book.all_folders(), [path(&["Empty"]), path(&["Empty", "Deep"])]);
    let web = book.sites[0].clone();
    assert_eq!(web.login, Login::Ask { user: "me".into() });
    // Nothing at all: not a byte changes.
    desk.file.change(&[]).unwrap();
    assert_eq!(desk.text(), BY_HAND);
    let edited = Saved {
        host: "new.example.org".into(),
        colour: Colour::Red,
        ..web
    };
    desk.file.change(&[put(&edited)]).unwrap();
    let host = "host = \"new.example.org\" # moved in May";
    let expected = BY_HAND.replace("host = \"example.org\" # moved in May", host);
    let text = desk.text();
    let lost: Vec<&str> = expected
        .lines()
        .filter(|line| !text.lines().any(|now| now == *line))
        .collect();
    assert_eq!(lost, [] as [&str; 0], "{text}");
    let added: Vec<&str> = text
        .lines()
        .filter(|line| !expected.lines().any(|now| now == *line))
        .collect();
    let id = format!("id = \"{}\"", edited.id.as_str());
    assert_eq!(
        added,
        [&*id, "colour = \"red\"", "port = 21", "login = \"ask\""],
        "{text}"
    );
    assert_eq!(desk.file.read().unwrap().sites[0], edited);
    // Adding and removing leaves the rest, broken blocks too.
    let new = saved(9, "new", "ftp://h/");
    desk.file.change(&[put(&new)]).unwrap();
    desk.file.change(&[Change::Remove(new.id.clone())]).unwrap();
    assert_eq!(desk.text().trim_end(), text.trim_end());
    desk.file.change(&[Change::Remove(edited.id)]).unwrap();
    assert!(!desk.text().contains("Careful") && desk.text().contains("# Broken on purpose."));
}

#[test]
fn a_mistake_is_named_with_its_place_and_harms_nothing_else() {
    let desk = Desk::new(BY_HAND);
    let faults: Vec<String> = desk
        .file
        .read()
        .unwrap()
        .faults
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        faults[0],
        "line 19, column 1: site broken: `mode` has no meaning for sftp"
    );
    assert!(faults[1].starts_with("line 22, column 1"), "{}", faults[1]);
    assert_eq!(faults.len(), 2);
    let wrong = |lines: &str| {
        let desk = Desk::new(&format!(
            "version = 1\n[[site]]\nname = \"a\"\n{lines}\n[[site]]\nname='b'\nprotocol='ftp'\nhost='h'\n"
        ));
        let book = desk.file.read().unwrap();
        assert_eq!(book.sites.len(), 1, "{lines}");
        book.faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; ")
    };
    let base = "protocol = \"ftp\"\nhost = \"h\"\n";
    for (lines, expected) in [
        (
            "protocol = \"ftp\"".to_owned(),
            "line 2, column 1: site a: `host` is missing",
        ),
        (
            "protocol = \"gopher\"\nhost='h'".into(),
            "line 4, column 12: site a: `protocol` takes ftp",
        ),
        (format!("{base}port = 0"), "the port is not a number from 1 to 65535"),
        (
            format!("{base}port = 70000"),
            "line 6, column 8: site a: `port` takes a number from 1 to 65535",
        ),
        (format!("{base}port = \"x\""), "`port` takes a number"),
        (format!("{base}login = \"key\"\nuser = \"x\""), "is for sftp"),
        (format!("{base}login = \"ask\""), "it names no user"),
        (format!("{base}connections = 65"), "from 1 to 64"),
        (format!("{base}download_limit = 0"), "at least 1"),
        (format!("{base}charset = \"klingon\""), "name of a character set"),
        (format!("{base}keys = [\"x\"]"), "`keys` has no meaning for ftp"),
        (format!("{base}active_ports = \"9-3\""), "two ports"),
        (format!("{base}time_offset = 5000"), "minutes"),
        (format!("{base}bookmark = 3"), "[[site.bookmark]]"),
        (
            format!("{base}[[site.bookmark]]\nlocal_folder = \"x\""),
            "`name` is missing",
        ),
        (format!("{base}host = \"twice\""), "line 6, column 1"),
        (format!("{base}name = "), "line 6"),
    ] {
        let said = wrong(&lines);
        assert!(said.contains(expected), "{lines}\n{said}");
    }
}

#[test]
fn names_and_ids_are_taken_once() {
    let desk = Desk::new("");
    let (a, b) = (saved(1, "a", "ftp://h/"), saved(2, "b", "ftp://h/"));
    desk.file.change(&[put(&a), put(&b)]).unwrap();
    let before = desk.text();
    let as_b = Saved {
        name: "b".into(),
        ..a.clone()
    };
    for (change, kind) in [
        (put(&as_b), Kind::Exists),
        (Change::Remove(SiteId::new(7)), Kind::NotFound),
        (
            put(&Saved {
                host: String::new(),
                ..a.clone()
            }),
            Kind::NotPermitted,
        ),
        (
            Change::RenameFolder {
                from: path(&["x"]),
                to: path(&["y"]),
            },
            Kind::NotFound,
        ),
    ] {
        let error = desk
            .file
            .change(&[put(&saved(8, "good", "ftp://h/")), change])
            .unwrap_err();
        assert_eq!(error.kind, kind);
        assert_eq!(desk.text(), before, "all or nothing");
    }
    std::fs::write(desk.file.path(), before.clone() + &before.replace("version = 1", "")).unwrap();
    let book = desk.file.read().unwrap();
    assert_eq!((book.sites.len(), book.faults.len()), (2, 2), "{:?}", book.faults);
    assert_eq!(book.faults[0].flaw, Flaw::Twice);
}

#[test]
fn folders_are_made_renamed_and_removed() {
    let desk = Desk::new("");
    let within = |number, name: &str, folder: &[&str]| Saved {
        folder: path(folder),
        ..saved(number, name, "ftp://h/")
    };
    let sites = [within(1, "a", &[]), within(2, "a", &["F"]), within(3, "b", &["F", "G"])];
    desk.file.change(&sites.each_ref().map(put)).unwrap();
    desk.file
        .change(&[Change::MakeFolder(path(&["E"])), Change::MakeFolder(path(&["F"]))])
        .unwrap();
    let rename = |from: &[&str], to: &[&str]| Change::RenameFolder {
        from: path(from),
        to: path(to),
    };
    assert!(desk.file.change(&[rename(&["F"], &["F", "H"])]).is_err());
    assert!(desk.file.change(&[rename(&["F"], &["E"])]).is_err(), "there is one");
    let book = desk.file.change(&[rename(&["F"], &["E", "H"])]).unwrap();
    assert_eq!(book.sites[2].folder, path(&["E", "H", "G"]));
    assert_eq!(book.folders, [path(&["E"])]);
    let find = |names: &[&str]| book.find(&path(names)).map(|site| site.id.clone());
    assert_eq!(find(&["a"]), Ok(SiteId::new(1)), "the one that stands in no folder");
    assert_eq!(find(&["b"]), Ok(SiteId::new(3)));
    assert_eq!(find(&["E", "H", "a"]), Ok(SiteId::new(2)));
    assert_eq!(find(&["E", "a"]), Err(Nowhere::Unknown));
    let to = |before: Option<u64>| Change::Move {
        id: SiteId::new(3),
        folder: path(&[]),
        before: before.map(SiteId::new),
    };
    let order = |book: &Book| book.sites.iter().map(|site| site.name.clone()).collect::<String>();
    assert_eq!(order(&desk.file.change(&[to(Some(1))]).unwrap()), "baa");
    assert_eq!(order(&desk.file.change(&[to(None)]).unwrap()), "aab");
    let book = desk.file.change(&[Change::RemoveFolder(path(&["E"]))]).unwrap();
    assert_eq!((order(&book).as_str(), book.folders.len()), ("ab", 0));
}

#[test]
fn a_name_in_several_folders_is_told_apart() {
    let desk = Desk::new("");
    let within = |number, folder: &str| Saved {
        folder: path(&[folder]),
        ..saved(number, "a", "ftp://h/")
    };
    let book = desk.file.change(&[put(&within(1, "F")), put(&within(2, "G"))]).unwrap();
    assert_eq!(
        book.find(&path(&["a"])),
        Err(Nowhere::Several(vec!["F/a".into(), "G/a".into()]))
    );
    assert_eq!(book.free_name(&path(&["F"]), "a"), "a (2)");
    assert_eq!(book.free_name(&path(&["H"]), "a"), "a");
}

#[test]
fn a_newer_version_is_left_alone() {
    let desk = Desk::new("version = 2\n[[site]]\nname = 'a'\n");
    assert_eq!(desk.file.read().unwrap_err().kind, Kind::Unsupported);
    assert!(desk.file.change(&[put(&saved(1, "b", "ftp://h/"))]).is_err());
    assert!(desk.text().starts_with("version = 2\n[[site]]\nname = 'a'\n"));
    let broken = Desk::new("version = \n[[site]]\nname='b'\nprotocol='ftp'\nhost='h'\n");
    let book = broken.file.read().unwrap();
    assert_eq!((book.sites.len(), book.faults[0].line), (1, 1));
}

#[cfg(unix)]
#[test]
fn it_is_private_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new("");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let profile = desk.folder.path().join("deep/profile");
    let file = SiteFile::of(&profile);
    file.change(&[put(&saved(1, "a", "ftp://h/"))]).unwrap();
    assert_eq!((mode(&profile), mode(file.path())), (0o700, 0o600));
    let real = desk.folder.path().join("real.toml");
    std::fs::rename(file.path(), &real).unwrap();
    std::os::unix::fs::symlink(&real, file.path()).unwrap();
    file.change(&[put(&saved(2, "b", "ftp://h/"))]).unwrap();
    assert!(std::fs::symlink_metadata(file.path()).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&real).unwrap().contains("\"b\""));
    // Whoever had opened it to the world meanwhile: a change closes it again.
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o666)).unwrap();
    std::fs::write(desk.folder.path().join("real.toml.new"), "").unwrap();
    std::fs::set_permissions(
        desk.folder.path().join("real.toml.new"),
        std::fs::Permissions::from_mode(0o666),
    )
    .unwrap();
    file.change(&[put(&saved(3, "c", "ftp://h/"))]).unwrap();
    assert_eq!(mode(&real), 0o600);
}

fn rough_file() -> impl Strategy<Value = String> {
    let words = [
        "[[site]]\n",
        "[[folder]]\n",
        "name = \"a\"\n",
        "name = 'b'\n",
        "protocol = 'ftp'\n",
        "protocol = 'sftp'\n",
        "host = 'h'\n",
        "# note\n",
        "\"\"\"",
        "\'\'\'",
        "\"",
        "'",
        "\\",
        "\n",
        "\r\n",
        "path = ['x']\n",
        "[[site.bookmark]]\n",
        "port = 7\n",
        "id = 'q'\n",
    ];
    let piece =
        prop_oneof![4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_file_that_is_too_long_to_read_whole_is_not_cut() {
    let desk = Desk::new("version = 1\n");
    let file = std::fs::OpenOptions::new().write(true).open(desk.file.path()).unwrap();
    file.set_len(LONGEST + 1).unwrap();
    assert!(desk.file.change(&[put(&saved(1, "a", "ftp://h/"))]).is_err());
    assert_eq!(std::fs::metadata(desk.file.path()).unwrap().len(), LONGEST + 1);
}

proptest! {
    #[test]
    fn no_file_makes_it_panic_and_none_loses_a_byte(text in rough_file()) {
        let blocks = blocks::split(&text);
        let whole: String = blocks.iter().map(|block| block.text.as_str()).collect();
        prop_assert_eq!(&whole, &text);
        let desk = Desk::new(&text);
        let Ok(before) = desk.file.read() else { return Ok(()) };
        let site = saved(u64::MAX, "a name that nobody has", "ftp://h/");
        match desk.file.change(&[put(&site)]) {
            Ok(book) => {
                prop_assert!(book.sites.contains(&site));
                prop_assert_eq!(book.sites.len(), before.sites.len() + 1);
                desk.file.change(&[Change::Remove(site.id)]).unwrap();
                prop_assert_eq!(desk.file.read().unwrap().sites, before.sites);
            }
            Err(_) => prop_assert_eq!(if text.is_empty() { String::new() } else { desk.text() }, text),
        }
    }
}
