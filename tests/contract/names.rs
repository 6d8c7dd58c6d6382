//! Names that shells, servers and parsers trip over. A name is bytes, and every byte has to survive.

use packetboat::path::RemotePath;

use crate::ground::Brand;
use crate::ground::client::{binary, fetch, upload};
use crate::stage::{Stage, assert_refused, checks};
use packetboat::error::Kind;
use packetboat::path::Blocked;
use packetboat::remote::Start;

checks![
    odd_names_survive_everything,
    odd_folders_are_listed_themselves,
    names_at_the_top_are_not_options,
    names_that_break_a_command_are_never_sent,
];

const NAMES: &[&[u8]] = &[
    b"with blanks in it",
    b" leading blank",
    b"trailing blank ",
    b"-rf",
    b"--",
    b"quote\"s \"\" and 'apostrophes'",
    b"w[i]ld*c?rd{s}",
    b"~tilde",
    b"$HOME `id` #hash %41 %",
    b"semi;colon; type=dir; x",
    b"back\\slash",
    b"arrow -> target",
    b"tab\there",
    b".hidden",
    b"..two dots",
    b"...",
    "\u{fc}ml\u{e4}ut \u{2603} \u{1f600}".as_bytes(),
    "decomposed u\u{308}".as_bytes(),
    b"latin-1 \xe9\xe8",
    b"telnet \xff\xff\xfe\xf4 end",
    b"escape \x1b[2J",
    "bidi \u{202e}gpj.exe".as_bytes(),
    b"Jan 02  2024 date",
];

/// What this server itself does not do with a name, seen on it and not ours to mend.
fn is_beyond(brand: Option<Brand>, name: &[u8], is_folder: bool) -> bool {
    let has = |bytes: &[u8]| name.iter().any(|byte| bytes.contains(byte));
    match brand {
        // "Invalid directory name".
        Some(Brand::Proftpd) => is_folder && has(b"*"),
        // Writes `_` for a blank at the end and for control characters, and prohibits the backslash.
        Some(Brand::Pureftpd) => has(b"\\\t\x1b") || name.ends_with(b" "),
        // "Can't decode path".
        Some(Brand::Pyftpdlib) => is_folder && std::str::from_utf8(name).is_err(),
        Some(Brand::Vsftpd | Brand::OpenSsh | Brand::AsyncSsh) | None => false,
    }
}

/// Names that FTP cannot say.
const SFTP_NAMES: &[&[u8]] = &[b"two\nlines", b"carriage\rreturn", b"both\r\n"];

fn usable(stage: &Stage, is_folder: bool) -> impl Iterator<Item = &'static [u8]> {
    let brand = stage.brand;
    let more = if brand.is_some_and(Brand::is_ssh) {
        SFTP_NAMES
    } else {
        &[]
    };
    NAMES
        .iter()
        .chain(more)
        .copied()
        .filter(move |name| !is_beyond(brand, name, is_folder))
}

async fn odd_names_survive_everything(stage: &Stage) {
    let mut wrong = Vec::new();
    for name in usable(stage, false) {
        if let Err(what) = goes_round(stage, name).await {
            wrong.push(format!("{}: {what}", name.escape_ascii()));
            for left in stage.disk.iter().flat_map(|disk| std::fs::read_dir(disk).unwrap()) {
                let _ = std::fs::remove_file(left.unwrap().path());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Up, listed, looked at, down, renamed, removed.
async fn goes_round(stage: &Stage, name: &[u8]) -> Result<(), String> {
    let bytes = binary(300);
    let path = stage.path(name);
    let say = |step: &'static str| move |error: packetboat::error::Error| format!("{step}: {error}");
    let session = &stage.session;
    upload(session, &bytes, &path, Start::Beginning, None)
        .await
        .map_err(say("upload"))?;
    if let Some(disk) = stage.disk_path(&path)
        && !disk.is_file()
    {
        return Err(format!(
            "the server made another name: {:?}",
            std::fs::read_dir(stage.disk.as_ref().unwrap())
        ));
    }
    let names = stage.names_in(&stage.folder).await;
    if names != [name] {
        let shown: Vec<_> = names.iter().map(|name| name.escape_ascii().to_string()).collect();
        return Err(format!("listed as {shown:?}"));
    }
    let found = session.stat(&path, false).await.map_err(say("stat"))?;
    if found.size != Some(300) {
        return Err(format!("stat says {found:?}"));
    }
    if fetch(session, &path).await.map_err(say("download"))? != bytes {
        return Err("other bytes came back".into());
    }
    let plain = stage.path("plain");
    session
        .rename(&path, &plain, false)
        .await
        .map_err(say("rename from it"))?;
    session
        .rename(&plain, &path, false)
        .await
        .map_err(say("rename to it"))?;
    session.remove_file(&path).await.map_err(say("remove"))?;
    let left = stage.names_in(&stage.folder).await;
    if left.is_empty() {
        Ok(())
    } else {
        Err("it is still there".into())
    }
}

async fn odd_folders_are_listed_themselves(stage: &Stage) {
    let mut wrong = Vec::new();
    for name in usable(stage, true) {
        let folder = stage.path(name);
        stage.session.make_directory(&folder).await.unwrap();
        let file = folder.join(&"inside".into());
        upload(&stage.session, b"1", &file, Start::Beginning, None)
            .await
            .unwrap();
        // What a pattern or an option would find instead.
        if let Some(disk) = &stage.disk {
            let _ = std::fs::create_dir(disk.join("wild-card-s"));
        }
        let names = stage.names_in(&folder).await;
        if names != [b"inside"] {
            wrong.push(format!("{}: {} names", name.escape_ascii(), names.len()));
        }
        stage.session.remove_file(&file).await.unwrap();
        stage.session.remove_directory(&folder).await.unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn names_at_the_top_are_not_options(stage: &Stage) {
    for name in ["-la", "-R", "~", "*"] {
        if is_beyond(stage.brand, name.as_bytes(), true) {
            continue;
        }
        let folder = RemotePath::home().join(&name.into());
        stage.session.make_directory(&folder).await.unwrap();
        let file = folder.join(&"inside".into());
        upload(&stage.session, b"12", &file, Start::Beginning, None)
            .await
            .unwrap();
        assert_eq!(stage.names_in(&folder).await, [b"inside"], "{name}");
        assert_eq!(fetch(&stage.session, &file).await.unwrap(), b"12");
        stage.session.remove_file(&file).await.unwrap();
        stage.session.remove_directory(&folder).await.unwrap();
    }
}

async fn names_that_break_a_command_are_never_sent(stage: &Stage) {
    if stage.brand.is_none() {
        return;
    }
    let is_ssh = stage.brand.is_some_and(Brand::is_ssh);
    let known = stage.put("known", b"123").await;
    for name in [&b"a\rDELE known"[..], b"a\nb", b"a\r\nDELE known", b"nul\0byte"] {
        if is_ssh && !name.contains(&0) {
            continue;
        }
        let path = stage.path(name);
        let outcome = stage.session.remove_file(&path).await;
        let blocked = if name.contains(&0) {
            Blocked::Nul
        } else {
            Blocked::LineBreak
        };
        assert_refused(&stage.session, outcome, &[Kind::BlockedName(blocked)]);
        assert!(
            upload(&stage.session, b"x", &path, Start::Beginning, None)
                .await
                .is_err()
        );
        assert!(stage.session.rename(&known, &path, false).await.is_err());
    }
    stage.assert_in_step(&known, 3).await;
    assert_eq!(stage.names_in(&stage.folder).await, [b"known"]);
}
