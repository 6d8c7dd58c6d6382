//! What servers print, family by family, and what it has to be read as.
//!
//! Each `tests/listings/NAME.txt` is a listing, byte for byte; `NAME.expected` beside it holds one line per entry and per
//! line that is not understood. A name that begins with `mlsd` is the machine's listing. With `UPDATE=1` the expected
//! files are written anew, to be read before they are kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has to stop")]

use std::fmt::Write;
use std::path::Path;

use packetboat::entry::{Entry, Kind, Precision, Zone};
use packetboat::path::visible;
use packetboat::remote::ftp::listing::{Format, Parser};
use time::OffsetDateTime;

/// 2026-11-22T17:00:00Z, the day on which all these listings were made.
const NOW: i64 = 1_795_366_800;

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/listings");
    let bytes = std::fs::read(folder.join(name).with_extension("txt")).unwrap();
    let shown = show(name, &bytes);
    let expected = folder.join(name).with_extension("expected");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&expected, &shown).unwrap();
    }
    assert_eq!(shown, std::fs::read_to_string(&expected).unwrap(), "{name}");
}

fn show(name: &str, bytes: &[u8]) -> String {
    let format = if name.starts_with("mlsd") {
        Format::Machine
    } else {
        Format::Human
    };
    let (mut parser, mut entries) = (Parser::new(format, NOW), Vec::new());
    parser.push(bytes, &mut entries).unwrap();
    let summary = parser.finish(&mut entries);
    let mut shown = String::new();
    for entry in &entries {
        writeln!(shown, "{}", line(entry)).unwrap();
    }
    for unknown in &summary.unknown_lines {
        writeln!(shown, "unknown [{}]", visible(unknown)).unwrap();
    }
    writeln!(
        shown,
        "{} entries, {} dropped, {} unknown",
        summary.entries, summary.dropped, summary.unknown
    )
    .unwrap();
    shown
}

/// `file 1234 2026-11-22T17:03 server 0644 anna:users [name] -> [target]`, with `-` for what is not told.
fn line(entry: &Entry) -> String {
    let kind = match entry.kind {
        Kind::File => "file",
        Kind::Directory => "directory",
        Kind::Link => "link",
        Kind::Other => "other",
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let size = or_dash(entry.size.map(|size| size.to_string()));
    let modified = or_dash(entry.modified.map(|modified| {
        let at = OffsetDateTime::from_unix_timestamp(modified.seconds).unwrap();
        let (date, (hour, minute, second)) = (at.date(), at.to_hms());
        let zone = match modified.zone {
            Zone::Utc => "utc",
            Zone::Server => "server",
            Zone::Inferred => "inferred",
        };
        match modified.precision {
            Precision::Second => format!("{date}T{hour:02}:{minute:02}:{second:02} {zone}"),
            Precision::Minute => format!("{date}T{hour:02}:{minute:02} {zone}"),
            Precision::Day => format!("{date} {zone}"),
        }
    }));
    let mode = or_dash(entry.permissions.map(|mode| format!("{:04o}", mode.bits())));
    let owner = or_dash(entry.owner.as_ref().map(ToString::to_string));
    let group = or_dash(entry.group.as_ref().map(ToString::to_string));
    let target = entry.target.as_ref().map(|target| format!(" -> [{}]", visible(target)));
    let target = target.unwrap_or_default();
    format!(
        "{kind} {size} {modified} {mode} {owner}:{group} [{}]{target}",
        entry.name
    )
}

/// What the `ls` of this system prints, in each of its styles, against what the file system says.
#[test]
#[cfg(target_os = "linux")]
fn the_ls_of_this_system_is_read_back() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, symlink};
    use std::time::{Duration, SystemTime};

    let folder = tempfile::tempdir().unwrap();
    let now = SystemTime::now();
    let ages = [
        0,
        3_600,
        86_400 * 40,
        86_400 * 170,
        86_400 * 200,
        86_400 * 3_000,
        86_400 * 16_000,
    ];
    let names: [&[u8]; 9] = [
        b"plain",
        b"  two blanks",
        b"a -> b",
        b"\xff\xfe",
        b"12:30",
        b"2019 x",
        b"+0100 y",
        b"tail ",
        b"a\rb",
    ];
    for (at, name) in names.into_iter().enumerate() {
        let file = std::fs::File::create(folder.path().join(OsStr::from_bytes(name))).unwrap();
        file.set_len(1 << at).unwrap();
        file.set_modified(now - Duration::from_secs(ages[at % ages.len()]))
            .unwrap();
    }
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    symlink("x -> y", folder.path().join("link -> z")).unwrap();

    for style in ["locale", "iso", "long-iso", "full-iso"] {
        let output = std::process::Command::new("ls")
            .args(["-la", &format!("--time-style={style}")])
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64;
        let (mut parser, mut entries) = (Parser::new(Format::Human, seconds), Vec::new());
        parser.push(&output.stdout, &mut entries).unwrap();
        let summary = parser.finish(&mut entries);
        assert_eq!(
            (summary.entries, summary.dropped, summary.unknown),
            (11, 3, 0),
            "{style}"
        );
        for entry in entries {
            let path = folder.path().join(OsStr::from_bytes(entry.name.as_bytes()));
            let there = std::fs::symlink_metadata(&path).unwrap();
            let modified = entry.modified.unwrap();
            let unit = match modified.precision {
                Precision::Second => 1,
                Precision::Minute => 60,
                Precision::Day => 86_400,
            };
            assert_eq!(
                modified.seconds,
                there.mtime().div_euclid(unit) * unit,
                "{style} {entry:?}"
            );
            assert_eq!(
                entry.permissions.unwrap().bits(),
                there.mode() & 0o7777,
                "{style} {entry:?}"
            );
            assert_eq!(entry.size, Some(there.len()), "{style} {entry:?}");
            assert_eq!(entry.target.is_some(), there.is_symlink(), "{style} {entry:?}");
        }
    }
}

/// One test for each listing; a file that has none fails the last one.
macro_rules! listings {
    ($($name:ident)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        #[test]
        fn every_listing_is_checked() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/listings");
            let checked = [$(stringify!($name)),*];
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                assert!(name == ".gitattributes" || checked.contains(&name.as_str()), "{name} is not checked");
            }
        }
    };
}

listings! {
    dos
    eplf
    hostile
    iis
    mixed
    mlsd_hostile
    mlsd_proftpd
    mlsd_pureftpd
    mlsd_pyftpdlib
    mlsd_variants
    modes
    mvs_data_sets
    mvs_members
    mvs_modules
    netpresenz
    netware
    os2
    os400
    unix_devices
    unix_dates
    unix_languages
    unix_links
    unix_owners
    unix_vsftpd
    vms
    vshell
    zvm
}
