use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::path::Charset;
use crate::site::{Bookmark, Colour, Login, Mode, Protocol, Security};

fn given(format: Format, text: &str) -> Preview {
    let reader = Reader {
        local_user: "local",
        home: Some(Path::new("/home/local")),
    };
    read(format, text, reader, &Book::default()).unwrap()
}

fn by_name<'a>(preview: &'a Preview, name: &str) -> &'a Item {
    preview.items.iter().find(|item| item.site.name == name).unwrap()
}

fn password(item: &Item) -> Option<&str> {
    item.password.as_ref().map(Secret::expose)
}

const SITE_MANAGER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3 version="3.63.0" platform="*nix">
<Servers>
<Folder expanded="1">Work &amp; more
  <Server>
    <Host>ftp.example.org</Host><Port>2121</Port><Protocol>4</Protocol><Type>0</Type><User>anna</User>
    <Pass encoding="base64">aHVudGVyMiDDpA==</Pass><Logontype>1</Logontype><TimezoneOffset>-90</TimezoneOffset>
    <PasvMode>MODE_ACTIVE</PasvMode><MaximumMultipleConnections>3</MaximumMultipleConnections>
    <EncodingType>Custom</EncodingType><CustomEncoding>GBK</CustomEncoding><BypassProxy>0</BypassProxy>
    <Name>Web &lt;1&gt;</Name><Comments>two
lines</Comments><Colour>7</Colour><LocalDir>/home/anna/web</LocalDir><RemoteDir>1 0 3 srv 8 my files</RemoteDir>
    <SyncBrowsing>1</SyncBrowsing><DirectoryComparison>0</DirectoryComparison>
    <Bookmark><Name>logs</Name><LocalDir>/l</LocalDir><RemoteDir>1 0 3 var 4 lögs</RemoteDir><SyncBrowsing>1</SyncBrowsing><DirectoryComparison>0</DirectoryComparison></Bookmark>
    <Bookmark><Name>empty</Name><LocalDir/><RemoteDir/><SyncBrowsing>0</SyncBrowsing></Bookmark>
  </Server>
  <Folder expanded="0">Deep<Server><Host>s</Host><Port>22</Port><Protocol>1</Protocol><User>root</User><Keyfile>/k</Keyfile><Logontype>5</Logontype><Name>key</Name></Server></Folder>
</Folder>
<Server><Host>a</Host><Protocol>0</Protocol><Logontype>0</Logontype>old style name</Server>
<Server><Host>b</Host><Port>990</Port><Protocol>3</Protocol><User>u</User><Logontype>2</Logontype><Name>ask</Name></Server>
<Server><Host>c</Host><Protocol>6</Protocol><User>u</User><Pass>plain</Pass><Logontype>1</Logontype><Name>plain</Name></Server>
<Server><Host>d</Host><Protocol>1</Protocol><User>u</User><Logontype>3</Logontype><Name>talk</Name></Server>
<Server><Host>e</Host><Protocol>1</Protocol><User>u</User><Pass encoding="crypt" pubkey="x">AAAA</Pass><Logontype>1</Logontype><Name>locked</Name></Server>
<Server><Host>f</Host><Protocol>7</Protocol><User>u</User><Logontype>1</Logontype><Name>bucket</Name></Server>
<Server><Host></Host><Protocol>4</Protocol><User>u</User><Logontype>2</Logontype><Name>hostless</Name></Server>
</Servers>
</FileZilla3>"#;

