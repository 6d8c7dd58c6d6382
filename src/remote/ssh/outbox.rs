//! What goes out on one channel: small pieces are gathered into whole packets, large ones are sent from where they lie.

use bytes::{Buf, Bytes};

use super::channel::{FarEnd, Outgoing};

/// The library sends at most so much in one packet.
const PACKET: usize = 32_700;

/// A piece of this size is not worth a copy.
const LARGE: usize = 16 * 1024;

/// Bytes taken from a pipe, on their way to the library.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// Small pieces, one behind the other.
    gathered: Vec<u8>,
    sent: usize,
    /// The piece behind them.
    rest: Bytes,
    /// How long that piece was when it was taken from the pipe.
    whole: usize,
    /// The writer is gone.
    finished: bool,
    end_sent: bool,
}

impl Outbox {
    /// Takes pieces until a packet is full or there are no more.
    pub(super) fn fill(&mut self, far: &mut FarEnd) {
        if self.sent < self.gathered.len() {
            return;
        }
        self.gathered.clear();
        self.sent = 0;
        loop {
            if self.rest.is_empty() {
                match far.outgoing() {
                    Outgoing::Piece(piece) => {
                        self.whole = piece.len();
                        self.rest = piece;
                    }
                    Outgoing::Nothing => return,
                    Outgoing::Finished => {
                        self.finished = true;
                        return;
                    }
                }
            }
            if self.gathered.is_empty() && self.rest.len() >= LARGE {
                return;
            }
            let count = self.rest.len().min(PACKET - self.gathered.len());
            self.gathered.extend_from_slice(&self.rest[..count]);
            self.took(count, far);
            if self.gathered.len() == PACKET {
                return;
            }
        }
    }

    /// The next bytes to send. The same ones until [`Outbox::advance`].
    pub(super) fn ahead(&self) -> &[u8] {
        match self.gathered.get(self.sent..) {
            Some(gathered) if !gathered.is_empty() => gathered,
            _ => &self.rest,
        }
    }

    /// So many of them are sent.
    pub(super) fn advance(&mut self, count: usize, far: &FarEnd) {
        if self.sent < self.gathered.len() {
            self.sent += count;
        } else {
            self.took(count, far);
        }
    }

    /// Everything is sent, and the server has not been told yet that nothing more comes.
    pub(super) fn has_ended(&self) -> bool {
        self.finished && !self.end_sent && self.ahead().is_empty()
    }

    /// The server knows.
    pub(super) fn end_is_sent(&mut self) {
        self.end_sent = true;
    }

    fn took(&mut self, count: usize, far: &FarEnd) {
        self.rest.advance(count);
        if self.rest.is_empty() {
            self.rest = Bytes::new();
            far.sent(self.whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bell::bell;
    use super::super::channel::channel;
    use super::*;

    #[tokio::test]
    async fn small_pieces_travel_together_and_in_order() {
        let (ring, _ear) = bell().unwrap();
        let (ours, mut far) = channel(&ring);
        let mut expected = Vec::new();
        for (at, length) in [10, 20, 100_000, 5, 40_000, 3].into_iter().enumerate() {
            let piece = vec![u8::try_from(at).unwrap(); length];
            expected.extend_from_slice(&piece);
            assert!(ours.output.send(piece.into()).await);
        }
        drop(ours.output);
        let mut outbox = Outbox::default();
        let mut packets = Vec::new();
        loop {
            outbox.fill(&mut far);
            let ahead = outbox.ahead();
            if ahead.is_empty() {
                break;
            }
            // The library takes what it likes.
            let count = ahead.len().min(PACKET);
            packets.push(ahead[..count].to_vec());
            outbox.advance(count, &far);
        }
        assert!(outbox.has_ended());
        assert_eq!(packets.concat(), expected);
        assert_eq!(packets[0].len(), PACKET);
        assert!(packets.len() <= 7, "{}", packets.len());
    }

    #[tokio::test]
    async fn a_writer_waits_while_too_much_waits_and_goes_on() {
        let (ring, _ear) = bell().unwrap();
        let (ours, mut far) = channel(&ring);
        let output = ours.output.clone();
        let writer = tokio::spawn(async move {
            for _ in 0..64 {
                assert!(output.send(vec![0; 256 * 1024].into()).await);
            }
        });
        let (mut outbox, mut total) = (Outbox::default(), 0);
        while total < 64 * 256 * 1024 {
            tokio::task::yield_now().await;
            outbox.fill(&mut far);
            let count = outbox.ahead().len();
            outbox.advance(count, &far);
            total += count;
        }
        writer.await.unwrap();
        drop(far);
        assert!(!ours.output.send(vec![0; 10].into()).await);
    }
}
