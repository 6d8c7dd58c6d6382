//! From the bytes of a channel to whole packets: no IO, any input, cut anywhere.

use bytes::{Buf, Bytes, BytesMut};

use super::packet::Malformed;

/// The longest packet that is taken unless the server announced longer ones: 255 KiB of a file and what stands around it.
pub const LONGEST: usize = (256 << 10) + (1 << 10);

/// The length that stands before every packet.
const HEADER: usize = 4;

/// Cuts a stream of bytes into packets. A packet that lies in one piece is not copied.
#[derive(Debug)]
pub struct Frames {
    /// What has not been looked at.
    rest: Bytes,
    /// A packet of which the end is missing, with its length before it.
    begun: BytesMut,
    longest: usize,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            rest: Bytes::new(),
            begun: BytesMut::new(),
            longest: LONGEST,
        }
    }
}

impl Frames {
    /// Takes packets of up to `longest` bytes, the four bytes of the length not counted.
    pub fn allow(&mut self, longest: usize) {
        self.longest = longest;
    }

    /// Adds bytes. Take all packets out before adding more, so that never more than one packet and one piece are held.
    pub fn push(&mut self, piece: Bytes) {
        if self.rest.is_empty() {
            self.rest = piece;
        } else {
            let mut joined = BytesMut::with_capacity(self.rest.len() + piece.len());
            joined.extend_from_slice(&self.rest);
            joined.extend_from_slice(&piece);
            self.rest = joined.freeze();
        }
    }

    /// The next whole packet, from its type on; `None` if more bytes are needed.
    ///
    /// # Errors
    /// If a length is zero or beyond the limit. Nothing after that can be understood.
    pub fn packet(&mut self) -> Result<Option<Bytes>, Malformed> {
        if self.begun.is_empty() {
            if let Some(length) = self.length(&self.rest)? {
                if self.rest.len() >= HEADER + length {
                    self.rest.advance(HEADER);
                    return Ok(Some(self.rest.split_to(length)));
                }
                self.begun.reserve(HEADER + length);
            }
            self.begun.extend_from_slice(&std::mem::take(&mut self.rest));
            return Ok(None);
        }
        self.grow(HEADER);
        let Some(length) = self.length(&self.begun)? else {
            return Ok(None);
        };
        self.grow(HEADER + length);
        if self.begun.len() < HEADER + length {
            return Ok(None);
        }
        let mut packet = std::mem::take(&mut self.begun).freeze();
        packet.advance(HEADER);
        Ok(Some(packet))
    }

    /// All bytes that no packet was made of; for the message about a server that prints text.
    pub fn leftover(&self) -> Bytes {
        [&self.begun[..], &self.rest[..]].concat().into()
    }

    /// Takes bytes over until `begun` has `length` of them.
    fn grow(&mut self, length: usize) {
        let missing = length.saturating_sub(self.begun.len());
        self.begun.reserve(missing);
        let taken = self.rest.split_to(missing.min(self.rest.len()));
        self.begun.extend_from_slice(&taken);
    }

    fn length(&self, bytes: &[u8]) -> Result<Option<usize>, Malformed> {
        let Some(header) = bytes.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        match usize::try_from(u32::from_be_bytes(*header)) {
            Ok(0) => Err(Malformed("a packet without content")),
            Ok(length) if length <= self.longest => Ok(Some(length)),
            _ => Err(Malformed("a packet longer than any honest one")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn framed(packet: &[u8]) -> Vec<u8> {
        [&u32::try_from(packet.len()).unwrap().to_be_bytes()[..], packet].concat()
    }

    #[test]
    fn a_packet_in_one_piece_is_not_copied() {
        let piece = Bytes::from([framed(b"abc"), framed(b"defg")].concat());
        let mut frames = Frames::default();
        frames.push(piece.clone());
        let packet = frames.packet().unwrap().unwrap();
        assert_eq!(&packet[..], b"abc");
        assert_eq!(packet.as_ptr(), piece[4..].as_ptr());
        assert_eq!(&frames.packet().unwrap().unwrap()[..], b"defg");
        assert_eq!(frames.packet().unwrap(), None);
    }

    #[test]
    fn impossible_lengths_are_errors() {
        for header in [0u32, 0xffff_ffff, u32::from_be_bytes(*b"Welc")] {
            let mut frames = Frames::default();
            frames.push(header.to_be_bytes().to_vec().into());
            assert!(frames.packet().is_err());
        }
    }

    proptest! {
        #[test]
        fn packets_survive_any_cut(
            packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..50), 0..20),
            cuts in proptest::collection::vec(1..40usize, 1..20),
        ) {
            let stream: Vec<u8> = packets.iter().flat_map(|packet| framed(packet)).collect();
            let (mut frames, mut got, mut rest) = (Frames::default(), Vec::new(), Bytes::from(stream));
            let mut cuts = cuts.into_iter().cycle();
            while !rest.is_empty() {
                let cut = cuts.next().unwrap().min(rest.len());
                frames.push(rest.split_to(cut));
                while let Some(packet) = frames.packet().unwrap() {
                    got.push(packet.to_vec());
                }
            }
            prop_assert_eq!(got, packets);
            prop_assert!(frames.leftover().is_empty());
        }
    }
}
