//! What an SFTP server sends: any bytes, cut anywhere.
#![no_main]

use bytes::Bytes;
use packetboat::remote::sftp::extensions::{Limits, free_space};
use packetboat::remote::sftp::frame::Frames;
use packetboat::remote::sftp::packet::{self, Answer};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((cut, stream)) = bytes.split_first() else {
        return;
    };
    let cut = usize::from(*cut).min(stream.len());
    let whole = read(&[stream]);
    assert_eq!(whole, read(&[&stream[..cut], &stream[cut..]]), "cut at {cut}");
    let bytes = Bytes::copy_from_slice(stream);
    let _ = packet::version(bytes.clone());
    let _ = Limits::read(bytes.clone());
    let _ = free_space(bytes);
});

fn read(pieces: &[&[u8]]) -> (Vec<(u32, Answer)>, bool) {
    let (mut frames, mut answers) = (Frames::default(), Vec::new());
    for piece in pieces {
        frames.push(Bytes::copy_from_slice(piece));
        loop {
            match frames.packet().map(|packet| packet.map(Answer::read)) {
                Ok(Some(Ok(answer))) => answers.push(answer),
                Ok(None) => break,
                Ok(Some(Err(_))) | Err(_) => return (answers, false),
            }
        }
    }
    (answers, true)
}
