//! MLSD and MLST: any bytes, cut anywhere.
#![no_main]

mod listing;

use packetboat::remote::ftp::listing::{Format, facts};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    listing::check(Format::Machine, bytes);
    if let Some(line) = bytes.split(|byte| *byte == b'\n').next() {
        let _ = facts(line);
    }
});