#[test]
fn filezilla_sites_come_with_everything_they_have() {
    let preview = given(Format::FileZilla, SITE_MANAGER);
    let web = by_name(&preview, "Web <1>");
    let site = &web.site;
    assert_eq!(
        (site.host.as_str(), site.port, site.folder.as_slice()),
        ("ftp.example.org", 2121, &["Work & more".to_owned()][..])
    );
    let Protocol::Ftp(options) = &site.protocol else {
        panic!()
    };
    assert_eq!(
        (options.security, options.mode, options.time_offset),
        (Security::Explicit, Mode::Active, Some(-90))
    );
    assert_eq!(site.login, Login::Password { user: "anna".into() });
    assert_eq!(password(web), Some("hunter2 ä"));
    assert_eq!(
        (site.terms.connections.unwrap().get(), site.terms.charset),
        (3, Charset::named("gbk").unwrap())
    );
    assert_eq!(
        (site.notes.as_str(), site.colour, site.synchronised),
        ("two\nlines", Colour::Orange, true)
    );
    assert_eq!(site.local_folder.as_deref(), Some(Path::new("/home/anna/web")));
    assert_eq!(site.remote_folder, Some("/srv/my files".into()));
    let logs = Bookmark {
        name: "logs".into(),
        local: Some("/l".into()),
        remote: Some("/var/lögs".into()),
        synchronised: true,
    };
    assert_eq!(site.bookmarks[0], logs);
    assert_eq!((site.bookmarks.len(), &site.bookmarks[1].remote), (2, &None));
    assert_eq!(web.notes, []);
    let key = by_name(&preview, "key");
    assert_eq!(key.site.folder, ["Work & more", "Deep"]);
    assert_eq!(key.site.login, Login::Key { user: "root".into() });
    let Protocol::Sftp(options) = &key.site.protocol else {
        panic!()
    };
    assert_eq!(options.identities, [PathBuf::from("/k")]);
    let old = by_name(&preview, "old style name");
    assert_eq!((&old.site.login, old.site.port), (&Login::Anonymous, 21));
    assert_eq!(old.notes, [Note::TlsRequired]);
    assert_eq!(by_name(&preview, "ask").site.login, Login::Ask { user: "u".into() });
    let plain = by_name(&preview, "plain");
    assert_eq!(
        (password(plain), plain.notes.as_slice()),
        (Some("plain"), &[Note::NotEncrypted][..])
    );
    assert_eq!(
        by_name(&preview, "talk").site.login,
        Login::Interactive { user: "u".into() }
    );
    let locked = by_name(&preview, "locked");
    assert_eq!(
        (&locked.site.login, locked.notes.as_slice()),
        (&Login::Ask { user: "u".into() }, &[Note::PasswordLocked][..])
    );
    let refused: Vec<_> = preview
        .refused
        .iter()
        .map(|refused| (refused.name.as_str(), refused.why.clone()))
        .collect();
    assert_eq!(
        refused,
        [
            ("bucket", Why::Protocol("S3".into())),
            ("hostless", Why::Misfit(Misfit::NoHost))
        ]
    );
}

#[test]
fn what_filezilla_gets_back_reads_the_same() {
    let preview = given(Format::FileZilla, SITE_MANAGER);
    let book = Book {
        sites: preview.items.iter().map(|item| item.site.clone()).collect(),
        folders: vec![vec!["Empty".into()]],
        faults: Vec::new(),
    };
    let text = filezilla_xml(&book);
    assert!(
        !text.contains("Pass") && !text.contains("hunter2") && !text.contains("aHVudGVyMiDDpA"),
        "{text}"
    );
    let again = given(Format::FileZilla, &text);
    assert_eq!(again.refused, []);
    for item in &preview.items {
        let mut expected = item.site.clone();
        let found = &by_name(&again, &expected.name).site;
        if let Login::Password { user } = &expected.login {
            // The password stays in the keychain, so FileZilla asks.
            expected.login = Login::Ask { user: user.clone() };
        }
        assert_eq!(*found, expected);
    }
}

#[test]
fn broken_and_hostile_xml_is_told() {
    let reader = Reader {
        local_user: "",
        home: None,
    };
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><FileZilla3>&b;</FileZilla3>";
    for text in ["", "<FileZilla3>", "<a/>", "no xml", bomb] {
        assert!(
            read(Format::FileZilla, text, reader, &Book::default()).is_err(),
            "{text}"
        );
    }
    let deep = format!(
        "<FileZilla3><Servers>{}{}</Servers></FileZilla3>",
        "<Folder>f".repeat(20_000),
        "</Folder>".repeat(20_000)
    );
    let _ = read(Format::FileZilla, &deep, reader, &Book::default());
    for path in ["1 0 99 short", "1 0 x y", "2 0 1 a", "1 3 C:/ 1 a", "1"] {
        let text = format!(
            "<FileZilla3><Servers><Server><Host>h</Host><Protocol>4</Protocol><User>u</User><Logontype>2</Logontype><RemoteDir>{path}</RemoteDir></Server></Servers></FileZilla3>"
        );
        let preview = read(Format::FileZilla, &text, reader, &Book::default()).unwrap();
        assert_eq!(preview.items.len(), 1, "{path}");
    }
}

