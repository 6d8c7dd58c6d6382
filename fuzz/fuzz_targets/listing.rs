//! What must hold for every listing, however hostile.

use packetboat::entry::Entry;
use packetboat::remote::ftp::listing::{Format, Parser, Summary};

/// Reads the listing whole and cut in two. The first byte says where; the next eight are the client's clock.
pub fn check(format: Format, bytes: &[u8]) {
    let Some((clock, listing)) = bytes.split_at_checked(9) else {
        return;
    };
    let now = i64::from_le_bytes(clock[1..].try_into().expect("eight bytes")) >> 28;
    let cut = usize::from(clock[0]).min(listing.len());
    let whole = read(format, now, &[listing]);
    assert_eq!(
        whole,
        read(format, now, &[&listing[..cut], &listing[cut..]]),
        "cut at {cut}"
    );

    let (entries, summary) = whole;
    let blank = |line: &[u8]| line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
    let lines = listing.split(|byte| *byte == b'\n').filter(|line| !blank(line)).count() as u64;
    assert_eq!(entries.len() as u64, summary.entries);
    assert_eq!(summary.entries + summary.dropped + summary.unknown, lines);
}

fn read(format: Format, now: i64, pieces: &[&[u8]]) -> (Vec<Entry>, Summary) {
    let (mut parser, mut entries) = (Parser::new(format, now), Vec::new());
    for piece in pieces {
        parser
            .push(piece, &mut entries)
            .expect("nothing this short is too large");
    }
    let summary = parser.finish(&mut entries);
    (entries, summary)
}
