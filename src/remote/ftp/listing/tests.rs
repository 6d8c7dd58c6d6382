use proptest::prelude::*;

use super::*;
use crate::entry::Kind;

const NOW: i64 = 1_795_366_800;

fn read(format: Format, pieces: &[&[u8]]) -> (Vec<Entry>, Summary, bool) {
    let (mut parser, mut entries) = (Parser::new(format, NOW), Vec::new());
    let refused = pieces.iter().any(|piece| parser.push(piece, &mut entries).is_err());
    let summary = parser.finish(&mut entries);
    (entries, summary, refused)
}

/// Forms of a line around a name, and whether it is the machine's listing.
const FORMS: [(&str, Format); 7] = [
    ("type=file;size=3;modify=20261122170344; ", Format::Machine),
    ("Type=dir;UNIX.mode=0755 ", Format::Machine),
    ("-rw-r--r--   1 anna     users        1234 Nov 22 17:03 ", Format::Human),
    ("drwxr-xr-x+ 12 anna 4096 2019-03-01 08:15 ", Format::Human),
    ("11-22-26  05:03PM                 1234 ", Format::Human),
    ("11-22-2026  17:03       <DIR>          ", Format::Human),
    ("+i8388621.29609,m824255902,r,s10376,\t", Format::Human),
];

fn hostile_name() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<Vec<u8>> = [
        &b"../../evil"[..],
        b"/etc/x",
        b"",
        b"a\rDELE x",
        b"nul\0",
        b"\x1b[2J",
        b" lead",
        b"trail ",
        b"a;b; c",
        b"..\\evil",
        "\u{202e}gpj.exe".as_bytes(),
        b"\xff\xfe",
        b"a -> b",
        b"...",
        b"\t",
        b"12:30",
        b"total 5",
        b"\r",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    prop_oneof![
        proptest::sample::select(known),
        proptest::collection::vec(any::<u8>().prop_filter("line end", |byte| *byte != b'\n'), 0..40),
    ]
    .prop_filter("dropped by rule", |name| name != b"." && name != b"..")
}

/// Bytes that often are nearly a listing.
fn listing_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::sample::select(
            [
                "-rw-r--r-- 1 a b 5 Nov 22 17:03 x",
                "total 12",
                "drwx------ 2019-01-01 ",
                "\r\n",
                "\n",
                "\n",
                "\r",
                " ",
                "type=",
                "file;",
                "size=3; ",
                "cdir",
                "OS.unix=slink:",
                "01-02-20  03:04AM <DIR> ",
                "<JUNCTION>",
                "+r,s5,\tx",
                "A.TXT;1",
                "\n   3/9 1-JAN-2020 10:00 [A,B] (R)",
                "Directory D:[A]",
                " Name     VV.MM   Created\n",
                " MEMBER1",
                "0100644 1 2 3 4 n",
                "d [RWCEAFMS] a 512 Jan 16 18:53 l",
                "*DIR",
                "Migrated X",
                "0 DIR 05-12-97 16:44 F",
                "11月 22日",
                "nonsense",
            ]
            .map(|text| text.as_bytes().to_vec())
            .to_vec()
        ),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn hostile_names_come_out_as_they_went_in(name in hostile_name()) {
        for (form, format) in FORMS {
            let line = [form.as_bytes(), &name, b"\r\n"].concat();
            let (entries, summary, _) = read(format, &[&line]);
            prop_assert_eq!(summary.unknown, 0, "{}", form);
            prop_assert_eq!(entries.len(), 1, "{}", form);
            prop_assert_eq!(entries[0].name.as_bytes(), &name[..], "{}", form);
        }
    }

    #[test]
    fn where_the_bytes_are_cut_does_not_matter(bytes in listing_like(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).chain([0, bytes.len()]).collect();
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
        for format in [Format::Machine, Format::Human] {
            prop_assert_eq!(read(format, &pieces), read(format, &[&bytes]));
        }
    }

    #[test]
    fn every_line_is_accounted_for(bytes in listing_like()) {
        let blank = |line: &[u8]| line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !blank(line)).count() as u64;
        for format in [Format::Machine, Format::Human] {
            let (entries, summary, _) = read(format, &[&bytes]);
            prop_assert_eq!(entries.len() as u64, summary.entries);
            prop_assert_eq!(summary.entries + summary.dropped + summary.unknown, lines, "{:?}", format);
            prop_assert_eq!(summary.unknown_lines.len() as u64, summary.unknown.min(100));
        }
    }

    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), now in any::<i64>()) {
        for format in [Format::Machine, Format::Human] {
            let (mut parser, mut entries) = (Parser::new(format, now), Vec::new());
            let _ = parser.push(&bytes, &mut entries);
            parser.finish(&mut entries);
        }
        facts(&bytes);
    }
}