#[test]
fn winscp_sessions() {
    let text = "\u{feff}[Configuration\\Security]\r\nUseMasterPassword=0\r\n\
[Sessions\\Default%20Settings]\r\nPortNumber=22\r\n\
[Sessions\\Work/%EF%BB%BFB%C3%BCro]\r\nHostName=example.org\r\nUserName=me\r\nPassword=HIDDEN\r\nRemoteDirectory=/srv/a%20b\r\nLocalDirectory=C:\\x\r\n\
[Sessions\\ftp]\r\nHostName=h\r\nUserName=u\r\nFSProtocol=5\r\nFtps=3\r\nPortNumber=2121\r\nFtpPasvMode=0\r\nSynchronizeBrowsing=1\r\n\
[Sessions\\key]\r\nHostName=h\r\nUserName=u\r\nPublicKeyFile=C:\\keys\\my%20key.ppk\r\nTunnel=1\r\nTunnelHostName=gate\r\nTunnelUserName=g\r\n\
[Sessions\\scp]\r\nHostName=h\r\nUserName=u\r\nFSProtocol=0\r\n\
[Sessions\\dav]\r\nHostName=h\r\nFSProtocol=6\r\n\
[Sessions\\ws]\r\nIsWorkspace=1\r\n";
    let bytes = [&[0xFFu8, 0, 20, 2, b'x', b'x'][..], b"meexample.orghunter2"].concat();
    let hidden: String = bytes.iter().map(|byte| format!("{:02X}", !(byte ^ 0xA3))).collect();
    let preview = given(Format::WinScp, &text.replace("HIDDEN", &hidden));
    let office = by_name(&preview, "Büro");
    assert_eq!(
        (office.site.folder.as_slice(), password(office)),
        (&["Work".to_owned()][..], Some("hunter2"))
    );
    assert_eq!(office.site.remote_folder, Some("/srv/a b".into()));
    assert_eq!(office.site.login, Login::Password { user: "me".into() });
    let Protocol::Ftp(options) = &by_name(&preview, "ftp").site.protocol else {
        panic!()
    };
    assert_eq!((options.security, options.mode), (Security::Explicit, Mode::Active));
    let key = by_name(&preview, "key");
    let Protocol::Sftp(options) = &key.site.protocol else {
        panic!()
    };
    assert_eq!(options.identities, [PathBuf::from("C:\\keys\\my key.ppk")]);
    assert_eq!(options.jump.as_ref().unwrap().address(), "gate:22");
    assert_eq!(by_name(&preview, "scp").notes, [Note::ScpIsSftp]);
    assert_eq!(preview.refused[0].why, Why::Protocol("WebDAV".into()));
    assert_eq!(preview.items.len(), 4);
    let locked = text
        .replace("UseMasterPassword=0", "UseMasterPassword=1")
        .replace("HIDDEN", &hidden);
    assert_eq!(
        by_name(&given(Format::WinScp, &locked), "Büro").notes,
        [Note::PasswordLocked]
    );
}

#[test]
fn lftp_bookmarks() {
    let text = "web\tftp://me:p%40ss@example.org/srv/www/\nanon ftp://ftp.example.org\nssh sftp://root@h:2222\nfast sftp://h\ncopy fish://u@h/x\nold http://h/\n# no line\nnonsense\n";
    let preview = given(Format::Lftp, text);
    let web = by_name(&preview, "web");
    assert_eq!(
        (password(web), &web.site.remote_folder),
        (Some("p@ss"), &Some("/srv/www".into()))
    );
    assert_eq!(by_name(&preview, "anon").site.login, Login::Anonymous);
    assert_eq!(by_name(&preview, "ssh").site.port, 2222);
    assert_eq!(
        by_name(&preview, "fast").site.login,
        Login::Ask { user: "local".into() }
    );
    assert_eq!(preview.refused.len(), 1);
    assert_eq!(preview.items.len(), 5);
}

