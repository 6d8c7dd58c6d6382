//! How bytes travel through a library that takes text.

use suppaftp::Encoding;

/// Carries every byte as the character with its number, so that exactly these bytes go out whatever they mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes;

impl Encoding for Bytes {
    fn decode(&self, bytes: &[u8]) -> String {
        text(bytes)
    }

    fn encode(&self, text: &str) -> std::io::Result<Vec<u8>> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).map_err(|_| std::io::ErrorKind::InvalidInput.into()))
            .collect()
    }
}

/// The bytes of a line as [`Bytes`] takes them.
pub(super) fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(Bytes.encode(&text(&all)).unwrap(), all);
        assert_eq!(Bytes.decode(b"caf\xe9"), "café");
        assert!(Bytes.encode("你").is_err());
    }
}