#[test]
fn a_line_of_64_kib_is_the_longest() {
    let form = FORMS[2].0.as_bytes();
    let name = vec![b'x'; MAX_LINE - form.len()];
    let (entries, ..) = read(Format::Human, &[&[form, &name, b"\r\n"].concat()]);
    assert_eq!(entries[0].name.as_bytes().len(), name.len());
    for end in [&b"\r\n"[..], b""] {
        let (entries, summary, refused) = read(Format::Human, &[&[form, &name, b"x", end].concat()]);
        assert_eq!((entries.len(), summary.entries, refused), (0, 0, !end.is_empty()));
    }
}

#[test]
fn an_endless_line_is_refused_at_once_and_for_good() {
    let mut parser = Parser::new(Format::Human, NOW);
    let mut entries = Vec::new();
    let piece = [b'x'; 4096];
    let taken = (0..100_000)
        .take_while(|_| parser.push(&piece, &mut entries).is_ok())
        .count();
    assert_eq!(taken, 16);
    assert!(parser.begun.capacity() <= 2 * MAX_LINE);
    assert_eq!(parser.push(b"\n+r,\tx\n", &mut entries), Err(TooLarge));
    assert!(entries.is_empty());
}

#[test]
fn a_million_entries_and_256_mib_are_the_most() {
    let line = b"+r,\tx\n";
    let many = line.repeat(MAX_ENTRIES as usize);
    let mut parser = Parser::new(Format::Human, NOW);
    let mut entries = Vec::new();
    assert_eq!(parser.push(&many, &mut entries), Ok(()));
    assert_eq!(parser.push(line, &mut entries), Err(TooLarge));
    assert_eq!(parser.finish(&mut entries).entries, MAX_ENTRIES);
    assert_eq!(entries.len() as u64, MAX_ENTRIES);

    let mut parser = Parser::new(Format::Human, NOW);
    let blank = vec![b'\n'; 1 << 20];
    let taken = (0..1000)
        .take_while(|_| parser.push(&blank, &mut entries).is_ok())
        .count();
    assert_eq!(taken, 256);
}

#[test]
fn unknown_lines_are_kept_up_to_a_limit() {
    let text = "x".repeat(2000) + "\n";
    let (_, summary, _) = read(Format::Human, &[text.repeat(150).as_bytes()]);
    assert_eq!((summary.unknown, summary.unknown_lines.len()), (150, 100));
    assert!(summary.unknown_lines.iter().all(|line| line.len() == 1024));
}

#[test]
fn a_year_that_is_not_told_is_the_latest_possible() {
    let cases = [
        // now, line's date, the date meant
        ("2026-11-22", "Nov 22 17:03", "2026-11-22"),
        ("2026-11-22", "Nov 23 11:59", "2026-11-23"),
        ("2026-11-22", "Nov 23 12:01", "2025-11-23"),
        ("2026-12-31", "Jan  1 00:30", "2027-01-01"),
        ("2027-01-01", "Dec 31 23:30", "2026-12-31"),
        ("2026-11-22", "Feb 29 08:00", "2024-02-29"),
        ("2024-02-28", "Feb 29 08:00", "2024-02-29"),
        ("2024-02-27", "Feb 29 08:00", "2020-02-29"),
    ];
    let noon = |date: &str| date::calendar_date(date.as_bytes()).unwrap() + 43_200;
    for (now, written, meant) in cases {
        let line = format!("-rw-r--r-- 1 a b 5 {written} x\n");
        let (mut parser, mut entries) = (Parser::new(Format::Human, noon(now)), Vec::new());
        parser.push(line.as_bytes(), &mut entries).unwrap();
        let day = entries[0].modified.unwrap().seconds.div_euclid(86_400);
        assert_eq!(day, noon(meant).div_euclid(86_400), "{written} seen on {now}");
    }
}

#[test]
fn the_facts_of_one_path_keep_it_whole() {
    let entry = facts(b"Type=cdir;Modify=20261122170344.5;Perm=flcdmpe;UNIX.mode=0755; /srv/www dir").unwrap();
    assert_eq!(
        (entry.kind, entry.name.as_bytes()),
        (Kind::Directory, &b"/srv/www dir"[..])
    );
    assert_eq!(entry.modified.unwrap().seconds, 1_795_367_024);
    for line in [
        &b"no facts here"[..],
        b"",
        b" /only/a/path",
        b"type=file;size=3;",
        b"; x",
    ] {
        assert_eq!(facts(line), None, "{line:?}");
    }
}