#[test]
fn rclone_remotes() {
    let text = "[web]\ntype = ftp\nhost = example.org\nuser = me\npass = YWFhYWFhYWFhYWFhYWFhYXMaGgIlEQ\nexplicit_tls = true\n\n[ssh]\ntype = sftp\nhost = h\nport = 2222\nkey_file = ~/.ssh/id\nkey_file_pass = YmJiYmJiYmJiYmJiYmJiYp3gcEWbAw\n\n[bad]\ntype = sftp\nhost = h\nuser = u\npass = x!\n\n[plain]\ntype = ftp\nhost = h\n\n[drive]\ntype = drive\n";
    let preview = given(Format::Rclone, text);
    assert_eq!(password(by_name(&preview, "web")), Some("potato"));
    let ssh = by_name(&preview, "ssh");
    assert_eq!(ssh.site.login, Login::Key { user: "local".into() });
    assert_eq!(ssh.passphrase.as_ref().map(Secret::expose), Some("potato"));
    let Protocol::Sftp(options) = &ssh.site.protocol else {
        panic!()
    };
    assert_eq!(options.identities, [PathBuf::from("/home/local/.ssh/id")]);
    assert_eq!(by_name(&preview, "bad").notes, [Note::PasswordUnreadable]);
    assert_eq!(by_name(&preview, "plain").notes, [Note::NotEncrypted]);
    assert_eq!(
        preview.refused,
        [Refused {
            name: "drive".into(),
            why: Why::Protocol("drive".into())
        }]
    );
    let encrypted = "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n";
    let reader = Reader {
        local_user: "",
        home: None,
    };
    assert_eq!(
        read(Format::Rclone, encrypted, reader, &Book::default()),
        Err(Unreadable::Encrypted)
    );
}

#[test]
fn what_is_there_already_is_recognised() {
    let first = given(Format::Lftp, "a sftp://me@h/x\nb sftp://me@h/y\n");
    let mut there = first.items[0].site.clone();
    there.folder = vec!["F".into()];
    there.name = "mine".into();
    let book = Book {
        sites: vec![there],
        ..Book::default()
    };
    let reader = Reader {
        local_user: "",
        home: None,
    };
    let text = "a sftp://me@H/x\nb sftp://me@h/y\nc sftp://you@h/x\nd ftp://me@h:22/x\n";
    let again = read(Format::Lftp, text, reader, &book).unwrap();
    let twins: Vec<_> = again.items.iter().map(|item| item.twin.as_deref()).collect();
    assert_eq!(twins, [Some("F/mine"), None, None, None]);
}

#[test]
fn files_are_told_apart() {
    let of = |name: &str, text: &str| Format::of(Path::new(name), text);
    assert_eq!(of("x.xml", SITE_MANAGER), Some(Format::FileZilla));
    assert_eq!(of("WinSCP.ini", "[Sessions\\a]\nHostName=h\n"), Some(Format::WinScp));
    assert_eq!(of("bookmarks", "a ftp://h\n"), Some(Format::Lftp));
    assert_eq!(of("x", "a\tsftp://h\n"), Some(Format::Lftp));
    assert_eq!(of("rclone.conf", ""), Some(Format::Rclone));
    assert_eq!(of("config", "Host a\n  User b\n"), Some(Format::Ssh));
    assert_eq!(of("sites.toml", "version = 1\n[[site]]\n"), Some(Format::Packetboat));
    assert_eq!(of("x", "nothing"), None);
}

/// Words that mean something to one reader or another, with noise between them.
fn rough_text() -> impl Strategy<Value = String> {
    let words = [
        "<FileZilla3>",
        "<Servers>",
        "<Server>",
        "</Server>",
        "<Host>h</Host>",
        "<Pass encoding=\"base64\">AA</Pass>",
        "<RemoteDir>1 0 9 a</RemoteDir>",
        "[Sessions\\a%",
        "]\n",
        "HostName=",
        "Password=A35C",
        "\n",
        "=",
        "[x]\ntype = sftp\n",
        "pass = _w",
        "name ftp://",
        "user:pw@",
        "%FF",
        "h/",
        "host = ",
        "\u{feff}",
        "type = ftp\n",
    ];
    let piece = prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        any::<String>()
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in rough_text()) {
        let reader = Reader { local_user: "me", home: None };
        let _ = Format::of(Path::new("x"), &text);
        for format in [Format::FileZilla, Format::WinScp, Format::Lftp, Format::Rclone] {
            let _ = read(format, &text, reader, &Book::default());
        }
    }
}
