//! What servers print, family by family, and what it has to be read as.
//!
//! Each `tests/listings/NAME.txt` is a listing, byte for byte; `NAME.expected` beside it holds one line per entry and per
//! line that is not understood. A name that begins with `mlsd` is the machine's listing. With `UPDATE=1` the expected
//! files are written anew, to be read before they are kept.

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
