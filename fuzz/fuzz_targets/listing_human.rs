//! LIST in all its families: any bytes, cut anywhere.
#![no_main]

mod listing;

use packetboat::remote::ftp::listing::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| listing::check(Format::Human, bytes));
